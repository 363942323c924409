"""What people write for a period – a year, a term, a half-year, a month, a week – → its label and its days.

The labels are those of the due periods (2023, VT2023, 2023-H1, 2022/23, 2023-03, 2023-v12), so that a comment on a
period can stand beside it. Pure functions, as in `cells`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from lofte_analysis.cell_dates import Span, month_span, read_date
from lofte_analysis.cells import Fault, is_blank
from lofte_analysis.folding import folded

_YEAR = re.compile(r"(?:år(?:et)? )?((?:19|20)\d\d)")
_TERM = re.compile(r"(vt|ht|vår(?:terminen)?|höst(?:terminen)?) ?-?((?:19|20)\d\d)")
_HALF = re.compile(
    r"((?:19|20)\d\d) ?-? ?h([12])|(första|andra) halvåret ((?:19|20)\d\d)|halvår ([12]) ((?:19|20)\d\d)"
)
_SCHOOL_YEAR = re.compile(r"(?:läsår(?:et)?|löftesår(?:et)?)? ?((?:19|20)\d\d) ?[/–-] ?((?:19|20)?\d\d)")
_REMEDY = "Skriv till exempel 2023, VT2023, 2023-H1, 2022/23 eller mars 2023."


class Named(NamedTuple):
    """A period as the csv labels it, with its first and last day."""

    label: str
    start: dt.date
    end: dt.date


def read_period(value: object, *, serials: int | None = None) -> Named | Fault | None:
    """A period of at most a year. A term is taken as its half of the year: its exact days are the school calendar's.

    >>> read_period("VT2023").end, read_period("mars 2023").label, read_period(2023).label
    (datetime.date(2023, 6, 30), '2023-03', '2023')
    >>> read_period("läsåret 2022/23").start
    datetime.date(2022, 7, 1)
    >>> read_period("i våras").problem
    'Perioden kan inte läsas.'
    """
    if is_blank(value):
        return None
    if isinstance(value, float) and value % 1 == 0:
        value = int(value)
    text = folded(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    if match := _YEAR.fullmatch(text):
        return Named(match[1], dt.date(int(match[1]), 1, 1), dt.date(int(match[1]), 12, 31))
    if match := _TERM.fullmatch(text):
        spring = match[1].startswith("v")
        return Named(f"{'VT' if spring else 'HT'}{match[2]}", *_half(int(match[2]), 1 if spring else 2))
    if match := _HALF.fullmatch(text):
        year, half = int(match[1] or match[4]), int(match[2] or {"första": 1, "andra": 2}[match[3]])
        return Named(f"{year}-H{half}", *_half(year, half))
    if (match := _SCHOOL_YEAR.fullmatch(text)) and int(match[2]) % 100 == (int(match[1]) + 1) % 100:
        year = int(match[1])
        return Named(f"{year}/{(year + 1) % 100:02d}", dt.date(year, 7, 1), dt.date(year + 1, 6, 30))
    return _dated(value, serials)


def _half(year: int, half: int) -> Span:
    first, last = (1, 6) if half == 1 else (7, 12)
    return Span(month_span(year, first).start, month_span(year, last).end)


def _dated(value: object, serials: int | None) -> Named | Fault:
    """A month, a week or a day; a real date stands for its month, since Excel turns 2023-03 into one."""
    span = read_date(value, serials=serials)
    if not isinstance(span, Span):
        known = isinstance(span, Fault) and span.problem in ("Datumet kan läsas på två sätt.", "Datumet saknar år.")
        problem = span.problem.replace("Datumet", "Perioden") if known else "Perioden kan inte läsas."
        return Fault(problem, _REMEDY)
    start, end = span
    if isinstance(value, dt.date) or (start.day == 1 and end == month_span(start.year, start.month).end):
        return Named(f"{start:%Y-%m}", *month_span(start.year, start.month))
    if start == end:
        return Named(start.isoformat(), start, end)
    year, week, _ = start.isocalendar()
    return Named(f"{year}-v{week:02d}", start, end)
