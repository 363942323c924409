"""The account of one year to the council as a Word document, in the order in which a council asks.

What was done as promised, what was changed and why, what is lacking and why, what the council is asked, and last what
it all rests on. Each commitment is told in one place; everything is read out of the report.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from lofte_analysis.charts.canvas import MARGIN
from lofte_analysis.charts.reporting_months import state_table
from lofte_analysis.charts.style import WIDTH
from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.office_files import saved
from lofte_analysis.publish import word_parts as word
from lofte_analysis.publish.contents import Report
from lofte_analysis.publish.report_words import FIGURE_WORDS, MEANINGS, assumptions, reading_sentences, title_of
from lofte_analysis.words import capitalised, listing, long_date
from lofte_analysis.yearly_account import NOT_YET, Standing, period_of_comment, standings

_CHANGED, _QUESTIONS, _BASIS = "andrat", "fragor", "underlag"
_PLACES = {  # bookmark, and what is said first
    Standing.KEPT: ("gjort", "De här åtagandena är uppfyllda i varje period som slutade {year} och som kan bedömas."),
    Standing.LACKING: (
        "saknas",
        "För de här åtagandena är minst en period som slutade {year} delvis uppfylld, ej uppfylld eller ej redovisad. "
        "Det som gjordes står också här.",
    ),
    Standing.NOTHING_ENDED: ("pagar", "För de här åtagandena finns ingen avslutad period att bedöma {year}."),
    Standing.WITHOUT_NUMBER: (
        "utan-antal",
        "Löftet säger inte hur ofta eller hur mycket. Det som gjordes visas därför utan bedömning.",
    ),
}


def write_document(report: Report, pictures: Path, path: Path) -> None:
    """Write arsuppfoljning.docx of a report with a chosen year, with the PNG pictures that stand in `pictures`.

    The same bytes for the same report. Raises ValueError for a report without a year.
    """
    if report.year is None:
        raise ValueError("report must be of one year, got year None")
    path.write_bytes(saved(_Account(report, pictures).document, report.cutoff.to_pydatetime()))


class _Account:
    """The document while it is written: it counts pictures and tables."""

    def __init__(self, report: Report, pictures: Path):
        self.report, self.pictures, self.year = report, pictures, report.year
        self.drawn = self.tables = 0
        rows = report.account
        self.has_before = bool((rows["before"] != NOT_YET).any())
        self.places = {place: rows[standings(rows, report.counted, report.promise) == place] for place in Standing}
        self.mark = EXAMPLE_MARK if report.records.example else ""
        subject = f"Redovisning till {report.promise.council}"
        self.document = word.new_document(title_of(report), subject, self.mark, report.cutoff.to_pydatetime())
        self._opening(subject)
        self._table_of(Standing.KEPT)
        self._changed()
        self._lacking()
        self._table_of(Standing.NOTHING_ENDED)
        self._table_of(Standing.WITHOUT_NUMBER)
        self._questions()
        self._basis()

    def _opening(self, subject: str) -> None:
        word.add_text(self.document, title_of(self.report), "Title")
        word.add_text(self.document, f"{subject}. Uppgifter till och med {long_date(self.report.cutoff)}.", "Subtitle")
        if self.mark:
            text = f"{self.mark} – det här är inte någon kommuns verkliga redovisning."
            word.add_text(self.document, text, word.EXAMPLE)
        word.add_text(
            self.document,
            f"Här står vad som var utlovat, vad som gjordes och vad som saknas {self.year}. En period hör till det år "
            "då den slutar. Åtagandena läggs aldrig ihop: månader, terminer och år är olika saker. Varje åtagande står "
            "i ett av avsnitten:",
        )
        for place, rows in self.places.items():
            if len(rows):
                line = word.add_text(self.document, "", "List Bullet")
                word.add_link(line, capitalised(place), to=_PLACES[place][0])
                line.add_run(f": {listing(rows['commitment'])}")
        line = word.add_text(self.document, "Läs också ")
        others = [("parternas egna ord", _CHANGED), ("frågorna till rådet", _QUESTIONS), ("underlaget", _BASIS)]
        others = [pair for pair in others if pair[1] != _QUESTIONS or len(self.report.questions)]
        for number, (text, name) in enumerate(others):
            line.add_run("" if number == 0 else " och " if number == len(others) - 1 else ", ")
            word.add_link(line, text, to=name)
        line.add_run(".")
        self._pictures("loftesoversikt")

    def _section(self, place: Standing) -> pd.DataFrame:
        name, text = _PLACES[place]
        word.add_heading(self.document, capitalised(place), 1, name)
        word.add_text(self.document, text.format(year=self.year)).paragraph_format.keep_with_next = True
        return self.places[place]

    def _table_of(self, place: Standing) -> None:
        """The section of commitments that need no more than a row each; nothing where there are none."""
        if self.places[place].empty and place is not Standing.KEPT:
            return
        if self.places[place].empty:
            word.add_heading(self.document, capitalised(place), 1, _PLACES[place][0])
            word.add_text(self.document, f"Inget åtagande hör hit {self.year}.")
            return
        rows, year = self._section(place), self.year
        told = {
            "Åtagande": [f"{row.commitment} {row.title}" for row in rows.itertuples()],
            "Utlovat": rows["promised"],
            f"Gjort {year}": rows["done"],
            f"Gjort {year - 1}": rows["before"].replace("", "–"),
        }
        widths = dict(zip(told, (4, 3.8, 5.2, 4), strict=True))
        if place is Standing.WITHOUT_NUMBER:
            del told["Utlovat"]
        if not self.has_before:
            del told[f"Gjort {year - 1}"]
        scale = sum(widths.values()) / sum(widths[heading] for heading in told)
        headings, widths = list(told), [scale * widths[heading] for heading in told]
        told = list(zip(*told.values(), strict=True))
        self._table(f"{capitalised(place)} {year}", headings, told, widths)
        lacking = [f"{row.commitment} {row.title}: {text}" for row in rows.itertuples() for text in row.missing]
        if lacking:
            word.add_text(
                self.document, "Det här saknas i redovisningen:", word.AFTER_TABLE
            ).paragraph_format.keep_with_next = True
        for text in lacking:
            word.add_text(self.document, text, "List Bullet")

    def _changed(self) -> None:
        word.add_heading(self.document, "Ändrat och varför, med parternas egna ord", 1, _CHANGED)
        promise, comments = self.report.promise, self.report.comments
        comments = comments[comments["commitment"].isin(self.report.account["commitment"])]
        if comments.empty:
            word.add_text(self.document, f"Parterna har inte lämnat någon kommentar som gäller {self.year}.")
            return
        word.add_text(
            self.document,
            "Kommentarerna är parternas och återges så som de är skrivna. Uppföljningen har inte prövat dem.",
        )
        for row in comments.itertuples():
            commitment = promise[row.commitment]
            when = period_of_comment(row, commitment)
            text = f"{promise.party_label(row.reporter)} om {commitment.id} {commitment.title}, {when}:"
            word.add_text(self.document, text, word.FACT).paragraph_format.keep_with_next = True
            word.add_text(self.document, f"”{row.text}”", "Quote")

    def _lacking(self) -> None:
        if self.places[Standing.LACKING].empty:
            word.add_heading(self.document, capitalised(Standing.LACKING), 1, _PLACES[Standing.LACKING][0])
            word.add_text(
                self.document,
                f"Ingen period som slutade {self.year} är delvis uppfylld, ej uppfylld eller ej redovisad.",
            )
            return
        rows = self._section(Standing.LACKING)
        promise = self.report.promise
        for row in rows.itertuples():
            word.add_heading(self.document, f"{row.commitment} {row.title}", 2)
            who = listing(promise.party_in_text(party) for party in row.responsible)
            responsible = "Ansvarig" if len(row.responsible) == 1 else "Ansvariga"
            facts = [("Utlovat", row.promised), (responsible, who), (f"Gjort {self.year}", row.done)]
            if self.has_before:
                facts.append((f"Gjort {self.year - 1}", row.before or "–"))
            for label, text in facts:
                line = word.add_text(self.document, "", word.FACT)
                line.add_run(f"{label}: ").bold = True
                line.add_run(word.printable(text))
                line.paragraph_format.keep_with_next = True
            line = word.add_text(self.document, "", word.FACT)
            line.add_run("Saknas och varför:").bold = True
            line.paragraph_format.keep_with_next = True
            for text in row.missing:
                word.add_text(self.document, capitalised(text), "List Bullet")
            if row.changed:
                line = word.add_text(self.document, "Se också ")
                word.add_link(line, "parternas egna ord", to=_CHANGED)
                line.add_run(".")
        self._pictures("oppna_punkter")

    def _questions(self) -> None:
        questions = list(self.report.questions["question"])
        if not questions:
            return
        word.add_heading(self.document, "Frågor till rådet", 1, _QUESTIONS)
        for question in questions:
            word.add_text(self.document, question, "List Number")

    def _basis(self) -> None:
        report, document = self.report, self.document
        word.add_heading(document, "Underlaget", 1, _BASIS)
        word.add_heading(document, "Vem som har redovisat", 2)
        word.add_text(document, " ".join(reading_sentences(report)))
        if len(report.state):
            rows = state_table(report.state).astype(str).replace("", "–")
            widths = [4, 2.3, 2.3, 2.3, 2.1, 4]
            self._table(f"Redovisade månader {self.year} per part", list(map(capitalised, rows)), rows.values, widths)
        self._pictures("redovisningslage")
        word.add_heading(document, "Så har vi räknat", 2)
        for text in assumptions(report):
            word.add_text(document, text, "List Bullet")
        if report.promise.source.startswith(("https://", "http://")):
            line = word.add_text(document, "Löftets text: ")
            word.add_link(line, report.promise.source, address=report.promise.source)
        word.add_heading(document, "Vad orden betyder", 2)
        words = [(str(name), f"{capitalised(text)}.") for name, text in (MEANINGS | FIGURE_WORDS).items()]
        self._table("Bedömningarnas och antalens ord", ["Ord", "Betydelse"], words, [4, 13])

    def _table(self, about: str, headings: list[str], rows, widths: list[float]) -> None:
        self.tables += 1
        word.add_caption(self.document, "Tabell", self.tables, about)
        word.add_table(self.document, headings, rows, widths, about)

    def _pictures(self, name: str) -> None:
        """The charts of a name with its further slides: picture, caption and source."""
        for chart in self.report.first_charts:
            if re.sub(r"_\d+$", "", chart.name) != name:
                continue
            self.drawn += 1
            png = (self.pictures / f"{chart.name}.png").read_bytes()
            word.add_picture(self.document, png, chart.alt, chart.headline, sides=0.9 * MARGIN / WIDTH)
            caption = word.add_caption(self.document, "Bild", self.drawn, f"{chart.headline}.")
            caption.paragraph_format.keep_with_next = True
            word.add_text(self.document, chart.source, word.SOURCE)
