"""The four parts of the situation sheet that stand beside each other: what, where, when, and who reported."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lofte_analysis.charts.sheet_parts import BODY, LEFT, NOTE, RIGHT, ROW, cut, nothing, section, write
from lofte_analysis.charts.style import ACCENT_TEXT, LINE, MUTED, PETROL, TEXT, centred, text_width
from lofte_analysis.charts.when_grids import SHADES
from lofte_analysis.coverage import Days
from lofte_analysis.est.change import NEW, Change, Reported, missing_days_text
from lofte_analysis.est.picture import SituationPicture
from lofte_analysis.est.picture_words import PARTLY, place_rows, shown_counts
from lofte_analysis.est.public_counts import AMONG_OTHERS, LARGER_COUNT
from lofte_analysis.est.report_windows import Window
from lofte_analysis.est.situation import BANDS, EVENTS
from lofte_analysis.promise import Promise
from lofte_analysis.words import WEEKDAYS, capitalised, counted, integer, n_of_m

_WORDLESS = (
    "Utan ord: för få händelser för att säga om något har ändrats.",
    "Kan inte jämföras: antalet är inte känt för båda perioderna.",
)
MOST_CATEGORIES, MOST_PLACES = 10, 9


def draw_categories(ax: Axes, picture: SituationPicture, x: float, y: float) -> float:
    y = section(ax, x, y, LEFT, "Vad")
    ends = [x + 155, x + 189, x + 223]
    for end, head in zip(ends, ("nu", "förra", "i fjol"), strict=True):
        write(ax, end, y, head, NOTE, color=MUTED, ha="right")
    y += ROW
    rows = picture.categories
    counts = [shown_counts(picture, rows, column) for column in ("now", "before", "last_year")]
    for number, row in enumerate(rows.head(MOST_CATEGORIES).itertuples()):
        write(ax, x, y, cut(capitalised(row.category), 122))
        for end, column in zip(ends, counts, strict=True):
            text = column.iloc[number]
            bold = {"fontweight": "bold"} if end == ends[0] and text != AMONG_OTHERS else {}
            size, color = (NOTE, MUTED) if text == AMONG_OTHERS else (BODY, TEXT)
            write(ax, end, y, _short(text), size, ha="right", color=color, **bold)
        if row.words not in ("", Change.TOO_FEW, Change.NOT_COMPARABLE):
            write(ax, x + 234, y, cut(row.words, 66, NOTE), NOTE, fontweight="bold")
        y += ROW
    rest = rows.iloc[MOST_CATEGORIES:]
    if len(rest):
        write(ax, x, y, _rest_text(rest), NOTE, color=MUTED)
        y += ROW
    if len(rows):
        write(ax, x, y, _WORDLESS[None in picture.totals[:2]], 8, color=MUTED)
    if any((column == AMONG_OTHERS).any() for column in [*counts, shown_counts(picture, picture.places, "before")]):
        y += 10.5
        write(ax, x, y, "i övr.: räknas till övriga den perioden.", 8, color=MUTED)
    unknown = capitalised(PARTLY if picture.partly[0] else "ingen har rapporterat")
    words = "Inga händelser är rapporterade" if picture.totals[0] is not None else unknown
    return y if len(rows) else nothing(ax, x, y, f"{words}.")


def _rest_text(rest) -> str:
    if rest["pool"].any() or rest["now"].isna().any():
        return f"{counted(len(rest), 'rad', 'rader')} till i tabellen"
    events = counted(rest["now"].sum(), "händelse", "händelser")
    return f"{counted(len(rest), 'kategori', 'kategorier')} till, {events}"


def draw_places(ax: Axes, picture: SituationPicture, x: float, y: float) -> float:
    y = section(ax, x, y, RIGHT, "Var")
    rows = place_rows(picture, MOST_PLACES)
    most = max((count for _, count, _, _ in rows if count == count), default=0)
    for place, count, now, before in rows:
        write(ax, x, y, cut(capitalised(place), 84))
        long = 44 * count / most if count == count and most else 0
        ax.add_artist(Rectangle((x + 88, y - 8), long, 9, facecolor=PETROL, edgecolor="none", gid="place"))
        write(ax, x + 92 + long, y, now, fontweight="bold")
        write(ax, x + RIGHT, y, f"förra {_short(before)}", NOTE, color=MUTED, ha="right")
        y += ROW
    for row in picture.hot_spots.itertuples():
        left = "Inga händelser längre" if getattr(row, "now", None) == 0 else "Färre händelser"
        text = f"{'Ny plats' if row.state == NEW else left}: {row.place}"
        write(ax, x, y, cut(text, RIGHT), color=ACCENT_TEXT)
        y += ROW
    return y if rows else nothing(ax, x, y, "Ingen plats är rapporterad.")


def draw_hours(ax: Axes, picture: SituationPicture, x: float, y: float) -> float:
    note = f"{integer(picture.untimed)} utan klockslag" if picture.untimed else ""
    if picture.untimed is None and len(picture.hours):
        note = "hur många som saknar klockslag visas inte"
    y = section(ax, x, y, LEFT, "När", note) - 4
    if picture.totals[0] is None:
        return nothing(ax, x, y + 4, "Inga tider är rapporterade.")
    if picture.hours.empty:
        return nothing(ax, x, y + 4, "Visas inte: händelserna är för få.")
    wide, tall, left = (LEFT - 38) / len(WEEKDAYS), 15.5, x + 38
    most = picture.hours["count"].max()
    for number, weekday in enumerate(WEEKDAYS):
        write(ax, left + wide * (number + 0.5), y + 4, weekday[:3], NOTE, color=MUTED, ha="center")
    for row in picture.hours.itertuples():
        line, column = BANDS.index(row.band), WEEKDAYS.index(row.weekday)
        top = y + 9 + tall * line
        face, ink = (SHADES[EVENTS][0], TEXT) if row.text == LARGER_COUNT else _shade(row.count, most)
        box = Rectangle((left + wide * column + 1, top + 1), wide - 2, tall - 2, facecolor=face, edgecolor=LINE)
        box.set_linewidth(0.6)
        ax.add_artist(box)
        look = {"fontweight": "bold"} if row.count > 0 else {}
        middle = left + wide * (column + 0.5), centred(top + tall / 2, 8.5)
        write(ax, *middle, row.text, 8.5, color=ink, ha="center", **look)
    for number, band in enumerate(BANDS):
        write(ax, x + 32, centred(y + 9 + tall * (number + 0.5), 8.5), band, 8.5, ha="right")
    y += 9 + tall * len(BANDS) + 11
    write(ax, x, y, "Dygnet räknas från klockan 06: natten mot lördag står under fredag.", 8, color=MUTED)
    return y + 4


def _shade(count: float, most: float) -> tuple[str, str]:
    if count != count or not count:
        return "white", MUTED
    shades = SHADES[EVENTS]
    step = -(-len(shades) * int(count) // int(most)) - 1
    return shades[step], "white" if step == len(shades) - 1 else TEXT


def draw_reporters(ax: Axes, picture: SituationPicture, promise: Promise, x: float, y: float) -> float:
    y = section(ax, x, y, RIGHT, "Vem rapporterade")
    for row in picture.reported.itertuples():
        count, partly = getattr(row, "now", None), row.state_now == Reported.PARTLY
        words = counted(count, "händelse", "händelser") if count and count == count else str(row.state_now)
        label = capitalised(promise.party_label(row.party))
        color = ACCENT_TEXT if partly or row.state_now == Reported.SILENT else MUTED
        lacking = _lacking(row.missing_now, picture.window) if partly else ""
        room = RIGHT - text_width(label, BODY) - 8
        beside = f"{words}, {lacking}"
        if partly and text_width(beside, BODY) <= room:
            words, lacking = beside, ""
        write(ax, x, y, cut(label, 108))
        write(ax, x + RIGHT, y, words, ha="right", color=color)
        y += ROW
        if lacking:
            write(ax, x + RIGHT, y - 2, lacking, NOTE, ha="right", color=color)
            y += ROW - 2
    return y


def _lacking(missing: tuple[Days, ...], window: Window) -> str:
    """Which days are missing, or how many where their names are too long for the column."""
    text = f"{missing_days_text(missing, window)} saknas"
    if text_width(text, NOTE) <= RIGHT:
        return text
    days = sum((last - first).days + 1 for first, last in missing)
    return f"{n_of_m(days, window.days, 'dag', 'dagar')} saknas"


def _short(text: str) -> str:
    return "i övr." if text == AMONG_OTHERS else text
