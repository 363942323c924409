"""Rows below a header that report nothing are told apart from rows that could not be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lofte_analysis as la
from lofte_analysis.promise import read_promise
from lofte_analysis.publish.contents import contents_of
from lofte_analysis.publish.report_words import reading_sentences
from lofte_analysis.reading.workbooks import read_workbooks
from lofte_analysis.records import Records

PROMISE = read_promise()
SMALL = replace(PROMISE, commitments=tuple(PROMISE[i] for i in ("3.1", "5.2", "5.3")))
HEADER = ["Datum", "Åtagande", "Parter", "Antal tillfällen"]
GOOD = ["2021-09-03", "5.3", "skolan; socialtjänsten; polisen", None]
LATER = ["2021-10-05", "5.3", "skolan; socialtjänsten; polisen", 2]
DELIVERED = [["Part", "Från", "Till", "Klart"], ["skolan", "2021-07-01", "2021-12-31", "ja"]]


def told_by(folder: Path, *rows: list, name: str = "skolan.xlsx") -> Records:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    sheet = book.create_sheet("Redovisat")
    for row in DELIVERED:
        sheet.append(row)
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / name)
    return read_workbooks(folder, SMALL)


def doubt(told: Records) -> bool:
    """Whether a row that could not be read makes a verdict of the meetings uncertain."""
    outcomes = la.follow_through(replace(SMALL, commitments=(SMALL["5.3"],)), told)
    return bool(outcomes["reason"].str.contains("kunde inte läsas").any())


ASIDES = {
    "Raden är en summa av andra rader.": [
        ["Summa", None, None, 3],
        [None, None, "Totalt:", 3],
        ["SUMMA 2021", None, None, 3],
        ["Delsumma", "5.3", None, 3],
    ],
    "Raden upprepar rubrikerna.": [
        HEADER,
        ["Dag", "Åtagande nr", None, None],
        ["datum", "ÅTAGANDE", "parter", None],
    ],
    "Raden är en mellanrubrik.": [
        ["Vårterminen 2022", None, None, None],
        ["HT2021", None, None, None],
        ["2021", None, None, None],
        ["september 2021", None, None, None],
        [None, None, "Läsåret 2021/22", None],
    ],
}


@pytest.mark.parametrize(("said", "row"), [(said, row) for said, rows in ASIDES.items() for row in rows])
def test_a_row_that_reports_nothing_is_named_and_leaves_no_doubt(tmp_path, said, row):
    told = told_by(tmp_path, HEADER, GOOD, row, LATER)
    assert list(told.activities["row"]) == [2, 4]
    assert list(told.rejected["reason"]) == [said] and told.rejected["aside"].all()
    problem = told.problems.iloc[0]
    assert problem["cell"][1:] == "3" and problem["problem"] == said
    assert not doubt(told)


@pytest.mark.parametrize(
    "row",
    [
        ["i september", "5.3", "skolan", None],  # a report whose date cannot be read
        ["2021-11-14", "Summa", None, 3],  # a date and a commitment that cannot be read
        ["Möte på skolan", None, None, None],  # could be a report without its date
        [None, None, None, 3],
        ["september", "5.3", None, None],
    ],
)
def test_where_there_is_any_doubt_a_row_is_taken_for_a_report(tmp_path, row):
    told = told_by(tmp_path, HEADER, GOOD, row, LATER)
    assert told.rejected["aside"].tolist() == [False] and doubt(told)


def test_a_second_header_row_below_the_header_is_told_apart(tmp_path):
    told = told_by(tmp_path, HEADER, ["(år-månad-dag)", "(se listan)", "(med semikolon)", None], GOOD)
    assert list(told.rejected["reason"]) == ["Raden är en andra rubrikrad."] and not doubt(told)


FIRST_REPORTS = {
    "Åtgärder": (["Åtgärd", "Ansvarig", "Läge"], ["Bättre belysning", "skola", "påbörjad"]),
    "Trafik": (["Datum", "Typ", "Plats"], [None, "DIALOG", "torget"]),
    "Trafik utan dag": (["Datum", "Typ", "Plats"], ["igår", "Nykterhetskontroll", "Torget"]),
    "Händelser": (["Datum", "Kategori", "Plats"], ["igår", "Skadegörelse", "Torget"]),
    "Genomfört": (["Datum", "Åtagande", "Skolan"], ["igår", "träff", "x"]),
    "Parter": (HEADER, ["(igår)", "(träff)", "(skolan)", None]),
}


@pytest.mark.parametrize("name", FIRST_REPORTS)
def test_a_first_row_of_text_alone_is_a_report_and_no_second_header(tmp_path, name):
    told = told_by(tmp_path, *FIRST_REPORTS[name])
    assert not told.rejected["aside"].any()
    assert told.ledger.loc[0, ["rows", "loaded", "rejected"]].sum() == 2


@pytest.mark.parametrize(
    "row", [["Dag", "Nummer (se listan)", None, None], ["datum", "åtagande", "parter", "antal"], ["Dag", "Välj", None]]
)
def test_words_for_the_columns_below_the_header_are_a_second_header_and_other_words_are_not(tmp_path, row):
    told = told_by(tmp_path, HEADER, row, GOOD)
    assert told.rejected["aside"].tolist() == ["Nummer" not in str(row)]


LONE = ["2022-03-04", "20220304", "den 9 augusti 2025", "v. 12 2022"]


@pytest.mark.parametrize("day", LONE)
def test_a_day_alone_on_its_row_is_a_report_without_its_commitment(tmp_path, day):
    told = told_by(tmp_path, HEADER, GOOD, [day], LATER)
    assert told.rejected[["reason", "aside"]].values.tolist() == [["Åtagande saknas.", False]]


SUMS = {
    "Summa tillfällen": True,
    "Totalt antal deltagare 2021": True,
    "Delsumma för 5.3": True,
    "Summa skolan": True,
    "Totalt: hela läsåret": True,
    "Total genomgång av skolgården": False,
    "Summa summarum ett bra möte": False,
}


@pytest.mark.parametrize("said", SUMS)
def test_a_row_is_a_sum_only_when_no_more_is_said_than_of_what(tmp_path, said):
    told = told_by(tmp_path, ["Aktivitet", *HEADER], ["Träff", *GOOD], [said, "i mars", "5.3"], ["Träff", *LATER])
    assert told.rejected["aside"].tolist() == [SUMS[said]]


def test_an_action_that_begins_with_a_word_for_a_sum_is_read(tmp_path):
    header, row = ["Åtgärd", "Ansvarig", "Läge"], ["Total översyn av belysningen", "skolan", "påbörjad"]
    told = told_by(tmp_path, header, ["Klipp häcken", "skolan", "klar"], row)
    assert len(told.actions) == 2


@pytest.mark.parametrize("row", [[None, "5.3"], [None, None, "skolan"], [None, None, None, "3"]])
def test_a_value_alone_below_the_table_is_a_report_and_no_note(tmp_path, row):
    told = told_by(tmp_path, HEADER, GOOD, [], row)
    assert told.rejected["aside"].tolist() == [False]


def test_a_first_row_that_names_a_commitment_is_a_report_and_no_second_header(tmp_path):
    told = told_by(tmp_path, HEADER, ["igår", "Samverkansträff", None, None], GOOD)
    assert not told.rejected["aside"].any() and doubt(told)


def test_notes_below_the_table_are_told_apart_when_an_empty_row_parts_them(tmp_path):
    told = told_by(tmp_path, HEADER, GOOD, [], ["Listan är fylld av skolan."], ["Frågor: ring oss."])
    assert set(told.rejected["reason"]) == {"Raden är en anteckning under tabellen."}
    assert len(told.rejected) == 2 and not doubt(told)


def test_a_text_right_below_the_table_could_be_a_report(tmp_path):
    told = told_by(tmp_path, HEADER, GOOD, ["Träff i oktober också"])
    assert not told.rejected["aside"].any() and doubt(told)


def test_a_note_between_reports_could_be_a_report(tmp_path):
    told = told_by(tmp_path, HEADER, GOOD, [], ["Träff i oktober också"], LATER)
    assert not told.rejected["aside"].any() and doubt(told)


def test_a_row_with_an_identity_number_is_never_set_aside(tmp_path):
    told = told_by(tmp_path, HEADER, GOOD, ["Summa", None, "850709-9805", 3])
    assert not told.rejected["aside"].any()


def test_where_an_identity_number_was_taken_away_somebody_stood_and_not_nobody(tmp_path):
    header = ["Datum", "Åtagande", "Parter", "Rapporterat av"]
    told = told_by(
        tmp_path, header, ["2021-09-03", "5.3", "850709-9805", None], ["2021-09-10", "5.3", None, "850709-9805"]
    )
    activities = told.activities.sort_values("row")
    assert activities["unknown_parties"].tolist() == [True, False]
    assert activities["reporter"].tolist() == ["skolan", "okänd part"]  # the only party of the workbook, and not it


def test_tables_one_below_the_other_are_each_read(tmp_path):
    cases = [["Månad", "Åtagande", "Antal ärenden", "Varav genomförda"], ["2021-09", "3.1", 12, 9]]
    told = told_by(tmp_path, ["Genomfört"], HEADER, GOOD, [], ["Ärenden"], *cases)
    assert len(told.activities) == 1 and told.cases[["cases", "done", "row"]].values.tolist() == [[12, 9, 7]]
    assert list(told.cases["sheet"]) == ["Sheet (tabell från rad 6)"]
    ledger = told.ledger.set_index("sheet")
    assert ledger.loc["Sheet (tabell från rad 6)", ["rows", "loaded"]].tolist() == [1, 1]
    assert ledger["rows"].sum() == ledger[["loaded", "merged", "rejected", "unrecognised"]].to_numpy().sum()


@pytest.mark.parametrize("place", [0, 2])
@pytest.mark.parametrize(
    ("rows", "counted"), [([["Något", "Annat"], ["a", "b"]], 2), ([HEADER, LATER], 1), ([HEADER], 0)]
)
def test_a_table_never_takes_the_name_of_another_sheet(tmp_path, rows, counted, place):
    cases = [["Månad", "Åtagande", "Antal ärenden", "Varav genomförda"], ["2021-09", "3.1", 12, 9]]
    told_by(tmp_path, HEADER, GOOD, [], *cases)
    book = openpyxl.load_workbook(tmp_path / "skolan.xlsx")
    alike = book.create_sheet("Sheet (tabell från rad 4)", place)
    for row in rows:
        alike.append(row)
    book.save(tmp_path / "skolan.xlsx")
    ledger = read_workbooks(tmp_path, SMALL).ledger.set_index("sheet")
    assert ledger.loc["Sheet (tabell från rad 4)", "rows"] == counted
    assert ledger.loc["Sheet (tabell från rad 4) (2)", ["kind", "rows", "loaded"]].tolist() == ["Ärenden", 1, 1]


def test_a_further_table_of_the_same_kind_with_other_columns_is_read_with_its_own(tmp_path):
    told = told_by(tmp_path, HEADER, GOOD, ["Åtagande", "Datum", "Plats"], ["5.2", "2021-10-06", "Högstadiet"])
    assert told.activities[["commitment", "place"]].fillna("").values.tolist() == [["5.2", "Högstadiet"], ["5.3", ""]]


OTHER_TABLES = {
    "another kind": ([["Månad", "Åtagande", "Antal ärenden", "Gjort"], ["2021-09", "3.1", 12, 9]], ["Ärenden"]),
    "misspelt": ([["Datumm", "Åtagand", "Deltagarna", "Elever"], ["2021-09-05", "5.3", "skolan", 25]], ["Genomfört"]),
    "unknown": ([["Dagen", "Åtagande", "Antal elever"], ["2021-09-05", "5.3", 25]], ["Genomfört"]),
}


@pytest.mark.parametrize("name", OTHER_TABLES)
def test_rows_below_headers_that_are_not_known_are_never_read_in_the_columns_above(tmp_path, name):
    rows, kinds = OTHER_TABLES[name]
    told = told_by(tmp_path, HEADER, GOOD, [], *rows, [], HEADER, LATER)
    assert list(told.activities["row"]) == [2, 8]
    ledger = told.ledger.set_index("sheet")
    label = "Sheet (tabell från rad 4)"
    assert ledger.loc[label, ["kind", "rows", "unrecognised"]].tolist() == ["känns inte igen", 2, 2]
    assert told.problems.loc[told.problems["sheet"] == label, "cell"].tolist() == ["A4"]
    assert told.lost[["sheet", "kind"]].values.tolist() == [[label, kind] for kind in kinds]
    assert ledger["rows"].sum() == ledger[["loaded", "merged", "rejected", "unrecognised"]].to_numpy().sum() == 5


def test_identity_numbers_and_names_in_a_table_that_is_not_known_are_told_of(tmp_path):
    other = [["Månad", "Åtagande", "Antal ärenden", "Elevens namn"], ["2021-09", "3.1", 12, "850709-9805"]]
    told = told_by(tmp_path, HEADER, GOOD, [], *other)
    assert told.problems["cell"].tolist() == ["A4", "D5", "D4"]
    assert told.problems["problem"].str.contains("person").tolist() == [False, True, True]


def test_a_report_of_two_words_that_are_also_headers_ends_no_table(tmp_path):
    header = ["Datum", "Kategori", "Plats"]
    rows = [["2021-09-03", "Klotter", "Torget"], [None, "Övrigt", "Område"], ["2021-09-05", "Klotter", "Torget"]]
    told = told_by(tmp_path, header, *rows)
    assert len(told.events) == 2 and told.rejected["aside"].tolist() == [False]


def test_a_further_table_of_the_same_kind_with_another_header_in_a_column_is_read_with_its_own(tmp_path):
    told = told_by(tmp_path, HEADER, LATER, [], [*HEADER[:3], "Antal elever"], ["2021-09-05", "5.3", "skolan", 25])
    assert sorted(told.activities["occasions"]) == [1, 2]
    assert "Antal elever" in " ".join(told.problems["remedy"])


def test_a_further_table_with_the_parties_in_another_order_is_read_with_its_own(tmp_path):
    first, second = [*HEADER[:2], "Skolan", "Polisen"], [*HEADER[:2], "Polisen", "Skolan"]
    told = told_by(tmp_path, first, ["2021-09-03", "5.3", "x"], [], second, ["2021-09-04", "5.3", "x"])
    assert sorted(told.activities["parties"]) == [("polisen",), ("skolan",)]


ABOVE = {
    "misspelt": [["Datm", "Åtagande"], ["2021-09-03", "5.3"], ["2021-09-04", "5.3"]],
    "without headers": [["2021-09-03", "5.3"], ["2021-09-04", "5.3"], ["träff", "skolan"]],
}


@pytest.mark.parametrize("name", ABOVE)
def test_a_table_above_the_recognised_header_is_told_of_and_counted(tmp_path, name):
    told = told_by(tmp_path, ["Genomfört 2021"], *ABOVE[name], [], HEADER, GOOD)
    ledger = told.ledger.set_index("sheet")
    assert ledger.loc["Sheet (tabell från rad 2)", ["rows", "unrecognised"]].tolist() == [3, 3]
    assert ledger.loc["Sheet", ["rows", "loaded"]].tolist() == [1, 1]
    assert doubt(told)


@pytest.mark.parametrize(
    "title",
    [
        ["5.3 Samverkansträff", "september 2021"],
        ["Fylls i av", "skolan", "Senast ändrad", "2021-09-03"],
        ["Parter", None, "Antal deltagare"],
        ["2021-09-03"],
        ["Part:", "skolan"],
        ["Part", "skolan", "Från", "2021-07-01", "Till", "2021-12-31"],
        ["Part", "Period"],
    ],
)
def test_titles_above_the_header_are_no_table(tmp_path, title):
    told = told_by(tmp_path, title, ["skolan", "HT2021"], ["Skriv på raderna nedan."], HEADER, GOOD)
    assert told.problems.empty and told.ledger["rows"].tolist() == [1, 1]


def test_empty_columns_line_breaks_and_columns_in_another_order_do_not_matter(tmp_path):
    header = [None, "Åtagande", None, "Datum för\naktivitet", None, "Deltagande\r\nparter"]
    row = [None, "5.3", None, "2021-09-03", None, "skolan; socialtjänsten; polisen"]
    told = told_by(tmp_path, ["Redovisning"], [], header, row)
    assert told.activities[["commitment", "row"]].values.tolist() == [["5.3", 4]]
    assert told.problems.empty


_JUNK = st.sampled_from([row for rows in ASIDES.values() for row in rows])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.lists(_JUNK, max_size=6), order=st.randoms(use_true_random=False))
def test_the_good_rows_come_back_whatever_stands_between_them(tmp_path_factory, junk, order):
    good = [[f"2021-09-{day:02d}", "5.3", "skolan; socialtjänsten; polisen", None] for day in (1, 2, 3, 6, 7)]
    rows = [*good, *junk]
    order.shuffle(rows)
    told = told_by(tmp_path_factory.mktemp("junk"), HEADER, *rows)
    assert sorted(told.activities["start"].dt.day) == [1, 2, 3, 6, 7]
    assert told.ledger["rejected"].sum() == len(junk) and not doubt(told)


def test_what_is_published_counts_only_unread_rows_that_may_report_what_is_promised(tmp_path):
    asides = [["Summa", None, None, 3], ["Vårterminen 2022", None, None, None]]
    told_by(tmp_path, HEADER, GOOD, *asides, ["31 november", "5.3", None, 2], LATER)
    actions = openpyxl.Workbook()
    actions.active.title = "Åtgärder"
    for row in (["Åtgärd", "Ansvarig", "Beslutad", "Läge"], ["Laga lampan", "ingen i löftet", "2021-10-05", "klar"]):
        actions.active.append(row)
    actions.save(tmp_path / "kommunen.xlsx")
    told = read_workbooks(tmp_path, SMALL)
    assert int(told.ledger["rejected"].sum()) == len(told.rejected) == 4
    outcomes = la.follow_through(SMALL, told)
    report = contents_of(SMALL, told, outcomes, outcomes["cutoff"].iloc[0], None)
    assert reading_sentences(report)[1:] == [
        "1 rad kunde inte läsas och räknas inte. En period som en sådan rad kan höra till får inte bedömningen "
        "ej uppfyllt, utan ej redovisat.",
        "1 rad om annat än det utlovade kunde inte läsas. Det påverkar inga bedömningar.",
        "2 rader är summor, rubriker eller anteckningar och redovisar inget.",
    ]
