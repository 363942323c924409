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
from matplotlib.backends.backend_agg import get_hinting_flag

WIDTH, HEIGHT, DPI = 960, 540, 144

PETROL = "#163F52"  # done as promised
ACCENT = "#E0622A"  # less than promised
ACCENT_TEXT = "#A8390A"
GREY = "#6B7785"  # not known, running, or without a promise
TEXT = "#1F2933"
MUTED = "#52606D"
LINE = "#C9D0D6"
BAND = "#ECEFF2"  # as dark as it may be: the orange marks keep 3:1 on it
EMPTY = "#E9EDF0"

HEADLINE, SUBTITLE, RATIO, LARGE, LABEL, SMALL, SOURCE = 27, 15, 17, 15.5, 14, 12.5, 11

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
    return mpl.rc_params_from_file(_FOLDER / "house.mplstyle", use_default_template=False)


@contextmanager
def house_style():
    """Draw in the house style, whatever the surrounding settings are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({**_rc(), "font.family": FAMILY})
        yield


def text_width(text: str, size: float, weight: str = "normal", style: str = "normal") -> float:
    """How wide a line of text is drawn, in points, by the font's own measures."""
    return _width(FAMILY, text, size, weight, style)


@cache
def _width(family: str, text: str, size: float, weight: str, style: str) -> float:
    font = _font(family, weight, style)
    font.set_size(size, DPI)  # as large as it is drawn: at fewer dots the widths are rounded to other pixels
    font.set_text(text, 0.0, flags=_hinting())
    return font.get_width_height()[0] / 64 * 72 / DPI


@cache
def _hinting():
    """How letters are fitted to dots when they are drawn; without it measuring takes most of a chart's time."""
    with house_style():
        return get_hinting_flag()


@cache
def _font(family: str, weight: str, style: str):
    _rc()  # the bundled font is known from here on
    properties = font_manager.FontProperties(family=family, weight=weight, style=style)
    return font_manager.get_font(font_manager.findfont(properties))


def centred(y: float, size: float) -> float:
    """The baseline of a text whose capitals and figures shall be centred on `y`, y downwards.

    matplotlib's own centring goes by the height of the font's line, and so differs from font to font.
    """
    return y + 0.34 * size


def wrapped(text: str, width: float, size: float, weight: str = "normal", style: str = "normal") -> list[str]:
    """The text in lines that are at most `width` points wide, broken at ordinary blanks only."""
    lines: list[str] = []
    begun = 0.0  # how far the last line reaches, with a blank after it
    for word in text.split(" "):
        reach = begun + text_width(word, size, weight, style)
        if lines and 0.98 * width < reach < 1.02 * width:  # words alone tell to about a hundredth
            reach = text_width(f"{lines[-1]} {word}", size, weight, style)
        if lines and reach <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
            begun = 0.0
        begun += text_width(f"{word} n", size, weight, style) - text_width("n", size, weight, style)
    return lines
