"""The output folder: new results are written beside the old ones and moved into place when all are whole.

Runs that write the same folder take turns when they move theirs into place; the lock is the operating system's, so a
run that is killed leaves none behind.
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from lofte_analysis.refusals import Refusal

PUBLISHED, INTERNAL = "publicera", "internt"
_NEW, _OLD, _LOCK = ".lofte-ny", ".lofte-gammal", ".lofte-las"
NOT_WRITABLE = "Det går inte att skriva i mappen {}. Välj en annan med --ut."
_PATIENCE = 60  # seconds to wait for another run to move its results into place
_ABANDONED = 3600  # seconds


class OutputError(Refusal, OSError):
    """The output folder cannot be written; the message is one Swedish sentence."""


@contextmanager
def whole_or_nothing(out: Path, folders: tuple[str, ...] = (PUBLISHED, INTERNAL)) -> Iterator[Path]:
    """A folder to write in; its `folders` replace those of `out` only when the block succeeds.

    A run that is killed leaves the earlier report whole; what it left half-done is put right by the next one.
    """
    staged = out / f"{_NEW}-{uuid.uuid4().hex[:12]}"  # processes on two computers may have the same number
    try:
        out.mkdir(parents=True, exist_ok=True)
        with _turn(out):
            recover(out, folders)
        shutil.rmtree(staged, ignore_errors=True)
        for name in folders:
            (staged / name).mkdir(parents=True)
    except OSError as error:
        raise OutputError(NOT_WRITABLE.format(out)) from error
    try:
        yield staged
        with _turn(out):
            recover(out, folders)
            _exchange(staged, out, folders)
    except Timeout:
        raise OutputError(f"En annan körning skriver i {out} och blir inte klar. Försök igen om en stund.") from None
    except PermissionError as error:
        where = Path(error.filename or out).name
        raise OutputError(f"Filen {where} går inte att byta ut. Stäng den i andra program och försök igen.") from None
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"Rapporten kunde inte skrivas i {out}. Finns det plats, och är mappen kvar?") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


@contextmanager
def only_run(out: Path) -> Iterator[None]:
    """Nobody else follows up many promises into this folder meanwhile. Raises OutputError when somebody does."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / f"{_LOCK}-flera", timeout=0)
        lock.acquire()
    except Timeout:
        raise OutputError(f"En annan körning skriver i {out}. Vänta tills den är klar, eller välj --ut.") from None
    except OSError as error:
        raise OutputError(NOT_WRITABLE.format(out)) from error
    try:
        yield
    finally:
        lock.release()


def _turn(out: Path) -> FileLock:
    return FileLock(out / _LOCK, timeout=_PATIENCE)


def _exchange(staged: Path, out: Path, folders: tuple[str, ...]) -> None:
    for name in folders:
        if (out / name).exists():
            os.replace(out / name, out / f"{_OLD}-{name}")
    for name in folders:
        os.replace(staged / name, out / name)
    for name in folders:
        shutil.rmtree(out / f"{_OLD}-{name}", ignore_errors=True)


def recover(out: Path, folders: tuple[str, ...] = (PUBLISHED, INTERNAL), *, abandoned: float | None = None) -> None:
    """Put back the earlier report if a run was killed between taking it away and putting the new one in place.

    What a killed run left half-written is cleared away when it is older than `abandoned` seconds, else an hour.
    """
    abandoned = _ABANDONED if abandoned is None else abandoned
    old = {name: out / f"{_OLD}-{name}" for name in folders}
    if any(path.exists() for path in old.values()):
        finished = all((out / name).exists() for name in folders)
        for name, path in old.items():
            if not path.exists():
                continue
            if finished:
                shutil.rmtree(path, ignore_errors=True)
            else:
                shutil.rmtree(out / name, ignore_errors=True)
                os.replace(path, out / name)
    for leftover in out.glob(f"{_NEW}-*"):  # a younger one may belong to a run that is still going on
        with suppress(FileNotFoundError):  # it has just ended
            if time.time() - leftover.stat().st_mtime > abandoned:
                shutil.rmtree(leftover, ignore_errors=True)
