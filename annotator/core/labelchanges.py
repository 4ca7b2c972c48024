"""What changed from one label set to another, in words: parts that came, went, were retired or look different now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from annotator.core.labels import Attribute, EventType, Guideline, Label, LabelSet, Role, Subtype, Titles
from annotator.core.phrases import N_, Phrase

ADDED, REMOVED, RETIRED, BACK, CHANGED = "added", "removed", "retired", "back", "changed"

KINDS = {
    ADDED: Phrase(N_("added")),
    REMOVED: Phrase(N_("removed")),
    RETIRED: Phrase(N_("retired")),
    BACK: Phrase(N_("in use again")),
    CHANGED: Phrase(N_("changed")),
}
LABEL, TRIGGER, TYPE, SUBTYPE = "label", "trigger", "type", "subtype"
ROLE, EVENT_ATTRIBUTE, LABEL_SET = "role", "event attribute", "label set"
SORTS = {
    LABEL: Phrase(N_("Label")),
    TRIGGER: Phrase(N_("Trigger label")),
    TYPE: Phrase(N_("Event type")),
    SUBTYPE: Phrase(N_("Subtype")),
    ROLE: Phrase(N_("Role")),
    EVENT_ATTRIBUTE: Phrase(N_("Event attribute")),
    LABEL_SET: Phrase(N_("Label set")),
}
_NAMES = {"ar": N_("Arabic name: “%(new)s”, before “%(old)s”"), "en": N_("English name: “%(new)s”, before “%(old)s”")}
_ORDERS = {
    LABEL: N_("the labels have another order"),
    TYPE: N_("the event types have another order"),
    ROLE: N_("the roles have another order"),
    EVENT_ATTRIBUTE: N_("the event attributes have another order"),
}

_Part = Label | EventType | Subtype | Role | Attribute
_P = TypeVar("_P", Label, EventType, Subtype, Role, Attribute)


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a label set and what became of it. A subtype is ``within`` its event type."""

    kind: str
    sort: str
    id: str
    title: Titles
    details: tuple[Phrase, ...] = ()
    within: EventType | None = None


def changes(old: LabelSet, new: LabelSet) -> Sequence[Change]:
    """Return what changed from ``old`` to ``new``; nothing where they are equal."""
    return list(_changes(old, new))


def _changes(old: LabelSet, new: LabelSet) -> Iterator[Change]:
    details = [*_named(old.title, new.title), *_value(old.id, new.id, N_("id: “%(new)s”, before “%(old)s”"))]
    details += _orders(old, new)
    if details:
        yield Change(CHANGED, LABEL_SET, new.id, new.title, tuple(details))
    yield from _compared(LABEL, old.labels, new.labels)
    yield from _compared(TRIGGER, _one(old.trigger), _one(new.trigger))
    yield from _compared(TYPE, old.event_types, new.event_types)
    for kind in new.event_types:
        before = old.types_by_id.get(kind.id)
        if before:  # a type that is new is told as one thing
            yield from _compared(SUBTYPE, before.subtypes, kind.subtypes, kind)
    yield from _compared(EVENT_ATTRIBUTE, old.event_attributes, new.event_attributes)
    yield from _compared(ROLE, old.roles, new.roles)


def _one(label: Label | None) -> tuple[Label, ...]:
    return (label,) if label else ()


def _orders(old: LabelSet, new: LabelSet) -> Iterator[Phrase]:
    lists: tuple[tuple[str, Sequence[_Part], Sequence[_Part]], ...] = (
        (LABEL, old.labels, new.labels),
        (TYPE, old.event_types, new.event_types),
        (ROLE, old.roles, new.roles),
        (EVENT_ATTRIBUTE, old.event_attributes, new.event_attributes),
    )
    for sort, before, after in lists:
        if _moved(before, after):
            yield Phrase(_ORDERS[sort])


def _moved(old: Sequence[_Part], new: Sequence[_Part]) -> bool:
    olds, news = [part.id for part in old], [part.id for part in new]
    both = set(olds) & set(news)
    return [one for one in olds if one in both] != [one for one in news if one in both]


def _compared(sort: str, old: Sequence[_P], new: Sequence[_P], within: EventType | None = None) -> Iterator[Change]:
    before = {part.id: part for part in old}
    after = {part.id for part in new}
    for part in new:
        if part.id not in before:
            yield Change(ADDED, sort, part.id, part.title, within=within)
        elif part != before[part.id]:
            yield from _differing(sort, before[part.id], part, within)
    for part in old:
        if part.id not in after:
            yield Change(REMOVED, sort, part.id, part.title, within=within)


def _differing(sort: str, old: _P, new: _P, within: EventType | None) -> Iterator[Change]:
    details = tuple(_details(old, new))
    was, is_ = getattr(old, "retired", False), getattr(new, "retired", False)
    if was != is_:
        yield Change(RETIRED if is_ else BACK, sort, new.id, new.title, details, within)
    elif details:
        yield Change(CHANGED, sort, new.id, new.title, details, within)


def _details(old: _Part, new: _Part) -> Iterator[Phrase]:
    yield from _named(old.title, new.title)
    if isinstance(old, Label) and isinstance(new, Label):
        yield from _value(old.colour, new.colour, N_("colour: %(new)s, before %(old)s"))
        yield from _value(old.key, new.key, N_("key: %(new)s, before %(old)s"))
        yield from _attributes(old.attributes, new.attributes)
    if isinstance(old, Role) and isinstance(new, Role):
        yield from _role(old, new)
    if isinstance(old, Attribute) and isinstance(new, Attribute):
        yield from _attribute(old, new)
    if isinstance(old, EventType) and isinstance(new, EventType) and _moved(old.subtypes, new.subtypes):
        yield Phrase(N_("its subtypes have another order"))
    if not isinstance(old, Role | Attribute) and not isinstance(new, Role | Attribute):
        yield from _guideline(old.guideline, new.guideline)


def _named(old: Titles, new: Titles) -> Iterator[Phrase]:
    for language, message in _NAMES.items():
        yield from _value(old.get(language, ""), new.get(language, ""), message)


def _value(old: str, new: str, message: str) -> Iterator[Phrase]:
    if old != new:
        yield Phrase(message, {"new": new or "–", "old": old or "–"})


def _guideline(old: Guideline, new: Guideline) -> Iterator[Phrase]:
    if old.text.get("ar", "") != new.text.get("ar", ""):
        yield Phrase(N_("the Arabic guideline has another wording"))
    if old.text.get("en", "") != new.text.get("en", ""):
        yield Phrase(N_("the English guideline has another wording"))
    if old.example != new.example:
        yield Phrase(N_("another example"))
    if old.counter_example != new.counter_example:
        yield Phrase(N_("another counter-example"))


def _attributes(old: Sequence[Attribute], new: Sequence[Attribute]) -> Iterator[Phrase]:
    before = {attribute.id: attribute for attribute in old}
    for attribute in new:
        if attribute.id not in before:
            yield Phrase(N_("attribute “%(id)s” added"), {"id": attribute.id})
        elif before[attribute.id].title != attribute.title:
            yield Phrase(N_("attribute “%(id)s” has another name"), {"id": attribute.id})
        yield from _attribute(before.get(attribute.id, attribute), attribute)
    for gone in before.keys() - {attribute.id for attribute in new}:
        yield Phrase(N_("attribute “%(id)s” removed: values that spans have stay stored"), {"id": gone})
    if _moved(old, new):
        yield Phrase(N_("its attributes have another order"))


def _attribute(old: Attribute, new: Attribute) -> Iterator[Phrase]:
    if old.kind != new.kind:
        message = N_("attribute “%(id)s”: kind %(new)s, before %(old)s")
        yield Phrase(message, {"id": new.id, "new": new.kind, "old": old.kind})
    if old.required != new.required:
        needed, free = N_("attribute “%(id)s” is needed now"), N_("attribute “%(id)s” may be left out now")
        yield Phrase(needed if new.required else free, {"id": new.id})
    olds, news = {choice.id: choice for choice in old.choices}, {choice.id: choice for choice in new.choices}
    yield from _listed(news.keys() - olds.keys(), new.id, N_("attribute “%(id)s”: new choices %(choices)s"))
    yield from _listed(olds.keys() - news.keys(), new.id, N_("attribute “%(id)s”: choices gone %(choices)s"))
    same = {one for one in olds.keys() & news.keys() if olds[one] != news[one]}
    yield from _listed(same, new.id, N_("attribute “%(id)s”: choices with other names %(choices)s"))
    if olds.keys() == news.keys() and list(olds) != list(news):
        yield Phrase(N_("attribute “%(id)s”: another order of choices"), {"id": new.id})


def _listed(ids: Iterable[str], attribute: str, message: str) -> Iterator[Phrase]:
    if listed := ", ".join(f"“{one}”" for one in sorted(ids)):
        yield Phrase(message, {"id": attribute, "choices": listed})


def _role(old: Role, new: Role) -> Iterator[Phrase]:
    yield from _value(", ".join(old.labels), ", ".join(new.labels), N_("takes %(new)s, before %(old)s"))
    if old.many != new.many:
        yield Phrase(N_("takes several spans now") if new.many else N_("takes one span at most now"))
    if old.phrase != new.phrase:
        yield Phrase(N_("another phrase to read the event back"))
