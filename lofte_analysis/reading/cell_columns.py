"""The cells of a sheet by column: each value once, and for each row which of them it holds.

A column of a hundred thousand rows holds a few hundred different values. What is asked of a value – what it means,
whether it is blank, whether it points someone out – is asked once, and the answer taken to every row by number.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import count, islice, zip_longest

import numpy as np

_PIECE = 250  # rows at a time: so few that what was just made is still at hand, and let go of at once


class _Truth:
    """Stands for True or False while values are told apart, since True == 1."""

    def __init__(self, value: bool) -> None:
        self.value = value


_TRUTHS = {True: _Truth(True), False: _Truth(False)}


class CellColumn:
    """One column: `values` in the order in which they were first met, and the place of each row's value among them.

    >>> column = cell_columns([["ja"], ["nej"], ["ja"]])[0]
    >>> column.values, column.codes.tolist(), column[2]
    (['ja', 'nej'], [0, 1, 0], 'ja')
    """

    def __init__(self, values: list, codes: np.ndarray) -> None:
        self.values, self.codes = values, codes

    def __getitem__(self, place: int) -> object:
        return self.values[self.codes[place]]

    def put(self, places: list[int], value: object) -> None:
        """Set another value in these places, counted from 0."""
        self.codes[places] = len(self.values)
        self.values.append(value)

    def grow(self, height: int) -> None:
        """Make the column so long, with empty cells below."""
        if height > len(self.codes):
            below = np.full(height - len(self.codes), len(self.values), dtype=np.int32)
            self.codes = np.append(self.codes, below)
            self.values.append(None)

    def where(self, test: Callable[[object], bool], places: np.ndarray | slice = slice(None)) -> np.ndarray:
        """Whether the value in each place fulfils the test, which is asked once for each value that stands there."""
        codes = self.codes[places]
        return np.fromiter(self.each(test, codes, False), dtype=bool, count=len(self.values))[codes]

    def each(self, function: Callable[[object], object], codes: np.ndarray, otherwise: object = None) -> list:
        """What the function says of each value that is among `codes`; the rest are not asked."""
        asked = np.zeros(len(self.values), dtype=bool)
        asked[codes] = True
        return [function(value) if ask else otherwise for value, ask in zip(self.values, asked.tolist(), strict=True)]


def cell_columns(rows: Iterable[list]) -> list[CellColumn]:
    """The columns of rows that need not be equally long; what is missing to the right is empty (None)."""
    seen: list[defaultdict] = []
    codes: list[array] = []
    height, rows = 0, iter(rows)
    while piece := list(islice(rows, _PIECE)):
        for index, cells in enumerate(zip_longest(*piece)):
            if index == len(seen):
                seen.append(defaultdict(count().__next__))
                codes.append(array("i", [seen[index][None]] * height if height else []))
            if bool in set(map(type, cells)):
                cells = [_TRUTHS[cell] if type(cell) is bool else cell for cell in cells]
            codes[index].extend(map(seen[index].__getitem__, cells))
        height += len(piece)
        for index in range(len(seen)):
            if short := height - len(codes[index]):
                codes[index].extend([seen[index][None]] * short)
    numbers = [np.array(column, dtype=np.int32) for column in codes]
    return [CellColumn(_as_read(known), column) for known, column in zip(seen, numbers, strict=True)]


def column_of(values: Iterable, codes: np.ndarray) -> CellColumn:
    """A column of values of which some may be equal; `codes` says for each row which of them it holds.

    >>> column = column_of([1, True, 1.0], np.array([0, 1, 2]))
    >>> column.values, column.codes.tolist()
    ([1, True], [0, 1, 0])
    """
    known: defaultdict = defaultdict(count().__next__)
    numbers = [known[_TRUTHS[value] if type(value) is bool else value] for value in values]
    return CellColumn(_as_read(known), np.array(numbers, dtype=np.int32)[codes])


def _as_read(known: Iterable) -> list:
    return [key.value if type(key) is _Truth else key for key in known]


def empty_column(height: int) -> CellColumn:
    return CellColumn([None], np.zeros(height, dtype=np.int32))


def taken(values: Iterable, codes: np.ndarray) -> np.ndarray:
    """The value of each code, as an array of Python objects.

    >>> taken([("a",), None], np.array([1, 0]))
    array([None, ('a',)], dtype=object)
    """
    return objects(values)[codes]


def objects(values: Iterable) -> np.ndarray:
    """Python objects as they are, tuples too, in an array of one dimension."""
    values = list(values)
    return np.fromiter(values, dtype=object, count=len(values))


def places(flags: np.ndarray) -> list[int]:
    """The places where a flag is up."""
    return np.flatnonzero(flags).tolist()
