"""One list of proposals out of what several suggesters say, without doubles and without conflicting boundaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Judge, Suggester, Suggestion

SHOWN = 0.4
"""The score from which a suggestion is worth showing unasked. Below stand second thoughts: words that the shipped
guideline seldom marks (مقتل beside the explosion that killed) and other guidelines do."""

_NAMES = frozenset(("ACTOR", "ORGANISATION", "FACILITY", "PERSON", "LOCATION"))
"""What a trigger may not be an inner word of: names of the default label set."""

_MOST, _EACH = 0.2, 0.011
"""How much a span's length adds to its rank: at most, and for each character."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A suggestion with the suggester that made it."""

    suggester: str
    version: str
    suggestion: Suggestion


@dataclass(frozen=True, slots=True)
class ProposedArgument:
    """An argument suggestion with the suggester that made it."""

    suggester: str
    version: str
    suggestion: ArgumentSuggestion


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything proposed for a document: spans in the order of the text, and arguments between them."""

    spans: tuple[Proposed, ...]
    arguments: tuple[ProposedArgument, ...]


def propose(document: Document, label_set: LabelSet, suggesters: Mapping[str, Suggester]) -> Proposal:
    """Run the suggesters that are ready, those that read annotations last, and merge their answers.

    The same span and label is one proposal (the highest score wins). Of two spans of one label that overlap, one stays,
    unless the inner one is a name inside a name of another extent (حلب in ريف حلب الجنوبي).
    """
    ready = [suggester for suggester in suggesters.values() if suggester.ready() is None]
    first = [_proposed(one, document, label_set, ()) for one in ready if one.reads == "text"]
    given_spans = [proposed for found, _arguments in first for proposed in found]
    for suggester in ready:
        if hasattr(suggester, "judge"):  # isinstance of a protocol takes longer than a short text does
            given_spans = _judged(cast(Judge, suggester), document, label_set, given_spans)
    spans = resolve(given_spans, label_set)
    arguments = [argument for _found, found in first for argument in found]
    # Who judges also adds spans, which the others are to see.
    for suggester in sorted(ready, key=lambda one: not hasattr(one, "judge")):
        if suggester.reads == "annotations":
            more, found = _proposed(suggester, document, label_set, [proposed.suggestion for proposed in spans])
            spans = resolve([*spans, *more], label_set) if more else spans
            arguments += found
    replaced = frozenset[str]().union(*(getattr(suggester, "replaces", ()) for suggester in ready))
    arguments = [one for one in arguments if one.suggester not in replaced]
    places = {proposed.suggestion.span for proposed in spans}
    kept = [one for one in arguments if one.suggestion.trigger in places and one.suggestion.span in places]
    return Proposal(tuple(spans), tuple(kept))


def _judged(judge: Judge, document: Document, label_set: LabelSet, proposed: Sequence[Proposed]) -> list[Proposed]:
    """Return the proposals with the scores that a judge gives them."""
    found = judge.judge(document, label_set, [(one.suggester, one.suggestion) for one in proposed])
    return [replace(one, suggestion=suggestion) for one, suggestion in zip(proposed, found, strict=True)]


def _proposed(
    suggester: Suggester, document: Document, label_set: LabelSet, given: Sequence[Suggestion]
) -> tuple[list[Proposed], list[ProposedArgument]]:
    spans: list[Proposed] = []
    arguments: list[ProposedArgument] = []
    for one in suggester.suggest(document, label_set, given):
        if isinstance(one, Suggestion):
            spans.append(Proposed(suggester.id, suggester.version, one))
        else:
            arguments.append(ProposedArgument(suggester.id, suggester.version, one))
    return spans, arguments


def resolve(found: Iterable[Proposed], label_set: LabelSet) -> list[Proposed]:
    """Return the proposals that can stand beside each other, in the order of the text."""
    trigger = label_set.trigger.id if label_set.trigger else ""
    best: dict[Span, Proposed] = {}
    for proposed in found:
        before = best.get(proposed.suggestion.span)
        if before is None or proposed.suggestion.score > before.suggestion.score:
            best[proposed.suggestion.span] = proposed
    kept: list[Proposed] = []
    for proposed in sorted(best.values(), key=_rank):
        if not any(_conflict(proposed.suggestion.span, other.suggestion.span, trigger) for other in kept):
            kept.append(proposed)
    kept = [one for one in kept if not (one.suggestion.span.label == trigger and _in_a_name(one.suggestion.span, kept))]
    return sorted(kept, key=lambda proposed: (proposed.suggestion.span.start, -proposed.suggestion.span.end))


def _in_a_name(span: Span, kept: Sequence[Proposed]) -> bool:
    """Whether a trigger is an inner word of a name (حركة تحرير السودان)."""
    for other in kept:
        name = other.suggestion.span
        if (
            name.label in _NAMES
            and name.start < span.start
            and span.end <= name.end
            and other.suggestion.score >= SHOWN
        ):
            return True
    return False


def _rank(proposed: Proposed) -> tuple[float, int, Span]:
    """Order by score, a longer span counting as a little better than its score."""
    span = proposed.suggestion.span
    bonus = min(_MOST, _EACH * (span.end - span.start))
    return -(proposed.suggestion.score + bonus), span.start - span.end, span


def _conflict(span: Span, other: Span, trigger: str) -> bool:
    """Whether ``span`` may not stand beside ``other``, which ranks before it."""
    if not span.overlaps(other) or (span.label == trigger) != (other.label == trigger):
        return False
    same = (span.start, span.end) == (other.start, other.end)
    if same or not (span.covers(other) or other.covers(span)):
        return True
    return not _nests(*((other, span) if other.covers(span) else (span, other)))


def _nests(outer: Span, inner: Span) -> bool:
    """Whether a span of one label may lie inside one of another, by the guideline of the default label set."""
    if outer.label == inner.label:
        return outer.label == "LOCATION"
    if outer.label == "CASUALTIES":
        return inner.label in ("ACTOR", "ORGANISATION", "PERSON")
    if outer.label == "FACILITY":
        return inner.label in ("LOCATION", "PERSON", "ORGANISATION", "ACTOR", "WEAPON") and outer.start < inner.start
    return False
