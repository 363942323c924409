"""Empty workbooks for the parties to fill in, drawn from the one declaration of sheets and columns.

Lists, formats and checks help whoever types. What is pasted goes round them, so the reader checks everything again.
"""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from lofte_analysis.column_types import NO_CROSSES, CellType, Column, SheetKind
from lofte_analysis.columns import ACTIONS, COMMENTS, DELIVERIES, INSTRUCTION_MARK, LISTS_NOTE, TEMPLATE
from lofte_analysis.forms import Form, dropdown_text, sheet_of
from lofte_analysis.office_files import saved
from lofte_analysis.promise import Commitment, Promise
from lofte_analysis.reading.names import Names

HEADER_ROW, LAST_ROW = 3, 2000  # checks and lists reach to the last row; rows below it are read all the same
LISTS = "Listor"
_SAVED = dt.datetime(2025, 1, 15, 12)  # instead of the clock's time, so that the bytes are the same each time
_DARK, _LIGHT, _TEXT, _MUTED = "163F52", "E9EDF0", "1F2933", "52606D"
_LINE = Side("thin", "C9D0D6")

_T = CellType
_WIDTHS = {_T.DATE: 12, _T.MONTH: 11, _T.COMMITMENT: 36, _T.PARTY: 21, _T.CHOICE: 20, _T.COUNT: 13, _T.YES: 12}
_WIDTHS |= {_T.CROSS: 5, _T.CLOCK: 11, _T.GRADES: 10, _T.PERIOD: 12, _T.PLACE: 20, _T.STATUS: 12, _T.TEXT: 24}
_LONG_TEXT = 90
# All else is text, so that 5.3, 6-9 and 2024-03 stay what was typed; a number shows its decimals, if it has any.
_FORMATS = {_T.DATE: "yyyy-mm-dd", _T.CLOCK: "hh:mm", _T.COUNT: "General"}
_INSTRUCTION_WIDTHS = (36, 82, 36, 14)


def write_template(promise: Promise, path: str | Path, *, party: str | None = None, year: int | None = None) -> None:
    """An empty workbook for one party, or for a coordinator who types in what all parties send.

    `party` is a name that the promise knows, also an alias; without it the workbook holds every commitment and asks
    who reported each row. `year` narrows months and dates to one year of the promise. The same arguments give
    the same bytes. Raises ValueError for another party, year or file type, and FileExistsError rather than
    write over a workbook that somebody may have filled in.
    """
    path, found = Path(path), None if party is None else Names(promise).party(party)
    if path.suffix.lower() != ".xlsx":
        raise ValueError(f"path must end in .xlsx, got {path.name!r}")
    if party is not None and not isinstance(found, str):
        raise ValueError(f"party must be one of {', '.join(p.name for p in promise.parties)}, got {party!r}")
    if year is not None and not promise.start.year <= year <= promise.end.year:
        raise ValueError(f"year must be from {promise.start.year} to {promise.end.year}, got {year!r}")
    content = saved(_workbook(Form(promise, found, year)), _SAVED)
    with path.open("xb") as file:
        file.write(content)


def _workbook(form: Form) -> Workbook:
    workbook = Workbook()
    workbook.properties.title = f"Redovisning till {form.promise.name} – {form.who} {form.when}"
    workbook.properties.creator, workbook.properties.language = "lofte-analysis", "sv-SE"
    workbook.properties.created = _SAVED
    workbook.active.title = INSTRUCTION_MARK
    _fill_instruction(workbook.active, form)
    sheets = [(workbook.create_sheet(kind.name), kind) for kind in form.kinds]
    lists = _Lists(workbook)
    for sheet, kind in sheets:
        _fill_sheet(sheet, form, kind, lists)
    return workbook


# The sheets to fill in ------------------------------------------------------------------------------------


class _Lists:
    """The hidden sheet of what can be chosen: a list inside a check breaks the file at 255 characters."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook, self.names = workbook, {}
        self.sheet = workbook.create_sheet(LISTS)
        self.sheet.sheet_state = "hidden"
        _put(self.sheet["A1"], LISTS_NOTE)

    def name_of(self, values: list[str]) -> str:
        """The defined name under which the values stand."""
        if (key := tuple(values)) not in self.names:
            column = len(self.names) + 1
            self.names[key], letter = f"lista_{column}", get_column_letter(column)
            for row, value in enumerate([self.names[key], *values], 2):
                _put(self.sheet.cell(row, column), value)
            area = f"{LISTS}!${letter}$3:${letter}${len(values) + 2}"
            self.workbook.defined_names[self.names[key]] = DefinedName(self.names[key], attr_text=area)
        return self.names[key]


def _fill_sheet(sheet: Worksheet, form: Form, kind: SheetKind, lists: _Lists) -> None:
    columns = form.columns(kind)
    for number, column in enumerate(columns, 1):
        letter, header = get_column_letter(number), sheet.cell(HEADER_ROW, number)
        whole = sheet.column_dimensions[letter]  # styling each cell would cost hundreds of times more
        long = column in (COMMENTS.column("text"), ACTIONS.column("action"))
        whole.width = _LONG_TEXT if long else _WIDTHS[column.type]
        whole.font = Font("Arial", 10, color=_TEXT)
        _set_format(whole, column)
        check = _check(form, kind, column, lists)
        check.add(f"{letter}{HEADER_ROW + 1}:{letter}{LAST_ROW}")
        sheet.add_data_validation(check)
        _put_header(header, column.header, dark=form.is_basic(column))
        if column.type is CellType.CROSS:
            header.alignment = Alignment(text_rotation=90, horizontal="center")
    if kind is DELIVERIES:
        _fill_deliveries(sheet, form, columns)
    _put(sheet["A1"], f"{kind.name} – {form.who} {form.when}", bold=True, size=14, color=_DARK)
    _put(sheet["A2"], f"{kind.guide} Kolumner med mörk rubrik behövs, de med ljus är frivilliga.", color=_MUTED)
    for row in sheet["1:2"]:
        for cell in row:  # free of the column's lines
            cell.border = Border()
    for row, height in enumerate((24, 20, 112 if kind.party_columns else 32), 1):
        sheet.row_dimensions[row].height = height
    sheet.freeze_panes = f"C{HEADER_ROW + 1}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _set_up_page(sheet)


def _fill_deliveries(sheet: Worksheet, form: Form, columns: list[Column]) -> None:
    """One line per month and party, with Klart left blank: untouched, it claims nothing."""
    lines = [(party, start, end) for start, end in form.months for party in form.reporters]
    for row, (party, start, end) in enumerate(lines, HEADER_ROW + 1):
        values = {"party": form.promise.party_label(party), "start": start, "end": end}
        for number, column in enumerate(columns, 1):
            cell = sheet.cell(row, number)
            _put(cell, values.get(column.field))
            _set_format(cell, column)
            if party == form.reporters[-1]:  # a line under each month
                cell.border = Border(right=_LINE, bottom=Side("thin", _MUTED))
            if column.field == "done":
                cell.fill = PatternFill("solid", fgColor=_LIGHT)


def _check(form: Form, kind: SheetKind, column: Column, lists: _Lists) -> DataValidation:
    """The check, list and prompt of a column; free text has a prompt alone."""
    style, error = form.complaint(kind, column)
    title = column.header[:32]
    check = DataValidation(
        allow_blank=True,
        showInputMessage=True,
        promptTitle=title,
        prompt=form.prompt(kind, column),
        showErrorMessage=bool(error),
        errorStyle=style,
        errorTitle=title,
        error=error or None,
    )
    if allowed := form.allowed(kind, column):
        check.type, check.formula1 = "list", lists.name_of(allowed)
    elif column.type is CellType.DATE:
        check.type, check.operator = "date", "between"
        check.formula1, check.formula2 = (f"DATE({day.year},{day.month},{day.day})" for day in form.days)
    elif column.type is CellType.COUNT:
        check.type, check.operator, check.formula1 = "whole", "greaterThanOrEqual", "0"
    elif column.type is CellType.CLOCK:
        check.type, check.operator, check.formula1, check.formula2 = "time", "between", "0", "0.999989"
    return check


# The instructions -----------------------------------------------------------------------------------------


def _fill_instruction(sheet: Worksheet, form: Form) -> None:
    """A page in plain Swedish; its first word tells the reader that it holds no data."""
    for number, width in enumerate(_INSTRUCTION_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    _put(sheet["A1"], f"{INSTRUCTION_MARK} – {form.who} {form.when}", bold=True, size=16, color=_DARK)
    _put(sheet["A2"], f"Redovisning till {form.promise.name}. Mall: {TEMPLATE}.", color=_MUTED)
    sheet.row_dimensions[1].height = 28
    _section(sheet, ["Det minsta ni fyller i"], [(kind.name, kind.guide) for kind in form.kinds])
    _section(sheet, ["Bra att veta"], _advice(form))
    alone = form.party is not None
    own = [(dropdown_text(c), form.explained(c), _promised(form, c), sheet_of(c).name) for c in form.reported]
    _section(sheet, [f"Åtaganden{' som ni redovisar' if alone else ''}", "Vad det gäller", "Utlovat", "Blad"], own)
    shared = [(dropdown_text(c), c.text, form.listed(c.reported_by), sheet_of(c).name) for c in form.shared]
    _section(sheet, ["Åtaganden som ni delar (frivilligt)", "Vad det gäller", "Redovisas av", "Blad"], shared)
    sheet.row_breaks.append(Break(sheet.max_row + 1))
    for kind in form.kinds:
        columns = [column for column in form.columns(kind) if column.type is not _T.CROSS]
        lines = [(column.header, form.meaning(kind, column), form.occasion(kind, column)) for column in columns]
        if kind.party_columns:
            crosses = f"x: parten var med. Tomt: var inte med. {NO_CROSSES}"
            lines.insert(2, ("En kolumn per part", crosses, "för varje tillfälle"))
        _section(sheet, [f"Kolumner i {kind.name}", "Vad de betyder", "Fylls i"], lines)
    _set_up_page(sheet)


def _advice(form: Form) -> list[tuple[str, str]]:
    day, week, month = form.written
    date = f"Skriv som {day}. Vet ni bara veckan: {week}. Vet ni bara månaden: '{month}"
    done = "ja betyder att allt ni gjort under tiden är infört, och att det som inte står här inte har gjorts. "
    person = "Skriv aldrig namn, personnummer, adress eller annat som pekar ut en enskild person"
    advice = [
        ("Datum", f"{date}, med apostrofen först, annars gör Excel om texten till en dag."),
        ("Listor", "Celler med en pil har en lista att välja ur. Skriver ni själva räcker åtagandets nummer."),
        ("Klart", f"{done}Tomt betyder att tiden inte är redovisad. Den räknas då aldrig som noll."),
        ("Inga personuppgifter", f"{person}, inte heller som anmärkning."),
        ("Rubriker och rader", "Ändra inte rubrikerna: bladen känns igen på dem. Rader får läggas till och tas bort."),
    ]
    if form.party is None:
        text = "Välj alltid vilken part uppgiften kommer från. Utan part kan den inte räknas säkert."
        advice.insert(0, ("Rapporterat av", text))
    return advice


def _promised(form: Form, commitment: Commitment) -> str:
    who = "" if form.party else f"; redovisas av {form.listed(commitment.reported_by)}"
    return f"{commitment.promised_text}{who}"


def _section(sheet: Worksheet, headers: list[str], lines: list[tuple[str, ...]]) -> None:
    """A heading row and its lines, nothing without lines. The heights are set, since few programs find them."""
    top, widths = sheet.max_row + 2, _INSTRUCTION_WIDTHS
    for row, line in enumerate([headers, *lines] if lines else [], top):
        for number in range(1, len(widths) + 1):
            cell, text = sheet.cell(row, number), line[number - 1] if number <= len(line) else None
            if row == top:
                _put_header(cell, text, dark=True)
            else:
                _put(cell, text, bold=number == 1)
            cell.alignment = Alignment(vertical="center", wrap_text=True, indent=1)
            cell.border = Border(bottom=_LINE)
        rows = max(math.ceil(len(text) * 0.82 / width) for text, width in zip(line, widths, strict=False))
        sheet.row_dimensions[row].height = 5 + 13 * rows


# How it looks ---------------------------------------------------------------------------------------------


def _put(cell: Cell, value: object, *, bold: bool = False, size: int = 10, color: str = _TEXT) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula, whatever a promise file holds
    cell.font = Font("Arial", size, bold=bold, color=color)


def _put_header(cell: Cell, text: str | None, *, dark: bool) -> None:
    _put(cell, text, bold=True, color="FFFFFF" if dark else _TEXT)
    cell.fill = PatternFill("solid", fgColor=_DARK if dark else _LIGHT)
    cell.alignment = Alignment(wrap_text=True, vertical="bottom")
    cell.border = Border(right=_LINE)


def _set_format(styled, column: Column) -> None:
    """The format of a cell or of a whole column."""
    place = {_T.CROSS: "center", _T.YES: "center", _T.DATE: "left"}.get(column.type)
    styled.number_format = _FORMATS.get(column.type, "@")
    styled.alignment = Alignment(horizontal=place, vertical="top", wrap_text=column.type is CellType.TEXT)
    styled.border = Border(right=_LINE, bottom=_LINE)


def _set_up_page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.3, footer=0.3)
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "Sida &P av &N"
