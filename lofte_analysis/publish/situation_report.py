"""What `lofte lagesbild` writes: the internal picture of a window, and the public one of a month or longer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lofte_analysis.charts.canvas import Chart
from lofte_analysis.charts.getting_better import getting_better
from lofte_analysis.charts.situation_sheet import Sheet, situation_sheet
from lofte_analysis.charts.year_wheel import year_wheel
from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.est.control_limits import signals
from lofte_analysis.est.event_counts import monthly_counts
from lofte_analysis.est.picture import SituationPicture, public_window, situation_picture
from lofte_analysis.est.picture_words import actions_table, hours_table, kinds_table, reporters_table
from lofte_analysis.est.report_windows import Window
from lofte_analysis.est.seasons import usual_year
from lofte_analysis.promise import Promise
from lofte_analysis.publish.exports import write_csv
from lofte_analysis.publish.folder import INTERNAL, PUBLISHED, whole_or_nothing
from lofte_analysis.publish.html import address_of, write_html
from lofte_analysis.publish.images import write_pictures
from lofte_analysis.records import Records


def write_situation(
    promise: Promise,
    records: Records,
    window: Window,
    out: str | Path,
    *,
    progress: Callable[[str], None] = lambda text: None,
) -> list[Path]:
    """Write the picture of a window below `out`, in `internt` and, where one may be published, in `publicera`.

    Each holds the sheet as PNG and SVG, an accessible page and its tables as csv. Gives the paths of what was written;
    the earlier picture stays until the new one is whole. Raises OutputError when the folder cannot be written.
    """
    out = Path(out)
    pictures = {INTERNAL: situation_picture(promise, records, window)}
    if (shown := public_window(window)) is not None:
        pictures[PUBLISHED] = situation_picture(promise, records, shown, public=True)
    with whole_or_nothing(out) as staged:
        for folder, picture in pictures.items():
            progress(f"Skriver {folder}: {picture.window.label}")
            _write(picture, promise, staged / folder)
        write_pictures(_over_time(promise, records, window), staged / INTERNAL, progress=progress)
        written = sorted(path.relative_to(staged) for path in staged.rglob("*") if path.is_file())
    return [out / path for path in written]


def _over_time(promise: Promise, records: Records, window: Window) -> list[Chart]:
    """Month by month with its signals, and what usually comes when: for those who work with the picture."""
    months = signals(monthly_counts(promise, records, cutoff=window.last))
    usual = usual_year(promise, records, cutoff=window.last)
    charts = [getting_better(months, promise)] if months["count"].notna().any() else []
    return charts + ([year_wheel(usual, promise)] if len(usual) else [])


def _write(picture: SituationPicture, promise: Promise, folder: Path) -> None:
    sheet = situation_sheet(picture, promise)
    svg = sheet.svg()
    (folder / "lagesbild.png").write_bytes(sheet.png())
    (folder / "lagesbild.svg").write_text(svg, encoding="utf-8", newline="\n")
    tables = {
        "lagesbild": sheet.table,
        "tider": hours_table(picture),
        "rapporterade": reporters_table(picture, promise),
    }
    if picture.hours.empty:  # too few for any hour to be told
        del tables["tider"]
    if not picture.public:
        tables |= {"kategori_plats": kinds_table(picture), "atgarder": actions_table(picture, promise)}
    for name, table in tables.items():
        write_csv(table, folder / f"{name}.csv")
    _write_page(sheet, svg, picture, tables, folder / "lagesbild.html")


def _write_page(sheet: Sheet, svg: str, picture: SituationPicture, tables: dict, path: Path) -> None:
    titles = {"lagesbild": "Vad och var", "tider": "När", "rapporterade": "Vem rapporterade"}
    titles |= {"kategori_plats": "Vad på varje plats", "atgarder": "Beslutat"}
    write_html(
        path,
        "situation.html.j2",
        title=sheet.headline,
        example=EXAMPLE_MARK if picture.example else "",
        kind="lägesbild",
        kind_of_picture="Publik lägesbild" if picture.public else "Intern lägesbild, sprids inte",
        sheet=sheet,
        address=address_of(svg),
        place=picture.municipality,
        notes=picture.notes,
        tables=[(titles[name], table) for name, table in tables.items()],
    )
