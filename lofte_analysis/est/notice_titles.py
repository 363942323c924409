"""What the title of a police notice says: the day and the clock without a year, the type, the place.

A title is written "29 mars 07:12, Trafikolycka, singel, Sunne". Nothing is guessed: a part that could be more of the
type is no place, and a day that the calendar lacks is told apart from a title without one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from lofte_analysis.est.event_categories import EventCategories
from lofte_analysis.folding import folded, folded_header
from lofte_analysis.words import MONTHS

_MONTH_NUMBERS = {name[:length]: n for n, name in enumerate(MONTHS, 1) for length in {3, 4, len(name)}}
_NAMED = re.compile(r"(?P<day>\d{1,2})\.? (?P<month>[a-z]+)\.?(?: (?P<year>\d{4}))?", re.ASCII)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})", re.ASCII)
_CALLED = re.compile(r",? kl(?:ockan|\.)?$")
_WIDER = ("sverige", "hela landet", "utlandet", "okänd plats", "okänd ort")


class Head(NamedTuple):
    """The beginning of a title: `month` is 0 without a date, `year` 0 where it is not written, `minute` of the day -1
    without a clock time."""

    month: int = 0
    day: int = 0
    year: int = 0
    minute: int = -1


def read_head(text: str) -> Head:
    """The date and the clock time at the beginning of a title, up to its first comma.

    >>> read_head("29 mars 07:12"), read_head("5 maj 17.59").minute, read_head("Trafikolycka")
    (Head(month=3, day=29, year=0, minute=432), 1079, Head(month=0, day=0, year=0, minute=-1))
    """
    date, _, clock = text.strip().rpartition(" ")
    minute = _minute(clock)
    if minute is None:
        return Head(*_date(text))
    return Head(*_date(date), minute)


@lru_cache(maxsize=5_000)
def _minute(text: str) -> int | None:
    """The minute of the day, -1 for one that no day has, None for what is no clock time."""
    match = _CLOCK.fullmatch(text)
    if not match:
        return None
    hour, minute = int(match[1]), int(match[2])
    return hour * 60 + minute if hour < 24 and minute < 60 else -1


@lru_cache(maxsize=5_000)
def _date(text: str) -> tuple[int, int, int]:
    """Month, day and year, zeros for what is no date."""
    plain = _CALLED.sub("", folded(text))
    match = _NAMED.fullmatch(plain) or _ISO.fullmatch(plain)
    if not match:
        return 0, 0, 0
    month = int(match["month"]) if match["month"].isdecimal() else _MONTH_NUMBERS.get(match["month"], 0)
    return month, int(match["day"]), int(match["year"] or 0)


class Tail(NamedTuple):
    """The rest of a title with what the feed says beside it. A text that is not known is empty."""

    type: str
    municipality: str
    county: str
    municipality_from_title: bool = False


def read_tail(title: str, type: str, location: str, categories: EventCategories) -> Tail:
    """The type, the municipality and the county of a notice.

    `title` is what follows the date. The type is that of the feed, else what stands before the last comma of the
    title. The municipality is the feed's location, and the last part of the title where the location is a county or
    missing.

    >>> categories = EventCategories((), {})
    >>> read_tail("Trafikolycka, singel, Sunne", "Trafikolycka, singel ", "Värmlands län", categories)
    Tail(type='Trafikolycka, singel', municipality='Sunne', county='Värmlands län', municipality_from_title=True)
    >>> read_tail("Trafikolycka, singel", "Trafikolycka", "Värmlands län", categories).municipality
    ''
    """
    parts = [part for part in (" ".join(part.split()) for part in title.split(",")) if part]
    type = " ".join(type.split()).strip(" ,")
    place = _last_part(parts, type, categories)
    type = type or ", ".join(parts[:-1] if place else parts)
    named = " ".join(location.split()).strip(" ,")
    county = next((name for name in (named, place) if _is_county(name)), "")
    if municipality := _municipality(named):
        return Tail(type, municipality, county)
    return Tail(type, municipality := _municipality(place), county, bool(municipality))


def _last_part(parts: list[str], type: str, categories: EventCategories) -> str:
    """The part of a title that can be a place: the last after the type, with a capital letter and no type itself."""
    words = [folded_header(part) for part in type.split(",") if folded_header(part)]
    begins = [folded_header(part) for part in parts[: len(words)]] == words
    after = parts[len(words) :] if words and begins else parts[1:]
    if not after or not after[-1][0].isupper() or categories.has_police_type(after[-1]):
        return ""
    return after[-1]


def _is_county(name: str) -> bool:
    return folded(name).endswith(" län")


def _municipality(name: str) -> str:
    """The name of a municipality without that word; nothing for what is wider, or holds digits as a road does."""
    key = folded(name)
    wider = not key or _is_county(name) or key.startswith(("region ", "polisregion ")) or key in _WIDER
    if wider or any(map(str.isdigit, key)):
        return ""
    return name[: -len(" kommun")] if key.endswith(" kommun") else name
