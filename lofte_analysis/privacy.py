"""Personal identity numbers: what must never be loaded, shown or exported, in any form.

Every cell passes `has_identity_number` before anything else sees it, and every name that is repeated in a message
passes `masked`. No other module decides what could be such a number.
"""

from __future__ import annotations

import re

_DASHES = "-+\u2010\u2011\u2012\u2013\u2014\u2212"
_SERIAL = r"(?:\d|[TRSUWXJKLMN])\d{3}(?!\d)"  # a letter in those that hospitals and authorities lend for a time
_CANDIDATE = re.compile(
    rf"(?<!\d)(?:18|19|20)?(?:(?P<date>\d{{6}})\s{{0,3}}[{_DASHES}]?\s{{0,3}}{_SERIAL}"
    rf"|(?P<parted>\d\d[-./\s]\d\d[-./\s]\d\d)\s{{0,3}}[{_DASHES}]?\s{{0,3}}{_SERIAL}(?![-.:/]\d)"
    rf"|(?P<joined>\d{{6}})[./_]{_SERIAL})",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_BARE = re.compile(r"\s*\d{7,9}\s*", re.ASCII)  # csv writes a number that lost its leading zeros as text
_MASK = "••••••-••••"


def has_identity_number(value: object) -> bool:
    """Whether a cell holds what could be a Swedish personal identity or coordination number.

    In text, a possible date followed by four digits is enough, whether the check digit fits or not: a mistyped
    number still points someone out. A bare number, also one that lost its leading zeros, has to be valid.

    >>> has_identity_number("möte om 850709-9805"), has_identity_number(8507099805), has_identity_number("5.3")
    (True, True, False)
    """
    if isinstance(value, str):
        text = _INVISIBLE.sub("", value)
        if _BARE.fullmatch(text):
            return _bare_number(int(text))
        return len(text) > 9 and any(map(_is_person, _CANDIDATE.finditer(text)))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return 1_000_000 <= value < 210_000_000_000 and value % 1 == 0 and _bare_number(int(value))


def masked(text: str) -> str:
    """A text with every possible identity number in it hidden.

    >>> masked("lista 850709-9805.xlsx")
    'lista ••••••-••••.xlsx'
    """
    text = _INVISIBLE.sub("", text)
    return _CANDIDATE.sub(lambda match: _MASK if _is_person(match) else match[0], text)


def _bare_number(number: int) -> bool:
    digits = f"{number:010d}"
    return len(digits) in (10, 12) and _possible_date(digits[-10:-4]) and _valid(digits)


def _is_person(match: re.Match) -> bool:
    return _possible_date(match["date"] or match["joined"] or re.sub(r"\D", "", match["parted"]))


def _possible_date(digits: str) -> bool:
    month, day = int(digits[2:4]), int(digits[4:6])
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)  # coordination numbers add 60 to the day


def _valid(digits: str) -> bool:
    from personnummer import personnummer

    return personnummer.valid(digits)
