"""Every sentence that the program ever writes into the log: marked for translation, with its values, in both languages.

Read from the source, since no test does everything that a manager can do.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import annotator
from annotator.core.phrases import Phrase
from annotator.translations import catalogue, said

SOURCE = Path(annotator.__file__).parent
PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Recorded:
    """One call of ``audit.record``: where it stands, the sentences it may write, the names of the values it gives."""

    where: str
    messages: tuple[str, ...]
    values: frozenset[str]


def _calls(path: Path) -> Iterator[Recorded]:
    source = path.read_text("utf-8")
    if "audit.record" not in source:
        return
    module = ast.parse(source)
    around = {
        inner: function
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef)
        for inner in ast.walk(function)
    }
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and _is_record(call.func):
            where = f"{path.relative_to(SOURCE.parent)}:{call.lineno}"
            values = frozenset(keyword.arg or "**" for keyword in call.keywords)
            yield Recorded(where, tuple(_messages(call.args[3], around.get(call, module), module)), values)


def _is_record(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "record"
        and isinstance(function.value, ast.Name)
        and function.value.id == "audit"
    )


def _messages(given: ast.expr, *scopes: ast.AST) -> Iterator[str]:
    """Yield the sentences marked with ``N_`` in ``given``, or in what its names were set to in one of the scopes."""
    for node in ast.walk(given):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
            yield ast.literal_eval(node.args[0])
        elif isinstance(node, ast.Name):
            found = next(filter(None, (_set_to(node.id, scope) for scope in scopes)), [])
            for value in found:
                yield from _messages(value, *scopes)


def _set_to(name: str, scope: ast.AST) -> list[ast.expr]:
    found = []
    for one in ast.walk(scope):
        if isinstance(one, ast.Assign | ast.AnnAssign) and one.value is not None:
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            if name in {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}:
                found.append(one.value)
    return found


RECORDED = [recorded for path in sorted(SOURCE.rglob("*.py")) for recorded in _calls(path)]


def test_what_is_recorded_is_found():
    assert len(RECORDED) >= 8
    assert any("let %(name)s in as %(role)s" in recorded.messages for recorded in RECORDED)


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda recorded: recorded.where)
def test_a_recorded_sentence_is_marked_and_has_its_values(recorded):
    assert recorded.messages, f"{recorded.where}: mark the sentence with N_ where it is recorded, or in this module"
    for message in recorded.messages:
        places = set(PLACE.findall(message))
        assert "%" not in PLACE.sub("", message).replace("%%", ""), f"{recorded.where}: only %(name)s places: {message}"
        if "**" not in recorded.values:
            assert places <= recorded.values, f"{recorded.where}: values are missing for {message}"
    used = {name for message in recorded.messages for name in PLACE.findall(message)}
    assert recorded.values - {"**"} <= used, f"{recorded.where}: values that no sentence names"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("recorded", RECORDED, ids=lambda recorded: recorded.where)
def test_a_recorded_sentence_says_all_its_values(recorded, language):
    for message in recorded.messages:
        values = {name: f"<{name}>" for name in PLACE.findall(message)}
        sentence = said(Phrase(message, values), catalogue(language).gettext)
        assert [value for value in values.values() if value not in sentence] == [], f"{recorded.where}: {sentence}"
        assert "%(" not in sentence
