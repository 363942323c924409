"""How many pieces of work that do not know of each other are done: one by one here, or several at a time on Dask.

Nothing here knows what the work is. An engine takes a function and its items and gives each item with what came of it,
as they are finished. Dask is an addition that is imported only when it is used.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import logging
import secrets
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

from lofte_analysis.paths import data_path
from lofte_analysis.refusals import CommandError

_PATIENCE = 15  # seconds to reach a cluster, and a worker on it
_SETTINGS = {
    "distributed.scheduler.allowed-failures": 1,  # an item is tried twice, and then twice again by itself
    "distributed.scheduler.worker-saturation": 1.0,  # no item waits on a worker that another may kill
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,  # what it notes takes a megabyte for each municipality, and stays
}
# What a result, or its bytes, can depend on.
_BUILT_ON = ("pandas", "numpy", "matplotlib", "openpyxl", "python-calamine", "holidays", "personnummer")
_BUILT_ON += ("jinja2", "python-docx")
_OWN = (".py", ".j2", ".css", ".mplstyle", ".ttf")


@dataclass(frozen=True)
class Lost:
    """What came of an item that no worker could finish; `reason` is one Swedish sentence."""

    reason: str


def has_dask() -> bool:
    """Whether Dask is installed, and what it needs to lock a cluster against others on the same computer."""
    return all(find_spec(name) is not None for name in ("distributed", "cryptography"))


def one_by_one(work: Callable, items: Sequence) -> Iterator[tuple[Any, Any]]:
    """Each item in its order, in this process."""
    return ((item, work(item)) for item in items)


def on_workers(work: Callable, items: Sequence, *, workers: int | None = None) -> Iterator[tuple[Any, Any]]:
    """Each item in a process of this computer, on `workers` of them at a time, else as many as it has cores.

    `work` is a function of a module that lets no exception out. The cluster is reached from this computer alone, by
    processes that hold its key.
    """
    import dask
    from dask.system import CPU_COUNT
    from distributed import Client, LocalCluster
    from distributed.security import Security

    with _silence(), dask.config.set(_SETTINGS):
        try:
            with _deaf_to_interrupts():
                cluster = LocalCluster(
                    n_workers=min(workers or CPU_COUNT, len(items)),
                    threads_per_worker=1,
                    processes=True,  # pandas holds the interpreter's lock, and matplotlib bears no threads
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",  # a free port: without one Dask takes what others share
                    scheduler_kwargs={"dashboard": False},
                    security=Security.temporary(),
                    silence_logs=logging.CRITICAL,
                )
        except (RuntimeError, OSError):
            raise CommandError("Arbetarna kunde inte startas. Försök igen, eller med färre: --arbetare 1.") from None
        with cluster, Client(cluster, set_as_default=False) as client:
            yield from _finished(client, work, items)


def on_cluster(work: Callable, items: Sequence, address: str, *, folder: Path, out: Path) -> Iterator[tuple[Any, Any]]:
    """Each item on a worker of the cluster whose scheduler has this address, such as "tcp://10.0.0.5:8786".

    Raises CommandError when it cannot be reached or has no worker, and when a worker does not see `folder` and `out`
    as they are seen here, or would give other bytes.
    """
    from distributed import Client

    with _silence():
        try:
            client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except Exception:  # an address of no known form, nobody there, another kind of lock
            raise CommandError(
                f"Det går inte att nå ett kluster på {address}. Kontrollera adressen, till exempel "
                "tcp://dator:8786, och att schemaläggaren är igång."
            ) from None
        with client:
            try:
                client.wait_for_workers(1, timeout=_PATIENCE)
            except TimeoutError:
                raise CommandError(
                    f"Klustret på {address} har inga arbetare. Starta minst en och försök igen."
                ) from None
            _refuse_unlike(client, folder, out)
            yield from _finished(client, work, items)


def _finished(client, work: Callable, items: Sequence) -> Iterator[tuple[Any, Any]]:
    """The items as they are finished; last, and alone, those that were on a worker that died time after time.

    Dask does not know which of the items on a dead worker killed it. One that is tried alone is surely the one.
    """
    from distributed import KilledWorker, as_completed

    together = client.map(work, items, pure=False)
    waiting, suspected = {future.key: item for future, item in zip(together, items, strict=True)}, []
    completed = as_completed(together, loop=client.loop)
    del together  # so that each result is let go of when it has been given
    for future in completed:
        item, result = waiting.pop(future.key), _result(future)
        if isinstance(result, KilledWorker):
            suspected.append(item)
        else:
            yield item, _or_lost(result)
    for item in suspected:
        yield item, _or_lost(_result(client.submit(work, item, pure=False)))


def _result(future) -> Any:
    try:
        return future.result()
    except Exception as error:
        return error


def _or_lost(result: Any) -> Any:
    from distributed import KilledWorker

    if isinstance(result, KilledWorker):
        return Lost("Processen som gjorde arbetet dog varje gång. Räcker minnet, och går arbetsböckerna att öppna?")
    if isinstance(result, Exception):
        return Lost(f"Klustret gav inget svar ({type(result).__name__}). Försök igen.")
    return result


# A cluster that someone else has started ------------------------------------------------------------------


def _refuse_unlike(client, folder: Path, out: Path) -> None:
    probe = out / f".lofte-prov-{secrets.token_hex(6)}"
    probe.write_text(probe.name, encoding="utf-8")
    try:
        answers = client.run(_seen, folder, probe, on_error="return")
    finally:
        probe.unlink()
    here = folder.is_dir(), probe.name, edition()
    for worker, answer in answers.items():
        if not isinstance(answer, tuple):
            raise CommandError(f"Arbetaren {worker} kan inte köra lofte-analysis. Installera samma version där.")
        for seen, wanted, what in zip(answer, here, (folder, out, None), strict=True):
            if seen != wanted and what is not None:
                raise CommandError(
                    f"Arbetaren {worker} ser inte mappen {what}. Alla arbetare ska nå samma mapp med samma sökväg."
                )
            if seen != wanted:
                raise CommandError(
                    f"Arbetaren {worker} har en annan version av lofte-analysis eller av det som den bygger på. "
                    "Installera samma version på alla datorer."
                )


def _seen(folder: Path, probe: Path) -> tuple[bool, str, str]:
    """What a worker sees of the folder to read and of a file in the one to write, and its edition of this code."""
    return folder.is_dir(), probe.read_text(encoding="utf-8") if probe.is_file() else "", edition()


def edition() -> str:
    """Tells apart two installations that may write different bytes, wherever they keep their data.

    It is made of what the package is built on, its own files and the school years that a promise may fall back on.
    """
    told = hashlib.sha256(repr([(name, importlib.metadata.version(name)) for name in _BUILT_ON]).encode())
    package, school_years = Path(__file__).parent, data_path("lasarstider")
    files = {path.relative_to(package).as_posix(): path for path in package.rglob("*") if path.suffix in _OWN}
    files = {name: path for name, path in files.items() if not name.startswith("data/")}  # examples, in a wheel
    files |= {f"lasarstider/{path.name}": path for path in school_years.glob("*.toml")}
    for name, path in sorted(files.items()):
        told.update(name.encode())
        told.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return told.hexdigest()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is started here never hears Ctrl-C, which is ours to answer; one that comes meanwhile is heard after it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # its start would let the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _silence() -> Iterator[None]:
    """Without Dask's own lines, which say nothing to the one who follows up a promise; entered after it is loaded."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]
    heard = [logger for logger in map(logging.getLogger, names) if not logger.disabled]
    for logger in heard:
        logger.disabled = True
    try:
        yield
    finally:
        for logger in heard:
            logger.disabled = False
