"""The worked examples of docs/bedomningar.md are computed: written to workbooks, read and followed through.

An example begins with a heading "### Exempel". A table below a line such as "`skolan.xlsx`, blad Genomfört:" is that
sheet, and "Sista dag som räknas: 2022-03-31." is the cut-off. Every other table is a result: each of its rows must
stand, cell for cell, in a table that the project gives, which is known by its headings.

The commands of the docs are put to the command line, and what the tutorial shows is compared with what comes out.
"""

from __future__ import annotations

import datetime as dt
import re
import shlex
import shutil
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import lofte_analysis as la
from lofte_analysis import cli
from lofte_analysis.paths import data_path
from lofte_analysis.verdicts import Verdict

ROOT = Path(__file__).resolve().parents[1]
DOCS = {path.name: path.read_text(encoding="utf-8") for path in [*ROOT.glob("docs/*.md"), ROOT / "README.md"]}
PAGE, TUTORIAL = DOCS["bedomningar.md"], DOCS["kom_igang.md"]
PROMISE = la.read_promise()

SHEET = re.compile(r"`(?P<file>[^`]+\.xlsx)`, blad (?P<sheet>\w+):")
CUTOFF = re.compile(r"Sista dag som räknas: (\d{4}-\d\d-\d\d)\.")
COMMAND = re.compile(r"uv run lofte ([^`\n]+)")
COMMANDS = sorted({found for text in DOCS.values() for found in COMMAND.findall(text)})

Table = list[list[str]]  # the headings, then the rows


@dataclass
class Example:
    title: str
    cutoff: str = ""
    workbooks: dict[str, dict[str, Table]] = field(default_factory=dict)  # file → sheet → its table
    results: list[Table] = field(default_factory=list)


def examples_in(page: str) -> list[Example]:
    parts = re.split(r"^(?=#{1,3} )", page, flags=re.MULTILINE)
    return [_example(part.removeprefix("### ")) for part in parts if part.startswith("### Exempel")]


def _example(text: str) -> Example:
    title, *lines = text.splitlines()
    example, place = Example(title), None
    for is_table, block in groupby(filter(str.strip, lines), key=lambda line: line.startswith("|")):
        block = list(block)
        if not is_table:
            place = SHEET.fullmatch(block[-1])
            example.cutoff = next((found[1] for line in block if (found := CUTOFF.search(line))), example.cutoff)
        elif place:
            example.workbooks.setdefault(place["file"], {})[place["sheet"]] = _table(block)
        else:
            example.results.append(_table(block))
    return example


def _table(lines: list[str]) -> Table:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    return [rows[0], *rows[2:]]  # below the headings stands the rule of dashes


def write_workbook(path: Path, sheets: dict[str, Table]) -> None:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append([_typed(text) for text in row])
    workbook.save(path)


def _typed(text: str) -> object:
    """A cell as a person would leave it in Excel: days and numbers as such, the rest as text."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return dt.date.fromisoformat(text)
    return int(text) if text.isdigit() else text or None


def tables_of(example: Example, folder: Path) -> list[pd.DataFrame]:
    """Everything that an example's result can be compared with."""
    for name, sheets in example.workbooks.items():
        write_workbook(folder / name, sheets)
    records = la.read_workbooks(folder, PROMISE)
    asked = {row[0] for row in example.results[0][1:]}
    promise = replace(PROMISE, commitments=tuple(c for c in PROMISE.commitments if c.id in asked))
    outcomes = la.follow_through(promise, records, cutoff=example.cutoff)
    published = la.outcome_table(la.suppress_small_counts(outcomes))["gjort"]
    outcome_table = la.outcome_table(outcomes).assign(**{"publiceras som": published})
    return [outcome_table, la.problem_table(records), la.ledger_table(records)]


def faults_of(example: Example, folder: Path) -> list[str]:
    """The rows of the example's results that do not come out."""
    tables, faults = tables_of(example, folder), []
    for headings, *rows in example.results:
        table = next((table for table in tables if set(headings) <= set(table.columns)), None)
        if table is None:
            return [f"no table has the headings {headings}"]
        given = table[headings].astype(str).values.tolist()
        faults += [f"{row}\n  gives {_nearest(row, given)}" for row in rows if row not in given]
    return faults


def _nearest(row: list[str], given: list[list[str]]) -> list[str] | None:
    return max(given, key=lambda other: sum(map(str.__eq__, row, other)), default=None)


EXAMPLES = examples_in(PAGE)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_a_worked_example_comes_out_as_it_is_written(example, tmp_path):
    assert example.cutoff and example.workbooks and all(len(rows) > 1 for rows in example.results)
    assert {"åtagande", "period", "gjort", "bedömning", "skäl"} <= set(example.results[0][0])
    assert not faults_of(example, tmp_path), "\n".join(faults_of(example, tmp_path))


def test_every_rule_has_a_worked_example():
    named = re.findall(r"^### Exempel på regel (\d)", PAGE, flags=re.MULTILINE)
    assert named == list("123456789")


def test_every_heading_of_an_example_and_every_table_below_it_is_computed():
    tables = [line for line in PAGE.split("## Exempel", 1)[1].splitlines() if re.match(r"\|-", line)]
    assert len(tables) == sum(len(e.results) + sum(len(sheets) for sheets in e.workbooks.values()) for e in EXAMPLES)
    assert len(EXAMPLES) == PAGE.count("\n### Exempel")


@pytest.mark.parametrize("column", ["gjort", "bedömning", "skäl"])
def test_an_edited_result_is_found(column, tmp_path):
    example = examples_in(PAGE)[0]
    headings, row, *_ = example.results[0]
    row[headings.index(column)] += "x"
    assert len(faults_of(example, tmp_path)) == 1


# The other pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_in_the_docs_is_one_that_lofte_takes(command):
    assert command == "--help" or cli._parser().parse_args(shlex.split(command)).run


@pytest.mark.parametrize("name", DOCS)
def test_a_link_to_another_page_or_heading_leads_somewhere(name):
    for page, heading in re.findall(r"\]\(([^():#]*)(?:#([^()]+))?\)", DOCS[name]):
        assert (ROOT / ("." if name == "README.md" else "docs") / page).exists(), page
        titles = re.findall(r"^#+ (.+)", DOCS[name], flags=re.MULTILINE)
        assert not heading or heading in [title.lower().replace(" ", "-") for title in titles], heading


def test_the_glossary_has_the_seven_verdicts_in_their_order():
    *_, verdicts = tables_in(DOCS["ordlista.md"])
    assert [row[0] for row in verdicts[1:]] == list(map(str, Verdict))


def test_what_the_tutorial_shows_is_what_comes_out(tmp_path, monkeypatch, capsys):
    shutil.copytree(data_path("exempel"), tmp_path / "data" / "exempel")
    (tmp_path / "data" / "egna").mkdir()
    monkeypatch.chdir(tmp_path)
    meetings, outcomes = tables_in(TUTORIAL)
    for command in COMMAND.findall(TUTORIAL):
        if command.startswith(("mall", "kontrollera")):
            cli.main(shlex.split(command))
        if command.startswith("mall"):
            fill_in("Genomfört", meetings)
            fill_in("Redovisat", [["Klart"], ["ja"], ["ja"], ["ja"], ["ja"]])
    fill_in("Genomfört", [["Datum"], *([row[0]] for row in meetings[1:3]), ["2023-03-14"]])
    cli.main(["kontrollera", "data/egna"])

    printed = capsys.readouterr().out.replace("\\", "/").splitlines()
    shown = "".join(re.findall(r"```text\n(.*?)```", TUTORIAL, flags=re.DOTALL)).replace("\\", "/").splitlines()
    assert shown and not [line for line in shown if line not in printed]
    given = la.outcome_table(la.follow_through(PROMISE, la.read_workbooks("data/egna", PROMISE)))
    headings, *rows = outcomes
    assert not [row for row in rows if row not in given[headings].values.tolist()]


def tables_in(page: str) -> list[Table]:
    blocks = groupby(page.splitlines(), key=lambda line: line.startswith("|"))
    return [_table(list(block)) for is_table, block in blocks if is_table]


def fill_in(name: str, rows: Table, *, path: str = "data/egna/skolan.xlsx", header_row: int = 3) -> None:
    """Write rows below the headings of an empty workbook, as a party does."""
    workbook = openpyxl.load_workbook(path)
    columns = {cell.value: cell.column for cell in workbook[name][header_row]}
    for number, row in enumerate(rows[1:], header_row + 1):
        for heading, text in zip(rows[0], row, strict=True):
            workbook[name].cell(number, columns[heading]).value = _typed(text)
    workbook.save(path)
