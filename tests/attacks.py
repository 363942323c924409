"""Attacks on what is published of counts of persons: everything is read back, and whatever can be reckoned is reckoned.

A *world* is a promise with every kind of commitment that counts persons, and random secrets for each month of it. It is
published as the parties would have it published: year by year and whole, at several cut-offs, with months that were
reported late. Three attacks are made on all exports of a world together:

- *reckoning*: every published number is a sum over months; a hidden number that is a combination of published ones
  (numpy's rank, independent of the elimination in `small_counts`) is determined;
- *twins*: another world whose hidden number is another one, and whose publications are the same to the letter. As long
  as there is one, nobody can tell the two apart, whatever is known of the rules, the verdicts and the roundings;
- *canaries*: numbers of participants and remarks that must not stand anywhere.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
from builders import commitment as promised
from builders import promise_with, records

from lofte_analysis.outcomes import follow_through
from lofte_analysis.periods import months_between
from lofte_analysis.promise import Measure, Per, Personal, Promise
from lofte_analysis.publish import report, report_charts
from lofte_analysis.records import Records
from lofte_analysis.small_counts import HIDDEN, suppress_small_counts

START, END = dt.date(2021, 7, 1), dt.date(2023, 12, 31)
MONTHS = tuple(f"{first:%Y-%m}" for first, _ in months_between(START, END))
CUTOFFS = ("2022-06-30", "2022-09-30", "2022-12-31", "2023-06-30", "2023-12-31")
LATE = "2022-12-31"  # at this cut-off the last months of the late party had not come in
LATE_MONTHS = MONTHS[-14:]  # from November 2022
PARTICIPANTS, REMARK = 7919, "kanariefågel"
_SIZES = {"S": 7, "L": 1, "A": 1.5, "C": 2.5, "P": 4}
_PART_OF = {"B": "A", "D": "C", "E": "S"}

Key = tuple[str, str]  # commitment, period


def attacked_promise() -> Promise:
    """Every kind of commitment that counts persons: efforts, what persons are, parts of parts, two grids at once."""
    social, effort, person = ("socialtjänsten",), Personal.EFFORT, Personal.PERSON
    aim = {"reported_by": social, "ambition": True, "personal": person}
    every = {"reported_by": social, "share_at_least": 1, "personal": effort}
    return promise_with(
        promised("S", Measure.SHARE, **every),
        promised("E", Measure.SHARE, **every | {"share_at_least": 0.5}, part_of="S"),
        promised("L", Measure.SHARE, **every),
        promised("A", Measure.SHARE, per=Per.YEAR, **aim),
        promised("B", Measure.SHARE, per=Per.YEAR, part_of="A", **aim),
        promised("C", Measure.SHARE, per=Per.HALF_YEAR, **aim),
        promised("D", Measure.SHARE, per=Per.YEAR, part_of="C", **aim),
        promised("P", Measure.SHARE, per=Per.HALF_YEAR, **aim),
        promised("M", Measure.UNQUANTIFIED, reported_by=("kommunen",), personal=person, units=("möte", "möten")),
        promised("T", Measure.COUNT, at_least=1),
        start=START,
        end=END,
    )


# Worlds ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """The secrets: of each commitment and month what was done, of how many, and how many are open."""

    promise: Promise
    done: dict[tuple[str, str], int]
    cases: dict[tuple[str, str], int]
    open: dict[tuple[str, str], int]
    late: frozenset[str]  # commitments whose last months came in late

    def records(self, *, late: bool = False) -> Records:
        """What the parties had reported; `late` before the late months came in."""
        cases, meetings = [], []
        for (name, month), done in self.done.items():
            if late and name in self.late and month in LATE_MONTHS:
                continue
            if name == "M":
                row = {"date": month, "commitment": "M", "reporter": "kommunen", "participants": PARTICIPANTS}
                meetings += [row | {"note": REMARK, "row_number": n} for n in range(done)]
                continue
            still = self.open[name, month]
            figures = {"cases": self.cases[name, month] + still, "done": done, "open": still}
            cases.append({"date": month, "commitment": name, "reporter": "socialtjänsten", **figures})
        deliveries = []
        for name in (c.id for c in self.promise.commitments):
            missing = late and name in self.late
            end = dt.date.fromisoformat(f"{LATE_MONTHS[0]}-01") - dt.timedelta(days=1) if missing else END
            party = self.promise[name].reported_by[0]
            deliveries.append({"party": party, "start": START, "end": end, "commitment": name})
        return records(self.promise, meetings, cases, deliveries)

    def exports(self) -> list[tuple[Records, str]]:
        """The records and the cut-off of each time that the town has published."""
        whole = self.records()
        return [(self.records(late=True), LATE), *((whole, cutoff) for cutoff in CUTOFFS)]


def random_world(seed: int) -> World:
    """A world in which small numbers, small remainders, nothing and everything are common."""
    rng = random.Random(seed)
    done, cases, still = {}, {}, {}
    often = {name: rng.choice((0, 0.5, 0.8, 0.97, 1)) for name in "SLACPBDE"}
    for month in MONTHS:
        for name, size in _SIZES.items():
            cases[name, month] = _some(rng, size)
        for name in ("S", "L", "A", "C", "P", "E", "B", "D"):
            if name in _PART_OF:
                cases[name, month] = done[_PART_OF[name], month]
            done[name, month] = sum(rng.random() < often[name] for _ in range(cases[name, month]))
            still[name, month] = rng.choice((0, 0, 0, 1, 6))
        done["M", month] = _some(rng, rng.choice((0.1, 0.6)))
    late = frozenset(name for name in "SLACPEBDM" if rng.random() < 0.3)
    return World(attacked_promise(), done, cases, still, late)


def _some(rng: random.Random, mean: float) -> int:
    """A Poisson number."""
    left, number = np.exp(-mean), 0
    while (left := left / max(rng.random(), 1e-12)) < 1:
        number += 1
    return number


# What is published of a world -----------------------------------------------------------------------------


def published_frames(world: World) -> list[pd.DataFrame]:
    """The suppressed outcomes of each export of a world."""
    return [
        suppress_small_counts(follow_through(world.promise, told, cutoff=cutoff)) for told, cutoff in world.exports()
    ]


def months_of(row) -> list[str]:
    return [f"{first:%Y-%m}" for first, _ in months_between(row.start.date(), row.end.date())]


@dataclass(frozen=True)
class Read:
    """Numbers that were read from something published: what was done of one commitment and period, and of how many."""

    commitment: str
    period: str
    done: int
    cases: int | None
    where: str


_SHARE = r"(?:minst |ca )?(\d+)(?:/| av )(\d+)"
_PERIOD_WORDS = (
    (r"första halvåret (\d{4})", "{}-H1"),
    (r"andra halvåret (\d{4})", "{}-H2"),
    (r"(\d{4})", "{}"),
)


def read_tables(folder: Path) -> list[Read]:
    """Every number of persons in uppfoljning.csv, uppfoljning.xlsx and arsuppfoljning.csv of one report."""
    with (folder / "uppfoljning.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["åtagande"], row["period"], row["gjort"], "csv") for row in csv.DictReader(file, delimiter=";")]
    sheet = openpyxl.load_workbook(folder / "uppfoljning.xlsx")["Uppföljning"]
    for row in sheet.iter_rows(min_row=5, values_only=True):
        rows.append((str(row[0]), str(row[4]), "" if row[8] in ("–", "okänt") else str(row[8]), "xlsx"))
    read = [found for row in rows if (found := _figure(*row))]
    account = folder / "arsuppfoljning.csv"
    if account.exists():
        with account.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                read += _in_account(row)
    return read


def _figure(commitment: str, period: str, text: str, where: str) -> Read | None:
    if match := re.fullmatch(_SHARE, text):
        return Read(commitment, period, int(match[1]), int(match[2]), where)
    if match := re.fullmatch(r"(?:minst |ca )?(\d+)(?: m.ten?)?", text):
        return Read(commitment, period, int(match[1]), None, where)
    assert text in ("", HIDDEN), f"a number that cannot be told: {text!r}"
    return None


def _in_account(row: dict[str, str]) -> Iterator[Read]:
    """Figures such as "Första halvåret 2022: 48 av 65" and "12 möten" in the account of a year."""
    for heading, text in row.items():
        year = re.fullmatch(r"gjort (\d{4})", heading)
        if not year or row["åtagande"] == "T":
            continue
        named = list(re.finditer(rf"(\w+ halvåret \d{{4}}|\d{{4}}): {_SHARE}", text))
        for match in named:
            yield Read(row["åtagande"], _label(match[1]), int(match[2]), int(match[3]), "account")
        if not named and (match := re.search(rf"^{_SHARE}$|^(\d+) möten?", text)):
            done, cases = match[1] or match[3], match[2]
            yield Read(row["åtagande"], year[1], int(done), int(cases) if cases else None, "account")


def _label(words: str) -> str:
    for pattern, label in _PERIOD_WORDS:
        if match := re.fullmatch(pattern, words.lower()):
            return label.format(match[1])
    raise ValueError(words)


def read_charts(charts: Iterable) -> list[Read]:
    """Every number in the table twins and the long descriptions of the charts of shares."""
    read = []
    for chart in charts:
        if not chart.name.startswith("andel_"):
            continue
        commitment = chart.name.split("_")[1].upper()
        for row in chart.table.itertuples(index=False):
            period, done, cases, share = map(str, row[:4])
            assert done.isdigit() or not share, f"a share without its numbers: {row}"
            if done.isdigit():
                read.append(Read(commitment, period, int(done), int(cases), "chart"))
        for match in re.finditer(rf"(\w+ halvåret \d{{4}}|\d{{4}})[:,]? {_SHARE}", chart.description, re.IGNORECASE):
            read.append(Read(commitment, _label(match[1]), int(match[2]), int(match[3]), "description"))
    return read


class Cells(HTMLParser):
    """The rows of the tables of a page, below the headings that they stand under."""

    def __init__(self, text: str):
        super().__init__()
        self.rows: list[tuple[str, list[str]]] = []
        self.heading, self._inside, self._row = "", "", []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag in ("h3", "h4"):
            self.heading, self._inside = "", "heading"
        elif tag == "tr":
            self._row = []
        elif tag in ("td", "th"):
            self._row.append("")
            self._inside = "cell"

    def handle_endtag(self, tag):
        if tag == "tr" and self._row:
            self.rows.append((self.heading, [" ".join(cell.split()) for cell in self._row]))
        if tag in ("h3", "h4", "td", "th"):
            self._inside = ""

    def handle_data(self, data):
        if self._inside == "heading":
            self.heading += data
        elif self._inside == "cell":
            self._row[-1] += data


def read_page(text: str, ids: Iterable[str]) -> list[Read]:
    """Every number of persons in the tables of outcomes on the page."""
    read = []
    for heading, cells in Cells(text).rows:
        commitment = next((i for i in ids if re.match(rf"\s*{re.escape(i)}\b", heading)), None)
        if commitment is None or len(cells) < 3 or not re.fullmatch(r"(\w+ halvåret )?\d{4}", cells[0]):
            continue
        if match := re.fullmatch(_SHARE, cells[2]):
            read.append(Read(commitment, _label(cells[0]), int(match[1]), int(match[2]), "page"))
        elif commitment == "M" and cells[2].isdigit():
            read.append(Read(commitment, _label(cells[0]), int(cells[2]), None, "page"))
    return read


# Reckoning ------------------------------------------------------------------------------------------------


class Reckoning:
    """What can be reckoned from published numbers, each a sum over the months that it stands for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.columns = {pair: n for n, pair in enumerate(itertools.product("SLACPBDEM", MONTHS, ("done", "cases")))}
        self.equations: list[np.ndarray] = []
        self.numbers = 0

    def vector(self, commitment: str, months: Iterable[str], name: str) -> np.ndarray:
        """A number as a sum over months: the cases of a part are what was done of its whole."""
        if name == "rest":
            return self.vector(commitment, months, "cases") - self.vector(commitment, months, "done")
        if name == "cases" and commitment in _PART_OF:
            commitment, name = _PART_OF[commitment], "done"
        row = np.zeros(len(self.columns))
        for month in months:
            row[self.columns[commitment, month, name]] = 1
        return row

    def learn(self, commitment: str, months: Iterable[str], done: float, cases: float | None) -> None:
        months = list(months)
        self.equations.append(self.vector(commitment, months, "done"))
        self.numbers += 1
        if cases is not None:
            self.equations.append(self.vector(commitment, months, "cases"))
            self.numbers += 1

    def determines(self, *vectors: np.ndarray) -> list[bool]:
        known = np.array(self.equations) if self.equations else np.zeros((1, len(self.columns)))
        known = np.unique(known, axis=0)
        rank = np.linalg.matrix_rank(known)
        return [np.linalg.matrix_rank(np.vstack([known, vector])) == rank for vector in vectors]


def reckoned(world: World, frames: list[pd.DataFrame]) -> Reckoning:
    """Everything that the frames of all exports tell, months that were missing left out of the sums."""
    reckoning = Reckoning(world)
    for (_, cutoff), frame, late in zip(world.exports(), frames, [True, *[False] * len(CUTOFFS)], strict=True):
        for row in frame[frame["personal"] != Personal.NO].itertuples():
            missing = LATE_MONTHS if late and row.commitment in world.late else ()
            months = [month for month in months_of(row) if month not in missing and month <= cutoff[:7]]
            if row.done == row.done:
                reckoning.learn(row.commitment, months, row.done, row.cases if row.cases == row.cases else None)
            if row.year_done == row.year_done:
                year = [month for month in MONTHS if month[:4] == row.period[:4]]
                reckoning.learn(row.commitment, year, row.year_done, row.year_cases)
    return reckoning


def hidden_numbers(frames: list[pd.DataFrame]) -> list[tuple[str, str, str, list[str]]]:
    """Commitment, period, name and months of each number that is hidden in every export.

    The cases of a part are left out where its whole is shown: they are the whole's number, and published as that.
    """
    shown, rows = set(), {}
    for frame in frames:
        for row in frame[frame["personal"] != Personal.NO].itertuples():
            rows[row.commitment, row.period] = row
            if row.done == row.done:
                shown.add((row.commitment, row.period))
    whole_months = {(c, m) for c, p in shown for m in months_of(rows[c, p])}
    whole_months |= {
        (c, month) for frame in frames for c, year in _year_sums(frame) for month in MONTHS if month[:4] == year
    }
    numbers = []
    for (name, period), row in rows.items():
        if (name, period) in shown or row.done_text != HIDDEN:
            continue
        months = months_of(row)
        whole_is_shown = name in _PART_OF and all((_PART_OF[name], month) in whole_months for month in months)
        names = ["done"] if name == "M" else ["done", "rest"] if whole_is_shown else ["done", "cases", "rest"]
        numbers += [(name, period, number, months) for number in names]
    return numbers


# Twins ----------------------------------------------------------------------------------------------------


class Twins:
    """Looks for worlds that are published alike and in which a hidden number is another one.

    The coordinates of a world are, per half-year, what is left of each commitment's cases and what was done of those
    that nothing is part of; everything else is sums of them.
    """

    def __init__(self, world: World, raw: list[pd.DataFrame]) -> None:
        self.raw = raw = [frame[frame["personal"] != Personal.NO].reset_index(drop=True) for frame in raw]
        self.frames = [suppress_small_counts(frame) for frame in raw]
        self.halves = sorted({_half(month) for month in MONTHS})
        self.shown = {key for frame in self.frames for key in _shown_numbers(frame)}

    def twin_of(self, commitment: str, period: str, name: str) -> list[tuple] | None:
        """The move that changes the number and nothing that is published, or None."""
        halves = [half for half in self.halves if half.startswith(period)]
        for move in self._moves(commitment, halves):
            changed = self._change(move, commitment, period, name)
            if changed and self._alike(move):
                return move
        return None

    def _chain(self, commitment: str) -> list[str]:
        top = _PART_OF.get(commitment, commitment)
        return [top, *(part for part, whole in _PART_OF.items() if whole == top)]

    def _moves(self, commitment: str, halves: list[str]) -> Iterator[list[tuple]]:
        """Changes of one coordinate, then of two, then of four, in the period and in the years that it touches."""
        chain = self._chain(commitment)
        names = [(c, "rest") for c in chain if c != "M"] + [(chain[-1], "done")]
        near = [half for half in self.halves if any(half[:4] == own[:4] for own in halves)]
        here = [(c, n, half) for c, n in names for half in halves]
        around = [(c, n, half) for c, n in names for half in near]
        steps = (1, -1, 2, -2, 3, -3)
        yield from ([(*place, step)] for place in here for step in steps)
        for first, second in itertools.product(here, around):
            if first != second:
                yield from ([(*first, a), (*second, b)] for a in steps for b in steps)
        for one, other in itertools.permutations(names, 2):
            for half, further in itertools.product(halves, near):
                if half != further:
                    yield from (_exchange(one, other, half, further, step) for step in steps)

    def _change(self, move: list[tuple], commitment: str, period: str, name: str) -> int:
        return self.changes(move).get((commitment, period, name), 0)

    def changes(self, move: list[tuple]) -> dict[tuple[str, str, str], int]:
        """How a move changes each number of each row that it touches."""
        changes: dict[tuple[str, str, str], int] = {}
        for commitment, name, half, step in move:
            for period in (half, half[:4]):
                for who, what in self.touched(commitment, name):
                    changes[who, period, what] = changes.get((who, period, what), 0) + step
        return changes

    def touched(self, commitment: str, name: str) -> list[tuple[str, str]]:
        touched = [(commitment, name), (commitment, "cases")]
        if commitment in _PART_OF:
            whole = _PART_OF[commitment]
            touched += [(whole, "done"), (whole, "cases")]
        return touched

    def _alike(self, move: list[tuple]) -> bool:
        changes = self.changes(move)
        if any(step and key in self.shown for key, step in changes.items()):
            return False
        for raw, published in zip(reversed(self.raw), reversed(self.frames), strict=True):
            moved = raw.copy()
            # what is moved can be moved in the months that the running and the unsettled rows do not know of
            ended = (raw["end"] <= raw["cutoff"]) & ~raw["unsettled"].astype(bool)
            keys = list(zip(raw["commitment"], raw["period"], strict=True))
            for name in ("done", "cases"):
                moved[name] = raw[name] + [changes.get((*key, name), 0) for key in keys] * ended
            if not _possible(raw, moved) or not _same(published, suppress_small_counts(moved)):
                return False
        return True


def _year_sums(frame: pd.DataFrame) -> set[tuple[str, str]]:
    rows = frame[frame["year_done"].notna()]
    return {(name, period[:4]) for name, period in zip(rows["commitment"], rows["period"], strict=True)}


def _exchange(one: tuple, other: tuple, half: str, further: str, step: int) -> list[tuple]:
    """Some of one coordinate for another in one half-year, and back again in the other: no sum of the year changes."""
    here, there = [(*one, half, step), (*other, half, -step)], [(*one, further, -step), (*other, further, step)]
    return here + there


def _shown_numbers(frame: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    for row in frame[frame["personal"] != Personal.NO].itertuples():
        if row.done == row.done:
            yield from ((row.commitment, row.period, name) for name in ("done", "cases"))
        if row.year_done == row.year_done:
            yield from ((row.commitment, row.period[:4], name) for name in ("done", "cases"))


def _half(month: str) -> str:
    return f"{month[:4]}-H{1 if month[5:] <= '06' else 2}"


def _possible(raw: pd.DataFrame, moved: pd.DataFrame) -> bool:
    """Whether the moved numbers can be and give the same verdicts: these rest on nothing, everything and half of it."""
    if (moved["done"] < 0).any() or (moved["cases"] < moved["done"]).any() or (moved["cases"] < 0).any():
        return False

    def seen(frame: pd.DataFrame) -> list:
        judged = frame[frame["promised"].notna() & frame["cases"].notna()]
        done, cases = judged["done"], judged["cases"]
        return [(cases == 0).tolist(), (done == 0).tolist(), (done == cases).tolist(), (2 * done >= cases).tolist()]

    return seen(raw) == seen(moved)


def _same(published: pd.DataFrame, other: pd.DataFrame) -> bool:
    columns = ["done", "cases", "hidden", "done_text", "open_text", "year_done", "year_cases"]
    return published[columns].equals(other[columns])


def undetermined(world: World, raw: list[pd.DataFrame], numbers: list[tuple]) -> dict[tuple, bool]:
    """For each hidden number whether a world with another one is published alike.

    Nothing, and everything, of an authority's effort may be known, and the verdict says it: such numbers are left out.
    """
    twins, found, free = Twins(world, raw), {}, set()
    last = {(row.commitment, row.period): row for row in raw[-1].itertuples()}
    for commitment, period, name, _ in numbers:
        row = last[commitment, period]
        value = row.cases - row.done if name == "rest" else getattr(row, name)
        if value == 0 and row.personal == Personal.EFFORT:
            continue
        key = (commitment, period, name)
        found[key] = key in free
        if not found[key]:
            move = twins.twin_of(*key)
            found[key] = move is not None
            free |= {changed for changed, step in twins.changes(move or []).items() if step}
    return found


# All attacks on one world, and figures of many ------------------------------------------------------------


def attack(seed: int) -> dict[str, object]:
    """What the attacks on one world come to; `leaks` names what was determined and must not be."""
    world = random_world(seed)
    raw = [follow_through(world.promise, told, cutoff=cutoff) for told, cutoff in world.exports()]
    frames = [suppress_small_counts(frame) for frame in raw]
    reckoning, numbers = reckoned(world, frames), hidden_numbers(frames)
    vectors = [reckoning.vector(name, months, number) for name, _, number, months in numbers]
    leaks = [number[:3] for number, told in zip(numbers, reckoning.determines(*vectors), strict=True) if told]
    alone = [number for number, free in undetermined(world, raw, numbers).items() if not free]
    return {
        "exports": len(frames),
        "numbers": reckoning.numbers,
        "hidden": len(numbers),
        "leaks": sorted({*leaks, *alone}),
    }


def attack_figures(seeds: Iterable[int] = range(10)) -> pd.DataFrame:
    """Exports tried, published numbers read, hidden numbers and those that could be determined, over many worlds."""
    results = [attack(seed) for seed in seeds]
    return pd.DataFrame(
        {
            "worlds": [len(results)],
            "exports": [sum(result["exports"] for result in results)],
            "published_numbers": [sum(result["numbers"] for result in results)],
            "hidden_numbers": [sum(result["hidden"] for result in results)],
            "determined": [sum(len(result["leaks"]) for result in results)],
        }
    )


def charts_of(frame: pd.DataFrame, promise: Promise) -> list:
    """The charts of a report that show shares, drawn from what may be published, half-years and years."""
    charts = []
    for name in "SELP":
        own = frame[frame["commitment"] == name]
        charts += [
            report_charts.screening_share(own, promise),
            report_charts.screening_share(own, promise, by_year=True),
        ]
    return charts


def make_report(world: World, told: Records, cutoff: str, out: Path, year: int | None = None) -> Path:
    """A whole report, as `lofte rapport` writes it; gives the folder that is published."""
    outcomes = follow_through(world.promise, told, cutoff=cutoff)
    report.make_report(world.promise, told, outcomes, out, cutoff=cutoff, year=year)
    return out / "publicera"


def twin_world(world: World, raw: list[pd.DataFrame], *, at_most: int) -> World | None:
    """A world in which some hidden numbers are others than in `world` though everything published is the same."""
    twins, frames, other, moved = Twins(world, raw), [suppress_small_counts(frame) for frame in raw], world, 0
    for name, period, number, _ in hidden_numbers(frames):
        move = twins.twin_of(name, period, number)
        if changed := _applied(other.done, other.cases, move, twins) if move else None:
            tried = replace(other, done=changed[0], cases=changed[1])
            if all(_same(a, b) for a, b in zip(frames, published_frames(tried), strict=True)):
                other, moved = tried, moved + 1
        if moved == at_most:
            break
    return other if moved else None


def _applied(done: dict, cases: dict, move: list[tuple], twins: Twins) -> tuple[dict, dict] | None:
    """The move in the months of the world, where it leaves nothing negative."""
    done, cases = dict(done), dict(cases)
    for commitment, name, half, step in move:
        months = [month for month in MONTHS if _half(month) == half]
        for month in months:
            trial_done, trial_cases = dict(done), dict(cases)
            for who, what in twins.touched(commitment, name):
                if what == "done":
                    trial_done[who, month] += step
                elif what == "cases" and who != "M":
                    trial_cases[who, month] += step
            if all(0 <= trial_done[k] <= trial_cases.get(k, trial_done[k]) for k in trial_done if k[1] == month):
                done, cases = trial_done, trial_cases
                break
        else:
            return None
    return done, cases
