"""The command `lofte`: report and check from the command line. What it prints is Swedish."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from pathlib import Path

from lofte_analysis import commands
from lofte_analysis.paths import WORKBOOKS
from lofte_analysis.refusals import Refusal, sentences


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
        elif match := re.search(r"argument (\S+): ignored explicit argument '(.*?)'", message):
            said = f"{match[1]} tar inget värde, men fick {match[2]}."
        elif match := re.search(r"argument (\S+): (.+)", message):
            said = f"{match[1]}: {match[2].replace('expected one argument', 'ett värde saknas')}."
        self.exit(commands.FAILED, f"lofte: {said} Skriv lofte --help.\n")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "användning:")

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "användning:")


def main(arguments: list[str] | None = None) -> int:
    """Run the command and give its exit code: 0 done, 1 not all of it (unread, or failed municipalities), 2 none."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    options.at_shell = arguments is None  # a program of its own, which may start others
    try:
        return options.run(options)
    except Refusal as error:
        for fault in sentences(error):
            print(f"lofte: {fault}", file=sys.stderr)
        return commands.FAILED
    except KeyboardInterrupt:
        print("lofte: avbruten. Den förra rapporten är kvar.", file=sys.stderr)
        return commands.FAILED


def _parser() -> _Parser:
    parser = _Parser(prog="lofte", description="Följer upp ett medborgarlöfte.")
    choices = parser.add_subparsers(title="kommandon", metavar="KOMMANDO", required=True, parser_class=_Parser)
    new = choices.add_parser("ny", help="gör en egen arbetsmapp med löftesfil, tomma arbetsböcker och vägledning")
    new.add_argument("folder", metavar="MAPP", type=Path, help="mappen som ska göras; finns den redan ska den vara tom")
    new.add_argument("--kommun", metavar="NAMN", dest="municipality", help="kommunens namn; annars Exempelby")
    new.add_argument(
        "--lofte",
        metavar="FIL",
        type=Path,
        dest="promise",
        help="löftesfil (.toml) att kopiera; annars ett påhittat exempel",
    )
    new.set_defaults(run=commands.new)
    report = choices.add_parser("rapport", help="läs arbetsböckerna och skriv tabeller, bilder och sida")
    _add_folder(report)
    _add_last_day(report)
    report.add_argument(
        "--ar", "--år", metavar="ÅR", type=_year, dest="year", help="visa bara perioder som berör det här året"
    )
    _add_out(report, "hit skrivs rapporten")
    report.set_defaults(run=commands.report)
    slides = choices.add_parser("presentation", help="gör presentationen till rådet, i kommunens egen mall om du vill")
    _add_folder(slides)
    slides.add_argument(
        "--mall", metavar="MALL.pptx", type=Path, dest="slide_template", help="kommunens mall (.pptx eller .potx)"
    )
    slides.add_argument(
        "--ar", "--år", metavar="ÅR", type=_year, dest="year", help="redovisa det här året, med frågor till rådet"
    )
    _add_last_day(slides)
    _add_out(slides, "hit skrivs den")
    slides.set_defaults(run=commands.presentation)
    readings = choices.add_parser("kanslighet", help="visa vilka bedömningar som beror på hur löftet läses")
    _add_folder(readings)
    _add_last_day(readings)
    _add_out(readings, "hit skrivs tabell och bild")
    readings.set_defaults(run=commands.readings)
    beside = choices.add_parser("jamfor", help="ställ flera löften bredvid varandra, utan att lägga ihop dem")
    beside.add_argument(
        "folders", metavar="MAPP", type=Path, nargs="+", help="en mapp per löfte, med löftesfil och arbetsböcker"
    )
    _add_last_day(beside)
    _add_out(beside, "hit skrivs tabell och bilder")
    beside.set_defaults(run=commands.beside)
    _add_many(choices)
    situation = choices.add_parser("lagesbild", help="skriv lägesbilden för en vecka, en månad eller en annan period")
    _add_folder(situation)
    situation.add_argument(
        "--fonster", "--fönster", metavar="FÖNSTER", default="vecka", help=f"{commands.WINDOWS}; annars vecka"
    )
    situation.add_argument(
        "--fran", "--från", metavar="DATUM", type=_date, dest="start", help="första dag, vid fria datum"
    )
    situation.add_argument("--till", metavar="DATUM", type=_date, help="sista dag; annars den sista hela perioden")
    situation.add_argument(
        "--ut",
        metavar="MAPP",
        type=Path,
        default=Path("export/lagesbild"),
        help="hit skrivs den; annars export/lagesbild",
    )
    situation.set_defaults(run=commands.situation)
    template = choices.add_parser("mall", help="skriv en tom arbetsbok att fylla i")
    template.add_argument(
        "file", metavar="FIL.xlsx", type=Path, help="arbetsboken som ska skrivas; en mapp får en arbetsbok per part"
    )
    template.add_argument("--part", metavar="PART", help="parten som ska fylla i; utan --part en gemensam arbetsbok")
    template.add_argument("--ar", "--år", metavar="ÅR", type=_year, dest="year", help="månader bara för det här året")
    template.add_argument("--lofte", metavar="FIL", type=Path, dest="promise", help="löftesfil (.toml)")
    template.set_defaults(run=commands.template)
    check = choices.add_parser("kontrollera", help="läs arbetsböckerna och lista vad som inte kunde läsas")
    _add_folder(check, or_else="")
    check.set_defaults(run=commands.check)
    return parser


def _add_many(choices) -> None:
    many = choices.add_parser("flera", help="följ upp många löften med ett kommando, ett i taget eller flera samtidigt")
    many.add_argument("folder", metavar="MAPP", type=Path, help="mapp som har en mapp per kommun")
    many.add_argument(
        "--rapport",
        action="store_true",
        dest="pictures",
        help="skriv hela rapporten för varje kommun, inte bara tabeller",
    )
    _add_last_day(many)
    many.add_argument(
        "--ar", "--år", metavar="ÅR", type=_year, dest="year", help="visa bara perioder som berör det här året"
    )
    many.add_argument(
        "--arbetare",
        metavar="ANTAL",
        type=_number,
        dest="workers",
        help="så många kommuner samtidigt på den här datorn; annars en per kärna",
    )
    many.add_argument(
        "--adress",
        metavar="ADRESS",
        dest="address",
        help="ett kluster som redan är igång, till exempel tcp://dator:8786",
    )
    many.add_argument(
        "--ut", metavar="MAPP", type=Path, default=Path("export/flera"), help="hit skrivs allt; annars export/flera"
    )
    many.set_defaults(run=commands.many)


def _add_folder(parser: argparse.ArgumentParser, or_else: str = ", annars exempeldata") -> None:
    text = f"mapp med parternas arbetsböcker; utan mapp används mappen {WORKBOOKS}, om den finns här{or_else}"
    parser.add_argument("folder", metavar="MAPP", type=Path, nargs="?", help=text)
    parser.add_argument("--lofte", metavar="FIL", type=Path, dest="promise", help="löftesfil (.toml)")


def _add_last_day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--till", metavar="DATUM", type=_date, help="sista dag som räknas; annars sista redovisade dagen"
    )


def _add_out(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--ut", metavar="MAPP", type=Path, default=Path("export"), help=f"{what}; annars mappen export")


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} är inget datum, skriv till exempel 2024-06-30") from None


def _number(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} är inget antal, skriv till exempel 4")


def _year(text: str) -> int:
    if text.isdigit() and len(text) == 4:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} är inget årtal, skriv till exempel 2023")
