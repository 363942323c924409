"""The account of a year as a Word document: read back, part by part, as a screen reader and Word would."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import pandas as pd
import pytest
from builders import commitment, promise_with, records
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image

import lofte_analysis as la
from lofte_analysis.office_files import printable
from lofte_analysis.promise import Measure, Per, Personal
from lofte_analysis.publish.contents import contents_of
from lofte_analysis.publish.document import write_document
from lofte_analysis.yearly_account import NOT_YET, Standing, standings

YEARS = (2021, 2022, 2023, 2024)


def written(report, folder: Path, name: str = "arsuppfoljning.docx") -> Path:
    """The document of a report, with a small picture of its own for each chart."""
    for number, chart in enumerate(report.first_charts):
        Image.new("RGB", (192, 108), (number, 0, 0)).save(folder / f"{chart.name}.png")
    write_document(report, folder, folder / name)
    return folder / name


@pytest.fixture(scope="module")
def reports(example) -> dict:
    cutoff = pd.Timestamp(example.records.cutoff_day(None))
    return {year: contents_of(example.promise, example.records, example.outcomes, cutoff, year) for year in YEARS}


@pytest.fixture(scope="module")
def paths(reports, tmp_path_factory) -> dict:
    return {year: written(report, tmp_path_factory.mktemp(str(year))) for year, report in reports.items()}


@pytest.fixture(scope="module")
def documents(paths) -> dict:
    return {year: docx.Document(path) for year, path in paths.items()}


def text_of(document) -> str:
    """Everything that can be read, in order: paragraphs, links and tables."""
    body = document.element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def headings_of(document) -> list[tuple[int, str]]:
    found = [(re.fullmatch(r"Heading (\d)", p.style.name), p.text) for p in document.paragraphs]
    return [(int(match[1]), text) for match, text in found if match]


@pytest.mark.parametrize("year", YEARS)
def test_the_title_is_a_title_and_headings_go_down_a_step_at_a_time(documents, year):
    document = documents[year]
    assert document.paragraphs[0].style.name == "Title"
    assert document.paragraphs[0].text == f"Uppföljning av Exempelkommunens medborgarlöfte {year}"
    levels = [level for level, _ in headings_of(document)]
    assert levels[0] == 1 and all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_the_sections_follow_the_order_of_a_follow_up(documents):
    sections = [text for level, text in headings_of(documents[2021]) if level == 1]
    assert sections == [
        "Gjort som utlovat",
        "Ändrat och varför, med parternas egna ord",
        "Det som saknas och varför",
        "Pågår eller blev inte aktuellt",
        "Åtaganden utan utlovat antal",
        "Frågor till rådet",
        "Underlaget",
    ]


@pytest.mark.parametrize("year", YEARS)
def test_each_commitment_of_the_year_is_told_in_one_place_alone(documents, reports, year):
    document, report = documents[year], reports[year]
    told = [text for level, text in headings_of(document) if level == 2]
    told += [row.cells[0].text for table in document.tables for row in table.rows[1:]]
    for row in report.account.itertuples():
        assert told.count(f"{row.commitment} {row.title}") == 1, row.commitment
        for text in (row.done, row.before.removeprefix(NOT_YET), *row.missing):
            assert printable(text).lower() in text_of(document).lower()


@pytest.mark.parametrize("year", YEARS)
def test_a_commitment_without_a_number_gets_no_verdict(documents, reports, year):
    [table] = [t for t in documents[year].tables if "utan utlovat antal" in caption_of(t)]
    names = {row.cells[0].text.split()[0] for row in table.rows[1:]}
    assert names == {i for i in reports[year].account["commitment"] if not reports[year].promise[i].judged}
    text = " ".join(cell.text for row in table.rows[1:] for cell in row.cells[1:])
    assert "uppfyllt" not in text and " av " not in text


@pytest.mark.parametrize("year", YEARS)
def test_every_question_to_the_council_stands_once_in_a_numbered_list(documents, reports, year):
    asked = [p.text for p in documents[year].paragraphs if p.style.name == "List Number"]
    assert asked == list(reports[year].questions["question"]) and len(asked) > 1


@pytest.mark.parametrize("year", YEARS)
def test_the_parties_words_are_quotes_said_to_be_theirs(documents, reports, year):
    document, comments = documents[year], reports[year].comments
    quotes = [p.text for p in document.paragraphs if p.style.name == "Quote"]
    assert quotes == [f"”{text}”" for text in comments["text"]]
    assert (year == 2021) == ("inte lämnat någon kommentar" in text_of(document))
    if quotes:
        assert "Uppföljningen har inte prövat dem." in text_of(document)


def caption_of(table) -> str:
    return table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


@pytest.mark.parametrize("year", YEARS)
def test_each_table_has_a_head_row_a_description_and_rows_that_stay_whole(documents, year):
    for table in documents[year].tables:
        properties = table._tbl.tblPr
        assert caption_of(table) and properties.find(qn("w:tblDescription")).get(qn("w:val"))
        first, *others = [row._tr.trPr for row in table.rows]
        assert first.find(qn("w:tblHeader")) is not None and others
        assert all(row.find(qn("w:tblHeader")) is None for row in others)
        assert all(row.find(qn("w:cantSplit")) is not None for row in (first, *others))
        assert all(cell.text for row in table.rows for cell in row.cells)
        assert not table._tbl.findall(f".//{qn('w:gridSpan')}") + table._tbl.findall(f".//{qn('w:vMerge')}")


@pytest.mark.parametrize("year", YEARS)
def test_each_picture_stands_once_with_its_words_and_its_source(documents, reports, year):
    document, charts = documents[year], reports[year].first_charts
    drawn = [p.get("descr") for p in document.element.body.iter(qn("wp:docPr"))]
    assert drawn and len(drawn) == len(set(drawn)) and all(drawn)
    shown = [chart for chart in charts if chart.alt in drawn]
    assert [re.sub(r"_\d+$", "", chart.name) for chart in shown] == [
        "redovisningslage",
        "loftesoversikt",
        "oppna_punkter",
    ]
    captions = [p for p in document.element.body.iter(qn("w:p")) if "Bild" in "".join(p.itertext())[:4]]
    for chart in shown:
        assert any(chart.headline in "".join(p.itertext()) for p in captions)
        assert chart.source in [p.text for p in document.paragraphs if p.style.name == "Källa"]
    blips = [blip.get(qn("r:embed")) for blip in document.element.body.iter(qn("a:blip"))]
    images = [document.part.related_parts[blip].blob for blip in blips]
    assert len(set(images)) == len(images) == len(drawn)


@pytest.mark.parametrize("year", YEARS)
def test_ids_are_unique_and_every_link_and_relation_has_its_end(paths, year):
    with zipfile.ZipFile(paths[year]) as parts:
        names = set(parts.namelist())
        for name in names:
            if not name.endswith(".rels"):
                continue
            folder = name.replace("_rels/", "").rsplit("/", 1)[0] if "/" in name.replace("_rels/", "") else ""
            for relation in etree.fromstring(parts.read(name)):
                if relation.get("TargetMode") != "External":
                    target = relation.get("Target")
                    whole = target.lstrip("/") if target.startswith("/") else str(Path(folder, target))
                    assert whole.replace("word/../", "") in names or Path(whole).name in {Path(n).name for n in names}
        body = etree.fromstring(parts.read("word/document.xml"))
        assert "docProps/thumbnail.jpeg" not in names and "word/stylesWithEffects.xml" not in names
    for tag, key in (("wp:docPr", "id"), ("w:bookmarkStart", "w:id"), ("w:bookmarkStart", "w:name")):
        ids = [element.get(qn(key) if ":" in key else key) for element in body.iter(qn(tag))]
        assert ids and not [i for i, count in Counter(ids).items() if count > 1]
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    links = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    assert links and links <= marks


def test_language_properties_mark_and_page_numbers_are_set(documents, paths):
    document = documents[2023]
    languages = {element.get(qn("w:val")) for element in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"sv-SE"}
    properties = document.core_properties
    assert properties.language == "sv-SE" and properties.author == "lofte-analysis" and not properties.comments
    assert properties.title == "PÅHITTADE EXEMPELDATA – Uppföljning av Exempelkommunens medborgarlöfte 2023"
    section = document.sections[0]
    assert "PÅHITTADE EXEMPELDATA" in section.header.paragraphs[0].text
    fields = [f.get(qn("w:instr")) for f in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "PÅHITTADE EXEMPELDATA" in text_of(document) and "Sunne" not in text_of(document)
    assert paths[2023].stat().st_size < 100_000  # without the pictures


@pytest.mark.parametrize("year", YEARS)
def test_no_paragraph_stands_empty_for_the_sake_of_space(documents, year):
    for paragraph in documents[year].element.body.iter(qn("w:p")):
        assert "".join(paragraph.itertext()).strip() or list(paragraph.iter(qn("w:drawing")))


def test_settings_of_a_style_stand_in_the_order_that_word_demands(documents):
    order = ["keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs", "spacing"]
    order += ["ind", "contextualSpacing", "jc", "outlineLvl"]
    for settings in documents[2023].styles.element.iter(qn("w:pPr")):
        names = [etree.QName(child).localname for child in settings]
        places = [order.index(name) for name in names if name in order]
        assert places == sorted(places), names


def test_the_same_report_gives_the_same_bytes(reports, paths, tmp_path):
    assert written(reports[2023], tmp_path).read_bytes() == paths[2023].read_bytes()


def test_a_report_without_a_year_is_refused(reports, tmp_path):
    with pytest.raises(ValueError, match="year"):
        write_document(replace(reports[2023], year=None), tmp_path, tmp_path / "a.docx")


def test_a_hidden_count_stands_nowhere(documents, reports, example):
    hidden = reports[2023].shown.query("hidden and cases != cases")
    raw = example.outcomes.loc[hidden.index]
    assert len(raw)
    text = text_of(documents[2023])
    for row in raw[raw["measure"] == "andel"].itertuples():
        assert f"{row.done:.0f} av {row.cases:.0f}" not in text, row
    assert text.count("dolt") > len(raw[raw["end"].dt.year == 2023]) / 2


def small_report(told, *commitments, year=2022, **options):
    promise = promise_with(*commitments, **options)
    told = records(promise, **told)
    outcomes = la.follow_through(promise, told, cutoff="2022-12-31")
    return contents_of(promise, told, outcomes, pd.Timestamp("2022-12-31"), year)


ALL_YEAR = [("skolan", "2022-01-01", "2022-12-31")]


def test_persons_that_are_few_are_counted_in_no_document(tmp_path):
    persons = commitment("A", Measure.UNQUANTIFIED, personal=Personal.EFFORT)
    said = {}
    for count in (3, 4):
        rows = [(f"2022-03-0{number}", "skolan") for number in range(1, count + 1)]
        report = small_report({"activities": rows, "deliveries": ALL_YEAR}, persons)
        said[count] = text_of(docx.Document(written(report, tmp_path)))
        assert "dolt" in said[count]
    assert said[3].split("Underlaget")[0] == said[4].split("Underlaget")[0]


def test_a_year_that_was_wholly_kept_asks_nothing_and_lacks_nothing(tmp_path):
    rows = [(f"2022-{month:02d}-07", "skolan") for month in range(1, 13)]
    kept = commitment("A", Measure.COUNT, per=Per.MONTH, at_least=1)
    document = docx.Document(written(small_report({"activities": rows, "deliveries": ALL_YEAR}, kept), tmp_path))
    sections = [text for level, text in headings_of(document) if level == 1]
    assert sections[:3] == [
        "Gjort som utlovat",
        "Ändrat och varför, med parternas egna ord",
        "Det som saknas och varför",
    ]
    assert "Ingen period som slutade 2022 är delvis uppfylld" in text_of(document)
    assert "EXEMPELDATA" not in text_of(document)


def test_long_names_and_signs_that_no_document_can_hold_are_written(tmp_path):
    long = commitment(
        "A", Measure.COUNT, per=Per.MONTH, at_least=1, title="Samverkan\x0b & <möten> " + "om mycket " * 20
    )
    document = docx.Document(written(small_report({"activities": [], "deliveries": ALL_YEAR}, long), tmp_path))
    assert "A Samverkan & <möten> om mycket" in text_of(document)


def test_where_a_commitment_is_told_follows_from_its_verdicts_alone():
    """Kept, lacking, running and without a number, one of each."""
    promise = promise_with(
        commitment("A", Measure.COUNT, per=Per.YEAR, at_least=1),
        commitment("B", Measure.COUNT, per=Per.YEAR, at_least=9),
        commitment("C", Measure.COUNT, per=Per.WHOLE, at_least=9),
        commitment("D", Measure.UNQUANTIFIED),
        end="2023-12-31",
    )
    rows = [{"date": "2022-03-07", "reporter": "skolan", "commitment": name} for name in "ABD"]
    told = records(promise, rows, deliveries=[("skolan", "2022-01-01", "2022-12-31")])
    outcomes = la.follow_through(promise, told, cutoff="2022-12-31")
    report = contents_of(promise, told, outcomes, pd.Timestamp("2022-12-31"), 2022)
    found = standings(report.account, report.counted, promise)
    assert dict(zip(report.account["commitment"], found, strict=True)) == {
        "A": Standing.KEPT,
        "B": Standing.LACKING,
        "C": Standing.NOTHING_ENDED,
        "D": Standing.WITHOUT_NUMBER,
    }


def test_the_parts_are_xml_without_a_library_s_own_name(paths):
    with zipfile.ZipFile(io.BytesIO(paths[2023].read_bytes())) as parts:
        assert b"python-docx" not in parts.read("docProps/core.xml")
