"""The verdicts against a slow second reckoning (`oracle`), over thousands of small random promises and tables.

LOFTE_ORACLE_EXAMPLES sets another number of examples, and more than the usual number are drawn at random.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace

import oracle
from builders import PARTIES, commitment, promise_with, records
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from lofte_analysis.columns import UNKNOWN_PARTY
from lofte_analysis.outcomes import INTERPRETED, NEAR_LIMIT, follow_through
from lofte_analysis.promise import Counted, LevelChange, Measure, Per, ShareOf
from lofte_analysis.school_calendar import SchoolCalendar, Term

USUAL = 50  # each with one to five commitments
EXAMPLES = int(os.environ.get("LOFTE_ORACLE_EXAMPLES", USUAL))
FIRST, LAST = dt.date(2021, 3, 1), dt.date(2023, 6, 30)
REPORTERS = (*PARTIES[:3], UNKNOWN_PARTY)
ONE = dt.timedelta(days=1)

a_day = st.dates(FIRST, LAST)
seldom = st.sampled_from([False] * 6 + [True])
often = st.sampled_from([True] * 3 + [False])


# Promises -------------------------------------------------------------------------------------------------


@st.composite
def calendars(draw):
    """Autumn and spring terms with drawn edges, and a few breaks."""
    terms = []
    for year in (2021, 2022):
        shift = draw(st.integers(-9, 9))
        starts, ends = dt.date(year, 8, 16) + shift * ONE, dt.date(year, 12, 20) - shift * ONE
        terms.append(Term(f"HT{year}", starts, ends))
        starts, ends = dt.date(year + 1, 1, 12) + shift * ONE, dt.date(year + 1, 6, 10) + shift * ONE
        terms.append(Term(f"VT{year + 1}", starts, ends))
    kept = [term for term in terms if not draw(seldom)]
    breaks = [(start, start + draw(st.integers(0, 14)) * ONE) for start in draw(st.lists(a_day, max_size=4))]
    return SchoolCalendar(tuple(kept), tuple(breaks))


KINDS = ("count", "count", "count", "cases", "cases", "stock", "objects", "one", "none", "hope")
KINDS += ("units", "growth", "fixed days", "events", "on request", "effect")
ALL = [1, 1.0, 1.0, 0.8, 0.55, 0.5]


@st.composite
def commitments(draw, number):
    reported_by = draw(st.sampled_from([("skolan",), ("polisen",), ("skolan", "polisen")]))
    kind = draw(st.sampled_from(KINDS if number else ("count", "none")))  # the first can be what others rest on
    options = {}
    match kind:
        case "count" | "on request":
            measure = Measure.COUNT
            per = draw(st.sampled_from([Per.MONTH, Per.MONTH, *Per]))
            options["at_least"] = draw(st.sampled_from([1, 1, 2, 3]))
            options["must_attend"] = draw(st.sampled_from([("skolan", "polisen"), (), PARTIES[:3]]))
            if per in (Per.WEEK, Per.MONTH) and draw(st.booleans()):
                least = st.integers(1, 6) if per is Per.WEEK else st.integers(4, 14)
                options |= {"during_terms": True, "min_school_days": draw(least)}
            if kind == "on request":
                options["only_if"] = "0"
        case "units":
            measure, per = Measure.COUNT, draw(st.sampled_from([Per.HALF_YEAR, Per.QUARTER, Per.YEAR, Per.WHOLE]))
            options["counted"] = draw(st.sampled_from([Counted.UNITS, Counted.NEW_UNITS]))
            options["at_least"] = draw(st.integers(1, 4))
        case "growth":
            measure, per = Measure.COUNT, draw(st.sampled_from([Per.HALF_YEAR, Per.QUARTER, Per.YEAR]))
            reported_by = reported_by[:1]
            options |= {"counted": Counted.INCREASE, "at_least": draw(st.integers(1, 3))}
        case "cases" | "stock" | "hope" | "effect":
            measure = Measure.SHARE
            reported_by = reported_by[:1]
            per = draw(st.sampled_from([Per.HALF_YEAR, Per.MONTH, Per.YEAR, Per.TERTIAL]))
            options["share_of"] = ShareOf.STOCK if kind in ("stock", "effect") else ShareOf.CASES
            if kind == "hope":
                options["ambition"] = True
            elif kind == "effect":
                options["effect"] = "trygghet"
            elif kind == "stock" and draw(st.booleans()):
                options["at_least"] = draw(st.integers(1, 3))
            else:
                options["share_at_least"] = draw(st.sampled_from(ALL))
        case "objects":
            measure, per = Measure.SHARE, draw(st.sampled_from([Per.SCHOOL_YEAR, Per.HALF_YEAR, Per.YEAR]))
            options |= {"share_of": ShareOf.OBJECTS, "share_at_least": draw(st.sampled_from([1.0, 1.0, 0.5]))}
            listed = {"objects": ("6", "7", "8")}
            options |= draw(st.sampled_from([listed, listed, {"object_count": 2}, {"object_count": 3}]))
            options["each_at_least"] = draw(st.sampled_from([1, 1, 2]))
        case "fixed days":
            measure, per = Measure.SHARE, draw(st.sampled_from([Per.MONTH, Per.WEEK, Per.QUARTER, Per.YEAR]))
            options |= {"share_of": ShareOf.SLOTS, "share_at_least": draw(st.sampled_from(ALL))}
            options["weekdays"] = draw(st.sampled_from([(4, 5), (5,), tuple(range(7)), (0, 2, 4)]))
            options["each_at_least"] = draw(st.sampled_from([1, 1, 1, 2]))
        case "events":
            measure, per = Measure.SHARE, draw(st.sampled_from([Per.HALF_YEAR, Per.MONTH, Per.YEAR]))
            options |= {"share_of": ShareOf.OCCASIONS, "share_at_least": draw(st.sampled_from(ALL)), "part_of": "0"}
        case "one":
            measure, per = Measure.MILESTONE, Per.WHOLE
        case "none":
            measure, per = Measure.UNQUANTIFIED, Per.YEAR
    if kind in ("count", "on request", "units", "objects", "fixed days", "events", "none"):
        options |= draw(conditions(options))
    if per is Per.YEAR and measure in (Measure.COUNT, Measure.SHARE) and draw(st.booleans()):
        options["window"] = draw(st.sampled_from([((5, 1), (5, 31)), ((1, 1), (6, 20)), ((11, 1), (2, 15))]))
    return commitment(str(number), measure, reported_by=reported_by, per=per, **options)


@st.composite
def conditions(draw, options):
    """Which rows qualify, beside who attends; mostly none."""
    drawn = {}
    if draw(seldom):
        drawn["places"] = ("torget",)
    if draw(seldom):
        drawn["clock"] = draw(st.sampled_from([(dt.time(18), dt.time(3)), (dt.time(8), dt.time(17))]))
    if draw(seldom) and "weekdays" not in options:
        drawn["weekdays"] = draw(st.sampled_from([(4, 5), (0, 1, 2, 3, 4, 6)]))
    return drawn


@st.composite
def in_time(draw, pledged, start, end):
    """The commitment with its own first and last day, another level from a day on, or a last day to be ready."""
    length, options = (end - start).days, {}

    def a_day():
        return start + draw(st.integers(0, length)) * ONE

    if draw(seldom):
        options["start"] = a_day()
    if draw(seldom):
        options["end"] = a_day()
    if pledged.measure is Measure.MILESTONE and draw(st.booleans()):
        options["deadline"] = max(a_day(), options.get("start", start))
    levels = pledged.measure in (Measure.COUNT, Measure.SHARE) and not pledged.ambition and not pledged.effect
    if levels and pledged.per is not Per.WHOLE and draw(st.sampled_from([True, False, False])):
        if pledged.at_least is not None:
            change = LevelChange(a_day(), at_least=draw(st.integers(1, 4)))
        else:
            change = LevelChange(a_day(), share_at_least=draw(st.sampled_from(ALL)))
        options["changes"] = (change,)
    return replace(pledged, **options)


@st.composite
def promises(draw):
    start = draw(st.sampled_from([dt.date(2021, 7, 1), dt.date(2022, 1, 1)]) | st.dates(FIRST, dt.date(2022, 6, 1)))
    length = draw(st.integers(20, 120) | st.integers(180, 400) | st.sampled_from([364, 545]))
    end = min(start + length * ONE, LAST)
    extended = draw(st.none() | st.dates(start + ONE, end))
    literal_end = draw(st.none() | st.dates(start, end))
    pledged = [draw(commitments(number)) for number in range(draw(st.sampled_from([4, 1, 5])))]
    pledged = [draw(in_time(one, start, end)) for one in pledged]
    return promise_with(
        *pledged, start=start, end=end, extended=extended, literal_end=literal_end, calendar=draw(calendars())
    )


# What was told --------------------------------------------------------------------------------------------


@st.composite
def dates(draw, promise):
    """A day, week or month, mostly inside the promise and mostly on few days, so that rows collide."""
    first = draw(st.sampled_from([promise.start, promise.start, promise.end - 20 * ONE]))
    day = draw(st.dates(promise.start, promise.end) | st.integers(-15, 40).map(lambda n: first + n * ONE))
    if not draw(often):
        year, week, _ = day.isocalendar()
        return draw(st.sampled_from([f"{day:%Y-%m}", f"{year}-v{week:02d}"]))
    return day


@st.composite
def activities(draw, promise):
    some_dates = draw(st.lists(dates(promise), min_size=3, max_size=6))
    rows = []
    for _ in range(draw(st.sampled_from([8, 3, 15, 20, 0]))):
        reporter = draw(st.sampled_from(REPORTERS))
        parties = draw(st.none() | st.lists(st.sampled_from(PARTIES[:3]), min_size=1, max_size=3, unique=True))
        row = {
            "commitment": draw(st.sampled_from([c.id for c in promise.commitments])),
            "date": draw(st.sampled_from(some_dates)),
            "reporter": reporter,
            "parties": None if parties is None else tuple(sorted(parties)),
            "unknown_parties": draw(seldom),
            "occasions": draw(st.sampled_from([None, None, None, 2, 0])),
            "grades": draw(st.sampled_from([("6", "7"), ("8",), None, ("6", "7", "8"), ("9",)])),
            "object": draw(st.sampled_from([None, None, "7", "8"])),
            "completes": draw(seldom),
            "place": draw(st.sampled_from(["torget", None, "torget", "annan plats", "skogen"])),
            "clock": draw(st.sampled_from([dt.time(21), None, dt.time(21), dt.time(1, 30), dt.time(12)])),
            "file": draw(st.sampled_from(["b.xlsx", f"{reporter}.xlsx"])),
        }
        rows.append(row)
        if draw(seldom):
            rows.append(row | {"file": draw(st.sampled_from(["a.xlsx", row["file"]]))})
        if draw(seldom):
            rows.append(row | {"reporter": draw(st.sampled_from(REPORTERS)), "occasions": None})
    return rows


@st.composite
def cases(draw, promise):
    """For each commitment figures for most months or for a few, and then what people do to such figures."""
    rows = []
    months = sorted({f"{d:%Y-%m}" for d in oracle.days(promise.start - 20 * ONE, promise.end + 20 * ONE)})
    for pledged in promise.commitments:
        if not pledged.told_as_cases:
            continue
        own = pledged.reported_by[0]
        every = draw(often)
        how = draw(st.sampled_from(["all done", "some done", "all done", "none arose"]))
        told = months if every else draw(st.lists(st.sampled_from(months), max_size=4))
        for month in told:
            closed = 0 if how == "none arose" else draw(st.sampled_from([1, 3, 20, 0, 0]))
            done = draw(st.integers(0, closed)) if how == "some done" else closed
            row = {"date": month, "commitment": pledged.id, "cases": closed, "done": done, "open": None}
            rows.append(row | {"object": None, "reporter": own, "file": "a.xlsx"})
        for _ in range(draw(st.sampled_from([1, 0, 2, 4]))):
            if not rows:  # all of them are gone
                break
            at = draw(st.integers(0, len(rows) - 1))
            rows += _changed(draw, rows.pop(at))
    return rows


def _changed(draw, row):
    match draw(st.sampled_from(["gone", "copied", "conflict", "open", "another's", "short", "object"])):
        case "copied":
            return [row, row | {"file": draw(st.sampled_from(["a.xlsx", "b.xlsx"]))}]
        case "conflict":
            return [row, row | {"cases": row["cases"] + 1, "file": draw(st.sampled_from(["a.xlsx", "b.xlsx"]))}]
        case "open":
            return [row | {"cases": row["cases"] + 2, "open": 2}]
        case "another's":
            return [row, row | {"reporter": draw(st.sampled_from(["socialtjänsten", UNKNOWN_PARTY])), "file": "c.xlsx"}]
        case "short":
            return [row | {"cases": row["cases"] + 1}]
        case "object":
            return [row, row | {"object": "hus", "cases": row["cases"] + 1, "done": row["done"] + 1}]
    return []


@st.composite
def deliveries(draw, promise):
    """Everything in one line, or in lines that meet, overlap, leave gaps or claim nothing."""
    lines = []
    for party in ("skolan", "polisen"):
        if draw(often):
            first, last = promise.start - 31 * ONE, promise.end + 31 * ONE
            if draw(seldom):
                last -= draw(st.integers(1, 60)) * ONE
            lines.append({"party": party, "start": first, "end": last})
        for start in draw(st.lists(st.dates(promise.start, promise.end), max_size=3)):
            line = {"party": party, "start": start, "end": start + draw(st.integers(0, 90)) * ONE}
            line["done"] = draw(st.sampled_from([True, True, None, False]))
            line["commitment"] = draw(st.sampled_from([None, None, "0", "1"]))
            lines.append(line)
    return lines


@st.composite
def rejected(draw, promise):
    count = draw(st.sampled_from([0, 0, 0, 0, 1, 2]))
    return [
        {
            "kind": draw(st.sampled_from(["Genomfört", "Ärenden"])),
            "date": draw(st.one_of(st.none(), dates(promise), dates(promise))),
            "commitment": draw(st.sampled_from(["0", "1", "2", "3", None])),
        }
        for _ in range(count)
    ]


@st.composite
def stories(draw):
    promise = draw(promises())
    told = {
        "activities": draw(activities(promise)),
        "cases": draw(cases(promise)),
        "deliveries": draw(deliveries(promise)),
        "rejected": draw(rejected(promise)),
    }
    after = st.integers(-30, 60).map(lambda n: promise.end + n * ONE)
    cutoff = draw(st.one_of(after, after, st.dates(promise.start - 10 * ONE, promise.end)))
    return promise, told, cutoff


# The comparison -------------------------------------------------------------------------------------------


def _number(value):
    return None if value != value else value


def by_package(promise, told, cutoff):
    # rejected rows of a commitment that the promise lacks never come out of the reader
    outcomes = follow_through(promise, records(promise, **told), cutoff=cutoff)
    interpreted = INTERPRETED.split("{")[0]
    return [
        {
            "commitment": row.commitment,
            "start": row.start.date(),
            "end": row.end.date(),
            "near": NEAR_LIMIT in row.reason,
            "interpreted": interpreted in row.reason,
            "verdict": row.verdict,
            "done": _number(row.done),
            "cases": _number(row.cases),
        }
        for row in outcomes.itertuples()
    ]


@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES == USUAL,
    database=None,
    phases=[Phase.generate, Phase.shrink] if EXAMPLES == USUAL else [Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(stories())
def test_verdicts_done_and_cases_are_what_a_day_by_day_reckoning_gives(story):
    promise, told, cutoff = story
    wanted = oracle.expected(promise, told, cutoff)
    for row in wanted:
        event(row["verdict"])
    assert by_package(promise, told, cutoff) == wanted
