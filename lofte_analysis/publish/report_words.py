"""What a report says in words, the same on the page, on the slides and in the document."""

from __future__ import annotations

from lofte_analysis.columns import ACTIVITIES, DELIVERIES
from lofte_analysis.outcomes import summary
from lofte_analysis.publish.contents import Report
from lofte_analysis.ratios import ratio_text, remainder_text
from lofte_analysis.records import LOADED, MERGED
from lofte_analysis.records_by_commitment import kinds_of
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import counted, genitive, integer

MEANINGS = {
    Verdict.MET: "minst det utlovade gjordes under perioden",
    Verdict.PARTLY: "något gjordes, men mindre än utlovat eller utan alla som skulle vara med",
    Verdict.NOT_MET: "allt är redovisat och inget av det utlovade gjordes",
    Verdict.NOT_REPORTED: "det saknas uppgifter, så det går inte att veta; det räknas aldrig som noll",
    Verdict.RUNNING: "perioden är inte slut eller har inte börjat",
    Verdict.NOT_APPLICABLE: "det som löftet gäller inträffade aldrig under perioden",
    Verdict.NOT_MEASURABLE: "löftet säger inte hur ofta eller hur mycket; det som gjordes visas utan bedömning",
}

FIGURE_WORDS = {
    "dolt": "antalet visas inte, för att ingen ska kunna pekas ut: det är 1–4 personer, 1–4 återstår till alla, det "
    "säger något om var och en, det kan ännu ändras (perioden är inte slut, löftet slutar mitt i den, allt är inte "
    "redovisat, eller ärenden pågår), eller så röjer det ett annat dolt antal",
    "minst": "en del är inte redovisad eller gick inte att läsa, så det kan vara fler",
    "ca": "parten har skrivit antalet ungefärligt",
}

NOTHING = "–"
UNKNOWN = "okänt"

_STATUSES = (("loaded", LOADED), ("merged", MERGED))  # columns of the ledger


def done_words(done: str, verdict: str) -> str:
    """What was done as it stands in a cell: unknown only where something could have been told, a dash elsewhere."""
    return done or (NOTHING if verdict in (Verdict.RUNNING, Verdict.NOT_APPLICABLE) else UNKNOWN)


def title_of(report: Report) -> str:
    """The report's title: what is followed up, and for which year or years."""
    promise = report.promise
    return f"Uppföljning av {genitive(promise.municipality)} medborgarlöfte {report.year or promise.years}"


def reading_sentences(report: Report) -> list[str]:
    """What the reading came to, in sentences: nothing that could not be read is passed over.

    Rows that can be of persons, one each, are told without a number: from the number of all rows what is listed, or an
    earlier report, could be subtracted.
    """
    ledger, rows = report.records.ledger, report.records.activities
    persons = report.promise.persons_in_rows
    own = rows.loc[rows["commitment"].isin(persons), "status"]
    loaded, merged = (int(ledger[name].sum() - (own == status).sum()) for name, status in _STATUSES)
    sentences = [_loaded(int(ledger["rows"].sum()), loaded, bool(persons))]
    if merged:
        sentences.append(
            f"{counted(merged, 'rad', 'rader')} har slagits ihop med en annan rad om samma tillfälle eller ärenden, så "
            "att inget räknas två gånger."
        )
    unread, of_persons, elsewhere, asides = _not_loaded(report, persons)
    if unread or of_persons:
        told = counted(unread, "rad", "rader") if unread else "Minst en rad"
        if of_persons:
            told += f"{' och minst en' if unread else ''} som kan röra enskilda personer"
        sentences.append(
            f"{told} kunde inte läsas och räknas inte. En period som en sådan rad kan höra till "
            "får inte bedömningen ej uppfyllt, utan ej redovisat."
        )
    if elsewhere:
        sentences.append(
            f"{counted(elsewhere, 'rad', 'rader')} om annat än det utlovade kunde inte läsas. Det påverkar inga "
            "bedömningar."
        )
    if asides:
        one, several = "rad är en summa, rubrik eller anteckning", "rader är summor, rubriker eller anteckningar"
        sentences.append(f"{counted(asides, one, several)} och redovisar inget.")
    if unrecognised := int(ledger["unrecognised"].sum()):
        told = "Minst en rad" if persons else counted(unrecognised, "rad", "rader")
        sentences.append(f"{told} står i blad som inte kändes igen och räknas inte.")
    if unread := report.records.unread_files:
        sentences.append(f"{counted(unread, 'fil', 'filer')} kunde inte läsas och räknas inte.")
    return sentences


def _loaded(rows: int, loaded: int, but_persons: bool) -> str:
    if but_persons:
        told = counted(loaded, "rad är inläst", "rader är inlästa")
        return f"{told} ur parternas arbetsböcker. De som rör enskilda personer är inte medräknade."
    told, read = counted(rows, "rad", "rader"), "inläst" if loaded == 1 else "inlästa"
    return f"Parternas arbetsböcker innehåller {told}, varav {integer(loaded)} är {read}."


def _not_loaded(report: Report, persons: frozenset[str]) -> tuple[int, int, int, int]:
    """Rejected rows: those that may report what is promised, surely not or perhaps of persons; those about something
    else; those that report nothing.

    A row of Redovisat is among the first: without it what was promised is not reported.
    """
    rejected = report.records.rejected
    aside = rejected["aside"].astype(bool)
    judged = {DELIVERIES.name}.union(*map(kinds_of, report.promise.commitments))
    promised = rejected["kind"].isin(judged) & ~aside
    any_of_persons = rejected["commitment"].isin(persons) | (rejected["commitment"].isna() & bool(persons))
    of_persons = promised & (rejected["kind"] == ACTIVITIES.name) & any_of_persons
    return tuple(int(rows.sum()) for rows in (promised & ~of_persons, of_persons, ~promised & ~aside, aside))


def shows_literal(report: Report) -> bool:
    """Whether the end by the letter parts the shown periods in two."""
    end = report.promise.literal_end
    if end is None or end >= min(report.promise.end, report.cutoff.date()):
        return False
    return report.year in (None, end.year)


def ratio_rows(report: Report) -> list[dict]:
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


def assumptions(report: Report) -> list[str]:
    """What was assumed and how it was counted, in sentences: the interpretations first."""
    promise = report.promise
    texts = []
    if promise.literal_end_note:
        texts.append(promise.literal_end_note)
    texts += [f"{c.id} {c.title}: {c.interpretation}" for c in promise.commitments if c.interpretation]
    texts += promise.school_calendar.remarks()
    texts.append("En period räknas bara som redovisad när parten har skrivit Klart = ja för varje dag i den.")
    texts.append("Ett tillfälle som flera parter har redovisat räknas en gång.")
    texts.append(
        "Antal på 1–4 personer visas inte, inte heller ett antal där 1–4 återstår till alla eller som röjer ett dolt."
    )
    texts.append("Uppföljningen visar vad som gjordes. Den säger inget om vilken effekt det fick.")
    return texts
