"""The command `lofte`: report and check from the command line. What it prints is Swedish."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from pathlib import Path

from lofte_analysis.paths import WORKBOOKS

DONE, REJECTED_ROWS, FAILED = 0, 1, 2
_WINDOWS = "vecka, två veckor, månad, kvartal, tertial, halvår, läsår eller fria datum"


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
    new = commands.add_parser("ny", help="gör en egen arbetsmapp med löftesfil, tomma arbetsböcker och vägledning")
    new.add_argument("folder", metavar="MAPP", type=Path, help="mappen som ska göras; den får inte finnas")
    new.add_argument("--kommun", metavar="NAMN", dest="municipality", help="kommunens namn (Exempelby)")
    new.add_argument(
        "--lofte", metavar="FIL", type=Path, dest="promise", help="löftesfil (.toml) i stället för exempel"
    )
    new.set_defaults(run=_new)
    report = commands.add_parser("rapport", help="läs arbetsböckerna och skriv tabeller, bilder och sida")
    _add_folder(report)
    report.add_argument(
        "--till", metavar="DATUM", type=_date, help="sista dag som räknas; annars sista redovisade dagen"
    )
    report.add_argument(
        "--ar", "--år", metavar="ÅR", type=_year, dest="year", help="visa bara perioder under det här året"
    )
    report.add_argument("--ut", metavar="MAPP", type=Path, default=Path("export"), help="hit skrivs rapporten (export)")
    report.set_defaults(run=_report)
    slides = commands.add_parser("presentation", help="gör presentationen till rådet, i kommunens egen mall om du vill")
    _add_folder(slides)
    slides.add_argument(
        "--mall", metavar="MALL.pptx", type=Path, dest="slide_template", help="kommunens mall (.pptx eller .potx)"
    )
    slides.add_argument(
        "--ar", "--år", metavar="ÅR", type=_year, dest="year", help="redovisa det här året, med frågor till rådet"
    )
    slides.add_argument(
        "--till", metavar="DATUM", type=_date, help="sista dag som räknas; annars sista redovisade dagen"
    )
    slides.add_argument("--ut", metavar="MAPP", type=Path, default=Path("export"), help="hit skrivs den (export)")
    slides.set_defaults(run=_slides)
    readings = commands.add_parser("kanslighet", help="visa vilka bedömningar som beror på hur löftet läses")
    _add_folder(readings)
    readings.add_argument("--till", metavar="DATUM", type=_date, help="sista dag som räknas")
    readings.add_argument("--ut", metavar="MAPP", type=Path, default=Path("export"), help="hit skrivs tabell och bild")
    readings.set_defaults(run=_readings)
    situation = commands.add_parser("lagesbild", help="skriv lägesbilden för en vecka, en månad eller en annan period")
    _add_folder(situation, or_else="exempeldata")
    situation.add_argument("--fonster", "--fönster", metavar="FÖNSTER", default="vecka", help=f"{_WINDOWS} (vecka)")
    situation.add_argument(
        "--fran", "--från", metavar="DATUM", type=_date, dest="start", help="första dag, vid fria datum"
    )
    situation.add_argument("--till", metavar="DATUM", type=_date, help="sista dag; annars den sista hela perioden")
    situation.add_argument("--ut", metavar="MAPP", type=Path, default=Path("export/lagesbild"), help="hit skrivs den")
    situation.set_defaults(run=_situation)
    template = commands.add_parser("mall", help="skriv en tom arbetsbok att fylla i")
    template.add_argument(
        "file", metavar="FIL.xlsx", type=Path, help="arbetsboken som ska skrivas; en mapp får en arbetsbok per part"
    )
    template.add_argument("--part", metavar="PART", help="parten som ska fylla i; utan --part en gemensam arbetsbok")
    template.add_argument("--ar", "--år", metavar="ÅR", type=_year, dest="year", help="månader bara för det här året")
    template.add_argument("--lofte", metavar="FIL", type=Path, dest="promise", help="löftesfil (.toml)")
    template.set_defaults(run=_template)
    check = commands.add_parser("kontrollera", help="läs arbetsböckerna och lista vad som inte kunde läsas")
    _add_folder(check, or_else="")
    check.set_defaults(run=_check)
    return parser


def _add_folder(parser: argparse.ArgumentParser, or_else: str = ", annars exempeldata") -> None:
    text = f"mapp med parternas arbetsböcker; utan mapp används mappen {WORKBOOKS}, om den finns här{or_else}"
    parser.add_argument("folder", metavar="MAPP", type=Path, nargs="?", help=text)
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


def _read(options):
    from lofte_analysis.promise_file import PROMISE_FILE
    from lofte_analysis.reading.workbooks import read_workbooks

    folder = options.folder
    if folder is None and Path(WORKBOOKS).is_dir():
        folder = Path(WORKBOOKS)
    if folder is None and Path(PROMISE_FILE).is_file():
        raise CommandError(f"Här finns {PROMISE_FILE} men ingen mapp {WORKBOOKS}. Ange mappen med arbetsböckerna.")
    promise, which = _read_promise(options.promise, folder)
    _say(f"Läser löftet: {which}")
    return promise, read_workbooks(folder.absolute() if folder else None, promise, progress=_say)


def _read_promise(path: Path | None, folder: Path | None):
    """The promise that is asked for, else the one of the folder; and which one it is, in words."""
    from lofte_analysis.promise import read_promise
    from lofte_analysis.promise_file import find_promise_file

    path = path or find_promise_file(folder.absolute() if folder else None)
    promise = read_promise(path)
    return promise, f"{promise.name} ({path or 'medföljer'})"


def _new(options) -> int:
    from lofte_analysis.working_folder import GUIDE, NOTEBOOKS, make_working_folder

    folder = make_working_folder(options.folder, municipality=options.municipality, promise=options.promise)
    starter = "ett påhittat exempel att byta ut" if options.promise is None else f"en kopia av {options.promise}"
    print(f"Arbetsmappen är klar: {folder}")
    for name, meaning in (
        (GUIDE, "börja här: steg för steg till första rapporten"),
        ("lofte.toml", f"löftet, {starter}"),
        (WORKBOOKS, "en tom arbetsbok per part"),
        (NOTEBOOKS, "färdiga analyser att köra i JupyterLab"),
    ):
        print(f"  {name:<20}{meaning}")
    print(f'Gå dit med cd "{folder}" och öppna {GUIDE}.')
    print(f"Känns lofte inte igen i ett nytt fönster, skriv i stället: {_by_python()}")
    return DONE


def _by_python() -> str:
    """How the command is called where the shell does not know it, as in an environment that is not active."""
    python = sys.executable
    if " " in python:  # PowerShell calls what stands in quotes only after &
        python = f'& "{python}"' if sys.platform == "win32" else f'"{python}"'
    return f"{python} -m lofte_analysis"


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
    print(
        "Läs igenom aktiviteter, platser och kommentarer innan sidan sprids: de visas så som parterna har skrivit dem."
    )
    if promise.example:
        print("Löftet är ett påhittat exempel, och det säger varje bild. Byt ut det och ta bort raden exempel = true.")
    return DONE


def _slides(options) -> int:
    from lofte_analysis.publish.slides.presentation import make_presentation

    promise, records = _read(options)
    _need_cutoff(options, records)
    _need_year(promise, options.year)
    deck = make_presentation(
        promise,
        records,
        options.ut.absolute(),
        cutoff=options.till,
        year=options.year,
        template=options.slide_template,
        progress=_say,
    )
    _print_ledger(promise, records)
    print(f"\nPresentationen är klar, uppgifter till och med {records.cutoff_day(options.till)}:")
    print(f"  {options.ut / deck.file}")
    print(f"{deck.slides} sidor att visa och {deck.appendix} i bilagan. Under varje sida står vad du kan säga.")
    if options.year is not None:
        print("Läs igenom parternas kommentarer innan den sprids: de visas så som de är skrivna.")
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


def _situation(options) -> int:
    from lofte_analysis.est.picture import picture_window
    from lofte_analysis.est.report_windows import WindowKind
    from lofte_analysis.publish.situation_report import write_situation

    if options.fonster not in list(WindowKind):
        raise CommandError(f"Fönstret {options.fonster} finns inte. Välj {_WINDOWS}.")
    promise, records = _read(options)
    _need_cutoff(options, records)
    window = picture_window(promise, records, options.fonster, cutoff=options.till, start=options.start)
    written = write_situation(promise, records, window, options.ut, progress=_say)
    print(f"Lägesbilden är klar: {window.label}.")
    for path in written:
        print(f"  {path}")
    return DONE


def _need_cutoff(options, records) -> None:
    if options.till is None and records.last_delivered_day is None:
        raise CommandError(
            "Ingen rad i bladet Redovisat har Klart = ja, så det går inte att veta hur långt redovisningen når. "
            "Fyll i Redovisat, eller ange sista dag med --till."
        )


def _template(options) -> int:
    from lofte_analysis.reading.names import Names
    from lofte_analysis.working_folder import write_templates

    promise, which = _read_promise(options.promise, options.file if options.file.is_dir() else options.file.parent)
    party = Names(promise).party(options.part)
    if party is not None and not isinstance(party, str):
        known = ", ".join(p.name for p in promise.parties)
        raise CommandError(f"Parten {options.part} finns inte i löftet. Välj en av {known}, eller utelämna --part.")
    _need_year(promise, options.year)
    try:
        if options.file.is_dir():
            written, kept = write_templates(promise, options.file, parties=party and [party], year=options.year)
        else:
            written, kept = [_one_template(options, promise, party)], []
    except OSError:
        raise CommandError(
            f"{options.file} går inte att skriva. Kontrollera att mappen finns och att du får skriva i den."
        ) from None
    for path in written:
        print(f"Mallen är skriven: {path}. Tomma rader betyder ej redovisat.")
    for path in kept:
        print(f"Finns redan och lämnas orörd: {path}. Ta bort den först om den ska göras om.")
    _say(f"Löfte: {which}")
    return DONE


def _one_template(options, promise, party: str | None) -> Path:
    from lofte_analysis.template import write_template

    if options.file.suffix.lower() != ".xlsx":
        raise CommandError(
            "Mallen måste heta något som slutar på .xlsx, till exempel skolan 2024.xlsx, eller vara en mapp som finns."
        )
    try:
        write_template(promise, options.file, party=party, year=options.year)
    except FileExistsError:
        raise CommandError(
            f"Filen {options.file} finns redan. Välj ett annat namn, så att ingen ifylld arbetsbok skrivs över."
        ) from None
    return options.file


def _need_year(promise, year: int | None) -> None:
    years = range(promise.start.year, promise.end.year + 1)
    if year is not None and year not in years:
        raise CommandError(f"Löftet gäller inte {year}. Välj ett år från {years[0]} till {years[-1]}.")


def _check(options) -> int:
    if options.folder is None and not Path(WORKBOOKS).is_dir():
        raise CommandError(f"Ange MAPP, mappen med parternas arbetsböcker: här finns ingen mapp {WORKBOOKS}.")
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
    words = {"loaded": ("inläst", "inlästa"), "merged": ("sammanslagen", "sammanslagna")}
    words |= {"rejected": ("avvisad", "avvisade")}
    parts = [
        f"{totals[name]} {singular if totals[name] == 1 else plural}" for name, (singular, plural) in words.items()
    ]
    rows = f"{totals['rows']} {'rad' if totals['rows'] == 1 else 'rader'}"
    print(f"{rows}: {', '.join(parts)}, {totals['unrecognised']} i blad som inte känns igen.")
    unread = int((records.problems["consequence"] == "filen lästes inte").sum()) if len(records.problems) else 0
    if unread:
        print(f"{unread} {'fil' if unread == 1 else 'filer'} kunde inte läsas.")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
