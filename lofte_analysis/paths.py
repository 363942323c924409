"""Where things lie: what is shipped, in the repository or inside an installed wheel, and one's own working folder."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_FOLDERS = ("medborgarloften", "lasarstider", "exempel", "arbetsmapp", "lagesbild")
WORKBOOKS = "arbetsböcker"  # in a working folder, here lie the parties' workbooks; it is known by it


def data_path(*parts: str) -> Path:
    """The path of a shipped data file or folder.

    The first part is one of `medborgarloften`, `lasarstider`, `exempel`, `arbetsmapp` and `lagesbild`. Raises
    ValueError for any other and FileNotFoundError if the installation lacks the data.

    >>> data_path("exempel").is_dir()
    True
    """
    if not parts or parts[0] not in _FOLDERS:
        raise ValueError(f"data_path: the first part must be one of {_FOLDERS}, got {parts[:1]}")
    candidates = [_PACKAGE.parent / "data", _PACKAGE / "data"]
    for data in candidates:
        if (data / "medborgarloften").is_dir():
            return data.joinpath(*parts)
    raise FileNotFoundError(f"no data folder beside or inside {_PACKAGE}")


def notebooks_path() -> Path:
    """The folder of the shipped notebooks.

    >>> (notebooks_path() / "01_kom_igang.ipynb").is_file()
    True
    """
    return _PACKAGE.parent / "notebooks" if _in_repository() else data_path("exempel").parent / "notebooks"


def folder_path(folder: str | Path) -> Path:
    """A folder to read as it is given, or seen from where results are written: a notebook runs in its own folder.

    >>> folder_path("data/exempel").is_dir()
    True
    """
    folder = Path(folder)
    return folder if folder.exists() else output_path(folder)


def whole_path(path: str | Path) -> Path:
    """A path from the root, as a sentence shows it: without .. on the way.

    >>> whole_path("/data/egna/../exempel").as_posix().endswith("/data/exempel")
    True
    """
    return Path(os.path.abspath(path))


def output_path(folder: str | Path) -> Path:
    """A folder to write: a relative one lies in the repository root, or where there is none, just here.

    In a working folder and in the folders of it, notebooks among them, it lies in the working folder.
    """
    here = Path.cwd()
    for root in (here, here.parent):
        if (root / WORKBOOKS).is_dir():
            return root / folder
    return _PACKAGE.parent / folder if _in_repository() else Path(folder)


def _in_repository() -> bool:
    return (_PACKAGE.parent / "data" / "medborgarloften").is_dir()
