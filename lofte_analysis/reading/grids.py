"""From a file to grids of cells: each sheet as columns of values, with their place in the file kept."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

import numpy as np

from lofte_analysis.cells import Fault, is_blank
from lofte_analysis.columns import SHEET_KINDS, headers_of
from lofte_analysis.folding import folded_header
from lofte_analysis.privacy import has_identity_number
from lofte_analysis.reading.archive import TOO_MANY
from lofte_analysis.reading.cell_columns import CellColumn, cell_columns, empty_column, places
from lofte_analysis.reading.different_cells import DifferentCells, Ordinary, with_different_cells
from lofte_analysis.reading.files import serials_from
from lofte_analysis.reading.inside import ERROR_CELL, ERROR_TEXT, Inside, look_inside, with_errors_as_text
from lofte_analysis.reading.limits import Limits

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook, SheetMetadata

HEADER_ROWS = 20  # a header is looked for in the top rows only
_UNREADABLE = Fault("Arbetsboken går inte att läsa.", "Öppna filen i Excel, spara den igen och byt ut den.")
_CHANGED = Fault("Filen ändrades medan den lästes.", "Kör igen när filen är färdigsparad.")
_TOO_MUCH_TEXT = Fault("Bladet har orimligt mycket text.", "Ta bort de långa texterna.")


@dataclass
class Grid:
    """A sheet's cells by column; row 1 of the sheet has place 0 in each.

    A cell that holds an error or a formula that was never computed is a Fault. `emptied` holds the cells that
    held an identity number, `merged` the areas of joined cells as (first row, last row, first column), from 1 and 0.
    A sheet that cannot be read at all has a `fault` and no rows.
    """

    name: str
    columns: list[CellColumn]
    hidden: bool = False
    hidden_parts: bool = False
    serials: int | None = None  # the year that bare serial dates count from; None where they mean nothing
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    fault: Fault | None = None
    emptied: list[tuple[int, int]] = field(init=False)

    def __post_init__(self):
        emptied, harmless = [], set()
        for index, column in enumerate(self.columns):
            personal = []
            for code, value in enumerate(column.values):
                if type(value) is str and value in harmless:  # looked at in another column
                    continue
                if has_identity_number(value):
                    personal.append(code)
                    column.values[code] = None
                elif value != value or (isinstance(value, str) and ERROR_TEXT.fullmatch(value)):
                    column.values[code] = ERROR_CELL
                elif type(value) is str:
                    harmless.add(value)
            if personal:  # looked for together: a register of persons holds another number in each row
                emptied += [(place + 1, index) for place in places(np.isin(column.codes, personal))]
        self.emptied = sorted(emptied)

    @property
    def height(self) -> int:
        """The number of its last row."""
        return len(self.columns[0].codes) if self.columns else 0

    def row(self, number: int) -> list:
        """The cells of a row, by its number from 1."""
        return [column[number - 1] for column in self.columns]

    def top_rows(self, number: int) -> list[list]:
        return [self.row(row) for row in range(1, min(number, self.height) + 1)]

    @cached_property
    def holds(self) -> list[np.ndarray]:
        """For each column, whether the cell in each place holds anything."""
        return [~column.where(is_blank) for column in self.columns]

    @cached_property
    def first_filled(self) -> np.ndarray:
        """The column of each row's first cell that holds anything; -1 for an empty row."""
        first = np.full(self.height, -1)
        for index in range(len(self.columns) - 1, -1, -1):
            first[self.holds[index]] = index
        return first

    def filled_rows(self, after: int = 0, until: int | None = None) -> list[int]:
        """The numbers of the rows below row `after` that hold anything, or have had an identity number taken away.

        `until` is the last row that counts, where there is one.
        """
        filled = self.first_filled >= 0
        filled[[number - 1 for number, _ in self.emptied]] = True
        return (np.flatnonzero(filled[after:until]) + after + 1).tolist()


def read_grids(path: Path, limits: Limits | None = None, ordinary: Ordinary | None = None) -> list[Grid] | Fault:
    """Every sheet of a file that `files.fault_of` has let through, hidden ones too; `ordinary` as found there."""
    letters = (limits or Limits()).letters_at_most(path.stat().st_size)
    if path.suffix.lower() == ".csv":
        return _csv_grid(path, limits or Limits())
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        serials, insides = serials_from(path), look_inside(path, ordinary or {})
        used = {inside.part for inside in insides or ()}
        gathered = {part: cells for part, cells in (ordinary or {}).items() if cells is not None and part in used}
        fewer = with_different_cells(path, gathered, used - gathered.keys()) if gathered else None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error):
        return _CHANGED  # it was found whole a moment ago
    except (ValueError, KeyError, ElementTree.ParseError, ExpatError):
        return _UNREADABLE
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            sheets = workbook.sheets_metadata
            if insides is None or (len(insides) != len(sheets) and path.suffix.lower() == ".ods"):
                insides = [Inside()] * len(sheets)
            book = _Book(path, workbook, CalamineWorkbook.from_filelike(fewer) if fewer else None)
            return [
                _grid(sheet, book.content(index, inside, gathered.get(inside.part)), inside, serials, letters)
                for index, (sheet, inside) in enumerate(zip(sheets, insides, strict=True))
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]
    except (CalamineError, ValueError, KeyError, ElementTree.ParseError, zipfile.BadZipFile):
        return _UNREADABLE


_Content = tuple[list[CellColumn], list[tuple[int, int, int]]]  # columns and merged areas


@dataclass
class _Book:
    """A workbook in the reader: as it is, with fewer cells where alike ones were gathered, with its errors as text."""

    path: Path
    whole: CalamineWorkbook
    fewer: CalamineWorkbook | None

    @cached_property
    def repaired(self) -> CalamineWorkbook:
        from python_calamine import CalamineWorkbook

        return CalamineWorkbook.from_filelike(with_errors_as_text(self.path))

    @cached_property
    def shortened(self) -> CalamineWorkbook:
        from python_calamine import CalamineWorkbook

        return CalamineWorkbook.from_filelike(with_errors_as_text(self.path, long_numbers=True))

    def content(self, index: int, inside: Inside, cells: DifferentCells | None) -> _Content | None:
        """A sheet as the first of them gives it that can; None where none can."""
        from python_calamine import CalamineError

        ways = [] if inside.unreadable else [lambda: _content(self.whole.get_sheet_by_index(index))]
        if cells:
            ways.insert(0, lambda: _content(self.fewer.get_sheet_by_index(index), cells))
        ways.append(lambda: _content(self.repaired.get_sheet_by_index(index)))
        ways.append(lambda: _content(self.shortened.get_sheet_by_index(index)))
        for way in ways:
            with suppress(CalamineError, ValueError):
                return way()
        return None


def _content(sheet: CalamineSheet, cells: DifferentCells | None = None) -> _Content:
    """A sheet's columns and merged areas.

    Raises ValueError also where the reader panics, which is no Exception to Python, or meets a duration that Python
    cannot hold.
    """
    try:
        merged = [(top + 1, bottom + 1, left) for (top, left), (bottom, _) in sheet.merged_cell_ranges or ()]
        columns = cells.columns(sheet.iter_rows()) if cells else cell_columns(sheet.iter_rows())
        before = sheet.start[1] if columns else 0  # the reader leaves out the empty columns to the left
        height = len(columns[0].codes) if columns else 0
        return [*(empty_column(height) for _ in range(before)), *columns], merged
    except BaseException as error:
        if isinstance(error, OverflowError) or type(error).__name__ == "PanicException":
            raise ValueError("the reader gave up") from None
        raise


def _grid(sheet: SheetMetadata, content: _Content | None, inside: Inside, serials: int | None, letters: int) -> Grid:
    from python_calamine import SheetVisibleEnum

    hidden = sheet.visible != SheetVisibleEnum.Visible
    if content is None:
        return Grid(sheet.name, [], hidden, fault=Fault("Bladet går inte att läsa.", _UNREADABLE.remedy))
    columns, merged = content
    if sum(map(_letters, columns)) > letters:
        return Grid(sheet.name, [], hidden, fault=_TOO_MUCH_TEXT)
    _put_faults(columns, inside.faults)
    return Grid(sheet.name, columns, hidden, inside.hidden_parts, serials, merged or inside.merged)


def _letters(column: CellColumn) -> int:
    lengths = [len(value) if isinstance(value, str) else 0 for value in column.values]
    return int(np.array(lengths, dtype=np.int64)[column.codes].sum())


def _put_faults(columns: list[CellColumn], faults: dict[tuple[int, int], Fault]) -> None:
    """Set the cells that were found faulty; the reader may have left out the rows and columns where they stand."""
    if not faults:
        return
    height = max([max(row for row, _ in faults), *(len(column.codes) for column in columns)])
    columns += [empty_column(height) for _ in range(len(columns), max(index for _, index in faults) + 1)]
    for column in columns:
        column.grow(height)
    where: dict[tuple[int, Fault], list[int]] = {}
    for (row, index), fault in faults.items():
        where.setdefault((index, fault), []).append(row - 1)
    for (index, fault), found in where.items():
        columns[index].put(found, fault)


def _csv_grid(path: Path, limits: Limits) -> list[Grid] | Fault:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return Fault("Textfilen är inte i UTF-8.", "Spara den från Excel som CSV UTF-8.")
    try:
        rows = [_trimmed(row) for row in _csv_rows(text, max(";,", key=lambda mark: _fit(text, mark)), strict=True)]
    except csv.Error:
        return Fault("Textfilen har ett citattecken på fel plats.", "Öppna filen i Excel och spara den igen.")
    if any(len(row) > limits.columns for row in rows):
        return TOO_MANY
    name = path.stem.encode("utf-8", "replace").decode()
    return [Grid(name, cell_columns([[value or None for value in row] for row in rows]))]


def _trimmed(row: list[str]) -> list[str]:
    """A row without the empty cells at its end, of which a row that was made wide can have hundreds of thousands."""
    filled = next((place for place in range(len(row), 0, -1) if row[place - 1]), 0)
    return row[:filled]


def _csv_rows(text: str, delimiter: str, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)


def _fit(text: str, delimiter: str) -> tuple[int, int]:
    """How well a delimiter fits: known headers in the best of the top rows, then how often it stands there."""
    known = {header for kind in SHEET_KINDS for header in headers_of(kind)}
    try:
        top = list(islice(_csv_rows(text, delimiter, strict=False), HEADER_ROWS))
    except csv.Error:
        return (-1, 0)
    headers = [sum(folded_header(cell) in known for cell in row) for row in top]
    return (max(headers, default=0), sum(map(len, top)))
