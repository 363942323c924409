"""Identity numbers in every form in which people write them, and other numbers that look like them.

All numbers are generated; serials are 980–999, which Skatteverket keeps for tests. `measured_rates` counts how many are
missed and how many other numbers are taken for identity numbers. A false alarm empties one cell and never a row.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

import pandas as pd

from lofte_analysis.privacy import has_identity_number

Maker = Callable[[random.Random], object]


def control_digit(nine: str) -> int:
    """The last digit of an identity number (Luhn).

    >>> control_digit("850709980")
    5
    """
    doubled = [int(sign) * (2 - place % 2) for place, sign in enumerate(nine)]
    return -sum(number - 9 * (number > 9) for number in doubled) % 10


def number_of(rng: random.Random, *, coordination: bool = False, first: int = 1900, last: int = 2020) -> str:
    """Twelve digits of a number that belongs to nobody."""
    day = dt.date(first, 1, 1) + dt.timedelta(days=rng.randrange((last - first + 1) * 365))
    date = f"{day:%Y%m}{day.day + 60 * coordination:02d}"
    nine = f"{date[2:]}{rng.randint(980, 999)}"
    return f"{date[:2]}{nine}{control_digit(nine)}"


def _written(pattern: str, **options) -> Maker:
    """A text in which {c}, {d}, {s} stand for century, six digits of the date and four of the serial."""

    def make(rng: random.Random) -> str:
        n = number_of(rng, **options)
        parts = {"c": n[:2], "d": n[2:8], "s": n[8:], "y": n[2:4], "m": n[4:6], "a": n[6:8]}
        return pattern.format(**parts, full=n, ten=n[2:])

    return make


def _changed(change: Callable[[str], object], base: Maker) -> Maker:
    return lambda rng: change(base(rng))


def _with_letters(rng: random.Random) -> str:
    n = number_of(rng)
    return f"{n[:2] * rng.randint(0, 1)}{n[2:8]}{rng.choice(['-', '', ' '])}{rng.choice('TRSUWXJKLMN')}{n[9:]}"


def _school_number(rng: random.Random) -> str:
    n = number_of(rng, first=2003, last=2012)
    return f"{n[:2] * rng.randint(0, 1)}{n[2:8]}{rng.choice(['-', ''])}TF{rng.randint(1, 99):02d}"


def _mistyped(rng: random.Random) -> str:
    n = number_of(rng)
    wrong = str((int(n[-1]) + rng.randint(1, 9)) % 10)
    return f"{n[:2] * rng.randint(0, 1)}{n[2:8]}{rng.choice(['-', '', ' '])}{n[8:-1]}{wrong}"


def _in_sentence(rng: random.Random) -> str:
    n = number_of(rng)
    how = rng.choice([f"{n[2:8]}-{n[8:]}", n[2:], n, f"{n[:8]}-{n[8:]}", f"{n[2:8]} {n[8:]}"])
    frame = rng.choice(
        (
            "Möte om {}, alla tre parter var med.",
            "pnr {}",
            "Gäller elev ({}) i årskurs 8",
            "{}: uppföljning 2023-04-12 kl 14.30",
            "ring 070-123 45 67 om {}",
            "Två ungdomar, {} och en till",
            "dnr 2023-00123, {}",
            "”{}”",
        )
    )
    return frame.format(how)


def _full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _with_invisible(rng: random.Random) -> str:
    text = _written("{d}-{s}")(rng)
    place = rng.randrange(1, len(text))
    return text[:place] + rng.choice("\u200b\u200c\u200d\u200e\u2060\ufeff\u00ad\ufe0f\u034f\u061c") + text[place:]


def _scientific(digits: int, mark: str, **options) -> Maker:
    def make(rng: random.Random) -> str:
        number = int(number_of(rng, **options)[2:])
        return f"{number:.{digits}E}".replace(".", mark)

    return make


def _blanks(text: str) -> str:
    return " ".join(text)


NUMBERS: dict[str, Maker] = {
    "tio siffror": _written("{ten}"),
    "tolv siffror": _written("{full}"),
    "bindestreck": _written("{d}-{s}"),
    "sekel och bindestreck": _written("{c}{d}-{s}"),
    "plustecken": _written("{d}+{s}", first=1900, last=1925),
    "tankstreck": _written("{d}–{s}"),
    "långt tankstreck": _written("{d}—{s}"),
    "minustecken": _written("{d}\u2212{s}"),
    "hårt bindestreck": _written("{c}{d}\u2011{s}"),
    "blanksteg": _written("{d} {s}"),
    "hårt blanksteg": _written("{d}\u00a0{s}"),
    "smalt blanksteg": _written("{c}{d}\u202f{s}"),
    "streck med blanksteg": _written("{d} - {s}"),
    "streck och ett blanksteg": _written("{d}- {s}"),
    "flera blanksteg": _written("{d}   {s}"),
    "punkt eller snedstreck": lambda rng: _written(rng.choice(("{d}.{s}", "{d}/{s}", "{d}_{s}")))(rng),
    "kolon, komma, stjärna": lambda rng: _written(rng.choice(("{d}:{s}", "{d},{s}", "{d}*{s}", "{d}={s}", "{d};{s}")))(
        rng
    ),
    "serien i parentes": _written("{d} ({s})"),
    "datum med streck": _written("{c}{y}-{m}-{a}-{s}"),
    "datum med streck, kort": _written("{y}-{m}-{a}-{s}"),
    "datum och blanksteg": _written("{c}{y}-{m}-{a} {s}"),
    "datum med punkter": _written("{c}{y}.{m}.{a}-{s}"),
    "datum med snedstreck": _written("{c}{y}/{m}/{a}-{s}"),
    "par med blanksteg": lambda rng: _blanks_in_pairs(number_of(rng)[2 * rng.randint(0, 1) :]),
    "år för sig": _written("{c}{y} {m}{a} {s}"),
    "sekel för sig": _written("{c} {d}-{s}"),
    "blanksteg mellan alla siffror": _changed(_blanks, _written("{ten}")),
    "blanksteg mellan alla tolv": _changed(_blanks, _written("{full}")),
    "tusental med blanksteg": lambda rng: f"{int(number_of(rng, first=1930, last=1999)[2:]):,}".replace(",", "\u00a0"),
    "tusental med komma": lambda rng: f"{int(number_of(rng, first=1930, last=1999)[2:]):,}",
    "i en mening": _in_sentence,
    "inom parentes": lambda rng: rng.choice(("({})", "[{}]", "<{}>", "{{{}}}")).format(_written("{d}-{s}")(rng)),
    "skiljetecken efter": lambda rng: _written("{d}-{s}")(rng) + rng.choice(".,;:!?)…"),
    "bokstäver före": lambda rng: rng.choice(("pnr", "Pnr:", "ID", "f", "nr_")) + _written("{d}-{s}")(rng),
    "bokstäver efter": lambda rng: _written("{ten}")(rng) + rng.choice(("kvinna", "M", "_a", "/Anna")),
    "radbrytning": lambda rng: _written(rng.choice(("{d}-\n{s}", "{d}\n{s}", "{d}\r\n{s}", "{d}-\r\n{s}")))(rng),
    "tabb": _written("{d}\t{s}"),
    "flera i rad": lambda rng: ", ".join(_written("{d}-{s}")(rng) for _ in range(3)),
    "osynligt tecken": _with_invisible,
    "fullbreda tecken": _changed(_full_width, _written("{d}-{s}")),
    "fullbreda siffror utan streck": _changed(_full_width, _written("{full}")),
    "andra skriftsystems siffror": lambda rng: _written("{d}-{s}")(rng).translate(
        {48 + n: 0x0660 + n for n in range(10)}
    ),
    "O i stället för 0": lambda rng: _written("{d}-{s}", first=2000, last=2009)(rng).replace("0", rng.choice("Oo")),
    "samordningsnummer": lambda rng: _written(rng.choice(("{d}-{s}", "{ten}", "{full}", "{d} {s}")), coordination=True)(
        rng
    ),
    "samordningsnummer i mening": lambda rng: f"Gäller {_written('{c}{d}-{s}', coordination=True)(rng)}.",
    "reservnummer med bokstav": _with_letters,
    "tillfälligt nummer i skolan": _school_number,
    "felskriven kontrollsiffra": _mistyped,
    "heltal, tio siffror": _changed(int, _written("{ten}", first=1930, last=1999)),
    "heltal, tolv siffror": _changed(int, _written("{full}")),
    "heltal, samordningsnummer": _changed(int, _written("{ten}", coordination=True)),
    "heltal utan inledande nollor": _changed(int, _written("{ten}", first=2000, last=2009)),
    "text utan inledande nollor": _changed(lambda n: str(int(n)), _written("{ten}", first=2000, last=2009)),
    "flyttal": _changed(float, _written("{ten}")),
    "text som flyttal": lambda rng: _written("{ten}")(rng) + rng.choice((".0", ",0")),
    "heltal, felskriven kontrollsiffra": lambda rng: _wrong_integer(rng),
    "grundpotens, alla siffror": lambda rng: _scientific(9, rng.choice(".,"), first=1930, last=1999)(rng),
    "grundpotens, avkortad": lambda rng: _scientific(5, rng.choice(".,"), first=1930, last=1999)(rng),
}


def _blanks_in_pairs(digits: str) -> str:
    return " ".join(digits[place : place + 2] for place in range(0, len(digits), 2))


def _wrong_integer(rng: random.Random) -> int:
    n = number_of(rng, first=1930, last=1999)[2:]
    return int(n[:-1] + str((int(n[-1]) + rng.randint(1, 9)) % 10))


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _mobile(rng: random.Random) -> str:
    a, n = rng.choice(("070", "072", "073", "076", "079")), _digits(rng, 7)
    forms = (
        "{a}-{n}",
        "{a}-{x} {y} {z}",
        "{a} {x} {y} {z}",
        "{a}{n}",
        "+46 {b} {x} {y} {z}",
        "+46{b}{n}",
        "0046{b}{n}",
        "{a}/{n}",
    )
    return rng.choice(forms).format(a=a, b=a[1:], n=n, x=n[:3], y=n[3:5], z=n[5:])


def _landline(rng: random.Random) -> str:
    area = rng.choice(("08", "0565", "054", "0550", "031", "040", "0510", "018", "0226"))
    n = str(rng.randint(1, 9)) + _digits(rng, rng.choice((4, 5, 6)))
    grouped = f"{n[: len(n) - 4]} {n[-4:-2]} {n[-2:]}"
    return rng.choice(
        (f"{area}-{n}", f"{area}-{grouped}", f"{area} {grouped}", f"+46 {area[1:]} {grouped}", f"tfn {area}-{n}")
    )


def _case_number(rng: random.Random) -> str:
    year, serial = rng.randint(2015, 2025), rng.randint(1, 99999)
    return rng.choice(
        (
            f"dnr {year}-{serial:05d}",
            f"SN {year}/{serial}",
            f"KS {year}-{serial:04d}",
            f"K 5000-K{_digits(rng, 6)}-{year % 100}",
            f"5000-K{rng.randint(1, 1999999)}-{year % 100}",
            f"0105-K{_digits(rng, rng.choice((4, 5, 6)))}-{year % 100}",
            f"B {serial}-{year % 100}",
            f"SOC-{year}-{serial:06d}",
            f"{year}{serial:06d}",
            f"AM-{_digits(rng, 6)}-{year % 100}",
        )
    )


def _organisation(rng: random.Random) -> str:
    nine = rng.choice("2578") + rng.choice("0123456789") + str(rng.randint(20, 99)) + _digits(rng, 5)
    n = f"{nine}{control_digit(nine)}"
    return rng.choice((f"{n[:6]}-{n[6:]}", n, f"16{n}", f"SE{n}01", f"org.nr {n[:6]}-{n[6:]}", f"{n[:6]} {n[6:]}"))


def _giro(rng: random.Random) -> str:
    n = _digits(rng, 8)
    return rng.choice(
        (f"{n[:4]}-{n[4:]}", f"{n[:3]}-{n[3:7]}", f"bg {n[:4]}-{n[4:]}", f"{n[:2]} {n[2:4]} {n[4:6]}-{n[6]}", n)
    )


def _coordinates(rng: random.Random) -> str:
    lat, long = rng.uniform(59.6, 60.1), rng.uniform(12.8, 13.6)
    north, east = rng.randint(6_610_000, 6_660_000), rng.randint(380_000, 430_000)
    return rng.choice(
        (f"{lat:.4f}, {long:.4f}", f"{lat:.5f} {long:.5f}", f"N{north} E{east}", f"{north}, {east}", f"{north} {east}")
    )


def _day(rng: random.Random) -> dt.date:
    return dt.date(2019, 1, 1) + dt.timedelta(days=rng.randrange(2500))


def _date(rng: random.Random) -> str:
    day, hour, minute = _day(rng), rng.randint(6, 22), rng.choice(("00", "15", "30"))
    return day.strftime(
        rng.choice(
            (
                "%Y-%m-%d",
                "%Y%m%d",
                "%y%m%d",
                "%d/%m %Y",
                "%d.%m.%Y",
                f"%Y-%m-%d {hour:02d}:{minute}",
                f"%Y-%m-%d kl {hour:02d}.{minute}",
                f"%Y-%m-%dT{hour:02d}:{minute}:00",
                f"%y%m%d kl {hour:02d}:{minute}",
                "v %V %Y",
            )
        )
    )


def _date_range(rng: random.Random) -> str:
    first = _day(rng)
    last = first + dt.timedelta(days=rng.randint(1, 90))
    return rng.choice(
        (
            f"{first}–{last}",
            f"{first} - {last}",
            f"{first:%Y%m%d}-{last:%Y%m%d}",
            f"{first:%y%m%d}-{last:%y%m%d}",
            f"{first.day}/{first.month}-{last.day}/{last.month} {last.year}",
            f"{first:%d.%m}-{last:%d.%m.%Y}",
            f"v {first:%V}-{last:%V} {last.year}",
            f"{first:%d}–{last:%d/%m} {last.year}",
        )
    )


def _short_range(rng: random.Random) -> str:
    first = _day(rng)
    return rng.choice(
        (f"{first:%y%m%d}-{first + dt.timedelta(days=9):%m%d}", f"{first:%y%m%d} {rng.randint(800, 2200):04d}")
    )


def _amount(rng: random.Random) -> object:
    number = rng.choice((rng.randint(1000, 99_999), rng.randint(100_000, 99_999_999), rng.randint(10**6, 10**10)))
    grouped = f"{number:,}".replace(",", rng.choice((" ", "\u00a0")))
    return rng.choice((number, str(number), grouped, f"{grouped} kr", f"{grouped},50", f"{number}:-", float(number)))


def _list_of_numbers(rng: random.Random) -> str:
    start = rng.randint(1, 40)
    return rng.choice((", ", " ", "-", "; ")).join(str(start + step) for step in range(rng.randint(4, 8)))


def _book(rng: random.Random) -> str:
    n = _digits(rng, 9)
    return rng.choice((f"978-91-{n[:3]}-{n[3:7]}-{n[7]}", f"97891{n[:8]}", f"91-{n[:3]}-{n[3:7]}-{n[8]}"))


OTHERS: dict[str, Maker] = {
    "mobilnummer": _mobile,
    "fast telefon": _landline,
    "ärendenummer": _case_number,
    "organisationsnummer": _organisation,
    "bankgiro och plusgiro": _giro,
    "koordinater": _coordinates,
    "datum och klockslag": _date,
    "datumintervall": _date_range,
    "datum med fyra siffror efter": _short_range,
    "belopp": _amount,
    "rader av tal": _list_of_numbers,
    "EAN": lambda rng: rng.choice((str, int))(f"73{_digits(rng, 11)}"),
    "ISBN": _book,
}


def missed(form: str, tried: int, seed: int = 0) -> list[object]:
    """The generated numbers of a form that were not found."""
    rng = random.Random(f"{form}{seed}")
    return [value for value in (NUMBERS[form](rng) for _ in range(tried)) if not has_identity_number(value)]


def false_alarms(kind: str, tried: int, seed: int = 0) -> list[object]:
    """The generated numbers of another kind that were taken for identity numbers."""
    rng = random.Random(f"{kind}{seed}")
    return [value for value in (OTHERS[kind](rng) for _ in range(tried)) if has_identity_number(value)]


def measured_rates(tried: int = 400, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both error rates, a row per form and kind by its Swedish name: form, tried, missed; kind, tried, false_alarms."""
    forms = [(form, tried, len(missed(form, tried, seed))) for form in NUMBERS]
    kinds = [(kind, tried, len(false_alarms(kind, tried, seed))) for kind in OTHERS]
    return (
        pd.DataFrame(forms, columns=["form", "tried", "missed"]),
        pd.DataFrame(kinds, columns=["kind", "tried", "false_alarms"]),
    )
