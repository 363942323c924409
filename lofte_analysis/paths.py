"""Where the shipped data lies: beside the package in the repository, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_FOLDERS = ("medborgarloften", "lasarstider", "exempel")


def data_path(*parts: str) -> Path:
    """The path of a shipped data file or folder.

    The first part is one of `medborgarloften`, `lasarstider` and `exempel`. Raises ValueError for any other
    and FileNotFoundError if the installation lacks the data.

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


def folder_path(folder: str | Path) -> Path:
    """A folder to read as it is given, or seen from the repository root: a notebook runs in its own folder.

    >>> folder_path("data/exempel").is_dir()
    True
    """
    folder = Path(folder)
    return folder if folder.exists() else output_path(folder)


def output_path(folder: str | Path) -> Path:
    """A folder to write: a relative one lies in the repository root, or where there is none, in the working folder."""
    in_repository = (_PACKAGE.parent / "data" / "medborgarloften").is_dir()
    return _PACKAGE.parent / folder if in_repository else Path(folder)
