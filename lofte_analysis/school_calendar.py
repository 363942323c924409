"""The school calendar: terms, breaks and the school days that they leave.

A promise that holds "during the school terms" rests on dates that the municipality decides. They stand in a
data file of their own (`data/lasarstider/*.toml`), with a status that says whether they are the
municipality's own dates or a stand-in. Public holidays and eves come from the library `holidays`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from lofte_analysis.toml_files import TomlFault, read_toml
from lofte_analysis.toml_keys import as_written

LEAST_SCHOOL_DAYS = 178  # skolförordningen 3 kap. 3 §: a school year has at least 178 school days …
LEAST_DAYS_OFF = 12  # … and at least 12 lovdagar
_CALENDAR_KEYS = ("status", "termin", "lov")
_SPAN_KEYS = ("namn", "start", "slut")


class SchoolCalendarError(ValueError):
    """The calendar file is wrong; `faults` holds one Swedish sentence per fault."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class Term:
    name: str  # HT2022, VT2023
    start: dt.date
    end: dt.date

    @property
    def school_year(self) -> str:
        """The school year that the term belongs to, as 2022/23."""
        first = int(self.name[2:]) - (self.name[:2] == "VT")
        return f"{first}/{(first + 1) % 100:02d}"


@dataclass(frozen=True)
class SchoolCalendar:
    """Terms and breaks; `status` is "fastställd" (decided) or "platshållare" (a stand-in)."""

    terms: tuple[Term, ...]
    breaks: tuple[tuple[dt.date, dt.date], ...] = ()
    status: str = "fastställd"
    name: str = field(default="", compare=False)

    @cached_property
    def school_days(self) -> frozenset[dt.date]:
        """Monday to Friday inside a term, outside breaks, public holidays and full-day eves."""
        off = set(self._break_days)
        return frozenset(day for day in self._working_days if day not in off)

    @cached_property
    def days_off(self) -> frozenset[dt.date]:
        """Lovdagar: working days inside a term that a break takes."""
        return frozenset(self._working_days & self._break_days)

    @cached_property
    def _break_days(self) -> frozenset[dt.date]:
        return frozenset(day for start, end in self.breaks for day in _days(start, end))

    @cached_property
    def _working_days(self) -> frozenset[dt.date]:
        if not self.terms:
            return frozenset()
        from holidays import Sweden  # takes a tenth of a second: only when a calendar is really asked

        years = range(min(t.start.year for t in self.terms), max(t.end.year for t in self.terms) + 1)
        # "de_facto" adds midsommarafton, julafton and nyårsafton; the half-day eves stay school days.
        holidays = Sweden(years=years, categories=("public", "de_facto"))
        return frozenset(
            day
            for term in self.terms
            for day in _days(term.start, term.end)
            if day.weekday() < 5 and day not in holidays
        )

    def school_days_between(self, start: dt.date, end: dt.date) -> int:
        """School days from `start` to `end`, both included."""
        return sum(start <= day <= end for day in self.school_days)

    def school_years(self) -> list[tuple[str, dt.date, dt.date]]:
        """Label, first and last day of each school year of which both terms are known."""
        autumn = {t.school_year: t for t in self.terms if t.name.startswith("HT")}
        spring = {t.school_year: t for t in self.terms if t.name.startswith("VT")}
        return [(year, autumn[year].start, spring[year].end) for year in sorted(autumn.keys() & spring.keys())]

    def remarks(self) -> list[str]:
        """What a reader should know: stand-in dates, and school years with too few school days or days off."""
        notes = []
        if self.status == "platshållare":
            notes.append("Läsårstiderna är en platshållare, inte kommunens egna fastställda datum.")
        for year, start, end in self.school_years():
            days = self.school_days_between(start, end)
            off = sum(start <= day <= end for day in self.days_off)
            if days < LEAST_SCHOOL_DAYS:
                notes.append(f"Läsåret {year} har {days} skoldagar, färre än {LEAST_SCHOOL_DAYS}.")
            if off < LEAST_DAYS_OFF:
                notes.append(f"Läsåret {year} har {off} lovdagar, färre än {LEAST_DAYS_OFF}.")
        return notes


def read_school_calendar(path: str | Path) -> SchoolCalendar:
    """Read a school calendar file.

    Raises SchoolCalendarError with every fault at once, in Swedish.
    """
    path = Path(path)
    try:
        raw = read_toml(path)
    except OSError:
        raise SchoolCalendarError([f"{path.name}: filen med läsårstider finns inte eller kan inte läsas."]) from None
    except TomlFault as fault:
        raise SchoolCalendarError([f"{path.name}: {fault}"]) from None

    faults: list[str] = []
    _unknown_keys(raw, _CALENDAR_KEYS, path.name, faults)
    status = raw.get("status")
    if status not in ("fastställd", "platshållare"):
        faults.append(
            f'{path.name}, status: {as_written(status)} gäller inte. Tillåtet: "fastställd" eller "platshållare".'
        )
    terms = [
        Term(str(entry["namn"]), entry["start"], entry["slut"])
        for entry in _spans(raw, "termin", path.name, faults)
        if _is_term_name(entry, path.name, faults)
    ]
    breaks = [(entry["start"], entry["slut"]) for entry in _spans(raw, "lov", path.name, faults)]
    terms.sort(key=lambda term: term.start)
    for earlier, later in pairwise(terms):
        if later.start <= earlier.end:
            faults.append(f"{path.name}, termin: {earlier.name} och {later.name} överlappar varandra.")
    names = [term.name for term in terms]
    for name in sorted({name for name in names if names.count(name) > 1}):
        faults.append(f"{path.name}, termin: {name} finns mer än en gång.")
    if not terms:
        faults.append(f"{path.name}, termin: ingen termin är angiven.")
    if faults:
        raise SchoolCalendarError(faults)
    return SchoolCalendar(tuple(terms), tuple(breaks), status, path.stem)


def _days(start: dt.date, end: dt.date) -> list[dt.date]:
    return [start + dt.timedelta(days) for days in range((end - start).days + 1)]


def _spans(raw: dict, key: str, file: str, faults: list[str]) -> list[dict]:
    entries = raw.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        faults.append(f"{file}, {key}: skriv varje post som [[{key}]] med namn, start och slut.")
        return []
    good = []
    for number, entry in enumerate(entries, 1):
        start, end = entry.get("start"), entry.get("slut")
        _unknown_keys(entry, _SPAN_KEYS, f"{file}, {key} nr {number}", faults)
        if type(start) is not dt.date or type(end) is not dt.date:
            faults.append(f"{file}, {key} nr {number}: start och slut ska vara datum, till exempel 2022-08-16.")
        elif end < start:
            faults.append(f"{file}, {key} nr {number}: slut {end} ligger före start {start}.")
        elif (end - start).days > 200:
            faults.append(f"{file}, {key} nr {number}: {start} till {end} är längre än en termin. Kontrollera årtalen.")
        else:
            good.append(entry)
    return good


def _unknown_keys(raw: dict, known: tuple[str, ...], place: str, faults: list[str]) -> None:
    faults += [f"{place}, {key}: okänd nyckel; tillåtet: {', '.join(known)}." for key in raw if key not in known]


def _is_term_name(entry: dict, file: str, faults: list[str]) -> bool:
    """Whether a term is named as HT2022 and begins and ends in that year: HT after the summer, VT before it."""
    name = entry.get("namn", "")
    name = name if isinstance(name, str) else as_written(name)
    if not re.fullmatch(r"(HT|VT)(199|20\d)\d", name, re.ASCII):
        text = f'namnet {as_written(name)} gäller inte. Skriv HT eller VT och årtal, till exempel "HT2022".'
        faults.append(f"{file}, termin: {text}")
        return False
    first, last = (7, 12) if name.startswith("HT") else (1, 6)
    for key in ("start", "slut"):
        if entry[key].year != int(name[2:]) or not first <= entry[key].month <= last:
            faults.append(f"{file}, termin {name}: {key} {entry[key]} ligger utanför terminen. Kontrollera årtalet.")
    return True
