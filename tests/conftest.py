"""The example data, read once for all tests that look at it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import settings

import lofte_analysis as la

settings.register_profile("untimed", deadline=None)  # the machine may do other things too
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def example() -> SimpleNamespace:
    """The shipped promise and example data with everything that is computed from them."""
    promise = la.read_promise()
    records = la.read_workbooks(promise=promise)
    outcomes = la.follow_through(promise, records)
    return SimpleNamespace(
        promise=promise.for_example_data(),
        records=records,
        outcomes=outcomes,
        published=la.suppress_small_counts(outcomes),
        beyond=la.beyond_the_promise(promise, records),
        counts=la.counts_by_half_year(promise, records),
        state=la.reporting_state(promise, records),
    )
