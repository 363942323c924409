"""The JSON Schema holds for every promise file that is shipped or shown, and finds what the reader finds of one key."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest
from jsonschema import Draft202012Validator
from test_kinds_of_promises import COMMITMENTS, HEAD, TITLES
from test_promise import BASE

from lofte_analysis.paths import data_path
from lofte_analysis.promise_faults import faults_in
from lofte_analysis.promise_schema import promise_schema

SCHEMA = promise_schema()
SHIPPED = sorted(data_path("medborgarloften").glob("*.toml"))


def faults_of(text: str) -> list[str]:
    validator = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(_as_json(tomllib.loads(text)))]


def _as_json(value):
    """As an editor sees it: a date is a text."""
    if isinstance(value, dict):
        return {key: _as_json(held) for key, held in value.items()}
    if isinstance(value, list):
        return list(map(_as_json, value))
    return value.isoformat() if isinstance(value, dt.date) else value


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_promise_file_holds(path):
    assert not faults_of(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("commitments", COMMITMENTS, ids=TITLES)
def test_every_shown_promise_holds(commitments):
    assert not faults_of(f"{HEAD}\n{commitments}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('namn = "Prov"', ""),
        ('namn = "Prov"', 'namn = " "'),
        ('kommun = "Exempelkommunen"', 'kommun = "E"\nkomun = "x"'),
        ("undertecknat = 2022-01-01", 'undertecknat = "i maj"'),
        ('a = "Område A"', "a = 1"),
        ('matt = "antal"', 'matt = "antl"'),
        ('per = "månad"', 'per = "dag"'),
        ("minst = 1", "minst = 0"),
        ("minst = 1", "minst = 1\nminst_andel = 0.5"),
        ("minst = 1", "minst = 1\nsenast = 2022-06-30"),
        ("minst = 1", "minst = 1\nveckodagar = ['fredagar']"),
        ("minst = 1", "minst = 1\nklockan = ['18', '03:00']"),
        ("minst = 1", "minst = 1\nmellan = ['05-01']"),
        ("minst = 1", "minst = 1\nandring = [{ minst = 2 }]"),
        ("minst = 1", "minst = 1\nandring = [{ fran = 2022-03-01, mins = 2 }]"),
        ("minst = 1", "minst = 1\ntrafik = [{plats = ['x']}]"),
        ('matt = "antal"\nminst = 1', "matt = 'andel'\nminst_andel = 1.0\nandel_av = 'ärenden'\nplats = ['Torget']"),
        ('redovisas_av = ["skolan"]', "redovisas_av = []"),
    ],
)
def test_what_is_wrong_with_a_key_is_found_by_the_schema_and_by_the_reader(old, new):
    text = BASE.replace(old, new, 1)
    assert text != BASE and not faults_of(BASE)
    assert faults_of(text)
    assert faults_in(tomllib.loads(text))
