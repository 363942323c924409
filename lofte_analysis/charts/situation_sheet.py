"""The situation picture on one sheet of A4: what, where, when, over time, who reported, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lofte_analysis.charts.canvas import Chart, measured_in_points, painted, shortened
from lofte_analysis.charts.style import (
    ACCENT_TEXT,
    GREY,
    LINE,
    MUTED,
    PETROL,
    TEXT,
    centred,
    house_style,
    text_width,
    wrapped,
)
from lofte_analysis.charts.when_grids import SHADES
from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.coverage import Days
from lofte_analysis.est.change import NEW, Change, Reported, missing_days_text
from lofte_analysis.est.picture import SituationPicture
from lofte_analysis.est.picture_words import PARTLY, headline_of, place_rows, shown_counts, subtitle_of, table_of
from lofte_analysis.est.public_counts import AMONG_OTHERS, LARGER_COUNT
from lofte_analysis.est.report_windows import Window
from lofte_analysis.est.situation import BANDS, EVENTS
from lofte_analysis.promise import Promise
from lofte_analysis.words import ORDINALS, WEEKDAYS, capitalised, counted, genitive, integer, listing, long_date, n_of_m

WIDTH, HEIGHT = 595, 842  # A4 in points
_EDGE, _GAP, _LEFT = 36, 22, 300
_RIGHT = WIDTH - 2 * _EDGE - _GAP - _LEFT
_HEAD, _SECTION, _BODY, _NOTE = 19, 12, 9.5, 8.5
_LINE, _SPACE = 14.5, 16
_PLURALS = {"klar": "klara", "struken": "strukna"}
_WORDLESS = (
    "Utan ord: för få händelser för att säga om något har ändrats.",
    "Kan inte jämföras: antalet är inte känt för båda perioderna.",
)
_SHORT_KINDS = {"kvartalet": "kv.", "tertialet": "tert."}
MOST_CATEGORIES, MOST_PLACES, MOST_ACTIONS = 10, 9, 6


@dataclass(frozen=True)
class Sheet(Chart):
    """A chart that fills a sheet of A4 and draws its own headline."""

    def figure(self) -> Figure:
        with house_style():
            figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72))
            FigureCanvasAgg(figure)
            self.draw(ax=measured_in_points(figure.add_axes((0, 0, 1, 1))))
        return figure

    def png(self, width: int = 1654, *, figure: Figure | None = None) -> bytes:
        """The sheet as PNG, `width` pixels wide: 1654 is 200 dots an inch."""
        return painted(figure or self._drawn, 72 * width / WIDTH)


def situation_sheet(picture: SituationPicture, promise: Promise) -> Sheet:
    """The picture on one sheet. Takes the picture of `situation_picture.situation_picture`."""
    headline = headline_of(picture)
    return Sheet(
        name="lagesbild",
        headline=headline,
        subtitle=subtitle_of(picture),
        source=source_of(picture),
        alt=shortened(f"Lägesbild på en sida, {picture.window.label}. {headline}."),
        description=" ".join([headline + ".", subtitle_of(picture), *picture.notes]),
        table=table_of(picture),
        draw=partial(draw_situation_sheet, picture, promise),
        publishable=True,
    )


def source_of(picture: SituationPicture) -> str:
    """Where the figures come from and how they are to be read."""
    place, day = genitive(picture.municipality), long_date(picture.cutoff)
    texts = [f"Källa: {place} och parternas händelserapporter till och med {day}."]
    texts.append("Händelser är det som har rapporterats, inte allt som har hänt.")
    texts.append("Bilden visar inte varför något ändras.")
    if picture.public:
        texts.append("Antal på 1–4 skrivs inte ut. Känsliga kategorier visas bara tillsammans med andra.")
        texts.append("Vad som räknas till övriga är inte detsamma i varje period.")
    return " ".join(texts)


def draw_situation_sheet(picture: SituationPicture, promise: Promise, *, ax: Axes) -> None:
    """Draw the whole sheet on an axes of 595 × 842 points."""
    y = _draw_head(ax, picture)
    left, right = _EDGE, _EDGE + _LEFT + _GAP
    below = _draw_categories(ax, picture, left, y)
    beside = _draw_places(ax, picture, right, y)
    y = max(below, beside) + _SPACE
    below = _draw_hours(ax, picture, left, y)
    beside = _draw_reporters(ax, picture, promise, right, y)
    y = max(below, beside) + _SPACE
    decided = 0 if picture.public else 40 + _LINE * min(max(int(picture.actions["is_open"].sum()), 1), MOST_ACTIONS + 1)
    most = 20 if picture.course["count"].isna().all() and not picture.course["hidden"].any() else 190
    tall = min(max(HEIGHT - y - decided - 140, 40), most)  # what is left of the sheet, where there is any bar
    y = _draw_course(ax, picture, y, tall) + _SPACE
    _draw_actions(ax, picture, promise, y)
    _draw_source(ax, picture)


def _text(ax: Axes, x: float, y: float, text: str, size: float = _BODY, **look) -> None:
    ax.text(x, y, text, fontsize=size, va="baseline", **({"color": TEXT} | look))


def _lines(ax: Axes, x: float, y: float, text: str, width: float, size: float = _BODY, **look) -> float:
    for line in wrapped(text, width, size):
        _text(ax, x, y, line, size, **look)
        y += size * 1.35
    return y


def _section(ax: Axes, x: float, y: float, width: float, title: str, note: str = "") -> float:
    """A heading over a line; gives the y of the first row beneath."""
    _text(ax, x, y + 11, title, _SECTION, fontweight="bold")
    if note:
        _text(ax, x + width, y + 11, note, _NOTE, color=MUTED, ha="right")
    ax.plot([x, x + width], [y + 17] * 2, color=PETROL, linewidth=1.2)
    return y + 17 + _LINE


def _cut(text: str, width: float, size: float = _BODY, weight: str = "normal") -> str:
    """The text, shortened where it is wider than its place."""
    while text_width(text, size, weight) > width and len(text) > 2:
        text = text[:-2].rstrip() + "…"
    return text


def _short(text: str) -> str:
    return "i övr." if text == AMONG_OTHERS else text


# The parts ------------------------------------------------------------------------------------------------


def _draw_head(ax: Axes, picture: SituationPicture) -> float:
    inside = "Publik lägesbild" if picture.public else "Intern lägesbild, sprids inte"
    _text(ax, _EDGE, 40, f"{picture.municipality} · {inside}", _BODY, color=MUTED)
    if picture.example:
        wide = text_width(EXAMPLE_MARK, _BODY, "bold")
        x = WIDTH - _EDGE - wide - 6
        box = Rectangle((x - 6, 28), wide + 12, 17, fill=False, edgecolor=ACCENT_TEXT, linewidth=1.2)
        ax.add_artist(box)
        _text(ax, x, centred(36.5, _BODY), EXAMPLE_MARK, _BODY, fontweight="bold", color=ACCENT_TEXT)
    y = 68.0
    for line in wrapped(headline_of(picture), WIDTH - 2 * _EDGE, _HEAD, "bold"):
        _text(ax, _EDGE, y, line, _HEAD, fontweight="bold")
        y += 23
    y = _lines(ax, _EDGE, y - 3, subtitle_of(picture), WIDTH - 2 * _EDGE, 10.5, color=MUTED)
    for note in picture.notes:
        y = _lines(ax, _EDGE, y, note, WIDTH - 2 * _EDGE, _NOTE, color=ACCENT_TEXT)
    return y + 6


def _draw_categories(ax: Axes, picture: SituationPicture, x: float, y: float) -> float:
    y = _section(ax, x, y, _LEFT, "Vad")
    ends = [x + 155, x + 189, x + 223]
    for end, head in zip(ends, ("nu", "förra", "i fjol"), strict=True):
        _text(ax, end, y, head, _NOTE, color=MUTED, ha="right")
    y += _LINE
    rows = picture.categories
    counts = [shown_counts(picture, rows, column) for column in ("now", "before", "last_year")]
    for number, row in enumerate(rows.head(MOST_CATEGORIES).itertuples()):
        _text(ax, x, y, _cut(capitalised(row.category), 122))
        for end, column in zip(ends, counts, strict=True):
            text = column.iloc[number]
            bold = {"fontweight": "bold"} if end == ends[0] and text != AMONG_OTHERS else {}
            size, color = (_NOTE, MUTED) if text == AMONG_OTHERS else (_BODY, TEXT)
            _text(ax, end, y, _short(text), size, ha="right", color=color, **bold)
        if row.words not in ("", Change.TOO_FEW, Change.NOT_COMPARABLE):
            _text(ax, x + 234, y, _cut(row.words, 66, _NOTE), _NOTE, fontweight="bold")
        y += _LINE
    rest = rows.iloc[MOST_CATEGORIES:]
    if len(rest):
        _text(ax, x, y, _rest_text(rest), _NOTE, color=MUTED)
        y += _LINE
    if len(rows):
        _text(ax, x, y, _WORDLESS[None in picture.totals[:2]], 8, color=MUTED)
    if any((column == AMONG_OTHERS).any() for column in [*counts, shown_counts(picture, picture.places, "before")]):
        y += 10.5
        _text(ax, x, y, "i övr.: räknas till övriga den perioden.", 8, color=MUTED)
    unknown = capitalised(PARTLY if picture.partly[0] else "ingen har rapporterat")
    words = "Inga händelser är rapporterade" if picture.totals[0] is not None else unknown
    return y if len(rows) else _nothing(ax, x, y, f"{words}.")


def _rest_text(rest) -> str:
    if rest["pool"].any() or rest["now"].isna().any():
        return f"{counted(len(rest), 'rad', 'rader')} till i tabellen"
    events = counted(rest["now"].sum(), "händelse", "händelser")
    return f"{counted(len(rest), 'kategori', 'kategorier')} till, {events}"


def _nothing(ax: Axes, x: float, y: float, text: str) -> float:
    _text(ax, x, y, text, fontstyle="italic", color=MUTED)
    return y + _LINE


def _draw_places(ax: Axes, picture: SituationPicture, x: float, y: float) -> float:
    y = _section(ax, x, y, _RIGHT, "Var")
    rows = place_rows(picture, MOST_PLACES)
    most = max((count for _, count, _, _ in rows if count == count), default=0)
    for place, count, now, before in rows:
        _text(ax, x, y, _cut(capitalised(place), 84))
        long = 44 * count / most if count == count and most else 0
        ax.add_artist(Rectangle((x + 88, y - 8), long, 9, facecolor=PETROL, edgecolor="none", gid="place"))
        _text(ax, x + 92 + long, y, now, fontweight="bold")
        _text(ax, x + _RIGHT, y, f"förra {_short(before)}", _NOTE, color=MUTED, ha="right")
        y += _LINE
    for row in picture.hot_spots.itertuples():
        left = "Inga händelser längre" if getattr(row, "now", None) == 0 else "Färre händelser"
        text = f"{'Ny plats' if row.state == NEW else left}: {row.place}"
        _text(ax, x, y, _cut(text, _RIGHT), color=ACCENT_TEXT)
        y += _LINE
    return y if rows else _nothing(ax, x, y, "Ingen plats är rapporterad.")


def _draw_hours(ax: Axes, picture: SituationPicture, x: float, y: float) -> float:
    note = f"{integer(picture.untimed)} utan klockslag" if picture.untimed else ""
    if picture.untimed is None and len(picture.hours):
        note = "hur många som saknar klockslag visas inte"
    y = _section(ax, x, y, _LEFT, "När", note) - 4
    if picture.totals[0] is None:
        return _nothing(ax, x, y + 4, "Inga tider är rapporterade.")
    if picture.hours.empty:
        return _nothing(ax, x, y + 4, "Visas inte: händelserna är för få.")
    wide, tall, left = (_LEFT - 38) / len(WEEKDAYS), 15.5, x + 38
    most = picture.hours["count"].max()
    for number, weekday in enumerate(WEEKDAYS):
        _text(ax, left + wide * (number + 0.5), y + 4, weekday[:3], _NOTE, color=MUTED, ha="center")
    for row in picture.hours.itertuples():
        line, column = BANDS.index(row.band), WEEKDAYS.index(row.weekday)
        top = y + 9 + tall * line
        face, ink = (SHADES[EVENTS][0], TEXT) if row.text == LARGER_COUNT else _shade(row.count, most)
        box = Rectangle((left + wide * column + 1, top + 1), wide - 2, tall - 2, facecolor=face, edgecolor=LINE)
        box.set_linewidth(0.6)
        ax.add_artist(box)
        look = {"fontweight": "bold"} if row.count > 0 else {}
        middle = left + wide * (column + 0.5), centred(top + tall / 2, 8.5)
        _text(ax, *middle, row.text, 8.5, color=ink, ha="center", **look)
    for number, band in enumerate(BANDS):
        _text(ax, x + 32, centred(y + 9 + tall * (number + 0.5), 8.5), band, 8.5, ha="right")
    y += 9 + tall * len(BANDS) + 11
    _text(ax, x, y, "Dygnet räknas från klockan 06: natten mot lördag står under fredag.", 8, color=MUTED)
    return y + 4


def _shade(count: float, most: float) -> tuple[str, str]:
    if count != count or not count:
        return "white", MUTED
    shades = SHADES[EVENTS]
    step = -(-len(shades) * int(count) // int(most)) - 1
    return shades[step], "white" if step == len(shades) - 1 else TEXT


def _draw_reporters(ax: Axes, picture: SituationPicture, promise: Promise, x: float, y: float) -> float:
    y = _section(ax, x, y, _RIGHT, "Vem rapporterade")
    for row in picture.reported.itertuples():
        count, partly = getattr(row, "now", None), row.state_now == Reported.PARTLY
        words = counted(count, "händelse", "händelser") if count and count == count else str(row.state_now)
        label = capitalised(promise.party_label(row.party))
        color = ACCENT_TEXT if partly or row.state_now == Reported.SILENT else MUTED
        lacking = _lacking(row.missing_now, picture.window) if partly else ""
        room = _RIGHT - text_width(label, _BODY) - 8
        beside = f"{words}, {lacking}"
        if partly and text_width(beside, _BODY) <= room:
            words, lacking = beside, ""
        _text(ax, x, y, _cut(label, 108))
        _text(ax, x + _RIGHT, y, words, ha="right", color=color)
        y += _LINE
        if lacking:
            _text(ax, x + _RIGHT, y - 2, lacking, _NOTE, ha="right", color=color)
            y += _LINE - 2
    return y


def _lacking(missing: tuple[Days, ...], window: Window) -> str:
    """Which days are missing, or how many where their names are too long for the column."""
    text = f"{missing_days_text(missing, window)} saknas"
    if text_width(text, _NOTE) <= _RIGHT:
        return text
    days = sum((last - first).days + 1 for first, last in missing)
    return f"{n_of_m(days, window.days, 'dag', 'dagar')} saknas"


def _draw_course(ax: Axes, picture: SituationPicture, y: float, tall: float) -> float:
    width = WIDTH - 2 * _EDGE
    partly = "; streckat: bara delvis känt" if picture.course["partial"].any() else ""
    unknown = "; ?: okänt" if (picture.course["count"].isna() & ~picture.course["hidden"]).any() else ""
    note = f"antal rapporterade händelser per period{partly}{unknown}"
    y = _section(ax, _EDGE, y, width, "Över tid", note) - 4
    rows = picture.course
    step = width / max(len(rows), 6)
    most = max(rows["count"].max(), 1) if rows["count"].notna().any() else 1
    base = y + tall + 10
    for number, row in enumerate(rows.itertuples()):
        middle = _EDGE + step * (number + 0.5)
        text = "1–4" if row.hidden else "?" if row.count != row.count else integer(row.count)
        long = tall * row.count / most if row.count == row.count else 0
        color = PETROL if number == len(rows) - 1 else GREY
        look = {"facecolor": "white", "hatch": "/////"} if row.partial else {"facecolor": color}
        ax.add_artist(Rectangle((middle - 11, base - long), 22, long, edgecolor=color, gid="course", **look))
        _text(ax, middle, base - long - 3, text, 9, fontweight="bold", ha="center")
        for place, part in enumerate(_short_label(row)):
            _text(ax, middle, base + 11 + 10 * place, part, 8, color=MUTED, ha="center")
    ax.plot([_EDGE, WIDTH - _EDGE], [base] * 2, color=GREY, linewidth=0.8)
    return base + 24


def _short_label(row) -> Iterable[str]:
    """A window's label on two short lines: v. 19 / 2024, apr / 2024, kv. 1 / 2024."""
    name, _, year = row.window.rpartition(" ")
    first, _, kind = name.partition(" ")
    if kind in _SHORT_KINDS:
        return (f"{_SHORT_KINDS[kind]} {ORDINALS.index(first) + 1}", year)
    name = name.replace("vecka", "v.").replace("läsåret", "läsår")
    name = name.replace("första halvåret", "vår").replace("andra halvåret", "höst")
    return (name if name.startswith(("v.", "vår", "höst", "läsår")) else name[:3], year)


def _draw_actions(ax: Axes, picture: SituationPicture, promise: Promise, y: float) -> float:
    if picture.public:
        return y
    width = WIDTH - 2 * _EDGE
    rows = picture.actions
    done = rows[~rows["is_open"]]
    counts = done["state"].astype(str).value_counts()
    closed = listing(f"{_PLURALS[state]} {integer(number)}" for state, number in counts.items())
    y = _section(ax, _EDGE, y, width, "Beslutat", capitalised(closed))
    open_rows = rows[rows["is_open"]]
    for row in open_rows.head(MOST_ACTIONS).itertuples():
        due = f"senast {row.end:%Y-%m-%d}" if row.end == row.end else "utan sista dag"
        who = promise.party_label(row.responsible)
        where = f"{row.place}: " if isinstance(row.place, str) else ""
        _text(ax, _EDGE, y, _cut(f"{where}{row.action}", 258))
        _text(ax, _EDGE + 266, y, _cut(who, 92), color=MUTED)
        _text(ax, _EDGE + 366, y, str(row.state), color=MUTED)
        late = {"color": ACCENT_TEXT, "fontweight": "bold"} if row.late else {"color": MUTED}
        _text(ax, WIDTH - _EDGE, y, f"försenad ({row.end:%Y-%m-%d})" if row.late else due, _NOTE, ha="right", **late)
        y += _LINE
    if len(open_rows) > MOST_ACTIONS:
        _text(ax, _EDGE, y, _more_text(len(open_rows) - MOST_ACTIONS), _NOTE, color=MUTED)
        y += _LINE
    return y if len(open_rows) else _nothing(ax, _EDGE, y, "Inga öppna åtgärder.")


def _more_text(number: int) -> str:
    return f"{counted(number, 'öppen åtgärd', 'öppna åtgärder')} till"


def _draw_source(ax: Axes, picture: SituationPicture) -> None:
    lines = wrapped(source_of(picture), WIDTH - 2 * _EDGE, 8)
    for number, line in enumerate(lines):
        _text(ax, _EDGE, HEIGHT - 24 - 10.5 * (len(lines) - 1 - number), line, 8, color=MUTED)
