"""A share over time: how many of all cases, as screening for violence at each preliminary assessment."""

from __future__ import annotations

from functools import partial

import pandas as pd

from lofte_analysis.charts.canvas import Chart, shortened
from lofte_analysis.charts.share_panel import draw_share_panel, share_text
from lofte_analysis.charts.statements import shown_years, source_line
from lofte_analysis.outcomes import summary
from lofte_analysis.promise import Commitment, Promise, ShareOf
from lofte_analysis.ratios import kept_text, unknown_text
from lofte_analysis.shares import shares
from lofte_analysis.small_counts import may_be_published
from lofte_analysis.words import PERIOD_NOUNS, counted, hedge, integer, period_name


def screening_share(
    outcomes: pd.DataFrame, promise: Promise, *, by_year: bool = False, interval: bool = False
) -> Chart:
    """The share done per half-year, with the counts beneath and hollow points where the period is incomplete.

    Takes the rows of one share commitment in the frame of `follow_through`, or what `suppress_small_counts` made of it.
    `by_year` pools half-years for display; one that is hidden hides its year. `interval` adds the Wilson 95 per cent
    interval, for the notebook.
    Raises ValueError when the rows are not those of one share commitment.
    """
    rows = shares(outcomes, by_year=by_year)
    if rows.empty:
        raise ValueError("outcomes must hold a period that has begun, got none")
    commitment = promise[rows["commitment"].iloc[0]]
    if commitment.judged and not by_year:
        rows = rows.assign(verdict=rows["period"].map(outcomes.set_index("period")["verdict"].astype(str)))
    headline, years = _headline(rows, commitment, outcomes), shown_years(rows)
    step = "år" if by_year else PERIOD_NOUNS[commitment.per][0]
    subtitle = f"Åtagande {commitment.id}: andel av alla {commitment.units[1]} per {step}, {years}."
    changes = tuple((pd.Timestamp(version.start), version.name) for version in promise.versions[1:])
    rules = []
    if interval:
        subtitle += " Grå streck: 95 procents osäkerhet enligt Wilson."
    if (rows["open_text"] != "").any() and commitment.share_of is ShareOf.CASES:
        rules.append(f"Pågående {commitment.units[1]} räknas inte än.")
    if rows["hidden"].any():
        rules.append(
            "Dolt: 1–4 personer, 1–4 som återstår till alla, eller en siffra som kan ändras eller röjer en dold."
        )
    return Chart(
        name=f"andel_{commitment.id.lower().replace('.', '_')}{'_per_ar' if by_year else ''}",
        headline=headline,
        subtitle=subtitle,
        source=source_line(rows, promise, *rules),
        alt=shortened(f"Punktdiagram per {step}, {years}. {headline}."),
        description=" ".join(_sentence(row, commitment) for row in rows.itertuples()),
        table=share_table(rows, commitment),
        draw=partial(draw_share_panel, rows, commitment, changes, interval=interval),
        publishable=may_be_published(outcomes),
    )


def share_table(rows: pd.DataFrame, commitment: Commitment) -> pd.DataFrame:
    """The table twin, in text."""
    shown = [not row.hidden and row.cases == row.cases for row in rows.itertuples()]
    numbers = list(zip(rows.itertuples(), shown, strict=True))
    return pd.DataFrame(
        {
            "period": rows["period"],
            "gjort": [_done(row) if ok else _without(row) for row, ok in numbers],
            f"av alla {commitment.units[1]}": [integer(row.cases) if ok else _without(row) for row, ok in numbers],
            "andel": [share_text(row) if ok and row.cases else "" for row, ok in numbers],
            "skäl": [_remark(row) for row in rows.itertuples()],
        }
    )


def _done(row) -> str:
    return f"{hedge(approximate=row.approximate)}{integer(row.done)}"


def _without(row) -> str:
    return "dolt" if row.hidden else ""


def _remark(row) -> str:
    parts = []
    if row.running:
        parts.append("pågår")
    if row.missing_months:
        parts.append(f"{counted(row.missing_months, 'månad', 'månader')} saknas")
    elif not row.complete and not row.running:
        parts.append("allt är inte redovisat eller läst")
    if row.open_text:
        parts.append(f"ärenden som pågår: {row.open_text}")
    return ", ".join(parts)


def _headline(rows: pd.DataFrame, commitment: Commitment, outcomes: pd.DataFrame) -> str:
    """From the first to the last complete period, all cases closed; where some are hidden, the others would flatter."""
    promised = f", löftet gäller {commitment.promised_text}" if commitment.share_at_least else ""
    if rows["hidden"].any() and commitment.judged:
        row = next(summary(outcomes).itertuples())
        if not row.periods:
            return f"{commitment.title}: ingen period är avslutad än"
        return f"{commitment.title}: {kept_text(row)}{unknown_text(row)}{promised}"
    whole = rows[rows["complete"] & rows["share"].notna()]
    if rows["hidden"].any():
        return f"{commitment.title}: minst ett antal är dolt"
    if whole.empty:
        return f"{commitment.title}: ingen period är helt redovisad"
    whole = whole[whole["open_text"] == ""]  # a share of closed cases alone may still turn either way
    if whole.empty:
        return f"{commitment.title}: {commitment.units[1]} pågår i alla redovisade perioder"
    share_of = promised or f" av alla {commitment.units[1]}"
    told = [share_text(row) for row in whole.itertuples()]
    if len(told) == 1:
        return f"{commitment.title}: {told[0]}{share_of}"
    if told[0] == told[-1]:
        same = f"{commitment.title}: {told[0]}"
        return f"{same} både först och sist{promised}" if promised else f"{same}{share_of} både först och sist"
    return f"{commitment.title}: från {told[0]} till {told[-1]}{share_of}"


def _sentence(row, commitment: Commitment) -> str:
    name = period_name(row.period)
    if row.hidden:
        text = f"{name}: antalet visas inte"
    elif row.cases != row.cases:
        text = f"{name}: inga siffror"
    elif not row.cases:
        text = f"{name}: inga {commitment.units[1]}"
    else:
        text = f"{name}: {_done(row)} av {integer(row.cases)}, {share_text(row)}"
    remark = _remark(row)
    return f"{text[:1].upper()}{text[1:]}{f' ({remark})' if remark else ''}."
