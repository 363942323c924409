"""What every chart keeps to, asked of one chart at a time."""

from __future__ import annotations

import re

from lofte_analysis.charts.canvas import ALT_LIMIT

_CAUSES = r"därför|tack vare|leder till|effekt|på grund av|bättre|sämre|ökat|minskat"


def assert_told_without_cause(chart, *, never: str = "", but: str = "", least: int = 40) -> None:
    """The alt text is short and holds the finding, the description is whole, and nothing claims a cause.

    `never` are further words that must not be said, `but` a word that holds "nan" and may.
    """
    assert 20 < len(chart.alt) <= ALT_LIMIT
    assert chart.headline in chart.alt
    assert len(chart.description) > least
    said = f"{chart.headline} {chart.subtitle} {chart.alt}"
    assert not re.search(_CAUSES, said)
    if never:
        assert not re.search(f"{_CAUSES}|{never}", f"{said} {chart.description}")
    everything = f"{said} {chart.description} {chart.source}"
    assert "nan" not in (everything.replace(but, "") if but else everything)
