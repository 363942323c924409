"""What the reader does not tell of a workbook: error cells, formulas without a value, hidden rows, joined ods cells.

The reader gives an error cell as an empty one, gives up a whole sheet over an error code that it does not know,
and gives a formula that was never computed as empty or as 0. So those cells are looked up in the XML.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

from lofte_analysis.cells import Fault
from lofte_analysis.reading.exact import ExcelSheet, OpenDocumentCells, column_number, read_through
from lofte_analysis.reading.extent import PREFIX, is_regular
from lofte_analysis.reading.parts import sheet_parts
from lofte_analysis.reading.plain_rows import TOO_LOW, without_rows

_ERROR = re.compile(rb"""<%bc\s[^>]*?\bt\s*=\s*["']e["'][^>]*(?<!/)>""" % PREFIX)
_WITH_FORMULA = rb"<%bc\s[^>]*[^/>]>\s*<%bf\b(?:[^>]*/>|[^>]*>[^<]*</[^>]*>)\s*" % (PREFIX, PREFIX)
_NEVER_COMPUTED = re.compile(_WITH_FORMULA + rb"(?:<%bv\s*/>|<%bv>\s*</[^>]*>)?\s*</" % (PREFIX, PREFIX))
# What some programs store with each formula, to be computed when Excel opens the file.
_COMPUTED_AS_ZERO = re.compile(_WITH_FORMULA + rb"<%bv>\s*0\s*</[^>]*>\s*</" % PREFIX)
_COMPUTE_ON_LOAD = re.compile(rb"""\bfullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
_NOT_A_NUMBER = re.compile(rb"""\bt\s*=\s*["'](?!n["'])""")
_EMPTY_TEXT = re.compile(rb"""\bt\s*=\s*["'](?:str|s|inlineStr)["']""")  # a formula whose value is no text at all
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_WHOLE_CELL = re.compile(
    rb"<(?P<prefix>%b)c(?P<start>\s[^>]*[^/])>(?P<content>(?:(?!</?%bc[\s>]).)*)</(?P=prefix)c>" % (PREFIX, PREFIX),
    re.DOTALL,
)
_TYPE = re.compile(rb"""\bt\s*=\s*["']([^"']*)["']""")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](?!0["'])""")
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_TOO_LOW = re.compile(b">" + TOO_LOW)
_STORED = re.compile(rb"<%bv(?:\s[^>]*)?>([^<]*)<" % PREFIX)
_SHARED = re.compile(rb"<%bsi[\s/>]" % PREFIX)
_HIDDEN = re.compile(rb"""<%b(?:row|col)\s[^>]*?\bhidden\s*=\s*["'](?:1|true)["']""" % PREFIX)
# Without any of these an ods file has no error cell, no formula, nothing hidden and no joined cells.
_ODS_MARKS = (b"table:formula", b'"error"', b"'error'", b"table:visibility", b"-spanned")

ERROR_TEXT = re.compile(r"#[A-ZÅÄÖ0/]+[!?]|#N/A|#SAKNAS|Err:\d{3}")
ERROR_CELL = Fault("Cellen visar ett felvärde från Excel.", "Rätta formeln, eller skriv värdet i stället för den.")
NOT_COMPUTED = Fault("Formeln i cellen saknar sparat värde.", "Öppna och spara filen i Excel.")


@dataclass
class Inside:
    """Faulty cells by (row from 1, column from 0), whether rows or columns are hidden, and joined cells of an ods file.

    A sheet is `unreadable` when the reader may panic over a cell of it; `with_errors_as_text` mends that.
    """

    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    hidden_parts: bool = False
    unreadable: bool = False
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    part: str = ""  # of the archive, where the sheet has one of its own


def look_inside(path: Path, ordinary: Container[str] = ()) -> list[Inside] | None:
    """What each sheet of a workbook holds, in order; None for a file of another build.

    `ordinary` are parts that are known to hold nothing of the kind; they are not looked at again.
    """
    if path.suffix.lower() == ".ods":
        return _inside_open_document(path)
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return None
    with zipfile.ZipFile(path) as archive:
        written = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        on_load = _COMPUTE_ON_LOAD.search(archive.read(written["xl/workbook.xml"])) is not None
        parts = [written.get(part.lower()) for _, part in sheet_parts(archive)]
        insides = []
        for part in parts:
            content = archive.read(part) if part and part not in ordinary else b""
            inside = _inside(content, zero_is_none=on_load)
            inside.part = part or ""
            inside.unreadable = b">-" in content and _TOO_LOW.search(content) is not None
            insides.append(inside)
        return insides


def _inside_open_document(path: Path) -> list[Inside] | None:
    """The same of an ods file; None where nothing in it has to be looked up."""
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml")
    if not any(mark in content for mark in _ODS_MARKS):
        return None
    document = OpenDocumentCells(lambda text: ERROR_TEXT.fullmatch(text.strip()))
    read_through(document, [content])
    return [
        Inside(_faults(sheet.errors, sheet.not_computed), sheet.hidden_parts, merged=sheet.merged)
        for sheet in document.found
    ]


def with_errors_as_text(path: Path, *, long_numbers: bool = False) -> io.BytesIO:
    """The workbook with the cells that the reader would give up over as an error in text: one cell lost, and no sheet.

    These are error codes that it does not know, texts that are not there, and cells of a kind that does not exist; with
    `long_numbers` also numbers with a style, that may be durations of more days than Python can tell.
    """
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        shared = sum(len(_SHARED.findall(source.read(part))) for part in source.namelist() if _is_shared(part))
        for part in source.namelist():
            content = source.read(part)
            if part.endswith(".xml"):
                content = _WHOLE_CELL.sub(lambda cell: _readable(cell, shared, long_numbers), content)
            target.writestr(part, content)
    copy.seek(0)
    return copy


def _is_shared(part: str) -> bool:
    return part.lower().endswith("sharedstrings.xml")


def _readable(cell: re.Match, shared: int, long_numbers: bool) -> bytes:
    """A cell as it stands, or as an error in text where its value is none of its kind."""
    kind = found[1] if (found := _TYPE.search(cell["start"])) else b"n"
    value = found[1] if (found := _STORED.search(cell["content"])) else b""
    match kind:
        case b"s":
            fits = not value or (value.isdigit() and len(value) < 8 and int(value) < shared)
        case b"b":
            fits = value in (b"", b"0", b"1", b"true", b"false")
        case b"n":
            stated = _TYPE.search(cell["start"]) is not None
            is_number = not value or _NUMBER.fullmatch(value) is not None
            too_long = long_numbers and _STYLE.search(cell["start"]) is not None and _is_too_long(value)
            fits = not (too_long or _TOO_LOW.match(b">" + value)) and (is_number or not stated)
        case b"str" | b"inlineStr" | b"d":
            fits = True
        case _:
            fits = False
    if fits:
        return cell[0]
    place, prefix = _PLACE.search(cell["start"]), cell["prefix"]
    where = place[0] if place else b""
    return b'<%bc %b t="str"><%bv>#FEL!</%bv></%bc>' % (prefix, where, prefix, prefix, prefix)


def _is_too_long(days: bytes) -> bool:
    try:
        return not abs(float(days)) < dt.timedelta.max.days + 1
    except ValueError:
        return False


def _inside(content: bytes, *, zero_is_none: bool) -> Inside:
    rest = without_rows(content)
    if not is_regular(rest):
        return _inside_exactly(content, zero_is_none=zero_is_none)
    hides_rows = b'hidden="1"' in content or b'hidden="true"' in content
    found = Inside(hidden_parts=_HIDDEN.search(content if hides_rows else rest) is not None)
    has_formulas, has_errors = b"<f" in content or b":f" in content, b't="e"' in content
    for match in _NEVER_COMPUTED.finditer(content) if has_formulas else ():
        start = match[0][: match[0].index(b">")]
        if not _EMPTY_TEXT.search(start):
            _add(found, start, NOT_COMPUTED)
    for match in _COMPUTED_AS_ZERO.finditer(content) if has_formulas and zero_is_none else ():
        start = match[0][: match[0].index(b">")]
        if not _NOT_A_NUMBER.search(start):
            _add(found, start, NOT_COMPUTED)
    for match in _ERROR.finditer(content) if has_errors else ():
        _add(found, match[0], ERROR_CELL)
    return found


def _inside_exactly(content: bytes, *, zero_is_none: bool) -> Inside:
    """The same, tag by tag; `content` was found to be whole XML."""
    sheet = ExcelSheet(zero_is_none=zero_is_none)
    read_through(sheet, [content])
    return Inside(_faults(sheet.errors, sheet.not_computed), sheet.hidden_parts)


def _faults(errors: list[tuple[int, int]], not_computed: list[tuple[int, int]]) -> dict[tuple[int, int], Fault]:
    return dict.fromkeys(not_computed, NOT_COMPUTED) | dict.fromkeys(errors, ERROR_CELL)


def _add(found: Inside, cell: bytes, fault: Fault) -> None:
    if place := _PLACE.search(cell):
        found.faults[int(place[2]), column_number(place[1].decode()) - 1] = fault
