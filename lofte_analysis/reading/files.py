"""Which files are read, and whether each is safe to open.

A workbook is a zip of XML, and a few kilobytes can unfold into gigabytes or end the process that reads them. So each
file is looked at before a reader opens it: its first bytes, the sizes and check sums of its parts, and the
last row and column of its sheets.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from lofte_analysis.cells import Fault
from lofte_analysis.reading.extent import excel_extent, open_document_extent

READ = (".xlsx", ".xlsm", ".ods", ".csv")
_OLD = {".xls": "gammalt Excelformat", ".xlsb": "binärt Excelformat"}
_UNREAD = _OLD | {
    ".xltx": "formatet för Excelmallar",
    ".xltm": "formatet för Excelmallar",
    ".ots": "formatet för mallar",
    ".fods": "ett format som inte läses",
    ".numbers": "Numbers-format",
    ".gsheet": "formatet för en länk till Google Kalkylark",
    ".tsv": "ett textformat som inte läses",
}
_SAVE_AS = "Öppna filen i Excel och spara den som Excel-arbetsbok (.xlsx)."
_BROKEN = Fault("Filen är skadad eller avbruten.", "Öppna filen i Excel, spara den igen och byt ut den.")
_LOCKED = Fault("Filen är lösenordsskyddad.", "Ta bort lösenordet och spara filen igen.")
_TOO_MANY = Fault("Ett blad använder orimligt många celler.", "Ta bort innehåll långt ned eller åt höger.")


# What `lofte` itself writes, when it was told to write inside the folder that it reads.
_WRITTEN = {
    "publicera": ("uppfoljning.csv", "uppfoljning.xlsx"),
    "internt": ("problem.csv", "inlast.csv", "kallrader.csv"),
    "kanslighet": ("kanslighet.csv",),
}


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be before it is refused."""

    file_bytes: int = 100_000_000
    unpacked_bytes: int = 400_000_000
    ratio: int = 150  # unpacked to packed size of a large part; a real sheet stays below 50
    parts: int = 5_000
    cells: int = 4_000_000


@dataclass(frozen=True)
class FoundFile:
    path: Path
    name: str  # relative to the folder, with forward slashes
    skipped: str = ""  # why the file is not read, where a rule says so


def find_files(folder: Path) -> list[FoundFile]:
    """Every file below the folder in a stable order; lock files and hidden files are marked as skipped."""
    found = []
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        if path.is_dir():
            continue
        name = path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()  # odd bytes in a file name
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        suffix = path.suffix.lower()
        if path.name.startswith("~$"):
            found.append(FoundFile(path, name, "Excels låsfil"))
        elif hidden or path.name.lower() in ("thumbs.db", "desktop.ini"):
            found.append(FoundFile(path, name, "dold fil eller systemfil"))
        elif suffix in READ or suffix in _UNREAD:
            found.append(
                FoundFile(
                    path, name, "del av en tidigare rapport" if path.name in _WRITTEN.get(path.parent.name, ()) else ""
                )
            )
    return found


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fault_of(path: Path, limits: Limits = Limits()) -> Fault | None:
    """Why a file must not or cannot be opened, or None when it is safe."""
    if not path.is_file():
        return Fault("Det är ingen vanlig fil.", "Lägg en arbetsbok i mappen i stället.")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except OSError:
        return Fault("Filen går inte att läsa.", "Stäng filen i andra program och kontrollera rättigheterna.")
    if size == 0:
        return Fault("Filen är tom.", "Spara arbetsboken igen och lägg den i mappen.")
    if size > limits.file_bytes:
        return Fault("Filen är för stor.", "Dela upp arbetsboken i mindre delar.")
    suffix = path.suffix.lower()
    if start.startswith(b"\xd0\xcf\x11\xe0") and suffix not in _UNREAD:
        return Fault("Filen är lösenordsskyddad eller i gammalt Excelformat.", f"Ta bort lösenordet. {_SAVE_AS}")
    if suffix in _UNREAD:
        return Fault(f"Filen är i {_UNREAD[suffix]} ({suffix}).", _SAVE_AS)
    if suffix == ".csv":
        return _fault_of_text(path, start, limits)
    if not start.startswith(b"PK"):
        return Fault("Filen är ingen arbetsbok, trots namnet.", _SAVE_AS)
    return _fault_of_zip(path, limits)


def _fault_of_text(path: Path, start: bytes, limits: Limits) -> Fault | None:
    if start.startswith((b"PK\x03\x04", b"%PDF")):
        return Fault("Filen är ingen textfil.", _SAVE_AS)
    content = path.read_bytes()
    if content.count(b"\n") + max(content.count(b";"), content.count(b",")) > limits.cells:
        return _TOO_MANY
    return None


def _fault_of_zip(path: Path, limits: Limits) -> Fault | None:
    too_large = Fault("Arbetsboken är orimligt stor när den packas upp.", "Ta bort tomma rader och bilder.")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked_bytes:
                return too_large
            if any(part.file_size > max(20_000_000, limits.ratio * part.compress_size) for part in parts):
                return too_large
            if len({part.filename.lower() for part in parts}) < len(parts):
                return _BROKEN  # which of two parts with one name is read differs between readers
            if any(part.flag_bits & 1 for part in parts):
                return _LOCKED
            for part in parts:
                if fault := _fault_of_part(part.filename, archive.read(part), limits):  # read checks the check sum
                    return fault
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return _BROKEN
    return None


def _fault_of_part(name: str, content: bytes, limits: Limits) -> Fault | None:
    is_xml = name.lower().endswith((".xml", ".rels"))  # pictures may hold anything
    if is_xml and (b"<!DOCTYPE" in content or content.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return Fault("Arbetsboken innehåller otillåten XML.", _SAVE_AS)
    if name == "META-INF/manifest.xml" and b"encryption-data" in content:
        return _LOCKED
    if max(excel_extent(content), open_document_extent(content)) > limits.cells:
        return _TOO_MANY
    return None


def starts_1904(path: Path) -> bool:
    """Whether the workbook's serial dates count from 1904, as old Mac files do."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return False
    with zipfile.ZipFile(path) as archive:
        try:
            return re.search(rb'date1904="(1|true)"', archive.read("xl/workbook.xml")) is not None
        except KeyError:
            return False
