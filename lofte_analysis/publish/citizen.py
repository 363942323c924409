"""The short version for citizens: one printed page on what was promised, what became of it and what is not known.

Plain words only. Nothing that a party wrote in a workbook is repeated here, and no count of persons.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.outcomes import NEAR_LIMIT, summary
from lofte_analysis.promise import Commitment, Measure, Per, Personal, Promise
from lofte_analysis.publish.contents import Report
from lofte_analysis.publish.html import write_html
from lofte_analysis.publish.report_words import MEANINGS, shows_literal, title_of
from lofte_analysis.ratios import kept_text, unknown_text
from lofte_analysis.verdicts import ENDED_COLUMNS, VERDICT_COLUMNS, Verdict
from lofte_analysis.words import (
    PERIOD_NOUNS,
    capitalised,
    counted,
    hedge,
    integer,
    listing,
    long_date,
    numeral,
    period_numeral,
)

FULL_REPORT = "rapport.html"  # lies beside it


def write_citizen_page(report: Report, path: Path) -> None:
    """Write the short version; the full report is to lie beside it."""
    write_html(path, "citizen.html.j2", **_content(report))


def _content(report: Report) -> dict:
    promise = report.promise
    shown = [promise[i] for i in report.shown["commitment"].unique()]
    judged = [commitment for commitment in shown if commitment.judged]
    others = [commitment for commitment in shown if not commitment.judged and _stands_alone(commitment, promise)]
    areas = _areas(report, judged)
    promise_years = any(commitment.per is Per.PROMISE_YEAR for commitment in judged)
    met_with = {verdict for area in areas for row in area["rows"] for verdict, _ in row["marks"]}
    return {
        "title": f"{title_of(report)}, kort version",
        "heading": "Gjorde vi det vi lovade?",
        "example": EXAMPLE_MARK if report.records.example else "",
        "kind": "redovisning",
        "cutoff": long_date(report.cutoff),
        "intro": _intro(judged, others),
        "areas": areas,
        "meanings": [(str(verdict), meaning) for verdict, meaning in MEANINGS.items() if str(verdict) in met_with],
        "unit": "Ett löftesår är ett år räknat från löftets första dag." if promise_years else "",
        "unknown": _unknown(report),
        "others": [_counted(report, commitment) for commitment in others],
        "by_letter": _by_letter(report),
        "council": promise.council,
        "municipality": promise.municipality,
        "until": _until(promise, report.cutoff),
        "full_report": FULL_REPORT,
    }


def _stands_alone(commitment: Commitment, promise: Promise) -> bool:
    """Whether what is not judged was promised for itself: no part of another, nor what another is counted against."""
    basis = commitment.measure is Measure.UNQUANTIFIED and any(
        other.measured_against == commitment.id for other in promise.commitments
    )
    return commitment.part_of is None and not basis


def _intro(judged: list[Commitment], others: list[Commitment]) -> str:
    text = "Kommunen och polisen har gett ett medborgarlöfte, ett gemensamt löfte till dem som bor här."
    if judged:
        they = "den" if len(judged) == 1 else "de"
        text += f" {_parts(len(judged))} går att bedöma: {they} säger hur ofta, hur mycket eller när."
    if others:
        text += f" {_parts(len(others))} säger inte hur ofta eller hur mycket."
    return text


def _parts(number: int) -> str:
    return f"{capitalised(numeral(number))} {'del' if number == 1 else 'delar'} av löftet"


# What was kept --------------------------------------------------------------------------------------------


def _areas(report: Report, judged: list[Commitment]) -> list[dict]:
    """The commitments that can be judged, by area, each with how it went in words and in marks."""
    sums = {row.commitment: row for row in summary(report.counted).itertuples()}
    areas: dict[str, list[dict]] = {}
    for commitment in judged:
        row = sums.get(commitment.id)
        areas.setdefault(report.promise.areas[commitment.area], []).append(
            {
                "title": commitment.title,
                "text": commitment.text,
                "promised": commitment.promised_text,
                "result": _result(row) if row is not None else "Ingen period slutade under året.",
                "marks": _marks(row) if row is not None else [],
            }
        )
    return [{"name": name, "rows": rows} for name, rows in areas.items()]


def _result(row) -> str:
    """A row of `summary` as a sentence: "Uppfyllt i 25 av 35 månader, fyra kan inte bedömas."."""
    return f"{capitalised(kept_text(row))}{unknown_text(row)}."


def _marks(row) -> list[tuple[str, str]]:
    """The verdicts of a row of `summary` with their counts, as ("uppfyllt", "25"); one period needs no count."""
    found = [(str(VERDICT_COLUMNS[name]), getattr(row, name)) for name in ENDED_COLUMNS]
    return [(verdict, integer(count) if row.per != Per.WHOLE else "") for verdict, count in found if count]


# What is not known, and what has no number ----------------------------------------------------------------


def _unknown(report: Report) -> list[str]:
    """The ended periods that cannot be judged, a sentence per commitment, with why."""
    rows = report.counted[report.counted["verdict"] == Verdict.NOT_REPORTED]
    texts = []
    for commitment_id, own in rows.groupby("commitment", sort=False):
        commitment = report.promise[commitment_id]
        if commitment.per is Per.WHOLE:
            when = ""
        else:
            singular, plural = PERIOD_NOUNS[commitment.per]
            when = f", {period_numeral(len(own), commitment.per)} {singular if len(own) == 1 else plural}"
        texts.append(f"{commitment.title}{when}: {'; '.join(_reasons(report.promise, commitment, own))}.")
    return texts


def _reasons(promise: Promise, commitment: Commitment, rows: pd.DataFrame) -> list[str]:
    """Why periods cannot be judged: a report that is missing first, then what else was found."""
    lacking = rows["partial"].astype(bool) | (rows["missing_months"] > 0)
    reasons = []
    if lacking.any():
        who = listing(promise.party_in_text(party) for party in commitment.reported_by)
        reasons.append(f"{who} har inte lämnat alla uppgifter")
    for reason in rows.loc[~lacking, "reason"]:
        notes = [note for note in reason.split("; ") if note != NEAR_LIMIT and not note.startswith("tolkning: ")]
        reasons += [note for note in notes if note not in reasons]
    return reasons


def _counted(report: Report, commitment: Commitment) -> str:
    """What was done where nothing was quantified; nothing is counted that concerns persons."""
    if commitment.personal is not Personal.NO or commitment.counts_cases:
        return commitment.title
    rows = report.shown[report.shown["commitment"] == commitment.id]
    begun = rows[rows["start"] <= report.cutoff]
    done = begun["done"].sum()
    if not done:
        return commitment.title
    least = begun["done"].isna().any() or begun["done_text"].str.startswith("minst").any()
    about = hedge(least=least, approximate=begun["approximate"].any())
    return f"{commitment.title} ({about}{counted(round(done), *commitment.units)})"


# What comes next ------------------------------------------------------------------------------------------


def _by_letter(report: Report) -> str:
    if not shows_literal(report):
        return ""
    end = long_date(report.promise.literal_end)
    return f"Läst ord för ord slutade det den {end}. Hela rapporten visar båda läsningarna."


def _until(promise: Promise, cutoff: pd.Timestamp) -> str:
    ended = promise.end <= cutoff.date()
    return f"Löftet {'gällde' if ended else 'gäller'} till och med {long_date(promise.end)}."
