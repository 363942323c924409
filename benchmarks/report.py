"""How fast a report is written, and how fast the package and its command are loaded.

The floor of a report is a process of its own that imports pandas and matplotlib and draws as many slides of 1920 × 1080
pixels as the report has, with as many texts (each as long) and marks, by plain calls of matplotlib, and writes each as
PNG and SVG as the report does. It reads no workbook, judges nothing and writes neither tables nor pages.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

from benchmarks.measure import Figure, Ratio, Section, at_most, compare
from lofte_analysis.charts.canvas import Chart
from lofte_analysis.outcomes import follow_through
from lofte_analysis.promise import read_promise
from lofte_analysis.publish.contents import contents_of
from lofte_analysis.reading.workbooks import read_workbooks

# The settings that ours owes its speed to hold for the floor as well: letters without hinting, PNG packed lightly.
FLOOR = """
import json, sys
import pandas
import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

matplotlib.rcParams.update({"text.hinting": "none", "text.parse_math": False})
folder, charts = sys.argv[1], json.loads(sys.argv[2])
for number, (texts, marks) in enumerate(charts):
    figure = Figure(figsize=(960 / 72, 540 / 72), dpi=144)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set_xlim(0, 960)
    ax.set_ylim(540, 0)
    for place in range(marks):
        ax.plot([place * 37 % 960], [place * 53 % 540], marker="o", markersize=14, linestyle="none")
    for place, length in enumerate(texts):
        ax.text(place * 41 % 700, place * 29 % 540, ("uppfyllt i 25 av 35 månader, " * 9)[:length], fontsize=13)
    figure.savefig(f"{folder}/{number}.png", dpi=144, pil_kwargs={"compress_level": 2})
    figure.savefig(f"{folder}/{number}.svg")
"""


def artists_of(chart: Chart) -> tuple[list[int], int]:
    """The length of each text of a slide, and how many other artists are drawn: marks, lines and areas."""
    figure = chart.figure()
    drawn = [artist for ax in figure.axes for artist in (*ax.lines, *ax.patches, *ax.collections)]
    texts = [text for holder in (figure, *figure.axes) for text in holder.texts]
    return [len(text.get_text()) for text in texts], len(drawn)


def _charts() -> list[Chart]:
    promise = read_promise()
    records = read_workbooks(promise=promise)
    outcomes = follow_through(promise, records)
    cutoff = pd.Timestamp(records.cutoff_day(None))
    report = contents_of(promise.for_example_data(), records, outcomes, cutoff, None)
    return report.first_charts + [chart for group in report.area_charts.values() for chart in group]


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def section() -> Section:
    artists = [artists_of(chart) for chart in _charts()]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        whole = compare(
            lambda: _run("-m", "lofte_analysis", "rapport", "--ut", str(out / "report")),
            lambda: _run("-c", FLOOR, folder, json.dumps(artists)),
        )
    package = compare(lambda: _run("-c", "import lofte_analysis"), lambda: _run("-c", "import pandas"))
    first = compare(
        lambda: _run("-c", "import lofte_analysis as la; la.read_workbooks, la.follow_through"),
        lambda: _run("-c", "import pandas"),
    )
    asked = compare(lambda: _run("-m", "lofte_analysis", "--help"), lambda: _run("-c", "pass"))
    texts, marks = sum(len(lengths) for lengths, _ in artists), sum(number for _, number in artists)
    figures = [
        at_most("`lofte rapport`, beside the floor", whole, 1.5),
        _under("`lofte rapport`, seconds", whole, 6),
        at_most("`import lofte_analysis`, beside `import pandas`", package, 1.1),
        at_most("the same, with reading and follow-up loaded", first, 1.1),
        _under("`lofte --help`, seconds", asked, 0.2),
    ]
    about = (
        f"`lofte rapport` on the example data, by the wall, in a process of its own. The floor imports pandas and "
        f"matplotlib and draws {len(artists)} slides with {texts} texts and {marks} other artists in all, in one "
        "process, as PNG and SVG."
    )
    return Section("Report", about, figures)


def _under(what: str, ratio: Ratio, seconds: float) -> Figure:
    return Figure(what, f"{ratio.ours:.2f}", f"≤ {seconds:g}", ratio.ours <= seconds)
