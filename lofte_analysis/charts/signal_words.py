"""What is said of signals in monthly counts, each sentence computed from the frame that is drawn."""

from __future__ import annotations

import pandas as pd

from lofte_analysis.charts.control_panel import mean_text, runs_of
from lofte_analysis.coverage import joined, missing_text
from lofte_analysis.est.change import NOT_FEWER_EVENTS
from lofte_analysis.est.control_limits import HIGH, LEAST_MONTHS
from lofte_analysis.est.event_counts import EVERY_EVENT
from lofte_analysis.est.situation import CHECKS, EVENTS
from lofte_analysis.promise import Promise
from lofte_analysis.words import NBSP, capitalised, counted, integer, month_name, n_of_m, numeral

_TOLD = {EVENTS: "rapporterade", CHECKS: "redovisade"}
_MOST_GAPS = 3


def mean_or_blank(value: float) -> str:
    return "" if value != value else mean_text(value)


def series_of(frame: pd.DataFrame) -> list[pd.DataFrame]:
    return [rows.reset_index(drop=True) for _, rows in frame.groupby("series", sort=False)]


def title_of(rows: pd.DataFrame) -> str:
    """What a series counts, in a few words; several categories are just events here, and named in the subtitle."""
    name = rows["name"].iloc[0]
    return "Händelser" if rows["series"].iloc[0] == EVENTS and (" och " in name) else capitalised(name)


def finding(rows: pd.DataFrame) -> str:
    """What the signals say of one series, and that there is none where there is none."""
    told, known = _TOLD[rows["series"].iloc[0]], int(rows["count"].notna().sum())
    mean = rows["mean"].iloc[0]
    if mean != mean:
        number = counted(known, "månad", "månader") if known else "ingen månad"
        ending = told if known > 1 else told.removesuffix("e")
        return f"för få månader för att säga något, {number.replace(' ', NBSP)} {ending}"
    runs, outside = runs_of(rows), rows[rows["outside"] != ""]
    early = " (preliminärt)" if rows["preliminary"].iloc[0] else ""
    if runs:
        run = runs[-1]
        more = "fler" if run["side"].iloc[0] == HIGH else "färre"
        both = f"{mean_text(run['run_mean'].iloc[0])} i månaden mot {mean_text(mean)}".replace(" ", NBSP)
        when = _span(run) if run.index[-1] != rows.index[-1] else f"sedan {month_name(run['start'].iloc[0])}"
        doubt = ", men inte alla rapporterade" if _silent_in(run) or _silent_in(_baseline(rows)) else ""
        return f"{more} {told} {when}, {both}{early}{doubt}"
    if len(outside) == 1:
        more = "fler" if outside["outside"].iloc[0] == HIGH else "färre"
        both = f"{integer(outside['count'].iloc[0])} mot {mean_text(mean)}".replace(" ", NBSP)
        return f"{more} {told} än vanligt i {month_name(outside['start'].iloc[0])}, {both}{early}"
    if len(outside):
        last = month_name(outside["start"].iloc[-1])
        return f"{numeral(len(outside))} månader utanför vanlig variation, senast {last}{early}"
    if not rows["count"].fillna(0).any():
        return f"inga {told}"
    around = f"omkring {mean_text(mean)} i månaden".replace(" ", NBSP)
    return f"ingen säker förändring{early}, {around}"


def _silent_in(rows: pd.DataFrame) -> bool:
    return any(len(silent) for silent in rows["silent"])


def _baseline(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[(rows["start"] >= rows["baseline_start"]) & (rows["end"] <= rows["baseline_end"])]


def _span(rows: pd.DataFrame) -> str:
    return missing_text([(rows["start"].iloc[0].date(), rows["end"].iloc[-1].date())])


def months_text(frame: pd.DataFrame) -> str:
    return missing_text([(frame["start"].min().date(), frame["end"].max().date())])


def subtitle(frame: pd.DataFrame) -> str:
    parts = series_of(frame)
    texts = ["Antal per månad." if len(parts) > 1 else _counted_things(parts[0]), *_limits_texts(parts)]
    if any("färre rapporterade" in finding(rows) for rows in parts):
        texts.append(NOT_FEWER_EVENTS)
    return " ".join(texts)


def _counted_things(rows: pd.DataFrame) -> str:
    name = rows["name"].iloc[0]
    if rows["series"].iloc[0] != EVENTS:
        return f"{name} per månad."
    return "Rapporterade händelser per månad" + (f": {name}." if name != EVERY_EVENT else ".")


def _limits_texts(parts: list[pd.DataFrame]) -> list[str]:
    """On which months the limits rest, a sentence for each kind of limits."""
    told: dict[str, list[str]] = {}
    for rows in parts:
        row, of = rows.iloc[0], ""
        if len(parts) > 1:
            of = f"för {title_of(rows)[:1].lower()}{title_of(rows)[1:]} "
        if row["mean"] != row["mean"]:
            text = f"{of or 'det '}krävs minst {numeral(LEAST_MONTHS)} redovisade månader"
            told.setdefault("Inga gränser:", []).append(text)
            continue
        months = counted(row["baseline_months"], "månad", "månader")
        when = missing_text([(row["baseline_start"].date(), row["baseline_end"].date())])
        if row["upper"] != row["upper"]:
            text = f"{of or 'där '}skiljer sig inte antalen {when}"
            told.setdefault("Inga gränser:", []).append(text)
        elif row["preliminary"]:
            told.setdefault("Preliminära gränser:", []).append(f"{of}räknade på bara {months}, {when}")
        else:
            told.setdefault("Grått band: vanlig variation,", []).append(f"{of}räknad på {months}, {when}")
    return [f"{kind} {'; '.join(texts)}." for kind, texts in told.items()]


def left_out(frame: pd.DataFrame) -> str:
    """That the month of the cut-off is left out, where it is not over."""
    cutoff = frame["cutoff"].iloc[0]
    if (cutoff + pd.Timedelta(days=1)).day == 1 or frame["end"].max() + pd.Timedelta(days=1) != cutoff.replace(day=1):
        return ""
    return f"{capitalised(month_name(cutoff))} är inte med: månaden pågår."


def silences(frame: pd.DataFrame, promise: Promise) -> list[str]:
    """Which parties handed in no report, or only a part of one, in which months."""
    rows = frame[frame["series"] == EVENTS]
    parties = sorted({party for silent in rows["silent"] for party in silent})
    texts = []
    for party in parties:
        name = capitalised(promise.party_in_text(party))
        partly = rows["partly"].map(lambda some, party=party: party in some).astype(bool)
        silent = rows["silent"].map(lambda some, party=party: party in some).astype(bool) & ~partly
        for words, own in (("lämnade ingen rapport", rows[silent]), ("rapporterade bara delvis", rows[partly])):
            if len(own):
                texts.append(f"{name} {words} {_when(own, rows)}.")
    fewer = any("färre rapporterade" in finding(part) for part in series_of(frame))  # then the subtitle says it
    return texts if fewer or not texts else [*texts, NOT_FEWER_EVENTS]


def _when(own: pd.DataFrame, rows: pd.DataFrame) -> str:
    spans = joined(zip(own["start"].dt.date, own["end"].dt.date, strict=True))
    if len(spans) > _MOST_GAPS:
        return f"i {n_of_m(len(own), len(rows), 'månad', 'månader')}"
    return f"under {missing_text(spans)}"


def start_of_reporting(frame: pd.DataFrame) -> str:
    start = frame["events_from"].iloc[0]
    if start != start or EVENTS not in set(frame["series"]):
        return ""
    return f"Händelser rapporteras från {month_name(start)}; tiden före går inte att jämföra med."


def describe(rows: pd.DataFrame) -> str:
    months = []
    for row in rows.itertuples():
        count = "ej redovisat" if row.count != row.count else integer(row.count)
        months.append(f"{month_name(row.start)}: {count}" + (f" ({row.signal})" if row.signal else ""))
    row = rows.iloc[0]
    limits = ""
    if row["mean"] == row["mean"]:
        limits = f" Medelvärde {mean_text(row['mean'])}"
        if row["upper"] == row["upper"]:
            limits += f", gränser {mean_text(row['lower'])} och {mean_text(row['upper'])}"
        limits += "."
    return f"{title_of(rows)} per månad. {capitalised(', '.join(months))}.{limits}"
