"""The parts of a Word document that can be read by ear as well: real headings, tables, pictures, lists and links."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from lofte_analysis.office_files import printable

LANGUAGE = "sv-SE"
EXAMPLE, FACT, SOURCE, TABLE = "Exempelmärke", "Uppgift", "Källa", "Löftestabell"  # styles of our own
AFTER_TABLE = "Efter tabell"
_HEAD, _ROW, _CELL, _PICTURE = "Tabellrubrik", "Radrubrik", "Tabelltext", "Bild"
_ON_ONE_PAGE = 12  # rows: a table that is no longer is not torn apart
TEXT_WIDTH = Cm(17)
_FONT = "Arial"
_PETROL, _TEXT, _MUTED, _WARN, _LINE = "163F52", "1F2933", "52606D", "A8390A", "6B7785"
_LOOKS = {  # style → size, bold, colour, space before and after, in points; those of our own last
    "Normal": (10.5, False, _TEXT, 0, 6),
    "Title": (22, True, _PETROL, 0, 6),
    "Subtitle": (12, False, _MUTED, 0, 8),
    "Heading 1": (16, True, _PETROL, 20, 6),
    "Heading 2": (12.5, True, _PETROL, 14, 4),
    "Caption": (10, True, _TEXT, 8, 4),
    "Quote": (10.5, False, _TEXT, 0, 8),
    "List Bullet": (10.5, False, _TEXT, 0, 3),
    "List Number": (10.5, False, _TEXT, 0, 5),
    "Header": (9, False, _MUTED, 0, 0),
    "Footer": (9, False, _MUTED, 0, 0),
    EXAMPLE: (11.5, True, _WARN, 4, 12),
    FACT: (10.5, False, _TEXT, 0, 2),
    SOURCE: (9, False, _MUTED, 2, 12),
    AFTER_TABLE: (10.5, False, _TEXT, 10, 4),
    _PICTURE: (10.5, False, _TEXT, 12, 0),
    _HEAD: (9.5, True, "FFFFFF", 0, 0),
    _ROW: (9.5, True, _TEXT, 0, 0),
    _CELL: (9.5, False, _TEXT, 0, 0),
}


def new_document(title: str, subject: str, mark: str, moment: dt.datetime):
    """An empty document in Swedish with styles, properties, a header with title and mark, and numbered pages."""
    document = Document()
    _drop_leftovers(document)
    _set_styles(document.styles)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2)
    properties = document.core_properties
    properties.title, properties.subject = printable(f"{mark} – {title}" if mark else title), printable(subject)
    properties.author = properties.last_modified_by = "lofte-analysis"
    properties.language, properties.comments, properties.keywords = LANGUAGE, "", ""
    properties.created = properties.modified = moment
    _at_both_ends(section.header.paragraphs[0], printable(title)).add_run(mark).bold = True
    footer = _at_both_ends(section.footer.paragraphs[0], printable(subject))
    footer.add_run("Sida ")
    add_field(footer, "PAGE", "1")
    footer.add_run(" av ")
    add_field(footer, "NUMPAGES", "1")
    return document


def _at_both_ends(paragraph, text: str):
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    for style in (paragraph.style, paragraph.style.base_style):
        for stop in list(style.paragraph_format.tab_stops if style is not None else ()):
            stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    paragraph.add_run(f"{text}\t")
    return paragraph


def _drop_leftovers(document) -> None:
    """The library's template carries a picture of an empty page and the styles of an older program."""
    for relations in (document.part.package.rels, document.part.rels):
        for name, relation in list(relations.items()):
            if relation.reltype.endswith(("/thumbnail", "/stylesWithEffects")):
                del relations[name]


# Styles ---------------------------------------------------------------------------------------------------


def _set_styles(styles) -> None:
    for language in styles.element.iter(qn("w:lang")):
        for name in ("val", "eastAsia"):
            language.set(qn(f"w:{name}"), LANGUAGE)
    known = {style.name for style in styles}
    for name, look in _LOOKS.items():
        if name not in known:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        _look(styles[name], *look)
    edges = "".join(f'<w:{side} w:val="single" w:sz="12" w:space="4" w:color="{_WARN}"/>' for side in _SIDES)
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{edges}</w:pBdr>")
    styles[EXAMPLE].element.pPr.find(qn("w:spacing")).addprevious(border)  # the schema's order, or Word must repair
    title = styles["Title"].element.pPr
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)
    styles["Quote"].font.italic = False
    styles["Quote"].paragraph_format.left_indent = Cm(0.8)
    styles["Caption"].paragraph_format.keep_with_next = True
    _table_style(styles)


_SIDES = ("top", "left", "bottom", "right")


def _look(style, size: float, bold: bool, color: str, before: float, after: float) -> None:
    font = style.font
    settings = style.element.get_or_add_rPr()
    for stretched in settings.findall(qn("w:spacing")):
        settings.remove(stretched)
    fonts = settings.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), _FONT)
    font.size, font.bold, font.italic, font.color.rgb = Pt(size), bold, False, RGBColor.from_string(color)
    space = style.paragraph_format
    space.space_before, space.space_after = Pt(before), Pt(after)


def _table_style(styles) -> None:
    """Lines between the rows and dark heads; the letters are styles of their own, which every program follows."""
    style = styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    style.base_style = styles["Normal Table"]
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>' for side in ("top", "bottom", "insideH")
    )
    margins = "".join(
        f'<w:{side} w:w="{wide}" w:type="dxa"/>' for side, wide in zip(_SIDES, (50, 90, 50, 90), strict=True)
    )
    parts = (
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>",
        '<w:tblStylePr w:type="firstRow"><w:tcPr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_PETROL}"/></w:tcPr></w:tblStylePr>',
    )
    for element in parse_xml(f"<w:style {nsdecls('w')}>{''.join(parts)}</w:style>"):
        style.element.append(element)


# Text -----------------------------------------------------------------------------------------------------


def add_text(document, text: str, style: str | None = None):
    """A paragraph; signs that no document can hold are left out."""
    return document.add_paragraph(printable(text), style)


def add_heading(document, text: str, level: int, name: str | None = None):
    """A heading, and a bookmark round it when it is given a name to be linked to."""
    paragraph = document.add_heading(printable(text), level)
    if name is not None:
        number = len(document.element.body.findall(f".//{qn('w:bookmarkStart')}")) + 1
        start = parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="{name}"/>')
        paragraph.runs[0]._r.addprevious(start)
        paragraph._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>'))
    return paragraph


def add_link(paragraph, text: str, *, to: str = "", address: str = "") -> None:
    """A link to a bookmark of the document, or to an address outside it."""
    link = OxmlElement("w:hyperlink")
    if to:
        link.set(qn("w:anchor"), to)
    else:
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(printable(text))
    run.underline, run.font.color.rgb = True, RGBColor.from_string(_PETROL)
    paragraph._p.append(link)
    link.append(run._r)


def add_field(paragraph, code: str, shown: str) -> None:
    """A field that the word processor counts, as a page number; `shown` until it has."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = paragraph.add_run(shown)
    paragraph._p.append(field)
    field.append(run._r)


def add_caption(document, kind: str, number: int, text: str):
    """A caption that counts itself: "Bild 2. …"."""
    paragraph = document.add_paragraph(f"{kind} ", "Caption")
    add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(number))
    paragraph.add_run(printable(f". {text}"))
    return paragraph


# Tables and pictures --------------------------------------------------------------------------------------


def add_table(document, headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float], about: str):
    """A table with a head that is repeated on each page and rows that are never split; widths in cm.

    `about` says what it shows, for those who do not see it.
    """
    rows = [[str(text) for text in row] for row in rows]
    table = document.add_table(len(rows) + 1, len(headings), TABLE)
    table.autofit = False
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    for name, on in (
        ("firstRow", 1),
        ("firstColumn", 1),
        ("lastRow", 0),
        ("lastColumn", 0),
        ("noHBand", 1),
        ("noVBand", 1),
    ):
        look.set(qn(f"w:{name}"), str(on))
    look.set(qn("w:val"), "06A0")
    for tag, text in (("tblCaption", about), ("tblDescription", f"{about}. Kolumner: {', '.join(headings)}.")):
        element = OxmlElement(f"w:{tag}")
        element.set(qn("w:val"), printable(text))
        properties.append(element)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for number, (row, texts) in enumerate(zip(table.rows, [headings, *rows], strict=True)):
        settings = row._tr.get_or_add_trPr()
        settings.append(OxmlElement("w:cantSplit"))
        if number == 0:
            settings.append(OxmlElement("w:tblHeader"))
        for place, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
            cell.width = Cm(width)
            cell.paragraphs[0].text = printable(text)
            cell.paragraphs[0].style = _HEAD if number == 0 else _ROW if place == 0 else _CELL
            cell.paragraphs[0].paragraph_format.keep_with_next = number < len(rows) <= _ON_ONE_PAGE
    return table


def add_picture(document, png: bytes, alt: str, title: str, sides: float = 0):
    """A picture over the whole width of the text, with its alternative text; without `sides` of its width each way."""
    paragraph = document.add_paragraph(style=_PICTURE)
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=TEXT_WIDTH)
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")  # unsaid, some programs move the picture out of the text's edge
    _crop_sides(shape, sides)
    properties = shape._inline.docPr
    properties.set("descr", printable(alt))
    properties.set("title", printable(title))
    properties.set("name", f"Bild {properties.get('id')}")
    return paragraph


def _crop_sides(shape, sides: float) -> None:
    crop = parse_xml(f'<a:srcRect {nsdecls("a")} l="{sides * 1e5:.0f}" r="{sides * 1e5:.0f}"/>')
    shape._inline.graphic.graphicData.pic.blipFill.find(qn("a:blip")).addnext(crop)
    shape.height = round(shape.height / (1 - 2 * sides))
