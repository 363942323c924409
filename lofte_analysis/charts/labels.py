"""The label of a row: a title and what stands beneath it, in the room that the row has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from matplotlib.axes import Axes

from lofte_analysis.charts.style import LABEL, MUTED, SMALL, TEXT, text_width, wrapped

_WIDEST = 270
_BELOW = 14.5  # the line beneath the title


class RowLabel(NamedTuple):
    """Lines of a title, their letter size, and the lines beneath."""

    lines: tuple[str, ...]
    size: float
    below: tuple[str, ...]

    @classmethod
    def of(cls, title: str, below: str, width: float, height: float) -> RowLabel:
        """The label as large as it fits; a long title first gets smaller, then takes the place of what is beneath.

        What is beneath takes the lines it needs where there is room, else one, with an ellipsis. A title is shortened
        only where it fills the whole row even so.
        """
        beneath = tuple(wrapped(below, width, SMALL)) if below else ()
        shorter = (_cut(beneath[0], width, "normal"),) if len(beneath) > 1 else beneath
        for small in dict.fromkeys((beneath, shorter, ())):
            for size in (LABEL, SMALL):
                label = cls(tuple(wrapped(title, width, size, "bold")), size, small)
                if label.height <= height:
                    return label
        most = max(1, int(height / label.step))
        if len(label.lines) <= most:
            return label
        return label._replace(lines=(*label.lines[: most - 1], _cut(label.lines[most - 1], width, "bold")))

    @property
    def step(self) -> float:
        return 1.14 * self.size

    @property
    def height(self) -> float:
        return self.step * len(self.lines) + _BELOW * len(self.below)


def _cut(line: str, width: float, weight: str) -> str:
    while line and text_width(f"{line}…", SMALL, weight) > width:
        line = line.rpartition(" ")[0] or line[:-1]
    return f"{line.rstrip(' ,(')}…"


def label_width(labels: Iterable[tuple[str, str]]) -> float:
    """How wide a column of labels (title, what stands beneath) has to be, in points; long titles wrap."""
    labels = list(labels)
    titles = max(text_width(title, LABEL, "bold") for title, _ in labels)
    return min(_WIDEST, max(titles, *(text_width(below, SMALL) for _, below in labels)))


def draw_row_label(ax: Axes, y: float, title: str, below: str, width: float, height: float) -> None:
    """Draw a label at the left edge, centred on `y` within `height`."""
    label = RowLabel.of(title, below, width, height)
    top = y - label.height / 2
    for number, line in enumerate(label.lines):
        at = top + label.step * (number + 0.8)
        ax.text(0, at, line, fontsize=label.size, fontweight="bold", color=TEXT, va="baseline")
    for number, line in enumerate(label.below):
        at = top + label.step * len(label.lines) + _BELOW * (number + 0.78)
        ax.text(0, at, line, fontsize=SMALL, color=MUTED, va="baseline")
