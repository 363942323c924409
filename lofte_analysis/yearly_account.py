"""The account of one year to the council: per commitment what was promised, done, missing and changed.

Each ended period stands in the account of one year, the one in which it ended, so that no school year is counted
twice. Everything is read out of the frame of `follow_through`; nothing is judged anew, and nothing is added over
commitments.
"""

from __future__ import annotations

from enum import StrEnum

import pandas as pd

from lofte_analysis.outcomes import of_year, summary
from lofte_analysis.promise import Commitment, Measure, Per, Promise
from lofte_analysis.ratios import kept_text, ratio_text, remainder_text
from lofte_analysis.records import LOADED, Records
from lofte_analysis.standing import OPEN, period_words
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import PERIOD_NOUNS, capitalised, counted, listing, long_date, numeral, parted

ACCOUNT_COLUMNS = ["commitment", "title", "area", "responsible", "promised", "done", "missing", "changed", "before"]
QUESTION_COLUMNS = ["commitments", "question"]
NOT_YET = "löftet gällde inte"
MOST_NAMED = 12  # periods that are named one by one: the months of a year, not its weeks
_SPEAKING = (Verdict.NOT_REPORTED, Verdict.RUNNING, Verdict.NOT_APPLICABLE)  # words that say why there is no number


class Standing(StrEnum):
    """Where in the account of a year a commitment is told; each in one place."""

    KEPT = "gjort som utlovat"
    LACKING = "det som saknas och varför"
    NOTHING_ENDED = "pågår eller blev inte aktuellt"
    WITHOUT_NUMBER = "åtaganden utan utlovat antal"


def accounted_in(outcomes: pd.DataFrame, year: int | None) -> pd.DataFrame:
    """The rows that the account of a year counts; all rows for None.

    A period is counted in the year in which it ends. What is not over at the cut-off is running in each year that it
    touches, and so is the promise as a whole, which has one row for all years.
    """
    rows = of_year(outcomes, year)
    if year is None or rows.empty:
        return rows
    return rows[(rows["end"].dt.year == year) | (rows["end"] > rows["cutoff"]) | (rows["per"] == Per.WHOLE)]


def comments_of(records: Records, year: int | None = None) -> pd.DataFrame:
    """The comments meant for publication, one row each: commitment, period (label), start, end, text, reporter."""
    rows = records.comments
    rows = of_year(rows[rows["status"] == LOADED], year)
    columns = ["commitment", "period", "start", "end", "text", "reporter"]
    return rows[columns].sort_values(["commitment", "start"], kind="stable").reset_index(drop=True)


def year_account(outcomes: pd.DataFrame, promise: Promise, year: int, comments: pd.DataFrame) -> pd.DataFrame:
    """The account of one year, one row per commitment that held some day of it.

    Takes outcomes that have passed `suppress_small_counts` and the frame of `comments_of`. Columns: commitment, title,
    area, responsible (tuple); promised, done and before (what was done the year before) as text; missing (a tuple of
    open periods with verdict and reason) and changed (a tuple of comments). Raises ValueError for outcomes that may
    not be published and for a year outside the promise.
    """
    if "hidden" not in outcomes:
        raise ValueError("outcomes must have passed suppress_small_counts before they are accounted for")
    years = range(promise.start.year, promise.end.year + 1)
    if year not in years:
        raise ValueError(f"year must be from {years[0]} to {years[-1]}, got {year!r}")
    comments = of_year(comments, year)
    rows = []
    for commitment_id, touching in of_year(outcomes, year).groupby("commitment", sort=False):
        commitment = promise[commitment_id]
        own = outcomes[outcomes["commitment"] == commitment_id]
        counted_rows = accounted_in(own, year)
        said = comments[comments["commitment"] == commitment_id]
        rows.append(
            {
                "commitment": commitment_id,
                "title": commitment.title,
                "area": touching["area"].iloc[0],
                "responsible": commitment.responsible,
                "promised": commitment.promised_text,
                "done": _done(commitment, counted_rows, year) or _ends_later(touching),
                "missing": _missing(_open(counted_rows)),
                "changed": tuple(
                    f"{capitalised(period_of_comment(row, commitment))}: {row.text}" for row in said.itertuples()
                ),
                "before": _before(commitment, own, promise, year),
            }
        )
    return pd.DataFrame(rows, columns=ACCOUNT_COLUMNS)


def standings(account: pd.DataFrame, counted: pd.DataFrame, promise: Promise) -> pd.Series:
    """The place of each row of `year_account`, with its index; no verdict of its own.

    Takes the rows of `accounted_in` that the account was made of. KEPT: some period of the year was kept and none is
    open; LACKING: at least one ended period is partly kept, not kept or not reported; NOTHING_ENDED: neither.
    """
    met = summary(counted).set_index("commitment")["met"]

    def standing(row) -> Standing:
        if not promise[row.commitment].judged:
            return Standing.WITHOUT_NUMBER
        if row.missing:
            return Standing.LACKING
        return Standing.KEPT if met.get(row.commitment, 0) else Standing.NOTHING_ENDED

    return pd.Series([standing(row) for row in account.itertuples()], index=account.index, dtype=object)


def period_of_comment(comment, commitment: Commitment) -> str:
    return period_words(comment.period, commitment.per if "/" in comment.period else "")


def _open(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["verdict"].isin(OPEN) & (rows["end"] <= rows["cutoff"])]


def _missing(rows: pd.DataFrame) -> tuple[str, ...]:
    """Open periods with their reasons: "mars 2023, ej redovisat: redovisning från skolan saknas".

    Weeks of one verdict and reason are told together, since nobody reads forty lines that say the same.
    """
    by = ["verdict", "reason"] if len(rows) > MOST_NAMED else "period"
    told = [own for _, own in rows.groupby(by, sort=False, observed=True)]
    return tuple(
        f"{_periods(own)}, {own['verdict'].iloc[0]}{f': {reason}' if (reason := own['reason'].iloc[0]) else ''}"
        for own in told
    )


def _ends_later(rows: pd.DataFrame) -> str:
    names = [period_words(row.period, row.per) for row in rows.itertuples()]
    return f"ingen period slutade under året; {listing(names)} redovisas när perioden är slut"


def _before(commitment: Commitment, own: pd.DataFrame, promise: Promise, year: int) -> str:
    if year - 1 < promise.start.year:
        return NOT_YET
    if commitment.per is Per.WHOLE:
        return ""  # one and the same row for all years: there is no year before to compare with
    rows = own[(own["end"].dt.year == year - 1) & (own["end"] <= own["cutoff"])]
    return _done(commitment, rows, year - 1) or "ingen period slutade under året"


def _done(commitment: Commitment, rows: pd.DataFrame, year: int) -> str:
    """What was done, in words and in the commitment's own unit; nothing without rows.

    What has one row for all years is told as it stands at the cut-off, unless its last day lies in the year.
    """
    if rows.empty:
        return ""
    figures = [_figure(commitment, row) for row in rows.itertuples()]
    if not commitment.judged:
        return "; ".join(figures)
    row = next(summary(rows).itertuples())
    if commitment.per is Per.WHOLE:
        end, cutoff = rows["end"].iloc[0], rows["cutoff"].iloc[0]
        settled = commitment.deadline is not None and end <= cutoff and end.year == year
        return ratio_text(row) if settled else f"{ratio_text(row)} (läget {long_date(cutoff)})"
    rest = remainder_text(row) if row.periods else ""
    told = f"{kept_text(row)} ({rest})" if rest else kept_text(row)
    if commitment.measure is not Measure.SHARE or len(rows) > MOST_NAMED:
        return told
    names = [period_words(row.period, row.per) for row in rows.itertuples()]
    periods = [f"{capitalised(name)}: {figure}" for name, figure in zip(names, figures, strict=True)]
    return ". ".join([told, *periods])


def _figure(commitment: Commitment, row) -> str:
    """What was done in one period: "48 av 65", "minst 17 tillfällen", "dolt", or why there is no number."""
    if not row.done_text or row.verdict == Verdict.NOT_APPLICABLE:
        return str(row.verdict) if row.verdict in _SPEAKING else "okänt"
    text = parted(row.done_text).replace("/", " av ")
    if row.hidden or commitment.measure is Measure.SHARE:
        return text
    return f"{text} {commitment.units[text.split()[-1] != '1']}"  # minst 1 tillfälle


# Questions ------------------------------------------------------------------------------------------------


def questions_for_council(outcomes: pd.DataFrame, promise: Promise, year: int) -> pd.DataFrame:
    """What the account leaves for the council to decide, one row per question.

    Drawn from the verdicts of the year: what was not kept, what was not reported and by whom, what the promise leaves
    open. Columns: commitments (tuple of ids) and question. None of them says why something was not done.
    """
    rows = accounted_in(outcomes, year)
    ended = rows[rows["end"] <= rows["cutoff"]]
    questions = [*_not_kept(ended, promise), *_not_reported(ended, promise)]
    questions += [*_without_number(rows, promise), *_about_the_end(promise, year)]
    return pd.DataFrame(questions, columns=QUESTION_COLUMNS)


def _not_kept(ended: pd.DataFrame, promise: Promise) -> list[tuple[tuple[str, ...], str]]:
    open_rows = ended[ended["verdict"].isin([Verdict.PARTLY, Verdict.NOT_MET])]
    questions = []
    for commitment_id, own in open_rows.groupby("commitment", sort=False):
        who = listing(map(promise.party_in_text, promise[commitment_id].responsible))
        text = f"{_named(promise, commitment_id)} nådde inte det utlovade: {_periods(own)}. Vad behöver {who} göra?"
        questions.append(((commitment_id,), text))
    return questions


def _not_reported(ended: pd.DataFrame, promise: Promise) -> list[tuple[tuple[str, ...], str]]:
    """One question per party whose reports are lacking, and one per commitment that something else leaves open."""
    unknown = ended[ended["verdict"] == Verdict.NOT_REPORTED]
    lacking = unknown["partial"].astype(bool) | (unknown["missing_months"] > 0)
    questions = []
    for party in promise.parties:
        ids = [i for i in unknown.loc[lacking, "commitment"].unique() if party.name in promise[i].reported_by]
        if ids:
            named = listing(_named(promise, i) for i in ids)
            text = f"Redovisning saknas för {named}. När kan {promise.party_in_text(party.name)} lämna den?"
            questions.append((tuple(ids), text))
    for commitment_id, own in unknown[~lacking].groupby("commitment", sort=False):
        text = f"{_named(promise, commitment_id)} går inte att bedöma: {_periods(own)}. När kan det redas ut?"
        questions.append(((commitment_id,), text))
    return questions


def _named(promise: Promise, commitment_id: str) -> str:
    return f"{commitment_id} {promise[commitment_id].title}"


def _periods(rows: pd.DataFrame) -> str:
    """Periods by name, or how many they are from the first to the last."""
    names = [period_words(row.period, row.per) for row in rows.itertuples()]
    if len(names) <= MOST_NAMED:
        return listing(names)
    return f"{counted(len(names), *PERIOD_NOUNS[rows['per'].iloc[0]])}, från {names[0]} till {names[-1]}"


def _without_number(rows: pd.DataFrame, promise: Promise) -> list[tuple[tuple[str, ...], str]]:
    """What only gives another commitment its cases, or its condition, needs no number of its own."""
    basis = {commitment.measured_against for commitment in promise.commitments}
    ids = [i for i in rows["commitment"].unique() if promise[i].measure is Measure.UNQUANTIFIED and i not in basis]
    if not ids:
        return []
    noun = f"{numeral(len(ids), neuter=True)} {'åtagande' if len(ids) == 1 else 'åtaganden'} ({listing(ids)})"
    text = f"{capitalised(noun)} anger inget antal och kan inte bedömas. Vill rådet ange hur ofta?"
    return [(tuple(ids), text)]


def _about_the_end(promise: Promise, year: int) -> list[tuple[tuple[str, ...], str]]:
    questions = []
    if promise.literal_end is not None and promise.literal_end.year == year:
        day = long_date(promise.literal_end)
        questions.append(((), f"Löftet slutar den {day} enligt ordalydelsen. Är rådet enigt om att det gällde längre?"))
    if promise.end.year == year:
        questions.append(((), f"Löftet slutar den {long_date(promise.end)}. Ska det förlängas, ändras eller ersättas?"))
    return questions
