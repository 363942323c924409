"""Where the promise stands: what is open and with whom, before and after the extension, and the pace of one year.

Everything here is read out of the frame of `follow_through`; no verdict is made anew, and nothing is added over
commitments, since their periods are unlike things.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from lofte_analysis.periods import due_periods
from lofte_analysis.promise import Commitment, Measure, Per, Personal, Promise
from lofte_analysis.verdicts import ENDED_COLUMNS, VERDICT_COLUMNS, Verdict
from lofte_analysis.words import listing, long_date, period_name

OPEN = (Verdict.PARTLY, Verdict.NOT_MET, Verdict.NOT_REPORTED)
NO_POINTS, NOTHING_ENDED, NOT_JUDGED = "inga öppna punkter", "ingen avslutad period", "inget antal utlovat, bedöms inte"
BEFORE, AFTER = "före", "efter"


def period_words(label: str, per: str) -> str:
    """A period's label in running text, where 2022/23 must tell which kind of year it is.

    >>> period_words("2022/23", "läsår"), period_words("2022-03", "månad")
    ('läsåret 2022/23', 'mars 2022')
    """
    return f"{per}et {label}" if per in (Per.SCHOOL_YEAR, Per.PROMISE_YEAR) else period_name(label)


def interpretation_rule(rows: pd.DataFrame, promise: Promise) -> str:
    """A sentence for the source line where rows rest on how the promise's end is read; else nothing."""
    if promise.literal_end is None or not rows["interpreted"].any():
        return ""
    return f"Att perioder efter den {long_date(promise.literal_end)} hör till löftet är en tolkning."


# Open points ----------------------------------------------------------------------------------------------


def first_day_of(outcomes: pd.DataFrame, promise: Promise, since: dt.date | str | None = None) -> pd.Timestamp:
    """The day from which open points are listed: `since`, or the start of the last whole calendar year.

    Never before the promise. Raises ValueError for a day after the cut-off.
    """
    cutoff = outcomes["cutoff"].iloc[0]
    whole_year = (cutoff.month, cutoff.day) == (12, 31)
    day = pd.Timestamp(since) if since is not None else pd.Timestamp(cutoff.year - (not whole_year), 1, 1)
    if day > cutoff:
        raise ValueError(f"since must not be after the cut-off {cutoff:%Y-%m-%d}, got {day:%Y-%m-%d}")
    return max(day, pd.Timestamp(promise.start))


def open_points_of(outcomes: pd.DataFrame, promise: Promise, since: dt.date | str | None = None) -> pd.DataFrame:
    """What is still open, one row per ended period that was not kept or cannot be judged.

    Takes the frame of `follow_through`. A period is listed when it ended from `since` up to the cut-off with *delvis
    uppfyllt*, *ej uppfyllt* or *ej redovisat*; a year that is running is not open yet. A missing report is a matter
    for the party that reports, a promise not kept for the responsible parties together.

    Columns: commitment, title, per, period, name (in running text), start, end, verdict, reason, parties (tuple) and
    party_text, interpreted. Raises ValueError for a `since` after the cut-off.
    """
    rows = outcomes[_ended_since(outcomes, promise, since) & outcomes["verdict"].isin(OPEN)]
    parties = [
        promise[row.commitment].reported_by if row.verdict == Verdict.NOT_REPORTED else row.responsible
        for row in rows.itertuples()
    ]
    columns = ["commitment", "title", "per", "period", "start", "end", "verdict", "reason", "interpreted"]
    points = rows[columns].assign(
        name=_names(rows),
        parties=pd.Series(parties, index=rows.index, dtype=object),
        party_text=pd.Series([parties_text(promise, p) for p in parties], index=rows.index, dtype=object),
    )
    return points.reset_index(drop=True)


def without_open_points(outcomes: pd.DataFrame, promise: Promise, since: dt.date | str | None = None) -> pd.DataFrame:
    """The commitments that have no open point, one row each, with what that means.

    Columns: commitment, title, per, party_text (who is responsible), state ("inga öppna punkter", "ingen avslutad
    period" or "inget antal utlovat, bedöms inte"), met and periods (kept of ended periods) and `verdict` (*uppfyllt*,
    *ej aktuellt*, or nothing). Nothing open is something else than nothing known.
    """
    recent = outcomes[_ended_since(outcomes, promise, since) | (outcomes["verdict"] == Verdict.MET)]
    recent = recent[recent["end"] >= first_day_of(outcomes, promise, since)]
    rows = []
    for commitment_id in outcomes["commitment"].unique():
        commitment, own = promise[commitment_id], recent[recent["commitment"] == commitment_id]
        if own["verdict"].isin(OPEN).any():
            continue
        met = int((own["verdict"] == Verdict.MET).sum())
        state = NO_POINTS if len(own) else NOTHING_ENDED
        rows.append(
            {
                "commitment": commitment_id,
                "title": commitment.title,
                "per": str(commitment.per),
                "party_text": parties_text(promise, commitment.responsible),
                "state": state if commitment.judged else NOT_JUDGED,
                "met": met,
                "periods": met,
                "verdict": Verdict.MET if met else Verdict.NOT_APPLICABLE if len(own) else "",
            }
        )
    columns = ["commitment", "title", "per", "party_text", "state", "met", "periods", "verdict"]
    frame = pd.DataFrame(rows, columns=columns)
    frame.loc[frame["state"] == NOT_JUDGED, "verdict"] = ""
    return frame


def parties_text(promise: Promise, parties: tuple[str, ...]) -> str:
    """Parties as a reader sees them, always in the promise's order: "Polisen, socialtjänsten och skolan"."""
    known = [party.name for party in promise.parties]
    parties = sorted(parties, key=lambda name: known.index(name) if name in known else len(known))
    return listing([promise.party_label(parties[0]), *map(promise.party_in_text, parties[1:])])


def _ended_since(outcomes: pd.DataFrame, promise: Promise, since: dt.date | str | None) -> pd.Series:
    return (outcomes["end"] <= outcomes["cutoff"]) & (outcomes["end"] >= first_day_of(outcomes, promise, since))


def _names(rows: pd.DataFrame) -> pd.Series:
    words = [period_words(label, per) for label, per in zip(rows["period"], rows["per"], strict=True)]
    return pd.Series(words, index=rows.index, dtype=object)


# Before and after the extension ---------------------------------------------------------------------------


def before_and_after(outcomes: pd.DataFrame, promise: Promise) -> pd.DataFrame:
    """How many ended periods were kept before and after the extension, two rows per judged commitment.

    Takes the frame of `follow_through`. A period that lies on both sides belongs to neither: `across` names it with
    its verdict. Columns: commitment, title, promised_text, per, side ("före", "efter"), periods (ended and
    applicable), met, partly, not_met, not_reported; running and not_applicable beside; across. Counts of periods only,
    never of persons. Raises ValueError for a promise that was not extended.
    """
    if len(promise.versions) < 2:
        raise ValueError("promise must have a second version, got one: it was not extended")
    change = pd.Timestamp(promise.versions[1].start)
    rows = []
    for commitment_id, own in outcomes[outcomes["promised"].notna()].groupby("commitment", sort=False):
        sides = {BEFORE: own["end"] < change, AFTER: own["start"] >= change}
        across = own[~sides[BEFORE] & ~sides[AFTER]]
        for side, inside in sides.items():
            counts = {
                name: int((own.loc[inside, "verdict"] == verdict).sum()) for name, verdict in VERDICT_COLUMNS.items()
            }
            rows.append(
                {
                    "commitment": commitment_id,
                    "title": own["title"].iloc[0],
                    "promised_text": promise[commitment_id].promised_text,
                    "per": own["per"].iloc[0],
                    "side": side,
                    "periods": sum(counts[name] for name in ENDED_COLUMNS),
                    **counts,
                    "across": ", ".join(f"{n} ({v})" for n, v in zip(_names(across), across["verdict"], strict=True)),
                }
            )
    columns = ["commitment", "title", "promised_text", "per", "side", "periods", *VERDICT_COLUMNS, "across"]
    return pd.DataFrame(rows, columns=columns)


# The pace of one year -------------------------------------------------------------------------------------


def pace_of_year(outcomes: pd.DataFrame, promise: Promise, year: int | str | None = None) -> pd.DataFrame:
    """What was done of one commitment, added up over a year, beside what was promised by then.

    Takes the rows of one count commitment in the frame of `follow_through`; gives one row per due period that ends in
    the year. `year` is a calendar year (2024) or a promise year ("2023/24"); without it, the one of the cut-off.

    Adds to the columns of outcomes: name (in running text), ended, running, future; unknown (begun, but nothing can be
    said of what was done); promised_total (at the period's end); done_total (what qualifies, surplus and the running
    period too; missing for the future); least (something up to here is not reported, so the total is a least number);
    surplus (done beyond the promise); year_name, year_start, year_end.

    Raises ValueError for several commitments, another measure, counts of persons (two totals could be subtracted from
    each other) and a year in which no period ends.
    """
    ids = list(outcomes["commitment"].unique())
    if len(ids) != 1:
        raise ValueError(f"outcomes must hold one commitment, got {len(ids)}: {ids}")
    commitment = promise[ids[0]]
    if commitment.measure is not Measure.COUNT:
        raise ValueError(f"commitment {ids[0]!r} must promise a count, got {str(commitment.measure)!r}")
    if commitment.personal is not Personal.NO:
        raise ValueError(f"commitment {ids[0]!r} counts persons; totals month by month could be subtracted")
    cutoff = outcomes["cutoff"].iloc[0]
    name, first, last = _year(promise, commitment, cutoff, year)
    rows = outcomes[outcomes["end"].between(first, last)].sort_values("start", kind="stable")
    if rows.empty:
        raise ValueError(f"no due period of commitment {ids[0]!r} ends in {name}")
    begun, ended = rows["start"] <= cutoff, rows["end"] <= cutoff
    unknown = begun & rows["done"].isna()
    short = unknown | (begun & (rows["partial"].astype(bool) | (rows["verdict"] == Verdict.NOT_REPORTED)))
    return rows.assign(
        name=_names(rows),
        ended=ended,
        running=begun & ~ended,
        future=~begun,
        unknown=unknown,
        promised_total=rows["promised"].cumsum(),
        done_total=rows["done"].fillna(0).cumsum().where(begun),
        least=short.cummax() & begun,
        surplus=(rows["done"] - rows["promised"]).clip(lower=0).fillna(0).where(ended, 0),
        year_name=name,
        year_start=first,
        year_end=last,
    ).reset_index(drop=True)


def _year(
    promise: Promise, commitment: Commitment, cutoff: pd.Timestamp, year: int | str | None
) -> tuple[str, pd.Timestamp, pd.Timestamp]:
    """Name, first and last day of a calendar year or a promise year."""
    years = [
        (period.label, pd.Timestamp(period.start), pd.Timestamp(period.end))
        for period in due_periods(promise, replace(commitment, per=Per.PROMISE_YEAR, during_terms=False))
    ]
    if year is None and commitment.per is Per.PROMISE_YEAR and years:
        return next((y for y in years if cutoff <= y[2]), years[-1])
    for promise_year in years:
        if isinstance(year, str) and promise_year[0] == year:
            return promise_year
    try:
        number = cutoff.year if year is None else int(year)
    except ValueError:
        known = ", ".join(label for label, _, _ in years)
        raise ValueError(f"year must be a calendar year or one of the promise years {known}, got {year!r}") from None
    return str(number), pd.Timestamp(number, 1, 1), pd.Timestamp(number, 12, 31)
