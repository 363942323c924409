"""Many promises at once: a folder of folders, each followed up by itself as `lofte rapport` does it.

One piece of work per municipality, over the functions that exist. What is common is what each has published, row after
row: nothing is added up over municipalities, none is ranked, and no small count is shown that its own tables hide.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.comparison import comparison_table, rows_of_promise, together
from lofte_analysis.engines import Lost
from lofte_analysis.outcomes import follow_through
from lofte_analysis.paths import WORKBOOKS
from lofte_analysis.privacy import masked
from lofte_analysis.promise import read_promise
from lofte_analysis.promise_file import promise_file_in
from lofte_analysis.publish.exports import write_csv, write_joined
from lofte_analysis.publish.folder import INTERNAL, PUBLISHED, only_run, recover, whole_or_nothing
from lofte_analysis.publish.report import make_report
from lofte_analysis.reading.files import digest
from lofte_analysis.reading.workbooks import read_workbooks
from lofte_analysis.refusals import CommandError, Refusal, need_cutoff, need_promise, need_year, sentences

EACH = "kommuner"  # in the output folder, one folder per municipality
OUTCOMES = "uppfoljning.csv"
_PATIENCE = 60  # seconds for a file that another computer wrote to be seen here
_LEDGER = {"rows": "rader", "loaded": "inlästa", "merged": "sammanslagna", "rejected": "avvisade"}
_LEDGER |= {"unrecognised": "ej igenkända"}
_ONE_AT_A_TIME = threading.Lock()  # on a worker that somebody has started with several threads

Engine = Callable[[Callable, Sequence], Iterator[tuple[Any, Any]]]


@dataclass(frozen=True)
class Order:
    """One municipality to follow up: its folder, where to write, and what was asked for."""

    folder: Path
    out: Path
    till: dt.date | None = None
    year: int | None = None
    pictures: bool = False

    @property
    def name(self) -> str:
        return masked(self.folder.name)


@dataclass(frozen=True)
class Followed:
    """What came of one municipality: small, since it is sent between computers.

    `fault` says in Swedish why it could not be done, "" when it could. `ledger` accounts for the rows and unread files;
    `rows` are its part of a comparison; `digest` is that of its uppfoljning.csv.
    """

    fault: str = ""
    municipality: str = ""
    years: str = ""
    last_day: dt.date | None = None
    example: bool = False
    ledger: dict[str, int] = field(default_factory=dict)
    rows: pd.DataFrame | None = None
    digest: str = ""


def folders_in(folder: Path, out: Path) -> list[Path]:
    """The folders of the municipalities, by name; neither hidden ones nor the one that results are written to."""
    if not folder.is_dir():
        raise CommandError(f"Mappen {folder} finns inte. Ange en mapp som har en mapp per kommun.")
    found = [path for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith(".")]
    if promise_file_in(folder) is not None:
        raise CommandError(f"{folder} är mappen för ett enda löfte. Ange mappen ovanför, eller kör lofte rapport.")
    found = [path for path in found if path != out and path not in out.parents]
    if not found:
        raise CommandError(f"I mappen {folder} finns ingen mapp. Där ska finnas en mapp per kommun.")
    return found


def follow_many(
    orders: Sequence[Order], out: Path, engine: Engine, *, progress: Callable[[str], None] = lambda text: None
) -> list[Followed]:
    """Follow up each municipality, then write what is common; what came of each, in the order of `orders`.

    `engine` is one of `engines`. Nothing common is written when no municipality could be done. Raises OutputError when
    the folder cannot be written, and what the engine raises.
    """
    results: dict[Order, Followed] = {}
    with only_run(out):
        for order, result in engine(follow_one, orders):
            results[order] = Followed(fault=result.reason) if isinstance(result, Lost) else result
            said = f"kunde inte göras klar. {results[order].fault}" if results[order].fault else "klar"
            progress(f"{len(results)} av {len(orders)}: {order.name} {said}")
        followed = {order: _arrived(order, results[order]) for order in orders}
        for order in orders:
            recover(order.out, abandoned=0)  # what a worker that was killed left half-written
        if any(not each.fault for each in followed.values()):
            _write_common(followed, out)
    return list(followed.values())


def follow_one(order: Order) -> Followed:
    """Read, follow through and write one municipality. What goes wrong is told in the result and never raised."""
    with _ONE_AT_A_TIME:
        try:
            return _followed(order)
        except Refusal as error:
            return Followed(fault=_in_short(sentences(error)))
        except Exception as error:  # a fault of ours in one must not stop the others; its text may hold a cell
            return Followed(fault=f"Ett oväntat fel ({type(error).__name__}). Kör lofte rapport på mappen och se vad.")


def _in_short(faults: list[str]) -> str:
    first, *more = faults
    return first if not more else f"{first} Fler fel finns ({len(more)}): kör lofte kontrollera på mappen."


def _followed(order: Order) -> Followed:
    own = order.folder / WORKBOOKS
    workbooks = own if own.is_dir() else order.folder
    path = promise_file_in(workbooks, order.folder)  # never where a worker happens to stand
    need_promise(path, order.folder)
    promise = read_promise(path)
    records = read_workbooks(workbooks, promise)
    need_cutoff(records, order.till)
    need_year(promise, order.year)
    outcomes = follow_through(promise, records, cutoff=order.till)
    make_report(promise, records, outcomes, order.out, cutoff=order.till, year=order.year, pictures=order.pictures)
    return Followed(
        municipality=records.place(promise),
        years=promise.years,
        last_day=records.cutoff_day(order.till),
        example=records.example,
        ledger={**{name: int(records.ledger[name].sum()) for name in _LEDGER}, "unread": records.unread_files},
        rows=rows_of_promise("", promise, outcomes),
        digest=digest(order.out / PUBLISHED / OUTCOMES),
    )


def _arrived(order: Order, result: Followed) -> Followed:
    """The result, or the fault that its table is not to be found where it was said to be written."""
    path, until = order.out / PUBLISHED / OUTCOMES, time.monotonic() + _PATIENCE
    while not result.fault and not (path.is_file() and digest(path) == result.digest):
        if time.monotonic() > until:
            return Followed(fault=f"Resultatet syns inte i {order.out}. Når alla arbetare samma mapp?")
        time.sleep(1)
    return result


# What is common -------------------------------------------------------------------------------------------


def _write_common(followed: dict[Order, Followed], out: Path) -> None:
    done = {order: each for order, each in followed.items() if not each.fault}
    with whole_or_nothing(out) as staged:
        parts = ((_whose(order, each), order.out / PUBLISHED / OUTCOMES) for order, each in done.items())
        write_joined(parts, staged / PUBLISHED / OUTCOMES)
        write_csv(_comparison(done), staged / PUBLISHED / "jamforelse.csv")
        write_csv(_list(followed), staged / INTERNAL / "kommuner.csv")


def _whose(order: Order, each: Followed) -> dict[str, str]:
    return {"mapp": order.name, "kommun": each.municipality, "exempeldata": _mark(each.example)}


def _mark(example: bool) -> str:
    return EXAMPLE_MARK if example else "nej"


def _comparison(done: dict[Order, Followed]) -> pd.DataFrame:
    """The alike commitments of all promises together, by their kind and then by folder: never by how they went."""
    names = {order: f"{each.municipality} {each.years}" for order, each in done.items()}
    shared = Counter(names.values())
    names = {order: name if shared[name] == 1 else f"{name} ({order.name})" for order, name in names.items()}
    rows = together([each.rows.assign(promise=names[order]) for order, each in done.items()])
    return comparison_table(rows).assign(exempeldata=[_mark(example) for example in rows["example"]])


def _list(followed: dict[Order, Followed]) -> pd.DataFrame:
    """Every folder, with how far its data reach and what could not be read, or why it was not done."""
    return pd.DataFrame(
        [
            {
                **_whose(order, each),
                "läge": "inte klar" if each.fault else "klar",
                "till och med": "" if each.last_day is None else each.last_day.isoformat(),
                **{heading: each.ledger.get(name, "") for name, heading in _LEDGER.items()},
                "filer som inte kunde läsas": each.ledger.get("unread", ""),
                "skäl": each.fault,
            }
            for order, each in followed.items()
        ]
    )
