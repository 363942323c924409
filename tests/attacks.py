"""Attacks on what is published of counts of persons: everything is read back, and whatever can be reckoned is reckoned.

A *world* is a promise with every kind of commitment that counts persons, and random secrets for each month of it. It is
published as the parties would have it published: year by year and whole, at several cut-offs, with months that were
reported late, and again when the cases that were open have been closed in the workbooks. Attacks are made on all
exports of a world together:

- *reckoning*: every published number is a sum over months; a hidden number that is a combination of published ones
  (their span, of which `small_counts` knows nothing) is determined, and so is how many cases were closed between two
  exports, and how;
- *twins*: another world whose hidden number is another one, and whose publications are the same to the letter. As long
  as there is one, nobody can tell the two apart, whatever is known of the rules, the verdicts and the roundings;
- *canaries*: numbers of participants and remarks that must not stand anywhere.

Beside them all small worlds of a promise are enumerated (`told_exactly`): what is published with the verdicts must
leave more than one number for each that is hidden.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
from builders import commitment as promised
from builders import promise_with, records

from lofte_analysis.outcomes import follow_through
from lofte_analysis.periods import months_between
from lofte_analysis.promise import Commitment, Measure, Per, Personal, Promise
from lofte_analysis.publish import report, report_charts
from lofte_analysis.records import Records
from lofte_analysis.small_counts import HIDDEN, suppress_small_counts
from lofte_analysis.verdicts import Evidence, judge

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
    half = {"per": Per.HALF_YEAR, **aim}
    every = {"reported_by": social, "share_at_least": 1, "personal": effort}
    return promise_with(
        promised("S", Measure.SHARE, **every),
        promised("E", Measure.SHARE, **every, part_of="S"),
        promised("L", Measure.SHARE, **every),
        promised("A", Measure.SHARE, per=Per.YEAR, **aim),
        promised("B", Measure.SHARE, per=Per.YEAR, part_of="A", **aim),
        promised("C", Measure.SHARE, **half),
        promised("D", Measure.SHARE, part_of="C", **half),
        promised("P", Measure.SHARE, **half),
        promised("M", Measure.UNQUANTIFIED, reported_by=("kommunen",), personal=person, units=("möte", "möten")),
        promised("T", Measure.COUNT, at_least=1),
        start=START,
        end=END,
    )


# Worlds ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """The secrets: of each commitment and month what was done, of how many closed cases, and how many are open."""

    promise: Promise
    done: dict[tuple[str, str], int]
    cases: dict[tuple[str, str], int]
    open: dict[tuple[str, str], int]
    won: dict[tuple[str, str], int]  # how many more are done when all are closed
    late: frozenset[str]  # commitments whose last months came in late

    def figures(self, name: str, month: str, closed: bool) -> dict[str, int]:
        """The cells of a row of Ärenden; a part has as many cases as its whole has done."""
        done, cases, still = self.done[name, month], self.cases[name, month], self.open[name, month]
        if not closed:
            return {"cases": cases + still, "done": done, "open": still}
        more = self.won[_PART_OF[name], month] if name in _PART_OF else 0
        return {"cases": cases + still + more, "done": done + self.won[name, month], "open": 0}

    def records(self, *, late: bool = False, closed: bool = False) -> Records:
        """What the parties had reported; `late` before the late months came in, `closed` when no case is open."""
        cases, meetings = [], []
        for (name, month), done in self.done.items():
            if late and name in self.late and month in LATE_MONTHS:
                continue
            if name == "M":
                row = {"date": month, "commitment": "M", "reporter": "kommunen", "participants": PARTICIPANTS}
                meetings += [row | {"note": REMARK, "row_number": n} for n in range(done)]
                continue
            row = {"date": month, "commitment": name, "reporter": "socialtjänsten"}
            cases.append(row | self.figures(name, month, closed))
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
        early = [(self.records(late=True), LATE), *((whole, cutoff) for cutoff in CUTOFFS)]
        return [*early, (self.records(closed=True), CUTOFFS[-1])]


def random_world(seed: int) -> World:
    """A world in which small numbers, small remainders, nothing and everything are common."""
    rng = random.Random(seed)
    done, cases, still, won = {}, {}, {}, {}
    has_open = {(name, _half(month)) for name in "SLACPBDE" for month in MONTHS if rng.random() < 0.05}
    often = {name: rng.choice((0, 0.5, 0.8, 0.97, 1)) for name in "SLACPBDE"}
    for month in MONTHS:
        for name, size in _SIZES.items():
            cases[name, month] = _some(rng, size)
        for name in ("S", "L", "A", "C", "P", "E", "B", "D"):
            whole = _PART_OF.get(name)
            still[name, month] = rng.choice((0, 1, 2, 6)) if (name, _half(month)) in has_open else 0
            if whole:
                still[name, month] = min(still[name, month], done[whole, month])
                cases[name, month] = done[whole, month] - still[name, month]
            done[name, month] = sum(rng.random() < often[name] for _ in range(cases[name, month]))
            more = still[name, month] + (won[whole, month] if whole else 0)
            won[name, month] = sum(rng.random() < often[name] for _ in range(more))
        done["M", month] = _some(rng, rng.choice((0.1, 0.6)))
    late = frozenset(name for name in "SLACPEBDM" if rng.random() < 0.3)
    return World(attacked_promise(), done, cases, still, won, late)


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
    """What can be reckoned from published numbers, each a sum over the months that it stands for.

    Of a month and commitment four numbers are unknown: done, cases that are closed, cases that are open, and how many
    of those turn out done. A part's cases are what was done of its whole.
    """

    def __init__(self, world: World) -> None:
        names = ("done", "cases", "open", "won")
        self.columns = {pair: n for n, pair in enumerate(itertools.product("SLACPBDEM", MONTHS, names))}
        self.equations: list[np.ndarray] = []
        self.numbers = 0

    def vector(self, commitment: str, months: Iterable[str], name: str, closed: bool = False) -> np.ndarray:
        """A number as a sum over months, as it is told while cases are open or when they are closed."""
        of = partial(self.vector, commitment, list(months))
        if name == "rest":
            return of("cases", closed) - of("done", closed)
        if name == "lost":
            return of("rest", True) - of("rest")
        if name == "done" and closed:
            return of("done") + of("won")
        if name == "cases" and commitment in _PART_OF:
            whole = self.vector(_PART_OF[commitment], months, "done", closed)
            return whole if closed else whole - of("open")
        row = np.zeros(len(self.columns))
        for month in months:
            row[self.columns[commitment, month, name]] = 1
        return row + of("open") if name == "cases" and closed else row

    def learn(self, commitment: str, months: list[str], cases: bool, closed: bool) -> None:
        for name in ("done", "cases") if cases else ("done",):
            self.equations.append(self.vector(commitment, months, name, closed))
            self.numbers += 1

    def learn_none_open(self, commitment: str, months: Iterable[str]) -> None:
        """No case of a period is open, nor of what its commitment is part of: so none turns out done."""
        for name, month in itertools.product(("open", "won"), months):
            self.equations.append(self.vector(commitment, [month], name))

    def determines(self, *vectors: np.ndarray) -> list[bool]:
        known = np.unique(np.array(self.equations), axis=0) if self.equations else np.zeros((1, len(self.columns)))
        return determines(known, vectors)


def determines(known: np.ndarray, numbers: Iterable[np.ndarray]) -> list[bool]:
    """Whether each number is a combination of those that are known: nothing of it is left outside their span."""
    _, sizes, span = np.linalg.svd(known, full_matrices=False)
    span = span[sizes > 1e-9 * sizes.max(initial=1)]
    return [np.abs(number - number @ span.T @ span).max() < 1e-6 for number in numbers]


def reckoned(world: World, frames: list[pd.DataFrame]) -> Reckoning:
    """Everything that the frames of all exports tell, months that were missing left out of the sums."""
    reckoning, last = Reckoning(world), len(frames) - 1
    for number, ((_, cutoff), frame) in enumerate(zip(world.exports(), frames, strict=True)):
        rows = [row for row in frame[frame["personal"] != Personal.NO].itertuples() if row.end <= row.cutoff]
        none_open = {(row.commitment, row.period) for row in rows if not row.open_text}
        for row in rows:
            missing = LATE_MONTHS if number == 0 and row.commitment in world.late else ()
            months = [month for month in months_of(row) if month not in missing and month <= cutoff[:7]]
            if row.done == row.done:
                reckoning.learn(row.commitment, months, row.cases == row.cases, number == last)
            whole = (_PART_OF.get(row.commitment, row.commitment), row.period)
            if 0 < number < last and {(row.commitment, row.period), whole} <= none_open:
                reckoning.learn_none_open(row.commitment, months)
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
    numbers = []
    for (name, period), row in rows.items():
        if (name, period) in shown or row.done_text != HIDDEN:
            continue
        whole_is_shown = (_PART_OF.get(name), period) in shown
        names = ["done"] if name == "M" else ["done", "rest"] if whole_is_shown else ["done", "cases", "rest"]
        numbers += [(name, period, number, months_of(row)) for number in names]
    return numbers


def closed_between(world: World, raw: list[pd.DataFrame]) -> list[tuple[str, str, str, list[str]]]:
    """Of each period how many of its cases were open, and what became of them, where they are one to four."""
    before, after = (frame.set_index(["commitment", "period"]) for frame in raw[-2:])
    numbers = []
    for name, period in before.index[before["open_cases"] > 0]:
        then, now = before.loc[(name, period)], after.loc[(name, period)]
        won = now.done - then.done
        values = {"open": then.open_cases, "won": won, "lost": now.cases - then.cases - won}
        numbers += [(name, period, what, months_of(then)) for what, value in values.items() if 1 <= value <= 4]
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
        return any(self._same_everywhere(changes, in_open) for in_open in (True, False))

    def _same_everywhere(self, changes: dict, in_open: bool) -> bool:
        """Whether all exports are the same; where cases are open, the change is in those that are closed or not."""
        for raw, published in zip(reversed(self.raw), reversed(self.frames), strict=True):
            moved = raw.copy()
            # what is moved can be moved in the months that the running and the unsettled rows do not know of
            ended = (raw["end"] <= raw["cutoff"]) & ~raw["unsettled"].astype(bool)
            if not in_open:
                ended &= ~(raw["open_cases"] > 0)
            keys = list(zip(raw["commitment"], raw["period"], strict=True))
            for name in ("done", "cases"):
                moved[name] = raw[name] + [changes.get((*key, name), 0) for key in keys] * ended
            if raw is self.raw[-1] and not in_open and not _can_become(self.raw[-2], moved):
                return False
            if not _possible(raw, moved) or not _same(published, suppress_small_counts(moved)):
                return False
        return True


def _can_become(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Whether the open cases of one export can have become what is closed in the next: none of them is negative."""
    more = (after[["done", "cases"]] - before[["done", "cases"]])[before["open_cases"] > 0]
    return bool((more["done"] >= 0).all() and (more["cases"] >= more["done"]).all())


def _exchange(one: tuple, other: tuple, half: str, further: str, step: int) -> list[tuple]:
    """Some of one coordinate for another in one half-year, and back again in the other: no sum of the year changes."""
    here, there = [(*one, half, step), (*other, half, -step)], [(*one, further, -step), (*other, further, step)]
    return here + there


def _shown_numbers(frame: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    for row in frame[frame["personal"] != Personal.NO].itertuples():
        if row.done == row.done:
            yield from ((row.commitment, row.period, name) for name in ("done", "cases"))


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
    columns = ["done", "cases", "hidden", "done_text", "open_text"]
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


# Small worlds, all of them --------------------------------------------------------------------------------

Figures = tuple[int, float]  # done and cases; cases missing of a count
FIRST_HALF, YEAR = ("2022-01-01", "2022-06-30"), ("2022-01-01", "2022-12-31")
SECOND_HALF = ("2022-07-01", "2022-12-31")
_MOST = 12


def chains_of(commitments: list[Commitment]) -> Iterator[list[Figures]]:
    """Figures of one period for commitments of which each is part of the one before it."""
    nan = float("nan")
    for done in range(_MOST + 1):
        whole = [nan] if commitments[0].measure is not Measure.SHARE else range(done, done + _MOST + 1)
        for cases in whole:
            chains = [[(done, cases)]]
            for _ in commitments[1:]:
                chains = [[*chain, (part, chain[-1][0])] for chain in chains for part in range(chain[-1][0] + 1)]
            yield from chains


def told_exactly(commitments: list[Commitment], spans: list[tuple], worlds: list[list[Figures]]) -> set[tuple]:
    """What is published where a hidden number of one to four can only be one, over all the worlds.

    The rows of a world are those of the commitments, each with its span of days.
    """
    rows = [
        _small_row(commitment, span, figures, f"#{number}")
        for number, world in enumerate(worlds)
        for commitment, span, figures in zip(commitments, spans, world, strict=True)
    ]
    told = suppress_small_counts(pd.DataFrame(rows))[["done", "cases", "hidden", "verdict", "reason"]]
    told = [tuple(map(str, row)) for row in told.itertuples(index=False)]
    seen, size = {}, len(commitments)
    for number, world in enumerate(worlds):
        seen.setdefault(tuple(told[number * size : (number + 1) * size]), []).append(world)
    exact = set()
    for published, alike in seen.items():
        for place in (place for place, row in enumerate(published) if row[2] == "True"):
            for number in (lambda d, _: d, lambda _, c: c, lambda d, c: c - d):
                values = {number(*world[place]) for world in alike}
                if len(values) == 1 and 1 <= min(values) <= 4:
                    exact.add(published)
    return exact


def _small_row(commitment: Commitment, span: tuple, figures: Figures, world: str) -> dict[str, object]:
    done, cases = figures
    verdict, reason = _judged(commitment, done, cases if cases == cases else 0)
    return {
        "commitment": commitment.id + world,
        "part_of": commitment.part_of + world if commitment.part_of else "",
        "personal": str(commitment.personal),
        "measure": str(commitment.measure),
        "per": str(commitment.per),
        "start": pd.Timestamp(span[0]),
        "end": pd.Timestamp(span[1]),
        "cutoff": pd.Timestamp("2022-12-31"),
        "unsettled": False,
        "open_cases": 0.0,
        "open_text": "",
        "done": float(done),
        "cases": float(cases),
        "outside": 0.0,
        "done_text": "",
        "rows": (),
        "verdict": str(verdict),
        "reason": reason,
    }


@cache
def _judged(commitment: Commitment, done: int, cases: int) -> tuple:
    return judge(commitment, Evidence(True, True, done, cases, has_rows=True, has_delivery=True))


# All attacks on one world, and figures of many ------------------------------------------------------------


def attack(seed: int) -> dict[str, object]:
    """What the attacks on one world come to; `leaks` names what was determined and must not be."""
    world = random_world(seed)
    raw = [follow_through(world.promise, told, cutoff=cutoff) for told, cutoff in world.exports()]
    frames = [suppress_small_counts(frame) for frame in raw]
    numbers = hidden_numbers(frames)
    alone = [number for number, free in undetermined(world, raw, numbers).items() if not free]
    return {
        "exports": len(frames),
        "numbers": reckoned(world, frames).numbers,
        "hidden": len(numbers) + len(closed_between(world, raw)),
        "leaks": sorted({*determined(world, raw, frames), *alone}),
    }


def determined(world: World, raw: list[pd.DataFrame], frames: list[pd.DataFrame]) -> list[tuple]:
    """What must not be known and can be reckoned from the frames: hidden numbers, and what was closed between two."""
    asked = [(number, closed) for number in hidden_numbers(frames) for closed in (False, True)]
    asked += [(number, False) for number in closed_between(world, raw)]
    reckoning = reckoned(world, frames)
    vectors = [reckoning.vector(name, months, what, closed) for (name, _, what, months), closed in asked]
    return [number[:3] for (number, _), told in zip(asked, reckoning.determines(*vectors), strict=True) if told]


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
