"""A chart as a whole: the plot, the statements about it, its table twin, and how each is shown.

matplotlib has no alternative text, so the chart object owns it and hands it on to every form in which the chart
leaves: the notebook's output, the SVG, the page.
"""

from __future__ import annotations

import base64
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from html import escape

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lofte_analysis.charts.style import (
    ACCENT_TEXT,
    DPI,
    HEADLINE,
    HEIGHT,
    MUTED,
    SMALL,
    SOURCE,
    SUBTITLE,
    TEXT,
    WIDTH,
    centred,
    house_style,
    text_width,
    wrapped,
)
from lofte_analysis.columns import EXAMPLE_MARK

MARGIN = 45
PLOT_EDGE = 12  # points around a plot that stands alone, so that marks and letters at its edge are whole
_FINE = re.compile(r"(\b[1-9]\d*\.\d\d)\d+")  # below 1 the decimals may be a scale
_PACKED = 2  # of 9: packed in half the time of the usual 6, and two per cent larger
ALT_LIMIT = 250  # longer alternative texts are cut or skipped by screen readers; the rest is in the description


@dataclass(frozen=True)
class Chart:
    """One chart with its statements, all computed from the frame that it draws.

    `draw` takes `ax`, an Axes measured in points, y downwards. `alt` says type, what and finding in at most 250
    characters, `description` every period in words, and `table` the same figures as a frame of text. `publishable` is
    false when it was drawn from counts of persons that have not passed `suppress_small_counts`.
    """

    name: str
    headline: str
    subtitle: str
    source: str
    alt: str
    description: str
    table: pd.DataFrame = field(repr=False)
    draw: Callable[..., None] = field(repr=False)
    publishable: bool = True

    def __post_init__(self):
        if len(self.alt) > ALT_LIMIT:
            raise ValueError(f"alt must be at most {ALT_LIMIT} characters, got {len(self.alt)}: {self.alt!r}")

    def figure(self) -> Figure:
        """The whole slide: headline, subtitle, plot and source, 960 × 540 points."""
        with house_style():
            figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72))
            FigureCanvasAgg(figure)
            y = 68.0
            for line in wrapped(self.headline, WIDTH - 2 * MARGIN, HEADLINE, "bold"):
                _write(figure, y - 12, line, HEADLINE, TEXT, "bold", "headline")
                y += 33
            for line in wrapped(self.subtitle, WIDTH - 2 * MARGIN, SUBTITLE):
                _write(figure, y - 14, line, SUBTITLE, MUTED, "normal", "subtitle")
                y += 20
            sources = wrapped(self.source, WIDTH - 2 * MARGIN, SOURCE)
            bottom = HEIGHT - 22 - 14 * len(sources)
            for number, line in enumerate(sources):
                _write(figure, bottom + 14 * (number + 1), line, SOURCE, MUTED, "normal", "source")
            self._plot(figure, y - 8, bottom - 6)
        return figure

    def __getstate__(self) -> dict:
        """What is handed to another process: the chart without the figure that may have been drawn of it."""
        return {own.name: getattr(self, own.name) for own in fields(self)}

    @cached_property
    def _drawn(self) -> Figure:
        """The slide drawn once: shown in a notebook and then exported, a chart is not drawn again."""
        return self.figure()

    def plot_figure(self, width: float = WIDTH - 2 * MARGIN, height: float = 385) -> Figure:
        """The plot alone, for a slide whose headline and source are native text; points, with PLOT_EDGE around it."""
        across, down = width + 2 * PLOT_EDGE, height + 2 * PLOT_EDGE
        with house_style():
            figure = Figure(figsize=(across / 72, down / 72))
            FigureCanvasAgg(figure)
            axes = figure.add_axes((PLOT_EDGE / across, PLOT_EDGE / down, width / across, height / down))
            self.draw(ax=measured_in_points(axes))
        return figure

    def _plot(self, figure: Figure, top: float, bottom: float) -> None:
        box = (MARGIN / WIDTH, 1 - bottom / HEIGHT, 1 - 2 * MARGIN / WIDTH, (bottom - top) / HEIGHT)
        self.draw(ax=measured_in_points(figure.add_axes(box)))

    def png(self, width: int = 2 * WIDTH, *, figure: Figure | None = None) -> bytes:
        """The slide as PNG, `width` pixels wide; the same bytes each time. A figure drawn before can be given."""
        return painted(figure or self._drawn, DPI * width / (2 * WIDTH))

    def svg(self, *, figure: Figure | None = None) -> str:
        """The slide as SVG with title, description and language for those who listen."""
        buffer = io.StringIO()
        figure = figure or self._drawn
        with house_style():
            figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
        drawn = buffer.getvalue()
        drawn = drawn[drawn.index("<svg") :]
        name = f"{self.name}-{{}}"
        title, description = name.format("titel"), name.format("beskrivning")
        head = (
            f'<title id="{title}">{escape(self.alt)}</title>\n'
            f'<desc id="{description}">{escape(self.description)}</desc>\n'
        )
        start = drawn.index(">") + 1
        tag = drawn[: start - 1] + f' role="img" lang="sv" aria-labelledby="{title}" aria-describedby="{description}">'
        body = re.sub(r"\s*<metadata>.*?</metadata>", "", drawn[start:], flags=re.DOTALL)
        body = _FINE.sub(lambda number: number[1], body)  # a hundredth of a point is enough, and a quarter fewer bytes
        return f'<?xml version="1.0" encoding="utf-8"?>\n{tag}\n{head}{body.lstrip()}'

    def html(self, width: int = WIDTH) -> str:
        """A figure with the picture inside and its alternative text."""
        data = base64.b64encode(self.png(width)).decode("ascii")
        picture = f'<img src="data:image/png;base64,{data}" alt="{escape(self.alt)}" style="max-width:100%">'
        return f'<figure style="margin:0">{picture}</figure>'

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": f"{self.headline}\n{self.alt}"}


def named_apart(charts: Iterable[Chart]) -> list[Chart]:
    """The charts with a name each: a long promise has several calendars, and as names of files 1.1 and 11 are alike."""
    names = Counter()
    apart = []
    for chart in charts:
        names[chart.name] += 1
        number = names[chart.name]
        apart.append(chart if number == 1 else replace(chart, name=f"{chart.name}_{number}"))
    return apart


def painted(figure: Figure, dpi: float) -> bytes:
    """A figure as PNG, the same bytes each time. It is white behind everything, so nothing shines through."""
    buffer = io.BytesIO()
    chosen = {"metadata": {"Software": None}, "pil_kwargs": {"compress_level": _PACKED}}
    with house_style():
        figure.savefig(buffer, format="png", dpi=dpi, facecolor="white", **chosen)
    return buffer.getvalue()


def measured_in_points(ax: Axes) -> Axes:
    """Make one unit of the axes one point, with y downwards from the top left corner."""
    box = ax.get_window_extent()
    scale = 72 / ax.figure.dpi
    ax.set_xlim(0, box.width * scale)
    ax.set_ylim(box.height * scale, 0)
    ax.set_axis_off()
    return ax


def size_of(ax: Axes) -> tuple[float, float]:
    """Width and height of an axes that is measured in points."""
    return ax.get_xlim()[1], ax.get_ylim()[0]


def mark_example(ax: Axes, example: bool) -> None:
    """Write inside the plot that the data is invented, so that it stays when the picture is pasted elsewhere."""
    if not example:
        return
    width, height = size_of(ax)
    ax.text(
        width - 6,
        centred(height - 9, SMALL),
        EXAMPLE_MARK,
        fontsize=SMALL,
        color=ACCENT_TEXT,
        fontweight="bold",
        ha="right",
        va="baseline",
        bbox={"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": ACCENT_TEXT, "linewidth": 1.2},
        zorder=10,
        gid="exempeldata",
    )


def example_width(example: bool) -> float:
    """How much room the mark of example data takes at the right end of the lowest line, in points."""
    return text_width(EXAMPLE_MARK, SMALL, "bold") + 24 if example else 0


def shortened(text: str, limit: int = ALT_LIMIT) -> str:
    """The text cut at a word so that it fits an alternative text."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;") + "…"


def _write(figure: Figure, y: float, text: str, size: float, color: str, weight: str, name: str) -> None:
    figure.text(
        MARGIN / WIDTH, 1 - y / HEIGHT, text, fontsize=size, color=color, fontweight=weight, va="baseline", gid=name
    )
