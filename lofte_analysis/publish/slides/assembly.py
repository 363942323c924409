"""Slides from what they say: each text measured so that it fits, each plot drawn once in the room that is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide

from lofte_analysis.charts.canvas import MARGIN, PLOT_EDGE, Chart
from lofte_analysis.charts.style import HEIGHT, SOURCE, SUBTITLE, WIDTH
from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.publish.slides.fit import (
    Grid,
    cut_to_fit,
    fits_title,
    grids,
    headline_size,
    pages_of_texts,
    text_height,
    wider,
)
from lofte_analysis.publish.slides.layouts import Box, Plan, plans_of
from lofte_analysis.publish.slides.parts import (
    list_notes_master,
    put_notes,
    put_number,
    put_picture,
    put_table,
    put_text,
    put_title,
    tidy,
)
from lofte_analysis.publish.slides.slide_text import Kind, SlideText

LEAST_TITLE = 20
_OPENING_LINES = 3  # a long name of a municipality, on a slide with room for it
TABLE_SIZES = (16, 14, 13, 12)
POINT_SIZES = (20, 18, 16)
_AFTER = 8  # between points
_GAP = 5
_HANGING = 40  # what bullets and a placeholder's own margins take of a line
_INSETS = 14.4  # a placeholder's own margins, left and right
_FLATTEST = 330  # points of height that a plot is drawn in at least
_EXAMPLE_SENTENCE = "Påhittade exempeldata."


def deck_of(
    slides: Sequence[SlideText], presentation: Presentation, *, progress: Callable[[str], None] = lambda text: None
) -> list[SlideText]:
    """Put all slides into an empty presentation, and give those that it came to: long tables take several."""
    maker = _Maker.of(presentation, slides)
    done = []
    for slide in slides:
        if slide.chart is not None:
            progress(f"Ritar: {slide.title}")
        done += maker.make(slide)
    list_notes_master(presentation)
    return done


@dataclass(frozen=True)
class _Maker:
    """What all slides of one presentation share: its layouts, its fonts' widths and the size of its headlines."""

    presentation: Presentation
    opening: Plan
    section: Plan
    content: Plan
    wide_title: float
    wide_text: float
    title_size: float
    title_inherited: float
    small: float  # sizes of subtitle and source on a slide lower than the house's

    @classmethod
    def of(cls, presentation: Presentation, slides: Sequence[SlideText]) -> _Maker:
        plans = plans_of(presentation)
        major, minor = _fonts(presentation)
        inherited = _title_size(plans.content)
        box, wide = plans.content.title_box, wider(major)
        titles = [slide.title for slide in slides if slide.kind is Kind.CONTENT]
        size = headline_size(titles, box.width - _INSETS, box.height - 2, inherited, wide, min(LEAST_TITLE, inherited))
        low = min(1.0, presentation.slide_height / 12700 / HEIGHT)
        return cls(presentation, *plans, wide, wider(minor), size, inherited, low)

    def make(self, slide: SlideText) -> list[SlideText]:
        if slide.kind is not Kind.CONTENT:
            self._make_opening(slide, self.opening if slide.kind is Kind.OPENING else self.section)
            return [slide]
        if slide.chart is not None:
            self._make_content(slide, chart=slide.chart)
            return [slide]
        room = self._room(slide)
        if slide.table is not None:
            pages = grids(slide.table.headings, slide.table.rows, room.width, room.height, TABLE_SIZES, self.wide_text)
            parts = [(self._part(slide, n, len(pages)), {"grid": page}) for n, page in enumerate(pages, 1)]
        else:
            size, texts = pages_of_texts(
                slide.points, room.width - _HANGING, room.height - 2 * _GAP, POINT_SIZES, self.wide_text, _AFTER
            )
            parts = [
                (self._part(slide, n, len(texts)), {"points": page, "size": size}) for n, page in enumerate(texts, 1)
            ]
        for part, shown in parts:
            self._make_content(part, **shown)
        return [part for part, _ in parts]

    @staticmethod
    def _part(slide: SlideText, number: int, of: int) -> SlideText:
        return slide if of == 1 else replace(slide, title=f"{slide.title} ({number} av {of})")

    # One slide --------------------------------------------------------------------------------------------

    def _make_opening(self, slide: SlideText, plan: Plan) -> None:
        made = self.presentation.slides.add_slide(plan.layout)
        box, inherited = plan.title_box, _title_size(plan)
        place = (box.width - _INSETS, box.height - 2)
        size = headline_size([slide.title], *place, inherited, self.wide_title, LEAST_TITLE, _OPENING_LINES)
        title = cut_to_fit(slide.title, *place, size, self.wide_title, _OPENING_LINES)
        put_title(made, title, size if size != inherited else None, box)
        room = plan.body_box.width - _INSETS
        for size in (20, 18, 16, 14, 12):
            if text_height(slide.points, room, size, self.wide_text, 4) <= plan.body_box.height:
                break
        box = plan.body_box
        if plan.body is None:  # a layout for something else: as far down as an opening's text stands
            box = box.between(box.top + 0.2 * box.height, box.bottom)
        body = put_text(
            made,
            [[(text, text == EXAMPLE_MARK)] for text in slide.points],
            box,
            size,
            idx=plan.body if plan.body_takes_text else None,
            name="Underrubrik",
            after=4,
            ink=plan.ink,
        )
        self._finish(made, plan, slide, body)

    def _make_content(
        self, slide: SlideText, *, chart: Chart | None = None, grid: Grid | None = None, points=(), size: float = 0
    ) -> None:
        plan = self.content
        made = self.presentation.slides.add_slide(plan.layout)
        box, room = plan.title_box, self._room(slide)
        title = slide.title
        if not fits_title(title, box.width - _INSETS, box.height, self.title_size, self.wide_title):
            title = cut_to_fit(title, box.width - _INSETS, box.height, self.title_size, self.wide_title)
        put_title(made, title, self.title_size if self.title_size != self.title_inherited else None, box)
        subtitle = self._put_subtitle(made, slide)
        if chart is not None:
            body = self._put_chart(made, chart, room)
        elif grid is not None:
            words = f"Tabell. {slide.title}. Kolumner: {', '.join(grid.headings)}."
            body = put_table(made, grid, room, slide.title, words, plan.ink)
        else:
            idx = plan.body if plan.body_takes_text else None
            body = put_text(
                made,
                [[(text, False)] for text in points],
                room,
                size,
                idx=idx,
                after=_AFTER,
                bullets=True,
                ink=plan.ink,
            )
        source = self._put_source(made, slide)
        self._finish(made, plan, slide, subtitle, body, source)

    def _finish(self, made: Slide, plan: Plan, slide: SlideText, *shapes) -> None:
        tidy(made, [made.shapes.title, *shapes])
        if plan.number is not None:
            put_number(made, plan.number)
        put_notes(made, slide.notes)

    # Where it stands --------------------------------------------------------------------------------------

    @property
    def _subtitle_size(self) -> float:
        return max(12, round(SUBTITLE * self.small))

    @property
    def _source_size(self) -> float:
        return max(10, round(SOURCE * self.small))

    def _subtitle_box(self, slide: SlideText) -> Box:
        """As high as its text, under the title."""
        place = self.content.subtitle_box or self.content.body_box
        tall = 0.0
        if slide.subtitle:
            tall = text_height([slide.subtitle], place.width - _INSETS, self._subtitle_size, self.wide_text) + 8
        return Box(place.left, place.top, place.width, tall)

    def _source_box(self, slide: SlideText) -> Box:
        """As high as its text, at the bottom."""
        place = self.content.source_box or self.content.body_box
        text = _source_text(slide)
        tall = text_height([text], place.width - _INSETS, self._source_size, self.wide_text) + 8 if text else 0.0
        return Box(place.left, place.bottom - tall, place.width, tall)

    def _room(self, slide: SlideText) -> Box:
        """What is left for picture, table or points between subtitle and source."""
        subtitle, source = self._subtitle_box(slide), self._source_box(slide)
        top = subtitle.bottom + (_GAP if subtitle.height else 0)
        return self.content.body_box.between(top, source.top - (_GAP if source.height else 0))

    def _put_subtitle(self, made: Slide, slide: SlideText):
        if not slide.subtitle:
            return None
        plan = self.content
        return put_text(
            made,
            [[(slide.subtitle, False)]],
            self._subtitle_box(slide),
            self._subtitle_size,
            idx=plan.subtitle,
            name="Underrubrik",
            ink=plan.ink,
        )

    def _put_source(self, made: Slide, slide: SlideText):
        runs = _source_runs(slide)
        if not runs:
            return None
        plan = self.content
        return put_text(
            made,
            [runs],
            self._source_box(slide),
            self._source_size,
            idx=plan.source,
            name="Källa",
            bottom=True,
            ink=plan.ink,
        )

    def _put_chart(self, made: Slide, chart: Chart, room: Box):
        """The plot drawn at the shape of the room: no letter smaller than on the house's slide made as wide."""
        width = max(WIDTH - 2 * MARGIN, _FLATTEST * room.width / room.height)
        scale = room.width / width
        edge = PLOT_EDGE * scale
        figure = chart.plot_figure(width, room.height / scale - 2 * PLOT_EDGE)
        box = Box(room.left - edge, room.top, room.width + 2 * edge, room.height)
        return put_picture(made, chart.png(figure=figure), box, chart.alt, "Bild")


def _source_runs(slide: SlideText) -> list[tuple[str, bool]]:
    """The source, with the mark of invented data first where the data is invented."""
    text = slide.source
    if not slide.example:
        return [(text, False)] if text else []
    return [(f"{EXAMPLE_MARK}. ", True), (text.removesuffix(_EXAMPLE_SENTENCE).rstrip(), False)]


def _source_text(slide: SlideText) -> str:
    return "".join(run for run, _ in _source_runs(slide))


# What the template says -----------------------------------------------------------------------------------


def _fonts(presentation: Presentation) -> tuple[str, str]:
    """The theme's fonts of headlines and of text."""
    theme = parse_xml(presentation.slide_master.part.part_related_by(RT.THEME).blob)
    latins = [theme.find(f".//{qn('a:' + name)}/{qn('a:latin')}") for name in ("majorFont", "minorFont")]
    return tuple(latin.get("typeface", "") if latin is not None else "" for latin in latins)


def _title_size(plan: Plan) -> float:
    """The size of a title as layout and master have it, in points."""
    layout, master = plan.layout, plan.layout.slide_master
    path = "./p:txBody/a:lstStyle/a:lvl1pPr/a:defRPr/@sz"
    kinds = ("title", "ctrTitle")
    found = [
        sizes[0]
        for holder in (layout, master)
        for shape in holder.placeholders
        if (ph := shape._element.xpath("./p:nvSpPr/p:nvPr/p:ph/@type")) and ph[0] in kinds
        if (sizes := shape._element.xpath(path))
    ]
    found += master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
    return int(found[0]) / 100 if found else 44
