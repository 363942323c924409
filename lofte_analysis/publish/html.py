"""How a page is made: from a template, with its pictures inside and every text escaped. One set-up for all pages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lofte_analysis.charts.canvas import Chart
from lofte_analysis.charts.marks import mark_svg
from lofte_analysis.tables import OUTCOME_HEADINGS
from lofte_analysis.verdicts import Verdict

_STANDS_ELSEWHERE = ["område", "ansvariga", "från", "till"]  # with the commitment; eleven columns fit no screen
_UNSAFE = re.compile(r"[^\w %'()*+,\-./:;<=>!@\[\]^|~]+", re.ASCII)  # within an address
_SHORT = 15  # a cell as long as "september 2022" or "delvis uppfyllt" is kept on one line


def write_html(path: Path, template: str, **content) -> None:
    """Write a page from a template in this folder; a name that the template lacks a value for is an error."""
    path.write_text(rendered(template, **content), encoding="utf-8", newline="\n")


def rendered(template: str, **content) -> str:
    """The page as text."""
    return _environment().get_template(template).render(**content)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["short"] = lambda value: len(str(value)) <= _SHORT
    environment.globals["row_header"] = row_header
    environment.globals["marks"] = {str(verdict): Markup(mark_svg(verdict)) for verdict in Verdict}
    return environment


def figure_of(chart: Chart) -> dict:
    """A chart as the templates show it: its words and its table; its picture comes beside, as an address."""
    table = chart.table
    if tuple(table.columns) == OUTCOME_HEADINGS:
        table = table.drop(columns=_STANDS_ELSEWHERE)
    return {"chart": chart, "table": table}


def row_header(table: pd.DataFrame) -> int:
    """Which of the first columns names the rows: the first whose words are all different, else the first.

    >>> row_header(pd.DataFrame({"vad": ["plats", "plats"], "namn": ["Torget", "Skolan"]}))
    1
    """
    for number, name in enumerate(table.columns[:3]):
        values = table[name].astype(str)
        if values.is_unique and not values.str.fullmatch(r"[\d\s]*").any():
            return number
    return 0


def address_of(svg: str) -> Markup:
    """The picture as an address in the page, safe between double quotes; a quarter smaller than in base64."""
    text = " ".join(svg.split())
    for sign in '%"#':  # nearly all that is not safe; a table of all signs takes ten times as long
        text = text.replace(sign, quote(sign))
    return Markup("data:image/svg+xml," + _UNSAFE.sub(lambda found: quote(found[0]), text))


def anchor(*names: str) -> str:
    """A name to link to within a page.

    >>> anchor("gjort", "5.1", "2021/22"), anchor("område", "Mäns våld mot kvinnor")
    ('gjort-5.1-2021-22', 'område-mäns-våld-mot-kvinnor')
    """
    return re.sub(r"[^\w.]+", "-", "-".join(names).lower())
