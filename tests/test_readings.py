"""Which verdicts rest on how the promise is read."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace

import pytest
from builders import commitment, promise_with, records, school_calendar

from lofte_analysis.charts.other_readings import other_readings
from lofte_analysis.cli import main
from lofte_analysis.paths import data_path
from lofte_analysis.promise import Measure, Per
from lofte_analysis.readings import AS_READ, changed_verdicts, readings, sensitivity


@pytest.fixture(scope="module")
def frame(example):
    return sensitivity(example.promise, example.records)


def test_every_other_reading_changes_one_setting_of_the_same_promise(example):
    names = [reading.name for reading in readings(example.promise)]
    assert names == [
        AS_READ,
        "minst 5 skoldagar i månaden",
        "minst 15 skoldagar i månaden",
        "bara dagar inom terminen",
        "utan krav på att alla är med",
        "löftet slutar 30 juni 2024",
    ]


def test_a_promise_that_leaves_no_room_has_one_reading():
    promise = promise_with(commitment("1", measure=Measure.COUNT, per=Per.YEAR, at_least=1))
    assert [reading.name for reading in readings(promise)] == [AS_READ]


def test_the_ratio_of_the_meetings_moves_with_the_reading(frame):
    meetings = frame[frame["commitment"] == "5.3"].set_index("reading")[["met", "periods"]]
    assert meetings.loc[AS_READ].tolist() == [25, 35]
    assert meetings.loc["utan krav på att alla är med"].tolist() == [28, 35]
    assert meetings.loc["minst 15 skoldagar i månaden"].tolist() == [21, 29]
    assert meetings.loc["löftet slutar 30 juni 2024"].tolist() == [20, 30]


def test_changed_counts_the_periods_that_come_out_otherwise_or_come_or_go(frame, example):
    counted = frame.set_index(["commitment", "reading"])["changed"]
    assert counted["5.3", "utan krav på att alla är med"] == 3
    assert counted["5.3", AS_READ] == counted["U.1", "löftet slutar 30 juni 2024"] == 0
    table = changed_verdicts(example.promise, example.records)
    own = table[table["commitment"] == "5.3"]
    assert (own["minst 15 skoldagar i månaden"] == "utgår").sum() == counted["5.3", "minst 15 skoldagar i månaden"] + 3


def test_with_term_days_only_a_meeting_before_the_term_starts_does_not_count():
    promise = promise_with(
        commitment("1", measure=Measure.COUNT, per=Per.MONTH, at_least=1, during_terms=True, min_school_days=3),
        start="2022-08-01",
        end="2022-08-31",
        calendar=school_calendar({"HT2022": ("2022-08-16", "2022-12-21")}),
    )
    told = records(
        promise,
        activities=[{"commitment": "1", "date": "2022-08-03", "reporter": "skolan"}],
        deliveries=[("skolan", "2022-08-01", "2022-08-31")],
    )
    table = changed_verdicts(promise, told, cutoff="2022-12-31")
    assert table["bara dagar inom terminen"].tolist() == ["ej uppfyllt"]
    assert table[AS_READ].tolist() == ["uppfyllt"]


def test_the_chart_frames_what_changes_and_only_that(frame, example):
    chart = other_readings(frame, example.promise)
    figure = chart.figure()
    framed = [artist for artist in figure.findobj(lambda artist: artist.get_gid() == "changed")]  # noqa: C416
    assert len(framed) == (frame["changed"] > 0).sum()
    assert chart.headline == "Samverkansträff: från 20 av 30 till 28 av 35, beroende på läsning"


def test_a_headline_tells_of_a_span_only_where_the_ratio_changes():
    pledged = commitment("K", Measure.COUNT, per=Per.QUARTER, at_least=1)
    promise = replace(promise_with(pledged, start="2022-01-01", end="2023-12-31"), literal_end=dt.date(2022, 12, 31))
    told = records(promise, deliveries=[("skolan", "2022-01-01", "2022-12-31")])
    frame = sensitivity(promise, told, cutoff="2022-12-31")  # the quarters that go have not begun
    assert other_readings(frame, promise).headline == "Läsningen ändrar bedömningar i 1 av 1 åtaganden"


def test_the_command_says_in_words_that_no_verdict_rests_on_a_reading(tmp_path, capsys):
    (tmp_path / "polisen.csv").write_text("Part;Från;Till;Klart\nPolisen;2018-01-01;2018-12-31;ja\n", "utf-8")
    promise = data_path("medborgarloften", "skara_2018.toml")
    assert main(["kanslighet", str(tmp_path), "--lofte", str(promise), "--ut", str(tmp_path / "export")]) == 0
    assert "\nIngen bedömning beror på hur löftet läses." in capsys.readouterr().out


def test_the_command_writes_table_and_picture(tmp_path, capsys):
    assert main(["kanslighet", "--ut", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    with (tmp_path / "kanslighet" / "kanslighet.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0][:4] == ["åtagande", "rubrik", "period", AS_READ]
    assert f"{len(rows) - 1} bedömningar beror på hur löftet läses" in said
    assert {path.name for path in (tmp_path / "kanslighet").iterdir()} == {
        *("kanslighet.csv", "andra_lasningar.png", "andra_lasningar.svg")
    }


def test_no_other_reading_counts_persons_whom_not_all_parties_met():
    met = {"measure": Measure.COUNT, "per": Per.HALF_YEAR, "at_least": 3, "must_attend": ("skolan", "polisen")}
    promise = promise_with(commitment("1", **met, personal="insats"), commitment("2", **met))
    persons, others = readings(promise)[1].promise.commitments
    assert persons.must_attend and not others.must_attend
    assert len(readings(promise_with(commitment("1", **met, personal="insats")))) == 1
