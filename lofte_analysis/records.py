"""Records: what the parties reported, each row with the file, sheet and row that it came from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from lofte_analysis.problems import Consequence
from lofte_analysis.promise import EXAMPLE_MUNICIPALITY, Promise
from lofte_analysis.refusals import Refusal

LOADED, MERGED, REJECTED = "inläst", "sammanslagen", "avvisad"
PLACE = ["file", "sheet", "row"]  # where a row stands, in every frame
DONE = "genomfört"  # what the rows of an occasion are to the numbers that rest on it
LOST_COLUMNS = ["file", "sheet", "kind"]


class NothingReported(Refusal, ValueError):
    """No party has reported to a day, and no last day was given; the message is one Swedish sentence."""


@dataclass
class Records:
    """What was reported. Every frame has file, sheet and row (in the sheet, from 1).

    - activities: one row per row of Genomfört, and per commitment that a row of Trafik belongs to; `status` is
      "inläst" or "sammanslagen", `occasion` the number that merged rows share.
    - occasions: one row per occasion after merging, with present parties and `rows`, all that tell of it: for each its
      file, sheet, row and "genomfört", as in `rows` of `follow_through`.
    - traffic, events: one row per row of the sheet.
    - cases: one row per row of Ärenden; `conflict` where figures disagree, which are then not used.
    - actions: one row per row of Åtgärder: what was decided in the situation picture, and how far it has come.
    - comments: one row per row of Kommentarer: what was changed or why something is missing, written to be published.
    - deliveries: what each party has handed in; only `done` rows count.
    - rejected: rows that could not be read, with what could be read of them; `aside` those that report nothing, as a
      row of sums, and so leave no doubt.
    - lost: files that could not be opened and sheets that were not recognised though they look like one of ours; kind
      is the sheet kind that they could be, missing where they could be any.
    - problems, ledger: what was wrong and where; every row of every sheet accounted for.
    """

    activities: pd.DataFrame
    occasions: pd.DataFrame
    traffic: pd.DataFrame
    cases: pd.DataFrame
    events: pd.DataFrame
    actions: pd.DataFrame
    comments: pd.DataFrame
    deliveries: pd.DataFrame
    rejected: pd.DataFrame
    ledger: pd.DataFrame
    lost: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=LOST_COLUMNS))
    problems: pd.DataFrame = field(default_factory=pd.DataFrame)
    example: bool = False

    @property
    def last_delivered_day(self) -> dt.date | None:
        """The last day of the last delivery: the default cut-off. None when nothing was delivered."""
        ends = self.deliveries.loc[self.deliveries["done"], "end"]
        return None if ends.empty else ends.max().date()

    @property
    def unread_files(self) -> int:
        """How many files could not be read at all."""
        return 0 if self.problems.empty else int((self.problems["consequence"] == Consequence.FILE).sum())

    def place(self, promise: Promise) -> str:
        """The municipality that the records are of: that of the promise, or one that does not exist."""
        return EXAMPLE_MUNICIPALITY if self.example else promise.municipality

    def cutoff_day(self, cutoff: dt.date | str | None = None) -> dt.date:
        """The cut-off as a date: the one that is given ("2024-06-30" or a date), else the last delivered day.

        Raises NothingReported when there is neither, ValueError for what is no date.
        """
        if cutoff is None and self.last_delivered_day is None:
            raise NothingReported(
                "Ingen rad i bladet Redovisat har Klart = ja, så det går inte att veta hur långt redovisningen når. "
                "Fyll i Redovisat, eller ange sista dag som räknas (TILL i anteckningsböckerna)."
            )
        try:
            if isinstance(cutoff, str):
                return dt.date.fromisoformat(cutoff)
            return self.last_delivered_day if cutoff is None else dt.date(cutoff.year, cutoff.month, cutoff.day)
        except (ValueError, AttributeError):
            raise ValueError(f"cutoff must be a date such as 2024-06-30, got {cutoff!r}") from None
