"""The line of a key in a file, and the line that a fault of a promise file is told with."""

from __future__ import annotations

import tomllib

import pytest
from test_promise import BASE, SHIPPED, faults_of

from lofte_analysis.toml_lines import lines_of


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if words in line)


def test_every_key_of_the_shipped_promise_is_found_on_the_line_where_it_stands():
    lines, raw, rows = lines_of(SHIPPED), tomllib.loads(SHIPPED), SHIPPED.split("\n")
    seen = 0
    for number, entry in enumerate(raw["atagande"]):
        for key in entry:
            line = rows[lines["atagande", number, key, *((0,) if key == "trafik" else ())] - 1]
            assert line.startswith((f"{key} =", f"[[atagande.{key}]]"))
            seen += 1
    assert seen > 150
    assert [rows[lines["version", n, "fran"] - 1] for n in (0, 1)] == ["fran = 2021-07-01", "fran = 2023-07-01"]


@pytest.mark.parametrize(
    "before",
    [
        'a = """\nb = 1\n"x" ]]\n"""',
        "a = '''\nb = 1 # '''",
        'a = [\n  "b = 1", # ] b = 1\n  "x",\n]',
        "a = { c = [1, 2], b = 1 }",
        "# b = 1",
        'a = "b = 1 \\" [["',
        "a = 'b = [1'",
    ],
)
def test_what_only_looks_like_a_key_is_none(before):
    text = f"{before}\nb = 2\n[t]\nb = 3\n"
    tomllib.loads(text)
    lines = lines_of(text)
    assert (lines["b",], lines["t", "b"]) == (text.count("\n") - 2, text.count("\n"))


def test_tables_inside_tables_of_a_list_belong_to_the_last_one():
    lines = lines_of('[[x]]\n[[x.y]]\n[[x.y]]\n[[x]]\n[[x.y]]\n"a b" = 1\nc.d = 1')
    assert lines["x", 0, "y", 1] == 3
    assert (lines["x", 1, "y", 0], lines["x", 1, "y", 0, "a b"], lines["x", 1, "y", 0, "c", "d"]) == (5, 6, 7)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ('matt = "antal"', 'matt = "antl"', "matt ="),
        ('per = "månad"', "", "[[atagande]]"),
        ('redovisas_av = ["skolan"]', 'redovisas_av = [\n  "skolen",\n]', "redovisas_av"),
        ('kommun = "Exempelkommunen"', 'kommun = "E"\nkomun = "x"', "komun ="),
        ("till = 2022-12-31", "till = 2021-12-31", "till ="),
        ('omrade = "a"', 'omrade = "b"', "omrade ="),
        ("minst = 1", "minst = 1\ntrafik = [{plats = ['x']}]", "trafik ="),
        ("minst = 1", "minst = 1\nandel_av = 'objekt'", "andel_av ="),
        ('namn = "polisen"', 'namn = "polisen"\nkallas = ["Skola"]', 'kallas = ["Skola"]'),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path, old, new, at):
    text = BASE.replace(old, new, 1)
    [fault] = faults_of(tmp_path, text)
    assert fault.startswith(f"prov.toml, rad {line_of(text, at)}, "), fault
