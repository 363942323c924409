"""The shipped promise is what the public text says; a wrong promise file is told every fault at once."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from pathlib import Path

import pytest

from lofte_analysis.paths import data_path
from lofte_analysis.promise import Measure, Per, Personal, PromiseError, ShareOf, read_promise
from lofte_analysis.school_calendar import SchoolCalendarError, read_school_calendar

PROMISE = read_promise()
SHIPPED = data_path("medborgarloften", "sunne_2021-2024.toml").read_text("utf-8")

# id: responsible, reported by, measure, per which period, level, area
CLAUSES = {
    "1.1": ("skolan socialtjänsten polisen", "skolan", Measure.UNQUANTIFIED, Per.YEAR, None, "droger"),
    "1.2": ("kommunen polisen", "kommunen", Measure.UNQUANTIFIED, Per.YEAR, None, "droger"),
    "2.1": ("polisen", "polisen", Measure.UNQUANTIFIED, Per.YEAR, None, "droger"),
    "2.2": ("polisen socialtjänsten", "polisen", Measure.SHARE, Per.HALF_YEAR, 1.0, "droger"),
    "3.1": ("socialtjänsten", "socialtjänsten", Measure.SHARE, Per.HALF_YEAR, 1.0, "vald"),
    "3.2": ("bostadsbolaget", "bostadsbolaget", Measure.SHARE, Per.HALF_YEAR, 1, "vald"),
    "4.1": ("polisen kommunen", "kommunen", Measure.MILESTONE, Per.WHOLE, 1, "vald"),
    "4.2": ("polisen kommunen", "kommunen", Measure.UNQUANTIFIED, Per.YEAR, None, "vald"),
    "5.1": ("skolan", "skolan", Measure.SHARE, Per.SCHOOL_YEAR, 1.0, "droger"),
    "5.2": ("skolan socialtjänsten", "skolan", Measure.COUNT, Per.TERM, 1, "droger"),
    "5.3": ("skolan socialtjänsten polisen", "skolan", Measure.COUNT, Per.MONTH, 1, "droger"),
    "6.1a": ("socialtjänsten polisen", "socialtjänsten", Measure.SHARE, Per.YEAR, None, "droger"),
    "6.1b": ("socialtjänsten polisen", "socialtjänsten", Measure.SHARE, Per.YEAR, None, "droger"),
    "7.1": ("polisen", "polisen", Measure.UNQUANTIFIED, Per.YEAR, None, "trafik"),
    "7.2": ("polisen", "polisen", Measure.UNQUANTIFIED, Per.YEAR, None, "trafik"),
    "8.1": ("tekniska polisen", "tekniska", Measure.UNQUANTIFIED, Per.YEAR, None, "trafik"),
    "U.1": ("kommunen polisen", "kommunen", Measure.COUNT, Per.PROMISE_YEAR, 1, "gemensamt"),
}


def test_the_promise_has_its_17_commitments_in_the_order_of_the_text():
    assert [commitment.id for commitment in PROMISE.commitments] == list(CLAUSES)
    assert len(CLAUSES) == 17


@pytest.mark.parametrize("clause", CLAUSES)
def test_each_commitment_asks_what_the_text_asks(clause):
    commitment = PROMISE[clause]
    level = commitment.share_at_least if commitment.share_at_least is not None else commitment.at_least
    found = (" ".join(commitment.responsible), " ".join(commitment.reported_by), commitment.measure, commitment.per)
    assert (*found, level, commitment.area) == CLAUSES[clause]


def test_the_meetings_need_all_three_parties_each_month_of_the_terms():
    meeting = PROMISE["5.3"]
    assert meeting.must_attend == ("skolan", "socialtjänsten", "polisen")
    assert meeting.during_terms
    assert meeting.min_school_days == 10


def test_shares_count_cases_a_stock_or_grades():
    assert PROMISE["3.1"].share_of == PROMISE["2.2"].share_of == ShareOf.CASES
    assert PROMISE["3.2"].share_of == ShareOf.STOCK
    assert (PROMISE["5.1"].share_of, PROMISE["5.1"].objects) == (ShareOf.OBJECTS, ("6", "7", "8", "9"))


def test_consent_is_an_ambition_and_is_never_judged():
    assert PROMISE["6.1a"].ambition
    assert not PROMISE["6.1a"].judged
    assert PROMISE["6.1b"].part_of == "6.1a"
    assert PROMISE["6.1b"].personal == Personal.PERSON


def test_traffic_and_other_unquantified_commitments_are_never_judged():
    judged = [commitment.id for commitment in PROMISE.commitments if commitment.judged]
    assert judged == ["2.2", "3.1", "3.2", "4.1", "5.1", "5.2", "5.3", "U.1"]


def test_the_promise_holds_its_versions_and_the_literal_end():
    assert PROMISE.signed == PROMISE.start == dt.date(2021, 7, 1)
    assert [(version.start, version.end) for version in PROMISE.versions] == [
        (dt.date(2021, 7, 1), dt.date(2023, 6, 30)),
        (dt.date(2023, 7, 1), dt.date(2024, 12, 31)),
    ]
    assert PROMISE.literal_end == dt.date(2024, 6, 30)
    assert PROMISE.literal_end_note


def test_the_promise_says_which_events_stand_beside_the_checks_and_since_when_they_are_reported():
    assert PROMISE["7.2"].events == ("störande körning", "buskörning", "rattfylleri", "hög musik från fordon")
    assert PROMISE.events_from == dt.date(2023, 4, 1)
    assert [commitment.id for commitment in PROMISE.commitments if commitment.events] == ["7.2"]
    assert PROMISE.by_the_letter()["7.2"].events == PROMISE["7.2"].events


def test_every_quote_stands_in_the_public_text():
    source = Path(__file__).resolve().parents[2] / "shared" / "source" / "sunne_medborgarlofte_2021-2024.txt"
    if not source.is_file():
        pytest.skip("the public text in shared/ does not lie beside the repository")

    def words(text: str) -> str:
        return " ".join(re.sub(r"[–-]", "-", text).split()).casefold()

    text = words(source.read_text("utf-8"))
    for commitment in PROMISE.commitments:
        for piece in commitment.quote.split("…"):
            assert words(piece) in text, f"{commitment.id}: {piece}"


def test_an_unknown_commitment_names_those_there_are():
    with pytest.raises(KeyError, match=r"1\.1, 1\.2"):
        PROMISE["9.9"]


# Wrong promise files --------------------------------------------------------------------------------------

BASE = """
namn = "Prov"
kommun = "Exempelkommunen"
undertecknat = 2022-01-01
lasarstider = "platshallare_2021-2025.toml"

[omraden]
a = "Område A"

[[version]]
namn = "första"
fran = 2022-01-01
till = 2022-12-31

[[part]]
namn = "skolan"
kallas = ["skola"]

[[part]]
namn = "polisen"

[[atagande]]
id = "1"
rubrik = "Träff"
text = "Vi träffas."
omrade = "a"
ansvariga = ["skolan"]
redovisas_av = ["skolan"]
matt = "antal"
minst = 1
per = "månad"
"""


def faults_of(folder: Path, text: str) -> list[str]:
    path = folder / "prov.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(PromiseError) as caught:
        read_promise(path)
    assert all(fault.startswith("prov.toml") for fault in caught.value.faults)
    return caught.value.faults


def test_a_party_keeps_its_large_letter_in_a_sentence_only_where_it_is_a_proper_name_or_an_abbreviation(tmp_path):
    shown = {"skolan": "Skolan", "tekniska": "Tekniska avdelningen", "trobo": "Trosabygdens Bostäder", "BUP": "BUP"}
    parties = "".join(f'[[part]]\nnamn = "{name}"\nvisas = "{label}"\n' for name, label in shown.items())
    path = tmp_path / "lofte.toml"
    path.write_text(BASE.replace('[[part]]\nnamn = "skolan"\nkallas = ["skola"]\n', parties), "utf-8")
    said = list(map(read_promise(path).party_in_text, shown))
    assert said == ["skolan", "tekniska avdelningen", "Trosabygdens Bostäder", "BUP"]


def test_a_condition_is_told_by_the_title_of_the_other_commitment(tmp_path):
    other = BASE[BASE.index("[[atagande]]") :].replace('"1"', '"2"').replace("Träff", "Extra möte") + 'om = "1"\n'
    path = tmp_path / "lofte.toml"
    path.write_text(BASE + other, "utf-8")
    assert read_promise(path)["2"].promised_text == "minst 1 per månad, när träff förekommer"


def test_the_base_of_the_wrong_files_is_right(tmp_path):
    (tmp_path / "prov.toml").write_text(BASE, "utf-8")
    assert read_promise(tmp_path / "prov.toml")["1"].at_least == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('namn = "Prov"', "", ["namn", "saknas", "text inom citattecken"]),
        ('kommun = "Exempelkommunen"', "kommun = 5", ["kommun", "5 gäller inte"]),
        ("undertecknat = 2022-01-01", 'undertecknat = "2022-01-01"', ["undertecknat", "datum"]),
        ("undertecknat = 2022-01-01", "undertecknat = 2022-01-01T00:00:00", ["undertecknat", "datum"]),
        ('kommun = "Exempelkommunen"', 'kommun = "E"\nkomun = "x"', ["komun", "okänd nyckel", "menade du 'kommun'"]),
        ('a = "Område A"', "a = 1", ["omraden", "tabell"]),
        ("till = 2022-12-31", "till = 2021-12-31", ["version första", "ligger före"]),
        (
            "till = 2022-12-31",
            "till = 2022-06-30\n[[version]]\nnamn='b'\nfran=2022-08-01\ntill=2022-12-31",
            ["2022-07-01"],
        ),
        ('namn = "polisen"', 'namn = "skolan"', ["part", "'skolan' finns mer än en gång"]),
        ('namn = "polisen"', 'namn = "polisen"\nkallas = ["Skola"]', ["part", "'Skola'", "skolan", "polisen"]),
        ('matt = "antal"', 'matt = "antl"', ["matt", "'antl' gäller inte", "menade du 'antal'", "milstolpe"]),
        ('per = "månad"', 'per = "dag"', ["per", "'dag' gäller inte", "vecka, månad"]),
        ('per = "månad"', "", ["per: saknas", "behöver det"]),
        ("minst = 1", "", ["minst: saknas"]),
        ("minst = 1", "minst = 0", ["minst", "större än noll"]),
        ("minst = 1", "minst = true", ["minst", "större än noll"]),
        ("minst = 1", "minst = inf", ["minst", "större än noll"]),
        ("minst = 1", "minst = nan", ["minst", "större än noll"]),
        ("minst = 1", "minst = 1\nminst_andel = 0.5", ["minst_andel", "gäller inte för måttet"]),
        ("minst = 1", "minst = 1\nminst_andel = 50", ["minst_andel", "från 0.001 till 1"]),
        (
            'redovisas_av = ["skolan"]',
            'redovisas_av = ["skolen"]',
            ["redovisas_av", "menade du 'skolan'", "skolan, polisen"],
        ),
        ('ansvariga = ["skolan"]', 'ansvariga = "skolan"', ["ansvariga", "lista av texter"]),
        ('ansvariga = ["skolan"]', "ansvariga = []", ["ansvariga", "lista av texter"]),
        ('omrade = "a"', 'omrade = "b"', ["omrade", "inget område", "a"]),
        ("minst = 1", "minst = 1\nalla_narvarande = ['ingen']", ["alla_narvarande", "ingen part"]),
        ("minst = 1", "minst = 1\nenhet = ['träff']", ["enhet", "ental och flertal"]),
        ('per = "månad"', 'per = "kalenderår"\nunder = "skolterminer"', ["under", "vecka eller månad"]),
        ('matt = "antal"', 'matt = "milstolpe"', ["minst", "gäller inte för måttet 'milstolpe'"]),
        ("minst = 1", "minst = 1\ntrafik = [{plats = ['x']}]", ["trafik", "typ", "saknas"]),
        ('lasarstider = "platshallare_2021-2025.toml"', 'lasarstider = "borta.toml"', ["borta.toml", "finns inte"]),
        ("undertecknat", "handelser_fran = 2023-01-01\nundertecknat", ["handelser_fran", "sista dag, 2022-12-31"]),
        ("undertecknat", 'handelser_fran = "2022"\nundertecknat', ["handelser_fran", "datum"]),
        ("minst = 1", "minst = 1\nhandelser = 'buskörning'", ["handelser", "lista av texter"]),
        (
            "minst = 1",
            "minst = 1\nhandelser = ['a']\npersonuppgift = 'person'",
            ["handelser", "antalet gäller personer"],
        ),
        (
            'matt = "antal"\nminst = 1',
            "matt = 'andel'\nminst_andel = 1.0\nhandelser = ['a']",
            ["handelser", "måttet 'andel'"],
        ),
        (
            "minst = 1",
            "minst = 1\nhandelser = ['buskörning', 'våld']",
            ["atagande 1, handelser: 'våld' är en känslig kategori: den visas aldrig med tid och plats; ta bort"],
        ),
        (
            "minst = 1",
            "minst = 1\nhandelser = ['Misshandel']",
            ["'Misshandel' hör till våld, en känslig kategori"],
        ),
        (
            "minst = 1",
            "minst = 1\nhandelser = ['Buskörnig', 'epabus', 'Hög  musik från fordon']",
            [
                "atagande 1, handelser: 'Buskörnig' är ingen kategori (menade du 'buskörning'?); tillåtet: "
                "störande körning, hög musik från fordon, buskörning, rattfylleri, otrygg plats, skadegörelse, "
                "störande samling, övrigt."
            ],
        ),
        ("[omraden]", '[rubriker]\n"Vad hände" = "Åtgärdsplan"\n[omraden]', ["rubriker", "'Åtgärdsplan'"]),
        ('namn = "Prov"', "namn = ", ["går inte att läsa"]),
        ("[[atagande]]", "[atagande]", ["atagande", "dubbla hakparenteser"]),
    ],
)
def test_a_wrong_promise_file_is_told_where_and_what_is_allowed(tmp_path, old, new, words):
    assert old in BASE
    told = " | ".join(faults_of(tmp_path, BASE.replace(old, new, 1)))
    for word in words:
        assert word in told, told


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Prov", "rad 2, namn: "),
        ("Område A", "omraden, a: "),
        ("polisen", "part, nr 2, namn: "),
        ("Träff", "atagande, nr 1, rubrik: "),
        ("Vi träffas.", "atagande, nr 1, text: "),
    ],
)
def test_an_identity_number_in_a_promise_is_refused_and_never_repeated(tmp_path, text, where):
    (fault,) = faults_of(tmp_path, BASE.replace(f'"{text}"', f'"{text} 850709-9805"'))
    assert where in fault and "personnummer" in fault and "9805" not in fault


def test_of_categories_of_events_only_the_unknown_one_is_told(tmp_path):
    text = BASE.replace("minst = 1", "minst = 1\nhandelser = ['Buskörnig', 'epabus', 'Hög  musik från fordon']")
    assert len(faults_of(tmp_path, text)) == 1


def test_every_fault_is_told_at_once(tmp_path):
    text = BASE.replace('kommun = "Exempelkommunen"', "").replace("minst = 1", "minst = -1").replace('"månad"', '"dag"')
    text = text.replace('lasarstider = "platshallare_2021-2025.toml"', 'lasarstider = "borta.toml"')
    assert len(faults_of(tmp_path, text)) == 4


def test_two_commitments_with_the_same_number_are_told(tmp_path):
    second = BASE[BASE.index("[[atagande]]") :]
    assert "mer än en gång" in faults_of(tmp_path, BASE + second)[0]


def test_a_part_of_itself_is_told(tmp_path):
    share = BASE.replace('matt = "antal"\nminst = 1\nper = "månad"', 'matt = "andel"\nminst_andel = 1.0\ndel_av = "1"')
    assert "del_av" in faults_of(tmp_path, share)[0]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"a = [1", "namn = 'Prov å'".encode("cp1252"), b"version = 5\npart = 'x'"]
)
def test_a_file_that_is_no_promise_file_is_told_so(tmp_path, content):
    (tmp_path / "prov.toml").write_bytes(content)
    with pytest.raises(PromiseError) as caught:
        read_promise(tmp_path / "prov.toml")
    assert caught.value.faults


def test_a_missing_promise_file_is_told_by_name(tmp_path):
    with pytest.raises(PromiseError, match=r"borta\.toml: löftesfilen finns inte"):
        read_promise(tmp_path / "borta.toml")
    with pytest.raises(PromiseError):
        read_promise(tmp_path)


@pytest.mark.parametrize("drop", range(0, SHIPPED.count("\n"), 7))
def test_the_shipped_file_without_any_one_line_is_read_or_told_but_never_ends_in_a_traceback(tmp_path, drop):
    lines = SHIPPED.split("\n")
    (tmp_path / "prov.toml").write_text("\n".join(lines[:drop] + lines[drop + 1 :]), "utf-8")
    with contextlib.suppress(PromiseError):
        read_promise(tmp_path / "prov.toml")


# School calendars -----------------------------------------------------------------------------------------

CALENDAR = data_path("lasarstider", "platshallare_2021-2025.toml")
TERMS = """
status = "fastställd"
[[termin]]
namn = "HT2022"
start = 2022-08-16
slut = 2022-12-21
[[termin]]
namn = "VT2023"
start = 2023-01-10
slut = 2023-06-13
"""


def calendar_with(folder: Path, text: str):
    path = folder / "tider.toml"
    path.write_text(text, "utf-8")
    return read_school_calendar(path)


def test_the_shipped_calendar_has_at_least_178_school_days_and_12_days_off_each_year():
    calendar = read_school_calendar(CALENDAR)
    assert [year for year, *_ in calendar.school_years()] == ["2021/22", "2022/23", "2023/24", "2024/25"]
    for _, start, end in calendar.school_years():
        assert calendar.school_days_between(start, end) >= 178
        assert sum(start <= day <= end for day in calendar.days_off) >= 12
    assert calendar.remarks() == ["Läsårstiderna är en platshållare, inte kommunens egna fastställda datum."]


def test_the_start_that_is_confirmed_for_sunne_is_in_the_calendar():
    assert dt.date(2022, 8, 16) in {term.start for term in read_school_calendar(CALENDAR).terms}


def test_holidays_eves_weekends_and_breaks_are_no_school_days():
    days = read_school_calendar(CALENDAR).school_days
    free = [
        "2022-04-15",
        "2022-04-18",
        "2022-05-26",
        "2022-05-27",
        "2022-06-06",
        "2022-03-05",
        "2021-11-03",
        "2022-07-01",
    ]
    assert not days & {dt.date.fromisoformat(day) for day in free}
    assert {dt.date(2022, 3, 7), dt.date(2021, 8, 17)} <= days


def test_too_few_school_days_and_days_off_are_remarked_upon(tmp_path):
    short = calendar_with(tmp_path, TERMS.replace("2023-06-13", "2023-04-28"))
    assert [remark.split(" har ")[1].split()[1] for remark in short.remarks()] == ["skoldagar,", "lovdagar,"]
    full = calendar_with(tmp_path, TERMS)
    assert full.remarks() == ["Läsåret 2022/23 har 0 lovdagar, färre än 12."]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('status = "fastställd"', "", ["status", "platshållare"]),
        ('status = "fastställd"', 'status = "klar"', ["status", "'klar'"]),
        ("start = 2022-08-16", 'start = "16 augusti"', ["termin nr 1", "2022-08-16"]),
        ("start = 2022-08-16", "start = 2022-08-16T08:00:00", ["termin nr 1", "datum"]),
        ("slut = 2022-12-21", "slut = 2022-08-01", ["termin nr 1", "ligger före"]),
        ("slut = 2022-12-21", "slut = 2923-12-21", ["termin nr 1", "2923"]),
        ("slut = 2022-12-21", "slut = 2023-02-01", ["HT2022", "VT2023", "överlappar"]),
        ("start = 2022-08-16", "start = 2021-08-16", ["termin nr 1", "2021-08-16"]),
        ("start = 2023-01-10", "start = 2022-12-22", ["VT2023", "2022-12-22"]),
        ('namn = "VT2023"', 'namn = "våren 2023"', ["våren 2023", "HT2022"]),
        ('namn = "VT2023"', 'namn = "VT²²²²"', ["VT²²²²"]),
        ('namn = "VT2023"', 'namn = "HT2022"', ["HT2022", "mer än en gång"]),
        ('namn = "VT2023"', "", ["namnet ''"]),
        ("[[termin]]", "[[lov]]", []),
        ('status = "fastställd"', 'status = "fastställd"\nlovv = []', ["lovv", "okänd nyckel"]),
        ('namn = "VT2023"', 'namn = "VT2023"\nstrat = 2023-01-10', ["strat", "okänd nyckel"]),
        ('status = "fastställd"', 'status = "fastställd"\nlov = 5', ["lov", "[[lov]]"]),
        ('status = "fastställd"', "status = ", ["går inte att läsa"]),
    ],
)
def test_a_wrong_calendar_is_told_where_and_what_is_allowed(tmp_path, old, new, words):
    text = TERMS.replace(old, new) if old == "[[termin]]" else TERMS.replace(old, new, 1)
    with pytest.raises(SchoolCalendarError) as caught:
        calendar_with(tmp_path, text)
    told = " | ".join(caught.value.faults)
    assert all(fault.startswith("tider.toml") for fault in caught.value.faults)
    for word in words:
        assert word in told, told


def test_every_fault_of_a_calendar_is_told_at_once(tmp_path):
    text = TERMS.replace('status = "fastställd"', "").replace("2022-12-21", "2022-08-01").replace("VT2023", "våren")
    with pytest.raises(SchoolCalendarError) as caught:
        calendar_with(tmp_path, text)
    assert len(caught.value.faults) >= 3


def test_a_missing_calendar_is_told_by_name(tmp_path):
    with pytest.raises(SchoolCalendarError, match=r"borta\.toml"):
        read_school_calendar(tmp_path / "borta.toml")
