"""On which line each key of a TOML file stands: the reader in the standard library does not tell.

Only what can be read at all comes here, so the scan need not know more of TOML than where headings, keys, strings and
lists begin and end.
"""

from __future__ import annotations

import re

from lofte_analysis.toml_keys import Fault, Place

_HEADING = re.compile(r"\s*\[(\[?)\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_NAME = re.compile(r"""\"([^"]*)\"|'([^']*)'|([\w-]+)""")
_TOKEN = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*|[\[\]{}]')
_END = {'"""': re.compile(r'(?:\\.|[^\\])*?"""', re.DOTALL), "'''": re.compile(r".*?'''", re.DOTALL)}


def lines_of(text: str) -> dict[Place, int]:
    """The line, from 1, of every heading and key of a file; tables of a list are told apart by number from 0.

    >>> lines_of('namn = "x"\\n[[part]]\\nnamn = "a"')[("part", 0, "namn")]
    3
    """
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    open_string, depth = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        if not open_string and not depth:
            if heading := _HEADING.match(line):
                table = _table(_names(heading[2]), bool(heading[1]), counts)
                lines.setdefault(table[:-1] if heading[1] else table, number)  # the list as a whole
                lines.setdefault(table, number)
                continue
            if key := _KEY.match(line):
                lines.setdefault((*table, *_names(key[1])), number)
                line = line[key.end() :]
        open_string, depth = _state(line, open_string, depth)
    return lines


def with_line(fault: str, lines: dict[Place, int]) -> str:
    """The fault after its line: that of the key, or of the table in which the key is missing."""
    at = fault.at if isinstance(fault, Fault) else ()
    found = next((lines[at[:end]] for end in range(len(at), 0, -1) if at[:end] in lines), None)
    return fault if found is None else f"rad {found}, {fault}"


def _names(written: str) -> Place:
    return tuple(double or single or bare for double, single, bare in _NAME.findall(written))


def _table(names: Place, of_list: bool, counts: dict[Place, int]) -> Place:
    """The place of a heading: inside the last table of each list that its names go through."""
    place: Place = ()
    for name in names[:-1]:
        place = (*place, name)
        if place in counts:
            place = (*place, counts[place])
    place = (*place, names[-1])
    if of_list:
        counts[place] = counts.get(place, -1) + 1
        place = (*place, counts[place])
    return place


def _state(line: str, open_string: str, depth: int) -> tuple[str, int]:
    """Whether a string of several lines, or a list, is still open after the line."""
    position = 0
    while True:
        if open_string:
            end = _END[open_string].match(line, position)
            if not end:
                return open_string, depth
            position, open_string = end.end(), ""
        token = _TOKEN.search(line, position)
        if not token:
            return "", depth
        position = token.end()
        if token[0] in _END:
            open_string = token[0]
        elif token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
