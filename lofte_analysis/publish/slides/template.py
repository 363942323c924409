"""The presentation to fill: the municipality's own template, emptied, or the house's, made at run time.

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
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation

from lofte_analysis.office_files import saved
from lofte_analysis.reading.archive import LOCKED, TOO_LARGE, TOO_MANY_PARTS
from lofte_analysis.reading.limits import Limits
from lofte_analysis.reading.office_package import fault_of_package

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


class SlideTemplateError(ValueError):
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
    _leave_behind(presentation)
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


def _leave_behind(presentation: Presentation) -> None:
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


# The house's own ------------------------------------------------------------------------------------------

FIELD = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"  # any identity will do for the field of the slide number
_WIDTH, _HEIGHT = 960, 540  # points, 16:9
_FONT = "Arial"  # on every computer that shows slides, unlike the font of the pictures
_COLOURS = {
    "dk1": "1F2933",
    "lt1": "FFFFFF",
    "dk2": "163F52",
    "lt2": "ECEFF2",
    "accent1": "163F52",
    "accent2": "A8390A",
    "accent3": "6B7785",
    "accent4": "E0622A",
    "accent5": "52606D",
    "accent6": "C9D0D6",
    "hlink": "163F52",
    "folHlink": "52606D",
}
_TITLE_BOX, _NUMBER_BOX = (45, 18, 870, 66), (855, 514, 60, 18)
_DARK = '<p:bg %s><p:bgPr><a:solidFill><a:schemeClr val="tx2"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'


def house_template() -> Presentation:
    """An empty presentation in 16:9 in the house style, its fonts and colours in the theme."""
    presentation = open_presentation()
    presentation.slide_width, presentation.slide_height = _WIDTH * 12700, _HEIGHT * 12700
    presentation.element.sldSz.attrib.pop("type", None)  # it says 4:3
    _leave_behind(presentation)
    master = presentation.slide_master
    for layout in list(master.slide_layouts)[3:]:
        master.slide_layouts.remove(layout)
    _dress_theme(master.part.part_related_by(RT.THEME))
    _dress_master(master)
    opening, content, section = master.slide_layouts
    light = '<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
    _dress_layout(
        opening,
        "Rubrik",
        _placeholder(2, "Rubrik", "ctrTitle", None, (90, 150, 780, 110), "b", _level(36, 1, light)),
        _placeholder(3, "Underrubrik", "subTitle", 1, (90, 276, 780, 120), "t", _level(20, 0, light)),
    )
    _dress_layout(
        section,
        "Avsnitt",
        _placeholder(2, "Rubrik", "title", None, (90, 150, 780, 110), "b", _level(36, 1, light)),
        _placeholder(3, "Text", "body", 1, (90, 276, 780, 120), "t", _level(20, 0, light)),
    )
    _dress_layout(
        content,
        "Rubrik, text, innehåll och källa",
        _placeholder(2, "Rubrik", "title", None, None),
        _placeholder(3, "Underrubrik", "body", 13, (45, 88, 870, 40), "t", _level(15, 0, _scheme("accent5"))),
        _placeholder(4, "Innehåll", None, 1, (45, 132, 870, 346)),
        _placeholder(5, "Källa", "body", 14, (45, 482, 800, 50), "b", _level(11, 0, _scheme("accent5"))),
        _placeholder(6, "Sidnummer", "sldNum", 12, None, field=True),
    )
    for layout in (opening, section):
        layout._element.cSld.insert(0, parse_xml(_DARK % nsdecls("p", "a")))
    del content._element.attrib["type"]
    return presentation


def _scheme(name: str) -> str:
    return f'<a:solidFill><a:schemeClr val="{name}"/></a:solidFill>'


def _level(size: float, bold: int, colour: str) -> str:
    """A text of one level without bullets, in points."""
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="l"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="{size * 100:g}" b="{bold}">{colour}</a:defRPr></a:lvl1pPr>'
    )


def _placeholder(number, name, kind, idx, box, anchor="t", levels="", field=False):
    """One placeholder of a master or layout; without a box it stands where the master has it."""
    kind_and_idx = (f' type="{kind}"' if kind else "") + (f' idx="{idx}"' if idx is not None else "")
    place = ""
    if box is not None:
        x, y, cx, cy = (round(measure * 12700) for measure in box)
        place = f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        place += '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    insets = " ".join(f'{side}Ins="0"' for side in "ltrb")
    body = f'<a:bodyPr vert="horz" wrap="square" {insets} anchor="{anchor}"><a:noAutofit/></a:bodyPr>'
    text = f'<a:fld id="{FIELD}" type="slidenum"><a:rPr lang="sv-SE"/><a:t>‹#›</a:t></a:fld>'
    text = text if field else f'<a:r><a:rPr lang="sv-SE"/><a:t>{name}</a:t></a:r>'
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph{kind_and_idx}/></p:nvPr></p:nvSpPr>'
        f"<p:spPr>{place}</p:spPr><p:txBody>{body if box is not None else '<a:bodyPr/>'}"
        f"<a:lstStyle>{levels}</a:lstStyle><a:p>{text}</a:p></p:txBody></p:sp>"
    )


def _dress_theme(part) -> None:
    theme = etree.fromstring(part.blob)
    theme.set("name", "Medborgarlöfte")
    for name, value in _COLOURS.items():
        slot = theme.find(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}")
        slot[:] = [etree.Element(qn("a:srgbClr"), val=value)]
    for latin in theme.iterfind(f".//{qn('a:fontScheme')}/*/{qn('a:latin')}"):
        latin.set("typeface", _FONT)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _dress_master(master) -> None:
    _fill_tree(
        master,
        _placeholder(2, "Rubrik", "title", None, _TITLE_BOX, "b"),
        _placeholder(3, "Text", "body", 1, (45, 132, 870, 346)),
        _placeholder(4, "Sidnummer", "sldNum", 4, _NUMBER_BOX, "b", _number_level(), field=True),
    )
    styles = master._element.find(qn("p:txStyles"))
    title = styles.find(qn("p:titleStyle"))
    title[:] = [parse_xml(_level(27, 1, _scheme("tx1")).replace("<a:lvl1pPr", f"<a:lvl1pPr {nsdecls('a')}"))]
    _with_font(title, "+mj-lt")
    for number, size in enumerate((18, 16, 14, 14, 14), 1):
        level = styles.find(f"{qn('p:bodyStyle')}/{qn(f'a:lvl{number}pPr')}")
        level.find(qn("a:defRPr")).set("sz", str(size * 100))


def _number_level() -> str:
    return f'<a:lvl1pPr algn="r"><a:defRPr sz="1100">{_scheme("accent5")}</a:defRPr></a:lvl1pPr>'


def _with_font(style, name: str) -> None:
    for run in style.iter(qn("a:defRPr")):
        run.append(etree.Element(qn("a:latin"), typeface=name))


def _dress_layout(layout, name: str, *placeholders) -> None:
    layout._element.cSld.set("name", name)
    _fill_tree(layout, *placeholders)


def _fill_tree(holder, *placeholders) -> None:
    tree = holder._element.cSld.spTree
    for shape in list(tree.iter_shape_elms()):
        tree.remove(shape)
    for placeholder in placeholders:
        tree.insert_element_before(placeholder, "p:extLst")
