"""The names that a promise gives to commitments, parties and traffic types, and how people write them."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable
from functools import cached_property

from lofte_analysis.cells import Fault, is_blank, read_text
from lofte_analysis.columns import OTHER_PLACE
from lofte_analysis.folding import folded, folded_header
from lofte_analysis.promise import Promise

NEAR = 200  # so many unknown names of a file are looked up among those that are like them
_WORDS = re.compile(r"\w+(?:\.\w+)*")
_AND = re.compile(r"&|\+|\s(?:och|samt)\s", re.IGNORECASE)
_DECIMAL = re.compile(r"\d+,\d+")
_ID_AND_TITLE = re.compile(r"(\S+?)[:.,]?(?:\s+[-–:]?\s*(.*))?")


class Names:
    """Looks up what is written in a cell among the names of one promise."""

    def __init__(self, promise: Promise):
        self.promise = promise
        self._near: dict[tuple[str, str], list[str]] = {}

    def begin_file(self) -> None:
        """Let the unknown names of another file be looked up, too."""
        self._near.clear()

    def _nearest(self, what: str, text: str, known: Iterable[str], cutoff: float = 0.6) -> list[str]:
        """The known name that a text is most like, in a list; none when too many have been asked for."""
        if (what, text) not in self._near:
            if len(self._near) >= NEAR:
                return []
            self._near[what, text] = difflib.get_close_matches(text[:80], known, n=1, cutoff=cutoff)
        return self._near[what, text]

    @cached_property
    def _ids(self) -> dict[str, str]:
        return {folded(c.id): c.id for c in self.promise.commitments}

    @cached_property
    def _titles(self) -> dict[str, set[str]]:
        titles: dict[str, set[str]] = {}
        for c in self.promise.commitments:
            titles.setdefault(folded(c.title), set()).add(c.id)
        return titles

    @cached_property
    def _parties(self) -> dict[str, str]:
        return {
            folded_header(written): party.name
            for party in self.promise.parties
            for written in (party.name, party.label, *party.aliases)
        }

    @cached_property
    def _types(self) -> dict[str, str]:
        types = {folded(name): name for c in self.promise.commitments for rows in c.traffic for name in rows.types}
        own = {folded(theirs): types[folded(ours)] for theirs, ours in self.promise.traffic_words.items()}
        return own | types

    @cached_property
    def _places(self) -> dict[str, str]:
        """The places that may be shown: those of the list, and those that decide a commitment; none without a list."""
        ruled = [name for c in self.promise.commitments for rows in (*c.traffic, c) for name in rows.places]
        named = [*self.promise.places, *(name[:1].upper() + name[1:] for name in ruled)] if self.promise.places else []
        return {folded(name): name for name in reversed(named)}

    def commitment(self, value: object) -> str | Fault | None:
        """A commitment's id from "5.3", "5.3 Samverkansträff", the bare title, or what Excel made of 5.3."""
        if is_blank(value):
            return None
        if isinstance(value, dt.date):
            return self._from_date(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._from_number(f"{value:.15g}")
        text = folded(str(value))
        if text in self._ids:
            return self._ids[text]
        if _DECIMAL.fullmatch(text):  # a number, as Excel writes it to csv
            return self._from_number(text.replace(",", "."))
        if text in self._titles:
            return self._only(self._titles[text])
        match = _ID_AND_TITLE.fullmatch(text)
        if match and match[1] in self._ids:
            found = self._ids[match[1]]
            titled = self._titles.get(match[2] or "")
            if titled and found not in titled:
                return Fault(f"Numret säger {found} men rubriken {min(titled)}.", "Välj det åtagande som menas.")
            named = {found} if titled else {self._ids[w] for w in _WORDS.findall(text) if w in self._ids}
            return self._only(named)
        near = self._nearest("commitment", text, [*self._ids, *self._titles], 0.5)
        meant = f"Menade du {self._ids.get(near[0]) or min(self._titles[near[0]])}? " if near else ""
        return Fault("Åtagandet finns inte i löftet.", f"{meant}Skriv ett av {', '.join(self._ids.values())}.")

    @staticmethod
    def _only(found: set[str]) -> str | Fault:
        if len(found) == 1:
            return min(found)
        return Fault(
            f"Cellen kan mena {' eller '.join(sorted(found))}.",
            "Skriv ett åtagande per rad, med dess nummer.",
        )

    def _from_number(self, text: str) -> str | Fault:
        """Excel reads 5.10 as 5.1, so 5.1 is read only where the promise has no 5.10."""
        readings = {self._ids[t] for t in (text, f"{text}0", f"{text}.0") if t in self._ids}
        if "." not in text:
            readings -= {f"{text}0"}
        if len(readings) == 1:
            return readings.pop()
        likely = f" Troligen menas {' eller '.join(sorted(readings))}." if readings else ""
        problem = (
            f"Excel har gjort om åtagandet till ett tal.{likely}" if readings else "Åtagandet finns inte i löftet."
        )
        remedy = (
            "Skriv en apostrof före numret ('5.3), så att det blir text."
            if readings
            else f"Skriv ett av {', '.join(self._ids.values())}."
        )
        return Fault(problem, remedy)

    def _from_date(self, value: dt.date) -> str | Fault:
        """Excel reads 5.3 as the fifth of March, and in an English set-up as the third of May."""
        readings = {f"{value.day}.{value.month}", f"{value.month}.{value.day}"} & set(self._ids)
        if len(readings) == 1:
            return self._ids[readings.pop()]
        likely = f" Troligen menas {' eller '.join(sorted(readings))}." if readings else ""
        return Fault(
            f"Excel har gjort om åtagandet till ett datum.{likely}",
            "Skriv en apostrof före numret ('5.3), så att det blir text.",
        )

    def party(self, value: object) -> str | Fault | None:
        if is_blank(value):
            return None
        found = self._parties.get(folded_header(str(value)))
        return found or Fault(
            "Parten finns inte i löftet.", f"Skriv en av {', '.join(p.name for p in self.promise.parties)}."
        )

    def parties(self, value: object) -> tuple[tuple[str, ...], bool] | None:
        """The parties in a cell and whether something in it is no party that the promise knows."""
        if is_blank(value):
            return None
        found, unknown = [], False
        for part in re.split(r"[;,/\n]", str(value)):
            if is_blank(part):
                continue
            whole = self.party(part)
            pieces = [whole] if isinstance(whole, str) else [self.party(p) for p in _AND.split(part)]
            found += [piece for piece in pieces if isinstance(piece, str)]
            unknown |= any(isinstance(piece, Fault) for piece in pieces)
        return tuple(dict.fromkeys(found)), unknown

    def nearest_party(self, value: object) -> str:
        """The party whose name is most like what stands in a cell; nothing where none is near."""
        words = [folded_header(part) for part in re.split(r"[;,/\n]", str(value))]
        near = (self._nearest("party", word, self._parties) for word in words if word not in self._parties)
        return next((self._parties[found[0]] for found in near if found), "")

    def place(self, value: object) -> str | None:
        """A place as the promise file writes it, OTHER_PLACE where it has a list without it, else as it was typed."""
        text = read_text(value)
        if text is None or not self._places:
            return text
        return self._places.get(folded(text), OTHER_PLACE)

    def party_of_header(self, header: object) -> str | None:
        return self._parties.get(folded_header(header)) if isinstance(header, str) else None

    def traffic_type(self, value: object) -> str | Fault | None:
        if is_blank(value):
            return None
        text = folded(str(value))
        if text in self._types:
            return self._types[text]
        near = self._nearest("type", text, self._types)
        known = ", ".join(dict.fromkeys(self._types.values()))
        meant = f"Menade du {self._types[near[0]]}? " if near else ""
        return Fault(
            "Typen finns inte i löftesfilen.", f"{meant}Skriv en av {known}. Hör raden inte till löftet, ta bort den."
        )
