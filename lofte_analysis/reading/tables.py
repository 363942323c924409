"""Where one table of a sheet ends and another begins, and which rows stand in a table that is not recognised.

Rows below a header that we do not know must never be read in the columns of the table above, nor rows above the
header be passed over: they are told of, and counted.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lofte_analysis.cell_dates import Span
from lofte_analysis.cells import Fault, is_blank
from lofte_analysis.column_types import CellType, Column, SheetKind
from lofte_analysis.columns import ACTIONS, ACTIVITIES, CASES, DELIVERIES, SHEET_KINDS, TRAFFIC, headers_of
from lofte_analysis.folding import folded_header
from lofte_analysis.reading.asides import Parse, readers_of
from lofte_analysis.reading.grids import Grid
from lofte_analysis.reading.names import Names
from lofte_analysis.reading.sheets import Layout, row_layouts

TABLES = 30  # so many are read on one sheet; the headers of more are rows that cannot be read
NEAR = 300  # so many texts of a sheet are compared with our headers
_LIKE = 0.75  # how like one of ours a misspelt header is


@dataclass
class Unrecognised:
    """The rows of a table that is not read, from its header, or first row, to the last; `kinds` are what it may be."""

    first_row: int
    kinds: list[SheetKind]
    last_row: int | None = None


def tables_of(grid: Grid, layout: Layout, names: Names, parser: Parse) -> list[Layout | Unrecognised]:
    """The tables of a sheet, one below the other, of which `layout` is the first that is recognised.

    A further table begins where a row is the header of a kind of sheet, and says something else than the header above.
    One that is not recognised begins where a row of headers that we only know in part says something else.
    """
    headers = _Headers(names)
    above, tables = _above(grid, layout, headers, parser), [layout]
    for number in _rows_with(headers.exact, grid, layout, parser):
        if len(tables) == TABLES:
            break
        row, last = grid.row(number), tables[-1]
        if not headers.are_most(row) and not headers.is_first(row):
            continue
        if table := _recognised(number, row, names):
            if isinstance(last, Unrecognised) or not _repeats(table, last, row):
                last.last_row = number - 1
                table.further = True
                tables.append(table)
        elif isinstance(last, Layout) and headers.begin_another(row, last, number, readers_of(last, parser)):
            last.last_row = number - 1
            tables.append(Unrecognised(number, headers.kinds(row) or [last.kind]))
    return [*above, *tables]


def _recognised(number: int, row: list, names: Names) -> Layout | None:
    """The reading of a row as the header of a kind of sheet, where one fits best."""
    fitting = [table for table in row_layouts(number, row, names) if table.is_identified]
    most = max((len(table.columns) for table in fitting), default=0)
    best = [table for table in fitting if len(table.columns) == most]
    return best[0] if len(best) == 1 else None


def _rows_with(known: set[str], grid: Grid, layout: Layout, parser: Parse) -> list[int]:
    """The numbers of the rows below the header that may be another: they begin with a header, or tell nothing.

    The latter hold one of the headers, or texts that cannot be read in the columns that make the sheet what it is.
    """
    rows = np.arange(layout.header_row, grid.height)
    reads = readers_of(layout, parser)

    def is_known(value: object) -> bool:
        return isinstance(value, str) and folded_header(value) in known

    begins, holds, amiss = np.zeros((3, len(rows)), dtype=bool)
    for index, column in enumerate(grid.columns):
        here = column.where(is_known, rows)
        begins |= here & (grid.first_filled[rows] == index)
        holds |= here
    identifying = [index for index, column in layout.columns.items() if column.identifies and index in reads]
    for place, index in enumerate(identifying):
        texts = grid.columns[index].where(lambda value: isinstance(value, str) and not is_blank(value), rows)
        texts[texts] = ~grid.columns[index].where(reads[index], rows[texts])
        amiss = texts if place == 0 else amiss & texts
    silent = np.flatnonzero((holds | amiss) & ~begins)
    for index, is_read in reads.items():
        silent = silent[~grid.columns[index].where(is_read, rows[silent])]
    begins[silent] = True
    return (rows[begins] + 1).tolist()


def _repeats(layout: Layout, above: Layout, row: list) -> bool:
    """Whether a header row says, as far as it goes, the same of the same columns as the one above."""
    read = {*above.columns, *above.parties}
    return (
        layout.kind is above.kind
        and layout.columns.items() <= above.columns.items()
        and layout.parties.items() <= above.parties.items()
        and not any(index in read and not _labels(row[index], above.columns.get(index)) for index in layout.unused)
    )


def _labels(value: object, column: Column | None) -> bool:
    """Whether a text says no more of a column than its own headers and unit do: Antal, below Antal tillfällen."""
    if column is None or not isinstance(value, str):
        return False
    own = " ".join((column.header, *column.synonyms, column.unit, column.type))
    return set(folded_header(value).split()) <= set(folded_header(own).split())


class _Headers:
    """All headers that we know, and what is so like one of them that it must be one."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.own = {folded_header(theirs): folded_header(ours) for theirs, ours in names.promise.headers.items()}
        self.exact = {*self.own}.union(*(headers_of(kind) for kind in SHEET_KINDS))
        self._near: dict[str, str] = {}

    def meant(self, value: object) -> str:
        """The header of ours that a cell holds, or is most like; "" for none."""
        text = folded_header(value) if isinstance(value, str) else ""
        if text in self.exact:
            return self.own.get(text, text)
        if text not in self._near and text and len(self._near) < NEAR:
            found = difflib.get_close_matches(text[:80], self.exact, n=1, cutoff=_LIKE) if len(text) > 2 else []
            self._near[text] = self.own.get(found[0], found[0]) if found else ""
        return self._near.get(text, "")

    def is_exact(self, value: object) -> bool:
        return isinstance(value, str) and folded_header(value) in self.exact

    def is_first(self, row: list) -> bool:
        """Whether a row begins with a header."""
        return self.is_exact(next((value for value in row if not is_blank(value)), None))

    def are_most(self, row: list) -> bool:
        """Whether more than half of a row's cells, and two at least, are headers or very like them."""
        filled = [value for value in row if not is_blank(value)]
        found = [value for value in filled if self.meant(value) or self.names.party_of_header(value)]
        return len(found) > 1 and 2 * len(found) > len(filled)

    def kinds(self, row: list, *, identifying: bool = False) -> list[SheetKind]:
        """The kinds of which a row holds two headers at least; `identifying` ones alone if so asked."""

        def found(kind: SheetKind) -> int:
            columns = [headers_of(kind).get(self.meant(value)) for value in row]
            return sum(column is not None and (column.identifies or not identifying) for column in columns)

        return [kind for kind in SHEET_KINDS if found(kind) > 1]

    def begin_another(self, row: list, above: Layout, number: int, reads: dict[int, Callable[[object], bool]]) -> bool:
        """Whether a row holds headers that say something else than those of the table above."""
        if not self.are_most(row) or any(index in reads and reads[index](value) for index, value in enumerate(row)):
            return False
        known = headers_of(above.kind)

        def differs(index: int, value: object) -> bool:
            if index in above.parties:
                return not is_blank(value) and self.names.party_of_header(value) != above.parties[index]
            column: Column | None = above.columns.get(index)
            return column is not None and not is_blank(value) and known.get(self.meant(value)) != column

        if not any(self.meant(row[index]) for index in reads):  # two such words as Övrigt may be a report, too
            return False
        other = [value for index, value in enumerate(row) if differs(index, value)]
        if number == above.header_row + 1:  # explanations of the columns stand there too, and are told apart later
            return sum(map(self.is_exact, other)) > 1
        return bool(other)


def _above(grid: Grid, layout: Layout, headers: _Headers, parser: Parse) -> list[Unrecognised]:
    """The rows above the header that report something: below headers that we do not know, or below none.

    Titles are often pairs of a word and what it says: Part, skolan; Från, 2022-01-01. They are no table.
    """
    top, last = grid.top_rows(layout.header_row - 1), layout.header_row - 1
    for number, row in enumerate(top, 1):
        if any(_is(CellType.DATE, value, parser) for value in row):
            kinds = [] if any(map(headers.is_exact, row)) else _kinds_told(row, parser)
        else:
            is_header = headers.are_most(row) and any(_has_value(below, parser) for below in top[number:])
            kinds = headers.kinds(row, identifying=True) if is_header else []
        if kinds:
            return [Unrecognised(number, kinds, last)]
    return []


def _has_value(row: list, parser: Parse) -> bool:
    """Whether a row of several cells holds a day, a commitment, a party, a traffic type or a number."""
    kinds = (CellType.DATE, CellType.COMMITMENT, CellType.PARTY, CellType.CHOICE, CellType.COUNT)
    several = sum(not is_blank(value) for value in row) > 1
    return several and any(_is(kind, value, parser) for kind in kinds for value in row)


def _kinds_told(row: list, parser: Parse) -> list[SheetKind]:
    """What a row without headers may report: a commitment or a traffic type on a day, and the like."""
    days = {index for index, value in enumerate(row) if _is(CellType.DATE, value, parser)}
    rest = [value for index, value in enumerate(row) if index not in days and not is_blank(value)]

    def number_of(kind: CellType) -> int:
        return sum(_is(kind, value, parser) for value in rest)

    single = any(span.start == span.end for span in (parser(CellType.DATE)(row[index]) for index in days))
    if not rest or (not days and not number_of(CellType.STATUS)):
        return []
    if number_of(CellType.COMMITMENT):
        return ([ACTIVITIES] if single else []) + ([CASES] if number_of(CellType.COUNT) > 1 else [])
    if single and number_of(CellType.CHOICE):
        return [TRAFFIC]
    if number_of(CellType.PARTY):
        return ([DELIVERIES] if len(days) > 1 else []) + ([ACTIONS] if number_of(CellType.STATUS) else [])
    return []


def _is(kind: CellType, value: object, parser: Parse) -> bool:
    read = None if isinstance(value, Fault) else parser(kind)(value)
    return isinstance(read, Span) if kind is CellType.DATE else not isinstance(read, Fault | None)
