"""Promises side by side: one kind of commitment, a bar to 100 % per promise."""

from __future__ import annotations

import re
import unicodedata
from functools import partial

import pandas as pd

from lofte_analysis.charts.canvas import Chart, shortened
from lofte_analysis.charts.promise_overview import draw_promise_overview
from lofte_analysis.charts.statements import MOST_ROWS
from lofte_analysis.comparison import comparison_table
from lofte_analysis.promise import Per
from lofte_analysis.ratios import kept_text, none_judged, ratio_parts, unknown_text
from lofte_analysis.words import listing, long_date, numeral

_CAUTION = "Löften görs under olika villkor. Bilden säger inget om varför, och inte vem som är bäst."


def promises_beside(rows: pd.DataFrame) -> Chart:
    """The share of ended periods that was kept, per promise, for commitments that are alike.

    Takes the rows of one `alike` in the frame of `comparison.side_by_side`. Raises ValueError for several kinds at
    once, for one promise alone and for more than 8 rows.
    """
    kinds = list(rows["alike"].unique())
    if len(kinds) != 1:
        raise ValueError(f"rows must hold one kind of commitment, got {len(kinds)}: {kinds}")
    if rows["promise"].nunique() < 2 or len(rows) > MOST_ROWS:
        raise ValueError(f"rows must hold 2 to {MOST_ROWS} commitments of several promises, got {len(rows)}")
    ended = rows["periods"].where(rows["periods"] > 0)
    drawn = rows.assign(
        commitment=rows["promise"], title=rows["title"], kept=rows["met"] / ended, unknown=rows["not_reported"] / ended
    )
    headline = f"{kinds[0]}: {_finding(rows)}"
    return Chart(
        name=f"jamforelse_{_slug(kinds[0])}",
        headline=headline,
        subtitle=f"Andel av de avslutade perioderna då löftet uppfylldes.{_levels(rows)}",
        source=_source(rows),
        alt=shortened(f"Liggande staplar, en per löfte. {headline}."),
        description=" ".join(
            f"{row.promise}, {row.commitment} {row.title} ({row.promised}): {kept_text(row)}"
            f"{f'; {row.remainder}' if row.remainder else ''}."
            for row in rows.itertuples()
        ),
        table=comparison_table(rows),
        draw=partial(draw_promise_overview, drawn, example=bool(rows["example"].any())),
    )


def _finding(rows: pd.DataFrame) -> str:
    """Each promise's own ratio where there are two, else how many are shown: no sum, no rank."""
    if len(rows) > 2 or (rows["periods"] == 0).any() or (rows["per"] == Per.WHOLE).any():
        return f"{numeral(len(rows), neuter=True)} åtaganden i {numeral(rows['promise'].nunique(), neuter=True)} löften"
    told = list(rows.itertuples())
    if all(map(none_judged, told)):
        return f"kan inte bedömas i {listing(row.promise for row in told)}"
    known = [f"{ratio_parts(row)[0]} i {row.promise}{_unknown(row)}" for row in told if not none_judged(row)]
    unknown = [f"kan inte bedömas i {row.promise}" for row in told if none_judged(row)]
    return ", ".join([f"uppfyllt i {listing(known)}", *unknown])


def _unknown(row) -> str:
    """The periods that cannot be judged, beside the ratio of one promise among others."""
    text = unknown_text(row).removeprefix(", ")
    return f" ({text})" if text else ""


def _levels(rows: pd.DataFrame) -> str:
    return " Det som är utlovat är inte lika mycket överallt." if rows["promised"].nunique() > 1 else ""


def _source(rows: pd.DataFrame) -> str:
    days = listing(f"{name} till och med {long_date(own['cutoff'].iloc[0])}" for name, own in rows.groupby("promise"))
    example = " Påhittade exempeldata." if rows["example"].any() else ""
    return f"Källa: kommunernas och polisens redovisningar, {days}. {_CAUTION}{example}"


def _slug(text: str) -> str:
    """A file name of plain letters."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
