"""Which sheet is what: a sheet is known by its headers, never by its name or file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lofte_analysis.cells import is_blank
from lofte_analysis.columns import INSTRUCTION_MARK, SHEET_KINDS, Column, SheetKind, folded_header, headers_of
from lofte_analysis.reading.grids import HEADER_ROWS, Grid
from lofte_analysis.reading.names import Names

RESEMBLES = 2  # so many known headers make a sheet that was not recognised a possible one of ours


@dataclass
class Layout:
    """What a sheet is and which of its columns holds what. `header_row` counts from 1; columns count from 0."""

    kind: SheetKind
    header_row: int
    columns: dict[int, Column]
    parties: dict[int, str] = field(default_factory=dict)
    unused: dict[int, str] = field(default_factory=dict)  # headers that mean nothing to us
    doubled: dict[int, Column] = field(default_factory=dict)  # a second column with the same meaning


def is_instruction(grid: Grid) -> bool:
    """Whether the sheet is the template's page of instructions, which holds no data."""
    first = grid.rows[0][0] if grid.rows and grid.rows[0] else None
    return isinstance(first, str) and folded_header(first).split()[:1] == [folded_header(INSTRUCTION_MARK)]


def layouts_of(grid: Grid, names: Names) -> list[Layout]:
    """The readings of a sheet that fit best: none, one, or several where it could be either."""
    for row_layouts in _attempts(grid, names):
        fitting = [layout for layout in row_layouts if _identified(layout)]
        if fitting:
            most = max(len(layout.columns) for layout in fitting)
            return [layout for layout in fitting if len(layout.columns) == most]
    return []


def kinds_it_resembles(grid: Grid, names: Names) -> list[SheetKind]:
    """The kinds of which a row of the sheet holds at least two headers: what a sheet with a lost header may be."""
    found = [
        layout.kind
        for row_layouts in _attempts(grid, names)
        for layout in row_layouts
        if len(layout.columns) + len(layout.parties) >= RESEMBLES
    ]
    return [kind for kind in SHEET_KINDS if kind in found]


def _attempts(grid: Grid, names: Names) -> Iterator[list[Layout]]:
    """For each of the top rows, how it would read as the header of each kind."""
    own = {folded_header(theirs): folded_header(ours) for theirs, ours in names.promise.headers.items()}
    for number, row in enumerate(grid.rows[:HEADER_ROWS], 1):
        headers = [folded_header(value) if isinstance(value, str) else "" for value in row]
        headers = [own.get(header, header) for header in headers]
        if any(headers):
            yield [_layout(kind, number, headers, row, names) for kind in SHEET_KINDS]


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
            layout.unused[index] = str(row[index])
    return layout


def _is_own_name(column: Column | None, header: str) -> bool:
    return column is not None and folded_header(column.header) == header


def _identified(layout: Layout) -> bool:
    found = {column.field for column in layout.columns.values()}
    return all(column.field in found for column in layout.kind.columns if column.identifies)
