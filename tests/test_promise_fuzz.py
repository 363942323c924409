"""Promise files that were spoilt or drawn at random, each told by its number: `spoilt(7)` is the same file every time.

A promise file is either refused with sentences that name line and key, or it is a promise that everything else can
take: whatever was accepted never ends in an error later. More of them: `python tests/test_promise_fuzz.py 3000`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import random
import re
import sys
import tempfile
import time
import tomllib
from collections import Counter as Tally
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from builders import records
from test_kinds_of_promises import COMMITMENTS, HEAD

import lofte_analysis as la
from lofte_analysis.measures import Average, Counted, Measure, Per, Personal, ShareOf
from lofte_analysis.paths import data_path
from lofte_analysis.promise import Promise, PromiseError, read_promise
from lofte_analysis.promise_keys import COMMITMENT_KEYS, PROMISE_KEYS
from lofte_analysis.publish.contents import NothingToReport, contents_of
from lofte_analysis.publish.html import anchor
from lofte_analysis.words import WEEKDAYS
from lofte_analysis.yearly_account import comments_of, questions_for_council, year_account

_LINE = re.compile(r"lofte\.toml(, rad \d+)?[ ,:]")
_UNSWEDISH = re.compile(r"datetime|Traceback|\bNone\b|\bTrue\b|\bFalse\b|Error\b|\n")
_FOR_THE_WHOLE_FILE = ("saknas. Ange", "läsårstider", "lasarstider", "filen", "sist i filen")


# Writing TOML ---------------------------------------------------------------------------------------------


class Raw(str):
    """A value as it stands in the file, right or wrong."""


def written(value: Any) -> str:
    match value:
        case Raw():
            return value
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case dict():
            return (
                "{ " + ", ".join(f"{json.dumps(k, ensure_ascii=False)} = {written(v)}" for k, v in value.items()) + " }"
            )
        case list() | tuple():
            return "[" + ", ".join(map(written, value)) + "]"
        case dt.date():
            return value.isoformat()
        case float():
            return repr(value).replace("e+", "e")
    return repr(value)


def as_toml(raw: dict) -> str:
    """The file with each table of a list under a heading of its own, each key on its own line."""
    lines = [f"{_key(key)} = {written(value)}" for key, value in raw.items() if not _is_tables(value)]
    for name, tables in raw.items():
        for table in tables if _is_tables(tables) else ():
            lines += ["", f"[[{name}]]", *(f"{_key(key)} = {written(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, dict) for entry in value)


# Spoilt files ---------------------------------------------------------------------------------------------


@cache
def originals() -> list[str]:
    """Every promise that is shipped or shown, and the starter."""
    shipped = [*sorted(data_path("medborgarloften").glob("*.toml")), data_path("arbetsmapp", "lofte.toml")]
    texts = [path.read_text(encoding="utf-8") for path in shipped]
    return [*texts, *(f"{HEAD}\n{commitments}" for commitments in COMMITMENTS)]


_ODD = [
    *(Raw(text) for text in ("0", "-1", "nan", "inf", "-inf", "1e308", "1e-300", "0.04", "9" * 31, "9" * 5_000)),
    *(Raw("0x" + "f" * 5_000), Raw("1_000_000_000"), Raw("0001-01-01"), Raw("9999-12-31"), Raw("2022-02-30")),
    *(Raw("2022-05-01T12:00:00+02:00"), Raw("12:00:00"), Raw("2022-05-01T12:00:00"), True, False, 7, 2.5, 1, 1.0),
    *("", " ", "x", "skolan", "1", "1.1", "vecka", [], [""], [[]], ["x"] * 3, {}, {"x": 1}, [{}], [{"typ": ["x"]}]),
    *(
        "x" * 100_000,
        "å" * 300,
        "a\x00b",
        "a\x1fb",
        "a\nb",
        "a\tb",
        "\u202eabc",
        "\uffff",
        "\u200b",
        "a/b",
        "..",
        '"<b>&',
    ),
    *("=1+1", "<script>alert(1)</script>", "../../etc/passwd", "con", "1 1", "1.", "é", "e\u0301", "😀", "1/2"),
    dt.date(2022, 6, 1),
    dt.date(1999, 1, 1),
]
_IDS = ["1/2", 'a"b', "<b>", "..", "x" * 300, "1 2", "1.", "-", "5_3", "å", "Ⅻ", "1\n2", "=1+1", "#", "'", "%", "\\"]


def spoilt(number: int) -> bytes:
    """The promise file spoilt in the way that its number stands for."""
    chance = random.Random(number)
    text = chance.choice(originals())
    if chance.random() < 0.3:
        return _spoil_text(chance, text)
    raw = tomllib.loads(text)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        _spoil(chance, raw)
    return as_toml(raw).encode("utf-8", "surrogatepass")


def _spoil(chance: random.Random, raw: dict) -> None:
    holders = [raw, *(table for value in raw.values() if _is_tables(value) for table in value)]
    holder = chance.choice(
        [holders[0], *holders[1:], *raw.get("atagande", [])] if _is_tables(raw.get("atagande")) else holders
    )
    if not holder:
        return
    key, keys = chance.choice(list(holder)), [*COMMITMENT_KEYS] if holder is not raw else [*PROMISE_KEYS]
    match chance.randrange(12):
        case 0:
            del holder[key]
        case 1:
            holder[_misspelt(chance, key)] = holder.pop(key)
        case 2 | 3 | 4:
            holder[key] = chance.choice(_ODD)
        case 5:
            holder[chance.choice(keys)] = chance.choice(_ODD)
        case 6:
            texts = [name for name, value in holder.items() if isinstance(value, str) and value]
            if texts:
                name = chance.choice(texts)
                holder[name] = _misspelt(chance, holder[name])
        case 7:
            lists = [name for name, value in holder.items() if isinstance(value, list) and value]
            if lists:
                name = chance.choice(lists)
                held = holder[name] = list(holder[name])
                odd = _misspelt(chance, held[0]) if isinstance(held[0], str) else chance.choice(_ODD)
                held[chance.randrange(len(held))] = chance.choice([odd, chance.choice(_ODD)])
        case 8:
            holder["fran"], holder["till"] = (
                holder.get("till", dt.date(2022, 1, 1)),
                holder.get("fran", dt.date(2023, 1, 1)),
            )
        case 9:
            other = chance.choice(holders[1:] or holders)
            for name in chance.sample(list(other), min(len(other), chance.randrange(1, 5))):
                holder[name] = other[name]
        case 10 if _is_tables(raw.get("atagande")):
            chance.choice(raw["atagande"])[chance.choice(("id", "om", "del_av"))] = chance.choice(_IDS)
        case _ if _is_tables(raw.get("atagande")):
            entry = chance.choice(raw["atagande"])
            entry[chance.choice(("om", "del_av"))] = chance.choice(raw["atagande"]).get("id", "1")


def _misspelt(chance: random.Random, word: str) -> str:
    place = chance.randrange(len(word)) if word else 0
    letter = chance.choice("aeiouåäöxqz-_ ")
    return chance.choice((word[:place] + word[place + 1 :], word[:place] + letter + word[place:], word.swapcase()))


def _spoil_text(chance: random.Random, text: str) -> bytes:
    lines = text.split("\n")
    place = chance.randrange(len(lines))
    match chance.randrange(14):
        case 0:
            del lines[place]
        case 1:
            lines.insert(place, lines[place])
        case 2:
            return text.encode("utf-16")
        case 3:
            return text.encode("utf-16-le")
        case 4:
            return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
        case 5:
            return text.encode("cp1252", "replace")
        case 6:
            return text.replace("\n", "\r").encode()
        case 7:
            lines[place] = lines[place].replace('"', "\u201d")
        case 8:
            lines[place] = lines[place].replace('"', "", 1)
        case 9:
            lines[place] = "\t" + lines[place].replace(" = ", chance.choice(("\t=\t", " ", " == ", ": ")))
        case 10:
            return text.encode()[: chance.randrange(len(text))]
        case 11:
            lines[place] = chance.choice(
                ("x = " + "[" * 5_000, "[" * 3_000 + "a", "a" + ".a" * 3_000 + " = 1", "x = 9e999")
            )
        case 12:
            content = bytearray(text.encode())
            for _ in range(chance.randrange(1, 6)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            return bytes(content)
        case 13:
            lines[place] = chance.choice(
                ("\x00", "\ufeff", "\u2028", "]]", "[[", '"""', "'''", "[atagande]", "[[namn]]", "[a.b]")
            )
    return "\n".join(lines).encode("utf-8", "surrogatepass")


# Promises drawn at random ---------------------------------------------------------------------------------

_PARTIES = ["polisen", "skolan", "kommunen"]
_PLACES, _OBJECTS, _TYPES = ["Torget", "Skogen"], ["Livs", "Macken", "7", "8"], ["Kontroll", "Dialog"]
_CALENDAR = "platshallare_2021-2025.toml"


def drawn(number: int) -> dict:
    """A promise file of a few commitments, each with options drawn at random, right or wrong."""
    chance = random.Random(number)
    start = dt.date(
        chance.choice((2021, 2022, 2022, 2023)), chance.choice((1, 1, 7, 2)), chance.choice((1, 1, 29 - 1, 15))
    )
    end = start + dt.timedelta(days=chance.choice((30, 180, 364, 545, 730, 1_300)))
    versions = [{"namn": "löftet", "fran": start, "till": end}]
    raw: dict[str, Any] = {"namn": "Löftet", "kommun": "Exempelkommunen", "lasarstider": _CALENDAR}
    if chance.random() < 0.3:
        versions = [{"namn": "löftet", "fran": start, "till": start + dt.timedelta(days=20)}]
        versions.append({"namn": "förlängt", "fran": start + dt.timedelta(days=21), "till": end})
        raw |= {"slut_enligt_ordalydelsen": start + dt.timedelta(days=chance.randrange((end - start).days))}
    raw |= {"platser": _PLACES} if chance.random() < 0.3 else {}
    raw |= {"omraden": {"a": "Trygghet", "b": "Trafik"}, "version": versions}
    raw["part"] = [{"namn": name, "visas": name.capitalize()} for name in _PARTIES]
    ids = ["1.1", "11", "1-1", "1.1.1", "A1"][: chance.choice((1, 2, 3, 5))]
    raw["atagande"] = [_commitment(chance, own, ids, start, end) for own in ids]
    return raw


def _commitment(chance: random.Random, own: str, ids: list[str], start: dt.date, end: dt.date) -> dict:
    parties, days = (lambda n: chance.sample(_PARTIES, n)), (end - start).days
    measure, share_of = chance.choice(list(Measure)), chance.choice(list(ShareOf))
    entry = {"id": own, "rubrik": f"Åtagande {own}", "text": "Det som lovas.", "omrade": chance.choice("ab")}
    entry |= {
        "ansvariga": parties(chance.choice((1, 2))),
        "redovisas_av": parties(chance.choice((1, 1, 1, 2))),
        "matt": measure,
    }
    if measure == Measure.COUNT:
        entry |= {"minst": chance.choice((1, 2, 3, 10, 0.5)), "per": chance.choice(list(Per))}
    elif measure == Measure.SHARE:
        entry |= {"andel_av": share_of} if chance.random() < 0.9 else {}
        entry |= chance.choice(
            ({"minst_andel": 1.0}, {"minst_andel": 0.5}, {"minst": 1}, {"minst_andel": 0.07}, {"ambition": True})
        )
        if share_of == ShareOf.OBJECTS:
            entry |= chance.choice(({"objekt": chance.sample(_OBJECTS, 3)}, {"antal_objekt": 2}))
    optional = {
        "per": chance.choice(list(Per)),
        "snitt_per": str(*Average),
        "under": "skolterminer",
        "minst_skoldagar": chance.choice((1, 5, 10, 18)),
        "bara_terminsdagar": True,
        "alla_narvarande": parties(2),
        "mellan": chance.choice((["03-01", "03-31"], ["12-01", "02-29"], ["01-01", "12-31"], ["05-01", "05-01"])),
        "senast": start + dt.timedelta(days=chance.randrange(days)),
        "plats": chance.sample(_PLACES, chance.choice((1, 2))),
        "klockan": chance.choice((["18:00", "03:00"], ["08:00", "16:00"], ["00:00", "23:59"], ["12:00", "00:00"])),
        "veckodagar": chance.sample(WEEKDAYS, chance.choice((1, 2, 7))),
        "raknas": chance.choice(list(Counted)),
        "enhet": ["sak", "saker"],
        "minst_vardera": chance.choice((1, 2)),
        "inom_dagar": 5,
        "om": chance.choice(ids),
        "del_av": chance.choice(ids),
        "ambition": chance.random() < 0.7,
        "effekt": "andel trygga",
        "personuppgift": chance.choice(list(Personal)),
        "trafik": [{"typ": chance.sample(_TYPES, 1)}],
        "handelser": ["störande körning"],
        "fran": start + dt.timedelta(days=chance.randrange(days)),
        "till": end - dt.timedelta(days=chance.randrange(days)),
        "andring": [
            {
                "fran": start + dt.timedelta(days=chance.randrange(1, days)),
                **chance.choice(({"minst": 4}, {"minst_andel": 0.9})),
            }
        ],
    }
    chosen = chance.sample(list(optional), chance.choice((0, 1, 2, 3, 4, 5)))
    needed = ["veckodagar"] if share_of == ShareOf.SLOTS else ["del_av"] if share_of == ShareOf.OCCASIONS else []
    return entry | {key: optional[key] for key in [*chosen, *(needed if measure == Measure.SHARE else [])]}


def right(number: int, tries: int = 60) -> str:
    """The first promise drawn from the number whose options go together, after the wrong ones are taken away."""
    raw = drawn(number)
    for _ in range(tries):
        from lofte_analysis.promise_faults import faults_in

        faults = faults_in(tomllib.loads(as_toml(raw)))
        if not faults:
            break
        _mend(raw, faults)
    return as_toml(raw)


def _mend(raw: dict, faults: list) -> None:
    for fault in faults:
        if fault.at[0] == "atagande" and len(fault.at) > 2:
            entry, key = raw["atagande"][fault.at[1]], fault.at[2]
            if key == "redovisas_av":
                entry[key] = entry[key][:1]
            elif key in entry and key not in ("matt", "id", "redovisas_av"):
                del entry[key]
            elif key == "enhet":
                entry[key] = ["sak", "saker"]
            elif key == "per":
                entry[key] = "kalenderår"
            elif key in ("minst", "minst_andel"):
                entry[key] = 1
            else:
                for name in list(entry):
                    if name not in ("id", "rubrik", "text", "omrade", "ansvariga", "redovisas_av", "matt"):
                        del entry[name]
                entry["matt"] = "utan antal"


def told(promise: Promise, number: int):
    """Records drawn at random for a promise: rows that could be its, deliveries, and rows that could not be read."""
    chance = random.Random(number)
    days = max((promise.end - promise.start).days, 1)
    ids, parties = [c.id for c in promise.commitments], [p.name for p in promise.parties]
    types = [name for c in promise.commitments for rule in c.traffic for name in rule.types]

    def day() -> str:
        found = promise.start + dt.timedelta(days=chance.randrange(-40, days + 60))
        return found.isoformat() if chance.random() < 0.85 else f"{found:%Y-%m}"

    def some(values: list) -> Any:
        return chance.choice([None, *values])

    activities = [
        {
            "date": day(),
            "commitment": chance.choice(ids),
            "occasions": chance.choice((0, 1, 1, 1, 2, 40)),
            "parties": some([chance.sample(parties, chance.randrange(1, len(parties) + 1))]),
            "place": some([*_PLACES, "annan plats"]),
            "clock": some([dt.time(1), dt.time(9), dt.time(21, 30)]),
            "object": some(_OBJECTS),
            "grades": some([("7",), ("7", "8", "9")]),
            "completes": chance.random() < 0.2,
        }
        for _ in range(chance.choice((0, 3, 30)))
    ]
    cases = []
    for _ in range(chance.choice((0, 5, 40))):
        count = chance.randrange(12)
        row = {"date": day()[:7], "commitment": chance.choice(ids), "cases": count, "done": chance.randrange(count + 1)}
        cases.append(
            row | {"open": chance.choice((0, 0, count - row["done"])), "object": some([None, None, *_OBJECTS])}
        )
    deliveries = [
        (party, promise.start, promise.start + dt.timedelta(days=chance.choice((days, days, days // 2, 40))))
        for party in parties
        if chance.random() < 0.8
    ]
    rejected = [
        (chance.choice(("Genomfört", "Ärenden")), some([day()]), some(ids)) for _ in range(chance.choice((0, 0, 2)))
    ]
    rows = {"activities": activities, "cases": cases, "deliveries": deliveries, "rejected": rejected}
    if types:
        rows["traffic"] = [(day(), chance.choice(types), some(_PLACES), chance.choice(parties)) for _ in range(8)]
    kinds = [name for c in promise.commitments for name in c.events]
    if kinds:
        events = [(day()[:7] + "-05", some([dt.time(22)]), some(_PLACES), chance.choice(kinds)) for _ in range(8)]
        rows["events"] = [(*event, chance.choice(parties)) for event in events]
    return records(promise, **rows)


# What must hold -------------------------------------------------------------------------------------------


def read(folder: Path, content: bytes) -> Promise | list[str]:
    (folder / "lofte.toml").write_bytes(content)
    try:
        return read_promise(folder / "lofte.toml")
    except PromiseError as error:
        return error.faults


def wrong_sentences(faults: Iterable[str]) -> list[str]:
    """Sentences that name no line or key, are not Swedish, or too long to be read."""
    wrong = []
    for text in faults:
        nameless = not _LINE.match(text) and not text.startswith("platshallare")
        without_line = (
            ", rad " not in text[:40] and " rad " not in text and not any(w in text for w in _FOR_THE_WHOLE_FILE)
        )
        if nameless or without_line or _UNSWEDISH.search(text) or len(text) > 1_500 or text[-1] not in ".":
            wrong.append(text[:300])
    return wrong


def follow(promise: Promise, number: int, *, publish: bool) -> None:
    """Everything that a report needs; raises where something that was accepted cannot be taken."""
    found = told(promise, number)
    cutoff = random.Random(number).choice(
        (promise.start, promise.end, promise.start + (promise.end - promise.start) / 2)
    )
    outcomes = la.follow_through(promise, found, cutoff=cutoff)
    published = la.suppress_small_counts(outcomes)
    for year in range(promise.start.year, min(promise.end.year, promise.start.year + 2) + 1):
        account = year_account(published, promise, year, comments_of(found, year))
        questions = questions_for_council(published, promise, year)
        assert not re.search(r"\bnan\b", f"{account.to_csv()}{questions.to_csv()}")
    ids = [c.id for c in promise.commitments]
    assert len({anchor("åtagande", own) for own in ids}) == len(ids)
    if publish:
        import pandas as pd

        for year in (None, promise.start.year):
            with contextlib.suppress(NothingToReport):
                report = contents_of(promise, found, outcomes, pd.Timestamp(cutoff), year)
                charts = [*report.first_charts, *(c for group in report.area_charts.values() for c in group)]
                names = [chart.name for chart in charts]
                assert len(set(names)) == len(names), names
                assert all(re.fullmatch(r"[\w-]+", name) for name in names), names


def ending(number: int, content: bytes, *, publish: bool = False) -> str:
    """What became of a file: "accepted", "refused", or what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder), content)
    if isinstance(found, list):
        return "; ".join([f"{number}: {text}" for text in wrong_sentences(found)]) or "refused"
    follow(found, number, publish=publish)
    return "accepted"


# Tests ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", range(0, 300, 100))
def test_a_spoilt_promise_file_is_refused_in_sentences_or_can_be_followed_through(start):
    endings = Tally(ending(number, spoilt(number)) for number in range(start, start + 100))
    assert set(endings) == {"accepted", "refused"}


@pytest.mark.parametrize("start", range(0, 45, 15))
def test_options_that_are_accepted_together_can_be_followed_through(start):
    endings = Tally(ending(number, right(number).encode()) for number in range(start, start + 15))
    assert set(endings) == {"accepted"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = " + "[" * 5_000, "i varandra"),
        ("a" + ".a" * 300_000 + " = 1", "rad 1 är orimligt lång"),
        ("x = " + "9" * 5_000, "orimligt många siffror"),
        ("# " + "x" * 2_100_000, "orimligt stor"),
        ('x = "\x1b[2J"', "rad 1 (x = "),
        (originals()[0].encode("utf-16-le"), "UTF-8"),
        (as_toml(tomllib.loads(originals()[0]) | {"lasarstider": "å" * 199}), "läsårstider finns inte"),
        (
            as_toml(
                tomllib.loads(originals()[0])
                | {"version": [{"namn": "a", "fran": dt.date(2021, 7, 1), "till": dt.date(2044, 7, 1)}]}
            ),
            "årtalen",
        ),
        (originals()[0].replace("[[atagande]]", "[[ATAGANDE]]"), "menade du 'atagande'"),
    ],
)
def test_a_file_that_no_reader_should_try_is_refused(tmp_path, text, said):
    faults = read(tmp_path, text.encode() if isinstance(text, str) else text)
    assert said in " ".join(faults) and not wrong_sentences(faults) and "\x1b" not in faults[0]


def test_five_thousand_commitments_are_too_many_and_that_is_all_that_is_said(tmp_path):
    raw = tomllib.loads(originals()[-1])
    raw["atagande"] = [raw["atagande"][0] | {"id": str(number), "del_av": "ingen"} for number in range(5_000)]
    [fault] = read(tmp_path, as_toml(raw).encode())[:1]
    assert fault.endswith("atagande: 5000 är orimligt många; tillåtet: högst 300."), fault


def test_white_space_in_a_text_is_single_blanks(tmp_path):
    text = originals()[-1].replace('id = "1"', 'id = " 1 "').replace('kommun = "E', 'kommun = """\n  E', 1)
    promise = read(tmp_path, text.replace('kommunen"\n', 'kommunen"""\n', 1).encode())
    assert (promise.municipality, promise.commitments[0].id) == ("Exempelkommunen", "1")


def test_two_charts_of_commitments_whose_numbers_differ_by_a_point_have_names_of_their_own(tmp_path):
    raw = tomllib.loads(originals()[-1])
    entry = {
        "rubrik": "Samtal",
        "text": "Samtal.",
        "ansvariga": ["polisen"],
        "redovisas_av": ["polisen"],
        "matt": "utan antal",
    }
    raw["omraden"] = {"a": "Trygghet", "b": "Trafik"}
    raw["atagande"] = [entry | {"id": "1.1", "omrade": "a"}, entry | {"id": "11", "omrade": "b"}]
    follow(read(tmp_path, as_toml(raw).encode()), 3, publish=True)


def _hunt(count: int, publish_each: int) -> None:
    import traceback

    for name, make in (("spoilt", spoilt), ("right", lambda number: right(number).encode())):
        endings, worst, began = Tally(), 0.0, time.perf_counter()
        for number in range(count):
            once = time.perf_counter()
            try:
                with contextlib.redirect_stderr(io.StringIO()):
                    end = ending(number, make(number), publish=bool(publish_each) and number % publish_each == 0)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                last = traceback.extract_tb(error.__traceback__)[-1]
                end = f"{type(error).__name__} {str(error)[:90]} {Path(last.filename).name}:{last.lineno}"
                print(f"{name} {number}: {end}", flush=True)
            worst = max(worst, time.perf_counter() - once)
            if end[:1].isdigit():
                print(f"{name} {end}", flush=True)
                end = "sentence"
            endings[end] += 1
        print(name, dict(endings), f"{time.perf_counter() - began:.0f} s, worst {worst:.1f} s", flush=True)


if __name__ == "__main__":
    _hunt(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
