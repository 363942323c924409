"""The rows of one recognised sheet → a frame of values, and a problem for each cell that could not be read.

The work goes by column: each column is read with the function of its type, and each value in it once. The row
number in the sheet is attached where the value is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from lofte_analysis import cell_dates, cells
from lofte_analysis.cell_periods import Named, read_period
from lofte_analysis.cells import Fault, Number
from lofte_analysis.column_types import CellType, Column, SheetKind
from lofte_analysis.columns import CASES, DELIVERIES, OTHER_PLACE, UNKNOWN_PARTY
from lofte_analysis.problems import Consequence, Problems, address
from lofte_analysis.reading.asides import asides_of
from lofte_analysis.reading.cell_columns import places, taken
from lofte_analysis.reading.grids import Grid
from lofte_analysis.reading.names import Names
from lofte_analysis.reading.sheets import Layout
from lofte_analysis.same_rows import combined, first_places

# A value is repeated in a message only where it comes from a date, a number or a fixed list.
_SHOWN = {CellType.DATE, CellType.MONTH, CellType.COMMITMENT, CellType.CHOICE, CellType.COUNT, CellType.YES}
_SHOWN |= {CellType.CLOCK, CellType.GRADES, CellType.PERIOD, CellType.STATUS}
_UNREAD = ("note",)  # free text is never loaded
_UNREAD_YES = "går inte att läsa"  # it may have meant yes
UNLISTED_PLACE = Fault(
    "Platsen finns inte i löftesfilen och visas som annan plats.",
    "Rätta stavningen, eller lägg till platsen under platser i löftesfilen. Skriv aldrig en persons namn eller adress.",
)
EMPTIED = Fault(
    "Cellen innehöll ett personnummer och lästes som tom.",
    "Ta bort personnumret ur arbetsboken. Här redovisas aldrig enskilda personer.",
)
PLACE = ("file", "sheet", "kind", "row", "rejected", "aside", "reason", "cell")


def read_rows(grid: Grid, layout: Layout, names: Names, file: str, sheet: str, problems: Problems) -> pd.DataFrame:
    """One row per filled row below the header, with its place and whether it was rejected.

    `sheet` is what its rows are said to stand on: a second table on a sheet has a name of its own.
    Columns: file, sheet, kind, row (in the sheet, from 1), rejected, aside (rejected because it reports nothing),
    reason and cell (of the first problem that rejected it), then the fields of the sheet kind; dates as start and end.
    """
    filled = grid.filled_rows(after=layout.header_row, until=layout.last_row)
    asides = asides_of(grid, layout, names, filled, lambda kind: parser_of(kind, grid.serials, names))
    rows = [number for number in filled if number not in asides]
    reader = _RowReader(grid, layout, names, file, sheet, problems, rows)
    data: dict[str, np.ndarray] = {}
    for index, column in sorted(layout.columns.items()):
        if column.field not in _UNREAD:
            data |= reader.column(index, column)
    if layout.kind.party_columns:
        data |= reader.attendance(data)
    for column in layout.kind.columns:  # columns that the sheet does not have
        if column.field not in _UNREAD:
            data |= {key: np.full(len(rows), None) for key in _fields(column) if key not in data}
    reader.emptied_cells()
    if layout.kind is CASES:
        reader.check_cases(data)
    if layout.kind is DELIVERIES:
        reader.check_deliveries(data)
    reader.set_aside(asides)
    reader.settle_consequences()
    numbers = [*rows, *asides]
    reasons, cells_of = np.full(len(numbers), "", dtype=object), np.full(len(numbers), "", dtype=object)
    rejected = np.isin(numbers, list(reader.rejected))
    for place in places(rejected):
        reasons[place], cells_of[place] = reader.rejected[numbers[place]]
    everywhere = np.zeros(len(numbers), dtype=int)
    place = {
        "file": taken([file], everywhere),
        "sheet": taken([sheet], everywhere),
        "kind": taken([layout.kind.name], everywhere),
        "row": np.array(numbers, dtype=object),
        "rejected": rejected.astype(object),
        "aside": (np.arange(len(numbers)) >= len(rows)).astype(object),
        "reason": reasons,
        "cell": cells_of,
    }
    nothing = np.full(len(asides), np.nan, dtype=object)
    return pd.DataFrame(place | {key: np.append(values, nothing) for key, values in data.items()}, dtype=object)


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
        case CellType.YES if column.field == "completes":
            return ("completes", "completes_unread")
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
        self, grid: Grid, layout: Layout, names: Names, file: str, sheet: str, problems: Problems, rows: list[int]
    ) -> None:
        self.grid, self.layout, self.names = grid, layout, names
        self.file, self.problems, self.rows = file, problems, rows
        self.at = np.array(rows, dtype=np.int64) - 1  # the rows' places in the grid's columns
        self.place_of = {number: place for place, number in enumerate(rows)} if grid.emptied else {}
        self.sheet = sheet
        self.rejected: dict[int, tuple[str, str]] = {}
        self.told_of_cells: list[tuple[int, int]] = []  # which problem, and of which row

    def problem(self, consequence: Consequence, number: int, index: int, value: Any, fault: Fault) -> None:
        where = address(number, index)
        self.problems.add(consequence, *fault, file=self.file, sheet=self.sheet, cell=where, value=value)
        if consequence is Consequence.ROW:
            self.rejected.setdefault(number, (fault.problem, where))
        else:
            self.told_of_cells.append((len(self.problems.rows) - 1, number))

    def settle_consequences(self) -> None:
        """Where a row is rejected, none of its cells may say that the row is read."""
        for place, number in self.told_of_cells:
            if number in self.rejected:
                self.problems.rows[place] = self.problems.rows[place]._replace(consequence=Consequence.ROW)

    def set_aside(self, asides: dict[int, Fault]) -> None:
        """Tell of the rows that report nothing, at their first filled cell."""
        for number, fault in sorted(asides.items()):
            self.problem(Consequence.ROW, number, int(self.grid.first_filled[number - 1]), None, fault)

    def column(self, index: int, column: Column) -> dict[str, np.ndarray]:
        """The values of a column in its fields, and a problem for each cell that could not be read."""
        cells_of = self.grid.columns[index]
        codes = cells_of.codes[self.at]
        parse = parser_of(column.type, self.grid.serials, self.names)
        read = cells_of.each(lambda value: value if isinstance(value, Fault) else parse(value), codes)
        amiss = [isinstance(value, Fault) or (value is None and column.filled) for value in read]
        emptied = self._emptied_in(index)
        for place in sorted({*places(np.array(amiss, dtype=bool)[codes]), *emptied}):
            number, value, raw = self.rows[place], read[codes[place]], cells_of.values[codes[place]]
            if isinstance(value, Fault):
                consequence = Consequence.ROW if column.rejects else Consequence.CELL
                shown = raw if column.type in _SHOWN and raw is not value else None
                self.problem(consequence, number, index, shown, value)
            elif place in emptied:
                if column.rejects:
                    self.rejected.setdefault(
                        number, (f"{column.header} innehöll ett personnummer.", address(number, index))
                    )
            else:
                fault = Fault(f"{column.header} saknas.", f"Fyll i cellen. {column.meaning}")
                self.problem(Consequence.ROW, number, index, None, fault)
        read = [self.lost(column) if isinstance(value, Fault) else value for value in read] + [self.lost(column)]
        codes[list(emptied)] = len(read) - 1
        self._remark(column, index, read)
        return {key: taken(values, codes) for key, values in self._as_fields(column, read).items()}

    def _emptied_in(self, index: int) -> set[int]:
        """The places of the rows whose cell in a column held an identity number."""
        return {self.place_of[number] for number, at in self.grid.emptied if at == index and number in self.place_of}

    @staticmethod
    def lost(column: Column) -> str | tuple[tuple, bool] | None:
        """What stands in for a cell that could not be read: somebody, but not the party that a blank cell means."""
        if column.field == "reporter":
            return UNKNOWN_PARTY
        if column.field == "completes":
            return _UNREAD_YES
        return ((), True) if column.type is CellType.PARTIES else None

    @staticmethod
    def _as_fields(column: Column, values: list) -> dict[str, list]:
        """Each value that a column holds, parted into the fields of the frame."""
        keys = _fields(column)
        if column.type in (CellType.DATE, CellType.MONTH):
            if column.field == "date":
                return {key: [getattr(value, key, None) for value in values] for key in ("start", "end")}
            return {column.field: [getattr(value, column.field, None) for value in values]}  # Från, Till
        if column.type is CellType.PERIOD:
            named = [value if isinstance(value, Named) else (None, None, None) for value in values]
            return {key: [period[place] for period in named] for place, key in enumerate(keys)}
        if column.type is CellType.COUNT:
            pairs = [value if isinstance(value, Number) else (None, False) for value in values]
            return {keys[0]: [pair[0] for pair in pairs], keys[1]: [pair[1] for pair in pairs]}
        if column.type is CellType.PARTIES:
            return {
                "parties": [value[0] if value else None for value in values],
                "unknown_parties": [bool(value and value[1]) for value in values],
            }
        if column.field == "completes":
            unread = [value == _UNREAD_YES for value in values]
            return {
                "completes": [None if lost else value for value, lost in zip(values, unread, strict=True)],
                "completes_unread": unread,
            }
        return {column.field: values}

    def _remark(self, column: Column, index: int, read: list) -> None:
        """What can be read but not used whole: parties and places that the promise does not know."""
        cells_of = self.grid.columns[index]
        faults: dict[int, Fault] = {}  # by the number of the value in its column
        if column.type is CellType.PARTIES:
            known = "; ".join(party.name for party in self.names.promise.parties)
            for code, value in enumerate(cells_of.values):
                if read[code] and read[code][1] and isinstance(value, str):
                    near = self.names.nearest_party(value)
                    meant = f"Menade du {near}? " if near else ""
                    remedy = f"{meant}Skriv parterna med semikolon emellan: {known}."
                    faults[code] = Fault("Minst en part i cellen finns inte i löftet.", remedy)
        elif column.type is CellType.PLACE:
            faults = {code: UNLISTED_PLACE for code, value in enumerate(read) if value == OTHER_PLACE}
        codes = cells_of.codes[self.at]
        for place in places(np.isin(codes, list(faults))) if faults else ():
            self.problem(Consequence.CELL, self.rows[place], index, None, faults[codes[place]])

    def attendance(self, data: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The parties' own columns of crosses, joined with what stands in Parter."""
        listed = data.get("parties", np.full(len(self.rows), None))
        unclear = data.get("unknown_parties", np.full(len(self.rows), False, dtype=object))
        crosses, faults = {}, []
        for index, party in self.layout.parties.items():
            codes = self.grid.columns[index].codes[self.at]
            read = self.grid.columns[index].each(
                lambda value: value if isinstance(value, Fault) else cells.read_cross(value), codes
            )
            odd = np.array([isinstance(value, Fault) for value in read], dtype=bool)[codes]
            faults += [(place, index, read[codes[place]]) for place in places(odd)]
            odd[list(self._emptied_in(index))] = True
            unclear[odd] = True
            crossed = np.array([value is True for value in read], dtype=bool)[codes]
            crosses[party] = crosses[party] | crossed if party in crosses else crossed  # two columns for one party
        for place, index, fault in sorted(faults, key=lambda found: found[0]):
            self.problem(Consequence.CELL, self.rows[place], index, None, fault)
        kinds = combined(listed, *crosses.values())  # few parties are listed and crossed in many ways
        parties = []
        for place in first_places(kinds):
            present = [party for party, crossed in crosses.items() if crossed[place]]
            parties.append(tuple(dict.fromkeys((*(listed[place] or ()), *present))) or None)
        return {"parties": taken(parties, kinds), "unknown_parties": unclear}

    def emptied_cells(self) -> None:
        last = self.layout.last_row or self.grid.height
        for number, index in self.grid.emptied:
            if not self.layout.header_row < number <= last:
                continue
            self.problem(Consequence.CELL, number, index, None, EMPTIED)

    def _index(self, field: str) -> int:
        return next(index for index, column in self.layout.columns.items() if column.field == field)

    def check_cases(self, data: dict[str, np.ndarray]) -> None:
        """A case that is open is not done, and no more can be done than there are."""
        for number, cases, done, still in zip(self.rows, data["cases"], data["done"], data["open"], strict=True):
            if cases is not None and done is not None and number not in self.rejected and done > cases - (still or 0):
                fault = Fault(
                    "Fler genomförda än avslutade ärenden.",
                    "Rätta så att Varav genomförda är högst Antal ärenden minus Pågående.",
                )
                self.problem(Consequence.ROW, number, self._index("done"), done, fault)

    def check_deliveries(self, data: dict[str, np.ndarray]) -> None:
        for number, start, end in zip(self.rows, data["start"], data["end"], strict=True):
            if start is not None and end is not None and end < start:
                fault = Fault("Till ligger före Från.", "Rätta datumen.")
                self.problem(Consequence.ROW, number, self._index("end"), end, fault)
