"""The calendar of a promise: in which periods a commitment falls due.

A week, term, school year or promise year is due only when it lies wholly inside the promise. A month during the
school terms is due when enough school days lie in both term and promise, and then the whole calendar month
counts. Half-years and calendar years begin and end with the promise where a share or a list is asked for; a number
promised for a whole half-year or year is due only when all of it lies inside.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from lofte_analysis.promise import Commitment, Measure, Per, Promise

NEAR_LIMIT = 3  # school days: a month this close to the least number rests on the calendar's exact dates


class DuePeriod(NamedTuple):
    """A period for which something was promised; both days included.

    `label` is as in the csv: 2022-03, VT2022, 2021/22, 2022-H1, 2022, 2022-v12 or hela. `near_limit` says that
    other school-term dates could take the period away; `interpreted` that it ends after the promise by the letter.
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
    literal_end = promise.literal_end or dt.date.max
    return [
        period._replace(interpreted=period.end > literal_end)
        for period in _PERIODS[commitment.per](promise, commitment)
    ]


def _inside(promise: Promise, start: dt.date, end: dt.date) -> bool:
    return promise.start <= start and end <= promise.end


def _weeks(promise: Promise, commitment: Commitment) -> Iterator[DuePeriod]:
    monday = promise.start - dt.timedelta(days=promise.start.weekday())
    while monday <= promise.end:
        sunday = monday + dt.timedelta(days=6)
        year, week, _ = monday.isocalendar()
        if _inside(promise, monday, sunday):
            yield from _if_due(promise, commitment, f"{year}-v{week:02d}", monday, sunday)
        monday += dt.timedelta(days=7)


def _months(promise: Promise, commitment: Commitment) -> Iterator[DuePeriod]:
    for start, end in months_between(promise.start, promise.end):
        yield from _if_due(promise, commitment, f"{start:%Y-%m}", start, end)


def _if_due(promise: Promise, commitment: Commitment, label: str, start: dt.date, end: dt.date) -> Iterator[DuePeriod]:
    if not commitment.during_terms:
        if _inside(promise, start, end):
            yield DuePeriod(label, start, end)
        return
    first, last = max(start, promise.start), min(end, promise.end)
    days = promise.school_calendar.school_days_between(first, last)
    if days < commitment.min_school_days:
        return
    if commitment.term_days_only:
        terms = [t for t in promise.school_calendar.terms if t.start <= last and t.end >= first]
        start, end = max(first, terms[0].start), min(last, terms[-1].end)
    yield DuePeriod(label, start, end, near_limit=days - commitment.min_school_days <= NEAR_LIMIT)


def _terms(promise: Promise, _: Commitment) -> Iterator[DuePeriod]:
    for term in promise.school_calendar.terms:
        if _inside(promise, term.start, term.end):
            yield DuePeriod(term.name, term.start, term.end)


def _school_years(promise: Promise, _: Commitment) -> Iterator[DuePeriod]:
    for label, start, end in promise.school_calendar.school_years():
        if _inside(promise, start, end):
            yield DuePeriod(label, start, end)


def _half_years(promise: Promise, commitment: Commitment) -> Iterator[DuePeriod]:
    for year in range(promise.start.year, promise.end.year + 1):
        for half, (first, last) in enumerate(((1, 6), (7, 12)), 1):
            start, end = dt.date(year, first, 1), dt.date(year, last, 30 if last == 6 else 31)
            yield from _clipped(promise, commitment, f"{year}-H{half}", start, end)


def _years(promise: Promise, commitment: Commitment) -> Iterator[DuePeriod]:
    for year in range(promise.start.year, promise.end.year + 1):
        yield from _clipped(promise, commitment, str(year), dt.date(year, 1, 1), dt.date(year, 12, 31))


def _clipped(promise: Promise, commitment: Commitment, label: str, start: dt.date, end: dt.date) -> Iterator[DuePeriod]:
    """The part of a half-year or year that lies inside the promise; a number promised for the whole needs the whole."""
    if commitment.measure is Measure.COUNT and not _inside(promise, start, end):
        return
    if end >= promise.start and start <= promise.end:
        yield DuePeriod(label, max(start, promise.start), min(end, promise.end))


def _promise_years(promise: Promise, _: Commitment) -> Iterator[DuePeriod]:
    start = promise.start
    while (end := _a_year_on(start) - dt.timedelta(days=1)) <= promise.end:
        label = str(start.year) if end.year == start.year else f"{start.year}/{end.year % 100:02d}"
        yield DuePeriod(label, start, end)
        start = end + dt.timedelta(days=1)


def _a_year_on(day: dt.date) -> dt.date:
    return dt.date(day.year + 1, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def _whole(promise: Promise, _: Commitment) -> Iterator[DuePeriod]:
    yield DuePeriod("hela", promise.start, promise.end)


_PERIODS = {
    Per.WEEK: _weeks,
    Per.MONTH: _months,
    Per.TERM: _terms,
    Per.HALF_YEAR: _half_years,
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
