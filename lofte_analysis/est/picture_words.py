"""What a situation picture says in words: its headline, its comparison, and its table."""

from __future__ import annotations

import pandas as pd

from lofte_analysis.coverage import missing_text
from lofte_analysis.est.change import Change, Reported
from lofte_analysis.est.picture import SituationPicture
from lofte_analysis.est.situation import BANDS
from lofte_analysis.promise import Promise
from lofte_analysis.words import WEEKDAYS, capitalised, counted, integer, listing, numeral

SMALL_COUNT = "1–4"


def headline_of(picture: SituationPicture) -> str:
    """How many events, and what surely changed; a change that could be chance is not told."""
    now = picture.totals[0]
    if not now:
        return capitalised(f"{picture.window.label}: {'inga händelser' if now == 0 else 'ingen har rapporterat'}")
    told = [f"{picture.window.label}: {numeral(now)} {'händelse' if now == 1 else 'händelser'}"]
    for word in (Change.MORE, Change.FEWER):
        if names := list(picture.categories.loc[picture.categories["words"] == word, "category"]):
            told.append(f"{word} av {listing(names)}")
    return capitalised(", ".join(told if len(told) > 1 else [*told, "ingen säker förändring"]))


def subtitle_of(picture: SituationPicture) -> str:
    """The days, and the numbers of the windows beside."""
    window = picture.window
    parts = [missing_text([(window.first, window.last)]) if window.days else window.label]
    for other, total in ((picture.before, picture.totals[1]), (picture.last_year, picture.totals[2])):
        told = "ingen rapport" if total is None else counted(total, "händelse", "händelser")
        parts.append(f"{other.label}: {told}")
    return ". ".join(map(capitalised, parts)) + "."


def place_rows(picture: SituationPicture, most: int) -> list[tuple[str, float, float]]:
    """Places with what each has now and had before; the last of many are one row."""
    rows = picture.places[picture.places["now"] > 0][["place", "now", "before"]]
    if len(rows) > most:
        rest = rows.iloc[most - 1 :]
        row = pd.DataFrame(
            [(f"{len(rest)} platser till", rest["now"].sum(), rest["before"].sum())], columns=rows.columns
        )
        rows = pd.concat([rows.iloc[: most - 1], row], ignore_index=True)
    return list(rows.itertuples(index=False, name=None))


def table_of(picture: SituationPicture) -> pd.DataFrame:
    """The table twin: a row per category, then one per place."""
    parts = []
    for what, rows, name in (("kategori", picture.categories, "category"), ("plats", picture.places, "place")):
        last_year = rows["last_year"] if "last_year" in rows else pd.Series(float("nan"), index=rows.index)
        parts.append(
            pd.DataFrame(
                {
                    "vad": what,
                    "namn": rows[name],
                    picture.window.label: rows["now"].map(_figure),
                    picture.before.label: rows["before"].map(_figure),
                    picture.last_year.label: last_year.map(_figure),
                    "jämförelse med perioden före": rows["words"].astype(str),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _figure(value: float) -> str:
    return "" if value != value else integer(value)


def hours_table(picture: SituationPicture) -> pd.DataFrame:
    """A row per band of hours, a column per weekday; counts of one to four are not written out in public."""
    cells = [SMALL_COUNT if row.hidden else _figure(row.count) for row in picture.hours.itertuples()]
    grid = picture.hours.assign(text=cells).pivot(index="band", columns="weekday", values="text")
    return grid.reindex(index=BANDS, columns=WEEKDAYS).rename_axis(columns=None).reset_index(names="tid")


def reporters_table(picture: SituationPicture, promise: Promise) -> pd.DataFrame:
    """Who reported now and in the window before."""
    rows = picture.reported
    table = pd.DataFrame(
        {
            "part": [promise.party_label(party) for party in rows["party"]],
            picture.window.label: rows["state_now"].astype(str),
            picture.before.label: rows["state_before"].astype(str),
        }
    )
    if picture.public:
        return table
    silent = rows["state_now"] == Reported.SILENT  # no report is not known to be none
    return table.assign(händelser=rows["now"].map(_figure).mask(silent, "–"))


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
