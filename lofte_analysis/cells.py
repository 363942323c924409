"""What people write in a cell → a value, or a Fault that says why not.

Pure functions, one per type of cell. Each reads what has one meaning and refuses what has two: a date such as
03/04/2022 is a Fault and not a guess. A blank cell is None. The texts of a Fault are Swedish, since they
are shown to those who mend the sheet.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from lofte_analysis.column_types import Status
from lofte_analysis.folding import folded
from lofte_analysis.words import listing


class Number(NamedTuple):
    """A number; `approximate` when it was written with "ca", "ett tjugotal" and the like."""

    value: float
    approximate: bool = False


class Fault(NamedTuple):
    """Why a cell could not be read and what to do about it."""

    problem: str
    remedy: str


def is_blank(value: object) -> bool:
    """Whether a cell holds nothing, or nothing but blanks."""
    if isinstance(value, str):
        return not any(map(str.isalnum, value)) and not folded(value)
    return value is None or value != value


def read_text(value: object) -> str | None:
    """Free text on one line; a whole number without decimals.

    >>> read_text("  Torget  1 "), read_text(7.0)
    ('Torget 1', '7')
    """
    if is_blank(value):
        return None
    if isinstance(value, float) and value % 1 == 0:
        value = int(value)
    return " ".join(str(value).split())


# Numbers --------------------------------------------------------------------------------------------------

_TENS = {
    "tiotal": 10,
    "femtontal": 15,
    "tjugotal": 20,
    "trettiotal": 30,
    "fyrtiotal": 40,
    "femtiotal": 50,
    "sextiotal": 60,
    "sjuttiotal": 70,
    "åttiotal": 80,
    "nittiotal": 90,
    "hundratal": 100,
    "tusental": 1000,
}
_ABOUT = re.compile(r"(?:ca|c:a|cirka|circa|ungefär|omkring|runt|drygt|knappt|~)\.? ?(.+)")
_WHOLE = r"\d{1,3}(?: \d{3})+|\d+"
_RANGE = re.compile(r"\d+ ?(?:-|–|till|eller) ?\d+")
_DIGITS = re.compile(_WHOLE)
_FRACTION = re.compile(rf"({_WHOLE})([.,])(\d+)")
_MINUS = ("-", "\u2212", "\u2013")
_LARGEST = 1_000_000_000
_COUNT_REMEDY = "Skriv ett helt tal med siffror, till exempel 12."


def read_count(value: object) -> Number | Fault | None:
    """A whole number, zero or more; "ca 100" and "ett hundratal" are kept and marked.

    >>> read_count("ca 1 200"), read_count("ett tjugotal"), read_count(12.0)
    (Number(value=1200, approximate=True), Number(value=20, approximate=True), Number(value=12, approximate=False))
    >>> read_count("flera").problem
    'Antalet kan inte läsas.'
    """
    if is_blank(value):
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return Fault("Cellen är inget antal.", _COUNT_REMEDY)
    if not isinstance(value, str):
        return _whole(value)
    text, approximate = folded(value), False
    if match := _ABOUT.fullmatch(text):
        text, approximate = match[1], True
    if text.removeprefix("ett ") in _TENS:
        return Number(_TENS[text.removeprefix("ett ")], True)
    if _DIGITS.fullmatch(text):
        return _whole(float(text.replace(" ", "")), approximate)
    if match := _FRACTION.fullmatch(text):
        if len(match[3]) == 3 and len(match[1]) <= 3:
            return Fault("Talet kan läsas på två sätt: tusental eller decimaler.", _COUNT_REMEDY)
        return _whole(float(f"{match[1].replace(' ', '')}.{match[3]}"), approximate)
    if text.startswith(_MINUS) and _DIGITS.fullmatch(text[1:].strip()):
        return Fault("Antalet är mindre än noll.", _COUNT_REMEDY)
    if _RANGE.fullmatch(text):
        return Fault("Antalet är ett spann.", "Skriv ett tal, eller ca framför talet mitt emellan.")
    return Fault("Antalet kan inte läsas.", _COUNT_REMEDY)


def _whole(value: float, approximate: bool = False) -> Number | Fault:
    if value < 0:
        return Fault("Antalet är mindre än noll.", _COUNT_REMEDY)
    if value > _LARGEST:
        return Fault("Antalet är orimligt stort.", _COUNT_REMEDY)
    if value != int(value):
        return Fault("Antalet är inget helt tal.", _COUNT_REMEDY)
    return Number(int(value), approximate)


# Yes, clock, grades ---------------------------------------------------------------------------------------


def read_yes(value: object) -> bool | Fault | None:
    """ja or nej.

    >>> read_yes("Ja"), read_yes("nej"), read_yes("")
    (True, False, None)
    """
    if is_blank(value):
        return None
    text = folded(str(value)).rstrip(".")
    if value is True or text == "ja":
        return True
    if value is False or text == "nej":
        return False
    return Fault("Cellen är varken ja, nej eller tom.", "Skriv ja, eller lämna cellen tom.")


_STATUS_WORDS = {"öppen": Status.DECIDED, "ny": Status.DECIDED, "ej påbörjad": Status.DECIDED}
_STATUS_WORDS |= {"pågår": Status.BEGUN, "pågående": Status.BEGUN, "avslutad": Status.DONE, "klart": Status.DONE}
_STATUS_WORDS |= {"gjord": Status.DONE, "slopad": Status.DROPPED, "utgår": Status.DROPPED}


def read_status(value: object) -> Status | Fault | None:
    """How far an action has come.

    >>> str(read_status("Pågår")), read_status("kanske").problem
    ('påbörjad', 'Läget kan inte läsas.')
    """
    if is_blank(value):
        return None
    text = folded(str(value)).rstrip(".")
    found = _STATUS_WORDS.get(text) or next((status for status in Status if status == text), None)
    return found or Fault("Läget kan inte läsas.", f"Skriv {listing(Status, 'eller')}.")


def read_cross(value: object) -> bool | Fault:
    """A party's own column: a cross when it was there, else empty.

    >>> read_cross("X"), read_cross(None)
    (True, False)
    """
    if is_blank(value) or value is False:
        return False
    if value is True or value == 1 or folded(str(value)) in ("x", "ja", "1", "✓", "✔", "✗"):
        return True
    if value == 0 or folded(str(value)) in ("nej", "-", "–", "0"):
        return False
    return Fault("Krysset kan inte läsas.", "Skriv x om parten var med, lämna annars cellen tom.")


_CLOCK = re.compile(r"(?:kl(?:\.|ockan)? ?)?(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?")
_CLOCK_REMEDY = "Skriv klockslaget som 21:30."


def read_clock(value: object) -> dt.time | Fault | None:
    """A time of day.

    >>> read_clock("kl 21.30"), read_clock(0.5)
    (datetime.time(21, 30), datetime.time(12, 0))
    """
    if is_blank(value):
        return None
    if isinstance(value, dt.datetime):
        value = value.time()
    if isinstance(value, dt.time):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, dt.timedelta):
        value = value.total_seconds() / 86_400
    if isinstance(value, float) and 0 <= value < 1:
        minutes = round(value * 1440) % 1440
        return dt.time(minutes // 60, minutes % 60)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 2400 and value % 1 == 0:
        value = str(int(value))
    if isinstance(value, str):
        text = folded(value)
        if re.fullmatch(r"\d{3,4}", text):
            text = f"{text[:-2]}:{text[-2:]}"
        if (match := _CLOCK.fullmatch(text)) and int(match[1]) < 24 and int(match[2] or 0) < 60:
            return dt.time(int(match[1]), int(match[2] or 0))
    return Fault("Klockslaget kan inte läsas.", _CLOCK_REMEDY)


_GRADE = re.compile(r"[1-9]")
_GRADE_RANGE = re.compile(r"([1-9])\s*[-\u2013]\s*([1-9])")
_GRADES_REMEDY = "Skriv 6, 6;7 eller åk 6–9. En viss klass, som 7B, skrivs i kolumnen Objekt."


def read_grades(value: object) -> tuple[str, ...] | Fault | None:
    """School grades, as ("6", "7").

    >>> read_grades("åk 6–8"), read_grades(7), read_grades("6;9")
    (('6', '7', '8'), ('7',), ('6', '9'))
    """
    if is_blank(value):
        return None
    if isinstance(value, (dt.date, dt.time)):
        return Fault("Cellen har gjorts om till ett datum.", _GRADES_REMEDY)
    text = f"{value:g}" if isinstance(value, float) else folded(str(value))
    text = re.sub(r"årskurs(?:er|erna)?|åk\.?|klass", " ", text)
    grades: set[int] = set()
    for part in re.split(r"[;,+/&]| och ", text):
        part = part.strip()
        if (match := _GRADE_RANGE.fullmatch(part)) and match[1] < match[2]:
            grades.update(range(int(match[1]), int(match[2]) + 1))
        elif _GRADE.fullmatch(part):
            grades.add(int(part))
        elif part:
            return Fault("Årskursen kan inte läsas.", _GRADES_REMEDY)
    return tuple(map(str, sorted(grades))) or Fault("Årskursen kan inte läsas.", _GRADES_REMEDY)
