"""Which promise file a folder of workbooks is followed up against.

The file in the folder itself, else in the folder above it, else where one stands; else the promise that is shipped.
Any name will do: a promise file is a TOML file that holds commitments.
"""

from __future__ import annotations

from pathlib import Path

from lofte_analysis.paths import folder_path, whole_path
from lofte_analysis.promise import Promise, PromiseError, read_promise
from lofte_analysis.toml_files import TomlFault, read_toml

PROMISE_FILE = "lofte.toml"  # its name in a working folder; by this name it is known even when it cannot be read


def read_promise_for(folder: str | Path | None = None) -> Promise:
    """The promise that a folder of workbooks is followed up against.

    Without a folder, the promise that is shipped, as its example data are meant for it. Raises PromiseError with
    every fault of the file at once, or when a folder holds several promise files.

    >>> read_promise_for().municipality
    'Sunne'
    """
    return read_promise(find_promise_file(folder))


def find_promise_file(folder: str | Path | None) -> Path | None:
    """The promise file of a folder, or None where the shipped promise is the one."""
    if folder is None:
        return None
    given = whole_path(folder_path(folder))
    return promise_file_in(given, given.parent, Path.cwd())


def promise_file_in(*places: Path) -> Path | None:
    """The promise file of the first of the folders that holds one. Raises PromiseError where it holds several."""
    for place in dict.fromkeys(places):
        found = [path for path in sorted(place.glob("*.toml")) if _is_promise(path)]
        if len(found) > 1:
            names = ", ".join(path.name for path in found)
            raise PromiseError([f"Mappen har flera löftesfiler ({names}). Välj en av dem med --lofte."])
        if found:
            return found[0]
    return None


def _is_promise(path: Path) -> bool:
    try:
        return "atagande" in read_toml(path)
    except (OSError, TomlFault):
        return path.name == PROMISE_FILE
