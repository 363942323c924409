"""The rows of one recognised sheet → a frame of values, and a problem for each cell that could not be read.

The work goes by column: each column is read with the function of its type, and a value that was met before is
not read again. The row number in the sheet is attached where the value is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from lofte_analysis import cell_dates, cells
from lofte_analysis.cell_periods import Named, read_period
from lofte_analysis.cells import Fault, Number
from lofte_analysis.column_types import CellType, Column, SheetKind
from lofte_analysis.columns import CASES, DELIVERIES, OTHER_PLACE, UNKNOWN_PARTY
from lofte_analysis.problems import Consequence, Problems, address
from lofte_analysis.reading.asides import asides_of
from lofte_analysis.reading.grids import Grid
from lofte_analysis.reading.names import Names
from lofte_analysis.reading.sheets import Layout

# A value is repeated in a message only where it comes from a date, a number or a fixed list.
_SHOWN = {CellType.DATE, CellType.MONTH, CellType.COMMITMENT, CellType.CHOICE, CellType.COUNT, CellType.YES}
_SHOWN |= {CellType.CLOCK, CellType.GRADES, CellType.PERIOD, CellType.STATUS}
_UNREAD = ("note",)  # free text is never loaded
UNLISTED_PLACE = Fault(
    "Platsen finns inte i löftesfilen och visas som annan plats.",
    "Rätta stavningen, eller lägg till platsen under platser i löftesfilen. Skriv aldrig en persons namn eller adress.",
)
EMPTIED = Fault(
    "Cellen innehöll ett personnummer och lästes som tom.",
    "Ta bort personnumret ur arbetsboken. Här redovisas aldrig enskilda personer.",
)
PLACE = ("file", "sheet", "kind", "row", "rejected", "aside", "reason", "cell")


def read_rows(grid: Grid, layout: Layout, names: Names, file: str, problems: Problems) -> pd.DataFrame:
    """One row per filled row below the header, with its place and whether it was rejected.

    Columns: file, sheet, kind, row (in the sheet, from 1), rejected, aside (rejected because it reports nothing),
    reason and cell (of the first problem that rejected it), then the fields of the sheet kind; dates as start and end.
    """
    filled = grid.filled_rows(after=layout.header_row, until=layout.last_row)
    asides = asides_of(grid, layout, names, filled, lambda kind: parser_of(kind, grid.serials, names))
    rows = [number for number in filled if number not in asides]
    reader = _RowReader(grid, layout, names, file, problems, rows)
    data: dict[str, list] = {}
    for index, column in sorted(layout.columns.items()):
        if column.field not in _UNREAD:
            data |= reader.column(index, column)
    if layout.kind.party_columns:
        data |= reader.attendance(data)
    for column in layout.kind.columns:  # columns that the sheet does not have
        if column.field not in _UNREAD:
            data |= {key: [None] * len(rows) for key in _fields(column) if key not in data}
    reader.emptied_cells()
    if layout.kind is CASES:
        reader.check_cases(data)
    if layout.kind is DELIVERIES:
        reader.check_deliveries(data)
    frame = pd.DataFrame({key: pd.Series(values, dtype=object) for key, values in data.items()})
    reader.set_aside(asides)
    numbers = [*rows, *asides]
    place = pd.DataFrame(
        {
            "file": file,
            "sheet": layout.label(grid.name),
            "kind": layout.kind.name,
            "row": numbers,
            "rejected": [number in reader.rejected for number in numbers],
            "aside": [number in asides for number in numbers],
            "reason": [reader.rejected.get(number, ("", ""))[0] for number in numbers],
            "cell": [reader.rejected.get(number, ("", ""))[1] for number in numbers],
        }
    )
    return pd.concat([place.astype(object), frame.reindex(range(len(numbers)))], axis=1)


def empty_rows(kind: SheetKind) -> pd.DataFrame:
    """A frame with the columns of a sheet kind and no rows."""
    names = [key for column in kind.columns if column.field not in _UNREAD for key in _fields(column)]
    return pd.DataFrame(columns=[*PLACE, *names], dtype=object)


def _fields(column: Column) -> tuple[str, ...]:
    """The frame columns that a sheet column gives."""
    match column.type:
        case CellType.DATE | CellType.MONTH if column.field == "date":
            return ("start", "end")
        case CellType.PERIOD:
            return (column.field, "start", "end")
        case CellType.PARTIES:
            return ("parties", "unknown_parties")
        case CellType.COUNT:
            return (column.field, f"{column.field}_approximate")
    return (column.field,)


def parser_of(kind: CellType, serials: int | None, names: Names) -> Callable[[Any], Any]:
    """The function that reads a cell of a type."""
    match kind:
        case CellType.DATE:
            return lambda value: cell_dates.read_date(value, serials=serials)
        case CellType.MONTH:
            return lambda value: cell_dates.read_month(value, serials=serials)
        case CellType.PERIOD:
            return lambda value: read_period(value, serials=serials)
        case CellType.COMMITMENT:
            return names.commitment
        case CellType.PARTY:
            return names.party
        case CellType.PARTIES:
            return names.parties
        case CellType.CHOICE:
            return names.traffic_type
        case CellType.COUNT:
            return cells.read_count
        case CellType.STATUS:
            return cells.read_status
        case CellType.YES:
            return cells.read_yes
        case CellType.CLOCK:
            return cells.read_clock
        case CellType.GRADES:
            return cells.read_grades
        case CellType.PLACE:
            return names.place
        case CellType.TEXT:
            return cells.read_text
    raise ValueError(f"kind must be a CellType that a column can have, got {kind!r}")


class _RowReader:
    def __init__(
        self, grid: Grid, layout: Layout, names: Names, file: str, problems: Problems, rows: list[int]
    ) -> None:
        self.grid, self.layout, self.names = grid, layout, names
        self.file, self.problems, self.rows = file, problems, rows
        self.sheet = layout.label(grid.name)
        self.rejected: dict[int, tuple[str, str]] = {}
        self.emptied = set(grid.emptied)

    def problem(self, consequence: Consequence, number: int, index: int, value: Any, fault: Fault) -> None:
        where = address(number, index)
        self.problems.add(consequence, *fault, file=self.file, sheet=self.sheet, cell=where, value=value)
        if consequence is Consequence.ROW:
            self.rejected.setdefault(number, (fault.problem, where))

    def set_aside(self, asides: dict[int, Fault]) -> None:
        """Tell of the rows that report nothing, at their first filled cell."""
        for number, fault in sorted(asides.items()):
            index = next(index for index, value in enumerate(self.grid.rows[number - 1]) if not cells.is_blank(value))
            self.problem(Consequence.ROW, number, index, None, fault)

    def raw(self, number: int, index: int) -> Any:
        row = self.grid.rows[number - 1]
        return row[index] if index < len(row) else None

    def column(self, index: int, column: Column) -> dict[str, list]:
        parse, judged, values = parser_of(column.type, self.grid.serials, self.names), {}, []
        for number in self.rows:
            raw = self.raw(number, index)
            key = (type(raw), raw)
            if key not in judged:
                judged[key] = raw if isinstance(raw, Fault) else parse(raw)
            value = judged[key]
            if isinstance(value, Fault):
                consequence = Consequence.ROW if column.rejects else Consequence.CELL
                shown = raw if column.type in _SHOWN and raw is not value else None
                self.problem(consequence, number, index, shown, value)
                value = self.lost(column)
            elif value is None and (number, index) in self.emptied:
                if column.rejects:
                    self.rejected.setdefault(
                        number, (f"{column.header} innehöll ett personnummer.", address(number, index))
                    )
                value = self.lost(column)
            elif value is None and column.filled:
                fault = Fault(f"{column.header} saknas.", f"Fyll i cellen. {column.meaning}")
                self.problem(Consequence.ROW, number, index, None, fault)
            values.append(value)
        return self._as_fields(column, index, values)

    @staticmethod
    def lost(column: Column) -> str | tuple[tuple, bool] | None:
        """What stands in for a cell that could not be read: somebody, but not the party that a blank cell means."""
        if column.field == "reporter":
            return UNKNOWN_PARTY
        return ((), True) if column.type is CellType.PARTIES else None

    def _as_fields(self, column: Column, index: int, values: list) -> dict[str, list]:
        keys = _fields(column)
        if column.type in (CellType.DATE, CellType.MONTH):
            if column.field == "date":
                ends = [[getattr(value, key, None) for value in values] for key in ("start", "end")]
                return dict(zip(keys, ends, strict=True))
            return {column.field: [getattr(value, column.field, None) for value in values]}  # Från, Till
        if column.type is CellType.PERIOD:
            named = [value if isinstance(value, Named) else (None, None, None) for value in values]
            return {key: [period[place] for period in named] for place, key in enumerate(keys)}
        if column.type is CellType.COUNT:
            pairs = [value if isinstance(value, Number) else (None, False) for value in values]
            return {keys[0]: [pair[0] for pair in pairs], keys[1]: [pair[1] for pair in pairs]}
        if column.type is CellType.PARTIES:
            for number, value in zip(self.rows, values, strict=True):
                if value and value[1] and isinstance(self.raw(number, index), str):
                    known = "; ".join(party.name for party in self.names.promise.parties)
                    near = self.names.nearest_party(self.raw(number, index))
                    meant = f"Menade du {near}? " if near else ""
                    remedy = f"{meant}Skriv parterna med semikolon emellan: {known}."
                    fault = Fault("Minst en part i cellen finns inte i löftet.", remedy)
                    self.problem(Consequence.CELL, number, index, None, fault)
            return {
                "parties": [value[0] if value else None for value in values],
                "unknown_parties": [bool(value and value[1]) for value in values],
            }
        if column.type is CellType.PLACE:
            for number, value in zip(self.rows, values, strict=True):
                if value == OTHER_PLACE:
                    self.problem(Consequence.CELL, number, index, None, UNLISTED_PLACE)
        return {column.field: values}

    def attendance(self, data: dict[str, list]) -> dict[str, list]:
        """The parties' own columns of crosses, joined with what stands in Parter."""
        listed = data.get("parties", [None] * len(self.rows))
        unknown = data.get("unknown_parties", [False] * len(self.rows))
        parties, unclear = [], []
        for number, named, odd in zip(self.rows, listed, unknown, strict=True):
            crossed = []
            for index, party in self.layout.parties.items():
                raw = self.raw(number, index)
                cross = raw if isinstance(raw, Fault) else cells.read_cross(raw)
                if isinstance(cross, Fault):
                    self.problem(Consequence.CELL, number, index, None, cross)
                    odd = True
                elif cross:
                    crossed.append(party)
                elif (number, index) in self.emptied:
                    odd = True
            parties.append(tuple(dict.fromkeys((*(named or ()), *crossed))) or None)
            unclear.append(odd)
        return {"parties": parties, "unknown_parties": unclear}

    def emptied_cells(self) -> None:
        last = self.layout.last_row or len(self.grid.rows)
        for number, index in self.grid.emptied:
            if not self.layout.header_row < number <= last:
                continue
            self.problems.add(
                Consequence.ROW if number in self.rejected else Consequence.CELL,
                *EMPTIED,
                file=self.file,
                sheet=self.sheet,
                cell=address(number, index),
            )

    def _index(self, field: str) -> int:
        return next(index for index, column in self.layout.columns.items() if column.field == field)

    def check_cases(self, data: dict[str, list]) -> None:
        """A case that is open is not done, and no more can be done than there are."""
        for number, cases, done, still in zip(self.rows, data["cases"], data["done"], data["open"], strict=True):
            if cases is not None and done is not None and number not in self.rejected and done > cases - (still or 0):
                fault = Fault(
                    "Fler genomförda än avslutade ärenden.",
                    "Rätta så att Varav genomförda är högst Antal ärenden minus Pågående.",
                )
                self.problem(Consequence.ROW, number, self._index("done"), done, fault)

    def check_deliveries(self, data: dict[str, list]) -> None:
        for number, start, end in zip(self.rows, data["start"], data["end"], strict=True):
            if start is not None and end is not None and end < start:
                fault = Fault("Till ligger före Från.", "Rätta datumen.")
                self.problem(Consequence.ROW, number, self._index("end"), end, fault)
