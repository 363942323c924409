"""The marks of the verdicts: each a shape, a word and a colour, so that none is told by colour alone.

Drawn as paths and not as letters, so that they look the same under every font.
"""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.path import Path

from lofte_analysis.charts.style import ACCENT, GREY, PETROL, SMALL, SOURCE, TEXT, centred, text_width
from lofte_analysis.verdicts import Verdict

NOT_BEGUN = "har inte börjat"  # a period that runs in no other sense than that it is not over
_NOT_BEGUN = f"mark {NOT_BEGUN}"
_M, _L, _C = Path.MOVETO, Path.LINETO, Path.CURVE4


def _lines(*strokes: list[tuple[float, float]]) -> Path:
    vertices = [point for stroke in strokes for point in stroke]
    codes = [code for stroke in strokes for code in (_M, *[_L] * (len(stroke) - 1))]
    return Path(vertices, codes)


_CHECK = _lines([(-0.5, -0.05), (-0.15, -0.42), (0.52, 0.4)])
_CROSS = _lines([(-0.4, -0.4), (0.4, 0.4)], [(-0.4, 0.4), (0.4, -0.4)])
_DASH = _lines([(-0.5, 0), (0.5, 0)])
_SLASH = _lines([(-0.4, -0.4), (0.4, 0.4)])
_DOTS = _lines([(-0.5, 0), (-0.34, 0)], [(-0.08, 0), (0.08, 0)], [(0.34, 0), (0.5, 0)])
_QUESTION = Path(
    [
        *[(-0.3, 0.28), (-0.3, 0.62), (0.32, 0.62), (0.32, 0.24), (0.32, 0.0), (0.0, 0.02), (0.0, -0.2)],
        *[(0.0, -0.46), (0.0, -0.56)],
    ],
    [_M, _C, _C, _C, _C, _C, _C, _M, _L],
)
_HALF = Path([(-1, -1), (1, -1), (1, 0.05), (-1, 0.05), (-1, -1)], [_M, _L, _L, _L, Path.CLOSEPOLY])


class Mark(NamedTuple):
    """A verdict's mark: an outer shape and what is drawn in it, with the size of the latter beside the former."""

    shape: str
    face: str
    edge: str
    inner: Path | None
    inner_edge: str
    inner_face: str = "none"
    inner_scale: float = 0.95
    scale: float = 1.0


MARKS = {
    Verdict.MET: Mark("o", PETROL, PETROL, _CHECK, "white"),
    Verdict.PARTLY: Mark("s", "white", ACCENT, _HALF, "none", ACCENT, inner_scale=0.9, scale=0.88),
    Verdict.NOT_MET: Mark("s", ACCENT, ACCENT, _CROSS, "white", scale=0.88),
    Verdict.NOT_REPORTED: Mark("D", "white", GREY, _QUESTION, GREY, scale=0.84, inner_scale=0.9),
    Verdict.RUNNING: Mark("o", "white", GREY, _DOTS, GREY),
    Verdict.NOT_APPLICABLE: Mark("o", "white", GREY, _DASH, GREY),
    Verdict.NOT_MEASURABLE: Mark("h", "white", GREY, _SLASH, GREY),
}


def draw_marks(ax: Axes, verdict: str, x: list[float], y: list[float], size: float) -> None:
    """Draw one verdict's marks at all its places, `size` points across; one artist per layer, not per mark."""
    mark = MARKS[Verdict(verdict)]
    outer = size * mark.scale
    stroke = max(1.0, size / 10)
    ax.plot(
        x,
        y,
        linestyle="none",
        marker=mark.shape,
        markersize=outer,
        markerfacecolor=mark.face,
        markeredgecolor=mark.edge,
        markeredgewidth=stroke,
        zorder=5,
        clip_on=False,
        gid=f"mark {verdict}",
    )
    if mark.inner is not None:
        ax.plot(
            x,
            y,
            linestyle="none",
            marker=mark.inner,
            # a path marker is scaled so that its largest extent fills the marker size
            markersize=outer * mark.inner_scale * _extent(mark.inner),
            markerfacecolor=mark.inner_face,
            markeredgecolor=mark.inner_edge,
            markeredgewidth=max(1.1, size / 7.5) if mark.inner_edge != "none" else 0,
            zorder=6,
            clip_on=False,
        )


def _extent(path: Path) -> float:
    """How much of the unit square a path fills, so that inner marks keep their own proportions."""
    return float(abs(path.vertices).max())


def draw_surplus(ax: Axes, x: list[float], y: list[float]) -> None:
    """Done beyond the promise: a small dot without a verdict."""
    ax.plot(x, y, linestyle="none", marker="o", markersize=5, color=PETROL, zorder=5, clip_on=False, gid="mark utöver")


def draw_not_begun(ax: Axes, x: list[float], y: list[float], size: float) -> None:
    """Periods that have not begun: a small empty ring, in the middle of where the mark will come."""
    look = {"markerfacecolor": "white", "markeredgecolor": GREY, "markeredgewidth": max(1.0, size / 10)}
    ax.plot(x, y, linestyle="none", marker="o", markersize=0.45 * size, zorder=5, clip_on=False, gid=_NOT_BEGUN, **look)


def draw_legend(
    ax: Axes,
    verdicts: list[str],
    x: float,
    y: float,
    *,
    not_begun: bool = False,
    surplus: str = "",
    size: float = 12,
    room: float = 10_000,
) -> float:
    """The marks with their words in a row from `x`, closer where `room` is short; gives the x after the last word."""
    words = [str(verdict) for verdict in Verdict if verdict in verdicts]
    words += [NOT_BEGUN] * not_begun + [surplus] * bool(surplus)
    letters, gap = _legend_look(words, size, room - x)
    for word in words:
        if word == surplus:
            draw_surplus(ax, [x + size / 2], [y])
        elif word == NOT_BEGUN:
            draw_not_begun(ax, [x + size / 2], [y], size)
        else:
            draw_marks(ax, word, [x + size / 2], [y], size)
        ax.text(x + size + 5, centred(y, letters), word, fontsize=letters, color=TEXT, va="baseline")
        x += size + 5 + text_width(word, letters) + gap
    return x


def _legend_look(words: list[str], size: float, room: float) -> tuple[float, float]:
    """Letter size and gap with which the words of a legend fit."""
    looks = ((SMALL, 18), (SMALL, 10), (SOURCE, 8))
    for letters, gap in looks:
        if sum(size + 5 + text_width(word, letters) + gap for word in words) <= room:
            return letters, gap
    return looks[-1]


_SHAPES = {
    "o": '<circle r="9.2" {}/>',
    "s": '<rect x="-8" y="-8" width="16" height="16" {}/>',
    "D": '<path d="M0-10.4L10.4 0L0 10.4L-10.4 0Z" {}/>',
    "h": '<path d="M0-9.6L8.3-4.8L8.3 4.8L0 9.6L-8.3 4.8L-8.3-4.8Z" {}/>',
}


def mark_svg(verdict: str) -> str:
    """A verdict's mark as a small inline SVG; the word stands beside it, so it is hidden from screen readers."""
    mark = MARKS[Verdict(verdict)]
    outer = _SHAPES[mark.shape].format(f'fill="{mark.face}" stroke="{mark.edge}" stroke-width="1.6"')
    inner = ""
    if mark.inner is not None:
        size = 8 if mark.inner is _HALF else 9.2
        steps, letters = [], {_M: "M", _L: "L", _C: "C"}
        for (x, y), code in zip(mark.inner.vertices, mark.inner.codes, strict=True):
            if code == Path.CLOSEPOLY:
                continue
            letter = letters[code] if code != _C or not steps or steps[-1][0] != "C" or _ends_curve(steps) else ""
            steps.append((letters[code], f"{letter}{x * size:.1f} {-y * size:.1f}"))
        path = " ".join(step for _, step in steps)
        inner = f'<path d="{path}" fill="{mark.inner_face}" stroke="{mark.inner_edge}" stroke-width="2.2"/>'
    return f'<svg class="mark" viewBox="-12 -12 24 24" width="18" height="18" aria-hidden="true">{outer}{inner}</svg>'


def _ends_curve(steps: list[tuple[str, str]]) -> bool:
    """Whether the points so far end a Bézier curve, which takes three."""
    count = 0
    for letter, _ in reversed(steps):
        if letter != "C":
            break
        count += 1
    return count % 3 == 0
