"""Where each value stands in a TOML text. ``tomllib`` tells the line of a syntax error, but not of a wrong value."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections import defaultdict

Path = tuple[str | int, ...]
"""The way to a value, such as ``("labels", 2, "colour")``: keys, and positions in arrays from 0."""

# No possessive group stands here: Python before 3.11.5 matches those wrongly (gh-106052). Nothing follows, or the text
# is valid, so nothing is tried again either.
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]++")
_SCALAR = re.compile(r"[^,\]}#\n]++")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*+'",
    re.DOTALL,
)


class Lines:
    """The lines, counted from 1, on which the keys and array members of ``text`` stand.

    ``text`` must be valid TOML (``tomllib`` has read it): nothing is checked here again.
    """

    def __init__(self, text: str) -> None:
        """Read ``text`` once."""
        self._text = text
        self._breaks = [found.start() for found in re.finditer("\n", text)]
        self._at: dict[Path, int] = {}
        self._members: dict[Path, int] = defaultdict(int)
        self._read()

    def of(self, path: Path) -> int:
        """Return the line of ``path``, or of the nearest thing around it that stands in the text."""
        while path and path not in self._at:
            path = path[:-1]
        return self._at.get(path, 1)

    def _read(self) -> None:
        table: Path = ()
        position = self._skip(0)
        while position < len(self._text):
            if self._text[position] == "[":
                table, position = self._header(position)
            else:
                position = self._pair(table, position)
            position = self._skip(position)

    def _header(self, position: int) -> tuple[Path, int]:
        many = self._text.startswith("[[", position)
        start = position
        keys, position = self._keys(position + (2 if many else 1))
        path: Path = ()
        for key in keys[:-1]:
            path = self._latest((*path, key), start)
        path = (*path, keys[-1])
        self._note(path, start)
        if many:
            self._members[path] += 1
            path = self._latest(path, start)
        return path, position + (2 if many else 1)

    def _latest(self, path: Path, position: int) -> Path:
        """Enter the table at ``path``; in an array of tables that is the last one so far."""
        self._note(path, position)
        count = self._members.get(path)
        if count:
            path = (*path, count - 1)
            self._note(path, position)
        return path

    def _pair(self, table: Path, position: int) -> int:
        start = position
        keys, position = self._keys(position)
        for key in keys:
            table = (*table, key)
            self._note(table, start)
        return self._value(table, self._skip(position + 1))

    def _keys(self, position: int) -> tuple[list[str], int]:
        """Read ``a."b".c``; the position returned is that of what follows it."""
        keys = []
        while True:
            key, position = self._key(self._skip(position))
            keys.append(key)
            position = self._skip(position)
            if self._text[position] != ".":
                return keys, position
            position += 1

    def _key(self, position: int) -> tuple[str, int]:
        if bare := _BARE.match(self._text, position):
            return bare[0], bare.end()
        end = self._end(_STRING, position)
        return tomllib.loads(f"key = {self._text[position:end]}")["key"], end

    def _value(self, path: Path, position: int) -> int:
        if self._text[position] == "[":
            return self._array(path, position)
        if self._text[position] == "{":
            return self._inline(path, position)
        return self._end(_STRING if self._text[position] in "\"'" else _SCALAR, position)

    def _array(self, path: Path, position: int) -> int:
        index, position = 0, self._skip(position + 1)
        while self._text[position] != "]":
            self._note((*path, index), position)
            position = self._skip(self._value((*path, index), position))
            index, position = index + 1, self._comma(position)
        return position + 1

    def _inline(self, path: Path, position: int) -> int:
        position = self._skip(position + 1)
        while self._text[position] != "}":
            position = self._comma(self._skip(self._pair(path, position)))
        return position + 1

    def _comma(self, position: int) -> int:
        return self._skip(position + 1) if self._text[position] == "," else position

    def _skip(self, position: int) -> int:
        return self._end(_BLANK, position)

    def _end(self, pattern: re.Pattern[str], position: int) -> int:
        found = pattern.match(self._text, position)
        if found is None:
            raise ValueError("valid TOML only")
        return found.end()

    def _note(self, path: Path, position: int) -> None:
        self._at.setdefault(path, bisect_left(self._breaks, position) + 1)
