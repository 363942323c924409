"""Rules for the repository itself: the notebooks, the example data, what importing costs."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

import lofte_analysis as la
from lofte_analysis.columns import EXAMPLE_MARK

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXAMPLE = ROOT / "data" / "exempel"


def code_cells(path: Path) -> list[dict]:
    return [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]


def test_the_four_notebooks_are_there():
    assert [path.stem for path in NOTEBOOKS][:4] == [
        *["01_kom_igang", "02_drogforebyggande", "03_trafik", "04_valdsscreening"]
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_was_run_in_order_and_without_a_fault(path):
    cells = code_cells(path)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert not [o for cell in cells for o in cell["outputs"] if o["output_type"] in ("error", "stream")]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_thin(path):
    for cell in code_cells(path):
        source = "".join(cell["source"])
        assert len(source.splitlines()) <= 10
        assert not re.search(r"^\s*(def|for|while|class) |/|;$", re.sub(r"#.*", "", source), re.MULTILINE), source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_every_picture_with_alt_text_and_the_mark_of_example_data(path):
    html = "".join(
        "".join(output.get("data", {}).get("text/html", "")) for cell in code_cells(path) for output in cell["outputs"]
    )
    pictures = re.findall(r'<img src="data:image/png;base64,[^"]+" alt="([^"]*)"', html)
    assert pictures and all(len(alt) > 20 for alt in pictures)
    assert len(pictures) == html.count("<img")


def test_the_example_files_say_in_every_sheet_that_they_are_invented():
    for path in EXAMPLE.glob("*.xlsx"):
        assert EXAMPLE_MARK in openpyxl.load_workbook(path).properties.title
        with CalamineWorkbook.from_path(str(path)) as book:
            for name in book.sheet_names:
                assert EXAMPLE_MARK in book.get_sheet_by_name(name).to_python()[0][0]
    for path in EXAMPLE.glob("*.csv"):
        assert EXAMPLE_MARK in path.read_text(encoding="utf-8-sig").splitlines()[0]


def test_the_generator_writes_the_same_content_again(tmp_path):
    loaded(EXAMPLE / "skapa_exempel.py").main(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        kept = EXAMPLE / path.name
        if path.suffix == ".csv":
            assert path.read_bytes() == kept.read_bytes()
            continue
        with CalamineWorkbook.from_path(str(path)) as new, CalamineWorkbook.from_path(str(kept)) as old:
            assert new.sheet_names == old.sheet_names
            for name in new.sheet_names:
                assert new.get_sheet_by_name(name).to_python() == old.get_sheet_by_name(name).to_python()


def loaded(path: Path):
    """A script of the repository as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def test_the_reference_pages_are_those_that_the_code_gives():
    for name, page in loaded(ROOT / "docs" / "generate.py").PAGES.items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == page(), name


def test_every_column_and_key_has_a_meaning():
    pages = loaded(ROOT / "docs" / "generate.py")
    for name, page in pages.PAGES.items():
        assert "|  |" not in page(), name


def test_importing_loads_nothing_heavy():
    heavy = "pandas", "matplotlib", "numpy", "holidays", "openpyxl", "jinja2", "python_calamine"
    code = f"import lofte_analysis, sys; print([m for m in {heavy!r} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert shown.stdout.strip() == "[]"


def test_every_name_of_the_package_can_be_reached():
    for name in la.__all__:
        assert callable(getattr(la, name)), name
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        la.nothing  # noqa: B018


def test_the_repository_names_no_registry_and_no_lock_file_is_kept():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    names = [name for name in tracked.split("\0") if name]
    assert not [name for name in names if name.endswith((".lock", "pylock.toml"))]
    hosts = re.compile("|".join(("pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npm")))
    for name in names:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".ipynb", ".cfg") and path.is_file():
            assert not hosts.search(path.read_text(encoding="utf-8")), name
