"""What people write in a cell is read as the one thing that it can mean, or refused."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lofte_analysis import cell_dates, cells
from lofte_analysis.cell_dates import Span
from lofte_analysis.cells import Fault, Number
from lofte_analysis.words import MONTHS

NBSP = "\u00a0"
MARCH_4 = Span(dt.date(2022, 3, 4), dt.date(2022, 3, 4))
MARCH = Span(dt.date(2022, 3, 1), dt.date(2022, 3, 31))
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    "written",
    [
        dt.date(2022, 3, 4),
        dt.datetime(2022, 3, 4),
        dt.datetime(2022, 3, 4, 18, 30),
        "2022-03-04",
        "2022-3-4",
        " 2022-03-04 ",
        f"{NBSP}2022-03-04",
        "2022-03-04 00:00:00",
        "2022-03-04T00:00:00",
        "20220304",
        20220304,
        20220304.0,
        "4/3 2022",
        "04/03 2022",
        "4/3, 2022",
        f"4/3{NBSP}2022",
        "4 mars 2022",
        "4 MARS 2022",
        "4 mar 2022",
        "4 mar. 2022",
        "den 4 mars 2022",
        "fredag 4 mars 2022",
        "fre 4/3 2022",
        "fredagen den 4 mars 2022",
        "4:e mars 2022",
        "\ufeff4 mars 2022",
    ],
)
def test_a_day_is_read_in_every_accepted_form(written):
    assert cell_dates.read_date(written, serials=1900) == MARCH_4


@pytest.mark.parametrize("written", ["mars 2022", "Mars 2022", "mar 2022", "2022-03", "2022-3", "mars, 2022"])
def test_a_month_is_read_as_all_of_its_days(written):
    assert cell_dates.read_date(written) == MARCH
    assert cell_dates.read_month(written) == MARCH


@pytest.mark.parametrize(
    "written", ["v. 12 2022", "v.12 2022", "v12 2022", "vecka 12 2022", "V 12, 2022", "2022 v. 12"]
)
def test_an_iso_week_is_read_from_monday_to_sunday(written):
    assert cell_dates.read_date(written) == Span(dt.date(2022, 3, 21), dt.date(2022, 3, 27))


def test_the_first_iso_week_can_begin_in_the_year_before():
    assert cell_dates.read_date("v. 53 2020") == Span(dt.date(2020, 12, 28), dt.date(2021, 1, 3))
    assert cell_dates.read_date("v. 53 2021").problem == "Datumet finns inte i kalendern."


def test_serial_numbers_count_from_1900_or_1904():
    assert cell_dates.read_date(44624, serials=1900) == MARCH_4
    assert cell_dates.read_date(44624.75, serials=1900) == MARCH_4
    assert cell_dates.read_date(43162, serials=1904) == MARCH_4


@pytest.mark.parametrize("bare", [44624, 44624.0, "44624"])
def test_bare_serial_numbers_are_refused_where_nothing_tells_what_they_count_from(bare):
    assert isinstance(cell_dates.read_date(bare, serials=None), Fault)


@pytest.mark.parametrize(
    "written",
    ["03/04/2022", "3/4/2022", "04-03-22", "22-03-04", "4/3-22", "4/3-2022", "4/3 22", "220304", "4.3.2022", "202203"],
)
def test_a_date_that_can_be_read_two_ways_is_never_read(written):
    assert cell_dates.read_date(written, serials=1900).problem == "Datumet kan läsas på två sätt."


@pytest.mark.parametrize(
    "written", ["31/2 2023", "2022-02-30", "2022-13-01", "2022-13", "20220230", 20220230, "v. 60 2022"]
)
def test_a_date_outside_the_calendar_is_refused(written):
    assert cell_dates.read_date(written, serials=1900).problem == "Datumet finns inte i kalendern."


@pytest.mark.parametrize("written", ["torsdag 4 mars 2022", "mån 4/3 2022", "lördagen den 4:e mars 2022"])
def test_a_date_that_names_another_day_of_the_week_is_refused(written):
    assert cell_dates.read_date(written).problem == "Veckodagen stämmer inte med datumet."


@pytest.mark.parametrize(
    "written",
    ["3–5 april 2022", "4-5/3 2022", "30/4-1/5 2022", "4 och 5 mars 2022", "2022-03-04 – 2022-03-06", "2022-03-04--06"],
)
def test_several_days_in_a_cell_are_refused_with_what_to_write(written):
    fault = cell_dates.read_date(written)
    assert fault.problem == "Cellen har flera dagar." and fault.remedy.startswith("Skriv en rad per dag.")


@pytest.mark.parametrize("written", ["4/3", "4 mars", "fredag 4 mars", "v. 12", "mars", "Mar."])
def test_a_date_without_a_year_says_so(written):
    assert cell_dates.read_date(written).problem == "Datumet saknar år."


@pytest.mark.parametrize("written", ["1822-03-04", dt.date(1900, 1, 1), "2922-03-04", "mars 1066"])
def test_an_unlikely_year_is_refused(written):
    assert cell_dates.read_date(written).problem == "Årtalet är orimligt."


@pytest.mark.parametrize(
    "written",
    [
        True,
        5,
        2022,
        2022.5,
        -1,
        math.inf,
        -math.inf,
        1e308,
        dt.time(12),
        "snart",
        "2022",
        "4 mrs 2022",
        "2022-03-1²",
        "🗓",
        "½",
    ],
)
def test_what_is_no_date_is_a_fault_with_a_remedy(written):
    fault = cell_dates.read_date(written, serials=1900)
    assert isinstance(fault, Fault)
    assert "2022-03-04" in fault.remedy


def test_a_week_is_no_month():
    assert "vecka" in cell_dates.read_month("v. 12 2022").problem


@given(
    DAYS,
    st.sampled_from(
        [
            lambda d: d,
            lambda d: dt.datetime(d.year, d.month, d.day, 13, 5),
            lambda d: d.isoformat(),
            lambda d: f"{d:%Y%m%d}",
            lambda d: int(f"{d:%Y%m%d}"),
            lambda d: f"{d.day}/{d.month} {d.year}",
            lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
            lambda d: f"{d.day}{NBSP}{MONTHS[d.month - 1][:3].upper()} {d.year}",
            lambda d: float((d - dt.date(1899, 12, 30)).days),
        ]
    ),
)
def test_a_day_in_any_accepted_form_reads_back_as_itself(day, write):
    assert cell_dates.read_date(write(day), serials=1900) == Span(day, day)


@given(DAYS)
def test_a_week_reads_back_as_itself(day):
    monday = day - dt.timedelta(days=day.weekday())
    year, week, _ = monday.isocalendar()
    span = cell_dates.read_date(f"v. {week} {year}")
    if monday.year >= 1990 and (monday + dt.timedelta(days=6)).year <= 2099:
        assert span == Span(monday, monday + dt.timedelta(days=6))


@given(DAYS, st.sampled_from("-/."))
def test_day_month_and_year_without_a_blank_are_never_read_whatever_they_are(day, mark):
    for written in (f"{day:%d{mark}%m{mark}%Y}", f"{day:%d{mark}%m{mark}%y}", f"{day:%y{mark}%m{mark}%d}"):
        assert isinstance(cell_dates.read_date(written, serials=1900), Fault)


@pytest.mark.parametrize(
    ("written", "value", "approximate"),
    [
        (0, 0, False),
        (12, 12, False),
        (12.0, 12, False),
        ("12", 12, False),
        (" 12 ", 12, False),
        ("1 200", 1200, False),
        (f"1{NBSP}200", 1200, False),
        ("1\u202f200", 1200, False),
        ("1 234 567", 1_234_567, False),
        ("12,0", 12, False),
        ("12.0", 12, False),
        ("1 200,0", 1200, False),
        ("ca 100", 100, True),
        ("Ca. 100", 100, True),
        ("c:a 100", 100, True),
        ("cirka 1 200", 1200, True),
        ("ungefär 30", 30, True),
        ("~30", 30, True),
        ("drygt 30", 30, True),
        ("ett hundratal", 100, True),
        ("Ett tjugotal", 20, True),
        ("tiotal", 10, True),
        ("ca ett hundratal", 100, True),
    ],
)
def test_a_count_is_read_in_every_accepted_form(written, value, approximate):
    assert cells.read_count(written) == Number(value, approximate)


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("1.000", "två sätt"),
        ("1,000", "två sätt"),
        ("12.500", "två sätt"),
        ("ca 1.200", "två sätt"),
        (-1, "mindre än noll"),
        ("-5", "mindre än noll"),
        ("\u22125", "mindre än noll"),
        (1.5, "helt tal"),
        ("1,5", "helt tal"),
        (math.inf, "orimligt"),
        (1e300, "orimligt"),
        ("9" * 5000, "orimligt"),
        ("flera", "kan inte läsas"),
        ("12 34", "kan inte läsas"),
        ("12²", "kan inte läsas"),
        ("10-12", "spann"),
        ("5–7", "spann"),
        ("5 till 7", "spann"),
        ("1½", "kan inte läsas"),
        ("12 st", "kan inte läsas"),
        ("ca", "kan inte läsas"),
        (True, "inget antal"),
        (dt.date(2022, 3, 4), "inget antal"),
    ],
)
def test_what_is_no_count_is_refused_and_told_why(written, word):
    assert word in cells.read_count(written).problem


@given(
    st.integers(0, 999_999_999),
    st.sampled_from([" ", NBSP, "\u202f", "\u2009", ""]),
    st.sampled_from(["", "ca ", "ca. "]),
)
def test_a_number_with_thousand_blanks_reads_back_as_itself(number, blank, about):
    assert cells.read_count(f"{about}{number:,}".replace(",", blank)) == Number(number, bool(about))


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("21:30", dt.time(21, 30)),
        ("21.30", dt.time(21, 30)),
        ("kl 21.30", dt.time(21, 30)),
        ("kl. 21:30", dt.time(21, 30)),
        ("klockan 9", dt.time(9)),
        ("21:30:15", dt.time(21, 30)),
        ("2130", dt.time(21, 30)),
        ("0930", dt.time(9, 30)),
        (2130, dt.time(21, 30)),
        (930.0, dt.time(9, 30)),
        (9, dt.time(9)),
        (0, dt.time(0)),
        (0.0, dt.time(0)),
        (0.5, dt.time(12)),
        (0.895833333333, dt.time(21, 30)),
        (dt.time(21, 30, 59), dt.time(21, 30)),
        (dt.timedelta(hours=21, minutes=30), dt.time(21, 30)),
        (dt.datetime(2022, 3, 4, 21, 30), dt.time(21, 30)),
    ],
)
def test_a_clock_is_read_in_every_accepted_form(written, time):
    assert cells.read_clock(written) == time


@pytest.mark.parametrize(
    "written", ["kväll", "25:00", "21:75", "21-22", 21.3, 2575, -0.5, math.inf, True, dt.timedelta(days=2, hours=1)]
)
def test_what_is_no_clock_is_refused(written):
    assert cells.read_clock(written).problem == "Klockslaget kan inte läsas."


@pytest.mark.parametrize(
    ("written", "grades"),
    [
        (7, ("7",)),
        (7.0, ("7",)),
        ("7", ("7",)),
        ("åk 7", ("7",)),
        ("Årskurs 7", ("7",)),
        ("6;7", ("6", "7")),
        ("6, 7 och 9", ("6", "7", "9")),
        ("6-9", ("6", "7", "8", "9")),
        ("6\u20139", ("6", "7", "8", "9")),
        ("åk 6 – 8", ("6", "7", "8")),
        ("9;6;6", ("6", "9")),
        ("a\u030ak 6", ("6",)),
    ],
)
def test_grades_are_read_in_every_accepted_form(written, grades):
    assert cells.read_grades(written) == grades


@pytest.mark.parametrize(
    "written", ["alla", "9-6", "9-6;7", "0", "10", "67", 67, 6.7, "6²", ";", math.inf, True, "9" * 5000]
)
def test_what_is_no_grade_is_refused_and_no_part_of_it_is_read(written):
    assert isinstance(cells.read_grades(written), Fault)


def test_grades_that_excel_made_a_date_of_are_refused():
    assert "datum" in cells.read_grades(dt.datetime(2022, 9, 6)).problem


def test_a_class_under_the_grades_is_told_where_it_is_to_stand():
    assert "7B, skrivs i kolumnen Objekt" in cells.read_grades("7B").remedy


@pytest.mark.parametrize(
    ("written", "yes"), [("ja", True), ("JA ", True), ("Ja.", True), (True, True), ("nej", False), (False, False)]
)
def test_yes_is_read(written, yes):
    assert cells.read_yes(written) is yes


@pytest.mark.parametrize("written", ["kanske", "x", 1, "ja, delvis", "j", math.inf, dt.date(2022, 3, 4)])
def test_what_is_neither_yes_nor_no_is_refused(written):
    assert isinstance(cells.read_yes(written), Fault)


@pytest.mark.parametrize("written", ["x", "X", " x ", "ja", 1, 1.0, True, "✓", "✔\ufe0f"])
def test_a_cross_is_a_cross(written):
    assert cells.read_cross(written) is True


@pytest.mark.parametrize("written", [None, "", NBSP, "nej", "-", "–", 0, False])
def test_no_cross_is_no_cross(written):
    assert cells.read_cross(written) is False


@pytest.mark.parametrize("written", ["?", "delvis", 2, math.inf, "xx"])
def test_what_is_no_cross_is_refused(written):
    assert isinstance(cells.read_cross(written), Fault)


BLANKS = [None, "", " ", NBSP, "\u200b", "\ufeff", "\t\n", math.nan]


@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_cell_is_nothing(blank):
    readers = (
        cell_dates.read_date,
        cell_dates.read_month,
        cells.read_count,
        cells.read_yes,
        cells.read_clock,
        cells.read_grades,
    )
    assert cells.is_blank(blank)
    assert [read(blank) for read in readers] == [None] * len(readers)


@pytest.mark.parametrize("filled", ["-", "0", 0, False, "✓", "🙂", "^", dt.time(0)])
def test_a_cell_that_says_nothing_is_not_blank(filled):
    assert not cells.is_blank(filled)


ANYTHING = st.one_of(
    st.text(),
    st.text(alphabet="0123456789-/.,: vVkåcaxt²½ \u00a0"),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.none(),
)


@given(ANYTHING, st.sampled_from([None, 1900, 1904]))
def test_no_cell_whatever_it_holds_ends_in_an_exception(value, serials):
    assert isinstance(cell_dates.read_date(value, serials=serials), (Span, Fault, type(None)))
    assert isinstance(cell_dates.read_month(value, serials=serials), (Span, Fault, type(None)))
    assert isinstance(cells.read_count(value), (Number, Fault, type(None)))
    assert isinstance(cells.read_clock(value), (dt.time, Fault, type(None)))
    assert isinstance(cells.read_grades(value), (tuple, Fault, type(None)))
    assert isinstance(cells.read_yes(value), (bool, Fault, type(None)))
    assert isinstance(cells.read_cross(value), (bool, Fault))


@given(ANYTHING)
def test_a_span_that_was_read_never_ends_before_it_starts(value):
    span = cell_dates.read_date(value, serials=1900)
    if isinstance(span, Span):
        assert span.start <= span.end
