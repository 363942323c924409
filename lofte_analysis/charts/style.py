"""The house style: colours with their meaning, letter sizes, the bundled font and how wide a text is.

Loaded only when something is drawn. Sizes are in points on a slide of 960 × 540 points (1920 × 1080 pixels at
144 dots an inch), so that a text is as large in every chart.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager

WIDTH, HEIGHT, DPI = 960, 540, 144

PETROL = "#163F52"  # done as promised
ACCENT = "#E0622A"  # less than promised
ACCENT_TEXT = "#A8390A"
GREY = "#6B7785"  # not known, running, or without a promise
TEXT = "#1F2933"
MUTED = "#52606D"
LINE = "#C9D0D6"
BAND = "#F0F2F4"
EMPTY = "#E9EDF0"

HEADLINE, SUBTITLE, LARGE, LABEL, SMALL, SOURCE = 27, 15, 15.5, 14, 12.5, 11

_FOLDER = Path(__file__).parent
_FONTS = {
    ("normal", "normal"): "SourceSans3_400Regular.ttf",
    ("bold", "normal"): "SourceSans3_700Bold.ttf",
    ("normal", "italic"): "SourceSans3_400Regular_Italic.ttf",
}
FAMILY = "Source Sans 3"


@cache
def _rc() -> dict:
    for name in _FONTS.values():
        font_manager.fontManager.addfont(_FOLDER / "fonts" / name)
    params = mpl.rc_params_from_file(_FOLDER / "house.mplstyle", use_default_template=False)
    return {**params, "font.family": FAMILY}


@contextmanager
def house_style():
    """Draw in the house style, whatever the surrounding settings are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_rc())
        yield


@cache
def _font(family: str, weight: str, style: str):
    properties = font_manager.FontProperties(family=family, weight=weight, style=style)
    return font_manager.get_font(font_manager.findfont(properties))


@cache
def text_width(text: str, size: float, weight: str = "normal", style: str = "normal") -> float:
    """How wide a line of text is drawn, in points, by the font's own measures."""
    with house_style():
        font = _font(mpl.rcParams["font.family"][0], weight, style)
    font.set_size(size, 72)
    font.set_text(text, 0.0)
    return font.get_width_height()[0] / 64


def wrapped(text: str, width: float, size: float, weight: str = "normal", style: str = "normal") -> list[str]:
    """The text in lines that are at most `width` points wide, broken at ordinary blanks only."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight, style) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
