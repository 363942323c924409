"""Which sheet is what: a sheet is known by its headers, never by its name or file."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lofte_analysis.cells import is_blank
from lofte_analysis.column_types import Column, SheetKind
from lofte_analysis.columns import INSTRUCTION_MARK, LISTS_NOTE, SHEET_KINDS, TEMPLATE_NAME, headers_of
from lofte_analysis.folding import folded_header
from lofte_analysis.reading.grids import HEADER_ROWS, Grid
from lofte_analysis.reading.names import Names
from lofte_analysis.shown import as_shown

HEADERS = 60  # a row with more texts that we do not know is no header row of ours
ASKED = 2_000  # so many texts of a sheet, once for each kind, are compared with our headers
RESEMBLES = 2  # so many known headers make a sheet that was not recognised a possible one of ours


@dataclass
class Layout:
    """What a sheet is and which of its columns holds what. `header_row` counts from 1; columns count from 0.

    `last_row` is the last row of a table that has another below it on the same sheet, and `further` says that it is
    itself such a table.
    """

    kind: SheetKind
    header_row: int
    columns: dict[int, Column]
    parties: dict[int, str] = field(default_factory=dict)
    unused: dict[int, str] = field(default_factory=dict)  # headers that mean nothing to us
    doubled: dict[int, Column] = field(default_factory=dict)  # a second column with the same meaning
    last_row: int | None = None
    further: bool = False

    @property
    def is_identified(self) -> bool:
        """Whether it has all the columns that make a sheet what it is."""
        found = {column.field for column in self.columns.values()}
        return all(column.field in found for column in self.kind.columns if column.identifies)


def is_instruction(grid: Grid) -> bool:
    """Whether the sheet is the template's page of instructions, or its hidden lists, which hold no data."""
    first = [value for row in grid.top_rows(2) for value in row[:1] if isinstance(value, str)]
    marked = bool(first) and folded_header(first[0]).split()[:1] == [folded_header(INSTRUCTION_MARK)]
    return marked and (first[0] == LISTS_NOTE or any(TEMPLATE_NAME in value for value in first))


def layouts_of(grid: Grid, names: Names) -> list[Layout]:
    """The readings of a sheet that fit best: none, one, or several where it could be either."""
    for layouts in _attempts(grid, names):
        fitting = [layout for layout in layouts if layout.is_identified]
        if fitting:
            most = max(len(layout.columns) for layout in fitting)
            return [layout for layout in fitting if len(layout.columns) == most]
    return []


def kinds_it_resembles(grid: Grid, names: Names) -> list[SheetKind]:
    """The kinds of which a row of the sheet holds at least two headers: what a sheet with a lost header may be."""
    found = [
        layout.kind
        for layouts in _attempts(grid, names)
        for layout in layouts
        if len(layout.columns) + len(layout.parties) >= RESEMBLES
    ]
    return [kind for kind in SHEET_KINDS if kind in found]


def suggested_headers(grid: Grid, names: Names) -> dict[str, str]:
    """For a sheet that was not recognised, which of its headers may stand for which of ours: theirs → ours.

    Only where the suggestions, with the headers that are known, would make a row the header of a kind of sheet.
    """
    best: dict[str, str] = {}
    asked = 0
    for layout in (layout for layouts in _attempts(grid, names) for layout in layouts):
        asked += len(layout.unused)
        if len(layout.unused) > HEADERS or asked > ASKED:
            continue
        found = {column.field for column in layout.columns.values()}
        lacking = [column for column in layout.kind.columns if column.identifies and column.field not in found]
        theirs = {header: _nearest(header, lacking) for header in layout.unused.values()}
        meant = {header: column for header, column in theirs.items() if column}
        if lacking and set(lacking) <= set(meant.values()) and (len(found) or len(lacking) > 1):
            best = best or {header: column.header for header, column in meant.items()}
    return best


def _nearest(header: str, columns: list[Column]) -> Column | None:
    """The column whose name a header holds, or is most like."""
    text = folded_header(header)
    named = {folded_header(name): column for column in columns for name in (column.header, *column.synonyms)}
    held = [name for name in named if len(name) > 2 and name in text.split()]
    near = held[:1] or difflib.get_close_matches(text[:80], named, n=1, cutoff=0.7)
    return named[near[0]] if near else None


def _attempts(grid: Grid, names: Names) -> Iterator[list[Layout]]:
    """For each of the top rows, how it would read as the header of each kind."""
    for number, row in enumerate(grid.top_rows(HEADER_ROWS), 1):
        if layouts := row_layouts(number, row, names):
            yield layouts


def row_layouts(number: int, row: list, names: Names) -> list[Layout]:
    """How a row would read as the header of each kind; nothing for a row without text."""
    own = {folded_header(theirs): folded_header(ours) for theirs, ours in names.promise.headers.items()}
    headers = [folded_header(value) if isinstance(value, str) else "" for value in row]
    headers = [own.get(header, header) for header in headers]
    return [_layout(kind, number, headers, row, names) for kind in SHEET_KINDS] if any(headers) else []


def _layout(kind: SheetKind, number: int, headers: list[str], row: list, names: Names) -> Layout:
    known = headers_of(kind)
    layout = Layout(kind, number, {})
    # a column's own name goes before its synonyms: "Klar" beside "Slutfört" is Klar
    order = sorted(range(len(headers)), key=lambda i: not _is_own_name(known.get(headers[i]), headers[i]))
    for index in order:
        column = known.get(headers[index])
        if column is not None:
            taken = column.field in {c.field for c in layout.columns.values()}
            (layout.doubled if taken else layout.columns)[index] = column
        elif kind.party_columns and (party := names.party_of_header(row[index])):
            layout.parties[index] = party
        elif not is_blank(row[index]):
            layout.unused[index] = as_shown(row[index])
    return layout


def _is_own_name(column: Column | None, header: str) -> bool:
    return column is not None and folded_header(column.header) == header
