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
    reach = 0.0  # how far the last line reaches, by its letters alone
    blank = _advances(" ", size, weight, style)
    for word in text.split(" "):
        wide = _advances(word, size, weight, style)
        fits = reach + blank + wide <= width
        if lines and abs(reach + blank + wide - width) < 0.05 * width:  # too near to tell without drawing it
            fits = text_width(f"{lines[-1]} {word}", size, weight, style) <= width
        if lines and fits:
            lines[-1] = f"{lines[-1]} {word}"
            reach += blank + wide
        else:
            lines.append(word)
            reach = wide
    return lines


def _advances(text: str, size: float, weight: str, style: str) -> float:
    """About how wide a text is: the widths of its letters one by one, each measured once."""
    return sum(_advance(FAMILY, letter, weight, style) for letter in text) * size


@cache
def _advance(family: str, letter: str, weight: str, style: str) -> float:
    """How far a letter moves the next one, in parts of the size."""
    return (_width(family, f"{letter}n", 100, weight, style) - _width(family, "n", 100, weight, style)) / 100
