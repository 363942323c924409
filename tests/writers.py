"""Workbooks in the shapes that other programs than Excel write, each with two rows to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hostile import MAIN, OFFICE, open_document, parts, relations, sheet, text, workbook, zipped

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
TABLE = [["Datum", "Åtagande"], ["2022-03-04", "5.3"], ["2022-04-04", "5.3"]]
TEXTS = sorted({value for row in TABLE for value in row})
_SHEET = "xl/worksheets/sheet1.xml"


def _rows(cell: Callable[[str, str], str], *, addressed: bool = True) -> str:
    written = []
    for number, row in enumerate(TABLE, 1):
        cells = "".join(cell(f"{chr(65 + column)}{number}", value) for column, value in enumerate(row))
        written.append(f'<row r="{number}">{cells}</row>' if addressed else f"<row>{cells}</row>")
    return "".join(written)


def _shared(address: str, value: str) -> str:
    return f'<c r="{address}" s="0" t="s"><v>{TEXTS.index(value)}</v></c>'


def _with_texts(data: str, written: str = "<si><t>{}</t></si>", **others: str) -> bytes:
    """A workbook whose texts stand in a part of their own."""
    related = relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"))
    shared = f'<sst xmlns="{MAIN}">{"".join(map(written.format, TEXTS))}</sst>'
    return workbook(data, **{"xl/_rels/workbook.xml.rels": related, "xl/sharedStrings.xml": shared} | others)


def _prefixed() -> bytes:
    inside = _rows(text).replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    return workbook(**{_SHEET: f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{inside}</x:sheetData></x:worksheet>'})


def _strict() -> bytes:
    written = parts(sheet(_rows(text))).items()
    return zipped({name: part.replace(MAIN, STRICT).replace(OFFICE, STRICT_OFFICE) for name, part in written})


def _odd_quotes() -> bytes:
    return workbook(_rows(text).replace('"', "'").replace(" t=", "\n t ="))


def _ods() -> bytes:
    def cell(value: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    return open_document("".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in TABLE))


def writers() -> Iterator[tuple[str, str, bytes]]:
    """A title, a file name and the file."""
    first = '\ufeff<?xml version="1.0" encoding="UTF-8" standalone="yes"?><!-- by hand -->'
    wrong = sheet(_rows(text)).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    empty = "".join(f'<row r="{number}" ht="15.75" customHeight="1"/>' for number in range(4, 1001))
    whole_name = {"xl/_rels/workbook.xml.rels": relations(("worksheet", "/xl/worksheets/sheet1.xml"))}
    shapes = {
        "pandas, texts in the cells and no styles": workbook(_rows(text)),
        "R openxlsx, shared texts that keep their blanks": _with_texts(
            _rows(_shared), '<si><t xml:space="preserve">{}</t></si>'
        ),
        "Google Sheets, a thousand empty rows of a set height": _with_texts(_rows(_shared) + empty),
        "XlsxWriter, shared texts": _with_texts(_rows(_shared)),
        "openpyxl, absolute names of parts": workbook(_rows(text), **whole_name),
        "Open XML SDK, a prefix before every tag": _prefixed(),
        "Excel, strict Open XML": _strict(),
        "cells and rows without an address": workbook(
            _rows(lambda _, value: f'<c t="inlineStr"><is><t>{value}</t></is></c>', addressed=False)
        ),
        "single quotes and odd blanks": _odd_quotes(),
        "a dimension that is wrong": workbook(**{_SHEET: wrong}),
        "a byte order mark and a comment first": workbook(**{_SHEET: first + sheet(_rows(text))}),
        "texts as results of formulas": workbook(
            _rows(lambda address, value: f'<c r="{address}" t="str"><f>""</f><v>{value}</v></c>')
        ),
        "rich text": workbook(
            _rows(lambda a, v: f'<c r="{a}" t="inlineStr"><is><r><rPr><b/></rPr><t>{v}</t></r></is></c>')
        ),
        "dates as ISO text": workbook(
            _rows(lambda a, v: f'<c r="{a}" t="d"><v>{v}</v></c>' if v.startswith("2022") else text(a, v))
        ),
        "names of parts in other letters": zipped(
            {n.replace("sheet1", "Sheet1"): p for n, p in parts(sheet(_rows(text))).items()}
        ),
        "names of parts with backslashes": zipped(
            {n.replace("/", "\\"): p for n, p in parts(sheet(_rows(text))).items()}
        ),
    }
    for number, (title, content) in enumerate(shapes.items()):
        yield title, f"{number:02d}.xlsx", content
    yield "LibreOffice, ods", "ods.ods", _ods()
