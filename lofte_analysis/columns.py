"""The sheets and columns that the parties fill in. The only place where they stand.

The reader recognises a sheet by these headers, checks its cells by these types, and the documentation and the
empty workbooks are made from the same declarations. Headers and meanings are Swedish, since people read them;
`field` is the name that the column has in our frames.
"""

from __future__ import annotations

from functools import cache

from lofte_analysis.column_types import CellType, Column, SheetKind, Status
from lofte_analysis.folding import folded_header
from lofte_analysis.words import listing

UNKNOWN_PARTY = "okänd part"
OTHER_PLACE = "annan plats"  # stands for a place that the promise file does not list: it could be someone's name
EXAMPLE_MARK = "PÅHITTADE EXEMPELDATA"
INSTRUCTION_MARK = "Instruktion"  # the template's sheets that hold no data begin so
LISTS_NOTE = f"{INSTRUCTION_MARK}: listorna som cellerna väljer ur. Ändra inget på det här bladet."
TEMPLATE_NAME = "lofte-mall"  # stands in the second row of the template's instructions
TEMPLATE = f"{TEMPLATE_NAME}, version 3"  # a new version when a sheet or column changes


def _key(field, header, type, meaning, *synonyms, filled=True):
    rejects = filled or type not in (CellType.TEXT, CellType.PLACE)
    return Column(field, header, type, meaning, synonyms, identifies=True, filled=filled, rejects=rejects)


def _optional(field, header, type, meaning, *synonyms, rejects=False, unit=""):
    return Column(field, header, type, meaning, synonyms, rejects=rejects, unit=unit)


_T = CellType
_REPORTER = _optional(
    "reporter",
    "Rapporterat av",
    _T.PARTY,
    "Den part som lämnat uppgiften. Får vara tomt bara när arbetsboken har en enda part.",
    "Rapporterad av",
    "Uppgiftslämnare",
    "Ifyllt av",
)
_NOTE = _optional(
    "note",
    "Anmärkning",
    _T.TEXT,
    "Egen minnesanteckning. Läses inte in och publiceras aldrig.",
    "Kommentar",
    "Notering",
    "Övrigt",
)
_CLOCK = _optional("clock", "Klockslag", _T.CLOCK, "När på dygnet det började.", "Tid", "Kl", "Klockan")
_PLACE = ("Ställe", "Var", "Lokal")

ACTIVITIES = SheetKind(
    "Genomfört",
    (
        _key(
            "date",
            "Datum",
            _T.DATE,
            "Dagen, veckan eller månaden då det gjordes.",
            "Dag",
            "När",
            "Datum för aktivitet",
        ),
        _key(
            "commitment",
            "Åtagande",
            _T.COMMITMENT,
            "Åtagandets nummer, gärna med rubrik.",
            "Åtagande nr",
            "Löfte",
            "Löftespunkt",
        ),
        _optional("activity", "Aktivitet", _T.TEXT, "Vad som gjordes, kort.", "Vad", "Insats", "Beskrivning"),
        _optional("place", "Plats", _T.PLACE, "Var det gjordes. Aldrig en persons adress.", *_PLACE),
        _CLOCK,
        _optional(
            "parties",
            "Parter",
            _T.PARTIES,
            "De parter som var med, åtskilda av semikolon.",
            "Deltagande parter",
            "Medverkande",
        ),
        _optional(
            "occasions",
            "Antal tillfällen",
            _T.COUNT,
            "Hur många gånger. Tomt betyder 1; 0 betyder att inget gjordes den månaden.",
            "Tillfällen",
            "Antal ggr",
            "Antal gånger",
            rejects=True,
            unit="tillfällen",
        ),
        _optional("participants", "Antal deltagare", _T.COUNT, "Hur många som deltog.", "Deltagare", unit="personer"),
        _optional(
            "grades",
            "Årskurs",
            _T.GRADES,
            "Årskurser som nåddes: 6, 6;7 eller 6–9.",
            "Årskurser",
            "Åk",
            "Klass",
        ),
        _optional("object", "Objekt", _T.TEXT, "Det som insatsen gällde, till exempel en byggnad."),
        _optional("completes", "Klar", _T.YES, "ja: raden gör en milstolpe klar.", "Slutfört", "Avslutat"),
        _REPORTER,
        _NOTE,
    ),
    party_columns=True,
    guide="En rad per tillfälle. Fyll minst i Datum, Åtagande och ett x för varje part som var med.",
)

TRAFFIC = SheetKind(
    "Trafik",
    (
        _key("date", "Datum", _T.DATE, "Dagen då det gjordes.", "Dag", "När"),
        _key(
            "type",
            "Typ",
            _T.CHOICE,
            "Slag av trafikarbete, enligt löftesfilen.",
            "Typ av kontroll",
            "Kontrolltyp",
        ),
        _CLOCK,
        _optional("place", "Plats", _T.PLACE, "Var det gjordes.", *_PLACE),
        _optional(
            "vehicles",
            "Kontrollerade fordon",
            _T.COUNT,
            "Antal fordon.",
            "Antal fordon",
            "Fordon",
            unit="fordon",
        ),
        _optional("alcohol_tests", "Alkoholprov", _T.COUNT, "Antal prov.", "Alkotest", "Utandningsprov", unit="prov"),
        _optional("drug_tests", "Drogprov", _T.COUNT, "Antal prov.", "Drogtest", unit="prov"),
        _optional(
            "warnings",
            "Tillsägelser",
            _T.COUNT,
            "Antal tillsägelser.",
            "Antal tillsägelser",
            unit="tillsägelser",
        ),
        _optional("reports", "Rapporter", _T.COUNT, "Antal rapporter.", "Antal rapporter", "Böter", unit="rapporter"),
        _REPORTER,
        _NOTE,
    ),
    guide="En rad per kontroll eller insats. Fyll minst i Datum och Typ. Platsen kan avgöra åtagandet.",
)

CASES = SheetKind(
    "Ärenden",
    (
        _key("date", "Månad", _T.MONTH, "Månaden då ärendena öppnades.", "Period"),
        _key(
            "commitment",
            "Åtagande",
            _T.COMMITMENT,
            "Åtagandets nummer, gärna med rubrik.",
            "Åtagande nr",
            "Löfte",
            "Löftespunkt",
        ),
        _key(
            "cases",
            "Antal ärenden",
            _T.COUNT,
            "Alla ärenden, även pågående. Skriv 0 när det inte fanns några.",
            "Ärenden",
            "Totalt antal",
        ),
        _key(
            "done",
            "Varav genomförda",
            _T.COUNT,
            "De ärenden där det utlovade gjordes.",
            "Genomförda",
            "Varav gjorda",
            "Antal genomförda",
        ),
        _optional("open", "Pågående", _T.COUNT, "De ärenden som inte är avslutade.", "Varav pågående", rejects=True),
        _optional("object", "Objekt", _T.TEXT, "Del av beståndet, till exempel en byggnad."),
        _REPORTER,
        _NOTE,
    ),
    guide="En rad per månad och åtagande. Skriv 0 när det inte fanns några: en månad utan rad är ej redovisad.",
)

EVENTS = SheetKind(
    "Händelser",
    (
        _key("date", "Datum", _T.DATE, "Dagen då det hände.", "Dag", "När"),
        _key("category", "Kategori", _T.TEXT, "Slag av händelse.", "Händelsetyp", "Typ av händelse"),
        _key("place", "Plats", _T.PLACE, "Var det hände. Aldrig en persons adress.", *_PLACE, filled=False),
        _CLOCK,
        _optional("area", "Område", _T.TEXT, "Del av kommunen.", "Kommundel"),
        _REPORTER,
        _optional("reported_to_police", "Polisanmält", _T.YES, "ja: händelsen är polisanmäld.", "Anmält"),
        _NOTE,
    ),
    guide="En rad per händelse till lägesbilden. Fyll minst i Datum och Kategori. Skriv aldrig vem det gällde.",
)

DELIVERIES = SheetKind(
    "Redovisat",
    (
        _key("party", "Part", _T.PARTY, "Den part som redovisar.", "Organisation"),
        _key(
            "start",
            "Från",
            _T.DATE,
            "Första dagen som redovisningen täcker.",
            "Fr o m",
            "Startdatum",
            "Från och med",
        ),
        _key(
            "end",
            "Till",
            _T.DATE,
            "Sista dagen som redovisningen täcker.",
            "T o m",
            "Slutdatum",
            "Till och med",
        ),
        _key(
            "done",
            "Klart",
            _T.YES,
            "ja: allt för tiden är infört, även när inget har gjorts. Tomt betyder ej redovisat.",
            "Klar",
            filled=False,
        ),
        _optional(
            "commitment",
            "Åtagande",
            _T.COMMITMENT,
            "Tomt: allt som parten redovisar.",
            "Åtagande nr",
            "Löfte",
            "Löftespunkt",
            rejects=True,
        ),
        _NOTE,
    ),
    guide="Välj ja i Klart när allt för månaden är infört, även när inget har gjorts. Tomt betyder ej redovisat.",
)

COMMENTS = SheetKind(
    "Kommentarer",
    (
        _key(
            "commitment",
            "Åtagande",
            _T.COMMITMENT,
            "Åtagandet som kommentaren gäller.",
            "Åtagande nr",
            "Löfte",
            "Löftespunkt",
        ),
        _key("period", "Period", _T.PERIOD, "Året, terminen eller månaden som kommentaren gäller.", "Avser", "Gäller"),
        _key(
            "text",
            "Text att publicera",
            _T.TEXT,
            "Vad som ändrades eller varför något saknas. Publiceras som det står: inga namn, inget om enskilda.",
            "Text",
            "Text för publicering",
            "Text till publicering",
        ),
        _REPORTER,
        _NOTE,
    ),
    guide="En rad per åtagande och period där något ändrades eller saknas. Texten publiceras så som den står.",
)

ACTIONS = SheetKind(
    "Åtgärder",
    (
        _key("action", "Åtgärd", _T.TEXT, "Vad som ska göras, kort. Aldrig vem det gäller.", "Vad ska göras"),
        _key("responsible", "Ansvarig", _T.PARTY, "Den part som ska göra det.", "Vem", "Ansvarig part"),
        _key("state", "Läge", _T.STATUS, f"{listing(Status, 'eller')}.", "Status", "Hur går det"),
        _optional("place", "Plats", _T.PLACE, "Var det ska göras. Aldrig en persons adress.", *_PLACE),
        _optional("start", "Beslutad", _T.DATE, "Dagen då det bestämdes.", "Beslut", "Datum för beslut"),
        _optional("end", "Klart senast", _T.DATE, "Sista dagen då det ska vara gjort.", "Senast", "Slutdatum"),
        _REPORTER,
        _NOTE,
    ),
    guide="En rad per beslutad åtgärd. Fyll minst i Åtgärd, Ansvarig och Läge. Låt raden stå kvar när det är klart.",
)

SHEET_KINDS = (ACTIVITIES, TRAFFIC, CASES, EVENTS, ACTIONS, COMMENTS, DELIVERIES)


@cache
def headers_of(kind: SheetKind) -> dict[str, Column]:
    """Every folded header of a sheet kind, synonyms too, with its column."""
    return {folded_header(name): column for column in kind.columns for name in (column.header, *column.synonyms)}
