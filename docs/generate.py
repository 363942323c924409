"""Write the reference pages from the declarations in the code: columns of the sheets, keys of a promise file.

    python -m uv run python docs/generate.py

A test compares the pages with what this writes.
"""

from __future__ import annotations

import json
from pathlib import Path

from lofte_analysis.column_types import SheetKind
from lofte_analysis.columns import OTHER_PLACE, SHEET_KINDS
from lofte_analysis.promise_keys import (
    CHANGE_KEYS,
    COMMITMENT_KEYS,
    PARTY_KEYS,
    PROMISE_KEYS,
    TRAFFIC_KEYS,
    VERSION_KEYS,
)
from lofte_analysis.promise_schema import promise_schema
from lofte_analysis.reading.asides import HEADING, NOTE, REPEATED, SECOND_HEADER, SUM
from lofte_analysis.toml_keys import KINDS, Key

HERE = Path(__file__).resolve().parent
WRITTEN = "<!-- Skriven av docs/generate.py. Ändra i koden, inte här. -->"


def columns_page() -> str:
    """The data dictionary: every column of every sheet."""
    parts = [
        WRITTEN,
        "# Bladens kolumner",
        "Ett blad känns igen på de kolumner som har ja under *känns igen på*. Rubriken får skrivas på något av sätten, "
        "med stora eller små bokstäver. Sista kolumnen säger vad som händer när en ifylld cell inte kan läsas.",
    ]
    return "\n\n".join([*parts, *map(_sheet, SHEET_KINDS), _rows(), _cells()]) + "\n"


def _rows() -> str:
    """Rows that report nothing, by the sentences of the reader."""
    examples = {
        SUM: "`Summa`, `Totalt:` eller `Delsumma` först på raden, med högst vad som summeras (`Summa tillfällen`), "
        "och ingen dag",
        REPEATED: "rubrikerna en gång till, i samma kolumner",
        HEADING: "en enda ifylld cell med en månad eller längre: `Vårterminen 2022`, `2023`, `mars 2022`",
        SECOND_HEADER: "raden närmast under rubrikerna, med bara rubriker, enheter eller förklaringar inom parentes",
        NOTE: "en enda text under tabellen, efter en tom rad, som inte är ett värde i sin kolumn",
    }
    about = (
        "De läses inte in, står i `problem.csv` och gör ingen bedömning osäker. Är det minsta tveksamt räknas raden "
        "som en redovisning som inte kunde läsas: en rad med en dag, ett åtagande, en part eller ett läge som går att "
        "läsa är alltid en redovisning, om den inte är en summa."
    )
    told = {example: fault.problem for fault, example in examples.items()}
    return _beside("Rader som inte redovisar något", about, ("känns igen på", "sägs så"), told)


def _cells() -> str:
    """How cells and sheets are read, whatever the column."""
    rules = {
        "Formel utan sparat värde, felvärde som `#REF!`": "cellen läses inte, och dess adress står i `problem.csv`",
        "Sammanfogade celler": "räknas för sin första cell",
        "Dolda rader, kolumner och blad": "läses som de andra, med en upplysning",
        "Två tabeller under varandra på ett blad": "läses var för sig; den andra heter *Blad (tabell från rad 12)*",
        "En tabell med okända rubriker över eller under en annan": "läses inte; raderna räknas som ej "
        "igenkända, och i `problem.csv` står var tabellen börjar",
        "Två kolumner för samma part": "ett kryss i någon av dem räknas, och det sägs",
        "Två tabeller bredvid varandra": "den vänstra läses, den andras kolumner räknas upp som olästa",
        "Titelrader och tomma rader över rubrikerna": "högst 19; rubrikerna söks bland de 20 första raderna",
        "Tomma kolumner, radbrytning i en rubrik, hårda blanksteg": "spelar ingen roll",
        "å, ä och ö i två tecken, osynliga tecken": "läses som de vanliga bokstäverna",
        "Datum som kan läsas på två sätt (`03/04/2022`)": "läses inte",
        "Veckodag som inte stämmer med datumet (`torsdag 4 mars 2022`)": "läses inte",
        "Flera dagar i en cell (`3–5 april 2022`)": "läses inte; skriv en rad per dag, eller veckan eller månaden",
        "Flera namn i Objekt i bladet Genomfört (`Livs; Kiosken`)": "läses vart för sig",
        "Antal som ett spann (`5–7`)": "läses inte; skriv ett tal, eller ca",
        "Ungefärliga antal (`ca 100`, `ett hundratal`)": "läses och visas med ca",
        "Plats som inte står i löftesfilens lista": f"visas som *{OTHER_PLACE}*, raden läses",
        "Part, åtagande eller typ som inte finns": "det närmaste kända namnet föreslås; en part upprepas aldrig",
        "Kolumn med namn, adress, telefon eller liknande": "läses aldrig, och det sägs",
        "Personnummer, också med andra tecken mellan siffrorna": "cellen läses som tom, innan något annat ser den; "
        "raden läses. Ett som är uppdelat med ord känns inte igen",
    }
    return _beside("Så läses celler och blad", "", ("det som står", "så läses det"), rules)


def _beside(title: str, about: str, head: tuple[str, str], rows: dict[str, str]) -> str:
    """A section with a table of two columns, and a paragraph above it where there is one."""
    lines = [f"## {title}", "", *([about, ""] if about else []), f"| {' | '.join(head)} |", "|---|---|"]
    return "\n".join([*lines, *(f"| {left} | {right} |" for left, right in rows.items())])


def _sheet(kind: SheetKind) -> str:
    lines = [f"## {kind.name}", ""]
    if kind.party_columns:
        lines += ["En kolumn med en parts namn som rubrik får ett kryss (x) där parten var med.", ""]
    lines += [
        "| kolumn | skrivs också | innehåll | måste fyllas i | känns igen på | betydelse | går inte att läsa |",
        "|---|---|---|---|---|---|---|",
    ]
    for column in kind.columns:
        also = ", ".join(column.synonyms) or "–"
        yes = ["ja" if flag else "nej" for flag in (column.filled, column.identifies)]
        lost = "raden avvisas" if column.rejects else "cellen läses inte"
        lines.append(f"| {column.header} | {also} | {column.type} | {yes[0]} | {yes[1]} | {column.meaning} | {lost} |")
    return "\n".join(lines)


def promise_page() -> str:
    """The reference of the promise file: every key."""
    parts = [
        WRITTEN,
        "# Löftesfilen",
        "En löftesfil är en textfil i formatet TOML. Alla fel i filen visas på en gång, med rad, nyckel och vad som "
        "är tillåtet. `data/medborgarloften/sunne_2021-2024.toml` är ett helt exempel, och hur olika slags löften "
        "skrivs står i [Slag av löften](slag_av_loften.md).",
        "En redigerare som kan JSON Schema fyller i och kontrollerar nycklarna: skriv `#:schema` och sökvägen till "
        "[schemat](loftesfil.schema.json) på filens första rad.",
        _keys("Överst i filen", PROMISE_KEYS),
        _keys("[[version]]", VERSION_KEYS),
        _keys("[[part]]", PARTY_KEYS),
        _keys("[[atagande]]", COMMITMENT_KEYS),
        _keys("[[atagande.andring]]", CHANGE_KEYS),
        _keys("[[atagande.trafik]]", TRAFFIC_KEYS),
        _of_persons(),
    ]
    return "\n\n".join(parts) + "\n"


def _of_persons() -> str:
    """What a promise file cannot have where a number counts persons."""
    refused = {
        "perioder kortare än ett halvår, och terminer": "siffror om personer visas bara per halvår och år",
        "`handelser` och `trafik`": "där visas rader en och en, med tid och plats",
        "milstolpar, fasta tider och objekt": "det är inte personer som räknas",
        "bestånd, annat än per hela löftet": "två perioder kan jämföras, och skillnaden kan vara några få personer",
        "per hela löftet över flera lydelser": "det som redovisades före den nya lydelsen kan dras ifrån",
        '`personuppgift = "person"` med en nivå': "bedömningen skulle säga vad var och en är; ange `ambition = true`",
        "`minst` över 1 till och med 2": "*delvis uppfyllt* bredvid *dolt* skulle betyda precis 1",
        '`matt = "antal"` och `minst` över 3 till och med 4': "*uppfyllt* bredvid *dolt* skulle betyda precis 4",
        "`del_av` ett åtagande om personer, utan `personuppgift`": "delens ärenden är det antal som det hela döljer",
        "`del_av` med en annan period än det hela": "ett år och dess halvår kan jämföras, och det dolda räknas ut",
        "`del_av` med en egen nivå": "bara när både delen och det hela har `minst_andel = 1.0` och "
        '`personuppgift = "insats"`, i högst tre led; annars `ambition = true`',
    }
    about = (
        "Antal på 1–4 personer döljs i det som publiceras, men bedömningen står kvar. Därför nekas det som skulle låta "
        "någon räkna ut ett dolt antal. Är `minst` ett genomsnitt (`snitt_per`) gäller gränserna summan för perioden."
    )
    return _beside("När antalet gäller personer", about, ("går inte", "därför att"), refused)


def _keys(title: str, keys: dict[str, Key]) -> str:
    lines = [f"## {title}", "", "| nyckel | värde | måste finnas | betydelse |", "|---|---|---|---|"]
    for name, key in keys.items():
        value = ", ".join(f"`{allowed}`" for allowed in key.allowed) or KINDS[key.kind]
        value = f"en lista av {value}" if key.allowed and key.kind == "texts" else value
        lines.append(f"| `{name}` | {value} | {'ja' if key.required else 'nej'} | {key.meaning} |")
    return "\n".join(lines)


def schema_page() -> str:
    """The schema of the promise file, for editors."""
    return json.dumps(promise_schema(), ensure_ascii=False, indent=1) + "\n"


PAGES = {"kolumner.md": columns_page, "loftesfil.md": promise_page, "loftesfil.schema.json": schema_page}


if __name__ == "__main__":
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8", newline="\n")
        print(name)
