"""Workbooks that were spoilt at random, each told by its number alone: `mutant(7)` is the same file every time.

A mutation changes bytes of the file, or the XML inside it, with the check sums mended. Where only one row was touched,
`touched` names it, and all other rows must come back as they were.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd

from lofte_analysis.records import Records

ROWS = 30
ORIGINAL = "!original.xlsx"  # read first, so that a mutant that came out the same is told as its copy
SHEET = "xl/worksheets/sheet1.xml"
HEADERS = ["Datum", "Åtagande", "Parter", "Antal tillfällen", "Antal deltagare", "Plats"]
_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_ROW = re.compile(r'<row r="(\d+)"[^>]*>.*?</row>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_VALUES = [
    *(
        "NaN",
        "inf",
        "-inf",
        "1e308",
        "-1e308",
        "1e999",
        "-0",
        "",
        " ",
        "99999999",
        "2147483648",
        "18446744073709551616",
    ),
    *("#REF!", "#SPILL!", "abc", "44624.99999", "2958466", "0.5", "-1", "8507099805", "850709-9805", "&#65;", "&amp;"),
    *("x" * 40_000, "\u0663", "\u200b", "1 000", "4/3 2022", "2022-13-45", "5.3", "=1/0"),
]
_TYPES = ["s", "str", "inlineStr", "b", "e", "d", "n", "zz", ""]


@dataclass(frozen=True)
class Mutant:
    number: int
    kind: str
    content: bytes
    touched: frozenset[int] | None  # the rows that may differ; None where any may

    @property
    def name(self) -> str:
        return f"{self.number:07d}.xlsx"


@cache
def original() -> bytes:
    """A workbook of 30 rows with real dates, shared texts and a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Genomfört"
    sheet.append(HEADERS)
    for number in range(ROWS):
        date = dt.date(2022, 1, 3) + dt.timedelta(days=9 * number)
        sheet.append([date, "5.3", "skolan; polisen", number % 3 + 1, 10 + number, f"Plats {number}"])
    delivered = book.create_sheet("Redovisat")
    delivered.append(["Part", "Från", "Till", "Klart"])
    delivered.append(["skolan", "2022-01-01", "2022-12-31", "ja"])
    held = io.BytesIO()
    book.save(held)
    with zipfile.ZipFile(held) as archive:
        return _zipped(_with_shared_texts({name: archive.read(name) for name in archive.namelist()}))


def _with_shared_texts(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The workbook as Excel writes it: each text once, in a part of its own."""
    texts: dict[str, int] = {}

    def shared(cell: re.Match) -> str:
        return f't="s"><v>{texts.setdefault(cell[1], len(texts))}</v></c>'

    for name in [name for name in parts if name.startswith("xl/worksheets/")]:
        sheet = re.sub(r't="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>', shared, parts[name].decode())
        parts[name] = sheet.encode()
    rows = "".join(f"<si><t>{text}</t></si>" for text in texts)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    names = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{names}" uniqueCount="{len(texts)}">{rows}</sst>'.encode()
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    added = f'<Relationship Id="texter" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = relations.replace("</Relationships>", added).encode()
    return parts


@cache
def _parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(original())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def mutant(number: int) -> Mutant:
    """The workbook spoilt in the way that its number stands for."""
    chance = random.Random(number)
    make = chance.choices((_bytes, _cell, _row, _tags, _part, _xml_bytes), (2, 6, 3, 3, 2, 3))[0]
    kind, content, touched = make(chance)
    return Mutant(number, kind, content, touched)


def _zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def _with_sheet(text: str) -> bytes:
    return _zipped(_parts() | {SHEET: text.encode("utf-8", "surrogatepass")})


def _bytes(chance: random.Random) -> tuple[str, bytes, None]:
    content = bytearray(original())
    kind = chance.choice(["bit", "byte", "bytes", "cut", "splice", "zeros", "tail"])
    place, length = chance.randrange(len(content)), chance.randrange(1, 200)
    match kind:
        case "bit":
            content[place] ^= 1 << chance.randrange(8)
        case "byte":
            content[place] = chance.randrange(256)
        case "bytes":
            for _ in range(40):
                content[chance.randrange(len(content))] = chance.randrange(256)
        case "cut":
            del content[place:]
        case "splice":
            content[place : place + length] = content[: chance.randrange(200)]
        case "zeros":
            content[place : place + length] = bytes(length)
        case "tail":
            content += chance.randbytes(length)
    return f"file: {kind}", bytes(content), None


def _cell(chance: random.Random) -> tuple[str, bytes, frozenset[int]]:
    text = _parts()[SHEET].decode()
    cell = chance.choice([cell for cell in _CELL.finditer(text) if int(cell[2]) > 1])
    address, row, value = cell[1] + cell[2], int(cell[2]), chance.choice(_VALUES)
    kind = chance.choice(
        ["type", "value", "both", "style", "formula", "error", "gone", "twice", "inline", "empty", "extra"]
    )
    match kind:
        case "type":
            new = re.sub(r' t="\w+"', "", cell[0]).replace("<c ", f'<c t="{chance.choice(_TYPES)}" ', 1)
        case "value":
            new = re.sub(r"<v>.*?</v>", lambda _: f"<v>{value}</v>", cell[0])
        case "both":
            new = f'<c r="{address}" t="{chance.choice(_TYPES)}"><v>{value}</v></c>'
        case "style":
            new = f'<c r="{address}" s="{chance.choice([-1, 7, 999_999, 2**32, 2**64])}"><v>44624</v></c>'
        case "formula":
            formula, stored = chance.choice(["TODAY()", "A1&gt;2", ""]), chance.choice(["", "<v></v>", "<v/>"])
            new = f'<c r="{address}"><f>{formula}</f>{stored}</c>'
        case "error":
            new = f'<c r="{address}" t="e"><v>{chance.choice(["#REF!", "#N/A", "#CALC!", "#NYTT!", "", "x"])}</v></c>'
        case "gone":
            new = ""
        case "twice":
            new = cell[0] + f'<c r="{address}"><v>1</v></c>'
        case "inline":
            new = f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'
        case "empty":
            new = f'<c r="{address}"/>'
        case "extra":
            new = cell[0].replace("<c ", """<c cm="1" x=" r='A1'>" """, 1)
    return f"cell: {kind}", _with_sheet(text[: cell.start()] + new + text[cell.end() :]), frozenset([row])


def _row(chance: random.Random) -> tuple[str, bytes, frozenset[int] | None]:
    text = _parts()[SHEET].decode()
    rows = [row for row in _ROW.finditer(text) if row[1] != "1"]
    one, other = sorted(chance.sample(rows, 2), key=lambda row: row.start())
    kind = chance.choice(["gone", "twice", "swapped", "hidden", "far", "no address", "bad address", "blank"])
    touched: frozenset[int] | None = frozenset([int(one[1])])
    new = one[0]
    match kind:
        case "gone":
            new = ""
        case "twice":
            new = one[0] * 2
        case "swapped":
            text = text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]
            return f"row: {kind}", _with_sheet(text), frozenset()
        case "hidden":
            new, touched = one[0].replace("<row ", '<row hidden="1" '), frozenset()
        case "far":
            far = chance.choice([1_048_576, 300_000, 5_000])
            new = one[0].replace(f'r="{one[1]}"', f'r="{far}"', 1)
            new = re.sub(rf'<c r="([A-Z]+){one[1]}"', rf'<c r="\g<1>{far}"', new)
            touched |= {far}
        case "no address":
            new = re.sub(r' r="\w+"', "", one[0])
            if int(one[1]) > 2:  # the row before it says where it stands
                touched = frozenset()
        case "bad address":
            new = re.sub(
                r'<c r="\w+"',
                f'<c r="{chance.choice(["A0", "", "1A", "A9999999999", "ZZZZ1", "$A$3", "a3", "XFE2"])}"',
                one[0],
                count=1,
            )
            touched = None
        case "blank":
            new = f'<row r="{one[1]}"/>'
    return f"row: {kind}", _with_sheet(text[: one.start()] + new + text[one.end() :]), touched


def _tags(chance: random.Random) -> tuple[str, bytes, None]:
    """Tags swapped, dropped, doubled or renamed anywhere in any part."""
    name = chance.choice([name for name in _parts() if name.endswith((".xml", ".rels"))])
    text = _parts()[name].decode()
    tags = list(_TAG.finditer(text))
    one, other = sorted((chance.choice(tags), chance.choice(tags)), key=lambda tag: tag.start())
    kind = chance.choice(["swapped", "dropped", "doubled", "renamed", "attribute", "number"])
    match kind:
        case "swapped" if one.end() <= other.start():
            text = text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]
        case "dropped":
            text = text[: one.start()] + text[one.end() :]
        case "doubled":
            text = text[: one.end()] + one[0] + text[one.end() :]
        case "renamed":
            text = text.replace(one[0], one[0].replace("<", "<x", 1), 1)
        case "attribute":
            new = re.sub(
                r'="[^"]*"', lambda _: f'="{chance.choice([*_VALUES[:20], "A1:XFD1048576"])}"', one[0], count=1
            )
            text = text[: one.start()] + new + text[one.end() :]
        case "number":
            numbers = list(re.finditer(r"\d+", text))
            found = chance.choice(numbers) if numbers else None
            if found:
                new = chance.choice(["0", "-1", "4294967296", "99999999999999999999", "1048577", ""])
                text = text[: found.start()] + new + text[found.end() :]
    return f"tag: {kind}", _zipped(_parts() | {name: text.encode()}), None


def _part(chance: random.Random) -> tuple[str, bytes, None]:
    parts = dict(_parts())
    name = chance.choice(list(parts))
    kind = chance.choice(["gone", "empty", "of another", "renamed", "stored", "bzip2", "added"])
    match kind:
        case "gone":
            del parts[name]
        case "empty":
            parts[name] = b""
        case "of another":
            parts[name] = chance.choice(list(parts.values()))
        case "renamed":
            parts[chance.choice([name.upper(), name.replace("/", "\\"), f"../{name}", f"/{name}", name + "x"])] = (
                parts.pop(name)
            )
        case "stored":
            return f"part: {kind}", _zipped(parts, zipfile.ZIP_STORED), frozenset()
        case "bzip2":
            return f"part: {kind}", _zipped(parts, zipfile.ZIP_BZIP2), None
        case "added":
            parts[chance.choice(["xl/extra.xml", "xl/worksheets/sheet9.xml"])] = parts[SHEET]
    return f"part: {kind}", _zipped(parts), None


def _xml_bytes(chance: random.Random) -> tuple[str, bytes, None]:
    name = chance.choice([SHEET, SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
    content = bytearray(_parts()[name])
    for _ in range(chance.choice([1, 1, 1, 3, 20])):
        place = chance.randrange(len(content))
        match chance.randrange(4):
            case 0:
                content[place] ^= 1 << chance.randrange(8)
            case 1:
                content[place] = chance.choice(b"<>\"'/&;=0123456789 \n\0")
            case 2:
                del content[place : place + chance.randrange(1, 12)]
            case 3:
                content[place:place] = bytes(chance.choices(b'<>"/&; rtcv=0129', k=chance.randrange(1, 6)))
    return "XML: bytes", _zipped(_parts() | {name: bytes(content)}), None


# Reading them ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    number: int
    kind: str
    ending: str  # "read", "sheet refused", "file refused"
    fault: str = ""  # what must not be: a row lost or changed, a ledger that does not add up


def _rows_of(records: Records, name: str) -> dict[int, tuple]:
    """What each row of the sheet Genomfört gave, whether it was read, merged or rejected."""
    read = records.activities[(records.activities["file"] == name) & (records.activities["sheet"] == "Genomfört")]
    fields = ["commitment", "start", "end", "occasions", "participants", "place", "parties"]
    rows = {row.row: tuple(getattr(row, field) for field in fields) for row in read.itertuples()}
    rejected = records.rejected[(records.rejected["file"] == name) & (records.rejected["sheet"] == "Genomfört")]
    return rows | dict.fromkeys(rejected["row"], ("rejected",))


def read_mutants(numbers: Iterable[int], read: Callable[[Path], Records]) -> list[Outcome]:
    """Write the mutants of these numbers into one folder, read it, and say how each ended."""
    mutants = [mutant(number) for number in numbers]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ORIGINAL).write_bytes(original())
        for one in mutants:
            (folder / one.name).write_bytes(one.content)
        records = read(folder)
    ledger = records.ledger
    adds_up = ledger["rows"] == ledger[["loaded", "merged", "rejected", "unrecognised"]].sum(axis=1)
    expected = _rows_of(records, ORIGINAL)
    assert len(expected) == ROWS
    return [_outcome(one, records, ledger[ledger["file"] == one.name], adds_up, expected) for one in mutants]


def _outcome(one: Mutant, records: Records, ledger: pd.DataFrame, adds_up: pd.Series, expected: dict) -> Outcome:
    if ledger.empty or not adds_up[ledger.index].all():
        return Outcome(one.number, one.kind, "read", "the ledger does not add up")
    told = records.problems[records.problems["file"] == one.name]
    if "filen lästes inte" in set(told["consequence"]):
        return Outcome(one.number, one.kind, "file refused")
    if told["problem"].str.contains("samma innehåll").any():
        return Outcome(one.number, one.kind, "read")
    refused = bool((ledger["kind"] == "blad som inte lästes").any())
    if one.touched is None:
        return Outcome(one.number, one.kind, "sheet refused" if refused else "read")
    if refused:
        return Outcome(one.number, one.kind, "sheet refused", "one row was touched and its sheet refused")
    found = _rows_of(records, one.name)
    changed = {row for row in expected.keys() | found.keys() if expected.get(row) != found.get(row)} - one.touched
    return Outcome(one.number, one.kind, "read", f"rows {sorted(changed)} differ" if changed else "")
