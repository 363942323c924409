"""Every fault of a promise file, found in one pass, so that whoever writes it mends it once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from lofte_analysis.columns import SHEET_KINDS, headers_of
from lofte_analysis.folding import folded, folded_header
from lofte_analysis.privacy import has_identity_number, masked
from lofte_analysis.promise_keys import (
    CHANGE_KEYS,
    COMMITMENT_KEYS,
    PARTY_KEYS,
    PROMISE_KEYS,
    TRAFFIC_KEYS,
    VERSION_KEYS,
)
from lofte_analysis.promise_options import wrong_options
from lofte_analysis.toml_keys import Fault, meant, named, tables_in, wrong_keys


def faults_in(raw: Mapping[str, Any]) -> list[Fault]:
    """Every fault of a promise file, each as "key: what is wrong, what is allowed", in Swedish."""
    faults = _identity_numbers(raw) + wrong_keys(raw, PROMISE_KEYS, "")
    for name, keys in (("version", VERSION_KEYS), ("part", PARTY_KEYS), ("atagande", COMMITMENT_KEYS)):
        for number, entry in enumerate(tables_in(raw, name)[: PROMISE_KEYS[name].most]):
            place, at = f"{name} {_called(entry) or f'nr {number + 1}'}, ", (name, number)
            faults += wrong_keys(entry, keys, place, at)
            for inner, inner_keys in _INNER.items() if name == "atagande" else ():
                for nth, table in enumerate(tables_in(entry, inner)):
                    faults += wrong_keys(table, inner_keys, f"{place}{inner}, ", (*at, inner, nth))
    if not faults:  # what hangs together can be judged only once each key can be read
        faults = _wrong_versions(raw) + _wrong_names(raw)
        for number, entry in enumerate(raw["atagande"]):
            for key, fault in wrong_options(entry, raw):
                faults.append(Fault(f"atagande {entry['id']}, {key}: {fault}", ("atagande", number, key)))
    return faults


def _identity_numbers(value: Any, at: tuple = ()) -> list[Fault]:
    """Each text of the file that may hold an identity number: what stands in a promise is published."""
    if isinstance(value, Mapping):
        return [fault for key, inner in value.items() for fault in _identity_numbers(inner, (*at, key))]
    if isinstance(value, list):
        return [fault for place, inner in enumerate(value) for fault in _identity_numbers(inner, (*at, place))]
    if not isinstance(value, str) or not has_identity_number(value):
        return []
    where = ", ".join(f"nr {step + 1}" if isinstance(step, int) else masked(step) for step in at)
    text = "texten ser ut att innehålla ett personnummer. Ta bort det: det som står i löftesfilen publiceras."
    return [Fault(f"{where}: {text}", at)]


def _called(entry: Mapping[str, Any]) -> str:
    """The name by which a fault calls a table, where it has one that can be said."""
    names = [entry.get("id"), entry.get("namn")]
    return next((n for n in names if isinstance(n, str) and n.strip() and n.isprintable() and len(n) <= 60), "")


_INNER = {"trafik": TRAFFIC_KEYS, "andring": CHANGE_KEYS}


_MOST_YEARS = 20


def _wrong_versions(raw: Mapping[str, Any]) -> list[Fault]:
    faults = [
        Fault(f"version {v['namn']}: till {v['till']} ligger före fran {v['fran']}.", ("version", number, "till"))
        for number, v in enumerate(raw["version"])
        if v["till"] < v["fran"]
    ]
    for number, (earlier, later) in enumerate(zip(raw["version"], raw["version"][1:], strict=False), 1):
        if later["fran"] != earlier["till"] + dt.timedelta(days=1):
            text = (
                f"version {later['namn']}: fran ska vara dagen efter att {earlier['namn']} slutar, "
                f"{earlier['till'] + dt.timedelta(days=1)}, men är {later['fran']}."
            )
            faults.append(Fault(text, ("version", number, "fran")))
    first, last = raw["version"][0]["fran"], raw["version"][-1]["till"]
    if last.year - first.year > _MOST_YEARS:
        text = f"version, till: löftet skulle gälla från {first} till {last}. Kontrollera årtalen."
        faults.append(Fault(text, ("version", len(raw["version"]) - 1, "till")))
    literal = raw.get("slut_enligt_ordalydelsen")
    if literal is not None and not first <= literal < last:
        text = (
            f"slut_enligt_ordalydelsen: {literal} ska ligga i löftestiden, från {first} och före {last}; annars tas "
            "nyckeln bort."
        )
        faults.append(Fault(text, ("slut_enligt_ordalydelsen",)))
    reporting = raw.get("handelser_fran")
    if reporting is not None and reporting > last:
        text = f"handelser_fran: {reporting} ligger efter löftets sista dag, {last}."
        faults.append(Fault(text, ("handelser_fran",)))
    return faults


def _wrong_names(raw: Mapping[str, Any]) -> list[Fault]:
    ids = [entry["id"] for entry in raw["atagande"]]
    parties = [entry["namn"] for entry in raw["part"]]
    faults = _alike("atagande", "id", ids) + _alike("part", "namn", parties)
    faults += _shared_aliases(raw["part"]) + _unknown_headers(raw) + _unknown_types(raw)
    for number, entry in enumerate(raw["atagande"]):
        place = f"atagande {entry['id']}"
        for key in ("ansvariga", "redovisas_av", "alla_narvarande"):
            for name in entry.get(key, ()):
                if name not in parties:
                    text = f"{name!r} är ingen part{meant(name, parties)}; tillåtet: {named(parties)}."
                    faults.append(Fault(f"{place}, {key}: {text}", ("atagande", number, key)))
        for key in ("ansvariga", "redovisas_av", "alla_narvarande", "veckodagar", "plats", "objekt"):
            many = Counter(map(folded, entry.get(key, ())))
            if twice := [name for name in entry.get(key, ()) if many[folded(name)] > 1]:
                faults.append(Fault(f"{place}, {key}: {twice[-1]!r} står mer än en gång.", ("atagande", number, key)))
        if entry["omrade"] not in raw["omraden"]:
            text = (
                f"{place}, omrade: {entry['omrade']!r} är inget område{meant(entry['omrade'], raw['omraden'])}; "
                f"tillåtet: {named(raw['omraden'])}."
            )
            faults.append(Fault(text, ("atagande", number, "omrade")))
        others = [other for other in ids if other != entry["id"]]
        for key in ("del_av", "om"):
            if key in entry and entry[key] not in others:
                text = (
                    f"{place}, {key}: {entry[key]!r} är inget annat åtagande{meant(entry[key], others)}; "
                    f"tillåtet: {named(others) or 'inget, eftersom löftet bara har ett åtagande'}."
                )
                faults.append(Fault(text, ("atagande", number, key)))
    return faults


def _alike(table: str, key: str, names: list[str]) -> list[Fault]:
    """Names that stand more than once, each told at its second."""
    many, faults = Counter(map(folded, names)), []
    for name in dict.fromkeys(names):
        if many[folded(name)] > 1:
            last = max(number for number, other in enumerate(names) if folded(other) == folded(name))
            faults.append(Fault(f"{table}, {key}: {name!r} finns mer än en gång.", (table, last, key)))
    return faults


def _shared_aliases(parties: list[Mapping[str, Any]]) -> list[Fault]:
    """Names under which two parties would be taken for each other."""
    faults, owners = [], {}
    for number, party in enumerate(parties):
        for name in (party["namn"], party.get("visas", party["namn"]), *party.get("kallas", ())):
            owner = owners.setdefault(folded_header(name), party["namn"])
            if owner != party["namn"]:
                text = f"part {party['namn']}, kallas: {name!r} är också ett namn på {owner}; låt en ha det."
                faults.append(Fault(text, ("part", number, "kallas")))
    return faults


def _unknown_headers(raw: Mapping[str, Any]) -> list[Fault]:
    """A municipality's own headers that are mapped to no header of ours."""
    known = {header: column.header for kind in SHEET_KINDS for header, column in headers_of(kind).items()}
    ours = sorted(set(known.values()))
    return [
        Fault(
            f"rubriker, {theirs}: {header!r} är ingen rubrik i mallen{meant(header, ours)}; tillåtet: {named(ours)}.",
            ("rubriker", theirs),
        )
        for theirs, header in raw.get("rubriker", {}).items()
        if folded_header(header) not in known
    ]


def _unknown_types(raw: Mapping[str, Any]) -> list[Fault]:
    """A municipality's own words for traffic work that stand for no type of the promise."""
    types = {name for entry in raw["atagande"] for rule in tables_in(entry, "trafik") for name in rule["typ"]}
    return [
        Fault(
            f"typer, {theirs}: {ours!r} är ingen typ i löftet{meant(ours, sorted(types))}; "
            f"tillåtet: {named(sorted(types)) or 'inga, eftersom inget åtagande har trafik'}.",
            ("typer", theirs),
        )
        for theirs, ours in raw.get("typer", {}).items()
        if folded(ours) not in set(map(folded, types))
    ]
