"""Rows below a header that report nothing: sums, repeated headers, headings between the rows, notes below the table.

Such a row is not loaded, and its problem says why. It is counted among the rejected rows of the ledger but makes no
verdict uncertain, which a row that could not be read does. Where there is any doubt, a row is taken for a report: a
day, a commitment, a party or the like that can be read is told by somebody.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lofte_analysis.cell_periods import Named, read_period
from lofte_analysis.cells import Fault, is_blank, read_cross, read_status
from lofte_analysis.column_types import CellType
from lofte_analysis.columns import headers_of
from lofte_analysis.folding import folded, folded_header
from lofte_analysis.reading.cell_columns import places
from lofte_analysis.reading.grids import Grid
from lofte_analysis.reading.names import Names
from lofte_analysis.reading.sheets import Layout
from lofte_analysis.words import MONTHS

_SUMS = ("summa", "summor", "totalt", "total", "totalsumma", "delsumma", "sammanlagt")
_BESIDE_A_SUM = {"antal", "alla", "av", "för", "hela", "i", "per", "till", "under", "år", "året", "vt", "ht", *MONTHS}
_BESIDE_A_SUM |= {"våren", "hösten", "vårterminen", "höstterminen", "terminen", "läsåret", "halvåret", "kvartal"}
_LABELS = {"text", "fritext", "siffra", "siffror", "tal", "st", "styck", "åååå mm dd", "år månad dag", "ja nej", "välj"}
_LABELS |= {"välj i listan", "välj ur listan", "se listan", "frivillig", "frivilligt", "obligatorisk", "obligatoriskt"}
_SHORTEST = 28  # days: a single day or week may be a report without its commitment
_WHEN = (CellType.DATE, CellType.MONTH, CellType.PERIOD)
_FREE = (CellType.TEXT, CellType.PLACE)
_NOTHING_LOST = "Inget behöver göras. Raden räknas inte."

SUM = Fault("Raden är en summa av andra rader.", _NOTHING_LOST)
REPEATED = Fault("Raden upprepar rubrikerna.", _NOTHING_LOST)
HEADING = Fault("Raden är en mellanrubrik.", _NOTHING_LOST)
SECOND_HEADER = Fault("Raden är en andra rubrikrad.", _NOTHING_LOST)
NOTE = Fault("Raden är en anteckning under tabellen.", "Inget behöver göras, om den inte redovisar något.")

Parse = Callable[[CellType], Callable[[object], object]]


def asides_of(grid: Grid, layout: Layout, names: Names, rows: list[int], parser: Parse) -> dict[int, Fault]:
    """The rows that report nothing, by their number in the sheet, each with what it is.

    `parser` gives the function that reads a cell of a type, as the row reader does.
    """
    found: dict[int, Fault] = {}
    known, reads = headers_of(layout.kind), readers_of(layout, parser)
    when = [(index, parser(column.type)) for index, column in layout.columns.items() if column.type in _WHEN]
    emptied = {number for number, _ in grid.emptied}
    at = np.array(rows, dtype=np.int64) - 1
    says_when = _says_when(grid, at, when)
    repeats = _repeats(grid, at, layout, known)
    alone = sum((holds[at] for holds in grid.holds), np.zeros(len(at), dtype=int)) == 1
    for place in places(repeats | alone | ~says_when):
        number = rows[place]
        filled = [(index, value) for index, value in enumerate(grid.row(number)) if not is_blank(value)]
        if number in emptied or not filled or not isinstance(filled[0][1], str):
            continue
        first = folded(filled[0][1])
        if repeats[place]:
            found[number] = REPEATED
        elif says_when[place] and not (alone[place] and _is_period(first)):
            continue
        elif _is_sum(first, filled, layout, names):
            found[number] = SUM
        elif len(filled) == 1 and _is_period(first):
            found[number] = HEADING
        elif place == 0 and number == layout.header_row + 1 and _is_second_header(filled, layout, reads):
            found[number] = SECOND_HEADER
    found |= dict.fromkeys(_notes_below(grid, rows, found, emptied, reads), NOTE)
    return found


def readers_of(layout: Layout, parser: Parse) -> dict[int, Callable[[object], bool]]:
    """For each column whose cells have a form, whether a cell of it can be read. Free text and places have none."""

    def reader(kind: CellType) -> Callable[[object], bool]:
        parse = parser(kind)

        def is_read(value: object) -> bool:
            read = None if isinstance(value, Fault) else parse(value)
            return bool(read and read[0]) if kind is CellType.PARTIES else not isinstance(read, Fault | None)

        return is_read

    def is_crossed(value: object) -> bool:
        return not isinstance(value, Fault) and read_cross(value) is True

    formed = {index: column.type for index, column in layout.columns.items() if column.type not in _FREE}
    return {index: reader(kind) for index, kind in formed.items()} | dict.fromkeys(layout.parties, is_crossed)


def _repeats(grid: Grid, at: np.ndarray, layout: Layout, known: dict) -> np.ndarray:
    """Whether each row holds the headers that stand above it, and nothing else in the columns that are read."""
    headers, only = np.zeros(len(at), dtype=int), np.ones(len(at), dtype=bool)
    for index, column in layout.columns.items():

        def is_header(value: object, column=column) -> bool:
            return isinstance(value, str) and known.get(folded_header(value)) == column

        here = grid.columns[index].where(is_header, at)
        headers += here
        only &= here | ~grid.holds[index][at]
    return only & (headers > 1)


def _says_when(grid: Grid, at: np.ndarray, when: list) -> np.ndarray:
    """Whether a date, month or period can be read in each row."""
    says = np.zeros(len(at), dtype=bool)
    for index, parse in when:

        def is_read(value: object, parse=parse) -> bool:
            return not isinstance(value, Fault) and not isinstance(parse(value), Fault | None)

        says |= grid.columns[index].where(is_read, at)
    return says


def _is_period(text: str) -> bool:
    read = read_period(text)
    return isinstance(read, Named) and (read.end - read.start).days + 1 >= _SHORTEST


def _is_sum(first: str, filled: list[tuple[int, object]], layout: Layout, names: Names) -> bool:
    """Whether a row begins with a word for a sum, and with nothing that is more than of what the sum is."""
    word, *rest = folded_header(first).split() or [""]
    if word not in _SUMS:
        return False
    if any(_type(layout, index) is CellType.STATUS and not isinstance(read_status(v), Fault) for index, v in filled):
        return False
    said = _words_of(layout) | _BESIDE_A_SUM
    named = first.split(maxsplit=1)[-1] if rest else ""
    return all(word in said or word.isdigit() for word in rest) or any(
        isinstance(name(named), str) for name in (names.commitment, names.party)
    )


def _words_of(layout: Layout) -> set[str]:
    """The words in the headers of a kind of sheet, and in the units of its columns."""
    units = [column.unit for column in layout.kind.columns]
    return {word for text in (*headers_of(layout.kind), *units) for word in text.split()}


def _is_second_header(
    filled: list[tuple[int, object]], layout: Layout, reads: dict[int, Callable[[object], bool]]
) -> bool:
    """Headers, units or explanations of the columns alone: text without a digit that is no value of its column."""
    units = {column.unit for column in layout.kind.columns}
    labels = {*headers_of(layout.kind), *map(str, CellType), *units, *_LABELS}
    for index, value in filled:
        if not isinstance(value, str) or any(map(str.isdigit, value)):
            return False
        text = folded(value)
        inner = text[1:-1] if text.startswith("(") and text.endswith(")") else ""
        if index in reads and (reads[index](value) or (inner and reads[index](inner))):
            return False
        if not inner and folded_header(value) not in labels:
            return False
    return True


def _type(layout: Layout, index: int) -> CellType | None:
    return layout.columns[index].type if index in layout.columns else None


def _notes_below(
    grid: Grid,
    rows: list[int],
    found: dict[int, Fault],
    emptied: set[int],
    reads: dict[int, Callable[[object], bool]],
) -> list[int]:
    """Rows of a single text at the foot of the table, parted from it by an empty row."""
    notes: list[int] = []
    for place in range(len(rows) - 1, 0, -1):
        number = rows[place]
        if number in found:
            continue
        filled = [(index, value) for index, value in enumerate(grid.row(number)) if not is_blank(value)]
        if len(filled) != 1 or number in emptied:
            break
        index, value = filled[0]
        if not isinstance(value, str) or (index in reads and reads[index](value)):
            break
        notes.append(number)
        if rows[place - 1] < number - 1:  # an empty row above: all that was gathered stands below the table
            return notes
    return []
