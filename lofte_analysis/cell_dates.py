"""What people write for a day, an ISO week or a month → its first and last day, or a Fault that says why not.

Pure functions, as in `cells`: a date such as 03/04/2022, which can be read two ways, is a Fault and not a guess.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from typing import NamedTuple

from lofte_analysis.cells import Fault, is_blank
from lofte_analysis.folding import folded
from lofte_analysis.words import MONTHS


class Span(NamedTuple):
    """Days from `start` to `end`, both included; a single day has both the same."""

    start: dt.date
    end: dt.date


_MONTH_NUMBERS = {name[:length]: n for n, name in enumerate(MONTHS, 1) for length in {3, 4, len(name)}}
_WEEKDAY = r"(?:(?:mån|tis|ons|tors|tor|fre|lör|sön)(?:dag)?(?:en)?[ ,]+)?(?:den )?"
_WEEKDAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")  # as every way of writing them begins
_ISO_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ t]0{1,2}:00(?::00(?:\.0+)?)?)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SLASH_DAY = re.compile(rf"{_WEEKDAY}(\d{{1,2}})/(\d{{1,2}})[ ,]+(\d{{4}})")
_NAMED_DAY = re.compile(rf"{_WEEKDAY}(\d{{1,2}})(?::?[ea])?\.? ([a-z]+)\.?,? (\d{{4}})")
_NAMED_MONTH = re.compile(r"([a-z]+)\.?,? (\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_WEEK = re.compile(r"v(?:\.|ecka)? ?(\d{1,2})[ ,-]+(\d{4})|(\d{4})[ -]?v(?:\.|ecka)? ?(\d{1,2})")
_TWO_WAYS = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/. ]\d{2,4}|\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|\d{6}")
_SEVERAL_DAYS = re.compile(
    r"(?:\d{1,2}(?:/\d{1,2}| [a-z]+)?(?: ?[-–] ?| och | till )\d{1,2}(?:/\d{1,2}| [a-z]+\.?),?(?: \d{4})?"
    r"|\d{4}-\d{2}-\d{2} ?(?:[-–]+|,|och|till) ?[\d-]+)"
)
_NO_YEAR = re.compile(rf"{_WEEKDAY}(?:\d{{1,2}}/\d{{1,2}}|\d{{1,2}} [a-z]+)|v(?:\.|ecka)? ?\d{{1,2}}")

_DATE_REMEDY = "Skriv datumet som 2022-03-04 eller 4 mars 2022."
_ONE_DAY_REMEDY = "Skriv en rad per dag. Är dagen okänd, skriv veckan eller månaden: v. 12 2022, mars 2022."
_EARLIEST, _LATEST = dt.date(1990, 1, 1), dt.date(2099, 12, 31)


def read_date(value: object, *, serials: int | None = None) -> Span | Fault | None:
    """A day, an ISO week or a month.

    `serials` is the year in which the workbook's serial numbers begin (1900 or 1904); None refuses bare numbers, as
    in csv where nothing tells what they count from.

    >>> read_date("4/3 2022").start
    datetime.date(2022, 3, 4)
    >>> read_date("v. 12 2022")
    Span(start=datetime.date(2022, 3, 21), end=datetime.date(2022, 3, 27))
    >>> read_date("03/04/2022").problem
    'Datumet kan läsas på två sätt.'
    """
    if is_blank(value):
        return None
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return _plausible(Span(value, value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _date_from_number(value, serials)
    if not isinstance(value, str):
        return Fault("Cellen är inget datum.", _DATE_REMEDY)

    text = folded(value)
    try:
        if match := _ISO_DAY.fullmatch(text):
            return _plausible(_day(int(match[1]), int(match[3]), int(match[4])))
        if match := _COMPACT_DAY.fullmatch(text):
            return _plausible(_day(*map(int, match.groups())))
        if match := _SLASH_DAY.fullmatch(text):
            return _on_its_weekday(text, _day(int(match[3]), int(match[2]), int(match[1])))
        if (match := _NAMED_DAY.fullmatch(text)) and match[2] in _MONTH_NUMBERS:
            return _on_its_weekday(text, _day(int(match[3]), _MONTH_NUMBERS[match[2]], int(match[1])))
        if (match := _NAMED_MONTH.fullmatch(text)) and match[1] in _MONTH_NUMBERS:
            return _plausible(month_span(int(match[2]), _MONTH_NUMBERS[match[1]]))
        if match := _ISO_MONTH.fullmatch(text):
            return _plausible(month_span(int(match[1]), int(match[2])))
        if match := _WEEK.fullmatch(text):
            year, week = (match[2], match[1]) if match[1] else (match[3], match[4])
            monday = dt.date.fromisocalendar(int(year), int(week), 1)
            return _plausible(Span(monday, monday + dt.timedelta(days=6)))
    except ValueError:
        return Fault("Datumet finns inte i kalendern.", _DATE_REMEDY)
    if _TWO_WAYS.fullmatch(text):
        return Fault("Datumet kan läsas på två sätt.", _DATE_REMEDY)
    if _NO_YEAR.fullmatch(text) or text.rstrip(".,") in _MONTH_NUMBERS:
        return Fault("Datumet saknar år.", _DATE_REMEDY)
    if _SEVERAL_DAYS.fullmatch(text):
        return Fault("Cellen har flera dagar.", _ONE_DAY_REMEDY)
    return Fault("Datumet kan inte läsas.", _DATE_REMEDY)


def read_month(value: object, *, serials: int | None = None) -> Span | Fault | None:
    """A whole month; a real date stands for its month, since Excel turns 2022-03 into one.

    >>> read_month("mars 2022") == read_month("2022-03") == read_month(dt.date(2022, 3, 1))
    True
    """
    span = read_date(value, serials=serials)
    if not isinstance(span, Span):
        return span
    if span.start == span.end or span == month_span(span.start.year, span.start.month):
        return month_span(span.start.year, span.start.month)
    return Fault("Cellen anger en vecka, här behövs en månad.", "Skriv månaden som 2022-03.")


def month_span(year: int, month: int) -> Span:
    return Span(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))


def _day(year: int, month: int, day: int) -> Span:
    date = dt.date(year, month, day)
    return Span(date, date)


def _on_its_weekday(text: str, span: Span) -> Span | Fault:
    """The day, unless the text names another day of the week: then one of the two is wrong."""
    if text[:3] in _WEEKDAYS and text[:3] != _WEEKDAYS[span.start.weekday()]:
        return Fault("Veckodagen stämmer inte med datumet.", _DATE_REMEDY)
    return _plausible(span)


def _date_from_number(value: float, serials: int | None) -> Span | Fault:
    if not math.isfinite(value):
        return Fault("Talet är inget datum.", _DATE_REMEDY)
    whole = int(value)
    if value == whole and 19900101 <= whole <= 20991231:
        text = str(whole)
        try:
            return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            return Fault("Datumet finns inte i kalendern.", _DATE_REMEDY)
    if serials is None:
        return Fault("Ett tal är inget datum: det går inte att veta vad det räknas från.", _DATE_REMEDY)
    origin = dt.date(1899, 12, 30) if serials == 1900 else dt.date(1904, 1, 1)
    if 30_000 <= value < 75_000:  # 1982–2105 in either system; smaller numbers are years or counts
        return _plausible(Span(*[origin + dt.timedelta(days=whole)] * 2))
    return Fault("Talet är inget datum.", _DATE_REMEDY)


def _plausible(span: Span) -> Span | Fault:
    if span.start >= _EARLIEST and span.end <= _LATEST:
        return span
    return Fault("Årtalet är orimligt.", _DATE_REMEDY)
