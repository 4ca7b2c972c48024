"""Label sets: what may be marked in a text, as plain values. ``labelfile`` reads them from TOML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from annotator.core.phrases import N_, Problem

Titles = Mapping[str, str]
"""A name or a text by language code, such as ``{"ar": "مكان", "en": "Location"}``."""


MAX_NUMBER = 2**53
"""The largest number that an attribute may have: beyond it the page's arithmetic is no longer exact."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that an attribute of the kind ``choice`` may take."""

    id: str
    title: Titles


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property of a span or of an event. ``kind`` is ``choice``, ``number``, ``date`` or ``text``."""

    id: str
    title: Titles
    kind: str
    choices: tuple[Choice, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Guideline:
    """What to mark and what not: a text, one example and one counter-example (the span in square brackets)."""

    text: Titles = field(default_factory=dict)
    example: str = ""
    counter_example: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label. ``colour`` is ``#rrggbb``; ``key`` one digit or Latin letter, by its place on the keyboard.

    A retired label stays readable on the spans that have it, and is offered for no new one.
    """

    id: str
    title: Titles
    colour: str
    key: str = ""
    guideline: Guideline = Guideline()
    attributes: tuple[Attribute, ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Subtype:
    """A kind of event within its type."""

    id: str
    title: Titles
    guideline: Guideline = Guideline()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of event with its subtypes."""

    id: str
    title: Titles
    subtypes: tuple[Subtype, ...] = ()
    guideline: Guideline = Guideline()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """What an argument is to its event: which labels may fill it, and whether more than one span may.

    ``phrase`` says it in a sentence that reads the event back, with … for the words: “, according to …”.
    A retired role stays on the events that have it, and is offered for no new argument.
    """

    id: str
    title: Titles
    labels: tuple[str, ...]
    many: bool = True
    retired: bool = False
    phrase: Titles = field(default_factory=dict)


@dataclass(frozen=True)
class LabelSet:
    """All of it. ``trigger`` is the label of the spans that name events; ``None`` where the set has no events."""

    id: str
    title: Titles
    labels: tuple[Label, ...]
    trigger: Label | None = None
    event_types: tuple[EventType, ...] = ()
    event_attributes: tuple[Attribute, ...] = ()
    roles: tuple[Role, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Label]:
        """Every label that a span may carry, the trigger label included."""
        every = (*self.labels, self.trigger) if self.trigger else self.labels
        return {label.id: label for label in every}

    @cached_property
    def types_by_id(self) -> Mapping[str, EventType]:
        """Every event type, the retired ones included."""
        return {kind.id: kind for kind in self.event_types}

    @cached_property
    def roles_by_id(self) -> Mapping[str, Role]:
        """Every role, the retired ones included."""
        return {role.id: role for role in self.roles}

    def offers(self, label: str) -> bool:
        """Whether a new span may get the label with this id."""
        found = self.by_id.get(label)
        return found is not None and not found.retired

    def check_label(self, label: str) -> Label:
        """Return the label that a new span may get; codes ``label-unknown`` and ``label-retired`` otherwise."""
        found = self.by_id.get(label)
        if found is None:
            raise Problem(
                "label-unknown",
                N_("The label “%(label)s” is not in the label set. It has: %(known)s."),
                label=label,
                known=", ".join(self.by_id),
            )
        if found.retired:
            raise Problem("label-retired", N_("The label “%(label)s” is retired: choose another one."), label=label)
        return found

    def check_event_type(self, type_id: str, subtype_id: str | None, *, new: bool = False) -> None:
        """Raise :class:`Problem` ``event-type`` or ``event-subtype`` unless an event may be of this kind.

        A ``new`` event may not be of a retired one either: ``event-retired``.
        """
        kind = self.types_by_id.get(type_id)
        if kind is None:
            raise Problem(
                "event-type",
                N_("The event type “%(type)s” is not in the label set. It has: %(known)s."),
                type=type_id,
                known=", ".join(self.types_by_id) or "–",
            )
        if subtype_id is not None and subtype_id not in {subtype.id for subtype in kind.subtypes}:
            raise Problem(
                "event-subtype",
                N_("“%(subtype)s” is no subtype of “%(type)s”. It has: %(known)s."),
                subtype=subtype_id,
                type=type_id,
                known=", ".join(subtype.id for subtype in kind.subtypes),
            )
        subtypes = {subtype.id: subtype for subtype in kind.subtypes}
        if new and (kind.retired or (subtype_id is not None and subtypes[subtype_id].retired)):
            gone = type_id if kind.retired else subtype_id
            raise Problem("event-retired", N_("The event type “%(type)s” is retired: choose another one."), type=gone)

    def check_role(self, role_id: str, *, new: bool = False) -> Role:
        """Return the role, a retired one too; code ``role-unknown`` where there is none.

        A ``new`` argument may not have a retired role: ``role-retired``.
        """
        role = self.roles_by_id.get(role_id)
        if role is None:
            raise Problem(
                "role-unknown",
                N_("The role “%(role)s” is not in the label set. It has: %(known)s."),
                role=role_id,
                known=", ".join(self.roles_by_id),
            )
        if new and role.retired:
            raise Problem("role-retired", N_("The role “%(role)s” is retired: choose another one."), role=role_id)
        return role

    def check_argument(self, role_id: str, label: str, *, new: bool = False) -> Role:
        """Return the role if a span with this label may fill it; else codes ``role-unknown`` and ``role-label``.

        A ``new`` argument may not have a retired role: ``role-retired``.
        """
        role = self.check_role(role_id, new=new)
        if label not in role.labels:
            raise Problem(
                "role-label",
                N_("The role “%(role)s” takes %(allowed)s, not “%(label)s”."),
                role=role_id,
                allowed=", ".join(role.labels),
                label=label,
            )
        return role

    def check_attributes(self, attributes: Mapping[str, Any], allowed: tuple[Attribute, ...]) -> None:
        """Raise :class:`Problem` ``attribute-unknown`` or ``attribute-value`` for what ``allowed`` does not allow."""
        known = {attribute.id: attribute for attribute in allowed}
        for name, value in attributes.items():
            if name not in known:
                raise Problem(
                    "attribute-unknown",
                    N_("The attribute “%(attribute)s” is not known here. Known: %(known)s."),
                    attribute=name,
                    known=", ".join(known) or "–",
                )
            if not _fits(known[name], value):
                raise Problem(
                    "attribute-value",
                    N_("The attribute “%(attribute)s” cannot be “%(value)s”."),
                    attribute=name,
                    value=value,
                )


def _fits(attribute: Attribute, value: Any) -> bool:
    if attribute.kind == "choice":
        return isinstance(value, str) and value in {choice.id for choice in attribute.choices}
    if attribute.kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MAX_NUMBER
    if attribute.kind == "date":
        return isinstance(value, str) and _is_date(value)
    return isinstance(value, str)


_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def _is_date(value: str) -> bool:
    """Whether ``value`` is an ISO 8601 day, month or year, or an interval of two (``2016-02-20/2016-02-29``)."""
    parts = value.split("/")
    return len(parts) <= 2 and all(_is_day(part) for part in parts) and parts[0] <= parts[-1] + "~"


def _is_day(part: str) -> bool:
    found = _DAY.fullmatch(part)
    if found is None:
        return False
    year, month, day = (int(number or 1) for number in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
