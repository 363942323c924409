"""How large a text can be so that it fits its place on a slide, and how a table is spread over slides.

PowerPoint computes its own fitting only when a text is edited, so it is done here, by the measures of the pictures'
font made as wide as the template's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lofte_analysis.charts.canvas import shortened
from lofte_analysis.charts.style import text_width

_MEASURED = 20  # points: the size at which widths are measured
LEADING = 1.2  # line to line, of the letter size
CELL_SIDES, CELL_ENDS = 14.4, 7.2  # a cell's margins left and right, above and below
CONTINUED = "(forts.)"

# How much wider than the pictures' font a common font sets the same text; what is unknown counts as wide.
_WIDER = {
    "arial": 1.1,
    "helvetica": 1.1,
    "liberation sans": 1.1,
    "calibri": 1.02,
    "carlito": 1.02,
    "aptos": 1.1,
    "segoe ui": 1.12,
    "open sans": 1.16,
    "tahoma": 1.1,
    "times new roman": 1.05,
    "georgia": 1.18,
    "verdana": 1.32,
}
_UNKNOWN = 1.25


def wider(font: str) -> float:
    """How much wider than the pictures' own a font is, by its name."""
    return _WIDER.get(font.lower(), _UNKNOWN)


def _wide(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is at a size: measured once, since a font that is not drawn grows evenly."""
    return text_width(text, _MEASURED, "bold" if bold else "normal") * size / _MEASURED


def lines_of(text: str, width: float, size: float, wide: float, *, bold: bool = False) -> list[str]:
    """The text in lines of at most so many points, broken at ordinary blanks and where it breaks itself."""
    room, blank = width / wide, _wide("n n", size) - _wide("nn", size)
    lines: list[str] = []
    for part in text.split("\n"):
        lines.append("")
        reach = 0.0
        for word in part.split(" "):
            long = _wide(word, size, bold)
            if reach and reach + blank + long > room:
                lines.append(word)
                reach = long
            else:
                lines[-1] = f"{lines[-1]} {word}" if reach else word
                reach += (blank if reach else 0) + long
    return lines


def line_count(text: str, width: float, size: float, wide: float, *, bold: bool = False) -> int:
    """How many lines a text takes in so many points; a word that is wider than a line takes several."""
    lines = lines_of(text, width, size, wide, bold=bold)
    broken = (math.ceil(_wide(line, size, bold) * wide / max(width, 1)) for line in lines if " " not in line and line)
    return len(lines) + sum(more - 1 for more in broken if more > 1)


def headline_size(
    texts: Sequence[str], width: float, height: float, size: float, wide: float, least: float, lines: int = 2
) -> float:
    """The largest size, at most the template's, at which each of the headlines fits in so many lines."""
    while size > least and not all(fits_title(text, width, height, size, wide, lines) for text in texts):
        size -= 1
    return size


def fits_title(text: str, width: float, height: float, size: float, wide: float, lines: int = 2) -> bool:
    taken = line_count(text, width, size, wide, bold=True)
    return taken <= lines and (taken == 1 or taken * size * LEADING <= height)


def cut_to_fit(text: str, width: float, height: float, size: float, wide: float, lines: int = 2) -> str:
    """The headline, cut at a word where even the least size is too large."""
    length = len(text)
    while length > 20 and not fits_title(text, width, height, size, wide, lines):
        length -= 5
        text = shortened(text, length)
    return text


def text_height(texts: Sequence[str], width: float, size: float, wide: float, after: float = 0) -> float:
    """How high paragraphs are, each with so many points after it."""
    return sum(line_count(text, width, size, wide) * size * LEADING + after for text in texts)


def pages_of_texts(
    texts: Sequence[str], width: float, height: float, sizes: Sequence[float], wide: float, after: float
) -> tuple[float, list[list[str]]]:
    """Paragraphs on as few slides as the least size needs, evenly shared, at the largest size that needs no more."""

    def shared(size: float) -> list[list[str]]:
        whole = text_height(texts, width, size, wide, after)
        least = max(math.ceil(whole / height), 1)
        for tenth in range(10, 10 * least + 1):
            share = min(whole / least * tenth / 10, height)
            pages = _dealt_out(texts, share, lambda part: text_height(part, width, size, wide, after))
            if len(pages) <= least or share >= height:
                return pages
        return pages

    fewest = len(shared(sizes[-1]))
    size = next(size for size in sizes if len(shared(size)) <= fewest)
    return size, shared(size)


def _dealt_out(texts: Sequence[str], height: float, tall) -> list[list[str]]:
    pages: list[list[str]] = [[]]
    for text in texts:
        if pages[-1] and tall([*pages[-1], text]) > height:
            pages.append([])
        pages[-1].append(text)
    return pages


# Tables ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Grid:
    """A table as text, as one slide shows it: size of its letters, widths and heights in points."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]  # the row of headings first


def grids(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: float,
    height: float,
    sizes: Sequence[float],
    wide: float,
) -> list[Grid]:
    """The table at the largest size at which it stands on one slide; else at the least, over several."""
    for size in sizes:
        widths = _widths(headings, rows, width, size, wide)
        heights = [_height(row, widths, size, wide, bold=not n) for n, row in enumerate([headings, *rows])]
        if sum(heights) <= height:
            return [Grid(tuple(headings), tuple(map(tuple, rows)), size, widths, tuple(heights))]
    pages: list[list[tuple[tuple[str, ...], float]]] = [[]]
    room = height - heights[0]
    for row in (part for whole in rows for part in _parts(whole, widths, room, size, wide)):
        tall = _height(row, widths, size, wide)
        if pages[-1] and sum(each for _, each in pages[-1]) + tall > room:
            pages.append([])
        pages[-1].append((row, tall))
    return [
        Grid(tuple(headings), tuple(row for row, _ in page), size, widths, (heights[0], *(tall for _, tall in page)))
        for page in pages
    ]


def _widths(
    headings: Sequence[str], rows: Sequence[Sequence[str]], width: float, size: float, wide: float
) -> tuple[float, ...]:
    """No column narrower than its longest word, the rest by how much is written in each."""
    columns = [[heading, *column] for heading, *column in zip(headings, *rows, strict=True)]
    words = [max(_wide(word, size, bold=True) * wide for cell in c for word in cell.split()) for c in columns]
    least = [word + CELL_SIDES + 2 for word in words]
    natural = [
        max(_wide(line, size, bold=True) * wide for cell in c for line in cell.split("\n")) + CELL_SIDES + 2
        for c in columns
    ]
    if sum(natural) <= width:
        return tuple(each * width / sum(natural) for each in natural)
    spare = max(width - sum(least), 0)
    # A column that is twice as full needs less than twice the room: the square root keeps all readable.
    need = [math.sqrt(sum(len(cell) for cell in c)) * (n > m) for c, n, m in zip(columns, natural, least, strict=True)]
    widths = [m + spare * part / (sum(need) or 1) for m, part in zip(least, need, strict=True)]
    return tuple(each * width / sum(widths) for each in widths)


def _height(row: Sequence[str], widths: Sequence[float], size: float, wide: float, *, bold: bool = False) -> float:
    lines = [
        line_count(cell, room - CELL_SIDES, size, wide, bold=bold or not number)
        for number, (cell, room) in enumerate(zip(row, widths, strict=True))
    ]
    return max(lines) * size * LEADING + CELL_ENDS


def _parts(row: Sequence[str], widths: Sequence[float], room: float, size: float, wide: float) -> list[tuple[str, ...]]:
    """A row that is higher than a slide, in parts; each goes on below the same first cell."""
    if _height(row, widths, size, wide) <= room:
        return [tuple(row)]
    most = max(int((room - CELL_ENDS) / (size * LEADING)), 1)
    cells = [lines_of(cell, width - CELL_SIDES, size, wide) for cell, width in zip(row[1:], widths[1:], strict=True)]
    parts = []
    for start in range(0, max(map(len, cells)), most):
        first = row[0] if not start else f"{row[0]} {CONTINUED}"
        parts.append((first, *(" ".join(lines[start : start + most]) for lines in cells)))
    return parts
