"""What of the counts of a window may be published: which stand alone, and which are one number together.

The public picture shows no count of one to four events, and none can be reckoned by taking what is shown from a total.
A count stands alone only where it is at least five; the others are one number, with the smallest of those that could
stand alone among them until that number tells nothing of its parts. What stands alone in a window is decided by the
counts of that window and nothing else, so that it is cut the same way in every picture that shows it: as the window
itself, as the one before, and as the one a year before. A window is of a whole month or longer: days, weeks and free
dates would be taken from each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import pandas as pd

from lofte_analysis.est.change import Change
from lofte_analysis.est.report_windows import WindowKind
from lofte_analysis.folding import folded
from lofte_analysis.small_counts import SMALLEST_SHOWN, is_small
from lofte_analysis.words import integer

NAN = float("nan")
SMALL_COUNT, LARGER_COUNT, AMONG_OTHERS = "1–4", "minst 5", "i övriga"
PUBLIC_KINDS = (
    WindowKind.MONTH,
    WindowKind.QUARTER,
    WindowKind.TERTIAL,
    WindowKind.HALF_YEAR,
    WindowKind.SCHOOL_YEAR,
)

Counts = Mapping[str, float]


def alone(counts: Counts, never: Collection[str], enough: Callable[[Counts], bool]) -> dict[str, float]:
    """The counts that may stand alone: at least five, not of `never`, and what is left over is `enough` together.

    >>> together = lambda rest: not rest or sum(rest.values()) >= 5
    >>> alone({"a": 9, "b": 6, "c": 2, "d": 0}, (), together), alone({"a": 9, "b": 6}, ("b",), together)
    ({'a': 9}, {'a': 9})
    """
    shown = {name: count for name, count in counts.items() if count >= SMALLEST_SHOWN and name not in never}
    for name in sorted(shown, key=lambda name: (counts[name], folded(name))):
        if enough({other: count for other, count in counts.items() if count and other not in shown}):
            break
        del shown[name]
    return shown


def categories_alone(counts: Counts, sensitive: Collection[str]) -> dict[str, float]:
    """The categories that may stand alone in a window; the others are at least two and at least five events."""
    return alone(counts, sensitive, lambda rest: not rest or (len(rest) > 1 and sum(rest.values()) >= SMALLEST_SHOWN))


def places_alone(counts: Counts, nowhere: Collection[str], sensitive: float) -> dict[str, float]:
    """The places that may stand alone in a window, by their events that are not sensitive.

    The sensitive events, so many as said, are counted with the places that do not stand alone. At least five others
    are among them, so that they are never told by themselves, and cannot be taken from what the categories tell.
    """
    return alone(counts, nowhere, lambda rest: sum(rest.values()) >= SMALLEST_SHOWN or not (rest or sensitive))


def shown_rows(rows: pd.DataFrame, name: str, cuts: Mapping[str, tuple[Counts, float] | None], others: tuple[str, str]):
    """The rows as they are published: those that stand alone in some window, then one for the others.

    `cuts` is, for each column of counts, what stands alone in its window and how many events it had in all; None where
    nobody reported. `others` is what the row of the others is called, and what it is called when there is no other
    row. A count is missing where it is among the others, where it is 1–4, and where nobody reported.

    Adds `pool`: whether it is the row of the others. What could tell a missing count is missing too: words are said of
    one only where they are "fler" or "färre".
    """
    cuts = {column: cut for column, cut in cuts.items() if cut}
    rest = {column: total - sum(shown.values()) for column, (shown, total) in cuts.items()}
    named = rows[rows[name].map(lambda text: any(text in shown for shown, _ in cuts.values())).astype(bool)]
    columns = [column for column in ("now", "before", "last_year") if column in rows]
    for column in columns:
        shown, missing = (cuts[column][0], NAN if rest[column] else 0.0) if column in cuts else ({}, NAN)
        named = named.assign(**{column: named[name].map(lambda text, s=shown, m=missing: float(s.get(text, m)))})
    blank = named[["now", "before"]].isna().any(axis=1)
    named[["ratio", "low", "high"]] = named[["ratio", "low", "high"]].mask(blank)
    named["words"] = named["words"].mask(blank & named["words"].isin([Change.ALIKE, Change.TOO_FEW]), "")
    named = named.sort_values(["now", "before", name], ascending=[False, False, True], na_position="last")
    row = rows.iloc[:1].assign(**{name: others[1 if named.empty else 0], "words": "", "pool": True})
    row = row.assign(ratio=NAN, low=NAN, high=NAN)
    for column in columns:
        row[column] = NAN if is_small(rest.get(column, NAN)) else float(rest.get(column, NAN))
    parts = [named.assign(pool=False), row if any(rest.values()) else row.iloc[:0]]
    return pd.concat([part for part in parts if len(part)] or [row.iloc[:0]], ignore_index=True)


def hours_shown(hours: pd.DataFrame, untimed: int) -> tuple[pd.DataFrame, int | None]:
    """The hours of the week and the events without a clock time as they may be published.

    Takes weekday, band and count. Adds `text`, what is written of an hour: its count, "1–4", or "minst 5" where it is
    hidden so that the small ones cannot be reckoned. How many had no clock time is None where it is not told. No rows
    where nothing of the hours may be told: that every hour had one event would be told by the total.
    """
    count, total = hours["count"].astype(float), hours["count"].sum() + untimed
    hidden = count.map(is_small)
    told = None if is_small(untimed) else untimed
    if is_small(total):
        return hours.iloc[:0].assign(text=""), None
    while not _open(count, hidden, total, told):
        larger = count[~hidden & count.gt(0)]
        if told is not None:
            told = None
        elif larger.empty:
            return hours.iloc[:0].assign(text=""), None
        else:
            hidden |= count.index == larger.idxmin()
    texts = count.map(lambda number: SMALL_COUNT if is_small(number) else LARGER_COUNT)
    return hours.assign(count=count.mask(hidden), text=texts.where(hidden, count.map(integer))), told


def _open(count: pd.Series, hidden: pd.Series, total: float, untimed: int | None) -> bool:
    """Whether the hidden counts can each be more than one number, by their sum, and are not few in all."""
    rest = total - count[~hidden].sum() - (untimed or 0)
    if not rest:
        return not hidden.any()
    small = hidden & count.map(is_small)
    least = small.sum() + SMALLEST_SHOWN * (hidden & ~small).sum()
    bounded = untimed is not None and not (hidden & ~small).any()
    return rest >= SMALLEST_SHOWN and rest > least and not (bounded and rest >= (SMALLEST_SHOWN - 1) * small.sum())
