"""What to say of the headers of a sheet that is not recognised: which it needs, and which look personal."""

from __future__ import annotations

from collections.abc import Iterable

from lofte_analysis.cells import is_blank
from lofte_analysis.column_types import SheetKind
from lofte_analysis.columns import SHEET_KINDS
from lofte_analysis.privacy import looks_personal, masked
from lofte_analysis.problems import address
from lofte_analysis.reading.grids import HEADER_ROWS, Grid
from lofte_analysis.reading.names import Names
from lofte_analysis.reading.sheets import Layout, suggested_headers


def header_remedy(grid: Grid, layouts: list[Layout], names: Names) -> str:
    """Which headers a sheet needs; where its own resemble them, the lines that map them in the promise file."""
    suggested = {} if layouts else suggested_headers(grid, names)
    if suggested:
        lines = "; ".join(f'"{masked(theirs)[:40]}" = "{ours}"' for theirs, ours in suggested.items())
        return f"Byt rubrikerna, eller skriv i löftesfilen under [rubriker], en rad för varje: {lines}."
    return needed_headers(SHEET_KINDS)


def needed_headers(kinds: Iterable[SheetKind]) -> str:
    """The headers by which each kind of sheet is known."""
    needed = "; ".join(f"{kind.name}: {', '.join(c.header for c in kind.columns if c.identifies)}" for kind in kinds)
    return f"Ge kolumnerna rubrikerna för sitt blad. {needed}."


def personal_headers(grid: Grid) -> list[str]:
    """The headers that look personal, in the first of the top rows that has one and holds nothing but text."""
    for number, row in enumerate(grid.top_rows(HEADER_ROWS), 1):
        texts = [value for value in row if not is_blank(value)]
        found = [address(number, index) for index, value in enumerate(row) if looks_personal(value)]
        if found and len(texts) > 1 and all(isinstance(value, str) for value in texts):
            return found
    return []
