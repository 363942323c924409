"""Personal identity numbers in any form: found, emptied, and in nothing that leaves the house."""

from __future__ import annotations

import os
import random
import re
import zipfile
from pathlib import Path

import identity_forms as forms
import pytest
from workbooks import DELIVERED, workbook

import lofte_analysis as la
from lofte_analysis.cli import main
from lofte_analysis.privacy import has_identity_number, looks_personal, masked
from lofte_analysis.reading.workbooks import read_workbooks

TRIED = int(os.environ.get("LOFTE_IDENTITY_TRIED", "360"))  # of each form: some 20,000 in all
PROMISE = la.read_promise()
NUMBER = "850709-9805"
DIGITS = re.compile(r"8\D?5\D?0\D?7\D?0\D?9\D{0,3}9\D?8\D?0\D?5")
NEVER_MISSED = 0
ROUNDED = "grundpotens, avkortad"  # rounding can make the 31st the 32nd


# Error rates ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", forms.NUMBERS)
def test_a_number_is_found_in_each_form_in_which_it_is_written(form):
    missed = forms.missed(form, TRIED)
    assert len(missed) <= (0.03 * TRIED if form == ROUNDED else NEVER_MISSED), missed[:5]


MOST_FALSE_ALARMS = {  # shares; what looks exactly like an identity number is taken for one
    "mobilnummer": 0.05,
    "fast telefon": 0.02,
    "datumintervall": 0.02,
    "datum med fyra siffror efter": 1,
    "belopp": 0.04,
    "rader av tal": 0.02,
    "ISBN": 0.02,
}


@pytest.mark.parametrize("kind", forms.OTHERS)
def test_other_numbers_are_seldom_taken_for_identity_numbers(kind):
    alarms = forms.false_alarms(kind, TRIED)
    assert len(alarms) <= MOST_FALSE_ALARMS.get(kind, 0) * TRIED, alarms[:5]


def test_the_rates_are_given_as_frames_for_the_page_on_reliability():
    numbers, others = forms.measured_rates(20)
    assert list(numbers.columns) == ["form", "tried", "missed"] and len(numbers) == len(forms.NUMBERS)
    assert list(others.columns) == ["kind", "tried", "false_alarms"] and len(others) == len(forms.OTHERS)


@pytest.mark.parametrize("form", [form for form in forms.NUMBERS if form != ROUNDED])
def test_no_number_is_left_in_a_text_that_is_masked(form):
    rng = random.Random(form)
    for value in (str(forms.NUMBERS[form](rng)) for _ in range(60)):
        assert not has_identity_number(masked(value)), value


@pytest.mark.parametrize("text", ["5.3 – möte.xlsx", "polisen 2022-03-04.xlsx", "dnr 2023-00123", "556036-0793", ""])
def test_a_text_without_a_number_is_left_as_it_is(text):
    assert masked(text) == text


# Ways in and out ------------------------------------------------------------------------------------------

HEADER = ["Datum", "Åtagande", "Aktivitet", "Plats", "Parter", "Antal deltagare", "Anmärkning", "Objekt"]


def everything_in(folder: Path) -> str:
    """All text of all files below a folder, what zips hold too, and the names of the files."""
    texts = []
    for path in folder.rglob("*"):
        texts.append(path.name)
        if path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as parts:
                texts += [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
        elif path.suffix in (".csv", ".html", ".svg", ".txt"):
            texts.append(path.read_text(encoding="utf-8"))
    return "\n".join(texts)


@pytest.fixture
def folder_with_numbers(tmp_path) -> Path:
    """Workbooks with the number in names, headers, cells, comments and hidden places, in many forms."""
    folder = tmp_path / "in"
    folder.mkdir()
    number, whole = NUMBER, "19850709-9805"
    rows = [
        ["Lista över " + number],
        [*HEADER, f"Svar {number}"],
        ["2021-09-03", "2.1", f"Samtal om {number}", "Torget", "skolan; polisen", 8507099805, number, whole],
        ["2021-09-04", "2.1", "Info", f"Hos {whole}", f"skolan; {number}", 12, "", "8 5 0 7 0 9 9 8 0 5"],
        [number, "5.3", "Möte", "", "skolan", "", "", ""],
        ["2021-10-04", f"5.3 {number}", "Möte", "", number, f"ca {number}", "", ""],
    ]
    comments = [["Åtagande", "Period", "Text att publicera"], ["2.1", "2021", f"Gäller {number} och en till"]]
    path = folder / f"skolan {number}.xlsx"
    book = workbook(
        path, {f"Elev {number}": rows, "Kommentarer": comments, "Redovisat": DELIVERED, "Egna": [["a", number]]}
    )
    from openpyxl.comments import Comment

    sheet = book.worksheets[0]
    sheet["C3"].comment = Comment(f"se {number}", number)
    sheet.column_dimensions["H"].hidden = True
    book.worksheets[3].sheet_state = "hidden"
    book.properties.title = number
    book.save(path)
    lines = [
        "Datum;Åtagande;Aktivitet;Anmärkning",
        f"2021-11-03;2.1;ring {number};8,50710E+09",
        "2021-11-04;2.1;8507099805;",
    ]
    (folder / f"{whole}.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / f"~${number}.xlsx").write_bytes(b"")
    (folder / f"{number}.pdf.xlsx").write_bytes(b"%PDF-1.7 " + number.encode())
    return folder


def test_a_number_leaves_in_no_file_name_message_or_line(folder_with_numbers, tmp_path, capsys, monkeypatch):
    from lofte_analysis.publish import report_charts

    monkeypatch.setattr(report_charts, "first_charts", lambda *_: [])
    monkeypatch.setattr(report_charts, "area_charts", lambda shown, *_: {area: [] for area in shown["area"]})
    assert main(["rapport", str(folder_with_numbers), "--ut", str(tmp_path / "ut"), "--ar", "2021"]) == 0
    main(["kontrollera", str(folder_with_numbers)])
    said = capsys.readouterr()
    for text in (everything_in(tmp_path / "ut"), said.out, said.err):
        assert not DIGITS.search(text), DIGITS.search(text)
    assert "••••••-••••" in said.out


def test_the_cell_is_emptied_the_row_stays_and_the_remark_names_the_cell_only(folder_with_numbers):
    records = read_workbooks(folder_with_numbers, PROMISE)
    for name in ("activities", "occasions", "traffic", "cases", "events", "comments", "rejected", "problems", "ledger"):
        frame = getattr(records, name)
        assert not frame.astype(str).apply(lambda column: column.str.contains(DIGITS)).to_numpy().any(), name
    activities = records.activities[records.activities["file"].str.startswith("skolan")]
    assert activities["start"].dt.strftime("%Y-%m-%d").tolist()[:2] == ["2021-09-03", "2021-09-04"]
    emptied = records.problems[records.problems["problem"].str.contains("personnummer och lästes som tom")]
    cells = set(emptied.loc[emptied["file"].str.startswith("skolan"), "cell"])
    assert cells == {"A1", "I2", "C3", "F3", "G3", "H3", "D4", "E4", "H4", "A5", "B6", "E6", "F6", "C2", "B1"}
    assert (emptied["value"] == "").all()


def test_a_comment_on_a_cell_is_never_read(folder_with_numbers, tmp_path):
    path = tmp_path / "en.xlsx"
    book = workbook(path, {"G": [HEADER, ["2021-09-03", "2.1", "Samtal"]], "R": DELIVERED})
    from openpyxl.comments import Comment

    book["G"]["C2"].comment = Comment("hemligt ord", "Anna Andersson")
    book.save(path)
    records = read_workbooks(tmp_path / ".", PROMISE)
    assert not records.activities.astype(str).apply(lambda c: c.str.contains("hemligt|Anna")).to_numpy().any()


# Columns that look personal -------------------------------------------------------------------------------

PERSONAL = ["Namn", "Förnamn", "Efternamn", "För- och efternamn", "Elevens namn", "Namn på elev", "NAMN:", "Elev-id"]
PERSONAL += ["Adress", "Hemadress", "E-post", "E-postadress", "Mejl", "Mail", "Telefon", "Tfn", "Mobil", "Mobilnummer"]
PERSONAL += ["Personnummer", "Pnr", "Samordningsnummer", "Född", "Födelsedatum", "Vårdnadshavare", "Målsman"]
PERSONAL += ["Vårdnadshavarens telefon", "Handläggare", "Initialer"]
OTHER = ["Plats", "Gatunamn", "Skolans namn", "Aktivitetens namn", "Namn på aktivitet", "Ort", "Webbadress", "Klass"]
OTHER += ["Antal personer", "Antal deltagare", "Antal elever", "Antal födda", "Ansvarig part", "Personal"]
OTHER += ["Mobilisering", "Telefonsamtal", "Handlingsplan"]
SENTENCE, REMEDY = "Kolumnen ser ut att innehålla personuppgifter och läses inte.", "Ta bort kolumnen ur arbetsboken."


@pytest.mark.parametrize("header", PERSONAL)
def test_a_header_of_personal_data_is_known(header):
    assert looks_personal(header) and looks_personal(header.upper())


@pytest.mark.parametrize("header", OTHER)
def test_a_header_of_other_things_is_not_taken_for_personal(header):
    assert not looks_personal(header)


def test_no_column_that_the_parties_are_asked_for_looks_personal():
    from lofte_analysis.columns import SHEET_KINDS, headers_of

    assert not [header for kind in SHEET_KINDS for header in headers_of(kind) if looks_personal(header)]


def test_a_personal_column_is_never_loaded_and_is_said_in_a_sentence_of_its_own(tmp_path):
    rows = [
        ["Datum", "Åtagande", "Elevens namn", "Mobil", "Färg"],
        ["2021-09-03", "2.1", "Kim Ek", "070-1740605", "blå"],
    ]
    workbook(tmp_path / "a.xlsx", {"G": rows, "R": DELIVERED})
    records = read_workbooks(tmp_path, PROMISE)
    told = records.problems[records.problems["problem"] == SENTENCE]
    assert told["cell"].tolist() == ["C1", "D1"] and set(told["remedy"]) == {REMEDY}
    assert not records.problems.astype(str).apply(lambda c: c.str.contains("Kim|070|Elevens")).to_numpy().any()
    assert records.problems["problem"].str.contains("rubriken hör inte till bladet").sum() == 1
    assert not records.activities.astype(str).apply(lambda c: c.str.contains("Kim|070")).to_numpy().any()
    assert len(records.activities) == 1


def test_a_personal_column_is_told_of_on_a_sheet_that_is_not_recognised(tmp_path):
    notes = [["Min egen lista 2021"], ["Namn", "Telefon", "När"], ["Kim Ek", "070-1740605", "2021-09-03"]]
    workbook(tmp_path / "a.xlsx", {"Egna": notes, "R": DELIVERED})
    records = read_workbooks(tmp_path, PROMISE)
    told = records.problems[records.problems["problem"] == SENTENCE]
    assert told[["sheet", "cell"]].values.tolist() == [["Egna", "A2"], ["Egna", "B2"]]
    assert not records.problems.astype(str).apply(lambda c: c.str.contains("Kim|070")).to_numpy().any()
