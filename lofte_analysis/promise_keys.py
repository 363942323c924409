"""The keys of a promise file: what each holds, which are needed, and how a faulty file is described.

All faults are found in one pass, so that whoever writes a promise file mends it once.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lofte_analysis.columns import SHEET_KINDS, headers_of
from lofte_analysis.folding import folded, folded_header
from lofte_analysis.measures import Measure, Per, Personal, ShareOf


@dataclass(frozen=True)
class Key:
    """A key of the promise file. `kind` is one of KINDS; `allowed` a fixed set of values; `meaning` is in Swedish."""

    kind: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    meaning: str = ""


KINDS = {
    "text": "text inom citattecken",
    "date": "ett datum, till exempel 2021-07-01",
    "number": "ett tal större än noll",
    "share": "ett tal från 0 till 1, till exempel 1.0 för alla",
    "yes_no": "true eller false",
    "texts": 'en lista av texter, till exempel ["skolan", "polisen"]',
    "table": "en tabell med text till höger om likhetstecknet",
    "tables": "en lista av tabeller, skrivna med dubbla hakparenteser",
}

PROMISE_KEYS = {
    "namn": Key("text", required=True, meaning="Löftets namn."),
    "kommun": Key("text", required=True, meaning="Kommunens namn, så som det står i bilder och rapport."),
    "undertecknat": Key("date", required=True, meaning="Dagen då löftet undertecknades."),
    "exempel": Key("yes_no", meaning="true: löftet är påhittat. Varje bild och sida säger det, utan kommunens namn."),
    "kalla": Key("text", meaning="Adressen till löftets text."),
    "rad": Key("text", meaning="Rådet som uppföljningen redovisas för."),
    "lasarstider": Key("text", meaning="Filen med läsårstider, i mappen lasarstider eller bredvid löftesfilen."),
    "slut_enligt_ordalydelsen": Key("date", meaning="Sista dagen enligt ordalydelsen, när slutet är en tolkning."),
    "tolkning_av_slut": Key("text", meaning="Varför slutet tolkas som det görs."),
    "handelser_fran": Key("date", meaning="Första dagen med händelserapportering (EST)."),
    "omraden": Key("table", required=True, meaning="Områdena: nyckel till vänster, namn till höger."),
    "platser": Key("texts", meaning="Platser som får visas. Andra platser i arbetsböckerna visas som annan plats."),
    "typer": Key("table", meaning="Egna ord för typer i bladet Trafik: ert ord till vänster, löftesfilens till höger."),
    "rubriker": Key("table", meaning="Egna rubriker i arbetsböckerna: er rubrik till vänster, mallens till höger."),
    "version": Key("tables", required=True, meaning="En tabell per lydelse av löftet, i tidsordning och utan glapp."),
    "part": Key("tables", required=True, meaning="En tabell per part."),
    "atagande": Key("tables", required=True, meaning="En tabell per åtagande."),
}
VERSION_KEYS = {
    "namn": Key("text", required=True, meaning="Lydelsens namn."),
    "fran": Key("date", required=True, meaning="Första dagen."),
    "till": Key("date", required=True, meaning="Sista dagen."),
}
PARTY_KEYS = {
    "namn": Key("text", required=True, meaning="Partens namn, så som det skrivs i löftesfilen och arbetsböckerna."),
    "visas": Key("text", meaning="Namnet så som läsare ser det."),
    "kallas": Key("texts", meaning="Andra sätt att skriva namnet."),
}
TRAFFIC_KEYS = {
    "typ": Key("texts", required=True, meaning="Typer i bladet Trafik."),
    "plats": Key("texts", meaning="Bara på de här platserna; utan nyckeln gäller alla platser."),
}
COMMITMENT_KEYS = {
    "id": Key("text", required=True, meaning="Åtagandets nummer."),
    "rubrik": Key("text", required=True, meaning="Kort rubrik."),
    "text": Key("text", required=True, meaning="Vad som lovas, med egna ord."),
    "omrade": Key("text", required=True, meaning="En av nycklarna i omraden."),
    "ansvariga": Key("texts", required=True, meaning="Parterna som har lovat."),
    "redovisas_av": Key("texts", required=True, meaning="Parten som redovisar; bara dess Klart räknas."),
    "matt": Key("text", required=True, allowed=tuple(Measure), meaning="Hur åtagandet mäts."),
    "per": Key("text", allowed=tuple(Per), meaning="Perioden som det utlovade gäller för."),
    "minst": Key("number", meaning="Minsta antal per period."),
    "minst_andel": Key("share", meaning="Minsta andel; 1.0 betyder alla."),
    "under": Key("text", allowed=("skolterminer",), meaning="Perioden gäller bara under skolterminerna."),
    "minst_skoldagar": Key("number", meaning="Så många skoldagar gör en månad till terminsmånad; 10 om inget anges."),
    "bara_terminsdagar": Key("yes_no", meaning="true: bara dagar inom terminen räknas, annars hela månaden."),
    "alla_narvarande": Key("texts", meaning="Parter som alla måste vara med för att tillfället ska räknas."),
    "andel_av": Key(
        "text",
        allowed=tuple(ShareOf),
        meaning="Ärenden läggs ihop, ett bestånd tar periodens sista värde, objekt ska nås vart och ett.",
    ),
    "objekt": Key("texts", meaning="Objekten som ska nås."),
    "ambition": Key("yes_no", meaning="true: en strävan, som visas utan bedömning."),
    "personuppgift": Key(
        "text",
        allowed=tuple(Personal),
        meaning="Om antalet gäller personer: insats är vad myndigheten gjorde, person är vad personer är.",
    ),
    "del_av": Key("text", meaning="Åtagandet vars gjorda antal är det här åtagandets alla."),
    "trafik": Key("tables", meaning="Rader i bladet Trafik som är tillfällen av åtagandet."),
    "handelser": Key(
        "texts",
        meaning="Kategorier i bladet Händelser som visas bredvid åtagandet, med tid och plats; välj inga känsliga.",
    ),
    "enhet": Key("texts", meaning="Det som räknas, i ental och flertal."),
    "citat": Key("text", meaning="Orden i löftet som bär måttet."),
    "tolkning": Key("text", meaning="Hur löftet har tolkats, när orden lämnar det öppet."),
}


_PUBLISHED_PER = (Per.HALF_YEAR, Per.YEAR, Per.SCHOOL_YEAR, Per.PROMISE_YEAR, Per.WHOLE)


def faults_in(raw: Mapping[str, Any]) -> list[str]:
    """Every fault of a promise file, each as "key: what is wrong, what is allowed", in Swedish."""
    faults = wrong_keys(raw, PROMISE_KEYS, "")
    for name, keys in (("version", VERSION_KEYS), ("part", PARTY_KEYS), ("atagande", COMMITMENT_KEYS)):
        for number, entry in enumerate(tables_in(raw, name), 1):
            place = f"{name} {entry.get('id') or entry.get('namn') or f'nr {number}'}, "
            faults += wrong_keys(entry, keys, place)
            for traffic in tables_in(entry, "trafik") if name == "atagande" else ():
                faults += wrong_keys(traffic, TRAFFIC_KEYS, f"{place}trafik, ")
    if not faults:  # what hangs together can be judged only once each key can be read
        faults = _wrong_versions(raw) + _wrong_names(raw)
        for entry in raw["atagande"]:
            faults += [f"atagande {entry['id']}, {fault}" for fault in _wrong_measure(entry, raw)]
    return faults


def tables_in(raw: Mapping[str, Any], key: str) -> list[dict]:
    """The tables under a key, without what is none."""
    entries = raw.get(key, [])
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def wrong_keys(raw: Mapping[str, Any], keys: Mapping[str, Key], place: str) -> list[str]:
    """What is wrong with each key for itself: missing, of another kind, not allowed, or unknown; after its place."""
    faults = []
    for name, key in keys.items():
        if name not in raw:
            if key.required:
                faults.append(f"{place}{name}: saknas. Ange {KINDS[key.kind]}{_allowed(key)}.")
        elif not _fits(raw[name], key.kind):
            faults.append(f"{place}{name}: {raw[name]!r} gäller inte. Ange {KINDS[key.kind]}{_allowed(key)}.")
        elif key.allowed and raw[name] not in key.allowed:
            faults.append(f"{place}{name}: {raw[name]!r} gäller inte{meant(raw[name], key.allowed)}{_allowed(key)}.")
    for name in raw:
        if name not in keys:
            faults.append(f"{place}{name}: okänd nyckel{meant(name, keys)}; tillåtet: {', '.join(keys)}.")
    return faults


def _fits(value: Any, kind: str) -> bool:
    match kind:
        case "text":
            return isinstance(value, str) and bool(value.strip())
        case "date":
            return type(value) is dt.date
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < math.inf
        case "share":
            return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1
        case "yes_no":
            return isinstance(value, bool)
        case "texts":
            return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v for v in value)
        case "table":
            return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
        case "tables":
            return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)
    raise ValueError(f"kind must be one of {tuple(KINDS)}, got {kind!r}")


def _allowed(key: Key) -> str:
    return f"; tillåtet: {', '.join(key.allowed)}" if key.allowed else ""


def meant(word: str, known: Any) -> str:
    """The nearest of the known words as a question, or nothing."""
    near = difflib.get_close_matches(str(word), [str(k) for k in known], n=1)
    return f", menade du {near[0]!r}?" if near else ""


def _wrong_versions(raw: Mapping[str, Any]) -> list[str]:
    faults = [
        f"version {v['namn']}: till {v['till']} ligger före fran {v['fran']}."
        for v in raw["version"]
        if v["till"] < v["fran"]
    ]
    for earlier, later in zip(raw["version"], raw["version"][1:], strict=False):
        if later["fran"] != earlier["till"] + dt.timedelta(days=1):
            faults.append(
                f"version {later['namn']}: fran ska vara dagen efter att {earlier['namn']} slutar, "
                f"{earlier['till'] + dt.timedelta(days=1)}, men är {later['fran']}."
            )
    first, last = raw["version"][0]["fran"], raw["version"][-1]["till"]
    literal = raw.get("slut_enligt_ordalydelsen")
    if literal is not None and not first <= literal < last:
        faults.append(
            f"slut_enligt_ordalydelsen: {literal} ska ligga i löftestiden, från {first} och före {last}; annars tas "
            "nyckeln bort."
        )
    reporting = raw.get("handelser_fran")
    if reporting is not None and reporting > last:
        faults.append(f"handelser_fran: {reporting} ligger efter löftets sista dag, {last}.")
    return faults


def _wrong_names(raw: Mapping[str, Any]) -> list[str]:
    faults = []
    ids = [entry["id"] for entry in raw["atagande"]]
    parties = [entry["namn"] for entry in raw["part"]]
    for what, names in (("atagande, id", ids), ("part, namn", parties)):
        alike = Counter(map(folded, names))
        faults += [
            f"{what}: {name!r} finns mer än en gång." for name in dict.fromkeys(names) if alike[folded(name)] > 1
        ]
    faults += _shared_aliases(raw["part"]) + _unknown_headers(raw) + _unknown_types(raw)
    for entry in raw["atagande"]:
        place = f"atagande {entry['id']}"
        for key in ("ansvariga", "redovisas_av", "alla_narvarande"):
            for name in entry.get(key, ()):
                if name not in parties:
                    near = meant(name, parties)
                    faults.append(f"{place}, {key}: {name!r} är ingen part{near}; tillåtet: {', '.join(parties)}.")
        if entry["omrade"] not in raw["omraden"]:
            faults.append(
                f"{place}, omrade: {entry['omrade']!r} är inget område{meant(entry['omrade'], raw['omraden'])}; "
                f"tillåtet: {', '.join(raw['omraden'])}."
            )
        others = [other for other in ids if other != entry["id"]]
        if "del_av" in entry and entry["del_av"] not in others:
            faults.append(
                f"{place}, del_av: {entry['del_av']!r} är inget annat åtagande; tillåtet: {', '.join(others)}."
            )
    return faults


def _shared_aliases(parties: list[Mapping[str, Any]]) -> list[str]:
    """Names under which two parties would be taken for each other."""
    faults, owners = [], {}
    for party in parties:
        for name in (party["namn"], party.get("visas", party["namn"]), *party.get("kallas", ())):
            owner = owners.setdefault(folded_header(name), party["namn"])
            if owner != party["namn"]:
                faults.append(f"part {party['namn']}, kallas: {name!r} är också ett namn på {owner}; låt en ha det.")
    return faults


def _unknown_headers(raw: Mapping[str, Any]) -> list[str]:
    """A municipality's own headers that are mapped to no header of ours."""
    known = {header: column.header for kind in SHEET_KINDS for header, column in headers_of(kind).items()}
    ours = sorted(set(known.values()))
    return [
        f"rubriker, {theirs}: {header!r} är ingen rubrik i mallen{meant(header, ours)}; tillåtet: {', '.join(ours)}."
        for theirs, header in raw.get("rubriker", {}).items()
        if folded_header(header) not in known
    ]


def _unknown_types(raw: Mapping[str, Any]) -> list[str]:
    """A municipality's own words for traffic work that stand for no type of the promise."""
    types = {name for entry in raw["atagande"] for rule in tables_in(entry, "trafik") for name in rule["typ"]}
    return [
        f"typer, {theirs}: {ours!r} är ingen typ i löftet{meant(ours, sorted(types))}; "
        f"tillåtet: {', '.join(sorted(types)) or 'inga, eftersom inget åtagande har trafik'}."
        for theirs, ours in raw.get("typer", {}).items()
        if folded(ours) not in set(map(folded, types))
    ]


def _telling_verdicts(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> list[str]:
    """Commitments that count persons and whose verdict, or whose whole, would tell a number that is hidden."""
    personal, measure, faults = entry.get("personuppgift", "nej"), entry["matt"], []
    if personal == Personal.NO:
        return []
    if personal == Personal.PERSON and measure == Measure.SHARE and not entry.get("ambition"):
        faults.append(
            "personuppgift: bedömningen skulle säga vad var och en är; ange ambition = true, "
            'eller ange "insats" om det är vad myndigheten gjorde.'
        )
    if measure == Measure.COUNT and 1 < entry.get("minst", 0) <= 2:
        faults.append("minst: delvis uppfyllt skulle säga att det var precis 1 person; ange 1 eller minst 3.")
    whole = next((other for other in raw["atagande"] if other["id"] == entry.get("del_av")), entry)
    if whole.get("personuppgift", "nej") == Personal.NO:
        faults.append(f"del_av: {whole['id']} gäller samma personer; ange personuppgift där också.")
    return faults


def _wrong_measure(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> list[str]:
    """Options that do not go with the measure of the commitment."""
    measure, faults = entry["matt"], []

    def needs(key: str) -> None:
        if key not in entry:
            faults.append(f"{key}: saknas, måttet {measure!r} behöver det.")

    def excludes(*keys: str) -> None:
        faults.extend(f"{key}: gäller inte för måttet {measure!r}; ta bort nyckeln." for key in keys if key in entry)

    if measure == Measure.COUNT:
        needs("minst")
        needs("per")
        excludes("minst_andel", "andel_av", "objekt", "ambition", "del_av")
    elif measure == Measure.SHARE:
        excludes("alla_narvarande", "trafik", "under")
        if entry.get("andel_av") != ShareOf.OBJECTS:  # counted as cases by the month, without hour or place
            excludes("handelser")
        levels = [key for key in ("minst", "minst_andel") if key in entry]
        if entry.get("ambition"):
            excludes(*levels)
        elif len(levels) != 1:
            faults.append("minst_andel: ange en nivå, antingen minst_andel (0–1) eller minst (antal).")
        if entry.get("andel_av") == ShareOf.OBJECTS:
            needs("objekt")
    else:
        excludes("minst", "minst_andel", "andel_av", "objekt", "ambition", "under", "alla_narvarande", "per", "del_av")
    if "enhet" in entry and len(entry["enhet"]) != 2:
        faults.append('enhet: ange ental och flertal, till exempel ["träff", "träffar"].')
    if measure == Measure.SHARE and entry.get("andel_av") != ShareOf.OBJECTS and len(entry["redovisas_av"]) > 1:
        faults.append(
            "redovisas_av: en andel av ärenden eller bestånd redovisas av en part; siffror läggs aldrig ihop."
        )
    if "handelser" in entry and entry.get("personuppgift", "nej") != Personal.NO:
        faults.append("handelser: tid och plats visas inte när antalet gäller personer; ta bort nyckeln.")
    if entry.get("personuppgift", "nej") != Personal.NO and entry.get("per", Per.HALF_YEAR) not in _PUBLISHED_PER:
        faults.append(f"personuppgift: antal personer visas bara per {', '.join(_PUBLISHED_PER)}; välj ett av dem.")
    faults += _telling_verdicts(entry, raw)
    if entry.get("under") and entry.get("per") == Per.WEEK and entry.get("minst_skoldagar", 10) > 5:
        faults.append("minst_skoldagar: en vecka har högst 5 skoldagar; ange ett tal från 1 till 5.")
    school = entry.get("under") or entry.get("per") in (Per.TERM, Per.SCHOOL_YEAR)
    if school and "lasarstider" not in raw:
        faults.append("per: bygger på läsårstider; ange lasarstider överst i filen.")
    if entry.get("under") and entry.get("per") not in (Per.WEEK, Per.MONTH):
        faults.append(f"under: gäller bara per vecka eller månad, inte per {entry.get('per')}.")
    return faults
