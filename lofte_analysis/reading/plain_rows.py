"""The rows of a sheet as spreadsheet programs write them, recognised whole in one search.

A sheet of a hundred thousand rows is forty megabytes of XML in which each row looks like the one before. What this
grammar matches is whole XML without comments, declarations or anything else that readers take differently, and each
cell says where it stands, in its own row. All else is read tag by tag, which takes ten times as long.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Generator, Iterable, Iterator
from functools import cache

# A repeat that gives nothing back is twice as quick, but before 3.11.5 Python went on from the wrong place where a
# group so repeated failed (gh-106052), and took half a row for a whole one.
_KEPT = b"+" if sys.version_info >= (3, 11, 5) else b""
_BEGIN = b'<row r="'
_PLAIN = rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xff]*+"
_OTHER = rb"&(?:amp|lt|gt|quot|apos|#[1-9]\d{2,3});|[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec\xee][\x80-\xbf]{2}"  # å, – …
_TEXT = rb"%b(?:(?:%b)%b)*%b" % (_PLAIN, _OTHER, _PLAIN, _KEPT)
_FORMULA = rb'<f(?: aca="false")?%b>%b</f>' % (_KEPT, _TEXT)
_ATTRIBUTES = ("spans", "s", "customFormat", "ht", "hidden", "customHeight", "outlineLevel", "collapsed")
_ATTRIBUTES += ("thickTop", "thickBot", "x14ac:dyDescent")
TOO_LOW = rb"-(?:[iI]|[\d.]*[eE]\+?\d|\d{11})"  # the reader panics over such a number shown as a date


@cache
def _grammar(*, ordinary: bool) -> re.Pattern[bytes]:
    """What matches one row and all that follow it; `ordinary` ones are without what has to be looked up later.

    It is put together when a workbook is read, since that takes longer than to load a module.
    """
    not_hidden = rb"(?!1|t)" if ordinary else b""
    no_error = rb"(?!e\")" if ordinary else b""
    text = (rb"(?!%b)" % TOO_LOW if ordinary else b"") + _TEXT
    formula = rb"(?!)" if ordinary else _FORMULA
    value = rb"<v>%b</v>" % text
    inline = rb'<is><t(?: xml:space="preserve")?%b>%b</t></is>' % (_KEPT, text)
    filled = rb"(?:%b|%b|%b%b)?%b" % (value, inline, formula, value, _KEPT)
    cell = rb'<c r="(?:[A-Z]|[A-Z]{2})(?P=row)"(?: s="\d++")?%b(?: t="%b\w++")?%b(?:/>|>%b</c>)'
    cell %= (_KEPT, no_error, _KEPT, filled)
    attributes = b"".join(
        rb'(?: %b="%b[\w.: ]*+")?%b' % (name.encode(), not_hidden if name == "hidden" else b"", _KEPT)
        for name in _ATTRIBUTES
    )
    row = rb'<row r="(?P<row>[1-9]\d{0,6})"%b(?:/>|>(?:%b)*%b</row>)' % (attributes, cell, _KEPT)
    return re.compile(rb"(?:%b)+%b" % (row, _KEPT))


class Rows(bytes):
    """XML of whole rows that are as spreadsheet programs write them."""


class OrdinaryRows(Rows):
    """Rows without error cells, formulas, anything hidden or numbers that a reader gives up over."""


def parted(chunks: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """The same bytes, in whole rows where they are plain, as Rows, else parted before a tag.

    They are OrdinaryRows until a plain row comes that is not ordinary, and from there on Rows. Raises OverflowError
    where `longest` bytes and more hold no tag.

    >>> pieces = list(parted([b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><ro', b'w r="2"/></sheetData>'], 99))
    >>> [(type(piece).__name__, len(piece)) for piece in pieces]
    [('bytes', 11), ('OrdinaryRows', 39), ('OrdinaryRows', 12), ('bytes', 12)]
    """
    grammar, kind, rest = _grammar(ordinary=True), OrdinaryRows, b""
    for chunk in chunks:
        rest, done = rest + chunk, 0
        while (begin := rest.find(_BEGIN, done)) >= 0:
            if found := grammar.match(rest, begin):
                if begin > done:
                    yield rest[done:begin]
                yield kind(found[0])
                done = found.end()
                continue
            if kind is OrdinaryRows and _grammar(ordinary=False).match(rest, begin):
                grammar, kind = _grammar(ordinary=False), Rows
                continue
            following = rest.find(_BEGIN, begin + 1)
            if following < 0:  # the row may go on in the next chunk
                break
            yield rest[done:following]
            done = following
        rest = rest[done:]
        if len(rest) > longest:
            rest = yield from _before_tag(rest, longest)
    yield rest


def whole_tags(chunks: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """The same bytes, parted before a tag; raises OverflowError where `longest` bytes and more hold none.

    >>> list(whole_tags([b"<a>1<", b"b>2"], 100))
    [b'<a>1', b'<b>2']
    """
    rest = b""
    for chunk in chunks:
        rest = yield from _before_tag(rest + chunk, longest)
    yield rest


def _before_tag(read: bytes, longest: int) -> Generator[bytes, None, bytes]:
    """Give what stands before the last tag, and return what is left."""
    cut = max(read.rfind(b"<"), 0)
    if cut:
        yield read[:cut]
    if len(read) - cut > longest:
        raise OverflowError
    return read[cut:]


def without_rows(sheet: bytes) -> bytes:
    """What is left of a sheet when its plain rows are taken away.

    >>> without_rows(b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    b'<sheetData></sheetData>'
    """
    return _grammar(ordinary=False).sub(b"", sheet)
