"""What a user can mend: faults that are said in Swedish and not as a traceback, and what is asked for everywhere."""

from __future__ import annotations

import datetime as dt
from pathlib import Path


class Refusal(Exception):
    """A user can mend it: the message is Swedish, one sentence per fault.

    The command line and a notebook show that alone; every other exception is a fault of ours or a programming error,
    and keeps its traceback.
    """

    def _render_traceback_(self) -> list[str]:
        return sentences(self)


class CommandError(Refusal, ValueError):
    """What was asked for cannot be done; the message is one Swedish sentence."""


def sentences(error: Refusal) -> list[str]:
    """What a refusal says: a sentence for each fault of a promise file, else the one."""
    return list(getattr(error, "faults", [str(error)]))


def check_choices(promise, records, *, year: int | None = None, cutoff: dt.date | str | None = None) -> None:
    """Refuse, in Swedish, what a notebook has nothing to show for.

    That is a year that the promise does not cover, one that has not begun by the last day that counts, a last day that
    is no date, and records that nobody has reported to a day when no `cutoff` is given.
    """
    need_year(promise, year)
    try:
        last_day = records.cutoff_day(cutoff)
    except Refusal:
        raise
    except ValueError:
        text = f"TILL ska vara None eller ett datum som 2024-06-30 inom citattecken, inte {cutoff!r}."
        raise CommandError(text) from None
    need_begun(promise, last_day, year)


def need_begun(promise, last_day: dt.date, year: int | None = None) -> None:
    """Refuse a last day before the promise, or before the year that is asked for: there is nothing to tell of yet."""
    from lofte_analysis.words import long_date

    if last_day < max(promise.start, dt.date(year or promise.start.year, 1, 1)):
        what, other = ("Löftet", "") if year in (None, promise.start.year) else (f"År {year}", "ett tidigare år eller ")
        day = long_date(last_day)
        raise CommandError(f"{what} hade inte börjat den {day}, sista dag som räknas. Välj {other}en senare dag.")


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
        allowed = f"ett år från {years[0]} till {years[-1]}" if len(years) > 1 else f"{years[0]}"
        raise CommandError(f"Löftet gäller inte {year}. Välj {allowed}.")


def need_promise(path: Path | None, folder: Path) -> None:
    """Refuse a folder that is not there, and one without a promise file of its own."""
    if not folder.is_dir():
        raise CommandError(f"Mappen {folder} finns inte. Kontrollera hur den är skriven.")
    if path is None:
        raise CommandError(f"Mappen {folder} har ingen löftesfil. Lägg den där, till exempel som lofte.toml.")
