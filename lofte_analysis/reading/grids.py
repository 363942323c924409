"""From a file to grids of cells: each sheet as rows of values, with their place in the file kept."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

from lofte_analysis.cells import Fault, is_blank
from lofte_analysis.columns import SHEET_KINDS, headers_of
from lofte_analysis.folding import folded_header
from lofte_analysis.privacy import has_identity_number
from lofte_analysis.reading.archive import TOO_MANY
from lofte_analysis.reading.files import starts_1904
from lofte_analysis.reading.inside import ERROR_CELL, Inside, look_inside, with_errors_as_text
from lofte_analysis.reading.limits import Limits

HEADER_ROWS = 20  # a header is looked for in the top rows only
_ERROR_TEXT = re.compile(r"#[A-ZÅÄÖ0/]+[!?]|#N/A|#SAKNAS|Err:\d{3}")
_UNREADABLE = Fault("Arbetsboken går inte att läsa.", "Öppna filen i Excel, spara den igen och byt ut den.")

_TOO_MUCH_TEXT = Fault("Bladet har orimligt mycket text.", "Ta bort de långa texterna.")


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
        harmless = {""}  # texts that have been looked at: a column holds the same few again and again
        for number, row in enumerate(self.rows, 1):
            if row.count("") == len(row):  # a quick look, for sheets with a lone cell far down
                row.clear()
            for column, value in enumerate(row):
                if type(value) is str and value in harmless:
                    continue
                if has_identity_number(value):
                    self.emptied.append((number, column))
                    row[column] = None
                elif value != value or (isinstance(value, str) and _ERROR_TEXT.fullmatch(value)):
                    row[column] = ERROR_CELL
                elif type(value) is str:
                    harmless.add(value)

    def filled_rows(self, after: int = 0, until: int | None = None) -> list[int]:
        """The numbers of the rows below row `after` that hold anything, or have had an identity number taken away.

        `until` is the last row that counts, where there is one.
        """
        emptied = {number for number, _ in self.emptied}
        return [
            number
            for number, row in enumerate(self.rows[after:until], after + 1)
            if number in emptied or not all(map(is_blank, row))
        ]


def read_grids(path: Path, limits: Limits | None = None) -> list[Grid] | Fault:
    """Every sheet of a file that `files.fault_of` has let through, hidden ones too."""
    letters = (limits or Limits()).letters_at_most(path.stat().st_size)
    if path.suffix.lower() == ".csv":
        return _csv_grid(path, limits or Limits())
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        serials, insides = 1904 if starts_1904(path) else 1900, look_inside(path)
        with CalamineWorkbook.from_path(str(path)) as workbook:
            sheets = workbook.sheets_metadata
            if insides is None:
                insides = [Inside()] * len(sheets)
            repaired = cache(lambda: CalamineWorkbook.from_filelike(with_errors_as_text(path)))
            return [
                _grid(workbook, index, sheet, inside, serials, repaired, letters)
                for index, (sheet, inside) in enumerate(zip(sheets, insides, strict=True))
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]
    except (CalamineError, ValueError, KeyError, ElementTree.ParseError):
        return _UNREADABLE


def _content(sheet) -> tuple[list[list], list[tuple[int, int, int]]]:
    """A sheet's rows and merged areas; a panic of the reader, which is no Exception to Python, as a ValueError."""
    try:
        merged = [(top + 1, bottom + 1, left) for (top, left), (bottom, _) in sheet.merged_cell_ranges or ()]
        return sheet.to_python(skip_empty_area=False), merged
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise ValueError("the reader panicked") from None
        raise


def _grid(workbook, index: int, sheet, inside: Inside, serials: int, repaired: Callable, letters: int) -> Grid:
    """`repaired` gives the workbook with its error cells as text, for the sheets that cannot be read without."""
    from python_calamine import CalamineError, SheetVisibleEnum

    hidden = sheet.visible != SheetVisibleEnum.Visible
    try:
        try:
            rows, merged = _content((repaired() if inside.unreadable else workbook).get_sheet_by_index(index))
        except (CalamineError, ValueError):
            rows, merged = _content(repaired().get_sheet_by_index(index))
    except (CalamineError, ValueError):
        return Grid(sheet.name, [], hidden, fault=Fault("Bladet går inte att läsa.", _UNREADABLE.remedy))
    if sum(len(value) for row in rows for value in row if isinstance(value, str)) > letters:
        return Grid(sheet.name, [], hidden, fault=_TOO_MUCH_TEXT)
    for (number, column), fault in inside.faults.items():
        rows += [[] for _ in range(number - len(rows))]
        row = rows[number - 1]
        row += [None] * (column + 1 - len(row))
        row[column] = fault
    return Grid(sheet.name, rows, hidden, inside.hidden_parts, serials, merged)


def _csv_grid(path: Path, limits: Limits) -> list[Grid] | Fault:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return Fault("Textfilen är inte i UTF-8.", "Spara den från Excel som CSV UTF-8.")
    try:
        rows = list(_csv_rows(text, max(";,", key=lambda mark: _fit(text, mark)), strict=True))
    except csv.Error:
        return Fault("Textfilen har ett citattecken på fel plats.", "Öppna filen i Excel och spara den igen.")
    if any(any(row[limits.columns :]) for row in rows):
        return TOO_MANY
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
