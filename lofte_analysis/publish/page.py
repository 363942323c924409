"""The page: one self-contained, accessible HTML file in Swedish, with every text escaped."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lofte_analysis.charts.marks import mark_svg
from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.outcomes import summary
from lofte_analysis.promise import Commitment, Personal, Promise
from lofte_analysis.publish.contents import Report
from lofte_analysis.ratios import ratio_text, remainder_text
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import capitalised, counted, genitive, integer, listing, long_date, period_name

_MEANINGS = {
    Verdict.MET: "minst det utlovade gjordes under perioden",
    Verdict.PARTLY: "något gjordes, men mindre än utlovat eller utan alla som skulle vara med",
    Verdict.NOT_MET: "allt är redovisat och inget av det utlovade gjordes",
    Verdict.NOT_REPORTED: "det saknas uppgifter, så det går inte att veta; det räknas aldrig som noll",
    Verdict.RUNNING: "perioden är inte slut",
    Verdict.NOT_APPLICABLE: "det som löftet gäller inträffade aldrig under perioden",
    Verdict.NOT_MEASURABLE: "löftet säger inte hur ofta eller hur mycket; det som gjordes visas utan bedömning",
}


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
    shows_literal = _shows_literal(report)
    title = f"Uppföljning av {genitive(promise.municipality)} medborgarlöfte {report.year or promise.years}"
    marks = {str(verdict): mark_svg(verdict) for verdict in Verdict}
    return {
        "title": title,
        "example": EXAMPLE_MARK if report.records.example else "",
        "council": promise.council,
        "cutoff": long_date(cutoff),
        "marks": marks,
        "meanings": [(str(verdict), meaning) for verdict, meaning in _MEANINGS.items()],
        "reading": _reading(report),
        "ratios": _ratios(report) if report.year is None or shows_literal else [],
        "year": report.year,
        "account": [_account(row) for row in report.account.itertuples()],
        "questions": list(report.questions.get("question", ())),
        "literal_end": long_date(promise.literal_end) if shows_literal else "",
        "end": long_date(min(promise.end, cutoff.date())),
        "first_charts": report.first_charts,
        "areas": [_area(report, area) for area in shown["area"].unique()],
        "assumptions": _assumptions(report),
        "source": promise.source,
    }


def _reading(report: Report) -> list[str]:
    """What the reading came to, in sentences: nothing that could not be read is passed over."""
    ledger, problems = report.records.ledger, report.records.problems
    rows = int(ledger["rows"].sum())
    sentences = [
        f"Parternas arbetsböcker innehåller {counted(rows, 'rad', 'rader')}, varav {integer(ledger['loaded'].sum())} "
        "är inlästa."
    ]
    if merged := int(ledger["merged"].sum()):
        sentences.append(
            f"{counted(merged, 'rad', 'rader')} har slagits ihop med en annan rad om samma tillfälle eller ärenden, så "
            "att inget räknas två gånger."
        )
    rejected = int(ledger["rejected"].sum())
    if rejected:
        sentences.append(
            f"{counted(rejected, 'rad', 'rader')} kunde inte läsas och räknas inte. En period som en sådan rad kan "
            "höra till får inte bedömningen ej uppfyllt, utan ej redovisat."
        )
    if unrecognised := int(ledger["unrecognised"].sum()):
        sentences.append(f"{counted(unrecognised, 'rad', 'rader')} står i blad som inte kändes igen och räknas inte.")
    if unread := int((problems["consequence"] == "filen lästes inte").sum()):
        sentences.append(f"{counted(unread, 'fil', 'filer')} kunde inte öppnas och räknas inte.")
    return sentences


def _shows_literal(report: Report) -> bool:
    """Whether the end by the letter parts the shown periods in two."""
    end = report.promise.literal_end
    if end is None or end >= min(report.promise.end, report.cutoff.date()):
        return False
    return report.year in (None, end.year)


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


def _ratios(report: Report) -> list[dict]:
    """Per judged commitment the ratio to the end by the letter and to the end as interpreted."""
    promise, whole = report.promise, list(summary(report.counted).itertuples())
    literal = {row.commitment: row for row in report.by_the_letter.itertuples()}
    rows = []
    for row in whole:
        by_letter = literal.get(row.commitment)
        rows.append(
            {
                "id": row.commitment,
                "title": row.title,
                "promised": promise[row.commitment].promised_text,
                "literal": _ratio(by_letter) if by_letter is not None else "ingår inte",
                "whole": _ratio(row),
            }
        )
    return rows


def _ratio(row) -> str:
    if not row.periods:
        return remainder_text(row) or ratio_text(row)
    rest = remainder_text(row)
    return f"{ratio_text(row)}{f' ({rest})' if rest else ''}"


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


def _assumptions(report: Report) -> list[str]:
    promise = report.promise
    texts = []
    if promise.literal_end_note:
        texts.append(promise.literal_end_note)
    texts += [f"{c.id} {c.title}: {c.interpretation}" for c in promise.commitments if c.interpretation]
    texts += promise.school_calendar.remarks()
    texts.append("En period räknas bara som redovisad när parten har skrivit Klart = ja för varje dag i den.")
    texts.append("Samma tillfälle som flera parter redovisat räknas en gång.")
    texts.append("Antal på 1–4 personer visas inte, och inte heller ett antal när bara 1–4 personer fattas till alla.")
    texts.append("Uppföljningen visar vad som gjordes. Den säger inget om vilken effekt det fick.")
    return texts
