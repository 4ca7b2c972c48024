"""A label set as a document of plain values, as forms edit it: the structure of the TOML file, and its rules."""

from __future__ import annotations

from typing import Any

from annotator.core.labelfile.lines import Path
from annotator.core.labelfile.nodes import Node
from annotator.core.labelfile.problem import LabelSetProblem
from annotator.core.labelfile.read import label_set_of, read_label_set
from annotator.core.labelfile.rules import conflicts
from annotator.core.labelfile.write import write_label_set
from annotator.core.labels import Attribute, EventType, Guideline, Label, LabelSet, Role, Subtype
from annotator.core.phrases import N_, Phrase, Problem

Document = dict[str, Any]
"""What ``tomllib`` would read from the file: tables are dictionaries, arrays are lists."""

_TOO_DEEP = N_("The label set is nested too deeply.")


class DocumentProblem(Problem):
    """A document cannot become a label set; ``errors`` holds every error with the path of the value it is about."""

    def __init__(self, errors: list[tuple[Path, Phrase]]) -> None:
        """Take at least one error."""
        self.errors = tuple(errors)
        super().__init__(
            "label-set", N_("The label set cannot be used yet. Errors: %(count)s."), count=len(self.errors)
        )


def read_document(document: Document) -> LabelSet:
    """Return the label set that ``document`` describes. Raises :class:`DocumentProblem` with every error."""
    errors: list[tuple[Path, Phrase]] = []
    try:
        label_set = label_set_of(Node(_without_gaps(document), (), errors))
    except RecursionError:
        raise DocumentProblem([((), Phrase(_TOO_DEEP))]) from None
    errors.extend(conflicts(label_set))
    if errors:
        raise DocumentProblem(errors)
    _check_as_file(label_set)
    return label_set


def _check_as_file(label_set: LabelSet) -> None:
    """A label set is kept as a file: what no file may hold (it is too large), no document may hold."""
    try:
        read_label_set(write_label_set(label_set), "")
    except LabelSetProblem as problem:
        raise DocumentProblem([((), error.phrase) for error in problem.errors]) from problem


def _without_gaps(value: Any) -> Any:
    """Leave out what is null: TOML has no such thing."""
    if isinstance(value, dict):
        return {key: _without_gaps(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_without_gaps(one) for one in value if one is not None]
    return value


def document_of(label_set: LabelSet) -> Document:
    """Return ``label_set`` as a document; ``read_document`` gives the same label set back."""
    document: Document = {
        "id": label_set.id,
        "title": dict(label_set.title),
        "labels": [_label(label) for label in label_set.labels],
        "event_types": [
            _kind(kind) | {"subtypes": [_kind(subtype) for subtype in kind.subtypes]} for kind in label_set.event_types
        ],
        "event_attributes": [_attribute(attribute) for attribute in label_set.event_attributes],
        "roles": [_role(role) for role in label_set.roles],
    }
    return document | ({"trigger": _label(label_set.trigger)} if label_set.trigger else {})


def _label(label: Label) -> Document:
    return {
        "id": label.id,
        "title": dict(label.title),
        "colour": label.colour,
        **({"key": label.key} if label.key else {}),
        **_guideline(label.guideline),
        "attributes": [_attribute(attribute) for attribute in label.attributes],
        "retired": label.retired,
    }


def _kind(kind: EventType | Subtype) -> Document:
    return {"id": kind.id, "title": dict(kind.title), **_guideline(kind.guideline), "retired": kind.retired}


def _guideline(guideline: Guideline) -> Document:
    return {
        **({"guideline": dict(guideline.text)} if guideline.text else {}),
        "example": guideline.example,
        "counter_example": guideline.counter_example,
    }


def _attribute(attribute: Attribute) -> Document:
    choices = [{"id": choice.id, "title": dict(choice.title)} for choice in attribute.choices]
    return {
        "id": attribute.id,
        "title": dict(attribute.title),
        "kind": attribute.kind,
        **({"choices": choices} if choices else {}),
        "required": attribute.required,
    }


def _role(role: Role) -> Document:
    return {
        "id": role.id,
        "title": dict(role.title),
        "labels": list(role.labels),
        "many": role.many,
        "retired": role.retired,
        **({"phrase": dict(role.phrase)} if role.phrase else {}),
    }
