"""Several promises side by side: two periods of one municipality, or two municipalities.

Only commitments that are alike stand beside each other: the same measure, counted in the same unit, for the same kind
of period. Nothing is added over promises, no promise is ranked, and what is in one promise only stands by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lofte_analysis.folding import folded
from lofte_analysis.measures import Counted, Measure, Per, ShareOf
from lofte_analysis.outcomes import summary
from lofte_analysis.promise import Commitment, Promise
from lofte_analysis.ratios import ratio_text, remainder_text
from lofte_analysis.verdicts import VERDICT_COLUMNS
from lofte_analysis.words import PERIOD_NOUNS, capitalised, uncapitalised

_SUMS = ["periods", *VERDICT_COLUMNS]
COLUMNS = ["alike", "beside", "promise", "municipality", "commitment", "title", "promised", "per", *_SUMS]
COLUMNS += ["result", "remainder", "cutoff", "example"]
# Units that say nothing of what is counted: there the title must be the same too.
_ANY = {"tillfällen", "ärenden", "insatser", "möten", "aktiviteter", "åtgärder", "steg"}


def side_by_side(followed: Mapping[str, tuple[Promise, pd.DataFrame]]) -> pd.DataFrame:
    """How many ended periods were kept in each of several promises: a row per judged commitment, the alike together.

    `followed` holds for each name, as "Exempelby 2023–2024", the promise and its frame of `follow_through`. Columns:
    alike (what a commitment is, in words, the same for all that are alike), beside (whether another of the promises has
    one that is alike), promise (the name), municipality, commitment, title, promised (in words), per; periods (ended
    and applicable), met, partly, not_met, not_reported, running, not_applicable; result and remainder in words; cutoff,
    example. Counts of periods only, never of persons. A level or a condition can differ between those that are alike:
    it stands in `promised`. Raises ValueError for fewer than two promises.
    """
    if len(followed) < 2:
        raise ValueError(f"followed must hold at least two promises, got {len(followed)}: {list(followed)}")
    return together([rows_of_promise(name, promise, outcomes) for name, (promise, outcomes) in followed.items()])


def together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The frame of `side_by_side` from the parts that `rows_of_promise` gives, each of a name of its own."""
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    rows["alike"] = rows.groupby(rows["alike"].map(folded))["alike"].transform("first")
    promises = rows.groupby("alike")["promise"].transform("nunique")
    first = {alike: number for number, alike in reversed(list(enumerate(rows["alike"])))}
    rows = rows.assign(beside=promises > 1, place=rows["alike"].map(first))
    rows = rows.sort_values(["beside", "place"], ascending=[False, True], kind="stable")
    return rows[COLUMNS].reset_index(drop=True)


def rows_of_promise(name: str, promise: Promise, outcomes: pd.DataFrame) -> pd.DataFrame:
    """The rows of one promise, before it is known whether another has any that are alike."""
    if outcomes.empty or outcomes["promised"].isna().all():
        return pd.DataFrame(columns=[column for column in COLUMNS if column != "beside"])
    rows = summary(outcomes)
    commitments = [promise[i] for i in rows["commitment"]]
    return rows.assign(
        alike=[kind_in_words(commitment) for commitment in commitments],
        promise=name,
        municipality=outcomes["municipality"].iloc[0],
        promised=[commitment.promised_text for commitment in commitments],
        result=[ratio_text(row) for row in rows.itertuples()],
        remainder=[remainder_text(row) for row in rows.itertuples()],
        cutoff=outcomes["cutoff"].iloc[0],
        example=bool(outcomes["example"].any()),
    )


def kind_in_words(commitment: Commitment) -> str:
    """What a commitment counts, of what and for which period; commitments of which it is the same are alike."""
    units, title = uncapitalised(commitment.units[1]), uncapitalised(commitment.title)
    if commitment.measure is Measure.MILESTONE:
        return f"Milstolpe: {title}"
    what = f"{units} ({title})" if folded(units) in _ANY else units
    per = f" per {PERIOD_NOUNS[commitment.per][0]}" if commitment.per is not Per.WHOLE else " under hela löftet"
    if commitment.measure is Measure.SHARE:
        kind = "" if commitment.share_of in (ShareOf.CASES, ShareOf.OBJECTS) else f" ({commitment.share_of})"
        return f"Andel av alla {what}{kind}{per}"
    kind = "" if commitment.counted is Counted.OCCASIONS else f" ({commitment.counted})"
    average = f", i genomsnitt per {commitment.average_per}," if commitment.average_per else ""
    return f"{capitalised(what)}{kind}{average}{per}"


def comparison_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The frame of `side_by_side` as text, under the headings of jamforelse.csv."""
    return pd.DataFrame(
        {
            "slag": rows["alike"],
            "finns i flera": ["ja" if beside else "nej" for beside in rows["beside"]],
            "löfte": rows["promise"],
            "åtagande": rows["commitment"],
            "rubrik": rows["title"],
            "utlovat": rows["promised"],
            "uppfyllt": rows["result"],
            "övriga": rows["remainder"],
            "till och med": [f"{day:%Y-%m-%d}" for day in rows["cutoff"]],
        }
    )
