"""What the parties write is text and nothing else: no formula runs in a spreadsheet, no script on the page."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import lofte_analysis as la
from lofte_analysis.cli import main
from lofte_analysis.publish.contents import contents_of
from lofte_analysis.publish.exports import write_csv
from lofte_analysis.publish.outcome_workbook import write_workbook

FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    '"=1+1',
    "'=1+1",
    '" =1+1',
    "＝1+1",
    "＋1",
    "－1+1",
    "＠SUM(A1)",
    "\ufeff=1+1",
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("http://exempel.invalid";"klicka")',
    "- punkt",
)
PLAIN = ("-5", "+5", "-5,5", "5.3", "2022-03", "74/92", "minst 12", "a=b", "", "torget @ 12")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe_in_the_csv(text, tmp_path):
    write_csv(pd.DataFrame({"rubrik": [text], text: ["x"]}), tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        heading, row = csv.reader(file, delimiter=";")
    assert row[0] == f"'{text}" and heading[1] == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_and_plain_numbers_stay_as_they_are_in_the_csv(text, tmp_path):
    write_csv(pd.DataFrame({"rubrik": ["x", text]}), tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[0] for row in csv.reader(file, delimiter=";")][2:] == [text]


def test_no_cell_of_the_published_workbook_is_a_formula(example, tmp_path):
    report = contents_of(example.promise, example.records, example.outcomes, example.outcomes["cutoff"].iloc[0], None)
    rows = report.shown.head(len(FORMULAS)).assign(title=FORMULAS, reason=FORMULAS)
    rows["title"] = rows["title"].str.replace("\r", " ")  # XML keeps no lone carriage return
    write_workbook(replace(report, shown=rows), tmp_path / "uppfoljning.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "uppfoljning.xlsx")["Uppföljning"]
    cells = [cell for row in sheet.iter_rows(min_row=5) for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert sheet["B5"].value == "=1+1" and sheet["B5"].quotePrefix


HOSTILE = (
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    '"><svg onload=window.ran=1>',
    "'><body onpageshow=window.ran=1>",
    '<a href="javascript:window.ran=1">klicka</a>',
    '</table></main><iframe srcdoc="<script>parent.ran=1</script>">',
    "{{ 7 * 7 }}{% for x in range(9) %}x{% endfor %}",
    "<style>*{display:none}</style><!--",
    "]]><![CDATA[<script>window.ran=1</script>",
    "&lt;script&gt;window.ran = 1&lt;/script&gt;",
    "<meta http-equiv=refresh content='0;url=http://exempel.invalid'>",
)


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory) -> Path:
    """The page of workbooks full of HTML and script, in every field that a party fills in."""
    folder = tmp_path_factory.mktemp("hostile")
    book = openpyxl.Workbook()
    done, comments, delivered = book.active, book.create_sheet("K"), book.create_sheet("<script>R")
    done.title = "<b>G"
    events = book.create_sheet("H")
    done.append(["Datum", "Åtagande", "Aktivitet", "Plats", "Objekt", "Anmärkning", HOSTILE[0]])
    comments.append(["Åtagande", "Period", "Text att publicera"])
    events.append(["Datum", "Kategori", "Plats", "Klockslag"])
    for number, text in enumerate(HOSTILE, 1):
        done.append([f"2021-09-{number:02d}", "2.1", text, text, text, text, text])
        done.append([f"2021-10-{number:02d}", "5.3", text, text, text, text, text])
        comments.append(["2.1" if number % 2 else "5.3", "2021", text])
        events.append([f"2023-09-{number:02d}", text, text, "12:00"])
    delivered.append(["Part", "Från", "Till", "Klart"])
    for party in ("skolan", "polisen", "socialtjänsten", "kommunen"):
        delivered.append([party, "2021-07-01", "2021-12-31", "ja"])
    book.save(folder / "<img src=x onerror=alert(1)>.xlsx")
    assert main(["rapport", str(folder), "--ut", str(folder / "ut"), "--ar", "2021"]) == 0
    return folder / "ut" / "publicera" / "rapport.html"


def test_the_page_has_no_script_and_no_tag_that_a_party_wrote(hostile_page):
    page = Tags(hostile_page.read_text(encoding="utf-8"))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "iframe", "object", "embed", "form", "base", "link"}
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        for name in ("href", "src", "srcdoc", "action"):
            assert not re.match(r"\s*(javascript|vbscript|data:text)", attributes.get(name) or "", re.IGNORECASE)
    assert sum(tag == "body" for tag, _ in page.tags) == 1
    assert "{{ 7 * 7 }}" in page.text  # no template runs what was written


def test_the_page_shows_what_was_written_letter_by_letter(hostile_page):
    page = Tags(hostile_page.read_text(encoding="utf-8"))
    shown = " ".join(page.text.split())
    for text in HOSTILE[:6]:
        assert " ".join(text.split()) in shown


def test_the_page_runs_nothing_in_a_browser(hostile_page):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright finns inte: sidan prövas bara som text")
    with sync_api.sync_playwright() as browsers:
        try:
            browser = browsers.chromium.launch(executable_path=shutil.which("chromium"))
        except sync_api.Error:
            pytest.skip("Chromium går inte att starta: sidan prövas bara som text")
        page, asked, dialogs = browser.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(hostile_page.as_uri())
        page.wait_for_timeout(300)
        assert page.evaluate("window.ran") is None
        assert not dialogs
        assert not [url for url in asked if not url.startswith(("file:", "data:image/"))]
        assert page.evaluate("document.querySelectorAll('script, iframe').length") == 0
        browser.close()


def test_the_words_of_a_chart_are_escaped_in_its_picture_and_its_html(example):
    rows = example.published[example.published["commitment"] == "3.1"]
    chart = replace(la.screening_share(rows, example.promise), alt=HOSTILE[2], description=HOSTILE[0])
    for text in (chart.svg(), chart.html()):
        assert "<svg onload" not in text and "<script" not in text and "&lt;svg onload" in text
