"""A municipality's own template as the presentation to fill: looked over for harm, emptied and tried out.

Of a municipality's template only its masters, layouts and themes are used. What else such a file carries – its slides,
names of those who commented on it, custom shows, a password against changes – is left behind.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
import zlib
from pathlib import Path

from lxml import etree
from pptx import Presentation as open_presentation
from pptx.exc import PythonPptxError
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.presentation import Presentation

from lofte_analysis.office_files import saved
from lofte_analysis.reading.archive import LOCKED, TOO_LARGE, TOO_MANY_PARTS
from lofte_analysis.reading.limits import Limits
from lofte_analysis.reading.office_package import fault_of_package
from lofte_analysis.refusals import Refusal

_TYPES = "[Content_Types].xml"
_TEMPLATE, _PRESENTATION = b"presentationml.template.main+xml", b"presentationml.presentation.main+xml"
_MACROS = b"macroEnabled"
_KEPT = (RT.SLIDE_MASTER, RT.THEME, RT.PRES_PROPS, RT.TABLE_STYLES, RT.NOTES_MASTER, RT.HANDOUT_MASTER, RT.FONT)
_KEPT_OF_FILE = (RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES, RT.CUSTOM_PROPERTIES)
_LEFT_BEHIND = ("p:custShowLst", "p:custDataLst", "p:smartTags", "p:modifyVerifier", "p:extLst")
_UNREADABLE = (LookupError, ArithmeticError, ValueError, AttributeError, TypeError, AssertionError, OSError, EOFError)
_UNREADABLE += (RuntimeError, zipfile.BadZipFile, zlib.error, struct.error, PythonPptxError, etree.LxmlError)
_LIMITS = Limits(parts=5_000, file_bytes=60_000_000, unpacked_bytes=100_000_000)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # the container of old files, and of encrypted new ones
_LEAST, _MOST = 914_400, 51_206_400  # the sides of a slide that PowerPoint takes: 1 to 56 inches
_WEB = ("http://", "https://", "mailto:")
_DAY = dt.datetime(2025, 1, 15, 12)


class SlideTemplateError(Refusal, ValueError):
    """The template cannot be used; the message is one Swedish sentence."""


def emptied(path: str | Path) -> Presentation:
    """The municipality's template (.pptx or .potx) without slides. Raises SlideTemplateError."""
    path = Path(path)
    if not path.is_file():
        raise SlideTemplateError(f"Mallen {path} finns inte.")
    try:
        _refuse_harm(path)
        content = _as_presentation(path)
        presentation = _opened(content)
    except SlideTemplateError:
        raise
    except _UNREADABLE as error:
        raise SlideTemplateError(
            f"Mallen {path} går inte att läsa som PowerPoint-fil. Öppna den i PowerPoint och spara den som .pptx."
        ) from error
    if not any(len(master.slide_layouts) for master in presentation.slide_masters):
        raise SlideTemplateError(f"Mallen {path} har inga layouter att lägga bilder på.")
    if any(map(_fetches, presentation.part.package.iter_parts())):
        raise SlideTemplateError(
            f"Mallen {path} hämtar bilder eller annat utifrån. Lägg in dem i mallen i stället för att länka dem."
        )
    try:
        _try_out(_opened(content))
    except _UNREADABLE as error:
        raise SlideTemplateError(
            f"Mallen {path} har layouter som inte går att använda. Öppna den i PowerPoint och spara den igen."
        ) from error
    return presentation


def _refuse_harm(path: Path) -> None:
    """A file that could harm, or that says itself why it cannot be read, before any reader opens it."""
    if path.stat().st_size == 0:
        raise SlideTemplateError(f"Mallen {path} är tom. Kopiera den på nytt.")
    if path.stat().st_size > _LIMITS.file_bytes:
        raise SlideTemplateError(f"Mallen {path} är orimligt stor. {_SMALLER}")
    with path.open("rb") as file:
        old = file.read(4) == _OLD_OFFICE
    if old and "EncryptedPackage".encode("utf-16-le") not in path.read_bytes():
        raise SlideTemplateError(f"Mallen {path} är i gammalt format (.ppt). Spara den som .pptx.")
    fault = LOCKED if old else fault_of_package(path, _LIMITS)
    if fault is LOCKED:
        raise SlideTemplateError(f"Mallen {path} är lösenordsskyddad. Ta bort lösenordet och spara den igen.")
    if fault in (TOO_LARGE, TOO_MANY_PARTS):
        raise SlideTemplateError(f"Mallen {path} är orimligt stor när den packas upp. {_SMALLER}")
    if fault is not None:
        raise ValueError(fault.problem)


_SMALLER = "Ta bort sidor och bilder som inte hör till mallen."


def _opened(content: bytes) -> Presentation:
    presentation = open_presentation(io.BytesIO(content))
    leave_behind(presentation)
    return presentation


def _fetches(part) -> bool:
    """Whether a part refers to something outside the file that is shown in it, as a linked picture."""
    return any(rel.is_external and rel.reltype != RT.HYPERLINK for rel in part.rels.values())


def _try_out(presentation: Presentation) -> None:
    """Put a slide of each kind on the template; raises one of many errors where it is not as it should be."""
    from lofte_analysis.publish.slides.assembly import deck_of
    from lofte_analysis.publish.slides.layouts import plans_of
    from lofte_analysis.publish.slides.slide_text import Kind, SlideText

    sides = presentation.slide_width, presentation.slide_height
    body = plans_of(presentation).content.body_box
    if not all(_LEAST <= side <= _MOST for side in sides) or min(body.width, body.height) < _LEAST / 12700:
        raise ValueError(f"a slide of {sides} has no room, its body is {body}")
    texts = {"subtitle": "Under", "points": ("Text",), "source": "Källa"}
    deck_of([SlideText("Rubrik", kind=kind, **texts) for kind in Kind], presentation)
    saved(presentation, _DAY)


def _as_presentation(path: Path) -> bytes:
    """The file's bytes, said to be a presentation where it is a template, which python-pptx does not open."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w") as new:
        if _MACROS in old.read(_TYPES):
            raise SlideTemplateError(f"Mallen {path} innehåller makron. Spara den som .pptx utan makron.")
        for name in dict.fromkeys(old.namelist()):
            part = old.read(name)
            new.writestr(name, part.replace(_TEMPLATE, _PRESENTATION) if name == _TYPES else part)
    return buffer.getvalue()


def leave_behind(presentation: Presentation) -> None:
    """Take away the slides and everything that speaks of them, so that no part is left that nothing refers to."""
    element, part = presentation.element, presentation.part
    for tag in _LEFT_BEHIND:
        for found in element.findall(qn(tag)):
            element.remove(found)
    for slide in list(element.sldIdLst) if element.sldIdLst is not None else []:
        element.sldIdLst.remove(slide)
    for holder, kept in ((part, _KEPT), (part.package, _KEPT_OF_FILE)):
        for rel_id in [rel_id for rel_id, rel in holder._rels.items() if rel.reltype not in kept]:
            holder._rels.pop(rel_id)
    for master in presentation.slide_masters:
        for holder in (master, *master.slide_layouts):
            _forget_links(holder.part)


def _forget_links(part) -> None:
    """A button on a master or layout that leads to a slide would keep that slide; one to a file tells where it lies."""
    for rel_id in [rel_id for rel_id, rel in part.rels.items() if rel.reltype == RT.SLIDE or _leads_inside(rel)]:
        for link in part._element.xpath(f'.//*[@r:id="{rel_id}"]'):
            link.getparent().remove(link)
        part.rels.pop(rel_id)


def _leads_inside(rel) -> bool:
    """Whether a link leads to something else than the web, as a file on the municipality's server."""
    return rel.is_external and rel.reltype == RT.HYPERLINK and not rel.target_ref.lower().startswith(_WEB)
