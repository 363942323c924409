"""The invented workbooks of every party, as they would come in from a municipality that does not exist.

    python data/exempel/skapa_exempel.py

writes them beside itself, the same bytes each time. The rows that carry a verdict stand in the tables below,
so that the story can be read and tested: months kept, missed, attended by two of three, never reported.
Traffic, events and everyday contacts are drawn with fixed seeds. Each party has its own habits – headers,
dates, names – and some rows are wrong on purpose.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # runs from a checkout with nothing installed

from openpyxl import Workbook
from openpyxl.styles import Font

from lofte_analysis.column_types import SheetKind
from lofte_analysis.columns import ACTIONS, ACTIVITIES, CASES, COMMENTS, DELIVERIES, EVENTS, EXAMPLE_MARK, TRAFFIC
from lofte_analysis.office_files import saved
from lofte_analysis.words import MONTHS

HERE = Path(__file__).resolve().parent
TITLE = f"{EXAMPLE_MARK} – Exempelkommunen"
SAVED = dt.datetime(2025, 1, 15, 12)
PROMISE = tomllib.loads((HERE.parent / "medborgarloften/sunne_2021-2024.toml").read_text(encoding="utf-8"))
NAMES = {commitment["id"]: commitment["rubrik"] for commitment in PROMISE["atagande"]}
MONTHS_PROMISED = [dt.date(year, month, 1) for year in range(2021, 2025) for month in range(1, 13)][6:]
EST_START = dt.date(2023, 4, 1)

# One letter per party in the tables below, and the way the police write them.
PARTIES = {"S": "Skolan", "O": "Socialtjänsten", "P": "Polisen", "B": "Bostadsbolaget"}
PARTIES |= {"T": "Tekniska avdelningen", "F": "Kultur och fritid", "K": "Kommunen"}
POLICE_NAMES = PARTIES | {"S": "skola", "O": "soc", "P": "polis", "K": "kommun"}

# First and last day for which a party has handed in nothing.
SILENT = {
    "S": (dt.date(2023, 1, 16), dt.date(2023, 6, 30)),
    "O": (dt.date(2022, 7, 1), dt.date(2022, 8, 31)),
    "T": (dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
}

Row = dict[str, object]


# What stands in the sheets --------------------------------------------------------------------------------

# Meetings, 5.3: date, who was there, who wrote it down.
MEETINGS = """
2021-05-20 SOP S    2021-09-14 SOP SOP  2021-10-12 SOP SO   2021-11-16 SOP SP   2021-12-07 SO SO
2022-02-08 SOP SOP  2022-03-24 SOP S    2022-04-05 SOP SO   2022-05-10 SOP SOP  2022-06-07 SOP S
2022-08-30 SOP SP   2022-09-13 SOP SOP  2022-10-11 SP SP    2022-11-15 SOP SO   2023-01-12 SOP SOP
2023-04-18 SOP OP   2023-09-12 SOP SOP  2023-10-10 SOP SOP  2023-10-24 SOP S    2023-11-14 SOP SO
2023-11-15 SOP P    2023-12-05 SOP S    2024-01-16 SOP SOP  2024-02-13 SO SO    2024-03-12 SOP SOP
2024-04-16 SOP SP   2024-05-14 SOP OP   2024-08-27 SOP S    2024-09-10 SOP SOP  2024-10-15 SOP SO
2024-11-12 SOP SOP  2024-12-03 SOP SP
"""
MEETING_WRITTEN_AS_WEEK = "2022-03-24"
MEETING_WITHOUT_PARTIES = "2024-09-10"  # in the school's sheet

# Date, commitment, who was there, place | activity | other cells. `written` stands in the date cell instead.
IN_TWO_FILES = "2023-10-04 5.2 SO Högstadiet | Föräldrakväll om gränssättning | participants=31"
SCHOOL = f"""
2021-09-22 5.1 S  Mellanstadiet | Temadag om ANDT | grades=6 | participants=ca 100
2021-11-24 5.1 S  Högstadiet | Temadag om ANDT | grades=7 | participants=92
2022-01-26 5.1 SP Högstadiet | Temadag om ANDT | grades=8 | participants=88
2022-04-27 5.1 SP Högstadiet | Föreläsning om narkotika | grades=9 | participants=ca 90
2022-05-18 5.1 S  Mellanstadiet | Lektion om tobak och snus | grades=6–7
2022-10-05 5.1 S  Mellanstadiet | Temadag om ANDT | grades=6 | participants=104
2022-11-22 5.1 S  Högstadiet | Temadag om ANDT | grades=7; 8 | participants=ca 180
2023-09-27 5.1 S  Mellanstadiet | Temadag om ANDT | grades=6 | participants=97
2023-11-22 5.1 SP Högstadiet | Temadag om ANDT | grades=7 | participants=101
2024-03-20 5.1 SP Högstadiet | Föreläsning om narkotika | grades=åk 8 | participants=många
2024-10-23 5.1 S  Mellanstadiet | Temadag om ANDT | grades=6 | participants=ca 100
2024-12-04 5.1 S  Högstadiet | Temadag om ANDT | grades=9 | participants=85
2021-10-06 5.2 SO Högstadiet | Föräldrakväll om tonårstiden | participants=ett tjugotal
2022-03-23 5.2 SO Högstadiet | Föräldrakväll om livet på nätet | participants=24
2022-05-04 5.2 SOP Biblioteket | Öppen föreläsning för föräldrar | participants=ca 100
2022-11-30 5.2 S  - | Föräldrakvällen ställdes in | occasions=0
{IN_TWO_FILES}
2024-02-21 5.2 SOP Biblioteket | Öppen föreläsning för föräldrar | participants=ca 60
2024-04-24 5.2 SO Högstadiet | Föräldrakväll om gränssättning | participants=18
2024-11-06 5.2 SO Högstadiet | Föräldrakväll om tonårstiden | participants=ett trettiotal
2023-08-31 5.3 S  - | Ingen träff, läsåret startades upp | occasions=0
2022-02-16 5.9 S  Skolan | Extra föräldrakontakt
2022-12-06 5.3 SOP Kommunhuset | Samverkansträff | occasions=flera
2023-09-26 5.3 SO Kommunhuset | Korta avstämningar | occasions=några
2024-04-10 1.1 SOP Skolan | Avstämning om läget på skolan | written=
"""
SOCIAL_SERVICES = """
2022-03-23 5.2 SO Högstadiet | Föräldrakväll om livet på nätet | participants=24
2024-04-24 5.2 SO Högstadiet | Föräldrakväll om gränssättning | participants=18
"""
POLICE = """
2021-11-25 4.2 KP Biblioteket | Informationskväll om våld i nära relationer | participants=ca 100
2023-11-23 4.2 KP Biblioteket | Informationskväll om våld i nära relationer | participants=75
2022-04-21 8.1 TP Torget | Möte om trafiken i centrum
2023-09-14 8.1 TP Storgatan | Trafikvandring i centrum
2023-02-28 2.1 P  Stationen | Riktad insats efter tips | written=31/2 2023
"""
TECHNICAL = """
2021-09-16 8.1 TP Kommunhuset | Möte om trafiken i centrum
2021-12-09 8.1 TP Kommunhuset | Genomgång av hastighetsmätningar
2022-04-21 8.1 TP Torget | Möte om trafiken i centrum
2022-09-08 8.1 TPK Storgatan | Trafikvandring i centrum
2022-11-17 8.1 TP Kommunhuset | Möte om farthinder
2023-03-16 8.1 TP Stationen | Möte om belysningen vid stationen
2023-06-01 8.1 TP Kommunhuset | Möte om trafiken i centrum
2023-09-14 8.1 TP Storgatan | Trafikvandring i centrum
2023-12-07 8.1 TP Kommunhuset | Genomgång av hastighetsmätningar
"""
COORDINATOR = f"""
2021-11-18 4.1 KP Kommunhuset | Start för översynen av samverkansforum
2022-05-12 4.1 KPO Kommunhuset | Kartläggning av dagens forum
2023-02-09 4.1 KPO Kommunhuset | Förslag till nya forum
2023-10-19 4.1 KP Kommunhuset | Beslut om samverkansforum | completes=ja
2021-11-25 4.2 KP Biblioteket | Informationskväll om våld i nära relationer | participants=ca 100
2022-03-08 4.2 KP Kommunhuset | Utbildning för personal | participants=42
2022-04-03 4.2 KP - | Utskick till alla hushåll | written=03/04/2022
2022-11-22 4.2 KPO Torget | Kampanjvecka mot våld | participants=ett hundratal
2023-03-08 4.2 KP Kommunhuset | Utbildning för personal | participants=38
2023-11-23 4.2 KP Biblioteket | Informationskväll om våld i nära relationer | participants=75
2024-03-07 4.2 KP Kommunhuset | Utbildning för personal | participants=51
2024-05-22 4.2 KP - | Utskick till alla hushåll
2024-11-26 4.2 KPO Torget | Kampanjvecka mot våld | participants=ca 100
2022-05-19 U.1 KP Kommunhuset | Redovisning för rådet | note=Se protokollet
2024-04-18 U.1 KP Kommunhuset | Redovisning för rådet
{IN_TWO_FILES}
"""
CONTACTS = ("Avstämning om läget på skolan", "Telefonkontakt", "Besök på skolgården", "Genomgång av oro")

# Comments meant for publication: period, commitment, text.
SCHOOL_COMMENTS = """
HT2022  5.2 Föräldrakvällen i november ställdes in och togs igen som en öppen föreläsning våren 2024.
VT2023  5.3 Skolans sammanställning för våren är försenad. Den lämnas i efterhand.
HT2023  5.3 Träffarna flyttades till den andra tisdagen i månaden.
"""
COORDINATOR_COMMENTS = """
2022    3.1 Frågorna om våld infördes stegvis i alla förhandsbedömningar.
2022/23 U.1 Redovisningen sköts upp ett år och gjordes i april 2024.
2024    8.1 Mötena mellan tekniska avdelningen och polisen är inte redovisade för 2024.
"""

# Actions decided in the situation picture: decided, due, state, responsible, place, what.
ACTION_LIST = """
2023-09-08 2023-10-31 klar     P Torget         Synas på torget fredag och lördag kväll
2023-11-10 2024-01-31 klar     T Stationen      Laga belysningen vid stationen
2024-02-09 2024-03-31 struken  K Centrum        Enkät till butikerna i centrum
2024-04-12 2024-05-31 klar     P Storgatan      Prata med dem som kör på Storgatan kvällstid
2024-05-03 2024-06-14 påbörjad F Badparkeringen Öppna badet kvällstid med personal på plats
2024-05-03 2024-05-24 beslutad T Badparkeringen Sätta upp bom vid parkeringen
2024-08-30 2024-10-31 klar     S Skolgården     Vuxna på skolgården efter skoltid
2024-09-13 2024-11-29 påbörjad P Norra infarten Följa upp buskörningen vid norra infarten
2024-11-08 2025-01-31 beslutad B Ringvägen      Gå igenom belysning och buskage
"""

# Cases: screening (3.1) by half-year, the Linköping model (2.2) by month as cases/done/ongoing.
SCREENED_SHARE = (0.40, 0.52, 0.64, 0.74, 0.86, 1.0, 0.96)
SCREENING_ONGOING = {(2024, 12): 2}
LINKOPING = """
1/1 0/0 2/1 3/1 1/0 2/2    0/0 1/1 2/2 1/1 3/2 1/1    0/0 0/0 0/0 0/0 0/0 0/0    2/2 1/1 0/0 3/2 2/1 1/1
0/0 1/1 2/2 4/4 2/2 1/1    1/1 0/0 2/2 3/2/1 1/1 2/1/1    0/0 2/2 1/1 3/2 4/4 1/1
"""
STAIRWELLS, HUSKURAGE_BY_QUARTER = 62, (0, 0, 3, 6, 10, 14, 18, 22, 27, 32, 38, 42, 45, 48)

CENTRE = ("Torget", "Storgatan", "Stationen", "Centrum")
ELSEWHERE = ("Norra infarten", "Ringvägen", "Industriområdet")
TALKS = {"Dialog": 3, "Tillsägelse": 3, "Rapportering": 2}
CHECKS = {"Trafikkontroll": 5, "Nykterhetskontroll": 4, "Hastighetskontroll": 4, "Riktad kontroll": 2}
CHECKS |= {"Drogkontroll": 1}

EVENTS_PER_MONTH = (21, 21, 22, 24, 28, 29, 26, 32, 27, 24, 20, 21)
DRIVING = ("störande körning", "störande körning", "hög musik från fordon", "buskörning", "rattfylleri")
GATHERING = ("störande samling", "våld", "misstänkt narkotika", "skadegörelse", "otrygg plats", "övrigt")
REPORTED_TO_POLICE = ("rattfylleri", "våld", "misstänkt narkotika", "skadegörelse")
DRIVING_PLACES = ("Torget", "Storgatan", "Torget", "Stationen", "Badparkeringen", "Norra infarten")
GATHERING_PLACES = {
    "S": ("Högstadiet", "Skolgården", "Idrottsplatsen"),
    "B": ("Ringvägen", "Centrum", "Storgatan"),
    "T": ("Torget", "Stationen", "Industriområdet", "Badparkeringen"),
    "F": ("Biblioteket", "Idrottsplatsen", "Badparkeringen"),
    "K": ("Torget", "Centrum", "Stationen", None),
}
ACTION_PLACES = ("Torget", "Stationen", "Centrum", "Storgatan", "Badparkeringen", "Skolgården", "Norra infarten")
ACTION_PLACES += ("Ringvägen",)
AREAS = dict.fromkeys((*CENTRE, "Biblioteket"), "Centrum") | {"Badparkeringen": "Söder"}


# Days -----------------------------------------------------------------------------------------------------


def slashed(day: dt.date) -> str:
    return f"{day.day}/{day.month} {day.year}"


def spelled(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_name(day: dt.date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def last_day(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def inner_days(month: dt.date, weekdays: Iterable[int] = range(7)) -> list[dt.date]:
    """The month's days on these weekdays, without its last, whose night ends in the next month."""
    days = (month.replace(day=n) for n in range(1, last_day(month).day))
    return [day for day in days if day.weekday() in weekdays]


def is_silent(party: str, day: dt.date) -> bool:
    first, last = SILENT.get(party, (dt.date.max, dt.date.min))
    return first <= day <= last


# Rows -----------------------------------------------------------------------------------------------------


def activities(table: str, *more: list[Row]) -> list[Row]:
    """The rows of a table above and those of `more`, by date."""
    rows = [_activity(line) for line in table.strip().splitlines()]
    return sorted((row for part in (rows, *more) for row in part), key=lambda row: row["date"])


def _activity(line: str) -> Row:
    head, activity, *cells = (part.strip() for part in line.split("|"))
    day, commitment, parties, place = head.split()
    row = {"date": dt.date.fromisoformat(day), "commitment": commitment, "activity": activity}
    extra = dict(cell.split("=", 1) for cell in cells)
    row |= {name: int(text) if text.isdigit() else text for name, text in extra.items()}
    return row | {"parties": parties, "place": place.strip("-")}


def comments(table: str) -> list[Row]:
    lines = (line.split(maxsplit=2) for line in table.strip().splitlines())
    return [{"period": period, "commitment": commitment, "text": text} for period, commitment, text in lines]


def actions() -> list[Row]:
    rows = []
    for line in ACTION_LIST.strip().splitlines():
        decided, due, state, party, rest = line.split(maxsplit=4)
        place, action = next((name, rest.removeprefix(name).strip()) for name in ACTION_PLACES if rest.startswith(name))
        days = {"start": dt.date.fromisoformat(decided), "end": dt.date.fromisoformat(due)}
        rows.append({"action": action, "place": place, "responsible": PARTIES[party], "state": state} | days)
    return rows


def meetings(party: str) -> list[Row]:
    words, rows = MEETINGS.split(), []
    for day, present, writers in zip(words[::3], words[1::3], words[2::3], strict=True):
        row = _activity(f"{day} 5.3 {present} Kommunhuset | Samverkansträff")
        if party == "S" and day == MEETING_WITHOUT_PARTIES:
            row["parties"] = ""
        if day == MEETING_WRITTEN_AS_WEEK:
            row["written"] = f"v. {row['date']:%V %G}"
        if party in writers:
            rows.append(row)
    return rows


def contacts(party: str) -> list[Row]:
    """Contacts (1.1) in the months of school: the school writes all of them, the others some."""
    rng, rows = random.Random("contacts"), []
    for month in (month for month in MONTHS_PROMISED if month.month not in (6, 7)):
        first, last = {1: (11, 28), 8: (18, 29), 12: (1, 17)}.get(month.month, (2, 27))
        days = [day for day in inner_days(month, range(5)) if first <= day.day <= last]
        for day in rng.sample(days, rng.randint(1, 3)):
            present, shared = rng.choice(("SOP", "SOP", "SO", "SP")), rng.random() < 0.25
            row = _activity(f"{day} 1.1 {present} Skolan | {rng.choice(CONTACTS)}")
            row["occasions"] = rng.choice((None, None, None, 2))
            if party in present and (shared or party == "S") and not is_silent(party, day):
                rows.append(row)
    return rows


def targeted_operations() -> list[Row]:
    rng, rows = random.Random("targeted operations"), []
    for month in (month for month in MONTHS_PROMISED if rng.random() < 0.8):
        head = f"{rng.choice(inner_days(month))} 2.1 P {rng.choice(('Centrum', 'Stationen', 'Badparkeringen'))}"
        work = rng.choice(("Riktad insats efter tips", "Riktad insats mot langning", "Synlig närvaro"))
        rows.append(_activity(f"{head} | {work}") | {"occasions": rng.choice((None, None, 2, 3))})
    return rows


def youth_meetings() -> list[Row]:
    rng, rows = random.Random("youth meetings"), []
    for month in (month for month in MONTHS_PROMISED if rng.random() < 0.45):
        head = f"{rng.choice(inner_days(month, range(5))[:14])} 1.2 {rng.choice(('KP', 'KPO', 'KPS'))}"
        activity = rng.choice(("Riktat möte med ungdomar", "Möte med ungdomar och vårdnadshavare"))
        rows.append(_activity(f"{head} Kommunhuset | {activity} | participants={rng.randint(3, 9)}"))
    return rows


def case(month: dt.date, commitment: str, cases: int, done: int, ongoing: int = 0) -> Row:
    return {"date": month, "commitment": commitment, "cases": cases, "done": done, "open": ongoing or None}


def social_cases() -> list[Row]:
    """Screening (3.1) and consent (6.1); the fraction of a missed case is carried to the next month."""
    rng, rows, carried = random.Random("social services"), [], 0.0
    for number, month in enumerate(MONTHS_PROMISED):
        cases, ongoing = rng.randint(8, 18), SCREENING_ONGOING.get((month.year, month.month), 0)
        concerned = rng.choice((0, 0, 1, 1, 2, 3))
        asked = max(0, concerned - rng.choice((0, 0, 0, 1)))
        agreed = max(0, asked - rng.choice((0, 0, 1)))
        share = SCREENED_SHARE[number // 6]
        carried = 0 if share == 1 else carried + (cases - ongoing) * (1 - share)
        missed, carried = int(carried), carried % 1
        if not is_silent("O", month):
            rows.append(case(month, "3.1", cases, cases - ongoing - missed, ongoing))
            rows.append(case(month, "6.1a", concerned, asked))
            rows.append(case(month, "6.1b", asked, agreed))
    return rows


def police_cases() -> list[Row]:
    months = zip(MONTHS_PROMISED, LINKOPING.split(), strict=True)
    return [case(month, "2.2", *map(int, figures.split("/"))) for month, figures in months]


def housing_cases() -> list[Row]:
    return [case(m, "3.2", STAIRWELLS, HUSKURAGE_BY_QUARTER[n // 3]) for n, m in enumerate(MONTHS_PROMISED)]


def traffic(months: list[dt.date]) -> list[Row]:
    """The work of the police, mostly on weekday mornings and afternoons: not when the events come."""
    rows = []
    for month in months:
        rng = random.Random(f"traffic {month}")
        for _ in range(rng.randint(4, 8)):
            late = rng.random() < 0.12
            day = rng.choice(inner_days(month, (4, 5) if late else range(5)))
            hour = rng.choice((20, 21, 22, 23) if late else (7, 8, 9, 10, 13, 14, 15, 16))
            clock = f"{hour}.{rng.choice(('00', '15', '30', '45'))}" if rng.random() > 0.1 else None
            rows.append({"date": day, "clock": clock, "reporter": "Polisen"} | _at_the_roadside(rng))
    return sorted(rows, key=lambda row: row["date"])


def _at_the_roadside(rng: random.Random) -> Row:
    kind = rng.choices([*TALKS, *CHECKS], [*TALKS.values(), *CHECKS.values()])[0]
    if kind in TALKS:
        told = rng.randint(1, 5) if kind == "Tillsägelse" else 0
        fined = rng.randint(1, 3) if kind == "Rapportering" else 0
        return {"type": kind, "place": rng.choice(CENTRE), "warnings": told, "reports": fined}
    vehicles = rng.randint(16, 60)
    return {
        "type": kind,
        "place": rng.choice(CENTRE if kind == "Riktad kontroll" else ELSEWHERE + CENTRE[:2]),
        "vehicles": f"ca {round(vehicles + 5, -1)}" if rng.random() < 0.06 else vehicles,
        "alcohol_tests": vehicles if kind == "Nykterhetskontroll" else rng.choice((None, rng.randint(2, 15))),
        "drug_tests": rng.randint(1, 4) if kind == "Drogkontroll" else rng.choice((None, None, 1)),
        "warnings": rng.randint(0, 4),
        "reports": rng.randint(0, 3),
    }


def with_sum(rows: list[Row]) -> list[Row]:
    """The rows and a last one that sums them, as people write it."""
    sums = {field: sum(row.get(field) or 0 for row in rows) for field in ("warnings", "reports")}
    return [*rows, {"written": "Summa"} | sums]


def events(party: str) -> list[Row]:
    """One party's share of the weekly situation picture, mostly from weekend evenings and nights."""
    rows = []
    for month in (month for month in MONTHS_PROMISED if month >= EST_START):
        rng = random.Random(f"events {month}")
        for _ in range(EVENTS_PER_MONTH[month.month - 1] + rng.randint(-2, 3)):
            reporter = rng.choice("BBBBBSSSTTTFFFKK")
            row = _event(month, reporter, rng)
            if reporter == party and not is_silent(party, row["date"]):
                rows.append(row)
    return sorted(rows, key=lambda row: row["date"])


def _event(month: dt.date, reporter: str, rng: random.Random) -> Row:
    driving = rng.random() < (0.15 if reporter == "S" else 0.55)
    weekend = rng.random() < (0.45 if reporter == "S" else 0.75)
    hours = (9, 10, 12, 13) if reporter == "S" else (15, 16, 17, 18, 19, 20)
    hour = rng.choice((19, 20, 21, 21, 22, 22, 23, 23, 24, 25, 26) if weekend else hours)
    day = rng.choice(inner_days(month, (4, 5, 5) if weekend else range(5)))
    started = dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=hour, minutes=5 * rng.randrange(12))
    category = rng.choice(DRIVING if driving else GATHERING)
    place = rng.choice(DRIVING_PLACES if driving else GATHERING_PLACES[reporter])
    reported = rng.random() < 0.6 and category in REPORTED_TO_POLICE
    return {
        "date": started.date(),
        "clock": started.time() if rng.random() > 0.08 else None,
        "category": category,
        "place": place,
        "area": AREAS.get(place),
        "reported_to_police": "ja" if reported else None,
        "reporter": PARTIES[reporter],
    }


def clocks_as_text(rows: list[Row]) -> list[Row]:
    return [row | {"clock": row["clock"] and f"{row['clock']:%H.%M}"} for row in rows]


def changed(rows: list[Row], number: int, **cells) -> list[Row]:
    """The same rows with cells of one of them written otherwise."""
    return [row | cells if n == number else row for n, row in enumerate(rows)]


# Sheets, with the habits of those who fill them in --------------------------------------------------------


class Sheet(NamedTuple):
    """Rows of one kind and how a party writes them; a one-letter field is a party's own column."""

    kind: SheetKind
    fields: str
    rows: list[Row]
    headers: Mapping[str, str] = MappingProxyType({})
    write: Callable[[dt.date], object] = lambda day: day
    named: bool = False  # writes "5.3 Samverkansträff" and not "5.3"
    tab: str = ""
    party_names: dict[str, str] = PARTIES

    def lines(self) -> list[list[object]]:
        fields = self.fields.split()
        header = [PARTIES.get(f) or self.headers.get(f) or self.kind.column(f).header for f in fields]
        return [[TITLE], [], header, *([self._cell(row, field) for field in fields] for row in self.rows)]

    def _cell(self, row: Row, field: str) -> object:
        value = row.get(field)
        if field == "date":
            return (row["written"] if "written" in row else self.write(value)) or None
        if field in PARTIES:
            return "x" if field in row["parties"] else None
        if field == "parties":
            return "; ".join(self.party_names[letter] for letter in value) or None
        if field == "commitment" and self.named and value in NAMES:
            return f"{value} {NAMES[value]}"
        return None if value == "" else value


def delivered(party: str, *, untouched: bool = False, write: Callable = lambda day: day) -> Sheet:
    """One line per month, with "ja" where the party has handed in its data."""
    rows = []
    for month in MONTHS_PROMISED:
        end, done = last_day(month), not untouched and not is_silent(party, month)
        if done and is_silent(party, end):
            end = SILENT[party][0] - dt.timedelta(days=1)
        done = "ja" if done else None
        rows.append({"party": PARTIES[party], "start": write(month), "end": write(end), "done": done})
    return Sheet(DELIVERIES, "party start end done", rows)


ACTIVITY_FIELDS = "date commitment activity place parties occasions participants"
CASE_FIELDS = "date commitment cases done open"
EVENT_FIELDS = "date clock category place area reported_to_police reporter"
TRAFFIC_FIELDS = "date clock type place vehicles alcohol_tests drug_tests warnings reports"
CROSSES = "date commitment activity place S O P T K participants completes reporter note"

POLICE_HEADERS = {"date": "Dag", "commitment": "Löfte", "place": "Ställe", "parties": "Deltagande parter"}
POLICE_HEADERS |= {"type": "Typ av kontroll", "clock": "Tid", "vehicles": "Antal fordon", "reports": "Böter"}
POLICE_HEADERS |= {"alcohol_tests": "Utandningsprov", "warnings": "Antal tillsägelser"}
SOCIAL_HEADERS = {"activity": "Vad", "parties": "Medverkande", "participants": "Deltagare"}


def school() -> list[Sheet]:
    rows = activities(SCHOOL, meetings("S"), contacts("S"))
    return [
        Sheet(ACTIVITIES, f"{ACTIVITY_FIELDS} grades", rows, {"grades": "Åk"}, named=True),
        Sheet(EVENTS, EVENT_FIELDS, events("S")),
        Sheet(COMMENTS, "commitment period text", comments(SCHOOL_COMMENTS), {"text": "Text"}),
        delivered("S"),
    ]


def social_services() -> list[Sheet]:
    rows = activities(SOCIAL_SERVICES, meetings("O"), contacts("O"))
    return [
        Sheet(CASES, CASE_FIELDS, social_cases(), write=month_name),
        Sheet(ACTIVITIES, "date commitment activity parties participants", rows, SOCIAL_HEADERS, spelled),
        delivered("O"),
    ]


def police() -> list[Sheet]:
    rows = activities(POLICE, meetings("P"), contacts("P"), targeted_operations())
    late = with_sum(changed(traffic(MONTHS_PROMISED[18:]), 40, type="Flygande besiktning"))
    return [
        Sheet(ACTIVITIES, ACTIVITY_FIELDS, rows, POLICE_HEADERS, slashed, party_names=POLICE_NAMES),
        Sheet(TRAFFIC, TRAFFIC_FIELDS, late, POLICE_HEADERS, slashed, tab="Trafik 2023-2024"),
        Sheet(CASES, CASE_FIELDS, police_cases(), {"commitment": "Löfte"}, month_name),
        delivered("P", write=slashed),
    ]


def police_traffic_until_2022() -> Sheet:
    rows = changed(traffic(MONTHS_PROMISED[:18]), 46, written="14 mrs 2022")
    return Sheet(TRAFFIC, f"{TRAFFIC_FIELDS} reporter", rows, POLICE_HEADERS, slashed)


def housing_company() -> list[Sheet]:
    return [
        Sheet(CASES, CASE_FIELDS, housing_cases(), write="{:%Y-%m}".format, tab="Huskurage"),
        Sheet(EVENTS, EVENT_FIELDS, changed(events("B"), 57, category=None)),
        delivered("B"),
    ]


def technical_department() -> list[Sheet]:
    seen = clocks_as_text(changed(events("T"), 20, written="31/9 2023"))
    return [
        Sheet(ACTIVITIES, "date commitment activity place parties", activities(TECHNICAL), named=True),
        Sheet(EVENTS, "date clock category place", seen, {"category": "Typ av händelse"}),
        delivered("T"),
    ]


def culture_and_leisure() -> list[Sheet]:
    seen = changed(events("F"), 11, clock="kväll")
    sheet = Sheet(EVENTS, EVENT_FIELDS, seen, {"place": "Var"}, tab="Lägesbild")
    return [sheet, delivered("F", untouched=True)]


def coordinator() -> list[Sheet]:
    own, copied = activities(COORDINATOR, youth_meetings()), _activity(IN_TWO_FILES)
    rows = [row | {"reporter": "Skolan" if row == copied else "Kommunen"} for row in own]
    return [
        Sheet(ACTIVITIES, CROSSES, rows, {"commitment": "Åtagande nr"}, named=True),
        Sheet(EVENTS, EVENT_FIELDS, clocks_as_text(events("K")), tab="Lägesbild EST"),
        Sheet(ACTIONS, "action place responsible start end state", actions()),
        Sheet(COMMENTS, "commitment period text", comments(COORDINATOR_COMMENTS), named=True),
        delivered("K"),
    ]


# Files ----------------------------------------------------------------------------------------------------


def workbook_bytes(sheets: list[Sheet]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.title, workbook.properties.creator = TITLE, "lofte-analysis"
    workbook.properties.created = SAVED
    for sheet in sheets:
        page = workbook.create_sheet(sheet.tab or sheet.kind.name)
        for line in sheet.lines():
            page.append(line)
        _dress(page)
    return saved(workbook, SAVED)


def _dress(page) -> None:
    page.freeze_panes = "A4"
    page["A1"].font = Font(bold=True, color="B00020")
    for cell in page[3]:
        cell.font = Font(bold=True)
        page.column_dimensions[cell.column_letter].width = (
            42 if cell.value in ("Aktivitet", "Vad", "Text", "Åtgärd") else 17
        )
    for cell in (cell for row in page.iter_rows(min_row=4) for cell in row):
        if isinstance(cell.value, dt.time):
            cell.number_format = "hh:mm"


def csv_bytes(sheet: Sheet) -> bytes:
    """As Swedish Excel saves it: semicolons, byte-order mark, short rows filled out with empty cells."""
    title, empty, header, *rows = sheet.lines()
    padded = [line + [None] * (len(header) - len(line)) for line in (title, empty)]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([*padded, header, *rows])
    return text.getvalue().encode("utf-8-sig")


def main(folder: Path = HERE) -> None:
    workbooks = {
        "skolan.xlsx": school(),
        "socialtjänsten.xlsx": social_services(),
        "polisen.xlsx": police(),
        "bostadsbolaget.xlsx": housing_company(),
        "tekniska avdelningen.xlsx": technical_department(),
        "kultur och fritid.xlsx": culture_and_leisure(),
        "kommunen samordnare.xlsx": coordinator(),
    }
    for name, sheets in workbooks.items():
        (folder / name).write_bytes(workbook_bytes(sheets))
    (folder / "polisen trafik 2021-2022.csv").write_bytes(csv_bytes(police_traffic_until_2022()))


if __name__ == "__main__":
    main()
