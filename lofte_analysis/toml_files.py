"""Files that people write by hand in the format TOML, and what to say in Swedish when one cannot be read."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

_ENDLESS = re.compile(r"^[ \t]*[\[\w.\-\"' ]{3000}", re.MULTILINE)  # a key of a thousand names takes hours to read
_SLANTED = re.compile("[“”„‘’´]")
_DECIMAL_COMMA = re.compile(r"[\w-]+ *= *(\d+),(\d+)")
_HINTS = (
    ("Expected '='", "Ett likhetstecken saknas: till vänster om det står en nyckel, till höger värdet."),
    ("Cannot overwrite", "Samma nyckel står två gånger. Ta bort den ena raden."),
    ("twice", "Samma rubrik står två gånger. Skriv den med dubbla hakparenteser, eller ta bort den ena."),
    ("date or datetime", "Datumet finns inte. Skriv till exempel 2026-01-31."),
    ("Illegal character", "Ett citattecken saknas: text står mellan två raka citattecken på en och samma rad."),
    ("Unclosed", "I en lista saknas ett kommatecken mellan två texter, ett citattecken eller den sista hakparentesen."),
)
MOST_BYTES = 2_000_000  # what people write by hand is a twentieth of it
_ANY_HINT = (
    'Text och listor av text står inom raka citattecken: "Skolan", ["skolan", "polisen"]. Datum skrivs 2026-01-31, '
    "tal med siffror och decimaler med punkt (0.5), ja och nej true och false, alla utan citattecken. Förklaringar "
    "börjar med #."
)


class TomlFault(ValueError):
    """The file is not TOML; the message is Swedish and says where and what to do."""


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file, with or without a byte order mark.

    Raises OSError when there is no such file, TomlFault when it cannot be understood.
    """
    return parse_toml(read_text(path))


def read_text(path: Path) -> str:
    """The text of a file that people write; raises OSError and TomlFault."""
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TomlFault("filen är orimligt stor, över två megabyte. Ta bort det som inte hör dit.")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # as in UTF-16
        raise TomlFault("filen är inte sparad som UTF-8. Spara den igen och välj kodningen UTF-8.")
    return text


def parse_toml(text: str) -> dict[str, Any]:
    """The content of a text in TOML; raises TomlFault."""
    if endless := _ENDLESS.search(text):
        raise TomlFault(f"rad {text[: endless.start()].count(chr(10)) + 1} är orimligt lång.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TomlFault(_told(str(error), text.split("\n"))) from None
    except RecursionError:
        raise TomlFault("filen har hakparenteser i varandra i orimligt många led. Ta bort dem.") from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise TomlFault("filen har ett tal med orimligt många siffror. Ta bort det.") from None


def _told(error: str, lines: list[str]) -> str:
    """The fault in Swedish, with its line; an opening that is never closed is noticed first further down."""
    found = re.search(r"at line (\d+)", error)
    where, line = "sist i filen", ""
    if found:
        line = lines[int(found[1]) - 1].split("#")[0].strip()
        line = "".join(sign if sign.isprintable() else "\ufffd" for sign in line)
        where = f"rad {found[1]}" + (f" ({line[:60]})" if line else "")
    if _SLANTED.search(line) and '"' not in line:
        hint = 'Citattecknen är sneda. Skriv raka: ".'
    elif re.match(r"\[*\w*[åäöÅÄÖ]", line):
        hint = "En nyckel skrivs med a–z, utan å, ä och ö."
    elif comma := _DECIMAL_COMMA.fullmatch(line):
        hint = f"Decimaler skrivs med punkt: {comma[1]}.{comma[2]}."
    else:
        hint = next((hint for sign, hint in _HINTS if sign in error), _ANY_HINT)
    return f"{where} eller raden före går inte att läsa. {hint}"
