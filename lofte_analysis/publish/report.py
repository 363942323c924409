"""The report: everything that `lofte rapport` writes, in its order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lofte_analysis.activities import publishable_activities
from lofte_analysis.coverage import reporting_state
from lofte_analysis.outcomes import beyond_the_promise, counts_by_half_year, follow_through, of_year
from lofte_analysis.problems import Consequence
from lofte_analysis.promise import Promise
from lofte_analysis.publish import report_charts
from lofte_analysis.publish.exports import write_internal, write_outcomes
from lofte_analysis.publish.folder import INTERNAL, PUBLISHED, whole_or_nothing
from lofte_analysis.records import Records
from lofte_analysis.small_counts import suppress_small_counts
from lofte_analysis.tables import problem_table


@dataclass(frozen=True)
class Report:
    """What one report is made of.

    `shown` is what may be published of the displayed periods; `by_the_letter` the same where the promise is read by
    its words alone; `area_charts` holds the charts of each area.
    """

    promise: Promise
    records: Records
    outcomes: pd.DataFrame
    shown: pd.DataFrame
    by_the_letter: pd.DataFrame
    activities: pd.DataFrame
    year: int | None
    first_charts: list
    area_charts: dict[str, list]


def make_report(
    promise: Promise,
    records: Records,
    outcomes: pd.DataFrame,
    out: str | Path,
    *,
    year: int | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> list[Path]:
    """Write tables, pictures and page to `out`, and give the paths of what was written.

    `year` chooses which periods are displayed and moves no cut-off. The earlier report stays until the new one is
    whole. Raises publish.folder.OutputError when the folder cannot be written, ValueError when no period is in `year`.
    """
    from lofte_analysis.publish.page import write_page

    out = Path(out)
    if records.example:
        promise = promise.for_example_data()
    with whole_or_nothing(out) as staged:
        report = _report(promise, records, outcomes, year)
        progress("Skriver tabeller")
        write_outcomes(report.shown, staged / PUBLISHED)
        write_internal(records, outcomes, _problems(records, outcomes), staged / INTERNAL)
        pictures = staged / PUBLISHED / "bilder"
        pictures.mkdir()
        charts = report.first_charts + [chart for group in report.area_charts.values() for chart in group]
        images = {}
        for number, chart in enumerate(charts, 1):
            progress(f"Ritar bild {number} av {len(charts)}: {chart.headline}")
            figure = chart.figure()
            (pictures / f"{chart.name}.png").write_bytes(chart.png(figure=figure))
            images[chart.name] = chart.svg(figure=figure)
            (pictures / f"{chart.name}.svg").write_text(images[chart.name], encoding="utf-8", newline="\n")
        progress("Skriver sidan")
        write_page(report, images, staged / PUBLISHED / "rapport.html")
        written = sorted(path.relative_to(staged) for path in staged.rglob("*") if path.is_file())
    return [out / path for path in written]


def _report(promise: Promise, records: Records, outcomes: pd.DataFrame, year: int | None) -> Report:
    cutoff = outcomes["cutoff"].iloc[0]
    shown = of_year(suppress_small_counts(outcomes), year)
    if shown.empty:
        raise ValueError(f"year must be one of the promise, {promise.years}, got {year}")
    state = of_year(reporting_state(promise, records, cutoff=cutoff), year)
    counts = of_year(counts_by_half_year(promise, records, cutoff=cutoff), year)
    beyond = of_year(beyond_the_promise(promise, records, cutoff=cutoff), year)
    return Report(
        promise=promise,
        records=records,
        outcomes=outcomes,
        shown=shown,
        by_the_letter=of_year(follow_through(promise.by_the_letter(), records, cutoff=cutoff), year),
        activities=of_year(publishable_activities(promise, records, cutoff), year),
        year=year,
        first_charts=report_charts.first_charts(state, shown, promise, beyond),
        area_charts=report_charts.area_charts(shown, counts, promise),
    )


def _problems(records: Records, outcomes: pd.DataFrame) -> pd.DataFrame:
    """The problems of the reading, and the deliveries that reach beyond the cut-off."""
    table = problem_table(records)
    late = records.deliveries[records.deliveries["done"] & (records.deliveries["end"] > outcomes["cutoff"].iloc[0])]
    day = f"{outcomes['cutoff'].iloc[0]:%Y-%m-%d}"
    clipped = pd.DataFrame(
        {
            "fil": late["file"],
            "blad": late["sheet"],
            "cell": [f"rad {row}" for row in late["row"]],
            "värde": late["end"].dt.strftime("%Y-%m-%d"),
            "problem": f"Redovisningen sträcker sig efter {day} och räknas bara till och med den dagen.",
            "åtgärd": "Inget behöver göras, eller välj en senare dag med --till.",
            "följd": str(Consequence.NONE),
        }
    )
    return pd.concat([table, clipped], ignore_index=True)
