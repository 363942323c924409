"""Workbooks as parties hand them in, written from lists of rows."""

from __future__ import annotations

from pathlib import Path

import openpyxl

DELIVERED = [["Part", "Från", "Till", "Klart"], ["skolan", "2021-07-01", "2021-12-31", "ja"]]


def workbook(path: Path, sheets: dict[str, list[list]]) -> openpyxl.Workbook:
    """Write a workbook with these rows in each sheet, and give it, for what is to be added."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return book
