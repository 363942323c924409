"""The situation picture (lägesbild) of one window: what, where and when, who reported, and what was decided.

It sets side by side what the parties reported and says what can be said of the difference, and no more. Places and
situations, never individuals. The public picture is of a month or longer on the grid that is over and of which every
day lies after reporting began: sensitive categories are in it only together with others, small counts not at all
(`public_counts`), and what was decided stays inside.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from lofte_analysis.column_types import Status
from lofte_analysis.columns import UNKNOWN_PARTY
from lofte_analysis.est.change import Change, Reported, count_changes, new_and_vanished, reporters, reporters_remark
from lofte_analysis.est.event_categories import EventCategories, categorised, read_event_categories
from lofte_analysis.est.event_counts import events_in, reported_days, window_counts
from lofte_analysis.est.public_counts import (
    NAN,
    PUBLIC_KINDS,
    categories_alone,
    hours_shown,
    places_alone,
    shown_rows,
)
from lofte_analysis.est.report_windows import (
    Window,
    WindowKind,
    free_window,
    same_window_last_year,
    window_before,
    window_of,
)
from lofte_analysis.est.situation import BANDS, UNKNOWN, with_hours
from lofte_analysis.promise import Promise
from lofte_analysis.records import LOADED, Records
from lofte_analysis.refusals import Refusal
from lofte_analysis.small_counts import is_small
from lofte_analysis.words import WEEKDAYS, integer

OPEN_ACTIONS = (Status.DECIDED, Status.BEGUN)
EARLIER_WINDOWS = 12


class NoPicture(Refusal, ValueError):
    """No picture can be drawn; the message is one Swedish sentence."""


@dataclass(frozen=True)
class SituationPicture:
    """What one picture holds. Every frame is ready to be shown, and safe to publish where `public` is true.

    - categories: the rows of `count_changes` by category, with `last_year`, sensitive and group.
    - places: the rows of `count_changes` by place. In public, both are what `public_counts.shown_rows` leaves. Counts
      of a window that nobody reported are missing wherever they stand.
    - kinds_and_places: the rows of `count_changes` by category and place; none in public.
    - hours: weekday, band, count, text (what is written of it); no rows where they may not be told. `untimed` is how
      many events had no clock time, None where it is not told.
    - course: the windows up to this one, with count (missing where nothing was reported) and hidden.
    - reported: the rows of `reporters`. actions: those decided by the end of the window, open ones first.
    - hot_spots: the rows of `new_and_vanished`. notes: sentences on what is not known.
    """

    window: Window
    before: Window
    last_year: Window
    public: bool
    categories: pd.DataFrame
    places: pd.DataFrame
    kinds_and_places: pd.DataFrame
    hours: pd.DataFrame
    untimed: int | None
    course: pd.DataFrame
    reported: pd.DataFrame
    hot_spots: pd.DataFrame
    actions: pd.DataFrame
    notes: tuple[str, ...]
    totals: tuple[float | None, ...]  # now, the window before, a year before; None: not known, nan: 1–4 in public
    partly: tuple[bool, ...]  # whether some of a window was reported, where its total is not known
    municipality: str
    example: bool
    cutoff: pd.Timestamp


def picture_window(
    promise: Promise,
    records: Records,
    kind: WindowKind | str,
    *,
    cutoff: dt.date | str | None = None,
    start: dt.date | None = None,
) -> Window:
    """The window that a picture is of: the one that holds the given cut-off, else the last one that is over.

    `start` is the first day of free dates, which end at the cut-off. Raises NoPicture where no event was reported by
    then.
    """
    reported = reported_days(promise, records, cutoff)
    if reported is None:
        raise NoPicture(
            "Inga händelser är rapporterade till och med sista dag som räknas. "
            "Fyll i bladet Händelser, eller välj en annan dag."
        )
    if WindowKind(kind) is WindowKind.FREE:
        if start is None or start > reported[1]:
            raise NoPicture("Fria datum behöver en första dag som inte ligger efter den sista. Ange den med --fran.")
        return free_window(start, reported[1], reported)
    window = window_of(kind, reported[1], reported)
    if cutoff is None and not window.over:
        window = window_before(window)
    return window


def public_window(window: Window) -> Window | None:
    """The window of the public picture: the same one where it may be published, else the last whole month; or none."""
    if window.kind in PUBLIC_KINDS and not window.partial:
        return window
    month = window_of(WindowKind.MONTH, window.last, window.reported)
    month = month if month.over else window_before(month)
    return month if month.days and not month.partial else None


def situation_picture(
    promise: Promise,
    records: Records,
    window: Window,
    *,
    public: bool = False,
    categories: EventCategories | None = None,
) -> SituationPicture:
    """Everything that the picture of a window holds.

    Raises ValueError for a public picture of a window that is too short or not over.
    """
    if public and (window.kind not in PUBLIC_KINDS or window.partial):
        raise ValueError(f"window must be a month or longer and over to be published, got {window.label!r}")
    known = categories or read_event_categories()
    events = categorised(records.events, known)
    before, last_year = window_before(window), same_window_last_year(window)
    totals, partly = zip(*(_total(events, one, records.deliveries) for one in (window, before, last_year)), strict=True)
    by_category = _by_category(events, window, before, last_year, records.deliveries, known)
    by_place = count_changes(events, window, before, by=["place"], deliveries=records.deliveries).assign(pool=False)
    hot_spots = _hot_spots(events, window, before, records.deliveries, known, public=public)
    hours, untimed = _hours(events, window)
    hours = hours.assign(text=hours["count"].map(integer))
    pairs = count_changes(events, window, before, by=["category", "place"], deliveries=records.deliveries)
    pairs = pairs.assign(pool=False)
    who = reporters(events, window, before, deliveries=records.deliveries)
    course = _course(events, _course_of(window), records.deliveries).assign(hidden=False)
    if public:
        by_place = _public_places(events, window, before, records.deliveries, known, by_category, totals)
        by_category = _public_categories(by_category, totals)
        hot_spots = hot_spots[["place", "state", "note"]]
        hours, untimed = hours_shown(hours, untimed)
        course["hidden"] = course["count"].map(is_small)
        course["count"] = course["count"].mask(course["hidden"])
        totals = [NAN if total is not None and is_small(total) else total for total in totals]
    return SituationPicture(
        window=window,
        before=before,
        last_year=last_year,
        public=public,
        categories=_known_counts(by_category, totals),
        places=_known_counts(by_place, totals),
        kinds_and_places=_known_counts(pairs, totals).iloc[: 0 if public else None],
        hours=hours if totals[0] is not None else hours.assign(count=NAN, text="–"),
        untimed=untimed,
        course=course,
        reported=who.drop(columns=["now", "before"]) if public else who,
        hot_spots=hot_spots.iloc[: 0 if None in totals[:2] else None],
        actions=_actions(records.actions, window).iloc[: 0 if public else None],
        notes=_notes(window, before, last_year, who.assign(party=who["party"].map(promise.party_in_text))),
        totals=tuple(totals),
        partly=partly,
        municipality=records.place(promise),
        example=records.example,
        cutoff=pd.Timestamp(window.last),
    )


def _by_category(events, window, before, last_year, deliveries, known) -> pd.DataFrame:
    rows = count_changes(events, window, before, by=["category"], deliveries=deliveries)
    then = count_changes(events, last_year, before, by=["category"])[["category", "now"]]
    then = then[then["now"] > 0].rename(columns={"now": "last_year"})
    rows = rows.merge(then, on="category", how="outer", validate="1:1")
    rows = rows.fillna({"now": 0, "before": 0, "words": ""})  # a category that was there last year alone
    rows["last_year"] = rows["last_year"].fillna(0.0) if last_year.days else NAN
    rows = rows.sort_values(["now", "before", "category"], ascending=[False, False, True], ignore_index=True)
    rows["group"] = rows["category"].map(known.group_of)
    return rows.assign(sensitive=rows["category"].map(known.is_sensitive).astype(bool), pool=False)


def _public_categories(rows: pd.DataFrame, totals: list[int | None]) -> pd.DataFrame:
    sensitive, cuts = set(rows.loc[rows["sensitive"], "category"]), {}
    for column, total in zip(("now", "before", "last_year"), totals, strict=True):
        counts = dict(zip(rows["category"], rows[column], strict=True))
        cuts[column] = None if total is None else (categories_alone(counts, sensitive), total)
    shown = shown_rows(rows, "category", cuts, ("övriga kategorier", "alla kategorier"))
    return shown.assign(group=shown["group"].mask(shown["pool"], ""), sensitive=False)


def _public_places(events, window, before, deliveries, known, by_category, totals: list[int | None]) -> pd.DataFrame:
    secret, cuts = events["category"].map(known.is_sensitive).astype(bool), {}
    nowhere = events.assign(place=events["place"].mask(secret))
    rows = count_changes(nowhere, window, before, by=["place"], deliveries=deliveries)
    for column, total in zip(("now", "before"), totals, strict=False):
        counts = rows.groupby("place")[column].sum().to_dict()
        sensitive = by_category.loc[by_category["sensitive"], column].sum()
        counts[UNKNOWN] = counts.get(UNKNOWN, 0) - sensitive
        cuts[column] = None if total is None else (places_alone(counts, (UNKNOWN,), sensitive), total)
    return shown_rows(rows, "place", cuts, ("övriga händelser", "alla platser"))


def _hot_spots(events, window, before, deliveries, known, *, public: bool) -> pd.DataFrame:
    if public:
        events = events[~events["category"].map(known.is_sensitive).astype(bool)]
    return new_and_vanished(events, window, before, deliveries=deliveries)


def _hours(events: pd.DataFrame, window: Window) -> tuple[pd.DataFrame, int]:
    """How many events each weekday and band of hours had, all 42 cells, and how many had no clock time."""
    rows = with_hours(events_in(events, [window])[0])
    timed = rows[rows["band"].notna()]
    counts = timed.groupby(["weekday", "band"], observed=False).size()
    cells = pd.MultiIndex.from_product([WEEKDAYS, BANDS], names=["weekday", "band"])
    return counts.reindex(cells, fill_value=0).rename("count").reset_index(), len(rows) - len(timed)


def _course_of(window: Window) -> list[Window]:
    """The windows of the same kind up to this one, as far back as events were reported; for free dates itself alone."""
    windows = [window]
    while window.kind is not WindowKind.FREE and len(windows) <= EARLIER_WINDOWS:
        earlier = window_before(windows[0])
        if not earlier.days:
            break
        windows.insert(0, earlier)
    return windows


def _actions(actions: pd.DataFrame, window: Window) -> pd.DataFrame:
    """The actions decided by the end of the window, open ones first and the oldest due day first among them."""
    rows = actions[(actions["status"] == LOADED) & ~(actions["start"] > pd.Timestamp(window.end))]
    still_open = rows["state"].isin(OPEN_ACTIONS).astype(bool)
    rows = rows.assign(is_open=still_open, late=still_open & (rows["end"] < pd.Timestamp(window.end)))
    columns = ["action", "place", "responsible", "start", "end", "state", "is_open", "late"]
    rows = rows.sort_values(["is_open", "end"], ascending=[False, True], kind="stable", na_position="last")
    return rows[columns].reset_index(drop=True)


def _notes(window: Window, before: Window, last_year: Window, who: pd.DataFrame) -> tuple[str, ...]:
    notes = [window.remark, before.remark, last_year.remark, reporters_remark(who, window, before)]
    return tuple(dict.fromkeys(filter(None, notes)))


def _course(events: pd.DataFrame, windows: list[Window], deliveries: pd.DataFrame) -> pd.DataFrame:
    """How many events each window had; missing where that is not known, which is not the same as zero."""
    totals = [_total(events, window, deliveries)[0] for window in windows]
    return window_counts(events, windows).assign(count=pd.Series(totals, dtype=float))


def _total(events: pd.DataFrame, window: Window, deliveries: pd.DataFrame) -> tuple[int | None, bool]:
    """How many events a window had, and whether some of it was reported where that is not known.

    None where nobody had an event, unless every party delivered all of it: what one of them has not told is no zero.
    """
    if not window.days:
        return None, False
    who = reporters(events, window, window, deliveries=deliveries)
    if count := int(who["now"].sum()):
        return count, False
    states = who.loc[who["party"] != UNKNOWN_PARTY, "state_now"]
    if len(states) and (states == Reported.NONE).all():
        return 0, False
    return None, bool((states != Reported.SILENT).any())


def _known_counts(rows: pd.DataFrame, totals: tuple[int | None, ...]) -> pd.DataFrame:
    """Without the counts of windows whose total is not known: 0 would say that nothing happened."""
    unknown = [name for name, total in zip(("now", "before", "last_year"), totals, strict=True) if total is None]
    rows = rows.assign(**dict.fromkeys(set(unknown) & set(rows), NAN))
    if not {"now", "before"} & set(unknown):
        return rows
    words = rows["words"].where(rows["pool"].astype(bool), Change.NOT_COMPARABLE.value)  # all: which rows would tell
    return rows.assign(words=words, ratio=NAN, low=NAN, high=NAN)
