"""What is recognised as plain rows is whole XML, and tells the same of a sheet as reading it tag by tag."""

import zipfile
from pathlib import Path
from xml.parsers import expat

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lofte_analysis.reading import archive as archive_module
from lofte_analysis.reading.archive import fault_of_archive
from lofte_analysis.reading.cell_columns import cell_columns
from lofte_analysis.reading.cell_places import cell_places
from lofte_analysis.reading.different_cells import Ordinary
from lofte_analysis.reading.exact import ExcelSheet, read_through
from lofte_analysis.reading.extent import Extent
from lofte_analysis.reading.inside import ERROR_CELL, NOT_COMPUTED, look_inside
from lofte_analysis.reading.limits import Limits
from lofte_analysis.reading.plain_rows import Rows, parted, without_rows
from lofte_analysis.same_rows import combined, occurrence

LETTERS = ["A", "B", "I", "Z", "AA", "ZZ", "AAB"]
VALUES = ["", "12", "-3", "åäö – 1", "a &amp; b", "&#197;", "😀", "x" * 300, 'säger "e"', "&lt;f&gt;"]
CELLS = [
    '<c r="{}"><v>{}</v></c>',
    '<c r="{}" s="3" t="str"><v>{}</v></c>',
    '<c r="{}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>',
    '<c r="{}" t="n"><f>SUM(A1)</f><v>{}</v></c>',
    '<c r="{}" s="1"/>',
    '<c r="{}"/>',
    '<c r="{}" s="1"></c>',
    "<c r='{}'><v>{}</v></c>",  # as no spreadsheet program writes it
    '<c r="{}" t="inlineStr"><is><r><t>{}</t></r></is></c>',
    '<c r="{}"><v>1</v><!-- {} --></c>',
]
SPOILERS = [b"", b"<", b">", b"&", b'"', b"\x00", b"\xff", b"\xc3", b"]]>", b"<!--", b"<v>", b"&x;", b"&#031;", b"\x1b"]
ROW_STARTS = ['<row r="{}">', '<row r="{}" spans="1:9" ht="12.8" hidden="false">', "<row r='{}'>", '<row r="{}" x="1">']


@st.composite
def sheets(draw):
    rows = []
    for number in draw(st.lists(st.integers(1, 400), max_size=8)):
        kinds = draw(st.lists(st.tuples(st.sampled_from(LETTERS), st.sampled_from(CELLS), st.sampled_from(VALUES))))
        start = draw(st.sampled_from(ROW_STARTS[:2] * 4 + ROW_STARTS[2:]))
        cells = "".join(cell.format(f"{letters}{number}", value) for letters, cell, value in kinds)
        rows.append(f"{start.format(number)}{cells}</row>")
    return f'<worksheet><cols><col min="1" max="2"/></cols><sheetData>{"".join(rows)}</sheetData></worksheet>'.encode()


def pieces_of(content: bytes, size: int) -> list[bytes]:
    chunks = [content[start : start + size] for start in range(0, len(content), size)]
    return list(parted(chunks, 200_000))


@given(sheets(), st.integers(1, 500))
@settings(max_examples=150)
def test_pieces_together_are_the_sheet_and_its_extent_is_that_of_reading_tag_by_tag(content, size):
    pieces = pieces_of(content, size)
    assert b"".join(pieces) == content
    exact, extent, cell_by_cell = ExcelSheet(), Extent(), Extent()
    read_through(exact, [content])
    for piece in pieces:
        extent.feed_rows(cell_places(piece)) if isinstance(piece, Rows) else extent.feed(piece)
        cell_by_cell.feed(piece)
    for told in ("last_row", "last_column", "filled", "regular"):
        assert getattr(extent, told) == getattr(cell_by_cell, told)
    if extent.regular:
        # what has a tag for content and nothing in it (<c …></c>) is taken for filled by the quicker count
        hollow = content.count(b'"></c>')
        assert exact.filled <= extent.filled <= exact.filled + hollow
        if not hollow:
            assert (extent.last_row, extent.last_column) == (exact.last_row, exact.last_column)


@given(sheets(), st.data())
@settings(max_examples=300)
def test_what_is_taken_for_plain_rows_is_whole_xml_however_it_was_spoilt(content, data):
    spoilt = bytearray(content)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(spoilt) - 1))
        spoilt[place : place + data.draw(st.integers(0, 2))] = data.draw(st.sampled_from(SPOILERS))
    for piece in pieces_of(bytes(spoilt), 700):
        if isinstance(piece, Rows):
            parser = expat.ParserCreate("utf-8")
            parser.Parse(b"<sheetData>" + piece + b"</sheetData>", True)  # raises where it is not whole


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="1"><c r="A2"><v>1</v></c></row>',  # the cell stands in another row
        b'<row r="1"><c><v>1</v></c></row>',
        b'<row r="1"><c r="AAA1"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1<!-- 2 -->3</v></c></row>',
        b'<row r="1"><c r="A1"><v>&other;</v></c></row>',
        b'<row r="1"><c r="A1"><v>&#7;</v></c></row>',
        b'<row r="1"><c r="A1"><v>&#007;</v></c></row>',
        b'<row r="1"><c r="A1"><v>&#0000;</v></c></row>',
        b'<row r="1" spans="1:2" spans="1:2"/>',
        b'<row r="0"/>',
        b'<row r="1"><c r="A1"><v>\xed\xa0\x80</v></c></row>',  # half a sign
        b'<row r="1"><c r="A1"><v>\xc0\xbc</v></c></row>',  # a bracket written too long
    ],
)
def test_rows_that_readers_may_take_differently_are_not_plain(row):
    sheet = b"<sheetData>" + row + b"</sheetData>"
    assert not any(isinstance(piece, Rows) for piece in parted([sheet], 1_000))
    assert without_rows(sheet) == sheet


@pytest.mark.parametrize("odd", [b'<row r="2" x="1"></row>', '<row r="2"><c r="A2"><v>😀</v></c></row>'.encode()])
def test_plain_rows_end_where_a_row_begins_that_is_not_plain_all_the_way(odd):
    # Python 3.11.0 to 3.11.4 take the beginning of the odd row too where groups are repeated possessively.
    plain = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    assert list(parted([plain + odd + plain], 1_000)) == [plain, odd, plain, b""]


def test_after_a_row_that_is_not_plain_the_next_ones_are_plain_again():
    plain, odd = b'<row r="%d"><c r="A%d"><v>1</v></c></row>', b"<row r='2'><c r='A2'><v>1</v></c></row>"
    sheet = plain % (1, 1) + odd + plain % (3, 3)
    assert [bytes(p) for p in parted([sheet], 1_000) if isinstance(p, Rows)] == [plain % (1, 1), plain % (3, 3)]


def test_a_text_without_end_is_refused_before_it_fills_the_memory():
    with pytest.raises(OverflowError):
        list(parted((b'<row r="1"><c r="A1"><v>' if n == 0 else b"x" * 1_000 for n in range(10_000)), 5_000))


@pytest.mark.parametrize(
    ("cell", "is_ordinary"),
    [
        ('<c r="A1"><v>1</v></c>', True),
        ('<c r="A1" t="e"><v>#REF!</v></c>', False),
        ("<c r='A1' t='e'><v>#REF!</v></c>", False),
        ('<c r="A1" t="&#101;"><v>#REF!</v></c>', False),
        ('<c r="A1"><f>1+1</f><v></v></c>', False),
        ('<c r="A1"><v>-1e300</v></c>', False),
        ('<c r="A1" t="str"><v>-</v></c>', True),
        ('<c r="A1"><v>-12.5</v></c>', True),
        ('<c r="A1" t="error"><v>1</v></c>', True),
        ('<c r="A1"><v>1</v></c></row><row r="2" hidden="false">', True),
        ('<c r="A1"><v>1</v></c></row><row r="2" hidden="1">', False),
    ],
)
def test_a_sheet_is_ordinary_only_when_nothing_in_it_has_to_be_looked_up(tmp_path: Path, cell, is_ordinary):
    path = with_sheet(tmp_path / "bok.xlsx", f'<sheetData><row r="1">{cell}</row></sheetData>')
    ordinary: Ordinary = {}
    assert fault_of_archive(path, Limits(), ordinary) is None
    assert ("xl/sheet.xml" in ordinary) is is_ordinary


@pytest.mark.parametrize(
    ("before", "after", "is_ordinary"),
    [
        ("", "<dataValidations><dataValidation><formula1>lista</formula1></dataValidation></dataValidations>", True),
        ("", "<extLst><ext><xm:f xmlns:xm='m'>Listor!$A$1</xm:f></ext></extLst>", True),
        ("<sheetViews><sheetView x='e' y='&amp;'/></sheetViews>", "", True),
        ("<cols><col hidden='1'/></cols>", "", False),
        ("<cols><col hidden = '&#49;'/></cols>", "", False),
    ],
)
def test_what_stands_around_the_rows_is_no_cell(tmp_path: Path, before, after, is_ordinary):
    rows = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    ordinary: Ordinary = {}
    assert fault_of_archive(with_sheet(tmp_path / "bok.xlsx", before + rows + after), Limits(), ordinary) is None
    assert ("xl/sheet.xml" in ordinary) is is_ordinary


@pytest.mark.parametrize("cell", ["<c r='B1'><f>1+1</f><v></v></c>", "<c r='B1' t='e'><v>#REF!</v></c>"])
def test_a_cell_to_be_looked_up_is_seen_wherever_the_sheet_is_parted(tmp_path: Path, monkeypatch, cell):
    monkeypatch.setattr(archive_module, "_PIECE", 1)
    for shift in range(100):
        filled = f"<c r='A1'><v>{'1' * shift}</v></c>" * 2
        path = with_sheet(tmp_path / "bok.xlsx", f"<sheetData><row r='1'>{filled}{cell}</row></sheetData>")
        ordinary: Ordinary = {}
        assert fault_of_archive(path, Limits(text_bytes=150), ordinary) is None
        assert "xl/sheet.xml" not in ordinary


@pytest.mark.parametrize("worth", [0, 10**12])
def test_rows_that_lie_apart_are_gone_through_cell_by_cell_since_that_is_sooner_done(tmp_path, monkeypatch, worth):
    told_at_once = []
    monkeypatch.setattr(archive_module, "WORTH", worth)
    monkeypatch.setattr(archive_module, "cell_places", lambda piece: told_at_once.append(piece) or cell_places(piece))
    rows = "\n".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(1, 100))
    path = with_sheet(tmp_path / "bok.xlsx", f"<sheetData>{rows}</sheetData>")
    assert fault_of_archive(path, Limits(columns=1)) is None
    assert len(told_at_once) <= 2
    assert fault_of_archive(path, Limits(columns=0)) == archive_module.TOO_MANY


@pytest.mark.parametrize("prefix", ["x", "a-b", "a.b", "å", "_", "a:b"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('<{0}:row r="1"><{0}:c r="ZZ1000000"><v>1</v></{0}:c></{0}:row>', archive_module.TOO_MANY),
        ('<{0}:row r="1"><c r="A1"><{0}:v>1<!-- -->2</{0}:v></c></{0}:row>', archive_module.XML),
    ],
)
def test_tags_are_known_whatever_stands_before_their_name(tmp_path: Path, prefix, content, said):
    path = with_sheet(tmp_path / "bok.xlsx", f"<sheetData>{content.format(prefix)}</sheetData>")
    assert fault_of_archive(path, Limits()) == said


@pytest.mark.parametrize("blank", [" ", "\t", "\n"])
def test_merged_areas_are_counted_whatever_blank_stands_in_them(tmp_path: Path, blank):
    areas = f'<mergeCell{blank}ref="A1:A2"/>' * 3
    path = with_sheet(tmp_path / "bok.xlsx", f"<mergeCells>{areas}</mergeCells>")
    assert fault_of_archive(path, Limits(merged=3)) is None
    assert fault_of_archive(path, Limits(merged=2)) == archive_module.MERGED


def test_error_cells_and_hidden_rows_are_seen_whatever_stands_before_their_name(tmp_path: Path):
    row = '<a-b:row r="1" hidden="1"><a-b:c r="A1" t="e"><a-b:v>#REF!</a-b:v></a-b:c>'
    row += '<a-b:c r="B1"><a-b:f>1+1</a-b:f></a-b:c></a-b:row>'
    path, ordinary = with_sheet(tmp_path / "bok.xlsx", f"<sheetData>{row}</sheetData>"), {}
    assert fault_of_archive(path, Limits(), ordinary) is None
    (inside,) = look_inside(path, ordinary)
    assert inside.faults == {(1, 0): ERROR_CELL, (1, 1): NOT_COMPUTED}
    assert inside.hidden_parts


def with_sheet(path: Path, content: str) -> Path:
    """The least workbook around the content of a sheet."""
    name = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheet = '<x:sheet xmlns:x="x" name="B" r:id="r1"/>'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns:r="{name}"><sheets>{sheet}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="sheet.xml"/></Relationships>',
        "xl/sheet.xml": f"<worksheet>{content}</worksheet>",
    }
    with zipfile.ZipFile(path, "w") as held:
        for part, text in parts.items():
            held.writestr(part, text)
    return path


CELL_VALUES = st.one_of(st.none(), st.booleans(), st.sampled_from([0, 1, 0.0, 1.0, 2.5]), st.text("ab1", max_size=2))


@given(st.lists(st.lists(CELL_VALUES, max_size=4), max_size=30), st.integers(1, 7))
def test_columns_give_back_each_cell_with_its_own_type_of_truth(rows, piece):
    width = max(map(len, rows), default=0)
    from lofte_analysis.reading import cell_columns as module

    before, module._PIECE = module._PIECE, piece
    try:
        columns = cell_columns(rows)
    finally:
        module._PIECE = before
    assert len(columns) == width
    for place, row in enumerate(rows):
        for index, column in enumerate(columns):
            wanted = row[index] if index < len(row) else None
            assert column[place] == wanted
            assert isinstance(column[place], bool) == isinstance(wanted, bool)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([1, 2, None]), st.booleans()), max_size=30))
def test_combinations_are_numbered_as_they_are_met(rows):
    columns = [np.array([row[place] for row in rows], dtype=object) for place in range(3)]
    numbers = combined(*columns)
    met: dict[tuple, int] = {}
    assert numbers.tolist() == [met.setdefault(row, len(met)) for row in rows]
    assert occurrence(numbers).tolist() == [rows[:place].count(row) for place, row in enumerate(rows)]
