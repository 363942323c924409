"""A commitment, a party or a traffic type is found by what people call it, and never guessed."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lofte_analysis.cells import Fault
from lofte_analysis.columns import OTHER_PLACE
from lofte_analysis.promise import read_promise
from lofte_analysis.reading.names import NEAR, Names

PROMISE = read_promise()
NAMES = Names(PROMISE)


def names_with(*ids: str, titles: tuple[str, ...] = ()) -> Names:
    titles = titles or tuple(f"Rubrik {number}" for number in range(len(ids)))
    commitments = [replace(PROMISE["5.3"], id=i, title=title) for i, title in zip(ids, titles, strict=True)]
    return Names(replace(PROMISE, commitments=tuple(commitments)))


@pytest.mark.parametrize(
    "written",
    [
        "5.3",
        " 5.3 ",
        "5.3.",
        "5.3:",
        "5.3 Samverkansträff",
        "5.3 – Samverkansträff",
        "5.3: samverkansträff",
        "5.3\u00a0Samverkansträff",
        "5.3 Samverkanstra\u0308ff",
        "5.3 träff i rådhuset",
        "Samverkansträff",
        "SAMVERKANSTRÄFF",
        5.3,
        "5,3",
        dt.datetime(2026, 3, 5),
        dt.date(2026, 5, 3),
    ],
)
def test_a_commitment_is_found_by_number_title_or_what_excel_made_of_it(written):
    assert NAMES.commitment(written) == "5.3"


def test_a_letter_in_the_number_is_read_in_either_case():
    assert NAMES.commitment("u.1") == NAMES.commitment("U.1 Årlig uppföljning i rådet") == "U.1"
    assert NAMES.commitment("6.1A") == "6.1a"


@pytest.mark.parametrize("day", [dt.date(2022, 1, 2), dt.date(2022, 2, 1)])
def test_a_date_that_can_be_two_commitments_is_refused_and_shows_both(day):
    fault = NAMES.commitment(day)
    assert fault.problem == "Excel har gjort om åtagandet till ett datum. Troligen menas 1.2 eller 2.1."


def test_a_date_that_can_be_no_commitment_suggests_none():
    assert NAMES.commitment(dt.date(2022, 12, 30)).problem == "Excel har gjort om åtagandet till ett datum."


@pytest.mark.parametrize("written", [5.1, "5,1"])
def test_a_number_that_can_be_5_1_or_5_10_is_refused_where_the_promise_has_both(written):
    assert names_with("5.1", "5.2").commitment(written) == "5.1"
    assert names_with("5.10", "5.2").commitment(written) == "5.10"
    fault = names_with("5.1", "5.10").commitment(written)
    assert "5.1 eller 5.10" in fault.problem
    assert names_with("5.1", "5.10").commitment("5.10") == "5.10"


def test_a_number_without_decimals_is_no_other_number():
    assert names_with("5", "50").commitment(5.0) == "5"
    assert isinstance(names_with("50", "5.3").commitment(5), Fault)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("5.3Samverkansträff", "5.3"), ("Samverkanstraff", "5.3"), ("§5.3", "5.3"), ("Huskurrage", "3.2")],
)
def test_an_unknown_commitment_is_refused_with_the_likely_one(written, meant):
    fault = NAMES.commitment(written)
    assert fault.problem == "Åtagandet finns inte i löftet."
    assert fault.remedy.startswith(f"Menade du {meant}?")


@pytest.mark.parametrize("written", ["9.9", 9.9, 5, "möte", True, math.inf, dt.time(5, 3), "x" * 100_000])
def test_an_unknown_commitment_is_told_what_is_allowed(written):
    fault = NAMES.commitment(written)
    assert isinstance(fault, Fault)
    assert "1.1, 1.2, 2.1" in fault.remedy


@pytest.mark.parametrize("written", ["5.3, 1.1", "5.3 och 1.1", "5.3 1.1", "5.3 & 8.1", "5.3: se även 1.1"])
def test_two_commitments_in_one_cell_are_refused(written):
    assert "eller" in NAMES.commitment(written).problem


def test_a_number_with_another_commitments_title_is_refused():
    assert NAMES.commitment("5.3 Huskurage").problem == "Numret säger 5.3 men rubriken 3.2."


def test_a_title_that_two_commitments_share_needs_its_number():
    names = names_with("5.3", "5.4", titles=("Träff", "Träff"))
    assert names.commitment("Träff").problem == "Cellen kan mena 5.3 eller 5.4."
    assert names.commitment("5.4 Träff") == "5.4"


@pytest.mark.parametrize("written", ["skolan", "Skolan", " SKOLA ", "grundskolan", "skolan.", "Skolförvaltningen"])
def test_a_party_is_found_by_its_name_label_or_alias(written):
    assert NAMES.party(written) == "skolan"


@pytest.mark.parametrize(
    "written",
    [
        "skolan;polisen",
        "Skolan; Polis",
        "skolan och polisen",
        "skolan & polisen",
        "skolan, polisen",
        "skola/polis",
        "Skolan OCH Polisen",
        "skolan\npolisen",
        "skolan;;polisen;",
        "skolan + polisen",
        "skolan;polisen;skolan",
    ],
)
def test_parties_are_found_however_they_are_parted(written):
    assert NAMES.parties(written) == (("skolan", "polisen"), False)


@pytest.mark.parametrize("written", ["kultur och fritid", "Kultur & fritid", "kultur och fritid; polisen"])
def test_a_party_with_and_in_its_name_is_one_party(written):
    assert NAMES.parties(written)[0][0] == "kultur och fritid"
    assert NAMES.parties(written)[1] is False


def test_an_unknown_party_is_marked_and_not_echoed():
    assert NAMES.parties("skolan; Anna Andersson") == (("skolan",), True)
    assert "Anna" not in " ".join(NAMES.party("Anna Andersson"))
    assert "polisen" in NAMES.party("Anna Andersson").remedy


def test_a_traffic_type_is_found_or_the_nearest_suggested():
    assert NAMES.traffic_type("nykterhetskontroll") == "Nykterhetskontroll"
    assert NAMES.traffic_type("Nykterhetskontrol").remedy.startswith("Menade du Nykterhetskontroll?")
    fault = NAMES.traffic_type("🙂")
    assert fault.problem == "Typen finns inte i löftesfilen."
    assert fault.remedy.endswith("Hör raden inte till löftet, ta bort den.")


@given(
    st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.times(), st.timedeltas(), st.none())
)
def test_no_value_whatever_it_is_ends_in_an_exception(value):
    assert isinstance(NAMES.commitment(value), (str, Fault, type(None)))
    assert isinstance(NAMES.party(value), (str, Fault, type(None)))
    assert isinstance(NAMES.traffic_type(value), (str, Fault, type(None)))
    assert isinstance(NAMES.parties(value), (tuple, type(None)))


# What the promise file maps -------------------------------------------------------------------------------


def test_a_municipalitys_own_word_for_a_type_of_traffic_work_is_read_as_that_type():
    names = Names(replace(PROMISE, traffic_words={"Fartkontroll": "Hastighetskontroll"}))
    assert names.traffic_type("FARTKONTROLL") == "Hastighetskontroll"


@pytest.mark.parametrize("written", ["torget", " TORGET ", "Torget"])
def test_a_place_of_the_list_is_read_as_the_list_writes_it(written):
    assert Names(replace(PROMISE, places=("Torget",))).place(written) == "Torget"


def test_a_place_that_is_not_in_the_list_is_another_place_and_never_repeated():
    assert Names(replace(PROMISE, places=("Torget",))).place("hemma hos Kim Kimsson") == OTHER_PLACE


def test_a_place_that_decides_a_commitment_is_always_known():
    assert Names(replace(PROMISE, places=("Torget",))).place("stationen") == "Stationen"


def test_without_a_list_a_place_is_read_as_it_was_typed():
    assert Names(replace(PROMISE, places=())).place(" Parken 2 ") == "Parken 2"


def test_the_nearest_party_is_named_and_never_what_was_written():
    names = Names(PROMISE)
    assert names.nearest_party("skola; polsien") == "polisen"
    assert names.nearest_party("Kim Kimsson") == ""


def test_names_that_are_like_an_unknown_one_are_looked_up_for_so_many_in_a_file(monkeypatch):
    asked = []
    monkeypatch.setattr("difflib.get_close_matches", lambda *_, **__: asked.append(1) or [])
    names = Names(PROMISE)
    for _ in range(2):
        names.begin_file()
        for number in range(1_000):
            assert isinstance(names.commitment(f"okänt {number}"), Fault)
            names.nearest_party(f"okänd {number}")
    assert len(asked) == 2 * NEAR
    assert names.party("skola") == "skolan"
