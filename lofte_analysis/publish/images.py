"""Charts as picture files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from lofte_analysis.charts.canvas import Chart, named_apart
from lofte_analysis.paths import output_path
from lofte_analysis.publish.painters import Painters


def export_charts(charts: Iterable[Chart], folder: str | Path = "export/bilder") -> list[str]:
    """Write each chart as PNG (1920 × 1080) and SVG, and give the names of the files.

    A relative folder is seen from the repository root. Raises ValueError, before anything is written, for a chart
    that was drawn from counts of persons which have not passed `suppress_small_counts`.
    """
    svgs = write_pictures(named_apart(charts), output_path(folder))
    return [f"{name}.{kind}" for name in svgs for kind in ("png", "svg")]


def write_pictures(
    charts: list[Chart], folder: Path, *, progress: Callable[[str], None] = lambda text: None
) -> dict[str, str]:
    """Write each chart as PNG and SVG into `folder`, and give the SVGs by name.

    Raises ValueError, before anything is written, for a chart that must not be published or for two of one name.
    """
    with Painters().drawing(charts, folder, progress) as pictures:
        return pictures()


def prepare(charts: list[Chart], folder: Path) -> None:
    """Make the folder, if all charts may be written into it; raises ValueError as `write_pictures` does."""
    for chart in charts:
        if not chart.publishable:
            raise ValueError(
                f"chart {chart.name!r} shows counts of persons; draw it from suppress_small_counts(outcomes)"
            )
    names = [chart.name for chart in charts]
    if len(set(names)) < len(names):
        raise ValueError(f"charts must have names of their own, got {names}")
    folder.mkdir(parents=True, exist_ok=True)


def write_picture(chart: Chart, folder: Path) -> None:
    """Write one chart as PNG and SVG."""
    (folder / f"{chart.name}.png").write_bytes(chart.png())
    (folder / f"{chart.name}.svg").write_text(chart.svg(), encoding="utf-8", newline="\n")
