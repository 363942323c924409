"""The situation picture: what it holds, what the public one leaves out, and that any window gives one."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pandas as pd
import pytest
from builders import commitment, promise_with, records
from chart_rules import texts

from lofte_analysis.charts.situation_sheet import situation_sheet
from lofte_analysis.cli import main
from lofte_analysis.est.change import new_and_vanished
from lofte_analysis.est.picture import NoPicture, picture_window, public_window, situation_picture
from lofte_analysis.est.picture_words import reporters_table
from lofte_analysis.est.report_windows import WindowKind, window_before, window_of
from lofte_analysis.est.seasons import OTHER_KINDS, usual_year
from lofte_analysis.promise import Measure
from lofte_analysis.publish.situation_report import write_situation
from lofte_analysis.words import period_name

REPORTED = dt.date(2023, 4, 1), dt.date(2024, 12, 31)


def week(number: int, year: int = 2024, reported=REPORTED):
    return window_of("vecka", dt.date.fromisocalendar(year, number, 1), reported)


YEAR = dt.date(2024, 1, 1), dt.date(2024, 12, 31)
SECOND_HALF = window_of("halvår", dt.date(2024, 7, 1), YEAR)
PROMISE = promise_with(commitment("A", Measure.COUNT, at_least=1), start="2024-01-01", end="2024-12-31")


def exempelby(deliveries, events=(("2024-04-03", "skolan", 6),), *, police=True):
    """Records in which the police reported each month, if they did, and others what is given."""
    rows = [(f"2024-{month:02d}-05", "polisen", 1) for month in range(1, 13)] if police else []
    made = [
        {"date": day, "category": "buskörning", "reporter": party, "clock": None, "place": f"plats {number}"}
        for day, party, times in [*events, *rows]
        for number in range(times)
    ]
    return records(PROMISE, events=made, deliveries=deliveries)


@pytest.fixture(scope="module")
def pictures(example):
    """The picture of every week of 2024."""
    return [situation_picture(example.promise, example.records, week(number)) for number in range(1, 53)]


# Which window ---------------------------------------------------------------------------------------------


def test_a_given_day_chooses_the_window_that_holds_it(example):
    window = picture_window(example.promise, example.records, "vecka", cutoff="2024-05-09")
    assert window.label == "vecka 19 2024" and window.partial


def test_without_a_day_the_last_whole_window_is_chosen(example):
    window = picture_window(example.promise, example.records, "vecka")
    assert window.label == "vecka 52 2024" and not window.partial


def test_before_any_event_there_is_no_picture(example):
    with pytest.raises(NoPicture, match="Inga händelser"):
        picture_window(example.promise, example.records, "vecka", cutoff="2022-05-09")


@pytest.mark.parametrize(
    ("kind", "cutoff", "label"),
    [
        ("vecka", "2024-05-12", "april 2024"),
        ("vecka", "2024-06-30", "juni 2024"),
        ("månad", "2024-05-31", "maj 2024"),
        ("månad", "2024-05-12", "april 2024"),
        ("halvår", "2024-06-30", "första halvåret 2024"),
    ],
)
def test_the_public_picture_is_of_a_month_or_longer_that_is_over(example, kind, cutoff, label):
    window = picture_window(example.promise, example.records, kind, cutoff=cutoff)
    assert public_window(window).label == label


def test_a_month_that_was_only_partly_reported_is_never_published():
    assert public_window(week(15, 2023, (dt.date(2023, 4, 10), dt.date(2023, 4, 16)))) is None


@pytest.mark.parametrize(
    "window", [week(19), window_of("månad", dt.date(2024, 5, 1), (REPORTED[0], dt.date(2024, 5, 9)))]
)
def test_a_week_or_a_running_month_cannot_be_made_public(example, window):
    with pytest.raises(ValueError, match="must be a month or longer and over"):
        situation_picture(example.promise, example.records, window, public=True)


# What it holds --------------------------------------------------------------------------------------------


def test_every_part_counts_the_same_events(pictures):
    for picture in pictures:
        now = picture.totals[0]
        assert picture.categories["now"].sum() == now
        assert picture.places["now"].sum() == now
        assert picture.hours["count"].sum() + picture.untimed == now
        assert picture.reported["now"].sum() == now
        assert picture.course["count"].iloc[-1] == now


def test_the_windows_beside_count_all_of_their_events(pictures):
    for picture in pictures:
        assert picture.categories["before"].sum() == picture.totals[1]
        assert picture.categories["last_year"].sum() == (picture.totals[2] or 0)


def test_a_window_before_reporting_began_is_not_reported_and_never_zero(example):
    picture = situation_picture(example.promise, example.records, week(14, 2023))
    assert picture.totals[2] is None
    assert picture.categories["last_year"].isna().all()
    assert "ingen rapport" in situation_sheet(picture, example.promise).subtitle


def test_the_table_of_reporters_gives_no_number_for_the_silent(pictures, example):
    for picture in pictures[::6]:
        table = reporters_table(picture, example.promise)
        told = dict(zip(picture.reported["state_now"].astype(str), table["händelser"], strict=True))
        assert told.get("ingen rapport", "–") == "–" and told.get("inga händelser", "0") == "0"


def test_who_was_silent_is_said(pictures):
    silent = [row.party for row in pictures[20].reported.itertuples() if row.state_now == "ingen rapport"]
    assert "tekniska" in silent


def test_open_actions_come_first_and_those_past_their_day_are_late(example):
    actions = situation_picture(example.promise, example.records, week(48)).actions
    assert list(actions["is_open"]) == sorted(actions["is_open"], reverse=True)
    assert list(actions.loc[actions["late"], "place"]) == ["Badparkeringen", "Badparkeringen", "Norra infarten"]


def test_an_action_is_carried_from_window_to_window_from_the_day_it_was_decided(example):
    names = [
        set(situation_picture(example.promise, example.records, week(number)).actions["action"])
        for number in (18, 19, 20)
    ]
    assert not {"Sätta upp bom vid parkeringen"} & set(
        situation_picture(example.promise, example.records, week(17)).actions["action"]
    )
    assert all("Sätta upp bom vid parkeringen" in found for found in names)


# The public picture ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(example):
    windows = [window_of("månad", dt.date(2024, month, 1), REPORTED) for month in range(1, 13)]
    windows += [window_of("halvår", dt.date(2024, month, 1), REPORTED) for month in (1, 7)]
    return [situation_picture(example.promise, example.records, window, public=True) for window in windows]


def test_no_count_of_one_to_four_and_no_sensitive_category_is_published(published):
    for picture in published:
        for frame, names in ((picture.categories, ["now", "before", "last_year"]), (picture.places, ["now", "before"])):
            counts = frame[names].fillna(0).to_numpy()
            assert not ((counts > 0) & (counts < 5)).any()
        assert not set(picture.categories["category"]) & {"våld", "misstänkt narkotika"}
        assert not picture.hours["count"].between(1, 4).any() and not picture.course["count"].between(1, 4).any()
        assert picture.untimed is None or not 0 < picture.untimed < 5


def test_what_is_published_adds_up_so_that_nothing_is_left_to_subtract(published):
    for picture in published:
        assert picture.categories["now"].sum() == picture.places["now"].sum() == picture.totals[0]


def test_counts_per_party_and_what_was_decided_are_not_published(published):
    for picture in published:
        assert "now" not in picture.reported and picture.actions.empty and picture.kinds_and_places.empty


# The sheet ------------------------------------------------------------------------------------------------


def test_every_week_of_a_year_has_a_sheet_within_its_paper_without_overlaps(pictures, example):
    for picture in [pictures[0], pictures[18], pictures[47], min(pictures, key=lambda p: p.totals[0])]:
        figure = situation_sheet(picture, example.promise).figure()
        figure.canvas.draw()
        drawn = figure.findobj(lambda artist: hasattr(artist, "get_text") and artist.get_text())
        boxes = [(text, text.get_window_extent()) for text in drawn]
        paper = figure.bbox
        for text, box in boxes:
            assert paper.x0 <= box.x0 and box.x1 <= paper.x1 + 1 and paper.y0 <= box.y0, text.get_text()
        for number, (text, box) in enumerate(boxes):
            for other, beside in boxes[number + 1 :]:
                apart = box.x1 <= beside.x0 or beside.x1 <= box.x0 or box.y1 <= beside.y0 + 3 or beside.y1 <= box.y0 + 3
                assert apart, (text.get_text(), other.get_text())


def test_every_number_of_the_headline_stands_in_the_data(pictures, example):
    for picture in pictures:
        sheet = situation_sheet(picture, example.promise)
        numbers = {int(number) for number in re.findall(r"\d+", sheet.subtitle)}
        known = {picture.window.start.year, picture.before.start.year, picture.last_year.start.year}
        known |= {
            int(n) for w in (picture.window, picture.before, picture.last_year) for n in re.findall(r"\d+", w.label)
        }
        known |= {picture.window.first.day, picture.window.last.day, picture.window.last.year}
        assert numbers <= known | set(filter(None, picture.totals)) | {0}


def test_example_data_is_marked_in_the_sheet(pictures, example):
    figure = situation_sheet(pictures[18], example.promise).figure()
    assert "PÅHITTADE EXEMPELDATA" in texts(figure)


def test_a_week_without_any_event_has_a_sheet():
    promise = promise_with(commitment("A", Measure.COUNT, at_least=1))
    told = records(
        promise,
        events=[{"date": "2022-03-02", "category": "buskörning", "reporter": "skolan"}],
        deliveries=[("skolan", "2022-03-01", "2022-03-31")],
    )
    window = picture_window(promise, told, WindowKind.WEEK, cutoff="2022-03-13")
    picture = situation_picture(promise, told, window)
    assert picture.totals[:2] == (0, 1)
    assert situation_sheet(picture, promise).headline == "Vecka 10 2022: inga händelser"
    assert situation_sheet(picture, promise).png()


def test_the_sheet_and_its_table_say_which_month_is_missing_of_a_half_year():
    told = exempelby([("skolan", "2024-01-01", "2024-09-30"), ("skolan", "2024-11-01", "2024-12-31")])
    picture = situation_picture(PROMISE, told, SECOND_HALF, public=True)
    table = reporters_table(picture, PROMISE).set_index("part")
    assert table.loc["Skolan"].tolist() == ["delvis, oktober saknas", "rapporterade"]
    assert "delvis, oktober saknas" in texts(situation_sheet(picture, PROMISE).figure())
    assert "ingen rapport" not in set(table.stack())


def test_many_missing_months_stand_on_a_line_of_their_own_within_the_sheet():
    gaps = [("skolan", "2024-07-01", "2024-07-31"), ("skolan", "2024-09-01", "2024-09-30")]
    told = exempelby([*gaps, ("skolan", "2024-11-01", "2024-11-30")])
    shown = texts(situation_sheet(situation_picture(PROMISE, told, SECOND_HALF), PROMISE).figure())
    assert "delvis" in shown and "augusti, oktober och december saknas" in shown
    told = exempelby([("skolan", f"2024-{month:02d}-03", f"2024-{month:02d}-05") for month in (7, 9, 11)])
    shown = texts(situation_sheet(situation_picture(PROMISE, told, SECOND_HALF), PROMISE).figure())
    assert "delvis, 175 av 184 dagar saknas" in shown


def test_a_window_that_nobody_reported_has_no_zeros_and_no_change():
    told = exempelby([], events=[("2024-01-03", "skolan", 20), ("2024-12-31", "okänd part", 0)], police=False)
    window = window_of("kvartal", dt.date(2024, 8, 1), YEAR)
    before = situation_picture(PROMISE, told, window_of("kvartal", dt.date(2024, 5, 1), YEAR))
    assert before.totals[:2] == (None, 20)
    assert before.categories[["now"]].isna().all().all() and set(before.categories["words"]) == {"kan inte jämföras"}
    assert before.hot_spots.empty and before.hours["count"].isna().all()
    sheet = situation_sheet(before, PROMISE)
    assert sheet.headline == "Andra kvartalet 2024: ingen har rapporterat"
    shown = texts(sheet.figure())
    assert "0" not in shown and "Inga tider är rapporterade." in shown
    assert "Kan inte jämföras: antalet är inte känt för båda perioderna." in shown
    assert not any(text.startswith("Utan ord") for text in shown)
    assert "antal rapporterade händelser per period; ?: okänt" in shown
    assert situation_sheet(situation_picture(PROMISE, told, window), PROMISE).headline.endswith("ingen har rapporterat")


def test_no_place_has_vanished_from_a_window_that_nobody_reported():
    told = exempelby([], events=[("2024-01-03", "skolan", 20)], police=False)
    told.events["place"] = "Torget"
    window = window_of("kvartal", dt.date(2024, 5, 1), YEAR)
    assert new_and_vanished(told.events, window, window_before(window))["place"].tolist() == ["Torget"]
    assert situation_picture(PROMISE, told, window).hot_spots.empty


def test_a_window_of_which_only_a_part_was_reported_and_without_events_is_not_called_empty():
    told = exempelby([("skolan", "2024-04-01", "2024-04-30")], events=[("2024-01-03", "skolan", 6)], police=False)
    picture = situation_picture(PROMISE, told, window_of("kvartal", dt.date(2024, 5, 1), YEAR))
    sheet = situation_sheet(picture, PROMISE)
    assert picture.totals[0] is None
    assert sheet.headline == "Andra kvartalet 2024: bara delvis rapporterat"
    following = situation_picture(PROMISE, told, window_of("kvartal", dt.date(2024, 8, 1), YEAR))
    assert "Andra kvartalet 2024: bara delvis rapporterat" in situation_sheet(following, PROMISE).subtitle


@pytest.mark.parametrize(
    ("silent", "headline"),
    [
        ([], "inga händelser under 2 av 7 dagar"),
        (["skolan"], "bara delvis rapporterat"),
        (["skolan", "polisen"], "ingen har rapporterat"),
    ],
)
def test_a_week_that_has_only_begun_is_never_said_to_have_no_events(silent, headline):
    """Two of its days are known, and where a party has not told of them, its events are not known to be none."""
    spans = [(party, "2024-01-01", "2024-12-31") for party in ("skolan", "polisen") if party not in silent]
    picture = situation_picture(PROMISE, exempelby(spans, police=True), week(1, 2025, YEAR))
    assert situation_sheet(picture, PROMISE).headline == f"Vecka 1 2025: {headline}"
    assert picture.course["count"].iloc[-1:].isna().all() == bool(silent)


@pytest.mark.parametrize(("parties", "total"), [(("skolan", "polisen"), 0), (("polisen",), None)])
@pytest.mark.parametrize("public", [False, True])
def test_a_month_without_events_is_zero_only_where_every_party_has_told_so(parties, total, public):
    told = exempelby(
        [(party, "2024-01-01", "2024-12-31") for party in parties],
        [("2024-01-03", "skolan", 6), ("2024-01-03", "polisen", 6), ("2024-01-04", "okänd part", 6)],
        police=False,
    )
    months = [window_of("månad", dt.date(2024, number, 1), YEAR) for number in (6, 7)]
    june, july = (situation_picture(PROMISE, told, month, public=public) for month in months)
    assert (june.totals[0], july.totals[1]) == (total, total)
    words = "bara delvis rapporterat" if total is None else "inga händelser"
    assert situation_sheet(june, PROMISE).headline == f"Juni 2024: {words}"
    assert ("0" in texts(situation_sheet(june, PROMISE).figure())) == (total == 0)


def test_where_the_window_before_is_not_known_the_headline_says_no_change_either_way():
    picture = situation_picture(PROMISE, exempelby([]), window_of("halvår", dt.date(2024, 1, 1), YEAR))
    assert situation_sheet(picture, PROMISE).headline == (
        "Första halvåret 2024: tolv händelser, kan inte jämföras med perioden före"
    )


@pytest.mark.parametrize(("kind", "short"), [("kvartal", "kv. 4"), ("tertial", "tert. 3"), ("halvår", "höst")])
def test_the_heads_of_the_bars_are_short_and_the_label_is_the_term_of_the_house(kind, short):
    window = window_of(kind, dt.date(2024, 12, 1), YEAR)
    sheet = situation_sheet(situation_picture(PROMISE, exempelby([]), window), PROMISE)
    assert {short, "2024"} <= set(texts(sheet.figure()))
    number = {"kvartal": "2024-K4", "tertial": "2024-T3", "halvår": "2024-H2"}[kind]
    assert window.label == period_name(number) and sheet.headline.startswith(window.label.capitalize())


def test_all_pictures_of_one_lagesbild_have_the_same_categories(example):
    events = example.records.events
    written = events["category"].where(events.index % 2 == 0, events["category"].replace("skadegörelse", "Klotter"))
    assert "Klotter" in set(written)
    told = replace(example.records, events=events.assign(category=written))
    picture = situation_picture(example.promise, told, window_of("halvår", dt.date(2024, 9, 1), REPORTED))
    wheel = set(usual_year(example.promise, told)["category"]) - {OTHER_KINDS}
    assert "skadegörelse" in wheel and wheel <= set(picture.categories["category"])


# The command ----------------------------------------------------------------------------------------------


def test_the_command_writes_both_pictures_and_says_which_window(tmp_path, capsys):
    assert main(["lagesbild", "--till", "2024-05-12", "--ut", str(tmp_path)]) == 0
    assert "vecka 19 2024" in capsys.readouterr().out
    inside = {path.name for path in (tmp_path / "internt").iterdir()}
    outside = {path.name for path in (tmp_path / "publicera").iterdir()}
    over_time = {f"{name}.{kind}" for name in ("battre_handelser", "arshjul_manad") for kind in ("png", "svg")}
    assert inside - outside == {"atgarder.csv", "kategori_plats.csv"} | over_time
    page = (tmp_path / "publicera" / "lagesbild.html").read_text(encoding="utf-8")
    assert '<html lang="sv">' in page and 'alt="Lägesbild på en sida' in page and "sprids inte" not in page
    assert "våld" not in page.casefold() and "sätta upp bom" not in page.casefold()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--fonster", "dag"], "Fönstret dag finns inte"),
        (["--till", "2022-01-01"], "Inga händelser är rapporterade"),
        (["--fonster", "fria datum"], "första dag"),
    ],
)
def test_a_picture_that_cannot_be_drawn_is_one_sentence(tmp_path, capsys, arguments, sentence):
    assert main(["lagesbild", *arguments, "--ut", str(tmp_path)]) == 2
    assert sentence in capsys.readouterr().err.splitlines()[-1]


def test_the_same_window_gives_the_same_bytes(tmp_path, example):
    for name in ("a", "b"):
        write_situation(example.promise, example.records, week(19), tmp_path / name)
    for path in (tmp_path / "a").rglob("*.*"):
        if path.is_file() and not path.name.startswith(".lofte"):
            assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()


def test_partial_windows_are_said_in_the_notes(example):
    window = picture_window(example.promise, example.records, "vecka", cutoff="2024-05-09")
    picture = situation_picture(example.promise, example.records, window)
    assert any(note.startswith("Bara 4 av 7 dagar") for note in picture.notes)
    assert picture.cutoff == pd.Timestamp(2024, 5, 9)


@pytest.mark.parametrize("kind", ["vecka", "månad", "läsår"])
def test_a_picture_can_be_made_where_no_event_was_ever_reported(tmp_path, kind):
    (tmp_path / "in").mkdir()
    told = "Part;Från;Till;Klart\nskolan;2021-01-01;2024-12-31;ja\n"
    (tmp_path / "in" / "redovisat.csv").write_text(told, encoding="utf-8")
    assert main(["lagesbild", str(tmp_path / "in"), "--fonster", kind, "--ut", str(tmp_path / "ut")]) == 0
