"""Rows below a header that report nothing: sums, repeated headers, headings between the rows, notes below the table.

Such a row is not loaded, and its problem says why. It is counted among the rejected rows of the ledger but makes no
verdict uncertain, which a row that could not be read does. Where there is any doubt, a row is taken for a report.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lofte_analysis.cell_periods import read_period
from lofte_analysis.cells import Fault, is_blank
from lofte_analysis.column_types import CellType
from lofte_analysis.columns import headers_of
from lofte_analysis.folding import folded, folded_header
from lofte_analysis.reading.cell_columns import places
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
    at = np.array(rows, dtype=np.int64) - 1
    says_when = _says_when(grid, at, when)
    repeats = _repeats(grid, at, layout, known)
    alone = sum((holds[at] for holds in grid.holds), np.zeros(len(at), dtype=int)) == 1
    for place in places(repeats | alone | ~says_when):
        number = rows[place]
        filled = [(index, value) for index, value in enumerate(grid.row(number)) if not is_blank(value)]
        if number in emptied or not filled or not isinstance(filled[0][1], str):
            continue
        first = folded(filled[0][1])
        if repeats[place]:
            found[number] = REPEATED
        elif says_when[place] and not (alone[place] and _is_period(first)):
            continue
        elif first.split()[0].rstrip(":.") in known_sums:
            found[number] = SUM
        elif len(filled) == 1 and _is_period(first):
            found[number] = HEADING
        elif place == 0 and number == layout.header_row + 1 and _is_second_header(filled, layout, names):
            found[number] = SECOND_HEADER
    found |= dict.fromkeys(_notes_below(grid, rows, found, says_when), NOTE)
    return found


def _repeats(grid: Grid, at: np.ndarray, layout: Layout, known: dict) -> np.ndarray:
    """Whether each row holds the headers that stand above it, and nothing else in the columns that are read."""
    headers, only = np.zeros(len(at), dtype=int), np.ones(len(at), dtype=bool)
    for index, column in layout.columns.items():

        def is_header(value: object, column=column) -> bool:
            return isinstance(value, str) and known.get(folded_header(value)) == column

        here = grid.columns[index].where(is_header, at)
        headers += here
        only &= here | ~grid.holds[index][at]
    return only & (headers > 1)


def _says_when(grid: Grid, at: np.ndarray, when: list) -> np.ndarray:
    """Whether a date, month or period can be read in each row."""
    says = np.zeros(len(at), dtype=bool)
    for index, parse in when:

        def is_read(value: object, parse=parse) -> bool:
            return not isinstance(value, Fault) and not isinstance(parse(value), Fault | None)

        says |= grid.columns[index].where(is_read, at)
    return says


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


def _notes_below(grid: Grid, rows: list[int], found: dict[int, Fault], says_when: np.ndarray) -> list[int]:
    """Rows of a single text at the foot of the table, parted from it by an empty row."""
    notes: list[int] = []
    for place in range(len(rows) - 1, 0, -1):
        number = rows[place]
        if number in found:
            continue
        filled = [value for value in grid.row(number) if not is_blank(value)]
        if len(filled) != 1 or not isinstance(filled[0], str) or says_when[place]:
            break
        notes.append(number)
        if rows[place - 1] < number - 1:  # an empty row above: all that was gathered stands below the table
            return notes
    return []
