"""What an Office package must hold so that no program has to repair it, tried on the zip itself."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter

from lxml import etree

_RELS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TYPES = "[Content_Types].xml"

# Children in the order of the schema (ECMA-376), for the elements that are written by hand or by python-pptx here.
_PARAGRAPH = (
    "lnSpc spcBef spcAft buClrTx buClr buSzTx buSzPct buSzPts buFontTx buFont buNone buAutoNum buChar buBlip tabLst "
    "defRPr extLst"
)
_RUN = (
    "ln noFill solidFill gradFill blipFill pattFill grpFill effectLst effectDag highlight uLnTx uLn uFillTx uFill "
    "latin ea cs sym hlinkClick hlinkMouseOver rtl extLst"
)
_ORDER = {
    "p:presentation": "sldMasterIdLst notesMasterIdLst handoutMasterIdLst sldIdLst sldSz notesSz smartTags "
    "embeddedFontLst custShowLst photoAlbum custDataLst kinsoku defaultTextStyle modifyVerifier extLst",
    "p:cSld": "bg spTree custDataLst controls extLst",
    "p:sp": "nvSpPr spPr style txBody extLst",
    "p:pic": "nvPicPr blipFill spPr style extLst",
    "p:graphicFrame": "nvGraphicFramePr xfrm graphic extLst",
    "p:txBody": "bodyPr lstStyle p",
    "a:txBody": "bodyPr lstStyle p",
    "a:tbl": "tblPr tblGrid tr",
    "a:tblPr": "noFill solidFill gradFill blipFill pattFill grpFill effectLst effectDag tableStyle tableStyleId extLst",
    "a:tc": "txBody tcPr extLst",
    "a:p": "pPr r br fld endParaRPr",
    "a:pPr": _PARAGRAPH,
    "a:lvl1pPr": _PARAGRAPH,
    "a:rPr": _RUN,
    "a:defRPr": _RUN,
}
_PREFIXES = {
    "http://schemas.openxmlformats.org/presentationml/2006/main": "p",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
}


def package_faults(content: bytes) -> list[str]:
    """Everything in a pptx that a program would have to repair; an empty list for a sound one."""
    faults = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    faults += [f"{name} twice" for name, count in Counter(n.lower() for n in names).items() if count > 1]
    trees = {name: etree.fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    faults += _type_faults(parts, trees[_TYPES])
    reached, rels = _reached(parts, trees)
    faults += [f"{name} is missing" for name in reached - set(parts)]
    faults += [f"{n} is an orphan" for n in set(parts) - reached if not n.endswith(".rels") and n != _TYPES]
    for name, tree in trees.items():
        if name.endswith(".rels") or name == _TYPES:
            continue
        used = {value for node in tree.iter() for key, value in node.attrib.items() if key.startswith(_RELS)}
        faults += [f"{name} uses {each} without a relationship" for each in used - rels.get(name, set()) - {""}]
        ids = [node.get("id") for node in tree.iter() if node.tag is not etree.Comment and _name(node) == "p:cNvPr"]
        faults += [f"{name} has shape id {number} {count} times" for number, count in Counter(ids).items() if count > 1]
        faults += _order_faults(name, tree)
    return faults + _list_faults(trees)


def _type_faults(parts: dict[str, bytes], types) -> list[str]:
    overrides = [node.get("PartName").lstrip("/") for node in types if node.get("PartName")]
    defaults = {node.get("Extension").lower() for node in types if node.get("Extension")}
    faults = [f"{name} has a type but no part" for name in overrides if name not in parts]
    faults += [f"{name} has two types" for name, count in Counter(overrides).items() if count > 1]
    for name in parts:
        if name != _TYPES and name not in overrides and name.rsplit(".", 1)[-1].lower() not in defaults:
            faults.append(f"{name} has no type")
        if re.fullmatch(r"ppt/(slides|slideLayouts|slideMasters|notesSlides)/\w+\.xml", name) and name not in overrides:
            faults.append(f"{name} has only the type of its ending")
    return faults


def _reached(parts, trees) -> tuple[set[str], dict[str, set[str]]]:
    """The parts that can be reached from the package, and the relationship ids of each part."""
    reached, rels, waiting = set(), {}, [""]
    while waiting:
        source = waiting.pop()
        folder, file = posixpath.split(source)
        tree = trees.get(posixpath.join(folder, "_rels", f"{file}.rels"))
        if tree is None:
            continue
        rels[source] = {node.get("Id") for node in tree}
        for node in tree:
            if node.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, node.get("Target"))).lstrip("/")
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached, rels


def _name(node) -> str:
    name = etree.QName(node)
    return f"{_PREFIXES.get(name.namespace, '?')}:{name.localname}"


def _order_faults(part: str, tree) -> list[str]:
    faults = []
    for node in tree.iter(etree.Element):
        order = _ORDER.get(_name(node), "").split()
        if not order:
            continue
        children = [etree.QName(child).localname for child in node if isinstance(child.tag, str)]
        unknown = [child for child in children if child not in order]
        places = [order.index(child) for child in children if child in order]
        if unknown:
            faults.append(f"{part}: {_name(node)} holds {unknown}")
        if _name(node) != "a:p" and places != sorted(places):
            faults.append(f"{part}: {_name(node)} has its children as {children}")
    return faults


def _list_faults(trees) -> list[str]:
    presentation = trees["ppt/presentation.xml"]
    lists = {_name(node): [child.get("id") for child in node] for node in presentation}
    faults = []
    slides = [name for name in trees if re.fullmatch(r"ppt/slides/[^/]+\.xml", name)]
    if len(lists.get("p:sldIdLst", [])) != len(slides):
        faults.append(f"{len(slides)} slides, {len(lists.get('p:sldIdLst', []))} in the list")
    if any(name.startswith("ppt/notesMasters/") for name in trees) and "p:notesMasterIdLst" not in lists:
        faults.append("the notes master is not in the list")
    masters = [int(number) for number in lists["p:sldMasterIdLst"]]
    layouts = [
        int(node.get("id"))
        for name, tree in trees.items()
        if re.fullmatch(r"ppt/slideMasters/[^/]+\.xml", name)
        for node in tree.iter(etree.Element)
        if _name(node) == "p:sldLayoutId"
    ]
    if len({*masters, *layouts}) < len(masters) + len(layouts):
        faults.append("masters and layouts share a number")
    return faults
