"""Bad workbooks, built on the spot, for `tests/test_hostile_files.py` and for the figures of `docs/reliability.py`.

Each entry of INPUTS makes one file in a folder and names the words that its sentence must hold. Nothing here is real.
"""

from __future__ import annotations

import io
import os
import random
import socket
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADERS = ["Datum", "Åtagande", "Parter", "Antal tillfällen", "Antal deltagare"]
GOOD_ROWS = 200
GOOD_NAME = "ö god.xlsx"


def write_good(folder: Path) -> Path:
    """An ordinary workbook that must be read whole whatever lies beside it."""
    book = openpyxl.Workbook()
    book.active.append(HEADERS)
    for number in range(GOOD_ROWS):
        book.active.append([f"2022-{number % 12 + 1:02d}-{number % 28 + 1:02d}", "5.3", "skolan; polisen", 1, number])
    book.save(folder / GOOD_NAME)
    return folder / GOOD_NAME


# Parts of a workbook --------------------------------------------------------------------------------------


def text(address: str, value: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'


HEADER_ROW = f'<row r="1">{text("A1", "Datum")}{text("B1", "Åtagande")}</row>'
ROW = f'<row r="2">{text("A2", "2022-03-04")}{text("B2", "5.3")}</row>'


def relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def sheet(data: str, rest: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{rest}</worksheet>'


def parts(sheet_xml: str, **others: str | bytes) -> dict[str, str | bytes]:
    """The parts of the least workbook around a sheet; `others` by their name, to add or to replace."""
    content = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Blad1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    return content | others


def zipped(content: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return held.getvalue()


def workbook(data: str = HEADER_ROW + ROW, rest: str = "", **others: str | bytes) -> bytes:
    return zipped(parts(sheet(data, rest), **others))


def open_document(rows: str, **others: str | bytes) -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Blad1">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"/>'
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content} | others)


# The bad inputs -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bad:
    """A bad input; `said` are words of its sentence, `make` writes it into a folder or gives its bytes."""

    title: str
    said: str
    make: Callable[[], bytes] | Callable[[Path], None]
    name: str = "a.xlsx"
    in_place: bool = False  # `make` takes the path
    closed: str = ""  # "no right": the reader has none; "held": another program holds the file, as on Windows

    def write(self, folder: Path) -> None:
        path = folder / self.name
        if self.in_place:
            self.make(path)
        else:
            path.write_bytes(self.make())


def _quine_like() -> bytes:
    """A zip in a zip in a zip, each full of zeros."""
    inner = zipped({"0": b"\0" * 4_000_000})
    for _ in range(4):
        inner = zipped({f"{number}.zip": inner for number in range(8)})
    return inner


def _two_parts_of_one_name() -> bytes:
    held = io.BytesIO(workbook())
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("XL/WORKSHEETS/SHEET1.XML", sheet(HEADER_ROW))
    return held.getvalue()


def _flipped() -> bytes:
    content = bytearray(workbook())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    content[part.header_offset + 60 + len(part.filename)] ^= 4
    return bytes(content)


def _encrypted_parts() -> bytes:
    content = bytearray(workbook())
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = content.find(mark)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(mark, start + 4)
    return bytes(content)


def _understated() -> bytes:
    """The list of parts says that the sheet is small; it is 60 MB."""
    content = bytearray(workbook(" " * 60_000_000))
    start = content.find(b"PK\x01\x02")
    while start >= 0:
        if content[start + 46 :].startswith(b"xl/worksheets"):
            content[start + 24 : start + 28] = struct.pack("<L", 1000)
        start = content.find(b"PK\x01\x02", start + 4)
    return bytes(content)


def _sheets(count: int, *, shared: bool) -> bytes:
    targets = [("worksheet", f"worksheets/sheet{1 if shared else number}.xml") for number in range(1, count + 1)]
    listed = "".join(f'<sheet name="B{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, count + 1))
    own = {} if shared else {f"xl/{target}": sheet(HEADER_ROW + ROW) for _, target in targets}
    return workbook(
        **own,
        **{
            "xl/_rels/workbook.xml.rels": relations(*targets),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        },
    )


def _many_parts() -> bytes:
    return workbook(**{f"xl/media/{number}.png": b"x" for number in range(20_000)})


_ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
_OUTSIDE = '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_CORNER = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def _xml_sheet(head: str, value: str) -> bytes:
    return zipped(parts(head + sheet(f'<row r="1">{text("A1", value)}</row>')))


def _socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the address of a socket may not be long
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _noise(length: int) -> str:
    """Letters that do not pack well."""
    chance = random.Random(1)
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyzåäö0123456789", k=length))


def _shared_texts(xml: str, data: str = HEADER_ROW + ROW) -> bytes:
    related = relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"))
    texts = {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"{xml}</sst>', "xl/_rels/workbook.xml.rels": related}
    return workbook(data, **texts)


def _one_text_in_many_cells() -> bytes:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 9_000))
    return _shared_texts(f"><si><t>{'x' * 190_000}</t></si>", HEADER_ROW + cells)


def _long_texts(value: str, rows: int) -> bytes:
    cells = (f'<row r="{n}">{text(f"A{n}", value)}{text(f"B{n}", value)}</row>' for n in range(2, rows + 2))
    return workbook(HEADER_ROW + "".join(cells))


def _styles() -> bytes:
    formats = '<numFmt numFmtId="200" formatCode="y"/>'
    return workbook(
        **{"xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="4000000000">{formats}</numFmts></styleSheet>'}
    )


_REPEATED = (
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
    'table:number-columns-repeated="50"><text:p>x</text:p></table:table-cell></table:table-row>'
)
_MERGED = "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 75_000 + "</mergeCells>"
_LOCKED_ODS = {"META-INF/manifest.xml": "<m><encryption-data/></m>", "content.xml": "no longer XML"}
_CSV = "Datum;Åtagande\n2022-03-04;5.3\n"


def _corner(old: str, new: str) -> bytes:
    return workbook(_CORNER.replace(old, new))


INPUTS = [
    # Too much, when it is unpacked
    Bad("one huge string", "packas upp", lambda: workbook(f"<row>{text('A1', 'x' * 60_000_000)}</row>")),
    Bad(
        "one huge string that packs badly",
        "orimligt lång",
        lambda: workbook(f"<row>{text('A1', _noise(2_000_000))}</row>"),
    ),
    Bad("four million cells", "packas upp", lambda: workbook("<row>" + "<c><v>1</v></c>" * 4_000_000 + "</row>")),
    Bad(
        "many cells in few bytes",
        "många celler",
        lambda: workbook("<row><c><v>1</v></c><c><v>2</v></c></row>" * 40_000),
    ),
    Bad("millions of spaces", "packas upp", lambda: workbook(" " * 60_000_000)),
    Bad("as many spaces as a small file may hold", "orimligt lång", lambda: workbook(" " * 1_900_000)),
    Bad("four million shared texts", "packas upp", lambda: _shared_texts(">" + "<si/>" * 4_000_000)),
    Bad(
        "four thousand million shared texts, it says",
        "skadat",
        lambda: _shared_texts(' uniqueCount="4000000000"><si/>'),
    ),
    Bad("four thousand million formats, it says", "skadat", _styles),
    Bad("one long text in 9,000 cells", "orimligt lång", _one_text_in_many_cells),
    Bad("long texts that are slow to search", "orimligt mycket text", lambda: _long_texts("1-" * 16_000, 50)),
    Bad("75,000 merged areas", "sammanfogade", lambda: workbook(rest=_MERGED)),
    Bad("a sheet larger than the list of parts says", "skadad", _understated),
    Bad("zips within zips", "zip-arkiv och ingen arbetsbok", _quine_like),
    Bad(
        "a zip within a workbook", "innehåller ett zip-arkiv", lambda: workbook(**{"xl/inner.bin": zipped({"a": "b"})})
    ),
    Bad("20,000 parts", "många delar", _many_parts),
    Bad("1,500 sheets", "många delar", lambda: _sheets(1_500, shared=False)),
    Bad("90 sheets that are one part", "skadad", lambda: _sheets(90, shared=True)),
    # Cells far away
    Bad("a cell in the last corner", "många celler", lambda: workbook(_CORNER)),
    Bad(
        "the last corner behind odd quotes", "många celler", lambda: _corner('<c r="XFD', """<c x=" r='A1'>" r="XFD""")
    ),
    Bad(
        "the last row, cells without address",
        "många celler",
        lambda: workbook('<row r="1048576">' + "<c><v>1</v></c>" * 9 + "</row>"),
    ),
    Bad("a lone cell at row 1,048,000", "många celler", lambda: _corner("XFD1048576", "C1048000")),
    Bad("a lone cell at column XFD", "många celler", lambda: _corner("XFD1048576", "XFD240")),
    Bad("a row beyond the last", "adress som inte finns", lambda: _corner("XFD1048576", "A99999999999")),
    Bad("a column beyond the last", "adress som inte finns", lambda: _corner("XFD1048576", "ZZZ1")),
    Bad("an ods row repeated a million times", "många celler", lambda: open_document(_REPEATED), "a.ods"),
    # XML that does more than it should, or less
    Bad("expansion of entities", "otillåten XML", lambda: _xml_sheet(_ENTITIES, "&i;")),
    Bad("an entity from a file", "otillåten XML", lambda: _xml_sheet(_OUTSIDE, "&x;")),
    Bad("an entity that nobody declared", "innehåll är skadat", lambda: _xml_sheet("", "&x;")),
    Bad("tags that do not match", "innehåll är skadat", lambda: workbook(HEADER_ROW + ROW.replace("</row>", "</rad>"))),
    Bad("a value in CDATA, which readers drop", "otillåten XML", lambda: _corner("<v>1</v>", "<v><![CDATA[1]]></v>")),
    Bad(
        "XML in UTF-16", "otillåten XML", lambda: workbook(**{"xl/worksheets/sheet1.xml": sheet(ROW).encode("utf-16")})
    ),
    # Names of parts
    Bad("a part that climbs out of the folder", "utanför", lambda: workbook(**{"../../../etc/passwd": "x"})),
    Bad("a part with an absolute name", "utanför", lambda: workbook(**{"/etc/passwd": "x"})),
    Bad("a part on another drive", "utanför", lambda: workbook(**{"C:\\Windows\\x": "x"})),
    Bad("two parts of one name", "skadad", _two_parts_of_one_name),
    # Locked, cut, broken
    Bad("a password (Excel)", "lösenordsskyddad", lambda: OLE + bytes(900) + "EncryptedPackage".encode("utf-16-le")),
    Bad("a password (zip)", "lösenordsskyddad", _encrypted_parts),
    Bad("a password (ods)", "lösenordsskyddad", lambda: open_document("", **_LOCKED_ODS), "a.ods"),
    Bad("cut to a half", "avbruten", lambda: workbook()[:700]),
    Bad("cut by one byte", "avbruten", lambda: workbook()[:-1]),
    Bad("one bit flipped", "skadad", _flipped),
    Bad("empty", "tom", lambda: b""),
    Bad("all zeros", "ingen arbetsbok", lambda: bytes(5_000)),
    # Something else than the name says
    Bad("an .xls named .xlsx", "gammalt Excelformat, trots", lambda: OLE + bytes(600)),
    Bad("an .xls", "gammalt Excelformat (.xls)", lambda: OLE + bytes(600), "a.xls"),
    Bad("an .xlsx named .xls", "gammalt Excelformat (.xls)", workbook, "a.xls"),
    Bad("an .xlsx named .ods", "annat slag", workbook, "a.ods"),
    Bad("an .xlsx named .csv", "ingen textfil", workbook, "a.csv"),
    Bad("a csv named .xlsx", "textfil, trots namnet", _CSV.encode),
    Bad("a web page named .xls", "webbsida", lambda: b"<html><table><tr><td>Datum</td></tr></table></html>", "a.xls"),
    Bad("a web page named .xlsx", "webbsida", lambda: b"\xef\xbb\xbf\r\n<!DOCTYPE html><html></html>"),
    Bad("a PDF named .xlsx", "PDF", lambda: b"%PDF-1.7\n"),
    Bad("a csv in UTF-16", "UTF-8", lambda: _CSV.encode("utf-16"), "a.csv"),
    Bad("a csv of ten million marks", "många celler", lambda: b"Datum;Typ\n" + b";" * 10_000_000, "a.csv"),
    # No file, or none that may be read
    Bad("a folder", "mapp", lambda path: path.mkdir(), in_place=True),
    Bad("a file held by another program", "öppen i ett annat program", workbook, closed="held"),
]
if hasattr(os, "mkfifo"):  # not on Windows
    INPUTS += [
        Bad("a file without the right to read it", "inte rätt att läsa", workbook, closed="no right"),
        Bad("a pipe", "ingen vanlig fil", os.mkfifo, in_place=True),
        Bad("a socket", "ingen vanlig fil", _socket, in_place=True),
        Bad("a device", "ingen vanlig fil", lambda path: path.symlink_to("/dev/zero"), in_place=True),
        Bad("a link that leads in a ring", "i en ring", lambda path: path.symlink_to(path), in_place=True),
        Bad("a link that leads nowhere", "finns inte längre", lambda path: path.symlink_to("borta"), in_place=True),
        Bad("a link to the folder above", "länk till en mapp", lambda path: path.symlink_to(path.parent), "a", True),
        Bad("a link to a folder elsewhere", "är en länk", lambda path: path.symlink_to("/"), "a", True),
    ]

# As much as a small file may hold: let through, and still cheap.
EDGES = [
    Bad("nearly 4 MB of tags without a cell", "", lambda: workbook("<x/>" * 970_000)),
    Bad("nearly 4 MB of shared texts", "", lambda: _shared_texts(">" + "<si/>" * 780_000)),
    Bad("5,000 rows that say nothing", "", lambda: workbook(_junk(4_990))),
    Bad("a lone cell at row 160,000", "", lambda: _corner("XFD1048576", "C160000")),
    Bad("580,000 letters that are slow to search", "", lambda: _long_texts("1-" * 16_000, 9)),
    Bad("99 sheets", "", lambda: _sheets(99, shared=False)),
    Bad("2,400 headers, one below the other", "", lambda: workbook(_headers(2_400))),
]


def _junk(rows: int) -> str:
    header = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("Datum", "Typ"))
    return f"<row>{header}</row>" + "<row><c><v>1</v></c><c><v>2</v></c></row>" * rows


def _headers(pairs: int) -> str:
    names = (["Datum", "Åtagande"], ["Åtagande", "Datum"])
    cells = ("".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in names[n % 2]) for n in range(2 * pairs))
    return "".join(f"<row>{row}</row>" for row in cells)
