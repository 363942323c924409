"""Where the cells of plain rows stand, in the sheet and in its XML, told of all cells at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lofte_analysis.reading.plain_rows import Rows

_ROW, _CELL, _END_OF_ROW = b'<row r="', b'<c r="', b"</row>"
_ROW_DIGITS = 7


@dataclass(frozen=True)
class CellPlaces:
    """One value per cell with content, in the order of the XML: its row and column from 1, and where its XML goes on.

    From `begins`, the quote after its address, to `ends` is all that the XML says of a cell beside its address.
    """

    rows: np.ndarray
    columns: np.ndarray
    begins: np.ndarray
    ends: np.ndarray


def cell_places(piece: Rows) -> CellPlaces:
    """The places of the cells of plain rows; one that is written without content (<c … />) is left out.

    >>> places = cell_places(Rows(b'<row r="9"><c r="B9"/><c r="AA9"><v>1</v></c></row>'))
    >>> places.rows.tolist(), places.columns.tolist()
    ([9], [27])
    """
    signs = np.frombuffer(piece, np.uint8)
    tags = np.flatnonzero(signs == ord("<"))
    names = signs[tags + 1]
    cells, begun = tags[names == ord("c")], tags[names == ord("r")]
    first, second = signs[cells + len(_CELL)], signs[cells + len(_CELL) + 1]
    has_two = second >= ord("A")
    columns = first.astype(np.int32) - 64
    if has_two.any():
        columns = np.where(has_two, 26 * columns + second - 64, columns)
    before = np.searchsorted(cells, np.append(begun, len(signs)))
    sizes = np.diff(before)
    has_cells = sizes > 0
    numbers, digits = (np.repeat(each, sizes[has_cells]) for each in _numbers(signs, begun[has_cells] + len(_ROW)))
    ends = np.append(cells, len(signs))[1:]
    ends[before[1:][has_cells] - 1] = np.append(begun, len(signs))[1:][has_cells] - len(_END_OF_ROW)
    begins = cells + len(_CELL) + 1 + has_two + digits
    filled = signs[ends - 2] != ord("/")
    return CellPlaces(*(each[filled] for each in (numbers, columns, begins, ends)))


def _numbers(signs: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The numbers that begin at `starts`, a quote ends each, and of how many digits they are."""
    numbers, digits = np.zeros(len(starts), dtype=np.int32), np.zeros(len(starts), dtype=np.int32)
    running = np.ones(len(starts), dtype=bool)
    for place in range(_ROW_DIGITS):
        sign = signs[starts + place]
        running &= sign != ord('"')
        numbers = np.where(running, 10 * numbers + sign - ord("0"), numbers)
        digits += running
    return numbers, digits
