"""The council's slides: whole packages in any template, with what listeners need, and only numbers of the data."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from docx import Document
from package_rules import package_faults
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.util import Inches

from lofte_analysis.charts.canvas import Chart
from lofte_analysis.cli import main
from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.office_files import saved
from lofte_analysis.outcomes import follow_through
from lofte_analysis.publish.contents import contents_of
from lofte_analysis.publish.report_words import assumptions, ratio_rows
from lofte_analysis.publish.slides import fit
from lofte_analysis.publish.slides.assembly import deck_of
from lofte_analysis.publish.slides.contents import MOST_AREA_SLIDES, slides_of
from lofte_analysis.publish.slides.fit import fits_title, grids, line_count, pages_of_texts
from lofte_analysis.publish.slides.house_template import house_template
from lofte_analysis.publish.slides.layouts import Box, plans_of
from lofte_analysis.publish.slides.parts import list_notes_master
from lofte_analysis.publish.slides.presentation import make_presentation
from lofte_analysis.publish.slides.slide_text import Kind
from lofte_analysis.publish.slides.template import SlideTemplateError, emptied

DAY = pd.Timestamp("2024-12-31").to_pydatetime()
LONG_NAME = "Upplands-Bro och Östra Göinge kommunalförbund för trygghet och samverkan"


# Templates as a municipality may have them ----------------------------------------------------------------


def square(path: Path) -> None:
    """4:3 with other fonts and colours, old slides with notes, and the names of those who made it."""
    made = Presentation()
    _theme(made, "Times New Roman", "Verdana")
    for number in (0, 1, 5):
        slide = made.slides.add_slide(made.slide_layouts[number])
        slide.shapes.title.text = "Gammal sida"
        slide.notes_slide.notes_text_frame.text = "gammal anteckning"
    made.core_properties.author = made.core_properties.last_modified_by = "Någon Person"
    made.save(path)


def with_logo(path: Path) -> None:
    """16:9 on a small slide, a logo at the top right, and only the layouts Title Only and Blank."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(10), Inches(5.625)
    _theme(made, "Times New Roman", "Arial")
    _keep(made, "Title Only", "Blank")
    for holder in (made.slide_master, *made.slide_layouts):
        for shape in holder.placeholders:
            top, height = (5.2, 0.3) if shape.placeholder_format.idx > 9 else (1.2, 3.8)
            if shape.placeholder_format.idx == 0:
                top, height = 0.25, 0.8
            shape.left, shape.top, shape.width, shape.height = map(Inches, (0.4, top, 7, height))
    _logo(made, Inches(8.2), Inches(0.2), Inches(1.5), Inches(0.6))
    made.save(path)


def blank_and_dark(path: Path) -> None:
    """Only a Blank layout on a dark ground, a logo at the bottom right."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(13.333), Inches(7.5)
    _theme(made, "Arial", "Arial", dk1="FFFFFF", lt1="102030")
    _keep(made, "Blank")
    _logo(made, Inches(11.3), Inches(6.6), Inches(1.8), Inches(0.7))
    made.save(path)


def without_numbers(path: Path) -> None:
    """Placeholders that all have the same number, as LibreOffice writes them."""
    made = Presentation()
    for layout in made.slide_layouts:
        for shape in layout.placeholders:
            shape._element.ph.attrib.pop("idx", None)
    made.save(path)


def _theme(made, major: str, minor: str, **colours: str) -> None:
    part = made.slide_master.part.part_related_by(RT.THEME)
    text = part.blob.decode()
    for name, font in (("majorFont", major), ("minorFont", minor)):
        text = re.sub(rf'(<a:{name}>\s*<a:latin typeface=")[^"]*', rf"\g<1>{font}", text)
    for name, value in colours.items():
        text = re.sub(
            rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>', text, flags=re.S
        )
    part._blob = text.encode()


def _keep(made, *names: str) -> None:
    for layout in list(made.slide_layouts):
        if layout.name not in names:
            made.slide_layouts.remove(layout)


def _logo(made, *box: int) -> None:
    """A picture on the master, by way of a slide."""
    slide, master = made.slides.add_slide(made.slide_layouts[0]), made.slide_master
    picture = slide.shapes.add_picture(io.BytesIO(picture_bytes()), *box)
    blip = picture._element.blipFill.blip
    element = copy.deepcopy(picture._element)
    element.blipFill.blip.set(qn("r:embed"), master.part.relate_to(slide.part.related_part(blip.rEmbed), RT.IMAGE))
    element.nvPicPr.cNvPr.set("id", "77")
    master._element.cSld.spTree.append(element)


def picture_bytes() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 12), "#7a1f5c").save(buffer, "PNG")
    return buffer.getvalue()


TEMPLATES = {"4:3": square, "logo": with_logo, "dark": blank_and_dark, "numberless": without_numbers}


# What is tried --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reports(example) -> SimpleNamespace:
    def report(year=None, cutoff=None, **changes):
        promise = replace(example.promise, **changes)
        day = pd.Timestamp(example.records.cutoff_day(cutoff))
        outcomes = follow_through(promise, example.records, cutoff=cutoff)
        return contents_of(promise, example.records, outcomes, day, year)

    few = tuple(c for c in example.promise.commitments if c.id in ("4.1", "8.1"))
    return SimpleNamespace(
        whole=report(),
        year=report(year=2023, municipality=LONG_NAME),
        early=report(cutoff="2022-03-31"),
        few=report(commitments=few),
    )


@pytest.fixture
def no_plots(monkeypatch):
    """Slides whose plots are not drawn, for tests of everything else."""
    content = picture_bytes()
    monkeypatch.setattr(Chart, "plot_figure", lambda *_, **__: None)
    monkeypatch.setattr(Chart, "png", lambda *_, **__: content)


@pytest.fixture(params=["house", *TEMPLATES])
def template(request, tmp_path):
    """An empty presentation in the house's template and in each of the foreign ones."""
    if request.param == "house":
        return house_template()
    TEMPLATES[request.param](tmp_path / "mall.pptx")
    return emptied(tmp_path / "mall.pptx")


def opened(content: bytes) -> Presentation:
    return Presentation(io.BytesIO(content))


def made(report, presentation) -> Presentation:
    """The slides of a report, saved, found sound and opened again."""
    deck_of(slides_of(report), presentation)
    content = saved(presentation, DAY)
    assert package_faults(content) == []
    return opened(content)


def box_of(shape) -> Box:
    return Box(*(measure / 12700 for measure in (shape.left, shape.top, shape.width, shape.height)))


def is_number(shape) -> bool:
    return shape.is_placeholder and shape.placeholder_format.type is PP_PLACEHOLDER.SLIDE_NUMBER


def shown_texts(slide) -> list[str]:
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    return texts + [cell.text for shape in slide.shapes if shape.has_table for cell in shape.table.iter_cells()]


@pytest.mark.usefixtures("no_plots")
@pytest.mark.parametrize("which", ["whole", "year", "early", "few"])
def test_in_any_template_each_slide_is_sound_and_can_be_listened_to(reports, template, which):
    report = getattr(reports, which)
    deck = made(report, template)
    size = Box(0, 0, deck.slide_width / 12700, deck.slide_height / 12700)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert all(titles) and len(set(titles)) == len(titles)
    for slide in deck.slides:
        shapes = list(slide.shapes)
        assert shapes[0].shape_id == slide.shapes.title.shape_id, "the title is read first"
        assert EXAMPLE_MARK in " ".join(shown_texts(slide)), titles
        notes = slide.notes_slide.notes_text_frame.text
        assert "ATT TÄNKA PÅ" in notes and "inget om vilken effekt" in notes
        for shape in shapes:
            if shape.has_text_frame and not is_number(shape):
                assert shape.text_frame.text.strip(), "no placeholder stands empty"
            if shape.has_table or shape.shape_type == 13:
                assert shape._element.xpath("./*/p:cNvPr")[0].get("descr", ""), "it has an alternative text"
                assert box_of(shape).left >= -1 and box_of(shape).right <= size.width + 1
                assert box_of(shape).bottom <= size.height
        for run in slide._element.iter(qn("a:r"), qn("a:fld")):
            assert run.find(qn("a:rPr")).get("lang") == "sv-SE"
        for latin in slide._element.iter(qn("a:latin")):
            assert latin.get("typeface").startswith("+"), "fonts come from the theme"


@pytest.mark.usefixtures("no_plots")
def test_in_any_template_texts_fit_their_places_and_nothing_lies_on_anything_else(reports, template):
    plans = plans_of(template)
    taken = [box_of(shape) for shape in template.slide_master.shapes if not shape.is_placeholder]
    deck = made(reports.year, template)
    for slide in list(deck.slides)[1:]:
        if slide.slide_layout != plans.content.layout and slide.shapes.title.text_frame.text == "Bilaga":
            continue
        boxes = [box_of(shape) for shape in slide.shapes if not is_number(shape)]
        for number, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[number + 1 :]), slide.shapes.title.text_frame.text
            assert not any(box.overlaps(logo) for logo in taken)
        for shape in slide.shapes:
            if shape.has_text_frame and shape.name in ("Källa", "Underrubrik", "Text"):
                sizes = {run.font.size.pt for p in shape.text_frame.paragraphs for run in p.runs if run.font.size}
                lines = sum(
                    line_count(p.text, box_of(shape).width, max(sizes), 1.0) for p in shape.text_frame.paragraphs
                )
                assert lines * max(sizes) * 1.2 <= box_of(shape).height + 1
            if shape.has_table:
                table = shape.table
                assert table.first_row and not any(cell.is_merge_origin for cell in table.iter_cells())
                assert all(
                    run.font.size.pt >= 12
                    for c in table.iter_cells()
                    for p in c.text_frame.paragraphs
                    for run in p.runs
                )
                assert abs(sum(row.height for row in table.rows) - shape.height) < 20 * 12700


@pytest.mark.usefixtures("no_plots")
def test_headlines_take_at_most_two_lines(reports):
    deck = made(reports.whole, house_template())
    for slide in list(deck.slides)[1:]:
        title = slide.shapes.title
        size = next((run.font.size.pt for run in title.text_frame.paragraphs[0].runs if run.font.size), 27)
        assert fits_title(title.text_frame.text, 870, 66, size, 1.0)


def test_slides_come_in_the_order_of_the_questions(reports):
    slides = slides_of(reports.year)
    titles = [slide.title for slide in slides]
    names = [slide.chart.name if slide.chart else slide.title for slide in slides]
    order = ["redovisningslage", "loftesoversikt", "Uppfyllda av avslutade perioder, åtagande för åtagande"]
    order += ["lofteskalender", "andel_2_2", "Åtaganden utan utlovat antal: det här gjordes", "oppna_punkter"]
    order += ["Frågor till rådet", "Så har vi räknat", "Bilaga", "Årets redovisning 2023", "i_detalj_5_3"]
    assert [name for name in names if name in order] == order
    assert slides[0].kind is Kind.OPENING and LONG_NAME in titles[0]
    assert titles.index("Bilaga") <= 18, "fifteen to twenty minutes at a minute a slide"
    of_areas = [chart.name for charts in reports.year.area_charts.values() for chart in charts]
    shown = [name for name in names[: titles.index("Bilaga")] if name in of_areas]
    assert 0 < len(shown) <= MOST_AREA_SLIDES


def test_without_a_year_there_is_no_account_and_no_question(reports):
    titles = [slide.title for slide in slides_of(reports.whole)]
    assert "Frågor till rådet" not in titles and not any("Årets redovisning" in title for title in titles)


def test_without_the_areas_the_promise_as_a_whole_is_left(reports):
    slides = slides_of(reports.year, areas=False)
    drawn = [slide.chart.name for slide in slides if slide.chart is not None]
    assert drawn == ["redovisningslage", "loftesoversikt", "lofteskalender", "oppna_punkter"]
    assert {"Frågor till rådet", "Årets redovisning 2023"} <= {slide.title for slide in slides}


def test_every_number_of_the_tables_stands_in_the_report(reports):
    report = reports.whole
    tables = {slide.title: slide.table for slide in slides_of(report) if slide.table}
    ratios = tables["Uppfyllda av avslutade perioder, åtagande för åtagande"]
    assert [row[2:] for row in ratios.rows] == [(row["literal"], row["whole"]) for row in ratio_rows(report)]
    rows = report.shown.set_index(["commitment", "period"])
    counts = tables["Åtaganden utan utlovat antal: det här gjordes"]
    for name, _, *cells in counts.rows:
        for period, cell in zip(counts.headings[2:], cells, strict=True):
            row = rows.loc[name.split()[0], period]
            assert cell in (row.done_text.replace("/", " av "), str(row.verdict))
    assert {row[0].split()[0] for row in counts.rows}.isdisjoint(row[0].split()[0] for row in ratios.rows)


def test_a_hidden_count_is_hidden_on_the_slides_too(reports):
    counts = next(s.table for s in slides_of(reports.whole) if s.title.startswith("Åtaganden utan utlovat"))
    hidden = next(row for row in counts.rows if row[0].startswith("1.2 "))
    assert set(hidden[2:]) == {"dolt"}


def test_the_account_says_what_a_word_beside_its_numbers_means(reports):
    account = next(slide for slide in slides_of(reports.year) if slide.title.startswith("Årets redovisning"))
    assert any("dolt" in row[2] for row in account.table.rows)
    assert any(text.startswith("Dolt: antalet visas inte") for text in account.notes)


def test_what_was_assumed_stands_on_the_slide_and_what_was_read_in_its_notes(reports):
    slide = next(slide for slide in slides_of(reports.whole) if slide.title == "Så har vi räknat")
    assert list(slide.points) == assumptions(reports.whole)
    assert any("kunde inte läsas" in text for text in slide.notes)


def test_notes_hold_the_picture_in_words(reports):
    for slide in slides_of(reports.whole):
        if slide.chart is not None:
            assert slide.chart.description in slide.notes and slide.chart.source in slide.notes


# The municipality's template ------------------------------------------------------------------------------


def test_of_a_template_only_its_looks_are_used(tmp_path):
    square(tmp_path / "mall.pptx")
    presentation = emptied(tmp_path / "mall.pptx")
    list_notes_master(presentation)
    content = saved(presentation, DAY)
    assert package_faults(content) == []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "slides/" in name or "notesSlides/" in name]
        assert b"Gammal" not in b"".join(map(archive.read, archive.namelist()))


def test_a_button_on_a_layout_that_leads_to_a_slide_does_not_keep_the_slide(tmp_path):
    old = Presentation()
    slide = old.slides.add_slide(old.slide_layouts[0])
    layout = old.slide_layouts[6]
    button = next(iter(layout.placeholders))._element
    link = button.nvSpPr.cNvPr.makeelement(qn("a:hlinkClick"), {"action": "ppaction://hlinksldjump"})
    link.set(qn("r:id"), layout.part.relate_to(slide.part, RT.SLIDE))
    button.nvSpPr.cNvPr.append(link)
    old.save(tmp_path / "mall.pptx")
    presentation = emptied(tmp_path / "mall.pptx")
    presentation.slides.add_slide(presentation.slide_layouts[0])
    assert package_faults(saved(presentation, DAY)) == []


def _as_template(path: Path, kind: str) -> None:
    square(path)
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"presentationml.presentation.main+xml", kind.encode()))
    path.write_bytes(buffer.getvalue())


def test_a_potx_works_and_gives_a_presentation(tmp_path):
    _as_template(tmp_path / "mall.potx", "presentationml.template.main+xml")
    with zipfile.ZipFile(io.BytesIO(saved(emptied(tmp_path / "mall.potx"), DAY))) as archive:
        assert b"presentation.main+xml" in archive.read("[Content_Types].xml")


def _text(path: Path) -> None:
    path.write_text("inte en presentation", encoding="utf-8")


def _half(path: Path) -> None:
    square(path)
    path.write_bytes(path.read_bytes()[:9000])


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hej.txt", "hej")


def _macros(path: Path) -> None:
    _as_template(path, "ms-powerpoint.presentation.macroEnabled.main+xml")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _ole(*words: str):
    """A file in the container of old Office files, which encrypted new ones are kept in too."""
    return lambda path: path.write_bytes(
        b"\xd0\xcf\x11\xe0" + b"".join(w.encode("utf-16-le") for w in words).ljust(600)
    )


def _with(parts: dict[str, bytes] | None = None, edit: tuple[str, str, str] | None = None):
    """A template with parts of its own, or with one part in which a pattern is replaced."""

    def write(path: Path) -> None:
        square(path)
        with zipfile.ZipFile(path) as old:
            held = {name: old.read(name) for name in old.namelist()}
        if edit is not None:
            name, pattern, other = edit
            text, times = re.subn(pattern, other, held[name].decode(), count=1)
            assert times == 1
            held[name] = text.encode()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name, content in (held | (parts or {})).items():
                new.writestr(name, content)

    return write


def _docx(path: Path) -> None:
    Document().save(path)


def _locked_zip(path: Path) -> None:
    square(path)
    content = bytearray(path.read_bytes())
    content[content.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)


def _declared(path: Path) -> None:
    """It says of one part that it is two gigabytes."""
    square(path)
    content = bytearray(path.read_bytes())
    place = content.find(b"PK\x01\x02") + 24
    content[place : place + 4] = (2_000_000_000).to_bytes(4, "little")
    path.write_bytes(content)


def _long_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(150_000_000)


MASTER, RELATIONS = "ppt/slideMasters/slideMaster1.xml", "ppt/slideMasters/_rels/slideMaster1.xml.rels"
LAUGHS = "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
LINKED = (
    f'<Relationship Id="rX" Type="{IMAGE}" Target="http://exempel.se/x.png" TargetMode="External"/></Relationships>'
)
HARMFUL = {
    "missing": (lambda path: None, "finns inte"),
    "text": (_text, "går inte att läsa"),
    "half": (_half, "går inte att läsa"),
    "zip": (_zip, "går inte att läsa"),
    "macros": (_macros, "makron"),
    "empty": (_empty, "är tom"),
    "encrypted": (_ole("EncryptedPackage"), "lösenordsskyddad"),
    "old format": (_ole(), "gammalt format"),
    "password of the zip": (_locked_zip, "lösenordsskyddad"),
    "a document": (_docx, "går inte att läsa"),
    "bomb": (_with({"ppt/media/bild.png": b"\0" * 120_000_000}), "packas upp"),
    "bomb of tags": (_with({"ppt/slideLayouts/x.bin": b"<a>" + b"<b/>" * 3_000_000 + b"</a>"}), "packas upp"),
    "many parts": (_with({f"x/{n}.bin": b"" for n in range(5_001)}), "packas upp"),
    "two gigabytes, it says": (_declared, "packas upp"),
    "a long file": (_long_file, "orimligt stor"),
    "a way out": (_with({"../../ut.xml": b"<a/>"}), "går inte att läsa"),
    "deep": (_with(edit=(MASTER, "<p:cSld>", "<p:cSld>" + "<a>" * 9_000 + "</a>" * 9_000)), "går inte att läsa"),
    "laughs": (_with(edit=(MASTER, r"\?>\s*", f"?>{LAUGHS}")), "går inte att läsa"),
    "laughs in the properties": (_with(edit=("docProps/core.xml", r"\?>\s*", f"?>{LAUGHS}")), "går inte att läsa"),
    "linked picture": (_with(edit=(RELATIONS, "</Relationships>", LINKED)), "utifrån"),
    "no size": (_with(edit=("ppt/presentation.xml", "<p:sldSz[^>]*/>", "")), "inte går att använda"),
    "no height": (
        _with(edit=("ppt/presentation.xml", r'(<p:sldSz cx="\d+" cy=)"\d+"', r'\1"0"')),
        "inte går att använda",
    ),
}


@pytest.mark.parametrize(("write", "said"), HARMFUL.values(), ids=HARMFUL)
def test_a_template_that_cannot_be_used_is_said_in_one_sentence(tmp_path, capsys, write, said):
    path = tmp_path / "mall.pptx"
    write(path)
    with pytest.raises(SlideTemplateError, match=said):
        emptied(path)
    assert main(["presentation", "--mall", str(path), "--ut", str(tmp_path)]) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("lofte: Mallen ") and said in last
    assert not (tmp_path / "presentation").exists()


def test_a_link_to_the_web_stays_and_one_to_a_server_of_the_municipality_is_left_behind(tmp_path):
    made = Presentation()
    for address in ("https://exempel.se", "file://server/mallar/a.potx"):
        box = made.slide_layouts[6].placeholders[0]
        link = box._element.nvSpPr.cNvPr.makeelement(qn("a:hlinkClick"), {})
        link.set(qn("r:id"), made.slide_layouts[6].part.relate_to(address, RT.HYPERLINK, is_external=True))
        box._element.nvSpPr.cNvPr.append(link)
    made.save(tmp_path / "mall.pptx")
    content = saved(emptied(tmp_path / "mall.pptx"), DAY)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = b"".join(map(archive.read, archive.namelist()))
    assert b"https://exempel.se" in text and b"server/mallar" not in text


def test_an_unlike_ground_gets_the_other_ink(tmp_path):
    made = Presentation()
    for layout in made.slide_layouts:
        layout.background.fill.solid()
        layout.background.fill.fore_color.theme_color = 13  # the text's own colour
    made.slide_layouts[5].background.fill.fore_color.theme_color = 14
    plans = plans_of(made)
    assert plans.content.layout.name == "Title Only" and plans.content.ink == "tx1"
    assert plans.opening.ink == "bg1"


# The file -------------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_and_the_file_says_what_it_is(example, tmp_path, no_plots):
    for folder in ("a", "b"):
        deck = make_presentation(example.promise, example.records, tmp_path / folder, year=2023)
    first, second = ((tmp_path / folder / deck.file).read_bytes() for folder in ("a", "b"))
    assert first == second
    written = (tmp_path / "b" / deck.file).as_posix()
    assert repr(deck) == str(deck) == f"{written}: {deck.slides} sidor att visa och {deck.appendix} i bilagan"
    properties = opened(first).core_properties
    assert properties.title == f"Uppföljning av Exempelkommunens medborgarlöfte 2023 – {EXAMPLE_MARK}"
    assert (properties.language, properties.author) == ("sv-SE", "lofte-analysis")
    assert len(opened(first).slides) == deck.slides + deck.appendix


def test_the_earlier_presentation_stays_when_the_new_one_fails(example, tmp_path, no_plots, monkeypatch):
    path = tmp_path / make_presentation(example.promise, example.records, tmp_path).file
    before = path.read_bytes()
    monkeypatch.setattr(Chart, "png", lambda *_, **__: b"no picture")
    with pytest.raises(OSError, match=r"."):
        make_presentation(example.promise, example.records, tmp_path)
    assert path.read_bytes() == before


def test_the_command_says_where_the_presentation_is_and_how_long(tmp_path, capsys, no_plots):
    assert main(["presentation", "--ar", "2023", "--ut", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert str(tmp_path / "presentation" / "presentation.pptx") in said
    assert re.search(r"\d+ sidor att visa och \d+ i bilagan", said)
    assert main(["presentation", "--ar", "2031", "--ut", str(tmp_path)]) == 2


def test_a_plot_is_drawn_once_at_twice_the_size_and_in_its_own_shape(reports, monkeypatch):
    drawn = []
    draw = Chart.plot_figure
    monkeypatch.setattr(Chart, "plot_figure", lambda self, *a: drawn.append(self.name) or draw(self, *a))
    slides = [slide for slide in slides_of(reports.early) if slide.chart is not None][:2]
    presentation = house_template()
    deck_of([slides_of(reports.early)[0], *slides], presentation)
    assert drawn == [slide.chart.name for slide in slides]
    for slide in list(presentation.slides)[1:]:
        picture = next(shape for shape in slide.shapes if shape.shape_type == 13)
        wide, tall = picture.image.size
        assert wide / tall == pytest.approx(picture.width / picture.height, rel=0.01)
        assert wide == pytest.approx(2 * picture.width / 12700, rel=0.01)


# Fitting --------------------------------------------------------------------------------------------------


def test_a_long_table_is_spread_over_slides_and_no_word_is_lost():
    rows = [(f"rad {n}", " ".join(f"ord{n}x{m}" for m in range(20 * n))) for n in range(1, 16)]
    pages = grids(("Rad", "Text"), rows, 800, 300, (14, 12), 1.1)
    assert len(pages) > 1 and {page.size for page in pages} == {12}
    assert all(sum(page.heights) <= 301 for page in pages)
    words = [word for page in pages for _, text in page.rows for word in text.split()]
    assert words == [word for _, text in rows for word in text.split()]
    assert any(name.endswith(fit.CONTINUED) for page in pages for name, _ in page.rows)


def test_points_that_do_not_fit_are_shared_evenly():
    texts = [f"Mening nummer {n} som är ungefär så här lång och tar en rad." for n in range(13)]
    size, pages = pages_of_texts(texts, 600, 220, (20, 16), 1.1, 8)
    assert size == 16 and len(pages) == 2 and [text for page in pages for text in page] == texts
    assert max(map(len, pages)) - min(map(len, pages)) <= 3


def test_a_box_keeps_clear_of_what_the_template_draws(tmp_path):
    with_logo(tmp_path / "mall.pptx")
    presentation = emptied(tmp_path / "mall.pptx")
    plan = plans_of(presentation).content
    assert plan.title == 0 and plan.body is None
    assert not plan.body_box.overlaps(plan.title_box) and plan.body_box.area > 0.4 * 720 * 405
