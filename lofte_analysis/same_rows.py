"""Which rows say the same: a number for each different row, so that all rows are compared at once.

What a row says is compared as people would: without regard to capitals, blanks and the order of what is listed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lofte_analysis.folding import folded
from lofte_analysis.records import LOADED, MERGED, PLACE

_MOST = 2**31  # times as many values as one more column may hold is still a number of 64 bits


def status_of_copies(frame: pd.DataFrame) -> pd.Series:
    """The status of each row of one kind: loaded, or merged where another file has the same row before it.

    The k-th copy of a row in one file and the k-th in another are one row; within a file copies stay apart.
    """
    status = pd.Series(LOADED, index=frame.index, dtype=object)
    if frame["file"].nunique() < 2:
        return status
    content = [_comparable_numbers(frame[name]) for name in frame.columns.drop([*PLACE, "kind"])]
    same = combined(*content)
    nth = occurrence(combined(same, frame["file"]))
    return status.where(~pd.Series(combined(same, nth)).duplicated().to_numpy(), MERGED)


def combined(*columns: pd.Series | np.ndarray) -> np.ndarray:
    """A number for each combination of the values in some columns, in the order in which they are first met.

    >>> combined(np.array([5, 5, 7]), np.array([1, 2, 1])).tolist()
    [0, 1, 2]
    """
    numbers, most = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        codes, values = pd.factorize(column)  # -1 where there is no value
        numbers, most = numbers * (len(values) + 1) + codes + 1, most * (len(values) + 1)
        if most > _MOST:
            numbers, different = pd.factorize(numbers)
            most = len(different)
    return pd.factorize(numbers)[0]


def occurrence(numbers: np.ndarray) -> np.ndarray:
    """How many times the same number stood before, in each place.

    >>> occurrence(np.array([4, 4, 9, 4])).tolist()
    [0, 1, 0, 2]
    """
    return pd.Series(numbers).groupby(numbers).cumcount().to_numpy()


def first_places(numbers: np.ndarray) -> np.ndarray:
    """The places in which a number stands for the first time.

    >>> first_places(np.array([4, 4, 9, 4])).tolist()
    [0, 2]
    """
    return np.flatnonzero(~pd.Series(numbers).duplicated())


def sorted_by(*columns: pd.Series | np.ndarray) -> np.ndarray:
    """The places of the rows in order of the columns, the first before the second; equal rows as they stood."""
    keys = [numbered(column) if column.dtype == object else column for column in columns]
    return np.lexsort(keys[::-1])


def numbered(column: pd.Series | np.ndarray) -> np.ndarray:
    """A number for each value, in the order of the values; -1 for none.

    >>> numbered(np.array(["b", "a", "b"], dtype=object)).tolist()
    [1, 0, 1]
    """
    return pd.factorize(column, sort=True)[0]


def _comparable_numbers(column: pd.Series) -> np.ndarray:
    """A column as it is compared: a number for each value; each different value is looked at once."""
    codes, values = pd.factorize(column, use_na_sentinel=False)
    if column.dtype.kind in "Mbiuf":
        return codes
    return pd.factorize(np.array([_comparable(value) for value in values], dtype=object))[0][codes]


def _comparable(value: object) -> str:
    if isinstance(value, str):
        return folded(value)
    if isinstance(value, tuple):
        return "|".join(sorted(map(str, value)))
    return "" if value is None or value != value or value is False else str(value)
