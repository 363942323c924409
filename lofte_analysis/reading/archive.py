"""Whether the zip file that a workbook is can be opened without harm.

A workbook is a zip of XML, and a few kilobytes can unfold into gigabytes or end the process that reads them. So its
parts are looked at first, in pieces of a megabyte: their sizes, check sums and names, whether the XML is whole, and
where the cells of the sheets stand. What is found here is told in one sentence, and no part is ever written to disk.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

from lofte_analysis.cells import Fault
from lofte_analysis.reading.cell_places import cell_places
from lofte_analysis.reading.different_cells import WORTH, DifferentCells, Ordinary
from lofte_analysis.reading.exact import BadAddress, ExcelSheet, OpenDocument, TooManyCells, parser, read_through
from lofte_analysis.reading.extent import PREFIX, Extent, has_cells
from lofte_analysis.reading.limits import Limits
from lofte_analysis.reading.parts import sheet_parts
from lofte_analysis.reading.plain_rows import OrdinaryRows, Rows, parted, whole_tags

SAVE_AS = "Öppna filen i Excel och spara den som Excel-arbetsbok (.xlsx)."
SAVE_AGAIN = "Öppna filen i Excel, spara den igen och byt ut den."
CUT = Fault("Filen är avbruten: slutet saknas.", "Kopiera filen på nytt, eller spara den igen och byt ut den.")
BROKEN = Fault("Filen är skadad.", SAVE_AGAIN)
LOCKED = Fault("Filen är lösenordsskyddad.", "Ta bort lösenordet och spara filen igen.")
TOO_MANY = Fault("Ett blad använder orimligt många celler.", "Ta bort innehåll långt ned eller åt höger.")
TOO_LARGE = Fault("Arbetsboken är orimligt stor när den packas upp.", "Ta bort tomma rader och bilder.")
TOO_LONG = Fault("En text i arbetsboken är orimligt lång.", "Ta bort den långa texten, eller be om en ny arbetsbok.")
TOO_MANY_PARTS = Fault("Arbetsboken har orimligt många delar.", "Ta bort blad och bilder som inte behövs.")
MERGED = Fault("Arbetsboken har orimligt många sammanfogade celler.", "Dela upp cellerna i Excel.")
NO_WORKBOOK = Fault("Filen är ett zip-arkiv och ingen arbetsbok.", "Packa upp det och lägg arbetsböckerna i mappen.")
NESTED = Fault("Arbetsboken innehåller ett zip-arkiv.", SAVE_AS)
NAMES = Fault("Arbetsboken innehåller delar som vill läggas utanför den.", "Öppna den inte. Be om en ny arbetsbok.")
XML = Fault("Arbetsboken innehåller otillåten XML.", SAVE_AS)
ILL_FORMED = Fault("Arbetsbokens innehåll är skadat.", SAVE_AGAIN)
ADDRESS = Fault("En cell i arbetsboken har en adress som inte finns.", SAVE_AGAIN)

_PIECE = 1_000_000
_SHORT = 10_000  # bytes of rows; fewer are sooner gone through cell by cell than told of all at once
_CLIMBS = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)")
_COUNT = re.compile(rb"""ount\s*=\s*["']\s*(?:\+?\d{8}|[^"'<]*&)""")  # readers set aside as much memory as it says
_SHARED = re.compile(rb"<%bsi[\s/>]" % PREFIX)
_VALUE = re.compile(rb"<%bv(?:\s[^>]*)?>\s*(\d{1,7})" % PREFIX)
# Without any of these the cells of a sheet hold no error, no formula and no number that a reader gives up over; of its
# plain rows their grammar says the same. Before the first cell, and around plain rows, they mean something else: there
# a formula is that of a list to choose from.
_MARKS = (b'"e"', b"'e'", b'"&', b"'&", b"<f", b":f", b">-")
_BREAKS_A_VALUE = re.compile(rb"<%b(?:v|t|f)\b[^>]*>[^<]*<[!?]" % PREFIX)  # readers drop what follows


class Refused(Exception):
    """A part must not be opened, and why; never seen outside `fault_of_zip`."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def fault_of_archive(path: Path, limits: Limits, ordinary: Ordinary | None = None) -> Fault | None:
    """Why a zip file must not be opened as a workbook, or None when it is safe.

    The parts without error cells, formulas and anything hidden are added to `ordinary`, with the different cells of
    those that are large sheets of plain rows.
    """
    return fault_of_zip(path, limits, Reading, {} if ordinary is None else ordinary)


def fault_of_zip(path: Path, limits: Limits, reading: type[Reading], ordinary: Ordinary) -> Fault | None:
    """Why a zip file must not be opened; `reading` looks at its parts when the list of them is found good."""
    try:
        if fault := _fault_of_index(path, limits):
            return fault
        with zipfile.ZipFile(path) as archive:
            return _fault_of_list(archive, path, limits) or reading(archive, path, limits, ordinary).fault()
    except Refused as refused:
        return refused.fault
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error):
        return BROKEN


def _fault_of_index(path: Path, limits: Limits) -> Fault | None:
    """What the last 22 bytes say: they close the list of parts, which must lie right before them.

    Readers differ in where they look when it does not, so that what is checked could be another part than the one
    that is read.
    """
    size = path.stat().st_size
    if size < 22:
        return CUT
    with path.open("rb") as file:
        file.seek(size - 22)
        signature, disk, first, here, parts, length, offset, comment = struct.unpack("<4s4H2LH", file.read(22))
    if signature != b"PK\x05\x06":
        return CUT
    if parts > limits.parts or length > limits.parts * 1_000:
        return TOO_MANY_PARTS
    if (disk, first, comment) != (0, 0, 0) or here != parts or offset + length + 22 != size:
        return BROKEN
    return None


def _fault_of_list(archive: zipfile.ZipFile, path: Path, limits: Limits) -> Fault | None:
    parts = archive.infolist()
    names = {part.filename.replace("\\", "/").lower() for part in parts}
    if len(parts) > limits.parts:
        return TOO_MANY_PARTS
    if any(_CLIMBS.search(part.filename) for part in parts):
        return NAMES
    if len(names) < len(parts):
        return BROKEN  # which of two parts with one name is read differs between readers
    if any(part.flag_bits & 1 for part in parts):
        return LOCKED
    if sum(part.file_size for part in parts) > limits.unpacked_at_most(path.stat().st_size):
        return TOO_LARGE
    is_ods = path.suffix.lower() == ".ods"
    if is_ods and "encrypted-package" in names:
        return LOCKED
    wanted, other = ("content.xml", "[content_types].xml")[:: 1 if is_ods else -1]
    if wanted in names:
        return None
    if other in names:
        return Fault("Filen är en arbetsbok av annat slag än namnet säger.", SAVE_AS)
    return NO_WORKBOOK


class Reading:
    """One reading through all parts of a workbook."""

    free_form = ("customxml/", "docprops/", "xl/embeddings/")  # may hold anything; no sheet may lie there

    def __init__(self, archive: zipfile.ZipFile, path: Path, limits: Limits, ordinary: Ordinary) -> None:
        self.archive, self.limits, self.ordinary = archive, limits, ordinary
        self.is_ods = path.suffix.lower() == ".ods"
        packed = path.stat().st_size
        self.left = self.most = limits.filled_at_most(packed)
        self.letters = limits.letters_at_most(packed)
        self.merged = 0
        self.shared: list[int] = []  # the length of each shared text, its tags included
        self._from: int | None = None
        self.cells: dict[str, int] = {}

    def fault(self) -> Fault | None:
        if self.is_ods and self._is_locked():
            return LOCKED
        self.read_parts()
        if not self.is_ods:
            self._check_sheets()
        if sum(self.cells.values()) > self.limits.cells:
            return TOO_MANY
        if max(self.shared, default=0) * (self.most - self.left) > self.letters and self._told_letters() > self.letters:
            return TOO_LONG
        return None

    def read_parts(self) -> None:
        """Read each part to its end, which also checks its check sum."""
        for part in self.archive.infolist():
            with self.archive.open(part) as stream:
                self._read(part.filename, iter(lambda: stream.read(_PIECE), b""))

    def _told_letters(self) -> int:
        """The letters of all cells when each holds the shared text that its number may mean."""
        told, lengths = 0, self.shared
        for name in self.cells:
            with self.archive.open(name) as stream:
                for piece in whole_tags(iter(lambda: stream.read(_PIECE), b""), self.limits.text_bytes):
                    numbers = (int(value[1]) for value in _VALUE.finditer(piece))
                    told += sum(lengths[number] for number in numbers if number < len(lengths))
        return told

    def _is_locked(self) -> bool:
        """Whether the parts of an ods file are encrypted, as its list of contents says."""
        with suppress(KeyError), self.archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(_PIECE)
        return False

    def _read(self, name: str, chunks: Iterator[bytes]) -> None:
        first = next(chunks, b"")
        folder = name.replace("\\", "/").lower()
        if first.startswith((b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf")) and "embeddings/" not in folder:
            raise Refused(NESTED)
        if not folder.endswith((".xml", ".rels")) or folder.startswith(self.free_form):
            for _ in chunks:  # reading checks the check sum; no reader of workbooks opens these parts
                pass
            return
        if first.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in first:
            raise Refused(XML)
        try:
            if self.is_ods and folder == "content.xml":
                self._read_open_document(chain([first], chunks))
            else:
                self._read_xml(name, chain([first], chunks))
        except OverflowError:
            raise Refused(TOO_LONG) from None
        except TooManyCells:
            raise Refused(TOO_MANY) from None
        except BadAddress:
            raise Refused(ADDRESS) from None
        except ExpatError:
            raise Refused(ILL_FORMED) from None

    def _read_xml(self, name: str, chunks: Iterator[bytes]) -> None:
        extent, whole = Extent(self.left), refusing_doctype(parser())
        before, self._from, is_ordinary, in_cells = 0, None, True, False
        part = self.archive.getinfo(name)
        different = DifferentCells(part.CRC) if part.file_size >= WORTH else None
        for piece in parted(chunks, self.limits.text_bytes):
            if isinstance(piece, Rows):  # whole XML, so that the parser need not see it
                before += len(piece)
                is_ordinary = is_ordinary and isinstance(piece, OrdinaryRows)
                if len(piece) < _SHORT and (different is None or different.given_up):
                    extent.feed(piece)
                    continue
                places = cell_places(piece)
                extent.feed_rows(places)
                if different is not None:
                    different.add_rows(piece, places)
                continue
            if different is not None:
                different.add_other(piece)
            in_cells = in_cells or has_cells(piece)
            has_marks = b"hidden" in piece or (in_cells and any(mark in piece for mark in _MARKS))
            is_ordinary = is_ordinary and not has_marks
            starts = [before + match.start() for match in _SHARED.finditer(piece)] if b"si" in piece else []
            before += len(piece)
            self._add_shared(starts, before)
            if b"<!DOCTYPE" in piece:
                raise Refused(XML)
            whole.Parse(piece)
            extent.feed(piece)
            if b"ount" in piece and _COUNT.search(piece):
                raise Refused(ILL_FORMED)
            self.merged += len(re.findall(rb"mergeCell\s", piece))
            if len(self.shared) > self.limits.cells:
                raise TooManyCells
            if self.merged > self.limits.merged:
                raise Refused(MERGED)
            if (b"<!" in piece or b"<?" in piece) and _BREAKS_A_VALUE.search(piece):
                raise Refused(XML)
        whole.Parse(b"", True)
        if is_ordinary:
            self.ordinary[name] = different if different is not None and different.usable else None
        if not extent.regular:
            with self.archive.open(name) as stream:
                extent = ExcelSheet(self.left)
                read_through(extent, iter(lambda: stream.read(_PIECE), b""))
        self.left -= extent.filled
        self.cells[name] = extent.cells
        if extent.last_column > self.limits.columns:
            raise Refused(TOO_MANY)
        if extent.cells > max(self.limits.sparse_cells, 20 * extent.filled):
            raise Refused(TOO_MANY)

    def _add_shared(self, starts: list[int], end: int) -> None:
        """Note the lengths of the shared texts that begin at `starts`; the last one runs to the `end` for now."""
        if self.shared and self._from is not None:
            self.shared[-1] = (starts[0] if starts else end) - self._from
        if starts:
            self.shared += [later - start for start, later in zip(starts, [*starts[1:], end], strict=True)]
            self._from = starts[-1]

    def _read_open_document(self, chunks: Iterator[bytes]) -> None:
        sheets = OpenDocument(self.left)
        refusing_doctype(sheets.parser)
        read_through(sheets, whole_tags(chunks, self.limits.text_bytes))
        if sheets.sheets > self.limits.sheets:
            raise Refused(TOO_MANY_PARTS)
        self.cells["content.xml"] = sheets.cells

    def _check_sheets(self) -> None:
        """Each sheet has a part of its own, among those that were looked at as XML."""
        try:
            sheets = sheet_parts(self.archive)
        except (KeyError, ElementTree.ParseError):
            raise Refused(BROKEN) from None
        if len(sheets) > self.limits.sheets:
            raise Refused(TOO_MANY_PARTS)
        parts = [part.lower() for _, part in sheets if part]
        if len(set(parts)) < len(parts) or len({name.lower() for name, _ in sheets}) < len(sheets):
            raise Refused(BROKEN)
        seen, known = {name.lower() for name in self.cells}, {name.lower() for name in self.archive.namelist()}
        if any(part in known and part not in seen for part in parts):
            raise Refused(BROKEN)


def refusing_doctype(xml_parser):
    """The parser, which raises Refused at a document type: it can name other files, and unfold without end."""

    def refuse(*_) -> None:
        raise Refused(XML)

    xml_parser.StartDoctypeDeclHandler = refuse
    return xml_parser
