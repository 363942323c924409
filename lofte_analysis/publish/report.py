"""The report: everything that `lofte rapport` writes, in its order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from lofte_analysis.problems import Consequence
from lofte_analysis.promise import Promise
from lofte_analysis.publish.citizen import write_citizen_page
from lofte_analysis.publish.contents import Report, contents_of
from lofte_analysis.publish.exports import write_csv, write_internal, write_outcomes
from lofte_analysis.publish.folder import INTERNAL, PUBLISHED, whole_or_nothing
from lofte_analysis.publish.outcome_workbook import write_workbook
from lofte_analysis.publish.page import write_page
from lofte_analysis.publish.painters import Painters
from lofte_analysis.records import Records
from lofte_analysis.tables import account_table, problem_table


def make_report(
    promise: Promise,
    records: Records,
    outcomes: pd.DataFrame,
    out: str | Path,
    *,
    cutoff: dt.date | str | None = None,
    year: int | None = None,
    pictures: bool = True,
    painters: Painters | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> list[Path]:
    """Write tables, pictures and page to `out`, and give the paths of what was written.

    `year` chooses which periods are displayed and moves no cut-off. Without `pictures` only the tables are written, the
    same as with them: no pages and no document. `painters` draw the pictures while this process writes the tables;
    without them all is done here. The earlier report stays until the new one is whole. Raises OutputError when the
    folder cannot be written, NothingToReport when no period is to be shown.
    """
    out, cutoff = Path(out), pd.Timestamp(records.cutoff_day(cutoff))
    if records.example:
        promise = promise.for_example_data()
    with whole_or_nothing(out) as staged:
        report = contents_of(promise, records, outcomes, cutoff, year)
        if pictures:
            charts = report.first_charts + [chart for group in report.area_charts.values() for chart in group]
            progress("Skriver tabeller och sidor")
            with (painters or Painters()).drawing(charts, staged / PUBLISHED / "bilder", progress) as drawn:
                _write_tables(report, outcomes, staged)
                write_citizen_page(report, staged / PUBLISHED / "sammanfattning.html")
                write_page(report, drawn, staged / PUBLISHED / "rapport.html")
            if year is not None:
                from lofte_analysis.publish.document import write_document  # heavy, and only for a year

                progress("Skriver dokumentet")
                write_document(report, staged / PUBLISHED / "bilder", staged / PUBLISHED / "arsuppfoljning.docx")
        else:
            progress("Skriver tabeller")
            _write_tables(report, outcomes, staged)
        written = sorted(path.relative_to(staged) for path in staged.rglob("*") if path.is_file())
    return [out / path for path in written]


def _write_tables(report: Report, outcomes: pd.DataFrame, folder: Path) -> None:
    write_outcomes(report.shown, folder / PUBLISHED)
    write_workbook(report, folder / PUBLISHED / "uppfoljning.xlsx")
    if report.year is not None:
        write_csv(account_table(report.account, report.year), folder / PUBLISHED / "arsuppfoljning.csv")
    write_internal(report.records, outcomes, _problems(report.records, report.cutoff), folder / INTERNAL)


def _problems(records: Records, cutoff: pd.Timestamp) -> pd.DataFrame:
    """The problems of the reading, and the deliveries that reach beyond the cut-off."""
    table = problem_table(records)
    late = records.deliveries[records.deliveries["done"] & (records.deliveries["end"] > cutoff)]
    day = f"{cutoff:%Y-%m-%d}"
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
