"""What every chart keeps to, asked of one chart at a time, and what is read back from its artists."""

from __future__ import annotations

import re
from itertools import combinations

import matplotlib.colors

from lofte_analysis.charts.canvas import ALT_LIMIT, EXAMPLE_MARK

_CAUSES = r"därför|tack vare|leder till|effekt|på grund av|bättre|sämre|ökat|minskat"


def assert_told_without_cause(chart, *, never: str = "", but: str = "", least: int = 40) -> None:
    """The alt text is short and holds the finding, the description is whole, and nothing claims a cause.

    `never` are further words that must not be said, `but` a word that holds "nan" and may.
    """
    assert 20 < len(chart.alt) <= ALT_LIMIT
    assert chart.headline in chart.alt
    assert len(chart.description) > least
    said = f"{chart.headline} {chart.subtitle} {chart.alt}"
    assert not re.search(_CAUSES, said)
    if never:
        assert not re.search(f"{_CAUSES}|{never}", f"{said} {chart.description}")
    everything = f"{said} {chart.description} {chart.source}"
    assert "nan" not in (everything.replace(but, "") if but else everything)


def assert_marked_as_example(chart, figure) -> None:
    """Example data bears its mark inside the plot, and no real municipality is named."""
    [axes] = figure.axes
    assert EXAMPLE_MARK in [text.get_text() for text in axes.texts]
    assert "Exempelkommunen" in chart.source
    assert "Sunne" not in f"{chart} {chart.source}"


def assert_apart(figure, slack: float = 0) -> None:
    """Every text lies in the figure, and none covers another; `slack` for the empty part of a line's box."""
    renderer = figure.canvas.get_renderer()
    boxes = []
    for artist in figure.findobj(lambda a: type(a).__name__ in ("Text", "Annotation") and a.get_visible()):
        if artist.get_text():
            box = artist.get_window_extent(renderer)
            assert box.x0 >= 0 and box.x1 <= figure.bbox.width + 1, artist.get_text()
            assert box.y0 >= -slack and box.y1 <= figure.bbox.height + slack, artist.get_text()
            boxes.append((artist.get_text(), box.shrunk(0.97, 0.72)))
    assert not [(a, b) for (a, one), (b, two) in combinations(boxes, 2) if one.overlaps(two)]


def assert_plot_apart(chart) -> None:
    """The same of the plot alone, in the heights that it has on a slide."""
    for height in (300, 385):
        assert_apart(chart.plot_figure(height=height), slack=6)


def drawn(figure, gid: str) -> list:
    """Every artist with a gid, in the order in which it was drawn."""
    return list(figure.findobj(lambda artist: artist.get_gid() == gid))


def texts(figure) -> list[str]:
    return [artist.get_text() for artist in figure.findobj(lambda a: hasattr(a, "get_text")) if artist.get_text()]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2.1."""

    def luminance(color: str) -> float:
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in matplotlib.colors.to_rgb(color)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
