"""Putting text, a picture, a table and notes on a slide, with what listeners need: the only place for its XML.

python-pptx knows no alternative text, no language and no slide numbers, and leaves the notes master out of the
presentation's list; each is mended here, once.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Pt

from lofte_analysis.office_files import printable
from lofte_analysis.publish.slides.fit import CELL_ENDS, Grid
from lofte_analysis.publish.slides.house_template import FIELD
from lofte_analysis.publish.slides.layouts import POINT, Box

LANGUAGE = "sv-SE"
_STYLE = "{9D7B26C5-4107-4FEC-AEDC-1716B250A1EF}"  # Light Style 1: the text's own colour on the ground's, in any theme
_BEHIND_NOTES = ("p:handoutMasterIdLst", "p:sldIdLst", "p:sldSz", "p:notesSz")


def put_title(slide: Slide, text: str, size: float | None, box: Box | None = None) -> None:
    """The title, in the layout's placeholder; where it has none, in one of the slide's own, at `box`."""
    title = slide.shapes.title
    if title is None:
        element = parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{_next_id(slide)}" name="Rubrik"/>'
            '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr>'
            "<p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
        )
        slide.shapes._spTree.insert_element_before(element, "p:extLst")
        title = slide.shapes.title
        _place(title, box)
    _write(title.text_frame, [[(text, False)]], size)


def put_text(
    slide: Slide,
    paragraphs: Sequence[Sequence[tuple[str, bool]]],
    box: Box,
    size: float | None,
    *,
    idx: int | None = None,
    name: str = "Text",
    after: float = 1,
    bullets: bool = False,
    bottom: bool = False,
    ink: str = "tx1",
):
    """Paragraphs of runs (text, bold) in the layout's placeholder `idx`, else in a text box of the theme's font."""
    if idx is not None:
        shape = _placeholder(slide, idx)
        _place(shape, box)
    else:
        shape = slide.shapes.add_textbox(*_measures(box))
        shape.name = name
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        if bottom:
            frame._txBody.bodyPr.set("anchor", "b")
    _write(
        shape.text_frame, paragraphs, size, ink=ink if idx is None else "", after=after, bullets=bullets and idx is None
    )
    return shape


def put_picture(slide: Slide, png: bytes, box: Box, alt: str, name: str):
    """A picture with its alternative text, as large as the box."""
    picture = slide.shapes.add_picture(io.BytesIO(png), *_measures(box))
    picture.name = name
    describe(picture, alt)
    return picture


def put_table(slide: Slide, grid: Grid, box: Box, title: str, alt: str, ink: str = "tx1"):
    """A native table with a row of headings, its text in the template's font and colours."""
    rows, columns = len(grid.rows) + 1, len(grid.headings)
    frame = slide.shapes.add_table(rows, columns, *_measures(box._replace(height=sum(grid.heights))))
    frame.name = "Tabell"
    describe(frame, alt, title)
    table = frame.table
    table.first_row = table.horz_banding = True
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _STYLE
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = round(width * POINT)
    for row, height in zip(table.rows, grid.heights, strict=True):
        row.height = round(height * POINT)
    for number, texts in enumerate((grid.headings, *grid.rows)):
        for place, text in enumerate(texts):
            cell = table.cell(number, place)
            cell.margin_top = cell.margin_bottom = Pt(CELL_ENDS / 2)
            paragraphs = [[(line, not number or not place)] for line in text.split("\n")]
            _write(cell.text_frame, paragraphs, grid.size, ink="" if ink == "tx1" else ink)
    return frame


def describe(shape, text: str, title: str = "") -> None:
    """Give a picture or a table its alternative text, and a table its title."""
    properties = shape._element.xpath("./*/p:cNvPr")[0]
    properties.set("descr", printable(text))
    if title:
        properties.set("title", printable(title))


def put_number(slide: Slide, idx: int) -> None:
    """The slide's number, where the layout has it."""
    element = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{_next_id(slide)}" name="Sidnummer"/>'
        '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="sldNum" sz="quarter" idx="{idx}"/></p:nvPr></p:nvSpPr><p:spPr/>'
        f'<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:fld id="{FIELD}" type="slidenum">'
        f'<a:rPr lang="{LANGUAGE}"/><a:t>‹#›</a:t></a:fld></a:p></p:txBody></p:sp>'
    )
    slide.shapes._spTree.insert_element_before(element, "p:extLst")


def put_notes(slide: Slide, paragraphs: Sequence[str]) -> None:
    """What the speaker says, and the picture in words, on the notes page."""
    notes = slide.notes_slide
    frame = notes.notes_text_frame
    if frame is None:  # a notes master without a place for notes
        element = parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{_next_id(notes)}" name="Anteckningar"/>'
            '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="body" idx="1"/></p:nvPr></p:nvSpPr>'
            '<p:spPr><a:xfrm><a:off x="685800" y="4400550"/><a:ext cx="5486400" cy="3600450"/></a:xfrm></p:spPr>'
            "<p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
        )
        notes.shapes._spTree.insert_element_before(element, "p:extLst")
        frame = notes.notes_text_frame
    _write(frame, [[(text, False)] for text in paragraphs], None)


def tidy(slide: Slide, order: Sequence) -> None:
    """Take away the placeholders that hold nothing, and set the reading order: `order` first, then the number."""
    tree = slide.shapes._spTree
    used = [shape._element for shape in order if shape is not None]
    for shape in list(slide.placeholders):
        if shape._element not in used and shape.placeholder_format.type is not KIND.SLIDE_NUMBER:
            tree.remove(shape._element)
    rest = [element for element in tree.iter_shape_elms() if element not in used]
    for element in (*used, *rest):
        tree.remove(element)
        tree.insert_element_before(element, "p:extLst")


def list_notes_master(presentation: Presentation) -> None:
    """Name the notes master in the presentation, where not every program looks for it by its relationship alone."""
    element, part = presentation.element, presentation.part
    if element.find(qn("p:notesMasterIdLst")) is not None:
        return
    rel_id = part.relate_to(presentation.notes_master.part, RT.NOTES_MASTER)
    entry = parse_xml(
        f'<p:notesMasterIdLst {nsdecls("p", "r")}><p:notesMasterId r:id="{rel_id}"/></p:notesMasterIdLst>'
    )
    element.insert_element_before(entry, *_BEHIND_NOTES)


def _write(frame, paragraphs, size: float | None, *, ink: str = "", after: float = 0, bullets: bool = False):
    """Runs of Swedish text; in a text box of our own in the theme's font and its colour `ink`, both by name."""
    body = frame._txBody
    for old in body.findall(qn("a:p"))[1:]:
        body.remove(old)
    for number, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
        for child in list(paragraph._p):
            paragraph._p.remove(child)
        if after:  # as it was measured, whatever the template's own distances are
            paragraph.line_spacing, paragraph.space_before, paragraph.space_after = 1.0, Pt(0), Pt(after)
        if bullets:
            properties = paragraph._p.get_or_add_pPr()
            properties.set("marL", str(18 * POINT))
            properties.set("indent", str(-18 * POINT))
            properties.append(parse_xml(f'<a:buFont {nsdecls("a")} typeface="Arial"/>'))
            properties.append(parse_xml(f'<a:buChar {nsdecls("a")} char="•"/>'))
        for text, bold in runs:
            run = paragraph.add_run()
            run.text = printable(text)
            properties = run._r.get_or_add_rPr()
            properties.set("lang", LANGUAGE)
            if size is not None:
                properties.set("sz", str(round(size * 100)))
            if bold:
                properties.set("b", "1")
            if ink:
                properties.append(parse_xml(f'<a:solidFill {nsdecls("a")}><a:schemeClr val="{ink}"/></a:solidFill>'))
                properties.append(parse_xml(f'<a:latin {nsdecls("a")} typeface="+mn-lt"/>'))


def _placeholder(slide: Slide, idx: int):
    return next(shape for shape in slide.placeholders if shape.placeholder_format.idx == idx)


def _place(shape, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = _measures(box)


def _measures(box: Box) -> tuple[int, int, int, int]:
    return tuple(round(measure * POINT) for measure in box)


def _next_id(slide) -> int:
    return max(int(number) for number in slide._element.xpath("//p:cNvPr/@id")) + 1
