"""Remarks on what was merged or left out: not errors, but things that someone should look at.

Each says where, what was seen, and what to do. Nothing here changes what is counted.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from difflib import get_close_matches

import pandas as pd

from lofte_analysis.folding import folded
from lofte_analysis.periods import due_periods
from lofte_analysis.problems import Consequence, Problems
from lofte_analysis.promise import Counted, Personal, Promise
from lofte_analysis.records import LOADED, PLACE
from lofte_analysis.tallies import counts_names, objects_in, unknown_names
from lofte_analysis.words import capitalised, counted, long_date, period_name


def remark(
    promise: Promise,
    activities: pd.DataFrame,
    occasions: pd.DataFrame,
    cases: pd.DataFrame,
    deliveries: pd.DataFrame,
    comments: pd.DataFrame,
    problems: Problems,
) -> None:
    """Add every remark to `problems`; the frames are those of `records.Records`."""
    _on_differences(activities, problems)
    _on_possible_duplicates(occasions, problems)
    _on_corrected_copies(occasions, problems)
    _on_others_figures(promise, cases, problems)
    _on_spanning(promise, occasions, problems)
    _on_zeros(occasions, problems)
    _on_unknown_objects(promise, activities, problems)
    _on_other_times(promise, activities, deliveries, problems)
    _on_numbers_of_persons(promise, comments, problems)


def _on_differences(activities: pd.DataFrame, problems: Problems) -> None:
    occasion = activities["occasion"]
    shared = activities[(occasion >= 0) & occasion.duplicated(keep=False)]
    kinds = {"occasions": "antal tillfällen", "participants": "antal deltagare", "place": "plats", "clock": "klockslag"}
    for name, what in kinds.items():
        told = shared[shared[name].notna()].sort_values(["occasion", "status"], kind="stable")
        told = told.assign(said=told[name].map(lambda value: folded(value) if isinstance(value, str) else value))
        used = told.drop_duplicates("occasion").set_index("occasion")
        told = told.assign(used=told["occasion"].map(used["said"]), by=told["occasion"].map(used["reporter"]))
        for row in told[told["said"] != told["used"]].itertuples():
            problems.note_row(
                row,
                f"{capitalised(row.reporter)} och {row.by} anger olika {what} för samma datum.",
                f"Uppgiften från {row.by} används. Stäm av med varandra.",
            )


def _on_possible_duplicates(occasions: pd.DataFrame, problems: Problems) -> None:
    """Occasions a day or two apart by different parties, or a day inside another party's week or month."""
    read = ["commitment", "start", "end", "reporter", *PLACE]
    live = occasions.loc[occasions["occasions"] > 0, read].sort_values("start", kind="stable")
    remarked = set()
    for _, group in live.groupby("commitment", sort=False):
        if group["reporter"].nunique() < 2:
            continue
        rows = list(group[PLACE].itertuples(index=False))
        for earlier, later in sorted(_nearly_the_same(group)):
            place = tuple(rows[later])
            if place in remarked:
                continue
            remarked.add(place)
            problems.note_row(
                rows[later],
                "Möjlig dubblett: en annan part har ett tillfälle för samma åtagande med nästan samma datum.",
                f"Jämför med {rows[earlier].file}, {rows[earlier].sheet}, rad {rows[earlier].row}. "
                "Skriv samma datum om det är samma tillfälle.",
            )


def _on_corrected_copies(occasions: pd.DataFrame, problems: Problems) -> None:
    """The same party's occasion on the same day in two files, not alike: the later file may be a corrected copy."""
    live = occasions[occasions["occasions"] > 0]
    if live["file"].nunique() < 2:
        return
    alike = live.groupby(["commitment", "start", "end", "reporter"], sort=False)[PLACE].transform("first")
    elsewhere = live["file"] != alike["file"]
    pairs = zip(live[elsewhere].itertuples(), alike[elsewhere].itertuples(), strict=True)
    for row, first in pairs:
        problems.note_row(
            row,
            "Möjlig dubblett: samma part har ett tillfälle för samma åtagande samma dag i en annan fil, med andra "
            "uppgifter. Båda räknas.",
            f"Jämför med {first.file}, {first.sheet}, rad {first.row}. Ta bort den ena om det är samma tillfälle.",
        )


def _nearly_the_same(rows: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Each row in order of its start, with the first earlier one of another party that may be the same, by position."""
    starts, ends = (rows[name].to_numpy().astype("datetime64[D]").astype(int).tolist() for name in ("start", "end"))
    met: dict[str, deque[int]] = {}
    for later, (own, start) in enumerate(zip(rows["reporter"], starts, strict=True)):
        first = len(starts)
        for reporter, positions in met.items():
            while positions and ends[positions[0]] + 2 < start:
                positions.popleft()  # starts only grow: what is too early now stays so
            if positions and reporter != own:
                first = min(first, positions[0])
        if first < later:
            yield first, later
        met.setdefault(own, deque()).append(later)


def _on_spanning(promise: Promise, occasions: pd.DataFrame, problems: Problems) -> None:
    """A week or a month that lies partly inside a due period does not count there: someone has to say which day."""
    for row in occasions[occasions["start"] != occasions["end"]].itertuples():
        start, end = row.start.date(), row.end.date()
        for period in due_periods(promise, promise[row.commitment]):
            touches = start <= period.end and end >= period.start
            if touches and not (period.start <= start and end <= period.end):
                problems.note_row(
                    row,
                    f"Veckan eller månaden går över gränsen för {period_name(period.label)} och räknas inte dit.",
                    "Skriv vilken dag det gjordes.",
                    Consequence.ELSEWHERE,
                )


def _on_others_figures(promise: Promise, cases: pd.DataFrame, problems: Problems) -> None:
    reported_by = {commitment.id: commitment.reported_by for commitment in promise.commitments}
    live = cases[cases["status"] == LOADED]
    others = [r not in reported_by[c] for r, c in zip(live["reporter"], live["commitment"], strict=True)]
    for row in live[others].itertuples() if len(live) else ():
        owner = " och ".join(reported_by[row.commitment])
        problems.note_row(
            row,
            f"Siffrorna kommer från {row.reporter}, men {row.commitment} redovisas av {owner}. De räknas inte.",
            "Fyll i Rapporterat av om parten saknas, eller låt rätt part redovisa.",
            Consequence.UNCOUNTED,
        )


def _on_zeros(occasions: pd.DataFrame, problems: Problems) -> None:
    """A written zero for a month in which another row has occasions: both are shown, and someone has to choose."""
    zeros = occasions[occasions["occasions"] == 0]
    if zeros.empty:
        return
    held = occasions[occasions["occasions"] > 0]
    months = set(zip(held["commitment"], held["start"].dt.to_period("M"), strict=True))
    for row in zeros.itertuples():
        if (row.commitment, row.start.to_period("M")) in months:
            problems.note_row(
                row,
                "Raden säger noll, men en annan rad redovisar tillfällen samma månad.",
                "Stäm av och ta bort den rad som är fel. Tillfällena räknas.",
            )


def _on_unknown_objects(promise: Promise, activities: pd.DataFrame, problems: Problems) -> None:
    """A name that is none of the objects which the promise lists: it may be one of them, misspelt."""
    listing = {c.id: c for c in promise.commitments if c.objects and counts_names(c)}
    told = activities[activities["commitment"].isin(listing) & activities["object"].notna()]
    for row in told.itertuples():
        commitment = listing[row.commitment]
        strange = unknown_names(commitment, objects_in(row.object))
        if not strange:
            continue
        listed = {folded(known): known for known in commitment.objects}
        names = ", ".join(commitment.objects)
        near = [f"Menade du {listed[found]}? " for found in get_close_matches(strange[0], listed, 1, 0.75)]
        problems.note_row(
            row,
            f"Namnet i Objekt är inget av dem som löftet räknar upp för {commitment.id}.",
            f"{''.join(near)}Skriv namnen så som i löftet, flera med semikolon emellan: {names}.",
            Consequence.UNCOUNTED,
        )


def _on_other_times(promise: Promise, activities: pd.DataFrame, deliveries: pd.DataFrame, problems: Problems) -> None:
    """Rows outside the promise, or after all that is delivered, sheet by sheet: a year may be misspelt."""
    reported = deliveries.loc[deliveries["done"], "end"].max()
    first, last = pd.Timestamp(promise.start), pd.Timestamp(promise.end)
    looked_back_on = [c.id for c in promise.commitments if c.counted is Counted.NEW_UNITS]  # what came first is not new
    early = (activities["end"] < first) & ~activities["commitment"].isin(looked_back_on)
    late = activities["start"] > last
    ahead = ~late & (activities["start"] > reported)  # none where nothing is delivered
    told = (
        (early, f"före löftet, som gäller från {long_date(promise.start)}", "Kontrollera årtalen"),
        (late, f"efter löftet, som gäller till {long_date(promise.end)}", "Kontrollera årtalen"),
        (ahead, "efter den sista dag som är redovisad", "Kontrollera datumen, eller redovisa tiden med Klart = ja"),
    )
    for which, where, remedy in told:
        for _, rows in activities[which].drop_duplicates(PLACE).sort_values(PLACE).groupby(PLACE[:2], sort=False):
            number = counted(len(rows), "rad", "rader")
            row = next(rows.itertuples())
            text = f"{capitalised(number)} på bladet ligger {where}, och räknas inte."
            problems.note_row(row, text, f"{remedy}. Det här är den första raden.", Consequence.UNCOUNTED)


_NUMBER = re.compile(r"(?<![\d.,:/-])\d{1,3}(?![.,:/-]?\d)|\b(?:två|tre|fyra)\b", re.IGNORECASE)


def _on_numbers_of_persons(promise: Promise, comments: pd.DataFrame, problems: Problems) -> None:
    """Comments are published as they stand, and no program can tell which of their numbers count persons."""
    of_persons = {commitment.id for commitment in promise.commitments if commitment.personal is not Personal.NO}
    rows = comments[comments["commitment"].isin(of_persons) & (comments["status"] == LOADED)]
    for row in rows.itertuples():
        if _NUMBER.search(row.text):
            problems.note_row(
                row,
                "Kommentaren har ett tal i sig, och åtagandet gäller personer. Den publiceras som den står.",
                "Stryk talet om det är ett antal personer eller säger hur många som återstår.",
            )
