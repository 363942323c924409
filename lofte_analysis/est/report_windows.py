"""Report windows: the weeks, months and years for which a situation picture is drawn, and what each is set beside.

A window of a kind lies on a fixed grid, so that two reports of one kind never overlap. Three rules of it are choices:

- ISO weeks, 53 where a year has it. Week 53 always holds New Year's Eve, so "the same week last year" is the one 52
  weeks before, which holds it too: week 1 of the same ISO year. Every other week has its number the year before.
- Two weeks begin with an odd week: 1–2, 3–4 … 51–52. Where there is a week 53, the last window is 51–53: three weeks
  are compared with two by their days, and no window is shorter than the others.
- A school year runs from 1 July to 30 June, so that a summer is no gap; terms are another matter (`school_calendar`).

What was reported ends at the cut-off and begins when event reporting began. A window that reaches outside is partial,
and says so wherever it goes.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from lofte_analysis.coverage import Days, missing_text
from lofte_analysis.words import long_date, month_name, n_of_m, period_name

_DAY = dt.timedelta(days=1)


class WindowKind(StrEnum):
    WEEK = "vecka"
    TWO_WEEKS = "två veckor"
    MONTH = "månad"
    QUARTER = "kvartal"
    TERTIAL = "tertial"
    HALF_YEAR = "halvår"
    SCHOOL_YEAR = "läsår"
    FREE = "fria datum"


_MONTHS = {WindowKind.MONTH: 1, WindowKind.QUARTER: 3, WindowKind.TERTIAL: 4, WindowKind.HALF_YEAR: 6}
_LETTERS = {WindowKind.QUARTER: "K", WindowKind.TERTIAL: "T", WindowKind.HALF_YEAR: "H"}  # as in a period's label


@dataclass(frozen=True)
class Window:
    """Days for which a picture is drawn, first and last included, and the part of them that is known.

    `reported` is the time in which events were reported, from the start of reporting to the cut-off; without it
    everything counts as known. `first`, `last` and `days` are of the known part: what is counted and compared.
    """

    kind: WindowKind
    label: str
    start: dt.date
    end: dt.date
    reported: Days | None = None

    @property
    def first(self) -> dt.date:
        return max(self.start, self.reported[0]) if self.reported else self.start

    @property
    def last(self) -> dt.date:
        return min(self.end, self.reported[1]) if self.reported else self.end

    @property
    def days(self) -> int:
        """Known days; 0 where the window lies outside what was reported."""
        return max((self.last - self.first).days + 1, 0)

    @property
    def partial(self) -> bool:
        """Whether it is not over at the cut-off, or reaches outside the time in which events were reported."""
        return self.days < (self.end - self.start).days + 1

    @property
    def over(self) -> bool:
        """Whether its last day is reported."""
        return self.reported is None or self.end <= self.reported[1]

    @property
    def remark(self) -> str:
        """What is missing of a partial window, in a sentence; else nothing.

        >>> known = dt.date(2023, 4, 1), dt.date(2024, 3, 20)
        >>> window_of("månad", dt.date(2024, 3, 1), known).remark
        'Bara 20 av 31 dagar av mars 2024 är med: uppgifterna slutar 20 mars 2024.'
        """
        if not self.partial:
            return ""
        why = []
        if self.start < self.reported[0]:
            why.append(f"händelser rapporteras från {long_date(self.reported[0])}")
        if not self.over:
            why.append(f"uppgifterna slutar {long_date(self.reported[1])}")
        if not self.days:
            return f"Inga uppgifter finns för {self.label}: {' och '.join(why)}."
        part = n_of_m(self.days, (self.end - self.start).days + 1, "dag", "dagar")
        return f"Bara {part} av {self.label} är med: {' och '.join(why)}."


# Windows on the grid --------------------------------------------------------------------------------------


def window_of(kind: WindowKind | str, day: dt.date, reported: Days | None = None) -> Window:
    """The window of a kind that a day lies in.

    >>> [window_of(kind, dt.date(2021, 1, 1)).label for kind in WindowKind if kind != "fria datum"][:4]
    ['vecka 53 2020', 'vecka 51–53 2020', 'januari 2021', 'första kvartalet 2021']
    >>> [window_of(kind, dt.date(2021, 1, 1)).label for kind in ("tertial", "halvår", "läsår")]
    ['första tertialet 2021', 'första halvåret 2021', 'läsåret 2020/21']

    Raises ValueError for free dates, which lie on no grid: `free_window` takes both days.
    """
    kind = _kind(kind)
    if kind is WindowKind.FREE:
        raise ValueError("kind must be on a grid, got 'fria datum': free_window(first, last) takes its two days")
    if kind in (WindowKind.WEEK, WindowKind.TWO_WEEKS):
        return _week_window(kind, day, reported)
    if kind is WindowKind.SCHOOL_YEAR:
        year = day.year - (day.month < 7)
        label = f"läsåret {year}/{(year + 1) % 100:02d}"
        return Window(kind, label, dt.date(year, 7, 1), dt.date(year + 1, 6, 30), reported)
    months = _MONTHS[kind]
    number = (day.month - 1) // months + 1
    start, last_month = dt.date(day.year, months * (number - 1) + 1, 1), months * number
    end = dt.date(day.year, last_month, calendar.monthrange(day.year, last_month)[1])
    label = month_name(start) if kind is WindowKind.MONTH else period_name(f"{day.year}-{_LETTERS[kind]}{number}")
    return Window(kind, label, start, end, reported)


def free_window(first: dt.date, last: dt.date, reported: Days | None = None) -> Window:
    """A window of any days, both included.

    >>> free_window(dt.date(2024, 6, 20), dt.date(2024, 6, 23)).label
    '20–23 juni 2024'
    """
    if last < first:
        raise ValueError(f"last must not be before first, got {first} and {last}")
    return Window(WindowKind.FREE, missing_text([(first, last)]), first, last, reported)


def windows_between(
    kind: WindowKind | str, first: dt.date, last: dt.date, reported: Days | None = None
) -> list[Window]:
    """Every window of a kind that the days from `first` to `last` touch, in order, whole as they stand on the grid.

    >>> [window.label for window in windows_between("vecka", dt.date(2020, 12, 24), dt.date(2021, 1, 8))]
    ['vecka 52 2020', 'vecka 53 2020', 'vecka 1 2021']
    """
    if _kind(kind) is WindowKind.FREE:
        return [free_window(first, last, reported)]
    windows, day = [], first
    while day <= last:
        windows.append(window_of(kind, day, reported))
        day = windows[-1].end + _DAY
    return windows


# What a window is set beside ------------------------------------------------------------------------------


def window_before(window: Window) -> Window:
    """The window of its kind just before; for free dates, as many days just before.

    >>> window_before(window_of("vecka", dt.date(2021, 1, 4))).label
    'vecka 53 2020'
    """
    if window.kind is WindowKind.FREE:
        return free_window(window.start - (window.end - window.start) - _DAY, window.start - _DAY, window.reported)
    return window_of(window.kind, window.start - _DAY, window.reported)


def same_window_last_year(window: Window) -> Window:
    """The window that is comparable by the time of year: its number, or its dates, the year before.

    >>> [same_window_last_year(window_of("vecka", dt.date(2021, 1, d))).label for d in (1, 4)]
    ['vecka 1 2020', 'vecka 1 2020']
    """
    if window.kind is WindowKind.FREE:
        return free_window(_a_year_back(window.start), _a_year_back(window.end), window.reported)
    if window.kind in (WindowKind.WEEK, WindowKind.TWO_WEEKS):
        year, week, _ = window.start.isocalendar()
        day = window.start - 364 * _DAY if week == 53 else dt.date.fromisocalendar(year - 1, week, 1)
        return window_of(window.kind, day, window.reported)
    return window_of(window.kind, _a_year_back(window.start), window.reported)


def within(window: Window, first: dt.date, last: dt.date) -> Window:
    """The same window, knowing that events were reported from `first` to `last`."""
    return replace(window, reported=(first, last))


def _kind(kind: WindowKind | str) -> WindowKind:
    try:
        return WindowKind(kind)
    except ValueError:
        raise ValueError(f"kind must be one of {', '.join(WindowKind)}, got {kind!r}") from None


def _week_window(kind: WindowKind, day: dt.date, reported: Days | None) -> Window:
    year, week, _ = day.isocalendar()
    if kind is WindowKind.WEEK:
        first = last = week
    else:
        weeks = dt.date(year, 12, 28).isocalendar().week  # 28 December lies in a year's last week
        first = min(week - (week + 1) % 2, 51)
        last = weeks if first == 51 else first + 1
    numbers = f"{first}" if first == last else f"{first}–{last}"
    monday, sunday = (dt.date.fromisocalendar(year, number, day) for number, day in ((first, 1), (last, 7)))
    return Window(kind, f"vecka {numbers} {year}", monday, sunday, reported)


def _a_year_back(day: dt.date) -> dt.date:
    """The same date a year before; 28 February for the day that is missing there."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
