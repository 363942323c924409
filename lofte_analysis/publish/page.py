"""The page: what a report holds, as its template shows it, with a way from each number to what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.promise import Commitment, Personal, Promise
from lofte_analysis.publish.contents import Report
from lofte_analysis.publish.html import address_of, anchor, figure_of, rendered
from lofte_analysis.publish.report_words import (
    FIGURE_WORDS,
    MEANINGS,
    assumptions,
    done_words,
    ratio_rows,
    reading_sentences,
    shows_literal,
    title_of,
)
from lofte_analysis.standing import period_words
from lofte_analysis.words import NBSP, capitalised, counted, listing, long_date, parted
from lofte_analysis.yearly_account import period_of_comment


def write_page(report: Report, images: Callable[[], dict[str, str]], path: Path) -> None:
    """Write the page with its pictures inside; `images` gives the charts' SVG by name, once all else is in place."""
    path.write_text(page(report, images), encoding="utf-8", newline="\n")


def page(report: Report, images: Callable[[], dict[str, str]]) -> str:
    """The page as text."""
    content = _content(report)
    addresses = {name: address_of(svg) for name, svg in images().items()}
    return rendered("page.html.j2", addresses=addresses, **content)


def _content(report: Report) -> dict:
    promise, shown = report.promise, report.shown
    by_letter = shows_literal(report)
    figures = [figure_of(chart) for chart in report.first_charts]
    end = long_date(min(promise.end, report.cutoff.date()))
    ratio_headings = [f"Till {end}"]
    if by_letter:
        ratio_headings = [f"Till {long_date(promise.literal_end)} (enligt ordalydelsen)", f"Till {end} (tolkning)"]
    return {
        "title": title_of(report),
        "example": EXAMPLE_MARK if report.records.example else "",
        "kind": "redovisning",
        "council": promise.council,
        "cutoff": long_date(report.cutoff),
        "meanings": [(str(verdict), meaning) for verdict, meaning in MEANINGS.items()],
        "figure_words": list(FIGURE_WORDS.items()),
        "reading": reading_sentences(report),
        "ratios": _ratios(report, by_letter) if report.year is None or by_letter else [],
        "ratio_headings": ratio_headings,
        "year": report.year,
        "account": [_account(row) for row in report.account.itertuples()],
        "questions": list(report.questions.get("question", ())),
        "reporting_figures": [figure for figure in figures if figure["chart"].name == "redovisningslage"],
        "first_figures": [figure for figure in figures if figure["chart"].name != "redovisningslage"],
        "areas": [_area(report, area) for area in shown["area"].unique()],
        "assumptions": assumptions(report),
        "source": promise.source,
    }


def _ratios(report: Report, by_letter: bool) -> list[dict]:
    return [
        {
            "id": row["id"],
            "title": row["title"],
            "anchor": anchor("åtagande", row["id"]),
            "promised": row["promised"],
            "ratios": [row["literal"], row["whole"]] if by_letter else [row["whole"]],
        }
        for row in ratio_rows(report)
    ]


def _account(row) -> dict:
    """One commitment in the account of the year."""
    return {
        "id": row.commitment,
        "title": row.title,
        "anchor": anchor("åtagande", row.commitment),
        "promised": row.promised,
        "done": row.done,
        "missing": [capitalised(text) for text in row.missing],
        "changed": row.changed,
        "before": row.before or "–",
    }


def _area(report: Report, area: str) -> dict:
    rows = report.shown[report.shown["area"] == area]
    return {
        "name": area,
        "anchor": anchor("område", area),
        "figures": [figure_of(chart) for chart in report.area_charts[area]],
        "commitments": [
            _commitment(report, report.promise[i], rows[rows["commitment"] == i]) for i in rows["commitment"].unique()
        ],
    }


def _promised(commitment: Commitment) -> str:
    """What is promised, as a sentence without its full stop."""
    return f"Utlovat: {commitment.promised_text}" if commitment.judged else capitalised(commitment.promised_text)


def _commitment(report: Report, commitment: Commitment, rows: pd.DataFrame) -> dict:
    promise = report.promise
    activities = report.activities[report.activities["commitment"] == commitment.id]
    comments = report.comments[report.comments["commitment"] == commitment.id]
    listed = set(activities["period"])
    return {
        "id": commitment.id,
        "title": commitment.title,
        "anchor": anchor("åtagande", commitment.id),
        "text": commitment.text,
        "quote": commitment.quote,
        "promised": _promised(commitment),
        "interpretation": commitment.interpretation,
        "responsible": listing(promise.party_in_text(party) for party in commitment.responsible),
        "alone": len(commitment.responsible) == 1,
        "reported_by": _reporters(promise, commitment),
        "outcomes": [
            {
                "period": capitalised(period_words(row.period, row.per)),
                "promised": row.promised_text.replace(" ", NBSP) or "–",
                "done": parted(done_words(row.done_text, row.verdict)),
                "rests_on": anchor("gjort", commitment.id, row.period) if row.period in listed else "",
                "verdict": str(row.verdict),
                "reason": row.reason,
            }
            for row in rows.itertuples()
        ],
        "comments": [_comment(promise, commitment, row) for row in comments.itertuples()],
        "activities": counted(len(activities), "rad", "rader"),
        "groups": _groups(promise, commitment, activities),
        "objects": capitalised(commitment.units[1]) if commitment.objects else "",
        "no_list": _why_no_list(promise, commitment),
    }


def _groups(promise: Promise, commitment: Commitment, activities: pd.DataFrame) -> list[dict]:
    """The activities period by period, those that lie in none where they belong in time."""
    groups = []
    outside = activities["period"].where(activities["period"] != "", activities["start"].map(_outside(promise)))
    for name, rows in activities.groupby(outside, sort=False):
        period = rows["period"].iloc[0]
        groups.append(
            {
                "name": capitalised(period_words(period, commitment.per)) if period else name,
                "anchor": anchor("gjort", commitment.id, period) if period else "",
                "rows": [_activity(row, bool(commitment.objects)) for row in rows.itertuples()],
            }
        )
    return groups


def _outside(promise: Promise):
    def name(day: pd.Timestamp) -> str:
        if day < pd.Timestamp(promise.start):
            return "Före löftet"
        return "Efter löftet" if day > pd.Timestamp(promise.end) else "Utanför perioderna"

    return name


def _activity(row, of_objects: bool) -> list[str]:
    short_of = f" ({row.not_counted})" if row.not_counted else ""
    reached = [row.objekt] if of_objects else []
    return [row.datum, row.aktivitet, *reached, row.parter, row.plats, f"{row.antal}{short_of}"]


def _why_no_list(promise: Promise, commitment: Commitment) -> str:
    if commitment.personal is not Personal.NO:
        what = "Ärendena" if commitment.counts_cases else "Tillfällena"
        return f"{what} visas inte ett och ett, eftersom de rör enskilda personer."
    if commitment.counts_cases:
        who = _reporters(promise, commitment)
        return f"Siffrorna är de som {who} har redovisat. De rör inga enskilda aktiviteter som kan listas."
    return "Inga genomförda aktiviteter är redovisade."


def _reporters(promise: Promise, commitment: Commitment) -> str:
    return listing(promise.party_in_text(party) for party in commitment.reported_by)


def _comment(promise: Promise, commitment: Commitment, row) -> str:
    """A party's own words, said to be theirs."""
    who = promise.party_label(row.reporter)
    return f"{capitalised(who)} om {period_of_comment(row, commitment)}: {row.text}"
