"""Rows that tell of one occasion: which they are, in what order they stand, and that none is left out of the ledger."""

import numpy as np
import openpyxl
import pandas as pd
import pytest
from builders import commitment, promise_with, records

from lofte_analysis.columns import UNKNOWN_PARTY
from lofte_analysis.merging import _ledger
from lofte_analysis.promise import Measure, Per, read_promise
from lofte_analysis.reading.workbooks import read_workbooks
from lofte_analysis.records import LOADED
from lofte_analysis.same_rows import combined

PROMISE = promise_with(commitment("A", Measure.COUNT, per=Per.MONTH, at_least=1, reported_by=("skolan",)))


def told(*rows: tuple[str, str]) -> pd.DataFrame:
    """The occasions of one day, told of by (reporter, file)."""
    made = [
        {"date": "2022-03-07", "reporter": reporter, "file": file, "participants": 10 + number}  # no copy of another
        for number, (reporter, file) in enumerate(rows)
    ]
    return records(PROMISE, made).occasions


def test_an_unknown_reporter_is_one_in_a_file_and_another_in_the_next():
    assert len(told((UNKNOWN_PARTY, "a.xlsx"), (UNKNOWN_PARTY, "a.xlsx"))) == 2
    assert len(told((UNKNOWN_PARTY, "a.xlsx"), (UNKNOWN_PARTY, "b.xlsx"))) == 1
    assert len(told((UNKNOWN_PARTY, "a.xlsx"), ("skolan", "a.xlsx"))) == 1


def test_occasions_of_one_day_stand_by_file_whoever_reports_them():
    occasions = told(("skolan", "z.xlsx"), ("polisen", "a.xlsx"), ("polisen", "a.xlsx"))
    assert occasions[["file", "row"]].values.tolist() == [["a.xlsx", 3], ["z.xlsx", 2]]


def test_the_same_day_in_two_files_of_one_party_is_remarked_as_a_copy_that_may_be_corrected():
    day = {"date": "2022-03-07", "reporter": "skolan"}
    rows = [{**day, "file": "a.xlsx", "participants": 12}, {**day, "file": "b.xlsx", "participants": 14}]
    assert list(records(PROMISE, rows).problems["file"]) == ["b.xlsx"]
    assert "Jämför med a.xlsx" in records(PROMISE, rows).problems["remedy"].iloc[0]
    in_one_file = [{**row, "file": "a.xlsx"} for row in rows]
    assert records(PROMISE, in_one_file).problems.empty  # twice on one day


@pytest.mark.parametrize(
    "names", [["a.xlsx", "a.xlsx"], ["b.xlsx"]], ids=["two sheets of one name", "a sheet that is not listed"]
)
def test_a_ledger_that_does_not_account_for_every_row_is_a_fault(names):
    sheets = pd.DataFrame({"file": names, "sheet": "Genomfört", "kind": "Genomfört", "rows": 0, "unrecognised": 0})
    sheets.loc[sheets.index[0], "rows"] = int(names[0] == "a.xlsx")
    rows = pd.DataFrame({"file": ["a.xlsx"], "sheet": ["Genomfört"], "status": [LOADED]}, dtype=object)
    with pytest.raises(AssertionError, match="unaccounted"):
        _ledger(sheets, [rows])


def test_where_nobody_is_crossed_nothing_is_known_of_who_was_present(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Datum", "Åtagande", "Skolan", "Polisen"], ["2021-09-03", "5.3", None, None]):
        book.active.append(row)
    book.save(tmp_path / "skolan.xlsx")
    read = read_workbooks(tmp_path, read_promise())
    assert read.activities["parties"].tolist() == [None] and read.occasions["attendance_open"].tolist() == [True]


def test_rows_are_told_apart_by_each_of_many_columns_with_many_values():
    many = np.append(np.arange(65_535), 0)
    first = np.append(np.zeros(65_535, dtype=int), 1)
    numbers = combined(first, many, many, many, many)  # more combinations than a number of 64 bits can count
    assert len(set(numbers.tolist())) == 65_536
