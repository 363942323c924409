"""The keys of the files that people write: what each holds, which are needed, and what is said of a wrong one.

A fault is a Swedish sentence that knows where in the file it belongs, so that its line can be told.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Place = tuple[str | int, ...]  # the keys that lead to a value, tables of a list by number from 0


@dataclass(frozen=True)
class Key:
    """A key of a file. `kind` is one of KINDS; `allowed` a fixed set of values; `meaning` is in Swedish.

    `longest` is how many letters each of its texts may have, `most` how many entries its list may have.
    """

    kind: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    meaning: str = ""
    longest: int = 200
    most: int = 500


KINDS = {
    "text": "text inom citattecken",
    "id": 'ett nummer inom citattecken, som "5.3": bokstäver och siffror, med punkt eller bindestreck mellan',
    "date": "ett datum från 1990 till 2099, till exempel 2021-07-01",
    "number": "ett tal större än noll och högst en miljon, med högst en decimal",
    "whole": "ett helt tal större än noll och högst en miljon",
    "share": "ett tal från 0.001 till 1, till exempel 1.0 för alla",
    "yes_no": "true eller false",
    "texts": 'en lista av texter, till exempel ["skolan", "polisen"]',
    "clocks": 'två klockslag, till exempel ["18:00", "03:00"]',
    "year_days": 'två dagar på året, månad och dag, till exempel ["05-01", "05-31"]',
    "table": "en tabell med text till höger om likhetstecknet",
    "tables": "en lista av tabeller, skrivna med dubbla hakparenteser",
}
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
ID = re.compile(r"[0-9A-Za-zÅÄÖåäö]+([.-][0-9A-Za-zÅÄÖåäö]+)*")  # it becomes file names, addresses and words in cells
FIRST_YEAR, LAST_YEAR = 1990, 2099
LARGEST = 1_000_000
_BLANKS = re.compile(r"[ \t\r\n]+")
# Control characters, which no office file can hold, and signs that turn the direction of what follows.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_SHOWN, _LISTED = 60, 50  # letters of a value, and words of a list, that a fault shows


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


def tidied(raw: Any) -> Any:
    """The content of a file with composed letters and single blanks in each text.

    >>> tidied({"text": " a\\n  b "})
    {'text': 'a b'}
    """
    if isinstance(raw, str):
        return _BLANKS.sub(" ", unicodedata.normalize("NFC", raw)).strip(" ")
    if isinstance(raw, dict):
        return {unicodedata.normalize("NFC", key): tidied(value) for key, value in raw.items()}
    return list(map(tidied, raw)) if isinstance(raw, list) else raw


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
            say(name, f"{as_written(raw[name])} gäller inte. Ange {KINDS[key.kind]}{_allowed(key)}.")
        elif fault := _unbounded(raw[name], key):
            say(name, fault)
        elif key.allowed:
            for value in raw[name] if key.kind == "texts" else [raw[name]]:
                if value not in key.allowed:
                    say(name, f"{as_written(value)} gäller inte{meant(value, key.allowed)}{_allowed(key)}.")
    for name in raw:
        if name not in keys:
            faults.append(
                Fault(f"{place}{_shown(name)}: okänd nyckel{meant(name, keys)}; tillåtet: {named(keys)}.", (*at, name))
            )
    return faults


def as_written(value: Any) -> str:
    """A value as it stands in the file, cut where it is long.

    >>> as_written(dt.date(2022, 1, 2)), as_written(True), as_written(["a", 1])
    ('2022-01-02', 'true', "['a', 1]")
    """
    match value:
        case bool():
            return str(value).lower()
        case dt.date() | dt.time():
            return value.isoformat()
        case str():
            return repr(_shortened(value))
        case int() if abs(value) > 10**_SHOWN:
            return "ett tal med mycket många siffror"
        case dict():
            return "en tabell"
        case list():
            return _shortened(f"[{', '.join(map(as_written, value[:_SHOWN]))}]")
    return str(value)


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _shown(name: str) -> str:
    """A key as a sentence can hold it."""
    return _shortened(name) if name.isprintable() else repr(_shortened(name))


def named(words: Collection[str]) -> str:
    """Words after "tillåtet: ", not more of them than can be read."""
    words = list(words)
    more = f" och {len(words) - _LISTED} till" if len(words) > _LISTED else ""
    return ", ".join(map(_shown, words[:_LISTED])) + more


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
        case "id":
            return isinstance(value, str) and bool(ID.fullmatch(value))
        case "date":
            return type(value) is dt.date and FIRST_YEAR <= value.year <= LAST_YEAR
        case "number":
            return _is_number(value) and 0 < value <= LARGEST and round(value, 1) == value
        case "whole":
            return _is_number(value) and isinstance(value, int) and 0 < value <= LARGEST
        case "share":
            return _is_number(value) and 0.001 <= value <= 1
        case "yes_no":
            return isinstance(value, bool)
        case "texts":
            return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v.strip() for v in value)
        case "clocks":
            return _is_pair(value) and all(map(CLOCK.fullmatch, value)) and value[0] != value[1]
        case "year_days":
            return _is_pair(value) and all(len(day) == 5 and year_day(day) for day in value)
        case "table":
            return (
                isinstance(value, dict)
                and bool(value)
                and all(isinstance(v, str) and v.strip() for v in value.values())
            )
        case "tables":
            return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)
    raise ValueError(f"kind must be one of {tuple(KINDS)}, got {kind!r}")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _unbounded(value: Any, key: Key) -> str:
    """What is said of a value of the right kind that no table, picture or file could show; else nothing."""
    texts = [value] if isinstance(value, str) else [*value, *value.values()] if isinstance(value, dict) else value
    if not isinstance(texts, list):
        return ""
    if len(value) > key.most and not isinstance(value, str):
        return f"{len(value)} är orimligt många; tillåtet: högst {key.most}."
    for text in texts:
        if isinstance(text, str) and (sign := _UNSHOWN.search(text)):
            return f"{as_written(text)} innehåller ett tecken som inte går att visa, U+{ord(sign[0]):04X}; ta bort det."
        if isinstance(text, str) and len(text) > key.longest:
            return f"{as_written(text)} är {len(text)} tecken lång; tillåtet: högst {key.longest}."
    return ""


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value)


def _allowed(key: Key) -> str:
    return f"; tillåtet: {', '.join(key.allowed)}" if key.allowed else ""


def meant(word: str, known: Iterable[object]) -> str:
    """The nearest of the known words as a question, or nothing."""
    small = {str(name).casefold(): str(name) for name in known}
    near = difflib.get_close_matches(_shortened(str(word)).casefold(), small, n=1)
    return f" (menade du {small[near[0]]!r}?)" if near else ""
