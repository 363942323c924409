"""Report windows: they tile the calendar, before and after are inverse, and what is not known is said."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lofte_analysis.est.report_windows import (
    WindowKind,
    free_window,
    same_window_last_year,
    window_before,
    window_of,
    windows_between,
    within,
)

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2015, 1, 1), dt.date(2035, 12, 31)
ON_A_GRID = [kind for kind in WindowKind if kind is not WindowKind.FREE]
DAYS = st.dates(FIRST, LAST)


def week(year: int, number: int):
    return window_of("vecka", dt.date.fromisocalendar(year, number, 1))


# Tiling -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ON_A_GRID)
def test_windows_of_a_kind_tile_twenty_years_without_gap_or_overlap(kind):
    windows = windows_between(kind, FIRST, LAST)
    assert windows[0].start <= FIRST and windows[-1].end >= LAST
    assert all(later.start - earlier.end == DAY for earlier, later in pairwise(windows))
    assert len({window.label for window in windows}) == len(windows)


@given(DAYS, st.sampled_from(ON_A_GRID))
def test_a_day_lies_in_its_window_and_every_day_of_it_has_the_same(day, kind):
    window = window_of(kind, day)
    assert window.start <= day <= window.end
    assert window_of(kind, window.start) == window_of(kind, window.end) == window
    assert window.kind is WindowKind(kind) and not window.partial


@given(DAYS, st.sampled_from(ON_A_GRID))
def test_the_window_before_ends_where_this_one_begins(day, kind):
    window = window_of(kind, day)
    before = window_before(window)
    assert before.end + DAY == window.start and window_of(kind, before.end + DAY) == window


@given(DAYS, st.integers(0, 800))
def test_free_dates_are_set_beside_as_many_days(day, length):
    window = free_window(day, day + length * DAY)
    assert window_before(window).days == window.days == length + 1
    assert window_before(window).end + DAY == window.start


def test_every_week_of_twenty_years_is_the_iso_week_and_week_53_is_there():
    windows = windows_between("vecka", FIRST, LAST)
    for window in windows:
        year, number, weekday = window.start.isocalendar()
        assert (window.label, weekday, window.days) == (f"vecka {number} {year}", 1, 7)
    longest = [window.label for window in windows if "vecka 53" in window.label]
    assert longest == ["vecka 53 2015", "vecka 53 2020", "vecka 53 2026", "vecka 53 2032"]


def test_two_weeks_are_two_weeks_and_three_where_the_year_has_a_week_53():
    windows = windows_between("två veckor", dt.date(2015, 1, 1), LAST)
    lengths = {window.label: window.days for window in windows}
    assert {label for label, days in lengths.items() if days == 21} == {
        f"vecka 51–53 {year}" for year in (2015, 2020, 2026, 2032)
    }
    assert set(lengths.values()) == {14, 21}
    assert all(window.start.isocalendar().week % 2 for window in windows)


@pytest.mark.parametrize(
    ("kind", "label", "start", "end"),
    [
        ("månad", "februari 2024", "2024-02-01", "2024-02-29"),
        ("kvartal", "första kvartalet 2024", "2024-01-01", "2024-03-31"),
        ("tertial", "första tertialet 2024", "2024-01-01", "2024-04-30"),
        ("halvår", "första halvåret 2024", "2024-01-01", "2024-06-30"),
        ("läsår", "läsåret 2023/24", "2023-07-01", "2024-06-30"),
        ("vecka", "vecka 9 2024", "2024-02-26", "2024-03-03"),
        ("två veckor", "vecka 9–10 2024", "2024-02-26", "2024-03-10"),
    ],
)
def test_the_label_and_days_of_each_kind(kind, label, start, end):
    window = window_of(kind, dt.date(2024, 2, 29))
    assert (window.label, f"{window.start}", f"{window.end}") == (label, start, end)


def test_a_kind_that_is_none_is_told_what_is_allowed():
    with pytest.raises(ValueError, match=r"kind must be one of vecka, två veckor, månad.*got 'år'"):
        window_of("år", FIRST)
    with pytest.raises(ValueError, match="free_window"):
        window_of("fria datum", FIRST)
    with pytest.raises(ValueError, match="last must not be before first"):
        free_window(LAST, FIRST)


# The year before --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", range(2015, 2036))
def test_a_week_is_set_beside_its_number_and_week_53_beside_the_week_that_holds_new_years_eve(first):
    weeks = windows_between("vecka", dt.date(first, 1, 4), dt.date(first, 12, 28))
    assert len(weeks) in (52, 53)
    for window in weeks:
        assert_comparable(window)


def assert_comparable(window):
    year, number, _ = window.start.isocalendar()
    other = same_window_last_year(window)
    if number < 53:
        assert other == week(year - 1, number)
    else:
        new_year = dt.date(year - 1, 12, 31)
        assert other.start <= new_year <= other.end
        assert window.start <= new_year.replace(year=year) <= window.end
        assert window.start - other.start == 364 * DAY


@given(DAYS, st.sampled_from(["månad", "kvartal", "tertial", "halvår", "läsår"]))
def test_other_windows_are_set_beside_the_same_part_of_the_year_before(day, kind):
    window = window_of(kind, day)
    other = same_window_last_year(window)
    assert (other.start.year, other.start.month) == (window.start.year - 1, window.start.month)
    assert abs(other.days - window.days) <= 1


@pytest.mark.parametrize(("year", "label"), [(2021, "vecka 51–53 2020"), (2020, "vecka 51–52 2019")])
def test_the_last_two_weeks_are_set_beside_the_last_two_or_three(year, label):
    window = window_of("två veckor", dt.date.fromisocalendar(year, 51, 3))
    assert same_window_last_year(window).label == label


def test_free_dates_are_set_beside_the_same_dates_and_the_leap_day_beside_the_28th():
    other = same_window_last_year(free_window(dt.date(2024, 2, 20), dt.date(2024, 2, 29)))
    assert (other.start, other.end) == (dt.date(2023, 2, 20), dt.date(2023, 2, 28))
    leap = free_window(dt.date(2024, 2, 29), dt.date(2024, 2, 29))
    assert same_window_last_year(leap).days == 1


# What is known ----------------------------------------------------------------------------------------------


@given(DAYS, st.sampled_from(ON_A_GRID), DAYS, DAYS)
def test_a_window_is_partial_exactly_when_a_day_of_it_is_not_reported(day, kind, one, other):
    reported = min(one, other), max(one, other)
    window = window_of(kind, day, reported)
    inside = sum(
        reported[0] <= window.start + n * DAY <= reported[1] for n in range((window.end - window.start).days + 1)
    )
    assert window.days == inside
    assert window.partial == (inside < (window.end - window.start).days + 1)
    assert bool(window.remark) == window.partial
    assert window.over == (window.end <= reported[1])


def test_the_windows_beside_a_window_know_what_it_knows():
    reported = dt.date(2023, 4, 1), dt.date(2024, 3, 20)
    window = window_of("kvartal", dt.date(2024, 3, 1), reported)
    assert window.days == 80 and not window.over
    assert window_before(window).reported == same_window_last_year(window).reported == reported
    before = same_window_last_year(window)
    assert before.days == 0
    assert before.remark == "Inga uppgifter finns för första kvartalet 2023: händelser rapporteras från 1 april 2023."


def test_a_window_that_reaches_out_at_both_ends_says_both():
    window = within(window_of("läsår", dt.date(2023, 5, 1)), dt.date(2023, 4, 1), dt.date(2023, 5, 10))
    assert window.remark == (
        "Bara 40 av 365 dagar av läsåret 2022/23 är med: "
        "händelser rapporteras från 1 april 2023 och uppgifterna slutar 10 maj 2023."
    )
