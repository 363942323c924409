"""How fast a large workbook is read, beside the bare readers of the same sheet.

The workbook is generated: 100,000 rows of Genomfört with dates as dates and as text, blanks and one bad cell in a
hundred rows, as one party could hand it in.
"""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from pathlib import Path

import openpyxl
import pandas as pd
from python_calamine import CalamineWorkbook

from benchmarks.measure import Figure, Section, at_most, compare, peak_megabytes
from lofte_analysis.promise import read_promise
from lofte_analysis.reading.workbooks import read_workbooks

ROWS, SHEET = 100_000, "Genomfört"
HEADERS = ["Datum", "Åtagande", "Aktivitet", "Plats", "Parter", "Antal tillfällen", "Antal deltagare", "Årskurs"]


def section() -> Section:
    with tempfile.TemporaryDirectory() as held:
        path = write_workbook(Path(held) / "skolan.xlsx")
        promise = read_promise()
        records = read_workbooks(path.parent, promise)
        calamine = compare(lambda: read_workbooks(path.parent, promise), lambda: bare(path), 7)
        openpyxl_ratio = compare(lambda: with_openpyxl(path), lambda: read_workbooks(path.parent, promise), 3)
        ours, theirs = peak_megabytes(read_folder, str(path.parent)), peak_megabytes(bare, path)
        size = path.stat().st_size / 1e6
    faster = Figure(
        "pandas.read_excel with openpyxl, times ours",
        str(openpyxl_ratio),
        "≥ 7",
        openpyxl_ratio.median >= 7,
        f"{openpyxl_ratio.ours:.1f} s against {openpyxl_ratio.theirs:.1f} s",
    )
    memory = Figure(
        "peak memory, ours to bare calamine",
        f"{ours / theirs:.2f}",
        "≤ 2",
        ours <= 2 * theirs,
        f"{ours:.0f} MB against {theirs:.0f} MB",
    )
    ledger = records.ledger.iloc[0]
    about = (
        f"A workbook of {ROWS:,} rows and {len(HEADERS) + 1} columns ({size:.1f} MB), from the file to frames with "
        f"provenance, guard, scan for identity numbers, merging, checks and ledger: {ledger['loaded']:,} rows loaded, "
        f"{ledger['rejected']:,} rejected, {len(records.problems):,} problems told. Bare calamine opens the same file, "
        "without guard, and goes through the cells."
    )
    return Section("Reading", about, [at_most("ours to bare calamine", calamine, 1.7), faster, memory])


def bare(path: Path) -> int:
    cells = 0
    for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_name(SHEET).to_python():
        for _ in row:
            cells += 1
    return cells


def with_openpyxl(path: Path) -> pd.DataFrame:
    return pd.read_excel(path, engine="openpyxl", sheet_name=SHEET)


def read_folder(folder: str) -> object:
    return read_workbooks(folder, read_promise())


def write_workbook(path: Path, rows: int = ROWS) -> Path:
    """A generated workbook; the same rows every time."""
    chance = random.Random(1)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.append(["PÅHITTADE EXEMPELDATA"])
    sheet.append([*HEADERS, "Rapporterat av"])
    for number in range(rows):
        day = dt.date(2021, 7, 1) + dt.timedelta(chance.randrange(1279))
        written = "31/2 2023" if number % 100 == 7 else day if chance.random() < 0.5 else day.isoformat()
        sheet.append(
            [
                written,
                chance.choice(["5.3", "5.3 Samverkansträff", "1.1", "5.2", "7.1"]),
                chance.choice(["Träff", "Möte", f"Samtal {chance.randrange(500)}", None]),
                chance.choice(["Torget", "Skolan", None]),
                chance.choice(["skolan; polisen", "skolan; polisen; socialtjänsten", None]),
                chance.choice([None, 1, 2]),
                chance.choice([None, 5, 12, "ca 20"]),
                chance.choice([None, "6", "6-9"]),
                "skolan",
            ]
        )
    delivered = book.create_sheet("Redovisat")
    delivered.append(["Part", "Från", "Till", "Klart"])
    delivered.append(["skolan", dt.date(2021, 7, 1), dt.date(2024, 12, 31), "ja"])
    book.save(path)
    return path
