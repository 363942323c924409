"""What a row of `outcomes.summary` comes to in words: kept of ended periods, and what the ratio leaves out.

The only place for it: headlines, tables, pages and slides all ask here, so that what is not reported is nowhere zero.
"""

from __future__ import annotations

from lofte_analysis.measures import Per
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import PERIOD_NOUNS, n_of_m, period_numeral

_WORDS = {
    Verdict.MET: "met",
    Verdict.NOT_REPORTED: "not_reported",
    Verdict.PARTLY: "partly",
    Verdict.NOT_MET: "not_met",
    Verdict.RUNNING: "running",
}


def ratio_text(row) -> str:
    """A row of `outcomes.summary` as "27 av 35 månader"; one period, or what has no number to tell, in its verdict."""
    return " ".join(filter(None, ratio_parts(row)))


def ratio_parts(row) -> tuple[str, str]:
    """The ratio and its unit, ("27 av 35", "månader"); a verdict has no unit.

    Where no ended period can be judged there is no number: 0 of 5 would tell what is unknown as zero.
    """
    if row.per == Per.WHOLE or not row.periods:
        return str(next((verdict for verdict in _WORDS if getattr(row, _WORDS[verdict])), Verdict.NOT_APPLICABLE)), ""
    if none_judged(row):
        return str(Verdict.NOT_REPORTED), ""
    ratio, unit = n_of_m(row.met, row.periods, *PERIOD_NOUNS[row.per]).rsplit(" ", 1)
    return ratio, unit


def none_judged(row) -> bool:
    """Whether periods have ended and not one of them can be judged."""
    return row.periods > 0 and not row.met and row.not_reported == row.periods


def kept_text(row) -> str:
    """What a headline says of a row: "uppfyllt i 27 av 35 månader", or the verdict where there is no ratio."""
    ratio, unit = ratio_parts(row)
    return f"uppfyllt i {ratio} {unit}" if unit else ratio


def unknown_text(row) -> str:
    """What a headline says of the periods that cannot be judged: ", fyra kan inte bedömas", or nothing.

    Without a ratio the periods are named: ", fem månader kan inte bedömas".
    """
    if not row.not_reported or row.per == Per.WHOLE:
        return ""
    return f", {period_numeral(row.not_reported, row.per)}{_named(row)} kan inte bedömas"


def remainder_text(row) -> str:
    """What the ratio leaves out: "2 kan inte bedömas, 1 är inte slut"; what is not over may not have begun.

    Of the one period of a whole promise the verdict tells all.
    """
    if row.per == Per.WHOLE:
        return ""
    parts = [
        (row.not_reported, f"{_named(row)} kan inte bedömas"),
        (row.not_applicable, " ej aktuellt"),
        (row.running, " är inte slut"),
    ]
    return ", ".join(f"{count}{words}" for count, words in parts if count)


def _named(row) -> str:
    """The noun of the periods that cannot be judged, where no ratio has told it."""
    if not none_judged(row):
        return ""
    return f" {PERIOD_NOUNS[row.per][row.not_reported != 1]}"
