"""Everything that is published of counts of persons is read back and attacked: nothing hidden can be reckoned."""

from __future__ import annotations

import os
from html import escape
from pathlib import Path

import attacks
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lofte_analysis.outcomes import follow_through
from lofte_analysis.publish import images
from lofte_analysis.small_counts import suppress_small_counts, without_telling

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


# Complementary suppression against its reference ----------------------------------------------------------

NUMBER = st.dictionaries(st.sampled_from("abcd"), st.sampled_from([-1, 1, 2]), min_size=1)


def _told(published: list[dict], secret: dict) -> bool:
    """Whether a secret is a combination of what is published, by numpy's rank."""
    rows = np.array([[number.get(part, 0) for part in "abcd"] for number in published] or [[0] * 4], dtype=float)
    more = np.vstack([rows, [secret.get(part, 0) for part in "abcd"]])
    return np.linalg.matrix_rank(more) == np.linalg.matrix_rank(rows)


@given(st.lists(st.lists(NUMBER, min_size=1, max_size=2), max_size=6), st.lists(NUMBER, max_size=3))
def test_what_is_published_tells_no_secret_and_no_more_could_be_published(groups, secrets):
    shown = without_telling(dict(enumerate(groups)), secrets)
    published = [number for key in shown for number in groups[key]]
    assert not any(_told(published, secret) for secret in secrets)
    for key in set(range(len(groups))) - set(shown):
        assert any(_told([*published, *groups[key]], secret) for secret in secrets)


@given(st.lists(st.lists(NUMBER, min_size=1, max_size=2), max_size=6), st.lists(NUMBER, max_size=3), st.integers(0, 6))
def test_what_is_shown_once_is_shown_when_more_has_become_known(groups, secrets, earlier):
    whole, part = dict(enumerate(groups)), dict(enumerate(groups[:earlier]))
    assert without_telling(whole, secrets)[: len(without_telling(part, secrets))] == without_telling(part, secrets)


def test_never_exactly_one_hidden_half_year_beside_a_year():
    halves = {"h1": [{"h1": 1}], "h2": [{"h2": 1}]}
    year = {"year": [{"h1": 1, "h2": 1}]}
    assert without_telling(halves | year, []) == ["h1", "h2", "year"]
    assert without_telling({"h2": halves["h2"]} | year, [{"h1": 1}]) == ["h2"]
    assert without_telling(year, [{"h1": 1}, {"h2": 1}]) == ["year"]


# Worlds ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [7, *range(100, 99 + WORLDS)])
def test_no_hidden_number_can_be_reckoned_from_all_exports_together(seed):
    result = attacks.attack(seed)
    assert result["numbers"] > 50 and result["hidden"] > 20
    assert result["leaks"] == []


def test_the_attack_finds_what_is_shown_without_complementary_suppression(monkeypatch):
    monkeypatch.setattr("lofte_analysis.small_counts.without_telling", lambda numbers, secrets: list(numbers))
    world = attacks.random_world(7)
    frames = attacks.published_frames(world)
    reckoning, numbers = attacks.reckoned(world, frames), attacks.hidden_numbers(frames)
    told = reckoning.determines(*(reckoning.vector(name, months, n) for name, _, n, months in numbers))
    assert any(told)


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
    assert tried > 250


def _of_year(frame, found) -> tuple[float, float]:
    """The figures of a year whose half-years are rows."""
    own = frame[(frame["commitment"] == found.commitment) & frame["period"].str.startswith(found.period)]
    if own["year_done"].notna().any():
        return own["year_done"].iloc[0], own["year_cases"].iloc[0]
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
