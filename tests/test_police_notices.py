"""The police's notices: when and where each event was, and that no notice is lost on the way."""

from __future__ import annotations

import calendar
import contextlib
import csv
import datetime as dt
import json
import random
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lofte_analysis as la
from lofte_analysis.est.event_categories import read_event_categories
from lofte_analysis.est.police_notices import LEFT_OUT, MERGED, PLACED, Notices, notice_account, read_police_notices
from lofte_analysis.reading.notice_files import NoticeError
from lofte_analysis.words import MONTHS

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "polisen"
CATEGORIES = read_event_categories()
HEADER = "id;datetime;name;type;location_name;location_gps;summary;url"


def notice(name="29 mars 07:12, Trafikolycka, Sunne", published="2023-03-29 7:34:52 +02:00", **changed) -> dict:
    """A notice as the open feed gives it."""
    row = {
        "id": 411667,
        "datetime": published,
        "name": name,
        "summary": "En man misstänks.",
        "url": "/aktuellt/handelser/",
        "type": "Trafikolycka",
        "location": {"name": "Sunne", "gps": "59.8,13.1"},
    }
    return row | changed


def read(folder: Path, content, *, name: str = "notiser.json", **options) -> Notices:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return read_police_notices(path, CATEGORIES, **options)


def one(folder: Path, **changed) -> pd.Series:
    return read(folder, [notice(**changed)]).frame.iloc[0]


def day_of(folder: Path, title: str, published: str) -> dt.date | None:
    day = one(folder, name=title, published=published)["event_day"]
    return None if pd.isna(day) else day.date()


def add_up(notices: Notices) -> bool:
    frame, files, account = notices.frame, notices.files, notice_account(notices)
    parts = account[~account["reason"].str.startswith("varav")]["number"].tolist()
    return (
        parts[0] == sum(parts[1:]) == len(frame) == files["notices"].sum()
        and (files["notices"] == files[["placed", "merged", "left_out"]].sum(axis=1)).all()
        and (frame["status"] == PLACED).equals(frame["reason"].isna())
    )


# The title ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "clock"),
    [
        ("29 mars 07:12, Trafikolycka, Sunne", "07:12"),
        ("29 mars 17.59, Trafikolycka, Sunne", "17:59"),
        ("29 mars 7:34, Trafikolycka, Sunne", "07:34"),
        (" 29  Mars 07.12 , Trafikolycka, Sunne", "07:12"),
        ("29 mar. kl. 07.12, Trafikolycka, Sunne", "07:12"),
        ("29 mars 2023 07.12, Trafikolycka, Sunne", "07:12"),
        ("2023-03-29 07:12, Trafikolycka, Sunne", "07:12"),
    ],
)
def test_the_event_is_when_the_title_says_and_not_when_it_was_published(tmp_path, title, clock):
    row = one(tmp_path, name=title, published="2023-03-30 9:00:00 +02:00")
    assert row["event_start"] == pd.Timestamp(f"2023-03-29 {clock}") and row["timed"]
    assert row["published"] == pd.Timestamp("2023-03-30 07:00", tz="UTC")
    assert row["published_day"] == pd.Timestamp("2023-03-30")


@pytest.mark.parametrize(
    "title", ["29 mars, Trafikolycka, Sunne", "29 mars 24.10, Rån, Sunne", "29 mars 7.61, Rån, Sunne"]
)
def test_an_event_without_a_clock_time_is_placed_on_its_day_and_has_no_hour(tmp_path, title):
    row = one(tmp_path, name=title)
    assert row["status"] == PLACED and row["event_day"] == pd.Timestamp("2023-03-29")
    assert not row["timed"] and pd.isna(row["event_start"])


# The year -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "published", "day"),
    [
        ("31 december 23.50, Rån, Sunne", "2024-01-01 0:20:00 +01:00", "2023-12-31"),
        ("30 december 23.50, Rån, Sunne", "2024-01-09 0:20:00 +01:00", "2023-12-30"),
        ("01 januari 00.10, Rån, Sunne", "2024-01-01 0:20:00 +01:00", "2024-01-01"),
        ("02 januari 00.10, Rån, Sunne", "2024-01-01 23:50:00 +01:00", "2024-01-02"),  # one day ahead is let pass
        ("03 januari 00.10, Rån, Sunne", "2024-01-01 23:50:00 +01:00", "2023-01-03"),  # two are not
        ("01 januari 00.10, Rån, Sunne", "2023-12-31 23:30:00 +01:00", "2024-01-01"),
        ("01 januari 00.10, Rån, Sunne", "2023-12-31 23:30:00 +00:00", "2024-01-01"),  # already the new year in Sweden
        ("29 februari 08.00, Rån, Sunne", "2024-02-29 9:00:00 +01:00", "2024-02-29"),
        ("29 februari 08.00, Rån, Sunne", "2025-01-03 9:00:00 +01:00", "2024-02-29"),
        ("29 februari 08.00, Rån, Sunne", "2025-03-01 9:00:00 +01:00", None),
        ("29 februari 08.00, Rån, Sunne", "2024-02-20 9:00:00 +01:00", None),
        ("31 april 08.00, Rån, Sunne", "2024-05-01 9:00:00 +02:00", None),
        ("00 maj 08.00, Rån, Sunne", "2024-05-01 9:00:00 +02:00", None),
        ("31 december 2019 23.50, Rån, Sunne", "2024-01-01 0:20:00 +01:00", "2019-12-31"),
    ],
)
def test_the_year_is_the_latest_that_puts_the_day_before_its_publication(tmp_path, title, published, day):
    assert day_of(tmp_path, title, published) == (None if day is None else dt.date.fromisoformat(day))


def test_a_year_that_may_be_wrong_is_counted(tmp_path):
    late = notice("03 januari 00.10, Rån, Sunne", "2024-01-01 23:50:00 +01:00")
    account = notice_account(read(tmp_path, [late])).set_index("reason")["number"]
    assert account["varav publicerade mer än 60 dagar efter händelsen: året är osäkert"] == 1
    assert account["varav året före publiceringen"] == 1


# The publication ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "2023-03-29 7:34:52 +02:00",
        "2023-03-29 07:34:52 +02:00",
        "2023-03-29T07:34:52+0200",
        "2023-03-29T05:34:52Z",
        "2023-03-29 07:34:52",
    ],
)
def test_a_publication_is_read_with_or_without_a_leading_zero_and_an_offset(tmp_path, written):
    assert one(tmp_path, published=written)["published"] == pd.Timestamp("2023-03-29 05:34:52", tz="UTC")


@pytest.mark.parametrize("written", [None, "", "igår", "2023", 20230329, "1850-01-01 00:00:00 +01:00", ["2023-03-29"]])
def test_a_notice_without_a_publication_has_no_year_and_is_left_out(tmp_path, written):
    row = one(tmp_path, published=written)
    assert row["status"] == LEFT_OUT and "så året är okänt" in row["reason"]


@pytest.mark.parametrize("written", ["2023-12-31 23:30:00 +00:00", "2024-01-01 0:30:00 +01:00"])
def test_the_day_of_publication_is_the_swedish_one(tmp_path, written):
    assert one(tmp_path, published=written)["published_day"] == pd.Timestamp("2024-01-01")


def test_of_an_hour_that_happens_twice_in_the_autumn_the_first_is_meant(tmp_path):
    row = one(tmp_path, published="2023-10-29 02:30:00")
    assert row["published"] == pd.Timestamp("2023-10-29 00:30", tz="UTC")


# The place ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "type", "location", "municipality", "county"),
    [
        ("29 mars 07:12, Rån, Sunne", "Rån", "Sunne", "Sunne", None),
        ("29 mars 07:12, Rån, Sunne", "Rån", "Värmlands län", "Sunne", "Värmlands län"),
        ("29 mars 07:12, Rån, Sunne kommun", "Rån", "", "Sunne", None),
        ("29 mars 07:12, Rån, Sunne", "Rån", "Karlstad", "Karlstad", None),
        ("29 mars 07:12, Rån, Värmlands län", "Rån", "Värmlands län", None, "Värmlands län"),
        ("29 mars 07:12, Rån", "Rån", "Värmlands län", None, "Värmlands län"),
        (
            "29 mars 07:12, Trafikolycka, singel, Sunne",
            "Trafikolycka,  singel ",
            "Värmlands län",
            "Sunne",
            "Värmlands län",
        ),
        ("29 mars 07:12, Trafikolycka, singel", "Trafikolycka", "Värmlands län", None, "Värmlands län"),
        ("29 mars 07:12, Rån, försök, Sunne", "Rån", "Värmlands län", "Sunne", "Värmlands län"),
        ("29 mars 07:12, Motorfordon, stöld", "Stöld", "Värmlands län", None, "Värmlands län"),
        ("29 mars 07:12, Rån, Försök", "Rån, Försök", "", None, None),
        ("29 mars 07:12, Övrigt, Rattfylleri", "Övrigt", "", None, None),
        ("29 mars 07:12, Rån, Polisregion Nord", "Rån", "Region Nord", None, None),
        ("29 mars 07:12, Rån, E45", "Rån", "", None, None),
        ("29 mars 07:12, Rån, Upplands-Bro", "Rån", " ", "Upplands-Bro", None),
        ("29 mars 07:12, Rån, A\u030are", "Rån", None, "Åre", None),
    ],
)
def test_the_municipality_is_the_location_or_the_last_of_the_title(
    tmp_path, title, type, location, municipality, county
):
    row = one(tmp_path, name=title, type=type, location={"name": location})
    assert [None if pd.isna(row[name]) else row[name] for name in ("municipality", "county")] == [municipality, county]
    assert row["status"] == (PLACED if municipality else LEFT_OUT)


def test_a_location_that_names_the_municipality_counts_before_the_title(tmp_path):
    row = one(tmp_path, location={"name": "Järfälla"})
    assert row["municipality"] == "Järfälla" and not row["municipality_from_title"]


def test_a_type_that_is_missing_stands_in_the_title(tmp_path):
    row = one(tmp_path, name="29 mars 07:12, Trafikolycka, singel, Sunne", type=" ")
    assert row["type"] == "Trafikolycka, singel" and row["category"] == "trafikolycka"


@pytest.mark.parametrize("written", ["Sunne", "sunne kommun", " SUNNE "])
def test_events_of_other_municipalities_are_counted_and_left_out(tmp_path, written):
    rows = [notice(), notice("29 mars 07:12, Rån, Arvika", id=2, location="Värmlands län", type="Rån")]
    notices = read(tmp_path, rows, municipality=written)
    assert notices.events["municipality"].tolist() == ["Sunne"]
    assert notice_account(notices).iloc[-1].tolist() == ["utelämnade: gäller en annan kommun", 1]
    assert add_up(notices)


# What is no event, and what is the same -------------------------------------------------------------------


def test_a_summary_of_a_night_is_no_single_event(tmp_path):
    title = "07 juni 07.25, Sammanfattning natt, Sunne"
    row = one(tmp_path, name=title, type="Sammanfattning natt", published="2025-06-07 7:27:20 +02:00")
    assert row["status"] == LEFT_OUT and row["reason"] == "ingen enskild händelse: sammanfattning"


def test_the_same_id_is_one_notice_and_the_latest_publication_counts(tmp_path):
    first = notice(type="Trafikbrott", name="29 mars 07:12, Trafikbrott, Sunne")
    second = notice(
        published="2023-03-29 11:00:00 +02:00", type="Rattfylleri", name="29 mars 07:15, Rattfylleri, Sunne"
    )
    for rows in ([first, second], [second, first]):
        notices = read(tmp_path, rows)
        assert notices.events["type"].tolist() == ["Rattfylleri"]
        assert notices.files[["notices", "placed", "merged"]].iloc[0].tolist() == [2, 1, 1]


def test_a_publication_that_cannot_be_read_never_counts_as_the_latest(tmp_path):
    assert read(tmp_path, [notice(), notice(published="igår")]).frame["status"].tolist() == [PLACED, MERGED]


def test_an_id_is_the_same_as_a_number_and_as_text_and_in_another_file(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps([notice(), notice(id="411667 "), notice(id=411667.0)]), "utf-8")
    (tmp_path / "b.csv").write_text(f"{HEADER}\n411667;2023-03-29 7:34:52 +02:00;29 mars 07:12, Rån, Sunne;Rån;;;;\n")
    notices = read_police_notices(tmp_path)
    assert notices.frame["status"].tolist() == [MERGED, MERGED, MERGED, PLACED]
    assert notices.files["merged"].tolist() == [3, 0]


def test_a_notice_without_id_or_date_or_that_is_none_is_left_out_with_its_reason(tmp_path):
    rows = [
        notice(),
        notice(id=None),
        notice(id=3, name="Trafikolycka, Sunne"),
        notice(id=4, name=None),
        None,
        7,
        [],
        {},
    ]
    notices = read(tmp_path, rows)
    reasons = ["notisen saknar id", "titeln börjar inte med ett datum", "titeln börjar inte med ett datum"]
    reasons += ["posten är ingen notis"] * 3 + ["notisen saknar id"]
    assert notices.frame["reason"].tolist()[1:] == reasons
    assert notices.frame["row"].tolist() == list(range(1, 9)) and add_up(notices)


def test_an_unknown_type_is_kept_and_counted(tmp_path):
    notices = read(tmp_path, [notice(type="Drönarflygning ,", name="29 mars 07:12, Drönarflygning, Sunne")])
    row = notices.events.iloc[0]
    assert (row["type"], row["category"], row["group"]) == ("Drönarflygning", "Drönarflygning", "okänd")
    assert row["sensitive"] and notices.unknown_types.to_dict() == {"Drönarflygning": 1}
    account = notice_account(notices).set_index("reason")["number"]
    assert account["varav av en typ som inte finns i kategorifilen"] == 1


def test_free_text_is_never_loaded_and_an_identity_number_is_hidden(tmp_path):
    text = "29 mars 07:12, Rån 850709-9805, Sunne 850709-9805"
    row = notice(name=text, type="Rån 850709-9805", id="850709-9805", location={"name": "Sunne 850709-9805"})
    for notices in (
        read(tmp_path, [row | {"summary": "HEMLIGT"}]),
        read(tmp_path, f"{HEADER}\n850709-9805;2023-03-29 7:34 +02:00;{text};Rån 850709-9805;;;HEMLIGT;", name="n.csv"),
    ):
        shown = notices.frame.to_csv()
        assert "HEMLIGT" not in shown and "9805" not in shown and len(notices.frame) == 1


# Files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", ","])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_is_read_with_either_delimiter_and_with_or_without_a_mark(tmp_path, delimiter, mark):
    line = '411667;2023-03-29 7:34:52 +02:00;"29 mars 07:12, Rån, Sunne";"Rån";"Sunne";"59.8,13.1";"Rad 1\nrad 2";/a'
    text = (HEADER + "\n" + line).replace(";", delimiter) + "\n\n"
    notices = read(tmp_path, mark + text, name="notiser.csv")
    assert notices.frame[["status", "municipality", "row"]].values.tolist() == [[PLACED, "Sunne", 2]]


def test_a_csv_line_with_too_many_or_too_few_fields_is_left_out_and_counted(tmp_path):
    good = "1;2023-03-29 7:34:52 +02:00;29 mars 07:12, Rån, Sunne;Rån;Sunne;;;"
    notices = read(tmp_path, f"{HEADER}\n{good}\n2;x\n{good};;\n", name="n.csv")
    assert notices.frame["reason"].tolist()[1:] == ["posten är ingen notis"] * 2 and add_up(notices)


@pytest.mark.parametrize("wrapped", [{"events": [notice()]}, {"count": 1, "data": [notice()]}, notice(), [notice()]])
def test_json_is_a_list_a_list_in_an_object_or_one_notice(tmp_path, wrapped):
    assert len(read(tmp_path, wrapped).events) == 1


def test_json_is_read_with_a_mark_and_half_a_sign_in_it_can_be_written(tmp_path):
    notices = read(
        tmp_path, "\ufeff" + json.dumps([notice(type="Rån \ud800", name="29 mars 07:12, Rån \ud800, Sunne")])
    )
    notices.events.to_csv(tmp_path / "ut.csv", encoding="utf-8")
    assert len(notices.events) == 1


def test_a_long_text_in_csv_does_not_stop_the_reading(tmp_path):
    line = f"1;2023-03-29 7:34:52 +02:00;29 mars 07:12, Rån, Sunne;Rån;Sunne;;{'x' * 200_000};"
    assert len(read(tmp_path, f"{HEADER}\n{line}\n", name="n.csv").events) == 1


def test_an_empty_list_is_no_notices(tmp_path):
    for notices in (read(tmp_path, []), read(tmp_path, HEADER, name="n.csv")):
        assert notices.events.empty and add_up(notices) and notice_account(notices)["number"].sum() == 0


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("n.json", b"[{", "ingen hel JSON-fil"),
        ("n.json", b"", "ingen hel JSON-fil"),
        ("n.json", b"[" * 200_000, "ingen hel JSON-fil"),
        ("n.json", b'"hej"', "ingen lista med polisens notiser"),
        ("n.json", b'[{"a": 1}]', "ingen lista med polisens notiser"),
        ("n.json", '[{"name": "å"}]'.encode("latin-1"), "UTF-8"),
        ("n.csv", b"", "kolumnen id, datetime, name saknas"),
        ("n.csv", b"id;name\n1;a", "kolumnen datetime saknas"),
        ("n.csv", b'id;datetime;name\n1;a;"b\n2;c;d', "citattecken"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_of_in_one_swedish_sentence(tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NoticeError, match=told) as caught:
        read_police_notices(tmp_path / name)
    assert name in str(caught.value) and "\n" not in str(caught.value)


def test_a_missing_file_and_an_empty_folder_are_told_of(tmp_path):
    with pytest.raises(NoticeError, match="finns inte"):
        read_police_notices(tmp_path / "ingen.json")
    with pytest.raises(NoticeError, match="ingen fil med notiser"):
        read_police_notices(tmp_path)


def test_one_bad_file_in_a_folder_does_not_hide_the_others(tmp_path):
    (tmp_path / "2023").mkdir()
    (tmp_path / "2023" / "mars.json").write_text(json.dumps([notice()]), "utf-8")
    (tmp_path / "trasig.json").write_text("[", "utf-8")
    (tmp_path / "grupper.csv").write_text("type;group\na;b\n", "utf-8")
    (tmp_path / "~$mars.csv").write_text("x", "utf-8")
    files = read_police_notices(tmp_path).files
    assert files["file"].tolist() == ["2023/mars.json", "grupper.csv", "trasig.json"]
    assert files["notices"].tolist() == [1, 0, 0] and files["problem"].ne("").tolist() == [False, True, True]


# Any title ------------------------------------------------------------------------------------------------

TYPES = st.sampled_from(sorted(type for type in CATEGORIES.police_types if "Sammanf" not in type))
PLACES = st.sampled_from(["Sunne", "Upplands-Bro", "Malung-Sälen", "Åre", "Östra Göinge", "Lilla Edet"])
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(
    start=st.datetimes(dt.datetime(1995, 1, 1), dt.datetime(2098, 12, 30)),
    delay=st.integers(0, 300 * 24 * 60),
    form=st.sampled_from(["{d:02d} {m} {h:02d}:{i:02d}", "{d} {m} {h:02d}.{i:02d}", "{d} {m} {h}:{i:02d}"]),
    type=TYPES,
    place=PLACES,
    location=st.sampled_from(["Värmlands län", "", None]),
)
def test_a_title_gives_back_what_it_was_made_of(tmp_path, start, delay, form, type, place, location):
    start = start.replace(second=0, microsecond=0)
    published = (start + dt.timedelta(minutes=delay)).strftime("%Y-%m-%d %H:%M:%S")
    head = form.format(d=start.day, m=MONTHS[start.month - 1], h=start.hour, i=start.minute)
    row = one(tmp_path, name=f"{head}, {type}, {place}", published=f"{published} +01:00", type=type, location=location)
    assert row["event_start"] == start
    assert (row["type"], row["municipality"]) == (type, place)


@QUICK
@given(
    month=st.integers(1, 12),
    day=st.integers(1, 31),
    published=st.dates(dt.date(1995, 1, 1), dt.date(2098, 12, 30)),
)
def test_an_inferred_day_is_at_most_a_day_ahead_and_less_than_a_year_behind(tmp_path, month, day, published):
    found = day_of(tmp_path, f"{day} {MONTHS[month - 1]}, Rån, Sunne", f"{published} 12:00:00 +01:00")
    years = [
        dt.date(year, month, day)
        for year in range(published.year - 2, published.year + 2)
        if day <= calendar.monthrange(year, month)[1]
    ]
    fits = [date for date in years if -1 <= (published - date).days < 365]
    assert found == max(fits, default=None)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
ENTRY = JUNK | st.fixed_dictionaries(
    {},
    optional={
        "id": JUNK | st.integers(1, 3),
        "datetime": JUNK | st.datetimes().map(str),
        "name": JUNK | st.builds("{} mars, {}, {}".format, st.integers(0, 40), st.text(), st.text()),
        "type": JUNK,
        "location": JUNK | st.fixed_dictionaries({"name": JUNK}),
    },
)


@QUICK
@given(st.lists(ENTRY, max_size=6))
def test_any_junk_in_json_is_accounted_for(tmp_path, entries):
    notices = read(tmp_path, [notice(), *entries])
    assert len(notices.frame) == len(entries) + 1 and add_up(notices)
    notices.events.to_csv(tmp_path / "ut.csv", encoding="utf-8")


@QUICK
@given(st.lists(st.lists(st.text(), max_size=9), max_size=6))
def test_any_junk_in_csv_is_accounted_for(tmp_path, lines):
    with open(tmp_path / "n.csv", "w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file, delimiter=";").writerows([HEADER.split(";"), *lines])
    notices = read_police_notices(tmp_path / "n.csv", CATEGORIES)
    assert add_up(notices) and len(notices.frame) <= len(lines)


@QUICK
@given(st.binary(max_size=200), st.sampled_from(["n.json", "n.csv"]))
def test_any_bytes_are_read_or_told_of(tmp_path, content, name):
    (tmp_path / name).write_bytes(content)
    with contextlib.suppress(NoticeError):
        assert add_up(read_police_notices(tmp_path / name, CATEGORIES))


def made_notices(number: int) -> list[dict]:
    """Invented notices as many as one likes, spread over a country and eleven years."""
    random.seed(7)
    types, first = list(CATEGORIES.police_types), dt.datetime(2015, 1, 1)
    rows = []
    for n in range(number):
        start = first + dt.timedelta(minutes=n * (11 * 365 * 1440 // number))
        place, type = f"Ort{chr(65 + n % 25)}{'abcdefghij'[n // 25 % 10]}", random.choice(types)
        title = f"{start.day:02d} {MONTHS[start.month - 1]} {start:%H.%M}, {type}, {place}"
        published = start + dt.timedelta(minutes=random.randrange(900))
        row = notice(title, f"{published:%Y-%m-%d %H:%M:%S} +01:00", id=n, type=type)
        rows.append(row | {"location": {"name": random.choice([place, "Värmlands län"])}})
    return rows


def test_many_notices_are_all_accounted_for(tmp_path):
    notices = read(tmp_path, made_notices(20_000))
    assert add_up(notices) and notices.files["merged"].sum() == 0
    summaries = notices.frame["reason"].astype(object).str.startswith("ingen enskild händelse", na=False)
    assert (notices.frame["status"].eq(LEFT_OUT) == summaries).all() and summaries.any()


# The real notices -----------------------------------------------------------------------------------------

real_files = pytest.mark.skipif(
    not REAL.is_dir(), reason="the folder shared/ with the police's real notices does not lie beside the repository"
)


@real_files
def test_every_real_notice_is_accounted_for():
    notices = read_police_notices(REAL, municipality="Sunne")
    assert notice_account(notices).values.tolist() == [
        ["notiser i filerna", 123],
        ["placerade: en händelse med känd dag och kommun", 123],
        ["varav med klockslag", 123],
        ["varav med kommunen ur titeln: flödet anger bara länet", 12],
        ["varav året före publiceringen", 0],
        ["varav publicerade mer än 60 dagar efter händelsen: året är osäkert", 0],
        ["varav av en typ som inte finns i kategorifilen", 0],
        ["sammanslagna: samma id har publicerats igen", 0],
    ]
    assert notices.files[["file", "placed"]].values.tolist() == [["sunne_events.csv", 123], ["types_grouping.csv", 0]]


@real_files
def test_the_real_days_are_those_of_the_addresses_which_are_not_used():
    frame = read_police_notices(REAL / "sunne_events.csv").frame
    with open(REAL / "sunne_events.csv", encoding="utf-8-sig", newline="") as file:
        addresses = [re.search(r"/(\d{4})/(\w+)/(\d+)/", row["url"]) for row in csv.DictReader(file, delimiter=";")]
    days = [dt.date(int(a[1]), MONTHS.index(a[2]) + 1, int(a[3])) for a in addresses]
    assert frame["event_day"].dt.date.tolist() == days


@real_files
def test_every_real_type_has_a_category():
    with open(REAL / "types_grouping.csv", encoding="utf-8-sig", newline="") as file:
        types = [row["type_original"] for row in csv.DictReader(file)]
    assert all(CATEGORIES.is_known(CATEGORIES.category_of_police_type(type)) for type in types)
    assert CATEGORIES.group_of(CATEGORIES.category_of_police_type("Trafikolycka,  smitning från")) == "trafik"


def test_the_names_of_the_package_lead_here():
    assert la.read_police_notices is read_police_notices and la.notice_account is notice_account
