"""Small-count suppression: what may be published of counts of persons.

A count of one to four persons can point someone out, and so can its complement: 90 of 92 tells that two are left.
Whether a measure counts persons is a property of the commitment, and so is what zero and everything tell: of an
authority's effort they may be shown, of what persons are they may not.

Counts of persons are published only for closed half-years and years on one fixed grid, and a period is closed when it
is over, everything for it has been reported and no case of it is open: a number that grows between two exports can be
subtracted. Five open cases are as telling as two, since they can be closed two at a time and each export shows what is
closed until then: 53 of 53 and later 55 of 55 say that two were. So they wait for the last one, however many they are.

A number that is not shown must not stand in another one. The cases of a part are what was done of its whole, in the
same period, and are shown only where the whole says that very number. Several parts of one whole can make it up, so
they are shown together, and not where few are left beside them. A year is the sum of half-years that are shown.
The loader refuses what would tell more: a part of another length than its whole, verdicts that only one hidden number
fits. What is shown of a row rests on that row, its wholes and their parts, all of them closed, so a number shown at one
cut-off is shown at later ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable

import pandas as pd

from lofte_analysis.promise import Measure, Per, Personal

SMALLEST_SHOWN = 5
HIDDEN = "dolt"

_SHORT = (
    Per.WEEK,
    Per.MONTH,
    Per.QUARTER,
    Per.TERTIAL,
    Per.TERM,
)  # shorter than a half-year, or on another grid than half-years
_GRID_ENDS = {Per.HALF_YEAR: ((6, 30), (12, 31)), Per.YEAR: ((12, 31),)}

_LOOKED_AT = [
    "commitment",
    "part_of",
    "personal",
    "measure",
    "per",
    "start",
    "end",
    "cutoff",
    "unsettled",
    "open_cases",
]
_LOOKED_AT += ["done", "cases"]


def is_small(count: float) -> bool:
    """Whether a count of persons is one to four.

    >>> is_small(0), is_small(4), is_small(5)
    (False, True, False)
    """
    return 0 < count < SMALLEST_SHOWN


def must_hide(done: float, cases: float, personal: str) -> bool:
    """Whether a count (`cases` missing) or a share of persons must not be shown.

    >>> must_hide(90, 92, "insats"), must_hide(92, 92, "insats"), must_hide(92, 92, "person")
    (True, False, True)
    """
    if personal == Personal.NO or done != done:
        return False
    if cases != cases:
        return is_small(done)
    if is_small(cases) or is_small(done) or is_small(cases - done):
        return True
    return personal == Personal.PERSON and cases > 0 and done in (0, cases)


def suppress_small_counts(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Outcomes that may be published: the same rows, with hidden counts missing and `hidden` true.

    Takes the frame of `follow_through` with every commitment that a shown one is part of, and with all parts of those;
    nothing in it is changed.
    Counts of persons are hidden when they or their complement are 1–4, when the period is not closed or lies outside
    the grid, and when they would tell a hidden one. The verdict stays: it says no number.

    Adds `hidden`. What counts persons beside that is told only where the number is: `rows` is emptied and `outside`
    missing, and so they are where `outside` itself is 1–4; how many cases are open is never told.
    """
    index, outcomes = outcomes.index, outcomes.reset_index(drop=True)
    personal = outcomes["personal"] != Personal.NO
    counted = personal & outcomes["done"].notna()
    gone = personal & ~outcomes.index.isin(_shown(outcomes))
    hidden = counted & gone
    untold = gone | (personal & outcomes["outside"].map(is_small))
    published = outcomes.assign(hidden=hidden)
    published[["done", "cases"]] = outcomes[["done", "cases"]].mask(hidden)
    still_open = personal & (outcomes["open_cases"] > 0)
    published["open_cases"] = outcomes["open_cases"].mask(still_open)
    published["open_text"] = outcomes["open_text"].mask(still_open, "några")
    published["outside"] = outcomes["outside"].mask(untold)
    published["done_text"] = outcomes["done_text"].mask(hidden, HIDDEN)
    published["rows"] = [() if none else rows for none, rows in zip(untold, outcomes["rows"], strict=True)]
    return published.set_index(index)


def may_be_published(outcomes: pd.DataFrame) -> bool:
    """Whether a frame of outcomes holds no count of persons, or has passed `suppress_small_counts`."""
    return "hidden" in outcomes or bool((outcomes["personal"] == Personal.NO).all())


def _shown(outcomes: pd.DataFrame) -> list[Hashable]:
    """The index of each row whose number may be published."""
    rows = list(outcomes[_LOOKED_AT].itertuples())
    own = {(row.commitment, row.start, row.end): row for row in rows}
    parts = defaultdict(list)
    for row in rows:
        parts[row.part_of, row.start, row.end].append(row)

    def fits(row, whole) -> bool:
        if row.done != row.done or _may_grow(row) or must_hide(row.done, row.cases, row.personal):
            return False
        return whole is None or whole.done == row.cases

    def shown(row) -> bool:
        if row.personal == Personal.NO:
            return row.done == row.done
        if not row.part_of:
            return fits(row, None)
        whole, beside = own.get((row.part_of, row.start, row.end)), parts[row.part_of, row.start, row.end]
        if whole is None or not shown(whole) or not all(fits(part, whole) for part in beside):
            return False
        return not is_small(whole.done - sum(part.done for part in beside))

    return [row.Index for row in rows if shown(row)]


def _may_grow(row) -> bool:
    """Whether the numbers of a row may still change, or lie outside the grid on which numbers of persons are given.

    A promised number falls due for whole periods only, or for its own days of each year: nothing cuts those.
    """
    ends = _GRID_ENDS.get(row.per) if row.measure != Measure.COUNT else None
    off_grid = row.per in _SHORT or (ends is not None and (row.end.month, row.end.day) not in ends)
    return row.end > row.cutoff or bool(row.unsettled) or row.open_cases > 0 or off_grid
