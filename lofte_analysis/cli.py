"""The command `lofte`: report and check from the command line. What it prints is Swedish."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
import tomllib
from pathlib import Path

DONE, REJECTED_ROWS, FAILED = 0, 1, 2


class CommandError(ValueError):
    """What was asked for cannot be done; the message is one Swedish sentence."""


class _Parser(argparse.ArgumentParser):
    """argparse with Swedish headings and one sentence for a wrong call."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, add_help=False, **kwargs)
        self._positionals.title = "vad"
        self._optionals.title = "val"
        self.add_argument("-h", "--help", action="help", help="visa den här hjälpen")

    def error(self, message: str):
        """One Swedish sentence for the ways in which argparse says that a call is wrong."""
        said = f"Kommandot går inte att förstå: {message}."
        if match := re.search(r"required: (.+)", message):
            said = f"Ange {match[1]}."
        elif match := re.search(r"invalid choice: '(.*?)'", message):
            said = f"{match[1]} är inget kommando."
        elif match := re.search(r"unrecognized arguments: (.+)", message):
            said = f"{match[1]} känns inte igen."
        elif match := re.search(r"argument (\S+): (.+)", message):
            said = f"{match[1]}: {match[2].replace('expected one argument', 'ett värde saknas')}."
        self.exit(FAILED, f"lofte: {said} Skriv lofte --help.\n")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "användning:")

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "användning:")


def main(arguments: list[str] | None = None) -> int:
    """Run the command and give its exit code: 0 done, 1 rows were rejected (only kontrollera), 2 not done."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except _expected() as error:
        for fault in getattr(error, "faults", [str(error)]):
            print(f"lofte: {fault}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("lofte: avbruten. Den förra rapporten är kvar.", file=sys.stderr)
        return FAILED


def _parser() -> _Parser:
    parser = _Parser(prog="lofte", description="Följer upp ett medborgarlöfte.")
    commands = parser.add_subparsers(title="kommandon", metavar="KOMMANDO", required=True, parser_class=_Parser)
    report = commands.add_parser("rapport", help="läs arbetsböckerna och skriv tabeller, bilder och sida")
    _add_folder(report, "mapp med parternas arbetsböcker; utan mapp används exempeldata", needed=False)
    report.add_argument(
        "--till", metavar="DATUM", type=_date, help="sista dag som räknas; annars sista redovisade dagen"
    )
    report.add_argument(
        "--ar", "--år", metavar="ÅR", type=_year, dest="year", help="visa bara perioder under det här året"
    )
    report.add_argument("--ut", metavar="MAPP", type=Path, default=Path("export"), help="hit skrivs rapporten (export)")
    report.set_defaults(run=_report)
    readings = commands.add_parser("kanslighet", help="visa vilka bedömningar som beror på hur löftet läses")
    _add_folder(readings, "mapp med parternas arbetsböcker; utan mapp används exempeldata", needed=False)
    readings.add_argument("--till", metavar="DATUM", type=_date, help="sista dag som räknas")
    readings.add_argument("--ut", metavar="MAPP", type=Path, default=Path("export"), help="hit skrivs tabell och bild")
    readings.set_defaults(run=_readings)
    template = commands.add_parser("mall", help="skriv en tom arbetsbok att fylla i")
    template.add_argument("file", metavar="FIL.xlsx", type=Path, help="arbetsboken som ska skrivas")
    template.add_argument("--part", metavar="PART", help="parten som ska fylla i; utan --part en gemensam arbetsbok")
    template.add_argument("--ar", "--år", metavar="ÅR", type=_year, dest="year", help="månader bara för det här året")
    template.add_argument("--lofte", metavar="FIL", type=Path, dest="promise", help="löftesfil (.toml)")
    template.set_defaults(run=_template)
    check = commands.add_parser("kontrollera", help="läs arbetsböckerna och lista vad som inte kunde läsas")
    _add_folder(check, "mapp med parternas arbetsböcker", needed=True)
    check.set_defaults(run=_check)
    return parser


def _add_folder(parser: argparse.ArgumentParser, help_text: str, *, needed: bool) -> None:
    parser.add_argument("folder", metavar="MAPP", type=Path, nargs=None if needed else "?", help=help_text)
    parser.add_argument("--lofte", metavar="FIL", type=Path, dest="promise", help="löftesfil (.toml)")


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} är inget datum, skriv till exempel 2024-06-30") from None


def _year(text: str) -> int:
    if text.isdigit() and len(text) == 4:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} är inget årtal, skriv till exempel 2023")


def _expected() -> tuple[type[Exception], ...]:
    """The faults that a user can mend; imported late, so that --help is quick."""
    from lofte_analysis.promise import PromiseError
    from lofte_analysis.publish.contents import NothingToReport
    from lofte_analysis.publish.folder import OutputError
    from lofte_analysis.reading.workbooks import ReadError

    return PromiseError, ReadError, OutputError, NothingToReport, CommandError


def _read(options):
    from lofte_analysis.promise import read_promise
    from lofte_analysis.reading.workbooks import read_workbooks

    path = options.promise or _promise_in(options.folder)
    promise = read_promise(path)
    folder = options.folder.absolute() if options.folder else None
    return promise, read_workbooks(folder, promise, progress=_say)


def _promise_in(folder: Path | None) -> Path | None:
    """The promise file in the folder, if there is one; else the shipped promise is used. Several are an error."""
    from lofte_analysis.promise import PromiseError

    if folder is None or not folder.is_dir():
        return None
    found = [path for path in sorted(folder.glob("*.toml")) if _is_promise(path)]
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise PromiseError([f"Mappen har flera löftesfiler ({names}). Välj en av dem med --lofte."])
    return found[0] if found else None


def _is_promise(path: Path) -> bool:
    try:
        return "atagande" in tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return False


def _report(options) -> int:
    from lofte_analysis.outcomes import follow_through
    from lofte_analysis.publish.report import make_report

    promise, records = _read(options)
    _need_cutoff(options, records)
    outcomes = follow_through(promise, records, cutoff=options.till)
    _need_year(promise, options.year)
    written = make_report(promise, records, outcomes, options.ut, cutoff=options.till, year=options.year, progress=_say)
    _print_ledger(promise, records)
    print(f"\nRapporten är klar, uppgifter till och med {records.cutoff_day(options.till)}:")
    for path in written:
        print(f"  {path}")
    print("Läs igenom aktiviteter och platser innan sidan sprids: de visas så som parterna har skrivit dem.")
    return DONE


def _readings(options) -> int:
    from lofte_analysis.charts.other_readings import other_readings
    from lofte_analysis.publish.exports import write_csv
    from lofte_analysis.publish.folder import whole_or_nothing
    from lofte_analysis.publish.images import export_charts
    from lofte_analysis.readings import changed_verdicts, sensitivity

    promise, records = _read(options)
    _need_cutoff(options, records)
    frame = sensitivity(promise, records, cutoff=options.till)
    if frame.empty:
        print("Löftet har inget åtagande som bedöms, så ingen bedömning beror på hur löftet läses.")
        return DONE
    chart = other_readings(frame, promise)
    changed = changed_verdicts(promise, records, cutoff=options.till)
    changed = changed.rename(columns={"commitment": "åtagande", "title": "rubrik"})
    with whole_or_nothing(options.ut, ("kanslighet",)) as staged:
        write_csv(changed, staged / "kanslighet" / "kanslighet.csv")
        names = export_charts([chart], (staged / "kanslighet").resolve())
    print(chart.table.to_string(index=False))
    print(f"\n{len(changed)} bedömningar beror på hur löftet läses:")
    for name in ("kanslighet.csv", *names):
        print(f"  {options.ut / 'kanslighet' / name}")
    return DONE


def _need_cutoff(options, records) -> None:
    if options.till is None and records.last_delivered_day is None:
        raise CommandError(
            "Ingen rad i bladet Redovisat har Klart = ja, så det går inte att veta hur långt redovisningen når. "
            "Fyll i Redovisat, eller ange sista dag med --till."
        )


def _template(options) -> int:
    from lofte_analysis.promise import read_promise
    from lofte_analysis.reading.names import Names
    from lofte_analysis.template import write_template

    promise = read_promise(options.promise)
    party = Names(promise).party(options.part)
    if party is not None and not isinstance(party, str):
        known = ", ".join(p.name for p in promise.parties)
        raise CommandError(f"Parten {options.part} finns inte i löftet. Välj en av {known}, eller utelämna --part.")
    _need_year(promise, options.year)
    if options.file.suffix.lower() != ".xlsx":
        raise CommandError("Mallen måste heta något som slutar på .xlsx, till exempel skolan 2024.xlsx.")
    try:
        write_template(promise, options.file, party=party, year=options.year)
    except FileExistsError:
        raise CommandError(
            f"Filen {options.file} finns redan. Välj ett annat namn, så att ingen ifylld arbetsbok skrivs över."
        ) from None
    except OSError:
        raise CommandError(
            f"Filen {options.file} går inte att skriva. Kontrollera att mappen finns och att du får skriva i den."
        ) from None
    print(f"Mallen är skriven: {options.file}. Tomma rader betyder ej redovisat.")
    return DONE


def _need_year(promise, year: int | None) -> None:
    years = range(promise.start.year, promise.end.year + 1)
    if year is not None and year not in years:
        raise CommandError(f"Löftet gäller inte {year}. Välj ett år från {years[0]} till {years[-1]}.")


def _check(options) -> int:
    promise, records = _read(options)
    for row in records.problems.itertuples():
        where = ", ".join(part for part in (row.file, row.sheet, row.cell) if part)
        value = f" ”{row.value}”" if row.value else ""
        print(f"{where}:{value} {row.problem} {row.remedy} (Följd: {row.consequence}.)")
    _print_ledger(promise, records)
    return REJECTED_ROWS if records.ledger["rejected"].sum() else DONE


def _print_ledger(promise, records) -> None:
    print(f"\nLöfte: {promise.name}.")
    totals = records.ledger[["rows", "loaded", "merged", "rejected", "unrecognised"]].sum()
    print(
        f"{totals['rows']} rader: {totals['loaded']} inlästa, {totals['merged']} sammanslagna, "
        f"{totals['rejected']} avvisade, {totals['unrecognised']} i blad som inte känns igen."
    )
    unread = int((records.problems["consequence"] == "filen lästes inte").sum()) if len(records.problems) else 0
    if unread:
        print(f"{unread} {'fil' if unread == 1 else 'filer'} kunde inte läsas.")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
