"""A sheet's XML read tag by tag: where its cells stand, and which of them hold an error or a formula without a value.

Slower than the searches in `extent` and `inside`, and right also for XML that no spreadsheet program writes: cells
without an address, attributes in odd quotes, comments between the cells, repeated cells of an ods file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_VALUES = ("office:value", "office:string-value", "office:date-value", "office:time-value", "office:boolean-value")
_ADDRESS = re.compile(r"([A-Za-z]{1,3})0*([1-9]\d{0,6})")


class BadAddress(ValueError):
    """A cell says that it stands where no sheet has a cell."""


class TooManyCells(ValueError):
    """There are more cells with content than were allowed for."""


def column_number(letters: str) -> int:
    """
    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def parser() -> expat.XMLParserType:
    """A parser for a part of a workbook, which is always UTF-8, whatever it says of itself."""
    return expat.ParserCreate("utf-8")


class ExcelSheet:
    """The cells of a sheet of an xlsx file. `errors` and `not_computed` hold (row from 1, column from 0).

    With `zero_is_none`, a formula with a stored 0 was never computed.
    """

    def __init__(self, most: int | None = None, *, zero_is_none: bool = False) -> None:
        self.most, self.zero_is_none = most, zero_is_none
        self.last_row = self.last_column = self.filled = 0
        self.errors: list[tuple[int, int]] = []
        self.not_computed: list[tuple[int, int]] = []
        self.hidden_parts = False
        self._row = self._column = 0
        self._cell = (0, 0)
        self._type, self._has_content, self._formula, self._value = "", False, False, None
        self.parser = parser()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.parser.CharacterDataHandler = self._text

    @property
    def cells(self) -> int:
        return self.last_row * self.last_column

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name in ("row", "col"):
            self.hidden_parts |= attributes.get("hidden") in ("1", "true")
        if name == "row":
            self._row, self._column = _row_number(attributes.get("r"), self._row + 1), 0
        elif name == "c":
            place = attributes.get("r")
            self._cell = (self._row, self._column + 1) if place is None else _place(place)
            self._column = self._cell[1]  # a cell without an address stands in its row, after the one before it
            if self._row > LAST_ROW or self._column > LAST_COLUMN:
                raise BadAddress
            self._type, self._has_content, self._formula, self._value = attributes.get("t", ""), False, False, None
        elif name in ("v", "is", "f"):
            self._has_content = True
            self._formula |= name == "f"
            self._value = "" if name == "v" else None

    def _text(self, text: str) -> None:
        if self._value is not None:
            self._value += text if len(self._value) < 100 else ""

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "v":
            stored = self._value.strip()
            self._formula &= not stored or (self.zero_is_none and stored == "0" and self._type in ("", "n"))
            self._value = None
        elif name == "c":
            self._end_of_cell()

    def _end_of_cell(self) -> None:
        row, column = self._cell
        if self._type == "e" and self._has_content:
            self.errors.append((row, column - 1))
        elif self._formula and self._type not in ("str", "s", "inlineStr"):
            self.not_computed.append((row, column - 1))
        if self._has_content:
            self.filled += 1
            self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)
            if self.most is not None and self.filled > self.most:
                raise TooManyCells


class OpenDocument:
    """The same of an ods file, whose cells and rows can say that they are repeated. `cells` sums over the sheets."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most
        self.cells = self.filled = self.sheets = 0
        self._start_of_sheet()
        self._times, self._is_filled, self._depth = 1, False, 0
        self.parser = parser()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end

    def _start_of_sheet(self) -> None:
        self._rows = self._columns = self._row = self._column = self._row_times = 0

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "table:table":
                self._start_of_sheet()
                self.sheets += 1
            case "table:table-row":
                self._row, self._column = self._row + self._row_times, 0
                self._row_times = _repeated(attributes.get("table:number-rows-repeated"))
            case "table:table-cell" | "table:covered-table-cell":
                self._times = _repeated(attributes.get("table:number-columns-repeated"))
                self._is_filled = any(name.startswith(("office:", "table:formula")) for name in attributes)
            case "text:p":
                self._is_filled = True

    def _end(self, tag: str) -> None:
        match tag:
            case "table:table-cell" | "table:covered-table-cell":
                self._column += self._times
                if self._is_filled:
                    self.filled += self._times * self._row_times
                    self._rows = max(self._rows, self._row + self._row_times)
                    self._columns = max(self._columns, self._column)
                    if self.most is not None and (self.filled > self.most or self._rows * self._columns > 2**40):
                        raise TooManyCells
            case "table:table":
                self.cells += self._rows * self._columns


@dataclass
class OpenSheet:
    """What the reader does not tell of a sheet of an ods file; cells as in ExcelSheet, areas as in Grid.merged."""

    errors: list[tuple[int, int]] = field(default_factory=list)
    not_computed: list[tuple[int, int]] = field(default_factory=list)
    hidden_parts: bool = False
    merged: list[tuple[int, int, int]] = field(default_factory=list)


class OpenDocumentCells(OpenDocument):
    """An ods file with the cells that hold an error or a formula without a value, by sheet.

    An error is shown in the cell's text, whatever its stored value says.
    """

    def __init__(self, is_error: Callable[[str], object]) -> None:
        super().__init__()
        self.is_error = is_error
        self.found: list[OpenSheet] = []
        self._sheet = OpenSheet()
        self._text, self._noted = "", 0
        self._in_text = self._formula = self._marked = self._valued = False
        self.parser.CharacterDataHandler = self._add_text

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        super()._start(tag, attributes)
        match tag:
            case "table:table":
                self._sheet = OpenSheet()
                self.found.append(self._sheet)
            case "table:table-row" | "table:table-column":
                self._sheet.hidden_parts |= attributes.get("table:visibility") in ("collapse", "filter")
            case "table:table-cell" | "table:covered-table-cell":
                self._text, self._valued = "", any(name in attributes for name in _VALUES)
                self._formula = "table:formula" in attributes
                self._marked = "error" in (attributes.get("calcext:value-type"), attributes.get("office:value-type"))
                self._add_merged(attributes)
            case "office:annotation":
                self._noted += 1
            case "text:p":
                self._in_text = not self._noted

    def _add_merged(self, attributes: dict[str, str]) -> None:
        below, beside = (_repeated(attributes.get(f"table:number-{side}-spanned")) for side in ("rows", "columns"))
        if below > 1 or beside > 1:
            self._sheet.merged.append((self._row + 1, self._row + below, self._column))

    def _add_text(self, text: str) -> None:
        if self._in_text:
            self._text += text if len(self._text) < 100 else ""

    def _end(self, tag: str) -> None:
        if tag == "text:p":
            self._in_text = False
        elif tag == "office:annotation":
            self._noted -= 1
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            if self._marked or (self._formula and self.is_error(self._text)):
                self._sheet.errors += self._places()
            elif self._formula and not self._valued and not self._text:
                self._sheet.not_computed += self._places()
        super()._end(tag)

    def _places(self) -> list[tuple[int, int]]:
        rows = range(self._row + 1, self._row + self._row_times + 1)
        return [(row, self._column + beside) for row in rows for beside in range(self._times)]


def read_through(sheet: ExcelSheet | OpenDocument, chunks: Iterable[bytes]) -> None:
    """Raises BadAddress, TooManyCells, or ExpatError where the XML is not well formed."""
    for chunk in chunks:
        sheet.parser.Parse(chunk)
    sheet.parser.Parse(b"", True)


def _place(place: str) -> tuple[int, int]:
    match = _ADDRESS.fullmatch(place)
    if match is None:
        raise BadAddress
    row, column = int(match[2]), column_number(match[1])
    if row > LAST_ROW or column > LAST_COLUMN:
        raise BadAddress
    return row, column


def _row_number(written: str | None, following: int) -> int:
    if written is None:
        return following
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:9]) <= LAST_ROW):
        raise BadAddress
    return int(written)


def _repeated(written: str | None) -> int:
    if written is None:
        return 1
    if not (written.isascii() and written.strip().isdigit()):
        raise BadAddress
    return int(written.strip()[:12])
