"""The presentation to fill where the municipality has no template of its own, made at run time."""

from __future__ import annotations

from lxml import etree
from pptx import Presentation as open_presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation

from lofte_analysis.publish.slides.template import leave_behind

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
    leave_behind(presentation)
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
