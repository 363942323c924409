"""The seven verdicts and the nine rules that lead to them.

A verdict says only what the promise carries. Where it states no number there is none; where a report is missing the
answer is "ej redovisat" and never zero; a period that is not over is "pågår". The rules are tried in order, and the
first that holds decides.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from lofte_analysis.promise import Commitment, Counted, Measure, Personal, ShareOf
from lofte_analysis.words import counted, long_date


class Verdict(StrEnum):
    MET = "uppfyllt"
    PARTLY = "delvis uppfyllt"
    NOT_MET = "ej uppfyllt"
    NOT_REPORTED = "ej redovisat"
    RUNNING = "pågår"
    NOT_APPLICABLE = "ej aktuellt"
    NOT_MEASURABLE = "ej mätbart"


# In which column of a frame the periods with each verdict are counted.
VERDICT_COLUMNS = {
    "met": Verdict.MET,
    "partly": Verdict.PARTLY,
    "not_met": Verdict.NOT_MET,
    "not_reported": Verdict.NOT_REPORTED,
    "running": Verdict.RUNNING,
    "not_applicable": Verdict.NOT_APPLICABLE,
}
ENDED_COLUMNS = ["met", "partly", "not_met", "not_reported"]  # periods that are over, and that were applicable


@dataclass(frozen=True)
class Evidence:
    """What the records say about one commitment in one period, up to the cut-off.

    `done` is the occasions that qualify, or the numerator of a share; `cases` its denominator, closed cases only.
    The lists say why the answer may be incomplete, in Swedish, and hold no count of persons.
    """

    started: bool
    over: bool
    done: float
    cases: float = 0
    missed: int = 0  # fixed days or occasions of something else that were surely left without
    failed: int = 0  # occasions that did not meet a condition, as a party that was not there
    failures: tuple[str, ...] = ()  # so many of them, and why
    steps: int = 0  # rows towards a milestone; objects or days that were reached too few times
    late: dt.date | None = None  # when a milestone was completed after its last day
    lacking: str = ""  # what the commitment is conditional on, where it surely never occurred
    has_rows: bool = False
    has_delivery: bool = False
    undelivered: tuple[str, ...] = ()  # days of the period outside every delivery
    uncertain: tuple[str, ...] = ()  # unreadable rows, open cases, unknown attendance, conflicts


def judge(commitment: Commitment, evidence: Evidence) -> tuple[Verdict, str]:
    """The verdict and its reason, in Swedish; the reason is empty where the verdict says it all."""
    missing = (*evidence.undelivered, *evidence.uncertain)
    if not commitment.judged:  # rule 1
        return _unmeasurable(commitment, evidence)
    reached = _reached(commitment, evidence)
    settled_early = commitment.measure is Measure.MILESTONE or (commitment.measure is Measure.COUNT and evidence.over)
    if reached and settled_early and not _breachable(commitment):  # rule 2
        return Verdict.MET, ""
    if not evidence.over:  # rule 3
        if not evidence.started:
            return Verdict.RUNNING, "perioden har inte börjat"
        return Verdict.RUNNING, "redan nått" if reached and not _breachable(commitment) else ""
    if _surely_breached(commitment, evidence):  # rule 4
        if evidence.done == 0 and not missing:
            return Verdict.NOT_MET, "det utlovade gjordes aldrig under perioden"
        return Verdict.PARTLY, "; ".join((_not_in_all(commitment), *missing))
    if missing and not (reached and not _breachable(commitment)):  # rule 5
        return Verdict.NOT_REPORTED, "; ".join(missing)
    if commitment.measure is Measure.SHARE and evidence.cases == 0:  # rule 6
        return Verdict.NOT_APPLICABLE, f"inga {commitment.units[1]} under perioden"
    if evidence.lacking and not reached:
        return Verdict.NOT_APPLICABLE, f"{evidence.lacking} förekom inte under perioden"
    if reached:  # rule 7
        return Verdict.MET, ""
    if evidence.done > 0 or evidence.failed or evidence.steps:  # rule 8
        return Verdict.PARTLY, _shortfall(commitment, evidence)
    return Verdict.NOT_MET, _late(evidence) or "inget gjordes, enligt redovisningen"  # rule 9


def _unmeasurable(commitment: Commitment, evidence: Evidence) -> tuple[Verdict, str]:
    if not evidence.started:
        return Verdict.RUNNING, "perioden har inte börjat"
    if not evidence.has_rows and not evidence.has_delivery:
        return Verdict.NOT_REPORTED, "; ".join(evidence.undelivered)
    why = "löftet anger en strävan, ingen nivå" if commitment.ambition else "löftet anger inget antal"
    if commitment.effect:
        why = f"löftet gäller en effekt ({commitment.effect}), och antal visar ingen effekt"
    return Verdict.NOT_MEASURABLE, "; ".join((why, *evidence.undelivered, *evidence.uncertain))


def _reached(commitment: Commitment, evidence: Evidence) -> bool:
    if commitment.measure is not Measure.SHARE or commitment.at_least is not None:
        return evidence.done >= commitment.at_least
    promised = Fraction(str(commitment.share_at_least))  # 0.07 of 100 is 7, not 7.000000000000001
    return evidence.cases > 0 and Fraction(evidence.done) >= promised * Fraction(evidence.cases)


def _breachable(commitment: Commitment) -> bool:
    """Whether more rows could turn what is reached into a breach: more cases can, more occasions cannot.

    Of objects that are not listed, one more name puts all of them in doubt. A stock that has grown may shrink again.
    """
    if commitment.measure is not Measure.SHARE:
        return commitment.measure is Measure.COUNT and commitment.counted is Counted.INCREASE
    unlisted = commitment.share_of is ShareOf.OBJECTS and not commitment.objects
    return commitment.counts_cases or commitment.share_of is ShareOf.OCCASIONS or unlisted


def _surely_breached(commitment: Commitment, evidence: Evidence) -> bool:
    """Whether something was promised in all and one is closed without it, whatever else comes in."""
    if commitment.measure is not Measure.SHARE or commitment.share_at_least != 1:
        return False
    return evidence.missed > 0 or (commitment.share_of is ShareOf.CASES and evidence.done < evidence.cases)


def _not_in_all(commitment: Commitment) -> str:
    of_days = commitment.share_of in (ShareOf.SLOTS, ShareOf.OCCASIONS)
    if of_days:
        return f"gjordes inte vid alla {commitment.units[1]}"
    cases = f"avslutade {commitment.units[1]}" if commitment.units[1] == "ärenden" else commitment.units[1]
    if commitment.within_days:
        return f"alla {cases} besvarades inte inom {commitment.within_days} dagar"
    return f"gjordes inte i alla {cases}"


def _shortfall(commitment: Commitment, evidence: Evidence) -> str:
    if commitment.measure is Measure.MILESTONE:
        return _late(evidence) or "arbetet har börjat men är inte markerat som klart"
    short = f"inte alla {commitment.units[1]}" if commitment.share_at_least == 1 else "färre än utlovat"
    some = evidence.done > 0 or commitment.measure is Measure.SHARE
    return "; ".join((*([short] if some else []), *evidence.failures))


def _late(evidence: Evidence) -> str:
    return f"klart {long_date(evidence.late)}, efter det utlovade datumet" if evidence.late else ""


def number_of(commitment: Commitment, count: int) -> str:
    """A number of occasions with its noun; where it would count persons, the noun alone."""
    if commitment.personal is not Personal.NO:
        return commitment.units[1]
    return counted(count, *commitment.units)


def rows_of(commitment: Commitment, count: int) -> str:
    """A number of rows with its noun; where a row stands for persons, the noun alone."""
    if commitment.personal is not Personal.NO:
        return "rader"
    return counted(count, "rad", "rader")
