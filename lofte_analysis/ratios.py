"""What a row of `outcomes.summary` comes to in words: kept of ended periods, and what the ratio leaves out."""

from __future__ import annotations

from lofte_analysis.words import PERIOD_NOUNS, n_of_m, numeral


def ratio_text(row) -> str:
    """A row of `outcomes.summary` as "27 av 35 månader"; a milestone, or what has no ended period, in a word."""
    if row.per == "hela löftet":
        if row.not_reported:
            return "okänt"  # never told as not done
        return "klart" if row.met else ("pågår" if row.running else "inte klart")
    if not row.periods:
        return "pågår" if row.running else "ej aktuellt"
    return n_of_m(row.met, row.periods, *PERIOD_NOUNS[row.per])


def unknown_text(row) -> str:
    """What a headline says of the periods that cannot be judged: ", fyra kan inte bedömas", or nothing."""
    singular, plural = PERIOD_NOUNS[row.per]
    if not row.not_reported:
        return ""
    return f", {numeral(row.not_reported, neuter=singular == plural)} kan inte bedömas"


def remainder_text(row) -> str:
    """What the ratio leaves out: "2 kan inte bedömas, 1 pågår"."""
    parts = [
        (row.not_reported, "kan inte bedömas"),
        (row.not_applicable, "ej aktuellt"),
        (row.running if row.per != "hela löftet" else 0, "pågår"),
    ]
    return ", ".join(f"{count} {words}" for count, words in parts if count)
