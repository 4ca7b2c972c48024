"""What an outcome shows, in the reader's language: both versions in the text, and what differs in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext

from annotator.core.cases import Mark
from annotator.core.differing import Difference, Kind
from annotator.core.excerpts import Excerpt, excerpt
from annotator.core.labels import Attribute, LabelSet
from annotator.core.outcomes import GOLD, MINE, Outcome, Point
from annotator.services.outcomes import Compared
from annotator.web.language import language

NAMES: Mapping[Outcome, Any] = {
    Outcome.MISSED: lazy_gettext("Missed"),
    Outcome.EXTRA: lazy_gettext("Too much"),
    Outcome.LABEL: lazy_gettext("Another label"),
    Outcome.BOUNDARY: lazy_gettext("Other boundaries"),
    Outcome.CLITIC: lazy_gettext("Clitics only"),
    Outcome.DETAIL: lazy_gettext("Other details"),
    Outcome.RIGHT: lazy_gettext("Right"),
}
MEANINGS: Mapping[Outcome, Any] = {
    Outcome.MISSED: lazy_gettext("The approved version has it, and it was not marked."),
    Outcome.EXTRA: lazy_gettext("It was marked, and the approved version does not have it."),
    Outcome.LABEL: lazy_gettext("Both mark this place, each with another label."),
    Outcome.BOUNDARY: lazy_gettext("Both mark it with the same label, from or to other words."),
    Outcome.CLITIC: lazy_gettext(
        "The boundaries differ by a conjunction, preposition or article that is written together with the word. Where "
        "clitics do not count, this is right."
    ),
    Outcome.DETAIL: lazy_gettext("Place and label are right; something of the event or of the attributes differs."),
    Outcome.RIGHT: lazy_gettext("Just as in the approved version."),
}


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a thing in the text, with its label's id, name and colour."""

    label: str
    name: str
    colour: str
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing: both versions, where there are both, what differs in words, and why the gold has it so."""

    mine: Version | None
    gold: Version | None
    details: Sequence[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """All things of which the same became."""

    outcome: Outcome
    name: str
    meaning: str
    points: Sequence[Shown]


def groups(found: Compared, labels: LabelSet) -> Sequence[Group]:
    """Return what became of all things of a document; what is right comes last, what there is none of not at all."""
    wording = _Wording(found, labels)
    by_outcome: dict[Outcome, list[Shown]] = {}
    for point in found.points:
        by_outcome.setdefault(point.outcome, []).append(wording.shown(point))
    return [Group(one, str(NAMES[one]), str(MEANINGS[one]), by_outcome[one]) for one in Outcome if one in by_outcome]


class _Wording:
    """What the parts of a document are called."""

    def __init__(self, found: Compared, labels: LabelSet) -> None:
        self._text, self._labels, self._reasons = found.text, labels, found.reasons
        self._cases = {point.case.key: point.case for point in found.points}

    def shown(self, point: Point) -> Shown:
        marks = [mark.span for mark in point.case.marks.values()]
        window = min(span.start for span in marks), max(span.end for span in marks)
        mine, gold = (self._version(mark, window) if mark else None for mark in (point.mine, point.gold))
        details = [self._said(one) for one in point.details]
        return Shown(mine, gold, details, self._reasons.get(point.case.key, ""))

    def _version(self, mark: Mark, window: tuple[int, int]) -> Version:
        span, label = mark.span, self._labels.by_id.get(mark.span.label)
        shown = excerpt(self._text, span.start, span.end, window)
        name, colour = (_title(label.title, label.id), label.colour) if label else (span.label, "")
        return Version(span.label, name, colour, shown)

    def _said(self, one: Difference) -> str:
        what = self._what(one)
        mine, gold = (self._value(one, one.values.get(name)) for name in (MINE, GOLD))
        return gettext("%(what)s: marked %(mine)s, approved %(gold)s", what=what, mine=mine, gold=gold)

    def _what(self, one: Difference) -> str:
        if one.kind is Kind.ATTRIBUTE:
            return next(
                (_title(known.title, known.id) for known in self._attributes() if known.id == one.what), one.what
            )
        if one.kind in (Kind.FILLER, Kind.ROLE):
            return gettext("Role of “%(words)s”", words=self._words(one.what))
        return {
            Kind.TYPE: gettext("Type of the event"),
            Kind.SUBTYPE: gettext("Subtype of the event"),
        }.get(one.kind, gettext("Event"))

    def _words(self, key: str) -> str:
        case = self._cases.get(key)
        mark = next(iter(case.marks.values()), None) if case else None
        return _isolated(self._text[mark.span.start : mark.span.end]) if mark else "–"

    def _value(self, one: Difference, value: Any) -> str:
        if one.kind is Kind.EVENT:
            return gettext("an event") if value else gettext("no event")
        if value is None or value == ():
            return gettext("none")
        return _isolated(gettext(", ").join(self._names(one, value)))

    def _names(self, one: Difference, value: Any) -> Iterator[str]:
        if one.kind in (Kind.FILLER, Kind.ROLE):
            roles = self._labels.roles_by_id
            yield from (_title(roles[role].title, role) if role in roles else role for role in value)
        elif one.kind is Kind.ATTRIBUTE:
            choices = {choice.id: choice.title for known in self._attributes() for choice in known.choices}
            yield _title(choices.get(value, {}), str(value)) if isinstance(value, str) else str(value)
        else:
            yield self._kinds().get(value, str(value))

    def _kinds(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for kind in self._labels.event_types:
            found[kind.id] = _title(kind.title, kind.id)
            found |= {subtype.id: _title(subtype.title, subtype.id) for subtype in kind.subtypes}
        return found

    def _attributes(self) -> Iterator[Attribute]:
        yield from self._labels.event_attributes
        for label in self._labels.by_id.values():
            yield from label.attributes


def _title(titles: Mapping[str, str], known_as: str) -> str:
    return titles.get(language()) or known_as


def _isolated(text: str) -> str:
    return f"\u2068{text}\u2069"  # it may run in the other direction
