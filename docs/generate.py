"""Write the reference pages from the declarations in the code: columns of the sheets, keys of a promise file.

    python -m uv run python docs/generate.py

A test compares the pages with what this writes.
"""

from __future__ import annotations

from pathlib import Path

from lofte_analysis.columns import SHEET_KINDS, SheetKind
from lofte_analysis.promise_keys import (
    COMMITMENT_KEYS,
    KINDS,
    PARTY_KEYS,
    PROMISE_KEYS,
    TRAFFIC_KEYS,
    VERSION_KEYS,
    Key,
)

HERE = Path(__file__).resolve().parent
NOTE = "<!-- Skriven av docs/generate.py. Ändra i koden, inte här. -->"


def columns_page() -> str:
    """The data dictionary: every column of every sheet."""
    parts = [
        NOTE,
        "# Bladens kolumner",
        "Ett blad känns igen på de kolumner som har ja under *känns igen på*. Rubriken får skrivas på något av sätten, "
        "med stora eller små bokstäver. Sista kolumnen säger vad som händer när en ifylld cell inte kan läsas.",
    ]
    return "\n\n".join([*parts, *map(_sheet, SHEET_KINDS)]) + "\n"


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
        lost = "raden avvisas" if column.rejects else "cellen töms"
        lines.append(f"| {column.header} | {also} | {column.type} | {yes[0]} | {yes[1]} | {column.meaning} | {lost} |")
    return "\n".join(lines)


def promise_page() -> str:
    """The reference of the promise file: every key."""
    parts = [
        NOTE,
        "# Löftesfilen",
        "En löftesfil är en textfil i formatet TOML. Alla fel i filen visas på en gång, med nyckel och vad som är "
        "tillåtet. `data/medborgarloften/sunne_2021-2024.toml` är ett helt exempel.",
        _keys("Överst i filen", PROMISE_KEYS),
        _keys("[[version]]", VERSION_KEYS),
        _keys("[[part]]", PARTY_KEYS),
        _keys("[[atagande]]", COMMITMENT_KEYS),
        _keys("[[atagande.trafik]]", TRAFFIC_KEYS),
    ]
    return "\n\n".join(parts) + "\n"


def _keys(title: str, keys: dict[str, Key]) -> str:
    lines = [f"## {title}", "", "| nyckel | värde | måste finnas | betydelse |", "|---|---|---|---|"]
    for name, key in keys.items():
        value = ", ".join(f"`{allowed}`" for allowed in key.allowed) or KINDS[key.kind]
        lines.append(f"| `{name}` | {value} | {'ja' if key.required else 'nej'} | {key.meaning} |")
    return "\n".join(lines)


PAGES = {"kolumner.md": columns_page, "loftesfil.md": promise_page}


if __name__ == "__main__":
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8", newline="\n")
        print(name)
