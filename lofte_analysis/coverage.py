"""What was delivered for when: the difference between "nothing was done" and "nothing was reported".

A period is covered when the union of a party's deliveries holds each of its days. Only lines of the sheet Redovisat
with Klart = ja are deliveries, and what they say about days after the cut-off does not count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from lofte_analysis.periods import months_between
from lofte_analysis.promise import Promise
from lofte_analysis.records import Records
from lofte_analysis.words import listing, long_date, month_name

Days = tuple[dt.date, dt.date]
_DAY = dt.timedelta(days=1)
DELIVERED, PARTLY_DELIVERED, NOT_DELIVERED = "redovisat", "delvis redovisat", "ej redovisat"


def delivered_spans(deliveries: pd.DataFrame, party: str, commitment: str, cutoff: dt.date) -> list[Days]:
    """The spans of days, in order and apart, for which a party has delivered a commitment."""
    mine = deliveries[
        deliveries["done"]
        & (deliveries["party"] == party)
        & (deliveries["commitment"].isna() | (deliveries["commitment"] == commitment))
    ]
    spans = zip(mine["start"].dt.date, mine["end"].dt.date, strict=True)
    return joined((start, min(end, cutoff)) for start, end in spans)


def joined(spans: Iterable[Days]) -> list[Days]:
    """Spans of days in order, those that touch or overlap made one; a span that ends before it starts is left out.

    >>> d = dt.date
    >>> joined([(d(2022, 2, 1), d(2022, 2, 28)), (d(2022, 1, 1), d(2022, 1, 31))])
    [(datetime.date(2022, 1, 1), datetime.date(2022, 2, 28))]
    """
    union: list[Days] = []
    for start, end in sorted(spans):
        if end < start:
            continue
        if union and start <= union[-1][1] + _DAY:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((start, end))
    return union


def missing_spans(delivered: Iterable[Days], start: dt.date, end: dt.date) -> list[Days]:
    """The days from `start` to `end` that no delivery holds, as spans.

    >>> d = dt.date
    >>> missing_spans([(d(2022, 1, 1), d(2022, 1, 31))], d(2022, 1, 15), d(2022, 2, 3))
    [(datetime.date(2022, 2, 1), datetime.date(2022, 2, 3))]
    """
    missing, day = [], start
    for first, last in delivered:
        if last < day:
            continue
        if first > end:
            break
        if first > day:
            missing.append((day, first - _DAY))
        day = max(day, last + _DAY)
    if day <= end:
        missing.append((day, end))
    return missing


def missing_text(missing: Iterable[Days]) -> str:
    """Missing days in words: whole months by name, other spans by their dates.

    >>> d = dt.date
    >>> missing_text([(d(2023, 3, 1), d(2023, 4, 30)), (d(2023, 6, 1), d(2023, 6, 4))])
    'mars–april 2023 och 1–4 juni 2023'
    """
    texts = []
    for start, end in missing:
        months = months_between(start, end)
        if months[0][0] == start and months[-1][1] == end:
            texts.append(_span_text(month_name(start), month_name(end)))
        else:
            texts.append(_span_text(long_date(start), long_date(end)))
    return listing(texts)


def _span_text(first: str, last: str) -> str:
    """From first to last without saying twice what they end alike in, as the year."""
    if first == last:
        return first
    words, others = first.split(), last.split()
    while len(words) > 1 and words[-1] == others[-1]:
        words, others = words[:-1], others[:-1]
    return f"{' '.join(words)}–{last}"


def reporting_state(promise: Promise, records: Records, *, cutoff: dt.date | str | None = None) -> pd.DataFrame:
    """Which party has reported which month of the promise, up to the cut-off.

    One row per party that reports something and calendar month: party, label, start, end, state ("redovisat",
    "delvis redovisat" or "ej redovisat"), municipality, example, cutoff. A month is redovisat when every commitment
    that the party reports is delivered for each of its days.
    """
    last_day, rows = records.cutoff_day(cutoff), []
    for party in promise.parties:
        owed = [c.id for c in promise.commitments if party.name in c.reported_by]
        spans = [delivered_spans(records.deliveries, party.name, i, last_day) for i in owed]
        for start, end in months_between(promise.start, min(promise.end, last_day)) if owed else ():
            first, last = max(start, promise.start), min(end, promise.end, last_day)
            gaps = [missing_spans(delivered, first, last) for delivered in spans]
            if not any(gaps):
                state = DELIVERED
            else:
                state = NOT_DELIVERED if all(gap == [(first, last)] for gap in gaps) else PARTLY_DELIVERED
            rows.append((party.name, party.label, pd.Timestamp(first), pd.Timestamp(last), state))
    frame = pd.DataFrame(rows, columns=["party", "label", "start", "end", "state"])
    return frame.assign(municipality=records.place(promise), example=records.example, cutoff=pd.Timestamp(last_day))
