"""The marks of the demo's annotators, as its files hold them: one file an article, in each line who marked it so."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import PurePath
from typing import Any, TypeVar

import msgspec

FOLDER = files("annotator") / "demo"


class Marked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A span, and who has marked it so (names with a space between). Offsets are code points, ``end`` exclusive."""

    by: str
    start: int
    end: int
    label: str
    text: str
    attributes: dict[str, Any] = {}


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event on the trigger ``text``. Each argument is a role with start and end of the span that fills it."""

    by: str
    start: int
    end: int
    text: str
    type: str
    subtype: str | None = None
    attributes: dict[str, Any] = {}
    arguments: list[tuple[str, int, int]] = []


class Noted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note about the span at ``start`` and ``end``; without them about the article."""

    by: str
    sort: str
    text: str = ""
    start: int | None = None
    end: int | None = None


class Marks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that was marked in an article, or what one of the annotators has of it."""

    spans: list[Marked]
    events: list[Told]
    notes: list[Noted]

    def of(self, name: str) -> Marks:
        """Return what one annotator has."""
        spans, events, notes = self.spans, self.events, self.notes
        return Marks(_by(name, spans), _by(name, events), _by(name, notes))


Line = TypeVar("Line", Marked, Told, Noted)


def _by(name: str, lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if name in line.by.split()]


def marks_in(article: str) -> Marks:
    """Return what was marked in an article of the demo, which goes by the name of its file."""
    text = (FOLDER / "layers" / PurePath(article).with_suffix(".json").name).read_bytes()
    return msgspec.json.decode(text, type=Marks)


def story(name: str) -> Mapping[str, Any]:
    """Return one of the demo's TOML files, without its ending."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
