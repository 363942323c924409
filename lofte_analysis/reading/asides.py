"""Rows below a header that report nothing: sums, repeated headers, headings between the rows, notes below the table.

Such a row is not loaded, and its problem says why. It is counted among the rejected rows of the ledger but makes no
verdict uncertain, which a row that could not be read does. Where there is any doubt, a row is taken for a report.
"""

from __future__ import annotations

from collections.abc import Callable

from lofte_analysis.cell_periods import read_period
from lofte_analysis.cells import Fault, is_blank
from lofte_analysis.column_types import CellType
from lofte_analysis.columns import headers_of
from lofte_analysis.folding import folded, folded_header
from lofte_analysis.reading.grids import Grid
from lofte_analysis.reading.names import Names
from lofte_analysis.reading.sheets import Layout

_SUMS = ("summa", "summor", "totalt", "total", "totalsumma", "delsumma", "sammanlagt")
_WHEN = (CellType.DATE, CellType.MONTH, CellType.PERIOD)
_NOTHING_LOST = "Inget behöver göras. Raden räknas inte."

SUM = Fault("Raden är en summa av andra rader.", _NOTHING_LOST)
REPEATED = Fault("Raden upprepar rubrikerna.", _NOTHING_LOST)
HEADING = Fault("Raden är en mellanrubrik.", _NOTHING_LOST)
SECOND_HEADER = Fault("Raden är en andra rubrikrad.", _NOTHING_LOST)
NOTE = Fault("Raden är en anteckning under tabellen.", "Inget behöver göras, om den inte redovisar något.")

Parse = Callable[[CellType], Callable[[object], object]]


def asides_of(grid: Grid, layout: Layout, names: Names, rows: list[int], parser: Parse) -> dict[int, Fault]:
    """The rows that report nothing, by their number in the sheet, each with what it is.

    `parser` gives the function that reads a cell of a type, as the row reader does.
    """
    found: dict[int, Fault] = {}
    known, known_sums = headers_of(layout.kind), set(_SUMS)
    when = [(index, parser(column.type)) for index, column in layout.columns.items() if column.type in _WHEN]
    emptied = {number for number, _ in grid.emptied}
    for place, number in enumerate(rows):
        filled = [(index, value) for index, value in enumerate(grid.rows[number - 1]) if not is_blank(value)]
        if number in emptied or not filled or not isinstance(filled[0][1], str):
            continue
        first = folded(filled[0][1])
        if _repeats(filled, layout, known):
            found[number] = REPEATED
        elif _says_when(grid, number, when) and not (len(filled) == 1 and _is_period(first)):
            continue
        elif first.split()[0].rstrip(":.") in known_sums:
            found[number] = SUM
        elif len(filled) == 1 and _is_period(first):
            found[number] = HEADING
        elif place == 0 and number == layout.header_row + 1 and _is_second_header(filled, layout, names):
            found[number] = SECOND_HEADER
    found |= dict.fromkeys(_notes_below(grid, rows, found, when), NOTE)
    return found


def _repeats(filled: list[tuple[int, object]], layout: Layout, known: dict) -> bool:
    """Whether the row holds the headers that stand above it, and nothing else in the columns that are read."""
    in_columns = [(layout.columns[index], value) for index, value in filled if index in layout.columns]
    return len(in_columns) > 1 and all(
        isinstance(value, str) and known.get(folded_header(value)) == column for column, value in in_columns
    )


def _says_when(grid: Grid, number: int, when: list) -> bool:
    row = grid.rows[number - 1]
    read = (parse(row[index]) for index, parse in when if index < len(row) and not isinstance(row[index], Fault))
    return any(value is not None and not isinstance(value, Fault) for value in read)


def _is_period(text: str) -> bool:
    return not isinstance(read_period(text), Fault | None)


def _is_second_header(filled: list[tuple[int, object]], layout: Layout, names: Names) -> bool:
    """Text alone below the header, without a digit or a commitment: units or explanations of the columns."""
    if not all(isinstance(value, str) and not any(map(str.isdigit, value)) for _, value in filled):
        return False
    cells = [value for index, value in filled if _type(layout, index) is CellType.COMMITMENT]
    return all(isinstance(names.commitment(value), Fault) for value in cells)


def _type(layout: Layout, index: int) -> CellType | None:
    return layout.columns[index].type if index in layout.columns else None


def _notes_below(grid: Grid, rows: list[int], found: dict[int, Fault], when: list) -> list[int]:
    """Rows of a single text at the foot of the table, parted from it by an empty row."""
    notes: list[int] = []
    for place in range(len(rows) - 1, 0, -1):
        number = rows[place]
        if number in found:
            continue
        filled = [value for value in grid.rows[number - 1] if not is_blank(value)]
        if len(filled) != 1 or not isinstance(filled[0], str) or _says_when(grid, number, when):
            break
        notes.append(number)
        if rows[place - 1] < number - 1:  # an empty row above: all that was gathered stands below the table
            return notes
    return []
