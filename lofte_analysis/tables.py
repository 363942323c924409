"""Tables with Swedish headings, as the csv, the workbook, the page, the notebooks and the charts' twins show them."""

from __future__ import annotations

import pandas as pd

from lofte_analysis.measures import Per
from lofte_analysis.outcomes import summary
from lofte_analysis.records import Records
from lofte_analysis.words import PERIOD_NOUNS, decimal

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


# What a reader sees over the columns of the frames that analysts slice; the window's own words say which time is meant.
HEADINGS = {
    "commitment": "åtagande",
    "title": "rubrik",
    "name": "period",
    "verdict": "bedömning",
    "reason": "skäl",
    "party_text": "part",
    "text": "kommentar",
    "reporter": "rapporterat av",
    "question": "fråga",
    "type": "typ",
    "place": "plats",
    "year": "år",
    "warnings": "tillsägelser",
    "reports": "rapporter",
    "category": "kategori",
    "now": "nu",
    "before": "perioden före",
    "last_year": "i fjol",
    "low": "kvot, lägst",
    "high": "kvot, högst",
    "words": "jämförelse",
}


def readable(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame as a table to read: Swedish headings, ja and nej, decimal comma, days as 2024-05-12.

    What is missing is "–", never zero. Columns that have no Swedish heading keep their name; rows without names are
    numbered from 0.

    >>> readable(pd.DataFrame({"place": ["Torget"], "before": [1.5], "last_year": [float("nan")]}))
        plats perioden före i fjol
    0  Torget           1,5      –
    """
    table = frame.astype(object).map(_in_words).rename(columns=HEADINGS)
    if frame.index.name is None:
        return table.reset_index(drop=True)
    return table.rename_axis(index=HEADINGS.get(frame.index.name, frame.index.name)).rename_axis(
        columns=HEADINGS.get(frame.columns.name, frame.columns.name)
    )


def _in_words(value: object) -> object:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return "obegränsat" if value == float("inf") else "–" if value != value else _hundredths(value)
    return "–" if value is None or value is pd.NaT else str(value) if isinstance(value, str) else value


def _hundredths(number: float) -> str:
    text = decimal(number, 2)
    return text.rstrip("0").rstrip(",") if "," in text else text


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
            "enhet": [PERIOD_NOUNS[per][per != Per.WHOLE] for per in rows["per"]],
            "pågår": rows["running"],
            "ej aktuellt": rows["not_applicable"],
        }
    )


def account_table(account: pd.DataFrame, year: int, between: str = " | ") -> pd.DataFrame:
    """The frame of `year_account` as text, under the headings that the page and arsuppfoljning.csv have.

    `between` parts the texts of one cell.
    """
    return pd.DataFrame(
        {
            "åtagande": account["commitment"],
            "rubrik": account["title"],
            "utlovat": account["promised"],
            f"gjort {year}": account["done"],
            "saknas och varför": account["missing"].map(between.join),
            "kommentarer": account["changed"].map(between.join),
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
        "unrecognised": "ej igenkända",
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
