"""Small-count suppression: no count of one to four persons leaves the house, nor what would tell it."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lofte_analysis.promise import Personal
from lofte_analysis.small_counts import HIDDEN, may_be_published, must_hide, suppress_small_counts

NAN = float("nan")


def outcomes(*rows: dict) -> pd.DataFrame:
    """Outcomes with only what suppression looks at; each row may override."""
    base = {
        "commitment": "3.1",
        "period": "2022-H1",
        "end": pd.Timestamp("2022-06-30"),
        "cutoff": pd.Timestamp("2022-12-31"),
        "done": NAN,
        "cases": NAN,
        "open_cases": 0.0,
        "open_text": "",
        "outside": 0.0,
        "done_text": "text",
        "personal": Personal.EFFORT,
        "part_of": "",
    }
    return pd.DataFrame([base | row for row in rows])


@pytest.mark.parametrize(
    ("done", "cases", "personal", "hidden"),
    [
        (74, 92, Personal.EFFORT, False),
        (90, 92, Personal.EFFORT, True),  # two are left
        (3, 92, Personal.EFFORT, True),
        (88, 92, Personal.EFFORT, True),
        (87, 92, Personal.EFFORT, False),
        (92, 92, Personal.EFFORT, False),  # everything is what the authority did
        (0, 92, Personal.EFFORT, False),
        (92, 92, Personal.PERSON, True),  # everything is what each of them is
        (0, 92, Personal.PERSON, True),
        (4, 4, Personal.EFFORT, True),  # four cases are four persons
        (0, 0, Personal.PERSON, False),
        (3, NAN, Personal.PERSON, True),
        (5, NAN, Personal.PERSON, False),
        (3, NAN, Personal.NO, False),
        (1, 3, Personal.NO, False),
    ],
)
def test_a_count_or_its_complement_of_one_to_four_is_hidden(done, cases, personal, hidden):
    assert must_hide(done, cases, personal) is hidden
    published = suppress_small_counts(outcomes({"done": done, "cases": cases, "personal": personal}))
    assert published["hidden"].tolist() == [hidden]
    assert (published["done_text"].iloc[0] == HIDDEN) is hidden
    assert published["done"].isna().iloc[0] == hidden


@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from([Personal.EFFORT, Personal.PERSON]))
def test_what_is_shown_of_a_share_has_no_small_part(done, more, personal):
    published = suppress_small_counts(
        outcomes({"done": float(done), "cases": float(done + more), "personal": personal})
    )
    row = published.iloc[0]
    if not row["hidden"]:
        assert not any(1 <= count <= 4 for count in (row["done"], row["cases"], row["cases"] - row["done"]))


def test_counts_of_persons_wait_until_the_period_is_closed():
    running = outcomes({"done": 50, "cases": 90, "cutoff": pd.Timestamp("2022-05-31")})
    assert suppress_small_counts(running)["hidden"].all()
    assert not suppress_small_counts(running.assign(personal=Personal.NO))["hidden"].any()


def test_a_part_of_a_hidden_share_is_hidden_too_since_its_whole_is_the_hidden_number():
    frame = outcomes(
        {"commitment": "6.1a", "done": 18, "cases": 20, "personal": Personal.PERSON},
        {"commitment": "6.1b", "done": 10, "cases": 18, "personal": Personal.PERSON, "part_of": "6.1a"},
        {"commitment": "6.1b", "period": "2022-H2", "done": 10, "cases": 18, "personal": "person", "part_of": "6.1a"},
    )
    assert suppress_small_counts(frame)["hidden"].tolist() == [True, True, False]


def test_open_cases_are_small_counts_too():
    published = suppress_small_counts(outcomes({"done": 50, "cases": 90, "open_cases": 2.0, "open_text": "2"}))
    assert published["open_text"].tolist() == ["några"]
    assert published["open_cases"].isna().all()


def test_nothing_is_changed_in_the_frame_that_is_given():
    frame = outcomes({"done": 3.0, "cases": 92.0})
    before = frame.copy()
    suppress_small_counts(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_a_frame_may_be_published_only_when_suppressed_or_without_persons():
    frame = outcomes({"done": 3.0, "cases": 92.0})
    assert not may_be_published(frame)
    assert may_be_published(suppress_small_counts(frame))
    assert may_be_published(frame.assign(personal=Personal.NO))
