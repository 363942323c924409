"""The tables as csv that Excel opens with å, ä and ö."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from lofte_analysis.records import Records
from lofte_analysis.tables import ledger_table, outcome_table, source_rows_table

# Spreadsheets run what begins so, also in full-width signs; blanks and quotes before it are dropped by some of them.
_FORMULA = re.compile(r"""[\s"'\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]""")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """UTF-8 with BOM and semicolons; a text that a spreadsheet would run as a formula gets an apostrophe first."""
    table = table.map(_harmless).rename(columns=_harmless)
    table.to_csv(path, sep=";", index=False, encoding="utf-8-sig", lineterminator="\r\n")


def write_joined(parts: Iterable[tuple[Mapping[str, str], Path]], path: Path) -> None:
    """One csv of several that `write_csv` wrote, of the same headings: each row after the cells that tell whose it is.

    Only one part is held in memory at a time. Raises ValueError when the headings differ.
    """
    first = None
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        for cells, part in parts:
            with part.open(encoding="utf-8-sig", newline="") as own:
                heading, *rows = csv.reader(own, delimiter=";")
            if first is None:
                first = [*cells, *heading]
                writer.writerow(first)
            elif first != [*cells, *heading]:
                raise ValueError(f"parts must have the headings {first}, got {[*cells, *heading]} in {part}")
            writer.writerows([*map(_harmless, cells.values()), *row] for row in rows)


def runs(value: object) -> bool:
    """Whether a spreadsheet could take a text for a formula."""
    return isinstance(value, str) and bool(_FORMULA.match(value)) and not _NUMBER.fullmatch(value)


def _harmless(value: object) -> object:
    return f"'{value}" if runs(value) else value


def write_outcomes(outcomes: pd.DataFrame, folder: Path) -> None:
    """uppfoljning.csv of outcomes that have passed `suppress_small_counts`."""
    if "hidden" not in outcomes:
        raise ValueError("outcomes must have passed suppress_small_counts before they are published")
    write_csv(outcome_table(outcomes), folder / "uppfoljning.csv")


def write_internal(records: Records, outcomes: pd.DataFrame, problems: pd.DataFrame, folder: Path) -> None:
    """problem.csv, inlast.csv and kallrader.csv: for those who mend the workbooks, never published."""
    write_csv(problems, folder / "problem.csv")
    write_csv(ledger_table(records), folder / "inlast.csv")
    write_csv(source_rows_table(outcomes), folder / "kallrader.csv")
