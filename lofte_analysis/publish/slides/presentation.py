"""The council's slides: a presentation in the municipality's own template or the house's, made from a report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from lofte_analysis.paths import output_path
from lofte_analysis.promise import Promise
from lofte_analysis.publish.folder import whole_or_nothing
from lofte_analysis.records import Records
from lofte_analysis.words import counted

FOLDER, FILE = "presentation", "presentation.pptx"


class Deck(NamedTuple):
    """What was written: the file, seen from the output folder, and how many slides come before and in the appendix."""

    file: str
    slides: int
    appendix: int
    out: str

    def __repr__(self) -> str:
        """The sentence that an analyst reads under the cell."""
        shown = counted(self.slides, "sida", "sidor")
        return f"{Path(self.out, self.file).as_posix()}: {shown} att visa och {self.appendix} i bilagan"


def make_presentation(
    promise: Promise,
    records: Records,
    out: str | Path = "export",
    *,
    cutoff: dt.date | str | None = None,
    year: int | None = None,
    template: str | Path | None = None,
    areas: bool = True,
    progress: Callable[[str], None] = lambda text: None,
) -> Deck:
    """Write the council's slides to `out`/presentation/presentation.pptx, and say how many there are.

    `year` adds the account of that year and the questions to the council; `template` is the municipality's own
    presentation or template (.pptx, .potx). Without `areas` the charts of each area are left out, which is quicker. A
    relative `out` is seen from the repository root. The earlier presentation stays until the new one is whole. Raises
    OutputError when the folder cannot be written, NothingToReport when no period is to be shown and SlideTemplateError
    when the template cannot be used.
    """
    from lofte_analysis.office_files import saved
    from lofte_analysis.outcomes import follow_through
    from lofte_analysis.publish.contents import contents_of
    from lofte_analysis.publish.slides.assembly import deck_of
    from lofte_analysis.publish.slides.contents import slides_of
    from lofte_analysis.publish.slides.house_template import house_template
    from lofte_analysis.publish.slides.slide_text import Kind
    from lofte_analysis.publish.slides.template import emptied

    day = pd.Timestamp(records.cutoff_day(cutoff))
    presentation = house_template() if template is None else emptied(template)
    if records.example:
        promise = promise.for_example_data()
    with whole_or_nothing(output_path(out), (FOLDER,)) as staged:
        report = contents_of(promise, records, follow_through(promise, records, cutoff=cutoff), day, year)
        slides = deck_of(slides_of(report, areas=areas), presentation, progress=progress)
        _sign(presentation, slides[0].title, report)
        (staged / FOLDER / FILE).write_bytes(saved(presentation, day.to_pydatetime()))
    before = next(number for number, slide in enumerate(slides) if slide.kind is Kind.SECTION)
    return Deck(f"{FOLDER}/{FILE}", before, len(slides) - before, Path(out).as_posix())


def _sign(presentation, title: str, report) -> None:
    """Title, language and date of the file, and no names of those who made the template."""
    from lofte_analysis.columns import EXAMPLE_MARK
    from lofte_analysis.publish.slides.parts import LANGUAGE

    properties, moment = presentation.core_properties, report.cutoff.to_pydatetime()
    properties.title = f"{title} – {EXAMPLE_MARK}" if report.records.example else title
    properties.subject = f"Redovisning till {report.promise.council}"
    properties.author = properties.last_modified_by = "lofte-analysis"
    properties.language = LANGUAGE
    properties.keywords = properties.comments = properties.category = ""
    properties.created = properties.modified = moment
    properties.revision = 1
