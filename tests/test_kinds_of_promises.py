"""Every kind of promise in docs/slag_av_loften.md is written to a promise file and workbooks, read and judged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_worked_examples import DOCS, Example, Table, examples_in, write_workbook

import lofte_analysis as la
from lofte_analysis.measures import Average, Counted, Measure, Per, ShareOf
from lofte_analysis.promise_keys import COMMITMENT_KEYS

PAGE = DOCS["slag_av_loften.md"]
TOML = re.compile(r"```toml\n(.*?)```", re.DOTALL)
HEAD, *COMMITMENTS = TOML.findall(PAGE)
EXAMPLES = examples_in(PAGE)
TITLES = [example.title for example in EXAMPLES]


def outcomes_of(example: Example, commitments: str, folder: Path):
    (folder / "lofte.toml").write_text(f"{HEAD}\n{commitments}", encoding="utf-8")
    promise = la.read_promise(folder / "lofte.toml")
    (folder / "redovisat").mkdir()
    for name, sheets in example.workbooks.items():
        write_workbook(folder / "redovisat" / name, sheets)
    records = la.read_workbooks(folder / "redovisat", promise)
    assert records.problems.empty or set(records.problems["consequence"]) <= {"ingen"}, records.problems
    return la.outcome_table(la.follow_through(promise, records, cutoff=example.cutoff))


def missing_rows(table: Table, outcomes) -> list[list[str]]:
    headings, *rows = table
    given = outcomes[headings].astype(str).values.tolist()
    return [row for row in rows if row not in given]


@pytest.mark.parametrize(("example", "commitments"), list(zip(EXAMPLES, COMMITMENTS, strict=True)), ids=TITLES)
def test_a_kind_of_promise_is_judged_as_the_page_says(example, commitments, tmp_path):
    [result] = example.results
    assert len(result) > 1 and example.cutoff
    outcomes = outcomes_of(example, commitments, tmp_path)
    assert not missing_rows(result, outcomes), outcomes[result[0]].to_string()
    edited = [result[0], [cell + "x" if cell == result[1][3] else cell for cell in result[1]]]
    assert len(missing_rows(edited, outcomes)) == 1


def test_every_measure_and_choice_of_a_promise_file_stands_in_an_example_or_in_the_table():
    for word in (*Measure, *ShareOf, *Counted, *Average, *Per):
        assert word in PAGE, word
    shown = "\n".join([*COMMITMENTS, PAGE.split("## Slagen")[1].split("## Val")[0]])
    elsewhere = {"minst_skoldagar", "bara_terminsdagar", "under", "personuppgift", "handelser", "trafik", "citat"}
    assert not [key for key in COMMITMENT_KEYS if key not in elsewhere and f"{key}" not in shown]


def test_the_examples_show_every_verdict():
    told = {row[table[0].index("bedömning")] for example in EXAMPLES for table in example.results for row in table[1:]}
    assert len(told) == 7


def test_every_example_is_reached_from_the_table():
    links = set(re.findall(r"\(#([^)]+)\)", PAGE))
    unlinked = [title for title in TITLES if title.lower().replace(" ", "-") not in links]
    assert unlinked == ["Exempel på en nivå som ändras mitt i en period"]
