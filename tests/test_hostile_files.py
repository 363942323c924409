"""Bad workbooks: each gets its own sentence, costs little, and takes nothing from the files beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from hostile import GOOD_NAME, GOOD_ROWS, INPUTS, write_good
from mutants import read_mutants
from writers import writers

from lofte_analysis.promise import read_promise
from lofte_analysis.reading.limits import Limits
from lofte_analysis.reading.workbooks import read_workbooks

PROMISE = read_promise()
ROOT = Path(__file__).resolve().parents[1]
MEGABYTES = 300
WORST = [
    "one huge string",
    "one long text in 9,000 cells",
    "four thousand million shared texts, it says",
    "a cell in the last corner",
]


def adds_up(ledger) -> bool:
    return bool((ledger["rows"] == ledger[["loaded", "merged", "rejected", "unrecognised"]].sum(axis=1)).all())


@pytest.mark.parametrize("bad", INPUTS, ids=lambda bad: bad.title)
def test_a_bad_input_gets_its_sentence_and_the_file_beside_it_is_read(tmp_path, monkeypatch, bad):
    write_good(tmp_path)
    bad.write(tmp_path)
    if bad.closed:
        error = PermissionError(13, "stängd")
        error.winerror = 32 if bad.closed == "held" else 5
        opened = Path.open

        def closed(path, *given, **named):
            if path.name == bad.name:
                raise error
            return opened(path, *given, **named)

        monkeypatch.setattr(Path, "open", closed)
    told = read_workbooks(tmp_path, PROMISE)
    (problem,) = told.problems[told.problems["file"] == bad.name].itertuples()
    assert bad.said in problem.problem
    ledger = told.ledger.set_index("file")
    assert ledger.loc[GOOD_NAME, ["rows", "loaded"]].tolist() == [GOOD_ROWS, GOOD_ROWS]
    assert adds_up(ledger)


def test_no_two_kinds_of_harm_share_a_sentence_without_a_reason():
    assert len({bad.said for bad in INPUTS}) > 25


@pytest.mark.skipif(not hasattr(os, "fork"), reason="memory is measured where a process can tell its peak")
@pytest.mark.parametrize("title", WORST)
def test_the_worst_cost_little_memory_in_a_process_of_their_own(tmp_path, alone, title):
    (bad,) = [bad for bad in INPUTS if bad.title == title]
    write_good(tmp_path)
    bad.write(tmp_path)
    both = _measured(tmp_path)
    assert both["megabytes"] - alone["megabytes"] < MEGABYTES


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> dict:
    """What the good workbook costs by itself."""
    folder = tmp_path_factory.mktemp("alone")
    write_good(folder)
    return _measured(folder)


def _measured(folder: Path) -> dict:
    command = [sys.executable, str(ROOT / "docs" / "reliability.py"), "--read", str(folder)]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, cwd=ROOT)
    return json.loads(shown.stdout)


WRITTEN = {title: (name, content) for title, name, content in writers()}


@pytest.mark.parametrize("title", WRITTEN)
def test_a_workbook_of_any_writer_is_read(tmp_path, title):
    name, content = WRITTEN[title]
    (tmp_path / name).write_bytes(content)
    told = read_workbooks(tmp_path, PROMISE)
    assert told.activities["row"].tolist() == [2, 3], told.problems.to_string()


def test_a_large_ordinary_workbook_stays_below_every_limit(tmp_path):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Genomfört")
    sheet.append(["Datum", "Åtagande", "Plats", "Antal deltagare"])
    for number in range(8_000):
        sheet.append([f"2022-{number % 12 + 1:02d}-{number % 28 + 1:02d}", "5.3", f"Plats {number}", number % 90])
    book.save(tmp_path / "a.xlsx")
    told = read_workbooks(tmp_path, PROMISE)
    assert told.ledger["rows"].tolist() == [8_000]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"file_bytes": 100}, "för stor"),
        ({"unpacked_bytes": 1_000}, "packas upp"),
        ({"parts": 3}, "många delar"),
        ({"sheets": 0}, "många delar"),
        ({"cells": 100}, "många celler"),
        ({"columns": 2}, "många celler"),
        ({"text_bytes": 10}, "orimligt lång"),
    ],
)
def test_every_limit_can_be_set(tmp_path, setting, said):
    write_good(tmp_path)
    told = read_workbooks(tmp_path, PROMISE, limits=Limits(**setting))
    assert said in told.problems["problem"].iloc[0]


@pytest.mark.parametrize("start", range(0, 300, 50))
def test_mutants_end_without_an_exception_and_lose_no_row(start):
    outcomes = read_mutants(range(start, start + 50), lambda folder: read_workbooks(folder, PROMISE))
    assert not [outcome for outcome in outcomes if outcome.fault]
    assert {"read", "file refused"} <= {outcome.ending for outcome in outcomes}
