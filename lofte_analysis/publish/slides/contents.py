"""Which slides the council is shown, and what each says: computed from the same report as page and document.

What can be shown in fifteen to twenty minutes comes first, about a minute a slide; what is looked up when somebody
asks stands in an appendix. No number is made here: every text is the report's, the charts' or the tables' own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lofte_analysis.charts.canvas import Chart
from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.publish.contents import Report
from lofte_analysis.publish.report_words import (
    FIGURE_WORDS,
    MEANINGS,
    assumptions,
    ratio_rows,
    reading_sentences,
    shows_literal,
    title_of,
)
from lofte_analysis.publish.slides.slide_text import Kind, SlideText, Table, notes_of
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import capitalised, genitive, long_date, parted

_DETAIL = "i_detalj"  # names of the charts that show one commitment period by period
MOST_AREA_SLIDES = 8  # in the part that is shown; the rest of the areas' charts stand in the appendix


def slides_of(report: Report, *, areas: bool = True) -> list[SlideText]:
    """All slides in order, their titles unlike each other; without `areas` those about the promise as a whole."""
    charts = {chart.name: chart for chart in report.first_charts}
    state, overview, calendar, open_points = (
        [chart for name, chart in charts.items() if name.startswith(start)]
        for start in ("redovisningslage", "loftesoversikt", "lofteskalender", "oppna_punkter")
    )
    beyond = [chart for chart in report.first_charts if chart not in [*state, *overview, *calendar, *open_points]]
    shown, more = _shared_out(report) if areas else ([], [])
    main = [
        _opening(report),
        *(_of_chart(report, chart, reading_sentences(report)) for chart in state),
        *(_of_chart(report, chart, _ratios_in_words(report)) for chart in overview),
        *_ratios(report),
        *(_of_chart(report, chart) for chart in calendar),
        *(_of_chart(report, chart, area=area) for area, chart in shown),
        *_without_number(report),
        *(_of_chart(report, chart) for chart in open_points),
        *_questions(report),
        _assumptions(report),
    ]
    appendix = [
        *_account(report),
        *(_of_chart(report, chart, area=area) for area, chart in more),
        *(_of_chart(report, chart) for chart in beyond),
        _meanings(report),
    ]
    slides = _told_apart([*main, _section(report), *appendix])
    return [replace(slide, example=bool(report.records.example)) for slide in slides]


def _shared_out(report: Report) -> tuple[list[tuple[str, Chart]], list[tuple[str, Chart]]]:
    """The areas' charts: those shown, as many of each area as there is time for, and those of the appendix.

    One period after the other in detail is what the calendar has shown, so that waits in the appendix.
    """
    detailed = [(a, c) for a, charts in report.area_charts.items() for c in charts if c.name.startswith(_DETAIL)]
    others = {a: [c for c in charts if (a, c) not in detailed] for a, charts in report.area_charts.items()}
    longest = max(map(len, others.values()), default=0)
    each = next(
        (n for n in range(longest, 1, -1) if sum(min(len(c), n) for c in others.values()) <= MOST_AREA_SLIDES), 1
    )
    shown = [(area, chart) for area, charts in others.items() for chart in charts[:each]]
    held_back = [(area, chart) for area, charts in others.items() for chart in charts[each:]]
    return shown, detailed + held_back


def _told_apart(slides: Iterable[SlideText]) -> list[SlideText]:
    """Slides whose titles are unlike, since listeners find their way by the titles."""
    seen: dict[str, int] = {}
    apart = []
    for slide in slides:
        seen[slide.title] = number = seen.get(slide.title, 0) + 1
        detailed = slide.chart is not None and slide.chart.name.startswith(_DETAIL)
        suffix = "" if number == 1 else " – i detalj" if detailed and number == 2 else f" ({number})"
        apart.append(replace(slide, title=f"{slide.title}{suffix}"))
    return apart


# Each slide -----------------------------------------------------------------------------------------------


def _opening(report: Report) -> SlideText:
    lines = [f"Redovisning till {report.promise.council}", f"Uppgifter till och med {long_date(report.cutoff)}"]
    words = [f"{capitalised(str(verdict))}: {meaning}." for verdict, meaning in MEANINGS.items()]
    return SlideText(
        title=title_of(report),
        points=(*lines, *_marks(report)),
        notes=notes_of(report, ("Orden i bedömningarna betyder:", *words)),
        kind=Kind.OPENING,
    )


def _section(report: Report) -> SlideText:
    return SlideText(
        title="Bilaga",
        points=("Att slå upp om någon frågar", *_marks(report)),
        notes=notes_of(report, ("Här slutar det som visas. Resten är till för frågor.",)),
        kind=Kind.SECTION,
    )


def _marks(report: Report) -> tuple[str, ...]:
    return (EXAMPLE_MARK,) if report.records.example else ()


def _of_chart(report: Report, chart: Chart, told: Sequence[str] = (), area: str = "") -> SlideText:
    return SlideText(
        title=chart.headline,
        subtitle=f"{area}. {chart.subtitle}" if area else chart.subtitle,
        source=chart.source,
        notes=notes_of(report, (f"{chart.headline}.", *told), in_words=chart.description, source=chart.source),
        chart=chart,
    )


def _ratios_in_words(report: Report) -> list[str]:
    return [f"{row['id']} {row['title']} ({row['promised']}): {row['whole']}." for row in ratio_rows(report)]


def _ratios(report: Report) -> list[SlideText]:
    """Kept of ended periods, per commitment in its own unit."""
    rows, both = ratio_rows(report), shows_literal(report)
    if not rows:
        return []
    promise = report.promise
    end = long_date(min(promise.end, report.cutoff.date()))
    when = f"Till {end}" if report.year is None else f"Perioder som slutade {report.year}"
    headings = ["Åtagande", "Utlovat", f"Till {end} (tolkning)" if both else when]
    if both:
        headings.insert(2, f"Till {long_date(promise.literal_end)} (enligt ordalydelsen)")
    cells = [
        (f"{row['id']} {row['title']}", row["promised"], *([row["literal"]] if both else []), row["whole"])
        for row in rows
    ]
    told = [promise.literal_end_note] if both and promise.literal_end_note else []
    return [
        SlideText(
            title="Uppfyllda av avslutade perioder, åtagande för åtagande",
            subtitle="Varje åtagande räknas i sin egen enhet. De läggs aldrig ihop.",
            source=_source(report),
            notes=notes_of(report, (*told, *_ratios_in_words(report))),
            table=Table(tuple(headings), tuple(cells)),
        )
    ]


def _without_number(report: Report) -> list[SlideText]:
    """What was done where nothing was quantified, per year and without a verdict."""
    promise = report.promise
    rows = report.shown[[not promise[i].judged for i in report.shown["commitment"]]]
    if rows.empty:
        return []
    periods = list(rows.sort_values("start", kind="stable")["period"].unique())
    cells = []
    for commitment_id, own in rows.groupby("commitment", sort=False):
        commitment, done = promise[commitment_id], {row.period: _done(row) for row in own.itertuples()}
        name = f"{commitment_id} {commitment.title}"
        cells.append((name, capitalised(commitment.units[1]), *(done.get(period, "–") for period in periods)))
    words = [
        f"{name}, {unit.lower()}. {', '.join(f'{p}: {d}' for p, d in zip(periods, done, strict=True))}."
        for name, unit, *done in cells
    ]
    return [
        SlideText(
            title="Åtaganden utan utlovat antal: det här gjordes",
            subtitle="Löftet anger inget antal, så inget av det här bedöms.",
            source=_source(report),
            notes=notes_of(report, (*_figure_words(cells), *words)),
            table=Table(("Åtagande", "Räknas i", *periods), tuple(cells)),
        )
    ]


def _done(row) -> str:
    """What was done in one period, or the word that says why there is no number."""
    if row.verdict in (Verdict.NOT_REPORTED, Verdict.NOT_APPLICABLE) or not row.done_text:
        return str(row.verdict)
    return parted(row.done_text).replace("/", " av ")


def _figure_words(cells: Iterable[Sequence[str]]) -> list[str]:
    """What the words beside figures mean, of those that a table holds."""
    held = {word.strip(".,;") for row in cells for cell in row for word in cell.split()}
    return [f"{capitalised(word)}: {meaning}." for word, meaning in FIGURE_WORDS.items() if word in held]


def _questions(report: Report) -> list[SlideText]:
    questions = tuple(report.questions.get("question", ()))
    if not questions:
        return []
    return [
        SlideText(
            title="Frågor till rådet",
            subtitle="Frågorna följer av bedömningarna. De säger inget om varför något inte blev gjort.",
            source=_source(report),
            notes=notes_of(report, questions),
            points=questions,
        )
    ]


def _assumptions(report: Report) -> SlideText:
    texts = tuple(assumptions(report))
    return SlideText(
        title="Så har vi räknat",
        subtitle="Det här har vi antagit och tolkat.",
        source=_source(report),
        notes=notes_of(report, (*reading_sentences(report), *texts)),
        points=texts,
    )


def _account(report: Report) -> list[SlideText]:
    """The account of the year: promised, done, missing and why, changed."""
    if report.account.empty:
        return []
    year, rows = report.year, list(report.account.itertuples())
    cells = [
        (
            f"{row.commitment} {row.title}",
            row.promised,
            row.done,
            "\n".join(map(capitalised, row.missing)) or "–",
            "\n".join(row.changed) or "–",
        )
        for row in rows
    ]
    before = [f"{row.commitment} {row.title}: {row.before}." for row in rows if row.before]
    words = _figure_words((row.done, row.before) for row in rows)
    return [
        SlideText(
            title=f"Årets redovisning {year}",
            subtitle="En period hör till det år då den slutar. Det som ändrats står med parternas egna ord.",
            source=_source(report),
            notes=notes_of(report, (*words, f"Året före, {year - 1}:", *before)),
            table=Table(("Åtagande", "Utlovat", f"Gjort {year}", "Saknas och varför", "Ändrat"), tuple(cells)),
        )
    ]


def _meanings(report: Report) -> SlideText:
    return SlideText(
        title="Orden i bedömningarna",
        subtitle="Samma sju ord i alla bilder och tabeller.",
        source=_source(report),
        notes=notes_of(report, ()),
        table=Table(
            ("Bedömning", "Betyder"),
            tuple((capitalised(str(verdict)), capitalised(meaning)) for verdict, meaning in MEANINGS.items()),
        ),
    )


def _source(report: Report) -> str:
    place = genitive(report.promise.municipality)
    return f"Källa: {place} och polisens redovisningar till och med {long_date(report.cutoff)}."
