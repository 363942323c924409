"""The account of one year: each ended period in one year, every open period with its reason, nothing made up."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path

import openpyxl
import pytest
from builders import commitment, promise_with, records, school_calendar
from hypothesis import given
from hypothesis import strategies as st

import lofte_analysis as la
from lofte_analysis.cell_periods import Named, read_period
from lofte_analysis.cells import Fault
from lofte_analysis.cli import main
from lofte_analysis.periods import due_periods
from lofte_analysis.promise import Measure, Per, Personal, read_promise
from lofte_analysis.reading.workbooks import read_workbooks
from lofte_analysis.standing import period_words
from lofte_analysis.tables import account_table
from lofte_analysis.yearly_account import accounted_in, comments_of, questions_for_council, year_account

D = dt.date
YEARS = school_calendar(
    {"HT2022": ("2022-08-16", "2022-12-21"), "VT2023": ("2023-01-10", "2023-06-14")}
    | {"HT2023": ("2023-08-15", "2023-12-20"), "VT2024": ("2024-01-09", "2024-06-13")}
)


def account_of(promise, told, year, cutoff=None, comments=None):
    outcomes = la.suppress_small_counts(la.follow_through(promise, told, cutoff=cutoff))
    account = year_account(outcomes, promise, year, comments_of(told) if comments is None else comments)
    return account.set_index("commitment")


@pytest.fixture(scope="module")
def account(example):
    outcomes = la.suppress_small_counts(example.outcomes)
    return year_account(outcomes, example.promise, 2023, comments_of(example.records)).set_index("commitment")


# What people write for a period ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "label", "start", "end"),
    [
        ("2023", "2023", D(2023, 1, 1), D(2023, 12, 31)),
        (2023, "2023", D(2023, 1, 1), D(2023, 12, 31)),
        (2023.0, "2023", D(2023, 1, 1), D(2023, 12, 31)),
        ("år 2023", "2023", D(2023, 1, 1), D(2023, 12, 31)),
        ("VT2023", "VT2023", D(2023, 1, 1), D(2023, 6, 30)),
        ("ht 2023", "HT2023", D(2023, 7, 1), D(2023, 12, 31)),
        ("vårterminen 2023", "VT2023", D(2023, 1, 1), D(2023, 6, 30)),
        ("hösten 2023", None, None, None),
        ("2023-H2", "2023-H2", D(2023, 7, 1), D(2023, 12, 31)),
        ("första halvåret 2023", "2023-H1", D(2023, 1, 1), D(2023, 6, 30)),
        ("2022/23", "2022/23", D(2022, 7, 1), D(2023, 6, 30)),
        ("läsåret 2022/2023", "2022/23", D(2022, 7, 1), D(2023, 6, 30)),
        ("2022/24", None, None, None),
        ("2023-03", "2023-03", D(2023, 3, 1), D(2023, 3, 31)),
        ("mars 2023", "2023-03", D(2023, 3, 1), D(2023, 3, 31)),
        (dt.datetime(2023, 3, 1), "2023-03", D(2023, 3, 1), D(2023, 3, 31)),
        ("v. 12 2023", "2023-v12", D(2023, 3, 20), D(2023, 3, 26)),
        ("2023-03-08", "2023-03-08", D(2023, 3, 8), D(2023, 3, 8)),
        ("03/04/2023", None, None, None),
        ("4/3", None, None, None),
        (True, None, None, None),
    ],
)
def test_a_period_is_read_as_people_write_it_or_refused(written, label, start, end):
    read = read_period(written)
    assert read == Named(label, start, end) if label else isinstance(read, Fault)


def test_every_label_of_a_due_period_can_be_written_as_the_period_of_a_comment():
    promise = read_promise()
    for c in promise.commitments:
        for period in due_periods(promise, c):
            if c.per is not Per.WHOLE:
                read = read_period(period.label)
                assert read.label == period.label
                assert read.start <= period.end and read.end >= period.start


@given(st.one_of(st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.none(), st.dates()))
def test_any_cell_gives_a_period_a_fault_or_nothing(value):
    read = read_period(value, serials=1900)
    assert read is None or isinstance(read, Fault) or read.start <= read.end


# Comments -------------------------------------------------------------------------------------------------


def workbook(path: Path, rows: list[list], header=("Åtagande", "Period", "Text att publicera")) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (header, *rows):
        sheet.append(list(row))
    delivered = book.create_sheet("Redovisat")
    for row in (["Part", "Från", "Till", "Klart"], ["skolan", "2021-07-01", "2022-12-31", "ja"]):
        delivered.append(row)
    book.save(path)


def test_a_sheet_of_comments_is_read_with_place_and_reporter(tmp_path):
    workbook(tmp_path / "skolan.xlsx", [["5.3", "VT2022", "Träffarna flyttades."], ["5.2", 2022, "Ny lokal."]])
    told = read_workbooks(tmp_path)
    assert told.comments[["commitment", "period", "text", "reporter", "row"]].values.tolist() == [
        ["5.3", "VT2022", "Träffarna flyttades.", "skolan", 2],
        ["5.2", "2022", "Ny lokal.", "skolan", 3],
    ]
    assert told.problems.empty


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        (["5.3", "i våras", "Text"], "B2", "Perioden kan inte läsas."),
        (["5.9", "2022", "Text"], "A2", "Åtagandet finns inte i löftet."),
        (["5.3", "2022", None], "C2", "Text att publicera saknas."),
        (["5.3", "2022", "Möte med 850709-9805"], "C2", "personnummer"),
    ],
)
def test_a_comment_that_cannot_be_read_is_rejected_at_its_cell_and_makes_no_verdict_uncertain(
    tmp_path, row, cell, said
):
    workbook(tmp_path / "skolan.xlsx", [row])
    told = read_workbooks(tmp_path)
    assert told.comments.empty and told.ledger["rejected"].sum() == 1
    assert said in told.problems[told.problems["cell"] == cell]["problem"].str.cat()
    assert "850709" not in told.problems.to_string()
    assert not la.follow_through(read_promise(), told)["reason"].str.contains("kunde inte läsas").any()


def test_a_remark_column_is_never_taken_for_a_text_to_publish(tmp_path):
    workbook(tmp_path / "skolan.xlsx", [["5.3", "2022", "Minnesanteckning"]], ("Åtagande", "Period", "Kommentar"))
    told = read_workbooks(tmp_path)
    assert told.comments.empty and told.ledger["unrecognised"].sum() == 2  # header and row


# The account ----------------------------------------------------------------------------------------------


def of_two_school_years(*others):
    """A promise with something to do each school year, and other commitments beside it."""
    yearly = commitment("A", Measure.COUNT, per=Per.SCHOOL_YEAR, at_least=1)
    return promise_with(yearly, *others, start="2022-07-01", end="2024-06-30", calendar=YEARS)


def test_an_ended_period_is_counted_in_the_year_in_which_it_ends_and_in_no_other():
    promise = of_two_school_years(commitment("B", Measure.COUNT, per=Per.MONTH, at_least=1))
    told = records(promise, deliveries=[("skolan", "2022-07-01", "2024-06-30")])
    outcomes = la.follow_through(promise, told)
    parts = [accounted_in(outcomes, year) for year in (2022, 2023, 2024)]
    assert [list(part.query("commitment == 'A'")["period"]) for part in parts] == [[], ["2022/23"], ["2023/24"]]
    assert sum(map(len, parts)) == len(outcomes)


def test_what_is_not_over_at_the_cut_off_stands_in_each_year_that_it_touches():
    promise = of_two_school_years()
    told = records(promise, deliveries=[("skolan", "2022-07-01", "2022-12-31")])
    account = account_of(promise, told, 2022)
    assert account.loc["A", "done"] == "pågår"
    assert account.loc["A", "missing"] == ()


def test_a_commitment_whose_period_ends_later_is_not_passed_over():
    promise = of_two_school_years()
    told = records(promise, deliveries=[("skolan", "2022-07-01", "2024-06-30")])
    text = account_of(promise, told, 2022).loc["A", "done"]
    assert text == "ingen period slutade under året; läsåret 2022/23 redovisas när perioden är slut"


def test_the_year_before_stands_beside_and_is_not_made_up_for_the_first_year(account, example):
    assert account.loc["5.3", "before"] == "uppfyllt i 7 av 10 månader (1 kan inte bedömas)"
    outcomes = la.suppress_small_counts(example.outcomes)
    first = year_account(outcomes, example.promise, 2021, comments_of(example.records))
    assert set(first["before"]) == {"löftet gällde inte"}


def test_a_year_whose_reports_are_lacking_is_never_told_as_zero(example):
    outcomes = la.suppress_small_counts(example.outcomes)
    last = year_account(outcomes, example.promise, 2024, comments_of(example.records)).set_index("commitment")
    assert last.loc["8.1", "done"] == "ej redovisat"
    assert "redovisning från tekniska avdelningen saknas" in last.loc["8.1", "missing"][0]


def test_every_open_period_of_the_year_is_named_with_its_reason(account, example):
    rows = accounted_in(example.outcomes, 2023)
    open_rows = rows[rows["verdict"].isin(["delvis uppfyllt", "ej uppfyllt", "ej redovisat"])]
    for commitment_id, own in open_rows.groupby("commitment"):
        told = account.loc[commitment_id, "missing"]
        assert len(told) == len(own)
        for text, row in zip(told, own.itertuples(), strict=True):
            assert str(row.verdict) in text and row.reason in text


def test_a_comment_stands_with_its_commitment_in_the_years_of_its_period(account):
    assert account.loc["5.3", "changed"][1].startswith("Höstterminen 2023: Träffarna flyttades")
    assert account.loc["U.1", "changed"][0].startswith("Löftesåret 2022/23: ")
    assert account.loc["3.1", "changed"] == ()  # its comment is on 2022


def test_small_counts_of_persons_stay_hidden_in_the_account(account):
    assert account.loc["1.2", "done"] == "dolt"
    assert "första halvåret 2023: dolt" in account.loc["2.2", "done"].lower()


def test_an_account_of_figures_that_may_not_be_published_is_refused(example):
    with pytest.raises(ValueError, match="suppress_small_counts"):
        year_account(example.outcomes, example.promise, 2023, comments_of(example.records))


@pytest.mark.parametrize("year", [2020, 2025])
def test_a_year_outside_the_promise_is_refused(example, year):
    outcomes = la.suppress_small_counts(example.outcomes)
    with pytest.raises(ValueError, match="year must be from 2021 to 2024"):
        year_account(outcomes, example.promise, year, comments_of(example.records))


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_every_ratio_of_the_account_can_be_counted_in_the_outcomes(example, year):
    outcomes = la.suppress_small_counts(example.outcomes)
    account = year_account(outcomes, example.promise, year, comments_of(example.records))
    for row in account.itertuples():
        if match := re.match(r"uppfyllt i (\d+) av (\d+) ", row.done):
            own = outcomes[(outcomes["commitment"] == row.commitment) & (outcomes["end"].dt.year == year)]
            judged = own[own["verdict"].isin(["uppfyllt", "delvis uppfyllt", "ej uppfyllt", "ej redovisat"])]
            assert (int(match[1]), int(match[2])) == ((judged["verdict"] == "uppfyllt").sum(), len(judged))


# Questions ------------------------------------------------------------------------------------------------


def test_a_lacking_report_is_asked_of_the_party_that_reports_and_a_broken_promise_of_those_who_made_it(example):
    asked = list(questions_for_council(example.outcomes, example.promise, 2023)["question"])
    assert any(q.startswith("Redovisning saknas för 5.1") and "När kan skolan" in q for q in asked)
    assert any(q.startswith("5.3 Samverkansträff nådde inte det utlovade: augusti 2023.") for q in asked)


def test_cases_that_are_still_open_are_not_called_a_lacking_report(example):
    asked = list(questions_for_council(example.outcomes, example.promise, 2024)["question"])
    assert any(q.startswith("2.2 ") and "går inte att bedöma: första halvåret 2024" in q for q in asked)
    assert not any("Redovisning saknas" in q and "2.2" in q for q in asked)


def test_a_year_in_which_all_was_kept_leaves_no_question():
    promise = promise_with(
        commitment("A", Measure.COUNT, per=Per.YEAR, at_least=1), start="2022-01-01", end="2023-12-31"
    )
    told = records(promise, [("2022-03-01", "skolan")], deliveries=[("skolan", "2022-01-01", "2022-12-31")])
    assert questions_for_council(la.follow_through(promise, told), promise, 2022).empty


def test_what_another_commitment_is_measured_against_is_asked_no_number():
    basis = commitment("D", Measure.UNQUANTIFIED, units=("möte", "möten"))
    pledged = commitment("1", Measure.COUNT, per=Per.YEAR, at_least=1, only_if="D")
    promise = promise_with(basis, pledged, commitment("2", Measure.UNQUANTIFIED), start="2022-01-01", end="2023-12-31")
    told = records(
        promise, [{"date": "2022-03-07", "commitment": "D"}], deliveries=[("skolan", "2022-01-01", "2022-06-30")]
    )
    outcomes = la.suppress_small_counts(la.follow_through(promise, told, cutoff="2022-12-31"))
    asked = [
        q.commitments
        for q in questions_for_council(outcomes, promise, 2022).itertuples()
        if "inget antal" in q.question
    ]
    assert asked == [("2",)]
    assert account_of(promise, told, 2022, "2022-12-31").loc["D", "done"] == "minst 1 möte"


def test_the_end_of_the_promise_is_asked_in_its_last_year_alone(example):
    for year, asked in ((2023, 0), (2024, 1)):
        questions = questions_for_council(example.outcomes, example.promise, year)["question"]
        assert questions.str.contains("Ska det förlängas, ändras eller ersättas?").sum() == asked


def test_no_question_holds_a_count_of_persons():
    promise = promise_with(
        commitment("P", Measure.SHARE, share_at_least=1.0, personal=Personal.PERSON, per=Per.HALF_YEAR)
    )
    told = records(
        promise,
        cases=[(f"2022-{m:02d}", 1, 0) for m in range(1, 7)],
        deliveries=[("skolan", "2022-01-01", "2022-12-31")],
    )
    outcomes = la.follow_through(promise, told, cutoff="2022-06-30")
    for question in questions_for_council(outcomes, promise, 2022)["question"]:
        assert not re.search(r"\b[0-9]+ (av|ärenden)", question)


# On the page ----------------------------------------------------------------------------------------------


@pytest.fixture
def no_pictures(monkeypatch):
    from lofte_analysis.publish import report_charts

    monkeypatch.setattr(report_charts, "first_charts", lambda *_: [])
    monkeypatch.setattr(report_charts, "area_charts", lambda shown, *_: {area: [] for area in shown["area"]})


def test_the_page_and_the_csv_of_a_year_hold_the_same_account(tmp_path, no_pictures, account):
    assert main(["rapport", "--ar", "2023", "--ut", str(tmp_path)]) == 0
    page = (tmp_path / "publicera" / "rapport.html").read_text(encoding="utf-8")
    with (tmp_path / "publicera" / "arsuppfoljning.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["åtagande"]: row for row in csv.DictReader(file, delimiter=";")}
    expected = account_table(account.reset_index(), 2023).set_index("åtagande")
    assert list(rows) == list(expected.index)
    for commitment_id, row in rows.items():
        assert row["gjort 2023"] == expected.loc[commitment_id, "gjort 2023"]
        assert row["gjort 2023"] in page and row["gjort 2022"] in page
    assert "Frågor till rådet" in page and "Träffarna flyttades" in page


def test_without_a_year_there_is_no_account_but_the_comments_stand(tmp_path, no_pictures):
    assert main(["rapport", "--ut", str(tmp_path)]) == 0
    page = (tmp_path / "publicera" / "rapport.html").read_text(encoding="utf-8")
    assert not (tmp_path / "publicera" / "arsuppfoljning.csv").exists()
    assert "Frågor till rådet" not in page and "Skolan om vårterminen 2023" in page


def test_a_comment_is_escaped_on_the_page(tmp_path, no_pictures):
    source = tmp_path / "in"
    source.mkdir()
    workbook(source / "skolan.xlsx", [["5.3", "2022", "<script>alert(1)</script>"]])
    assert main(["rapport", str(source), "--ar", "2022", "--ut", str(tmp_path / "ut")]) == 0
    page = (tmp_path / "ut" / "publicera" / "rapport.html").read_text(encoding="utf-8")
    assert "<script>" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("deadline", "done"),
    [("2022-06-30", "uppfyllt"), ("2023-06-30", "uppfyllt (läget 31 december 2023)"), (None, "pågår")],
)
def test_a_milestone_is_told_by_its_last_day_and_not_by_the_cutoff_where_that_day_lies_in_the_year(deadline, done):
    last = None if deadline is None else dt.date.fromisoformat(deadline)
    promise = promise_with(commitment("M", Measure.MILESTONE, deadline=last), end="2024-12-31")
    rows = [{"date": "2022-06-20", "completes": True}] if last else []
    told = records(promise, rows, deliveries=[("skolan", "2022-01-01", "2023-12-31")])
    outcomes = la.follow_through(promise, told, cutoff="2023-12-31")
    account = la.year_account(la.suppress_small_counts(outcomes), promise, 2022, comments_of(told, 2022))
    assert account["done"].iloc[0].startswith(done) and ("läget" in account["done"].iloc[0]) == (
        deadline != "2022-06-30"
    )
    name = period_words(outcomes["period"].iloc[0], outcomes["per"].iloc[0])
    assert name == (f"tiden till 30 juni {last.year}" if last else "hela löftestiden")
