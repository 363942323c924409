"""How many cells a sheet spans and holds, told from its XML before a reader sets aside memory for them.

Two cells at the far corners of a sheet are a few hundred bytes of XML and seventeen billion cells of memory. The XML
passes in pieces, so that nothing is held that was not asked for.
"""

from __future__ import annotations

import re

import numpy as np

from lofte_analysis.reading.exact import LAST_COLUMN, LAST_ROW, BadAddress, TooManyCells, column_number
from lofte_analysis.reading.plain_rows import Rows

_EMPTY_CELL = re.compile(rb"<c [^>]*/>")

# A cell as spreadsheet programs write it: its address first, no quotes, blanks or brackets in the values. An empty
# cell without content (<c … />) takes no memory and is left out of the counts.
_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: [\w:.-]+="\w*")* ?(/?)>')
_OTHER_CELL = re.compile(rb'<(?:\w+:)?c(?=[\s/>])(?! r="[A-Z]{1,3}[1-9]\d{0,6}"(?: [\w:.-]+="\w*")* ?/?>)')


class Extent:
    """Last row × last column of the cells with content, fed piece by piece; each piece ends before a tag.

    >>> extent = Extent(100)
    >>> extent.feed(b'<row r="9"><c r="C9"><v>1</v></c><c r="Z9"/></row>')
    >>> extent.cells, extent.filled, extent.regular
    (27, 1, True)
    """

    def __init__(self, most: int | None = None) -> None:
        self.most = most
        self.last_row = self.last_column = self.filled = 0
        self.regular = True  # each cell says where it stands, in the way of spreadsheet programs
        self._widths: set[bytes] = set()

    @property
    def cells(self) -> int:
        return self.last_row * self.last_column

    def feed(self, piece: bytes) -> None:
        """Raises TooManyCells when there are more cells with content than `most`."""
        last_row, filled, widths = self.last_row, self.filled, self._widths
        for match in _CELL.finditer(piece):
            letters, row, empty = match.groups()
            if empty:
                continue
            filled += 1
            last_row = max(last_row, int(row))
            if letters not in widths:
                widths.add(letters)
                self.last_column = max(self.last_column, column_number(letters.decode()))
        self.last_row, self.filled = last_row, filled
        self.regular &= is_regular(piece)
        self._check()

    def feed_rows(self, rows: Rows) -> None:
        """The same of rows that are known to be regular: each cell begins with its column, of one or two letters."""
        signs = np.frombuffer(rows, np.uint8)
        tags = np.flatnonzero(signs == ord("<"))
        names = signs[tags + 1]
        cells, begun, ended = (tags[names == ord(name)] for name in "cr/")
        if np.count_nonzero(signs[ended + 2] == ord("c")) < len(cells):
            self.feed_rows(Rows(_EMPTY_CELL.sub(b"", rows)))
        elif len(cells):
            first, second = signs[cells + len('<c r="')], signs[cells + len('<c r="A')]
            columns = (
                first if second.max() < ord("A") else np.where(second < ord("A"), first, 26 * (first - 64.0) + second)
            )
            before = np.searchsorted(cells, [*begun, len(signs)])
            self.filled += len(cells)
            self.last_column = max(self.last_column, int(columns.max()) - 64)
            self.last_row = max(self.last_row, _greatest_number(signs, begun[np.diff(before) > 0] + len('<row r="')))
            self._check()

    def _check(self) -> None:
        if self.most is not None and self.filled > self.most:
            raise TooManyCells
        if self.last_row > LAST_ROW or self.last_column > LAST_COLUMN:
            raise BadAddress


def _greatest_number(signs: np.ndarray, starts: np.ndarray) -> int:
    """The greatest of the numbers, of at most seven digits, that begin at `starts`; a quote ends each."""
    numbers, running = np.zeros(len(starts), dtype=np.int64), np.ones(len(starts), dtype=bool)
    for place in range(7):
        digits = signs[starts + place]
        running &= digits != ord('"')
        numbers = np.where(running, 10 * numbers + digits - ord("0"), numbers)
    return int(numbers.max())


def is_regular(content: bytes) -> bool:
    """Whether each cell of a sheet says where it stands, in the way of spreadsheet programs."""
    return _OTHER_CELL.search(content) is None
