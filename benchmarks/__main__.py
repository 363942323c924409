"""Every figure of speed, measured anew and written to docs/performance.md.

    python -m uv run python -m benchmarks              all parts
    python -m uv run python -m benchmarks reading      some of them; the rest of the page stays

The machine should be quiet while this runs.
"""

from __future__ import annotations

import importlib
import platform
import re
import sys
from pathlib import Path

from benchmarks.measure import Section

PARTS = ("reading", "verdicts", "report", "events", "many")  # modules with a function `section`
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
TOP = """<!-- Written by `python -m benchmarks`. Change the code, not this page. -->

# Performance

Each figure is ours beside the bare work, turn by turn in one run: the median of the ratios, with the least and the \
most. Seconds say something of one machine only ({machine}). Memory is the peak of a process of its own above what \
it held before the work.
"""


def main(wanted: list[str]) -> None:
    if unknown := set(wanted) - set(PARTS):
        sys.exit(f"parts must be among {', '.join(PARTS)}, got {', '.join(sorted(unknown))}")
    texts = _parts_of(PAGE.read_text(encoding="utf-8")) if PAGE.is_file() else {}
    for name in wanted or PARTS:
        print(f"measuring {name} …", flush=True)
        texts[name] = _text(importlib.import_module(f"benchmarks.{name}").section())
        print(texts[name], flush=True)
        machine = f"Python {platform.python_version()} on {platform.system()}, {_cores()} cores"
        parts = [f"<!-- {part} -->\n\n{texts[part]}" for part in PARTS if part in texts]
        PAGE.write_text("\n".join([TOP.format(machine=machine), *parts]), encoding="utf-8", newline="\n")


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _parts_of(page: str) -> dict[str, str]:
    """The text of each part of the page that was written before."""
    found = re.split(r"^<!-- (\w+) -->\n\n", page, flags=re.MULTILINE)[1:]
    return {name: text.rstrip("\n") + "\n" for name, text in zip(found[::2], found[1::2], strict=True)}


def _text(section: Section) -> str:
    lines = [f"## {section.heading}", "", section.about, ""]
    lines += ["| what | found | asked for | kept | details |", "| --- | --- | --- | --- | --- |"]
    for figure in section.figures:
        kept = {None: "", True: "yes", False: "**no**"}[figure.kept]
        lines.append(f"| {figure.what} | {figure.found} | {figure.limit} | {kept} | {figure.details} |")
    lines += ["", section.below, ""] if section.below else [""]
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
