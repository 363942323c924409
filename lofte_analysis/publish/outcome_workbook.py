"""The published workbook: a cover sheet in words, then one real table a sheet, readable by eye, ear and program."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.office_files import printable, saved
from lofte_analysis.publish.contents import Report
from lofte_analysis.publish.report_words import (
    FIGURE_WORDS,
    MEANINGS,
    NOTHING,
    UNKNOWN,
    assumptions,
    done_words,
    ratio_rows,
    reading_sentences,
    shows_literal,
    title_of,
)
from lofte_analysis.publish.workbook_parts import Cover, TableSheet, fill_table, set_up_page
from lofte_analysis.tables import account_table, outcome_table, summary_table
from lofte_analysis.words import counted, long_date


def write_workbook(report: Report, path: Path) -> None:
    """Write uppfoljning.xlsx; the same bytes for the same report."""
    from openpyxl import Workbook

    workbook, sheets = Workbook(), table_sheets(report)
    title, mark = title_of(report), EXAMPLE_MARK if report.records.example else ""
    _fill_cover(workbook.active, report, sheets)
    for table in (table for table in sheets if len(table.rows)):
        fill_table(workbook.create_sheet(table.title), table)
    for sheet in workbook.worksheets:
        set_up_page(sheet, title, mark)
    workbook.active.sheet_view.tabSelected = True
    moment = report.cutoff.to_pydatetime()
    properties = workbook.properties
    properties.title, properties.subject = printable(f"{mark} – {title}" if mark else title), "Tabeller"
    properties.creator, properties.language, properties.created = "lofte-analysis", "sv-SE", moment
    path.write_bytes(saved(workbook, moment))


# What the sheets hold -------------------------------------------------------------------------------------


def table_sheets(report: Report) -> list[TableSheet]:
    """The sheets after the cover, each with its table; one without rows has nothing to show for this report."""
    when = f" som rör {report.year}" if report.year is not None else ""
    sheets = [
        TableSheet("Uppföljning", "Uppfoljning", f"En rad per åtagande och period{when}.", _outcomes(report)),
        TableSheet("Sammanfattning", "Sammanfattning", _summary_note(report), _summary(report)),
    ]
    if report.year is not None:
        note = f"En rad per åtagande som gällde {report.year}. En period hör till det år då den slutar."
        sheets.append(TableSheet("Årets redovisning", "AretsRedovisning", note, _account(report)))
    return [
        *sheets,
        TableSheet(
            "Redovisningsläge",
            "Redovisningslage",
            "En rad per part och månad: vad parten har redovisat.",
            _state(report),
        ),
        TableSheet(
            "Aktiviteter",
            "Aktiviteter",
            f"En rad per genomförd aktivitet{when}. Det som rör enskilda personer listas aldrig.",
            _activities(report),
        ),
        TableSheet("Kommentarer", "Kommentarer", "En rad per kommentar, med parternas egna ord.", _comments(report)),
        TableSheet(
            "Så har vi räknat", "SaHarViRaknat", "En rad per antagande, regel eller upplysning.", _how_counted(report)
        ),
    ]


def _outcomes(report: Report) -> pd.DataFrame:
    table = outcome_table(report.shown)
    table["från"], table["till"] = _days(report.shown["start"]), _days(report.shown["end"])
    table["gjort"] = list(map(done_words, table["gjort"], table["bedömning"]))
    return table.assign(utlovat=table["utlovat"].map(_number), gjort=table["gjort"].map(_number))


def _summary(report: Report) -> pd.DataFrame:
    table, ratios = summary_table(report.counted), ratio_rows(report)
    table.insert(2, "utlovat", [row["promised"] for row in ratios])
    table["i ord"] = [row["whole"] for row in ratios]
    if shows_literal(report):
        table[f"till {long_date(report.promise.literal_end)} enligt ordalydelsen"] = [row["literal"] for row in ratios]
    return table


def _summary_note(report: Report) -> str:
    when = f" Perioder som slutade {report.year} räknas." if report.year is not None else ""
    return (
        f"En rad per åtagande med utlovat antal: uppfyllda av avslutade perioder.{when} Åtaganden läggs "
        "aldrig ihop: månader, terminer och år är olika saker."
    )


def _account(report: Report) -> pd.DataFrame:
    return account_table(report.account, report.year, between="\n")


def _state(report: Report) -> pd.DataFrame:
    rows = report.state
    return pd.DataFrame(
        {"part": rows["label"], "från": _days(rows["start"]), "till": _days(rows["end"]), "läge": rows["state"]}
    )


def _activities(report: Report) -> pd.DataFrame:
    rows = report.activities
    return pd.DataFrame(
        {
            "åtagande": rows["commitment"],
            "rubrik": [report.promise[i].title for i in rows["commitment"]],
            "från": _days(rows["start"]),
            "till": _days(rows["end"]),
            **{name: rows[name] for name in ("aktivitet", "parter", "plats", "objekt")},
            "antal": rows["antal"].map(_number),
        }
    )


def _comments(report: Report) -> pd.DataFrame:
    rows = report.comments[report.comments["commitment"].isin(report.shown["commitment"])]
    return pd.DataFrame(
        {
            "åtagande": rows["commitment"],
            "rubrik": [report.promise[i].title for i in rows["commitment"]],
            "period": rows["period"],
            "part": rows["reporter"].map(report.promise.party_label),
            "kommentar": rows["text"],
        }
    )


def _how_counted(report: Report) -> pd.DataFrame:
    texts = [("inläsning", text) for text in reading_sentences(report)]
    texts += [("räkning", text) for text in assumptions(report)]
    rows = [(number, about, text) for number, (about, text) in enumerate(texts, 1)]
    return pd.DataFrame(rows, columns=["nummer", "gäller", "text"])


def _days(stamps: pd.Series) -> list[dt.date]:
    return [stamp.date() for stamp in stamps]


def _number(text: str) -> object:
    """Plain numbers as such; "74/92", "minst 12" and "100 %" stay texts."""
    return int(text) if text.isascii() and text.isdigit() else text


# The cover ------------------------------------------------------------------------------------------------


def _fill_cover(sheet, report: Report, tables: list[TableSheet]) -> None:
    cover = Cover(sheet, title_of(report))
    if report.records.example:
        cover.line(f"{EXAMPLE_MARK} – det här är inte någon kommuns verkliga redovisning.", bold=True)
    cover.line("Tabellerna visar vad som var utlovat, vad som gjordes och vad som inte går att bedöma.")
    cover.section("Om uppföljningen", _about(report))
    if report.promise.source.startswith(("https://", "http://")):
        cover.line(f"Löftets text: {report.promise.source}", address=report.promise.source)
    cover.section("Blad")
    for table in tables:
        if table.rows.empty:
            cover.line(f"{table.title}: inget att visa, bladet saknas.")
            continue
        rows, note = counted(len(table.rows), "rad", "rader"), table.note.split(". ")[0].rstrip(".")
        cover.line(f"{table.title} ({rows}). {note}.", to=table.title)
    cover.section("Så läses tabellerna", _how_to_read())
    cover.section("De sju bedömningarna", [f"{verdict}: {meaning}." for verdict, meaning in MEANINGS.items()])


def _about(report: Report) -> list[str]:
    promise = report.promise
    lines = [
        f"Kommun: {promise.municipality}.",
        f"Löftet gäller från den {long_date(promise.start)} till den {long_date(promise.end)}.",
        f"Uppgifter till och med {long_date(report.cutoff)}, den dagen medräknad.",
        f"Redovisas för: {promise.council}.",
        "Källa: parternas arbetsböcker.",
    ]
    if report.year is not None:
        lines.insert(2, f"Tabellerna gäller {report.year}.")
    return lines


def _how_to_read() -> list[str]:
    return [
        "Varje blad har en tabell. Tabellens rubriker står på rad 4, och ovanför dem vad en rad är.",
        "Ingen cell i en tabell är tom.",
        "Perioder skrivs kort: 2023-01 är en månad, VT2023 en termin, 2023-H1 ett halvår, 2023-K1 ett kvartal,",
        "2023-T1 ett tertial, 2023-v12 en vecka, 2022/23 ett läsår eller löftesår, och hela är hela löftestiden.",
        "En milstolpe med ett sista datum har tiden dit som period: till 2023-06-30.",
        f"{NOTHING}: det finns inget att ange. Löftet anger inget antal, perioden är inte slut eller inget är skrivet.",
        f"{UNKNOWN}: det går inte att veta hur mycket som gjordes. Det betyder aldrig noll.",
        *(f"{word}: {meaning}." for word, meaning in FIGURE_WORDS.items()),
    ]
