"""Read a label set from TOML. ``annotator/labelsets/README.md`` describes the keys."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any, TypeVar

from annotator.core.labelfile.lines import Lines, Path
from annotator.core.labelfile.nodes import LONGEST_TITLE, Node
from annotator.core.labelfile.problem import LabelSetProblem, LineError
from annotator.core.labelfile.rules import conflicts
from annotator.core.labels import Attribute, Choice, EventType, Guideline, Label, LabelSet, Role, Subtype
from annotator.core.phrases import N_, Phrase

LARGEST = 1_000_000
"""Bytes of UTF-8 that a label set's file may have."""

KINDS = ("choice", "number", "date", "text")
GAP = "…"
"""Where the words stand in the phrase of a role."""
_KNOWN = ", ".join(KINDS)
_GUIDELINE = ("guideline", "example", "counter_example")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
# The other letters are commands of the annotation page (accept, reject, next …).
_KEY = re.compile(r"[0-9bdhilm-rvwyzBDHILM-RVWYZ]")
_LONG_KEY = re.compile(
    r"""(?:^|[\[{,])[ \t]*+(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){20}""",
    re.MULTILINE,
)
_TOO_DEEP = Phrase(N_("The file is nested too deeply."))
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_T = TypeVar("_T")


def read_label_set(text: str, name: str) -> LabelSet:
    """Return the label set that the TOML ``text`` describes; ``name`` names the file in what is said of it.

    Raises :class:`LabelSetProblem` with every error and its line.
    """
    text = text.removeprefix("\ufeff")
    _check_size(text, name)
    try:
        return _read(text, name)
    except RecursionError:
        raise _problem(name, 1, _TOO_DEEP) from None


def _check_size(text: str, name: str) -> None:
    """Refuse what would take ``tomllib`` more time or memory than any label set needs."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise _problem(name, 1, Phrase(N_("The file is larger than %(most)s bytes."), {"most": LARGEST}))
    if found := _LONG_KEY.search(text):  # tomllib keeps every beginning of a dotted key: 400,000 parts fill any memory
        raise _problem(name, text.count("\n", 0, found.end()) + 1, _TOO_DEEP)


def _read(text: str, name: str) -> LabelSet:
    errors: list[tuple[Path, Phrase]] = []
    label_set = label_set_of(Node(_parse(text, name), (), errors))
    errors.extend(conflicts(label_set))
    if errors:
        lines = Lines(text)
        raise LabelSetProblem(name, [LineError(lines.of(path), phrase) for path, phrase in errors])
    return label_set


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except ValueError as error:  # more than TOMLDecodeError: a number of 5,000 digits raises a bare one
        raise LabelSetProblem(name, [_syntax_error(str(error), text)]) from error


def _problem(name: str, line: int, phrase: Phrase) -> LabelSetProblem:
    return LabelSetProblem(name, [LineError(line, phrase)])


def _syntax_error(message: str, text: str) -> LineError:
    place = _PLACE.search(message)
    detail = message[: place.start()] if place else message
    line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1 if place else 1
    return LineError(line, Phrase(N_("This is not valid TOML: %(detail)s."), {"detail": detail}))


def label_set_of(node: Node) -> LabelSet:
    """Return the label set of a file's outermost table; what is wrong in it is noted in the errors of ``node``."""
    node.only("id", "title", "labels", "trigger", "event_types", "event_attributes", "roles")
    if node.values.get("labels", []) == []:
        node.refuse("labels", N_("A label set has at least one label: [[labels]]."))
    return LabelSet(
        id=node.id(),
        title=node.titles(),
        labels=_each(node, "labels", _label),
        trigger=_label(node.inner("trigger")) if "trigger" in node.values else None,
        event_types=_each(node, "event_types", _event_type),
        event_attributes=_each(node, "event_attributes", _attribute),
        roles=_each(node, "roles", _role),
    )


def _each(node: Node, key: str, read: Callable[[Node], _T]) -> tuple[_T, ...]:
    return tuple(read(table) for table in node.tables(key))


def _label(node: Node) -> Label:
    node.only("id", "title", "colour", "key", *_GUIDELINE, "retired", "attributes")
    return Label(
        id=node.id(),
        title=node.titles(),
        colour=node.must("colour", _is_colour, N_("A colour is written #rrggbb, such as #0072b2.")),
        key=node.must(
            "key",
            _is_key,
            N_("A key is one digit, or a Latin letter but A, C, E, F, G, J, K, S, T, U, X, which are commands."),
        )
        if "key" in node.values
        else "",
        guideline=_guideline(node),
        attributes=_each(node, "attributes", _attribute),
        retired=node.flag("retired", False),
    )


def _guideline(node: Node) -> Guideline:
    return Guideline(node.texts("guideline"), node.text("example"), node.text("counter_example"))


def _attribute(node: Node) -> Attribute:
    node.only("id", "title", "kind", "choices", "required")
    kind = node.must(
        "kind", KINDS.__contains__, N_("The kind “%(value)s” is not known. Known: %(known)s."), known=_KNOWN
    )
    if kind == "choice" and node.values.get("choices", []) == []:
        node.refuse("choices", N_("An attribute of the kind “choice” has at least one choice."))
    if kind in KINDS[1:] and "choices" in node.values:
        node.refuse("choices", N_("Only an attribute of the kind “choice” has choices."))
    return Attribute(node.id(), node.titles(), kind, _each(node, "choices", _choice), node.flag("required", False))


def _choice(node: Node) -> Choice:
    node.only("id", "title")
    return Choice(node.id(), node.titles())


def _event_type(node: Node) -> EventType:
    node.only("id", "title", *_GUIDELINE, "retired", "subtypes")
    subtypes = _each(node, "subtypes", _subtype)
    return EventType(node.id(), node.titles(), subtypes, _guideline(node), node.flag("retired", False))


def _subtype(node: Node) -> Subtype:
    node.only("id", "title", *_GUIDELINE, "retired")
    return Subtype(node.id(), node.titles(), _guideline(node), node.flag("retired", False))


def _role(node: Node) -> Role:
    node.only("id", "title", "labels", "many", "retired", "phrase")
    if node.needs("labels") and node.values["labels"] == []:
        node.refuse("labels", N_("A role takes at least one label."))
    phrase = node.texts("phrase")
    if not all(text.count(GAP) == 1 and len(text) <= LONGEST_TITLE for text in phrase.values()):
        node.refuse("phrase", N_("A phrase holds one “…”, where the words stand: “according to …”."))
    many, retired = node.flag("many", True), node.flag("retired", False)
    return Role(node.id(), node.titles(), node.strings("labels"), many, retired, phrase)


def _is_colour(value: str) -> bool:
    return _COLOUR.fullmatch(value) is not None


def _is_key(value: str) -> bool:
    return _KEY.fullmatch(value) is not None
