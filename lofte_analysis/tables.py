"""Tables with Swedish headings, as the csv, the workbook, the page, the notebooks and the charts' twins show them."""

from __future__ import annotations

import pandas as pd

from lofte_analysis.outcomes import summary
from lofte_analysis.records import Records
from lofte_analysis.words import PERIOD_NOUNS

OUTCOME_HEADINGS = (
    "åtagande",
    "rubrik",
    "område",
    "ansvariga",
    "period",
    "från",
    "till",
    "utlovat",
    "gjort",
    "bedömning",
    "skäl",
)


def outcome_table(outcomes: pd.DataFrame) -> pd.DataFrame:
    """One row of text per outcome, under the headings of OUTCOME_HEADINGS; dates as 2022-03-01."""
    return pd.DataFrame(
        {
            "åtagande": outcomes["commitment"],
            "rubrik": outcomes["title"],
            "område": outcomes["area"],
            "ansvariga": outcomes["responsible"].map(", ".join),
            "period": outcomes["period"],
            "från": outcomes["start"].dt.strftime("%Y-%m-%d"),
            "till": outcomes["end"].dt.strftime("%Y-%m-%d"),
            "utlovat": outcomes["promised_text"],
            "gjort": outcomes["done_text"],
            "bedömning": outcomes["verdict"].astype(str),
            "skäl": outcomes["reason"],
        },
        columns=list(OUTCOME_HEADINGS),
    ).reset_index(drop=True)


def summary_table(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Ended periods per judged commitment and verdict; units stand beside, since nothing is added over them."""
    rows = summary(outcomes)
    return pd.DataFrame(
        {
            "åtagande": rows["commitment"],
            "rubrik": rows["title"],
            "uppfyllt": rows["met"],
            "delvis uppfyllt": rows["partly"],
            "ej uppfyllt": rows["not_met"],
            "ej redovisat": rows["not_reported"],
            "avslutade perioder": rows["periods"],
            "enhet": [PERIOD_NOUNS[per][1] for per in rows["per"]],
            "pågår": rows["running"],
            "ej aktuellt": rows["not_applicable"],
        }
    )


def account_table(account: pd.DataFrame, year: int) -> pd.DataFrame:
    """The frame of `year_account` as text, under the headings that the page and arsuppfoljning.csv have."""
    return pd.DataFrame(
        {
            "åtagande": account["commitment"],
            "rubrik": account["title"],
            "utlovat": account["promised"],
            f"gjort {year}": account["done"],
            "saknas och varför": account["missing"].map(" | ".join),
            "kommentarer": account["changed"].map(" | ".join),
            f"gjort {year - 1}": account["before"],
        }
    ).reset_index(drop=True)


def problem_table(records: Records) -> pd.DataFrame:
    """Every problem, under the headings of internt/problem.csv."""
    names = {
        "file": "fil",
        "sheet": "blad",
        "cell": "cell",
        "value": "värde",
        "problem": "problem",
        "remedy": "åtgärd",
        "consequence": "följd",
    }
    return records.problems[list(names)].rename(columns=names).astype(str)


def ledger_table(records: Records) -> pd.DataFrame:
    """Every sheet's rows accounted for, under the headings of internt/inlast.csv."""
    names = {
        "file": "fil",
        "sheet": "blad",
        "kind": "slag",
        "rows": "rader",
        "loaded": "inlästa",
        "merged": "sammanslagna",
        "rejected": "avvisade",
        "unrecognised": "ej_igenkända",
    }
    return records.ledger.rename(columns=names)[list(names.values())]


def source_rows_table(outcomes: pd.DataFrame) -> pd.DataFrame:
    """For each outcome the file, sheet and rows that it rests on, under the headings of internt/kallrader.csv."""
    rows = []
    for outcome in outcomes.itertuples():
        places: dict[tuple[str, str, str], list[int]] = {}
        for file, sheet, row, role in outcome.rows:
            places.setdefault((file, sheet, role), []).append(row)
        for (file, sheet, role), numbers in places.items():
            listed = ", ".join(map(str, sorted(set(numbers))))
            rows.append((outcome.commitment, outcome.period, file, sheet, listed, role))
    return pd.DataFrame(rows, columns=["åtagande", "period", "fil", "blad", "rader", "grund"])
