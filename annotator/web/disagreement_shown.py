"""A disagreement in words: each version of it in its sentence, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask_babel import gettext, lazy_gettext

from annotator.core.cases import NOTHING_SEEN, Case, Mark
from annotator.core.differing import Difference, Kind
from annotator.core.events import Event
from annotator.core.excerpt import excerpt
from annotator.core.labels import Attribute, LabelSet
from annotator.services.disagreements import Disagreed
from annotator.web.language import language

KINDS: Mapping[Kind, Any] = {
    Kind.MISSED: lazy_gettext("missed by somebody"),
    Kind.BOUNDARY: lazy_gettext("other boundaries"),
    Kind.CLITIC: lazy_gettext("clitics alone"),
    Kind.LABEL: lazy_gettext("another label"),
    Kind.EVENT: lazy_gettext("an event, or none"),
    Kind.TYPE: lazy_gettext("another type of event"),
    Kind.SUBTYPE: lazy_gettext("another subtype"),
    Kind.ROLE: lazy_gettext("another role"),
    Kind.FILLER: lazy_gettext("a role filled or not"),
    Kind.ATTRIBUTE: lazy_gettext("another attribute"),
}


@dataclass(frozen=True, slots=True)
class Version:
    """What some annotators have there alike: the sentence around it in pieces, its label, its events in words.

    The pieces are what stands before, the clitics that are marked along, the rest of what is marked, those behind, and
    what follows. Where they marked nothing, ``label`` is empty and all stands in the first.
    """

    people: Sequence[str]
    pieces: tuple[str, str, str, str, str]
    label: str
    events: Sequence[str]


@dataclass(frozen=True, slots=True)
class Said:
    """One way in which they differ: what kind, about what (empty: the span itself), and who says what."""

    kind: Any
    about: str
    answers: Sequence[tuple[Sequence[str], str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A case for the page; ``words`` are those of its first version, ``labels`` all that were given.

    ``id`` is that of its place on the page, ``note`` what is said where nothing differs in the case itself.
    """

    id: str
    found: Disagreed
    words: str
    labels: Sequence[str]
    versions: Sequence[Version]
    said: Sequence[Said]
    note: str


@dataclass(frozen=True, slots=True)
class Showing:
    """What is needed to put disagreements into words: the label set, and what annotators are called by their ids."""

    labels: LabelSet
    people: Mapping[str, str]

    def shown(self, found: Disagreed) -> Shown:
        """Return a disagreement for the page."""
        case, text = found.case, found.text
        first = case.places[0]
        begin, stop = excerpt(text, first.start, max(place.end for place in case.places))
        versions = [self._version(found, names, (begin, stop)) for names in _alike(case)]
        labels = list(dict.fromkeys(place.label for place in case.places))
        said = [self._said(found, one) for one in found.differences]
        place, words = found.place, text[first.start : first.end]
        id_ = "-".join(filter(None, (f"case-{place.document}", str(place.user or ""), place.key)))
        return Shown(id_, found, words, labels, versions, said, "" if said else _note(versions))

    def _version(self, found: Disagreed, names: Sequence[str], frame: tuple[int, int]) -> Version:
        mark, text, (begin, stop) = found.case.marks.get(names[0]), found.text, frame
        people = [self.people.get(name, name) for name in names]
        if mark is None:
            return Version(people, (text[begin:stop], "", "", "", ""), "", [])
        span, (left, right) = mark.span, mark.free
        left, right = max(span.start, left), min(span.end, right)
        cuts = (begin, span.start, left, right, span.end, stop)
        before, along, words, behind, after = (text[one:other] for one, other in pairwise(cuts))
        events = [self._event(found, mark, event) for event in mark.events]
        return Version(people, (before, along, words, behind, after), span.label, events)

    def _event(self, found: Disagreed, mark: Mark, event: Event) -> str:
        kind = " · ".join(filter(None, (self.type(event.type), self.subtype(event.type, event.subtype))))
        roles = [
            f"{self.role(one.role)}: «{found.text[filler.span.start : filler.span.end]}»"
            for one in event.arguments
            if (filler := mark.fillers.get(one.span))
        ]
        return " — ".join((kind, *roles))

    def _said(self, found: Disagreed, one: Difference) -> Said:
        answers: dict[str, list[str]] = {}
        for name, value in one.values.items():
            answers.setdefault(self._value(found, one, value), []).append(self.people.get(name, name))
        about = ""
        if one.kind in (Kind.ROLE, Kind.FILLER):
            about = f"«{found.words.get(one.what, one.what)}»"
        elif one.kind is Kind.ATTRIBUTE:
            attribute = self._attribute(found.case, one)
            about = attribute.title.get(language(), one.what) if attribute else one.what
        return Said(KINDS[one.kind], about, [(people, value) for value, people in answers.items()])

    def _value(self, found: Disagreed, one: Difference, value: Any) -> str:
        match one.kind:
            case Kind.MISSED:
                return gettext("marked it") if value else gettext("marked nothing")
            case Kind.EVENT:
                return gettext("an event") if value else gettext("no event")
            case Kind.BOUNDARY | Kind.CLITIC:
                return f"«{found.text[value[0] : value[1]]}»"
            case Kind.LABEL:
                return self.label(value)
            case Kind.TYPE:
                return self.type(value)
            case Kind.SUBTYPE:
                return self._any_subtype(value)
            case Kind.ROLE | Kind.FILLER:
                return " + ".join(map(self.role, value)) or gettext("no role")
        return self._attribute_value(found.case, one, value)

    def label(self, name: str) -> str:
        """Return a label's title."""
        known = self.labels.by_id.get(name)
        return known.title.get(language(), name) if known else name

    def type(self, name: str) -> str:
        """Return the title of a type of event."""
        known = self.labels.types_by_id.get(name)
        return known.title.get(language(), name) if known else name

    def subtype(self, type_: str, name: str | None) -> str:
        """Return the title of a subtype; empty for none."""
        known = self.labels.types_by_id.get(type_)
        titles = {one.id: one.title for one in known.subtypes} if known else {}
        return titles[name].get(language(), name) if name in titles else name or ""

    def _any_subtype(self, name: str | None) -> str:
        titles = (self.subtype(kind.id, name) for kind in self.labels.event_types)
        return next((title for title in titles if title != name), name) or gettext("no subtype")

    def role(self, name: str) -> str:
        """Return a role's title."""
        known = self.labels.roles_by_id.get(name)
        return known.title.get(language(), name) if known else name

    def _attribute(self, case: Case, one: Difference) -> Attribute | None:
        if one.event is not None:
            allowed = self.labels.event_attributes
        else:
            label = self.labels.by_id.get(case.marks[next(iter(one.values))].span.label)
            allowed = label.attributes if label else ()
        return next((attribute for attribute in allowed if attribute.id == one.what), None)

    def _attribute_value(self, case: Case, one: Difference, value: Any) -> str:
        if value is None:
            return gettext("nothing")
        attribute = self._attribute(case, one)
        choices = {choice.id: choice.title for choice in attribute.choices} if attribute else {}
        return choices[value].get(language(), value) if value in choices else str(value)


def _note(versions: Sequence[Version]) -> str:
    if len(versions) > 1:
        return gettext("They differ in the words that fill a role.")
    return gettext("They do not differ here.")


def _alike(case: Case) -> list[list[str]]:
    """Return the annotators who have the very same there, those who marked something first."""
    groups: dict[str, list[str]] = {}
    for name, digest in case.seen.items():
        groups.setdefault(digest, []).append(name)
    return [names for digest, names in sorted(groups.items(), key=lambda one: one[0] == NOTHING_SEEN)]
