"""What `lofte` writes and says, run as a user runs it."""

from __future__ import annotations

import csv
import errno
import os
import random
import re
import shutil
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from builders import commitment, promise_with, records
from workbooks import DELIVERED, workbook

import lofte_analysis as la
from lofte_analysis.activities import behind_the_numbers
from lofte_analysis.cli import main
from lofte_analysis.paths import data_path
from lofte_analysis.promise import Measure, Personal, ShareOf
from lofte_analysis.publish import folder as output
from lofte_analysis.tables import OUTCOME_HEADINGS
from lofte_analysis.verdicts import Verdict

SKARA = data_path("medborgarloften", "skara_2018.toml")
EXAMPLE_FILES = [path.name for path in data_path("exempel").iterdir() if path.suffix in (".xlsx", ".csv")]


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """The report on the example data, made once."""
    out = tmp_path_factory.mktemp("report") / "export"
    assert main(["rapport", "--ut", str(out)]) == 0
    return out


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture
def no_pictures(monkeypatch):
    """Reports without charts, for tests of everything else."""
    from lofte_analysis.publish import report_charts

    monkeypatch.setattr(report_charts, "first_charts", lambda *_: [])
    monkeypatch.setattr(report_charts, "area_charts", lambda shown, *_: {area: [] for area in shown["area"]})


MEETING = [["Datum", "Åtagande", "Parter"], ["2021-09-03", "5.3", "skolan; socialtjänsten; polisen"]]


def test_what_a_report_in_the_same_folder_holds_is_not_read_as_workbooks(tmp_path, no_pictures):
    workbook(tmp_path / "a.xlsx", {"G": MEETING, "R": DELIVERED})
    assert main(["rapport", str(tmp_path), "--ut", str(tmp_path / "export"), "--ar", "2021"]) == 0
    problems = la.read_workbooks(tmp_path).problems
    written = problems.loc[problems["file"].str.startswith("export/"), ["file", "problem"]]
    assert "export/publicera/arsuppfoljning.csv" in set(written["file"])
    assert written["problem"].str.startswith("Filen hoppades över").all()


def test_the_csv_has_the_stated_headings_with_bom_and_semicolons(report):
    raw = (report / "publicera" / "uppfoljning.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").splitlines()[0] == ";".join(OUTCOME_HEADINGS)


def test_the_csv_has_a_row_per_commitment_and_due_period_in_stated_forms(report, example):
    rows = rows_of(report / "publicera" / "uppfoljning.csv")
    assert len(rows) == len(example.outcomes) == 106
    assert {row["bedömning"] for row in rows} <= set(map(str, Verdict))
    for row in rows:
        assert re.fullmatch(r"\d{4}(-\d{2}|/\d{2}|-H[12])?|[VH]T\d{4}|hela", row["period"])
        assert re.fullmatch(r"(\d{4}-\d{2}-\d{2})", row["från"]) and row["från"] <= row["till"]
        assert row["utlovat"] in ("", "1", "100 %")
        assert re.fullmatch(r"|(ca |minst )?\d+|\d+/\d+|dolt", row["gjort"]), row
        if row["bedömning"] == "ej redovisat":
            assert row["gjort"] != "0"


def test_a_commitment_without_a_number_never_gets_a_verdict(report, example):
    open_ids = {c.id for c in example.promise.commitments if not c.judged}
    for row in rows_of(report / "publicera" / "uppfoljning.csv"):
        if row["åtagande"] in open_ids:
            assert row["bedömning"] in ("ej mätbart", "ej redovisat", "pågår")
            assert row["utlovat"] == ""


def test_the_pictures_are_there_as_png_and_svg(report):
    names = {path.name for path in (report / "publicera" / "bilder").iterdir()}
    assert {path.rsplit(".")[0] for path in names if path.endswith("png")} == {
        path.rsplit(".")[0] for path in names if path.endswith("svg")
    }
    for name in ("redovisningslage", "loftesoversikt", "lofteskalender", "i_detalj_5_3", "andel_3_1"):
        assert f"{name}.png" in names


def test_names_of_the_parties_files_and_persons_numbers_are_nowhere_in_what_is_published(report):
    for path in (report / "publicera").rglob("*"):
        if path.suffix in (".csv", ".html", ".svg"):
            text = path.read_text(encoding="utf-8")
            assert not [name for name in EXAMPLE_FILES if name in text], path.name
            assert "Sunne" not in text, path.name
            assert "PÅHITTADE EXEMPELDATA" in text or path.suffix in (".csv", ".svg")


def test_small_counts_of_persons_are_hidden_in_everything_published(report):
    hidden = [row for row in rows_of(report / "publicera" / "uppfoljning.csv") if row["gjort"] == "dolt"]
    assert {row["åtagande"] for row in hidden} >= {"1.2", "2.2", "3.1", "6.1a", "6.1b"}
    personal = [r for r in rows_of(report / "publicera" / "uppfoljning.csv") if r["åtagande"] in ("2.2", "3.1")]
    for row in personal:
        if match := re.fullmatch(r"(\d+)/(\d+)", row["gjort"]):
            done, cases = map(int, match.groups())
            assert not any(1 <= count <= 4 for count in (done, cases, cases - done))


def test_the_ledger_and_the_problems_are_complete(report, example):
    ledger = rows_of(report / "internt" / "inlast.csv")
    names = ("inlästa", "sammanslagna", "avvisade", "ej igenkända")
    assert list(ledger[0]) == ["fil", "blad", "slag", "rader", *names]
    assert all(int(row["rader"]) == sum(int(row[name]) for name in names) for row in ledger)
    problems = rows_of(report / "internt" / "problem.csv")
    assert list(problems[0]) == ["fil", "blad", "cell", "värde", "problem", "åtgärd", "följd"]
    rejected = {
        (row["fil"], row["blad"], re.sub("[A-Z]", "", row["cell"])) for row in problems if "avvisades" in row["följd"]
    }
    assert len(rejected) == example.records.ledger["rejected"].sum() == 11


def test_every_verdict_is_traced_to_rows_that_exist(report):
    sources = rows_of(report / "internt" / "kallrader.csv")
    assert list(sources[0])[:5] == ["åtagande", "period", "fil", "blad", "rader"]
    own = [row for row in sources if (row["åtagande"], row["period"], row["grund"]) == ("5.3", "2021-09", "genomfört")]
    assert {row["fil"] for row in own} == {"skolan.xlsx", "polisen.xlsx", "socialtjänsten.xlsx"}
    for row in own:
        book = openpyxl.load_workbook(data_path("exempel", row["fil"]))
        assert "5.3" in " ".join(str(cell.value) for cell in book[row["blad"]][int(row["rader"])])


class Outline(HTMLParser):
    def __init__(self):
        super().__init__()
        self.headings, self.pictures, self.tables, self.lang, self.captions = [], [], 0, "", 0

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img":
            self.pictures.append(attributes.get("alt", ""))
        self.lang = attributes.get("lang", self.lang) if tag == "html" else self.lang
        self.tables += tag == "table"
        self.captions += tag == "caption"


def test_the_page_is_swedish_with_headings_in_order_alt_texts_and_table_twins(report):
    text = (report / "publicera" / "rapport.html").read_text(encoding="utf-8")
    page = Outline()
    page.feed(text)
    assert page.lang == "sv"
    assert page.headings[0] == 1 and page.headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(page.headings, page.headings[1:], strict=False))
    assert page.pictures and all(page.pictures)
    assert page.tables == page.captions >= len(page.pictures) + 17
    assert (
        text.index("Vad vi vet och inte vet") < text.index("Gjorde vi det vi lovade?") < text.index("Så har vi räknat")
    )
    assert "http" not in text.replace("http://www.w3.org", ""), "the page must hold all that it shows"
    assert len(text) < 3_500_000


def test_the_page_gives_both_ratios_and_says_what_could_not_be_read(report):
    text = (report / "publicera" / "rapport.html").read_text(encoding="utf-8")
    assert "20 av 30 månader" in text and "25 av 35 månader" in text
    assert "7 rader och minst en som kan röra enskilda personer kunde inte läsas" in text
    assert "2 rader om annat än det utlovade" in text
    assert "platshållare" in text


def test_the_page_says_of_each_commitment_what_is_promised_or_that_no_number_is(report, example):
    text = (report / "publicera" / "rapport.html").read_text(encoding="utf-8")
    judged = sum(commitment.judged for commitment in example.promise.commitments)
    assert text.count('<p class="meta">Utlovat: ') == judged
    assert text.count('<p class="meta">Inget antal utlovat. Ansvarig') == len(example.promise.commitments) - judged


def test_activities_are_listed_without_anything_about_persons(report):
    text = (report / "publicera" / "rapport.html").read_text(encoding="utf-8")
    assert "Temadag om ANDT" in text
    assert "Tillfällena visas inte ett och ett, eftersom de rör enskilda personer." in text
    assert "ca 100" not in text  # participants


def test_every_number_of_occasions_is_that_of_the_activities_listed_behind_it(example):
    activities = la.publishable_activities(example.promise, example.records)
    rows = behind_the_numbers(activities, example.outcomes)
    seen = 0
    for outcome in example.outcomes.itertuples():
        commitment = example.promise[outcome.commitment]
        if commitment.measure not in (Measure.COUNT, Measure.UNQUANTIFIED) or commitment.personal is not Personal.NO:
            continue
        listed = rows[(rows["commitment"] == outcome.commitment) & (rows["period"] == outcome.period)]
        numbers = listed["antal"].str.removeprefix("ca ").astype(int)
        counted, done = listed["not_counted"] == "", 0 if outcome.done != outcome.done else outcome.done
        assert numbers[counted].sum() == done and numbers[~counted].sum() == outcome.outside, outcome.period
        seen += 1
    assert seen == 69


def test_activities_name_the_objects_that_the_promise_lists_and_no_other(report, example):
    activities = la.publishable_activities(example.promise, example.records)
    assert {"6", "6, 7"} <= set(activities.loc[activities["commitment"] == "5.1", "objekt"])
    assert set(activities.loc[activities["commitment"] != "5.1", "objekt"]) == {""}
    text = (report / "publicera" / "rapport.html").read_text(encoding="utf-8")
    assert text.count('<th scope="col">Årskurser</th>') == 1

    stops = commitment(
        "A", Measure.SHARE, share_of=ShareOf.OBJECTS, share_at_least=1.0, objects=("Torget", "Stationen")
    )
    promise = promise_with(stops)
    rows = [{"date": "2022-03-07", "object": name} for name in ("torget", "hemma hos Kim Ek", "Stationen")]
    listed = la.publishable_activities(promise, records(promise, rows), cutoff="2022-12-31")
    assert sorted(listed["objekt"]) == ["", "Stationen", "Torget"]


def test_activities_of_a_school_year_that_began_the_year_before_stand_behind_its_number(example):
    activities = la.publishable_activities(example.promise, example.records)
    shown = la.of_year(example.outcomes, 2023)
    rows = behind_the_numbers(activities, shown, 2023).query("commitment == '5.1' and period == '2022/23'")
    assert list(rows["year"]) == [2022, 2022]
    others = behind_the_numbers(activities, shown, 2023).query("commitment == '7.2'")
    assert set(others["year"]) == {2023}


def test_a_number_on_the_page_is_a_link_to_its_rows_or_the_page_says_why_not(report):
    text = (report / "publicera" / "rapport.html").read_text(encoding="utf-8")
    assert '<a href="#gjort-5.3-2021-09">1<' in text and 'id="gjort-5.3-2021-09"' in text
    assert '<a href="#åtagande-5.3">5.3 Samverkansträff</a>' in text and 'id="åtagande-5.3"' in text
    targets = set(re.findall(r'id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= targets
    assert "1 (räknas inte: utan alla parter)" in text
    assert "Siffrorna är de som bostadsbolaget har redovisat." in text


def test_a_year_chooses_what_is_displayed_and_moves_no_cutoff(report, tmp_path, no_pictures):
    assert main(["rapport", "--ar", "2023", "--ut", str(tmp_path)]) == 0
    whole = {(r["åtagande"], r["period"]): r for r in rows_of(report / "publicera" / "uppfoljning.csv")}
    rows = rows_of(tmp_path / "publicera" / "uppfoljning.csv")
    assert 0 < len(rows) < len(whole)
    assert all(row == whole[row["åtagande"], row["period"]] for row in rows)
    assert all(row["från"] <= "2023-12-31" and row["till"] >= "2023-01-01" for row in rows)


def test_the_cutoff_makes_later_periods_run(tmp_path, no_pictures):
    assert main(["rapport", "--till", "2022-06-30", "--ut", str(tmp_path)]) == 0
    rows = rows_of(tmp_path / "publicera" / "uppfoljning.csv")
    assert {r["bedömning"] for r in rows if r["från"] > "2022-06-30"} == {"pågår"}
    problems = rows_of(tmp_path / "internt" / "problem.csv")
    assert any("räknas bara till och med den dagen" in row["problem"] for row in problems)


def test_the_finished_report_is_named_file_by_file(tmp_path, no_pictures, capsys):
    main(["rapport", "--ut", str(tmp_path)])
    said = capsys.readouterr()
    for name in (
        "uppfoljning.csv",
        "uppfoljning.xlsx",
        "rapport.html",
        "sammanfattning.html",
        "problem.csv",
        "inlast.csv",
        "kallrader.csv",
    ):
        assert name in said.out
    assert "Läser 1 av" in said.err


def test_check_lists_the_problems_and_says_by_its_exit_code_whether_all_was_read(tmp_path, capsys):
    assert main(["kontrollera", str(data_path("exempel"))]) == 1
    assert "polisen.xlsx, Genomfört, A39: ”31/2 2023” Datumet finns inte i kalendern." in capsys.readouterr().out
    workbook(tmp_path / "a.xlsx", {"G": MEETING, "R": DELIVERED})
    assert main(["kontrollera", str(tmp_path)]) == 0
    assert not (tmp_path / "export").exists()


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ({"G": [*MEETING, ["Summa", None, 9]]}, 0),  # a row that reports nothing
        ({"G": [*MEETING, ["31/2 2023", "5.3"]]}, 1),
        ({"G": MEETING, "X": [["Något annat"], ["1"]]}, 1),
        (None, 1),
    ],
)
def test_the_exit_code_of_a_check_is_one_when_something_could_not_be_read(tmp_path, sheets, code):
    workbook(tmp_path / "b.xlsx", {"R": DELIVERED})
    if sheets is None:
        (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    else:
        workbook(tmp_path / "a.xlsx", sheets)
    assert main(["kontrollera", str(tmp_path)]) == code


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["rapport", "saknas"], "finns inte"),
        (["rapport", "."], "Det finns ingen arbetsbok"),
        (["rapport", ".", "--lofte", "saknas.toml"], "löftesfilen finns inte"),
        (["rapport", "--ar", "2030"], "Löftet gäller inte 2030. Välj ett år från 2021 till 2024."),
        (["rapport", "--ar", "2030", "--lofte", str(SKARA)], "Löftet gäller inte 2030. Välj 2018."),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(arguments, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    last = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("Läser")]
    assert len(last) == 1 and sentence in last[0]


@pytest.mark.parametrize("arguments", [["rapport", "--till", "4/3"], ["rapport", "--nej"], ["okänt"], []])
def test_a_wrong_call_is_one_sentence_and_exit_code_2(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["--till", "2021-07-01"], ["--till", "2030-01-01"], ["--ar", "2021"]])
def test_any_cutoff_and_year_that_have_begun_give_a_report(arguments, tmp_path):
    assert main(["rapport", *arguments, "--ut", str(tmp_path)]) == 0


@pytest.mark.parametrize("command", ["rapport", "presentation"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--till", "2021-06-30"], "Löftet hade inte börjat den 30 juni 2021"),
        (["--till", "2022-03-31", "--ar", "2024"], "År 2024 hade inte börjat den 31 mars 2022"),
    ],
)
def test_a_last_day_before_the_promise_or_the_year_is_refused(command, arguments, said, tmp_path, capsys):
    assert main([command, *arguments, "--ut", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_readings_of_a_promise_that_had_not_begun_are_refused(tmp_path, capsys):
    assert main(["kanslighet", "--till", "2021-06-30", "--ut", str(tmp_path)]) == 2
    assert "Löftet hade inte börjat" in capsys.readouterr().err


def test_nothing_reported_is_never_said_to_be_few_or_zero(tmp_path):
    workbook(tmp_path / "a.xlsx", {"R": DELIVERED})
    assert main(["rapport", str(tmp_path), "--ut", str(tmp_path / "ut")]) == 0
    page = (tmp_path / "ut" / "publicera" / "rapport.html").read_text(encoding="utf-8")
    assert "minst 0" not in page and "för få" not in page and "för små" not in page


def test_what_has_not_begun_is_a_dash_on_the_page_as_in_the_workbook_and_not_unknown(tmp_path, no_pictures):
    assert main(["rapport", "--till", "2023-11-15", "--ut", str(tmp_path)]) == 0
    page = (tmp_path / "publicera" / "rapport.html").read_text(encoding="utf-8")
    rows = [row for row in re.findall(r"<tr>.*?</tr>", page) if 'class="verdict"' in row]
    to_come = [row for row in rows if "perioden har inte börjat" in row]
    assert to_come and all('<td class="short">–</td><td class="verdict">' in row for row in to_come)
    assert any('<td class="short">okänt</td>' in row for row in rows)
    assert not any("okänt" in row and "</svg>pågår<" in row for row in rows)


def test_a_file_that_cannot_be_opened_makes_what_it_could_hold_uncertain(tmp_path, no_pictures):
    workbook(tmp_path / "a.xlsx", {"R": DELIVERED})
    (tmp_path / "skadad.xlsx").write_bytes(b"PK nonsens")
    assert main(["rapport", str(tmp_path), "--ut", str(tmp_path / "ut")]) == 0
    rows = {(r["åtagande"], r["period"]): r for r in rows_of(tmp_path / "ut" / "publicera" / "uppfoljning.csv")}
    assert rows["5.3", "2021-10"]["bedömning"] == "ej redovisat"
    assert rows["5.3", "2021-10"]["skäl"] == "1 fil kunde inte läsas"


def test_a_sheet_with_a_lost_header_makes_what_it_could_hold_uncertain_but_notes_do_not(tmp_path, no_pictures):
    lost = [["Dat.", "Åtagande", "Parter"], ["2021-10-04", "5.3", "skolan; polisen"]]
    for name, sheet, verdict in (("rubrik", lost, "ej redovisat"), ("notes", [["Att göra"], ["Ring"]], "ej uppfyllt")):
        folder = tmp_path / name
        folder.mkdir()
        workbook(folder / "a.xlsx", {"G": sheet, "R": DELIVERED})
        assert main(["rapport", str(folder), "--ut", str(tmp_path / "ut")]) == 0
        rows = {(r["åtagande"], r["period"]): r for r in rows_of(tmp_path / "ut" / "publicera" / "uppfoljning.csv")}
        assert rows["5.3", "2021-10"]["bedömning"] == verdict


def test_an_earlier_report_in_the_folder_is_not_read_again(tmp_path, no_pictures, capsys):
    workbook(tmp_path / "a.xlsx", {"G": MEETING, "R": DELIVERED})
    for _ in range(2):
        assert main(["rapport", str(tmp_path), "--ut", str(tmp_path)]) == 0
    assert "2 rader: 2 inlästa" in capsys.readouterr().out


def test_several_promise_files_in_the_folder_are_an_error(tmp_path, capsys):
    for name in ("a.toml", "b.toml"):
        shutil.copy(data_path("medborgarloften", "sunne_2021-2024.toml"), tmp_path / name)
    workbook(tmp_path / "a.xlsx", {"G": MEETING, "R": DELIVERED})
    assert main(["kontrollera", str(tmp_path)]) == 2
    assert "flera löftesfiler (a.toml, b.toml)" in capsys.readouterr().err


def test_the_published_workbook_is_the_same_bytes_each_time(report, tmp_path, no_pictures):
    main(["rapport", "--ut", str(tmp_path)])
    for name in ("uppfoljning.xlsx", "uppfoljning.csv"):
        assert (tmp_path / "publicera" / name).read_bytes() == (report / "publicera" / name).read_bytes()


def test_without_any_delivery_the_cutoff_has_to_be_given(tmp_path, capsys, no_pictures):
    workbook(tmp_path / "a.xlsx", {"G": MEETING})
    assert main(["rapport", str(tmp_path), "--ut", str(tmp_path / "ut")]) == 2
    assert "--till" in capsys.readouterr().err
    assert main(["rapport", str(tmp_path), "--ut", str(tmp_path / "ut"), "--till", "2021-12-31"]) == 0


def test_a_failed_run_leaves_the_earlier_report_whole(tmp_path, monkeypatch, no_pictures):
    main(["rapport", "--ut", str(tmp_path)])
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def fall_over(*_):
        raise RuntimeError("the power went")

    monkeypatch.setattr("lofte_analysis.publish.page.page", fall_over)
    with pytest.raises(RuntimeError):
        main(["rapport", "--till", "2022-06-30", "--ut", str(tmp_path)])
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("killed_after", range(1, 5))
def test_a_run_killed_while_the_folders_change_place_is_put_right(killed_after, tmp_path, monkeypatch):
    for name in ("publicera", "internt"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "fil").write_text("förr")
    moves, replace = [], os.replace

    def until_killed(source, target):
        if len(moves) == killed_after:
            raise KeyboardInterrupt
        moves.append(source)
        replace(source, target)

    def write():
        with output.whole_or_nothing(tmp_path) as staged:
            for name in ("publicera", "internt"):
                (staged / name / "fil").write_text("nytt")

    monkeypatch.setattr(os, "replace", until_killed)
    if killed_after < 4:
        with pytest.raises(KeyboardInterrupt):
            write()
    else:
        monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)  # killed before the tidying up
        write()
    monkeypatch.undo()
    monkeypatch.setattr(output, "_ABANDONED", -1)
    output.recover(tmp_path)
    contents = {(tmp_path / name / "fil").read_text() for name in ("publicera", "internt")}
    assert contents == ({"förr"} if killed_after < 4 else {"nytt"})
    assert {path.name for path in tmp_path.iterdir()} == {"publicera", "internt", ".lofte-las"}


def test_an_output_folder_that_cannot_be_written_is_one_sentence(tmp_path, capsys, no_pictures):
    (tmp_path / "fil").write_text("")
    assert main(["rapport", "--ut", str(tmp_path / "fil" / "under")]) == 2
    assert "går inte att skriva" in capsys.readouterr().err


def test_a_promise_file_in_the_folder_is_used(tmp_path, no_pictures):
    text = data_path("medborgarloften", "sunne_2021-2024.toml").read_text(encoding="utf-8")
    (tmp_path / "lofte.toml").write_text(text.replace('kommun = "Sunne"', 'kommun = "Exempelby"'), encoding="utf-8")
    workbook(tmp_path / "a.xlsx", {"G": MEETING, "R": DELIVERED})
    assert main(["rapport", str(tmp_path), "--ut", str(tmp_path / "ut")]) == 0
    page = (tmp_path / "ut" / "publicera" / "rapport.html").read_text(encoding="utf-8")
    assert "Exempelbys medborgarlöfte" in page and "PÅHITTADE" not in page


def test_the_page_escapes_what_the_parties_write(tmp_path, no_pictures):
    rows = [["Datum", "Åtagande", "Aktivitet"], ["2021-09-03", "2.1", "<script>alert(1)</script>"]]
    workbook(tmp_path / "a.xlsx", {"G": rows, "R": DELIVERED})
    main(["rapport", str(tmp_path), "--ut", str(tmp_path / "ut")])
    page = (tmp_path / "ut" / "publicera" / "rapport.html").read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;script&gt;" in page


def test_runs_at_once_on_one_folder_leave_one_whole_report(tmp_path):
    code = (
        "import sys; from pathlib import Path; from lofte_analysis.publish.folder import whole_or_nothing\n"
        "for turn in range(15):\n"
        "    with whole_or_nothing(Path(sys.argv[1])) as staged:\n"
        "        for name in ('publicera', 'internt'):\n"
        "            (staged / name / 'fil').write_text(f'{sys.argv[2]} {turn}')\n"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(number)]) for number in range(3)]
    assert [run.wait(timeout=60) for run in runs] == [0, 0, 0]
    published, internal = ((tmp_path / name / "fil").read_text() for name in ("publicera", "internt"))
    assert published == internal
    assert {path.name for path in tmp_path.iterdir()} == {"publicera", "internt", ".lofte-las"}


def test_a_run_that_is_killed_at_any_moment_leaves_a_whole_report_to_the_next(tmp_path):
    code = (
        "import sys; from pathlib import Path; from lofte_analysis.publish.folder import whole_or_nothing\n"
        "for turn in range(10_000):\n"
        "    with whole_or_nothing(Path(sys.argv[1])) as staged:\n"
        "        for name in ('publicera', 'internt'):\n"
        "            (staged / name / 'fil').write_text(str(turn))\n"
    )
    moments = random.Random(1)
    for _ in range(int(os.environ.get("LOFTE_KILLS", "12"))):
        run = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
        time.sleep(0.35 + moments.random() * 0.2)
        run.kill()
        run.wait()
        with output._turn(tmp_path):
            output.recover(tmp_path)
        contents = [
            (tmp_path / name / "fil").read_text() for name in ("publicera", "internt") if (tmp_path / name).exists()
        ]
        assert len(set(contents)) <= 1 and len(contents) in (0, 2)
    assert contents


def test_a_full_disk_is_one_sentence_and_leaves_the_earlier_report_whole(tmp_path, monkeypatch, capsys, no_pictures):
    main(["rapport", "--ut", str(tmp_path)])
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("lofte_analysis.publish.report.write_outcomes", full)
    capsys.readouterr()
    assert main(["rapport", "--till", "2022-06-30", "--ut", str(tmp_path)]) == 2
    assert "Finns det plats" in capsys.readouterr().err.splitlines()[-1]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
