"""A real browser for the tests of notebooks and pages: which one there is, and how it is started.

The browser is the machine's own; nothing is downloaded. Its path can be given in the environment variable CHROMIUM.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")

CHROMIUM = next(filter(None, map(shutil.which, [os.environ.get("CHROMIUM") or _NAMES[0], *_NAMES])), None)


def why_not() -> str:
    """Why no browser can be started, or nothing."""
    if importlib.util.find_spec("playwright") is None:
        return "no browser tests: the package playwright is not installed"
    if CHROMIUM is None:
        return "no browser tests: no Chromium, Chrome or Edge on the path, nor in the variable CHROMIUM"
    return ""


needs_browser = pytest.mark.skipif(bool(why_not()), reason=why_not())


@contextmanager
def browser() -> Iterator:
    """The browser, headless; a fixture of module or session scope opens it once. Skips where there is none.

    >>> with browser() as chromium:  # doctest: +SKIP
    ...     page = chromium.new_page()
    """
    if why_not():
        pytest.skip(why_not())
    from playwright.sync_api import sync_playwright

    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if as_root else [])
        try:
            yield chromium
        finally:
            chromium.close()
