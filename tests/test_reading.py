"""A folder of workbooks: what is loaded, what is not and why, and that no row is lost on the way."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import random
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lofte_analysis.paths import data_path
from lofte_analysis.promise import read_promise
from lofte_analysis.reading.files import Limits
from lofte_analysis.reading.grids import read_grids
from lofte_analysis.reading.workbooks import ReadError, read_workbooks

PROMISE = read_promise()
SHARED = Path(__file__).resolve().parents[2] / "shared"
MEETING = ["2022-03-04", "5.3"]
HEADERS = ["Datum", "Åtagande"]
ACTIVITY_FILE = {"Genomfört": [HEADERS, MEETING]}
FRAMES = ("activities", "occasions", "traffic", "cases", "events", "deliveries", "rejected", "ledger", "problems")


def write(path: Path, sheets: dict[str, list[list]], **sheet_states: str) -> Path:
    """A workbook with one sheet per name; a row is a list of values."""
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(number, column, value)
        sheet.sheet_state = sheet_states.get(name, "visible")
    workbook.save(path)
    return path


def write_ods(
    path: Path, rows: list[list], *, rows_repeated: int = 1, columns_repeated: int = 1, before: str = ""
) -> Path:
    """The least that is an ods file; the last cell and row can be repeated. Texts that begin with < are XML."""

    def cell(value, repeated):
        if str(value).startswith("<"):
            return value
        times = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
        if value is None:
            return f"<table:table-cell{times}/>"
        if isinstance(value, (int, float)):
            kind, shown = f'"float" office:value="{value}"', value
        elif isinstance(value, dt.date):
            kind, shown = f'"date" office:date-value="{value}"', value
        else:
            kind, shown = '"string"', value
        return f"<table:table-cell{times} office:value-type={kind}><text:p>{shown}</text:p></table:table-cell>"

    lines = []
    for number, row in enumerate(rows, 1):
        times = f' table:number-rows-repeated="{rows_repeated}"' if rows_repeated > 1 and number == len(rows) else ""
        if isinstance(row, str):
            lines.append(row)
            continue
        written = "".join(
            cell(value, columns_repeated if column == len(row) and number == len(rows) else 1)
            for column, value in enumerate(row, 1)
        )
        lines.append(f"<table:table-row{times}>{written}</table:table-row>")
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    names = "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
            f'xmlns:text="{names}:text:1.0" xmlns:calcext="urn:calcext"><office:body><office:spreadsheet>{before}'
            '<table:table table:name="Blad1">'
            f"{''.join(lines)}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path


def write_xml(path: Path, sheet_data: str, *, workbook: str = "", name: str = "Blad1", rest: str = "") -> Path:
    """An xlsx file around hand-made XML, for what openpyxl does not write."""
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

    def relation(kind, target):
        return (
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/></Relationships>'
        )

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr("_rels/.rels", relation("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml"))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}">{workbook}'
            f'<sheets><sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData>{sheet_data}</sheetData>{rest}</worksheet>',
        )
    return path


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADER_ROW = f'<row r="1">{text_cell("A1", "Datum")}{text_cell("B1", "Åtagande")}</row>'


def read(folder: Path, **settings_):
    """The records of a folder, after the checks that hold for every folder whatever is in it."""
    records = read_workbooks(folder, PROMISE, **settings_)
    ledger = records.ledger
    assert (ledger["rows"] == ledger[["loaded", "merged", "rejected", "unrecognised"]].sum(axis=1)).all()
    assert not ledger.duplicated(["file", "sheet"]).any()
    for problem in records.problems.itertuples():
        assert problem.problem.endswith(".")
        assert problem.remedy.endswith((".", ")."))
    return records


def problem_at(records, cell: str):
    rows = records.problems[records.problems["cell"] == cell]
    assert len(rows) == 1, records.problems.to_string()
    return rows.iloc[0]


def everything(records) -> str:
    """All that a user could ever see of a run, as one text."""
    return "\n".join(getattr(records, name).to_csv() for name in FRAMES)


# Which sheet is what --------------------------------------------------------------------------------------


def test_a_sheet_is_known_by_its_headers_and_not_by_its_name(tmp_path):
    write(tmp_path / "a.xlsx", {"Trafik": [HEADERS, MEETING], "Blad2": [["Datum", "Typ"], ["2022-03-04", "Dialog"]]})
    records = read(tmp_path)
    assert records.ledger[["sheet", "kind"]].values.tolist() == [["Trafik", "Genomfört"], ["Blad2", "Trafik"]]
    assert len(records.traffic) == 1


@pytest.mark.parametrize(
    "headers", [["Dag", "Löfte"], ["NÄR:", " åtagande "], ["Datum*", "Åtagande nr."], ["A\u030atagande", "När"]]
)
def test_headers_match_by_synonym_and_whatever_their_case_and_punctuation(tmp_path, headers):
    row = MEETING if headers[0][0] != "A" else MEETING[::-1]
    write(tmp_path / "a.xlsx", {"x": [headers, row]})
    assert read(tmp_path).activities[["commitment", "row"]].values.tolist() == [["5.3", 2]]


@pytest.mark.parametrize(("above", "known"), [(0, True), (3, True), (19, True), (20, False)])
def test_the_header_row_is_looked_for_in_the_top_20_rows(tmp_path, above, known):
    write(tmp_path / "a.xlsx", {"x": [["Rubrik"]] * above + [HEADERS, MEETING]})
    records = read(tmp_path)
    assert len(records.activities) == known
    assert records.ledger["unrecognised"].sum() == (0 if known else above + 2)


def test_a_sheet_that_could_be_two_kinds_is_a_problem_and_its_rows_are_counted(tmp_path):
    write(tmp_path / "a.xlsx", {"x": [["Datum", "Typ", "Åtagande"], ["2022-03-04", "Dialog", "5.3"]]})
    records = read(tmp_path)
    assert "Genomfört eller Trafik" in records.problems["problem"].iloc[0]
    assert records.ledger[["rows", "unrecognised"]].values.tolist() == [[2, 2]]


def test_the_kind_with_most_columns_wins(tmp_path):
    headers = ["Datum", "Typ", "Åtagande", "Alkoholprov"]
    write(tmp_path / "a.xlsx", {"x": [headers, ["2022-03-04", "Nykterhetskontroll", "7.2", 12]]})
    records = read(tmp_path)
    assert records.ledger["kind"].tolist() == ["Trafik"]
    assert "Åtagande" in problem_at(records, "C1")["remedy"]


def test_an_unknown_sheet_is_counted_beside_the_known_one(tmp_path):
    write(tmp_path / "a.xlsx", {"x": [HEADERS, MEETING], "Annat": [["Hej"], [], ["1"], ["2"]], "Tomt": []})
    records = read(tmp_path)
    assert records.ledger[["sheet", "rows", "unrecognised"]].values.tolist() == [["x", 1, 0], ["Annat", 3, 3]]
    assert records.problems["consequence"].tolist() == ["bladet lästes inte"]


def test_a_sheet_whose_headers_resemble_ours_is_told_how_to_map_them(tmp_path):
    rows = [["Datum för träffen", "Vilket åtagande", "Var"], ["2022-03-04", "5.3", "Torget"]]
    write(tmp_path / "a.xlsx", {"x": rows})
    records = read(tmp_path)
    remedy = records.problems["remedy"].iloc[0]
    assert '"Datum för träffen" = "Datum"; "Vilket åtagande" = "Åtagande"' in remedy
    mapped = replace(read_promise(), headers={"Datum för träffen": "Datum", "Vilket åtagande": "Åtagande"})
    assert len(read_workbooks(tmp_path, mapped).activities) == 1


def test_a_sheet_of_something_else_is_given_no_mapping(tmp_path):
    write(tmp_path / "a.xlsx", {"x": [["Namn på boken", "Författare", "Utgivningsår"], ["A", "B", 1999]]})
    assert "[rubriker]" not in read(tmp_path).problems["remedy"].iloc[0]


def test_an_unlisted_place_is_told_at_its_cell_and_shown_as_another_place(tmp_path):
    rows = [[*HEADERS, "Plats"], [*MEETING, "hos Kim Kimsson"], ["2022-04-04", "5.3", "torget"]]
    write(tmp_path / "a.xlsx", {"x": rows})
    records = read(tmp_path)
    assert records.activities["place"].tolist() == ["annan plats", "Torget"]
    assert "löftesfilen" in problem_at(records, "C2")["problem"]
    assert "Kimsson" not in everything(records)


def test_the_templates_instruction_sheet_is_known_and_a_sheet_with_a_like_name_is_not_lost(tmp_path):
    of_the_template = [["Instruktion – skolan 2024"], ["Redovisning till Löftet. Mall: lofte-mall, version 2."]]
    own = [["Instruktion: en rad per möte"], [], ["Datm", "Åtagande"], MEETING]
    write(tmp_path / "a.xlsx", {"Läs": of_the_template, "x": [HEADERS, MEETING], "y": [["Instruktioner"]], "z": own})
    records = read(tmp_path)
    assert records.ledger["kind"].tolist() == ["Instruktion", "Genomfört", "känns inte igen", "känns inte igen"]
    assert records.ledger["unrecognised"].tolist() == [0, 0, 1, 3]


def test_a_header_that_is_no_text_is_shown_as_in_its_sheet(tmp_path):
    write(tmp_path / "a.xlsx", {"x": [[*HEADERS, "#REF!", 2022.0, 2.5, True], [*MEETING, 1, 1, 1, 1]]})
    records = read(tmp_path)
    remedies = [problem_at(records, f"{letter}1")["remedy"] for letter in "CDEF"]
    shown = ["en cell med felvärde", "2022", "2,5", "SANT"]
    assert [remedy.split("”")[1] for remedy in remedies] == shown


def test_a_value_in_a_message_is_shown_as_in_its_sheet(tmp_path):
    headers, odd = [*HEADERS, "Antal deltagare"], [dt.timedelta(hours=26), True, 2.5, dt.time(3, 4)]
    write(tmp_path / "a.xlsx", {"x": [headers, *([*MEETING, value] for value in odd)]})
    assert read(tmp_path).problems["value"].tolist() == ["26:00", "SANT", "2,5", "03:04"]


def test_a_completion_that_cannot_be_read_is_told_and_kept_apart_from_no(tmp_path):
    written = ["ja", "nej", None, "klart", "850709-9805"]
    rows = [["2022-03-04", "5.3", text] for text in written]
    write(tmp_path / "a.xlsx", {"A": [["Datum", "Åtagande", "Klar"], *rows]})
    records = read(tmp_path)
    told = records.activities.sort_values("row")
    assert told["completes"].tolist() == [True, False, False, False, False]
    assert told["completes_unread"].tolist() == [False, False, False, True, True]
    assert records.occasions["completes_unread"].any() and not problem_at(records, "C5").empty


def test_columns_that_are_not_read_are_told(tmp_path):
    headers = [*HEADERS, "Väder", None, "Dag", 2022]
    write(tmp_path / "a.xlsx", {"x": [headers, [*MEETING, "sol", "lös text", "2022-03-05", 1]]})
    records = read(tmp_path)
    assert "Väder" in problem_at(records, "C1")["remedy"]
    assert problem_at(records, "D2")["problem"] == "En kolumn utan rubrik lästes inte."
    assert problem_at(records, "E1")["problem"] == "En andra kolumn för Datum lästes inte."
    assert "2022" in problem_at(records, "F1")["remedy"]
    assert records.activities["start"].tolist() == [pd.Timestamp(2022, 3, 4)]


def test_a_header_row_repeated_further_down_is_rejected_and_the_rest_read(tmp_path):
    write(tmp_path / "a.xlsx", {"x": [HEADERS, MEETING, HEADERS, ["2022-04-04", "5.3"]]})
    records = read(tmp_path)
    assert records.activities["row"].tolist() == [2, 4]
    assert records.rejected["row"].tolist() == [3]


def test_a_sheet_with_a_header_only_has_no_rows(tmp_path):
    write(tmp_path / "a.xlsx", {"x": [HEADERS]})
    assert read(tmp_path).ledger[["kind", "rows"]].values.tolist() == [["Genomfört", 0]]


# Rows and where they stand --------------------------------------------------------------------------------

COLUMNS = {"Datum": "2022-03-04", "Åtagande": "5.3", "Antal tillfällen": 2, "Antal deltagare": 9, "Klar": None}
SPOILT = {
    "Datum": "03/04/2022",
    "Åtagande": "99.9",
    "Antal tillfällen": "flera",
    "Antal deltagare": "många",
    "Klar": "?",
}


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    order=st.permutations([*COLUMNS, None, None]),
    titles=st.lists(st.sampled_from([[], ["En rubrik"], [None, None, "Läsåret 2022"]]), max_size=8),
    rows=st.lists(st.sampled_from(["god", "tom", *COLUMNS]), min_size=1, max_size=12),
    form=st.sampled_from(["xlsx", "csv", "ods"]),
)
def test_each_error_follows_its_cell_and_each_row_its_number(order, titles, rows, form):
    table, loaded, planted = [*titles, list(order)], [], set()
    for kind in rows:
        number = len(table) + 1
        values = COLUMNS | ({kind: SPOILT[kind]} if kind in COLUMNS else {})
        table.append([] if kind == "tom" else [values.get(header) for header in order])
        if kind in COLUMNS:
            planted.add(f"{chr(65 + order.index(kind))}{number}")
        if kind in ("god", "Antal deltagare", "Klar"):
            loaded.append(number)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{form}"
        if form == "xlsx":
            write(path, {"x": table})
        elif form == "ods":
            write_ods(path, table)
        else:
            path.write_text("\n".join(";".join("" if v is None else str(v) for v in row) for row in table), "utf-8")
        records = read(Path(folder))
    assert set(records.problems["cell"]) == planted
    assert sorted(records.activities["row"]) == loaded
    assert len(records.rejected) == sum(kind in ("Datum", "Åtagande", "Antal tillfällen") for kind in rows)


def test_the_ledger_adds_up_over_sheets_and_files(tmp_path):
    rows = [HEADERS, MEETING, [], ["igår", "5.3"], [None, "5.3"], ["2022-03-05", "5.3"]]
    write(tmp_path / "a.xlsx", {"x": rows})
    write(tmp_path / "b" / "c.xlsx", {"x": [*rows, ["2022-03-06", "5.3"]]})
    ledger = read(tmp_path).ledger.set_index("file")
    assert ledger.loc["a.xlsx", ["rows", "loaded", "merged", "rejected"]].tolist() == [4, 2, 0, 2]
    assert ledger.loc["b/c.xlsx", ["rows", "loaded", "merged", "rejected"]].tolist() == [5, 1, 2, 2]


def test_a_bad_optional_cell_costs_the_cell_and_not_the_row(tmp_path):
    write(tmp_path / "a.xlsx", {"x": [[*HEADERS, "Antal deltagare", "Årskurs"], [*MEETING, "många", "alla"]]})
    records = read(tmp_path)
    assert records.activities["participants"].isna().tolist() == [True]
    assert set(records.problems["consequence"]) == {"cellen lästes inte, raden är inläst"}
    assert problem_at(records, "C2")["value"] == "många"


def test_no_cell_of_a_rejected_row_says_that_the_row_is_read(tmp_path):
    rows = [["Antal deltagare", "Datum", "Åtagande"], ["många", "03/04/2022", "5.1"], ["många", "2022-03-04", "5.1"]]
    write(tmp_path / "a.xlsx", {"Genomfört": rows})
    records = read(tmp_path)
    assert [problem_at(records, cell)["consequence"] for cell in ("A2", "B2", "A3")] == [
        "raden avvisades",
        "raden avvisades",
        "cellen lästes inte, raden är inläst",
    ]


def test_what_is_told_of_a_cell_has_a_decimal_comma_and_stands_on_one_line(tmp_path):
    rows = [["2022-03-04", "5.3", value] for value in (-3.0, 2.5, "en\neller två")]
    write(tmp_path / "a.xlsx", {"x": [[*HEADERS, "Antal tillfällen"], *rows]})
    assert read(tmp_path).problems["value"].tolist() == ["-3", "2,5", "en eller två"]


def test_approximate_numbers_stay_marked(tmp_path):
    write(tmp_path / "a.xlsx", {"x": [[*HEADERS, "Antal deltagare"], [*MEETING, "ca 100"], ["2022-04-04", "5.3", 100]]})
    activities = read(tmp_path).activities
    assert activities[["participants", "participants_approximate"]].values.tolist() == [[100.0, True], [100.0, False]]


def test_more_done_than_closed_cases_is_rejected(tmp_path):
    headers = ["Månad", "Åtagande", "Antal ärenden", "Varav genomförda", "Pågående"]
    write(tmp_path / "a.xlsx", {"x": [headers, ["2022-03", "3.1", 10, 9, 2], ["2022-04", "3.1", 10, 8, 2]]})
    records = read(tmp_path)
    assert records.cases["row"].tolist() == [3]
    assert "Fler genomförda" in problem_at(records, "D2")["problem"]


def test_a_delivery_that_ends_before_it_starts_is_rejected(tmp_path):
    headers = ["Part", "Från", "Till", "Klart"]
    write(tmp_path / "a.xlsx", {"x": [headers, ["skolan", "2022-03-31", "2022-03-01", "ja"]]})
    records = read(tmp_path)
    assert problem_at(records, "C2")["problem"] == "Till ligger före Från."
    assert records.last_delivered_day is None


def test_serial_dates_follow_the_workbooks_date_system(tmp_path):
    cells = '<row r="2"><c r="A2"><v>43162</v></c>' + text_cell("B2", "5.3") + "</row>"
    write_xml(tmp_path / "a.xlsx", HEADER_ROW + cells, workbook='<workbookPr date1904="1"/>')
    write_xml(tmp_path / "b.xlsx", HEADER_ROW + cells.replace("43162", "44624"))
    assert read(tmp_path).activities["start"].tolist() == [pd.Timestamp(2022, 3, 4)] * 2


@pytest.mark.parametrize(
    ("stated", "serial"), [("", 44624), ("1899-12-30", 44624), ("1904-01-01", 43162), ("1900-01-01", None)]
)
def test_serial_dates_of_an_ods_file_count_from_the_day_it_states(tmp_path, stated, serial):
    null_date = f'<table:null-date table:date-value="{stated}"/>' if stated else ""
    settings_ = f"<table:calculation-settings>{null_date}</table:calculation-settings>"
    write_ods(tmp_path / "a.ods", [HEADERS, [serial or 44624, "5.3"]], before=settings_)
    assert read(tmp_path).activities["start"].tolist() == ([pd.Timestamp(2022, 3, 4)] if serial else [])


def test_real_dates_of_a_1904_workbook_are_the_dates_that_excel_shows(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active.append(HEADERS)
    workbook.active.append([dt.date(2022, 3, 4), "5.3"])
    workbook.save(tmp_path / "a.xlsx")
    assert read(tmp_path).activities["start"].tolist() == [pd.Timestamp(2022, 3, 4)]


# Parties --------------------------------------------------------------------------------------------------


def test_a_missing_reporter_is_the_workbooks_only_part(tmp_path):
    delivered = [["Part", "Från", "Till", "Klart"], ["skola", "2022-03-01", "2022-03-31", "ja"]]
    write(tmp_path / "a.xlsx", {"x": [HEADERS, MEETING], "y": delivered})
    write(tmp_path / "b.xlsx", {"x": [HEADERS, ["2022-04-04", "5.3"]]})
    assert read(tmp_path).activities["reporter"].tolist() == ["skolan", "okänd part"]


def test_with_two_parts_in_the_workbook_a_missing_reporter_is_unknown(tmp_path):
    line = ["2022-03-01", "2022-03-31", "ja"]
    for number, second in enumerate(["polisen", "Brandkåren"]):
        delivered = [["Part", "Från", "Till", "Klart"], ["skolan", *line], [second, *line]]
        write(tmp_path / f"{number}.xlsx", {"x": [HEADERS, MEETING], "y": delivered})
    assert set(read(tmp_path).activities["reporter"]) == {"okänd part"}


def test_an_unreadable_reporter_is_unknown_and_not_the_workbooks_only_part(tmp_path):
    delivered = [["Part", "Från", "Till", "Klart"], ["skolan", "2022-03-01", "2022-03-31", "ja"]]
    activities = [[*HEADERS, "Rapporterat av"], [*MEETING, "Anna Andersson"]]
    write(tmp_path / "a.xlsx", {"x": activities, "y": delivered})
    records = read(tmp_path)
    assert records.activities["reporter"].tolist() == ["okänd part"]
    assert problem_at(records, "C2")["problem"] == "Parten finns inte i löftet."
    assert "Anna" not in everything(records)


def test_crosses_in_the_parties_columns_are_joined_with_the_listed(tmp_path):
    headers = [*HEADERS, "Parter", "Polisen", "Soc", "Skolan"]
    write(
        tmp_path / "a.xlsx",
        {"x": [headers, [*MEETING, "skolan", "x", None, None], ["2022-04-04", "5.3", None, "?", "X", 1]]},
    )
    records = read(tmp_path)
    assert records.activities["parties"].tolist() == [("skolan", "polisen"), ("socialtjänsten", "skolan")]
    assert records.activities["unknown_parties"].tolist() == [False, True]
    assert problem_at(records, "D3")["problem"] == "Krysset kan inte läsas."


def test_crosses_in_two_columns_of_one_party_are_joined_and_the_second_is_told(tmp_path):
    headers = [*HEADERS, "Skolan", "Polisen", "skola"]
    rows = [[*MEETING, "x", None, None], ["2022-04-04", "5.3", None, "x", "x"], ["2022-05-04", "5.3", None, None, None]]
    write(tmp_path / "a.xlsx", {"x": [headers, *rows]})
    records = read(tmp_path)
    assert records.activities["parties"].tolist() == [("skolan",), ("skolan", "polisen"), None]
    assert problem_at(records, "E1")["problem"] == "En andra kolumn för skolan. Ett kryss i någon av dem räknas."


# Nothing personal -----------------------------------------------------------------------------------------

NUMBERS = [
    "850709-9805",
    "8507099805",
    "19850709-9805",
    "198507099805",
    "850709+9805",
    "850709 9805",
    "850709\u00a09805",
    "850709\u20139805",
    "1985-07-09-9805",
    "850769-9805",
    "850709\u200b-9805",
    8507099805,
    198507099805,
    "möte med 850709-9805 och en till",
    "8 5 0 7 0 9 9 8 0 5",
    "85 07 09 98 05",
    "1985 0709 9805",
    "85-07-09-98-05",
    "850709-980 5",
    "٨٥٠٧٠٩-٩٨٠٥",
]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "header", ["Aktivitet", "Plats", "Parter", "Objekt", "Anmärkning", "Rapporterat av", "Årskurs", "Okänd"]
)
def test_an_identity_number_is_emptied_and_the_row_stays(tmp_path, number, header):
    write(tmp_path / "a.xlsx", {"x": [[*HEADERS, header], [*MEETING, number]]})
    records = read(tmp_path)
    assert records.activities["row"].tolist() == [2]
    assert "personnummer" in problem_at(records, "C2")["problem"]
    assert "9805" not in everything(records)


@pytest.mark.parametrize("header", ["Datum", "Åtagande", "Antal tillfällen"])
def test_an_identity_number_in_a_column_that_decides_rejects_the_row(tmp_path, header):
    row = dict(zip([*HEADERS, "Antal tillfällen"], [*MEETING, 1], strict=True)) | {header: "850709-9805"}
    write(tmp_path / "a.xlsx", {"x": [list(row), list(row.values())]})
    records = read(tmp_path)
    assert records.rejected["row"].tolist() == [2]
    assert "9805" not in everything(records)


def test_a_row_with_nothing_but_an_identity_number_is_counted(tmp_path):
    write(tmp_path / "a.xlsx", {"x": [HEADERS, [None, None, "850709-9805"]]})
    assert read(tmp_path).ledger[["rows", "rejected"]].values.tolist() == [[1, 1]]


def test_an_emptied_commitment_of_a_delivery_does_not_stand_for_all_commitments(tmp_path):
    headers = ["Part", "Från", "Till", "Klart", "Åtagande"]
    write(tmp_path / "a.xlsx", {"x": [headers, ["skolan", "2022-03-01", "2022-03-31", "ja", "850709-9805"]]})
    records = read(tmp_path)
    assert len(records.deliveries) == 0
    assert len(records.rejected) == 1


def test_an_identity_number_in_names_and_headers_is_masked_and_the_names_stay_apart(tmp_path):
    sheets = {"850709-9805": [[*HEADERS, "barn 850709-9805"], MEETING], "850709-9813": [HEADERS, ["2022-04-04", "5.3"]]}
    write(tmp_path / "850709-9805.xlsx", sheets)
    write(tmp_path / "850709-9821.xlsx", {"x": [HEADERS, ["2022-05-04", "5.3"]], "850709-9805": []})
    (tmp_path / "850709-9839.xlsx").write_bytes(b"")
    (tmp_path / "850709-9847.csv").write_text("Datum;Åtagande\n2022-06-04;5.3\n", "utf-8")
    lines = []
    records = read(tmp_path, progress=lines.append)
    assert len(records.activities) == 4
    shown = everything(records) + "".join(lines)
    assert not any(serial in shown for serial in ("9805", "9813", "9821", "9839", "9847"))


def test_an_identity_number_in_a_lost_leading_zero_form_is_emptied(tmp_path):
    write(tmp_path / "a.xlsx", {"x": [[*HEADERS, "Antal deltagare"], [*MEETING, 7099807]]})  # 000709-9807
    (tmp_path / "b.csv").write_text("Datum;Åtagande;Antal deltagare\n2022-04-04;5.3;7099807\n", "utf-8")
    records = read(tmp_path)
    assert records.activities["participants"].isna().all()
    assert "7099807" not in everything(records)


def test_notes_are_never_loaded_and_free_text_is_never_echoed(tmp_path):
    headers = ["Datum", "Typ", "Rapporterat av", "Anmärkning"]
    write(tmp_path / "a.xlsx", {"x": [headers, ["2022-03-04", "Dialog", "Hemligt Namn", "Hemlig anteckning"]]})
    write(tmp_path / "b.xlsx", {"x": [["Hemlig rubrik"], ["Hemligt innehåll"]]})
    assert "Heml" not in everything(read(tmp_path))


# Files ----------------------------------------------------------------------------------------------------


def test_the_same_file_twice_is_read_once_and_said_so(tmp_path):
    path = write(tmp_path / "a.xlsx", ACTIVITY_FILE)
    (tmp_path / "kopia.xlsx").write_bytes(path.read_bytes())
    records = read(tmp_path)
    assert len(records.activities) == 1
    assert records.problems["problem"].tolist() == ["Filen har samma innehåll som a.xlsx och lästes en gång."]


def test_the_same_row_in_two_files_is_merged_and_in_one_file_is_two(tmp_path):
    reported = [[*HEADERS, "Rapporterat av"], [*MEETING, "skolan"]]
    write(tmp_path / "a.xlsx", {"x": reported})
    write(tmp_path / "b.xlsx", {"x": [*reported, [*MEETING, "skolan"], ["2022-05-04", "5.3", "skolan"]]})
    ledger = read(tmp_path).ledger
    assert ledger[["rows", "loaded", "merged"]].values.tolist() == [[1, 1, 0], [3, 2, 1]]


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600 + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("tom.xlsx", b"", "tom"),
        ("text.xlsx", b"Datum;\xc3\x85tagande\n2022-03-04;5.3\n", "en textfil"),
        ("pdf.xlsx", b"%PDF-1.7 bla", "en PDF"),
        ("pdf.csv", b"%PDF-1.7 bla", "en PDF"),
        ("zip.csv", b"PK\x03\x04 bla", "ingen textfil"),
        ("låst.xlsx", LOCKED, "lösenordsskyddad"),
        ("låst.ods", LOCKED, "lösenordsskyddad"),
        ("gammal.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "gammalt Excelformat"),
        ("binär.xlsb", b"PK\x03\x04", "binärt Excelformat"),
        ("mall.xltx", b"PK\x03\x04", "Excelmallar"),
        ("mac.numbers", b"PK\x03\x04", "Numbers"),
        ("bruten.xlsx", b"PK\x03\x04\x14\x00\x00\x00", "avbruten"),
        ("latin.csv", "Datum;Åtagande\n2022-03-04;5.3\n".encode("cp1252"), "UTF-8"),
        ("bred.csv", "Datum;Åtagande\n2022-03-04;5.3\n".encode("utf-16"), "UTF-8"),
        ("citat.csv", 'Datum;Åtagande\n2022-03-04;"5.3\n'.encode(), "citattecken"),
        ("blank.csv", b"\n\n;;\n", "inga ifyllda celler"),
    ],
)
def test_a_bad_file_gets_a_sentence_and_the_others_are_read(tmp_path, name, content, word):
    (tmp_path / name).write_bytes(content)
    write(tmp_path / "ö.xlsx", ACTIVITY_FILE)
    records = read(tmp_path)
    assert len(records.activities) == 1
    (problem,) = records.problems.itertuples()
    assert problem.file == name
    assert word in problem.problem
    assert records.ledger["file"].tolist() == [name, "ö.xlsx"]


def test_a_truncated_or_altered_workbook_gets_a_sentence(tmp_path):
    content = write(tmp_path / "god.xlsx", ACTIVITY_FILE).read_bytes()
    (tmp_path / "kort.xlsx").write_bytes(content[: len(content) // 2])
    with zipfile.ZipFile(tmp_path / "god.xlsx") as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    (tmp_path / "bytt.xlsx").write_bytes(content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :])
    records = read(tmp_path)
    assert records.activities["file"].tolist() == ["god.xlsx"]
    assert records.problems[["file", "problem"]].values.tolist() == [
        ["bytt.xlsx", "Filen är skadad."],
        ["kort.xlsx", "Filen är avbruten: slutet saknas."],
    ]


def test_lock_files_and_hidden_files_are_skipped_and_said_so(tmp_path):
    write(tmp_path / "a.xlsx", ACTIVITY_FILE)
    for name in ("~$a.xlsx", ".dold.xlsx", "Thumbs.db", "läs mig.txt"):
        (tmp_path / name).write_bytes(b"x")
    problems = read(tmp_path).problems
    assert sorted(problems["file"]) == [".dold.xlsx", "Thumbs.db", "~$a.xlsx"]
    assert set(problems["consequence"]) == {"ingen, bara en upplysning"}


def test_a_folder_with_a_workbooks_name_is_a_folder(tmp_path):
    write(tmp_path / "x.xlsx" / "a.xlsx", ACTIVITY_FILE)
    records = read(tmp_path)
    assert records.ledger["file"].tolist() == ["x.xlsx/a.xlsx"]


def test_a_broken_link_gets_a_sentence(tmp_path):
    write(tmp_path / "a.xlsx", ACTIVITY_FILE)
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "finns inte.xlsx")
    assert read(tmp_path).problems["file"].tolist() == ["b.xlsx"]


def test_a_missing_folder_or_one_without_workbooks_is_an_error(tmp_path):
    with pytest.raises(ReadError, match="finns inte"):
        read_workbooks(tmp_path / "borta", PROMISE)
    (tmp_path / "läs mig.txt").write_text("hej")
    with pytest.raises(ReadError, match="ingen arbetsbok"):
        read_workbooks(tmp_path, PROMISE)


def test_example_data_beside_other_workbooks_is_an_error(tmp_path):
    write(tmp_path / "a.xlsx", {"x": [["PÅHITTADE EXEMPELDATA"], HEADERS, MEETING]})
    assert read(tmp_path).example
    write(tmp_path / "b.xlsx", ACTIVITY_FILE)
    with pytest.raises(ReadError, match="påhittade uppgifter"):
        read_workbooks(tmp_path, PROMISE)


def test_reading_leaves_every_file_as_it_was(tmp_path):
    write(tmp_path / "a.xlsx", ACTIVITY_FILE)
    write_ods(tmp_path / "b.ods", [HEADERS, ["2022-04-04", "5.3"]])
    (tmp_path / "c.csv").write_bytes("Datum;Åtagande\r\n2022-05-04;5.3".encode("utf-8-sig"))
    (tmp_path / "d.xlsx").write_bytes(b"PK trasig")

    def state():
        files = sorted(tmp_path.rglob("*"))
        return [(f.name, hashlib.sha256(f.read_bytes()).hexdigest(), f.stat().st_mtime_ns) for f in files]

    before = state()
    read(tmp_path)
    assert state() == before


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_csv_is_read_with_either_delimiter_and_mark(tmp_path, mark, newline, delimiter):
    lines = [["Enkät"], [], ["Datum", "Åtagande", "Parter", "Aktivitet"]]
    lines += [["2022-03-04", "5.3", '"skolan;polisen;soc"', '"två, tre; fyra, ""fem"""']]
    text = mark + newline.join(delimiter.join(line) for line in lines)
    (tmp_path / "a.csv").write_bytes(text.encode())
    activities = read(tmp_path).activities
    assert activities[["row", "commitment", "activity"]].values.tolist() == [[4, "5.3", 'två, tre; fyra, "fem"']]
    assert activities["parties"].tolist() == [("skolan", "polisen", "socialtjänsten")]


def test_a_comma_separated_file_may_hold_more_semicolons_than_commas(tmp_path):
    (tmp_path / "a.csv").write_text(
        "Datum,Åtagande,Parter\n2022-03-04,5.3,skolan;polisen;soc;bostadsbolaget\n", "utf-8"
    )
    assert len(read(tmp_path).activities["parties"].iloc[0]) == 4


@pytest.mark.parametrize("serial", ["44624", "44624.0"])
def test_a_bare_serial_number_in_csv_is_refused(tmp_path, serial):
    (tmp_path / "a.csv").write_text(f"Datum;Åtagande\n{serial};5.3\n", "utf-8")
    records = read(tmp_path)
    assert problem_at(records, "A2")["value"] == serial
    assert records.rejected["row"].tolist() == [2]


def test_xlsm_and_ods_and_capital_endings_are_read(tmp_path):
    write(tmp_path / "a.xlsm", ACTIVITY_FILE)
    write(tmp_path / "b.XLSX", {"x": [HEADERS, ["2022-04-04", "5.3"]]})
    write_ods(tmp_path / "c.ods", [[], [None, *HEADERS], [], [None, dt.date(2022, 5, 4), 5.3]])
    (tmp_path / "d.CSV").write_text("Datum;Åtagande\n2022-06-04;5.3\n", "utf-8")
    assert read(tmp_path).activities["row"].tolist() == [2, 2, 4, 2]


# Hidden, merged, broken cells -----------------------------------------------------------------------------


def test_hidden_sheets_are_read_and_remarked_upon(tmp_path):
    write(tmp_path / "a.xlsx", {"Dolt": [HEADERS, MEETING], "Synligt": [["Hej"]]}, Dolt="hidden")
    records = read(tmp_path)
    assert len(records.activities) == 1
    assert "Bladet är dolt men läses." in records.problems["problem"].tolist()


def test_hidden_rows_and_merged_cells_are_read_and_remarked_upon(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (["En bred rubrik"], HEADERS, MEETING, [None, "5.3"], ["2022-05-04", "5.3"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A3:A4")
    sheet.row_dimensions[5].hidden = True
    workbook.save(tmp_path / "a.xlsx")
    records = read(tmp_path)
    assert records.activities["row"].tolist() == [3, 5]
    assert records.rejected["cell"].tolist() == ["A4"]
    assert problem_at(records, "A3")["problem"].startswith("Sammanfogade celler")
    assert records.problems["problem"].str.contains("dolda rader").any()


@pytest.mark.parametrize("code", ["#REF!", "#N/A", "#DIV/0!", "#SPILL!", "#CALC!", "#BLOCKED!"])
def test_an_error_cell_is_told_at_its_address_and_the_others_are_read(tmp_path, code):
    rows = (
        f'<row r="3"><c r="A3" t="e"><v>{code}</v></c>{text_cell("B3", "5.3")}</row>'
        f'<row r="5">{text_cell("A5", "2022-03-04")}{text_cell("B5", "5.3")}<c r="C5" t="e"><v>{code}</v></c></row>'
    )
    header = HEADER_ROW.replace("</row>", text_cell("C1", "Antal deltagare") + "</row>")
    write_xml(tmp_path / "a.xlsx", header + rows)
    records = read(tmp_path)
    assert records.activities["row"].tolist() == [5]
    assert problem_at(records, "A3")["consequence"] == "raden avvisades"
    assert problem_at(records, "C5")["problem"] == "Cellen visar ett felvärde från Excel."


@pytest.mark.parametrize("code", ["#REF!", "#SAKNAS!", "#N/A", "Err:502", "#NAMN?"])
def test_an_error_in_csv_is_told_too(tmp_path, code):
    (tmp_path / "a.csv").write_text(f"Datum;Åtagande;Aktivitet\n2022-03-04;5.3;{code}\n", "utf-8")
    assert "felvärde" in problem_at(read(tmp_path), "C2")["problem"]


def test_a_formula_that_was_never_computed_is_told_and_one_that_was_is_read(tmp_path):
    headers = [*HEADERS, "Antal tillfällen"]
    write(tmp_path / "a.xlsx", {"x": [headers, [*MEETING, "=1+1"], ["=TODAY()", "5.3"]]})
    header = HEADER_ROW.replace("</row>", text_cell("C1", "Antal tillfällen") + "</row>")
    computed = (
        f'<row r="2">{text_cell("A2", "2022-04-04")}{text_cell("B2", "5.3")}<c r="C2"><f>1+1</f><v>2</v></c></row>'
        f'<row r="3">{text_cell("A3", "2022-05-04")}{text_cell("B3", "5.3")}<c r="C3" t="str"><f>""</f><v/></c></row>'
    )
    write_xml(tmp_path / "b.xlsx", header + computed)
    records = read(tmp_path)
    assert records.activities[["file", "occasions"]].values.tolist() == [["b.xlsx", 2.0], ["b.xlsx", 1.0]]
    assert problem_at(records, "C2")["problem"] == "Formeln i cellen saknar sparat värde."
    assert records.rejected["cell"].tolist() == ["C2", "A3"]


def test_an_error_below_the_last_filled_row_is_not_lost(tmp_path):
    write_xml(tmp_path / "a.xlsx", HEADER_ROW + '<row r="9"><c r="B9" t="e"><v>#REF!</v></c></row>')
    records = read(tmp_path)
    assert records.ledger[["rows", "rejected"]].values.tolist() == [[1, 1]]


@pytest.mark.parametrize(
    "value",
    [
        True,
        dt.time(12),
        1e308,
        -1,
        -0.0,
        10**15,
        "🙂",
        "=1/0",
        dt.timedelta(days=3),
        dt.datetime(2022, 3, 4),
        5.10,
        "\u00a0",
        "_x000D_",
        "'5.3",
        "x" * 7_000,
        "rad ett\nrad två",
        "#",
        "+46",
        "@SUM(1)",
    ],
)
def test_an_odd_value_in_any_column_loses_no_row(tmp_path, value):
    sheets = {
        "a": [
            "Datum",
            "Åtagande",
            "Aktivitet",
            "Plats",
            "Parter",
            "Antal tillfällen",
            "Antal deltagare",
            "Årskurs",
            "Objekt",
            "Klar",
            "Rapporterat av",
            "Anmärkning",
            "Polisen",
        ],
        "b": [
            "Datum",
            "Typ",
            "Klockslag",
            "Plats",
            "Kontrollerade fordon",
            "Alkoholprov",
            "Tillsägelser",
            "Rapporterat av",
        ],
        "c": ["Månad", "Åtagande", "Antal ärenden", "Varav genomförda", "Pågående", "Objekt", "Rapporterat av"],
        "d": ["Datum", "Kategori", "Plats", "Klockslag", "Område", "Polisanmält", "Rapporterat av"],
        "e": ["Part", "Från", "Till", "Klart", "Åtagande"],
    }
    good = {
        "Datum": "2022-03-04",
        "Månad": "2022-03",
        "Åtagande": "5.3",
        "Typ": "Dialog",
        "Kategori": "Buller",
        "Part": "skolan",
    }
    good |= {"Antal ärenden": 5, "Varav genomförda": 3, "Från": "2022-03-01", "Till": "2022-03-31", "Klart": "ja"}
    tables = {}
    for name, headers in sheets.items():
        usual = [good.get(header) for header in headers]
        spoilt = [
            [value if place == index else kept for place, kept in enumerate(usual)] for index in range(len(headers))
        ]
        tables[name] = [headers, *spoilt, [value] * len(headers)]
    write(tmp_path / "a.xlsx", tables)
    blank = value in ("\u00a0", "_x000D_")  # the latter is how Excel writes a line break
    expected = [len(table) - 1 - blank for table in tables.values()]
    assert read(tmp_path).ledger["rows"].tolist() == expected


def test_decomposed_letters_and_no_break_blanks_are_read_as_the_usual_ones(tmp_path):
    import unicodedata

    table = [
        ["Datum", "Åtagande", "Rapporterat\u00a0av"],
        ["4\u00a0mars 2022", "5.3\u00a0Samverkansträff", "Socialtjänsten"],
    ]
    write(tmp_path / "a.xlsx", {"x": [[unicodedata.normalize("NFD", cell) for cell in row] for row in table]})
    assert read(tmp_path).activities[["commitment", "reporter"]].values.tolist() == [["5.3", "socialtjänsten"]]


# Hostile files --------------------------------------------------------------------------------------------

VALUE = "<v>1</v>"


@pytest.mark.parametrize(
    "last",
    [
        f'<row r="1048576"><c r="XFD1048576">{VALUE}</c></row>',
        f"<row r='1048576'><c r='XFD1048576'>{VALUE}</c></row>",
        f'<row r="1048576"><c s="0" r = "xfd1048576">{VALUE}</c></row>',
        f'<row r="1048576"><c r="J1048576">{VALUE}</c></row>',
        f'<row r="1048576"><c>{VALUE}</c><c>{VALUE}</c><c>{VALUE}</c><c>{VALUE}</c></row>',
        '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1048576">'
        '<x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_a_sheet_with_cells_at_the_far_corners_is_refused_and_ends_no_process(tmp_path, last):
    write_xml(tmp_path / "a.xlsx", f'<row r="1"><c r="A1">{VALUE}</c></row>{last}')
    write(tmp_path / "b.xlsx", ACTIVITY_FILE)
    records = read(tmp_path)
    assert records.problems["problem"].tolist() == ["Ett blad använder orimligt många celler."]
    assert len(records.activities) == 1


def test_an_empty_styled_cell_far_down_is_no_reason_to_refuse(tmp_path):
    row = f'<row r="2">{text_cell("A2", "2022-03-04")}{text_cell("B2", "5.3")}</row>'
    write_xml(tmp_path / "a.xlsx", HEADER_ROW + row + '<row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert len(read(tmp_path).activities) == 1


ODS_FAULTS = {
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>': "felvärde",
    '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0">'
    "<text:p>#DIV/0!</text:p></table:table-cell>": "felvärde",
    '<table:table-cell table:formula="of:=1+1"/>': "saknar sparat värde",
    '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>': "",
    '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""/>': "",
}


@pytest.mark.parametrize("cell", ODS_FAULTS, ids=["error", "error shown of a 0", "no value", "value", "empty text"])
def test_error_cells_and_formulas_without_a_value_in_an_ods_file_are_told_at_their_cell(tmp_path, cell):
    write_ods(tmp_path / "a.ods", [[], [None, *HEADERS, "Antal tillfällen"], [None, *MEETING, cell]])
    records = read(tmp_path)
    assert len(records.activities) == (not ODS_FAULTS[cell])
    if ODS_FAULTS[cell]:
        assert ODS_FAULTS[cell] in problem_at(records, "D3")["problem"]
    else:
        assert records.problems.empty


def test_hidden_rows_and_joined_cells_of_an_ods_file_are_remarked_upon(tmp_path):
    joined = '<table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>2022-03-04</text:p>'
    hidden = '<table:table-row table:visibility="collapse"/>'
    write_ods(tmp_path / "a.ods", [HEADERS, [f"{joined}</table:table-cell>", "5.3"], [None, "5.3"], hidden])
    records = read(tmp_path)
    assert problem_at(records, "A2")["problem"] == "Sammanfogade celler räknas bara för sin första cell."
    assert records.problems["problem"].str.startswith("Bladet har dolda rader").sum() == 1


@pytest.mark.parametrize("blank", [" ", "  "], ids=["plain", "tag by tag"])
@pytest.mark.parametrize(("on_load", "told"), [(' fullCalcOnLoad="1"', True), ("", False)])
def test_a_formula_stored_as_zero_is_not_computed_when_the_workbook_says_so(tmp_path, blank, on_load, told):
    header = HEADER_ROW.replace("</row>", text_cell("C1", "Antal tillfällen") + "</row>")
    cells = f'<c{blank}r="C2"><f>SUM(F1:F9)</f><v>0</v></c>'
    row = f'<row r="2">{text_cell("A2", "2022-03-04")}{text_cell("B2", "5.3")}{cells}</row>'
    plain = row.replace('r="2"', 'r="3"').replace('A2"', 'A3"').replace('B2"', 'B3"').replace("03-04", "04-04")
    plain = plain.replace(cells, '<c r="C3"><v>0</v></c>')
    write_xml(tmp_path / "a.xlsx", header + row + plain, workbook=f"<calcPr{on_load}/>")
    records = read(tmp_path)
    assert records.activities["row"].tolist() == ([3] if told else [2, 3])
    if told:
        assert "saknar sparat värde" in problem_at(records, "C2")["problem"]


@pytest.mark.parametrize("becomes", [b"PK\x03\x04 cut", b"", None], ids=["another file", "empty", "cut"])
def test_a_file_that_changes_between_the_check_and_the_reading_costs_only_itself(tmp_path, monkeypatch, becomes):
    from lofte_analysis.reading import workbooks

    write(tmp_path / "a.xlsx", ACTIVITY_FILE)
    write(tmp_path / "b.xlsx", {"x": [HEADERS, ["2022-04-04", "5.3"]]})
    check = workbooks.fault_of

    def changing(path, *rest):
        found = check(path, *rest)
        if path.name == "a.xlsx":
            path.write_bytes(path.read_bytes()[:900] if becomes is None else becomes)
        return found

    monkeypatch.setattr(workbooks, "fault_of", changing)
    records = read(tmp_path)
    assert records.activities["file"].tolist() == ["b.xlsx"]
    told = records.problems.iloc[0]
    assert [told["file"], told["problem"]] == ["a.xlsx", "Filen ändrades medan den lästes."]
    assert told["consequence"] == "filen lästes inte"


def test_empty_columns_to_the_right_of_a_csv_file_cost_nothing(tmp_path):
    wide = "Datum;Åtagande\n2022-03-04;5.3" + ";" * 300_000
    (tmp_path / "a.csv").write_text(wide, "utf-8")
    assert len(read_grids(tmp_path / "a.csv")[0].columns) == 2
    (tmp_path / "b.csv").write_text(f"{wide}x", "utf-8")
    records = read(tmp_path)
    assert len(records.activities) == 1
    assert records.problems["problem"].tolist() == ["Ett blad använder orimligt många celler."]


def test_an_ods_row_repeated_a_million_times_is_refused_and_an_empty_one_is_not(tmp_path):
    write_ods(tmp_path / "a.ods", [HEADERS, ["2022-03-04", "5.3"]], rows_repeated=1_048_576, columns_repeated=50)
    write_ods(
        tmp_path / "b.ods", [HEADERS, ["2022-03-04", "5.3"], [None]], rows_repeated=1_048_000, columns_repeated=16_384
    )
    records = read(tmp_path)
    assert records.problems["problem"].tolist() == ["Ett blad använder orimligt många celler."]
    assert len(records.activities) == 1


def test_a_zip_bomb_a_doctype_and_a_csv_with_too_many_cells_are_refused(tmp_path):
    write_xml(tmp_path / "a.xlsx", " " * 60_000_000)
    write_xml(tmp_path / "b.xlsx", HEADER_ROW, rest="<!-- " + "x" * 5000 + " --><!DOCTYPE a>")
    (tmp_path / "c.csv").write_text("Datum;Åtagande\n" + ";" * 2000, "utf-8")
    records = read(tmp_path, limits=Limits(cells=1000))
    assert records.problems["consequence"].tolist() == ["filen lästes inte"] * 3
    assert "packas upp" in records.problems["problem"].iloc[0]
    assert "otillåten XML" in records.problems["problem"].iloc[1]


@pytest.mark.parametrize("seed", range(8))
def test_a_workbook_with_bytes_changed_at_random_ends_in_no_exception(tmp_path, seed):
    content = bytearray(write(tmp_path / "a.xlsx", {"x": [HEADERS, *[MEETING] * 20]}).read_bytes())
    (tmp_path / "a.xlsx").unlink()
    chance = random.Random(seed)
    for number in range(25):
        changed = bytearray(content)
        for _ in range(chance.choice([1, 4, 40])):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        (tmp_path / f"{number}.xlsx").write_bytes(changed)
    assert len(read(tmp_path).ledger) == 25


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from('Datum;Åtagne,"\n\r\t 5.3202-04x\x00🙂\u00a0'), max_size=120))
def test_a_csv_file_of_any_text_ends_in_no_exception(text):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.csv").write_bytes(("Datum;Åtagande\n" + text).encode())
        assert len(read(Path(folder)).ledger) == 1


# Real files -----------------------------------------------------------------------------------------------

real_files = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason="the folder shared/ with files from real municipalities does not lie beside the repository",
)


@real_files
def test_real_workbooks_open_and_each_row_is_accounted_for():
    ledger = read(SHARED / "data" / "xlsx").ledger
    assert ledger["file"].nunique() == 4
    assert (ledger["rows"] > 0).all()
    assert (ledger["rows"] == ledger["unrecognised"]).all()


@real_files
def test_the_polices_own_list_of_events_opens_and_each_row_is_accounted_for(tmp_path):
    content = (SHARED / "data" / "polisen" / "sunne_events.csv").read_bytes()
    (tmp_path / "sunne_events.csv").write_bytes(content)
    ledger = read(tmp_path).ledger
    lines = [line for line in csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";") if any(line)]
    assert ledger["rows"].tolist() == ledger["unrecognised"].tolist() == [len(lines)]


def test_the_example_data_are_read_whole():
    records = read(data_path("exempel"))
    assert records.example
    assert (records.ledger["unrecognised"] == 0).all()
