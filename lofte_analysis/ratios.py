"""What a row of `outcomes.summary` comes to in words: kept of ended periods, and what the ratio leaves out."""

from __future__ import annotations

from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import PERIOD_NOUNS, n_of_m, period_numeral

_WORDS = {
    Verdict.NOT_REPORTED: "not_reported",
    Verdict.MET: "met",
    Verdict.PARTLY: "partly",
    Verdict.NOT_MET: "not_met",
    Verdict.RUNNING: "running",
}


def ratio_text(row) -> str:
    """A row of `outcomes.summary` as "27 av 35 månader"; one period, or what has no ended period, in its verdict."""
    if row.per == "hela löftet" or not row.periods:
        return next((verdict for verdict in _WORDS if getattr(row, _WORDS[verdict])), Verdict.NOT_APPLICABLE).value
    return n_of_m(row.met, row.periods, *PERIOD_NOUNS[row.per])


def unknown_text(row) -> str:
    """What a headline says of the periods that cannot be judged: ", fyra kan inte bedömas", or nothing."""
    if not row.not_reported:
        return ""
    return f", {period_numeral(row.not_reported, row.per)} kan inte bedömas"


def remainder_text(row) -> str:
    """What the ratio leaves out: "2 kan inte bedömas, 1 pågår"."""
    parts = [
        (row.not_reported, "kan inte bedömas"),
        (row.not_applicable, "ej aktuellt"),
        (row.running if row.per != "hela löftet" else 0, "pågår"),
    ]
    return ", ".join(f"{count} {words}" for count, words in parts if count)
