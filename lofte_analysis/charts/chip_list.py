"""A list of chips: who, what, and one chip per period, fitted to the room there is. What does not fit is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from lofte_analysis.charts.marks import draw_marks
from lofte_analysis.charts.style import ACCENT, GREY, LABEL, LINE, MUTED, SMALL, text_width, wrapped
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import counted, integer, listing

ACCENT_TINT = "#FAECE4"
_HEADER, _GAP, _NOTE = 26, 18, 17
_WIDEST_WHO, _WIDEST_WHAT = 178, 225
_LARGE = (1.4, 1.2, 1.0)  # how much larger a short list is drawn


@dataclass(frozen=True)
class ChipRow:
    """A line of the list: chips of (verdict, text), or in their place a state with its mark."""

    who: str
    title: str
    chips: tuple[tuple[str, str], ...] = ()
    state: str = ""
    verdict: str = ""
    earlier: int = 0  # chips that have no room


@dataclass(frozen=True)
class Layout:
    """Where the columns stand and how large everything is; measures rows in it."""

    width: float
    who: float
    what: float
    scale: float = 1.0

    @classmethod
    def of(cls, rows: Iterable[ChipRow], width: float, scale: float) -> Layout:
        rows = list(rows)
        label = LABEL * scale
        who = max([text_width(row.who, label, "bold") for row in rows] + [80])
        what = max([text_width(row.title, label) for row in rows] + [60])
        return cls(width, min(who, _WIDEST_WHO * scale), min(what, _WIDEST_WHAT * scale), scale)

    @property
    def columns(self) -> tuple[float, float, float]:
        return 0, self.who + _GAP, self.who + self.what + 2 * _GAP

    @property
    def line(self) -> float:
        return 26 * self.scale

    def who_lines(self, row: ChipRow) -> list[str]:
        return wrapped(row.who, self.who + 1, LABEL * self.scale, "bold")

    def title_lines(self, row: ChipRow) -> list[str]:
        return wrapped(row.title, self.what + 1, LABEL * self.scale)

    def chip_width(self, text: str) -> float:
        return 33 * self.scale + text_width(text, SMALL * self.scale)

    def chip_lines(self, row: ChipRow) -> list[list[tuple[str, str]]]:
        """The chips of a row in lines, as many on each as there is room for."""
        room = self.width - self.columns[2] - (100 * self.scale if row.earlier else 0)
        lines: list[list[tuple[str, str]]] = [[]]
        x = 0.0
        for chip in row.chips:
            if lines[-1] and x + self.chip_width(chip[1]) > room:
                lines.append([])
                x = 0.0
            lines[-1].append(chip)
            x += self.chip_width(chip[1]) + 6
        return lines

    def capped(self, row: ChipRow, most: int) -> ChipRow:
        """The row with its latest chips in at most so many lines, and the number of those left out."""
        while len(self.chip_lines(row)) > most:
            row = replace(row, chips=row.chips[1:], earlier=row.earlier + 1)
        return row

    def heights(self, rows: list[ChipRow]) -> list[float]:
        """The height of each row; the last of a party's rows makes room for the party's name."""
        step, pad, below = 17 * self.scale, 6 * self.scale, 10 * self.scale
        heights = [
            max(self.line * len(self.chip_lines(r)) + pad, step * len(self.title_lines(r)) + below) for r in rows
        ]
        used = 0.0
        for number, row in enumerate(rows):
            used = heights[number] + (used if number and rows[number - 1].who == row.who else 0)
            if number + 1 == len(rows) or rows[number + 1].who != row.who:
                heights[number] += max(0, step * len(self.who_lines(row)) + below - used)
        return heights


def fitted(
    rows: list[ChipRow], others: list[ChipRow], note: str, instead: tuple[str, ...], width: float, height: float
) -> tuple[list[ChipRow], list[str], Layout]:
    """The rows that have room, the lines that are said beneath them, and the layout.

    `others` are rows that a note of `instead` (longest first) can say in their stead; `note` goes with them.
    """

    def fits(shown: list[ChipRow], notes: list[str], layout: Layout) -> bool:
        return _HEADER + sum(layout.heights(shown)) + _note_height(notes) <= height

    shown, notes = _together([*rows, *others]), _lines(note, width)
    for scale in _LARGE:
        layout = Layout.of(shown, width, scale)
        if fits(shown, notes, layout):
            return shown, notes, layout
    shown = _together(rows)
    layout = Layout.of(shown, width, 1.0)
    notes = next((lines for text in instead if fits(shown, lines := _lines(text, width), layout)), None)
    notes = _lines(instead[-1], width) if notes is None else notes
    for most in (3, 2, 1):
        if not fits(shown, notes, layout):
            shown = [layout.capped(row, most) for row in shown]
    whole, told = shown, notes
    while not fits(shown, told, layout) and len(shown) > 1:
        least = _least(shown)
        shown = [*shown[:least], *shown[least + 1 :]]
        left = [row for row in whole if row not in shown]
        points = counted(sum(len(row.chips) + row.earlier for row in left), "öppen punkt", "öppna punkter")
        ids = listing(dict.fromkeys(row.title.split(" ")[0] for row in left))
        told = _lines(f"Får inte plats i bilden: {points} till, i {ids}. {instead[-1]}", width)
    return shown, told, layout


def _least(rows: list[ChipRow]) -> int:
    """Which row to leave out first: the last that only waits for a report, else the last."""
    waiting = [number for number, row in enumerate(rows) if {v for v, _ in row.chips} <= {Verdict.NOT_REPORTED}]
    return waiting[-1] if waiting else len(rows) - 1


def _together(rows: list[ChipRow]) -> list[ChipRow]:
    """A party's rows beside each other, parties in the order in which they first come."""
    order = list(dict.fromkeys(row.who for row in rows))
    return sorted(rows, key=lambda row: order.index(row.who))


def _lines(note: str, width: float) -> list[str]:
    return wrapped(note, width, SMALL, style="italic") if note else []


def _note_height(notes: list[str]) -> float:
    return _NOTE * len(notes) + (6 if notes else 0)


def draw_chip_rows(ax: Axes, rows: list[ChipRow], notes: list[str], layout: Layout, height: float) -> None:
    """Draw what `fitted` gave within `height`, room that is left spread over the rows."""
    label, step = LABEL * layout.scale, 17 * layout.scale
    for x, word in zip(layout.columns, ("ansvarig part", "åtagande", "öppna punkter"), strict=True):
        ax.text(x, _HEADER - 10, word, fontsize=SMALL, color=MUTED, va="baseline")
    heights = layout.heights(rows)
    spare = (height - _HEADER - sum(heights) - _note_height(notes)) / max(len(rows), 1)
    spare = min(max(spare, 0), 24)
    y, before = float(_HEADER), ""
    for row, tall in zip(rows, heights, strict=True):
        ax.plot([0 if row.who != before else layout.columns[1], layout.width], [y, y], color=LINE, linewidth=0.8)
        middle = y + (layout.line + 6 * layout.scale + spare) / 2  # of the first line
        if row.who != before:
            for number, line in enumerate(layout.who_lines(row)):
                ax.text(0, middle + 5 + step * number, line, fontsize=label, fontweight="bold", va="baseline")
        for number, line in enumerate(layout.title_lines(row)):
            ax.text(layout.columns[1], middle + 5 + step * number, line, fontsize=label, va="baseline")
        _draw_chips(ax, row, layout, middle)
        y, before = y + tall + spare, row.who
    ax.plot([0, layout.width], [y, y], color=LINE, linewidth=0.8)
    for line in notes:
        y += _NOTE
        ax.text(0, y, line, fontsize=SMALL, fontstyle="italic", color=MUTED, va="baseline")


def _draw_chips(ax: Axes, row: ChipRow, layout: Layout, middle: float) -> None:
    left, size = layout.columns[2], 12 * layout.scale
    if row.state:
        if row.verdict:
            draw_marks(ax, row.verdict, [left + 13 * layout.scale], [middle], size)
        x, style = (left + 25 * layout.scale, "normal") if row.verdict else (left, "italic")
        ax.text(x, middle + 5, row.state, fontsize=LABEL, fontstyle=style, color=MUTED, va="baseline")
        return
    x, y = left, middle
    for number, line in enumerate(layout.chip_lines(row)):
        x, y = left, middle + layout.line * number
        for verdict, text in line:
            _draw_chip(ax, verdict, text, x, y, layout)
            x += layout.chip_width(text) + 6
    if row.earlier:
        text = f"och {integer(row.earlier)} tidigare"
        ax.text(x + 2, y + 4, text, fontsize=SMALL * layout.scale, fontstyle="italic", va="baseline")


def _draw_chip(ax: Axes, verdict: str, text: str, x: float, y: float, layout: Layout) -> None:
    unknown, scale = verdict == Verdict.NOT_REPORTED, layout.scale
    box = FancyBboxPatch(
        (x + 3, y - 10.5 * scale + 3),
        layout.chip_width(text) - 6,
        21 * scale - 6,
        boxstyle="round,pad=3",
        facecolor="white" if unknown else ACCENT_TINT,
        edgecolor=GREY if unknown else ACCENT,
        linewidth=1,
        linestyle=(0, (2.5, 1.5)) if unknown else "-",
        gid=f"chip {verdict}",
        zorder=2,
    )
    ax.add_artist(box)
    draw_marks(ax, verdict, [x + 14 * scale], [y], 12 * scale)
    ax.text(x + 25 * scale, y + 4 * scale, text, fontsize=SMALL * scale, va="baseline", zorder=6)
