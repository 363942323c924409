"""A sheet whose different cells alone are given to the reader is read as the whole sheet would be."""

import datetime as dt
import re
import zipfile
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lofte_analysis.cells import Fault
from lofte_analysis.promise import read_promise
from lofte_analysis.reading import archive, different_cells, grids
from lofte_analysis.reading.cell_places import cell_places
from lofte_analysis.reading.different_cells import DifferentCells, Ordinary
from lofte_analysis.reading.files import fault_of
from lofte_analysis.reading.grids import Grid, read_grids
from lofte_analysis.reading.inside import ERROR_CELL
from lofte_analysis.reading.limits import Limits
from lofte_analysis.reading.plain_rows import Rows
from lofte_analysis.reading.workbooks import read_workbooks

SHEET = "xl/worksheets/sheet1.xml"
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, 1, 1.5, -3, 1e-7, 20210701, "", " ", "1", "ja", "åäö – & <b>", "10:30"]),
    st.dates(dt.date(1950, 1, 1), dt.date(2030, 1, 1)),
    st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2022, 1, 1)).map(lambda time: time.replace(microsecond=0)),
)


def read(path: Path, worth: int) -> tuple[list[Grid] | Fault, int]:
    """The grids, and of how many sheets the different cells were gathered."""
    ordinary: Ordinary = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive, "WORTH", worth)
        assert fault_of(path, Limits(), ordinary) is None
        return read_grids(path, Limits(), ordinary), sum(cells is not None for cells in ordinary.values())


def as_lists(found: list[Grid]) -> list[tuple]:
    """All that is told of each sheet; an empty cell at the edge may be there or not."""
    told = []
    for grid in found:
        cells = [
            (row, index, type(value).__name__, value)
            for row in range(1, grid.height + 1)
            for index, value in enumerate(grid.row(row))
            if value not in (None, "")
        ]
        told.append((grid.name, grid.hidden, grid.hidden_parts, grid.serials, grid.merged, grid.emptied, cells))
    return told


def both(path: Path) -> tuple[list[tuple], list[tuple], int]:
    fewer, gathered = read(path, 0)
    return as_lists(fewer), as_lists(read(path, 10**12)[0]), gathered


def rewritten(path: Path, part: str, change) -> None:
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)


def with_shared_texts(path: Path) -> None:
    """Its texts moved from the cells to a part of their own, as Excel writes them."""
    texts: dict[bytes, int] = {}

    def moved(cell: re.Match) -> bytes:
        return b't="s"><v>%d</v></c>' % texts.setdefault(cell[1], len(texts))

    with zipfile.ZipFile(path) as source:
        sheets = [name for name in source.namelist() if name.startswith("xl/worksheets/")]
    for name in sheets:
        rewritten(path, name, lambda sheet: re.sub(rb't="inlineStr"><is>(.*?)</is></c>', moved, sheet, flags=re.DOTALL))
    items = b"".join(b"<si>%b</si>" % text for text in texts)
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rewritten(path, "xl/sharedStrings.xml", lambda _: b'<sst xmlns="%b">%b</sst>' % (main, items))


@pytest.fixture
def book(tmp_path) -> Path:
    made = openpyxl.Workbook()
    for number in range(40):
        made.active.append([dt.date(2021, 7, 1 + number % 3), "5.2", None, number % 2, number % 2 == 0])
    made.save(tmp_path / "bok.xlsx")
    with_shared_texts(tmp_path / "bok.xlsx")
    return tmp_path / "bok.xlsx"


@given(
    sheets=st.lists(st.lists(st.lists(VALUES, max_size=5), min_size=1, max_size=12), min_size=1, max_size=3),
    at=st.tuples(st.integers(1, 4), st.sampled_from([1, 2, 26, 27, 53])),
    merged=st.booleans(),
    streamed=st.booleans(),
    shared=st.booleans(),
)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_cell_is_read_with_its_value_type_and_place(tmp_path, sheets, at, merged, streamed, shared):
    path, (top, left) = tmp_path / "bok.xlsx", at
    made = openpyxl.Workbook(write_only=streamed)
    if not streamed:
        made.remove(made.active)
    for rows in sheets:
        sheet = made.create_sheet()
        for number, row in enumerate(rows):
            if streamed:
                sheet.append(row)
                continue
            for index, value in enumerate(row):
                sheet.cell(top + number, left + index, value)
        if merged and not streamed:
            sheet.merge_cells(start_row=top + 1, end_row=top + 2, start_column=left, end_column=left)
    made.save(path)
    if shared:
        with_shared_texts(path)
    fewer, whole, _ = both(path)
    assert fewer == whole


def test_the_reader_meets_each_different_cell_once(book, monkeypatch):
    ordinary: Ordinary = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive, "WORTH", 0)
        fault_of(book, Limits(), ordinary)
    sheet = ordinary[SHEET].sheet()
    assert sheet.count(b"<row ") == 2 + 3 + 1 + 2 + 2  # edges, dates, the text, numbers, truths
    met = []
    monkeypatch.setattr(DifferentCells, "columns", lambda self, read: met.extend(read) or [])
    read(book, 0)
    assert len(met) == 2 + 3 + 1 + 2 + 2
    monkeypatch.undo()
    fewer, whole, gathered = both(book)
    assert gathered == 1
    assert (1, 1, "str", "5.2") in whole[0][-1]
    assert fewer == whole


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet.replace(b'<row r="7"', b'<row q="7" r="7"'),  # a row that is not plain
        lambda sheet: sheet.replace(b'<row r="1"', b'<row q="1" r="1"'),
        lambda sheet: sheet.replace(b'<row r="40"', b'<row q="40" r="40"'),
        lambda sheet: sheet.replace(b'<row r="7"', b'<!-- a remark --><row r="7"'),
        lambda sheet: sheet.replace(b'<c r="B7" t="s"><v>0</v></c>', b'<c r="B7"><f>1+1</f><v>2</v></c>'),
        lambda sheet: sheet.replace(b'<c r="B7" t="s"><v>0</v></c>', b'<c r="B7" t="e"><v>#REF!</v></c>'),
        lambda sheet: sheet.replace(b'<row r="7"', b'<row r="7" hidden="1"'),
        lambda sheet: sheet.replace(b'"B7"', b'"A7"'),  # the same place twice
        lambda sheet: sheet.replace(b'r="7"', b'r="90"').replace(b'7"', b'90"'),  # rows that do not follow each other
        lambda sheet: sheet.replace(b"</sheetData>", b"</sheetData>" + b"<!-- a remark -->" * 90_000),
        lambda sheet: sheet.replace(b"</sheetData>", b'<a-b:c r="B3"><v>4</v></a-b:c></sheetData>'),
    ],
)
def test_a_sheet_that_is_not_plain_rows_all_through_is_read_as_it_is(book, change):
    rewritten(book, SHEET, change)
    fewer, whole, gathered = both(book)
    assert gathered == 0
    assert fewer == whole


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet.replace(b"<sheetData>", b"<sheetData><!-- ").replace(b"</sheetData>", b" --></sheetData>"),
        lambda sheet: sheet.replace(b'<c r="B7" t="s"><v>0</v></c>', b'<c r="B7" t="s"><v>999</v></c>'),  # no such text
    ],
)
def test_where_the_reader_finds_other_cells_the_sheet_is_read_as_it_is(book, change):
    rewritten(book, SHEET, change)
    fewer, whole, gathered = both(book)
    assert gathered == 1
    assert fewer == whole


def test_a_part_that_no_sheet_is_known_to_have_is_left_alone(book, monkeypatch):
    whole = as_lists(read(book, 10**12)[0])
    look_inside = grids.look_inside

    def without_parts(*arguments):
        return [SimpleNamespace(**vars(inside) | {"part": ""}) for inside in look_inside(*arguments)]

    monkeypatch.setattr(grids, "look_inside", without_parts)
    assert as_lists(read(book, 0)[0]) == whole


@pytest.mark.parametrize(("rows", "usable"), [((5, 6), True), ((5, 5), False), ((5, 4), False)])
def test_rows_follow_each_other_from_piece_to_piece(rows, usable):
    cells = DifferentCells()
    for number in rows:
        piece = Rows(b'<row r="%d"><c r="A%d"><v>7</v></c></row>' % (number, number))
        cells.add_rows(piece, cell_places(piece))
    assert cells.usable == usable


def test_cells_of_another_sheet_are_not_taken_for_these():
    cells, piece = DifferentCells(5), Rows(b'<row r="1"><c r="A1"><v>7</v></c></row>')
    cells.add_rows(piece, cell_places(piece))
    assert cells.columns([[5.0], [7.0], [5.0]])[0].values == [7.0]
    for others in ([[6.0], [7.0], [6.0]], [[5.0], [7.0]], [[5.0], [7.0], [6.0]], [[7.0]]):
        with pytest.raises(ValueError, match="other cells"):
            cells.columns(others)


def test_pictures_and_sheets_that_are_read_whole_are_not_copied(tmp_path):
    made, book = openpyxl.Workbook(), tmp_path / "bok.xlsx"
    made.active.append(["Möte", dt.date(2021, 7, 1)])
    made.create_sheet("Annat").append(["=1+1"])
    made.save(book)
    rewritten(book, "xl/media/bild.png", lambda _: b"en bild")
    piece = Rows(b'<row r="1"><c r="A1"><v>7</v></c></row>')
    with zipfile.ZipFile(book) as source:
        cells, parts = DifferentCells(source.getinfo(SHEET).CRC), source.namelist()
    cells.add_rows(piece, cell_places(piece))
    other = SHEET.replace("1", "2")
    with zipfile.ZipFile(different_cells.with_different_cells(book, {SHEET: cells}, {other})) as copy:
        assert [part for part in parts if part not in copy.namelist()] == [other, "xl/media/bild.png"]
    fewer, whole, gathered = both(book)
    assert gathered == 1
    assert fewer == whole


def test_a_duration_that_python_cannot_hold_is_one_cell_lost_and_no_sheet(tmp_path):
    made = openpyxl.Workbook()
    for number in [1e300, 0.5, 1e9, 999_999_999, 12]:
        made.active.append([number, 197001011234, "Möte"])
        made.active.cell(made.active.max_row, 1).number_format = "[h]:mm:ss"
    made.save(tmp_path / "bok.xlsx")
    fewer, whole, gathered = both(tmp_path / "bok.xlsx")
    assert gathered == 1
    assert fewer == whole
    cells = whole[0][-1]
    assert [value for _, index, _, value in cells if index == 0] == [
        ERROR_CELL,
        dt.timedelta(hours=12),
        ERROR_CELL,
        dt.timedelta(days=999_999_999),
        dt.timedelta(days=12),
    ]
    assert [value for _, index, _, value in cells if index == 2] == ["Möte"] * 5
    assert whole[0][-2] == [(row, 1) for row in range(1, 6)]  # still seen as identity numbers


def test_long_numbers_are_kept_where_something_else_was_wrong(tmp_path):
    made = openpyxl.Workbook()
    made.active.append([4_200_000_000, 1])
    made.active["A1"].number_format = "0"
    made.save(tmp_path / "bok.xlsx")
    wrong = b'<c r="B1" t="e"><v>#BLOCKED!</v></c>'
    rewritten(tmp_path / "bok.xlsx", SHEET, lambda sheet: re.sub(b'<c r="B1".*?</c>', wrong, sheet))
    assert read(tmp_path / "bok.xlsx", 0)[0][0].row(1) == [4_200_000_000, ERROR_CELL]


def test_a_workbook_that_was_saved_in_between_is_told_of(book):
    ordinary: Ordinary = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive, "WORTH", 0)
        fault_of(book, Limits(), ordinary)
    rewritten(book, SHEET, lambda sheet: sheet.replace(b'<c r="D1" t="n"><v>0</v>', b'<c r="D1" t="n"><v>5</v>'))
    assert read_grids(book, Limits(), ordinary) == grids._CHANGED


@pytest.mark.parametrize("times", [1, 3])
def test_a_sheet_of_few_repeats_is_not_held_twice(tmp_path, monkeypatch, times):
    monkeypatch.setattr(different_cells, "_FEW", 10)
    made = openpyxl.Workbook()
    for number in range(40):
        made.active.append([number // times, f"Möte {number // times}"])
    made.save(tmp_path / "bok.xlsx")
    fewer, whole, gathered = both(tmp_path / "bok.xlsx")
    assert gathered == 0
    assert fewer == whole


def test_cells_without_content_are_no_cells():
    piece = Rows(b'<row r="9"><c r="B9" s="1"/><c r="AB9"><v>1</v></c></row><row r="10"/>')
    places = cell_places(piece)
    begin, end = int(places.begins[0]), int(places.ends[0])
    assert (places.rows.tolist(), places.columns.tolist(), piece[begin:end]) == ([9], [28], b'"><v>1</v></c>')


def test_records_of_a_large_workbook_are_the_same_however_it_is_read(monkeypatch):
    large = read_workbooks(promise=read_promise())
    monkeypatch.setattr(archive, "WORTH", 0)
    fewer = read_workbooks(promise=read_promise())
    for name in ("activities", "occasions", "cases", "events", "problems", "ledger", "rejected"):
        assert getattr(fewer, name).equals(getattr(large, name)), name
