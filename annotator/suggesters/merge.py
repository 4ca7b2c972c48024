"""One list of proposals out of what several suggesters say, without doubles and without conflicting boundaries."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from annotator.core.calibration import Calibration
from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Judge, Suggester, Suggestion
from annotator.suggesters.proposed import SHOWN, Proposed, ProposedArgument
from annotator.suggesters.sources import Rememberer, Source, Weighing
from annotator.suggesters.standing import standing_together

__all__ = ["SHOWN", "Proposal", "Proposed", "ProposedArgument", "Source", "propose", "resolve"]


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
    unless the inner one is a name inside a name of another extent (حلب in ريف حلب الجنوبي). A judge gives the others'
    proposals new scores; scores are calibrated, but for the suggesters that read annotations; a suggester with an
    ``opinion`` (the memory) lowers what it knows to be rejected. ``hushed`` (suggester, label) is left out, as if it
    had not been proposed.
    """
    ready = [suggester for suggester in suggesters.values() if suggester.ready() is None]
    # To ask isinstance of a protocol takes longer than a short text does.
    memories = [cast(Rememberer, suggester) for suggester in ready if hasattr(suggester, "opinion")]
    weighing = Weighing(document.text, calibration or Calibration(), memories)
    first = [_proposed(one, document, label_set, (), hushed) for one in ready if one.reads == "text"]
    proposed = [one for found, _arguments in first for one in found]
    for suggester in ready:
        if hasattr(suggester, "judge"):
            proposed = _judged(cast(Judge, suggester), document, label_set, proposed)
    spans = resolve(proposed, label_set, weighing)
    arguments = [argument for _found, found in first for argument in found]
    # Who judges also adds spans, which the others are to see.
    for suggester in sorted(ready, key=lambda one: not hasattr(one, "judge")):
        if suggester.reads == "annotations":
            given = [one.as_read for one in spans]
            more, found = _proposed(suggester, document, label_set, given, hushed)
            spans = resolve([*spans, *more], label_set, weighing) if more else spans
            arguments += found
    replaced = frozenset[str]().union(*(getattr(suggester, "replaces", ()) for suggester in ready))
    arguments = [one for one in arguments if one.suggester not in replaced]
    places = {one.suggestion.span for one in spans}
    kept = [one for one in arguments if one.suggestion.trigger in places and one.suggestion.span in places]
    return Proposal(tuple(spans), tuple(kept))


def _judged(judge: Judge, document: Document, label_set: LabelSet, proposed: Sequence[Proposed]) -> list[Proposed]:
    """Return the proposals with the scores that a judge gives them; these are then what their sources say.

    Of those of one span that it has judged one stays: they rest on one and the same judgement.
    """
    ranked = sorted(proposed, key=lambda one: -one.suggestion.score)
    found = judge.judge(document, label_set, [(one.suggester, one.suggestion) for one in ranked])
    kept: list[Proposed] = []
    seen: set[Span] = set()
    for one, said in zip(ranked, found, strict=True):
        if said is one.suggestion:
            kept.append(one)
        elif said.span not in seen:
            seen.add(said.span)
            source = Source(one.suggester, one.version, said.score, said.reason, said.score != one.suggestion.score)
            kept.append(Proposed(one.suggester, one.version, said, (source,)))
    return kept


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
    standing = standing_together(merged, trigger)
    return sorted(standing, key=lambda proposed: (proposed.suggestion.span.start, -proposed.suggestion.span.end))


def _merged(several: Sequence[Proposed], weighing: Weighing) -> Proposed:
    """Make one proposal of those of one span: the best one's, with what those say that agree on the kind of event."""
    if len(several) == 1:
        return _weighed(several[0], weighing)
    label = several[0].suggestion.span.label

    def rank(source: Source) -> tuple[float, str]:
        return -weighing.of_source(source, label), source.suggester

    ranked = sorted(several, key=lambda one: (rank(one.sources[0]), _kind(one.suggestion)))
    best = ranked[0].suggestion
    agreeing = [one for one in ranked if _agree(one.suggestion, best)]
    sources: dict[str, Source] = {}
    for source in sorted((source for one in agreeing for source in one.sources), key=rank):
        sources.setdefault(source.suggester, source)
    attributes = {name: value for one in reversed(agreeing) for name, value in one.suggestion.attributes.items()}
    merged = replace(ranked[0], sources=tuple(sources.values()), suggestion=replace(best, attributes=attributes))
    return merged.scored(*weighing.together(best, merged.sources))


def _weighed(only: Proposed, weighing: Weighing) -> Proposed:
    return only if weighing.is_plain else only.scored(*weighing.together(only.suggestion, only.sources))


def _kind(suggestion: Suggestion) -> tuple[str, str]:
    return suggestion.type or "", suggestion.subtype or ""


def _agree(one: Suggestion, other: Suggestion) -> bool:
    """Whether two suggestions of one span name the same kind of event, as far as they say."""
    return one.type == other.type and (one.subtype == other.subtype or None in (one.subtype, other.subtype))
