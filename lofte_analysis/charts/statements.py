"""Sentences that several charts share, each computed from the frame that is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import pandas as pd

from lofte_analysis.coverage import missing_text
from lofte_analysis.est.situation import CHECKS, EVENTS
from lofte_analysis.promise import Commitment, Promise
from lofte_analysis.standing import period_words
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import capitalised, genitive, listing, long_date

MOST_ROWS = 8  # more commitments do not fit a slide that can be read from the back row
_SHORT = ("vecka", "månad", "termin", "halvår", "kalenderår")


def shown_span(outcomes: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day that a chart is about: those of the periods of at most a calendar year, where there are any.

    When one year is chosen, a school year that only touches it and the whole promise do not widen the picture.
    """
    short = outcomes[outcomes["per"].isin(_SHORT)] if "per" in outcomes else outcomes
    rows = outcomes if short.empty else short
    return rows["start"].min(), rows["end"].max()


def shown_years(outcomes: pd.DataFrame) -> str:
    """The years that a frame of outcomes is about, as 2021–2024 or 2023."""
    first, last = (day.year for day in shown_span(outcomes))
    return str(first) if first == last else f"{first}–{last}"


def in_slides(outcomes: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The rows in as many frames as it takes at `MOST_ROWS` judged commitments a chart; the others are in the first.

    The frames are about as long: a picture with a single row left over would look like an afterthought.
    """
    is_judged = outcomes["promised"].notna()
    place, judged = outcomes["commitment"].where(is_judged).factorize()
    number = place // max(1, ceil(len(judged) / max(1, ceil(len(judged) / MOST_ROWS))))  # -1 where nothing is judged
    for slide in range(number.max(initial=-1) + 1):
        yield outcomes[(number == slide) | (~is_judged & (slide == 0))]


def source_line(outcomes: pd.DataFrame, promise: Promise, *rules: str) -> str:
    """Where the figures come from, up to which day, and by which rules."""
    cutoff = long_date(outcomes["cutoff"].iloc[0])
    place = outcomes["municipality"].iloc[0]
    parts = [f"Källa: {genitive(place)} och polisens redovisningar till och med {cutoff}."]
    parts += [rule for rule in rules if rule]
    if rests_on_school_calendar(outcomes, promise):
        parts.append("Läsårstiderna är en platshållare, inte kommunens fastställda datum.")
    if outcomes["example"].any():
        parts.append("Påhittade exempeldata.")
    return " ".join(parts)


def situation_words(commitment: Commitment) -> dict[str, tuple[str, str]]:
    """What events and the occasions of a commitment are called, in singular and plural."""
    return {EVENTS: ("händelse", "händelser"), CHECKS: commitment.units}


def span_text(row: pd.Series) -> str:
    """The days of the frames of `situation`, as april 2023–december 2024."""
    return missing_text([(row["first"].date(), row["last"].date())])


def rests_on_school_calendar(outcomes: pd.DataFrame, promise: Promise) -> bool:
    """Whether stand-in school-term dates decide which periods are drawn."""
    school = {c.id for c in promise.commitments if c.during_terms or c.per in ("termin", "läsår")}
    return promise.school_calendar.status == "platshållare" and bool(school & set(outcomes["commitment"]))


def term_month_rule(outcomes: pd.DataFrame, promise: Promise) -> str:
    """The rule by which a month counts as a month of term, where one is drawn."""
    shown = set(outcomes["commitment"])
    days = sorted({c.min_school_days for c in promise.commitments if c.during_terms and c.id in shown})
    if not days:
        return ""
    limits = listing([f"{day:g}" for day in days])
    return f"En månad räknas som terminsmånad när minst {limits} skoldagar ligger i terminen."


def describe_periods(outcomes: pd.DataFrame) -> str:
    """Every period of every commitment in words, for the long description."""
    texts = []
    for (_, title), rows in outcomes.groupby(["commitment", "title"], sort=False, observed=True):
        periods: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
        for verdict, period, per in zip(rows["verdict"], rows["period"], rows["per"], strict=True):
            periods[Verdict(verdict)].append(period_words(period, per))
        verdicts = [capitalised(f"{verdict}: {', '.join(named)}") for verdict, named in periods.items() if named]
        texts.append(f"{capitalised(title)}. {'. '.join(verdicts)}.")
    return " ".join(texts)
