"""The promise: who promised what, how much, for how long, and how each commitment can be measured.

Four measures are enough for the promises known so far. A *count* promises so many occasions a period, a
*share* so many of all cases or objects, a *milestone* that something will be done once, and an *unquantified*
commitment states no number, so that it never gets a verdict. What differs beside that is said by options which
do not depend on each other: per which period, within which calendar, which parties must attend, what a share
counts, over which objects, which traffic rows belong.

The promise is data (`data/medborgarloften/*.toml`), read by `read_promise`. The keys are Swedish, because those
who write the file are; `promise_keys` states each of them.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from lofte_analysis.commitments import Commitment, LevelChange, TrafficRows, commitment_from
from lofte_analysis.measures import Average, Counted, Measure, Per, Personal, ShareOf
from lofte_analysis.paths import data_path
from lofte_analysis.promise_faults import faults_in
from lofte_analysis.refusals import Refusal
from lofte_analysis.school_calendar import SchoolCalendar, SchoolCalendarError, read_school_calendar
from lofte_analysis.toml_files import TomlFault, parse_toml, read_text
from lofte_analysis.toml_keys import tidied
from lofte_analysis.toml_lines import lines_of, with_line

__all__ = [
    "Average",
    "Commitment",
    "Counted",
    "LevelChange",
    "Measure",
    "Party",
    "Per",
    "Personal",
    "Promise",
    "PromiseError",
    "ShareOf",
    "TrafficRows",
    "Version",
    "calendar_path",
    "read_promise",
]
EXAMPLE_MUNICIPALITY = "Exempelkommunen"


@dataclass(frozen=True)
class Version:
    """A wording of the promise and the days for which it holds."""

    name: str
    start: dt.date
    end: dt.date


@dataclass(frozen=True)
class Party:
    """`name` is what the promise file and the sheets use; `aliases` are other ways to write it."""

    name: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Promise:
    name: str
    municipality: str
    signed: dt.date | None  # not known of every promise
    versions: tuple[Version, ...]
    commitments: tuple[Commitment, ...]
    parties: tuple[Party, ...]
    areas: dict[str, str]
    source: str = ""
    literal_end: dt.date | None = None  # last day by the letter, where the end is an interpretation
    literal_end_note: str = ""
    council: str = "Lokala rådet för trygghet"
    school_calendar: SchoolCalendar = field(default_factory=lambda: SchoolCalendar(()))
    headers: dict[str, str] = field(default_factory=dict)  # a municipality's own header → ours
    traffic_words: dict[str, str] = field(default_factory=dict)  # a municipality's own word → a type of traffic work
    places: tuple[str, ...] = ()  # those that may be shown; none means that any may
    example: bool = False  # invented: whatever is made with it says so
    events_from: dt.date | None = None  # first day on which events were reported

    @property
    def start(self) -> dt.date:
        return self.versions[0].start

    @property
    def end(self) -> dt.date:
        return self.versions[-1].end

    @property
    def years(self) -> str:
        """The years that the promise spans, as 2021–2024."""
        return f"{self.start.year}–{self.end.year}" if self.end.year > self.start.year else str(self.start.year)

    @property
    def persons_in_rows(self) -> frozenset[str]:
        """The commitments that count persons in rows of Genomfört, so that each row can be one of them."""
        counting = (c for c in self.commitments if c.personal is not Personal.NO and not c.told_as_cases)
        return frozenset(commitment.id for commitment in counting)

    def __getitem__(self, commitment_id: str) -> Commitment:
        for commitment in self.commitments:
            if commitment.id == commitment_id:
                return commitment
        known = ", ".join(c.id for c in self.commitments)
        raise KeyError(f"commitment {commitment_id!r} is not in the promise; it has {known}")

    def span_of(self, commitment: Commitment) -> tuple[dt.date, dt.date]:
        """First and last day on which a commitment holds; a last day before the first where it never does."""
        return max(self.start, commitment.start or self.start), min(self.end, commitment.end or self.end)

    def party_label(self, name: str) -> str:
        """The name of a party as a reader sees it; a name that is not in the promise comes back as it is."""
        return next((party.label for party in self.parties if party.name == name), name)

    def party_in_text(self, name: str) -> str:
        """The name of a party inside a sentence, as tekniska avdelningen; a proper name or BUP as it is written.

        It is a common noun where the promise file has a like word for it, without any other large letters.
        """
        label = self.party_label(name)
        common = label.casefold().startswith(name.casefold()) and label[1:].islower()
        return label[:1].lower() + label[1:] if common else label

    def by_the_letter(self) -> Promise:
        """The same promise read by its words alone, where its end is an interpretation."""
        if self.literal_end is None:
            return self
        versions = [v for v in self.versions if v.start <= self.literal_end]
        versions[-1] = replace(versions[-1], end=min(versions[-1].end, self.literal_end))
        return replace(self, versions=tuple(versions), literal_end=None)

    def for_example_data(self) -> Promise:
        """The same promise in the name of a municipality that does not exist."""
        return replace(self, municipality=EXAMPLE_MUNICIPALITY, name=f"medborgarlöfte {self.years}", source="")


class PromiseError(Refusal, ValueError):
    """The promise file is wrong; `faults` holds one Swedish sentence per fault."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


def read_promise(path: str | Path | None = None) -> Promise:
    """Read a promise file and the school calendar that it names.

    Without a path, the promise of Sunne 2021–2024 that is shipped. The calendar file is looked for beside the
    promise file, in `../lasarstider/`, and among the shipped ones. Raises PromiseError with every fault at
    once, in Swedish, each naming file, line, key and what is allowed.

    >>> promise = read_promise()
    >>> promise["5.3"].promised_text
    'minst 1 per månad under terminerna'
    """
    path = Path(path) if path is not None else data_path("medborgarloften", "sunne_2021-2024.toml")
    try:
        text = read_text(path)
        raw = tidied(parse_toml(text))
    except OSError:
        raise PromiseError([f"{path.name}: löftesfilen finns inte eller kan inte läsas."]) from None
    except TomlFault as fault:
        raise PromiseError([f"{path.name}: {fault}"]) from None

    found = faults_in(raw)
    faults: list[str] = [*found]
    calendar = SchoolCalendar(())
    name = raw.get("lasarstider")
    if name is not None and ("lasarstider",) not in [fault.at for fault in found]:
        try:
            calendar = read_school_calendar(calendar_path(path, name))
        except SchoolCalendarError as error:
            faults += error.faults
    if faults:
        lines = lines_of(text)
        raise PromiseError([f"{path.name}, {with_line(fault, lines)}" for fault in faults])
    return _promise(raw, calendar)


def calendar_path(promise_path: Path, name: str) -> Path:
    """The school calendar that a promise file names: beside it, in `../lasarstider/`, or among the shipped ones."""
    candidates = [promise_path.parent / name, promise_path.parent.parent / "lasarstider" / name]
    return next((path for path in candidates if os.path.isfile(path)), data_path("lasarstider", Path(name).name))


def _promise(raw: dict, calendar: SchoolCalendar) -> Promise:
    titles = {entry["id"]: entry["rubrik"] for entry in raw["atagande"]}
    return Promise(
        name=raw["namn"],
        municipality=raw["kommun"],
        signed=raw.get("undertecknat"),
        versions=tuple(Version(v["namn"], v["fran"], v["till"]) for v in raw["version"]),
        commitments=tuple(
            replace(commitment, only_if_title=titles.get(commitment.only_if, ""))
            for commitment in map(commitment_from, raw["atagande"])
        ),
        parties=tuple(Party(p["namn"], p.get("visas", p["namn"]), tuple(p.get("kallas", ()))) for p in raw["part"]),
        areas=dict(raw["omraden"]),
        source=raw.get("kalla", ""),
        literal_end=raw.get("slut_enligt_ordalydelsen"),
        literal_end_note=raw.get("tolkning_av_slut", ""),
        council=raw.get("rad", "Lokala rådet för trygghet"),
        school_calendar=calendar,
        headers=dict(raw.get("rubriker", {})),
        traffic_words=dict(raw.get("typer", {})),
        places=tuple(raw.get("platser", ())),
        example=raw.get("exempel", False),
        events_from=raw.get("handelser_fran"),
    )
