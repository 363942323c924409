"""Pictures drawn in processes of their own, while this one reads the workbooks and writes the tables.

A painter is started before there is anything to draw, since it takes a second to load what draws. What the painters do
not come to, or fail to draw, is drawn here; the files are the same bytes whoever draws them. Without painters, as when
the package is used as a library, everything is drawn here.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from lofte_analysis.charts.canvas import Chart

_MOST = 3  # more of them would have little to do beside the reading, which is not shared out


def spare_cores() -> int:
    """How many painters have a core of their own beside this process; none where there is one core."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores - 1, _MOST)


class Painters:
    """`number` processes that draw: a context, at whose end they are gone.

    They are started anew and not forked, as every system can; so the program's main module is imported once more by
    each of them, and must do nothing then.
    """

    def __init__(self, number: int = 0) -> None:
        self._number = number
        self._own: list[tuple[BaseProcess, Connection]] = []

    def __enter__(self) -> Painters:
        if self._number > 0:
            import multiprocessing

            context = multiprocessing.get_context("spawn")
            with _interrupts_ignored():  # which a painter inherits: Ctrl-C is answered here
                for _ in range(self._number):
                    here, there = context.Pipe()
                    process = context.Process(target=_paint, args=(there,), daemon=True)
                    try:
                        process.start()
                    except OSError:  # no more processes may be started: the others draw, and this one
                        here.close()
                        break
                    finally:
                        there.close()  # so that a painter that dies ends the waiting for it
                    self._own.append((process, here))
        return self

    def __exit__(self, *_) -> None:
        for process, line in self._own:
            process.kill()
            process.join()
            line.close()
        self._own = []

    @contextmanager
    def drawing(
        self, charts: list[Chart], folder: Path, progress: Callable[[str], None] = lambda text: None
    ) -> Iterator[Callable[[], dict[str, str]]]:
        """Begin to write each chart as PNG and SVG into `folder`; what is given draws the rest, and gives the SVGs.

        Raises ValueError as `images.write_pictures` does. A block that fails leaves nobody who writes in `folder`.
        """
        from lofte_analysis.publish.images import prepare

        prepare(charts, folder)
        work = _Work(charts, folder, progress)
        threads = [Thread(target=work.hand_out, args=(line,)) for _, line in self._own]
        try:
            for thread in threads:
                thread.start()
            yield lambda: work.done(threads)
        except BaseException:
            for process, _ in self._own:
                process.kill()
            raise
        finally:
            for thread in filter(Thread.is_alive, threads):
                thread.join()


class _Work:
    """The charts that are left to draw; whoever is free takes the next."""

    def __init__(self, charts: list[Chart], folder: Path, progress: Callable[[str], None]) -> None:
        self._charts, self._folder, self._progress = charts, folder, progress
        self._left = deque(charts)
        self._turn = Lock()  # what is told comes line by line

    def hand_out(self, line: Connection) -> None:
        """Give a painter one chart after the other, until none is left or one is not drawn."""
        while chart := self._next():
            try:
                line.send((chart, self._folder))
                drawn = line.recv()
            except Exception:  # the painter is gone, or the chart cannot be handed to another process
                drawn = False
            if not drawn:
                self._left.append(chart)
                return

    def done(self, threads: list[Thread]) -> dict[str, str]:
        """Draw what is left, and what the painters did not draw; an error of drawing is raised here."""
        self._draw_rest()
        for thread in threads:
            thread.join()
        self._draw_rest()
        return {chart.name: (self._folder / f"{chart.name}.svg").read_text(encoding="utf-8") for chart in self._charts}

    def _draw_rest(self) -> None:
        from lofte_analysis.publish.images import write_picture

        while chart := self._next():
            write_picture(chart, self._folder)

    def _next(self) -> Chart | None:
        with self._turn:
            if not self._left:
                return None
            chart = self._left.popleft()
            self._progress(f"Ritar bild {len(self._charts) - len(self._left)} av {len(self._charts)}: {chart.headline}")
            return chart


def _paint(line: Connection) -> None:
    """What a painter does: draw what it is given until nobody gives it more, and answer whether it could."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it is not inherited
    seldom_collected()
    from lofte_analysis.publish.images import write_picture

    _get_ready()

    def painted(chart: Chart, folder: Path) -> bool:
        try:
            write_picture(chart, folder)
        except Exception:  # whoever gave it draws it, and tells what is wrong
            return False
        return True

    with suppress(EOFError, OSError):
        while True:
            line.send(painted(*line.recv()))


def _get_ready() -> None:
    """Load what draws, and draw an empty slide, so that fonts and writers are at hand when the first chart comes."""
    import pandas as pd

    from lofte_analysis.charts.canvas import Chart
    from lofte_analysis.publish import report_charts  # noqa: F401  the modules that draw

    blank = Chart("tom", "a", "a", "a", "", "", pd.DataFrame(), draw=lambda ax: None)
    blank.png(), blank.svg()


def seldom_collected() -> None:
    """Look for garbage seldom: a run is short, and a tenth of its time went to looking through what is still in use."""
    gc.set_threshold(50_000, 20, 50)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
