"""The tables as files: csv that Excel opens with å, ä and ö, and a workbook with a real table."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pandas as pd

from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.office_files import saved
from lofte_analysis.records import Records
from lofte_analysis.tables import ledger_table, outcome_table, source_rows_table

# Spreadsheets run what begins so, also in full-width signs; blanks and quotes before it are dropped by some of them.
_FORMULA = re.compile(r"""[\s"'\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]""")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """UTF-8 with BOM and semicolons; a text that a spreadsheet would run as a formula gets an apostrophe first."""
    table = table.map(_harmless).rename(columns=_harmless)
    table.to_csv(path, sep=";", index=False, encoding="utf-8-sig", lineterminator="\r\n")


def _runs(value: object) -> bool:
    """Whether a spreadsheet could take a text for a formula."""
    return isinstance(value, str) and bool(_FORMULA.match(value)) and not _NUMBER.fullmatch(value)


def _harmless(value: object) -> object:
    return f"'{value}" if _runs(value) else value


def write_outcomes(outcomes: pd.DataFrame, folder: Path) -> None:
    """uppfoljning.csv and uppfoljning.xlsx of outcomes that have passed `suppress_small_counts`."""
    if "hidden" not in outcomes:
        raise ValueError("outcomes must have passed suppress_small_counts before they are published")
    table = outcome_table(outcomes)
    write_csv(table, folder / "uppfoljning.csv")
    _write_workbook(table, folder / "uppfoljning.xlsx", outcomes)


def _write_workbook(table: pd.DataFrame, path: Path, outcomes: pd.DataFrame) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.table import Table, TableStyleInfo

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Uppföljning"
    place, cutoff = outcomes["municipality"].iloc[0], outcomes["cutoff"].iloc[0]
    mark = f"{EXAMPLE_MARK} – " if outcomes["example"].any() else ""
    sheet["A1"] = f"{mark}Uppföljning av medborgarlöftet, {place}, till och med {cutoff:%Y-%m-%d}"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([])
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False):
        sheet.append([_typed(name, value) for name, value in zip(table.columns, row, strict=True)])
    last = sheet.max_row
    area = Table(displayName="Uppfoljning", ref=f"A3:{sheet.cell(last, len(table.columns)).coordinate}")
    area.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(area)
    for letter, width in zip("ABCDEFGHIJK", (10, 34, 28, 34, 10, 12, 12, 10, 12, 16, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    for cells in sheet.iter_rows(min_row=4, max_row=last):
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=cell.column in (2, 4, 11))
            if _runs(cell.value):
                cell.data_type, cell.quotePrefix = "s", True  # a text, also when it is edited
            if cell.is_date:
                cell.number_format = "yyyy-mm-dd"
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    workbook.properties.title = sheet["A1"].value
    workbook.properties.creator = "lofte-analysis"
    workbook.properties.language = "sv-SE"
    workbook.properties.created = cutoff.to_pydatetime()
    path.write_bytes(saved(workbook, cutoff.to_pydatetime()))


def _typed(heading: str, value: str) -> object:
    """Dates and plain numbers as such; the rest as the text of the csv, since "5.3" and "2022-03" are no numbers."""
    if heading in ("från", "till"):
        return dt.date.fromisoformat(value)
    return int(value) if heading in ("utlovat", "gjort") and value.isdigit() else value


def write_internal(records: Records, outcomes: pd.DataFrame, problems: pd.DataFrame, folder: Path) -> None:
    """problem.csv, inlast.csv and kallrader.csv: for those who mend the workbooks, never published."""
    write_csv(problems, folder / "problem.csv")
    write_csv(ledger_table(records), folder / "inlast.csv")
    write_csv(source_rows_table(outcomes), folder / "kallrader.csv")
