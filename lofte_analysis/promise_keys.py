"""The keys of a promise file, one declaration: the checks, the reference page and the schema come from here."""

from __future__ import annotations

from lofte_analysis.measures import Average, Counted, Measure, Per, Personal, ShareOf
from lofte_analysis.toml_keys import Key
from lofte_analysis.words import WEEKDAYS

PROMISE_KEYS = {
    "namn": Key("text", required=True, meaning="Löftets namn."),
    "kommun": Key("text", required=True, longest=60, meaning="Kommunens namn, så som det står i bilder och rapport."),
    "undertecknat": Key("date", meaning="Dagen då löftet undertecknades, om den är känd."),
    "exempel": Key("yes_no", meaning="true: löftet är påhittat. Varje bild och sida säger det, utan kommunens namn."),
    "kalla": Key("text", longest=1_000, meaning="Adressen till löftets text."),
    "rad": Key("text", meaning="Rådet som uppföljningen redovisas för."),
    "lasarstider": Key("text", meaning="Filen med läsårstider, i mappen lasarstider eller bredvid löftesfilen."),
    "slut_enligt_ordalydelsen": Key("date", meaning="Sista dagen enligt ordalydelsen, när slutet är en tolkning."),
    "tolkning_av_slut": Key("text", longest=2_000, meaning="Varför slutet tolkas som det görs."),
    "handelser_fran": Key("date", meaning="Första dagen med händelserapportering (EST)."),
    "omraden": Key(
        "table", required=True, longest=60, most=40, meaning="Områdena: nyckel till vänster, namn till höger."
    ),
    "platser": Key("texts", meaning="Platser som får visas. Andra platser i arbetsböckerna visas som annan plats."),
    "typer": Key("table", meaning="Egna ord för typer i bladet Trafik: ert ord till vänster, löftesfilens till höger."),
    "rubriker": Key("table", meaning="Egna rubriker i arbetsböckerna: er rubrik till vänster, mallens till höger."),
    "version": Key(
        "tables", required=True, most=20, meaning="En tabell per lydelse av löftet, i tidsordning och utan glapp."
    ),
    "part": Key("tables", required=True, most=40, meaning="En tabell per part."),
    "atagande": Key("tables", required=True, most=300, meaning="En tabell per åtagande."),
}
VERSION_KEYS = {
    "namn": Key("text", required=True, meaning="Lydelsens namn."),
    "fran": Key("date", required=True, meaning="Första dagen."),
    "till": Key("date", required=True, meaning="Sista dagen."),
}
PARTY_KEYS = {
    "namn": Key(
        "text", required=True, longest=60, meaning="Partens namn, så som det skrivs i löftesfilen och arbetsböckerna."
    ),
    "visas": Key("text", longest=60, meaning="Namnet så som läsare ser det."),
    "kallas": Key("texts", meaning="Andra sätt att skriva namnet."),
}
TRAFFIC_KEYS = {
    "typ": Key("texts", required=True, meaning="Typer i bladet Trafik."),
    "plats": Key("texts", meaning="Bara på de här platserna; utan nyckeln gäller alla platser."),
}
COMMITMENT_KEYS = {
    "id": Key("id", required=True, longest=20, meaning="Åtagandets nummer."),
    "rubrik": Key("text", required=True, longest=100, meaning="Kort rubrik."),
    "text": Key("text", required=True, longest=2_000, meaning="Vad som lovas, med egna ord."),
    "omrade": Key("text", required=True, meaning="En av nycklarna i omraden."),
    "ansvariga": Key("texts", required=True, meaning="Parterna som har lovat."),
    "redovisas_av": Key("texts", required=True, meaning="Parten som redovisar; bara dess Klart räknas."),
    "matt": Key("text", required=True, allowed=tuple(Measure), meaning="Hur åtagandet mäts."),
    "per": Key("text", allowed=tuple(Per), meaning="Perioden som det utlovade gäller för."),
    "minst": Key("number", meaning="Minsta antal per period."),
    "minst_andel": Key("share", meaning="Minsta andel; 1.0 betyder alla."),
    "snitt_per": Key(
        "text", allowed=tuple(Average), meaning="Antalet i minst är ett genomsnitt; bara summan för perioden bedöms."
    ),
    "under": Key("text", allowed=("skolterminer",), meaning="Perioden gäller bara under skolterminerna."),
    "minst_skoldagar": Key("whole", meaning="Så många skoldagar gör en månad till terminsmånad; 10 om inget anges."),
    "bara_terminsdagar": Key("yes_no", meaning="true: bara dagar inom terminen räknas, annars hela månaden."),
    "alla_narvarande": Key("texts", meaning="Parter som alla måste vara med för att tillfället ska räknas."),
    "mellan": Key(
        "year_days", meaning="Första och sista dagen på året som löftet gäller, som i maj eller före sommaren."
    ),
    "senast": Key("date", meaning="Sista dagen för en milstolpe."),
    "plats": Key("texts", meaning="Tillfället räknas bara på de här platserna."),
    "klockan": Key(
        "clocks",
        meaning="Tillfället räknas bara när det började från det första klockslaget och före det andra. "
        "Efter midnatt hör det till kvällen före.",
    ),
    "veckodagar": Key("texts", allowed=WEEKDAYS, meaning="Tillfället räknas bara på de här dagarna."),
    "raknas": Key(
        "text",
        allowed=tuple(Counted),
        meaning="Vad ett antal räknar: tillfällen, varje objekt en gång per period, objekt som inte redovisats förut, "
        "eller hur mycket ett bestånd i bladet Ärenden ökat under perioden.",
    ),
    "andel_av": Key(
        "text",
        allowed=tuple(ShareOf),
        meaning="Ärenden läggs ihop, ett bestånd tar periodens sista värde, objekt ska nås vart och ett, fasta tider "
        "är alla dagar i veckodagar, tillfällen är de som åtagandet i del_av redovisar, samma dag.",
    ),
    "objekt": Key("texts", meaning="Objekten som ska nås."),
    "antal_objekt": Key("whole", meaning="Hur många objekt som ska nås, när de inte räknas upp i objekt."),
    "minst_vardera": Key("whole", meaning="Så många gånger ska varje objekt eller fast tid nås; 1 om inget anges."),
    "inom_dagar": Key("whole", meaning="Ett ärende är genomfört när det besvarats inom så många dagar."),
    "om": Key("text", meaning="Åtagandet gäller bara perioder då det här andra åtagandet har något tillfälle."),
    "ambition": Key("yes_no", meaning="true: en strävan, som visas utan bedömning."),
    "effekt": Key("text", meaning="Indikatorn för en utlovad effekt. Den visas och bedöms aldrig."),
    "personuppgift": Key(
        "text",
        allowed=tuple(Personal),
        meaning="Om antalet gäller personer: insats är vad myndigheten gjorde, person är vad personer är.",
    ),
    "del_av": Key("text", meaning="Åtagandet vars gjorda antal är det här åtagandets alla."),
    "trafik": Key("tables", meaning="Rader i bladet Trafik som är tillfällen av åtagandet."),
    "handelser": Key(
        "texts",
        meaning="Kategorier ur kategorilistan som visas bredvid åtagandet, med tid och plats; välj inga känsliga.",
    ),
    "enhet": Key("texts", longest=40, meaning="Det som räknas, i ental och flertal."),
    "citat": Key("text", longest=2_000, meaning="Orden i löftet som bär måttet."),
    "tolkning": Key("text", longest=2_000, meaning="Hur löftet har tolkats, när orden lämnar det öppet."),
    "fran": Key("date", meaning="Första dagen som åtagandet gäller, när det kom till senare."),
    "till": Key("date", meaning="Sista dagen som åtagandet gäller, när det togs bort tidigare."),
    "andring": Key("tables", meaning="En ny nivå från en dag, en tabell per ändring i tidsordning."),
}
CHANGE_KEYS = {
    "fran": Key("date", required=True, meaning="Första dagen med den nya nivån."),
    "minst": Key("number", meaning="Det nya minsta antalet."),
    "minst_andel": Key("share", meaning="Den nya minsta andelen."),
}
