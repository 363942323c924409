"""What a situation picture says in words: its headline, its comparison, and its table."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from lofte_analysis.coverage import missing_text
from lofte_analysis.est.change import Change, Reported, missing_days_text
from lofte_analysis.est.picture import SituationPicture
from lofte_analysis.est.public_counts import AMONG_OTHERS, SMALL_COUNT
from lofte_analysis.est.report_windows import Window
from lofte_analysis.est.situation import BANDS
from lofte_analysis.promise import Promise
from lofte_analysis.words import WEEKDAYS, capitalised, integer, listing, n_of_m, numeral

PARTLY = "bara delvis rapporterat"


def headline_of(picture: SituationPicture) -> str:
    """How many events, and what surely changed; a change that could be chance is not told."""
    now = picture.totals[0]
    if not now:
        unknown = PARTLY if picture.partly[0] else "ingen har rapporterat"
        return capitalised(f"{picture.window.label}: {unknown if now is None else _no_events(picture.window)}")
    told = [f"{picture.window.label}: {_events(now, numeral)}"]
    if picture.totals[1] is None:
        return capitalised(f"{told[0]}, kan inte jämföras med perioden före")
    for word in (Change.MORE, Change.FEWER):
        if names := list(picture.categories.loc[picture.categories["words"] == word, "category"]):
            told.append(f"{word} av {listing(names)}")
    return capitalised(", ".join(told if len(told) > 1 else [*told, "ingen säker förändring"]))


def subtitle_of(picture: SituationPicture) -> str:
    """The days, and the numbers of the windows beside."""
    window = picture.window
    parts = [missing_text([(window.first, window.last)]) if window.days else window.label]
    beside = zip((picture.before, picture.last_year), picture.totals[1:], picture.partly[1:], strict=True)
    for other, total, partly in beside:
        unknown = PARTLY if partly else Reported.SILENT
        told = unknown if total is None else _events(total, integer)
        parts.append(f"{other.label}: {told}")
    return ". ".join(map(capitalised, parts)) + "."


def _no_events(window: Window) -> str:
    """That there were none, and in how many days where the others are not known."""
    if not window.partial:
        return "inga händelser"
    return f"inga händelser under {n_of_m(window.days, (window.end - window.start).days + 1, 'dag', 'dagar')}"


def _events(total: float, figure: Callable[[float], str]) -> str:
    number = SMALL_COUNT if total != total else figure(int(total))
    return f"{number} {'händelse' if total == 1 else 'händelser'}"


def place_rows(picture: SituationPicture, most: int) -> list[tuple[str, float, str, str]]:
    """Places with what each has now, as a number and as it is written, and what it had before; the last are one row."""
    now, before = shown_counts(picture, picture.places, "now"), shown_counts(picture, picture.places, "before")
    rows = picture.places[["place", "now", "before", "pool"]].assign(now_text=now, before_text=before)
    rows = rows[(rows["now"] > 0) | (rows["pool"] & (now == SMALL_COUNT))]
    if len(rows) > most:
        rest = rows.iloc[most - 1 :]
        name = rest["place"].iloc[-1] if rest["pool"].any() else f"{len(rest)} platser till"
        row = {"place": name, "now": rest["now"].sum(), "before": rest["before"].sum(min_count=1)}
        row |= {"now_text": integer(row["now"]), "before_text": _figure(row["before"]) or "–"}
        rows = pd.concat([rows.iloc[: most - 1], pd.DataFrame([row])], ignore_index=True)
    return list(rows[["place", "now", "now_text", "before_text"]].itertuples(index=False, name=None))


def shown_counts(picture: SituationPicture, rows: pd.DataFrame, column: str) -> pd.Series:
    """How the counts of a column are written: "–" where nobody reported, and what a public picture does not tell."""
    reported = picture.totals[("now", "before", "last_year").index(column)] is not None
    missing = rows["pool"].map({True: SMALL_COUNT, False: AMONG_OTHERS}) if reported else "–"
    return rows[column].map(_figure).where(rows[column].notna(), missing)


def table_of(picture: SituationPicture) -> pd.DataFrame:
    """The table twin: a row per category, then one per place."""
    parts = []
    windows = {"now": picture.window, "before": picture.before, "last_year": picture.last_year}
    for what, rows, name in (("kategori", picture.categories, "category"), ("plats", picture.places, "place")):
        counts: dict[str, pd.Series | str] = {}
        for column, window in windows.items():  # a school year's window before is the one of last year, too
            counts.setdefault(
                window.label, shown_counts(picture, rows, column).replace("–", "") if column in rows else ""
            )
        table = {"vad": what, "namn": rows[name], **counts, "jämförelse med perioden före": rows["words"].astype(str)}
        parts.append(pd.DataFrame(table))
    return pd.concat(parts, ignore_index=True)


def _figure(value: float) -> str:
    return "" if value != value else integer(value)


def hours_table(picture: SituationPicture) -> pd.DataFrame:
    """A row per band of hours, a column per weekday; counts of one to four are not written out in public."""
    grid = picture.hours.pivot(index="band", columns="weekday", values="text")
    return grid.reindex(index=BANDS, columns=WEEKDAYS).rename_axis(columns=None).reset_index(names="tid")


def reporters_table(picture: SituationPicture, promise: Promise) -> pd.DataFrame:
    """Who reported now and in the window before, and which days are missing of what was reported in part."""
    rows = picture.reported
    table = pd.DataFrame(
        {
            "part": [promise.party_label(party) for party in rows["party"]],
            picture.window.label: _states(rows["state_now"], rows["missing_now"], picture.window),
            picture.before.label: _states(rows["state_before"], rows["missing_before"], picture.before),
        }
    )
    if picture.public:
        return table
    unknown = (rows["now"] == 0) & (rows["state_now"] != Reported.NONE)  # no report is not known to be none
    return table.assign(händelser=rows["now"].map(_figure).mask(unknown, "–"))


def _states(states: pd.Series, missing: pd.Series, window: Window) -> list[str]:
    return [
        f"{state}, {missing_days_text(days, window)} saknas" if state == Reported.PARTLY else str(state)
        for state, days in zip(states, missing, strict=True)
    ]


def actions_table(picture: SituationPicture, promise: Promise) -> pd.DataFrame:
    """What was decided, open actions first."""
    rows = picture.actions
    return pd.DataFrame(
        {
            "åtgärd": rows["action"],
            "plats": rows["place"].fillna(""),
            "ansvarig": [promise.party_label(party) for party in rows["responsible"]],
            "beslutad": rows["start"].dt.strftime("%Y-%m-%d").fillna(""),
            "klart senast": rows["end"].dt.strftime("%Y-%m-%d").fillna(""),
            "läge": [f"{row.state}, försenad" if row.late else str(row.state) for row in rows.itertuples()],
        }
    )


def kinds_table(picture: SituationPicture) -> pd.DataFrame:
    """Each category at each place, now and in the window before, and what can be said of the difference."""
    rows = picture.kinds_and_places
    return pd.DataFrame(
        {
            "kategori": rows["category"],
            "plats": rows["place"],
            picture.window.label: rows["now"].map(_figure),
            picture.before.label: rows["before"].map(_figure),
            "jämförelse": rows["words"].astype(str),
        }
    )
