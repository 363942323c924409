"""`lofte flera`: the same bytes however it is run, and nothing that goes wrong in one municipality stops another."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from lofte_analysis import engines, many
from lofte_analysis.cli import main
from lofte_analysis.engines import Lost
from lofte_analysis.many import EACH, Followed, Order, follow_many, follow_one
from lofte_analysis.publish.folder import only_run
from lofte_analysis.refusals import CommandError

ROOT = Path(__file__).resolve().parents[1]
needs_dask = pytest.mark.skipif(not engines.has_dask(), reason="Dask is an optional addition")

PROMISE = """
namn = "{name}s medborgarlöfte"
kommun = "{name}"
undertecknat = 2022-01-01
rad = "Rådet"
[omraden]
a = "Område"
[[version]]
namn = "löftet"
fran = 2022-01-01
till = 2022-12-31
[[part]]
namn = "skolan"
visas = "Skolan"
[[atagande]]
id = "1"
rubrik = "Träff"
text = "Parterna ska träffas."
omrade = "a"
matt = "antal"
enhet = ["träff", "träffar"]
per = "månad"
minst = 1
ansvariga = ["skolan"]
redovisas_av = ["skolan"]
[[atagande]]
id = "2"
rubrik = "Samtal"
text = "Parterna ska träffas."
omrade = "a"
matt = "andel"
per = "halvår"
minst_andel = 1.0
andel_av = "ärenden"
personuppgift = "insats"
ansvariga = ["skolan"]
redovisas_av = ["skolan"]
"""


def municipality(folder: Path, name: str, meetings: int = 3) -> None:
    """A promise of 2022 and what one party has written: so many meetings, and cases of which three were missed."""
    own = folder / "arbetsböcker"
    own.mkdir(parents=True)
    (folder / "lofte.toml").write_text(PROMISE.format(name=name), encoding="utf-8")
    done = {3: "9;6", 9: "20;14"}  # ärenden, and those that were done
    sheets = {
        "möten": ["Datum;Åtagande;Parter", *(f"2022-{month:02}-07;1;skolan" for month in range(1, meetings + 1))],
        "ärenden": [
            "Månad;Åtagande;Antal ärenden;Varav genomförda;Rapporterat av",
            *(f"2022-{month:02};2;{done.get(month, '0;0')};skolan" for month in range(1, 13)),
        ],
        "redovisat": ["Part;Från;Till;Klart", "skolan;2022-01-01;2022-12-31;ja"],
    }
    for sheet, lines in sheets.items():
        (own / f"{sheet}.csv").write_text("\n".join(lines), encoding="utf-8")


GOOD = ("Åmål öst", "Boda", "Ö-by", "Dala", "Ekeby", "Forsa")


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> Path:
    """Six municipalities, in folders with å and blanks."""
    folder = tmp_path_factory.mktemp("länet")
    for number, name in enumerate(GOOD):
        municipality(folder / name, name, meetings=number + 1)
    return folder


@pytest.fixture(scope="module")
def alone(county) -> Path:
    """What comes out when they are done one by one, in this process."""
    out = county.parent / "en i taget"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "has_dask", lambda: False)
        assert main(["flera", str(county), "--ut", str(out)]) == 0
    return out


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def follow(folder: Path, out: Path, *more: str) -> int:
    """The command one by one, which needs no processes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "has_dask", lambda: False)
        return main(["flera", str(folder), "--ut", str(out), *more])


# What is written ------------------------------------------------------------------------------------------


def test_each_municipality_gets_the_same_bytes_as_from_the_report_of_it_alone(county, alone, tmp_path):
    for name in GOOD[:2]:
        assert main(["rapport", str(county / name / "arbetsböcker"), "--ut", str(tmp_path / name)]) == 0
        single, together = contents(tmp_path / name), contents(alone / EACH / name)
        assert {path for path in together if not path.startswith(".")} == {
            *("publicera/uppfoljning.csv", "publicera/uppfoljning.xlsx"),
            *("internt/problem.csv", "internt/inlast.csv", "internt/kallrader.csv"),
        }
        assert together.items() <= single.items()


def test_the_whole_report_is_written_on_request_the_same_bytes_too(county, tmp_path):
    shutil.copytree(county / "Boda", tmp_path / "in" / "Boda")
    assert follow(tmp_path / "in", tmp_path / "ut", "--rapport", "--ar", "2022") == 0
    assert (
        main(["rapport", str(county / "Boda" / "arbetsböcker"), "--ar", "2022", "--ut", str(tmp_path / "ensam")]) == 0
    )
    assert contents(tmp_path / "ut" / EACH / "Boda") == contents(tmp_path / "ensam")
    assert (tmp_path / "ut" / EACH / "Boda" / "publicera" / "arsuppfoljning.docx").is_file()


def test_the_common_table_holds_what_each_has_published_and_nothing_else(alone):
    rows = table(alone / "publicera" / "uppfoljning.csv")
    for name in GOOD:
        own = [{key: row[key] for key in list(row)[3:]} for row in rows if row["mapp"] == name]
        assert own == table(alone / EACH / name / "publicera" / "uppfoljning.csv") and own
    assert {row["mapp"] for row in rows} == set(GOOD)
    small = [row["gjort"] for row in rows if row["åtagande"] == "2"]
    assert small == ["dolt", "14/20"] * len(GOOD)  # three of nine are left, which nobody may see


def test_the_comparison_is_in_the_order_of_the_folders_whatever_came_of_them(alone):
    rows = [row for row in table(alone / "publicera" / "jamforelse.csv") if row["åtagande"] == "1"]
    assert [row["löfte"] for row in rows] == [f"{name} 2022" for name in sorted(GOOD)]
    kept = {row["löfte"]: row["uppfyllt"] for row in rows}
    assert kept == {f"{name} 2022": f"{number + 1} av 12 månader" for number, name in enumerate(GOOD)}


def test_no_common_row_is_a_sum_over_municipalities_or_commitments(alone):
    rows = table(alone / "publicera" / "jamforelse.csv")
    assert len(rows) == 2 * len(GOOD) and {row["åtagande"] for row in rows} == {"1", "2"}


def test_invented_data_bear_their_mark_on_every_common_row(county, tmp_path):
    municipality(tmp_path / "in" / "Påhitt", "Påhitt")
    municipality(tmp_path / "in" / "Annan", "Annan")
    path = tmp_path / "in" / "Påhitt" / "lofte.toml"
    path.write_text("exempel = true\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert follow(tmp_path / "in", tmp_path / "ut") == 0
    for name in ("publicera/uppfoljning.csv", "publicera/jamforelse.csv", "internt/kommuner.csv"):
        marks = [row["exempeldata"] for row in table(tmp_path / "ut" / name)]
        assert set(marks) == {"PÅHITTADE EXEMPELDATA", "nej"}, name
    own = {row["kommun"] for row in table(tmp_path / "ut" / "publicera" / "uppfoljning.csv")}
    assert own == {"Exempelkommunen", "Annan"}


def test_two_promises_of_the_same_name_are_told_apart_by_their_folders(county, tmp_path):
    for folder in ("a", "b"):
        municipality(tmp_path / "in" / folder, "Boda")
    assert follow(tmp_path / "in", tmp_path / "ut") == 0
    names = {row["löfte"] for row in table(tmp_path / "ut" / "publicera" / "jamforelse.csv")}
    assert names == {"Boda 2022 (a)", "Boda 2022 (b)"}


def test_the_list_accounts_for_every_folder(alone):
    rows = table(alone / "internt" / "kommuner.csv")
    assert [row["mapp"] for row in rows] == sorted(GOOD)
    assert {(row["läge"], row["till och med"], row["avvisade"]) for row in rows} == {("klar", "2022-12-31", "0")}
    assert {int(row["rader"]) for row in rows} == {number + 1 + 12 + 1 for number in range(len(GOOD))}


# Which folders --------------------------------------------------------------------------------------------


def test_neither_hidden_folders_nor_the_results_are_taken_for_municipalities(tmp_path):
    municipality(tmp_path / "Boda", "Boda")
    (tmp_path / ".git").mkdir()
    for _ in range(2):
        assert follow(tmp_path, tmp_path / "export" / "flera") == 0


@pytest.mark.parametrize("wrong", ["empty", "missing", "one promise"])
def test_a_folder_that_holds_no_municipalities_is_one_sentence(tmp_path, capsys, wrong):
    folder = tmp_path / "in"
    if wrong != "missing":
        folder.mkdir()
    if wrong == "one promise":
        municipality(folder / "Boda", "Boda")
        folder = folder / "Boda"
    assert follow(folder, tmp_path / "ut") == 2
    said = capsys.readouterr().err
    assert {"empty": "finns ingen mapp", "missing": "finns inte", "one promise": "ett enda löfte"}[wrong] in said
    assert said.count("\n") == 1 and not (tmp_path / "ut").exists()


def test_a_promise_file_where_the_worker_stands_is_nobody_elses(tmp_path, monkeypatch):
    municipality(tmp_path / "Boda", "Boda")
    (tmp_path / "utan").mkdir()
    (tmp_path / "utan" / "a.csv").write_text("Part;Från;Till;Klart", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "Boda")
    assert "har ingen löftesfil" in follow_one(Order(tmp_path / "utan", tmp_path / "ut")).fault


# What goes wrong ------------------------------------------------------------------------------------------


def test_one_that_fails_is_told_with_its_reason_and_the_others_are_done(tmp_path, capsys):
    municipality(tmp_path / "in" / "Boda", "Boda")
    municipality(tmp_path / "in" / "Trasig", "Trasig")
    (tmp_path / "in" / "Trasig" / "lofte.toml").write_text("[[atagande]]\nid = 1", encoding="utf-8")
    municipality(tmp_path / "in" / "Tyst", "Tyst")
    (tmp_path / "in" / "Tyst" / "arbetsböcker" / "redovisat.csv").unlink()
    (tmp_path / "in" / "Tom" / "arbetsböcker").mkdir(parents=True)
    assert follow(tmp_path / "in", tmp_path / "ut") == 1
    rows = {row["mapp"]: row for row in table(tmp_path / "ut" / "internt" / "kommuner.csv")}
    assert {name: row["läge"] for name, row in rows.items()} == {
        "Boda": "klar",
        **dict.fromkeys(("Tom", "Trasig", "Tyst"), "inte klar"),
    }
    assert "ingen löftesfil" in rows["Tom"]["skäl"] and "Klart = ja" in rows["Tyst"]["skäl"]
    assert "lofte.toml" in rows["Trasig"]["skäl"] and "kör lofte kontrollera" in rows["Trasig"]["skäl"]
    assert "Traceback" not in capsys.readouterr().err
    assert {row["mapp"] for row in table(tmp_path / "ut" / "publicera" / "uppfoljning.csv")} == {"Boda"}


def test_a_fault_of_ours_stops_no_other_and_repeats_no_cell(tmp_path, monkeypatch, capsys):
    read = many.read_workbooks

    def fails_in_one(folder, promise):
        if promise.municipality == "Boda":
            raise KeyError("850709-9805")
        return read(folder, promise)

    monkeypatch.setattr(many, "read_workbooks", fails_in_one)
    for name in ("Boda", "Dala"):
        municipality(tmp_path / "in" / name, name)
    assert follow(tmp_path / "in", tmp_path / "ut") == 1
    said = capsys.readouterr()
    assert "Inte klar: Boda. Ett oväntat fel (KeyError)." in said.out and "850709" not in said.out + said.err


def test_when_none_can_be_done_the_earlier_common_tables_stay(tmp_path, capsys):
    municipality(tmp_path / "in" / "Boda", "Boda")
    assert follow(tmp_path / "in", tmp_path / "ut") == 0
    before = contents(tmp_path / "ut")
    assert follow(tmp_path / "in", tmp_path / "ut", "--ar", "1999") == 2
    assert "Löftet gäller inte 1999." in capsys.readouterr().out and contents(tmp_path / "ut") == before


def test_two_runs_at_once_into_one_folder_do_not_clear_away_each_others_work(tmp_path, capsys):
    municipality(tmp_path / "in" / "Boda", "Boda")
    with only_run(tmp_path / "ut"):
        assert follow(tmp_path / "in", tmp_path / "ut") == 2
    assert "En annan körning skriver i" in capsys.readouterr().err
    assert follow(tmp_path / "in", tmp_path / "ut") == 0


def test_a_folder_named_by_an_identity_number_is_masked_wherever_it_is_told(tmp_path, capsys):
    municipality(tmp_path / "in" / "850709-9805", "Boda")
    assert follow(tmp_path / "in", tmp_path / "ut") == 0
    told = capsys.readouterr().err + "".join(
        path.read_text(encoding="utf-8-sig") for path in (tmp_path / "ut").glob("*/*.csv")
    )
    assert "••••••-••••" in told and "850709" not in told


def test_a_result_that_cannot_be_seen_here_is_a_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(many, "_PATIENCE", -1)
    order = Order(tmp_path / "Boda", tmp_path / "ut" / EACH / "Boda")
    (order.out / "publicera").mkdir(parents=True)
    (order.out / "publicera" / "uppfoljning.csv").write_text("that of an earlier run", encoding="utf-8")
    result = follow_many([order], tmp_path / "ut", lambda *_: [(order, Followed(digest="some"))])
    assert "syns inte" in result[0].fault and not (tmp_path / "ut" / "publicera").exists()


def test_what_a_killed_worker_left_half_written_is_cleared_away(tmp_path):
    municipality(tmp_path / "in" / "Boda", "Boda")
    (tmp_path / "ut" / EACH / "Boda" / ".lofte-ny-123" / "publicera").mkdir(parents=True)
    assert follow(tmp_path / "in", tmp_path / "ut") == 0
    assert not list((tmp_path / "ut").rglob(".lofte-ny*"))


# Progress and interruption --------------------------------------------------------------------------------


def test_each_finished_municipality_is_told_on_the_error_stream(tmp_path, capsys):
    for name in ("Boda", "Dala"):
        municipality(tmp_path / "in" / name, name)
    assert follow(tmp_path / "in", tmp_path / "ut") == 0
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("Kommunerna görs en i taget.") and "uv sync --extra flera" in said[0]
    assert said[1:] == ["1 av 2: Boda klar", "2 av 2: Dala klar"]


def test_an_interruption_is_one_sentence_and_keeps_what_was_done(tmp_path, capsys, monkeypatch):
    for name in ("Boda", "Dala"):
        municipality(tmp_path / "in" / name, name)

    def interrupted(work, orders):
        yield orders[0], work(orders[0])
        raise KeyboardInterrupt

    monkeypatch.setattr(engines, "one_by_one", interrupted)
    assert follow(tmp_path / "in", tmp_path / "ut") == 2
    said = capsys.readouterr().err.splitlines()
    assert said[-1].startswith("lofte: Avbruten. De kommuner som blev klara ligger i") and len(said) == 3
    assert (tmp_path / "ut" / EACH / "Boda" / "publicera").is_dir()


# Without Dask ---------------------------------------------------------------------------------------------


def test_a_cluster_without_the_addition_is_one_sentence(county, tmp_path, capsys):
    assert follow(county, tmp_path / "ut", "--adress", "tcp://127.0.0.1:8786") == 2
    said = capsys.readouterr().err
    assert "Tillägget för kluster saknas" in said and "uv sync --extra flera" in said


def test_neither_the_package_nor_the_help_loads_dask():
    code = (
        "import sys, lofte_analysis, lofte_analysis.many\nfrom lofte_analysis.cli import _parser\n_parser()\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('dask', 'distributed')])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert shown.stdout.strip() == "[]"


# On Dask --------------------------------------------------------------------------------------------------


def square(number: int) -> int:
    """Work that kills the process that does it, for one of its numbers."""
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number**2


class Running:
    """`lofte flera` in a process of its own that hears signals by itself, with its workers."""

    def __init__(self, county: Path, out: Path) -> None:
        command = [sys.executable, "-m", "lofte_analysis", "flera", str(county), "--ut", str(out), "--arbetare", "2"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
        environment = os.environ | {"PYTHONUTF8": "1"}
        hears = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a test run in the background may be deaf
        options = {"cwd": ROOT, "start_new_session": True, "env": environment, "preexec_fn": hears}
        self.process = subprocess.Popen(command, **options, **pipes)
        self.first = self.process.stderr.readline()

    def workers(self) -> list:
        import psutil

        found = psutil.Process(self.process.pid).children(recursive=True)
        return [process for process in found if "spawn_main" in " ".join(process.cmdline())]

    def rest(self) -> tuple[int, str]:
        _, said = self.process.communicate(timeout=240)
        return self.process.returncode, said


@needs_dask
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_worker_that_is_killed_in_the_middle_loses_nothing_and_the_bytes_are_the_same(county, alone, tmp_path):
    running = Running(county, tmp_path / "ut")
    victims = running.workers()
    assert len(victims) == 2
    victims[0].send_signal(signal.SIGKILL)
    code, said = running.rest()
    assert code == 0, said
    told = [running.first, *said.splitlines()]
    assert len(told) == len(GOOD) and told[-1] == f"6 av 6: {told[-1].split(': ')[1]}" and "klar" in told[-1]
    assert contents(tmp_path / "ut") == contents(alone)


@needs_dask
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_ends_workers_and_all_with_one_sentence(county, tmp_path):
    for number in range(5):  # so many that it is not done before it is interrupted
        for folder in filter(Path.is_dir, county.iterdir()):
            shutil.copytree(folder, tmp_path / "länet" / f"{folder.name} {number}")
    running = Running(tmp_path / "länet", tmp_path / "ut")
    workers = running.workers()
    os.killpg(running.process.pid, signal.SIGINT)
    code, said = running.rest()
    assert code == 2 and "Traceback" not in said
    *told, last = said.splitlines()
    assert last.startswith("lofte: Avbruten.") and all(line.endswith(" klar") for line in told)
    until = time.monotonic() + 10
    while any(worker.is_running() for worker in workers) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(worker.is_running() for worker in workers)


def setting(name: str) -> object:
    """What a worker's own Dask is set to."""
    import dask

    return dask.config.get(name)


@needs_dask
def test_workers_take_no_notes_that_grow_with_each_municipality():
    name = "distributed.worker.profile.enabled"
    assert dict(engines.on_workers(setting, [name], workers=1)) == {name: False}


@needs_dask
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_work_that_kills_its_worker_every_time_is_given_up_and_the_rest_is_done(monkeypatch):
    monkeypatch.setitem(engines._SETTINGS, "distributed.scheduler.allowed-failures", 0)  # fewer tries, sooner done
    results = dict(engines.on_workers(square, [0, 1, 2, 3], workers=1))
    assert isinstance(results.pop(1), Lost)
    assert results == {0: 0, 2: 4, 3: 9}


def test_several_threads_of_one_worker_take_turns(monkeypatch, tmp_path):
    inside, most = [], []

    def watched(order):
        inside.append(order)
        most.append(len(inside))
        time.sleep(0.02)
        inside.remove(order)
        return Followed()

    monkeypatch.setattr(many, "_followed", watched)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(follow_one, [Order(tmp_path / str(number), tmp_path) for number in range(8)]))
    assert most == [1] * 8


@needs_dask
def test_workers_that_cannot_be_started_are_one_sentence(monkeypatch):
    import distributed

    def cluster(**_):
        raise RuntimeError("Nanny failed to start.")

    monkeypatch.setattr(distributed, "LocalCluster", cluster)
    with pytest.raises(CommandError, match="kunde inte startas"):
        list(engines.on_workers(square, [0]))


@needs_dask
def test_another_cluster_on_the_same_computer_is_not_in_the_way():
    with socket.socket() as usual:
        with suppress(OSError):  # taken by somebody else does as well
            usual.bind(("127.0.0.1", 8787))
            usual.listen()
        assert dict(engines.on_workers(square, [0], workers=1)) == {0: 0}  # a warning would be an error here


@pytest.fixture
def cluster():
    """A scheduler with one worker of four threads, such as somebody else may have started."""
    distributed = pytest.importorskip("distributed")
    options = {"processes": False, "protocol": "tcp://", "host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    with distributed.LocalCluster(n_workers=1, threads_per_worker=4, **options) as running:
        yield running.scheduler_address


@needs_dask
def test_a_cluster_by_its_address_gives_the_same_bytes(county, alone, tmp_path, cluster):
    assert main(["flera", str(county), "--ut", str(tmp_path / "ut"), "--adress", cluster]) == 0
    assert contents(tmp_path / "ut") == contents(alone)


@needs_dask
def test_an_address_where_nobody_answers_is_one_sentence(county, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(engines, "_PATIENCE", 1)
    for address in ("tcp://127.0.0.1:1", "nonsens"):
        assert main(["flera", str(county), "--ut", str(tmp_path / "ut"), "--adress", address]) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"lofte: Det går inte att nå ett kluster på {address}.") and said.count("\n") == 1


@needs_dask
def test_an_address_and_a_number_of_workers_are_not_asked_for_together(county, tmp_path, capsys):
    assert main(["flera", str(county), "--adress", "tcp://127.0.0.1:1", "--arbetare", "2"]) == 2
    assert "inte båda" in capsys.readouterr().err
    for wrong in ("0", "två"):
        with pytest.raises(SystemExit):
            main(["flera", str(county), "--arbetare", wrong])
        assert "är inget antal" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda seen: ModuleNotFoundError("lofte_analysis"), "kan inte köra lofte-analysis"),
        (lambda seen: (False, *seen[1:]), "ser inte mappen .*in"),
        (lambda seen: (seen[0], "", seen[2]), "ser inte mappen .*ut"),
        (lambda seen: (*seen[:2], "another"), "har en annan version"),
    ],
)
def test_a_worker_that_is_unlike_this_computer_is_refused(tmp_path, answer, sentence):
    for name in ("in", "ut"):
        (tmp_path / name).mkdir()
    run = SimpleNamespace(run=lambda work, *places, on_error: {"tcp://a:1": answer(work(*places))})
    with pytest.raises(CommandError, match=sentence):
        engines._refuse_unlike(run, tmp_path / "in", tmp_path / "ut")
    alike = SimpleNamespace(run=lambda work, *places, on_error: {"tcp://a:1": work(*places)})
    engines._refuse_unlike(alike, tmp_path / "in", tmp_path / "ut")
    assert not list((tmp_path / "ut").iterdir())


def test_two_installations_are_told_apart_by_what_decides_the_bytes_and_by_nothing_else(tmp_path, monkeypatch):
    def edition(wheel: bool = False, **files: str) -> str:
        package = tmp_path / "lofte_analysis"
        shutil.rmtree(tmp_path / "lofte_analysis", ignore_errors=True)
        data = package / "data" if wheel else tmp_path / "data"
        shutil.rmtree(data, ignore_errors=True)
        contents = {"a.py": "a", "house.ttf": "t", "notes.py~": "n", **files}
        for folder in (package, data / "lasarstider", data / "exempel"):
            folder.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            folder = data / "lasarstider" if name.endswith(".toml") else package
            (folder / name).write_bytes(text.encode())
        (data / "exempel" / "skapa.py").write_text("x", encoding="utf-8")
        monkeypatch.setattr(engines, "__file__", str(package / "engines.py"))
        monkeypatch.setattr(engines, "data_path", data.joinpath)
        return engines.edition()

    same = edition(**{"years.toml": "y\n"})
    assert edition(wheel=True, **{"years.toml": "y\r\n"}) == same
    assert edition(**{"years.toml": "y\n", "notes.py~": "other"}) == same
    others = [{"years.toml": "z\n"}, {"years.toml": "y\n", "house.ttf": "u"}, {"years.toml": "y\n", "a.py": "b"}]
    others += [{"years.toml": "y\n", "b.py": ""}, {}]
    assert same not in (different := [edition(**files) for files in others])
    assert len(set(different)) == len(different)


@needs_dask
def test_the_workers_of_this_computer_are_reached_from_nowhere_else(monkeypatch):
    import distributed

    asked = {}

    class Asked(Exception):
        pass

    def cluster(**options):
        asked.update(options)
        raise Asked

    monkeypatch.setattr(distributed, "LocalCluster", cluster)
    with pytest.raises(Asked):
        list(engines.on_workers(square, [0], workers=4))
    assert asked["host"] == "127.0.0.1" and asked["dashboard_address"] == "127.0.0.1:0"
    assert asked["scheduler_kwargs"] == {"dashboard": False}
    assert asked["security"].require_encryption and asked["n_workers"] == asked["threads_per_worker"] == 1
