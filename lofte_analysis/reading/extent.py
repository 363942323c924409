"""How many cells a sheet spans and holds, told from its XML before a reader sets aside memory for them.

Two cells at the far corners of a sheet are a few hundred bytes of XML and seventeen billion cells of memory. The XML
passes in pieces, so that nothing is held that was not asked for.
"""

from __future__ import annotations

import re

from lofte_analysis.reading.cell_places import CellPlaces
from lofte_analysis.reading.exact import LAST_COLUMN, LAST_ROW, BadAddress, TooManyCells, column_number

PREFIX = rb"(?:[^\s<>/]*:)?"  # readers go by what comes after it in a tag, whatever letters it is of

# A cell as spreadsheet programs write it: its address first, no quotes, blanks or brackets in the values. An empty
# cell without content (<c … />) takes no memory and is left out of the counts.
_CELL = re.compile(rb'<%bc r="([A-Z]{1,3})([1-9]\d{0,6})"(?: [\w:.-]+="\w*")* ?(/?)>' % PREFIX)
_OTHER_CELL = re.compile(rb'<%bc(?=[\s/>])(?! r="[A-Z]{1,3}[1-9]\d{0,6}"(?: [\w:.-]+="\w*")* ?/?>)' % PREFIX)
_CELL_OR_ROW = re.compile(rb"<%b(?:c|row)[\s/>]" % PREFIX)


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

    def feed_rows(self, places: CellPlaces) -> None:
        """The same of plain rows, which are known to be regular."""
        self.filled += len(places.rows)
        self.last_row = max(self.last_row, int(places.rows.max(initial=0)))
        self.last_column = max(self.last_column, int(places.columns.max(initial=0)))
        self._check()

    def _check(self) -> None:
        if self.most is not None and self.filled > self.most:
            raise TooManyCells
        if self.last_row > LAST_ROW or self.last_column > LAST_COLUMN:
            raise BadAddress


def is_regular(content: bytes) -> bool:
    """Whether each cell of a sheet says where it stands, in the way of spreadsheet programs."""
    return _OTHER_CELL.search(content) is None


def has_cells(content: bytes) -> bool:
    """Whether any cell or row begins in it, however it is written."""
    return _CELL_OR_ROW.search(content) is not None
