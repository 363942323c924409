"""Charts as picture files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from lofte_analysis.charts.canvas import Chart
from lofte_analysis.paths import output_path


def export_charts(charts: Iterable[Chart], folder: str | Path = "export/bilder") -> list[str]:
    """Write each chart as PNG (1920 × 1080) and SVG, and give the names of the files.

    A relative folder is seen from the repository root. Raises ValueError, before anything is written, for a chart
    that was drawn from counts of persons which have not passed `suppress_small_counts`.
    """
    svgs = write_pictures(list(charts), output_path(folder))
    return [f"{name}.{kind}" for name in svgs for kind in ("png", "svg")]


def write_pictures(
    charts: list[Chart], folder: Path, *, progress: Callable[[str], None] = lambda text: None
) -> dict[str, str]:
    """Write each chart as PNG and SVG into `folder`, and give the SVGs by name, for the page.

    Raises ValueError, before anything is written, for a chart that must not be published or for two of one name.
    """
    for chart in charts:
        if not chart.publishable:
            raise ValueError(
                f"chart {chart.name!r} shows counts of persons; draw it from suppress_small_counts(outcomes)"
            )
    names = [chart.name for chart in charts]
    if len(set(names)) < len(names):
        raise ValueError(f"charts must have names of their own, got {names}")
    folder.mkdir(parents=True, exist_ok=True)
    svgs = {}
    for number, chart in enumerate(charts, 1):
        progress(f"Ritar bild {number} av {len(charts)}: {chart.headline}")
        (folder / f"{chart.name}.png").write_bytes(chart.png())
        svgs[chart.name] = chart.svg()
        (folder / f"{chart.name}.svg").write_text(svgs[chart.name], encoding="utf-8", newline="\n")
    return svgs
