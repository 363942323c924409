"""Charts as picture files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lofte_analysis.charts.canvas import Chart
from lofte_analysis.paths import output_path


def export_charts(charts: Iterable[Chart], folder: str | Path = "export/bilder") -> list[str]:
    """Write each chart as PNG (1920 × 1080) and SVG, and give the names of the files.

    A relative folder is seen from the repository root. Raises ValueError, before anything is written, for a chart
    that was drawn from counts of persons which have not passed `suppress_small_counts`.
    """
    charts = list(charts)
    for chart in charts:
        if not chart.publishable:
            raise ValueError(
                f"chart {chart.name!r} shows counts of persons; draw it from suppress_small_counts(outcomes)"
            )
    folder = output_path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for chart in charts:
        figure = chart.figure()
        (folder / f"{chart.name}.png").write_bytes(chart.png(figure=figure))
        (folder / f"{chart.name}.svg").write_text(chart.svg(figure=figure), encoding="utf-8", newline="\n")
        names += [f"{chart.name}.png", f"{chart.name}.svg"]
    return names
