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
from lofte_analysis.charts.sheet_parts import (
    BODY,
    EDGE,
    GAP,
    HEAD,
    HEIGHT,
    LEFT,
    NOTE,
    ROW,
    SPACE,
    WIDTH,
    cut,
    nothing,
    section,
    write,
    write_lines,
)
from lofte_analysis.charts.situation_columns import draw_categories, draw_hours, draw_places, draw_reporters
from lofte_analysis.charts.style import ACCENT_TEXT, GREY, MUTED, PETROL, centred, house_style, text_width, wrapped
from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.est.picture import SituationPicture
from lofte_analysis.est.picture_words import headline_of, subtitle_of, table_of
from lofte_analysis.promise import Promise
from lofte_analysis.words import ORDINALS, capitalised, counted, genitive, integer, listing, long_date

_PLURALS = {"klar": "klara", "struken": "strukna"}
_SHORT_KINDS = {"kvartalet": "kv.", "tertialet": "tert."}
MOST_ACTIONS = 6


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
    """The picture on one sheet. Takes what `est.picture.situation_picture` gives."""
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
    left, right = EDGE, EDGE + LEFT + GAP
    below = draw_categories(ax, picture, left, y)
    beside = draw_places(ax, picture, right, y)
    y = max(below, beside) + SPACE
    below = draw_hours(ax, picture, left, y)
    beside = draw_reporters(ax, picture, promise, right, y)
    y = max(below, beside) + SPACE
    decided = 0 if picture.public else 40 + ROW * min(max(int(picture.actions["is_open"].sum()), 1), MOST_ACTIONS + 1)
    most = 20 if picture.course["count"].isna().all() and not picture.course["hidden"].any() else 190
    tall = min(max(HEIGHT - y - decided - 140, 40), most)  # what is left of the sheet, where there is any bar
    y = _draw_course(ax, picture, y, tall) + SPACE
    _draw_actions(ax, picture, promise, y)
    _draw_source(ax, picture)


def _draw_head(ax: Axes, picture: SituationPicture) -> float:
    inside = "Publik lägesbild" if picture.public else "Intern lägesbild, sprids inte"
    write(ax, EDGE, 40, f"{picture.municipality} · {inside}", BODY, color=MUTED)
    if picture.example:
        wide = text_width(EXAMPLE_MARK, BODY, "bold")
        x = WIDTH - EDGE - wide - 6
        box = Rectangle((x - 6, 28), wide + 12, 17, fill=False, edgecolor=ACCENT_TEXT, linewidth=1.2)
        ax.add_artist(box)
        write(ax, x, centred(36.5, BODY), EXAMPLE_MARK, BODY, fontweight="bold", color=ACCENT_TEXT)
    y = 68.0
    for line in wrapped(headline_of(picture), WIDTH - 2 * EDGE, HEAD, "bold"):
        write(ax, EDGE, y, line, HEAD, fontweight="bold")
        y += 23
    y = write_lines(ax, EDGE, y - 3, subtitle_of(picture), WIDTH - 2 * EDGE, 10.5, color=MUTED)
    for note in picture.notes:
        y = write_lines(ax, EDGE, y, note, WIDTH - 2 * EDGE, NOTE, color=ACCENT_TEXT)
    return y + 6


def _draw_course(ax: Axes, picture: SituationPicture, y: float, tall: float) -> float:
    width = WIDTH - 2 * EDGE
    partly = "; streckat: bara delvis känt" if picture.course["partial"].any() else ""
    unknown = "; ?: okänt" if (picture.course["count"].isna() & ~picture.course["hidden"]).any() else ""
    note = f"antal rapporterade händelser per period{partly}{unknown}"
    y = section(ax, EDGE, y, width, "Över tid", note) - 4
    rows = picture.course
    step = width / max(len(rows), 6)
    most = max(rows["count"].max(), 1) if rows["count"].notna().any() else 1
    base = y + tall + 10
    for number, row in enumerate(rows.itertuples()):
        middle = EDGE + step * (number + 0.5)
        text = "1–4" if row.hidden else "?" if row.count != row.count else integer(row.count)
        long = tall * row.count / most if row.count == row.count else 0
        color = PETROL if number == len(rows) - 1 else GREY
        look = {"facecolor": "white", "hatch": "/////"} if row.partial else {"facecolor": color}
        ax.add_artist(Rectangle((middle - 11, base - long), 22, long, edgecolor=color, gid="course", **look))
        write(ax, middle, base - long - 3, text, 9, fontweight="bold", ha="center")
        for place, part in enumerate(_short_label(row)):
            write(ax, middle, base + 11 + 10 * place, part, 8, color=MUTED, ha="center")
    ax.plot([EDGE, WIDTH - EDGE], [base] * 2, color=GREY, linewidth=0.8)
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
    width = WIDTH - 2 * EDGE
    rows = picture.actions
    done = rows[~rows["is_open"]]
    counts = done["state"].astype(str).value_counts()
    closed = listing(f"{_PLURALS[state]} {integer(number)}" for state, number in counts.items())
    y = section(ax, EDGE, y, width, "Beslutat", capitalised(closed))
    open_rows = rows[rows["is_open"]]
    for row in open_rows.head(MOST_ACTIONS).itertuples():
        due = f"senast {row.end:%Y-%m-%d}" if row.end == row.end else "utan sista dag"
        who = promise.party_label(row.responsible)
        where = f"{row.place}: " if isinstance(row.place, str) else ""
        write(ax, EDGE, y, cut(f"{where}{row.action}", 258))
        write(ax, EDGE + 266, y, cut(who, 92), color=MUTED)
        write(ax, EDGE + 366, y, str(row.state), color=MUTED)
        late = {"color": ACCENT_TEXT, "fontweight": "bold"} if row.late else {"color": MUTED}
        write(ax, WIDTH - EDGE, y, f"försenad ({row.end:%Y-%m-%d})" if row.late else due, NOTE, ha="right", **late)
        y += ROW
    if len(open_rows) > MOST_ACTIONS:
        write(ax, EDGE, y, _more_text(len(open_rows) - MOST_ACTIONS), NOTE, color=MUTED)
        y += ROW
    return y if len(open_rows) else nothing(ax, EDGE, y, "Inga öppna åtgärder.")


def _more_text(number: int) -> str:
    return f"{counted(number, 'öppen åtgärd', 'öppna åtgärder')} till"


def _draw_source(ax: Axes, picture: SituationPicture) -> None:
    lines = wrapped(source_of(picture), WIDTH - 2 * EDGE, 8)
    for number, line in enumerate(lines):
        write(ax, EDGE, HEIGHT - 24 - 10.5 * (len(lines) - 1 - number), line, 8, color=MUTED)
