"""Where on a template's slides there is room: which of its layouts is for what, and the boxes on it.

A municipality's template is met by the types of its placeholders and where they lie, never by the names of its
layouts, which are anybody's. All measures are in points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import SlideLayout

POINT = 12700  # in the units of the file
_TITLES = (KIND.TITLE, KIND.CENTER_TITLE)
_VERTICAL = (KIND.VERTICAL_TITLE, KIND.VERTICAL_BODY, KIND.VERTICAL_OBJECT)
_FOOTERS = (KIND.DATE, KIND.FOOTER, KIND.SLIDE_NUMBER)
_TEXTS = (KIND.BODY, KIND.OBJECT, KIND.SUBTITLE)  # those that take text
_OPENING, _SECTION = "title", "secHead"
_LEAST = 0.25  # of the slide: what a picture or a table needs
_GAP = 6
_TOUCH = 3  # boxes that overlap by so little lie beside each other


class Box(NamedTuple):
    """A place on a slide, in points from its top left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def area(self) -> float:
        return max(self.width, 0) * max(self.height, 0)

    def between(self, top: float, bottom: float) -> Box:
        return Box(self.left, top, self.width, bottom - top)

    def overlaps(self, other: Box) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > _TOUCH and down > _TOUCH


@dataclass(frozen=True)
class Plan:
    """One layout of a template, and where title, subtitle, body, source and slide number go on it.

    The numbers are those of the layout's placeholders (`idx`), None where it has none; `body_takes_text` is false for
    one that is made for pictures only, and for one without a number of its own, as LibreOffice writes them.
    """

    layout: SlideLayout
    title_box: Box
    body_box: Box
    title: int | None = None
    body: int | None = None
    body_takes_text: bool = False
    subtitle: int | None = None
    subtitle_box: Box | None = None
    source: int | None = None
    source_box: Box | None = None
    number: int | None = None
    left_over: int = 0

    @property
    def ink(self) -> str:
        """The colour of the theme in which text of our own can be read on this layout's ground: "tx1" or "bg1"."""
        return ink_on(self.layout)

    @property
    def worth(self) -> tuple:
        """How well it holds a headline, a picture and their texts: the larger, the better."""
        texts = (self.subtitle is not None) + (self.source is not None)
        readable = self.ink == "tx1"
        return readable, self.title is not None, -self.left_over, self.body is not None, texts, self.body_box.area


class Plans(NamedTuple):
    opening: Plan
    section: Plan
    content: Plan


def plans_of(presentation: Presentation) -> Plans:
    """Which layout opens the presentation, which begins a part of it, and which holds pictures, tables and texts."""
    size = Box(0, 0, presentation.slide_width / POINT, presentation.slide_height / POINT)
    layouts = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    level = [each for each in layouts if not any(_kind(p) in _VERTICAL for p in each.placeholders)] or layouts
    openings = [each for each in level if _opens(each)]
    sections = [each for each in level if each._element.get("type") == _SECTION]
    others = [each for each in level if each not in openings + sections] or level
    content = max((_plan(each, size) for each in others), key=lambda plan: plan.worth)
    opening = _plan(openings[0], size, least=0) if openings else content
    section = _plan(sections[0], size, least=0) if sections else opening
    return Plans(opening, section, content)


def _opens(layout: SlideLayout) -> bool:
    kinds, said = [_kind(placeholder) for placeholder in layout.placeholders], layout._element.get("type")
    return said == _OPENING or (said is None and KIND.CENTER_TITLE in kinds)


def _kind(placeholder) -> KIND:
    return placeholder.placeholder_format.type


def _box(shape) -> Box | None:
    measures = (shape.left, shape.top, shape.width, shape.height)
    return None if None in measures else Box(*(measure / POINT for measure in measures))


def _plan(layout: SlideLayout, size: Box, least: float = _LEAST) -> Plan:
    placed = [(p, _box(p)) for p in layout.placeholders if _box(p) is not None]
    titles = [(p, box) for p, box in placed if _kind(p) in _TITLES]
    number = next((p.placeholder_format.idx for p, _ in placed if _kind(p) is KIND.SLIDE_NUMBER), None)
    inner = [(p, box) for p, box in placed if _kind(p) not in (*_TITLES, *_FOOTERS)]
    taken = _taken(layout, size)
    title_box = titles[0][1] if titles else _clear_of(taken, _title_strip(layout, size))
    usable = [(p, box) for p, box in inner if box.area > least * size.area and not box.overlaps(title_box)]
    if least:  # the headline is read first, so it stands above
        usable = [(p, box) for p, box in usable if box.top >= title_box.bottom - _TOUCH]
    if not usable:
        body_box = _clear_of(taken, _below(title_box, size))
        return Plan(layout, title_box, body_box, title=0 if titles else None, number=number, left_over=len(inner))
    body, body_box = max(usable, key=lambda pair: pair[1].area)
    texts = [(p, box) for p, box in inner if _kind(p) is KIND.BODY and p is not body and not box.overlaps(title_box)]
    above = [(p, box) for p, box in texts if title_box.top <= box.top and box.bottom <= body_box.top + _TOUCH]
    below = [(p, box) for p, box in texts if box.top >= body_box.bottom - _TOUCH]
    subtitle, subtitle_box = above[0] if above else (None, None)
    source, source_box = below[-1] if below else (None, None)
    return Plan(
        layout,
        title_box,
        body_box,
        title=0 if titles else None,
        body=body.placeholder_format.idx,
        body_takes_text=_kind(body) in _TEXTS and body.placeholder_format.idx > 0,
        subtitle=subtitle.placeholder_format.idx if subtitle is not None else None,
        subtitle_box=subtitle_box,
        source=source.placeholder_format.idx if source is not None else None,
        source_box=source_box,
        number=number,
        left_over=len(inner) - 1 - (subtitle is not None) - (source is not None),
    )


# Layouts without a place for what is shown ----------------------------------------------------------------


def _title_strip(layout: SlideLayout, size: Box) -> Box:
    """Where a title goes on a layout that has none: where the master has it, else along the top."""
    for placeholder in layout.slide_master.placeholders:
        if _kind(placeholder) in _TITLES and (box := _box(placeholder)) is not None and box.bottom < size.height / 2:
            return box
    return Box(0.05 * size.width, 0.05 * size.height, 0.9 * size.width, 0.14 * size.height)


def _below(title: Box, size: Box) -> Box:
    """The slide from the title down, as wide to the right as to the left."""
    left = min(title.left, 0.1 * size.width)
    top = title.bottom + _GAP if title.bottom < size.height / 2 else 0.05 * size.height
    bottom = 0.96 * size.height if title.bottom < size.height / 2 else title.top - _GAP
    return Box(left, top, size.width - 2 * left, bottom - top)


def _taken(layout: SlideLayout, size: Box) -> list[Box]:
    """What the template itself puts on a slide: logos, bands and footers, but not what covers it as a ground."""
    drawn = [*layout.shapes, *layout.slide_master.shapes]
    boxes = [_box(shape) for shape in drawn if not shape.is_placeholder]
    boxes += [_box(p) for p in layout.placeholders if _kind(p) in _FOOTERS]
    return [box for box in boxes if box is not None and box.area < 0.5 * size.area]


def _clear_of(taken: list[Box], box: Box) -> Box:
    """The box made smaller where something else already stands, on the side where that costs least."""
    for other in taken:
        if not box.overlaps(other):
            continue
        right, bottom = other.right + _GAP, other.bottom + _GAP
        choices = (
            box.between(box.top, other.top - _GAP),
            box.between(bottom, box.bottom),
            Box(box.left, box.top, other.left - _GAP - box.left, box.height),
            Box(right, box.top, box.right - right, box.height),
        )
        box = max(choices, key=lambda choice: choice.area)
    return box


# Whether text can be read on a layout's ground ------------------------------------------------------------


def ink_on(layout: SlideLayout) -> str:
    """ "tx1", or "bg1" where the ground is of one colour on which the text's own colour is hard to read."""
    ground = next((g for g in (_ground(layout), _ground(layout.slide_master)) if g is not None), None)
    colour, text, other = (_value(layout, name) for name in (ground, "tx1", "bg1"))
    if None in (colour, text, other) or _contrast(colour, text) >= _contrast(colour, other):
        return "tx1"
    return "bg1"


def _ground(holder) -> str | None:
    """The colour behind a layout or master: a name of the theme or RRGGBB; None for none and for a picture."""
    background = holder._element.cSld.find(qn("p:bg"))
    if background is None:
        return None
    found = background.xpath("./p:bgPr/a:solidFill/*[1]/@val | ./p:bgRef/*[1]/@val")
    return found[0] if found else None


def _value(layout: SlideLayout, name: str | None) -> str | None:
    """A colour as RRGGBB, through the master's map of names and its theme."""
    if name is None or re.fullmatch("[0-9A-Fa-f]{6}", name):
        return name
    master = layout.slide_master
    name = master._element.find(qn("p:clrMap")).get(name, name)
    theme = parse_xml(master.part.part_related_by(RT.THEME).blob)
    slot = theme.find(f".//{qn('a:clrScheme')}/{qn('a:' + name)}")
    if slot is None or not len(slot):
        return None
    return slot[0].get("lastClr") or slot[0].get("val")


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours by the rules for accessible text, 1 to 21."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
