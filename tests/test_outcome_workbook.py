"""The published workbook: a cover in words, one whole table a sheet, nothing that a spreadsheet has to mend."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from builders import commitment, promise_with, records
from openpyxl.utils import range_boundaries
from python_calamine import CalamineWorkbook

import lofte_analysis as la
from lofte_analysis.promise import Measure, Per
from lofte_analysis.publish.contents import contents_of
from lofte_analysis.publish.exports import write_outcomes
from lofte_analysis.publish.outcome_workbook import write_workbook
from lofte_analysis.publish.report_words import FIGURE_WORDS, MEANINGS
from lofte_analysis.small_counts import HIDDEN
from lofte_analysis.tables import OUTCOME_HEADINGS

SHEETS = ["Försättsblad", "Uppföljning", "Sammanfattning", "Redovisningsläge", "Aktiviteter", "Kommentarer"]
SHEETS += ["Så har vi räknat"]
HEADER_ROW = 4


def report_of(example, year=None):
    cutoff = pd.Timestamp(example.records.cutoff_day(None))
    return contents_of(example.promise, example.records, example.outcomes, cutoff, year)


@pytest.fixture(scope="module")
def report(example):
    return report_of(example)


@pytest.fixture(scope="module")
def path(report, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "uppfoljning.xlsx"
    write_workbook(report, path)
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def year_book(example, tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "uppfoljning.xlsx"
    write_workbook(report_of(example, 2023), path)
    return openpyxl.load_workbook(path)


def rows_of(sheet) -> list[dict]:
    heading, *rows = sheet.iter_rows(min_row=HEADER_ROW, values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_the_cover_comes_first_and_each_other_sheet_holds_one_table(book):
    assert book.sheetnames == SHEETS
    assert not book["Försättsblad"].tables
    assert all(len(sheet.tables) == 1 for sheet in book.worksheets[1:])


def test_the_account_of_a_year_has_a_sheet_of_its_own(year_book):
    assert year_book.sheetnames == [*SHEETS[:3], "Årets redovisning", *SHEETS[3:]]
    rows = rows_of(year_book["Årets redovisning"])
    assert list(rows[0])[-1] == "gjort 2022" and {row["åtagande"] for row in rows} >= {"1.1", "5.3", "U.1"}


def test_every_table_spans_its_cells_and_its_columns_are_named_as_its_head(book):
    names = [name for sheet in book.worksheets for name in sheet.tables]
    numbers = [table.id for sheet in book.worksheets for table in sheet.tables.values()]
    assert len({name.lower() for name in names}) == len(names) and len(set(numbers)) == len(numbers)
    for sheet in book.worksheets[1:]:
        [table] = sheet.tables.values()
        left, top, right, bottom = range_boundaries(table.ref)
        assert (left, top, right, bottom) == (1, HEADER_ROW, sheet.max_column, sheet.max_row) and bottom > top
        head = [sheet.cell(top, number).value for number in range(left, right + 1)]
        assert head == [column.name for column in table.tableColumns] and all(isinstance(name, str) for name in head)
        assert len({name.lower() for name in head}) == len(head)
        assert re.fullmatch(r"[A-Za-z_]\w*", table.displayName, re.ASCII)
        assert table.autoFilter.ref == table.ref


def test_no_cell_of_a_table_is_empty_and_none_is_merged(book, year_book):
    for sheet in [*book.worksheets, *year_book.worksheets]:
        assert not sheet.merged_cells.ranges
        empty = [
            cell.coordinate for row in sheet.iter_rows(min_row=HEADER_ROW) for cell in row if cell.value in (None, "")
        ]
        assert not empty, (sheet.title, empty)


def test_the_cover_names_links_and_explains_everything(book):
    cover = book["Försättsblad"]
    text = "\n".join(str(cell.value) for [cell] in cover.iter_rows())
    assert text.splitlines()[0] == "Uppföljning av Exempelkommunens medborgarlöfte 2021–2024"
    assert "PÅHITTADE EXEMPELDATA" in text and "31 december 2024" in text and "Lokala rådet för trygghet" in text
    for word, meaning in (MEANINGS | FIGURE_WORDS).items():
        assert f"\n{word}: {meaning}." in text
    assert "\n–: " in text and "\nokänt: " in text
    links = [cell.hyperlink.location for [cell] in cover.iter_rows() if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in SHEETS[1:]]
    assert all(sheet["A3"].hyperlink.location == "'Försättsblad'!A1" for sheet in book.worksheets[1:])


def test_the_outcomes_are_the_csv_with_words_where_it_is_empty(report, book, tmp_path):
    write_outcomes(report.shown, tmp_path)
    with (tmp_path / "uppfoljning.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file, delimiter=";"))
    rows = rows_of(book["Uppföljning"])
    assert list(rows[0]) == list(OUTCOME_HEADINGS)
    for cells, row in zip(rows, written, strict=True):
        texts = [f"{c:%Y-%m-%d}" if isinstance(c, dt.datetime) else str(c) for c in cells.values()]
        assert ["" if text in ("–", "okänt") else text for text in texts] == list(row.values())


def test_what_is_not_known_is_never_told_as_nothing(book):
    for row in rows_of(book["Uppföljning"]):
        if row["bedömning"] == "ej redovisat":
            assert row["gjort"] not in ("–", 0, "0"), row
        assert row["gjort"] != "okänt" or row["bedömning"] in ("ej redovisat", "ej mätbart"), row


def test_numbers_and_days_are_such_and_what_only_looks_like_a_number_is_text(book):
    rows = rows_of(book["Uppföljning"])
    assert {type(row["från"]) for row in rows} == {dt.datetime} and {type(row["åtagande"]) for row in rows} == {str}
    assert 1 in [row["gjort"] for row in rows] and "59/61" not in [row["gjort"] for row in rows]
    assert book["Uppföljning"]["F5"].number_format == "yyyy-mm-dd"
    summary = rows_of(book["Sammanfattning"])
    assert {type(row["avslutade perioder"]) for row in summary} == {int}


def test_the_summary_stands_per_commitment_in_its_own_unit_and_is_never_added_up(book, report):
    rows = rows_of(book["Sammanfattning"])
    judged = [i for i in report.counted["commitment"].unique() if report.promise[i].judged]
    assert [row["åtagande"] for row in rows] == judged
    for row in rows:
        assert (
            sum(row[name] for name in ("uppfyllt", "delvis uppfyllt", "ej uppfyllt", "ej redovisat"))
            == (row["avslutade perioder"])
        )
    told = next(row for row in rows if row["åtagande"] == "5.3")
    assert told["enhet"] == "månader" and told["i ord"].startswith("25 av 35 månader")
    assert told["till 30 juni 2024 enligt ordalydelsen"].startswith("20 av 30 månader")


def test_nothing_that_is_hidden_or_of_persons_stands_in_any_cell(book, year_book, example):
    personal = {c.id for c in example.promise.commitments if c.personal != "nej"}
    for read in (book, year_book):
        assert not {row["åtagande"] for row in rows_of(read["Aktiviteter"])} & personal
        for row in rows_of(read["Uppföljning"]):
            if row["åtagande"] not in personal:
                continue
            if match := re.fullmatch(r"(?:minst |ca )?(\d+)(?:/(\d+))?", str(row["gjort"])):
                counts = [int(match[1]), *([int(match[2]), int(match[2]) - int(match[1])] if match[2] else [])]
                assert not any(1 <= count <= 4 for count in counts), row
        assert HIDDEN in [row["gjort"] for row in rows_of(read["Uppföljning"])]


def test_pages_are_printed_with_head_and_number_and_the_book_opens_at_its_beginning(path, book):
    assert book.active.title == "Försättsblad"
    for sheet in book.worksheets:
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.right.text == "Sida &P av &N" and "EXEMPELDATA" in sheet.oddHeader.right.text
        assert bool(sheet.sheet_view.tabSelected) == (sheet.title == "Försättsblad")
        assert {selection.activeCell for selection in sheet.sheet_view.selection} == {"A1"}
        assert sheet["A1"].style == "Headline 1" and sheet["A1"].value
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A5" and sheet.print_title_rows == "$4:$4"
        assert sheet.page_setup.orientation == "landscape"
    assert (book.properties.language, book.properties.creator) == ("sv-SE", "lofte-analysis")
    assert book.properties.title.endswith("Uppföljning av Exempelkommunens medborgarlöfte 2021–2024")


def test_another_reader_finds_the_same_sheets_and_rows(path, book):
    other = CalamineWorkbook.from_path(path)
    assert other.sheet_names == book.sheetnames
    for sheet in book.worksheets[1:]:
        assert len(other.get_sheet_by_name(sheet.title).to_python()) == sheet.max_row


def test_the_same_report_gives_the_same_bytes(report, path, tmp_path):
    write_workbook(report, tmp_path / "igen.xlsx")
    assert (tmp_path / "igen.xlsx").read_bytes() == path.read_bytes()


def test_what_looks_like_a_formula_or_cannot_be_written_does_no_harm(report, tmp_path):
    activities = report.activities.head(2).assign(aktivitet=["=1+1", "träff\x0b\x00"], plats=["@SUM(A1)", "  "])
    write_workbook(replace(report, activities=activities), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Aktiviteter"]
    first, second = rows_of(sheet)
    assert (first["aktivitet"], first["plats"]) == ("=1+1", "@SUM(A1)")
    assert sheet["E5"].data_type == "s" and sheet["E5"].quotePrefix and sheet["G5"].quotePrefix
    assert (second["aktivitet"], second["plats"]) == ("träff", "–")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "a.xlsx").read_bytes())) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


def test_a_table_without_rows_is_said_to_be_missing(tmp_path):
    promise = promise_with(commitment("A", Measure.COUNT, per=Per.MONTH, at_least=1))
    told = records(promise, [], deliveries=[("skolan", "2022-01-01", "2022-12-31")])
    outcomes = la.follow_through(promise, told)
    report = contents_of(promise, told, outcomes, pd.Timestamp("2022-12-31"), None)
    write_workbook(report, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert "Aktiviteter" not in book.sheetnames and "Kommentarer" not in book.sheetnames
    text = "\n".join(str(cell.value) for [cell] in book["Försättsblad"].iter_rows())
    assert "Aktiviteter: inget att visa, bladet saknas." in text
    assert "EXEMPELDATA" not in text


def test_a_cutoff_before_the_promise_still_gives_a_workbook(example, tmp_path):
    cutoff = "2020-01-01"
    outcomes = la.follow_through(example.promise, example.records, cutoff=cutoff)
    report = contents_of(example.promise, example.records, outcomes, pd.Timestamp(cutoff), None)
    write_workbook(report, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert "Redovisningsläge" not in book.sheetnames
    assert {row["bedömning"] for row in rows_of(book["Uppföljning"])} == {"pågår"}
