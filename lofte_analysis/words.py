"""Swedish for people: numbers, percent, dates, lists and the words for periods.

Every text that a reader meets is put together here or from what stands here, so that the same number is
written the same way in a headline, an alt text and a table. Twelve and below are words in running text,
percent has a no-break space before the sign, the decimal mark is a comma.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

NBSP = "\u00a0"

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")

_NUMERALS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")

ORDINALS = ("första", "andra", "tredje", "fjärde")
_PARTS_OF_YEAR = {"H": "halvåret", "K": "kvartalet", "T": "tertialet"}
_PART_OF_YEAR = re.compile(r"(\d{4})-([HKT])([1-4])")

# Period kind (see promise.Per) → singular, plural, and whether "en" becomes "ett".
PERIOD_NOUNS = {
    "vecka": ("vecka", "veckor"),
    "månad": ("månad", "månader"),
    "kvartal": ("kvartal", "kvartal"),
    "tertial": ("tertial", "tertial"),
    "termin": ("termin", "terminer"),
    "halvår": ("halvår", "halvår"),
    "kalenderår": ("år", "år"),
    "läsår": ("läsår", "läsår"),
    "löftesår": ("löftesår", "löftesår"),
    "hela löftet": ("löftestid", "löftestider"),
}


def numeral(number: int, *, neuter: bool = False) -> str:
    """A whole number in running text: a word up to twelve, digits above.

    >>> numeral(3), numeral(1, neuter=True), numeral(27)
    ('tre', 'ett', '27')
    """
    if number == 1 and neuter:
        return "ett"
    return _NUMERALS[number] if 0 <= number < len(_NUMERALS) else integer(number)


def period_numeral(number: int, per: str) -> str:
    """So many periods of a kind in running text, in the gender of their noun.

    >>> period_numeral(1, "halvår"), period_numeral(1, "månad")
    ('ett', 'en')
    """
    singular, plural = PERIOD_NOUNS[per]
    return numeral(number, neuter=singular == plural)


def integer(number: float) -> str:
    """A whole number in digits, thousands parted by a no-break space.

    >>> integer(12500)
    '12\\xa0500'
    """
    return f"{round(number):,}".replace(",", NBSP)


def parted(text: str) -> str:
    """What was done, as the csv states it, with the thousands of its numbers parted for readers.

    >>> parted("minst ca 1218/12500"), parted("dolt")
    ('minst ca 1\\xa0218/12\\xa0500', 'dolt')
    """
    return re.sub(r"\d{4,}", lambda digits: integer(int(digits[0])), text)


def hedge(*, least: bool = False, approximate: bool = False) -> str:
    """What stands before a number that is not exact.

    >>> f"{hedge(least=True, approximate=True)}20", f"{hedge(approximate=True)}20", f"{hedge()}20"
    ('minst ca 20', 'ca 20', '20')
    """
    return ("minst " if least else "") + ("ca " if approximate else "")


def decimal(number: float, digits: int = 1) -> str:
    """A number with a decimal comma; whole numbers without decimals.

    >>> decimal(2.5), decimal(4.0)
    ('2,5', '4')
    """
    if float(number).is_integer():
        return integer(number)
    return f"{number:.{digits}f}".replace(".", ",")


def percent(share: float) -> str:
    """A share (0–1) as whole percent; only what is whole is called 0 or 100.

    >>> percent(0.804), percent(0.998), percent(1)
    ('80\\xa0%', '99\\xa0%', '100\\xa0%')
    """
    whole = round(share * 100)
    if whole == 100 and share < 1:
        whole = 99
    if whole == 0 and share > 0:
        whole = 1
    return f"{whole}{NBSP}%"


def percent_exact(share: float) -> str:
    """A promised share (0–1) as it was written, decimals too.

    >>> percent_exact(1), percent_exact(0.955)
    ('100 %', '95,5 %')
    """
    return f"{share * 100:.6g} %".replace(".", ",")


def counted(number: int, singular: str, plural: str) -> str:
    """A number in digits with its noun.

    >>> counted(1, "månad", "månader"), counted(2, "månad", "månader")
    ('1 månad', '2 månader')
    """
    return f"{integer(number)} {singular if number == 1 else plural}"


def n_of_m(part: int, whole: int, singular: str, plural: str) -> str:
    """A part of a number of periods or things.

    >>> n_of_m(27, 35, "månad", "månader")
    '27 av 35 månader'
    """
    return f"{integer(part)} av {counted(whole, singular, plural)}"


def listing(words: Iterable[str], conjunction: str = "och") -> str:
    """Words as a Swedish list.

    >>> listing(["skolan", "socialtjänsten", "polisen"])
    'skolan, socialtjänsten och polisen'
    """
    words = list(words)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def capitalised(text: str) -> str:
    """The text with its first letter large and the rest as it was.

    >>> capitalised("skolan och ANDT")
    'Skolan och ANDT'
    """
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """A title or a name inside a sentence: its first letter small, unless it begins with an abbreviation.

    >>> uncapitalised("Skolan och ANDT"), uncapitalised("BUP och skolan")
    ('skolan och ANDT', 'BUP och skolan')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def long_date(day: dt.date) -> str:
    """
    >>> long_date(dt.date(2024, 11, 15))
    '15 november 2024'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_name(day: dt.date, *, short: bool = False) -> str:
    """
    >>> month_name(dt.date(2022, 3, 1)), month_name(dt.date(2022, 3, 1), short=True)
    ('mars 2022', 'mar 2022')
    """
    name = MONTHS[day.month - 1]
    return f"{name[:3] if short else name} {day.year}"


def period_name(label: str) -> str:
    """A period's label (as in the csv) in running text.

    >>> [period_name(p) for p in ("2022-03", "VT2022", "2022-H1", "2021/22", "2022-v12", "hela")]
    ['mars 2022', 'vårterminen 2022', 'första halvåret 2022', '2021/22', 'vecka 12 2022', 'hela löftestiden']
    >>> period_name("2022-K3"), period_name("2022-T2"), period_name("till 2022-06-30")
    ('tredje kvartalet 2022', 'andra tertialet 2022', 'tiden till 30 juni 2022')
    """
    if label == "hela":
        return "hela löftestiden"
    if label.startswith("till "):
        return f"tiden till {long_date(dt.date.fromisoformat(label.removeprefix('till ')))}"
    if label.startswith(("VT", "HT")):
        return f"{'vår' if label.startswith('VT') else 'höst'}terminen {label[2:]}"
    if part := _PART_OF_YEAR.fullmatch(label):
        return f"{ORDINALS[int(part[3]) - 1]} {_PARTS_OF_YEAR[part[2]]} {part[1]}"
    if "-v" in label:
        year, week = label.split("-v")
        return f"vecka {int(week)} {year}"
    if len(label) == 7 and label[4] == "-" and label[5:].isdigit():
        return month_name(dt.date(int(label[:4]), int(label[5:]), 1))
    return label


def genitive(name: str) -> str:
    """
    >>> genitive("Exempelkommunen"), genitive("Mellerud"), genitive("Borås")
    ('Exempelkommunens', 'Melleruds', 'Borås')
    """
    return name if name.endswith(("s", "x", "z")) else name + "s"
