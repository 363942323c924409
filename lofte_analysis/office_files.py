"""Office files with the same bytes each time: workbooks, slides and documents without the clock's time in them."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

_CORE = "docProps/core.xml"
_NOT_IN_XML = re.compile("[^\\t\\n\\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def steady(content: bytes, moment: dt.datetime) -> bytes:
    """The same xlsx, pptx or docx with `moment` where the library that wrote it put the clock's time.

    Parts are sorted by name and bear the same rights on every operating system, so that the same content gives the
    same bytes. `moment` must be of 1980 or later, where a zip's time begins.
    """
    buffer, modified = io.BytesIO(), rf"\g<1>{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in sorted(old.namelist()):
            part = old.read(name)
            if name == _CORE:
                part = _MODIFIED.sub(modified, part)
            entry = zipfile.ZipInfo(name, date_time=moment.timetuple()[:6])
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            new.writestr(entry, part, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def saved(document, moment: dt.datetime) -> bytes:
    """What an openpyxl workbook, a python-pptx presentation or a python-docx document saves, made steady."""
    buffer = io.BytesIO()
    document.save(buffer)
    return steady(buffer.getvalue(), moment)


def printable(text: str) -> str:
    """The text without the signs that no office file can hold.

    >>> printable("råd\\x0bet\\n")
    'rådet\\n'
    """
    return _NOT_IN_XML.sub("", text)
