"""Options of a commitment one by one: which rows qualify, for which time, and what a promise file may not combine."""

from __future__ import annotations

import datetime as dt

import pytest
from builders import commitment, outcome, promise_with, records
from test_promise import BASE, faults_of

from lofte_analysis.columns import ACTIVITIES, CASES, OTHER_PLACE
from lofte_analysis.forms import Form
from lofte_analysis.outcomes import follow_through
from lofte_analysis.periods import due_periods
from lofte_analysis.promise import Counted, LevelChange, Measure, Per, ShareOf, TrafficRows, read_promise

ALL_YEAR = [("skolan", "2021-01-01", "2023-12-31")]
NIGHT = (dt.time(18), dt.time(3))


def checks(**options):
    options = {"at_least": 1, "per": Per.MONTH, **options}
    return promise_with(commitment("K", Measure.COUNT, **options))


def evenings(**options):
    options = {"share_of": ShareOf.SLOTS, "weekdays": (4, 5), "share_at_least": 1.0, "per": Per.MONTH, **options}
    return promise_with(commitment("K", Measure.SHARE, **options))


def march(promise, rows=(), deliveries=ALL_YEAR, **told):
    return outcome(promise, records(promise, rows, deliveries=deliveries, **told), "2022-12-31", "2022-03")


def row(day, **values):
    return {"date": day, **values}


# Which rows qualify ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "verdict", "why"),
    [
        ("Torget", "uppfyllt", ""),
        ("skogen", "delvis uppfyllt", "1 tillfälle på annan plats"),
        (None, "ej redovisat", "1 tillfälle där platsen är okänd"),
        (OTHER_PLACE, "ej redovisat", "1 tillfälle där platsen är okänd"),
    ],
)
def test_an_occasion_counts_only_at_the_promised_place(place, verdict, why):
    found = march(checks(places=("torget",)), [row("2022-03-07", place=place)])
    assert (found["verdict"], found["reason"]) == (verdict, why)


@pytest.mark.parametrize(
    ("place", "verdict"), [("Torget", "uppfyllt"), ("skogen", "ej uppfyllt"), (None, "ej redovisat")]
)
def test_a_row_of_traffic_work_elsewhere_does_not_belong_and_one_without_a_place_could(place, verdict):
    promise = checks(places=("torget",), traffic=(TrafficRows(("Kontroll",)),))
    traffic = [row("2022-03-07", type="Kontroll", place=place)]
    assert march(promise, traffic=traffic)["verdict"] == verdict


@pytest.mark.parametrize(("clock", "done"), [("18:00", 1), ("02:59", 1), ("03:00", 0), ("17:59", 0)])
def test_the_first_clock_is_inside_and_the_second_is_not(clock, done):
    found = march(checks(clock=NIGHT), [row("2022-03-07", clock=dt.time.fromisoformat(clock))])
    assert found["done"] == done
    assert found["outside"] == 1 - done


def test_what_is_begun_after_midnight_belongs_to_the_evening_before():
    promise = checks(clock=NIGHT)
    early = records(promise, [row("2022-04-01", clock=dt.time(1))], deliveries=ALL_YEAR)
    assert outcome(promise, early, "2022-12-31", "2022-03")["done"] == 1
    assert outcome(promise, early, "2022-12-31", "2022-04")["done"] == 0
    unknown = records(promise, [row("2022-04-01")], deliveries=ALL_YEAR)
    for month in ("2022-03", "2022-04"):
        assert outcome(promise, unknown, "2022-12-31", month)["verdict"] == "ej redovisat"


def test_a_written_zero_is_no_night_and_stays_in_its_month():
    zero = [{"date": "2022-03", "occasions": 0}]
    assert march(checks(clock=NIGHT), zero)["verdict"] == "ej uppfyllt"


def test_on_promised_weekdays_a_week_could_be_any_day():
    promise = checks(weekdays=(4,))
    assert march(promise, [row("2022-03-11")])["verdict"] == "uppfyllt"  # a Friday
    assert march(promise, [row("2022-03-10")])["reason"] == "1 tillfälle på annan tid"
    assert march(promise, [row("2022-v10")])["reason"] == "1 tillfälle där dagen är okänd"


# Fixed days -----------------------------------------------------------------------------------------------

FRIDAYS_AND_SATURDAYS = [row(f"2022-03-{day:02d}") for day in (4, 5, 11, 12, 18, 19, 25, 26)]


def test_every_fixed_day_of_the_period_must_be_reached():
    assert march(evenings(), FRIDAYS_AND_SATURDAYS)["done_text"] == "8/8"
    found = march(evenings(), FRIDAYS_AND_SATURDAYS[1:])
    assert (found["verdict"], found["done_text"]) == ("delvis uppfyllt", "7/8")
    assert march(evenings())["verdict"] == "ej uppfyllt"


def test_a_fixed_day_that_is_delivered_without_is_a_breach_whatever_else_is_missing():
    until = [("skolan", "2022-01-01", "2022-03-12")]
    assert march(evenings(), FRIDAYS_AND_SATURDAYS[:3], until)["verdict"] == "delvis uppfyllt"
    assert march(evenings(), FRIDAYS_AND_SATURDAYS[:4], until)["verdict"] == "ej redovisat"
    doubtful = {"rejected": [("Genomfört", None, "K")]}
    assert march(evenings(), FRIDAYS_AND_SATURDAYS[:3], until, **doubtful)["verdict"] == "ej redovisat"


def test_fixed_days_that_are_all_reached_stay_reached_whatever_is_missing():
    assert march(evenings(), FRIDAYS_AND_SATURDAYS, deliveries=[])["verdict"] == "uppfyllt"


# Measured against another commitment ----------------------------------------------------------------------


def with_meetings(measured):
    return promise_with(commitment("F", Measure.UNQUANTIFIED, reported_by=("kommunen",)), measured, end="2022-06-30")


def judged(promise, meetings=(), given=(), parties=("skolan", "kommunen")):
    rows = [row(day, commitment="F") for day in meetings] + [row(day, commitment="K") for day in given]
    told = records(promise, rows, deliveries=[(party, "2022-01-01", "2022-06-30") for party in parties])
    return outcome(promise, told, "2022-06-30", commitment="K")


INFORMED = commitment("K", Measure.SHARE, share_of=ShareOf.OCCASIONS, part_of="F", share_at_least=1.0)
ON_REQUEST = commitment("K", Measure.COUNT, at_least=1, per=Per.HALF_YEAR, only_if="F")


@pytest.mark.parametrize(
    ("given", "parties", "verdict"),
    [
        (("2022-02-08", "2022-05-03"), ("skolan", "kommunen"), "uppfyllt"),
        (("2022-02-08",), ("skolan", "kommunen"), "delvis uppfyllt"),
        ((), ("skolan", "kommunen"), "ej uppfyllt"),
        (("2022-02-08", "2022-05-04"), ("skolan", "kommunen"), "ej redovisat"),  # a day off: is it that meeting?
        (("2022-02-08", "2022-05-03"), ("skolan",), "ej redovisat"),  # there may have been more meetings
        (("2022-02-08",), ("skolan",), "delvis uppfyllt"),  # that one went without, whatever others there were
        (("2022-02-08",), ("kommunen",), "ej redovisat"),
    ],
)
def test_at_each_occasion_of_something_else(given, parties, verdict):
    found = judged(with_meetings(INFORMED), ("2022-02-08", "2022-05-03"), given, parties)
    assert found["verdict"] == verdict


def test_without_any_occasion_of_something_else_it_does_not_apply():
    assert judged(with_meetings(INFORMED))["verdict"] == "ej aktuellt"
    assert judged(with_meetings(ON_REQUEST))["reason"] == "F Åtagande F förekom inte under perioden"
    assert judged(with_meetings(ON_REQUEST), parties=("skolan",))["verdict"] == "ej redovisat"
    assert judged(with_meetings(ON_REQUEST), ["2022-02-08"], parties=("skolan",))["verdict"] == "ej uppfyllt"


# Different and new ----------------------------------------------------------------------------------------


def test_what_was_told_of_before_the_period_is_not_new():
    rows = [row("2021-11-02", object="Lunden"), row("2022-03-01", object="LUNDEN "), row("2022-03-01", object="Åsen")]
    assert march(checks(counted=Counted.NEW_UNITS), rows)["done"] == 1
    assert march(checks(counted=Counted.UNITS), rows)["done"] == 2
    assert march(checks(counted=Counted.UNITS, at_least=3), [*rows, row("2022-03-09")])["verdict"] == "ej redovisat"


@pytest.mark.parametrize(
    ("figures", "done", "verdict"),
    [
        ([("2022-02", 9, 3), ("2022-03", 9, 5)], 2, "uppfyllt"),
        ([("2022-02", 9, 5), ("2022-03", 9, 3)], 0, "ej uppfyllt"),
        ([("2022-03", 9, 5)], None, "ej redovisat"),  # where it began is unknown
        ([("2022-02", 9, 5)], None, "ej redovisat"),
    ],
)
def test_an_increase_is_from_the_last_value_before_the_period(figures, done, verdict):
    found = march(checks(counted=Counted.INCREASE), cases=figures)
    assert found["verdict"] == verdict
    assert done is None or found["done"] == done


@pytest.mark.parametrize(
    "unknown",
    [
        {"deliveries": [("skolan", "2021-01-01", "2022-03-15")]},
        {"rejected": [{"kind": "Ärenden", "commitment": "K", "date": "2022-03"}]},
    ],
)
def test_a_stock_that_has_grown_may_shrink_again_so_what_is_missing_leaves_the_increase_unknown(unknown):
    promise = checks(counted=Counted.INCREASE)
    told = {"deliveries": ALL_YEAR, **unknown}
    found = outcome(
        promise, records(promise, cases=[("2022-02", 9, 3), ("2022-03", 9, 5)], **told), "2022-12-31", "2022-03"
    )
    assert (found["verdict"], found["done_text"]) == ("ej redovisat", "2")


@pytest.mark.parametrize(
    ("told", "done", "verdict"),
    [
        ([("2022-02", "Norra", 10, 4), ("2022-03", "norra ", 10, 6)], "6/10", "uppfyllt"),
        (
            [("2022-02", "Norra", 10, 4), ("2022-02", "Södra", 10, 4), ("2022-03", "Norra", 10, 6)],
            "6/10",
            "ej redovisat",
        ),
        ([("2022-02", "Norra", 10, 4), ("2022-03", None, 20, 12)], "12/20", "uppfyllt"),
    ],
    ids=["a part written in two ways", "a part without figures", "the whole in place of its parts"],
)
def test_a_stock_is_judged_by_all_of_its_parts_each_once(told, done, verdict):
    stock = commitment("K", Measure.SHARE, share_of=ShareOf.STOCK, share_at_least=0.5, per=Per.MONTH)
    fields = ("date", "object", "cases", "done")
    found = march(promise_with(stock), cases=[dict(zip(fields, row, strict=True)) for row in told])
    assert (found["done_text"], found["verdict"]) == (done, verdict)


def test_a_part_of_a_stock_written_in_two_ways_counts_once_in_a_period():
    stock = commitment("K", Measure.SHARE, share_of=ShareOf.STOCK, share_at_least=0.5, per=Per.HALF_YEAR)
    parts = [{"date": "2022-02", "object": "Norra", "cases": 10, "done": 4}]
    parts += [{"date": "2022-05", "object": "norra", "cases": 10, "done": 6}]
    promise = promise_with(stock)
    assert (
        outcome(promise, records(promise, cases=parts, deliveries=ALL_YEAR), "2022-12-31", "2022-H1")["done_text"]
        == "6/10"
    )


def test_a_workbook_for_an_increase_offers_the_month_before_from_which_it_is_counted():
    offered = {
        counted: Form(checks(counted=counted), "skolan", 2022).allowed(CASES, CASES.column("date"))
        for counted in (Counted.INCREASE, Counted.OCCASIONS)
    }
    assert offered[Counted.INCREASE][:2] == ["2021-12", "2022-01"] and offered[Counted.OCCASIONS][0] == "2022-01"


@pytest.mark.parametrize("options", [{"objects": ("Livs", "Kiosken", "Macken")}, {"object_count": 3}])
def test_objects_parted_by_semicolons_are_reached_each(options):
    shops = commitment("K", Measure.SHARE, share_of=ShareOf.OBJECTS, share_at_least=1.0, per=Per.MONTH, **options)
    rows = [row("2022-03-07", object="Livs; kiosken"), row("2022-03-09", object="Macken;")]
    assert march(promise_with(shops), rows)["verdict"] == "uppfyllt"
    assert march(promise_with(shops), rows[:1])["done_text"] == "2/3"


# For which time -------------------------------------------------------------------------------------------


def test_a_window_is_due_each_year_and_only_when_wholly_inside_the_promise():
    pledged = commitment("K", Measure.COUNT, at_least=1, per=Per.YEAR, window=((12, 1), (2, 29)))
    promise = promise_with(pledged, start="2021-06-01", end="2024-01-31")
    found = [(period.label, period.start, period.end) for period in due_periods(promise, pledged)]
    assert found == [
        ("2021", dt.date(2021, 12, 1), dt.date(2022, 2, 28)),
        ("2022", dt.date(2022, 12, 1), dt.date(2023, 2, 28)),
    ]


def test_a_clause_is_due_in_its_own_days_and_shares_the_promises_years():
    own = {"start": dt.date(2022, 2, 1), "end": dt.date(2023, 12, 31)}
    pledged = commitment("K", Measure.COUNT, at_least=1, per=Per.PROMISE_YEAR, **own)
    promise = promise_with(pledged, start="2021-07-01", end="2024-12-31")
    assert [period.label for period in due_periods(promise, pledged)] == ["2022/23"]
    cases = commitment("C", Measure.SHARE, share_at_least=1.0, **own)
    assert due_periods(promise, cases)[0].start == dt.date(2022, 2, 1)
    assert due_periods(promise.by_the_letter(), cases)[-1].end == dt.date(2023, 12, 31)


def test_a_period_keeps_the_level_with_which_it_began():
    change = LevelChange(dt.date(2022, 3, 16), at_least=2)
    promise = checks(changes=(change,))
    told = records(promise, [row("2022-03-07"), row("2022-04-07")], deliveries=ALL_YEAR)
    outcomes = follow_through(promise, told, cutoff="2022-12-31").set_index("period")
    assert list(outcomes.loc[["2022-03", "2022-04"], "verdict"]) == ["uppfyllt", "delvis uppfyllt"]
    assert list(outcomes.loc[["2022-03", "2022-04"], "promised_text"]) == ["1", "2"]
    assert "nivån ändrades 16 mars 2022" in outcomes.loc["2022-03", "reason"]
    assert promise["K"].promised_text == "minst 1 per månad, från 16 mars 2022 minst 2"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"share_of": ShareOf.OBJECTS, "per": Per.QUARTER}, "alla platser per kvartal"),
        ({"share_of": ShareOf.OBJECTS, "per": Per.WHOLE}, "alla platser under löftestiden"),
        ({"share_of": ShareOf.OBJECTS, "per": Per.YEAR, "each_at_least": 2}, "alla platser minst 2 gånger per år"),
        ({"share_of": ShareOf.SLOTS, "per": Per.MONTH, "weekdays": (4,)}, "alla platser (fredag)"),
        ({"share_of": ShareOf.CASES, "per": Per.HALF_YEAR, "within_days": 5}, "alla platser inom 5 dagar"),
        ({"share_of": ShareOf.STOCK, "share_at_least": None, "at_least": 1}, "i bruk"),
        (
            {"share_of": ShareOf.SLOTS, "share_at_least": None, "at_least": 3, "weekdays": (4,), "per": Per.MONTH},
            "minst 3 platser per månad (fredag)",
        ),
        (
            {"share_of": ShareOf.SLOTS, "share_at_least": None, "at_least": 1, "weekdays": (4,), "per": Per.MONTH},
            "minst 1 plats per månad (fredag)",
        ),
    ],
)
def test_a_share_names_its_period_where_it_is_part_of_the_promise(options, words):
    places = commitment("P", Measure.SHARE, **{"share_at_least": 1.0, "units": ("plats", "platser"), **options})
    assert places.promised_text == words


@pytest.mark.parametrize(("number", "words"), [(1, "minst 1 ny per år"), (2, "minst 2 nya per år")])
def test_one_new_object_is_told_of_in_the_singular(number, words):
    made = commitment("A", Measure.COUNT, at_least=number, counted=Counted.NEW_UNITS, per=Per.YEAR)
    assert made.promised_text == words


@pytest.mark.parametrize(
    ("level", "why"),
    [
        ({"share_at_least": 1.0}, "inte alla tillfällen"),
        ({"share_at_least": 0.9}, "färre än utlovat"),
        ({"share_at_least": None, "at_least": 2}, "färre än utlovat"),
    ],
)
def test_only_where_all_is_promised_is_the_reason_that_not_all_were_reached(level, why):
    grades = commitment("K", Measure.SHARE, share_of=ShareOf.OBJECTS, objects=("6", "7", "8"), per=Per.MONTH, **level)
    found = march(promise_with(grades), [row("2022-03-07", grades=("6",))])
    assert (found["verdict"], found["reason"]) == ("delvis uppfyllt", why)


def test_a_milestone_after_its_last_day_is_not_met_and_says_when_it_was_done():
    promise = promise_with(commitment("O", Measure.MILESTONE, deadline=dt.date(2022, 6, 30)))
    told = records(promise, [row("2022-07-01", completes=True)], deliveries=ALL_YEAR)
    found = outcome(promise, told, "2022-12-31")
    assert (found["verdict"], found["reason"]) == ("ej uppfyllt", "klart 1 juli 2022, efter det utlovade datumet")


# Promise files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("minst = 1", "minst = 1\nveckodagar = ['fredagar']", ["veckodagar", "menade du 'fredag'"]),
        ("minst = 1", "minst = 1\nklockan = ['18', '03:00']", ["klockan", "två klockslag"]),
        ("minst = 1", "minst = 1\nmellan = ['02-30', '03-01']", ["mellan", "två dagar på året"]),
        ("minst = 1", "minst = 1\nmellan = ['05-01', '05-31']", ["mellan", 'per = "kalenderår"']),
        ("minst = 1", "minst = 1\nsnitt_per = 'månad'", ["snitt_per", "kalenderår"]),
        ("minst = 1", "minst = 1\nsenast = 2022-06-30", ["senast", "gäller inte för måttet 'antal'"]),
        ("minst = 1", "minst = 1\nom = '2'", ["om", "'2' är inget annat åtagande"]),
        ("minst = 1", "minst = 1\nraknas = 'nya objekt'", ["enhet", "säg vad som räknas"]),
        ("minst = 1", "minst = 1\nfran = 2023-01-01", ["fran", "utanför löftet"]),
        ("minst = 1", "minst = 1\nfran = 2022-05-01\ntill = 2022-04-01", ["till", "ligger före fran"]),
        ("minst = 1", "minst = 1\nandring = [{ fran = 2022-05-01 }]", ["andring", "ange minst"]),
        ("minst = 1", "minst = 1\nandring = [{ fran = 2021-05-01, minst = 2 }]", ["andring", "ska ligga efter"]),
        ("minst = 1", "minst = 1\nandring = [{ minst = 2 }]", ["andring", "fran", "saknas"]),
        ("minst = 1", "minst = 1\ntrafik = [{typ = ['x'], plats = ['y']}]", ["trafik", "ange plats på åtagandet"]),
        (
            'matt = "antal"\nminst = 1',
            "matt = 'andel'\nminst_andel = 1.0\nandel_av = 'fasta tider'",
            ["veckodagar", "behöver det"],
        ),
        (
            'matt = "antal"\nminst = 1',
            "matt = 'andel'\nminst_andel = 1.0\nandel_av = 'tillfällen'",
            ["del_av", "behöver det"],
        ),
        (
            'matt = "antal"\nminst = 1',
            "matt = 'andel'\nminst_andel = 1.0\nplats = ['Torget']",
            ["plats", "gäller inte för måttet 'andel'"],
        ),
    ],
)
def test_options_that_do_not_go_together_are_told(tmp_path, old, new, words):
    told = " | ".join(faults_of(tmp_path, BASE.replace(old, new, 1)))
    for word in words:
        assert word in told, told


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("minst = 1", "minst = 1\nminst_skoldagar = 5", ["minst_skoldagar", "bara med under"]),
        ("minst = 1", "minst = 1\nunder = 'skolterminer'\nminst_skoldagar = 23", ["minst_skoldagar", "1 till 20"]),
        ("minst = 1", "minst = 1\nunder = 'skolterminer'\nminst_skoldagar = 2.5", ["minst_skoldagar", "ett helt tal"]),
        (
            "minst = 1",
            "minst = 1\ntrafik = [{typ = ['x']}]\nalla_narvarande = ['skolan']",
            ["trafik", "vilka som var med"],
        ),
        ("minst = 1", "minst = 1\ntrafik = [{typ = ['x']}]\nraknas = 'olika objekt'", ["trafik", "inga objekt"]),
        (
            'matt = "antal"\nminst = 1',
            "matt = 'milstolpe'\ntrafik = [{typ = ['x']}]",
            ["trafik", "gäller inte för måttet"],
        ),
        ("minst = 1", "minst = 1.25", ["minst", "högst en decimal"]),
        ("minst = 1", "minst = 1e300", ["minst", "högst en miljon"]),
        ('matt = "antal"\nminst = 1', "matt = 'andel'\nminst_andel = 0", ["minst_andel", "från 0.001 till 1"]),
        ('id = "1"', 'id = "1/2"', ["id", "bokstäver och siffror"]),
        ('id = "1"', 'id = "1 2"', ["id", "bokstäver och siffror"]),
        ('redovisas_av = ["skolan"]', 'redovisas_av = ["skolan", "Skolan"]', ["redovisas_av", "mer än en gång"]),
        ("till = 2022-12-31", "till = 9999-12-31", ["till", "från 1990 till 2099"]),
        ('kommun = "Exempelkommunen"', 'kommun = "a\\u0007"', ["kommun", "U+0007"]),
        ('kommun = "Exempelkommunen"', f"kommun = '{'å' * 61}'", ["kommun", "61 tecken", "högst 60"]),
        ('kommun = "Exempelkommunen"', f"kommun = 0x{'f' * 5_000}", ["kommun", "mycket många siffror"]),
    ],
)
def test_what_no_table_picture_or_file_could_hold_is_told(tmp_path, old, new, words):
    assert old in BASE
    told = " | ".join(faults_of(tmp_path, BASE.replace(old, new, 1)))
    for word in words:
        assert word in told, told


def test_no_commitment_is_a_part_of_itself_by_way_of_another(tmp_path):
    head, entry = BASE.split("[[atagande]]")
    share = entry.replace('matt = "antal"\nminst = 1', 'matt = "andel"\nminst_andel = 1.0').replace('per = "månad"', "")
    first, second = share + "del_av = '2'\n", share.replace('id = "1"', 'id = "2"') + "del_av = '1'\n"
    told = faults_of(tmp_path, f"{head}[[atagande]]{first}[[atagande]]{second}")
    assert [fault.split("del_av: ")[1] for fault in told] == [
        "2 är i sin tur del av 1; ta bort det ena.",
        "1 är i sin tur del av 2; ta bort det ena.",
    ]


def test_a_workbook_asks_for_the_clock_only_where_a_commitment_needs_it():
    timed = Form(checks(clock=NIGHT, places=("torget",)))
    assert "Klockslag" in [column.header for column in timed.columns(ACTIVITIES)]
    assert timed.allowed(ACTIVITIES, ACTIVITIES.column("place")) == ["Torget"]
    assert "Räknas bara: kl. 18.00–03.00, plats: torget." in timed.explained(timed.promise["K"])
    assert "Klockslag" not in [column.header for column in Form(read_promise()).columns(ACTIVITIES)]
