"""A folder of the parties' workbooks → Records, with every row accounted for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path

import pandas as pd

from lofte_analysis.cells import Fault
from lofte_analysis.column_types import SheetKind
from lofte_analysis.columns import DELIVERIES, EXAMPLE_MARK, SHEET_KINDS, UNKNOWN_PARTY
from lofte_analysis.merging import settle
from lofte_analysis.paths import data_path, folder_path
from lofte_analysis.privacy import looks_personal, masked
from lofte_analysis.problems import Consequence, Problem, Problems, address
from lofte_analysis.promise import Promise, read_promise
from lofte_analysis.reading.different_cells import Ordinary
from lofte_analysis.reading.files import FoundFile, digest, fault_of, fault_of_access, find_files
from lofte_analysis.reading.grids import Grid, read_grids
from lofte_analysis.reading.header_remedies import header_remedy, needed_headers, personal_headers
from lofte_analysis.reading.limits import Limits
from lofte_analysis.reading.names import Names
from lofte_analysis.reading.rows import EMPTIED, empty_rows, parser_of, read_rows
from lofte_analysis.reading.sheets import Layout, is_instruction, kinds_it_resembles, layouts_of
from lofte_analysis.reading.tables import Unrecognised, tables_of
from lofte_analysis.records import LOST_COLUMNS, Records
from lofte_analysis.refusals import Refusal

PERSONAL_COLUMN = Fault(
    "Kolumnen ser ut att innehålla personuppgifter och läses inte.", "Ta bort kolumnen ur arbetsboken."
)


class ReadError(Refusal, ValueError):
    """The folder as a whole cannot be read; the message is one Swedish sentence."""


@dataclass
class _Sheet:
    file: str
    name: str
    kind: str
    rows: int = 0
    unrecognised: int = 0


def read_workbooks(
    folder: str | Path | None = None,
    promise: Promise | None = None,
    *,
    limits: Limits | None = None,
    progress: Callable[[str], None] | None = None,
) -> Records:
    """Read every workbook below a folder against a promise.

    Without a folder, the shipped example data. `progress` is called with a short Swedish line per file. What
    could not be read stands in `records.problems`, and `records.ledger` accounts for every row. Raises ReadError
    when there is no such folder, no workbook in it, or when example data lies among other workbooks.

    >>> ledger = read_workbooks().ledger
    >>> bool((ledger["rows"] == ledger[["loaded", "merged", "rejected", "unrecognised"]].sum(axis=1)).all())
    True
    """
    promise = promise or read_promise()
    folder = folder_path(folder) if folder is not None else data_path("exempel")
    if not folder.is_dir():
        raise ReadError(f"Mappen {folder} finns inte. Ange en mapp med parternas arbetsböcker.")
    reader = _FolderReader(Names(promise), limits or Limits())
    found = find_files(folder)
    if not any(not file.skipped for file in found):
        raise ReadError(f"Det finns ingen arbetsbok i mappen {folder} (xlsx, xlsm, ods eller csv).")
    for number, file in enumerate(found, 1):
        if progress:
            progress(f"Läser {number} av {len(found)}: {masked(file.name)}")
        reader.read(file)
    return reader.records(promise)


class _FolderReader:
    def __init__(self, names: Names, limits: Limits) -> None:
        self.names, self.limits = names, limits
        self.problems = Problems()
        self.sheets: list[_Sheet] = []
        self.frames: dict[str, list[pd.DataFrame]] = {kind.name: [] for kind in SHEET_KINDS}
        self.seen: dict[str, str] = {}
        self.lost: list[tuple[str, str, str | None]] = []
        self.names_used: set[str] = set()
        self.example_files: list[str] = []
        self.other_files: list[str] = []

    def read(self, found: FoundFile) -> None:
        name = _unused(masked(found.name), self.names_used)
        if found.skipped:
            self._note_file(name, Consequence.NONE, f"Filen hoppades över: {found.skipped}.", "Inget behöver göras.")
            return
        try:
            ordinary: Ordinary = {}
            fault = found.fault or fault_of(found.path, self.limits, ordinary)
            grids = fault or self._opened(found, name, ordinary)
        except OSError as error:  # taken away or locked by another program while it was read
            grids = fault_of_access(error)
        if isinstance(grids, Fault):
            self._note_file(name, Consequence.FILE, *grids)
            self.lost.append((name, "", None))
        elif grids is not None:
            self._read_grids(name, grids)

    def _opened(self, found: FoundFile, name: str, ordinary: Ordinary) -> list[Grid] | Fault | None:
        """The sheets of a file that was found safe; None when another file with the same content was read."""
        key = digest(found.path)
        if key in self.seen:
            text = f"Filen har samma innehåll som {self.seen[key]} och lästes en gång."
            self._note_file(name, Consequence.NONE, text, "Ta bort den ena filen.")
            return None
        grids = read_grids(found.path, self.limits, ordinary)
        if not isinstance(grids, Fault):
            self.seen[key] = name
        return grids

    def _note_file(self, name: str, consequence: Consequence, problem: str, remedy: str) -> None:
        self.problems.add(consequence, problem, remedy, file=name)
        self.sheets.append(_Sheet(name, "", "fil som inte lästes"))

    def _read_grids(self, file: str, grids: list[Grid]) -> None:
        frames, has_data, marked, names = [], False, False, set()
        self.names.begin_file()
        if not any(grid.filled_rows() or grid.fault for grid in grids):
            self._note_file(file, Consequence.NONE, "Filen innehåller inga ifyllda celler.", "Inget behöver göras.")
            return
        for grid in grids:
            grid.name = _unused(masked(grid.name), names)
        for grid in grids:
            if grid.fault is not None:
                self._note_sheet(file, grid, Consequence.SHEET, *grid.fault)
                self.sheets.append(_Sheet(file, grid.name, "blad som inte lästes"))
                self.lost.append((file, grid.name, None))
                continue
            layouts = layouts_of(grid, self.names)
            header_row = layouts[0].header_row if layouts else 3
            marked |= _has_example_mark(grid, header_row)
            filled = grid.filled_rows()
            self._remark_on_emptied(file, grid, layouts)
            if grid.hidden and filled and not (is_instruction(grid) and not layouts):
                self._note_sheet(file, grid, Consequence.NONE, "Bladet är dolt men läses.", "Visa bladet i Excel.")
            if len(layouts) == 1:
                has_data = True
                parser = cache(lambda kind, serials=grid.serials: parser_of(kind, serials, self.names))
                for table in tables_of(grid, layouts[0], self.names, parser):
                    if isinstance(table, Unrecognised):
                        label = _unused(_further(grid, table.first_row), names)
                        self._unrecognised_table(file, grid, table, label, header_row)
                        continue
                    label = _unused(_further(grid, table.header_row), names) if table.further else grid.name
                    frames.append((table.kind, self._read_sheet(file, grid, table, label)))
            elif is_instruction(grid):
                self.sheets.append(_Sheet(file, grid.name, "Instruktion"))
            elif filled:
                self._unrecognised(file, grid, layouts, len(filled))
        for kind, frame in _with_reporters(frames):
            self.frames[kind.name].append(frame)
        if has_data:
            (self.example_files if marked else self.other_files).append(file)

    def _note_sheet(self, file: str, grid: Grid, consequence: Consequence, problem: str, remedy: str, cell="") -> None:
        self.problems.add(consequence, problem, remedy, file=file, sheet=grid.name, cell=cell)

    def _remark_on_emptied(self, file: str, grid: Grid, layouts: list[Layout]) -> None:
        """Identity numbers where no row is read: above the table, or on a sheet that is not recognised."""
        first_row = layouts[0].header_row + 1 if len(layouts) == 1 else grid.height + 1
        for number, index in grid.emptied:
            if number < first_row:
                self._note_sheet(file, grid, Consequence.NONE, *EMPTIED, address(number, index))

    def _unrecognised(self, file: str, grid: Grid, layouts: list[Layout], rows: int) -> None:
        if layouts:
            either = " eller ".join(layout.kind.name for layout in layouts)
            problem = f"Bladets rubriker passar lika bra till {either}."
        else:
            problem = "Bladets rubriker känns inte igen."
        kinds = [layout.kind for layout in layouts] or kinds_it_resembles(grid, self.names)
        self.lost += [(file, grid.name, kind.name) for kind in kinds]
        self._note_sheet(file, grid, Consequence.SHEET, problem, header_remedy(grid, layouts, self.names))
        for where in personal_headers(grid):
            self._note_sheet(file, grid, Consequence.NONE, *PERSONAL_COLUMN, where)
        self.sheets.append(_Sheet(file, grid.name, "känns inte igen", rows, rows))

    def _unrecognised_table(self, file: str, grid: Grid, table: Unrecognised, label: str, first_read: int) -> None:
        """A table whose headers are not known, on a sheet with one that is read; its header is in row `first_read`."""
        rows = len(grid.filled_rows(after=table.first_row - 1, until=table.last_row))
        self.lost += [(file, label, kind.name) for kind in table.kinds]
        where = address(table.first_row, int(grid.first_filled[table.first_row - 1]))
        problem, remedy = "En tabell på bladet har inga rubriker som känns igen.", needed_headers(table.kinds)
        self.problems.add(Consequence.SHEET, problem, remedy, file=file, sheet=label, cell=where)
        below = range(max(first_read + 1, table.first_row), (table.last_row or grid.height) + 1)
        told = [(address(*at), EMPTIED) for at in grid.emptied if at[0] in below]  # those above are told of already
        header = enumerate(grid.row(table.first_row))
        told += [(address(table.first_row, at), PERSONAL_COLUMN) for at, value in header if looks_personal(value)]
        for where, fault in told:
            self.problems.add(Consequence.NONE, *fault, file=file, sheet=label, cell=where)
        self.sheets.append(_Sheet(file, label, "känns inte igen", rows, rows))

    def _read_sheet(self, file: str, grid: Grid, layout: Layout, label: str) -> pd.DataFrame:
        if layout.further:
            text = "En ny tabell börjar på bladet och läses för sig."
            self._note_sheet(
                file, grid, Consequence.NONE, text, "Lägg den gärna på ett eget blad.", _header_cell(layout, 0)
            )
        else:
            self._remark_on_form(file, grid, layout)
        for index, header in layout.unused.items():
            if looks_personal(header):
                self._note_sheet(file, grid, Consequence.NONE, *PERSONAL_COLUMN, _header_cell(layout, index))
                continue
            text = "En kolumn lästes inte: rubriken hör inte till bladet."
            shown = masked(header)[:40]
            remedy = f"Byt rubriken ”{shown}” mot en som känns igen om kolumnen ska läsas."
            self._note_sheet(file, grid, Consequence.NONE, text, remedy, _header_cell(layout, index))
        for index, column in layout.doubled.items():
            text = f"En andra kolumn för {column.header} lästes inte."
            self._note_sheet(file, grid, Consequence.NONE, text, "Behåll en av dem.", _header_cell(layout, index))
        for index, party in layout.parties.items():
            if index != min(at for at, name in layout.parties.items() if name == party):
                text = f"En andra kolumn för {party}. Ett kryss i någon av dem räknas."
                self._note_sheet(file, grid, Consequence.NONE, text, "Behåll en av dem.", _header_cell(layout, index))
        frame = read_rows(grid, layout, self.names, file, label, self.problems)
        self.sheets.append(_Sheet(file, label, layout.kind.name, len(frame)))
        return frame

    def _remark_on_form(self, file: str, grid: Grid, layout: Layout) -> None:
        if grid.hidden_parts:
            text = "Bladet har dolda rader eller kolumner, som läses som de andra."
            self._note_sheet(file, grid, Consequence.NONE, text, "Visa dem i Excel och kontrollera dem.")
        joined = [(top, left) for top, bottom, left in grid.merged if bottom > layout.header_row]
        if joined:
            text = "Sammanfogade celler räknas bara för sin första cell."
            remedy = "Dela upp cellerna i Excel och fyll i varje rad för sig."
            self._note_sheet(file, grid, Consequence.NONE, text, remedy, address(*min(joined)))
        known = {*layout.columns, *layout.parties, *layout.unused, *layout.doubled}
        for index, holds in enumerate(grid.holds):
            if index not in known and holds[layout.header_row : layout.last_row].any():
                first = layout.header_row + int(holds[layout.header_row :].argmax()) + 1
                text = "En kolumn utan rubrik lästes inte."
                self._note_sheet(file, grid, Consequence.NONE, text, "Ge kolumnen en rubrik.", address(first, index))

    def records(self, promise: Promise) -> Records:
        if self.example_files and self.other_files:
            raise ReadError(
                f"Exempeldata ({self.example_files[0]}) ligger bland andra arbetsböcker ({self.other_files[0]}). "
                "Ta bort exempelfilerna ur mappen: påhittade uppgifter får inte blandas med verkliga."
            )
        frames = {
            kind.name: pd.concat([empty_rows(kind), *self.frames[kind.name]], ignore_index=True) for kind in SHEET_KINDS
        }
        sheets = pd.DataFrame([asdict(sheet) for sheet in self.sheets], columns=[f.name for f in fields(_Sheet)])
        sheets = sheets.rename(columns={"name": "sheet"})
        records = settle(promise, frames, self.problems, sheets, example=bool(self.example_files))
        problems = pd.DataFrame(self.problems.rows, columns=Problem._fields)
        records.problems = problems
        records.lost = pd.DataFrame(self.lost, columns=LOST_COLUMNS)
        return records


def _unused(name: str, used: set[str]) -> str:
    """The name, numbered if it was used before: two names can become the same when identity numbers are masked."""
    unique, number = name, 2
    while unique in used:
        unique, number = f"{name} ({number})", number + 1
    used.add(unique)
    return unique


def _further(grid: Grid, row: int) -> str:
    """What a table that is not the first recognised one on its sheet is called."""
    return f"{grid.name} (tabell från rad {row})"


def _has_example_mark(grid: Grid, header_row: int) -> bool:
    return any(isinstance(value, str) and EXAMPLE_MARK in value for row in grid.top_rows(header_row) for value in row)


def _header_cell(layout: Layout, index: int) -> str:
    return address(layout.header_row, index)


def _with_reporters(frames: list[tuple[SheetKind, pd.DataFrame]]) -> Iterator[tuple[SheetKind, pd.DataFrame]]:
    """Who filled in each row: its own cell, else the workbook's only party, else unknown.

    A Part that cannot be read may be another party, so then there is no only one.
    """
    parties = {party for kind, frame in frames if kind is DELIVERIES for party in frame["party"].fillna(UNKNOWN_PARTY)}
    only = parties.pop() if len(parties) == 1 else UNKNOWN_PARTY
    for kind, frame in frames:
        if kind is not DELIVERIES:
            frame = frame.assign(reporter=frame["reporter"].where(frame["reporter"].notna(), only))
        yield kind, frame
