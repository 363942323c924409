"""The pages in a real browser: WCAG 2.1 AA on small and large screens, in the dark, on paper and by keyboard."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from browser import browser, needs_browser

from lofte_analysis.est.report_windows import window_of
from lofte_analysis.publish import situation_report
from lofte_analysis.publish.citizen import write_citizen_page
from lofte_analysis.publish.contents import contents_of
from lofte_analysis.publish.page import write_page

pytestmark = needs_browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
BY_COLOUR_AND_ROOM = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "meta-viewport"]
DESK, ZOOMED, SMALL = (1280, 900), (640, 450), (320, 640)  # 200 % zoom halves the width in CSS pixels
PAGES = ("rapport", "rapport_2023", "sammanfattning", "lagesbild")
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 54"><path d="M9 9h40v9z"/></svg>'
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""


@pytest.fixture(scope="module")
def pages(example, tmp_path_factory) -> dict[str, Path]:
    """The pages of the example by name; their pictures are not drawn, since the rules look at what stands around."""
    folder = tmp_path_factory.mktemp("pages")
    cutoff = example.outcomes["cutoff"].iloc[0]
    for name, year in (("rapport", None), ("rapport_2023", 2023)):
        report = contents_of(example.promise, example.records, example.outcomes, cutoff, year)
        charts = report.first_charts + [chart for group in report.area_charts.values() for chart in group]
        images = dict.fromkeys((chart.name for chart in charts), PICTURE)
        write_page(report, images.copy, folder / f"{name}.html")
        if year is None:
            write_citizen_page(report, folder / "sammanfattning.html")
    window = window_of("vecka", dt.date(2024, 5, 12))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(situation_report, "write_pictures", lambda *_, **__: {})  # they are in no page
        situation_report.write_situation(example.promise, example.records, window, folder / "bild")
    (folder / "bild" / "internt" / "lagesbild.html").rename(folder / "lagesbild.html")
    return {name: folder / f"{name}.html" for name in PAGES}


@pytest.fixture(scope="module")
def chromium():
    with browser() as chromium:
        yield chromium


@pytest.fixture
def opened(chromium, pages):
    """Opens a page by name, in a window of a size and with what the reader has chosen."""
    contexts = []

    def open_page(name: str, size: tuple[int, int] = DESK, *, unfolded: bool = False, **chosen):
        contexts.append(chromium.new_context(viewport={"width": size[0], "height": size[1]}, **chosen))
        page = contexts[-1].new_page()
        page.goto(pages[name].as_uri())
        if unfolded:
            page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        return page

    yield open_page
    for context in contexts:
        context.close()


def faults(page, rules: list[str], part: str = "html") -> list[str]:
    """What axe-core finds in a part of the page, one line per element: the rule, the element and why."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, part, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(("name", "size"), [("rapport_2023", ZOOMED), ("sammanfattning", DESK), ("lagesbild", DESK)])
def test_axe_finds_no_fault(opened, name, size):
    assert faults(opened(name, size, unfolded=True), RULES) == []


def test_axe_finds_no_fault_in_what_only_the_whole_promise_has(opened):
    assert faults(opened("rapport"), RULES, "section[aria-labelledby=resultat]") == []


@pytest.mark.parametrize("name", PAGES[1:])
def test_axe_finds_no_fault_of_colour_or_room_on_a_small_dark_screen(opened, name):
    page = opened(name, SMALL, unfolded=name != "rapport_2023", color_scheme="dark")
    assert faults(page, BY_COLOUR_AND_ROOM) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("size", [SMALL, ZOOMED], ids=["320 pixels", "zoomed to 200 %"])
def test_only_boxes_scroll_sideways_and_never_the_page(opened, name, size):
    page = opened(name, size, unfolded=True)
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) <= size[0]
    page.add_style_tag(content=TEXT_SPACING)
    assert page.evaluate(width) <= size[0], "with the reader's own spacing of the text"


@pytest.mark.parametrize("name", PAGES[1:])
def test_in_the_dark_the_page_is_dark_and_pictures_and_marks_keep_their_white(opened, name):
    page = opened(name, color_scheme="dark")
    colours = "elements => [...new Set(elements.map(each => getComputedStyle(each).backgroundColor))]"
    [ground] = page.eval_on_selector_all("body", colours)
    assert max(map(int, re.findall(r"\d+", ground))) < 60
    assert page.eval_on_selector_all(".picture, .mark", colours) == ["rgb(255, 255, 255)"]


def test_the_marks_keep_their_colours_under_high_contrast(opened):
    page = opened("sammanfattning", forced_colors="active")
    mark = page.query_selector(".mark")
    assert mark.evaluate("mark => getComputedStyle(mark).backgroundColor") == "rgb(255, 255, 255)"
    assert mark.evaluate("mark => getComputedStyle(mark.firstChild).fill") == "rgb(22, 63, 82)"
    assert mark.get_attribute("aria-hidden") == "true"


@pytest.mark.parametrize("name", ["rapport", "sammanfattning"])
def test_the_first_tab_shows_the_skip_link_which_leads_to_the_content(opened, name):
    page = opened(name)
    page.keyboard.press("Tab")
    focus = page.locator(":focus")
    assert focus.inner_text() == "Hoppa till innehållet" and focus.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("name", PAGES[1:])
def test_each_stop_of_the_keyboard_is_seen_and_comes_in_the_order_of_the_page(opened, name):
    page = opened(name)
    stops = page.locator("a[href], summary, [tabindex='0']").filter(visible=True).count()
    look = """() => { const e = document.activeElement, box = e.getBoundingClientRect();
        const before = window.earlier; window.earlier = e;
        return [getComputedStyle(e).outlineStyle, box.bottom > 0 && box.top < innerHeight,
                !before || !!(before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)] }"""
    for _ in range(stops):
        page.keyboard.press("Tab")
        assert page.evaluate(look) == ["solid", True, True]
    assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0


def test_a_number_leads_to_the_activities_it_rests_on_without_any_script(opened):
    page = opened("rapport", java_script_enabled=False)
    link = page.locator("section a[href='#gjort-5.3-2021-09']")
    assert link.inner_text().startswith("1")
    link.click()
    row = page.locator("[id='gjort-5.3-2021-09'] tr")
    assert row.is_visible() and "2021-09-14" in row.inner_text() and "Samverkansträff" in row.inner_text()


@pytest.mark.parametrize("name", PAGES[:2])
def test_each_link_within_a_page_leads_somewhere(opened, name):
    lost = """[...document.querySelectorAll("a[href^='#']")].map(link => decodeURIComponent(link.hash.slice(1)))
        .filter(name => !document.getElementById(name))"""
    assert opened(name).evaluate(lost) == []


def test_on_paper_what_is_folded_is_unfolded_and_what_leads_about_is_left_out(opened):
    page = opened("rapport_2023")
    page.emulate_media(media="print")
    folded = """[...document.querySelectorAll('details > :not(summary)')]
        .filter(part => !part.checkVisibility({contentVisibilityAuto: true}) || !part.offsetHeight).length"""
    assert page.locator("details").count() > 10 and page.evaluate(folded) == 0
    assert not page.locator("nav").is_visible()
    page.set_viewport_size({"width": 680, "height": 1000})  # the width of an A4 page between its margins
    cut = """[...document.querySelectorAll('.scroll, .picture')]
        .filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.ariaLabel)"""
    assert page.evaluate(cut) == []


def test_the_short_version_is_one_printed_page(opened):
    page = opened("sammanfattning")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1


def test_a_paler_grey_is_found(opened):
    page = opened("sammanfattning")
    page.add_style_tag(content=":root { --muted: #848e98 !important }")
    assert any(fault.startswith("color-contrast") for fault in faults(page, BY_COLOUR_AND_ROOM))


def test_a_box_that_the_keyboard_cannot_scroll_is_found(opened):
    page = opened("lagesbild", SMALL)
    page.evaluate("document.querySelectorAll('[tabindex]').forEach(box => box.removeAttribute('tabindex'))")
    assert any(fault.startswith("scrollable-region-focusable") for fault in faults(page, BY_COLOUR_AND_ROOM))
