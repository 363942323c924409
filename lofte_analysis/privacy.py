"""Personal identity numbers: what must never be loaded, shown or exported, in any form.

Every cell passes `has_identity_number` before anything else sees it, and every name that is repeated in a message
passes `masked`. No other module decides what could be such a number. What a valid number is comes from the library
`personnummer`; how people write one in cells and sentences is ours.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from lofte_analysis.folding import folded_header

# A letter stands for the first digit in numbers that hospitals and authorities lend, TF for two in those of schools.
_SERIAL = r"(?:\d{4}|[TRSUWXJKLMN]\d{3}|TF\d\d)(?!\d)"
_CANDIDATE = re.compile(  # a date and a serial, as it is commonly written; the control digit is not asked for
    rf"(?<!\d)(?:18|19|20)?(?:(?P<date>\d{{6}})\s{{0,3}}[-+]?\s{{0,3}}{_SERIAL}"
    rf"|(?P<parted>\d\d(?P<mark>[-./\s])\d\d(?P=mark)\d\d)\s{{0,3}}[-+]?\s{{0,3}}{_SERIAL}(?![-.:/]\d)"
    rf"|(?P<joined>\d{{6}})[./_]{_SERIAL})",
    re.IGNORECASE,
)
_APART = r"[-+\s./_]{0,2}"
_SPREAD = re.compile(  # ten or twelve digits with blanks or dashes anywhere between them, and no digit beside them
    rf"(?<!\d)(?<!\d[-+\s./_])\d(?:{_APART}\d){{9}}(?:{_APART}\d{_APART}\d)?(?!{_APART}\d)"
    r"|(?<!\d)(?:18|19|20)?\d{6}[^\w\s]{0,2}\s?[^\w\s]{1,2}\d{4}(?!\d)"  # 850709 (9805), 850709:9805
    r"|(?<![\d,'])\d{1,3}(?:[,']\d{3}){3}(?![,']?\d)"  # 8,507,099,805
)
_FOUR_DIGITS = re.compile(r"\d(?:\D{0,4}\d){3}")  # a text without them needs no closer look, nor one without six
_SIX_DIGITS = re.compile(r"\d(?:\D{0,3}\d){5}")
_LIKE_DIGITS = re.compile(r"\d[OoIl]|[OoIl]\d")
_DIGITS_FOR = str.maketrans("OoIl", "0011")
_BARE = re.compile(r"\s*\d{7,9}\s*")  # csv writes a number that lost its leading zeros as text
_POWER_OF_TEN = re.compile(r"\s*(\d)[.,](\d{3,})E\+?0?(7|8|9|10|11)\s*", re.IGNORECASE)  # 8,50710E+09
_CENTURIES = ("18", "19", "20")
_PERSONS = "elev|barn|ungdom|förälder|föräldra|vårdnadshavar|målsman|anhörig|klient|brukar|patient|person|deltagar"
_PERSONAL_HEADER = re.compile(  # in a header as `folded_header` gives it, small letters and single blanks
    r"\b((för|efter|mellan|tilltals|till|smek)namn|förn|eftern|namnteckning|handläggare|signatur"
    r"|(hem|bostads|post|e ?post|mejl|mail|gatu)?adress(en|er)?$|postnummer|postnr|folkbokför\w*"
    r"|e ?post\w*|e ?mail\w*|mail|mejl|(mobil)?telefon(en|er|nr|nummer)?|tel|telnr|tfn|mobil(en|nr|nummer)?"
    r"|person ?(nr|nummer|id)\w*|pnr|p ?nummer|samordningsn\w*|födelse\w*|född\w*|vårdnadshavare|målsman|anhöriga?)\b"
    rf"|\b({_PERSONS})\w* (\w+ )?(namn|id|initialer|adress)\b|\bnamn (på )?({_PERSONS})\w*"
    r"|^(initialer|namn(et)?( och \w+)?)$"
)
_MASK = "••••••-••••"


def has_identity_number(value: object) -> bool:
    """Whether a cell holds what could be a Swedish personal identity or coordination number.

    A possible date followed by four digits is enough, in text and as a number of ten or twelve digits, whether the
    control digit fits or not: a mistyped number still points someone out. A number that lost its leading zeros has to
    be valid, and so have digits that are parted in an unusual way, as 8 5 0 7 0 9 9 8 0 5.

    >>> has_identity_number("möte om 850709-9805"), has_identity_number(8507099805), has_identity_number("5.3")
    (True, True, False)
    """
    if isinstance(value, str):
        return _in_text(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return 1_000_000 <= value < 210_000_000_000 and value % 1 == 0 and _bare_number(int(value))


def looks_personal(header: object) -> bool:
    """Whether a column's header says that it holds names, addresses or numbers of persons.

    >>> looks_personal("Elevens namn"), looks_personal("E-post"), looks_personal("Plats")
    (True, True, False)
    """
    text = folded_header(header) if isinstance(header, str) else ""
    return not text.startswith("antal ") and bool(_PERSONAL_HEADER.search(text))


def masked(text: str) -> str:
    """A text with every possible identity number in it hidden.

    >>> masked("lista 850709-9805.xlsx")
    'lista ••••••-••••.xlsx'
    """
    plain = _plain(text)
    hidden = _CANDIDATE.sub(lambda match: _MASK if _is_person(match) else match[0], plain)
    hidden = _SPREAD.sub(lambda match: _MASK if _is_spread(match) else match[0], hidden)
    if hidden == plain and _in_text(text):  # a number alone, or with letters for digits: nothing of it is kept
        return _MASK
    return hidden if hidden != plain else text


def _in_text(text: str) -> bool:
    if not _FOUR_DIGITS.search(text):
        return False
    text = _plain(text)
    if _BARE.fullmatch(text):
        return _bare_number(int(text))
    if match := _POWER_OF_TEN.fullmatch(text):
        return _rounded_number(match[1] + match[2], int(match[3]))
    if len(text) < 10:
        return False
    if _SIX_DIGITS.search(text) and _written(text):
        return True
    return bool(_LIKE_DIGITS.search(text)) and any(map(_is_spread, _SPREAD.finditer(text.translate(_DIGITS_FOR))))


def _written(text: str) -> bool:
    return any(map(_is_person, _CANDIDATE.finditer(text))) or any(map(_is_spread, _SPREAD.finditer(text)))


def _plain(text: str) -> str:
    """The text with ordinary digits, one kind of dash, and nothing that cannot be seen."""
    return text if text.isascii() else "".join(map(_plain_sign, text))


@lru_cache(maxsize=5_000)
def _plain_sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category == "Pd" or sign in "\u2212\u02d7\u207b\uff0b\u2043":
        return "+" if sign == "\uff0b" else "-"
    if category == "Cf" or sign in "\u034f\u115f\u1160\u3164" or "\ufe00" <= sign <= "\ufe0f":
        return ""
    return sign


def _bare_number(number: int) -> bool:
    """Whether a number of ten or twelve digits begins with a possible date, or a shorter one is valid."""
    digits = f"{number:010d}"
    if len(digits) == 12:
        return digits[:2] in _CENTURIES and _possible_date(digits[2:8])
    if len(digits) != 10 or not _possible_date(digits[:6]):
        return False
    return number >= 1_000_000_000 or _valid(digits)


def _rounded_number(digits: str, power: int) -> bool:
    """Whether the first digits of a number that a spreadsheet has rounded are a possible date."""
    digits = digits.ljust(power + 1, "0")[: power + 1].rjust(10, "0")
    digits = digits[2:] if len(digits) == 12 else digits
    return len(digits) == 10 and _possible_date(digits[:6])


def _is_person(match: re.Match) -> bool:
    return _possible_date(match["date"] or match["joined"] or re.sub(r"\D", "", match["parted"]))


def _is_spread(match: re.Match) -> bool:
    digits = re.sub(r"\D", "", match[0])
    of_a_century = len(digits) == 10 or (len(digits) == 12 and digits[:2] in _CENTURIES)
    return of_a_century and _possible_date(digits[-10:-4]) and _valid(digits)


def _possible_date(digits: str) -> bool:
    month, day = int(digits[2:4]), int(digits[4:6])
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)  # coordination numbers add 60 to the day


def _valid(digits: str) -> bool:
    from personnummer import personnummer

    return personnummer.valid(digits)
