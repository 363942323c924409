"""The notebooks in JupyterLab, opened and run by mouse in a real browser, on a copy of the repository.

Skipped where there is no browser. Every wait is for a state of the page, never for a time.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from browser import browser, needs_browser
from test_working_folder import fill_school

from lofte_analysis.working_folder import NOTEBOOKS, make_working_folder

ROOT = Path(__file__).resolve().parents[1]
NAMES = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
KERNEL = "Python 3 (ipykernel)"
YEARLY = "06_arsuppfoljning.ipynb"
PATIENCE = 120  # seconds for one state; the machine may be busy with the other tests
LAPTOP = {"width": 1366, "height": 768}

needs_lab = pytest.mark.skipif(
    importlib.util.find_spec("jupyterlab") is None, reason="no browser tests of notebooks: JupyterLab is not installed"
)
pytestmark = [needs_browser, needs_lab]

OUTPUT = ".jp-Cell-outputArea .jp-OutputArea-output"
FAULT = f"{OUTPUT}[data-mime-type='application/vnd.jupyter.error'], {OUTPUT}[data-mime-type*='stderr']"
IS_READY = """([cells, kernel]) => document.querySelectorAll('.jp-Notebook .jp-Cell').length === cells
    && document.querySelector('.jp-KernelName')?.textContent === kernel
    && document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'"""
HAS_RUN = """counts => {
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')].map(e => e.textContent.trim())
    const faults = document.querySelectorAll("[data-mime-type='application/vnd.jupyter.error']")
    const idle = document.querySelector('.jp-Notebook-ExecutionIndicator').dataset.status === 'idle'
    return idle && (faults.length > 0 || prompts.join() === counts.map(n => `[${n}]:`).join())
}"""

SHOWS_ONE = """start => {
    const pictures = [...document.querySelectorAll('.jp-OutputArea-output img')]
    return document.querySelector('.jp-Notebook-ExecutionIndicator').dataset.status === 'idle'
        && pictures.length === 1 && pictures[0].complete && pictures[0].alt.startsWith(start)
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[SimpleNamespace]:
    """JupyterLab as it is started in the repository, over a copy of it and a filled working folder, and a browser."""
    home = tmp_path_factory.mktemp("jupyter")
    for name in ("lofte_analysis", "data", "notebooks"):
        left_out = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "egna")
        shutil.copytree(ROOT / name, home / "projekt" / name, ignore=left_out)
    fill_school(make_working_folder(home / "projekt" / "Exempelby"))
    with browser() as chromium, _server(home) as address:
        context = chromium.new_context(viewport=LAPTOP, locale="sv-SE")
        context.set_default_timeout(1000 * PATIENCE)
        yield SimpleNamespace(address=address, context=context, folder=home / "projekt")


@contextmanager
def _server(home: Path) -> Iterator[str]:
    """The server with a home of its own, so that it knows nothing of who runs the tests; gives its address."""
    settings = home / "lab-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")
    own = {
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "share",
        "JUPYTERLAB_SETTINGS_DIR": home / "lab-settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
        "PYTHONPATH": home / "projekt",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.port=0"]
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=home / "projekt", env=os.environ | {k: str(v) for k, v in own.items()}, stdout=log, stderr=log
        )
        try:
            yield _address(server, home)
        finally:
            server.terminate()  # the kernels end with it
            server.wait(timeout=PATIENCE)


def _address(server: subprocess.Popen, home: Path) -> str:
    """Where the server answers, with its token; it writes that down when it has started."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        for path in (home / "runtime").glob("jpserver-*.json"):
            try:
                told = json.loads(path.read_text(encoding="utf-8"))
            except json.JSONDecodeError:  # half written
                continue
            return f"{told['url']}lab/tree/{{}}?token={told['token']}&reset"
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{(home / 'server.log').read_text(encoding='utf-8')}")


@contextmanager
def opened(lab: SimpleNamespace, name: str) -> Iterator:
    """A page with a notebook of the copy whose cells are all there and whose kernel waits; then kernel and page end."""
    cells = json.loads((lab.folder / name).read_text(encoding="utf-8"))["cells"]
    page = lab.context.new_page()
    try:
        page.goto(lab.address.format(name))
        page.wait_for_function(IS_READY, arg=[len(cells), KERNEL])
        yield page
        choose(page, "Kernel", "Shut Down Kernel")
        page.wait_for_function("document.querySelector('.jp-Notebook-ExecutionIndicator').dataset.status !== 'idle'")
    finally:
        page.close()


def choose(page, menu: str, item: str) -> None:
    """Choose in the menus, as a user does."""
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.locator(".lm-Menu-item").filter(has_text=re.compile(f"^{item}")).click()


def run_all(page, *, ran: int = 0) -> None:
    """Run all cells and wait until each has been executed; `ran` is how many executions there were before."""
    cells = page.locator(".jp-CodeCell").count()
    choose(page, "Run", "Run All Cells")
    page.wait_for_function(HAS_RUN, arg=list(range(ran + 1, ran + cells + 1)))
    assert page.locator(FAULT).all_text_contents() == []


def alternative_texts(page) -> list[str]:
    """The alternative text of each picture, all of which are seen."""
    pictures = page.locator(f"{OUTPUT} figure > img")
    assert pictures.count() == page.locator(f"{OUTPUT} img").count()
    for picture in pictures.all():
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 960
    return [picture.get_attribute("alt") for picture in pictures.all()]


def committed(name: str) -> tuple[list[str], int]:
    """The alternative texts and the number of tables in the outputs that are in version control."""
    cells = json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    html = "".join("".join(output.get("data", {}).get("text/html", "")) for output in outputs)
    return [unescape(alt) for alt in re.findall(r'<img [^>]*alt="([^"]*)"', html)], html.count("<table")


def opens_and_runs_as_committed(page, name: str) -> None:
    alts, tables = committed(name)
    assert alternative_texts(page) == alts
    choose(page, "Edit", "Clear Outputs of All Cells")
    page.wait_for_function(f"!document.querySelector('{OUTPUT}')")
    run_all(page)
    assert alternative_texts(page) == alts
    assert page.locator(f"{OUTPUT} table").count() == tables


@pytest.mark.parametrize("name", [name for name in NAMES if name != YEARLY])
def test_a_notebook_opens_with_its_pictures_and_shows_the_same_when_all_cells_are_run(lab, name):
    with opened(lab, f"notebooks/{name}") as page:
        opens_and_runs_as_committed(page, name)


def test_the_account_of_a_year_is_run_and_again_with_another_year_typed_in(lab):
    with opened(lab, f"notebooks/{YEARLY}") as page:
        opens_and_runs_as_committed(page, YEARLY)
        before = alternative_texts(page)
        page.locator(".cm-line").filter(has_text="AR = 2023").get_by_text("2023", exact=True).dblclick()
        page.keyboard.type("2022")
        page.locator(".cm-line").filter(has_text="AR = 2022").wait_for()
        run_all(page, ran=page.locator(".jp-CodeCell").count())
        after = alternative_texts(page)
    assert len(after) == len(before)
    for old, new in zip(before, after, strict=True):
        assert "2023" in old and "2022" in new and "2023" not in new


def test_the_first_notebook_of_a_working_folder_runs_on_the_workbooks_there(lab):
    with opened(lab, f"Exempelby/{NOTEBOOKS}/01_kom_igang.ipynb") as page:
        assert page.locator(OUTPUT).count() == 0
        run_all(page)
        alts = alternative_texts(page)
        assert len(alts) == 2 and all("2026" in alt for alt in alts)
        assert page.locator(OUTPUT).filter(has_text="Skolan.xlsx").count()
    assert list((lab.folder / "Exempelby" / "export").rglob("*.svg"))


@pytest.mark.skipif(
    importlib.util.find_spec("ipywidgets") is None,
    reason="no browser tests of the explorer: ipywidgets is not installed",
)
def test_the_explorer_answers_to_mouse_and_keys_and_shows_one_picture_at_a_time(lab):
    code = "import lofte_analysis as la\nlofte = la.read_promise()\nla.explore(lofte, la.read_workbooks(promise=lofte))"
    kernel = {"kernelspec": {"display_name": KERNEL, "language": "python", "name": "python3"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)], metadata=kernel)
    nbformat.write(notebook, lab.folder / "notebooks" / "utforska.ipynb")
    with opened(lab, "notebooks/utforska.ipynb") as page:
        run_all(page)
        picture = page.locator(f"{OUTPUT} img")
        picture.first.wait_for()
        page.get_by_label("Åtagande").select_option("5.3 Samverkansträff")
        page.wait_for_function(SHOWS_ONE, arg="Rutnät med ett märke per period för Samverkansträff, 2021–2024.")
        page.get_by_label("År", exact=True).focus()
        page.keyboard.press("ArrowDown")
        page.wait_for_function(SHOWS_ONE, arg="Rutnät med ett märke per period för Samverkansträff, 2021.")
        page.get_by_label("Område").select_option("Trafikmiljön i centrum")
        page.wait_for_function(SHOWS_ONE, arg="Staplar per halvår, 2021.")
        assert page.get_by_label("Åtagande").input_value() == "Alla åtaganden"
        assert page.get_by_role("region", name="Aktiviteter").locator("tbody tr").count()
        assert page.locator(FAULT).count() == 0
