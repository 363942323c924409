"""What a sheet of A4 is written with: its measures, lines of text and headings."""

from __future__ import annotations

from matplotlib.axes import Axes

from lofte_analysis.charts.style import MUTED, PETROL, TEXT, text_width, wrapped

WIDTH, HEIGHT = 595, 842  # A4 in points
EDGE, GAP, LEFT = 36, 22, 300
RIGHT = WIDTH - 2 * EDGE - GAP - LEFT
HEAD, SECTION, BODY, NOTE = 19, 12, 9.5, 8.5
ROW, SPACE = 14.5, 16


def write(ax: Axes, x: float, y: float, text: str, size: float = BODY, **look) -> None:
    ax.text(x, y, text, fontsize=size, va="baseline", **({"color": TEXT} | look))


def write_lines(ax: Axes, x: float, y: float, text: str, width: float, size: float = BODY, **look) -> float:
    for line in wrapped(text, width, size):
        write(ax, x, y, line, size, **look)
        y += size * 1.35
    return y


def section(ax: Axes, x: float, y: float, width: float, title: str, note: str = "") -> float:
    """A heading over a line; gives the y of the first row beneath."""
    write(ax, x, y + 11, title, SECTION, fontweight="bold")
    if note:
        write(ax, x + width, y + 11, note, NOTE, color=MUTED, ha="right")
    ax.plot([x, x + width], [y + 17] * 2, color=PETROL, linewidth=1.2)
    return y + 17 + ROW


def cut(text: str, width: float, size: float = BODY, weight: str = "normal") -> str:
    """The text, shortened where it is wider than its place."""
    while text_width(text, size, weight) > width and len(text) > 2:
        text = text[:-2].rstrip() + "…"
    return text


def nothing(ax: Axes, x: float, y: float, text: str) -> float:
    write(ax, x, y, text, fontstyle="italic", color=MUTED)
    return y + ROW
