"""Files with the police's notices, as JSON or csv → one row per notice, nothing interpreted.

The open feed gives a list of objects with id, datetime, name (the title), summary, url, type and location; archives of
it come as csv with location_name. `summary` is free text about persons: it is let go while a file is read, and no
frame ever holds it. A file that cannot be read is told of in one Swedish sentence, and what is no notice in a file
that can is a row of its own, so that it is counted.
"""

from __future__ import annotations

import csv
import gc
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import repeat
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from lofte_analysis.folding import folded_header
from lofte_analysis.privacy import masked
from lofte_analysis.refusals import Refusal

FIELDS = ("id", "datetime", "name", "type", "location")
READ = (".json", ".csv")
_NEEDED = ("id", "datetime", "name")
_HEADERS = {"location name": "location"}  # folded, as location_name and location.name
_LARGEST_FIELD = 1_000_000


class NoticeError(Refusal, ValueError):
    """The file or folder holds no notices that can be read; the message is Swedish, one sentence per file."""


class Raw(NamedTuple):
    """`rows` has one row per notice: file, row (from 1 in JSON, the line's number in csv, where the header is 1),
    the five FIELDS as text or None, and broken (no notice at all). `files` has one row per file: file, problem."""

    rows: pd.DataFrame
    files: pd.DataFrame


def read_notice_files(path: Path) -> Raw:
    """A file, or every .json and .csv below a folder in the order of their names.

    In a folder, a file that is no list of notices stands in `files` with its problem. Raises NoticeError when there is
    no such file or folder, or when not one file can be read.
    """
    if not path.exists():
        raise NoticeError(f"{masked(path.name)}: filen eller mappen finns inte.")
    paths = _below(path) if path.is_dir() else [path]
    if not paths:
        raise NoticeError(f"{masked(path.name)}: i mappen finns ingen fil med notiser (json eller csv).")
    names = [masked(file.relative_to(path).as_posix() if path.is_dir() else file.name) for file in paths]
    read, files = [], []
    for name, file in zip(names, paths, strict=True):
        try:
            rows, problem = _read(file).assign(file=name), ""
        except OSError:
            rows, problem = None, "Filen går inte att öppna. Stäng den i andra program och kontrollera rättigheterna."
        except NoticeError as error:
            rows, problem = None, str(error)
        read += [] if rows is None else [rows]
        files.append((name, problem))
    if not read:
        raise NoticeError("\n".join(f"{name}: {problem}" for name, problem in files))
    table = pd.DataFrame(files, columns=["file", "problem"])
    rows = pd.concat(read, ignore_index=True) if len(read) > 1 else read[0]
    return Raw(rows[["file", "row", *FIELDS, "broken"]], table)


def _below(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.suffix.lower() in READ and path.is_file())
    return sorted(path for path in found if not path.name.startswith((".", "~$")))


def _read(path: Path) -> pd.DataFrame:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoticeError("Filen är inte sparad som UTF-8. Spara den igen och välj kodningen UTF-8.") from None
    with without_collection():
        return _from_csv(text) if path.suffix.lower() == ".csv" else _from_json(text)


@contextmanager
def without_collection() -> Iterator[None]:
    """No search for garbage among a million objects that all stay: it takes half of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


# JSON -----------------------------------------------------------------------------------------------------


def _from_json(text: str) -> pd.DataFrame:
    try:
        content = json.loads(text, object_hook=_without_summary)
    except (ValueError, RecursionError):  # also a number with more digits than Python takes
        raise NoticeError("Filen är ingen hel JSON-fil. Hämta den igen.") from None
    entries = _list_in(content)
    if entries and not any(isinstance(entry, dict) and not entry.keys().isdisjoint(_NEEDED) for entry in entries):
        raise NoticeError(f"Filen är ingen lista med polisens notiser: {', '.join(_NEEDED)} saknas.")
    broken = [type(entry) is not dict for entry in entries]
    objects = [entry if type(entry) is dict else {} for entry in entries]
    values = {name: _texts(entry.get(name) for entry in objects) for name in FIELDS[:-1]}
    places = (entry.get("location") for entry in objects)
    values["location"] = _texts(place.get("name") if type(place) is dict else place for place in places)
    return _frame(values, range(1, len(entries) + 1), broken)


def _without_summary(entry: dict[str, Any]) -> dict[str, Any]:
    entry.pop("summary", None)
    return entry


def _list_in(content: Any) -> list:
    """The notices: a list, the only list in an object around it, or one notice alone."""
    if isinstance(content, list):
        return content
    if isinstance(content, dict):
        lists = [value for value in content.values() if isinstance(value, list)]
        if len(lists) == 1:
            return lists[0]
        if not content.keys().isdisjoint(_NEEDED):
            return [content]
    raise NoticeError("Filen är ingen lista med polisens notiser. Hämta den igen ur polisens öppna flöde.")


# csv ------------------------------------------------------------------------------------------------------


def _from_csv(text: str) -> pd.DataFrame:
    csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_FIELD))
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";,\t", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next((line for line in lines if any(line)), [])
        rows, numbers, broken = _rows(lines, _places(header), len(header))
    except csv.Error:
        raise NoticeError("Filen är ingen hel csv-fil: ett citattecken saknas eller står fel.") from None
    columns = zip(*rows, strict=True) if rows else repeat(())
    return _frame({name: _texts(column) for name, column in zip(FIELDS, columns, strict=False)}, numbers, broken)


def _places(header: list[str]) -> list[int]:
    """Where in a line each of the FIELDS stands; after its end, what the file lacks."""
    names = [_HEADERS.get(name, name) for name in map(folded_header, header)]
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise NoticeError(f"Filen är ingen lista med polisens notiser: kolumnen {', '.join(missing)} saknas.")
    return [names.index(name) if name in names else len(header) for name in FIELDS]


def _rows(lines: Iterable[list[str]], places: list[int], width: int) -> tuple[list[tuple], list[int], list[bool]]:
    """The fields of each line, its number and whether it is broken; blank lines are nothing."""
    rows, numbers, broken = [], [], []
    pick = itemgetter(*places)
    for number, line in enumerate(lines, 2):
        whole = len(line) == width
        if whole or any(line):
            line.append("")
            rows.append(pick(line) if whole else ("",) * len(FIELDS))
            numbers.append(number)
            broken.append(not whole)
    return rows, numbers, broken


# Both -----------------------------------------------------------------------------------------------------


def _texts(values: Iterable[Any]) -> list[str | None]:
    """Values as text; most are one already."""
    return [value if type(value) is str and value[:1] > " " else _text(value) for value in values]


def _text(value: Any) -> str | None:
    """A text with something in it, or a number as text; anything else is missing."""
    if type(value) is str:
        return value if value and not value.isspace() else None
    if type(value) is float and value.is_integer():
        value = int(value)
    return str(value) if type(value) is int else None


def _frame(values: dict[str, list], numbers: Iterable[int], broken: list[bool]) -> pd.DataFrame:
    data = {name: pd.Series(column, dtype=object) for name, column in values.items()}
    frame = pd.DataFrame(data, columns=list(FIELDS))
    return frame.assign(row=list(numbers), broken=pd.Series(broken, dtype=bool))
