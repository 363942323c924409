"""What a sheet and a column are made of: the types of cells, and what is declared of each column in `columns`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How far an action of the situation picture has come; the first two are open."""

    DECIDED = "beslutad"
    BEGUN = "påbörjad"
    DONE = "klar"
    DROPPED = "struken"


NO_CROSSES = "Utan ett enda x på raden är det okänt vilka som var med."


class CellType(StrEnum):
    """How a cell is read; each has one function in `cells`."""

    DATE = "datum"
    MONTH = "månad"
    COMMITMENT = "åtagande"
    PARTY = "part"
    PARTIES = "parter"
    CHOICE = "fast lista"
    COUNT = "antal"
    YES = "ja eller tomt"
    CROSS = "kryss"
    CLOCK = "klockslag"
    GRADES = "årskurser"
    PERIOD = "period"
    PLACE = "plats"
    STATUS = "läge"
    TEXT = "text"


@dataclass(frozen=True)
class Column:
    field: str
    header: str
    type: CellType
    meaning: str
    synonyms: tuple[str, ...] = ()
    identifies: bool = False  # one of the columns that make the sheet what it is
    filled: bool = False  # a row without it is rejected
    rejects: bool = False  # a row in which it cannot be read is rejected; else only the cell is lost
    unit: str = ""


@dataclass(frozen=True)
class SheetKind:
    """A kind of sheet. With `party_columns`, a column headed by a party's name holds a cross for "was there".

    `guide` tells those who fill it in what a row is and what is the least to enter.
    """

    name: str
    columns: tuple[Column, ...]
    party_columns: bool = False
    guide: str = ""

    def column(self, field: str) -> Column:
        return next(column for column in self.columns if column.field == field)


def cross_column(party: str) -> Column:
    """The column of a party's own, in a sheet with `party_columns`."""
    return Column(party, party, CellType.CROSS, f"x: {party} var med. Tomt: var inte med. {NO_CROSSES}")
