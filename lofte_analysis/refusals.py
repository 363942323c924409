"""What a user can mend: the errors that are said in Swedish and not as a traceback, and what every command asks for."""

from __future__ import annotations

from pathlib import Path


class CommandError(ValueError):
    """What was asked for cannot be done; the message is one Swedish sentence."""


def expected() -> tuple[type[Exception], ...]:
    """The faults that a user can mend; imported late, so that --help is quick."""
    from lofte_analysis.est.event_categories import CategoryError
    from lofte_analysis.est.picture import NoPicture
    from lofte_analysis.promise import PromiseError
    from lofte_analysis.publish.contents import NothingToReport
    from lofte_analysis.publish.folder import OutputError
    from lofte_analysis.publish.slides.template import SlideTemplateError
    from lofte_analysis.reading.workbooks import ReadError
    from lofte_analysis.working_folder import FolderError

    publishing = (OutputError, NothingToReport, SlideTemplateError)
    return PromiseError, ReadError, *publishing, FolderError, NoPicture, CategoryError, CommandError


def sentences(error: Exception) -> list[str]:
    """What an expected error says: a sentence for each fault of a promise file, else the one."""
    return list(getattr(error, "faults", [str(error)]))


def need_cutoff(records, till) -> None:
    """Refuse records that nobody has reported to a day, when no last day is asked for."""
    if till is None and records.last_delivered_day is None:
        raise CommandError(
            "Ingen rad i bladet Redovisat har Klart = ja, så det går inte att veta hur långt redovisningen når. "
            "Fyll i Redovisat, eller ange sista dag med --till."
        )


def need_year(promise, year: int | None) -> None:
    """Refuse a year that the promise does not cover."""
    years = range(promise.start.year, promise.end.year + 1)
    if year is not None and year not in years:
        raise CommandError(f"Löftet gäller inte {year}. Välj ett år från {years[0]} till {years[-1]}.")


def need_promise(path: Path | None, folder: Path) -> None:
    """Refuse a folder that is not there, and one without a promise file of its own."""
    if not folder.is_dir():
        raise CommandError(f"Mappen {folder} finns inte. Kontrollera hur den är skriven.")
    if path is None:
        raise CommandError(f"Mappen {folder} har ingen löftesfil. Lägg den där, till exempel som lofte.toml.")
