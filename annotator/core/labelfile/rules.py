"""What must hold between the parts of a label set: unique ids and keys, a trigger label, roles of known labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from annotator.core.labelfile.lines import Path
from annotator.core.labels import Attribute, Label, LabelSet
from annotator.core.phrases import N_, Phrase

Conflict = tuple[Path, Phrase]
_T = TypeVar("_T")


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def conflicts(label_set: LabelSet) -> Iterator[Conflict]:
    """Yield what contradicts itself in ``label_set``, each with the path of the value that is to blame."""
    yield from _ids(label_set)
    yield from _twice(
        ((*path, "key"), label.key.lower()) for path, label in _carriers(label_set)
    )  # a key is a place on the keyboard: “a” is “A”
    yield from _events(label_set)
    yield from _roles(label_set)


def _ids(label_set: LabelSet) -> Iterator[Conflict]:
    carriers = _carriers(label_set)
    yield from _same_ids(carriers)
    for path, label in carriers:
        yield from _attributes(path, "attributes", label.attributes)
    types = _placed((), "event_types", label_set.event_types)
    yield from _same_ids(types)
    for path, kind in types:
        yield from _same_ids(_placed(path, "subtypes", kind.subtypes))
    yield from _attributes((), "event_attributes", label_set.event_attributes)
    yield from _same_ids(_placed((), "roles", label_set.roles))


def _attributes(parent: Path, key: str, attributes: tuple[Attribute, ...]) -> Iterator[Conflict]:
    placed = _placed(parent, key, attributes)
    yield from _same_ids(placed)
    for path, attribute in placed:
        yield from _same_ids(_placed(path, "choices", attribute.choices))


def _carriers(label_set: LabelSet) -> list[tuple[Path, Label]]:
    """Every label that a span may carry, with its path."""
    placed = _placed((), "labels", label_set.labels)
    return [*placed, (("trigger",), label_set.trigger)] if label_set.trigger else placed


def _placed(parent: Path, key: str, parts: tuple[_T, ...]) -> list[tuple[Path, _T]]:
    return [((*parent, key, index), part) for index, part in enumerate(parts)]


def _same_ids(placed: Iterable[tuple[Path, _Named]]) -> Iterator[Conflict]:
    return _twice(((*path, "id"), part.id) for path, part in placed)


def _twice(values: Iterable[tuple[Path, str]]) -> Iterator[Conflict]:
    seen: set[str] = set()
    for path, value in values:
        if value and value in seen:
            phrase = N_("The %(key)s “%(value)s” is taken already: it must be unique.")
            yield path, Phrase(phrase, {"key": path[-1], "value": value})
        seen.add(value)


def _events(label_set: LabelSet) -> Iterator[Conflict]:
    if label_set.event_types and label_set.trigger is None:
        yield ("event_types",), Phrase(N_("A label set with event types has a trigger label: [trigger]."))
    if label_set.event_types:
        return
    for key in ("trigger", "event_attributes", "roles"):
        if getattr(label_set, key):
            yield (key,), Phrase(N_("“%(key)s” is for events: add [[event_types]], or leave it out."), {"key": key})


def _roles(label_set: LabelSet) -> Iterator[Conflict]:
    known = ", ".join(filter(None, label_set.by_id))
    for path, role in _placed((), "roles", label_set.roles):
        for index, label in enumerate(role.labels):
            if label not in label_set.by_id:
                phrase = N_("The label “%(label)s” is not in the label set. It has: %(known)s.")
                yield (*path, "labels", index), Phrase(phrase, {"label": label, "known": known})
