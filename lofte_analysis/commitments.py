"""One commitment: what is promised, and the options that say which rows count and for which time.

Four measures and options that do not depend on each other. Which rows qualify: who must attend, where, on which days
of the week and at which hours. What is counted or divided: occasions, objects, fixed days, occasions of something
else, cases, a stock. For which time: a period, a part of the year, the clause's own first and last day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lofte_analysis.measures import Average, Counted, Measure, Per, Personal, ShareOf
from lofte_analysis.toml_keys import year_day
from lofte_analysis.words import WEEKDAYS

MONTHS_IN = {Per.QUARTER: 3, Per.TERTIAL: 4, Per.HALF_YEAR: 6, Per.YEAR: 12, Per.PROMISE_YEAR: 12}
_DEFAULT_PER = {Measure.SHARE: Per.HALF_YEAR, Measure.MILESTONE: Per.WHOLE, Measure.UNQUANTIFIED: Per.YEAR}

YearDay = tuple[int, int]  # month and day


@dataclass(frozen=True)
class TrafficRows:
    """Which rows of the sheet Trafik are occasions of a commitment; no places means any place."""

    types: tuple[str, ...]
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class LevelChange:
    """Another level from a day on."""

    start: dt.date
    at_least: float | None = None
    share_at_least: float | None = None


@dataclass(frozen=True)
class Commitment:
    """One commitment of a promise. `start` and `end`, where given, are the first and last day on which it holds."""

    id: str
    title: str
    text: str
    area: str
    responsible: tuple[str, ...]
    reported_by: tuple[str, ...]
    measure: Measure
    per: Per
    at_least: float | None = None  # occasions per period; for a share: units in the numerator
    share_at_least: float | None = None  # 0–1
    average_per: Average | None = None  # the number was promised per this on average; at_least is the total
    during_terms: bool = False
    min_school_days: int = 10
    term_days_only: bool = False  # else the whole calendar month counts once it is due
    window: tuple[YearDay, YearDay] | None = None  # first and last day of the year between which it is due
    deadline: dt.date | None = None  # last day for a milestone
    must_attend: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # an occasion counts only here
    clock: tuple[dt.time, dt.time] | None = None  # it counts only when begun from the first, before the second
    weekdays: tuple[int, ...] = ()  # it counts only on these, 0 is Monday
    counted: Counted = Counted.OCCASIONS
    share_of: ShareOf = ShareOf.CASES
    objects: tuple[str, ...] = ()
    object_count: int | None = None  # how many objects there are, where they are not listed
    each_at_least: int = 1  # occasions that each object or fixed day asks for
    within_days: int | None = None  # a case is done when it is answered within so many days
    only_if: str | None = None  # another commitment, without whose occasions this one does not apply
    only_if_title: str = ""  # that one's title, for readers
    ambition: bool = False
    effect: str = ""  # the indicator of what is promised, where that is an effect
    personal: Personal = Personal.NO
    part_of: str | None = None
    traffic: tuple[TrafficRows, ...] = ()
    events: tuple[str, ...] = ()  # categories of events that are shown beside it
    units: tuple[str, str] = ("tillfälle", "tillfällen")
    quote: str = ""
    interpretation: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    changes: tuple[LevelChange, ...] = ()

    @property
    def judged(self) -> bool:
        """Whether the promise carries a verdict at all."""
        return self.measure is not Measure.UNQUANTIFIED and not self.ambition and not self.effect

    @property
    def counts_cases(self) -> bool:
        """Whether it is a share of what stands in Ärenden: cases, or a stock."""
        return self.measure is Measure.SHARE and self.share_of in (ShareOf.CASES, ShareOf.STOCK)

    @property
    def told_as_cases(self) -> bool:
        """Whether the figures stand in Ärenden, as those of a share of cases or of a stock that shall grow."""
        return self.counts_cases or (self.measure is Measure.COUNT and self.counted is Counted.INCREASE)

    @property
    def measured_against(self) -> str | None:
        """The other commitment whose occasions are this one's whole, or its condition."""
        of_occasions = self.measure is Measure.SHARE and self.share_of is ShareOf.OCCASIONS
        return self.part_of if of_occasions else self.only_if

    @property
    def past_midnight(self) -> bool:
        """Whether the hours go past midnight; what is begun after it belongs to the evening before."""
        return self.clock is not None and self.clock[1] < self.clock[0]

    @property
    def promised_text(self) -> str:
        """What is promised, in a few words, as "minst 1 per månad under terminerna"."""
        from lofte_analysis.promised_words import promised_text

        return promised_text(self)

    def in_force(self, day: dt.date) -> Commitment:
        """The commitment with the level that was in force on a day."""
        level = next((change for change in reversed(self.changes) if change.start <= day), None)
        if level is None:
            return self
        return replace(self, at_least=level.at_least, share_at_least=level.share_at_least, changes=())


def per_of(raw: Mapping[str, Any]) -> Per | None:
    """For which period the commitment of a table of a promise file holds; none where it needs one and says none."""
    if "per" in raw:
        return Per(raw["per"])
    return Per.YEAR if raw.get("ambition") or "effekt" in raw else _DEFAULT_PER.get(Measure(raw["matt"]))


def commitment_from(raw: dict) -> Commitment:
    """The commitment that a table of a promise file states, once it has no faults."""
    measure = Measure(raw["matt"])
    per = per_of(raw)
    average = Average(raw["snitt_per"]) if "snitt_per" in raw else None
    months = MONTHS_IN[per] if average else 1

    def level(table: dict) -> dict:
        at_least = 1 if measure is Measure.MILESTONE else table.get("minst")
        return {
            "at_least": at_least * months if at_least and average else at_least,
            "share_at_least": table.get("minst_andel"),
        }

    return Commitment(
        id=raw["id"],
        title=raw["rubrik"],
        text=raw["text"],
        area=raw["omrade"],
        responsible=tuple(raw["ansvariga"]),
        reported_by=tuple(raw["redovisas_av"]),
        measure=measure,
        per=per,
        **level(raw),
        average_per=average,
        during_terms=raw.get("under") == "skolterminer",
        min_school_days=raw.get("minst_skoldagar", 10),
        term_days_only=raw.get("bara_terminsdagar", False),
        window=tuple(map(year_day, raw["mellan"])) if "mellan" in raw else None,
        deadline=raw.get("senast"),
        must_attend=tuple(raw.get("alla_narvarande", ())),
        places=tuple(raw.get("plats", ())),
        clock=tuple(map(dt.time.fromisoformat, raw["klockan"])) if "klockan" in raw else None,
        weekdays=tuple(sorted(WEEKDAYS.index(name) for name in raw.get("veckodagar", ()))),
        counted=Counted(raw.get("raknas", "tillfällen")),
        share_of=ShareOf(raw.get("andel_av", "ärenden")),
        objects=tuple(raw.get("objekt", ())),
        object_count=raw.get("antal_objekt"),
        each_at_least=raw.get("minst_vardera", 1),
        within_days=raw.get("inom_dagar"),
        only_if=raw.get("om"),
        ambition=raw.get("ambition", False),
        effect=raw.get("effekt", ""),
        personal=Personal(raw.get("personuppgift", "nej")),
        part_of=raw.get("del_av"),
        traffic=tuple(TrafficRows(tuple(t["typ"]), tuple(t.get("plats", ()))) for t in raw.get("trafik", ())),
        events=tuple(raw.get("handelser", ())),
        units=tuple(raw.get("enhet", ("tillfälle", "tillfällen"))),
        quote=raw.get("citat", ""),
        interpretation=raw.get("tolkning", ""),
        start=raw.get("fran"),
        end=raw.get("till"),
        changes=tuple(LevelChange(change["fran"], **level(change)) for change in raw.get("andring", ())),
    )
