"""Whether an office file that is no workbook, such as a template of slides, can be opened without harm.

Its zip file is looked at as that of a workbook is, and its parts, which may bear any name, for whole XML and how much
of it there is; cells and sheets it has none.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from lofte_analysis.cells import Fault
from lofte_analysis.reading.archive import TOO_LARGE, Reading, Refused, fault_of_zip, refusing_doctype
from lofte_analysis.reading.different_cells import Ordinary
from lofte_analysis.reading.exact import parser
from lofte_analysis.reading.limits import Limits


def fault_of_package(path: Path, limits: Limits) -> Fault | None:
    """Why a zip file must not be opened by another reader of office files, or None when it is safe.

    The same as of a workbook, but for its cells.
    """
    return fault_of_zip(path, limits, _Package, {})


class _Package(Reading):
    """One reading through a file that is no workbook: whole XML and so much of it, in parts of any name."""

    free_form = ("customxml/", "ppt/embeddings/")

    def __init__(self, archive: zipfile.ZipFile, path: Path, limits: Limits, ordinary: Ordinary) -> None:
        super().__init__(archive, path, limits, ordinary)
        self.tags, self.bytes = limits.tags, limits.xml_bytes

    def fault(self) -> Fault | None:
        self.read_parts()
        return None

    def _read(self, name: str, chunks: Iterator[bytes]) -> None:
        first = next(chunks, b"")
        is_xml = name.lower().endswith((".xml", ".rels")) or first.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(
            b"<"
        )
        whole = self._bounded(chain([first], chunks)) if is_xml else chain([first], chunks)
        super()._read(name, whole)

    def _bounded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.bytes -= len(chunk)
            if self.bytes < 0:
                raise Refused(TOO_LARGE)
            yield chunk

    def _read_xml(self, name: str, chunks: Iterator[bytes]) -> None:
        whole = refusing_doctype(parser())
        whole.StartElementHandler = self._count
        for chunk in chunks:
            whole.Parse(chunk)
        whole.Parse(b"", True)

    def _count(self, *_) -> None:
        self.tags -= 1
        if self.tags < 0:
            raise Refused(TOO_LARGE)
