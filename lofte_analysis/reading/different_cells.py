"""The different cells of a large sheet, each once, so that the reader of workbooks meets a few thousand and no million.

In a sheet of a hundred thousand rows the same cells stand again and again: the same day, the same commitment, the
same blank. They are told apart by their XML while the file is looked at, and the reader is given the workbook with
each of them once; what it makes of a cell holds for all that are written alike. Sheets that are not plain rows all
through, or hold few repeats, are given to it as they are.
"""

from __future__ import annotations

import io
import zipfile
from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd

from lofte_analysis.reading.cell_columns import CellColumn, column_of
from lofte_analysis.reading.cell_places import CellPlaces
from lofte_analysis.reading.extent import has_cells
from lofte_analysis.reading.plain_rows import Rows

WORTH = 1_000_000  # bytes of XML; a smaller sheet is read as it is in less time
_FEW = 10_000  # different cells that may always be held
_REPEATS = 8  # times that each of more must stand in the sheet; with fewer nothing is won, and memory is lost
_EDGE = b'<row r="%d"><c r="A%d"><v>%d</v></c></row>'  # the reader leaves out empty rows at the edges of a sheet

# The parts of a workbook in which nothing has to be looked up before it is read, large sheets with their cells.
Ordinary = dict[str, "DifferentCells | None"]


class DifferentCells:
    """The cells of one sheet, fed in the pieces that `plain_rows.parted` gives; `crc` is the check sum of its part."""

    def __init__(self, crc: int = 0) -> None:
        self.crc = crc
        self._usable = True
        self._before: list[bytes] = []  # what stands around the rows
        self._after: list[bytes] = []
        self._numbers: defaultdict[bytes, int] = defaultdict(count().__next__)  # of each different cell
        self._codes = array("i")
        self._rows: list[np.ndarray] = []
        self._columns: list[np.ndarray] = []
        self._last = 0

    @property
    def usable(self) -> bool:
        return self._usable and bool(self._rows)

    @property
    def given_up(self) -> bool:
        return not self._usable

    def add_other(self, piece: bytes) -> None:
        """What is no plain row."""
        if not self._usable:
            return
        beside = self._after if self._rows else self._before
        beside.append(piece)
        if has_cells(piece) or sum(map(len, beside)) > WORTH:
            self._give_up()

    def add_rows(self, piece: Rows, places: CellPlaces) -> None:
        """Plain rows and the places of their cells."""
        if not self._usable:
            return
        order = places.rows.astype(np.int64) * 1_000 + places.columns
        if b"".join(self._after) or (np.diff(order, prepend=self._last) <= 0).any():
            self._give_up()
            return
        spans = zip(places.begins.tolist(), places.ends.tolist(), strict=True)
        self._codes.extend(map(self._numbers.__getitem__, [piece[begin:end] for begin, end in spans]))
        self._rows.append(places.rows)
        self._columns.append(places.columns.astype(np.int16))
        self._last = int(order[-1]) if len(order) else self._last
        if len(self._numbers) > max(_FEW, len(self._codes) // _REPEATS):
            self._give_up()

    def _give_up(self) -> None:
        self._usable = False
        self._before, self._after = [], []
        self._numbers.clear()
        self._codes, self._rows, self._columns = array("i"), [], []

    def sheet(self) -> bytes:
        """The sheet's XML with its different cells below each other, between two that hold its check sum."""
        first, last = (_EDGE % (row, row, self.crc) for row in (1, len(self._numbers) + 2))
        rows = (b'<row r="%d"><c r="A%d%b</row>' % (row, row, cell) for row, cell in enumerate(self._numbers, 2))
        return b"".join([*self._before, first, *rows, last, *self._after])

    def columns(self, read: Iterable[list]) -> list[CellColumn]:
        """The sheet's columns, from what the reader made of `sheet`.

        Raises ValueError when it did not find one row for each cell between the edges of this very sheet, as where the
        rows stand in a comment.
        """
        values = [row[0] for row in read]
        if len(values) != len(self._numbers) + 2 or values[0] != self.crc or values[-1] != self.crc:
            raise ValueError("the reader found other cells")
        values = np.array([*values[1:-1], ""], dtype=object)  # the last is that of a cell that is not written
        rows, columns = np.concatenate(self._rows), np.concatenate(self._columns)
        height = int(rows.max(initial=0))
        order = np.argsort(columns, kind="stable")
        at = np.searchsorted(columns[order], np.arange(1, columns.max(initial=0) + 2))
        codes, rows = np.array(self._codes)[order], rows[order]
        found = []
        for begin, end in zip(at[:-1].tolist(), at[1:].tolist(), strict=True):
            whole = np.full(height, len(values) - 1, dtype=np.int32)
            whole[rows[begin:end] - 1] = codes[begin:end]
            here, different = pd.factorize(whole)
            found.append(column_of(values[different], here))
        return found


def with_different_cells(path: Path, sheets: Mapping[str, DifferentCells], others: Container[str] = ()) -> io.BytesIO:
    """The workbook in which each of some sheets, by their parts, holds its different cells only.

    The `others` are left out, and so are pictures and all else that is no XML, since the copy is held unpacked. Raises
    BadZipFile when such a sheet is no longer what it was, and KeyError when it is gone.
    """
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        if any(cells.crc != source.getinfo(part).CRC for part, cells in sheets.items()):
            raise zipfile.BadZipFile("the file was changed")
        for part in source.namelist():
            if part in sheets:
                target.writestr(part, sheets[part].sheet())
            elif part not in others and part.lower().endswith((".xml", ".rels")):
                target.writestr(part, source.read(part))
    copy.seek(0)
    return copy
