"""JSON Lines: one document a line. What we export comes back as the layers it was made of.

A foreign line needs only ``text``. Its ``spans`` become suggestions; what has no meaning here is kept as metadata.
With ``"layer": "gold"`` they are gold (:mod:`annotator.formats.jsonl_gold`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from annotator.core.phrases import N_
from annotator.core.records import FileProblem, Record, Refused
from annotator.formats.bytes import decode, lines
from annotator.formats.jsonl_gold import GoldLine, is_gold
from annotator.formats.jsonl_plain import plain_values
from annotator.formats.jsonl_reading import Line
from annotator.formats.jsonl_writing import line_of

MAX_DEPTH = 64
"""So deep may objects and lists lie in one another: more than any metadata needs, less than what ends in a crash."""


class JsonLines:
    """Reads and writes ``.jsonl``. Offsets are code points, 0-based, end exclusive."""

    id = "jsonl"
    title = N_("JSON Lines")
    suffix = ".jsonl"
    loses = frozenset({"suggestions"})

    def read(self, stream: BinaryIO, name: str, refused: Refused | None = None) -> Iterator[Record]:
        """Yield a record for each line that is not blank and can be read."""
        for number, raw in lines(stream, name, refused):
            try:
                record = _record(raw, name, number, kept=refused is not None)
            except FileProblem as problem:
                if refused is None:
                    raise
                problem.raw = raw
                refused(problem)
                continue
            yield record

    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        """Yield one line for each record."""
        for record in records:
            yield msgspec.json.encode(line_of(record)) + b"\n"


def _record(raw: bytes, name: str, number: int, *, kept: bool) -> Record:
    plain, line = plain_values(raw), raw if kept else b""
    if plain is None:
        found = _object(raw, name, number)
        return (GoldLine if is_gold(found) else Line)(found, name, number, line).record()
    values, suggestions = plain
    _check_depth(values, name, number)
    return Line(values, name, number, line).record(suggestions)


def _object(raw: bytes, name: str, number: int) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        decode(raw, name, number)  # where the bytes are the reason, that is what is to be said
        raise FileProblem(
            "json", name, number, N_("this is not valid JSON (%(detail)s)."), detail=str(error)
        ) from error
    _check_depth(found, name, number)
    if not isinstance(found, dict):
        raise FileProblem("json", name, number, N_("a line must be a JSON object with a “text”."))
    return found


def _check_depth(found: Any, name: str, number: int) -> None:
    if _deeper(found, MAX_DEPTH):
        raise FileProblem(
            "json", name, number, N_("objects and lists lie more than %(most)s deep here."), most=MAX_DEPTH
        )


def _deeper(value: Any, most: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return most == 0 or any(_deeper(one, most - 1) for one in inner if isinstance(one, dict | list))


format = JsonLines()
