"""The generated data of the benchmarks can be read, judged and counted as it is now; nothing is timed here."""

from __future__ import annotations

import datetime as dt
import importlib
from pathlib import Path

import pytest

from lofte_analysis.est.change import count_changes
from lofte_analysis.est.report_windows import window_before, window_of
from lofte_analysis.outcomes import follow_through
from lofte_analysis.promise import read_promise
from lofte_analysis.reading.workbooks import read_workbooks

ROWS = 400


@pytest.fixture
def part(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[1])
    return lambda name: importlib.import_module(f"benchmarks.{name}")


def test_generated_records_are_judged(part):
    promise = read_promise()
    outcomes = follow_through(promise, part("verdicts").made_records(promise, ROWS))
    assert set(outcomes["commitment"]) == {commitment.id for commitment in promise.commitments}
    assert (outcomes["verdict"] == "uppfyllt").any()


def test_every_row_of_the_generated_workbook_is_in_the_ledger(part, tmp_path):
    part("reading").write_workbook(tmp_path / "skolan.xlsx", ROWS)
    records = read_workbooks(tmp_path, read_promise())
    assert records.example
    assert records.ledger.set_index("sheet").loc["Genomfört", ["loaded", "merged", "rejected"]].sum() == ROWS


def test_generated_events_are_counted(part):
    events, window = part("events").made_events(ROWS), window_of("halvår", dt.date(2024, 5, 8))
    assert count_changes(events, window, window_before(window), by=["category"])["now"].sum() > 0
