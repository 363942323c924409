"""The list of categories: what a word means, what is never shown by place, and how a faulty list is told of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lofte_analysis as la
from lofte_analysis.est.event_categories import CategoryError, read_event_categories
from lofte_analysis.paths import data_path

SHIPPED = read_event_categories()
SUNNE = (
    *("störande körning", "hög musik från fordon", "buskörning", "misstänkt narkotika", "rattfylleri", "våld"),
    *("otrygg plats", "skadegörelse", "störande samling", "övrigt"),
)
SMALL = """
grupper = ["trafik", "våld"]

[[kategori]]
namn = "buskörning"
grupp = "trafik"
synonymer = ["bus"]

[[kategori]]
namn = "våld"
grupp = "våld"
kanslig = true

[polisens_typer]
"Misshandel" = "våld"
"""


def faults_of(folder: Path, text: str) -> list[str]:
    path = folder / "egna.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CategoryError) as caught:
        read_event_categories(path)
    return caught.value.faults


def test_the_shipped_list_begins_with_what_sunne_worries_about():
    assert SHIPPED.names == SUNNE


def test_violence_and_suspected_drugs_are_never_shown_by_place():
    assert [name for name in SUNNE if SHIPPED.is_sensitive(name)] == ["misstänkt narkotika", "våld"]


@pytest.mark.parametrize(
    "written", ["Hög musik", "HÖG  MUSIK", "hög musik!", "Hög musik från fordon", "ho\u0308g musik"]
)
def test_a_word_is_known_however_it_is_written(written):
    assert SHIPPED.category_of(written) == "hög musik från fordon"


def test_a_word_that_the_list_lacks_is_kept_as_written_unknown_and_sensitive():
    assert SHIPPED.category_of("  Örnskådning ,") == "Örnskådning"
    assert SHIPPED.group_of("Örnskådning") == "okänd"
    assert SHIPPED.is_sensitive("Örnskådning") and not SHIPPED.is_known("Örnskådning")


def test_an_identity_number_in_an_unknown_word_is_hidden():
    assert "9805" not in SHIPPED.category_of("bråk om 850709-9805")


@pytest.mark.parametrize(
    ("type", "category"),
    [
        ("Trafikolycka", "trafikolycka"),
        ("Trafikolycka,  vilt", "trafikolycka"),
        ("Trafikolycka, något nytt", "trafikolycka"),
        ("trafikhinder ", "trafikhinder"),
        ("Stöld/inbrott,", "stöld och inbrott"),
        ("Fylleri/LOB", "berusning"),
        ("Sammanfattning kväll och natt", "sammanfattning"),
        ("Helt nytt ord, grov", "Helt nytt ord, grov"),
        ("", "okänd"),
    ],
)
def test_a_police_type_is_found_whole_or_by_what_stands_before_its_comma(type, category):
    assert SHIPPED.category_of_police_type(type) == category


def test_the_longer_police_type_wins_over_its_beginning():
    own = la.read_event_categories(data_path("lagesbild", "kategorier.toml"))
    own = type(own)(own.categories, {**own.police_types, "Trafikolycka, vilt": "övrigt"})
    assert own.category_of_police_type("Trafikolycka, vilt") == "övrigt"


def test_a_summary_is_no_event_and_an_unknown_word_is_one():
    assert not SHIPPED.is_event("sammanfattning")
    assert SHIPPED.is_event("våld") and SHIPPED.is_event("UFO")


def test_a_municipality_reads_its_own_list(tmp_path):
    (tmp_path / "egna.toml").write_text(SMALL, "utf-8")
    own = read_event_categories(tmp_path / "egna.toml")
    assert own.names == ("buskörning", "våld") and own.category_of("Bus") == "buskörning"
    assert own.group_of(own.category_of_police_type("Misshandel, grov")) == "våld"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('grupp = "trafik"', 'grupp = "trafk"', ["buskörning, grupp", "menade du 'trafik'", "tillåtet: trafik, våld"]),
        ('synonymer = ["bus"]', 'synonymer = ["Våld!"]', ["kategori våld, namn", "hör också till buskörning"]),
        ('namn = "våld"', 'namn = "Buskörning"', ["'Buskörning' finns mer än en gång"]),
        ('synonymer = ["bus"]', 'synonymer = ["!"]', ["'!' är inget ord"]),
        ("kanslig = true", "kanslig = 1", ["kategori våld, kanslig", "true eller false"]),
        ("kanslig = true", "känslig = true", ["går inte att läsa"]),
        ("kanslig = true", "kansli = true", ["kansli: okänd nyckel", "menade du 'kanslig'"]),
        ('"Misshandel" = "våld"', '"Misshandel" = "vald"', ["polisens_typer, Misshandel", "menade du 'våld'"]),
        ('"Misshandel" = "våld"', '"Rån" = "våld"\n"rån" = "buskörning"', ["rån", "samma typ står också under våld"]),
        ('grupper = ["trafik", "våld"]', 'grupper = ["trafik", "våld", "okänd"]', ["grupper", "välj ett annat namn"]),
        ('grupper = ["trafik", "våld"]', "", ["grupper: saknas"]),
    ],
)
def test_a_wrong_list_is_told_where_and_what_is_allowed(tmp_path, old, new, words):
    assert old in SMALL
    told = " | ".join(faults_of(tmp_path, SMALL.replace(old, new, 1)))
    assert "egna.toml" in told
    for word in words:
        assert word in told


def test_all_faults_are_told_at_once(tmp_path):
    text = (
        SMALL.replace('grupp = "trafik"', 'grupp = "x"').replace('= "våld"\n"""', "").replace('"Misshandel"', '"Rån"')
    )
    text = text.replace('"Rån" = "våld"', '"Rån" = "y"')
    assert len(faults_of(tmp_path, text)) == 2


def test_a_list_that_is_missing_or_no_toml_is_told_of_in_swedish(tmp_path):
    with pytest.raises(CategoryError, match="finns inte"):
        read_event_categories(tmp_path / "ingen.toml")
    assert "går inte att läsa" in faults_of(tmp_path, "grupper = [")[0]


@given(st.text())
def test_any_text_has_a_category_and_a_group(text):
    for category in (SHIPPED.category_of(text), SHIPPED.category_of_police_type(text)):
        assert category and SHIPPED.group_of(category)
        assert SHIPPED.is_known(category) == (SHIPPED.group_of(category) != "okänd")
