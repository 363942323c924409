"""The parts of a workbook that can be read by ear as well: heading styles, real tables, links and printed pages."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

import pandas as pd

from lofte_analysis.office_files import printable
from lofte_analysis.publish.exports import runs
from lofte_analysis.publish.report_words import NOTHING

COVER = "Försättsblad"
_HEADER_ROW = 4  # title, what the table shows, the way back
_PETROL, _TEXT, _LIGHT = "163F52", "1F2933", "E9EDF0"
_PAGE, _COVER_WIDTH = 160, 100  # characters beside each other: on a landscape page, on the upright cover
_LINE = 15  # height of a line in points; heights are set, since not every program finds them


@dataclass(frozen=True)
class TableSheet:
    """One sheet with one table: `note` says what a row is; dates and plain numbers in `rows` are not texts."""

    title: str
    table: str
    note: str
    rows: pd.DataFrame


# The cover ------------------------------------------------------------------------------------------------


class Cover:
    """The first sheet while it is written: one column, so that it is read in order from the top."""

    def __init__(self, sheet, title: str):
        self.sheet = sheet
        sheet.title = COVER
        sheet.column_dimensions["A"].width = _COVER_WIDTH
        self._heading(sheet["A1"], title, level=1)

    def section(self, heading: str, lines: Iterable[str] = ()) -> None:
        self._heading(self.sheet.cell(self.sheet.max_row + 1, 1), heading, level=2)
        for line in lines:
            self.line(line)

    def line(self, text: str, *, bold: bool = False, to: str = "", address: str = "") -> None:
        """A line of text; a link to another sheet, or to an address outside."""
        from openpyxl.styles import Alignment

        cell = self.sheet.cell(self.sheet.max_row + 1, 1)
        put(cell, text)
        cell.font, cell.alignment = _font(bold=bold), Alignment(vertical="top", wrap_text=True)
        if to:
            _link(cell, to)
        if address:
            cell.hyperlink = address
            cell.font = _font(color=_PETROL, underline="single")
        self.sheet.row_dimensions[cell.row].height = _height([text], [_COVER_WIDTH])

    def _heading(self, cell, text: str, *, level: int) -> None:
        from openpyxl.styles import Alignment

        _head(cell, text, level=level)
        cell.alignment = Alignment(vertical="bottom", wrap_text=True)
        self.sheet.row_dimensions[cell.row].height = 2 * _LINE


# One table ------------------------------------------------------------------------------------------------


def fill_table(sheet, table: TableSheet) -> None:
    """The sheet's title, its note, the way back to the cover, and the table with its head frozen and repeated."""
    from openpyxl.styles import Alignment, Border, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    _head(sheet["A1"], table.title, level=1)
    put(sheet["A2"], table.note)
    put(sheet["A3"], f"Till {COVER.lower()}et")
    sheet["A2"].font = _font()
    _link(sheet["A3"], COVER)
    headings = [printable(str(heading)) for heading in table.rows.columns]
    letters = [get_column_letter(number) for number in range(1, len(headings) + 1)]
    columns = [[_shown(value) for value in table.rows[heading]] for heading in table.rows.columns]
    widths = _widths(headings, columns)
    for letter, width in zip(letters, widths, strict=True):
        sheet.column_dimensions[letter].width = width
    head, body = sheet.cell(_HEADER_ROW, 1), sheet.cell(_HEADER_ROW + 1, 1)
    for cell in (head, body):
        cell.font = _font(bold=cell is head)
        cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
    head.fill, head.border = PatternFill("solid", fgColor=_LIGHT), Border(bottom=Side("medium", color=_PETROL))
    looks = [copy(head._style), copy(body._style)]  # copied, since setting each cell anew takes twice the time
    for number, line in enumerate([headings, *zip(*columns, strict=True)], _HEADER_ROW):
        for place, value in enumerate(line, 1):
            cell = sheet.cell(number, place)
            cell._style = copy(looks[number > _HEADER_ROW])
            put(cell, value)
        sheet.row_dimensions[number].height = _height(line, widths)
    last = _HEADER_ROW + len(table.rows)
    area = Table(displayName=table.table, ref=f"A{_HEADER_ROW}:{letters[-1]}{last}")
    area.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(area)
    sheet.freeze_panes = f"A{_HEADER_ROW + 1}"
    sheet.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"


def _shown(value: object) -> object:
    return NOTHING if isinstance(value, str) and not value.strip() else value


def _widths(headings: list[str], columns: list[list]) -> list[int]:
    """Widths in characters: as the texts need, the widest ones narrowed until the table fits a page."""
    least = [max(map(len, heading.split())) + 4 for heading in headings]  # beside a word, room for the filter's arrow
    texts = [[line for value in column for line in str(value).split("\n")] for column in columns]
    needed = [max(low, max(map(len, lines)) + 2) for low, lines in zip(least, texts, strict=True)]
    for cap in range(max(needed), min(needed), -1):
        if sum(min(width, cap) for width in needed) <= _PAGE:
            break
    else:
        cap = min(needed)
    return [max(low, min(width, cap)) for low, width in zip(least, needed, strict=True)]


def _height(values: Iterable[object], widths: Iterable[int]) -> int:
    """The height of a row in points, from how many lines its texts take."""
    lines = [
        sum(max(1, len(textwrap.wrap(line, round(1.1 * width)))) for line in str(value).split("\n"))
        for value, width in zip(values, widths, strict=True)
    ]
    return min(_LINE * max(lines) + 1, 409)


def put(cell, value: object) -> None:
    """A value; what a spreadsheet could take for a formula stays a text, also when it is edited."""
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, dt.date):
            cell.number_format = "yyyy-mm-dd"
        return
    text = printable(value)
    cell.value = text
    cell.data_type = "s"
    if runs(text):
        cell.quotePrefix = True


def _head(cell, text: str, *, level: int) -> None:
    """A heading in the spreadsheet's own heading style, which screen readers and outlines know."""
    put(cell, text)
    cell.style = f"Headline {level}"
    cell.font = _font(bold=True, size={1: 16, 2: 13}[level], color=_PETROL)
    cell.border = None


def _link(cell, title: str) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{title}'!A1", display=cell.value)
    cell.font = _font(color=_PETROL, underline="single")


def _font(*, bold: bool = False, size: int = 11, color: str = _TEXT, underline: str | None = None):
    from openpyxl.styles import Font

    return Font("Arial", size, bold=bold, color=color, underline=underline)


def set_up_page(sheet, title: str, mark: str) -> None:
    """Printed on A4, as wide as a page, with title and mark at the top and sheet and page at the foot."""
    from openpyxl.worksheet.page import PageMargins

    sheet.page_setup.orientation = "portrait" if sheet.title == COVER else "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.75, bottom=0.7, header=0.3, footer=0.3)
    sheet.oddHeader.left.text = printable(title).replace("&", "&&")
    sheet.oddHeader.right.text = mark
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "Sida &P av &N"
