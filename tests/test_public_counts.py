"""The public situation picture: no count of one to four events in it, and none that can be reckoned from it."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from attacks import determines
from builders import commitment, promise_with, records
from chart_rules import texts
from hypothesis import given
from hypothesis import strategies as st

from lofte_analysis.charts.situation_sheet import situation_sheet
from lofte_analysis.est.picture import situation_picture
from lofte_analysis.est.picture_words import hours_table, place_rows, table_of
from lofte_analysis.est.public_counts import categories_alone, hours_shown, places_alone
from lofte_analysis.est.report_windows import window_of
from lofte_analysis.est.situation import BANDS
from lofte_analysis.promise import Measure
from lofte_analysis.publish.situation_report import write_situation
from lofte_analysis.words import WEEKDAYS

REPORTED = dt.date(2023, 1, 1), dt.date(2024, 12, 31)
PROMISE = promise_with(commitment("A", Measure.COUNT, at_least=1), start="2023-01-01", end="2024-12-31")
SENSITIVE = "våld", "misstänkt narkotika"
NIGHT = dt.time(23, 0)


def some(month: str, number: int, category: str, place: str = "Torget", clock: dt.time | None = None) -> list[dict]:
    what = {"clock": clock, "place": place, "category": category, "reporter": "polisen"}
    return [{"date": f"{month}-{1 + day % 28:02d}", **what} for day in range(number)]


def told(*events: list[dict]):
    rows = [event for part in events for event in part]
    return records(PROMISE, events=rows, deliveries=[("polisen", "2023-01-01", "2024-12-31")])


def public(known, month: str = "2024-04"):
    window = window_of("månad", dt.date.fromisoformat(f"{month}-01"), REPORTED)
    return situation_picture(PROMISE, known, window, public=True)


def published(*events: list[dict], month: str = "2024-04"):
    return public(told(*events), month)


def column(picture, what: str, which: int = 0) -> dict[str, str]:
    """What the table says of a window: the one of the picture, the one before, the same one last year."""
    table = table_of(picture)
    rows = table[table["vad"] == what]
    return dict(zip(rows["namn"], rows.iloc[:, 2 + which], strict=True))


# Totals and hours -----------------------------------------------------------------------------------------


def test_few_events_in_all_are_written_as_one_to_four_wherever_their_number_would_stand():
    picture = published(some("2024-04", 3, "buskörning"), some("2024-03", 2, "rattfylleri"), some("2023-04", 1, "våld"))
    sheet = situation_sheet(picture, PROMISE)
    assert sheet.headline == "April 2024: 1–4 händelser, ingen säker förändring"
    assert sheet.subtitle == "April 2024. Mars 2024: 1–4 händelser. April 2023: 1–4 händelser."
    assert [column(picture, "kategori", which) for which in range(3)] == [{"alla kategorier": "1–4"}] * 3
    assert [column(picture, "plats", which) for which in range(2)] == [{"alla platser": "1–4"}] * 2
    drawn = texts(sheet.figure())
    assert drawn.count("1–4") == 7 and not {"1", "2", "3", "4"} & set(drawn)


@pytest.mark.parametrize("untimed", [1, 4])
def test_a_few_events_without_a_clock_time_are_not_counted_on_the_sheet(untimed):
    picture = published(some("2024-04", 20, "buskörning", clock=NIGHT), some("2024-04", untimed, "rattfylleri"))
    drawn = " ".join(texts(situation_sheet(picture, PROMISE).figure()))
    assert "hur många som saknar klockslag visas inte" in drawn and f"{untimed} utan klockslag" not in drawn


def test_many_events_without_a_clock_time_are_counted_on_the_sheet():
    picture = published(some("2024-04", 22, "buskörning", clock=NIGHT), some("2024-04", 7, "rattfylleri"))
    assert "7 utan klockslag" in texts(situation_sheet(picture, PROMISE).figure())


def test_hours_that_each_had_one_event_are_not_shown(tmp_path):
    known = told(some("2024-04", 7, "buskörning", clock=NIGHT))  # seven evenings of a week
    picture = public(known)
    assert picture.hours.empty and picture.untimed is None
    assert "Visas inte: händelserna är för få." in texts(situation_sheet(picture, PROMISE).figure())
    window = window_of("månad", dt.date(2024, 4, 1), REPORTED)
    written = {path.name for path in write_situation(PROMISE, known, window, tmp_path) if "publicera" in path.parts}
    assert "lagesbild.csv" in written and "tider.csv" not in written


def grid(*counts: int) -> pd.DataFrame:
    cells = [(weekday, band) for weekday in WEEKDAYS for band in BANDS]
    return pd.DataFrame(cells, columns=["weekday", "band"]).assign(count=[*counts, *[0] * (len(cells) - len(counts))])


def test_small_hours_that_are_known_by_their_sum_take_the_untimed_and_then_a_larger_hour_with_them():
    assert hours_shown(grid(1, 1, 1, 1, 1, 1), 7)[1] is None  # 13 - 7 = 6 hours: each would have one event
    assert hours_shown(grid(4, 4, 9), 6)[1] is None  # two hours of at most four, and eight together
    assert hours_shown(grid(2, 4, 9), 6)[1] == 6
    assert list(hours_shown(grid(1, 1, 6, 12), 0)[0]["text"][:4]) == ["1–4", "1–4", "minst 5", "12"]


@given(st.lists(st.one_of(st.integers(0, 6), st.integers(0, 30)), min_size=1, max_size=9), st.integers(0, 12))
def test_no_hidden_hour_and_no_hidden_number_without_a_clock_time_follows_from_the_total(counts, untimed):
    shown, without = hours_shown(grid(*counts), untimed)
    total = sum(counts) + untimed
    bounds = {"1–4": (1, 4), "minst 5": (5, total)}
    hidden = [bounds[text] for text in shown["text"] if text in bounds] + ([(0, total)] if without is None else [])
    rest = total - sum(int(text) for text in shown["text"] if text not in bounds) - (without or 0)
    if shown.empty or not hidden:
        return
    assert rest >= 5
    for number, (low, high) in enumerate(hidden):
        others = hidden[:number] + hidden[number + 1 :]
        least, most = max(low, rest - sum(h for _, h in others)), min(high, rest - sum(each for each, _ in others))
        assert least < most


# Categories and places ------------------------------------------------------------------------------------


def test_a_sensitive_category_never_stands_as_the_only_one_that_is_not_named():
    picture = published(
        some("2024-04", 9, "våld"), some("2024-04", 12, "buskörning"), some("2024-04", 8, "rattfylleri")
    )
    assert column(picture, "kategori") == {"buskörning": "12", "övriga kategorier": "17"}


def test_the_places_do_not_tell_how_many_events_were_sensitive():
    """Eight were neither named, and six of them without a place: six of them sensitive, two of a small category."""
    small = some("2024-04", 2, "skadegörelse", "Badplatsen")
    picture = published(some("2024-04", 6, "våld"), small, some("2024-04", 20, "buskörning"))
    assert column(picture, "kategori") == {"buskörning": "20", "övriga kategorier": "8"}
    assert column(picture, "plats") == {"alla platser": "28"}


def test_the_sensitive_events_stand_with_at_least_five_others_that_have_no_place_of_their_own():
    picture = published(
        some("2024-04", 3, "våld"),
        some("2024-04", 20, "buskörning"),
        *(some("2024-04", 2, "skadegörelse", place) for place in ("Badplatsen", "Skolan", "Bron")),
    )
    assert column(picture, "plats") == {"Torget": "20", "övriga händelser": "9"}


def test_nothing_but_what_is_shown_can_be_read_from_the_frames_of_a_public_picture():
    picture = published(
        some("2024-04", 12, "våld"), some("2024-04", 14, "buskörning"), some("2024-03", 3, "buskörning")
    )
    assert not picture.categories["sensitive"].any() and "now" not in picture.hot_spots
    rows = picture.categories[picture.categories[["now", "before"]].isna().any(axis=1)]
    assert rows[["ratio", "low", "high"]].isna().all(axis=None)


COUNTS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 12), max_size=7)


@given(COUNTS, st.sets(st.sampled_from("abcdefg"), max_size=3))
def test_the_categories_that_do_not_stand_alone_are_at_least_two_and_five_events(counts, sensitive):
    shown = categories_alone(counts, sensitive)
    rest = [count for name, count in counts.items() if count and name not in shown]
    assert all(count >= 5 for count in shown.values()) and not set(shown) & sensitive
    assert not shown or not rest or (len(rest) > 1 and sum(rest) >= 5)


@given(COUNTS, st.integers(0, 9))
def test_the_places_that_do_not_stand_alone_hold_at_least_five_events_beside_the_sensitive(counts, sensitive):
    shown = places_alone(counts, (), sensitive)
    rest = sum(count for name, count in counts.items() if name not in shown)
    assert all(count >= 5 for count in shown.values())
    assert not shown or rest >= 5 or (not rest and not sensitive)


@pytest.mark.parametrize(
    ("kind", "day"), [("vecka", "2024-03-05"), ("två veckor", "2024-03-05"), ("månad", "2024-05-30")]
)
def test_nothing_shorter_than_a_month_and_no_month_that_is_not_over_is_published(kind, day):
    window = window_of(kind, dt.date.fromisoformat(day), (REPORTED[0], dt.date(2024, 5, 30)))
    with pytest.raises(ValueError, match="window must be a month or longer and over to be published"):
        situation_picture(PROMISE, told(some("2024-03", 9, "buskörning")), window, public=True)


# Picture after picture ------------------------------------------------------------------------------------

CATEGORIES = "buskörning", "skadegörelse", "rattfylleri", "otrygg plats", *SENSITIVE
PLACES = "Torget", "Skolan", "Storgatan"
MONTHS = "2024-02", "2024-03", "2024-04", "2024-05"


def series(seed: int) -> list[dict]:
    """Four months of events, small and large counts mixed."""
    dice, events = random.Random(seed), []
    for month in MONTHS:
        for category in CATEGORIES:
            events += some(month, dice.choice([0, 2, 6, 9, 12, 15]), category, dice.choice(PLACES), NIGHT)
    return events


@pytest.mark.parametrize("seed", range(4))
def test_monthly_pictures_one_after_the_other_tell_no_small_or_sensitive_count(seed):
    """Whoever knows which categories and places had events, and all pictures, can reckon none that is hidden."""
    events = series(seed)
    known = told(events)
    pictures = [public(known, month) for month in MONTHS]
    for month in MONTHS:
        cells = Counter((e["category"], e["place"]) for e in events if e["date"].startswith(month))
        categories = sorted({category for category, _ in cells})
        places = sorted({place for (category, place) in cells if category not in SENSITIVE})
        where = {category: PLACES if category in SENSITIVE else places for category in categories}
        numbers = [number for p in pictures for number in _numbers_of(p, month, where)]
        counts = Counter(e["category"] for e in events if e["date"].startswith(month))
        hidden = [name for name in categories if name in SENSITIVE or counts[name] < 5]
        secrets = [{(name, place): 1 for place in where[name]} for name in hidden]
        for place in places:
            own = {(name, place): 1 for name in categories if name not in SENSITIVE}
            if sum(cells[cell] for cell in own) < 5:
                secrets.append(own)
        if len(categories) > 1:
            cells_known = [(name, place) for name in categories for place in where[name]]
            as_vector = [np.array([float(sum.get(cell, 0)) for cell in cells_known]) for sum in numbers + secrets]
            assert not any(determines(np.array(as_vector[: len(numbers)]), as_vector[len(numbers) :]))


def _numbers_of(picture, month: str, where: dict[str, list[str]]) -> list[dict]:
    """What a picture says of a month, each number as a sum of events of a category at a place."""
    label = window_of("månad", dt.date.fromisoformat(f"{month}-01")).label
    labels = [window.label for window in (picture.window, picture.before, picture.last_year)]
    if label not in labels:
        return []
    everything = {(name, place): 1 for name, places in where.items() for place in places}
    numbers = [everything]  # the total stands in the headline or beside it
    which = labels.index(label)
    for what, part in (("kategori", 0), ("plats", 1)):
        told_of = column(picture, what, which)
        named = {name for name, text in told_of.items() if text.isdigit() and not name.startswith(("övriga", "alla"))}
        for name in named if which < 2 or not part else ():
            own = {cell: 1 for cell in everything if cell[part] == name and (not part or cell[0] not in SENSITIVE)}
            numbers.append(own)
    return numbers


@pytest.mark.parametrize("seed", range(3))
def test_a_month_is_cut_alike_in_every_picture_that_shows_it(seed):
    known = told(series(seed))
    march, april = public(known, "2024-03"), public(known, "2024-04")
    for what in ("kategori", "plats"):
        own, beside = (
            {k: v for k, v in column(*args).items() if v.isdigit() and v != "0"}
            for args in ((march, what, 0), (april, what, 1))
        )
        assert set(own.values()) == set(beside.values()) and len(own) == len(beside)
        assert {k: v for k, v in own.items() if not k.startswith(("övriga", "alla"))}.items() <= beside.items()


def test_what_is_among_the_others_is_said_in_its_place_and_takes_no_word_but_more_or_fewer():
    now = [some("2024-04", 20, "buskörning"), some("2024-04", 6, "rattfylleri"), some("2024-04", 5, "våld")]
    before = [some("2024-03", 2, "buskörning"), some("2024-03", 7, "rattfylleri"), some("2024-03", 5, "våld")]
    picture = published(*now, *before, some("2024-04", 5, "övrigt"))
    assert column(picture, "kategori", 1)["buskörning"] == "i övriga"
    words = dict(zip(picture.categories["category"], picture.categories["words"], strict=True))
    assert words["buskörning"] == "fler" and words["övriga kategorier"] == ""
    assert {"i övr.", "i övr.: räknas till övriga den perioden."} <= set(
        texts(situation_sheet(picture, PROMISE).figure())
    )


def test_a_place_that_is_no_hot_spot_any_more_is_told_without_its_count():
    known = told(some("2024-03", 20, "buskörning", "Bron"), some("2024-04", 2, "buskörning", "Bron"))
    inside = situation_picture(PROMISE, known, window_of("månad", dt.date(2024, 4, 1), REPORTED))
    for picture in (inside, public(known)):
        assert "Färre händelser: Bron" in texts(situation_sheet(picture, PROMISE).figure())


def test_places_that_have_no_room_on_the_sheet_are_among_the_others_there():
    now = [some("2024-04", 5 + number, "buskörning", f"Plats {number}") for number in range(10)]
    picture = published(*now, some("2024-03", 8, "buskörning", "Plats 1"), some("2024-03", 9, "buskörning", "Torget"))
    assert len(picture.places) == 11 and column(picture, "plats", 1)["Plats 0"] == "0"
    assert place_rows(picture, 9)[-1] == ("2 platser till", 11, "11", "8")
    hidden = published(*now, some("2024-04", 6, "våld"), some("2024-03", 3, "buskörning"), some("2024-03", 6, "våld"))
    assert place_rows(hidden, 9)[-1] == ("övriga händelser", 17, "17", "9")


def test_a_window_that_nobody_reported_is_never_zero_in_public():
    known = records(
        PROMISE, events=some("2024-04", 12, "buskörning"), deliveries=[("polisen", "2024-04-01", "2024-04-30")]
    )
    picture = public(known)
    assert (
        column(picture, "kategori", 1) == {"buskörning": ""}
        and "ingen rapport" in situation_sheet(picture, PROMISE).subtitle
    )


def test_where_the_window_before_is_unknown_every_row_says_so_and_none_tells_how_many_it_has():
    """A word that stood only by the many would tell which of the others are few."""
    now = [some("2024-04", 20, "buskörning"), some("2024-04", 6, "rattfylleri"), some("2024-04", 3, "skadegörelse")]
    then = some("2023-04", 9, "skadegörelse"), some("2023-04", 9, "rattfylleri")
    known = records(PROMISE, events=[event for part in (*now, *then) for event in part], deliveries=[])
    rows = public(known).categories.set_index("category")
    assert rows["before"].isna().all() and rows[["ratio", "low", "high"]].isna().all(axis=None)
    assert rows.loc[~rows["pool"], "words"].to_dict() == dict.fromkeys(
        ["buskörning", "skadegörelse", "rattfylleri"], "kan inte jämföras"
    )


def test_a_school_year_is_set_beside_the_year_before_once():
    known = told(some("2024-04", 12, "buskörning"), some("2023-04", 9, "buskörning"))
    window = window_of("läsår", dt.date(2024, 4, 1), REPORTED)
    table = table_of(situation_picture(PROMISE, known, window, public=True))
    assert list(table["läsåret 2022/23"]) == ["9", "9"]


def test_the_grid_of_hours_has_a_row_for_each_band():
    picture = published(some("2024-04", 28, "buskörning", clock=NIGHT))
    assert list(hours_table(picture)["tid"]) == list(BANDS)
