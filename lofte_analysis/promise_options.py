"""Which options go with which measure: what a commitment needs, what it cannot have, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lofte_analysis.commitments import MONTHS_IN, per_of
from lofte_analysis.folding import folded
from lofte_analysis.measures import Counted, Measure, Per, Personal, ShareOf
from lofte_analysis.toml_keys import meant

_PUBLISHED_PER = (Per.HALF_YEAR, Per.YEAR, Per.SCHOOL_YEAR, Per.PROMISE_YEAR, Per.WHOLE)
_CASES, _STOCK = str(ShareOf.CASES), str(ShareOf.STOCK)

_LEVELS = {"minst", "minst_andel"}
_CONDITIONS = {"plats", "klockan", "veckodagar"}
_OF_SHARES = {"andel_av", "del_av", "objekt", "antal_objekt", "minst_vardera", "inom_dagar"}
_OF_COUNTS = {"raknas", "snitt_per", "om"}
_OF_PERIODS = {"per", "under", "mellan", "andring"}

# What a measure can have of the options above, "senast", "alla_narvarande", "ambition", "effekt" and "trafik".
_COUNT = {"minst", *_CONDITIONS, *_OF_COUNTS, *_OF_PERIODS, "alla_narvarande", "trafik"}
_SHARE = {*_LEVELS, "andel_av", "per", "andring", "ambition"}
_OF_FIGURES = {"inom_dagar", "del_av", "effekt", "objekt"}
_OF_ROWS = {*_CONDITIONS, "mellan", "alla_narvarande"}
_GOES_WITH = {
    Measure.COUNT: _COUNT,
    Measure.MILESTONE: {"senast"},
    Measure.UNQUANTIFIED: {*_CONDITIONS, "trafik", "ambition", "effekt"},
    ShareOf.CASES: _SHARE | _OF_FIGURES,
    ShareOf.STOCK: _SHARE | _OF_FIGURES - {"inom_dagar"},
    ShareOf.OBJECTS: _SHARE | _OF_ROWS | {"objekt", "antal_objekt", "minst_vardera", "del_av", "handelser"},
    ShareOf.SLOTS: _SHARE | _OF_ROWS | {"minst_vardera", "trafik", "handelser"},
    ShareOf.OCCASIONS: _SHARE | _OF_ROWS | {"del_av", "handelser"},
}
OPTIONS = frozenset(_LEVELS | _CONDITIONS | _OF_SHARES | _OF_COUNTS | _OF_PERIODS)
OPTIONS |= {"senast", "alla_narvarande", "ambition", "effekt", "trafik"}

Complaint = tuple[str, str]  # the key, and what is wrong with it


def wrong_options(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> list[Complaint]:
    """Options of a commitment that do not go together, as (key, what is wrong); `raw` is the whole file."""
    return [
        *_of_measure(entry),
        *_of_counts(entry),
        *_of_the_other(entry, raw),
        *_of_the_whole(entry, raw),
        *_of_units(entry),
        *_of_persons(entry, raw),
        *_of_events(entry),
        *_of_calendar(entry, raw),
        *_of_days(entry, raw),
    ]


def goes_with(kind: Measure | ShareOf) -> set[str]:
    """Which of OPTIONS a measure, or a share of a kind, can have."""
    return _GOES_WITH[kind]


def _of_measure(entry: Mapping[str, Any]) -> Iterator[Complaint]:
    measure, share_of = entry["matt"], entry.get("andel_av", _CASES)
    share = measure == Measure.SHARE
    kind = f"måttet {measure!r}" + (f" av {share_of}" if share and "andel_av" in entry else "")
    unjudged = bool(entry.get("ambition") or "effekt" in entry)
    goes = goes_with(ShareOf(share_of) if share else Measure(measure)) - (_LEVELS if unjudged else set())
    of_cases = share and share_of in (_CASES, _STOCK)
    for key in entry:
        if key in OPTIONS - goes or (key == "handelser" and of_cases):  # cases have a month, no hour or place
            yield key, f"gäller inte för {kind}; ta bort nyckeln."
    needed = {Measure.COUNT: ["minst", "per"]}.get(measure, [])
    needed += {ShareOf.SLOTS: ["veckodagar"], ShareOf.OCCASIONS: ["del_av"]}.get(share_of, []) if share else []
    if share and share_of == ShareOf.OBJECTS and "antal_objekt" not in entry:
        needed.append("objekt")
    for key in needed:
        if key not in entry:
            yield key, f"saknas, {kind} behöver det."
    if share and not unjudged and len(_LEVELS & set(entry)) != 1:
        yield "minst_andel", "ange en nivå, antingen minst_andel (0–1) eller minst (antal)."
    if "objekt" in entry and "antal_objekt" in entry:
        yield "antal_objekt", "objekten är redan uppräknade i objekt; ta bort en av nycklarna."
    if "trafik" in entry and "alla_narvarande" in entry:
        yield "trafik", "i bladet Trafik står inte vilka som var med; ta bort nyckeln eller alla_narvarande."
    judged = not unjudged and measure != Measure.UNQUANTIFIED
    if judged and any("plats" in rule for rule in entry.get("trafik", ())):
        yield (
            "trafik",
            ("en rad utan plats skulle tyst räknas bort; ange plats på åtagandet i stället, så att den märks."),
        )


def _of_counts(entry: Mapping[str, Any]) -> Iterator[Complaint]:
    counted, per = entry.get("raknas", "tillfällen"), entry.get("per")
    if "snitt_per" in entry and (per not in MONTHS_IN or "mellan" in entry or "under" in entry):
        yield "snitt_per", f"gäller bara hela perioder per {', '.join(MONTHS_IN)}."
    if counted != Counted.OCCASIONS and "snitt_per" in entry:
        yield "snitt_per", f"gäller inte när raknas är {counted!r}; ta bort nyckeln."
    if counted != Counted.OCCASIONS and "enhet" not in entry:
        yield "enhet", 'saknas; säg vad som räknas, till exempel ["område", "områden"].'
    if counted in (Counted.UNITS, Counted.NEW_UNITS) and "trafik" in entry:
        yield "trafik", f"i bladet Trafik står inga objekt, och raknas är {counted!r}; ta bort nyckeln."
    if counted == Counted.INCREASE:
        for key in (*sorted(_CONDITIONS), "alla_narvarande", "om", "under", "trafik"):
            if key in entry:
                yield key, f"gäller inte när raknas är {counted!r}; ta bort nyckeln."


def _of_the_other(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[Complaint]:
    """The other commitment must be one whose occasions can be counted, and rest on no third."""
    key = "om" if "om" in entry else "del_av" if entry.get("andel_av") == ShareOf.OCCASIONS else ""
    other = next((other for other in raw["atagande"] if other["id"] == entry.get(key)), None)
    if other is None:
        return
    countable = other["matt"] in (Measure.COUNT, Measure.UNQUANTIFIED) and other.get("raknas") != Counted.INCREASE
    if not countable or "om" in other:
        yield key, f"{other['id']} måste räkna tillfällen och inte själv bero på något annat åtagande."
    if {entry.get("personuppgift", "nej"), other.get("personuppgift", "nej")} != {str(Personal.NO)}:
        yield key, "bedömningen skulle säga något om ett antal personer; ta bort nyckeln."


def _of_the_whole(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[Complaint]:
    """No commitment can be a part of itself by way of others."""
    if entry["id"] in [whole["id"] for whole in _wholes(entry, raw)]:
        yield "del_av", f"{entry['del_av']} är i sin tur del av {entry['id']}; ta bort det ena."


def _wholes(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The commitments that one is part of, the nearest first; it is the last of them itself where it goes round."""
    by_id, wholes = {other["id"]: other for other in raw["atagande"]}, []
    whole = by_id.get(entry.get("del_av"))
    while whole is not None and whole not in wholes:
        wholes.append(whole)
        whole = by_id.get(whole.get("del_av")) if whole["id"] != entry["id"] else None
    return wholes


def _of_units(entry: Mapping[str, Any]) -> Iterator[Complaint]:
    if "enhet" in entry and len(entry["enhet"]) != 2:
        yield "enhet", 'ange ental och flertal, till exempel ["träff", "träffar"].'
    share_of = entry.get("andel_av", _CASES)
    of_figures = entry["matt"] == Measure.SHARE and share_of in (_CASES, _STOCK)
    if (of_figures or entry.get("raknas") == Counted.INCREASE) and len(entry["redovisas_av"]) > 1:
        yield "redovisas_av", "en andel av ärenden eller bestånd redovisas av en part; siffror läggs aldrig ihop."


def _of_persons(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[Complaint]:
    """What would publish too much: hour and place, short periods, or a verdict that tells a number that is hidden."""
    personal, measure, wholes = entry.get("personuppgift", "nej"), entry["matt"], _wholes(entry, raw)
    of_occasions = entry.get("andel_av") == ShareOf.OCCASIONS  # of which no part counts persons
    if personal == Personal.NO:
        if not of_occasions and wholes and wholes[0].get("personuppgift", "nej") != Personal.NO:
            yield "del_av", f"{wholes[0]['id']} gäller personer; ange personuppgift här också."
        return
    if measure == Measure.MILESTONE:
        yield "personuppgift", "en milstolpe är gjord eller inte, och räknar inga personer; ta bort nyckeln."
        return
    if "handelser" in entry:
        yield "handelser", "tid och plats visas inte när antalet gäller personer; ta bort nyckeln."
    if "trafik" in entry:
        yield "trafik", "raderna i bladet Trafik visas en och en, och får inte gälla personer; ta bort nyckeln."
    if entry.get("per", Per.HALF_YEAR) not in _PUBLISHED_PER:
        yield "personuppgift", f"antal personer visas bara per {', '.join(_PUBLISHED_PER)}; välj ett av dem."
    if personal == Personal.PERSON and measure == Measure.SHARE and not entry.get("ambition"):
        yield (
            "personuppgift",
            'bedömningen skulle säga vad var och en är; ange ambition = true, eller ange "insats" om det är vad '
            "myndigheten gjorde.",
        )
    if told := _told_by_level(entry):
        yield "minst", told
    kinds = (ShareOf.SLOTS, ShareOf.OBJECTS)
    if entry.get("andel_av") in kinds or entry.get("raknas", "tillfällen") != Counted.OCCASIONS:
        yield "personuppgift", "gäller antal personer, inte dagar eller objekt; ta bort nyckeln."
    yield from _of_the_same_persons(entry, raw)
    if entry.get("del_av") not in [whole["id"] for whole in wholes[:1]]:
        return
    if wholes[0].get("personuppgift", "nej") == Personal.NO:
        yield "del_av", f"{wholes[0]['id']} gäller samma personer; ange personuppgift där också."
    elif not of_occasions:
        yield from _of_parts_of_persons(entry, wholes)


def _of_the_same_persons(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[Complaint]:
    """Two published numbers of which one holds the other: what is between them can be a few persons."""
    if entry.get("andel_av") == ShareOf.STOCK and entry.get("per") != Per.WHOLE:
        yield (
            "andel_av",
            'ett bestånd av personer går att jämföra från period till period, och skillnaden kan vara några få; ange "'
            f'{ShareOf.CASES}", eller per = "{Per.WHOLE}".',
        )
    first, last = entry.get("fran", raw["version"][0]["fran"]), entry.get("till", raw["version"][-1]["till"])
    later = [version["fran"] for version in raw["version"] if first < version["fran"] <= last]
    if per_of(entry) == Per.WHOLE and later:
        yield (
            "per",
            f"gäller både före och efter {later[0]}, och skillnaden mot vad som redovisats tidigare kan vara några få "
            "personer; skriv två åtaganden, ett med till och ett med fran.",
        )


def _told_by_level(entry: Mapping[str, Any]) -> str:
    """What the verdict beside a hidden number would say: which of one to four it is, where only one of them fits.

    Of a share that asks for a number, what is done can be more than four where few are left, and only one is told.
    """
    months = MONTHS_IN.get(entry.get("per"), 1) if "snitt_per" in entry else 1
    for level in [entry, *entry.get("andring", ())]:
        met = sum(count >= level.get("minst", 0) * months for count in range(1, 5))
        if met == 3:
            rest = "ange 1, 3 eller minst 5" if entry["matt"] == Measure.COUNT else "ange 1 eller minst 3"
            text = "delvis uppfyllt skulle säga att det var precis 1 person"
        elif met == 1 and entry["matt"] == Measure.COUNT:
            rest, text = "ange högst 3 eller minst 5", "uppfyllt skulle säga att det var precis 4 personer"
        else:
            continue
        return f"{text}; {'välj en annan nivå' if 'snitt_per' in entry else rest}."
    return ""


def _of_parts_of_persons(entry: Mapping[str, Any], wholes: list[Mapping[str, Any]]) -> Iterator[Complaint]:
    """A part stands for the same time as its whole, and both promise all where the part is judged.

    With another level the two verdicts, or a verdict and the whole's number, can leave one number that fits: of 20
    that are shown, at least 0.95 beside a hidden number is 19. So can four verdicts of "all" in a row.
    """
    whole = wholes[0]
    if (own := per_of(entry)) != (its := per_of(whole)):
        yield "per", f"är {own}, men {its} för {whole['id']}: dolda antal skulle gå att räkna ut; ange samma."
    if entry.get("ambition") or "effekt" in entry:
        return
    every = all(_promises_all(one) for one in (entry, whole))
    if not every or whole.get("personuppgift") == Personal.PERSON or len(wholes) > 2:
        yield (
            "del_av",
            f"bedömningen skulle tillsammans med {whole['id']} kunna säga ett antal personer; ange ambition = true.",
        )


def _promises_all(entry: Mapping[str, Any]) -> bool:
    """Whether a commitment that is judged promises something in all; one that is not judged promises no number."""
    if entry.get("ambition") or "effekt" in entry or entry["matt"] == Measure.UNQUANTIFIED:
        return True
    return all(level.get("minst_andel") == 1 for level in [entry, *entry.get("andring", ())])


def _of_events(entry: Mapping[str, Any]) -> Iterator[Complaint]:
    """Events stand by hour and place in the report, where only what is known not to be sensitive may."""
    if "handelser" not in entry:
        return
    from lofte_analysis.est.event_categories import read_event_categories

    known = read_event_categories()
    for word in entry["handelser"]:
        category = known.category_of(word)
        if not known.is_known(category):  # nothing would be shown, or something of which nobody has said what it is
            names = [name for name in known.names if not known.is_sensitive(name)]
            yield "handelser", f"{word!r} är ingen kategori{meant(word, names)}; tillåtet: {', '.join(names)}."
        elif known.is_sensitive(category):
            kind = "är en känslig kategori" if folded(word) == category else f"hör till {category}, en känslig kategori"
            yield "handelser", f"{word!r} {kind}: den visas aldrig med tid och plats; ta bort ordet."


def _of_calendar(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[Complaint]:
    if entry.get("under") and entry.get("per") == Per.WEEK and entry.get("minst_skoldagar", 10) > 5:
        yield "minst_skoldagar", "en vecka har högst 5 skoldagar; ange ett tal från 1 till 5."
    if entry.get("under") and entry.get("minst_skoldagar", 10) > 20:
        yield "minst_skoldagar", "få månader har fler än 20 skoldagar; ange ett tal från 1 till 20."
    for key in ("minst_skoldagar", "bara_terminsdagar"):
        if key in entry and "under" not in entry:
            yield key, 'gäller bara med under = "skolterminer"; ta bort nyckeln.'
    school = entry.get("under") or entry.get("per") in (Per.TERM, Per.SCHOOL_YEAR)
    if school and "lasarstider" not in raw:
        yield "per", "bygger på läsårstider; ange lasarstider överst i filen."
    if entry.get("under") and entry.get("per") not in (Per.WEEK, Per.MONTH):
        yield (
            "under",
            'gäller bara per vecka eller månad; ange per = "vecka" eller per = "månad", eller ta bort nyckeln.',
        )
    if "mellan" in entry and entry.get("per") != Per.YEAR:
        yield "mellan", f'gäller per kalenderår; ange per = "{Per.YEAR}".'


def _of_days(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[Complaint]:
    """Days that lie outside the promise or in the wrong order, and levels that are not of the commitment's kind."""
    first, last = raw["version"][0]["fran"], raw["version"][-1]["till"]
    for key in ("fran", "till", "senast"):
        if key in entry and not first <= entry[key] <= last:
            yield key, f"{entry[key]} ligger utanför löftet, {first} till {last}."
    start, end = entry.get("fran", first), entry.get("till", last)
    if end < start and ("fran" in entry or "till" in entry):
        yield "till", f"{end} ligger före fran {start}."
    if "senast" in entry and entry["senast"] < start:
        yield "senast", f"{entry['senast']} ligger före åtagandets första dag, {start}."
    before = start
    for change in entry.get("andring", ()):
        if not before < change["fran"] <= end:
            yield "andring", f"fran {change['fran']} ska ligga efter {before} och senast {end}."
        before = change["fran"]
        if set(change) & _LEVELS != set(entry) & _LEVELS:
            level = next(iter(set(entry) & _LEVELS), "minst")
            yield "andring", f"ange {level}, som är åtagandets nivå, och ingen annan."
    if "andring" in entry and entry.get("per") == Per.WHOLE:
        yield "andring", "gäller inte per hela löftet; skriv två åtaganden, ett med till och ett med fran."
