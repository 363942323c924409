"""What one workbook asks for: the sheets, columns, months and choices that a party's commitments need, and no more.

The sheets and columns are those of `columns`; the promise decides which of them a party has any use for. A check only
warns where the reader understands other ways to write, and stops where it does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from lofte_analysis.column_types import CellType, Column, SheetKind, Status, cross_column
from lofte_analysis.columns import ACTIONS, ACTIVITIES, CASES, COMMENTS, DELIVERIES, EVENTS, SHEET_KINDS, TRAFFIC
from lofte_analysis.folding import folded
from lofte_analysis.periods import months_between
from lofte_analysis.promise import Commitment, Counted, Measure, Promise, ShareOf
from lofte_analysis.promised_words import conditions_text
from lofte_analysis.words import listing, month_name

LONGEST_PROMPT = 255  # characters; Excel calls a file with a longer one broken

_T = CellType
_CHOSEN = (_T.MONTH, _T.PERIOD, _T.STATUS, _T.COMMITMENT, _T.PARTY, _T.CHOICE)
_HOW = dict.fromkeys(_CHOSEN, "Välj ur listan.")
_HOW |= {_T.DATE: "Skriv som {day}.", _T.COUNT: "Skriv ett helt tal.", _T.CLOCK: "Skriv som 21:30."}
_WARNINGS = {
    _T.DATE: "Det är inget datum inom {when}. Skriv som {day}. "
    "Behåll det bara om det är en hel vecka, till exempel {week}, eller om dagen ska ligga utanför.",
    _T.PERIOD: "Perioden finns inte i listan. Behåll den bara om det är en vecka eller ett läsår.",
    _T.MONTH: "Månaden finns inte i listan. Skriv den som {month:%Y-%m}.",
    _T.COMMITMENT: "Det står inte i listan. Behåll det bara om det är ett nummer ur löftet, till exempel {example}.",
    _T.STATUS: "Läget står inte i listan. Välj ur den.",
    _T.PLACE: "Platsen finns inte i listan och visas då som annan plats. Skriv aldrig en persons namn eller adress.",
    _T.COUNT: "Det är inget helt tal. Behåll det bara om antalet är ungefärligt, till exempel ca 100.",
    _T.CLOCK: "Det är inget klockslag. Skriv som 21:30.",
}
_STOPS = {
    _T.YES: "Välj ja, med små bokstäver, eller lämna cellen tom.",
    _T.CROSS: "Skriv ett litet x, eller lämna cellen tom.",
    _T.PARTY: "Välj ur listan. Något annat kan inte läsas.",
    _T.CHOICE: "Välj ur listan. Något annat kan inte läsas.",
}


def dropdown_text(commitment: Commitment) -> str:
    """A commitment as it stands in the lists: 5.3 Samverkansträff."""
    return f"{commitment.id} {commitment.title}"


def _names_objects(commitment: Commitment) -> bool:
    """Whether what was reached, or counted, is told by its name in the column Objekt."""
    counted = commitment.counted in (Counted.UNITS, Counted.NEW_UNITS) or commitment.object_count is not None
    return counted or commitment.share_of is ShareOf.STOCK or not all(map(str.isdigit, commitment.objects))


def sheet_of(commitment: Commitment) -> SheetKind:
    """The sheet in which the party that reports a commitment tells what was done."""
    if commitment.traffic:
        return TRAFFIC
    return CASES if commitment.told_as_cases else ACTIVITIES


@dataclass(frozen=True)
class Form:
    """For whom and for when a workbook is; without a party for all of them, without a year for the whole promise.

    >>> from lofte_analysis.promise import read_promise
    >>> form = Form(read_promise(), "bostadsbolaget", 2024)
    >>> [kind.name for kind in form.kinds], form.allowed(CASES, CASES.column("commitment"))
    (['Ärenden', 'Händelser', 'Åtgärder', 'Kommentarer', 'Redovisat'], ['3.2 Huskurage'])
    """

    promise: Promise
    party: str | None = None
    year: int | None = None

    @property
    def who(self) -> str:
        return "alla parter" if self.party is None else self.promise.party_label(self.party)

    @property
    def when(self) -> str:
        return str(self.year or self.promise.years)

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day of the years: what was done earlier in the year of the signing is shown too."""
        first, last = (self.year, self.year) if self.year else (self.promise.start.year, self.promise.end.year)
        return dt.date(first, 1, 1), dt.date(last, 12, 31)

    @property
    def months(self) -> list[tuple[dt.date, dt.date]]:
        """Every calendar month that the promise touches."""
        first, last = self.days
        return months_between(max(first, self.promise.start), min(last, self.promise.end))

    @cached_property
    def example_month(self) -> dt.date:
        """First day of a month of the promise, for examples: the last March, else one in the middle."""
        starts = [start for start, _ in self.months]
        return next((start for start in reversed(starts) if start.month == 3), starts[len(starts) // 2])

    @property
    def written(self) -> tuple[str, str, str]:
        """A day, a week and a month of the promise, as they can be written: 2024-03-04, v. 12 2024, mars 2024."""
        month = self.example_month
        year, week, _ = month.replace(day=21).isocalendar()
        return f"{month:%Y-%m}-04", f"v. {week} {year}", month_name(month)

    @cached_property
    def reported(self) -> list[Commitment]:
        return [c for c in self.promise.commitments if self.party is None or self.party in c.reported_by]

    @cached_property
    def shared(self) -> list[Commitment]:
        """Those that the party owes together with another that reports them; joint occasions are counted once."""
        owed = [c for c in self.promise.commitments if self.party in c.responsible and c not in self.reported]
        return [c for c in owed if sheet_of(c) is ACTIVITIES]

    @property
    def reporters(self) -> list[str]:
        """The parties that hand in the workbook: each has its lines in Redovisat."""
        if self.party is not None:
            return [self.party]
        reporting = {name for c in self.reported for name in c.reported_by}
        return [party.name for party in self.promise.parties if party.name in reporting]

    @property
    def kinds(self) -> list[SheetKind]:
        return [kind for kind in SHEET_KINDS if kind in (EVENTS, ACTIONS, DELIVERIES) or self.choices(kind)]

    @property
    def periods(self) -> list[str]:
        """The periods that a comment can be about, as the csv labels them: years, terms and months."""
        years = range(self.days[0].year, self.days[1].year + 1)
        terms = [f"{term}{year}" for year in years for term in ("VT", "HT")]
        return [*map(str, years), *terms, *(f"{start:%Y-%m}" for start, _ in self.months)]

    def choices(self, kind: SheetKind) -> list[Commitment]:
        """The commitments that can be told in a sheet."""
        if kind is DELIVERIES:
            return self.reported
        if kind is COMMENTS:
            return [c for c in self.promise.commitments if self.party in (None, *c.responsible, *c.reported_by)]
        own = [c for c in self.reported if sheet_of(c) is kind]
        return own + self.shared if kind is ACTIVITIES else own

    def served(self, kind: SheetKind) -> dict[str, list[Commitment]]:
        """The fields that only some commitments have any use for, and which those are."""
        choices = self.choices(kind)
        reached = [c for c in choices if c.share_of is ShareOf.OBJECTS]
        timed = [c for c in choices if c.clock]
        return {
            "completes": [c for c in choices if c.measure is Measure.MILESTONE],
            "grades": [c for c in reached if any(map(str.isdigit, c.objects))],
            "object": [c for c in choices if _names_objects(c)],
            "commitment": choices,
            "parties": [],  # each party has a column of its own
            **({"clock": timed, "place": [c for c in choices if c.places] or choices} if kind is ACTIVITIES else {}),
        }

    def columns(self, kind: SheetKind) -> list[Column]:
        """The columns of a sheet: those of the least that is entered first."""
        served = self.served(kind) | ({"reporter": []} if self.party else {})
        columns = [column for column in kind.columns if served.get(column.field, True)]
        if kind.party_columns:
            columns += [cross_column(party.label) for party in self.promise.parties]
        return sorted(columns, key=lambda column: not self.is_basic(column))

    @staticmethod
    def is_basic(column: Column) -> bool:
        """Whether a column belongs to the least that is entered, as a date or the monthly Klart."""
        basic = column.filled or column.type is CellType.CROSS or column.field == "reporter"
        return basic or column == DELIVERIES.column("done")

    def allowed(self, kind: SheetKind, column: Column) -> list[str]:
        """What can be chosen in a column; none where anything can be written."""
        rules = [rule for c in self.choices(TRAFFIC) for rule in c.traffic]
        match column.type:
            case CellType.COMMITMENT:
                return [dropdown_text(c) for c in self.choices(kind)]
            case CellType.MONTH:
                grows = any(c.counted is Counted.INCREASE for c in self.choices(kind))
                before = [self.months[0][0] - dt.timedelta(1)] if grows else []  # from where the growth is counted
                return [f"{start:%Y-%m}" for start in (*before, *(start for start, _ in self.months))]
            case CellType.PERIOD:
                return self.periods
            case CellType.PARTY:
                anyone = column == ACTIONS.column("responsible")
                return [p.label for p in self.promise.parties if anyone or self.party in (None, p.name)]
            case CellType.CHOICE:
                return list(dict.fromkeys(name for rule in rules for name in rule.types))
            case CellType.STATUS:
                return list(Status)
            case CellType.YES:
                return ["ja"]
            case CellType.CROSS:
                return ["x"]
            case CellType.PLACE if self.promise.places or kind is TRAFFIC or any(c.places for c in self.choices(kind)):
                placed = [*rules, *self.choices(kind)]
                ruled = [name[:1].upper() + name[1:] for rule in placed for name in rule.places]
                return list({folded(name): name for name in [*ruled, *self.promise.places]}.values())
        if (kind, column.field) == (ACTIVITIES, "object"):
            return list(dict.fromkeys(name for c in self.choices(kind) for name in c.objects))
        return []

    def meaning(self, kind: SheetKind, column: Column) -> str:
        """What a column holds, with an example out of the promise."""
        if column.type is CellType.COMMITMENT and column.filled:
            return f"{column.meaning.removesuffix('.')}: {dropdown_text(self.choices(kind)[0])}."
        if column.type is CellType.MONTH:
            return f"{column.meaning.removesuffix('.')}, till exempel {self.example_month:%Y-%m}."
        return column.meaning

    def prompt(self, kind: SheetKind, column: Column) -> str:
        """What is shown beside the cell while it is filled in."""
        how = _HOW.get(column.type, "").format(day=self.written[0])
        text = f"{self.meaning(kind, column)} {how}".strip()
        if column == CASES.column("cases"):
            counted = f" Det som räknas: {', '.join(f'{c.id} {c.units[1]}' for c in self.choices(kind))}."
            text += counted if len(text + counted) <= LONGEST_PROMPT else ""
        return text[:LONGEST_PROMPT]

    def explained(self, commitment: Commitment) -> str:
        """A commitment in the promise file's words, and what has to be entered for it to count."""
        parts = [commitment.text]
        if sheet_of(commitment) is CASES:
            cases, done = (CASES.column(field).header for field in ("cases", "done"))
            parts.append(f"{cases}: alla {commitment.units[1]}. {done}: de där det utlovade är gjort.")
        if commitment.share_of is ShareOf.STOCK:
            parts.append(f"Det senaste värdet per {commitment.per} räknas.")
        if commitment.within_days:
            parts.append(f"Gjort betyder besvarat inom {commitment.within_days} dagar.")
        if commitment.counted is Counted.INCREASE:
            parts.append("Ökningen räknas, så värdet före perioden behövs också.")
        if commitment.measured_against:
            parts.append(f"Räknas mot {commitment.measured_against}, som redovisas för sig.")
        if conditions := conditions_text(commitment):
            parts.append(f"Räknas bara: {conditions}.")
        if commitment.must_attend:
            parts.append(f"Räknas när alla är med: {self.listed(commitment.must_attend)}.")
        for rule in commitment.traffic:
            parts.append(f"Typ: {listing(rule.types, 'eller')}.")
            parts += [f"Plats: {listing(rule.places, 'eller')}."] if rule.places else []
        return " ".join(parts)

    def listed(self, parties: Iterable[str]) -> str:
        return listing(map(self.promise.party_in_text, parties))

    def occasion(self, kind: SheetKind, column: Column) -> str:
        """When a column is filled in."""
        if column == DELIVERIES.column("done"):
            return "en gång i månaden"
        if self.is_basic(column):
            return "alltid"
        served = self.served(kind).get(column.field) if kind is ACTIVITIES else None
        if column.field == "place" and not any(c.places for c in served or ()):
            return "frivilligt"
        return f"för {listing(c.id for c in served)}" if served else "frivilligt"

    def complaint(self, kind: SheetKind, column: Column) -> tuple[str, str]:
        """The way in which a check protests, and its words; no words where anything can be written."""
        if column.type in _STOPS:
            return "stop", _STOPS[column.type]
        example = next((c.id for c in self.choices(kind)), "")
        text = _WARNINGS.get(column.type, "")
        if column.type is CellType.PLACE and not self.promise.places:
            text = ""  # without a list, any place may be shown
        day, week, _ = self.written
        return "warning", text.format(when=self.when, day=day, week=week, month=self.example_month, example=example)
