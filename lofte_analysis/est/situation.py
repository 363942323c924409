"""What happened beside what was done: events and checks over the hours of the week, and over places.

Events are what the parties write in the sheet Händelser, checks the occasions of one commitment. The two are counted
beside each other and never made into one figure: an event is not a check, and events are what was reported, not all
that happened.

Which categories of events stand beside a commitment is said in the promise file (`handelser`). An event is an incident
and not a person, but an hour and a place can still point someone out: sensitive categories stay out of these counts
by not being chosen there.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from lofte_analysis.coverage import Days, delivered_spans, missing_spans, missing_text
from lofte_analysis.est.event_categories import categorised, read_event_categories
from lofte_analysis.folding import folded
from lofte_analysis.promise import Commitment, Personal, Promise
from lofte_analysis.records import LOADED, Records
from lofte_analysis.small_counts import SMALLEST_SHOWN, is_small
from lofte_analysis.words import WEEKDAYS, listing, n_of_m

SIDES = EVENTS, CHECKS = "events", "checks"
DAY_BEGINS = 6  # o'clock: a night belongs to the evening that it follows
BANDS = ("06–10", "10–14", "14–18", "18–22", "22–02", "02–06")
PLACE, OTHERS, UNKNOWN = "plats", "övriga platser", "plats saknas"
MOST_PLACES = 10

_BAND_HOURS = 24 // len(BANDS)
_MOST_GAPS = 3  # more gaps than these are told as a number of days
_ROWS = ["side", "start", "end", "clock", "weekday", "band", "place", "number"]
_OF_SPAN = ["commitment", "first", "last", "checks_missing", "events_missing", "municipality", "example", "cutoff"]


# Days and rows --------------------------------------------------------------------------------------------


def shared_span(
    promise: Promise,
    records: Records,
    commitment_id: str,
    *,
    cutoff: dt.date | str | None = None,
    year: int | None = None,
) -> Days | None:
    """First and last day for which both events and checks exist, or None where there is no such day.

    From the later of the start of event reporting (`handelser_fran` of the promise file, else the first event) and
    the first day that a party which reports the commitment has delivered or has a row for; up to the cut-off; within
    the promise. `year` takes the part of it that lies in a calendar year.
    """
    commitment, last_day = promise[commitment_id], records.cutoff_day(cutoff)
    events = records.events.loc[records.events["status"] == LOADED, "start"]
    reported = promise.events_from or (events.min().date() if len(events) else None)
    begun = [day.date() for day in _done(records, commitment)["start"]]
    for party in commitment.reported_by:
        begun += [start for start, _ in delivered_spans(records.deliveries, party, commitment_id, last_day)]
    if reported is None or not begun:
        return None
    first, last = max(reported, min(begun), promise.start), min(last_day, promise.end)
    if year is not None:
        first, last = max(first, dt.date(year, 1, 1)), min(last, dt.date(year, 12, 31))
    return (first, last) if first <= last else None


def events_and_checks(
    promise: Promise,
    records: Records,
    commitment_id: str,
    *,
    cutoff: dt.date | str | None = None,
    year: int | None = None,
) -> pd.DataFrame:
    """Every event and every check in their shared span, each once: one row per row of Händelser and per occasion.

    Events are those of the commitment's categories; rows that lie only partly in the span are left out. Columns:
    side ("events", "checks"), start, end, clock, weekday and band (ordered categories; both missing
    without a clock time, or when the row is no single day), place (missing where it is unknown) and number (what the
    row stands for: 1, but for an occasion with another number). A time before 06 belongs to the weekday before its
    date: Saturday 00.30 is part of Friday night.

    The same in every row: commitment; first and last (days of the span); checks_missing (for which days the party that
    reports the checks has not delivered) and events_missing (which parties with events have not delivered all of the
    span), both as Swedish sentences or empty; municipality, example, cutoff. No rows where the commitment has no
    categories or there is no shared span. Raises ValueError for a commitment that counts persons.
    """
    commitment, last_day = promise[commitment_id], records.cutoff_day(cutoff)
    if commitment.personal is not Personal.NO:
        raise ValueError(f"commitment {commitment_id!r} counts persons; its hours and places are not shown")
    span = shared_span(promise, records, commitment_id, cutoff=cutoff, year=year) if commitment.events else None
    first, last = (pd.Timestamp(day) for day in span or (None, None))
    rows = pd.concat([_events(records, commitment), _checks(records, commitment)], ignore_index=True)
    rows = with_hours(rows[(rows["start"] >= first) & (rows["end"] <= last)]) if span else with_hours(rows[:0])
    return (
        rows[_ROWS]
        .assign(
            commitment=commitment_id,
            first=first,
            last=last,
            checks_missing=_checks_missing(promise, records, commitment, span) if span else "",
            events_missing=_events_missing(promise, records, span) if span else "",
            municipality=records.place(promise),
            example=records.example,
            cutoff=pd.Timestamp(last_day),
        )
        .sort_values(["side", "start"], kind="stable", ascending=[False, True])
        .reset_index(drop=True)
    )


def has_both(frame: pd.DataFrame) -> bool:
    """Whether a frame of `by_weekday_and_hour` or `by_place` counts at least one event and one check."""
    return all(frame[side].sum() > 0 for side in SIDES)


def _events(records: Records, commitment: Commitment) -> pd.DataFrame:
    known = read_event_categories()
    events = categorised(records.events, known)
    events = events[events["category"].isin({known.category_of(word) for word in commitment.events})]
    return events[["start", "end", "clock", "place"]].assign(side=EVENTS, number=1)


def _checks(records: Records, commitment: Commitment) -> pd.DataFrame:
    """The occasions of the commitment; the hour of one stands only in its row of Trafik."""
    clocks = records.traffic.set_index(["file", "sheet", "row"])["clock"]
    clocks = {place: clock for place, clock in clocks.items() if isinstance(clock, dt.time)}
    done = _done(records, commitment)
    hours = [next((clocks[row[:3]] for row in rows if row[:3] in clocks), None) for rows in done["rows"]]
    return done[["start", "end", "place"]].assign(
        side=CHECKS,
        clock=pd.Series(hours, index=done.index, dtype=object),
        number=done["occasions"].astype(int),
    )


def _done(records: Records, commitment: Commitment) -> pd.DataFrame:
    own = records.occasions
    return own[(own["commitment"] == commitment.id) & (own["occasions"] > 0)]


def with_hours(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the weekday and the band of four hours in which each began; missing without a clock time."""
    timed = rows["clock"].map(lambda clock: isinstance(clock, dt.time)).astype(bool) & (rows["start"] == rows["end"])
    hours = rows.loc[timed, "clock"].map(lambda clock: clock.hour).astype(int)
    days = rows.loc[timed, "start"] - pd.to_timedelta((hours < DAY_BEGINS).astype(int), unit="D")
    bands = (hours - DAY_BEGINS) % 24 // _BAND_HOURS
    weekdays = pd.Categorical.from_codes(days.dt.day_of_week, WEEKDAYS, ordered=True)
    bands = pd.Categorical.from_codes(bands, BANDS, ordered=True)
    return rows.assign(weekday=pd.Series(weekdays, index=hours.index), band=pd.Series(bands, index=hours.index))


def _checks_missing(promise: Promise, records: Records, commitment: Commitment, span: Days) -> str:
    texts, days = [], (span[1] - span[0]).days + 1
    for party in commitment.reported_by:
        gaps = missing_spans(delivered_spans(records.deliveries, party, commitment.id, span[1]), *span)
        if not gaps:
            continue
        silent = sum((end - start).days + 1 for start, end in gaps)
        when = missing_text(gaps) if len(gaps) <= _MOST_GAPS else n_of_m(silent, days, "dag", "dagar")
        texts.append(f"Redovisning från {promise.party_in_text(party)} saknas för {when}.")
    return " ".join(texts)


def _events_missing(promise: Promise, records: Records, span: Days) -> str:
    """Which parties that have events at all have not delivered every day; a delivery of one commitment is no help."""
    reporters = set(records.events.loc[records.events["status"] == LOADED, "reporter"])
    silent = [
        promise.party_in_text(party.name)
        for party in promise.parties
        if party.name in reporters
        and missing_spans(delivered_spans(records.deliveries, party.name, "", span[1]), *span)
    ]
    return f"Från {listing(silent)} är händelserna inte redovisade för hela tiden." if silent else ""


# Hours of the week ----------------------------------------------------------------------------------------


def by_weekday_and_hour(rows: pd.DataFrame) -> pd.DataFrame:
    """How many events and checks began in each weekday and four hours, one row for each of the 42.

    Takes the frame of `events_and_checks`. Columns: weekday, band, events, checks and in_block (the at most two
    weekdays and two bands in a row that hold the most events; nowhere true when several hold equally many). The same
    in every row: events_total, checks_total (with a clock time), events_in_block, checks_in_block,
    events_without_clock, checks_without_clock, and what `events_and_checks` gives. No rows for a frame without rows.
    """
    timed = rows[rows["band"].notna()]
    keys = ["band", "weekday"]
    grid = pd.MultiIndex.from_product([BANDS, WEEKDAYS], names=keys).to_frame(index=False)
    for side in SIDES:
        counts = timed[timed["side"] == side].astype(dict.fromkeys(keys, str)).groupby(keys)["number"].sum()
        grid = grid.merge(counts.rename(side), left_on=keys, right_index=True, how="left", validate="1:1")
    grid = grid.fillna(dict.fromkeys(SIDES, 0)).astype(dict.fromkeys(SIDES, int))
    grid["band"] = pd.Categorical(grid["band"], BANDS, ordered=True)
    grid["weekday"] = pd.Categorical(grid["weekday"], WEEKDAYS, ordered=True)
    grid["in_block"] = _in_block(grid)
    for side in SIDES:
        grid[f"{side}_total"] = int(grid[side].sum())
        grid[f"{side}_in_block"] = int(grid.loc[grid["in_block"], side].sum())
        grid[f"{side}_without_clock"] = int(rows.loc[(rows["side"] == side) & rows["band"].isna(), "number"].sum())
    return _with_span(grid, rows)


def _in_block(grid: pd.DataFrame) -> pd.Series:
    """Whether each hour of the week lies in the block of 2 × 2 with the most events.

    Where several blocks hold the most, it is what they share, if all those events lie there; else there is no block.
    """
    counts = grid[EVENTS].to_numpy().reshape(len(BANDS), len(WEEKDAYS))
    blocks = counts[:-1, :-1] + counts[1:, :-1] + counts[:-1, 1:] + counts[1:, 1:]
    shared = np.full(counts.shape, blocks.max() > 0)
    for band, weekday in np.argwhere(blocks == blocks.max()):
        block = np.zeros_like(shared)
        block[band : band + 2, weekday : weekday + 2] = True
        shared &= block
    return pd.Series((shared & (counts[shared].sum() == blocks.max())).ravel(), index=grid.index)


# Places ---------------------------------------------------------------------------------------------------


def by_place(rows: pd.DataFrame) -> pd.DataFrame:
    """How many events and checks each place has, one row per place, those with the most events first.

    Takes the frame of `events_and_checks`; places are the same when they are written alike but for letter size and
    blanks. A place of its own has at least five events, or none and at least five checks; at most ten stand alone.
    The others are one row ("övriga platser, 3 st"), and rows without a place are one ("plats saknas").

    Columns: place, kind ("plats", "övriga platser", "plats saknas"), places (how many the row holds), events, checks,
    most (the place, or places, with the most events). The same in every row: events_total, checks_total (all rows),
    events_at_most, checks_at_most, and what `events_and_checks` gives. No rows for a frame without rows.
    """
    keys = rows["place"].map(lambda text: folded(text) if isinstance(text, str) else "").rename("key")
    counts = rows.groupby([keys, "side"])["number"].sum().unstack("side", fill_value=0)
    counts = counts.reindex(columns=list(SIDES), fill_value=0)
    counts["place"] = rows.groupby(keys)["place"].agg(lambda names: next(iter(names.mode()), UNKNOWN))
    known = counts[counts.index != ""].sort_values([EVENTS, CHECKS, "place"], ascending=[False, False, True])
    small = known[EVENTS].map(is_small) | ((known[EVENTS] == 0) & (known[CHECKS] < SMALLEST_SHOWN))
    own, others = known[~small][:MOST_PLACES], pd.concat([known[~small][MOST_PLACES:], known[small]])
    places = pd.concat(
        [
            own.assign(kind=PLACE, places=1),
            _added_up(others).assign(place=_others_text(len(others)), kind=OTHERS, places=len(others)),
            counts[counts.index == ""].assign(place=UNKNOWN, kind=UNKNOWN, places=0),
        ],
        ignore_index=True,
    )
    places = places[["place", "kind", "places", *SIDES]]
    places["most"] = (places["kind"] == PLACE) & (places[EVENTS] == own[EVENTS].max()) & (places[EVENTS] > 0)
    for side in SIDES:
        places[f"{side}_total"] = int(places[side].sum())
        places[f"{side}_at_most"] = int(places.loc[places["most"], side].sum())
    return _with_span(places, rows)


def _added_up(places: pd.DataFrame) -> pd.DataFrame:
    """One row with the sums, or none where there is nothing to add up."""
    return places[list(SIDES)].sum().to_frame().T[: len(places)]


def _others_text(number: int) -> str:
    return "övrig plats, 1 st" if number == 1 else f"övriga platser, {number} st"


def _with_span(counts: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The counts with what holds for all rows that were counted; none where there were none."""
    alike = rows[_OF_SPAN].head(1).reset_index(drop=True)
    return counts.merge(alike, how="cross")
