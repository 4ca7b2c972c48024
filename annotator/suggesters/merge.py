"""One list of proposals out of what several suggesters say, without doubles and without conflicting boundaries."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from annotator.core.calibration import Calibration
from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Suggester, Suggestion
from annotator.core.suggestions import Judge as Reviewer
from annotator.suggesters.sources import Judge, Source, Weighing

__all__ = ["SHOWN", "Proposal", "Proposed", "ProposedArgument", "Source", "propose", "resolve"]

SHOWN = 0.4
"""The score from which a suggestion is worth showing unasked. Below stand second thoughts: words that the shipped
guideline seldom marks (مقتل beside the explosion that killed) and other guidelines do."""

_NAMES = frozenset(("ACTOR", "ORGANISATION", "FACILITY", "PERSON", "LOCATION"))
"""What a trigger may not be an inner word of: names of the default label set."""

_MOST, _EACH = 0.2, 0.011
"""How much a span's length adds to its rank: at most, and for each character."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A suggestion with all that propose it: ``sources``, the best first, one of each suggester.

    ``suggester`` and ``version`` are the best source's, as are the suggestion's reason, type and subtype; its score is
    that of all together.
    """

    suggester: str
    version: str
    suggestion: Suggestion
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        if not self.sources:
            own = Source(self.suggester, self.version, self.suggestion.score, self.suggestion.reason)
            object.__setattr__(self, "sources", (own,))


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


def propose(
    document: Document,
    label_set: LabelSet,
    suggesters: Mapping[str, Suggester],
    *,
    calibration: Calibration | None = None,
    hushed: Container[tuple[str, str]] = (),
) -> Proposal:
    """Run the suggesters that are ready, those that read annotations last, and merge their answers.

    The same span and label is one proposal with all its sources. Of two spans of one label that overlap, one stays,
    unless the inner one is a name inside a name of another extent (حلب in ريف حلب الجنوبي). Scores are calibrated; a
    suggester with an ``opinion`` (the memory) lowers what it knows to be rejected. ``hushed`` (suggester, label) is
    left out, as if it had not been proposed.
    """
    ready = [suggester for suggester in suggesters.values() if suggester.ready() is None]
    judges = [suggester for suggester in ready if isinstance(suggester, Judge)]
    weighing = Weighing(document.text, calibration or Calibration(), judges)
    first = [_proposed(one, document, label_set, (), hushed) for one in ready if one.reads == "text"]
    plain = [proposed for found, _arguments in first for proposed in found]
    for suggester in ready:
        if hasattr(suggester, "judge"):  # isinstance of a protocol takes longer than a short text does
            plain = _judged(cast(Reviewer, suggester), document, label_set, plain)
    spans = resolve(plain, label_set, weighing)
    arguments = [argument for _found, found in first for argument in found]
    given = [proposed.suggestion for proposed in spans]
    for suggester in ready:
        if suggester.reads == "annotations":
            more, found = _proposed(suggester, document, label_set, given, hushed)
            spans = resolve([*spans, *more], label_set, weighing) if more else spans
            arguments += found
    places = {proposed.suggestion.span for proposed in spans}
    kept = [one for one in arguments if one.suggestion.trigger in places and one.suggestion.span in places]
    return Proposal(tuple(spans), tuple(kept))


def _judged(judge: Reviewer, document: Document, label_set: LabelSet, proposed: Sequence[Proposed]) -> list[Proposed]:
    """Return the proposals with the scores that a judge gives them."""
    found = judge.judge(document, label_set, [(one.suggester, one.suggestion) for one in proposed])
    return [replace(one, suggestion=suggestion, sources=()) for one, suggestion in zip(proposed, found, strict=True)]


def _proposed(
    suggester: Suggester,
    document: Document,
    label_set: LabelSet,
    given: Sequence[Suggestion],
    hushed: Container[tuple[str, str]],
) -> tuple[list[Proposed], list[ProposedArgument]]:
    spans: list[Proposed] = []
    arguments: list[ProposedArgument] = []
    for one in suggester.suggest(document, label_set, given):
        if isinstance(one, ArgumentSuggestion):
            arguments.append(ProposedArgument(suggester.id, suggester.version, one))
        elif (suggester.id, one.span.label) not in hushed:
            spans.append(Proposed(suggester.id, suggester.version, one))
    return spans, arguments


def resolve(found: Iterable[Proposed], label_set: LabelSet, weighing: Weighing | None = None) -> list[Proposed]:
    """Return the proposals that can stand beside each other, in the order of the text."""
    trigger = label_set.trigger.id if label_set.trigger else ""
    same: dict[Span, list[Proposed]] = {}
    for proposed in found:
        same.setdefault(proposed.suggestion.span, []).append(proposed)
    weighing = weighing or Weighing()
    merged = [_merged(several, weighing) for several in same.values()]
    kept = _Kept()
    for proposed in sorted(merged, key=_rank):
        if not any(
            _conflict(proposed.suggestion.span, other.suggestion.span, trigger) for other in kept.near(proposed)
        ):
            kept.add(proposed)
    standing = [one for one in kept.all if not (one.suggestion.span.label == trigger and _in_a_name(one, kept))]
    return sorted(standing, key=lambda proposed: (proposed.suggestion.span.start, -proposed.suggestion.span.end))


class _Kept:
    """Proposals by the stretches of text that they touch, so that only neighbours are compared."""

    def __init__(self) -> None:
        self.all: list[Proposed] = []
        self._by_stretch: dict[int, list[Proposed]] = {}

    def add(self, proposed: Proposed) -> None:
        self.all.append(proposed)
        for stretch in _stretches(proposed):
            self._by_stretch.setdefault(stretch, []).append(proposed)

    def near(self, proposed: Proposed) -> Iterator[Proposed]:
        """Yield all that overlap, and others; one may come more than once."""
        for stretch in _stretches(proposed):
            yield from self._by_stretch.get(stretch, ())


def _stretches(proposed: Proposed) -> range:
    span = proposed.suggestion.span
    return range(span.start >> 5, (span.end - 1 >> 5) + 1)


def _merged(several: Sequence[Proposed], weighing: Weighing) -> Proposed:
    """Make one proposal of those of one span: the best one's, with what those say that agree on the kind of event."""
    if len(several) == 1 and weighing.is_plain:
        return several[0]
    label = several[0].suggestion.span.label

    def rank(source: Source) -> tuple[float, str]:
        return -weighing.of_source(source, label), source.suggester

    ranked = sorted(several, key=lambda one: rank(one.sources[0])) if len(several) > 1 else several
    best = ranked[0].suggestion
    agreeing = [one for one in ranked if _agree(one.suggestion, best)]
    sources: dict[str, Source] = {}
    for source in sorted((source for one in agreeing for source in one.sources), key=rank):
        sources.setdefault(source.suggester, source)
    attributes = {name: value for one in reversed(agreeing) for name, value in one.suggestion.attributes.items()}
    score = weighing.together(best, tuple(sources.values()))
    suggestion = Suggestion(best.span, score, best.reason, best.type, best.subtype, attributes)
    return Proposed(ranked[0].suggester, ranked[0].version, suggestion, tuple(sources.values()))


def _agree(one: Suggestion, other: Suggestion) -> bool:
    """Whether two suggestions of one span name the same kind of event, as far as they say."""
    return one.type == other.type and (one.subtype == other.subtype or None in (one.subtype, other.subtype))


def _in_a_name(proposed: Proposed, kept: _Kept) -> bool:
    """Whether a trigger is an inner word of a name (حركة تحرير السودان)."""
    span = proposed.suggestion.span
    for other in kept.near(proposed):
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
