"""One slide before it is drawn: what it shows, and what is said beside it by whoever shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from lofte_analysis.charts.canvas import Chart
from lofte_analysis.publish.contents import Report
from lofte_analysis.publish.report_words import MEANINGS
from lofte_analysis.standing import interpretation_rule
from lofte_analysis.verdicts import Verdict

_ALWAYS = "Uppföljningen visar vad som gjordes. Den säger inget om vilken effekt det fick."


class Kind(Enum):
    OPENING = "opening"
    SECTION = "section"
    CONTENT = "content"


@dataclass(frozen=True)
class Table:
    """A table as text; the first column names the row."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SlideText:
    """One slide before it is drawn: what it says and shows (a chart, a table or points), and what is told with it."""

    title: str
    subtitle: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()
    kind: Kind = Kind.CONTENT
    chart: Chart | None = None
    table: Table | None = None
    points: tuple[str, ...] = ()
    example: bool = False  # invented data, which the slide then says


def notes_of(report: Report, told: Iterable[str], *, in_words: str = "", source: str = "") -> tuple[str, ...]:
    """Speaking points, what to be careful about, and the picture in words."""
    told, careful = list(told), _cautions(report)
    paragraphs = ["ATT SÄGA", *told] if told else []
    paragraphs += ["ATT TÄNKA PÅ", *careful]
    if in_words:
        paragraphs += ["BILDEN I ORD", in_words]
    if source:
        paragraphs += ["KÄLLA OCH REGLER", source]
    return tuple(paragraphs)


def _cautions(report: Report) -> list[str]:
    texts = []
    if report.records.example:
        texts.append("Uppgifterna är påhittade exempel, inte någon kommuns verkliga redovisning.")
    if (report.shown["verdict"] == Verdict.NOT_REPORTED).any():
        texts.append(f"Ej redovisat: {MEANINGS[Verdict.NOT_REPORTED]}.")
    if rule := interpretation_rule(report.shown, report.promise):
        texts.append(rule)
    return [*texts, _ALWAYS]
