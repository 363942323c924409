"""Write docs/reliability.md: what happens to bad input, measured now, on this machine.

    python -m uv run python docs/reliability.py                    a few minutes
    python -m uv run python docs/reliability.py --mutants 20000    the long run, about half an hour

Each bad input is read together with a good workbook in a process of its own, so that time, memory and an abrupt end
are seen from outside. `--only` measures some sections and keeps the others as they stand.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE / "reliability.md"
sys.path.insert(0, str(HERE.parent / "tests"))

REAL = HERE.parents[1] / "shared" / "data" / "xlsx"
NOTE = "<!-- Written by docs/reliability.py. Change the code, not this page. -->"
TIME_LIMIT = 60
BATCH, PER_PROCESS = 50, 500


# In a process of its own ----------------------------------------------------------------------------------


def read_and_tell(folder: Path, closed: str = "") -> None:
    """Read a folder and print what came of it: seconds, the peak of the process's memory, problems and ledger."""
    import pandas  # noqa: F401  the cost of loading belongs to no file
    import python_calamine  # noqa: F401

    from lofte_analysis.promise import read_promise
    from lofte_analysis.reading.workbooks import read_workbooks

    promise = read_promise()
    _close(closed)
    start = time.process_time()  # of the processor: the machine may do other things too
    told = read_workbooks(folder, promise)
    seconds = time.process_time() - start
    ledger = told.ledger.groupby("file")[["rows", "loaded", "rejected"]].sum()
    print(
        json.dumps(
            {
                "seconds": seconds,
                "megabytes": _peak(),
                "problems": told.problems[["file", "problem"]].values.tolist(),
                "ledger": {name: row.tolist() for name, row in zip(ledger.index, ledger.to_numpy(), strict=True)},
            }
        )
    )


def _close(closed: str) -> None:
    """Take away the right to read a.xlsx, or make it seem held by another program as Windows would say it."""
    if not closed:
        return
    error = PermissionError(13, "closed")
    error.winerror = 32 if closed == "held" else 5
    opened = Path.open

    def refuse(path, *given, **named):
        if path.name == "a.xlsx":
            raise error
        return opened(path, *given, **named)

    Path.open = refuse


def _peak() -> float:
    """The most memory that the process has held, in MB."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux: the other figure counts what the process that started this one held
        return int(re.search(r"VmHWM:\s*(\d+)", status.read_text())[1]) / 1024
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def fuzz_and_tell(first: int, count: int) -> None:
    """Read mutants in batches and print how each ended; a time per batch shows what is slow."""
    from mutants import read_mutants

    from lofte_analysis.promise import read_promise
    from lofte_analysis.reading.workbooks import read_workbooks

    promise = read_promise()
    for start in range(first, first + count, BATCH):
        began = time.perf_counter()
        numbers = range(start, min(start + BATCH, first + count))
        outcomes = read_mutants(numbers, lambda folder: read_workbooks(folder, promise))
        told = [[outcome.number, outcome.kind, outcome.ending, outcome.fault] for outcome in outcomes]
        print(json.dumps({"seconds": time.perf_counter() - began, "outcomes": told}), flush=True)


@dataclass(frozen=True)
class Ended:
    """How a process ended: "ok", "hang", "traceback", or the signal that ended it; and what it printed."""

    how: str
    lines: list[dict]


def in_a_process(*arguments: str, limit: float = TIME_LIMIT) -> Ended:
    command = [sys.executable, str(HERE / "reliability.py"), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, cwd=HERE.parent)
    except subprocess.TimeoutExpired:
        return Ended("hang", [])
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode:
        return Ended(f"signal {-done.returncode}" if done.returncode < 0 else "traceback", lines)
    return Ended("ok", lines)


# The sections ---------------------------------------------------------------------------------------------


def inputs_section(_: argparse.Namespace) -> str:
    from hostile import EDGES, GOOD_ROWS, INPUTS, write_good

    alone = _read([write_good]).lines[0]
    bad, edges = ([_beside_a_good_file(one, alone) for one in those] for those in (INPUTS, EDGES))
    failed = sum(not kept for _, kept in [*bad, *edges])
    head = ["input", "what the user is told", "rows of the good file", "s", "MB", "process"]
    text = (
        f"{len(bad)} inputs and {len(edges)} that are as large as is let through, {failed} of them outside what is "
        f"promised: a sentence of its own, the {GOOD_ROWS} rows of the file beside it read, less than a second, less "
        "than 300 MB, and a process that lives. Seconds are the processor's; seconds and megabytes are those above the "
        f"good file alone ({alone['seconds']:.1f} s, {alone['megabytes']:.0f} MB with Python and pandas). The right to "
        "read and the lock of another program are acted out: the system's answer is put in the place of the file."
    )
    large = "As large as is let through, where the file itself has only a few kilobytes:"
    return "\n\n".join([text, _table(head, [row for row, _ in bad]), large, _table(head, [row for row, _ in edges])])


def _beside_a_good_file(bad, alone: dict) -> tuple[list, bool]:
    """A row of the table, and whether it is as promised."""
    from hostile import GOOD_NAME, GOOD_ROWS, write_good

    ended = _read([write_good, bad.write], bad.closed)
    told = ended.lines[0] if ended.lines else {"problems": [], "ledger": {}, "seconds": 0, "megabytes": 0}
    said = next((text for name, text in told["problems"] if name == bad.name), "–")
    read = told["ledger"].get(GOOD_NAME, [0, 0, 0])[1]
    seconds, megabytes = (max(0.0, told[name] - alone[name]) for name in ("seconds", "megabytes"))
    kept = bad.said in said and read == GOOD_ROWS and ended.how == "ok" and seconds < 1 and megabytes < 300
    print(f"{'ok ' if kept else 'BAD'} {bad.title}: {said} {seconds:.2f} s {megabytes:.0f} MB {ended.how}")
    return [bad.title, said, f"{read} of {GOOD_ROWS}", f"{seconds:.1f}", f"{megabytes:.0f}", ended.how], kept


def _read(makers: Iterable[Callable[[Path], object]], closed: str = "") -> Ended:
    with tempfile.TemporaryDirectory() as name:
        for make in makers:
            make(Path(name))
        return in_a_process("--read", name, "--closed", closed)


def fuzz_section(options: argparse.Namespace) -> str:
    endings: dict[str, Counter] = {}
    faults, ends, slowest = [], Counter(), 0.0
    for first in range(options.seed, options.seed + options.mutants, PER_PROCESS):
        count = min(PER_PROCESS, options.seed + options.mutants - first)
        ended = in_a_process("--fuzz", str(first), str(count), limit=TIME_LIMIT * 10)
        seen = {outcome[0] for line in ended.lines for outcome in line["outcomes"]}
        lines = list(ended.lines)
        for number in range(first, first + count) if ended.how != "ok" else ():
            if number not in seen:  # one by one, to see which it was
                alone = in_a_process("--fuzz", str(number), "1")
                ends[alone.how] += 1
                lines += alone.lines
                if alone.how != "ok":
                    faults.append([number, "", alone.how])
        for line in lines:
            slowest = max(slowest, line["seconds"] / len(line["outcomes"]))
            for number, kind, ending, fault in line["outcomes"]:
                endings.setdefault(kind, Counter())[ending] += 1
                if fault:
                    faults.append([number, kind, fault])
        print(f"{first + count - options.seed} mutants, {len(faults)} faults")
    names = ["read", "sheet refused", "file refused"]
    rows = [[kind, sum(of.values()), *[of[name] for name in names]] for kind, of in sorted(endings.items())]
    rows.append(["**all**", *[sum(row[place] for row in rows) for place in range(1, 5)]])
    how = Counter(
        fault if fault in ("hang", "traceback") or fault.startswith("signal") else "row" for *_, fault in faults
    )
    aborts = sum(count for name, count in how.items() if name.startswith("signal"))
    text = (
        f"{options.mutants:,} mutants of one workbook, numbers {options.seed} to {options.seed + options.mutants - 1}; "
        "a number is the seed, so each can be made again with `tests/mutants.py`. "
        f"Tracebacks: {how['traceback']}. Hangs: {how['hang']}. Processes that ended: {aborts}. Ledgers that did not "
        f"add up, and rows lost or changed that the mutation had not touched: {how['row']}. The slowest batch took "
        f"{slowest:.2f} s a file. “Read” holds the files of which every row was loaded, rejected or told of."
    )
    found = [_table(["mutant", "kind", "what happened"], faults[:40])] if faults else []
    return "\n\n".join([text, _table(["what was changed", "mutants", *names], rows), *found])


def writers_section(_: argparse.Namespace) -> str:
    from writers import writers

    files = [(title, name, content, 2) for title, name, content in writers()]
    files += [(f"LibreOffice itself, {kind}", f"lo.{kind}", made, 2) for kind, made in _from_libreoffice()]
    rows = []
    for title, name, content, expected in files:
        ended = _read([lambda folder, name=name, content=content: (folder / name).write_bytes(content)])
        rows.append([title, f"{ended.lines[0]['ledger'][name][1]} of {expected}" if ended.lines else "0", ended.how])
    if REAL.is_dir():
        for path in sorted(REAL.glob("*.xlsx")):
            ended = _read([lambda folder, path=path: (folder / path.name).write_bytes(path.read_bytes())])
            told = ended.lines[0]["ledger"][path.name][0] if ended.lines else 0
            rows.append(
                [f"Excel, a municipality's published file ({path.stem})", f"opened, {told} rows seen", ended.how]
            )
    text = (
        "The shapes of XML that each program is known for are made by hand in `tests/writers.py`; the files of "
        "LibreOffice are its own, where it is installed. The published files hold other tables than ours."
    )
    return f"{text}\n\n{_table(['writer', 'rows read', 'process'], rows)}"


def _from_libreoffice() -> list[tuple[str, bytes]]:
    """The same table saved by LibreOffice; nothing where it is not installed."""
    from writers import TABLE

    made = []
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "tabell.csv"
        source.write_text("\n".join(";".join(row) for row in TABLE), "utf-8")
        for kind in ("xlsx", "ods"):
            options = ["--infilter=CSV:59,34,76,1,1/5/2/2", f"-env:UserInstallation=file://{name}/profil"]
            command = ["soffice", "--headless", *options, "--convert-to", kind, "--outdir", name, str(source)]
            try:
                subprocess.run(command, capture_output=True, timeout=180, check=True)
                made.append((kind, source.with_suffix(f".{kind}").read_bytes()))
            except (OSError, subprocess.SubprocessError):
                print(f"LibreOffice made no {kind}")
    return made


def identity_section(options: argparse.Namespace) -> str:
    """Identity numbers planted and found; false alarms."""
    from identity_forms import measured_rates

    missed, alarms = measured_rates(options.tried)
    text = (
        f"{options.tried} numbers of each form, all generated, and {options.tried} of each kind of number that is "
        "none. A false alarm empties one cell, tells of it, and keeps the row."
    )
    return "\n\n".join([text, _frame(missed), _frame(alarms)])


def suppression_section(options: argparse.Namespace) -> str:
    """Attacks on hidden small counts, and what came of them."""
    from attacks import attack_figures

    return _frame(attack_figures(range(options.worlds)))


SECTIONS = {
    "inputs": ("Bad inputs", inputs_section),
    "fuzz": ("Workbooks spoilt at random", fuzz_section),
    "writers": ("Workbooks of other writers", writers_section),
    "identity": ("Identity numbers", identity_section),
    "suppression": ("Attacks on hidden counts", suppression_section),
}


# The page -------------------------------------------------------------------------------------------------


def _table(head: list[str], rows: list[list]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def _frame(frame) -> str:
    return _table(list(map(str, frame.columns)), frame.astype(object).values.tolist())


def _kept(name: str) -> str:
    """A section of the page as it stands."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    found = re.search(rf"<!-- {name} -->\n\n(.*?)\n\n<!-- /{name} -->", page, re.DOTALL)
    return found[1] if found else "Not measured yet."


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mutants", type=int, default=2_000, help="how many mutants to read")
    options.add_argument("--seed", type=int, default=0, help="the number of the first mutant")
    options.add_argument("--tried", type=int, default=400, help="identity numbers of each form")
    options.add_argument("--worlds", type=int, default=10, help="invented municipalities to attack")
    options.add_argument(
        "--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), help="which sections to measure"
    )
    options.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--closed", default="", help=argparse.SUPPRESS)
    options.add_argument("--fuzz", type=int, nargs=2, help=argparse.SUPPRESS)
    options = options.parse_args()
    if options.read:
        return read_and_tell(options.read, options.closed)
    if options.fuzz:
        return fuzz_and_tell(*options.fuzz)
    parts = [
        NOTE,
        "# Reliability",
        "What the reader does with bad input and what a publication gives away, measured by `docs/reliability.py` with "
        f"Python {platform.python_version()} on {platform.system()}. All input is generated.",
    ]
    for name, (title, section) in SECTIONS.items():
        written = section(options) if name in options.only else _kept(name)
        parts += [f"## {title}", f"<!-- {name} -->", written, f"<!-- /{name} -->"]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8", newline="\n")
    print(PAGE.name)


if __name__ == "__main__":
    main()
