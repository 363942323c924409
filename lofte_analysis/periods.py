"""The calendar of a promise: in which periods a commitment falls due.

A week, term, school year or promise year is due only when it lies wholly inside the promise. A month during the
school terms is due when enough school days lie in both term and promise, and then the whole calendar month
counts. Half-years and calendar years begin and end with the promise where a share or a list is asked for; a number
promised for a whole half-year or year is due only when all of it lies inside.

A clause that was added or withdrawn is a promise of its own days: what is said here of the promise holds for the days
on which the commitment is in force.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lofte_analysis.promise import Commitment, Measure, Per, Promise

Days = tuple[dt.date, dt.date]
NEAR_LIMIT = 3  # school days: a month this close to the least number rests on the calendar's exact dates


class DuePeriod(NamedTuple):
    """A period for which something was promised; both days included.

    `label` is as in the csv: 2022-03, VT2022, 2021/22, 2022-H1, 2022-K1, 2022-T1, 2022, 2022-v12, hela
    or, for a milestone with a last day of its own, till 2022-06-30.
    `near_limit` says that other school-term dates could take the period away; `interpreted` that it ends after the
    promise by the letter.
    """

    label: str
    start: dt.date
    end: dt.date
    near_limit: bool = False
    interpreted: bool = False


def due_periods(promise: Promise, commitment: Commitment) -> list[DuePeriod]:
    """Every period in which a commitment falls due, in order.

    >>> from lofte_analysis.promise import read_promise
    >>> promise = read_promise()
    >>> [period.label for period in due_periods(promise, promise["5.2"])][:3]
    ['HT2021', 'VT2022', 'HT2022']
    >>> len(due_periods(promise, promise["5.3"]))
    35
    """
    literal_end, span = promise.literal_end or dt.date.max, promise.span_of(commitment)
    if span[1] < span[0]:
        return []
    return [
        period._replace(interpreted=period.end > literal_end)
        for period in _PERIODS[commitment.per](span, promise, commitment)
    ]


def _weeks(span: Days, promise: Promise, commitment: Commitment) -> Iterator[DuePeriod]:
    monday = span[0] - dt.timedelta(days=span[0].weekday())
    while monday <= span[1]:
        sunday = monday + dt.timedelta(days=6)
        year, week, _ = monday.isocalendar()
        if _inside(span, monday, sunday):
            yield from _if_due(span, promise, commitment, f"{year}-v{week:02d}", monday, sunday)
        monday += dt.timedelta(days=7)


def _months(span: Days, promise: Promise, commitment: Commitment) -> Iterator[DuePeriod]:
    for start, end in months_between(*span):
        yield from _if_due(span, promise, commitment, f"{start:%Y-%m}", start, end)


def _if_due(
    span: Days, promise: Promise, commitment: Commitment, label: str, start: dt.date, end: dt.date
) -> Iterator[DuePeriod]:
    if not commitment.during_terms:
        if _inside(span, start, end):
            yield DuePeriod(label, start, end)
        return
    first, last = max(start, span[0]), min(end, span[1])
    days = promise.school_calendar.school_days_between(first, last)
    if days < commitment.min_school_days:
        return
    if commitment.term_days_only:
        terms = [t for t in promise.school_calendar.terms if t.start <= last and t.end >= first]
        start, end = max(first, terms[0].start), min(last, terms[-1].end)
    yield DuePeriod(label, start, end, near_limit=days - commitment.min_school_days <= NEAR_LIMIT)


def _terms(span: Days, promise: Promise, _: Commitment) -> Iterator[DuePeriod]:
    for term in promise.school_calendar.terms:
        if _inside(span, term.start, term.end):
            yield DuePeriod(term.name, term.start, term.end)


def _school_years(span: Days, promise: Promise, _: Commitment) -> Iterator[DuePeriod]:
    for label, start, end in promise.school_calendar.school_years():
        if _inside(span, start, end):
            yield DuePeriod(label, start, end)


def _parts_of_years(letter: str, months: int) -> Callable[[Days, Promise, Commitment], Iterator[DuePeriod]]:
    """Parts of a calendar year of so many months each; a year that is its own part has no letter."""

    def parts(span: Days, _: Promise, commitment: Commitment) -> Iterator[DuePeriod]:
        for year in range(span[0].year, span[1].year + 1):
            for number in range(12 // months):
                first, last = number * months + 1, (number + 1) * months
                start, end = dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])
                label = f"{year}-{letter}{number + 1}" if letter else str(year)
                yield from _clipped(span, commitment, label, start, end)

    return parts


def _years(span: Days, promise: Promise, commitment: Commitment) -> Iterator[DuePeriod]:
    if commitment.window is None:
        yield from _parts_of_years("", 12)(span, promise, commitment)
        return
    first, last = commitment.window
    for year in range(span[0].year - 1, span[1].year + 1):
        start, end = _day_of(year, first), _day_of(year + (last < first), last)  # a winter belongs to its first year
        if _inside(span, start, end):
            yield DuePeriod(str(year), start, end)


def _day_of(year: int, day: tuple[int, int]) -> dt.date:
    """A day of the year; the 29th of February is the last day of the month."""
    month, number = day
    return dt.date(year, month, min(number, calendar.monthrange(year, month)[1]))


def _clipped(span: Days, commitment: Commitment, label: str, start: dt.date, end: dt.date) -> Iterator[DuePeriod]:
    """The part of a half-year or year in which it holds; a number promised for the whole needs the whole."""
    if commitment.measure is Measure.COUNT and not _inside(span, start, end):
        return
    if end >= span[0] and start <= span[1]:
        yield DuePeriod(label, max(start, span[0]), min(end, span[1]))


def _promise_years(span: Days, promise: Promise, _: Commitment) -> Iterator[DuePeriod]:
    start = promise.start  # a clause that was added later shares the years of the promise
    while (end := _a_year_on(start) - dt.timedelta(days=1)) <= span[1]:
        label = str(start.year) if end.year == start.year else f"{start.year}/{end.year % 100:02d}"
        if start >= span[0]:
            yield DuePeriod(label, start, end)
        start = end + dt.timedelta(days=1)


def _a_year_on(day: dt.date) -> dt.date:
    return dt.date(day.year + 1, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def _whole(span: Days, _: Promise, commitment: Commitment) -> Iterator[DuePeriod]:
    last = commitment.deadline
    if last is None or last >= span[1]:
        yield DuePeriod("hela", *span)
    else:
        yield DuePeriod(f"till {last:%Y-%m-%d}", span[0], last)


def _inside(span: Days, start: dt.date, end: dt.date) -> bool:
    return span[0] <= start and end <= span[1]


_PERIODS = {
    Per.WEEK: _weeks,
    Per.MONTH: _months,
    Per.QUARTER: _parts_of_years("K", 3),
    Per.TERTIAL: _parts_of_years("T", 4),
    Per.TERM: _terms,
    Per.HALF_YEAR: _parts_of_years("H", 6),
    Per.YEAR: _years,
    Per.SCHOOL_YEAR: _school_years,
    Per.PROMISE_YEAR: _promise_years,
    Per.WHOLE: _whole,
}


def months_between(start: dt.date, end: dt.date) -> list[tuple[dt.date, dt.date]]:
    """First and last day of every calendar month that `start` to `end` touches.

    >>> months_between(dt.date(2021, 12, 24), dt.date(2022, 1, 1))[-1]
    (datetime.date(2022, 1, 1), datetime.date(2022, 1, 31))
    """
    months = []
    year, month = start.year, start.month
    while (year, month) <= (end.year, end.month):
        months.append((dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return months
