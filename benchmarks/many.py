"""How `lofte flera` fares with 290 municipalities of four years each: one by one, and on a scheduler with workers.

Scheduler and workers are processes of their own, as on a cluster. The municipalities are invented: the rows of the
example data drawn anew with other seeds, ten different sets of workbooks of which each serves 29.
"""

from __future__ import annotations

import importlib.util
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from benchmarks.measure import Figure, Ratio, Section, _status, at_most
from lofte_analysis import engines, many
from lofte_analysis.outcomes import follow_through
from lofte_analysis.paths import WORKBOOKS, data_path
from lofte_analysis.promise import read_promise
from lofte_analysis.publish.report import make_report
from lofte_analysis.reading.workbooks import read_workbooks

ROOT = Path(__file__).parents[1]
ALL, SETS = 290, 10
SOME, ROUNDS = 16, 3  # for the spread: as many municipalities as Värmland has, so many times
EMPTY = 1000  # pieces of work that do nothing
ABOUT = """\
{all} generated municipalities with four years of data each (ten different sets of workbooks, {rows:,} rows in \
{files} files per municipality), tables only. The ratios are of {some} municipalities in {rounds} turns; all {all} \
were done once. Scheduler, workers and the command are separate processes that share {cores} cores and one disk."""
BELOW = """\
What grows with what, from the figures above:

| what | grows with | here |
| --- | --- | --- |
| time of one municipality | rows (reading), commitments × periods (the rest) | {reading:.2f} s to read, \
{following:.2f} s to follow through, {tables:.2f} s for the tables |
| time of one with `--rapport` | pictures | {pictures:.1f} s more |
| time of all | municipalities ÷ workers | {each:.2f} s × {all} ÷ 2 = {paper:.0f} s on paper, {measured:.0f} s found |
| the scheduler | one piece of work per municipality | {overhead:.1f} ms each |
| the command's own work at the end | rows of the common tables | {common:.1f} s for {all} |
| what is sent between processes | commitments | {sent:.0f} kB per municipality |
| disk | municipalities | {megabytes:.2f} MB read, {written:.2f} MB in {outputs} files written per municipality |
| memory of a worker | the largest municipality | {peak:.0f} MB at most |

Where the limit is, on paper. A worker asks for work each {each:.2f} s, and Dask needs {overhead:.1f} ms for it, so \
some {busy:.0f} workers keep it busy. There is never work for more workers than municipalities: {all} of them would \
take the time of the slowest one and the {common:.1f} s at the end. The shared disk is asked for {flow:.1f} MB/s per \
worker, so a network of 100 MB/s is full at about {network:.0f} workers, and a share that is slow to open files is \
felt sooner: {opened} are opened per municipality. More workers than cores on one computer gain nothing. The command \
holds what is sent ({sent:.0f} kB each) in memory, but reads the published tables one at a time."""


def section() -> Section:
    with tempfile.TemporaryDirectory(prefix="lofte ") as made:
        top = Path(made)
        folder = top / "länet"
        generate(folder, ALL)
        with _cluster(1) as one, _cluster(2) as two:
            return _measured(top, folder, one, two)


def _measured(top: Path, folder: Path, one: str, two: str) -> Section:
    ways = {
        "one by one": engines.one_by_one,
        "1 worker": partial(engines.on_cluster, address=one, folder=folder, out=top),
        "2 workers": partial(engines.on_cluster, address=two, folder=folder, out=top),
    }
    some = {name: _orders(folder, top / name, SOME) for name in ways}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(ROUNDS + 1):  # the first warms up
        for name, engine in ways.items():
            seconds, _ = _timed(many.follow_many, some[name], top / name, engine)
            times[name] += [seconds] if turn else []
    same = [_contents(top / name) == _contents(top / "one by one") for name in ways]
    early = max(_on_workers(two, "VmRSS"))
    everything, out = _orders(folder, top / "all", ALL), top / "all"
    measured, followed = _timed(many.follow_many, everything, out, ways["2 workers"])
    faults = sum(bool(each.fault) for each in followed)
    again = list(zip(everything, followed, strict=True))
    common, _ = _timed(many.follow_many, everything, out, lambda *_: iter(again))
    empty, _ = _timed(lambda: list(engines.on_cluster(nothing, range(EMPTY), two, folder=folder, out=top)))
    few, _ = _timed(lambda: list(engines.on_cluster(nothing, range(1), two, folder=folder, out=top)))
    overhead = (empty - few) / EMPTY * 1000
    peak, late = max(_on_workers(two, "VmHWM")), max(_on_workers(two, "VmRSS"))
    each = statistics.median(times["one by one"]) / SOME
    parts, read = _parts(folder, top), [path for path in everything[0].folder.rglob("*") if path.is_file()]
    files = [path for path in everything[0].out.rglob("*") if path.is_file() and not path.name.startswith(".")]
    figures = [
        at_most(f"{name} beside one by one, {SOME} municipalities", _ratio(times[name], times["one by one"]), limit)
        for name, limit in (("1 worker", 1.15), ("2 workers", 0.65))
    ]
    details = f"{ALL} × {each:.2f} s one by one would be {ALL * each:.0f} s"
    figures += [
        Figure(f"all {ALL} on 2 workers, once", f"{measured:.0f} s", "none failed", not faults, details),
        Figure(
            "files of the same bytes however it is run", f"{same.count(True)} of {len(same)} ways", "all", all(same)
        ),
        Figure("Dask's own time per municipality", f"{overhead:.1f} ms", details=f"{EMPTY} that do nothing, 2 workers"),
        Figure("to reach the cluster and look at its workers", f"{few:.1f} s", details="once in a run"),
        Figure(
            f"memory of a worker after {ALL // 2}",
            f"{late:.0f} MB",
            details=f"{early:.0f} MB after the first turns, at most {peak:.0f} MB; imports are in it",
        ),
    ]
    megabytes = sum(path.stat().st_size for path in read) / 1e6
    written = sum(path.stat().st_size for path in files) / 1e6
    import pickle

    sent = statistics.mean(len(pickle.dumps(each)) for each in followed) / 1000
    flow = (megabytes + written) / each
    numbers = {"each": each, "overhead": overhead, "common": common, "sent": sent, "peak": peak, "measured": measured}
    numbers |= {"megabytes": megabytes, "written": written, "outputs": len(files), "opened": len(files) + len(read)}
    numbers |= {
        "paper": ALL * each / 2,
        "busy": each * 1000 / overhead,
        "flow": flow,
        "network": 100 / flow,
        "all": ALL,
    }
    about = ABOUT.format(
        all=ALL, some=SOME, rounds=ROUNDS, rows=followed[0].ledger["rows"], files=len(read) - 2, cores=os.cpu_count()
    )
    return Section("Many municipalities", about, figures, BELOW.format(**numbers, **parts))


# What is measured -----------------------------------------------------------------------------------------


def generate(folder: Path, number: int) -> None:
    """So many municipalities with promise, school calendar and workbooks; every file says that it is invented."""
    spec = importlib.util.spec_from_file_location("skapa_exempel", data_path("exempel", "skapa_exempel.py"))
    generator = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = generator
    spec.loader.exec_module(generator)
    promise = data_path("medborgarloften", "sunne_2021-2024.toml").read_text(encoding="utf-8")
    promise = promise.replace('"../lasarstider/', '"')
    for serial in range(number):
        own = folder / f"Exempelby {serial + 1:03}"
        (own / WORKBOOKS).mkdir(parents=True)
        text = promise.replace('kommun = "Sunne"', f'kommun = "Exempelby {serial + 1}"\nexempel = true')
        (own / "lofte.toml").write_text(text, encoding="utf-8")
        shutil.copy(data_path("lasarstider", "platshallare_2021-2025.toml"), own)
        if serial < SETS:
            generator.random = SimpleNamespace(Random=lambda seed, serial=serial: random.Random(f"{seed} {serial}"))
            generator.main(own / WORKBOOKS)
        else:
            shutil.copytree(
                folder / f"Exempelby {serial % SETS + 1:03}" / WORKBOOKS, own / WORKBOOKS, dirs_exist_ok=True
            )


def nothing(item: int) -> int:
    return item


def peak(name: str) -> float:
    """A line of this process's memory, in MB."""
    return _status(name) / 1024


def _orders(folder: Path, out: Path, number: int) -> list[many.Order]:
    folders = many.folders_in(folder, out)[:number]
    return [many.Order(each, out / many.EACH / each.name) for each in folders]


def _parts(folder: Path, top: Path) -> dict[str, float]:
    """Seconds of each part of one municipality, the median of some turns."""
    own = many.folders_in(folder, top)[0]
    times: dict[str, list[float]] = {"reading": [], "following": [], "tables": [], "pictures": []}
    for _ in range(ROUNDS):
        promise = read_promise(own / "lofte.toml")
        seconds, records = _timed(read_workbooks, own / WORKBOOKS, promise)
        times["reading"].append(seconds)
        seconds, outcomes = _timed(follow_through, promise, records)
        times["following"].append(seconds)
        tables, _ = _timed(make_report, promise, records, outcomes, top / "del", pictures=False)
        times["tables"].append(tables)
        whole, _ = _timed(make_report, promise, records, outcomes, top / "del")
        times["pictures"].append(whole - tables)
    return {name: statistics.median(each) for name, each in times.items()}


def _ratio(ours: list[float], theirs: list[float]) -> Ratio:
    ratios = [mine / their for mine, their in zip(ours, theirs, strict=True)]
    return Ratio(
        statistics.median(ratios), min(ratios), max(ratios), statistics.median(ours), statistics.median(theirs)
    )


def _timed(work, *arguments, **options) -> tuple[float, object]:
    begun = time.perf_counter()
    result = work(*arguments, **options)
    return time.perf_counter() - begun, result


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Processes ------------------------------------------------------------------------------------------------


@contextmanager
def _cluster(workers: int) -> Iterator[str]:
    """The address of a scheduler with so many workers of one thread, ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": ROOT}
    quiet["env"] = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    quiet["env"]["DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED"] = "False"  # as docs/flera.md says
    port = address.rsplit(":", 1)[1]
    calls = [
        ["scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
    ]
    calls += [["worker", address, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]] * workers
    running = [subprocess.Popen([sys.executable, "-m", "dask", *call], **quiet) for call in calls]
    try:
        _wait_for(address, workers)
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait()


def _wait_for(address: str, workers: int) -> None:
    from distributed import Client

    until = time.monotonic() + 60
    while True:
        try:
            with Client(address, timeout=5, set_as_default=False) as client:
                return client.wait_for_workers(workers, timeout=60)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def _on_workers(address: str, name: str) -> list[float]:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        return list(client.run(peak, name).values())
