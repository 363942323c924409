"""Small-count suppression: what may be published of counts of persons.

A count of one to four persons can point someone out, and so can its complement: 90 of 92 tells that two are left.
Whether a measure counts persons is a property of the commitment, and so is what zero and everything tell: of an
authority's effort they may be shown, of what persons are they may not. Counts of persons are published only for closed
half-years and years on one fixed grid, so that no two exports can be subtracted from each other.
"""

from __future__ import annotations

import pandas as pd

from lofte_analysis.promise import Personal

SMALLEST_SHOWN = 5
HIDDEN = "dolt"


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

    Takes the frame of `follow_through`; nothing in it is changed. Counts of persons are hidden when they or their
    complement are 1–4, when the period is not closed, and when they are part of a commitment that is hidden
    for the same period. The verdict stays: it says no number.
    """
    personal = outcomes["personal"] != Personal.NO
    known = outcomes["done"].notna()
    closed = outcomes["end"] <= outcomes["cutoff"]
    figures = zip(outcomes["done"], outcomes["cases"], outcomes["personal"], strict=True)
    small = pd.Series([must_hide(*figure) for figure in figures], index=outcomes.index, dtype=bool)
    small |= outcomes["outside"].map(is_small)
    hidden = personal & known & (small | ~closed)
    hidden |= personal & known & _part_of_hidden(outcomes, hidden)
    published = outcomes.assign(hidden=hidden)
    published[["done", "cases"]] = outcomes[["done", "cases"]].mask(hidden)
    still_open = personal & (outcomes["open_cases"] > 0) & (hidden | outcomes["open_cases"].map(is_small))
    published["open_cases"] = outcomes["open_cases"].mask(still_open)
    published["open_text"] = outcomes["open_text"].mask(still_open, "några")
    published["outside"] = outcomes["outside"].mask(hidden)
    published["done_text"] = outcomes["done_text"].mask(hidden, HIDDEN)
    return published


def _part_of_hidden(outcomes: pd.DataFrame, hidden: pd.Series) -> pd.Series:
    """A share's denominator is the numerator of what it is part of: shown here, it would tell that one."""
    secret = set(zip(outcomes.loc[hidden, "commitment"], outcomes.loc[hidden, "period"], strict=True))
    pairs = zip(outcomes["part_of"], outcomes["period"], strict=True)
    return pd.Series([pair in secret for pair in pairs], index=outcomes.index, dtype=bool)


def may_be_published(outcomes: pd.DataFrame) -> bool:
    """Whether a frame of outcomes holds no count of persons, or has passed `suppress_small_counts`."""
    return "hidden" in outcomes or bool((outcomes["personal"] == Personal.NO).all())
