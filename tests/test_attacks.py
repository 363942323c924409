"""Everything that is published of counts of persons is read back and attacked: nothing hidden can be reckoned."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from html import escape
from pathlib import Path

import attacks
import pytest
from builders import commitment, promise_with, records
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from lofte_analysis.commitments import commitment_from
from lofte_analysis.outcomes import follow_through
from lofte_analysis.promise import Measure, Per, Personal
from lofte_analysis.promise_faults import faults_in
from lofte_analysis.publish import images
from lofte_analysis.small_counts import suppress_small_counts

WORLDS = int(os.environ.get("LOFTE_ATTACK_WORLDS", "1"))


@pytest.fixture
def text_only(monkeypatch) -> list:
    """Reports whose pictures hold their words alone; gives the charts."""
    charts = []

    def words(chart, folder):
        charts.append(chart)
        Image.new("1", (16, 9)).save(folder / f"{chart.name}.png")
        told = f"<svg><title>{escape(chart.alt)}</title></svg>"
        (folder / f"{chart.name}.svg").write_text(told, encoding="utf-8")

    monkeypatch.setattr(images, "write_picture", words)
    return charts


# Worlds ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [7, *range(100, 99 + WORLDS)])
def test_no_hidden_number_can_be_reckoned_from_all_exports_together(seed):
    result = attacks.attack(seed)
    assert result["numbers"] > 30 and result["hidden"] > 20
    assert result["leaks"] == []


@pytest.mark.parametrize("without", ["whole", "waiting"])
def test_the_attack_finds_what_is_shown_without_a_rule(without):
    """Parts that are shown without a look at their whole; periods with open cases that are not waited for."""
    found = []
    for seed in (7, 100):
        world = attacks.random_world(seed)
        raw = [follow_through(world.promise, told, cutoff=cutoff) for told, cutoff in world.exports()]
        shown = [frame.assign(**({"part_of": ""} if without == "whole" else {"open_cases": 0.0})) for frame in raw]
        found += attacks.determined(world, raw, [suppress_small_counts(frame) for frame in shown])
    names = {name for _, _, name in found}
    assert names & ({"done", "cases", "rest"} if without == "whole" else {"open", "won", "lost"})


@pytest.mark.parametrize("seed", range(30, 33))
def test_what_is_published_at_one_cutoff_is_published_alike_at_each_later_one(seed):
    world, shown = attacks.random_world(seed), {}
    for frame in attacks.published_frames(world):
        for row in frame[(frame["personal"] != "nej") & frame["done"].notna()].itertuples():
            figures = (row.done, row.cases if row.cases == row.cases else None)
            assert shown.setdefault((row.commitment, row.period), figures) == figures
    last = {(row.commitment, row.period) for row in frame[frame["done"].notna()].itertuples()}
    assert shown.keys() <= last


def test_every_number_of_persons_that_leaves_in_any_form_is_one_that_may_be_published(tmp_path, text_only):
    world = attacks.random_world(3)
    told, ids, tried = world.records(), [c.id for c in world.promise.commitments], 0
    for cutoff, year in (("2022-12-31", 2022), ("2023-12-31", None), ("2023-12-31", 2023)):
        text_only.clear()
        folder = attacks.make_report(world, told, cutoff, tmp_path, year)
        frame = suppress_small_counts(follow_through(world.promise, told, cutoff=cutoff))
        published = {(row.commitment, row.period): row for row in frame.itertuples()}
        yearly = attacks.charts_of(frame, world.promise)
        read = [*attacks.read_tables(folder), *attacks.read_charts(text_only), *attacks.read_charts(yearly)]
        read += attacks.read_page((folder / "rapport.html").read_text(encoding="utf-8"), ids)
        assert {found.where for found in read} >= {"csv", "xlsx", "chart", "description", "page"}
        for found in read:
            if found.commitment == "T":
                continue
            row = published.get((found.commitment, found.period))
            figures = (row.done, row.cases) if row is not None else _of_year(frame, found)
            assert found.done == figures[0], found
            assert found.cases is None or found.cases == figures[1], found
        tried += len(read)
    assert tried > 150


def _of_year(frame, found) -> tuple[float, float]:
    """The figures of a year whose half-years are rows."""
    own = frame[(frame["commitment"] == found.commitment) & frame["period"].str.startswith(found.period)]
    return own["done"].sum(skipna=False), own["cases"].sum(skipna=False)


def test_participants_and_remarks_leave_in_no_file(tmp_path, text_only):
    world = attacks.random_world(3)
    folder = attacks.make_report(world, world.records(), "2023-12-31", tmp_path, 2023)
    for path in folder.rglob("*"):
        if path.suffix in (".csv", ".html", ".svg"):
            text = path.read_text(encoding="utf-8")
            assert str(attacks.PARTICIPANTS) not in text and attacks.REMARK not in text, path.name


def test_two_worlds_that_differ_only_in_what_is_hidden_are_published_in_the_same_bytes(tmp_path, text_only):
    world = attacks.random_world(5)
    raw = [follow_through(world.promise, told, cutoff=cutoff) for told, cutoff in world.exports()]
    other = attacks.twin_world(world, raw, at_most=2)
    assert other is not None and other.done != world.done
    folders = [
        attacks.make_report(each, each.records(), "2023-12-31", tmp_path / name, 2022)
        for name, each in (("one", world), ("other", other))
    ]
    for path in filter(Path.is_file, folders[0].rglob("*")):
        assert path.read_bytes() == (folders[1] / path.relative_to(folders[0])).read_bytes(), path.name


# Small worlds, all of them --------------------------------------------------------------------------------

_LEVELS = [{"minst": level} for level in (0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6)]
_LEVELS += [{"minst_andel": level} for level in (0.3, 0.5, 0.6, 0.75, 0.9, 1.0)] + [{"ambition": True}]
ENTRY = st.fixed_dictionaries(
    {"level": st.sampled_from(_LEVELS)},
    optional={
        "matt": st.sampled_from(["antal", "utan antal"]),
        "personuppgift": st.sampled_from(["person", "nej"]),
        "per": st.sampled_from(["halvår", "kalenderår"]),
    },
)


def promise_file(entries: list[dict]) -> dict:
    """What a promise file says of commitments "1", "2" and so on, each part of the one before it."""
    ours = {"rubrik": "Ett", "text": "Ett.", "omrade": "a", "ansvariga": ["skolan"], "redovisas_av": ["skolan"]}
    stated = []
    for number, entry in enumerate(entries, 1):
        own = ours | {"id": str(number), "matt": "andel", "personuppgift": "insats"} | entry | entry["level"]
        own |= {"del_av": str(number - 1)} if number > 1 else {}
        stated.append({key: value for key, value in own.items() if key != "level"})
    version = {"namn": "löftet", "fran": dt.date(2022, 1, 1), "till": dt.date(2022, 12, 31)}
    head = {"namn": "Prov", "kommun": "Exempelkommunen", "version": [version], "part": [{"namn": "skolan"}]}
    return head | {"omraden": {"a": "Område"}, "atagande": stated}


def read_commitments(raw: dict) -> list:
    return [commitment_from(entry) for entry in raw["atagande"]]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(ENTRY, min_size=1, max_size=3))
def test_no_promise_that_is_read_has_verdicts_that_tell_a_hidden_number(entries):
    raw = promise_file(entries)
    assume(not faults_in(raw))
    commitments = read_commitments(raw)
    persons = [one for one in commitments if one.personal != Personal.NO]
    assert len({one.per for one in persons}) <= 1 and len(persons) in (0, len(commitments))
    spans = [attacks.YEAR if one.per == Per.YEAR else attacks.FIRST_HALF for one in commitments]
    assert not attacks.told_exactly(commitments, spans, list(attacks.chains_of(commitments)))


@pytest.mark.parametrize(
    "entries",
    [
        [{"matt": "antal", "level": {"minst": 4}, "per": "halvår"}],
        [{"matt": "antal", "level": {"minst": 2}, "per": "halvår"}],
        [{"level": {"minst": 2}}],
        [{"level": {"minst_andel": 1.0}}, {"level": {"minst_andel": 0.9}}],
        [{"level": {"minst_andel": 1.0}}, {"level": {"minst_andel": 0.5}}],
        [{"level": {"minst": 3}}, {"level": {"minst_andel": 1.0}}],
        [{"level": {"minst_andel": 1.0}}] * 4,
        [{"level": {"minst_andel": 1.0}}, {"level": {"minst_andel": 1.0}, "personuppgift": "nej"}],
    ],
)
def test_a_promise_that_is_refused_has_verdicts_that_tell_a_hidden_number(entries):
    raw = promise_file(entries)
    assert faults_in(raw)
    commitments = read_commitments(raw)
    worlds = list(attacks.chains_of(commitments))
    worlds = [world for world in worlds if len(entries) < 4 or world[0][1] <= 6]
    assert attacks.told_exactly(commitments, [attacks.FIRST_HALF] * len(commitments), worlds)


@pytest.mark.parametrize("personal", ["insats", "person"])
@pytest.mark.parametrize("halves_of", ["whole", "part"])
def test_half_years_and_years_of_a_share_and_its_part_tell_no_hidden_number(personal, halves_of):
    """The loader refuses them; nothing is told of them either where they are made by hand."""
    aim = {"level": {"ambition": True}, "personuppgift": personal}
    whole, part = read_commitments(promise_file([aim, aim]))
    pairs = [(done, cases) for cases in range(6) for done in range(cases + 1)]
    halves, year = [attacks.FIRST_HALF, attacks.SECOND_HALF], attacks.YEAR
    if halves_of == "whole":
        rows, spans = [replace(whole, per=Per.HALF_YEAR)] * 2 + [part], [*halves, year]
        worlds = [
            [first, second, (done, first[0] + second[0])]
            for first in pairs
            for second in pairs
            for done in range(first[0] + second[0] + 1)
        ]
    else:
        rows, spans = [whole] + [replace(part, per=Per.HALF_YEAR)] * 2, [year, *halves]
        worlds = [
            [(first[1] + second[1], cases), first, second]
            for first in pairs
            for second in pairs
            for cases in range(first[1] + second[1], 11)
        ]
    assert not attacks.told_exactly(rows, spans, worlds)


@pytest.mark.parametrize(
    ("level", "personal"),
    [({"ambition": True}, "person"), ({"ambition": True}, "insats"), ({"minst_andel": 1.0}, "insats")],
)
def test_three_parts_that_make_up_their_whole_tell_no_hidden_number_of_each_other(level, personal):
    """Of 15 the first is 6 and the second 6: the third would be three."""
    entry = {"level": level, "personuppgift": personal, "per": "halvår"}
    whole, part = read_commitments(promise_file([entry, entry]))
    worlds = [
        [(done, cases), (one, done), (two, done), (done - one - two, done)]
        for done in range(16)
        for cases in (done, done + 6)
        for one in range(done + 1)
        for two in range(done - one + 1)
    ]
    rows = [whole, part, replace(part, id="3"), replace(part, id="4")]
    assert not attacks.told_exactly(rows, [attacks.FIRST_HALF] * 4, worlds)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 30), st.integers(0, 12), st.integers(0, 9), st.data())
def test_two_publications_tell_of_no_small_number_that_was_closed_between_them(done, left, still, data):
    won = data.draw(st.integers(0, still))
    promise = promise_with(commitment("S", Measure.SHARE, share_at_least=1, personal=Personal.EFFORT))
    published = []
    for row in ((done + left + still, done, still), (done + left + still, done + won, 0)):
        months = [("2022-01", *row)] + [(f"2022-{month:02d}", 0, 0, 0) for month in range(2, 7)]
        told = records(promise, cases=months, deliveries=[("skolan", "2022-01-01", "2022-06-30")])
        frame = suppress_small_counts(follow_through(promise, told, cutoff="2022-06-30"))
        published.append(frame.iloc[0])
    first, then = published
    if first.done == first.done and then.done == then.done:
        changes = (then.done - first.done, then.cases - first.cases, then.cases - then.done - first.cases + first.done)
        assert not any(1 <= abs(change) <= 4 for change in changes)
