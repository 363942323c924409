"""The rows of all files → Records: rows that say the same thing are merged here and nowhere else.

The same row in another file is merged with the first. The same joint occasion listed by several parties – same
commitment, same date, different reporter – counts once, and then those present are all who were listed or reported it.
Every row stays, with its status, and the ledger accounts for each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd

from lofte_analysis.columns import (
    ACTIONS,
    ACTIVITIES,
    CASES,
    COMMENTS,
    DELIVERIES,
    EVENTS,
    SHEET_KINDS,
    TRAFFIC,
    UNKNOWN_PARTY,
)
from lofte_analysis.folding import folded
from lofte_analysis.problems import Consequence, Problems
from lofte_analysis.promise import Promise
from lofte_analysis.qualifying import has_place_or_time, surely_elsewhere
from lofte_analysis.reading.cell_columns import objects, taken
from lofte_analysis.records import DONE, LOADED, MERGED, PLACE, REJECTED, Records
from lofte_analysis.remarks import remark
from lofte_analysis.same_rows import combined, first_places, numbered, occurrence, sorted_by, status_of_copies

OCCASION_COLUMNS = ("occasion", "commitment", "start", "end", "activity", "place", "clock", "present")
OCCASION_COLUMNS += ("attendance_open", "occasions", "occasions_approximate", "participants")
OCCASION_COLUMNS += ("participants_approximate", "grades", "object", "objects", "completes")
OCCASION_COLUMNS += ("completes_unread", "reporter", *PLACE, "rows")
_TOLD_BY_ANY = ("completes", "completes_unread")  # of an occasion, where one of its rows says so
LEDGER_COLUMNS = ("file", "sheet", "kind", "rows", "loaded", "merged", "rejected", "unrecognised")


def settle(
    promise: Promise,
    frames: dict[str, pd.DataFrame],
    problems: Problems,
    sheets: pd.DataFrame,
    *,
    example: bool = False,
) -> Records:
    """Merge what was read and draw up the ledger.

    `frames` holds the rows per sheet kind as `reading.rows.read_rows` gives them; `sheets` one row per sheet with
    file, sheet, kind, rows and unrecognised. Remarks on what was merged are added to `problems`.
    """
    rejected = _rejected([frames[kind.name] for kind in SHEET_KINDS])
    good = {kind: _without_rejected(frames[kind]) for kind in frames}
    for kind in SHEET_KINDS:
        good[kind.name]["status"] = status_of_copies(good[kind.name])
    activities = _with_traffic(promise, good[ACTIVITIES.name], good[TRAFFIC.name], problems)
    activities = _with_occasions(promise, activities)
    occasions = _occasions(promise, activities)
    cases = _with_conflicts(good[CASES.name], problems)
    deliveries = _deliveries(good[DELIVERIES.name])
    remark(promise, activities, occasions, cases, deliveries, good[COMMENTS.name], problems)

    own = activities.loc[activities["kind"] == ACTIVITIES.name, ["file", "sheet", "status"]]
    accounted = good | {ACTIVITIES.name: own, CASES.name: cases}
    return Records(
        activities=activities,
        occasions=occasions,
        traffic=good[TRAFFIC.name].drop(columns="kind"),
        cases=cases.drop(columns="kind"),
        events=good[EVENTS.name].drop(columns="kind"),
        actions=good[ACTIONS.name].drop(columns="kind"),
        comments=good[COMMENTS.name].drop(columns="kind"),
        deliveries=deliveries,
        rejected=rejected,
        ledger=_ledger(sheets, [*accounted.values(), rejected.assign(status=REJECTED)]),
        example=example or promise.example,
    )


def _without_rejected(frame: pd.DataFrame) -> pd.DataFrame:
    names = frame.columns.drop(["rejected", "aside", "reason", "cell"])
    kept = frame.loc[~frame["rejected"].astype(bool), names].reset_index(drop=True)
    for name in ("start", "end"):
        kept[name] = kept[name].astype("datetime64[ns]")
    kept["row"] = kept["row"].astype(int)
    return kept


def _rejected(frames: list[pd.DataFrame]) -> pd.DataFrame:
    names = ["file", "sheet", "kind", "row", "cell", "reason", "aside", "commitment", "start", "end", "reporter"]
    parts = [frame[frame["rejected"].astype(bool)].reindex(columns=names) for frame in frames]
    rows = pd.concat(parts, ignore_index=True)
    rows["aside"] = rows["aside"].map(lambda value: value is True).astype(bool)
    for name in ("start", "end"):
        rows[name] = rows[name].astype("datetime64[ns]")
    return rows


def _with_traffic(promise: Promise, rows: pd.DataFrame, traffic: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Rows of Genomfört, and those of Trafik under each commitment whose types and places they fit."""
    parts = [rows]
    live = traffic[traffic["status"] == LOADED]
    places = live["place"].map(lambda place: folded(place) if isinstance(place, str) else "")
    belongs = pd.Series(False, index=live.index)
    for commitment in promise.commitments:
        fits = pd.Series(False, index=live.index)
        for rule in commitment.traffic:
            here = places.isin([folded(place) for place in rule.places]) if rule.places else True
            fits |= live["type"].isin(rule.types) & here
        if has_place_or_time(commitment):
            fits &= ~surely_elsewhere(live[["start", "end", "place", "clock"]], commitment)
        belongs |= fits
        if fits.any():
            own = live.loc[fits, [*PLACE, "kind", "start", "end", "place", "clock", "reporter", "status"]]
            parts.append(own.assign(commitment=commitment.id, activity=live.loc[fits, "type"]))
    for row in live[~belongs].itertuples():
        problems.note_row(
            row,
            "Raden hör inte till något åtagande: typ och plats finns inte tillsammans i löftet.",
            "Kontrollera platsen. Raden visas i trafiktabellen men räknas inte till ett åtagande.",
            Consequence.UNCOUNTED,
        )
    activities = rows.copy(deep=False)
    if len(parts) > 1:
        activities = pd.concat(parts, ignore_index=True).reindex(columns=rows.columns)
    activities["occasions"] = activities["occasions"].where(activities["occasions"].notna(), 1).astype(float)
    for name in ("occasions_approximate", "participants_approximate", "unknown_parties", *_TOLD_BY_ANY):
        activities[name] = activities[name].eq(True).astype(bool)
    activities["participants"] = activities["participants"].astype(float)
    return activities


def _with_occasions(promise: Promise, activities: pd.DataFrame) -> pd.DataFrame:
    """Number each occasion; of the rows that share one, the first is loaded and the others merged.

    First is the row of the party that reports the commitment, then by file, sheet and row.
    """
    commitment, reporter, file = (numbered(activities[name]) for name in ("commitment", "reporter", "file"))
    order = _reporting_order(promise, activities, combined(commitment, reporter))
    places = sorted_by(order, file, activities["sheet"], activities["row"])
    is_live = (activities["status"] == LOADED).to_numpy()[places]
    live = places[is_live]
    # an unknown reporter may be the same in one file and is taken for another in the next
    who = np.where(activities["reporter"] == UNKNOWN_PARTY, -2 - file, reporter)  # no party has a number below -1
    days = [activities[name].to_numpy()[live] for name in ("start", "end")]
    same = combined(commitment[live], *days, (activities["occasions"] == 0).to_numpy()[live])
    number = combined(same, occurrence(combined(same, who[live])))
    occasion, status = np.full(len(activities), -1), activities["status"].to_numpy(copy=True)
    occasion[live] = number
    status[live[pd.Series(number).duplicated()]] = MERGED
    settled = activities.assign(status=pd.Series(status, activities.index, dtype=object), occasion=occasion)
    places = np.concatenate([live, places[~is_live]])
    start = activities["start"].to_numpy()
    return settled.iloc[places[sorted_by(commitment[places], start[places], occasion[places])]].reset_index(drop=True)


def _reporting_order(promise: Promise, activities: pd.DataFrame, pairs: np.ndarray) -> np.ndarray:
    """How far down the reporter of each row stands among those who report its commitment; `pairs` numbers the two."""
    rank = {
        (commitment.id, party): order
        for commitment in promise.commitments
        for order, party in enumerate(commitment.reported_by)
    }
    different = activities[["commitment", "reporter"]].iloc[first_places(pairs)]
    ranks = [rank.get(pair, len(promise.parties)) for pair in different.itertuples(index=False, name=None)]
    return np.array(ranks, dtype=np.int64)[pairs]


def _occasions(promise: Promise, activities: pd.DataFrame) -> pd.DataFrame:
    """One row per occasion: the loaded row's figures, and the parties, grades and rows of all that were merged."""
    at = np.flatnonzero(activities["occasion"] >= 0)
    at = at[sorted_by(*(activities[name].to_numpy()[at] for name in ("occasion", "status")))]
    number = activities["occasion"].to_numpy()[at]
    begins = first_places(number)
    sizes = np.diff(np.append(begins, len(at)))
    order = sorted_by(*(activities[name].to_numpy()[at[begins]] for name in ("commitment", "start", *PLACE)))
    begins, sizes = begins[order], sizes[order]

    texts = ["activity", "place", "clock", "object"]
    columns = [name for name in OCCASION_COLUMNS if name in activities]
    occasions = activities[columns].iloc[at[begins]].set_index("occasion")
    shared = activities.iloc[at[pd.Series(number).duplicated(keep=False)]]
    told_by_any = shared.groupby("occasion")[[*texts, "participants"]].first()
    occasions.loc[told_by_any.index, told_by_any.columns] = told_by_any
    for name in texts:
        occasions[name] = occasions[name].where(occasions[name].notna(), None)

    told = activities[["reporter", "parties", "unknown_parties", "grades", "object"]].iloc[at]
    kinds = combined(*(told[name] for name in told))  # the same few are told of again and again
    different = [[row] for row in told.iloc[first_places(kinds)].itertuples(index=False, name=None)]
    numbers, bundles = kinds[begins], pd.factorize(_bundles(begins, sizes, kinds.tolist()))
    numbers[sizes > 1] = len(different) + bundles[0]
    different += [[different[kind][0] for (kind,) in members] for members in bundles[1]]
    ranks = {party.name: place for place, party in enumerate(promise.parties)}
    together = [_together(members, ranks) for members in different]
    for index, name in enumerate(("present", "attendance_open", "grades", "objects")):
        occasions[name] = taken((found[index] for found in together), numbers)
    occasions["attendance_open"] = occasions["attendance_open"].astype(bool)
    places = [activities[name].to_numpy()[at] for name in PLACE]
    places.append(taken([DONE], np.zeros(len(at), dtype=int)))
    rows = objects(zip(zip(*(column[begins].tolist() for column in places), strict=True)))
    rows[sizes > 1] = _bundles(begins, sizes, *(column.tolist() for column in places))
    occasions["rows"] = rows
    for name in _TOLD_BY_ANY:
        told = activities.loc[activities[name] & (activities["occasion"] >= 0), "occasion"]
        occasions[name] = occasions.index.isin(told)
    return occasions.reset_index()[list(OCCASION_COLUMNS)]


def _bundles(begins: np.ndarray, sizes: np.ndarray, *columns: list) -> np.ndarray:
    """What stands in the columns from each of `begins` in as many places as `sizes` says, where it is more than one."""
    several = sizes > 1
    parts = zip(begins[several].tolist(), (begins + sizes)[several].tolist(), strict=True)
    return objects(tuple(zip(*(column[begin:end] for column in columns), strict=True)) for begin, end in parts)


def _together(members: list[tuple], ranks: dict[str, int]) -> tuple[tuple, bool, tuple, tuple]:
    """Of the rows of one occasion: who was present, whether more may have been, the grades and the objects."""
    listed = [parties for _, parties, *_ in members if isinstance(parties, tuple)]
    reporters = {reporter for reporter, *_ in members} - {UNKNOWN_PARTY}
    present = tuple(sorted(reporters.union(*listed), key=lambda party: ranks.get(party, len(ranks))))
    is_open = (not listed and len(reporters) < 2) or any(unknown for _, _, unknown, *_ in members)
    grades = {grade for *_, grades, _ in members if isinstance(grades, tuple) for grade in grades}
    objects = dict.fromkeys(told for *_, told in members if isinstance(told, str))
    return present, is_open, tuple(sorted(grades)), tuple(objects)


def _with_conflicts(cases: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Figures for the same party, month, commitment and object: the same twice is one row, different is a conflict."""
    cases = cases.assign(conflict=False)
    for name in ("cases", "done", "open"):
        cases[name] = cases[name].astype(float)
    cases["open"] = cases["open"].fillna(0.0)
    live = cases[cases["status"] == LOADED].sort_values(PLACE, kind="stable")
    objects = live["object"].map(lambda value: folded(value) if isinstance(value, str) else "")
    key = live[["reporter", "commitment", "start"]].assign(object=objects)
    twice = key[key.duplicated(keep=False)]
    for _, group in twice.groupby(list(twice.columns), sort=False):
        figures = live.loc[group.index, ["cases", "done", "open"]]
        if len(figures.drop_duplicates()) == 1:
            cases.loc[group.index[1:], "status"] = MERGED
            continue
        cases.loc[group.index, "conflict"] = True
        for row in live.loc[group.index].itertuples():
            problems.note_row(
                row,
                "Samma part har lämnat olika siffror för samma månad och åtagande. Ingen av dem används.",
                "Behåll den rad som är rätt och ta bort den andra.",
                Consequence.UNCOUNTED,
            )
    return cases


def _deliveries(frame: pd.DataFrame) -> pd.DataFrame:
    done = frame["done"].map(lambda value: value is True).astype(bool)
    return frame.assign(done=done).drop(columns="kind")


def _ledger(sheets: pd.DataFrame, frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Rows per sheet = loaded + merged + rejected + unrecognised; anything else is a fault of ours.

    So are rows of a sheet that is not among `sheets`, and two sheets of one name.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    for frame in frames:
        counts.update(zip(*(frame[name].tolist() for name in ("file", "sheet", "status")), strict=True))
    ledger, names = sheets.copy(), list(zip(sheets["file"], sheets["sheet"], strict=True))
    for status, column in ((LOADED, "loaded"), (MERGED, "merged"), (REJECTED, "rejected")):
        ledger[column] = [counts.pop((*name, status), 0) for name in names]
    numbers = ["rows", "loaded", "merged", "rejected", "unrecognised"]
    ledger[numbers] = ledger[numbers].fillna(0).astype(int)
    parts = ledger[["loaded", "merged", "rejected", "unrecognised"]].sum(axis=1)
    if counts or len(set(names)) < len(names) or not (ledger["rows"] == parts).all():
        raise AssertionError(f"rows are unaccounted for, here {dict(counts)} or in\n{ledger}")
    return ledger[list(LEDGER_COLUMNS)]
