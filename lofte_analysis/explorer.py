"""The explorer: area, commitment and year chosen by mouse, beside them what is known, down to the rows behind it.

It has no rules of its own and shows what may be published, so that a picture of the screen gives nobody away; the
rows behind it name the parties' files, for one's own checking. ipywidgets is loaded when it is used.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from typing import Any

import pandas as pd

from lofte_analysis.activities import publishable_activities
from lofte_analysis.charts.canvas import Chart
from lofte_analysis.charts.commitment_detail import commitment_detail
from lofte_analysis.charts.promise_calendar import promise_calendar
from lofte_analysis.charts.screening_share import screening_share
from lofte_analysis.charts.statements import in_slides
from lofte_analysis.charts.unquantified_counts import MOST_PANELS, unquantified_counts
from lofte_analysis.outcomes import beyond_the_promise, counts_by_half_year, follow_through, of_year
from lofte_analysis.promise import Commitment, Measure, Personal, Promise
from lofte_analysis.records import Records
from lofte_analysis.refusals import Refusal
from lofte_analysis.small_counts import suppress_small_counts
from lofte_analysis.tables import outcome_table, source_rows_table

ALL = ""  # the value of "all of them" in a list, where None would leave the list blank
_OUTCOMES = ["åtagande", "rubrik", "period", "utlovat", "gjort", "bedömning", "skäl"]
_ACTIVITIES = {"commitment": "åtagande", **{name: name for name in ("datum", "aktivitet", "parter", "plats", "antal")}}
_CLASS = "lofte-utforska"
_STYLE = """<style>
.lofte-utforska figure { margin: 0.5em 0 }
.lofte-utforska .tabell { max-height: 22em; overflow: auto }
.lofte-utforska table { border-collapse: collapse }
.lofte-utforska th, .lofte-utforska td { padding: 0.2em 0.8em 0.2em 0; text-align: left; vertical-align: top;
  line-height: 1.4 }
.lofte-utforska thead th { position: sticky; top: 0; background: var(--jp-layout-color0, white) }
.lofte-utforska [aria-label="Bedömningar"] td:not(:last-child) { white-space: nowrap }
.lofte-utforska h3 { margin: 1em 0 0.3em }
</style>"""
# JupyterLab takes keys that are pressed in a list for its own: an arrow leaves the list, 5 makes the cell a heading.
_OWN_KEYS = f"""document.addEventListener('focusin', ({{target}}) =>
    target.closest?.('.{_CLASS}') && target.setAttribute('data-lm-suppress-shortcuts', 'true'))"""


class ExplorerMissing(Refusal, ImportError):
    """ipywidgets is not installed; the message is one Swedish sentence."""


@dataclass(frozen=True)
class Known:
    """All that is known of a promise and may be published, computed once; `of` tells of one choice."""

    promise: Promise
    outcomes: pd.DataFrame
    counts: pd.DataFrame
    beyond: pd.DataFrame
    activities: pd.DataFrame

    @classmethod
    def from_records(cls, promise: Promise, records: Records, cutoff: dt.date | str | None = None) -> Known:
        outcomes = follow_through(promise, records, cutoff=cutoff)
        return cls(
            promise,
            suppress_small_counts(outcomes) if len(outcomes) else outcomes,
            counts_by_half_year(promise, records, cutoff=cutoff),
            beyond_the_promise(promise, records, cutoff=cutoff),
            publishable_activities(promise, records, cutoff=cutoff),
        )

    def commitments(self, area: str | None = None) -> list[Commitment]:
        """Those of an area (its key in the promise file), or all."""
        return [c for c in self.promise.commitments if area in (None, c.area)]

    def of(self, area: str | None, commitment: str | None, year: int | None) -> Choice:
        """What is known of a choice; None is all of them. A commitment is looked for in the chosen area only."""
        ids = [c.id for c in self.commitments(area) if commitment in (None, c.id)]
        frames = (self.outcomes, self.counts, self.beyond, self.activities)
        chosen = (of_year(frame[frame["commitment"].isin(ids)], year) for frame in frames)
        return Choice(self.promise, ids, year, *chosen)


@dataclass(frozen=True)
class Choice:
    """The chosen part of what is known, and how it is shown."""

    promise: Promise
    ids: list[str]
    year: int | None
    outcomes: pd.DataFrame
    counts: pd.DataFrame
    beyond: pd.DataFrame
    activities: pd.DataFrame

    @cached_property
    def charts(self) -> list[Chart]:
        """One commitment in detail; several as a calendar, and counts where nothing was quantified."""
        if len(self.ids) == 1 and len(self.outcomes):
            return self._in_detail(self.promise[self.ids[0]])
        judged = self.outcomes[self.outcomes["promised"].notna()]
        calendars = [promise_calendar(rows, self.promise, self.beyond) for rows in in_slides(judged)]
        counted = list(self.counts["commitment"].unique())
        columns = [
            unquantified_counts(_rows_of(self.counts, part), self.promise) for part in _parts(counted, MOST_PANELS)
        ]
        return calendars + columns

    def _in_detail(self, commitment: Commitment) -> list[Chart]:
        begun = (self.outcomes["start"] <= self.outcomes["cutoff"]).any()
        if commitment.measure is Measure.SHARE and (commitment.counts_cases or not commitment.judged) and begun:
            return [screening_share(self.outcomes, self.promise)]
        if commitment.judged:
            return [commitment_detail(self.outcomes, self.promise)]
        return [unquantified_counts(self.counts, self.promise)] if len(self.counts) else []

    @property
    def sentence(self) -> str:
        """Why there is no picture; nothing when there is one."""
        if self.charts:
            return ""
        if not self.ids:
            return "Området har inga åtaganden."
        if self.outcomes.empty:
            return f"Ingen period att visa för {'löftet' if self.year is None else self.year}."
        if any(self.promise[i].personal is not Personal.NO for i in self.ids):
            return "Löftet anger inget antal, och det som rör personer visas bara per år, i tabellen."
        return "Löftet anger inget antal, och inget har redovisats än."

    @property
    def html(self) -> str:
        """Pictures with their alternative texts, then the tables, each in a box that keys can scroll."""
        activities = self.activities[list(_ACTIVITIES)].rename(columns=_ACTIVITIES)
        persons = any(self.promise[i].personal is not Personal.NO for i in self.ids)
        left_out = "Det som rör personer listas inte. " if persons else ""
        parts = [chart.html() for chart in self.charts] or [f"<p>{escape(self.sentence)}</p>"]
        if len(self.outcomes):
            parts += [
                _table("Bedömningar", outcome_table(self.outcomes)[_OUTCOMES], "Inga perioder."),
                _table("Aktiviteter", activities, f"{left_out}Inga aktiviteter att visa."),
                _table("Källrader", source_rows_table(self.outcomes), "Inga rader att visa."),
                "<p>Antal på 1–4 personer är dolda, liksom källraderna bakom dem. Filer och rader är till för er egen "
                "kontroll.</p>",
            ]
        return _STYLE + "".join(parts)


@dataclass(frozen=True)
class Explorer:
    """Three lists to choose from (`ipywidgets.Dropdown`) and the HTML widget that shows what is known of the choice."""

    area: Any
    commitment: Any
    year: Any
    view: Any

    def _ipython_display_(self) -> None:
        from IPython.display import display
        from ipywidgets import HBox, VBox

        display(VBox([HBox([self.area, self.commitment, self.year]), self.view]).add_class(_CLASS))
        script = display({"application/javascript": _OWN_KEYS}, raw=True, display_id=True)
        script.update({"text/plain": ""}, raw=True)  # it has run and is not saved with the notebook


def explore(promise: Promise, records: Records, *, cutoff: dt.date | str | None = None) -> Explorer:
    """Choose area, commitment and year by mouse or keys, and see pictures, verdicts, activities and source rows.

    Takes what `read_promise_for` and `read_workbooks` give; `cutoff` as in `follow_through`. It is shown as the last
    line of a cell. Small counts of persons are hidden. Raises ExplorerMissing when ipywidgets is not installed, and
    NothingReported when nothing was delivered and no cut-off is given.
    """
    try:
        from ipywidgets import HTML, Dropdown
    except ImportError:
        raise ExplorerMissing(
            "Utforskaren behöver tillägget ipywidgets: kör python -m uv sync --extra utforskare i projektets mapp, "
            'eller python -m pip install "ipywidgets>=8.1", och starta om JupyterLab.'
        ) from None
    known = Known.from_records(promise, records, cutoff)
    shown = cache(lambda *choice: known.of(*choice).html)

    def offered(area: str | None) -> list[tuple[str, str]]:
        return [("Alla åtaganden", ALL), *((f"{c.id} {c.title}", c.id) for c in known.commitments(area))]

    areas = [("Alla områden", ALL), *((label, key) for key, label in promise.areas.items())]
    years = [("Hela löftet", ALL), *((str(year), year) for year in range(promise.start.year, promise.end.year + 1))]
    explorer = Explorer(
        area=Dropdown(description="Område", options=areas),
        commitment=Dropdown(description="Åtagande", options=offered(None)),
        year=Dropdown(description="År", options=years),
        view=HTML(),
    )

    def narrow(change) -> None:
        explorer.commitment.options = offered(change["new"] or None)

    def show(_=None) -> None:
        chosen = (explorer.area.value, explorer.commitment.value, explorer.year.value)
        explorer.view.value = shown(*(value or None for value in chosen))

    explorer.area.observe(narrow, "value")
    for choice in (explorer.area, explorer.commitment, explorer.year):
        choice.observe(show, "value")
    show()
    return explorer


def _parts(ids: list[str], size: int) -> list[list[str]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def _rows_of(frame: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    return frame[frame["commitment"].isin(ids)]


def _table(heading: str, frame: pd.DataFrame, empty: str) -> str:
    if frame.empty:
        return f"<h3>{heading}</h3><p>{empty}</p>"
    with pd.option_context("display.max_colwidth", None):
        table = frame.to_html(index=False, border=0)
    return f'<h3>{heading}</h3><div class="tabell" tabindex="0" role="region" aria-label="{heading}">{table}</div>'
