"""From a file to grids of cells: each sheet as rows of values, with their place in the file kept."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from lofte_analysis.cells import Fault, is_blank
from lofte_analysis.columns import SHEET_KINDS, folded_header, headers_of
from lofte_analysis.privacy import has_identity_number
from lofte_analysis.reading.files import starts_1904
from lofte_analysis.reading.inside import ERROR_CELL, Inside, look_inside, with_errors_as_text

HEADER_ROWS = 20  # a header is looked for in the top rows only
_ERROR_TEXT = re.compile(r"#[A-ZÅÄÖ0/]+[!?]|#N/A|#SAKNAS|Err:\d{3}")
_UNREADABLE = Fault("Arbetsboken går inte att läsa.", "Öppna filen i Excel, spara den igen och byt ut den.")


@dataclass
class Grid:
    """A sheet's cells; `rows[0]` is row 1 of the sheet.

    A cell that holds an error or a formula that was never computed is a Fault. `emptied` holds the cells that
    held an identity number, `merged` the areas of joined cells as (first row, last row, first column), from 1 and 0.
    A sheet that cannot be read at all has a `fault` and no rows.
    """

    name: str
    rows: list[list]
    hidden: bool = False
    hidden_parts: bool = False
    serials: int | None = None  # the year that bare serial dates count from; None where they mean nothing
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    fault: Fault | None = None
    emptied: list[tuple[int, int]] = field(init=False)

    def __post_init__(self):
        self.emptied = []
        for number, row in enumerate(self.rows, 1):
            for column, value in enumerate(row):
                if has_identity_number(value):
                    self.emptied.append((number, column))
                    row[column] = None
                elif isinstance(value, str) and _ERROR_TEXT.fullmatch(value):
                    row[column] = ERROR_CELL

    def filled_rows(self, after: int = 0) -> list[int]:
        """The numbers of the rows below row `after` that hold anything, or have had an identity number taken away."""
        emptied = {number for number, _ in self.emptied}
        return [
            number
            for number, row in enumerate(self.rows[after:], after + 1)
            if number in emptied or not all(map(is_blank, row))
        ]


def read_grids(path: Path) -> list[Grid] | Fault:
    """Every sheet of a file that `files.fault_of` has let through, hidden ones too."""
    if path.suffix.lower() == ".csv":
        return _csv_grid(path)
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        serials, insides = 1904 if starts_1904(path) else 1900, look_inside(path)
        with CalamineWorkbook.from_path(str(path)) as workbook:
            sheets = enumerate(workbook.sheets_metadata)
            kept = [(index, sheet) for index, sheet in sheets if sheet.typ == SheetTypeEnum.WorkSheet]
            return [
                _grid(path, workbook, index, sheet, insides.get(sheet.name, Inside()), serials) for index, sheet in kept
            ]
    except (CalamineError, OSError, ValueError):
        return _UNREADABLE


def _grid(path: Path, workbook, index: int, sheet, inside: Inside, serials: int) -> Grid:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    hidden, merged = sheet.visible != SheetVisibleEnum.Visible, []
    try:
        try:
            found = workbook.get_sheet_by_index(index)
            merged = [(top + 1, bottom + 1, left) for (top, left), (bottom, _) in found.merged_cell_ranges or ()]
        except CalamineError:
            found = CalamineWorkbook.from_filelike(with_errors_as_text(path)).get_sheet_by_index(index)
        rows = found.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError):
        return Grid(sheet.name, [], hidden, fault=Fault("Bladet går inte att läsa.", _UNREADABLE.remedy))
    for (number, column), fault in inside.faults.items():
        rows += [[] for _ in range(number - len(rows))]
        row = rows[number - 1]
        row += [None] * (column + 1 - len(row))
        row[column] = fault
    return Grid(sheet.name, rows, hidden, inside.hidden_parts, serials, merged)


def _csv_grid(path: Path) -> list[Grid] | Fault:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return Fault("Textfilen är inte i UTF-8.", "Spara den från Excel som CSV UTF-8.")
    try:
        rows = list(_csv_rows(text, max(";,", key=lambda mark: _fit(text, mark)), strict=True))
    except csv.Error:
        return Fault("Textfilen har ett citattecken på fel plats.", "Öppna filen i Excel och spara den igen.")
    name = path.stem.encode("utf-8", "replace").decode()
    return [Grid(name, [[value or None for value in row] for row in rows])]


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
