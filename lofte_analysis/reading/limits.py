"""How large a workbook may be. What lies above is refused before a reader sets aside time and memory for it."""

from __future__ import annotations

from dataclasses import dataclass

# Measured: what a file may hold however small it is when packed, so that no such file takes a second to read.
FREE_BYTES = 4_000_000  # when unpacked
FREE_CELLS = 10_000  # with content
FREE_LETTERS = 600_000  # in all cells; each is looked through for identity numbers


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be before it is refused. Sizes are in bytes, after unpacking where nothing else is said.

    A file that is small when packed may be neither large nor full of cells when unpacked: what takes a second to
    read should also have taken somebody an effort to fill in. Files of 100,000 rows from Excel unfold to eleven times
    their size and hold one cell in five bytes.
    """

    file_bytes: int = 100_000_000  # packed
    unpacked_bytes: int = 200_000_000
    ratio: int = 100  # unpacked to packed size; a real sheet stays below 20
    parts: int = 2_000
    sheets: int = 100
    columns: int = 1_000  # the last column with content
    cells: int = 4_000_000  # last row × last column, of all sheets together
    sparse_cells: int = 500_000  # the same for sheets of which not one cell in twenty is filled
    cells_per_byte: float = 1.0  # cells with content to the size of the packed file
    letters_per_byte: float = 25.0  # letters in all cells, to the size of the packed file
    text_bytes: int = 200_000  # the longest text in one cell; Excel stops at 32,767 letters
    merged: int = 20_000  # areas of merged cells
    tags: int = 400_000  # of a file that is no workbook, all parts together
    xml_bytes: int = 50_000_000  # the same

    def unpacked_at_most(self, packed: int) -> int:
        """How much a file of a size may unfold into.

        >>> Limits().unpacked_at_most(1_000), Limits().unpacked_at_most(100_000_000)
        (4000000, 200000000)
        """
        return min(self.unpacked_bytes, max(FREE_BYTES, self.ratio * packed))

    def filled_at_most(self, packed: int) -> int:
        """How many cells with content a file of a size may hold."""
        return min(self.cells, max(FREE_CELLS, int(self.cells_per_byte * packed)))

    def letters_at_most(self, packed: int) -> int:
        """How many letters the cells of a file of a size may hold together."""
        return min(self.unpacked_bytes, max(FREE_LETTERS, int(self.letters_per_byte * packed)))
