"""Pictures drawn by processes of their own: the same bytes, whatever becomes of the painters."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from lofte_analysis import cli, commands
from lofte_analysis.charts.style import text_width, wrapped
from lofte_analysis.publish.contents import contents_of
from lofte_analysis.publish.images import write_pictures
from lofte_analysis.publish.painters import Painters, spare_cores

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def charts(example) -> list:
    cutoff = example.outcomes["cutoff"].iloc[0]
    report = contents_of(example.promise, example.records, example.outcomes, cutoff, None)
    return report.first_charts + [chart for group in report.area_charts.values() for chart in group]


@pytest.fixture(scope="module")
def alone(charts, tmp_path_factory) -> Path:
    """Three pictures drawn in this process."""
    folder = tmp_path_factory.mktemp("alone")
    write_pictures(charts[:3], folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fails(ax):
    raise ZeroDivisionError("nothing to divide by")


def ends_its_process(ax, here: int):
    if os.getpid() != here:
        os._exit(1)


def gone(group: int) -> bool:
    """Whether no process of a group is left, waited for at most five seconds."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_painters_draw_the_same_bytes_as_this_process(charts, alone, tmp_path):
    with Painters(2) as painters, painters.drawing(charts[:3], tmp_path / "bilder") as pictures:
        until = time.monotonic() + 120
        while len(list((tmp_path / "bilder").glob("*.svg"))) < 3 and time.monotonic() < until:
            time.sleep(0.1)  # so that the painters draw them all
        svgs = pictures()
    assert files(tmp_path / "bilder") == files(alone)
    assert list(svgs) == [chart.name for chart in charts[:3]]
    assert all(svg == (alone / f"{name}.svg").read_text(encoding="utf-8") for name, svg in svgs.items())


def test_where_no_process_can_be_started_everything_is_drawn_here(charts, alone, tmp_path, monkeypatch):
    def refuse(process):
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", refuse)
    with Painters(2) as painters, painters.drawing(charts[:3], tmp_path / "bilder") as pictures:
        pictures()
    assert files(tmp_path / "bilder") == files(alone)


def test_what_a_painter_that_dies_leaves_is_drawn_here(charts, alone, tmp_path):
    with Painters(1) as painters:
        painters._own[0][0].kill()
        with painters.drawing(charts[:3], tmp_path) as pictures:
            pictures()
    assert files(tmp_path) == files(alone)


def test_a_chart_that_ends_its_painter_is_drawn_here(charts, tmp_path):
    deadly = replace(charts[0], draw=partial(ends_its_process, here=os.getpid()))
    with Painters(1) as painters, painters.drawing([deadly], tmp_path) as pictures:
        painters._own[0][0].join(60)
        assert list(pictures()) == [deadly.name]


def test_a_chart_that_cannot_be_handed_over_is_drawn_here(charts, tmp_path):
    bound = replace(charts[0], draw=lambda ax: None)
    with Painters(1) as painters, painters.drawing([bound], tmp_path) as pictures:
        assert list(pictures()) == [bound.name]


def test_what_goes_wrong_in_a_painter_is_told_here_and_no_painter_is_left(charts, tmp_path):
    broken = replace(charts[0], draw=fails)
    with (
        pytest.raises(ZeroDivisionError, match="nothing to divide by"),
        Painters(1) as painters,
        painters.drawing([broken], tmp_path) as pictures,
    ):
        pictures()
    assert not multiprocessing.active_children()


def test_every_chart_of_a_report_can_be_handed_over_without_its_figure(charts):
    for chart in charts:
        chart.figure()
        before = len(pickle.dumps(chart))
        assert chart._drawn and len(pickle.dumps(chart)) == before, chart.name
        assert pickle.loads(pickle.dumps(chart)).alt == chart.alt


def test_a_report_of_the_library_starts_no_process(monkeypatch, example, tmp_path):
    asked = []
    monkeypatch.setattr(commands, "report", lambda options: asked.append(options.at_shell) or 0)
    cli.main(["rapport"])
    monkeypatch.setattr(sys, "argv", ["lofte", "rapport"])
    cli.main()
    assert asked == [False, True]
    with Painters():
        assert not multiprocessing.active_children()
    assert 0 <= spare_cores() <= 3


def test_painters_are_named_without_loading_what_draws():
    heavy = "pandas", "matplotlib", "numpy", "multiprocessing", "lofte_analysis.charts"
    code = f"import lofte_analysis.publish.painters, sys; print([m for m in {heavy!r} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert shown.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a console, not to a process")
def test_a_report_that_is_interrupted_leaves_one_sentence_and_nobody_who_draws(tmp_path):
    command = [sys.executable, "-m", "lofte_analysis", "rapport", "--ut", str(tmp_path / "export")]
    run = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # else ignored, if these tests ignore it
    )
    for line in run.stderr:
        if line.startswith(b"Ritar bild"):
            break
    for _ in range(3):  # an interrupt may be lost in Python itself while modules are loaded; nobody presses but once
        with suppress(subprocess.TimeoutExpired):
            os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to the painters as well
            said = run.communicate(timeout=10)[1].decode()
            break
    assert run.returncode == 2
    assert "Traceback" not in said and said.splitlines()[-1].startswith("lofte: avbruten.")
    assert not list(tmp_path.rglob("*.svg"))
    assert gone(run.pid)


def test_lines_are_broken_where_the_next_word_would_not_fit():
    text = " ".join(f"{'åtagande' * (number % 3)}Te{number}, AVfall" for number in range(60))
    for width in range(90, 700, 7):
        lines = wrapped(text, width, 15, "bold")
        assert " ".join(lines) == text
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            assert " " not in line or text_width(line, 15, "bold") <= width
            if following:
                assert text_width(f"{line} {following.split(' ')[0]}", 15, "bold") > width


def test_the_shell_and_the_library_write_the_same_report(tmp_path):
    assert cli.main(["rapport", "--ut", str(tmp_path / "library")]) == 0
    command = [sys.executable, "-m", "lofte_analysis", "rapport", "--ut", str(tmp_path / "shell")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    for path in (tmp_path / "library").rglob("*"):
        if path.is_file():
            other = tmp_path / "shell" / path.relative_to(tmp_path / "library")
            assert path.read_bytes() == other.read_bytes(), path.name
