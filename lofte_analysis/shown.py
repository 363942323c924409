"""How the value of a cell is written in a message: as people see it in a Swedish spreadsheet."""

from __future__ import annotations

import datetime as dt
import re

from lofte_analysis.cells import Fault
from lofte_analysis.privacy import masked

_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")  # as an ods file holds it


def as_shown(value: object) -> str:
    """A cell's value as its sheet shows it.

    >>> as_shown(True), as_shown(2022.0), as_shown(2.5), as_shown("PT26H00M00S")
    ('SANT', '2022', '2,5', '26:00')
    """
    if isinstance(value, Fault):
        return "en cell med felvärde"
    if isinstance(value, bool):
        return "SANT" if value else "FALSKT"
    if isinstance(value, float):
        plain = f"{value:.15g}"
        plain = repr(value) if value % 1 and "." not in plain else plain  # 2.0000000000000004 is no whole number
        hidden = masked(plain)  # asked before the comma, with which it is less like an identity number
        return plain.replace(".", ",") if hidden == plain else hidden
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}" if value.time() == dt.time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, dt.timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(value, str) and (match := _DURATION.fullmatch(value)):
        return f"{int(match[1])}:{match[2]}"
    return str(value)
