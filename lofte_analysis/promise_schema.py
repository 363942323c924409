"""The JSON Schema of a promise file, from the one declaration of its keys: editors complete and check with it.

It says what each key holds for itself. What hangs together, as names of parties or which options go with which
measure, is checked when the file is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lofte_analysis.measures import Measure, ShareOf
from lofte_analysis.promise_keys import (
    CHANGE_KEYS,
    COMMITMENT_KEYS,
    PARTY_KEYS,
    PROMISE_KEYS,
    TRAFFIC_KEYS,
    VERSION_KEYS,
)
from lofte_analysis.promise_options import OPTIONS, goes_with
from lofte_analysis.toml_keys import CLOCK, ID, LARGEST, Key

_TABLES = {
    "version": VERSION_KEYS,
    "part": PARTY_KEYS,
    "atagande": COMMITMENT_KEYS,
    "trafik": TRAFFIC_KEYS,
    "andring": CHANGE_KEYS,
}
_TEXT = {"type": "string", "pattern": r"\S"}
_YEAR_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
_KINDS = {
    "text": _TEXT,
    "id": {"type": "string", "pattern": f"^{ID.pattern}$"},
    "date": {"type": "string", "format": "date"},
    "number": {"type": "number", "exclusiveMinimum": 0, "maximum": LARGEST},
    "whole": {"type": "integer", "minimum": 1, "maximum": LARGEST},
    "share": {"type": "number", "minimum": 0.001, "maximum": 1},
    "yes_no": {"type": "boolean"},
    "texts": {"type": "array", "items": _TEXT, "minItems": 1},
    "clocks": {
        "type": "array",
        "items": {"type": "string", "pattern": f"^{CLOCK.pattern}$"},
        "minItems": 2,
        "maxItems": 2,
    },
    "year_days": {"type": "array", "items": {"type": "string", "pattern": _YEAR_DAY}, "minItems": 2, "maxItems": 2},
    "table": {"type": "object", "additionalProperties": _TEXT, "minProperties": 1},
}


def promise_schema() -> dict[str, Any]:
    """The schema as a JSON object, draft 2020-12; a TOML date counts as a text of the format date.

    >>> promise_schema()["properties"]["undertecknat"]["format"]
    'date'
    """
    schema = _table(PROMISE_KEYS)
    commitment = schema["properties"]["atagande"]["items"]
    commitment["allOf"] = [*map(_of_measure, Measure), *map(_of_share, ShareOf)]
    title = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Löftesfil"}
    return title | schema


def _table(keys: Mapping[str, Key]) -> dict[str, Any]:
    required = [name for name, key in keys.items() if key.required]
    return {
        "type": "object",
        "properties": {name: _key(name, key) for name, key in keys.items()},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _key(name: str, key: Key) -> dict[str, Any]:
    if key.kind == "tables":
        held = {"type": "array", "items": _table(_TABLES[name]), "minItems": 1, "maxItems": key.most}
    elif key.allowed and key.kind == "texts":
        held = _KINDS["texts"] | {"items": {"enum": [str(word) for word in key.allowed]}}
    elif key.allowed:
        held = {"enum": [str(word) for word in key.allowed]}
    else:
        held = _KINDS[key.kind] | ({"maxLength": key.longest} if key.kind in ("text", "id") else {})
    return {"description": key.meaning, **held}


def _of_measure(measure: Measure) -> dict[str, Any]:
    """The options that a measure cannot have; of a share, those that no share can have."""
    kinds = list(ShareOf) if measure is Measure.SHARE else [measure]
    allowed = set().union(*map(goes_with, kinds))
    return _without(OPTIONS - allowed, {"matt": {"const": str(measure)}}, ["matt"])


def _of_share(share_of: ShareOf) -> dict[str, Any]:
    when = {"matt": {"const": str(Measure.SHARE)}, "andel_av": {"const": str(share_of)}}
    return _without(OPTIONS - goes_with(share_of), when, ["matt", "andel_av"])


def _without(keys: set[str], when: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "if": {"properties": when, "required": required},
        "then": {"properties": dict.fromkeys(sorted(keys), False)},
    }
