"""Workbooks to fill in: untouched they claim nothing, filled in by openpyxl, Excel or LibreOffice they read."""

from __future__ import annotations

import datetime as dt
import functools
import re
import shutil
import subprocess
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from builders import commitment, promise_with
from openpyxl.worksheet.worksheet import Worksheet

from lofte_analysis.cli import main
from lofte_analysis.columns import CASES, INSTRUCTION_MARK, SHEET_KINDS, TEMPLATE
from lofte_analysis.forms import Form, dropdown_text, sheet_of
from lofte_analysis.outcomes import follow_through
from lofte_analysis.promise import Measure, Promise, ShareOf, TrafficRows, Version, read_promise
from lofte_analysis.reading.workbooks import read_workbooks
from lofte_analysis.template import HEADER_ROW, LAST_ROW, LISTS, write_template

PROMISE = read_promise()
PARTIES = [party.name for party in PROMISE.parties]
LABELS = {party.name: party.label for party in PROMISE.parties}
ALL_THREE = {"Skolan": "x", "Socialtjänsten": "x", "Polisen": "x"}
SOFFICE = shutil.which("soffice")


def template(folder: Path, party: str | None = None, year: int | None = 2024, promise: Promise = PROMISE) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{party or 'alla'}.xlsx"
    if promise is not PROMISE:
        write_template(promise, path, party=party, year=year)
    else:
        path.write_bytes(template_bytes(party, year))
    return path


@functools.cache
def template_bytes(party: str | None, year: int | None) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        write_template(PROMISE, f"{folder}/mall.xlsx", party=party, year=year)
        return Path(folder, "mall.xlsx").read_bytes()


def headers(sheet: Worksheet, row: int = HEADER_ROW) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[row] if cell.value}


def fill(path: Path, rows: dict[str, list[dict]], done: tuple[int, ...] = ()) -> Path:
    """Type rows under the headers of each sheet, and ja on the lines of Redovisat that are numbered in `done`."""
    workbook = openpyxl.load_workbook(path)
    for name, lines in rows.items():
        at = headers(workbook[name])
        for number, line in enumerate(lines, HEADER_ROW + 1):
            for header, value in line.items():
                workbook[name].cell(number, at[header], value)
    for number in done:
        workbook["Redovisat"].cell(HEADER_ROW + number, headers(workbook["Redovisat"])["Klart"], "ja")
    workbook.save(path)
    return path


def read(folder: Path, promise: Promise = PROMISE):
    """The records of a folder in which nothing may be wrong."""
    records = read_workbooks(folder, promise)
    ahead = records.problems["problem"].str.contains("efter den sista dag som är redovisad")  # that is no fault
    assert ahead.all(), records.problems.to_string()
    assert not records.ledger[["rejected", "unrecognised"]].to_numpy().any()
    return records


def checks(sheet: Worksheet) -> dict[str, object]:
    """The check of each column, by its header."""
    by_letter = {re.match("[A-Z]+", str(check.sqref))[0]: check for check in sheet.data_validations.dataValidation}
    return {cell.value: by_letter[cell.column_letter] for cell in sheet[HEADER_ROW]}


def listed(workbook: openpyxl.Workbook, name: str) -> list[str]:
    """What stands in the hidden sheet under a defined name."""
    area = workbook.defined_names[name].attr_text
    sheet, cells = area.split("!")
    assert sheet == LISTS
    return [row[0].value for row in workbook[LISTS][cells.replace("$", "")]]


def choices(workbook: openpyxl.Workbook, sheet: str, header: str) -> list[str]:
    return listed(workbook, checks(workbook[sheet])[header].formula1)


# Untouched ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("party", "year"), [(party, 2024) for party in (None, *PARTIES)] + [(None, None), (None, 2021)]
)
def test_an_untouched_template_claims_nothing(tmp_path, party, year):
    template(tmp_path, party, year)
    records = read(tmp_path)
    filled = records.ledger[records.ledger["rows"] > 0]
    assert filled["sheet"].tolist() == ["Redovisat"]
    assert not records.deliveries["done"].any() and records.last_delivered_day is None
    assert len(records.deliveries) == {None: 42, 2021: 6, 2024: 12}[year] * (1 if party else 6)


def test_untouched_templates_of_all_parties_lie_together_without_a_problem(tmp_path):
    for party in PARTIES:
        template(tmp_path, party)
    assert not read(tmp_path).deliveries["done"].any()


def test_the_instruction_and_the_lists_are_known_as_sheets_without_data(tmp_path):
    workbook = openpyxl.load_workbook(template(tmp_path, "skolan"))
    assert workbook.sheetnames == [
        "Instruktion",
        "Genomfört",
        "Händelser",
        "Åtgärder",
        "Kommentarer",
        "Redovisat",
        LISTS,
    ]
    assert workbook[LISTS].sheet_state == "hidden"
    kinds = read(tmp_path).ledger.set_index("sheet")["kind"]
    assert kinds[INSTRUCTION_MARK] == kinds[LISTS] == "Instruktion"


def test_redovisat_has_a_line_per_month_with_klart_blank(tmp_path):
    sheet = openpyxl.load_workbook(template(tmp_path, "skolan", 2021))["Redovisat"]
    lines = [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=HEADER_ROW + 1)]
    assert lines[0] == ["Skolan", dt.datetime(2021, 7, 1), dt.datetime(2021, 7, 31), None]
    assert len(lines) == 6 and lines[-1][2] == dt.datetime(2021, 12, 31)
    together = openpyxl.load_workbook(template(tmp_path, None, 2024))["Redovisat"]
    first = [together.cell(row, 1).value for row in range(HEADER_ROW + 1, HEADER_ROW + 7)]
    assert first == [LABELS[party] for party in PARTIES if party != "kultur och fritid"]  # it reports no commitment


# Sheets, columns and choices ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("party", "sheets"),
    [
        ("polisen", ["Genomfört", "Trafik", "Ärenden", "Händelser", "Åtgärder", "Kommentarer", "Redovisat"]),
        ("socialtjänsten", ["Genomfört", "Ärenden", "Händelser", "Åtgärder", "Kommentarer", "Redovisat"]),
        ("bostadsbolaget", ["Ärenden", "Händelser", "Åtgärder", "Kommentarer", "Redovisat"]),
        ("kultur och fritid", ["Händelser", "Åtgärder", "Redovisat"]),
        (None, [kind.name for kind in SHEET_KINDS]),
    ],
)
def test_a_party_gets_the_sheets_that_its_commitments_need(tmp_path, party, sheets):
    assert openpyxl.load_workbook(template(tmp_path, party)).sheetnames == [INSTRUCTION_MARK, *sheets, LISTS]


@pytest.mark.parametrize("party", [None, *PARTIES])
def test_every_commitment_that_a_party_reports_can_be_chosen(tmp_path, party):
    workbook = openpyxl.load_workbook(template(tmp_path, party))
    for own in (c for c in PROMISE.commitments if party in (None, *c.reported_by)):
        assert dropdown_text(own) in choices(workbook, "Redovisat", "Åtagande")
        if own.traffic:
            types = {name for rule in own.traffic for name in rule.types}
            assert types <= set(choices(workbook, "Trafik", "Typ"))
        else:
            assert dropdown_text(own) in choices(workbook, sheet_of(own).name, "Åtagande")


def test_what_is_shared_comes_after_what_the_party_reports(tmp_path):
    workbook = openpyxl.load_workbook(template(tmp_path, "polisen"))
    offered = choices(workbook, "Genomfört", "Åtagande")
    assert offered[0] == "2.1 Riktade insatser mot droger"
    assert "5.3 Samverkansträff" in offered[1:]
    assert not any(text.startswith(("2.2", "3.", "7.")) for text in offered)


def test_columns_that_no_commitment_uses_are_left_out(tmp_path):
    school = headers(openpyxl.load_workbook(template(tmp_path, "skolan"))["Genomfört"])
    assert list(school)[:9] == ["Datum", "Åtagande", *LABELS.values()]
    assert "Årskurs" in school and "Klar" not in school and "Rapporterat av" not in school and "Parter" not in school
    together = openpyxl.load_workbook(template(tmp_path, None))
    for kind in SHEET_KINDS[:4]:
        assert "Rapporterat av" in headers(together[kind.name])
    assert choices(together, "Trafik", "Rapporterat av") == list(LABELS.values())
    assert "Klar" in headers(together["Genomfört"])


@pytest.mark.parametrize("party", [None, *PARTIES])
def test_checks_reach_over_the_whole_column_and_hold_no_list_themselves(tmp_path, party):
    path = template(tmp_path, party, year=None)
    workbook = openpyxl.load_workbook(path)
    for kind in Form(PROMISE, party).kinds:
        for header, check in checks(workbook[kind.name]).items():
            assert re.fullmatch(rf"(?P<c>[A-Z]+){HEADER_ROW + 1}:(?P=c){LAST_ROW}", str(check.sqref)), header
            assert 0 < len(check.prompt) <= 255 and len(check.error or "") <= 225
            assert len(check.promptTitle) <= 32 and len(check.errorTitle) <= 32
            assert check.allowBlank and check.showInputMessage
            if check.type == "list":
                assert all(listed(workbook, check.formula1)) and re.fullmatch(r"lista_\d+", check.formula1)
    assert path.stat().st_size < 40_000


def test_a_check_warns_of_what_could_be_read_and_stops_what_could_not(tmp_path):
    workbook = openpyxl.load_workbook(template(tmp_path, None))
    done, traffic = checks(workbook["Genomfört"]), checks(workbook["Trafik"])
    assert (done["Datum"].type, done["Datum"].errorStyle) == ("date", "warning")
    assert (done["Datum"].formula1, done["Datum"].formula2) == ("DATE(2024,1,1)", "DATE(2024,12,31)")
    assert (done["Antal deltagare"].type, done["Antal deltagare"].operator) == ("whole", "greaterThanOrEqual")
    assert done["Åtagande"].errorStyle == "warning"  # 5.3 alone is read too
    assert traffic["Typ"].errorStyle in (None, "stop") and traffic["Typ"].showErrorMessage
    assert traffic["Plats"].errorStyle == "warning"  # another place may be written, and is shown as annan plats
    assert choices(workbook, "Redovisat", "Klart") == ["ja"]
    assert choices(workbook, "Ärenden", "Månad")[:2] == ["2024-01", "2024-02"]


def test_a_long_list_of_commitments_is_kept_whole(tmp_path):
    many = [commitment(f"{n}.{n}", Measure.COUNT, at_least=1, title="Ett långt åtagande " * 3) for n in range(1, 41)]
    promise = promise_with(*many)
    path = template(tmp_path, "skolan", 2022, promise)
    assert choices(openpyxl.load_workbook(path), "Genomfört", "Åtagande") == [dropdown_text(c) for c in many]
    fill(path, {"Genomfört": [{"Datum": dt.date(2022, 3, 4), "Åtagande": dropdown_text(c)} for c in many]})
    assert read(tmp_path, promise).activities["commitment"].tolist() == sorted(c.id for c in many)


def test_a_promise_cannot_put_a_formula_into_a_template(tmp_path):
    rows = (TrafficRows(("=1+1",)),)
    promise = promise_with(commitment("A", Measure.UNQUANTIFIED, traffic=rows, title="=HYPERLINK()"))
    workbook = openpyxl.load_workbook(template(tmp_path, "skolan", 2022, promise))
    assert not [c.coordinate for sheet in workbook for row in sheet for c in row if c.data_type == "f"]
    with zipfile.ZipFile(tmp_path / "skolan.xlsx") as archive:
        assert not [n for n in archive.namelist() if b"<f>" in archive.read(n)]


# How it looks ---------------------------------------------------------------------------------------------


def test_formats_stand_on_columns_and_keep_5_3_as_text(tmp_path):
    sheet = openpyxl.load_workbook(template(tmp_path, "skolan"))["Genomfört"]
    at = {header: sheet.column_dimensions[sheet.cell(3, n).column_letter] for header, n in headers(sheet).items()}
    assert at["Datum"].number_format == "yyyy-mm-dd"
    assert {at[header].number_format for header in ("Åtagande", "Årskurs", "Aktivitet")} == {"@"}
    assert at["Antal deltagare"].number_format == "General"
    assert sheet.max_row == HEADER_ROW


def test_the_header_is_frozen_and_repeated_on_paper(tmp_path):
    workbook = openpyxl.load_workbook(template(tmp_path, None))
    for kind in SHEET_KINDS:
        sheet = workbook[kind.name]
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("C4", "$3:$3")
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert workbook.properties.language == "sv-SE"


def test_the_instruction_says_what_is_asked_and_which_version_it_is(tmp_path):
    sheet = openpyxl.load_workbook(template(tmp_path, "skolan"))[INSTRUCTION_MARK]
    text = "\n".join(str(cell.value) for row in sheet for cell in row if cell.value)
    assert TEMPLATE in sheet["A2"].value
    for words in ("minst 1 per månad under terminerna", "5.3 Samverkansträff", "personnummer", "2024-03-04", "Klart"):
        assert words in text
    for kind in Form(PROMISE, "skolan", 2024).kinds:
        assert kind.guide in text
        for column in Form(PROMISE, "skolan", 2024).columns(kind)[:2]:
            assert Form(PROMISE, "skolan", 2024).meaning(kind, column) in text


def test_every_example_in_the_instructions_is_out_of_the_promise_itself(tmp_path):
    counted = commitment("1.1", Measure.COUNT, at_least=1, title="Lägesmöte")
    share = commitment("2.1", Measure.SHARE, share_at_least=1.0, title="Samtal", share_of=ShareOf.CASES)
    start, end = dt.date(2031, 8, 1), dt.date(2032, 2, 29)
    promise = replace(promise_with(counted, share), versions=(Version("löftet", start, end),))
    workbook = openpyxl.load_workbook(template(tmp_path, None, None, promise))
    texts = [str(cell.value) for row in workbook[INSTRUCTION_MARK] for cell in row if cell.value]
    for kind in Form(promise).kinds:
        held = [(check.prompt or "", check.error or "") for check in checks(workbook[kind.name]).values()]
        texts += [text for pair in held for text in pair]
    text = "\n".join(texts)
    assert "gärna med rubrik: 1.1 Lägesmöte." in text and "gärna med rubrik: 2.1 Samtal." in text
    assert set(re.findall(r"\b[1-9]\.[1-9]\b", text)) == {"1.1", "2.1"}
    written = re.findall(r"\b(20\d\d-\d\d)(?:-04)?\b", text)
    assert written and {f"{start:%Y-%m}" <= month <= f"{end:%Y-%m}" for month in written} == {True}
    assert "v. 47 2031" in text and "'november 2031" in text


def test_an_empty_cross_is_explained_as_it_is_counted(tmp_path):
    workbook = openpyxl.load_workbook(template(tmp_path, "skolan"))
    text = "\n".join(str(cell.value) for row in workbook[INSTRUCTION_MARK] for cell in row)
    assert "Tomt: var inte med. Utan ett enda x på raden är det okänt vilka som var med." in text
    fill(tmp_path / "skolan.xlsx", {"Genomfört": [{"Datum": dt.date(2024, 3, 4), "Åtagande": "5.3"}]}, (1, 2, 3))
    outcomes = follow_through(PROMISE, read(tmp_path))
    [march] = outcomes[(outcomes["commitment"] == "5.3") & (outcomes["period"] == "2024-03")].itertuples()
    assert (march.verdict, march.reason) == ("ej redovisat", "1 träff där det är okänt vilka som var med")


def test_the_same_template_is_the_same_bytes(tmp_path):
    write_template(PROMISE, tmp_path / "igen.xlsx", year=2024)
    assert (tmp_path / "igen.xlsx").read_bytes() == template_bytes(None, 2024)


# Wrong arguments ------------------------------------------------------------------------------------------


def test_a_party_is_known_by_its_other_names_too(tmp_path):
    write_template(PROMISE, tmp_path / "a.xlsx", party="Soc", year=2024)
    assert (tmp_path / "a.xlsx").read_bytes() == template(tmp_path, "socialtjänsten").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"party": "kyrkan"}, "party must be one of polisen, socialtjänsten, .*, got 'kyrkan'"),
        ({"party": ""}, "party must be one of .*, got ''"),
        ({"year": 2025}, "year must be from 2021 to 2024, got 2025"),
    ],
)
def test_an_unknown_party_or_year_is_refused_and_nothing_written(tmp_path, arguments, message):
    with pytest.raises(ValueError, match=message):
        write_template(PROMISE, tmp_path / "a.xlsx", **arguments)
    assert not list(tmp_path.iterdir())


def test_a_workbook_that_may_be_filled_in_is_never_written_over(tmp_path):
    path = template(tmp_path, "skolan")
    path.write_bytes(b"ifylld")
    with pytest.raises(FileExistsError):
        write_template(PROMISE, path, party="skolan")
    assert path.read_bytes() == b"ifylld"
    with pytest.raises(ValueError, match=r"path must end in \.xlsx, got 'mall\.ods'"):
        write_template(PROMISE, tmp_path / "mall.ods")


# Filled in ------------------------------------------------------------------------------------------------


def school_rows() -> dict[str, list[dict]]:
    """The least, and a row with most that can be said."""
    meeting = {"Datum": dt.date(2024, 3, 4), "Åtagande": "5.3 Samverkansträff"} | ALL_THREE
    grade = {"Datum": dt.date(2024, 4, 9), "Åtagande": "5.1 ANDT-insatser från årskurs 6", "Skolan": "x"}
    grade |= {"Aktivitet": "Temadag", "Plats": "Högstadiet", "Antal deltagare": "ca 90", "Årskurs": "6-7"}
    event = {"Datum": dt.date(2024, 3, 5), "Kategori": "skadegörelse", "Plats": "Torget", "Klockslag": dt.time(21, 30)}
    return {"Genomfört": [meeting, grade], "Händelser": [event]}


def assert_school(records) -> None:
    occasions = records.occasions.set_index("commitment")
    assert occasions.loc["5.3", "present"] == ("polisen", "socialtjänsten", "skolan")
    assert occasions.loc["5.3", "start"] == dt.datetime(2024, 3, 4)
    assert occasions.loc["5.1", "grades"] == ("6", "7") and occasions.loc["5.1", "participants"] == 90
    assert records.events["reporter"].tolist() == ["skolan"] and records.events["clock"].iloc[0] == dt.time(21, 30)
    assert records.problems["cell"].tolist() == [f"rad {records.occasions['row'].max()}"]
    assert records.deliveries["done"].sum() == 3 and records.last_delivered_day == dt.date(2024, 3, 31)
    outcomes = follow_through(PROMISE, records)
    march = outcomes[(outcomes["commitment"] == "5.3") & (outcomes["period"] == "2024-03")]
    assert march["verdict"].tolist() == ["uppfyllt"]


def test_the_least_that_is_entered_gives_a_verdict(tmp_path):
    fill(template(tmp_path, "skolan"), school_rows(), done=(1, 2, 3))
    assert_school(read(tmp_path))


def every_choice(workbook: openpyxl.Workbook, combined: bool) -> dict[str, list[dict]]:
    """A row for everything that can be chosen in each sheet, on different days."""
    rows: dict[str, list[dict]] = {}
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=4 * n) for n in range(60)]
    for name, header in (("Genomfört", "Åtagande"), ("Trafik", "Typ")):
        if name in workbook.sheetnames:
            offered = choices(workbook, name, header)
            rows[name] = [{"Datum": day, header: text} for day, text in zip(days, offered, strict=False)]
    for row in rows.get("Genomfört", []):
        row |= ALL_THREE
    for row in rows.get("Trafik", []):
        row |= {"Plats": choices(workbook, "Trafik", "Plats")[0], "Kontrollerade fordon": 12}
    if "Ärenden" in workbook.sheetnames:
        pairs = [
            (m, c) for m in choices(workbook, "Ärenden", "Månad") for c in choices(workbook, "Ärenden", "Åtagande")
        ]
        figures = {"Antal ärenden": 4, "Varav genomförda": 3, "Pågående": 1}
        rows["Ärenden"] = [{"Månad": month, "Åtagande": text} | figures for month, text in pairs]
    if combined:
        for row in (row for lines in rows.values() for row in lines):
            reporters = {dropdown_text(c): LABELS[c.reported_by[0]] for c in PROMISE.commitments}
            row["Rapporterat av"] = reporters.get(row.get("Åtagande"), "Polisen")
    return rows


@pytest.mark.parametrize("party", [None, *PARTIES])
def test_everything_that_can_be_chosen_is_read(tmp_path, party):
    path = template(tmp_path, party)
    rows = every_choice(openpyxl.load_workbook(path), combined=party is None)
    fill(path, rows, done=range(1, 73 if party is None else 13))
    records = read(tmp_path)
    told = {*records.activities["commitment"], *records.cases["commitment"]}
    assert {c.id for c in PROMISE.commitments if party in (None, *c.reported_by)} <= told
    assert not {"okänd part"} & {*records.activities["reporter"], *records.cases["reporter"]}
    months = {(start.month, end.month) for start, end in records.cases[["start", "end"]].itertuples(index=False)}
    assert months == ({(n, n) for n in range(1, 13)} if CASES.name in rows else set())
    assert records.deliveries["done"].all() and records.last_delivered_day == dt.date(2024, 12, 31)


def test_what_people_do_to_a_workbook_in_excel_does_no_harm(tmp_path):
    path = fill(template(tmp_path, "skolan"), school_rows(), done=(1, 2, 3))
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Genomfört"]
    at = headers(sheet)
    sheet.cell(4, at["Skolan"], "X")
    sheet.cell(4, at["Åtagande"], "5.3")
    sheet.cell(4, at["Datum"], "4/3 2024")
    sheet.move_range("A5:O5", rows=20)  # blank rows between
    sheet.insert_rows(4)
    sheet.delete_rows(1, 2)  # the title and its line
    sheet.delete_cols(at["Kultur och fritid"])
    sheet.title = "Blad1"
    workbook["Redovisat"].cell(4, 4, "Ja")
    workbook["Redovisat"].delete_rows(8, 20)
    del workbook[INSTRUCTION_MARK]
    workbook.move_sheet("Redovisat", -2)
    workbook.save(path)
    assert_school(read(tmp_path))


@pytest.fixture(scope="module")
def by_libreoffice(tmp_path_factory) -> Path:
    """The school's filled workbook and the untouched combined one, saved by LibreOffice as ods, and that as xlsx."""
    folder = tmp_path_factory.mktemp("libreoffice")
    fill(template(folder / "xlsx", "skolan"), school_rows(), done=(1, 2, 3))
    template(folder / "xlsx", None)
    for kind, source, target in (("ods", "xlsx", "ods"), ("xlsx", "ods", "back")):
        files = sorted((folder / source).iterdir())
        command = [
            SOFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            kind,
        ]
        command += ["--outdir", folder / target, *files]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        assert len(list((folder / target).iterdir())) == len(files)
    return folder


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("saved", ["ods", "back"])
def test_libreoffice_opens_and_saves_it_as_ods_and_xlsx(by_libreoffice, saved):
    assert_school(read(by_libreoffice / saved))


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_keeps_checks_and_lists(by_libreoffice):
    with zipfile.ZipFile(by_libreoffice / "ods" / "alla.ods") as archive:
        content = archive.read("content.xml").decode()
    lists = set(re.findall(r"cell-content-is-in-list\((\w+)\)", content))
    names = set(re.findall(r'<table:named-range table:name="(\w+)"', content))
    assert lists and lists == names
    assert "cell-content-is-date()" in content and "cell-content-is-whole-number()" in content


def test_the_command_writes_a_template_and_says_in_one_sentence_why_not(tmp_path, capsys):
    path = tmp_path / "skolan 2024.xlsx"
    assert main(["mall", str(path), "--part", "skola", "--ar", "2024"]) == 0
    assert path.is_file()
    for arguments, sentence in (
        ([str(path)], "finns redan"),
        ([str(tmp_path / "a.xlsx"), "--part", "Kyrkan"], "Parten Kyrkan finns inte i löftet"),
        ([str(tmp_path / "a.xlsx"), "--ar", "2030"], "Löftet gäller inte 2030"),
        ([str(tmp_path / "a.xls")], "slutar på .xlsx"),
        ([str(tmp_path / "saknas" / "a.xlsx")], "går inte att skriva"),
    ):
        capsys.readouterr()
        assert main(["mall", *arguments]) == 2
        said = capsys.readouterr().err.splitlines()
        assert len(said) == 1 and sentence in said[0]
