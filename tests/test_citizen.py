"""The short version for citizens: what it says, and what it never says."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from builders import commitment, promise_with, records

import lofte_analysis as la
from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.promise import Measure, ShareOf
from lofte_analysis.publish import report_charts
from lofte_analysis.publish.citizen import write_citizen_page
from lofte_analysis.publish.contents import contents_of
from lofte_analysis.verdicts import Verdict


class Text(HTMLParser):
    """What a page says, word by word."""

    def __init__(self, page: str):
        super().__init__()
        self.text = ""
        self.feed(re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", page, flags=re.DOTALL))

    def handle_data(self, data):
        self.text += f"{data} "


def said(page: str) -> str:
    return re.sub(r"\s+", " ", Text(page).text)


@pytest.fixture(scope="module")
def written(example, tmp_path_factory):
    """Writes the short version of the example for a year, or for the whole promise."""

    def write(year: int | None = None, **changed) -> str:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(report_charts, "first_charts", lambda *_: [])
            patch.setattr(report_charts, "area_charts", lambda shown, *_: {})
            outcomes = changed.get("outcomes", example.outcomes)
            cutoff = outcomes["cutoff"].iloc[0]
            report = contents_of(example.promise, example.records, outcomes, cutoff, year)
        path: Path = tmp_path_factory.mktemp("kort") / "sammanfattning.html"
        write_citizen_page(report, path)
        return path.read_text(encoding="utf-8")

    return write


@pytest.fixture(scope="module")
def page(written) -> str:
    return written()


def test_it_says_what_was_kept_with_a_mark_beside_each_verdict(page):
    text = said(page)
    assert "Samverkansträff: minst 1 per månad under terminerna" in text
    assert "Uppfyllt i 25 av 35 månader, fyra kan inte bedömas." in text
    for verdict in ("25 uppfyllt", "3 delvis uppfyllt", "3 ej uppfyllt", "4 ej redovisat"):
        assert re.search(rf'aria-hidden="true">(?:(?!</svg>).)*</svg>{verdict}</span>', page)


def test_it_says_what_is_not_known_and_why(page):
    text = said(page)
    assert "Föräldrastöd till tonårsföräldrar, en termin: skolan har inte lämnat alla uppgifter." in text
    assert "Samverkansträff, fyra månader: skolan har inte lämnat alla uppgifter; 1 rad kunde inte läsas." in text


def test_what_is_counted_against_another_commitment_is_promised_and_the_other_is_not(tmp_path):
    meetings = commitment("F", Measure.UNQUANTIFIED, title="Föräldramöten")
    informed = commitment("K", Measure.SHARE, share_of=ShareOf.OCCASIONS, part_of="F", share_at_least=1.0)
    promise = promise_with(meetings, informed)
    told = records(promise, deliveries=[("skolan", "2022-01-01", "2022-12-31")])
    outcomes = la.follow_through(promise, told)
    path = tmp_path / "sammanfattning.html"
    write_citizen_page(contents_of(promise, told, outcomes, outcomes["cutoff"].iloc[0], None), path)
    text = said(path.read_text(encoding="utf-8"))
    assert "En del av löftet går att bedöma: den säger hur ofta" in text and "Åtagande K: alla" in text
    assert "Föräldramöten" not in text and "säger inte hur ofta" not in text


def test_what_has_no_number_is_counted_and_never_judged(page, example):
    text = said(page)
    assert "Riktade insatser mot droger (minst 68 insatser)" in text
    assert "Regelbunden kontakt (minst 78 kontakttillfällen)" in text, "a half-year is not reported"
    rows = page[page.index('class="kept"') : page.index("</table>")]
    for promised in example.promise.commitments:
        assert (promised.title in rows) == promised.judged


def test_no_count_of_persons_and_nothing_that_a_party_wrote_is_in_it(page, example):
    text = said(page)
    assert re.search(r"Riktade möten med unga (?!\()", text), "of 16 meetings each year's four are hidden"
    assert not re.search(r"\d+ (ärenden|förhandsbedömningar|tillfrågade|möten med)", text)
    written_by_parties = {*example.records.comments["text"], *example.records.occasions["activity"].dropna()}
    assert not [
        words for words in written_by_parties if len(words) > 12 and words not in titles(example) and words in text
    ]


def titles(example) -> str:
    return " ".join(commitment.title for commitment in example.promise.commitments)


def test_it_is_marked_as_invented_and_leads_to_the_report_and_the_council(page):
    assert page.count(EXAMPLE_MARK) >= 2 and "Sunne" not in page
    assert '<a href="rapport.html">hela rapporten</a>' in page
    assert "Vänd dig till Lokala rådet för trygghet i Exempelkommunen." in said(page)


def test_its_words_are_plain(page):
    text = said(page)
    for jargon in ("åtagande", "täljare", "arbetsbok", "avslutade perioder", "suppression", "tolkning"):
        assert jargon not in text.casefold()
    sentences = [s for s in re.split(r"(?<=[.?!])\s", text) if len(s.split()) > 3]
    assert sum(len(s.split()) for s in sentences) / len(sentences) < 16


def test_a_year_is_told_of_that_year(written):
    text = said(written(2023))
    assert "medborgarlöfte 2023, kort version" in text
    assert "Uppfyllt i 6 av 10 månader, tre kan inte bedömas." in text
    assert "Trafikkontroller (minst 43 kontroller)" in text


def test_nothing_unknown_is_said_to_be_nothing_unknown(written, example):
    outcomes = example.outcomes.copy()
    outcomes.loc[outcomes["verdict"] == Verdict.NOT_REPORTED, "verdict"] = Verdict.MET
    assert "Ingen avslutad period saknar uppgifter." in said(written(outcomes=outcomes))


def test_a_milestone_and_what_has_no_period_yet_are_told_in_a_word(written, example):
    text = said(written(2021))
    assert "Se över samverkansforum: ska bli klart" in text and "Uppfyllt." in text
    assert "ANDT-insatser från årskurs 6: alla årskurser" in text and "Ingen period slutade under året." in text
