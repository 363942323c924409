"""What the reader does not tell of an Excel workbook: error cells, formulas without a value, hidden rows.

The reader gives an error cell as an empty one, gives up a whole sheet over an error code that it does not know,
and gives a formula that was never computed as empty or as 0. So those cells are looked up in the XML.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from lofte_analysis.cells import Fault

_ERROR = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\bt\s*=\s*["']e["'][^>]*>""")
_NEVER_COMPUTED = re.compile(
    rb"<(?:\w+:)?c\s[^>]*[^/>]>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_EMPTY_TEXT = re.compile(rb"""\bt\s*=\s*["'](?:str|s|inlineStr)["']""")  # a formula whose value is no text at all
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_HIDDEN = re.compile(rb"""<(?:\w+:)?(?:row|col)\s[^>]*?\bhidden\s*=\s*["'](?:1|true)["']""")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

ERROR_CELL = Fault("Cellen visar ett felvärde från Excel.", "Rätta formeln, eller skriv värdet i stället för den.")
NOT_COMPUTED = Fault("Formeln i cellen saknar sparat värde.", "Öppna och spara filen i Excel.")


@dataclass
class Inside:
    """Faulty cells by (row from 1, column from 0), and whether rows or columns are hidden."""

    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    hidden_parts: bool = False


def look_inside(path: Path) -> dict[str, Inside]:
    """What each sheet of an xlsx or xlsm file holds, by the sheet's name; empty for a workbook of another build."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return {}
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _inside(archive.read(part)) for name, part in _parts(archive).items()}
    except (KeyError, ElementTree.ParseError):
        return {}


def with_errors_as_text(path: Path) -> io.BytesIO:
    """The workbook with its error cells as text, so that a code unknown to the reader costs one cell and no sheet."""
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            if part.endswith(".xml"):
                content = _ERROR.sub(lambda cell: re.sub(rb"""["']e["']""", b'"str"', cell[0]), content)
            target.writestr(part, content)
    copy.seek(0)
    return copy


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of each sheet and the part of the archive that holds it."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter()
    parts = {}
    for sheet in sheets:
        target = targets.get(sheet.get(_RELATION)) if sheet.tag.endswith("}sheet") else None
        if target:
            parts[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    known = set(archive.namelist())
    return {name: part for name, part in parts.items() if part in known}


def _inside(content: bytes) -> Inside:
    found = Inside(hidden_parts=_HIDDEN.search(content) is not None)
    for match in _NEVER_COMPUTED.finditer(content):
        start = match[0][: match[0].index(b">")]
        if not _EMPTY_TEXT.search(start):
            _add(found, start, NOT_COMPUTED)
    for match in _ERROR.finditer(content):
        _add(found, match[0], ERROR_CELL)
    return found


def _add(found: Inside, cell: bytes, fault: Fault) -> None:
    if place := _PLACE.search(cell):
        found.faults[int(place[2]), column_number(place[1]) - 1] = fault


def column_number(letters: bytes) -> int:
    """
    >>> column_number(b"A"), column_number(b"AB")
    (1, 28)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
