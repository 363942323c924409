"""`lofte ny`: a working folder outside the repository, from nothing to the first chart."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import openpyxl
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import lofte_analysis as la
from lofte_analysis import paths, working_folder
from lofte_analysis.cli import main
from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.forms import dropdown_text
from lofte_analysis.paths import WORKBOOKS, data_path, notebooks_path
from lofte_analysis.promise import Measure, PromiseError, read_promise
from lofte_analysis.promise_keys import COMMITMENT_KEYS, PROMISE_KEYS
from lofte_analysis.refusals import Refusal
from lofte_analysis.template import HEADER_ROW
from lofte_analysis.working_folder import NOTEBOOKS, FolderError, make_working_folder, notebooks_for_any_promise

ROOT = Path(__file__).resolve().parents[1]
SUNNE = data_path("medborgarloften", "sunne_2021-2024.toml")
GIT = shutil.which("git")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A working folder as the command makes it, under a path with blanks and å, ä and ö. Only to be looked at."""
    return make_working_folder(tmp_path_factory.mktemp("Ånga räka ö") / "Mitt löfte", municipality="Exempelby")


@pytest.fixture
def folder(made, tmp_path, monkeypatch) -> Path:
    """A copy of the working folder to change, in which one stands."""
    copy = tmp_path / "kopia för ö" / "Exempelby"
    shutil.copytree(made, copy)
    monkeypatch.chdir(copy)
    return copy


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def make_ours(folder: Path) -> None:
    """Take away the line by which the starter says that it is an example."""
    text = (folder / "lofte.toml").read_text(encoding="utf-8")
    (folder / "lofte.toml").write_text(text.replace("exempel = true\n", ""), encoding="utf-8")


def fill_school(folder: Path) -> None:
    """Two meetings, one without the police, events in two months, and ja for the first three months."""
    path = folder / WORKBOOKS / "Skolan.xlsx"
    workbook = openpyxl.load_workbook(path)
    sheet, done = workbook["Genomfört"], workbook["Redovisat"]
    at = {cell.value: cell.column for cell in sheet[HEADER_ROW] if cell.value}
    meeting = dropdown_text(read_promise(folder / "lofte.toml")["1.1"])
    for row, (day, parties) in enumerate(
        [("2026-01-21", ("Skolan", "Socialtjänsten", "Polisen")), ("2026-02-11", ("Skolan", "Socialtjänsten"))], 4
    ):
        sheet.cell(row, at["Datum"], day)
        sheet.cell(row, at["Åtagande"], meeting)
        for party in parties:
            sheet.cell(row, at[party], "x")
    seen = workbook["Händelser"]
    at = {cell.value: cell.column for cell in seen[HEADER_ROW] if cell.value}
    for row, day in enumerate(("2026-01-09", "2026-02-06", "2026-02-13"), 4):
        seen.cell(row, at["Datum"], day)
        seen.cell(row, at["Kategori"], "störande körning")
    column = next(cell.column for cell in done[HEADER_ROW] if cell.value == "Klart")
    for row in (4, 5, 6):
        done.cell(row, column, "ja")
    workbook.save(path)


# What is in it --------------------------------------------------------------------------------------------


def test_the_folder_holds_what_is_needed_and_nothing_is_left_beside_it(made):
    parties = {f"{WORKBOOKS}/{name}.xlsx" for name in ("Polisen", "Skolan", "Socialtjänsten", "Kommunen")}
    notebooks = {f"{NOTEBOOKS}/{path.name}" for path in notebooks_for_any_promise()}
    files = {"lofte.toml", "lasarstider.toml", "LÄS MIG.txt", ".gitignore"}
    assert set(contents(made)) == files | parties | notebooks
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_the_starter_is_a_valid_promise_that_shows_the_four_measures(made):
    promise = read_promise(made / "lofte.toml")
    assert (promise.municipality, promise.name) == ("Exempelby", "Exempelbys medborgarlöfte 2026–2027")
    assert [c.measure for c in promise.commitments] == list(Measure)
    assert promise["1.1"].during_terms and len(promise["1.1"].must_attend) == 3
    assert promise.school_calendar.status == "platshållare"
    assert len(promise.school_calendar.remarks()) == 1  # the stand-in itself: as many school days as the law asks for


def test_the_starter_names_no_real_municipality_and_calls_every_commitment_an_example(made):
    text = (made / "lofte.toml").read_text(encoding="utf-8")
    assert "Sunne" not in text and "sunne" not in text
    promise = read_promise(made / "lofte.toml")
    assert promise.example and all(c.text.startswith("Exempel: ") for c in promise.commitments)
    shipped = {c.title for c in read_promise().commitments}
    assert not shipped & {c.title for c in promise.commitments}


def test_every_key_that_a_promise_file_can_have_is_explained_in_the_starter(made):
    text = (made / "lofte.toml").read_text(encoding="utf-8")
    for name in (*PROMISE_KEYS, *COMMITMENT_KEYS):
        assert re.search(rf"^(\[+|# +)?{name}\b", text, re.MULTILINE), name
    examples, more = text.split("# Fler nycklar")
    for name in re.findall(r"^#   (\w+)", more, re.MULTILINE):
        assert not re.search(rf"^\[*{name}\b", examples, re.MULTILINE), name


def test_the_municipality_is_written_into_the_starter_in_its_genitive_too(tmp_path):
    make_working_folder(tmp_path / "ny", municipality=" Mönsterås ")
    promise = read_promise(tmp_path / "ny" / "lofte.toml")
    assert (promise.municipality, promise.name) == ("Mönsterås", "Mönsterås medborgarlöfte 2026–2027")


@pytest.mark.parametrize("name", ['Ex"empelby', "Exempelby\\", "Exempel\nby", "  "])
def test_a_name_that_would_break_the_promise_file_is_refused(tmp_path, name):
    with pytest.raises(FolderError, match="utan citattecken"):
        make_working_folder(tmp_path / "ny", municipality=name)
    assert not list(tmp_path.iterdir())


def test_the_templates_are_those_of_the_promise_and_claim_nothing(made):
    records = la.read_workbooks(made / WORKBOOKS, read_promise(made / "lofte.toml"))
    assert records.problems.empty and records.last_delivered_day is None
    assert len(records.deliveries) == 4 * 24


def test_a_promise_of_ones_own_is_copied_with_its_school_calendar(tmp_path):
    source = tmp_path / "loften" / "eget.toml"
    for place in (source.parent, tmp_path / "lasarstider"):
        place.mkdir()
    shutil.copy(data_path("lasarstider", "platshallare_2021-2025.toml"), tmp_path / "lasarstider" / "tider.toml")
    text = SUNNE.read_text(encoding="utf-8")
    source.write_text(text.replace("platshallare_2021-2025.toml", "../lasarstider/tider.toml"), encoding="utf-8")
    new = make_working_folder(tmp_path / "ny" / "mapp", promise=source)
    assert {path.name for path in new.glob("*.toml")} == {"lofte.toml", "tider.toml"}
    shutil.rmtree(tmp_path / "lasarstider")
    copied = read_promise(new / "lofte.toml")
    assert copied.school_calendar.terms == read_promise().school_calendar.terms
    assert {path.stem for path in (new / WORKBOOKS).iterdir()} == {party.label for party in copied.parties}


@pytest.mark.parametrize("name", ["sunne_2021-2024", "goteborg_centrum_2018", None])
def test_the_guide_says_what_is_true_of_the_very_folder(tmp_path, name):
    source = name and data_path("medborgarloften", f"{name}.toml")
    new = make_working_folder(tmp_path / "ny", promise=source)
    guide, promise = (new / "LÄS MIG.txt").read_text(encoding="utf-8"), read_promise(new / "lofte.toml")
    calendars = {path.name for path in new.glob("*.toml")} - {"lofte.toml"}
    assert set(re.findall(r"\S+\.toml", guide)) - {"lofte.toml"} == calendars | ({source.name} if source else set())
    for words in ("påhittat exempel att byta ut", "exempel = true", "nyckel förklaras i filen", EXAMPLE_MARK):
        assert (words in guide) == promise.example == (name is None), words
    assert ("läsårstid" in guide) == bool(calendars)
    assert f"lofte rapport --ar {promise.start.year}." in guide and not re.search("[{}%]", guide)
    for day in re.findall(r"--till (\d{4}-\d{2}-\d{2})", guide):
        assert f"{promise.start}" <= day <= f"{promise.end}"
    [party] = re.findall(r"--part (\S+)\.", guide)
    assert party in {party.name for party in promise.parties}


# Nothing is written over ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_is_there_already_is_never_written_over(tmp_path, capsys, kind):
    taken = tmp_path / "Exempelby"
    if kind == "folder":
        taken.mkdir()
    (taken / "lofte.toml" if kind == "folder" else taken).write_text("mitt", encoding="utf-8")
    before = contents(tmp_path)
    assert main(["ny", str(taken)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and "finns redan" in said[0]
    assert contents(tmp_path) == before and len(list(tmp_path.iterdir())) == 1


def test_an_empty_folder_in_which_one_stands_is_filled(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["ny", "."]) == 0
    assert (tmp_path / "lofte.toml").is_file() and Path.cwd() == tmp_path
    assert not [path for path in tmp_path.parent.iterdir() if path.name.startswith(".lofte")]


def test_a_folder_is_there_whole_or_not_at_all(tmp_path, monkeypatch, capsys):
    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(working_folder, "write_template", full)
    assert main(["ny", str(tmp_path / "Exempelby")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and "går inte att skapa" in said[0]
    assert not list(tmp_path.iterdir())


def test_a_faulty_promise_leaves_no_folder(tmp_path, capsys):
    (tmp_path / "fel.toml").write_text('namn = "Prov"', encoding="utf-8")
    assert main(["ny", str(tmp_path / "ny"), "--lofte", str(tmp_path / "fel.toml")]) == 2
    assert main(["ny", str(tmp_path / "ny"), "--lofte", str(SUNNE), "--kommun", "Exempelby"]) == 2
    assert "inte båda" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["fel.toml"]


def test_templates_are_made_for_each_party_and_a_filled_one_is_left_alone(folder, capsys):
    fill_school(folder)
    before = (folder / WORKBOOKS / "Skolan.xlsx").read_bytes()
    (folder / WORKBOOKS / "Polisen.xlsx").unlink()
    assert main(["mall", WORKBOOKS]) == 0
    said = capsys.readouterr().out
    assert re.search(r"skriven: .*Polisen\.xlsx", said) and re.search(r"lämnas orörd: .*Skolan\.xlsx", said)
    assert (folder / WORKBOOKS / "Skolan.xlsx").read_bytes() == before
    assert main(["mall", WORKBOOKS, "--part", "soc", "--ar", "2027"]) == 0
    assert len(list((folder / WORKBOOKS).glob("* 2027.xlsx"))) == 1


# From the folder to the report ----------------------------------------------------------------------------


@pytest.fixture
def no_pictures(monkeypatch):
    from lofte_analysis.publish import report_charts

    monkeypatch.setattr(report_charts, "first_charts", lambda *_: [])
    monkeypatch.setattr(report_charts, "area_charts", lambda shown, *_: {area: [] for area in shown["area"]})


def test_the_report_of_the_untouched_folder_is_marked_as_an_example_and_bears_no_name(tmp_path, monkeypatch, capsys):
    make_working_folder(tmp_path / "ny", municipality="Sunne")
    monkeypatch.chdir(tmp_path / "ny")
    assert main(["kontrollera"]) == 0
    assert main(["rapport", "--till", "2026-06-30"]) == 0
    assert "ta bort raden exempel = true" in capsys.readouterr().out
    published = Path("export", "publicera")
    page = (published / "rapport.html").read_text(encoding="utf-8")
    assert EXAMPLE_MARK in page and "Sunne" not in page
    pictures = list((published / "bilder").glob("*.svg"))
    assert pictures and all("Påhittade exempeldata" in path.read_text(encoding="utf-8") for path in pictures)


def test_the_report_of_a_filled_folder_is_the_municipalitys_own(folder, no_pictures):
    make_ours(folder)
    fill_school(folder)
    assert main(["rapport"]) == 0
    page = (folder / "export" / "publicera" / "rapport.html").read_text(encoding="utf-8")
    assert "Uppföljning av Exempelbys medborgarlöfte" in page and EXAMPLE_MARK not in page
    lines = (folder / "export" / "publicera" / "uppfoljning.csv").read_text(encoding="utf-8-sig").splitlines()
    verdicts = {line.split(";")[2]: line for line in lines if line.startswith("1.1;")}
    for month, verdict in (("2026-01", "uppfyllt"), ("2026-02", "delvis uppfyllt"), ("2026-03", "ej uppfyllt")):
        [line] = [line for line in lines if line.startswith("1.1;") and f";{month};" in line]
        assert f";{verdict};" in line, verdicts


def test_nothing_reported_is_told_in_one_sentence(folder, capsys):
    assert main(["rapport"]) == 2
    said = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("Läser")]
    assert len(said) == 1 and "Klart = ja" in said[0]
    with pytest.raises(ValueError, match="Klart = ja"):
        la.read_workbooks(WORKBOOKS, la.read_promise_for(WORKBOOKS)).cutoff_day()


def test_a_working_folder_without_its_workbooks_gets_no_example_report(folder, capsys):
    (folder / WORKBOOKS).rename(folder / "annat")
    assert main(["rapport"]) == 2
    assert main(["kontrollera"]) == 2
    assert capsys.readouterr().err.count(f"ingen mapp {WORKBOOKS}") == 2
    assert main(["kontrollera", "annat"]) == 0
    assert "Exempelbys" in capsys.readouterr().out


# Which promise is used ------------------------------------------------------------------------------------


def test_the_promise_is_found_in_the_folder_then_above_it_then_where_one_stands(folder, tmp_path, monkeypatch, capsys):
    apart = tmp_path / "annanstans" / "delad"
    apart.mkdir(parents=True)
    assert la.read_promise_for(WORKBOOKS).municipality == "Exempelby"
    assert la.read_promise_for(apart).municipality == "Exempelby"
    for place, name in ((apart.parent, "Ovanby"), (apart, "Inby")):
        text = (folder / "lofte.toml").read_text(encoding="utf-8").replace("Exempelby", name)
        (place / "valfritt namn.toml").write_text(text, encoding="utf-8")
        shutil.copy(folder / "lasarstider.toml", place)
        assert la.read_promise_for(apart).municipality == name
    monkeypatch.chdir(tmp_path)
    assert la.read_promise_for(folder / WORKBOOKS).municipality == "Exempelby"
    assert la.read_promise_for(None).municipality == la.read_promise_for(tmp_path).municipality == "Sunne"
    assert main(["mall", str(apart / "ny.xlsx")]) == 0
    assert "Inbys medborgarlöfte" in capsys.readouterr().err


def test_a_promise_file_that_cannot_be_read_is_not_passed_over_for_another(folder, capsys):
    text = (folder / "lofte.toml").read_text(encoding="utf-8")
    (folder / "lofte.toml").write_text(text.replace('"Exempelby" ', "Exempelby"), encoding="utf-8")
    assert main(["kontrollera"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and "lofte.toml: rad 18 (kommun = Exempelby) " in said[0]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("kommun = ”Exempelby”", "sneda"),
        ("kommun Exempelby", "likhetstecken"),
        ('namn = "a"\nnamn = "b"', "två gånger"),
        ('område = "a"', "utan å, ä och ö"),
        ('lista = ["a" "b"]', "kommatecken"),
        ('kommun = "Exempelby', "citattecken saknas"),
        ("fran = 1/1 2026", "Datum skrivs 2026-01-31"),
        ("minst = 0,5 0", "decimaler med punkt"),
        ("exempel = True", "ja och nej true och false"),
        ("minst_andel = 0,5  # hälften", "Decimaler skrivs med punkt: 0.5."),
    ],
)
def test_a_slip_of_the_pen_in_the_promise_file_is_told_in_swedish_with_its_line(tmp_path, wrong, told):
    (tmp_path / "prov.toml").write_text(f"# Löftet\n\n{wrong}\n", encoding="utf-8")
    with pytest.raises(PromiseError) as caught:
        read_promise(tmp_path / "prov.toml")
    [fault] = caught.value.faults
    assert told in fault and re.search(r"rad [34] ", fault)
    assert not re.search(r"Invalid|Expected|Cannot|Unclosed|Illegal|line", fault)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_a_promise_file_in_another_encoding_is_told_so_and_notepads_utf_8_is_read(folder, encoding):
    text = (folder / "lofte.toml").read_text(encoding="utf-8").replace("–", "-").replace("\n", "\r\n")
    (folder / "lofte.toml").write_bytes(text.encode(encoding))
    if encoding == "utf-8-sig":
        assert read_promise(folder / "lofte.toml").municipality == "Exempelby"
        return
    with pytest.raises(PromiseError, match="UTF-8"):
        read_promise(folder / "lofte.toml")


# The notebooks --------------------------------------------------------------------------------------------


def test_a_notebook_that_reads_the_promise_of_its_folder_is_copied_and_one_that_names_commitments_is_not():
    names = [path.name for path in notebooks_for_any_promise()]
    assert "01_kom_igang.ipynb" in names
    assert not {"02_drogforebyggande.ipynb", "04_valdsscreening.ipynb"} & set(names)
    if (notebooks_path() / "06_arsuppfoljning.ipynb").exists():
        assert "06_arsuppfoljning.ipynb" in names


def test_the_copied_notebooks_were_never_run_and_read_the_folder(made):
    for path in (made / NOTEBOOKS).iterdir():
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert not any(cell.outputs or cell.execution_count for cell in cells)
        assert sum(cell.source.startswith(f'MAPP = "{WORKBOOKS}"') for cell in cells) == 1
        assert "MAPP = None" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [path.name for path in notebooks_for_any_promise()])
def test_a_copied_notebook_runs_on_the_folder_and_writes_its_pictures_there(folder, name):
    make_ours(folder)
    fill_school(folder)
    notebook = nbformat.read(folder / NOTEBOOKS / name, as_version=4)
    where = {"metadata": {"path": str(folder / NOTEBOOKS)}}
    NotebookClient(notebook, timeout=120, resources=where, kernel_name="python3").execute()
    pictures = [path.read_text(encoding="utf-8") for path in (folder / "export").rglob("*.svg")]
    assert pictures and all("Källa: Exempelbys och polisens" in text for text in pictures)


def first_error(folder: Path, name: str) -> list[str]:
    """What a copied notebook shows where it stops."""
    notebook = nbformat.read(folder / NOTEBOOKS / name, as_version=4)
    where = {"metadata": {"path": str(folder / NOTEBOOKS)}}
    with pytest.raises(CellExecutionError):
        NotebookClient(notebook, timeout=120, resources=where, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    [error] = [output for output in outputs if output.output_type == "error"]
    return error.traceback


@pytest.mark.parametrize("name", [path.name for path in notebooks_for_any_promise()])
def test_a_copied_notebook_says_in_one_sentence_that_nothing_is_reported(folder, name):
    [said] = first_error(folder, name)
    assert said.startswith("Ingen rad i bladet Redovisat har Klart = ja") and "TILL" in said


def test_a_copied_notebook_says_in_one_sentence_that_the_promise_is_of_other_years(folder):
    fill_school(folder)
    text = (folder / "lofte.toml").read_text(encoding="utf-8")
    text = text.replace("fran = 2026-01-01", "fran = 2024-01-01").replace("till = 2027-12-31", "till = 2025-12-31")
    (folder / "lofte.toml").write_text(text, encoding="utf-8")
    assert first_error(folder, "06_arsuppfoljning.ipynb") == [
        "Löftet gäller inte 2026. Välj ett år från 2024 till 2025."
    ]


def test_a_notebook_shows_each_fault_of_a_promise_file_and_no_traceback(folder):
    text = (folder / "lofte.toml").read_text(encoding="utf-8")
    wrong = text.replace('kommun = "Exempelby"', "kommun = 5").replace('matt = "andel"', 'matt = "del"')
    (folder / "lofte.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(PromiseError) as caught:
        la.read_promise_for(WORKBOOKS)
    shown = caught.value._render_traceback_()
    assert shown == caught.value.faults and len(shown) == 2


@pytest.mark.parametrize(
    ("year", "cutoff", "said"),
    [
        (2028, None, "Löftet gäller inte 2028"),
        (2027, None, "År 2027 hade inte börjat den 31 mars 2026"),
        (2026, "2025-12-31", "Löftet hade inte börjat den 31 december 2025"),
        (None, "2025-12-31", "Löftet hade inte börjat den 31 december 2025"),
        (None, "30 juni 2026", "TILL ska vara None eller ett datum som 2024-06-30 inom citattecken, inte '30"),
        (None, 2026, "TILL ska vara None eller ett datum"),
    ],
)
def test_choices_that_leave_nothing_to_show_are_refused_and_others_are_not(folder, year, cutoff, said):
    fill_school(folder)
    promise = la.read_promise_for(WORKBOOKS)
    records = la.read_workbooks(WORKBOOKS, promise)
    with pytest.raises(Refusal, match=said):
        la.check_choices(promise, records, year=year, cutoff=cutoff)
    la.check_choices(promise, records)
    la.check_choices(promise, records, year=2026, cutoff="2026-01-01")
    la.check_choices(promise, records, year=2027, cutoff="2027-01-01")


def test_the_notebooks_for_any_promise_say_nothing_that_is_true_of_one_alone(made):
    for path in (made / NOTEBOOKS).iterdir():
        told = "\n".join(
            cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"
        )
        assert not re.search(r"\b20\d\d\b|trygghet|uv sync|data/egna", told), path.name


# Version control ------------------------------------------------------------------------------------------


def tracked(folder: Path) -> set[str]:
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run([GIT, *command], cwd=folder, check=True, capture_output=True)
    listed = subprocess.run([GIT, "ls-files", "-z"], cwd=folder, check=True, capture_output=True, text=True)
    return set(filter(None, listed.stdout.split("\0")))


@pytest.mark.skipif(GIT is None, reason="git is not installed")
def test_version_control_takes_the_promise_and_leaves_workbooks_and_results(folder):
    for name in ("export/publicera/rapport.html", "resultat 2026/a.csv", "~$Skolan.xlsx", "utkast.ipynb", "bild.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    assert tracked(folder) == {".gitignore", "lofte.toml", "lasarstider.toml", "LÄS MIG.txt"}


@pytest.mark.skipif(GIT is None or not (ROOT / ".git").exists(), reason="not a git repository")
@pytest.mark.parametrize("name", ["data/egna/skolan.xlsx", "egna/Exempelby/lofte.toml", "~$skolan.xlsx"])
def test_ones_own_data_in_the_repository_is_ignored(name):
    assert subprocess.run([GIT, "check-ignore", "-q", name], cwd=ROOT, check=False).returncode == 0


# An installed wheel ---------------------------------------------------------------------------------------


def test_starter_files_and_notebooks_are_found_in_an_installed_wheel(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "lofte_analysis"
    for name in ("medborgarloften", "lasarstider", "exempel", "arbetsmapp", "lagesbild"):
        shutil.copytree(data_path(name), package / "data" / name)
    shutil.copytree(notebooks_path(), package / "data" / "notebooks", ignore=shutil.ignore_patterns(".*"))
    (package.parent / "notebooks").mkdir()  # another package's
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert notebooks_path() == package / "data" / "notebooks"
    new = make_working_folder(tmp_path / "ny")
    assert (new / NOTEBOOKS / "01_kom_igang.ipynb").is_file()


def test_the_wheel_takes_the_notebooks_and_the_starter_files():
    import tomllib

    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]
    assert wheel["sources"]["notebooks"] == "lofte_analysis/data/notebooks"
    assert "notebooks" in wheel["only-include"]
    for name in os.listdir(ROOT / "data"):
        if name != "egna":
            assert wheel["force-include"][f"data/{name}"] == f"lofte_analysis/data/{name}"


def test_the_command_runs_by_its_module_where_the_shell_does_not_know_it(tmp_path):
    command = [sys.executable, "-m", "lofte_analysis", "ny", "Exempelby"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, encoding="utf-8")
    assert "-m lofte_analysis" in shown.stdout and (tmp_path / "Exempelby" / "lofte.toml").is_file()
