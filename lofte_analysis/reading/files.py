"""Which files are read, and whether each is safe to open.

A file is looked at before a reader opens it: whether it is a file that may be read, what its first bytes say that
it is, and, for a workbook, what `archive` finds in it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

from lofte_analysis.cells import Fault
from lofte_analysis.reading.archive import LOCKED, SAVE_AS, TOO_MANY, fault_of_archive
from lofte_analysis.reading.different_cells import Ordinary
from lofte_analysis.reading.limits import Limits
from lofte_analysis.reading.parts import part_named

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
_FOLDER = Fault("Det är en mapp, trots namnet.", "Lägg en arbetsbok i mappen i stället.")
_CLOSED = Fault("Mappen går inte att läsa.", "Kontrollera att du har rätt att läsa i den.")
_LINKED = Fault("Mappen är en länk och läses inte.", "Lägg själva arbetsböckerna i mappen.")
_NULL_DATE = re.compile(rb"""<table:null-date\b[^>]*\btable:date-value\s*=\s*["'](\d{4}-\d\d-\d\d)""")

# What `lofte` itself writes, when it was told to write inside the folder that it reads.
_WRITTEN = {
    "publicera": ("uppfoljning.csv", "uppfoljning.xlsx", "arsuppfoljning.csv", "jamforelse.csv", "lagesbild.csv"),
    "internt": ("problem.csv", "inlast.csv", "kallrader.csv", "kommuner.csv", "lagesbild.csv"),
    "kanslighet": ("kanslighet.csv",),
    "jamforelse": ("jamforelse.csv",),
}


@dataclass(frozen=True)
class FoundFile:
    path: Path
    name: str  # relative to the folder, with forward slashes
    skipped: str = ""  # why the file is not read, where a rule says so
    fault: Fault | None = None  # why it cannot be, where that was seen from outside


def find_files(folder: Path) -> list[FoundFile]:
    """Every file below the folder in a stable order; lock files and hidden files are marked as skipped.

    A folder is told of where it may hide what someone reported: when it cannot be listed, is a link to elsewhere, or
    has a workbook's name and holds nothing that is read.
    """
    found, named, waiting = [], [], [folder]
    while waiting:
        here = waiting.pop()
        try:
            entries = list(os.scandir(here))
        except OSError:
            found.append(FoundFile(here, _name(here, folder), fault=_CLOSED))
            continue
        for entry in entries:
            path = here / entry.name
            if not _is_folder(entry):
                found += filter(None, [_found(path, folder)])
            elif os.path.realpath(path) == os.path.join(os.path.realpath(here), entry.name):
                waiting.append(path)
                named += [path] if path.suffix.lower() in READ else []
            elif os.path.realpath(folder) in (os.path.realpath(path), *map(str, Path(os.path.realpath(path)).parents)):
                found.append(FoundFile(path, _name(path, folder), "en länk till en mapp som ändå läses"))
            else:
                found.append(FoundFile(path, _name(path, folder), fault=_LINKED))
    filled = {parent for file in found for parent in file.path.parents}
    found += [FoundFile(path, _name(path, folder), fault=_FOLDER) for path in named if path not in filled]
    return sorted(found, key=lambda file: file.path.relative_to(folder).as_posix())


def _is_folder(entry: os.DirEntry) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a ring
        return False


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()  # odd bytes in a file name


def _found(path: Path, folder: Path) -> FoundFile | None:
    name = _name(path, folder)
    if path.name.startswith("~$"):
        return FoundFile(path, name, "Excels låsfil")
    if any(part.startswith(".") for part in path.relative_to(folder).parts):
        return FoundFile(path, name, "dold fil eller systemfil")
    if path.name.lower() in ("thumbs.db", "desktop.ini"):
        return FoundFile(path, name, "dold fil eller systemfil")
    if path.suffix.lower() in (*READ, *_UNREAD):
        written = path.name in _WRITTEN.get(path.parent.name, ())
        return FoundFile(path, name, "del av en tidigare rapport" if written else "")
    return None


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fault_of(path: Path, limits: Limits, ordinary: Ordinary | None = None) -> Fault | None:
    """Why a file must not or cannot be opened, or None when it is safe.

    The parts of a workbook in which nothing has to be looked up before it is read are added to `ordinary`, with the
    different cells of its large sheets.
    """
    try:
        return _fault_of(path, limits, {} if ordinary is None else ordinary)
    except OSError as error:
        return fault_of_access(error)


def fault_of_access(error: OSError) -> Fault:
    """What to say of a file that the system would not let us read."""
    if getattr(error, "winerror", None) in (32, 33):  # Windows: shared or locked by another process
        return Fault("Filen är öppen i ett annat program.", "Stäng den där och försök igen.")
    if error.errno == errno.ELOOP:
        return Fault("Filen är en länk som leder i en ring.", "Lägg själva arbetsboken i mappen.")
    if isinstance(error, FileNotFoundError):
        return Fault("Filen finns inte längre.", "Lägg tillbaka den, eller kontrollera länken till den.")
    if isinstance(error, PermissionError):
        return Fault("Du har inte rätt att läsa filen.", "Stäng filen i andra program och kontrollera rättigheterna.")
    return Fault("Filen går inte att läsa.", "Stäng filen i andra program och kontrollera rättigheterna.")


def _fault_of(path: Path, limits: Limits, ordinary: Ordinary) -> Fault | None:
    state = path.stat()
    if stat.S_ISDIR(state.st_mode):
        return _FOLDER
    if not stat.S_ISREG(state.st_mode):
        return Fault("Det är ingen vanlig fil.", "Lägg en arbetsbok i mappen i stället.")
    with path.open("rb") as file:
        start = file.read(512)
    if state.st_size == 0:
        return Fault("Filen är tom.", "Spara arbetsboken igen och lägg den i mappen.")
    if state.st_size > limits.file_bytes:
        return Fault("Filen är för stor.", "Dela upp arbetsboken i mindre delar.")
    suffix = path.suffix.lower()
    if fault := _fault_of_start(path, start, suffix):
        return fault
    return _fault_of_text(path, limits) if suffix == ".csv" else fault_of_archive(path, limits, ordinary)


def _fault_of_start(path: Path, start: bytes, suffix: str) -> Fault | None:
    """What the first bytes say that the file is, where that is something else than a workbook that can be read."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"\xd0\xcf\x11\xe0"):  # the container of old Excel files, and of encrypted new ones
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            return LOCKED
        said = f" ({suffix})" if suffix in _OLD else ", trots namnet"
        return Fault(f"Filen är i gammalt Excelformat{said}.", SAVE_AS)
    if start.startswith(b"%PDF"):
        return Fault("Filen är en PDF, trots namnet.", "Be om arbetsboken som PDF-filen gjordes av.")
    if text.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        return Fault("Filen är en webbsida, trots namnet.", SAVE_AS)
    if suffix in _UNREAD:
        return Fault(f"Filen är i {_UNREAD[suffix]} ({suffix}).", SAVE_AS)
    is_zip = start.startswith(b"PK")
    if suffix == ".csv":
        return Fault("Filen är ingen textfil, trots namnet.", SAVE_AS) if is_zip or _is_binary(start) else None
    if text.startswith(b"<?xml"):
        return Fault("Filen är en XML-fil, trots namnet.", SAVE_AS)
    if not is_zip and not _is_binary(start):
        return Fault("Filen är en textfil, trots namnet.", SAVE_AS)
    return None if is_zip else Fault("Filen är ingen arbetsbok, trots namnet.", SAVE_AS)


def _is_binary(start: bytes) -> bool:
    """Whether a file cannot be text; texts in UTF-16 have a sentence of their own."""
    return not start.startswith((b"\xff\xfe", b"\xfe\xff")) and any(byte < 9 or 13 < byte < 27 for byte in start)


def _fault_of_text(path: Path, limits: Limits) -> Fault | None:
    content = path.read_bytes()
    lines, marks = content.count(b"\n") + content.count(b"\r"), max(content.count(b";"), content.count(b","))
    if lines + marks > limits.cells:
        return TOO_MANY
    return None


def serials_from(path: Path) -> int | None:
    """The year that a workbook's serial dates count from: 1904 in old Mac files, else 1900; None for any other day."""
    if path.suffix.lower() == ".ods":
        with zipfile.ZipFile(path) as archive:
            found = _NULL_DATE.search(archive.read("content.xml"))
        stated = found[1].decode() if found else "1899-12-30"
        return {"1899-12-30": 1900, "1904-01-01": 1904}.get(stated)
    with zipfile.ZipFile(path) as archive:
        workbook = archive.read(part_named(archive, "xl/workbook.xml"))
    return 1904 if re.search(rb"""\sdate1904\s*=\s*["'](1|true)["']""", workbook) else 1900
