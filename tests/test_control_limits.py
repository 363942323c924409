"""Signals: a fixed baseline, limits that no missing month bridges, and runs of seven."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lofte_analysis.est.control_limits import HIGH, LEAST_MONTHS, LOW, RUN, WHOLE_BASELINE, mean_moving_range, signals

GONE = float("nan")
STEADY = [9, 11] * 6  # mean 10, moving range 2: limits 4.68 and 15.32


def months(values, first="2021-01", **columns) -> pd.DataFrame:
    start = pd.date_range(first, periods=len(values), freq="MS")
    ends = start + pd.offsets.MonthEnd(0)
    return pd.DataFrame({"start": start, "end": ends, "count": np.array(values, dtype=float)}).assign(**columns)


def test_the_limits_are_the_mean_and_266_times_the_moving_range():
    row = signals(months(STEADY)).iloc[0]
    assert (row["mean"], row["lower"], row["upper"]) == pytest.approx((10, 10 - 2.66 * 2, 10 + 2.66 * 2))
    assert row[["baseline_months", "preliminary"]].tolist() == [12, False]


def test_the_limits_reckoned_by_hand():
    values = [54, 53, 53, 54, 51, 53, 55, 54, 52, 50, 51, 52]
    ranges = [1, 0, 1, 3, 2, 2, 1, 2, 2, 1, 1]
    row = signals(months(values)).iloc[0]
    assert row["mean"] == pytest.approx(sum(values) / 12)
    assert row["upper"] - row["mean"] == pytest.approx(2.66 * sum(ranges) / 11)


def test_later_months_do_not_move_the_baseline():
    before, after = signals(months(STEADY)), signals(months([*STEADY, 90, 80, 0]))
    for name in ("mean", "lower", "upper"):
        assert before[name].iloc[0] == after[name].iloc[0]
    assert after["outside"].tolist()[-3:] == [HIGH, HIGH, LOW]


def test_the_baseline_is_the_first_twelve_known_months():
    row = signals(months([GONE, 9, GONE, *STEADY, 50])).iloc[0]
    assert (row["baseline_months"], row["baseline_end"]) == (12, pd.Timestamp("2022-02-28"))


def test_a_baseline_can_be_given_and_must_hold_months():
    row = signals(months([*STEADY, *[40, 42] * 6]), baseline=("2022-01", "2022-12")).iloc[0]
    assert (row["mean"], row["baseline_start"]) == (41, pd.Timestamp("2022-01-01"))
    with pytest.raises(ValueError, match=r"baseline must hold months of counts \(2021-01 to 2021-12\), got 2019-01"):
        signals(months(STEADY), baseline=("2019-01", "2019-12"))


def test_the_lower_limit_is_never_under_zero():
    frame = signals(months([0, 6, 1, 5, 0, 7, 2, 4, 0, 6, 1, 5, 0]))
    assert frame["lower"].iloc[0] == 0
    assert not (frame["outside"] == LOW).any()


def test_moving_ranges_do_not_bridge_a_missing_month():
    assert mean_moving_range(np.array([10, GONE, 30, 31.0])) == 1
    bridged, apart = ([*[9, 11] * 6], [9, 11, 9, 11, 9, GONE, 11, 9, 11, 9, 11, 9, 11])
    assert signals(months(bridged))["upper"].iloc[0] == pytest.approx(10 + 5.32)
    assert signals(months(apart))["upper"].iloc[0] == pytest.approx(signals(months(apart))["mean"].iloc[0] + 5.32)


@pytest.mark.parametrize(("length", "signal"), [(RUN - 1, False), (RUN, True), (RUN + 5, True)])
def test_seven_in_a_row_on_one_side_are_a_signal_and_six_are_none(length, signal):
    tail = signals(months([*STEADY, *[8] * length])).tail(length)
    assert tail["in_run"].tolist() == [signal] * length
    assert set(tail["signal"]) == ({f"{length} månader i rad under medelvärdet"} if signal else {""})
    assert tail["run_mean"].tolist() == ([8.0] * length if signal else pytest.approx([GONE] * length, nan_ok=True))


@pytest.mark.parametrize("stop", [GONE, 10, 12])
def test_a_missing_month_and_a_month_on_the_mean_end_a_run(stop):
    frame = signals(months([*STEADY, 8, 8, 8, 8, stop, 8, 8, 8]))
    assert not frame["in_run"].any()


def test_fewer_than_twelve_months_are_preliminary_and_fewer_than_six_give_no_limits():
    for number in range(1, 14):
        row = signals(months(([8, 12, 9] * 5)[:number])).iloc[0]
        assert row["preliminary"] == (number < WHOLE_BASELINE)
        assert (row["mean"] == row["mean"]) == (number >= LEAST_MONTHS)


def test_a_baseline_without_variation_has_no_limits_so_that_a_first_event_is_no_signal():
    frame = signals(months([*[0] * 12, 1, 0]))
    assert frame["upper"].isna().all() and (frame["signal"] == "").all()
    assert signals(months([*[0] * 12, *[1] * 7]))["in_run"].sum() == 7


def test_months_that_are_all_missing_and_no_months_give_no_signals():
    frame = signals(months([GONE] * 14))
    assert frame["mean"].isna().all() and (frame["signal"] == "").all() and not frame["in_run"].any()
    assert signals(months([], series="events")).empty
    assert signals(months([])).empty


def test_months_must_follow_one_another():
    with pytest.raises(ValueError, match="not so before 2021-04"):
        signals(months(STEADY).drop(index=2))


def test_each_series_has_its_own_baseline():
    both = pd.concat([months(STEADY, series="events"), months([40, 44] * 6, series="checks")], ignore_index=True)
    assert signals(both).groupby("series")["mean"].first().to_dict() == {"events": 10, "checks": 42}


@given(st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=1, max_size=40))
def test_a_signal_is_what_the_rules_say(values):
    frame = signals(months([GONE if value is None else value for value in values]))
    mean, lower, upper = frame.iloc[0][["mean", "lower", "upper"]]
    assert (frame["outside"] == HIGH).tolist() == [value is not None and value > upper for value in values]
    assert (frame["outside"] == LOW).tolist() == [value is not None and value < lower for value in values]
    sides = ["" if v is None or v == mean or mean != mean else HIGH if v > mean else LOW for v in values]
    long = [False] * len(sides)
    for first in range(len(sides) - RUN + 1):
        if sides[first] and len(set(sides[first : first + RUN])) == 1:
            long[first : first + RUN] = [True] * RUN
    assert frame["in_run"].tolist() == long
    assert (lower != lower) or lower >= 0


def share(before: float, after: float, runs: int = 150) -> dict[str, float]:
    """How often each signal comes within twelve months after a baseline of twelve, from a fixed seed."""
    generator, seen = np.random.default_rng(20), {"low run": 0, "high run": 0, "limits": 0, "any": 0}
    for _ in range(runs):
        values = [*generator.poisson(before, 12), *generator.poisson(after, 12)]
        base = np.array(values[:12], dtype=float)
        tail = signals(months(values), baseline=("2021-01", "2021-12")).tail(12)
        low, high = ((tail["in_run"] & (tail["side"] == side)).any() for side in (LOW, HIGH))
        limits = (tail["outside"] != "").any()
        assert tail["mean"].iloc[0] == pytest.approx(base.mean())
        for name, found in {"low run": low, "high run": high, "limits": limits, "any": low or high or limits}.items():
            seen[name] += found / runs
    return seen


def test_a_fall_from_17_to_10_is_seen_by_the_run_and_not_by_the_limits():
    seen = share(17, 10)
    assert seen["low run"] > 0.88
    assert seen["limits"] < 0.55
    assert seen["high run"] < 0.01


def test_where_nothing_has_changed_a_signal_is_seldom_and_a_run_more_seldom():
    seen = share(17, 17)
    assert seen["any"] < 0.35
    assert seen["low run"] < 0.16 and seen["high run"] < 0.16
