"""How many cells a sheet spans, told from its XML before a reader sets aside memory for them.

Two cells at the far corners of a sheet are a few hundred bytes of XML and seventeen billion cells of memory.
"""

from __future__ import annotations

import re

from lofte_analysis.reading.inside import column_number

# An empty cell without content (<c … />) takes no memory and is left out.
_PLACED = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'](?:[^>]*[^/>])?>""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_ROW_OR_CELL = re.compile(rb"""<(?:\w+:)?(?:row\b(?:[^>]*?\sr\s*=\s*["'](\d{1,7})["'])?|(c)[\s>])""")
_TABLE_PART = re.compile(
    rb"<table:(?P<tag>table-row|(?:covered-)?table-cell|table)\b(?P<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>"
)
_REPEATED = re.compile(rb"""number-(?:columns|rows)-repeated\s*=\s*["'](\d{1,12})["']""")


def excel_extent(content: bytes) -> int:
    """Last row × last column of the cells with content.

    >>> excel_extent(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="C9"><v>1</v></c><c r="Z9"/></row>')
    27
    """
    last_row, last_column, placed = 0, 0, 0
    widths: dict[bytes, int] = {}
    for match in _PLACED.finditer(content):
        letters, row = match.groups()
        last_row, placed = max(last_row, int(row)), placed + 1
        if letters not in widths:
            last_column = max(last_column, widths.setdefault(letters, column_number(letters)))
    if placed < sum(1 for _ in _CELL.finditer(content)):  # cells that tell their place by their order alone
        row, column = 0, 0
        for match in _ROW_OR_CELL.finditer(content):
            if match[2]:
                column += 1
                last_row, last_column = max(last_row, row), max(last_column, column)
            else:
                row, column = int(match[1] or row + 1), 0
    return last_row * last_column


def open_document_extent(content: bytes) -> int:
    """The same for the sheets of an ods file, in which a cell or a row can say that it is repeated a million times.

    >>> open_document_extent(b'<table:table-row table:number-rows-repeated="9"><table:table-cell>x</table:table-cell>')
    9
    """
    largest, rows, columns, row, column, times = 0, 0, 0, 0, 0, 0
    for match in _TABLE_PART.finditer(content):
        tag, rest = match["tag"], match["rest"]
        repeated = int(found[1]) if (found := _REPEATED.search(rest)) else 1
        if tag == b"table":
            rows, columns, row, times = 0, 0, 0, 0
        elif tag == b"table-row":
            row, column, times = row + times, 0, repeated
        else:
            column += repeated
            if not rest.endswith(b"/"):
                rows, columns = max(rows, row + times), max(columns, column)
                largest = max(largest, rows * columns)
    return largest
