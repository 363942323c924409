"""What could not be read, where, and what to do about it: one sentence each, in Swedish."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from lofte_analysis.privacy import masked
from lofte_analysis.shown import as_shown


class Consequence(StrEnum):
    """What a problem led to."""

    FILE = "filen lästes inte"
    SHEET = "bladet lästes inte"
    ROW = "raden avvisades"
    CELL = "cellen lästes inte, raden är inläst"
    UNCOUNTED = "raden är inläst, men räknas inte"
    ELSEWHERE = "raden är inläst, men räknas inte i perioden"
    NONE = "ingen, bara en upplysning"


class Problem(NamedTuple):
    file: str
    sheet: str
    cell: str
    value: str
    problem: str
    remedy: str
    consequence: Consequence


@dataclass
class Problems:
    """The problems of one run, in the order in which they were met."""

    rows: list[Problem] = field(default_factory=list)

    def add(self, consequence: Consequence, problem: str, remedy: str, *, file: str, sheet="", cell="", value=None):
        shown = "" if value is None else masked(" ".join(as_shown(value).split()))  # on one line
        if len(shown) > 60:
            shown = shown[:59] + "…"
        self.rows.append(Problem(file, sheet, cell, shown, problem, remedy, consequence))

    def note_row(self, row: NamedTuple, problem: str, remedy: str, consequence: Consequence = Consequence.NONE) -> None:
        """Add what someone should look at in a row that was read; `row` has file, sheet and row."""
        self.add(consequence, problem, remedy, file=row.file, sheet=row.sheet, cell=f"rad {row.row}")


def address(row: int, column: int) -> str:
    """The cell's address in the sheet; `row` counts from 1, `column` from 0.

    >>> address(17, 2), address(3, 27)
    ('C17', 'AB3')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
