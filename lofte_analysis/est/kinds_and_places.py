"""What happens where: events by category and place, as those who work with them see it and as it may be published.

An event is no person, but one event of a kind at a place can point someone out. What is published is therefore of a
whole calendar month or longer that is over, so that no two reports can be subtracted to a day; a sensitive category
never stands by place; and a place stands alone only where its counts are 0 or at least five, now and in the window
compared. The others are added up until the sum may be shown.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from lofte_analysis.est.change import count_changes
from lofte_analysis.est.event_counts import MISSING_NAMES, events_in
from lofte_analysis.est.report_windows import Window, WindowKind
from lofte_analysis.est.situation import OTHERS
from lofte_analysis.folding import folded
from lofte_analysis.small_counts import is_small

ALL_PLACES = "alla platser"
PUBLIC_KINDS = (
    WindowKind.MONTH,
    WindowKind.QUARTER,
    WindowKind.TERTIAL,
    WindowKind.HALF_YEAR,
    WindowKind.SCHOOL_YEAR,
)


def by_category_and_place(
    events: pd.DataFrame,
    window: Window,
    compared: Window,
    *,
    public: bool = True,
    sensitive: Collection[str] = (),
    deliveries: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How many events of each category each place had, beside a comparable window.

    The columns of `change.count_changes` by category and place, and `hidden`. With `public`, the default, it may be
    published: small places of a category are one row ("övriga platser"), or the category is one row ("alla platser")
    where even that is small, as every sensitive one is. A sensitive category with 1–4 events, now or before, has no
    counts (`hidden`), and never it alone: a total would tell it. A category that is not sensitive may have 1–4 events
    in all of the municipality.

    Without `public` it holds everything by place and is for work, never for publishing. Raises ValueError for a public
    window that is shorter than a month, on free dates or not over.
    """
    if not public:
        frame = count_changes(events, window, compared, by=["category", "place"], deliveries=deliveries)
        return frame.assign(hidden=False)
    for one in (window, compared):
        if one.kind not in PUBLIC_KINDS:
            raise ValueError(
                f"a public window must be one of {', '.join(PUBLIC_KINDS)}, got {one.label!r} ({one.kind})"
            )
        if not one.over:
            raise ValueError(f"a public window must be over, got {one.label!r}: {one.remark}")
    rows, _ = events_in(events, (window, compared))
    exact = count_changes(events, window, compared, by=["category", "place"])
    places = _public_places(exact, {folded(category) for category in sensitive})
    keys = list(zip(rows["category"].map(_key), rows["place"].map(_key), strict=True))
    pooled = rows.assign(place=[places[key] for key in keys])
    frame = count_changes(pooled, window, compared, by=["category", "place"], deliveries=deliveries)
    # who reported is asked of every event, so that one party's silence is told though its rows are pooled
    frame["note"] = count_changes(events, window, compared, by=(), deliveries=deliveries)["note"].iloc[0]
    return _with_hidden(frame, {folded(category) for category in sensitive})


def _key(name: object) -> str:
    return folded(name) if isinstance(name, str) else ""


def _public_places(exact: pd.DataFrame, sensitive: set[str]) -> dict[tuple[str, str], str]:
    """Under which name each place of each category is counted."""
    names = {}
    for category, own in exact.groupby("category", sort=False):
        apart = own["now"] + own["before"] > 0
        if folded(category) in sensitive:
            apart &= False
        apart &= ~own["now"].map(is_small) & ~own["before"].map(is_small)
        order = own.assign(both=own["now"] + own["before"]).sort_values("both", kind="stable").index
        left = [index for index in order if apart[index]]
        while left and (~apart).any() and own.loc[~apart, ["now", "before"]].sum().map(is_small).any():
            apart[left.pop(0)] = False
        pool = OTHERS if apart.any() else ALL_PLACES
        for index, row in own.iterrows():
            place = "" if row["place"] == MISSING_NAMES["place"] else folded(row["place"])
            names[folded(category), place] = row["place"] if apart[index] else pool
    return names


def _with_hidden(frame: pd.DataFrame, sensitive: set[str]) -> pd.DataFrame:
    """Without the counts of small sensitive categories; where it is one alone, the smallest other goes with it."""
    secret = frame["category"].map(_key).isin(sensitive)
    hidden = secret & (frame["now"].map(is_small) | frame["before"].map(is_small))
    if hidden.sum() == 1 and not hidden.all():
        sums = frame[~hidden].groupby("category")[["now", "before"]].sum().sum(axis=1)
        own = [category for category in sums.index if _key(category) in sensitive]
        hidden |= frame["category"] == sums[own or list(sums.index)].idxmin()
    counts = ["now", "before", "ratio", "low", "high"]
    shown = frame.assign(hidden=hidden)
    shown[counts] = shown[counts].astype(float).mask(hidden, np.nan)
    shown["words"] = shown["words"].mask(hidden, "")
    order = [
        "hidden",
        "now",
        "before",
        "category",
        "place",
    ]  # those hidden last: their place among the others would tell
    return shown.sort_values(order, ascending=[True, False, False, True, True], ignore_index=True)
