"""The label sets that ship: one TOML file each. README.md beside them describes the keys."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from annotator.core.labelfile import read_label_set
from annotator.core.labels import LabelSet

DEFAULT = "conflict"


def names() -> tuple[str, ...]:
    """Return the names of the label sets, the default one first."""
    found = (entry.name.removesuffix(".toml") for entry in files(__name__).iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(found, key=lambda name: (name != DEFAULT, name)))


def text(name: str) -> str:
    """Return the TOML of the label set ``name``; raise ``KeyError`` where none ships under that name."""
    if name not in names():
        raise KeyError(name)
    return (files(__name__) / f"{name}.toml").read_text(encoding="utf-8")


@cache  # reading the TOML of one takes longer than showing the page that offers them all; what ships does not change
def read(name: str) -> LabelSet:
    """Return the label set ``name``; raise ``KeyError`` where none ships under that name."""
    return read_label_set(text(name), f"{name}.toml")
