"""The police's public notices: when and where each event was, as far as a notice says it.

Notices are chosen by the police for the press. They are no count of events or crimes, and no part of what was promised:
nothing here ever becomes an activity.

The event's day and clock stand in the title, without a year; `datetime` is the publication. Years follow one rule: the
latest year that puts the day at most one day after the Swedish day of publication, and less than a year before it. So
a December notice that is published in January belongs to the year before, and 29 February to a leap year or to none.
A year in the title is taken as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import numpy as np
import pandas as pd

from lofte_analysis.est.event_categories import UNKNOWN_GROUP, EventCategories, read_event_categories
from lofte_analysis.est.notice_titles import Head, read_head, read_tail
from lofte_analysis.folding import folded
from lofte_analysis.paths import folder_path
from lofte_analysis.privacy import masked
from lofte_analysis.reading.notice_files import Raw, read_notice_files, without_collection

PLACED, MERGED, LEFT_OUT = "placerad", "sammanslagen", "utelämnad"
ZONE = "Europe/Stockholm"
DAYS_AHEAD = 1  # a day may lie so far after its publication: clocks and time zones differ
LATE_DAYS = 60  # after so many days between event and publication, the inferred year is a guess

NO_NOTICE = "posten är ingen notis"
NO_ID = "notisen saknar id"
NO_EVENT = "ingen enskild händelse: "
NO_DATE = "titeln börjar inte med ett datum"
NO_YEAR = "publiceringstiden kan inte läsas, så året är okänt"
NO_SUCH_DAY = "dagen finns inte i kalendern"
NO_MUNICIPALITY = "bara länet är känt, inte kommunen"
NO_PLACE = "platsen saknas"
ELSEWHERE = "gäller en annan kommun"
MERGED_REASON = "samma id har publicerats igen"

_DIGIT = re.compile(r"\d")
_NO_DAY = np.datetime64("NaT", "D")
_COLUMNS = ["file", "row", "id", "published", "published_day", "event_day", "event_start", "timed"]
_COLUMNS += ["type", "category", "group", "sensitive", "municipality", "municipality_from_title"]
_COLUMNS += ["county", "status", "reason"]


@dataclass(frozen=True)
class Notices:
    """What was read from the police's notices. `municipality` is the one asked for, or None for all.

    `frame` has one row per notice in the files, also those that cannot be used:

    - file, row: where it stands; row counts from 1, in csv with the header as 1. id: the police's number.
    - published: the publication in UTC; published_day: its Swedish day.
    - event_day: the Swedish day of the event; event_start: the same with the clock time, missing without one; timed.
    - type: as the police wrote it, trimmed; category, group: by the category file, "okänd" for a type that it lacks;
      sensitive: never to be shown by place in public.
    - municipality, county: missing where they are not known; municipality_from_title: the feed itself does not name it.
    - status: "placerad" (its day and municipality are known, and it is one event), "sammanslagen" (the same id was
      published later) or "utelämnad"; reason: why it is not used.

    `files` has one row per file: file, notices, placed, merged, left_out, problem (why it could not be read, or empty).
    """

    frame: pd.DataFrame
    files: pd.DataFrame
    municipality: str | None
    categories: EventCategories

    @property
    def events(self) -> pd.DataFrame:
        """The notices that are placed, by the day of the event."""
        rows = self.frame[self.frame["status"] == PLACED].sort_values(["event_day", "event_start"], kind="stable")
        rows = rows.drop(columns=["status", "reason"]).reset_index(drop=True)
        names = rows.select_dtypes("category").columns
        return rows.assign(**{name: rows[name].cat.remove_unused_categories() for name in names})

    @property
    def unknown_types(self) -> pd.Series:
        """How many placed notices there are of each type that the category file lacks."""
        rows = self.frame[(self.frame["status"] == PLACED) & (self.frame["group"] == UNKNOWN_GROUP)]
        return rows["type"].astype(object).value_counts()


def read_police_notices(
    path: str | Path, categories: EventCategories | None = None, *, municipality: str | None = None
) -> Notices:
    """Read the police's notices from a .json or .csv file, or from all such files below a folder.

    JSON as the open feed gives it, csv with the columns id, datetime, name, type and location_name; `;` or `,`. Without
    `categories`, the list that is shipped. `municipality` keeps the events of one municipality; those of others are
    counted as left out. Of several notices with the same id the one published last counts, and the others are merged.
    `summary` is never loaded.

    A notice is placed when it is one event and its day and municipality are known. Else the first of these is its
    reason: it is no notice, has no id, was published again, is a summary or a message, has no date in the title, no
    publication to infer the year from, a day that does not exist, no municipality, another municipality.

    Raises NoticeError, in Swedish, when there is no such file or nothing in it that can be read. In a folder, a file
    that holds no notices stands in `files` with its problem.
    """
    categories = categories or read_event_categories()
    raw = read_notice_files(folder_path(path))
    with without_collection():
        frame = _notices(raw.rows, categories, municipality)
    return Notices(frame, _ledger(raw, frame), municipality, categories)


def notice_account(notices: Notices) -> pd.DataFrame:
    """What became of the notices, one row per outcome: reason, number.

    The first row is all that was read. Placed, merged and each reason for leaving out add up to it; rows that begin
    with "varav" are parts of the row of those placed.
    """
    frame = notices.frame
    placed = frame[frame["status"] == PLACED]
    late = (placed["published_day"] - placed["event_day"]).dt.days
    year_before = placed["event_day"].dt.year < placed["published_day"].dt.year
    rows = [
        ("notiser i filerna", len(frame)),
        ("placerade: en händelse med känd dag och kommun", len(placed)),
        ("varav med klockslag", int(placed["timed"].sum())),
        ("varav med kommunen ur titeln: flödet anger bara länet", int(placed["municipality_from_title"].sum())),
        ("varav året före publiceringen", int(year_before.sum())),
        (f"varav publicerade mer än {LATE_DAYS} dagar efter händelsen: året är osäkert", int((late > LATE_DAYS).sum())),
        ("varav av en typ som inte finns i kategorifilen", int(notices.unknown_types.sum())),
        (f"sammanslagna: {MERGED_REASON}", int((frame["status"] == MERGED).sum())),
    ]
    left_out = frame.loc[frame["status"] == LEFT_OUT, "reason"].astype(object).value_counts()
    rows += [(f"utelämnade: {reason}", int(number)) for reason, number in left_out.items()]
    return pd.DataFrame(rows, columns=["reason", "number"])


# Columns --------------------------------------------------------------------------------------------------


def _notices(raw: pd.DataFrame, categories: EventCategories, municipality: str | None) -> pd.DataFrame:
    titles = [title.partition(",") for title in raw["name"].fillna("")]
    published = _published(raw["datetime"])
    published_day = published.dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()
    heads = _heads([head for head, _, _ in titles])
    day, missing_day = _event_days(heads, published_day)
    tails = _tails([rest for _, _, rest in titles], raw, categories)
    timed = pd.Series(heads["minute"] >= 0, index=raw.index) & day.notna()
    frame = pd.DataFrame(
        {
            "file": pd.Categorical(raw["file"]),
            "row": raw["row"].astype("int64"),
            "id": [None if id is None else _clean_id(id) for id in raw["id"]],
            "published": published,
            "published_day": published_day,
            "event_day": day,
            "event_start": (day + pd.to_timedelta(heads["minute"], unit="m")).where(timed),
            "timed": timed,
            **tails,
        }
    )
    reason = _reasons(raw, frame, missing_day, categories, municipality)
    merged = reason == MERGED_REASON
    status = np.select([reason.isna(), merged], [0, 1], 2)
    frame["status"] = pd.Categorical.from_codes(status, [PLACED, MERGED, LEFT_OUT])
    return frame.assign(reason=reason)[_COLUMNS]


def _heads(texts: list[str]) -> pd.DataFrame:
    """A row of Head per title, each beginning read once."""
    codes, values = pd.factorize(np.asarray(texts, dtype=object))
    columns = zip(*map(read_head, values), strict=True) if len(values) else repeat(())
    return pd.DataFrame(
        {name: np.array(column, int)[codes] for name, column in zip(Head._fields, columns, strict=False)}
    )


def _published(texts: pd.Series) -> pd.Series:
    """The time of publication in UTC. What cannot be read, or lies outside 1990–2099, is missing.

    A time without an offset is Swedish, and the first of the two where the clock is set back.
    """
    read, swedish = _as_utc(texts), texts.map(_lacks_offset).astype(bool)
    if swedish.any():
        local = read[swedish].dt.tz_localize(None)
        first = np.ones(len(local), dtype=bool)
        local = local.dt.tz_localize(ZONE, ambiguous=first, nonexistent="shift_forward")
        read = read.where(~swedish, local.dt.tz_convert("UTC").reindex(read.index))
    return read


def _as_utc(texts: pd.Series) -> pd.Series:
    dated = texts.where(texts.str[4:5].eq("-") & texts.str.len().gt(9))
    times = pd.to_datetime(dated, format="ISO8601", utc=True, errors="coerce")
    return times.where(times.dt.year.between(1990, 2099)).astype("datetime64[us, UTC]")


def _lacks_offset(text: str | None) -> bool:
    return text is not None and not (text[-1] in "Zz" or "+" in text or "-" in text[10:])


def _event_days(heads: pd.DataFrame, published_day: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The day of each event by the rule at the top of the module, and why there is none."""
    unpublished = published_day.isna().to_numpy()
    published = published_day.to_numpy().astype("datetime64[D]")
    year = np.where(unpublished, 1970, published_day.dt.year.fillna(1970)).astype(int)
    written = heads["year"].to_numpy()
    day = np.where(written > 0, _day(written, heads), _NO_DAY)
    for candidate in (year + 1, year, year - 1):
        found = _day(candidate, heads)
        gap = (published - found).astype(float)  # NaN where either is missing
        gap[unpublished | np.isnat(found)] = np.nan
        fits = np.isnat(day) & (written == 0) & (gap >= -DAYS_AHEAD) & (gap < 365)
        day = np.where(fits, found, day)
    dated = heads["month"].to_numpy() > 0
    missing = np.select([~np.isnat(day), ~dated, unpublished & (written == 0)], [None, NO_DATE, NO_YEAR], NO_SUCH_DAY)
    return pd.Series(day.astype("datetime64[us]")), pd.Series(missing, dtype=object)


def _day(year: np.ndarray, heads: pd.DataFrame) -> np.ndarray:
    """The day of a year, missing where the calendar lacks it."""
    number, day = heads["month"].to_numpy(), heads["day"].to_numpy()
    real = (number >= 1) & (number <= 12) & (day >= 1) & (year >= 1990) & (year <= 2099)
    month = (np.where(real, year - 1970, 0) * 12 + np.where(real, number - 1, 0)).astype("datetime64[M]")
    found = month.astype("datetime64[D]") + np.where(real, day - 1, 0).astype("timedelta64[D]")
    return np.where(real & (found.astype("datetime64[M]") == month), found, _NO_DAY)


def _tails(titles: list[str], raw: pd.DataFrame, categories: EventCategories) -> dict[str, pd.Categorical]:
    """Type, category, group, municipality and county, each combination read once."""
    codes, sizes, values = np.zeros(len(titles), dtype=np.int64), [], []
    for column in (titles, raw["type"].fillna(""), raw["location"].fillna("")):
        own, known = pd.factorize(np.asarray(column, dtype=object))
        codes = codes * max(1, len(known)) + own
        sizes.append(max(1, len(known)))
        values.append([_clean(text) for text in known])
    codes, combined = pd.factorize(codes)
    rest, location = np.divmod(combined, sizes[2])
    title, type = np.divmod(rest, sizes[1])
    read = [
        read_tail(values[0][a], values[1][b], values[2][c], categories)
        for a, b, c in zip(title, type, location, strict=True)
    ]
    category = [categories.category_of_police_type(tail.type) for tail in read]
    names = {
        "type": [tail.type for tail in read],
        "category": category,
        "group": [categories.group_of(name) for name in category],
        "municipality": [tail.municipality or None for tail in read],
        "county": [tail.county or None for tail in read],
    }
    columns = {name: pd.Categorical(values).take(codes) for name, values in names.items()}
    flags = {
        "sensitive": [categories.is_sensitive(name) for name in category],
        "municipality_from_title": [tail.municipality_from_title for tail in read],
    }
    return columns | {name: np.array(values, dtype=bool)[codes] for name, values in flags.items()}


def _clean(text: str) -> str:
    """Text that can be written to a file and compared, with any identity number hidden."""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    return masked(text) if _DIGIT.search(text) else text


def _clean_id(text: str) -> str:
    text = text.strip()
    return text if len(text) < 10 and text.isascii() and text.isdigit() else _clean(text)


# What becomes of each -------------------------------------------------------------------------------------


def _reasons(
    raw: pd.DataFrame,
    frame: pd.DataFrame,
    missing_day: pd.Series,
    categories: EventCategories,
    municipality: str | None,
) -> pd.Series:
    """Why a notice is not used, missing for those that are; the first reason that holds."""
    no_municipality = frame["municipality"].isna()
    rules = [
        (raw["broken"], NO_NOTICE),
        (frame["id"].isna(), NO_ID),
        (_published_again(frame), MERGED_REASON),
    ]
    for name in frame["category"].cat.categories:
        if not categories.is_event(name):
            rules.append((frame["category"] == name, f"{NO_EVENT}{name}"))
    rules += [(missing_day == text, text) for text in (NO_DATE, NO_YEAR, NO_SUCH_DAY)]
    rules += [(no_municipality & frame["county"].notna(), NO_MUNICIPALITY), (no_municipality, NO_PLACE)]
    if municipality is not None:
        wanted = folded(municipality).removesuffix(" kommun")
        here = [name for name in frame["municipality"].cat.categories if folded(name) == wanted]
        rules.append((~frame["municipality"].isin(here), ELSEWHERE))
    texts = [text for _, text in rules]
    codes = np.select([rule.to_numpy() for rule, _ in rules], range(len(rules)), -1)
    return pd.Series(pd.Categorical.from_codes(codes, texts), index=frame.index)


def _published_again(frame: pd.DataFrame) -> pd.Series:
    """Whether the same id stands in a later publication, or further down with the same time."""
    later = frame["published"].sort_values(kind="stable", na_position="first").index
    return frame.loc[later, "id"].duplicated(keep="last").reindex(frame.index)


def _ledger(raw: Raw, frame: pd.DataFrame) -> pd.DataFrame:
    """Notices per file = placed + merged + left out; anything else is a fault of ours."""
    counts = pd.crosstab(frame["file"].astype(object), frame["status"].astype(object))
    counts = counts.reindex(index=raw.files["file"], columns=[PLACED, MERGED, LEFT_OUT], fill_value=0)
    files = raw.files[["file"]].assign(notices=raw.files["file"].map(raw.rows["file"].value_counts()))
    files["notices"] = files["notices"].fillna(0).astype(int)
    for name, status in (("placed", PLACED), ("merged", MERGED), ("left_out", LEFT_OUT)):
        files[name] = counts[status].to_numpy()
    if not (files["notices"] == files[["placed", "merged", "left_out"]].sum(axis=1)).all():
        raise AssertionError(f"notices are unaccounted for:\n{files}")
    return files.assign(problem=raw.files["problem"])
