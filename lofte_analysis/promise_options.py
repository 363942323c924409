"""Which options go with which measure: what a commitment needs, what it cannot have, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lofte_analysis.measures import Measure, Per, Personal, ShareOf

_PUBLISHED_PER = (Per.HALF_YEAR, Per.YEAR, Per.SCHOOL_YEAR, Per.PROMISE_YEAR, Per.WHOLE)

Complaint = tuple[str, str]  # the key, and what is wrong with it


def wrong_options(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> list[Complaint]:
    """Options of a commitment that do not go together, as (key, what is wrong); `raw` is the whole file."""
    return [*_of_measure(entry), *_of_units(entry), *_of_persons(entry, raw), *_of_calendar(entry, raw)]


def _of_measure(entry: Mapping[str, Any]) -> Iterator[Complaint]:
    measure = entry["matt"]

    def needs(*keys: str) -> Iterator[Complaint]:
        return ((key, f"saknas, måttet {measure!r} behöver det.") for key in keys if key not in entry)

    def excludes(*keys: str) -> Iterator[Complaint]:
        return ((key, f"gäller inte för måttet {measure!r}; ta bort nyckeln.") for key in keys if key in entry)

    if measure == Measure.COUNT:
        yield from needs("minst", "per")
        yield from excludes("minst_andel", "andel_av", "objekt", "ambition", "del_av")
    elif measure == Measure.SHARE:
        yield from excludes("alla_narvarande", "trafik", "under")
        if entry.get("andel_av") != ShareOf.OBJECTS:  # counted as cases by the month, without hour or place
            yield from excludes("handelser")
        levels = [key for key in ("minst", "minst_andel") if key in entry]
        if entry.get("ambition"):
            yield from excludes(*levels)
        elif len(levels) != 1:
            yield "minst_andel", "ange en nivå, antingen minst_andel (0–1) eller minst (antal)."
        if entry.get("andel_av") == ShareOf.OBJECTS:
            yield from needs("objekt")
    else:
        yield from excludes("minst", "minst_andel", "andel_av", "objekt", "ambition", "under", "alla_narvarande")
        yield from excludes("per", "del_av")


def _of_units(entry: Mapping[str, Any]) -> Iterator[Complaint]:
    if "enhet" in entry and len(entry["enhet"]) != 2:
        yield "enhet", 'ange ental och flertal, till exempel ["träff", "träffar"].'
    of_figures = entry["matt"] == Measure.SHARE and entry.get("andel_av") != ShareOf.OBJECTS
    if of_figures and len(entry["redovisas_av"]) > 1:
        yield "redovisas_av", "en andel av ärenden eller bestånd redovisas av en part; siffror läggs aldrig ihop."


def _of_persons(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[Complaint]:
    """What would publish too much: hour and place, short periods, or a verdict that tells a number that is hidden."""
    personal, measure = entry.get("personuppgift", "nej"), entry["matt"]
    if personal == Personal.NO:
        return
    if "handelser" in entry:
        yield "handelser", "tid och plats visas inte när antalet gäller personer; ta bort nyckeln."
    if entry.get("per", Per.HALF_YEAR) not in _PUBLISHED_PER:
        yield "personuppgift", f"antal personer visas bara per {', '.join(_PUBLISHED_PER)}; välj ett av dem."
    if personal == Personal.PERSON and measure == Measure.SHARE and not entry.get("ambition"):
        yield (
            "personuppgift",
            'bedömningen skulle säga vad var och en är; ange ambition = true, eller ange "insats" om det är vad '
            "myndigheten gjorde.",
        )
    if measure == Measure.COUNT and 1 < entry.get("minst", 0) <= 2:
        yield "minst", "delvis uppfyllt skulle säga att det var precis 1 person; ange 1 eller minst 3."
    whole = next((other for other in raw["atagande"] if other["id"] == entry.get("del_av")), entry)
    if whole.get("personuppgift", "nej") == Personal.NO:
        yield "del_av", f"{whole['id']} gäller samma personer; ange personuppgift där också."


def _of_calendar(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[Complaint]:
    if entry.get("under") and entry.get("per") == Per.WEEK and entry.get("minst_skoldagar", 10) > 5:
        yield "minst_skoldagar", "en vecka har högst 5 skoldagar; ange ett tal från 1 till 5."
    school = entry.get("under") or entry.get("per") in (Per.TERM, Per.SCHOOL_YEAR)
    if school and "lasarstider" not in raw:
        yield "per", "bygger på läsårstider; ange lasarstider överst i filen."
    if entry.get("under") and entry.get("per") not in (Per.WEEK, Per.MONTH):
        yield "under", f"gäller bara per vecka eller månad, inte per {entry.get('per')}."
