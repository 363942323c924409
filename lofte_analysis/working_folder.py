"""A working folder of one's own, outside the repository: what a municipality needs to follow up its promise.

The promise file is an invented example that says so in every picture until someone has made it their own. Nothing is
ever written over, and a folder is there whole or not at all.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from lofte_analysis.paths import WORKBOOKS, data_path, notebooks_path, whole_path
from lofte_analysis.periods import months_between
from lofte_analysis.promise import Promise, calendar_path, read_promise
from lofte_analysis.promise_file import PROMISE_FILE
from lofte_analysis.promise_keys import COMMITMENT_KEYS, PROMISE_KEYS
from lofte_analysis.refusals import Refusal
from lofte_analysis.template import write_template
from lofte_analysis.toml_files import read_toml
from lofte_analysis.toml_keys import Key
from lofte_analysis.words import genitive

NOTEBOOKS = "anteckningsböcker"
GUIDE = "LÄS MIG.txt"
_STARTER_PLACE = "Exempelby"
_OWN_FOLDER = f'MAPP = "{WORKBOOKS}"  # mappen med parternas arbetsböcker; löftet är filen {PROMISE_FILE} bredvid'


class FolderError(Refusal, ValueError):
    """The folder cannot be made; the message is one Swedish sentence."""


def make_working_folder(
    folder: str | Path, *, municipality: str | None = None, promise: str | Path | None = None
) -> Path:
    """Make a working folder and give its path.

    It holds a promise file, school calendar, an empty workbook per party, notebooks without outputs, a guide and a
    `.gitignore`. The promise file is the invented starter, in the name of `municipality` (else Exempelby), or a copy
    of the file `promise`. Raises FolderError for a folder that holds anything already, for both a municipality and a
    promise, and where it cannot be written; PromiseError for a faulty promise.
    """
    if municipality is not None and promise is not None:
        raise FolderError("Ange --kommun eller --lofte, inte båda: kommunens namn står i löftesfilen.")
    folder = whole_path(folder)
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise FolderError(f"{folder} finns redan och är inte tom. Välj ett annat namn, så att inget skrivs över.")
    texts = _starter_texts(municipality) if promise is None else _copied_texts(Path(promise))
    staged = folder.parent / f".lofte-ny-{os.getpid()}"
    try:
        staged.mkdir(parents=True)
        _fill(staged, texts, copied=None if promise is None else Path(promise).name)
        if folder.exists():  # an empty one may be where somebody stands, so it is filled and not replaced
            for path in sorted(staged.iterdir()):
                path.rename(folder / path.name)
        else:
            staged.rename(folder)
    except OSError:
        raise FolderError(f"Mappen {folder} går inte att skapa. Kontrollera att du får skriva där.") from None
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return folder


def write_templates(
    promise: Promise, folder: str | Path, *, parties: Iterable[str] | None = None, year: int | None = None
) -> tuple[list[Path], list[Path]]:
    """An empty workbook per party in a folder: those that were written, and those that were there and stay as they are.

    `parties` are names of the promise, without it all of them; `year` narrows the months to one year.
    """
    written, kept = [], []
    for name in [party.name for party in promise.parties] if parties is None else parties:
        label = re.sub(r'[<>:"/\\|?*]', "-", promise.party_label(name))
        path = Path(folder) / f"{label}{f' {year}' if year else ''}.xlsx"
        try:
            write_template(promise, path, party=name, year=year)
        except FileExistsError:
            kept.append(path)
        else:
            written.append(path)
    return written, kept


def _fill(folder: Path, texts: dict[str, str], copied: str | None) -> None:
    for name, text in {**texts, ".gitignore": _shipped("gitignore")}.items():
        _write(folder / name, text)
    (folder / WORKBOOKS).mkdir()
    promise = read_promise(folder / PROMISE_FILE)
    _write(folder / GUIDE, _guide(promise, copied, next((name for name in texts if name != PROMISE_FILE), None)))
    write_templates(promise, folder / WORKBOOKS)
    (folder / NOTEBOOKS).mkdir()
    for path in notebooks_for_any_promise():
        _write(folder / NOTEBOOKS / path.name, _emptied(path.read_text(encoding="utf-8"), promise.start.year))


def _guide(promise: Promise, copied: str | None, calendar: str | None) -> str:
    """What to do in this very folder: of the starter or a copied promise, and of the school calendar that it has."""
    from jinja2 import Environment, StrictUndefined

    months, party = months_between(promise.start, promise.end), promise.parties[0].name
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)
    return environment.from_string(_shipped(GUIDE)).render(
        copied=copied,
        calendar=calendar,
        stand_in=promise.school_calendar.status == "platshållare",
        example=promise.example,
        party=f'"{party}"' if " " in party else party,
        day=months[min(5, len(months) - 1)][1],  # the end of half a year
    )


# Promise and school calendar ------------------------------------------------------------------------------


def _starter_texts(municipality: str | None) -> dict[str, str]:
    place = _STARTER_PLACE if municipality is None else municipality.strip()
    if not place or not place.isprintable() or set(place) & set('"\\'):
        raise FolderError("Kommunens namn ska vara ett namn utan citattecken, till exempel --kommun Exempelby.")
    promise = _shipped(PROMISE_FILE).replace(genitive(_STARTER_PLACE), genitive(place)).replace(_STARTER_PLACE, place)
    return {PROMISE_FILE: promise + _other_keys(promise), "lasarstider.toml": _shipped("lasarstider.toml")}


def _copied_texts(path: Path) -> dict[str, str]:
    """The promise file and the school calendar that it names, which lies beside it in the working folder."""
    read_promise(path)
    text, calendar = path.read_text(encoding="utf-8-sig"), read_toml(path).get("lasarstider")
    if calendar is None:
        return {PROMISE_FILE: text}
    own = Path(calendar).name
    dates = calendar_path(path, calendar).read_text(encoding="utf-8-sig")
    return {PROMISE_FILE: text.replace(f'"{calendar}"', f'"{own}"'), own: dates}


def _other_keys(starter: str) -> str:
    """What more can be written in a promise file: the keys of which the starter has no example."""
    used = set(re.findall(r"^\[*(\w+)", starter, re.MULTILINE))
    parts = ["\n# Fler nycklar, om löftet behöver dem.\n#\n# Överst i filen:\n", *_explained(PROMISE_KEYS, used)]
    return "".join([*parts, "#\n# I ett åtagande:\n", *_explained(COMMITMENT_KEYS, used)])


def _explained(keys: dict[str, Key], used: set[str]) -> list[str]:
    return [f"#   {name:<26}{key.meaning}\n" for name, key in keys.items() if name not in used]


# Notebooks ------------------------------------------------------------------------------------------------


def notebooks_for_any_promise() -> list[Path]:
    """The shipped notebooks that read the promise of their folder; one that names commitments belongs to theirs."""
    numbers = {commitment.id for commitment in read_promise().commitments}
    code = {path: _code_of(path) for path in sorted(notebooks_path().glob("*.ipynb"))}
    return [
        path
        for path, text in code.items()
        if "read_promise_for(MAPP)" in text and not numbers & set(re.findall(r'"([^"\n]*)"', text))
    ]


def _code_of(path: Path) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def _emptied(text: str, year: int) -> str:
    """A notebook that was never run; it reads the workbooks of the working folder, and a chosen year is the first."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            source = re.sub(r"^MAPP = None\b.*", _OWN_FOLDER, "".join(cell["source"]), flags=re.MULTILINE)
            source = re.sub(r"^AR = \d{4}\b", f"AR = {year}", source, flags=re.MULTILINE)
            cell["source"] = source.splitlines(keepends=True)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _shipped(name: str) -> str:
    return data_path("arbetsmapp", name).read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
