"""Records: what the parties reported, each row with the file, sheet and row that it came from.

Rows that say the same thing are merged here and nowhere else. The same row in another file is merged with the
first. The same joint occasion listed by several parties – same commitment, same date, different reporter –
counts once, and then those present are all who were listed or reported it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

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
from lofte_analysis.promise import EXAMPLE_MUNICIPALITY, Promise
from lofte_analysis.qualifying import has_place_or_time, surely_elsewhere
from lofte_analysis.remarks import remark

LOADED, MERGED, REJECTED = "inläst", "sammanslagen", "avvisad"
LEDGER_COLUMNS = ("file", "sheet", "kind", "rows", "loaded", "merged", "rejected", "unrecognised")
LOST_COLUMNS = ["file", "sheet", "kind"]
PLACE = ["file", "sheet", "row"]


@dataclass
class Records:
    """What was reported. Every frame has file, sheet and row (in the sheet, from 1).

    - activities: one row per row of Genomfört, and per commitment that a row of Trafik belongs to; `status` is
      "inläst" or "sammanslagen", `occasion` the number that merged rows share.
    - occasions: one row per occasion after merging, with present parties and all rows behind it.
    - traffic, events: one row per row of the sheet.
    - cases: one row per row of Ärenden; `conflict` where figures disagree, which are then not used.
    - actions: one row per row of Åtgärder: what was decided in the situation picture, and how far it has come.
    - comments: one row per row of Kommentarer: what was changed or why something is missing, written to be published.
    - deliveries: what each party has handed in; only `done` rows count.
    - rejected: rows that could not be read, with what could be read of them; `aside` those that report nothing, as a
      row of sums, and so leave no doubt.
    - lost: files that could not be opened and sheets that were not recognised though they look like one of ours; kind
      is the sheet kind that they could be, missing where they could be any.
    - problems, ledger: what was wrong and where; every row of every sheet accounted for.
    """

    activities: pd.DataFrame
    occasions: pd.DataFrame
    traffic: pd.DataFrame
    cases: pd.DataFrame
    events: pd.DataFrame
    actions: pd.DataFrame
    comments: pd.DataFrame
    deliveries: pd.DataFrame
    rejected: pd.DataFrame
    ledger: pd.DataFrame
    lost: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=LOST_COLUMNS))
    problems: pd.DataFrame = field(default_factory=pd.DataFrame)
    example: bool = False

    @property
    def last_delivered_day(self) -> dt.date | None:
        """The last day of the last delivery: the default cut-off. None when nothing was delivered."""
        ends = self.deliveries.loc[self.deliveries["done"], "end"]
        return None if ends.empty else ends.max().date()

    def place(self, promise: Promise) -> str:
        """The municipality that the records are of: that of the promise, or one that does not exist."""
        return EXAMPLE_MUNICIPALITY if self.example else promise.municipality

    def cutoff_day(self, cutoff: dt.date | str | None = None) -> dt.date:
        """The cut-off as a date: the one that is given ("2024-06-30" or a date), else the last delivered day.

        Raises ValueError when there is neither.
        """
        if cutoff is None and self.last_delivered_day is None:
            raise ValueError(
                "cutoff must be a date such as 2024-06-30 when no party has reported, got None: ingen rad i bladet "
                "Redovisat har Klart = ja. Fyll i Redovisat, eller ange sista dagen."
            )
        if isinstance(cutoff, str):
            try:
                return dt.date.fromisoformat(cutoff)
            except ValueError:
                raise ValueError(f"cutoff must be a date such as 2024-06-30, got {cutoff!r}") from None
        return self.last_delivered_day if cutoff is None else pd.Timestamp(cutoff).date()


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
    rejected = pd.concat([_rejected(frames[kind.name]) for kind in SHEET_KINDS], ignore_index=True)
    good = {kind: _without_rejected(frames[kind]) for kind in frames}
    for kind in SHEET_KINDS:
        good[kind.name]["status"] = _merge_same_rows(good[kind.name])
    activities = _with_traffic(promise, good[ACTIVITIES.name], good[TRAFFIC.name], problems)
    activities = _with_occasions(promise, activities)
    occasions = _occasions(promise, activities)
    cases = _with_conflicts(good[CASES.name], problems)
    remark(promise, activities, occasions, cases, problems)

    statuses = [good[kind.name][["file", "sheet", "kind", "row", "status"]] for kind in SHEET_KINDS]
    for number, settled in ((0, activities[activities["kind"] == ACTIVITIES.name]), (2, cases)):
        statuses[number] = settled[["file", "sheet", "kind", "row", "status"]]  # merged further since they were read
    statuses.append(rejected[["file", "sheet", "kind", "row"]].assign(status=REJECTED))
    return Records(
        activities=activities,
        occasions=occasions,
        traffic=good[TRAFFIC.name].drop(columns="kind"),
        cases=cases.drop(columns="kind"),
        events=good[EVENTS.name].drop(columns="kind"),
        actions=good[ACTIONS.name].drop(columns="kind"),
        comments=good[COMMENTS.name].drop(columns="kind"),
        deliveries=_deliveries(good[DELIVERIES.name]),
        rejected=rejected,
        ledger=_ledger(sheets, pd.concat(statuses, ignore_index=True)),
        example=example or promise.example,
    )


def _without_rejected(frame: pd.DataFrame) -> pd.DataFrame:
    kept = frame[~frame["rejected"].astype(bool)].drop(columns=["rejected", "aside", "reason", "cell"])
    kept = kept.reset_index(drop=True)
    for name in ("start", "end"):
        kept[name] = pd.to_datetime(kept[name]).astype("datetime64[ns]")
    kept["row"] = kept["row"].astype(int)
    return kept


def _rejected(frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame[frame["rejected"].astype(bool)]
    names = ["file", "sheet", "kind", "row", "cell", "reason", "aside", "commitment", "start", "end", "reporter"]
    rows = rows.reindex(columns=names)
    rows["aside"] = rows["aside"].map(lambda value: value is True).astype(bool)
    for name in ("start", "end"):
        rows[name] = pd.to_datetime(rows[name]).astype("datetime64[ns]")
    return rows


def _merge_same_rows(frame: pd.DataFrame) -> pd.Series:
    """The k-th copy of a row in one file and the k-th in another are one row; within a file copies stay apart."""
    if frame.empty:
        return pd.Series([], dtype=object)
    content = frame.drop(columns=["file", "sheet", "row", "kind"])
    key = pd.util.hash_pandas_object(content.apply(_all_comparable), index=False)
    nth = frame.assign(key=key).groupby(["key", "file"], sort=False).cumcount()
    first = ~pd.DataFrame({"key": key, "nth": nth}).duplicated()
    return pd.Series(LOADED, index=frame.index, dtype=object).where(first, MERGED)


def _all_comparable(column: pd.Series) -> pd.Series:
    """A column as it is compared; days and numbers are compared as they are, and each other value is looked at once."""
    if column.dtype.kind in "Mbiuf":
        return column
    seen: dict[tuple[type, object], str] = {}
    texts = []
    for value in column:
        text = seen.get(known := (type(value), value))
        if text is None:
            text = seen[known] = _comparable(value)
        texts.append(text)
    return pd.Series(texts, index=column.index, dtype=object)


def _comparable(value: object) -> str:
    if isinstance(value, str):
        return folded(value)
    if isinstance(value, tuple):
        return "|".join(sorted(map(str, value)))
    return "" if value is None or value != value or value is False else str(value)


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
            columns = ["place", "clock", "start", "end"]
            elsewhere = [surely_elsewhere(commitment, *row) for row in live[columns].itertuples(index=False, name=None)]
            fits &= ~pd.Series(elsewhere, index=live.index, dtype=bool)
        belongs |= fits
        if fits.any():
            own = live.loc[fits, [*PLACE, "kind", "start", "end", "place", "clock", "reporter", "status"]]
            parts.append(own.assign(commitment=commitment.id, activity=live.loc[fits, "type"]))
    for row in live[~belongs].itertuples():
        problems.add(
            Consequence.NONE,
            "Raden hör inte till något åtagande: typ och plats finns inte tillsammans i löftet.",
            "Kontrollera platsen. Raden visas i trafiktabellen men räknas inte till ett åtagande.",
            file=row.file,
            sheet=row.sheet,
            cell=f"rad {row.row}",
        )
    activities = pd.concat(parts, ignore_index=True).reindex(columns=rows.columns)
    activities["occasions"] = activities["occasions"].where(activities["occasions"].notna(), 1).astype(float)
    for name in ("occasions_approximate", "participants_approximate", "unknown_parties", "completes"):
        activities[name] = activities[name].map(lambda value: value is True).astype(bool)
    activities["participants"] = activities["participants"].astype(float)
    return activities


def _with_occasions(promise: Promise, activities: pd.DataFrame) -> pd.DataFrame:
    """Number each occasion; of the rows that share one, the first is loaded and the others merged.

    First is the row of the party that reports the commitment, then by file, sheet and row.
    """
    rank = {
        (commitment.id, party): order
        for commitment in promise.commitments
        for order, party in enumerate(commitment.reported_by)
    }
    pairs = zip(activities["commitment"], activities["reporter"], strict=True)
    order = pd.Series([rank.get(pair, len(promise.parties)) for pair in pairs], index=activities.index, dtype=int)
    sorted_rows = activities.assign(_order=order).sort_values(["_order", *PLACE], kind="stable")
    live = sorted_rows[sorted_rows["status"] == LOADED]
    # an unknown reporter may be the same in one file and is taken for another in the next
    who = live["reporter"].where(live["reporter"] != UNKNOWN_PARTY, UNKNOWN_PARTY + live["file"].astype(str))
    same = [live["commitment"], live["start"], live["end"], live["occasions"] == 0]
    nth = live.groupby([*same, who], sort=False).cumcount()
    number = live.groupby([*same, nth], sort=False).ngroup()
    live = live.assign(occasion=number)
    live["status"] = live["status"].where(~live.duplicated("occasion"), MERGED)
    merged = sorted_rows[sorted_rows["status"] != LOADED].assign(occasion=-1)
    return (
        pd.concat([live, merged])
        .drop(columns="_order")
        .sort_values(["commitment", "start", "occasion"], kind="stable")
        .reset_index(drop=True)
    )


def _occasions(promise: Promise, activities: pd.DataFrame) -> pd.DataFrame:
    """One row per occasion: the loaded row's figures, and the parties, grades and rows of all that were merged."""
    rows = activities[activities["occasion"] >= 0].sort_values(["occasion", "status"], kind="stable")
    first = rows.groupby("occasion", sort=True).first(skipna=False)
    filled = rows.groupby("occasion", sort=True)[["activity", "place", "clock", "object", "participants"]].first()
    occasions = first.assign(**{name: filled[name] for name in filled})
    order = {party.name: number for number, party in enumerate(promise.parties)}
    present, open_attendance, places, grades, objects = {}, {}, {}, {}, {}
    columns = ["occasion", "reporter", "parties", "unknown_parties", "grades", "object", *PLACE]
    gathered: dict[int, list] = {}
    for occasion, *row in rows[columns].itertuples(index=False, name=None):
        gathered.setdefault(occasion, []).append(row)
    for occasion, members in gathered.items():
        listed = [parties for _, parties, *_ in members if isinstance(parties, tuple)]
        reporters = {reporter for reporter, *_ in members} - {UNKNOWN_PARTY}
        everyone = reporters.union(*listed)
        present[occasion] = tuple(sorted(everyone, key=lambda party: order.get(party, len(order))))
        lone = not listed and len(reporters) < 2
        open_attendance[occasion] = lone or any(member[2] for member in members)
        grades[occasion] = tuple(sorted({g for member in members if isinstance(member[3], tuple) for g in member[3]}))
        objects[occasion] = tuple(dict.fromkeys(member[4] for member in members if isinstance(member[4], str)))
        places[occasion] = tuple(tuple(member[5:]) for member in members)
    occasions["present"] = pd.Series(present, dtype=object)
    occasions["attendance_open"] = pd.Series(open_attendance, dtype=bool)
    occasions["grades"] = pd.Series(grades, dtype=object)
    occasions["objects"] = pd.Series(objects, dtype=object)
    occasions["rows"] = pd.Series(places, dtype=object)
    completes = rows.groupby("occasion")["completes"].any()
    occasions["completes"] = completes.astype(bool)
    columns = ["commitment", "start", "end", "activity", "place", "clock", "present", "attendance_open", "occasions"]
    columns += [
        "occasions_approximate",
        "participants",
        "participants_approximate",
        "grades",
        "object",
        "objects",
        "completes",
    ]
    columns += ["reporter", *PLACE, "rows"]
    return occasions[columns].sort_values(["commitment", "start", *PLACE], kind="stable").reset_index()


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
            problems.add(
                Consequence.NONE,
                "Samma part har lämnat olika siffror för samma månad och åtagande. Ingen av dem används.",
                "Behåll den rad som är rätt och ta bort den andra.",
                file=row.file,
                sheet=row.sheet,
                cell=f"rad {row.row}",
            )
    return cases


def _deliveries(frame: pd.DataFrame) -> pd.DataFrame:
    done = frame["done"].map(lambda value: value is True).astype(bool)
    return frame.assign(done=done).drop(columns="kind")


def _ledger(sheets: pd.DataFrame, statuses: pd.DataFrame) -> pd.DataFrame:
    """Rows per sheet = loaded + merged + rejected + unrecognised; anything else is a fault of ours."""
    counts = statuses.groupby(["file", "sheet", "status"]).size().unstack("status", fill_value=0)
    counts = counts.reindex(columns=[LOADED, MERGED, REJECTED], fill_value=0)
    counts.columns = ["loaded", "merged", "rejected"]
    ledger = sheets.merge(counts.reset_index(), on=["file", "sheet"], how="left", validate="1:1")
    numbers = ["rows", "loaded", "merged", "rejected", "unrecognised"]
    ledger[numbers] = ledger[numbers].fillna(0).astype(int)
    parts = ledger[["loaded", "merged", "rejected", "unrecognised"]].sum(axis=1)
    if not (ledger["rows"] == parts).all():
        raise AssertionError(f"rows are unaccounted for:\n{ledger[ledger['rows'] != parts]}")
    return ledger[list(LEDGER_COLUMNS)]
