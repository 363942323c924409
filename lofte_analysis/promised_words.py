"""What a commitment promises, in a few Swedish words: the number, the period, and what has to hold."""

from __future__ import annotations

import datetime as dt

from lofte_analysis.commitments import MONTHS_IN, Commitment, YearDay
from lofte_analysis.measures import Counted, Measure, Per, ShareOf
from lofte_analysis.words import MONTHS, NBSP, WEEKDAYS, decimal, listing, long_date, percent_exact, uncapitalised

_OF_ROWS = (ShareOf.OBJECTS, ShareOf.SLOTS)


def promised_text(commitment: Commitment) -> str:
    """The promise of a commitment, with the levels that came later and what an occasion has to fulfil."""
    if commitment.effect:
        return "en effekt, inget antal utlovat"
    if not commitment.judged:
        return "inget antal utlovat"
    if commitment.measure is Measure.MILESTONE:
        return "ska bli klart" + (f" senast {long_date(commitment.deadline)}" if commitment.deadline else "")
    later = (
        f"från {long_date(change.start)} {_level(commitment.in_force(change.start))}" for change in commitment.changes
    )
    parts = [f"{_level(commitment)}{_time(commitment)}", *later]
    if commitment.only_if:
        parts.append(f"när {uncapitalised(commitment.only_if_title) or commitment.only_if} förekommer")
    conditions = conditions_text(commitment)
    return ", ".join(parts) + (f" ({conditions})" if conditions else "")


def conditions_text(commitment: Commitment) -> str:
    """Where and when an occasion counts: "fredag och lördag, kl. 18.00–03.00, plats: Centrum"; nothing without."""
    parts = [listing(WEEKDAYS[day] for day in commitment.weekdays)] if commitment.weekdays else []
    if commitment.clock:
        parts.append(f"kl. {'–'.join(f'{clock:%H.%M}' for clock in commitment.clock)}")
    if commitment.places:
        parts.append(f"plats: {listing(commitment.places, 'eller')}")
    return ", ".join(parts)


def _level(commitment: Commitment) -> str:
    if commitment.measure is Measure.COUNT:
        if commitment.average_per:
            number = commitment.at_least / MONTHS_IN[commitment.per]
            return f"i genomsnitt minst {decimal(number)} per {commitment.average_per}"
        new = " ny" if commitment.at_least == 1 else " nya"
        kind = {Counted.UNITS: " olika", Counted.NEW_UNITS: new, Counted.INCREASE: " fler"}
        return f"minst {decimal(commitment.at_least)}{kind.get(commitment.counted, '')}"
    if commitment.share_at_least is None:
        if commitment.share_of not in (*_OF_ROWS, ShareOf.OCCASIONS):
            return "i bruk"
        return f"minst {decimal(commitment.at_least)} {commitment.units[commitment.at_least != 1]}"
    if commitment.share_at_least == 1:
        return f"alla {commitment.units[1]}"
    return f"minst {percent_exact(commitment.share_at_least).replace(' ', NBSP)} av alla {commitment.units[1]}"


def _time(commitment: Commitment) -> str:
    """The period of a count; for a share what is asked of each, and how soon."""
    if commitment.measure is Measure.SHARE:
        soon = f" inom {commitment.within_days} dagar" if commitment.within_days else ""
        return f"{_often(commitment)}{soon}{_window(commitment)}"
    if commitment.average_per:
        return f", räknat {_per(commitment)}"
    return f" {_each_period(commitment)}{_window(commitment)}"


def _often(commitment: Commitment) -> str:
    """How often a share asks for each, where that is part of the promise.

    Objects are to be reached anew in each period, and a number is promised for each. All cases, and all fixed days, are
    all of them whichever period they are judged by: there the period is that of the report alone.
    """
    each = commitment.share_of in _OF_ROWS and commitment.each_at_least > 1
    numbered = commitment.at_least is not None and commitment.share_of in (ShareOf.SLOTS, ShareOf.OCCASIONS)
    if not (each or numbered or commitment.share_of is ShareOf.OBJECTS):
        return ""
    return f"{f' minst {commitment.each_at_least} gånger' if each else ''} {_each_period(commitment)}"


def _each_period(commitment: Commitment) -> str:
    return f"{_per(commitment)}{' under terminerna' if commitment.during_terms else ''}"


def _per(commitment: Commitment) -> str:
    return {Per.WHOLE: "under löftestiden", Per.YEAR: "per år"}.get(commitment.per, f"per {commitment.per}")


def _window(commitment: Commitment) -> str:
    if commitment.window is None:
        return ""
    first, last = commitment.window
    if first == last:
        return f", den {_day(first)}"
    return f", {first[1]}–{_day(last)}" if first[0] == last[0] else f", {_day(first)}–{_day(last)}"


def _day(day: YearDay) -> str:
    """
    >>> _day((5, 31))
    '31 maj'
    """
    month, number = day
    return f"{dt.date(2000, month, number).day} {MONTHS[month - 1]}"
