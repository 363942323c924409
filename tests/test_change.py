"""What has changed: the exact ratio, words that do not mistake chance for change, hot-spots, and who reported."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from math import comb

import numpy as np
import pandas as pd
import pytest
from builders import commitment, promise_with, records
from hypothesis import given
from hypothesis import strategies as st

from lofte_analysis.est.change import (
    ALIKE_WITHIN,
    NEW,
    NOT_FEWER_EVENTS,
    VANISHED,
    Change,
    Reported,
    count_changes,
    missing_days_text,
    new_and_vanished,
    reporters,
)
from lofte_analysis.est.event_counts import events_in, monthly_counts, reported_days, window_counts
from lofte_analysis.est.rate_ratio import beta_quantile, incomplete_beta, least_p_value, rate_ratio, surely_changed
from lofte_analysis.est.report_windows import free_window, window_before, window_of, windows_between
from lofte_analysis.est.seasons import usual_year
from lofte_analysis.est.situation import UNKNOWN
from lofte_analysis.promise import Measure, Personal

MARCH, FEBRUARY = (window_of("månad", dt.date(2024, month, 1)) for month in (3, 2))
QUARTER = window_of("kvartal", dt.date(2024, 4, 1))


def events(*rows) -> pd.DataFrame:
    """Events as date, category, place, reporter and how many of them."""
    names = {"category": "skadegörelse", "place": "Torget", "reporter": "skolan"}
    made = []
    for date, *rest in rows:
        *texts, times = [*rest, 1] if not rest or isinstance(rest[-1], (str, type(None))) else rest
        row = names | dict(zip(names, texts, strict=False)) | {"start": date, "end": date, "status": "inläst"}
        made += [row] * times
    frame = pd.DataFrame(made, columns=[*names, "start", "end", "status"])
    return frame.assign(start=pd.to_datetime(frame["start"]), end=pd.to_datetime(frame["end"]))


def delivered(*rows) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["party", "start", "end"]).assign(done=True, commitment=None)
    return frame.assign(start=pd.to_datetime(frame["start"]), end=pd.to_datetime(frame["end"]))


# The exact interval ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [  # Clopper–Pearson 95 %, as printed in tables
        (0, 10, 0.0, 0.3084971),
        (1, 20, 0.0012651, 0.2487328),
        (5, 10, 0.1870860, 0.8129140),
        (8, 10, 0.4439045, 0.9747893),
        (10, 10, 0.6915029, 1.0),
    ],
)
def test_the_interval_of_a_share_is_the_known_one(successes, trials, low, high):
    _, below, above, _ = rate_ratio([successes], [trials - successes], 1, 1)
    share = [1.0 if np.isinf(odds) else odds / (1 + odds) for odds in (below[0], above[0])]
    assert share == pytest.approx([low, high], abs=1e-7)


@given(st.integers(1, 60), st.data(), st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=1000))
def test_the_incomplete_beta_is_the_tail_of_the_binomial(trials, data, chance):
    least = data.draw(st.integers(1, trials))
    tail = sum(comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(least, trials + 1))
    [found] = incomplete_beta([float(chance)], [least], [trials - least + 1])
    assert found == pytest.approx(float(tail), rel=1e-9, abs=1e-14)


@given(st.floats(0.001, 0.999), st.integers(1, 100_000), st.integers(1, 100_000))
def test_the_quantile_is_the_inverse(share, a, b):
    x = beta_quantile(share, [a], [b])
    assert incomplete_beta(x, [a], [b])[0] == pytest.approx(share, abs=1e-8)


@given(st.integers(0, 3000), st.integers(0, 3000), st.integers(1, 400), st.integers(1, 400))
def test_the_interval_holds_the_ratio_leaves_out_1_when_p_is_small_and_turns_round(now, before, days, others):
    ratio, low, high, p = (values[0] for values in rate_ratio([now], [before], days, others))
    if now + before:
        assert low <= ratio * (1 + 1e-9) and ratio <= high * (1 + 1e-9)
        if abs(p - 0.05) > 1e-9:
            assert (p < 0.05) == (low > 1 or high < 1)
    turned = rate_ratio([before], [now], others, days)
    assert turned.p[0] == pytest.approx(p)
    assert turned.high[0] == pytest.approx(1 / low if low else np.inf)


def test_the_interval_covers_the_true_ratio_at_least_as_often_as_it_says():
    generator = np.random.default_rng(4)
    for rate in (2, 8, 40):
        now, before = generator.poisson(rate * 1.5, 4000), generator.poisson(rate, 4000)
        _, low, high, _ = rate_ratio(now, before, 30, 30)
        assert ((low <= 1.5) & (high >= 1.5)).mean() >= 0.95


def test_counts_that_can_tell_nothing_have_no_say_in_the_table():
    assert surely_changed([0.02] + [0.9] * 50, [0.0] + [0.5] * 50).tolist() == [True] + [False] * 50
    assert not surely_changed([0.02] + [0.9] * 50, [0.0] * 51).any()
    assert surely_changed([], []).tolist() == []
    assert least_p_value([0], 30, 30).tolist() == [1.0]


def test_no_days_cannot_be_compared():
    with pytest.raises(ValueError, match="must be positive, got 0 and 30"):
        rate_ratio([1], [1], 0, 30)


# Counting -------------------------------------------------------------------------------------------------


def test_names_are_the_same_however_they_are_written_and_merged_rows_count_once():
    rows = events(
        ("2024-03-01", "Skadegörelse", "Torget"),
        ("2024-03-31", "skadegörelse ", "TORGET", 2),
        ("2024-03-02", "våld", None),
    )
    rows.loc[len(rows)] = rows.iloc[0].to_dict() | {"status": "sammanslagen"}
    found = count_changes(rows, MARCH, FEBRUARY, by=["category", "place"])
    assert found[["category", "place", "now", "before"]].to_numpy().tolist() == [
        ["skadegörelse", "TORGET", 3, 0],
        ["våld", UNKNOWN, 1, 0],
    ]


@pytest.mark.parametrize("kind", ["category", "str", object])
def test_counts_are_the_same_whatever_the_column_holds_its_texts_in(kind):
    rows = events(("2024-03-01", "våld", "Torget", 6), ("2024-03-02", "klotter", None, 2), ("2024-02-02", "våld", "Ån"))
    other = rows.astype(dict.fromkeys(["category", "place", "reporter", "status"], kind))
    found = [count_changes(frame, MARCH, FEBRUARY, by=["category", "place"]) for frame in (rows, other)]
    pd.testing.assert_frame_equal(*found)
    assert found[0]["now"].tolist() == [6, 2, 0]


def test_an_event_of_a_whole_week_lies_in_no_window_that_divides_it():
    rows = events(("2024-02-29",)).assign(end=pd.Timestamp("2024-03-06"))
    assert count_changes(rows, MARCH, FEBRUARY).empty
    assert count_changes(rows, window_of("kvartal", dt.date(2024, 3, 1)), QUARTER)["now"].tolist() == [1]


def test_windows_that_follow_one_another_count_zeros_and_nothing_twice():
    rows = events(("2024-01-31", 2), ("2024-03-01",), ("2024-03-31", "våld", 4))
    months = windows_between("månad", dt.date(2024, 1, 1), dt.date(2024, 3, 31))
    assert window_counts(rows, months)["count"].tolist() == [2, 0, 5]
    assert window_counts(rows, months, categories=["VÅLD"])["count"].tolist() == [0, 0, 4]
    by = window_counts(rows, months, by=["category"]).pivot(index="category", columns="window", values="count")
    assert by.loc["våld"].tolist() == [0, 0, 4]
    with pytest.raises(ValueError, match="without overlap"):
        window_counts(rows, [MARCH, MARCH])
    unknown = [window_of("månad", dt.date(2024, 1, 1), (dt.date(2024, 3, 1), dt.date(2024, 3, 31)))]
    assert window_counts(rows, unknown)["count"].isna().all()


@given(st.lists(st.tuples(st.dates(dt.date(2023, 12, 20), dt.date(2024, 4, 10)), st.integers(0, 9)), max_size=30))
def test_counts_are_those_of_a_plain_loop(days):
    rows = events(*[(start.isoformat(),) for start, _ in days])
    rows["end"] = pd.to_datetime([start + dt.timedelta(days=more) for start, more in days])
    reported = dt.date(2024, 1, 3), dt.date(2024, 3, 20)
    for kind in ("vecka", "månad"):
        windows = windows_between(kind, dt.date(2024, 1, 1), dt.date(2024, 3, 31), reported)
        expected = [
            sum(w.first <= start and start + dt.timedelta(days=more) <= w.last for start, more in days) for w in windows
        ]
        counts = window_counts(rows, windows)
        assert counts["count"].fillna(0).tolist() == expected
        _, masks = events_in(rows, windows)
        assert [mask.sum() for mask in masks] == expected


# Words ----------------------------------------------------------------------------------------------------


def words(now: int, before: int, window=MARCH, compared=FEBRUARY) -> str:
    rows = [(f"{day:%Y-%m-%d}", count) for day, count in ((window.first, now), (compared.first, before)) if count]
    return count_changes(events(*rows), window, compared)["words"].iloc[0]


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [
        (30, 10, Change.MORE),
        (10, 30, Change.FEWER),
        (12, 9, Change.TOO_FEW),
        (0, 3, Change.TOO_FEW),
        (20, 17, Change.TOO_FEW),  # twice as many and a third fewer are both possible
        (400, 390, Change.ALIKE),
        (8, 0, Change.MORE),
    ],
)
def test_the_words_follow_the_interval(now, before, word):
    assert words(now, before) == word


def test_windows_of_different_length_are_compared_by_the_day():
    year = window_of("läsår", dt.date(2024, 2, 1))
    rows = events(("2024-05-01", 60), ("2023-12-01", 340))
    found = count_changes(rows, window_of("månad", dt.date(2024, 5, 1)), year).iloc[0]
    assert (found["days_now"], found["days_before"], found["before"]) == (31, 366, 400)
    assert found["ratio"] == pytest.approx((60 / 31) / (400 / 366))


def test_in_a_table_where_nothing_has_changed_at_most_one_in_twenty_says_anything():
    generator, wrong, intervals = np.random.default_rng(7), 0, 0
    for _ in range(300):
        now, before = generator.poisson(12, 40), generator.poisson(12, 40)
        found = rate_ratio(now, before, 31, 29 * 31 / 29)
        wrong += surely_changed(found.p, least_p_value(now + before, 31, 31)).any()
        intervals += ((found.low > 1) | (found.high < 1)).any()
    assert wrong / 300 <= 0.05
    assert intervals / 300 > 0.5  # each row by its own interval would cry wolf in most tables


def test_an_interval_that_is_narrow_is_said_to_be_alike():
    found = count_changes(events(("2024-03-01", 400), ("2024-02-01", 390)), MARCH, FEBRUARY).iloc[0]
    assert 1 / ALIKE_WITHIN < found["low"] < 1 < found["high"] < ALIKE_WITHIN


def test_what_is_given_is_not_changed_and_no_events_are_no_rows():
    rows = events(("2024-03-01", 4))
    kept = rows.copy(deep=True)
    count_changes(rows, MARCH, FEBRUARY), new_and_vanished(rows, MARCH, FEBRUARY), reporters(rows, MARCH, FEBRUARY)
    pd.testing.assert_frame_equal(rows, kept)
    assert count_changes(events(), MARCH, FEBRUARY).empty
    assert count_changes(events(), MARCH, FEBRUARY, by=())["now"].tolist() == [0]


# Notes ----------------------------------------------------------------------------------------------------


def test_a_comparison_across_the_start_of_reporting_counts_nothing_before_it_and_says_so():
    reported = dt.date(2024, 2, 20), dt.date(2024, 3, 31)
    march = window_of("månad", dt.date(2024, 3, 1), reported)
    rows = events(("2024-02-01", 50), ("2024-02-25", 3), ("2024-03-05", 9))
    [found] = count_changes(rows, march, window_before(march)).itertuples()
    assert (found.now, found.before, found.days_before) == (9, 3, 10)
    assert found.note.startswith("Bara 10 av 29 dagar av februari 2024 är med: händelser rapporteras från 20 februari")


def test_where_a_window_is_not_known_at_all_nothing_is_compared():
    reported = dt.date(2024, 3, 1), dt.date(2024, 3, 31)
    march = window_of("månad", dt.date(2024, 3, 1), reported)
    [found] = count_changes(events(("2024-03-05", 9), ("2024-02-05", 9)), march, window_before(march)).itertuples()
    assert (found.before, found.words) == (0, Change.NOT_COMPARABLE) and found.ratio != found.ratio
    assert found.note == "Inga uppgifter finns för februari 2024: händelser rapporteras från 1 mars 2024."


def test_a_party_that_fell_silent_is_named_and_fewer_reports_are_no_fewer_events():
    rows = events(("2024-02-05", "våld", "Torget", "skolan", 9), ("2024-02-06", "våld", "Torget", "polisen"))
    rows = pd.concat([rows, events(("2024-03-06", "våld", "Torget", "polisen"))], ignore_index=True)
    note = count_changes(rows, MARCH, FEBRUARY)["note"].iloc[0]
    assert note == f"Skolan rapporterade under februari 2024 men inte under mars 2024. {NOT_FEWER_EVENTS}"
    told = delivered(("skolan", "2024-03-01", "2024-03-31"))
    assert count_changes(rows, MARCH, FEBRUARY, deliveries=told)["note"].iloc[0] == ""


def test_a_party_that_began_to_report_is_named():
    rows = events(("2024-02-05",), ("2024-03-05",), ("2024-03-05", "våld", "Torget", "polisen"))
    note = count_changes(rows, MARCH, FEBRUARY)["note"].iloc[0]
    assert note == "Polisen rapporterade under mars 2024 men inte under februari 2024."


def test_who_reported_who_had_nothing_to_tell_and_who_was_silent():
    rows = events(
        ("2024-02-05", "våld", "Torget", "skolan"),
        ("2024-01-05", "våld", "Torget", "tekniska"),
        ("2024-03-05", "våld", "Torget", "okänd part"),
    )
    told = delivered(("skolan", "2024-03-01", "2024-03-31"), ("tekniska", "2024-03-01", "2024-03-10"))
    found = reporters(rows, MARCH, FEBRUARY, deliveries=told).set_index("party")
    assert found.loc["skolan", ["state_now", "state_before", "changed"]].tolist() == [
        Reported.NONE,
        Reported.EVENTS,
        False,
    ]
    assert found.loc["tekniska", ["state_now", "state_before", "delivered_now"]].tolist() == [
        Reported.PARTLY,
        Reported.SILENT,
        "delvis redovisat",
    ]
    assert found.loc["tekniska", "missing_now"] == ((dt.date(2024, 3, 11), dt.date(2024, 3, 31)),)
    assert found.index[found["changed"]].tolist() == ["tekniska"]  # an unknown party can be any of them


FIRST_HALF, SECOND_HALF = (window_of("halvår", dt.date(2024, month, 1)) for month in (1, 7))
FIVE_OF_SIX = delivered(
    ("skolan", "2024-01-01", "2024-09-30"),
    ("skolan", "2024-11-01", "2024-12-31"),
    ("polisen", "2024-01-01", "2024-12-31"),
)


def halves(*rows, deliveries=FIVE_OF_SIX, now=SECOND_HALF, before=FIRST_HALF):
    made = events(("2024-04-03", "våld", "Torget", "skolan"), ("2024-04-03", "våld", "Torget", "polisen"), *rows)
    found = reporters(made, now, before, deliveries=deliveries).set_index("party").loc["skolan"]
    return found, count_changes(made, now, before, by=(), deliveries=deliveries)["note"].iloc[0]


def test_a_party_that_missed_one_month_of_six_reported_in_part_and_the_month_is_named():
    found, note = halves()
    assert (found["state_now"], found["state_before"], found["now"]) == (Reported.PARTLY, Reported.EVENTS, 0)
    assert found["missing_now"] == ((dt.date(2024, 10, 1), dt.date(2024, 10, 31)),)
    assert note == f"Under andra halvåret 2024 saknas rapport från skolan (oktober). {NOT_FEWER_EVENTS}"


def test_a_month_is_as_missing_beside_events_of_others_but_an_event_in_it_is_a_report():
    found, note = halves(("2024-07-04", "våld", "Torget", "skolan", 9))
    assert found["state_now"] == Reported.PARTLY and "skolan (oktober)" in note and NOT_FEWER_EVENTS in note
    found, note = halves(("2024-10-30", "våld", "Torget", "skolan"))
    assert found["state_now"] == Reported.EVENTS and note == ""


def test_where_months_are_missing_in_both_windows_both_are_said_and_in_the_one_before_nothing_has_become_fewer():
    gaps = delivered(("skolan", "2024-01-01", "2024-05-31"), ("skolan", "2024-07-01", "2024-09-30"))
    _, note = halves(deliveries=gaps)
    assert "Under andra halvåret 2024 saknas rapport från skolan (oktober–december)" in note
    assert (
        "Under första halvåret 2024 saknas rapport från polisen (januari–mars och maj–juni) och skolan (juni)." in note
    )
    later = window_of("halvår", dt.date(2025, 1, 1))
    more = pd.concat([FIVE_OF_SIX, delivered(("skolan", "2025-01-01", "2025-06-30"))])
    row = ("2025-02-03", "våld", "Torget", "skolan")
    _, note = halves(row, deliveries=more[more["party"] == "skolan"], now=later, before=SECOND_HALF)
    assert note == "Under andra halvåret 2024 saknas rapport från skolan (oktober)."


def test_a_party_that_reported_nothing_at_all_is_silent_still():
    found, note = halves(deliveries=FIVE_OF_SIX[FIVE_OF_SIX["party"] == "polisen"])
    assert found["state_now"] == Reported.SILENT
    assert note.startswith("Skolan rapporterade under första halvåret 2024 men inte under andra halvåret 2024. Under")


def test_a_part_of_a_month_beside_events_is_not_called_missing():
    days = free_window(dt.date(2024, 4, 1), dt.date(2024, 5, 6))
    found, _ = halves(deliveries=delivered(("skolan", "2024-04-01", "2024-04-30")), now=days)
    assert found["state_now"] == Reported.EVENTS


def test_without_any_deliveries_nothing_is_known_of_single_months():
    found, note = halves(("2024-07-04", "våld", "Torget", "skolan"), deliveries=delivered())
    assert found["state_now"] == Reported.EVENTS and "saknas" not in note


def test_in_a_window_of_two_years_the_missing_month_has_its_year():
    year = window_of("läsår", dt.date(2024, 10, 1))
    found = missing_days_text([(dt.date(2024, 10, 1), dt.date(2024, 10, 31))], year)
    assert (found, missing_days_text([(dt.date(2024, 7, 1), dt.date(2024, 7, 5))], SECOND_HALF)) == (
        "oktober 2024",
        "1–5 juli",
    )


# Hot-spots ------------------------------------------------------------------------------------------------


def spots(*rows, **options) -> dict[str, str]:
    found = new_and_vanished(events(*rows), MARCH, FEBRUARY, **options)
    return dict(zip(found["place"], found["state"], strict=True))


def test_a_place_that_becomes_a_hot_spot_is_new_and_one_that_ceases_has_vanished():
    rows = [("2024-03-05", "våld", "Torget", 12), ("2024-02-05", "våld", "Parken", 14), ("2024-03-05", "våld", "Ån", 2)]
    assert spots(*rows) == {"Torget": NEW, "Parken": VANISHED}


def test_a_place_that_was_hot_before_is_not_new_however_many_more_it_has():
    assert spots(("2024-03-05", "våld", "Torget", 40), ("2024-02-05", "våld", "Torget", 8)) == {}


def test_an_unknown_place_and_few_events_are_no_hot_spot():
    assert spots(("2024-03-05", "våld", None, 30), ("2024-03-05", "våld", "annan plats", 30)) == {}
    assert spots(("2024-03-05", "våld", "Torget", 4)) == {}


def test_where_nothing_has_changed_hardly_any_table_names_a_spot():
    generator, named = np.random.default_rng(11), 0
    for _ in range(80):
        now, before = generator.poisson(4.5, 12), generator.poisson(4.5, 12)
        rows = [("2024-03-05", "våld", f"plats {n}", int(count)) for n, count in enumerate(now) if count]
        rows += [("2024-02-05", "våld", f"plats {n}", int(count)) for n, count in enumerate(before) if count]
        named += bool(spots(*rows))
    assert named / 80 <= 0.05


# Months and seasons, from records -------------------------------------------------------------------------


def told(rows, deliveries=(), **options):
    checks = commitment("7", Measure.UNQUANTIFIED, reported_by=["polisen"], title="Kontroller", **options)
    promise = promise_with(checks, start="2022-01-01", end="2023-12-31")
    made = [{"date": day, "category": "våld", "reporter": party} for day, party in rows]
    occasions = [{"date": "2022-01-15", "reporter": "polisen"}]
    return promise, records(promise, occasions, events=made, deliveries=deliveries)


def test_a_month_is_zero_only_where_every_party_reported_it():
    promise, said = told(
        [("2022-01-05", "skolan"), ("2022-03-05", "polisen"), ("2022-06-02", "skolan")],
        [
            ("skolan", "2022-01-01", "2022-01-31"),
            ("skolan", "2022-04-01", "2022-05-31"),
            ("polisen", "2022-05-01", "2022-05-31"),
        ],
    )
    frame = monthly_counts(promise, said, cutoff="2022-06-20")
    assert frame["start"].min() == pd.Timestamp("2022-02-01")  # reporting began within January
    assert frame["count"].fillna(-1).tolist() == [-1, 1, -1, 0]  # June is not over
    assert frame["silent"].tolist() == [("polisen", "skolan"), ("skolan",), ("polisen",), ()]
    assert not frame["partly"].map(len).any()


def test_the_months_count_what_the_category_list_takes_the_words_for():
    words = ["våld", "klotter", "Klotter ", "skadegörelse", "sammanfattning"]  # the last one is no single event
    days = ["2022-01-01", *["2022-02-05"] * 4]
    rows = [{"date": day, "category": word, "reporter": "polisen"} for day, word in zip(days, words, strict=True)]
    promise = promise_with(commitment("7", Measure.UNQUANTIFIED), start="2022-01-01", end="2023-12-31")
    said = records(promise, events=rows)
    for asked, count in ((["skadegörelse"], 3), (["klotter"], 3), (None, 3)):
        frame = monthly_counts(promise, said, categories=asked, cutoff="2022-02-28")
        assert frame.set_index("start").loc["2022-02-01", "count"] == count


def test_a_month_of_which_some_days_were_delivered_is_reported_in_part():
    promise, said = told(
        [("2022-01-05", "skolan"), ("2022-02-05", "polisen"), ("2022-03-05", "polisen")],
        [("skolan", "2022-02-01", "2022-02-13")],
    )
    frame = monthly_counts(promise, said, cutoff="2022-03-31")
    assert frame["silent"].tolist() == [("skolan",), ("skolan",)]
    assert frame["partly"].tolist() == [("skolan",), ()]


def test_occasions_of_a_month_count_only_where_the_reporting_party_has_delivered_all_of_it():
    promise, said = told(
        [("2022-01-05", "skolan")], [("polisen", "2022-01-01", "2022-02-28"), ("polisen", "2022-03-01", "2022-03-30")]
    )
    frame = monthly_counts(promise, said, commitment="7", cutoff="2022-04-30")
    own = frame[frame["series"] == "checks"]
    assert own["count"].fillna(-1).tolist() == [1, 0, -1, -1]
    with pytest.raises(ValueError, match="'7' counts persons"):
        monthly_counts(*told([], personal=Personal.PERSON), commitment="7", cutoff="2022-04-30")


def test_without_events_there_are_no_reported_days_and_no_months():
    promise, said = told([])
    assert reported_days(promise, said, "2022-04-30") is None
    assert monthly_counts(promise, said, cutoff="2022-04-30").empty
    promise, said = told([("2022-04-20", "skolan")])
    assert monthly_counts(promise, said, cutoff="2022-04-30").empty


def test_a_year_and_a_day_is_needed_before_anything_is_usual():
    rows = [("2022-01-01", "skolan"), ("2022-07-05", "skolan")]
    promise, said = told(rows, [("skolan", "2023-01-01", "2023-01-31")])
    assert usual_year(promise, said, cutoff="2022-12-31").empty
    frame = usual_year(promise, said, cutoff="2023-01-31")
    assert frame.loc[frame["number"] == 1, ["count", "years", "usual"]].to_numpy().tolist() == [[1, 2, 0.5]]
    assert frame.loc[frame["number"] == 7, ["count", "years", "usual"]].to_numpy().tolist() == [[1, 1, 1.0]]
    with pytest.raises(ValueError, match="per must be 'månad' or 'vecka', got 'kvartal'"):
        usual_year(promise, said, per="kvartal")


def test_a_month_stands_out_only_when_it_surely_has_more():
    rows = [(f"{year}-07-05", "skolan") for year in (2022, 2023) for _ in range(15)]
    rows += [(f"{year}-{month:02d}-05", "skolan") for year in (2022, 2023) for month in range(1, 13) for _ in range(3)]
    promise, said = told([("2022-01-01", "skolan"), *rows])
    frame = usual_year(promise, said, cutoff="2023-12-31")
    assert frame.loc[frame["stands_out"], "name"].tolist() == ["juli"]
    assert frame["count"].sum() == frame["all"].iloc[0] == len(rows) + 1


def test_a_month_that_nobody_reported_is_no_zero_of_the_usual_year():
    """May is known in neither year, March in one; in April nobody had any event, and that is what was reported."""
    months = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]
    silent = {"2022-03", "2022-04", "2022-05", "2023-04", "2023-05"}
    rows = [(f"{month}-01", "skolan") for month in months if month not in silent]
    promise, said = told(rows, [("skolan", f"{year}-04-01", f"{year}-04-30") for year in (2022, 2023)])
    frame = usual_year(promise, said, cutoff="2023-12-31").set_index("name")
    assert frame.loc["mars", ["count", "years", "usual"]].tolist() == [1, 1, 1.0]
    assert frame.loc["april", ["count", "years", "usual"]].tolist() == [0, 2, 0.0]
    assert frame.loc["maj", "years"] == 0 and frame.loc["maj", ["count", "usual"]].isna().all()
    assert not frame["lacking"].any()


def test_a_month_counts_as_reported_though_the_kind_that_is_asked_for_had_no_event_in_it():
    promise, said = told([(f"2022-{month:02d}-01", "skolan") for month in range(1, 13)] + [("2023-01-01", "skolan")])
    said.events.loc[0, "category"] = "buskörning"
    frame = usual_year(promise, said, cutoff="2023-01-31", categories=["buskörning"]).set_index("name")
    assert frame.loc["juni", ["count", "years"]].tolist() == [0, 1]


def test_a_week_of_which_two_days_were_delivered_and_none_had_an_event_is_unknown():
    promise, said = told([("2022-01-03", "skolan"), ("2023-12-31", "skolan")], [("skolan", "2022-02-01", "2022-02-02")])
    frame = usual_year(promise, said, per="vecka", cutoff="2023-12-31").set_index("number")
    assert frame.loc[5, "years"] == 0 and frame.loc[5, "usual"] != frame.loc[5, "usual"]


def test_months_that_some_party_did_not_report_are_counted_and_told():
    rows = [(f"2022-{month:02d}-01", "skolan") for month in range(1, 13)]
    promise, said = told([*rows, ("2023-01-01", "polisen")], [("polisen", "2022-01-01", "2022-11-30")])
    frame = usual_year(promise, said, cutoff="2023-01-31").set_index("name")
    assert frame.loc[["november", "december", "januari"], "lacking"].tolist() == [0, 1, 1]


def test_the_usual_year_has_the_names_of_the_category_list_and_a_synonym_chooses_its_category():
    rows = [("2022-01-01", "klotter"), ("2022-03-02", "Skadegörelse"), ("2022-03-03", "misshandel")]
    promise, _ = told([])
    said = records(promise, events=[{"date": day, "category": kind, "reporter": "skolan"} for day, kind in rows])
    frame = usual_year(promise, said, cutoff="2023-01-31")
    assert frame.groupby("category")["count"].sum().to_dict() == {"skadegörelse": 2, "våld": 1}
    chosen = usual_year(promise, said, cutoff="2023-01-31", categories=["klotter"])
    assert set(chosen["category"]) == {"skadegörelse"}
