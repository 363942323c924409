"""The promise files that are shipped can be read, name their source, and show how different promises are written."""

from __future__ import annotations

import pytest
from builders import records

from lofte_analysis.forms import Form
from lofte_analysis.outcomes import follow_through
from lofte_analysis.paths import data_path
from lofte_analysis.periods import due_periods
from lofte_analysis.promise import read_promise

PATHS = sorted(data_path("medborgarloften").glob("*.toml"))
PROMISES = {path.stem: read_promise(path) for path in PATHS}


@pytest.mark.parametrize("name", PROMISES)
def test_a_shipped_promise_names_its_source_and_every_level_rests_on_words_of_the_promise(name):
    promise = PROMISES[name]
    assert promise.source.startswith("https://") and not promise.example
    assert all(c.quote or c.interpretation for c in promise.commitments if c.judged)
    assert all(len(c.quote.split()) <= 14 for c in promise.commitments)


@pytest.mark.parametrize("name", PROMISES)
def test_a_shipped_promise_can_be_asked_for_and_followed_up(name):
    promise = PROMISES[name]
    assert all(due_periods(promise, commitment) for commitment in promise.commitments)
    assert len(Form(promise).kinds) > 2
    outcomes = follow_through(promise, records(promise), cutoff=promise.end)
    assert set(outcomes["verdict"]) == {"ej redovisat"}


def test_at_least_six_municipalities_beside_sunne_show_many_kinds():
    others = [promise for promise in PROMISES.values() if promise.municipality != "Sunne"]
    assert len({promise.municipality for promise in others}) >= 6
    kinds = {
        (c.measure, c.share_of, c.counted, bool(c.window), bool(c.clock), bool(c.places), bool(c.must_attend))
        for promise in others
        for c in promise.commitments
    }
    assert len(kinds) >= 12
