"""Which part of the zip file that a workbook is holds which of its sheets."""

from __future__ import annotations

import zipfile
from xml.etree import ElementTree

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The name of each sheet in order, and the part of the archive that should hold it ("" where none is named).

    Raises KeyError or ParseError for a workbook that lacks its list of sheets.
    """
    relations = _parsed(archive.read(part_named(archive, "xl/_rels/workbook.xml.rels")))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    found = []
    for sheet in _parsed(archive.read(part_named(archive, "xl/workbook.xml"))).iter():
        if sheet.tag.endswith("}sheet"):
            target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION)) or ""
            part = target.lstrip("/") if target.startswith("/") or not target else f"xl/{target}"
            found.append((sheet.get("name", ""), part))
    return found


def part_named(archive: zipfile.ZipFile, wanted: str) -> str:
    """The part's name as it is written; some programs write other letters or backslashes. Raises KeyError."""
    names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
    return names[wanted]


def _parsed(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content, ElementTree.XMLParser(encoding="utf-8"))
