"""Small-count suppression: what may be published of counts of persons.

A count of one to four persons can point someone out, and so can its complement: 90 of 92 tells that two are left.
Whether a measure counts persons is a property of the commitment, and so is what zero and everything tell: of an
authority's effort they may be shown, of what persons are they may not.

Counts of persons are published only for closed half-years and years on one fixed grid, and a period is closed when it
is over and everything for it has been reported: a number that grows between two exports can be subtracted. Numbers
that hang together, as a year and its halves or a share of a share, are published only as far as no hidden one can be
reckoned from them; a number that was shown at one cut-off is shown at each later one.

Open cases are the exception: a whole is shown with those that are closed, and grows when the last ones are. Only a part
waits for them, since its whole would tell how many they are.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction

import pandas as pd

from lofte_analysis.promise import Measure, Per, Personal

SMALLEST_SHOWN = 5
HIDDEN = "dolt"

_SHORT = (
    Per.WEEK,
    Per.MONTH,
    Per.QUARTER,
    Per.TERTIAL,
    Per.TERM,
)  # shorter than a half-year, or on another grid than half-years
_GRID_ENDS = {Per.HALF_YEAR: ((6, 30), (12, 31)), Per.YEAR: ((12, 31),)}

_LOOKED_AT = ["commitment", "part_of", "personal", "measure", "per", "start", "end", "cutoff", "unsettled"]
_LOOKED_AT += ["done", "cases", "outside", "open_cases"]

Number = Mapping[Hashable, int | Fraction]  # a published number as a sum of smallest parts, each with its coefficient


def is_small(count: float) -> bool:
    """Whether a count of persons is one to four.

    >>> is_small(0), is_small(4), is_small(5)
    (False, True, False)
    """
    return 0 < count < SMALLEST_SHOWN


def must_hide(done: float, cases: float, personal: str) -> bool:
    """Whether a count (`cases` missing) or a share of persons must not be shown.

    >>> must_hide(90, 92, "insats"), must_hide(92, 92, "insats"), must_hide(92, 92, "person")
    (True, False, True)
    """
    if personal == Personal.NO or done != done:
        return False
    if cases != cases:
        return is_small(done)
    if is_small(cases) or is_small(done) or is_small(cases - done):
        return True
    return personal == Personal.PERSON and cases > 0 and done in (0, cases)


def suppress_small_counts(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Outcomes that may be published: the same rows, with hidden counts missing and `hidden` true.

    Takes the frame of `follow_through` with every commitment that a shown one is part of; nothing in it is changed.
    Counts of persons are hidden when they or their complement are 1–4, when the period is not closed or lies outside
    the grid, and when a hidden one could be reckoned from them. The verdict stays: it says no number.

    Adds `hidden`, and `year_done` and `year_cases`: the sums of a calendar year whose two half-years are rows, where
    they may be shown beside them. `rows` is emptied where it would count what is hidden.
    """
    index, outcomes = outcomes.index, outcomes.reset_index(drop=True)
    personal = outcomes["personal"] != Personal.NO
    counted = personal & outcomes["done"].notna()
    rows = list(outcomes.loc[counted | _wholes(outcomes), _LOOKED_AT].itertuples())
    secrets = {row.Index: _secrets(row) for row in rows if row.personal != Personal.NO}
    together = [row for row in rows if row.part_of in {"", *outcomes["commitment"]}]
    sums = _year_sums(together, secrets)
    shown = _shown(together, secrets, sums)
    hidden = counted & ~outcomes.index.isin(shown)
    published = outcomes.assign(hidden=hidden)
    published[["done", "cases"]] = outcomes[["done", "cases"]].mask(hidden)
    still_open = personal & (outcomes["open_cases"] > 0) & (hidden | outcomes["open_cases"].map(is_small))
    published["open_cases"] = outcomes["open_cases"].mask(still_open)
    published["open_text"] = outcomes["open_text"].mask(still_open, "några")
    gone = hidden | (personal & outcomes["done"].isna())
    published["outside"] = outcomes["outside"].mask(gone)
    published["done_text"] = outcomes["done_text"].mask(hidden, HIDDEN)
    published["rows"] = [() if none else rows for none, rows in zip(gone, outcomes["rows"], strict=True)]
    return published.assign(**_year_columns(outcomes, sums, shown)).set_index(index)


def may_be_published(outcomes: pd.DataFrame) -> bool:
    """Whether a frame of outcomes holds no count of persons, or has passed `suppress_small_counts`."""
    return "hidden" in outcomes or bool((outcomes["personal"] == Personal.NO).all())


# What must not be known -----------------------------------------------------------------------------------


def _is_open(row) -> bool:
    """Whether the numbers of a row may still grow, or lie outside the grid on which numbers of persons are given."""
    ends = _GRID_ENDS.get(row.per)
    off_grid = row.per in _SHORT or (ends is not None and (row.end.month, row.end.day) not in ends)
    more_to_come = bool(row.part_of) and row.open_cases > 0  # the whole would tell how many
    return row.end > row.cutoff or bool(row.unsettled) or off_grid or more_to_come


def _secrets(row) -> frozenset[str]:
    """Which numbers of a row must not be known: of "done", "cases" and "rest", what is left of the cases."""
    if _is_open(row):
        return frozenset({"done", "cases", "rest"})
    if not must_hide(row.done, row.cases, row.personal) and not is_small(row.outside):
        return frozenset()
    return frozenset({"done", "rest", "cases"} if is_small(row.cases) else {"done", "rest"})


# Numbers that hang together -------------------------------------------------------------------------------


def without_telling(numbers: Mapping[Hashable, Iterable[Number]], secrets: Iterable[Number]) -> list[Hashable]:
    """Which of the keys can be published, in their order, so that no secret can be reckoned from all that is.

    Each key stands for some numbers that are published together or not at all. A secret can be reckoned when it is a
    linear combination of published numbers. Method: Gaussian elimination (Langsrud 2024, R package GaussSuppression).

    >>> year, first, last = {"h1": 1, "h2": 1}, {"h1": 1}, {"h2": 1}
    >>> without_telling({"last": [last], "year": [year]}, secrets=[first])
    ['last']
    """
    basis: dict[Hashable, Number] = {}  # by pivot, which stands in no other number of the basis
    left, published = [_without_zeros(secret) for secret in secrets], []
    for key, together in numbers.items():
        further, remaining = dict(basis), left
        for number in together:
            number = _reduced(number, further)
            if not number:
                continue
            pivot = next(iter(number))
            number = {part: Fraction(value) / number[pivot] for part, value in number.items()}
            further = {p: _reduced(known, {pivot: number}) for p, known in further.items()} | {pivot: number}
            remaining = [_reduced(secret, {pivot: number}) if pivot in secret else secret for secret in remaining]
        if all(remaining):
            basis, left = further, remaining
            published.append(key)
    return published


def _reduced(number: Number, basis: Mapping[Hashable, Number]) -> Number:
    """What is left of a number when all that the basis tells of it is taken away."""
    rest = dict(number)
    for pivot in [part for part in number if part in basis]:
        factor = rest[pivot]
        for part, value in basis[pivot].items():
            rest[part] = rest.get(part, 0) - factor * value
    return _without_zeros(rest)


def _without_zeros(number: Number) -> Number:
    return {part: value for part, value in number.items() if value}


def _shown(rows: list, secrets: dict, sums: dict) -> list[Hashable]:
    """The index of each row, and (commitment, year) of each sum, that may be published.

    They are taken in the order in which they become known, so that a later cut-off takes nothing back.
    """
    cut = _Cut(rows)
    numbers = {row.Index: cut.numbers(row) for row in rows}
    order = sorted(rows, key=lambda row: (row.personal != Personal.NO, row.end, row.end - row.start))
    safe = [row.Index for row in order if not secrets.get(row.Index)]
    values = {row.Index: {"done": row.done, "cases": row.cases} for row in rows}
    told = {index: _told_by(numbers[index], values[index]) for index in safe}
    for key, (halves, total) in sums.items():
        whole = {name: _added(*(numbers[half][name] for half in halves)) for name in total}
        told[key] = _told_by(whole, total)
    hidden = [numbers[index][name] for index, names in secrets.items() if index in numbers for name in names]
    return without_telling(told, filter(None, hidden))


def _told_by(numbers: Mapping[str, Number], values: Mapping[str, float]) -> list[Number]:
    """What is known when the values are: a sum, and where it is nothing, that each of its parts is nothing."""
    told = []
    for name, value in values.items():
        told += [numbers[name]] if value else [{part: 1} for part in numbers[name]]
    return told


def _wholes(outcomes: pd.DataFrame) -> pd.Series:
    """Rows that count no persons but whose numbers are the whole of some that do; they are shown in any case."""
    of_persons = outcomes.loc[outcomes["personal"] != Personal.NO, "part_of"]
    return outcomes["commitment"].isin(of_persons) & (outcomes["personal"] == Personal.NO) & outcomes["done"].notna()


class _Cut:
    """Cuts the numbers of rows into their smallest parts: a quantity in a time that no row's edge divides.

    What is done of a commitment is the cases of those that are part of it: one quantity, whatever their periods.
    """

    def __init__(self, rows: list) -> None:
        self.edges: dict[tuple, set] = {}
        for row in rows:
            for quantity in self._quantities(row).values():
                self.edges.setdefault(quantity, set()).update((row.start, row.end + pd.Timedelta(days=1)))

    @staticmethod
    def _quantities(row) -> dict[str, tuple]:
        done = {"done": (row.commitment, "done")}
        if row.cases != row.cases:
            return done
        closed = row.part_of and not row.open_cases > 0  # only then are its cases what was done of the whole
        return done | {"cases": (row.part_of, "done") if closed else (row.commitment, "cases")}

    def numbers(self, row) -> dict[str, Number]:
        """The row's numbers by their name; those it does not have are empty."""
        found: dict[str, Number] = {"done": {}, "cases": {}, "rest": {}}
        for name, quantity in self._quantities(row).items():
            found[name] = {(*quantity, day): 1 for day in self.edges[quantity] if row.start <= day <= row.end}
        if found["cases"]:
            found["rest"] = _added(found["cases"], {part: -value for part, value in found["done"].items()})
        return found


def _added(*numbers: Number) -> Number:
    total: dict[Hashable, int | Fraction] = {}
    for number in numbers:
        for part, value in number.items():
            total[part] = total.get(part, 0) + value
    return _without_zeros(total)


# Years of half-years --------------------------------------------------------------------------------------


def _year_sums(rows: list, secrets: dict) -> dict[tuple[str, int], tuple[list, dict[str, float]]]:
    """(commitment, year) → its two half-years and their sums, where the sums themselves are not too small to show."""
    years: dict[tuple[str, int], list] = {}
    for row in rows:
        if row.Index in secrets and row.per == Per.HALF_YEAR and row.measure == Measure.SHARE:
            years.setdefault((row.commitment, row.start.year), []).append(row)
    sums = {}
    for key, halves in years.items():
        if len(halves) < 2 or any(map(_is_open, halves)):
            continue
        total = {name: sum(getattr(row, name) for row in halves) for name in ("done", "cases")}
        if not _sum_tells(**total, personal=halves[0].personal, hidden=any(secrets[row.Index] for row in halves)):
            sums[key] = ([row.Index for row in halves], total)
    return sums


def _sum_tells(done: float, cases: float, personal: str, hidden: bool) -> bool:
    """Whether a year's sum is too small, or so that two hidden counts of at most four can only be four and four."""
    return must_hide(done, cases, personal) or (hidden and 2 * (SMALLEST_SHOWN - 1) in (done, cases, cases - done))


def _year_columns(outcomes: pd.DataFrame, sums: dict, shown: list) -> dict[str, pd.Series]:
    columns = {name: pd.Series(float("nan"), index=outcomes.index) for name in ("year_done", "year_cases")}
    for key, (halves, total) in sums.items():
        if key in shown:
            for name, column in columns.items():
                column[halves] = total[name.removeprefix("year_")]
    return columns
