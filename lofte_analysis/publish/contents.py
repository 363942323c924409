"""What a report is made of: everything that its page and pictures show, already safe to publish."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from lofte_analysis.activities import behind_the_numbers, publishable_activities
from lofte_analysis.charts.canvas import Chart
from lofte_analysis.coverage import reporting_state
from lofte_analysis.est.situation import events_and_checks
from lofte_analysis.outcomes import beyond_the_promise, counts_by_half_year, follow_through, of_year, summary
from lofte_analysis.promise import Promise
from lofte_analysis.publish import report_charts
from lofte_analysis.records import Records
from lofte_analysis.refusals import Refusal
from lofte_analysis.small_counts import suppress_small_counts
from lofte_analysis.yearly_account import accounted_in, comments_of, questions_for_council, year_account


@dataclass(frozen=True)
class Report:
    """What one report is made of.

    `shown` is what may be published of the displayed periods, `counted` those of them that enter a ratio; `state` says
    which party has reported which month; `account` and `questions` the account of a chosen year, empty without one.
    What not everything that is published shows is computed when it is first asked for.
    """

    promise: Promise
    records: Records
    cutoff: pd.Timestamp
    shown: pd.DataFrame
    counted: pd.DataFrame
    state: pd.DataFrame
    activities: pd.DataFrame
    comments: pd.DataFrame
    account: pd.DataFrame
    questions: pd.DataFrame
    year: int | None

    @cached_property
    def first_charts(self) -> list[Chart]:
        """The charts of the whole promise."""
        beyond = of_year(beyond_the_promise(self.promise, self.records, cutoff=self.cutoff), self.year)
        return report_charts.first_charts(self.state, self.counted, self.promise, beyond, self.year)

    @cached_property
    def area_charts(self) -> dict[str, list[Chart]]:
        """The charts of each area, by its name."""
        counts = of_year(counts_by_half_year(self.promise, self.records, cutoff=self.cutoff), self.year)
        situations = [
            events_and_checks(self.promise, self.records, commitment.id, cutoff=self.cutoff, year=self.year)
            for commitment in self.promise.commitments
            if commitment.events
        ]
        return report_charts.area_charts(self.shown, counts, self.promise, situations)

    @cached_property
    def by_the_letter(self) -> pd.DataFrame:
        """The sums of periods where the promise is read by its words alone; no chart shows them."""
        literally = follow_through(self.promise.by_the_letter(), self.records, cutoff=self.cutoff)
        return summary(accounted_in(literally, self.year))


class NothingToReport(Refusal, ValueError):
    """No period of the promise can be shown; the message is one Swedish sentence."""


def contents_of(
    promise: Promise, records: Records, outcomes: pd.DataFrame, cutoff: pd.Timestamp, year: int | None
) -> Report:
    """Everything that the report of a year, or of the whole promise, shows.

    Raises NothingToReport where no commitment falls due.
    """
    published = suppress_small_counts(outcomes)
    shown, counted = of_year(published, year), accounted_in(published, year)
    if shown.empty:
        when = f"{year}" if year is not None else f"{promise.start}–{promise.end}"
        raise NothingToReport(f"Inget åtagande har någon period att visa för {when}.")
    state = of_year(reporting_state(promise, records, cutoff=cutoff), year)
    comments = comments_of(records, year)
    account, questions = pd.DataFrame(), pd.DataFrame()
    if year is not None:
        account = year_account(published, promise, year, comments)
        questions = questions_for_council(published, promise, year)
    return Report(
        promise=promise,
        records=records,
        cutoff=cutoff,
        shown=shown,
        counted=counted,
        state=state,
        activities=behind_the_numbers(publishable_activities(promise, records, cutoff=cutoff), shown, year),
        comments=comments,
        account=account,
        questions=questions,
        year=year,
    )
