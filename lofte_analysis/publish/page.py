"""The page: one self-contained, accessible HTML file in Swedish, with every text escaped."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lofte_analysis.charts.marks import mark_svg
from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.promise import Commitment, Personal, Promise
from lofte_analysis.publish.contents import Report
from lofte_analysis.publish.report_words import (
    MEANINGS,
    assumptions,
    ratio_rows,
    reading_sentences,
    shows_literal,
    title_of,
)
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import capitalised, listing, long_date, period_name


def write_page(report: Report, images: dict[str, str], path: Path) -> None:
    """Write the page with its pictures inside."""
    path.write_text(page(report, images), encoding="utf-8", newline="\n")


def page(report: Report, images: dict[str, str]) -> str:
    """The page as text. `images` holds the charts' SVG by name."""
    folder = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["figure"] = lambda chart: {
        "address": address_of(images[chart.name]),
        "chart": chart,
    }
    return environment.get_template("page.html.j2").render(**_content(report))


def address_of(svg: str) -> Markup:
    """The picture as an address in the page, safe between double quotes; a quarter smaller than in base64."""
    return Markup("data:image/svg+xml," + quote(" ".join(svg.split()), safe=" '()*+,-./:;<=>!@[]^_|~"))


def _content(report: Report) -> dict:
    promise, shown = report.promise, report.shown
    cutoff = report.cutoff
    by_letter = shows_literal(report)
    marks = {str(verdict): mark_svg(verdict) for verdict in Verdict}
    return {
        "title": title_of(report),
        "example": EXAMPLE_MARK if report.records.example else "",
        "council": promise.council,
        "cutoff": long_date(cutoff),
        "marks": marks,
        "meanings": [(str(verdict), meaning) for verdict, meaning in MEANINGS.items()],
        "reading": reading_sentences(report),
        "ratios": ratio_rows(report) if report.year is None or by_letter else [],
        "year": report.year,
        "account": [_account(row) for row in report.account.itertuples()],
        "questions": list(report.questions.get("question", ())),
        "literal_end": long_date(promise.literal_end) if by_letter else "",
        "end": long_date(min(promise.end, cutoff.date())),
        "first_charts": report.first_charts,
        "areas": [_area(report, area) for area in shown["area"].unique()],
        "assumptions": assumptions(report),
        "source": promise.source,
    }


def _account(row) -> dict:
    """One commitment in the account of the year."""
    return {
        "id": row.commitment,
        "title": row.title,
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
        "id": "omrade-" + "".join(c if c.isascii() and c.isalnum() else "-" for c in area.lower()),
        "charts": report.area_charts[area],
        "commitments": [
            _commitment(report, report.promise[i], rows[rows["commitment"] == i]) for i in rows["commitment"].unique()
        ],
    }


def _commitment(report: Report, commitment: Commitment, rows: pd.DataFrame) -> dict:
    promise = report.promise
    activities = report.activities[report.activities["commitment"] == commitment.id]
    comments = report.comments[report.comments["commitment"] == commitment.id]
    return {
        "id": commitment.id,
        "title": commitment.title,
        "text": commitment.text,
        "quote": commitment.quote,
        "promised": commitment.promised_text,
        "interpretation": commitment.interpretation,
        "responsible": capitalised(listing(promise.party_in_text(party) for party in commitment.responsible)),
        "reported_by": listing(promise.party_in_text(party) for party in commitment.reported_by),
        "outcomes": [
            {
                "period": capitalised(period_name(row.period)),
                "promised": row.promised_text or "–",
                "done": row.done_text or "okänt",
                "verdict": str(row.verdict),
                "reason": row.reason,
            }
            for row in rows.itertuples()
        ],
        "comments": [_comment(promise, row) for row in comments.itertuples()],
        "personal": commitment.personal is not Personal.NO,
        "cases": commitment.counts_cases,
        "years": [
            (year, own[["datum", "aktivitet", "parter", "plats", "antal"]].values.tolist())
            for year, own in activities.groupby("year")
        ],
    }


def _comment(promise: Promise, row) -> str:
    """A party's own words, said to be theirs."""
    who = promise.party_label(row.reporter)
    return f"{capitalised(who)} om {period_name(row.period)}: {row.text}"
