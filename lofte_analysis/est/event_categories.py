"""The categories of the situation picture: what an event is called, its group, and what is never shown by place.

The list is data (`data/lagesbild/kategorier.toml`), read by `read_event_categories`, and a municipality's own to
change. The same list sorts what the parties write in the sheet Händelser and the types of the police's notices. A word
that it does not hold is kept as it was written, in the group "okänd", and counts as sensitive: nobody has said what
it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lofte_analysis.folding import folded_header
from lofte_analysis.paths import data_path
from lofte_analysis.privacy import masked
from lofte_analysis.records import LOADED
from lofte_analysis.refusals import Refusal
from lofte_analysis.toml_files import TomlFault, read_toml
from lofte_analysis.toml_keys import Key, meant, tables_in, wrong_keys

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN_GROUP = "okänd"

FILE_KEYS = {
    "grupper": Key("texts", required=True, meaning="Grupperna som kategorierna hör till."),
    "kategori": Key("tables", required=True, meaning="En tabell per kategori."),
    "polisens_typer": Key("table", meaning="Polisens ord till vänster, kategorin till höger."),
}
CATEGORY_KEYS = {
    "namn": Key("text", required=True, meaning="Kategorin så som den visas."),
    "grupp": Key("text", required=True, meaning="En av grupperna."),
    "synonymer": Key("texts", meaning="Andra ord som parterna skriver i bladet Händelser."),
    "kanslig": Key("yes_no", meaning="true: visas aldrig per plats i något som publiceras."),
    "bara_notiser": Key("yes_no", meaning="true: finns bara i polisens notiser."),
    "handelse": Key("yes_no", meaning="false: är ingen enskild händelse och räknas för sig."),
}


@dataclass(frozen=True)
class Category:
    name: str
    group: str
    synonyms: tuple[str, ...] = ()
    sensitive: bool = False  # never shown by place in public
    notices_only: bool = False
    event: bool = True  # else a summary or a message, which is no single event


@dataclass(frozen=True)
class EventCategories:
    """The categories in the order of the file; `police_types` is the police's word → a category's name."""

    categories: tuple[Category, ...]
    police_types: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The categories that the parties choose among in the sheet Händelser."""
        return tuple(category.name for category in self.categories if not category.notices_only)

    def category_of(self, text: str) -> str:
        """The category that a word of the sheet Händelser means, or the word itself where the list lacks it.

        >>> categories = read_event_categories()
        >>> categories.category_of("Hög musik"), categories.category_of("Örnskådning")
        ('hög musik från fordon', 'Örnskådning')
        """
        return self._words.get(folded_header(text)) or _as_written(text)

    def category_of_police_type(self, type: str) -> str:
        """The category of a notice's type: by the whole of it, else by what stands before its first comma.

        >>> categories = read_event_categories()
        >>> categories.category_of_police_type("Trafikolycka,  vilt"), categories.category_of_police_type("Nytt ord")
        ('trafikolycka', 'Nytt ord')
        """
        whole, first = folded_header(type), folded_header(type.partition(",")[0])
        return self._types.get(whole) or self._types.get(first) or _as_written(type)

    def has_police_type(self, type: str) -> bool:
        """Whether the whole of a notice's type stands in the list."""
        return folded_header(type) in self._types

    def group_of(self, category: str) -> str:
        """The group of a category; "okänd" for one that is not in the list."""
        known = self._by_name.get(folded_header(category))
        return known.group if known else UNKNOWN_GROUP

    def is_known(self, category: str) -> bool:
        return folded_header(category) in self._by_name

    def is_sensitive(self, category: str) -> bool:
        """Whether it is never shown by place in public; so is what the list does not hold.

        >>> categories = read_event_categories()
        >>> [categories.is_sensitive(name) for name in ("våld", "rattfylleri", "Örnskådning")]
        [True, False, True]
        """
        known = self._by_name.get(folded_header(category))
        return known.sensitive if known else True

    def is_event(self, category: str) -> bool:
        """Whether it is one event, and not a summary of several or a message."""
        known = self._by_name.get(folded_header(category))
        return known.event if known else True

    @cached_property
    def _by_name(self) -> dict[str, Category]:
        return {folded_header(category.name): category for category in self.categories}

    @cached_property
    def _words(self) -> dict[str, str]:
        return {
            folded_header(word): category.name
            for category in self.categories
            for word in (category.name, *category.synonyms)
        }

    @cached_property
    def _types(self) -> dict[str, str]:
        return {folded_header(type): name for type, name in self.police_types.items()}


class CategoryError(Refusal, ValueError):
    """The category file is wrong; `faults` holds one Swedish sentence per fault."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


def categorised(events: pd.DataFrame, known: EventCategories) -> pd.DataFrame:
    """The loaded events under the names of the category list; what is no single event is left out."""
    rows = events[events["status"] == LOADED]
    names = {text: known.category_of(text) for text in rows["category"].unique()}
    rows = rows.assign(category=rows["category"].map(names))
    return rows[rows["category"].map({name: known.is_event(name) for name in names.values()}).astype(bool)]


def read_event_categories(path: str | Path | None = None) -> EventCategories:
    """Read a category file; without a path, the list that is shipped.

    Raises CategoryError with every fault at once, in Swedish, each naming file, key and what is allowed.

    >>> read_event_categories().names[:3]
    ('störande körning', 'hög musik från fordon', 'buskörning')
    """
    path = Path(path) if path is not None else data_path("lagesbild", "kategorier.toml")
    try:
        raw = read_toml(path)
    except OSError:
        raise CategoryError([f"{path.name}: kategorifilen finns inte eller kan inte läsas."]) from None
    except TomlFault as fault:
        raise CategoryError([f"{path.name}: {fault}"]) from None
    if faults := _faults_in(raw):
        raise CategoryError([f"{path.name}, {fault}" for fault in faults])
    return EventCategories(
        tuple(
            Category(
                name=_as_written(entry["namn"]),
                group=entry["grupp"],
                synonyms=tuple(entry.get("synonymer", ())),
                sensitive=entry.get("kanslig", False),
                notices_only=entry.get("bara_notiser", False),
                event=entry.get("handelse", True),
            )
            for entry in raw["kategori"]
        ),
        dict(raw.get("polisens_typer", {})),
    )


def _as_written(text: str) -> str:
    """The text on one line, without blanks and commas around it and with any identity number hidden."""
    return masked(" ".join(text.split()).strip(" ,")) or UNKNOWN_GROUP


def _faults_in(raw: Mapping[str, Any]) -> list[str]:
    faults = wrong_keys(raw, FILE_KEYS, "")
    for number, entry in enumerate(tables_in(raw, "kategori"), 1):
        faults += wrong_keys(entry, CATEGORY_KEYS, f"kategori {entry.get('namn') or f'nr {number}'}, ")
    if faults:  # what hangs together can be judged only once each key can be read
        return faults
    groups, names = raw["grupper"], [entry["namn"] for entry in raw["kategori"]]
    for entry in raw["kategori"]:
        if entry["grupp"] not in groups:
            near = meant(entry["grupp"], groups)
            allowed = ", ".join(groups)
            faults.append(
                f"kategori {entry['namn']}, grupp: {entry['grupp']!r} är ingen grupp{near}; tillåtet: {allowed}."
            )
    if UNKNOWN_GROUP in map(folded_header, groups):
        faults.append(f"grupper: {UNKNOWN_GROUP!r} är gruppen för ord som inte finns i listan; välj ett annat namn.")
    return faults + _shared_words(raw["kategori"]) + _wrong_types(raw.get("polisens_typer", {}), names)


def _shared_words(categories: list[Mapping[str, Any]]) -> list[str]:
    """Words that mean two categories, and those that mean nothing."""
    faults, owners = [], {}
    for number, category in enumerate(categories, 1):
        name = category["namn"]
        for key, words in (("namn", [name]), ("synonymer", category.get("synonymer", ()))):
            for word in words:
                place = f"kategori {name}, {key}: {word!r}"
                owner, owned_by = owners.setdefault(folded_header(word), (name, number))
                if not folded_header(word):
                    faults.append(f"{place} är inget ord.")
                elif key == "namn" and owned_by != number and folded_header(owner) == folded_header(name):
                    faults.append(f"{place} finns mer än en gång.")
                elif owned_by != number:
                    faults.append(f"{place} hör också till {owner}; låt en kategori ha ordet.")
    return faults


def _wrong_types(types: Mapping[str, str], names: list[str]) -> list[str]:
    faults, owners = [], {}
    for type, name in types.items():
        if name not in names:
            faults.append(
                f"polisens_typer, {type}: {name!r} är ingen kategori{meant(name, names)}; tillåtet: {', '.join(names)}."
            )
        elif owners.setdefault(folded_header(type), name) != name:
            other = owners[folded_header(type)]
            faults.append(f"polisens_typer, {type}: samma typ står också under {other}; låt en kategori ha den.")
    return faults
