"""How a figure of speed is measured: ours beside the bare work, turn by turn in one run, as a ratio with its spread.

A time of its own says more of the machine than of the code; a ratio can be compared between machines. Memory is the
peak of a process of its own, above what the process held before the work began.
"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ratio:
    """The median of our time to theirs over some rounds, the least and the most, and the median seconds of each."""

    median: float
    least: float
    most: float
    ours: float
    theirs: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f}–{self.most:.2f})"


@dataclass(frozen=True)
class Figure:
    """One line of the page: what was measured against what, and what was asked for.

    `found` is what the page shows, such as "1.42 (1.38–1.51)"; `limit` the most (or least) that is asked for, ""
    where nothing is; `kept` whether it holds, None where nothing is asked for; `details` seconds and the like.
    """

    what: str
    found: str
    limit: str = ""
    kept: bool | None = None
    details: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the page: its heading, what was done in a few sentences, its figures, and text below them."""

    heading: str
    about: str
    figures: list[Figure]
    below: str = ""


def compare(ours: Callable, theirs: Callable, rounds: int = 5, clock: Callable[[], float] = time.perf_counter) -> Ratio:
    """Run both in turns. `clock` is the wall's; `time.process_time` for work that never leaves one core.

    The first round warms files and caches up and is not counted.
    """
    times: list[tuple[float, float]] = []
    for number in range(rounds + 1):
        both = []
        for run in (ours, theirs):
            begun = clock()
            run()
            both.append(clock() - begun)
        if number:
            times.append((both[0], both[1]))
    ratios = [mine / their for mine, their in times]
    middle = [statistics.median(column) for column in zip(*times, strict=True)]
    return Ratio(statistics.median(ratios), min(ratios), max(ratios), *middle)


def at_most(what: str, ratio: Ratio, limit: float | None = None) -> Figure:
    """The line for a ratio that should be at most `limit`."""
    details = f"{ratio.ours:.2f} s against {ratio.theirs:.2f} s"
    if limit is None:
        return Figure(what, str(ratio), details=details)
    return Figure(what, str(ratio), f"≤ {limit:g}", ratio.median <= limit, details)


def peak_megabytes(work: Callable, *arguments) -> float:
    """The peak of memory of a new process that runs `work(*arguments)`, above what it held before, in MB. Linux only.

    `work` is a function of a module, since the process that runs it has to find it.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(there, work, arguments))
    process.start()
    there.close()  # so that a process that dies ends the waiting
    try:
        return here.recv()
    finally:
        process.join()


def _measured(pipe, work: Callable, arguments: tuple) -> None:
    before = _status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    kept = work(*arguments)
    pipe.send((_status("VmHWM") - before) / 1024)
    del kept


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
