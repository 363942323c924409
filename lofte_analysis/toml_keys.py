"""The keys of the files that people write: what each holds, which are needed, and what is said of a wrong one.

A fault is a Swedish sentence that knows where in the file it belongs, so that its line can be told.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Place = tuple[str | int, ...]  # the keys that lead to a value, tables of a list by number from 0


@dataclass(frozen=True)
class Key:
    """A key of a file. `kind` is one of KINDS; `allowed` a fixed set of values; `meaning` is in Swedish."""

    kind: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    meaning: str = ""


KINDS = {
    "text": "text inom citattecken",
    "date": "ett datum, till exempel 2021-07-01",
    "number": "ett tal större än noll",
    "whole": "ett helt tal större än noll",
    "share": "ett tal från 0 till 1, till exempel 1.0 för alla",
    "yes_no": "true eller false",
    "texts": 'en lista av texter, till exempel ["skolan", "polisen"]',
    "clocks": 'två klockslag, till exempel ["18:00", "03:00"]',
    "year_days": 'två dagar på året, månad och dag, till exempel ["05-01", "05-31"]',
    "table": "en tabell med text till höger om likhetstecknet",
    "tables": "en lista av tabeller, skrivna med dubbla hakparenteser",
}
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Fault(str):
    """A sentence about a fault, and the place in the file that it is about."""

    at: Place

    def __new__(cls, text: str, at: Place = ()) -> Fault:
        fault = super().__new__(cls, text)
        fault.at = at
        return fault


def tables_in(raw: Mapping[str, Any], key: str) -> list[dict]:
    """The tables under a key, without what is none."""
    entries = raw.get(key, [])
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def wrong_keys(raw: Mapping[str, Any], keys: Mapping[str, Key], place: str, at: Place = ()) -> list[Fault]:
    """What is wrong with each key for itself: missing, of another kind, not allowed, or unknown; after its place."""
    faults = []

    def say(name: str, text: str) -> None:
        faults.append(Fault(f"{place}{name}: {text}", (*at, name)))

    for name, key in keys.items():
        if name not in raw:
            if key.required:
                say(name, f"saknas. Ange {KINDS[key.kind]}{_allowed(key)}.")
        elif not _fits(raw[name], key.kind):
            say(name, f"{raw[name]!r} gäller inte. Ange {KINDS[key.kind]}{_allowed(key)}.")
        elif key.allowed:
            for value in raw[name] if key.kind == "texts" else [raw[name]]:
                if value not in key.allowed:
                    say(name, f"{value!r} gäller inte{meant(value, key.allowed)}{_allowed(key)}.")
    for name in raw:
        if name not in keys:
            say(name, f"okänd nyckel{meant(name, keys)}; tillåtet: {', '.join(keys)}.")
    return faults


def year_day(text: str) -> tuple[int, int] | None:
    """Month and day of a written day of the year, the 29th of February too; None where there is no such day.

    >>> year_day("02-29"), year_day("04-31")
    ((2, 29), None)
    """
    try:
        day = dt.date.fromisoformat(f"2000-{text}")
    except ValueError:
        return None
    return day.month, day.day


def _fits(value: Any, kind: str) -> bool:
    match kind:
        case "text":
            return isinstance(value, str) and bool(value.strip())
        case "date":
            return type(value) is dt.date
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < math.inf
        case "whole":
            return isinstance(value, int) and not isinstance(value, bool) and value > 0
        case "share":
            return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1
        case "yes_no":
            return isinstance(value, bool)
        case "texts":
            return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v for v in value)
        case "clocks":
            return _is_pair(value) and all(map(CLOCK.fullmatch, value)) and value[0] != value[1]
        case "year_days":
            return _is_pair(value) and all(len(day) == 5 and year_day(day) for day in value)
        case "table":
            return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
        case "tables":
            return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)
    raise ValueError(f"kind must be one of {tuple(KINDS)}, got {kind!r}")


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value)


def _allowed(key: Key) -> str:
    return f"; tillåtet: {', '.join(key.allowed)}" if key.allowed else ""


def meant(word: str, known: Iterable[object]) -> str:
    """The nearest of the known words as a question, or nothing."""
    near = difflib.get_close_matches(str(word), [str(k) for k in known], n=1)
    return f", menade du {near[0]!r}?" if near else ""
