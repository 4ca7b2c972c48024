"""First guesses at who, whom, where, when, with what and who says so, for each proposed trigger.

Guesses go by place: the clause of the trigger, what stands between, the preposition before a span, the order of verb
and subject, active or passive. They only link spans that were proposed, and keep to the labels that each role takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.suggesters.merge import SHOWN
from annotator.suggesters.reading import Reading, read
from annotator.suggesters.rules.agents import NEAREST, Guess, after_word, initiators, says, targets
from annotator.suggesters.rules.clauses import (
    Clause,
    before_span,
    between,
    clause_of,
)

_FAR = 28
_SAID = N_("It stands beside a word of saying.")


class Arguments:
    """Links proposed triggers with proposed spans in the roles of the label set."""

    id = "arguments"
    title = N_("Arguments of events")
    version = "1"
    reads = "annotations"

    def ready(self) -> Phrase | None:
        """Return ``None``: nothing else is needed."""
        return None

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Iterable[ArgumentSuggestion]:
        """Propose arguments between the spans given."""
        if labels.trigger is None or not labels.roles:
            return []
        reading = read(document)
        triggers = [one for one in annotations if one.span.label == labels.trigger.id and one.score >= SHOWN]
        spans = [one.span for one in annotations if one.span.label != labels.trigger.id]
        return [found for trigger in triggers for found in _arguments(reading, labels, trigger, triggers, spans)]


def _arguments(
    reading: Reading, labels: LabelSet, trigger: Suggestion, triggers: Sequence[Suggestion], spans: Sequence[Span]
) -> Iterator[ArgumentSuggestion]:
    clause = clause_of(reading, trigger.span, [one.span for one in triggers])
    for role, finder in _FINDERS.items():
        allowed = labels.roles_by_id.get(role)
        if allowed is None:
            continue
        inside = [span for span in spans if span.label in allowed.labels and clause.holds(span)]
        found = list(finder(reading, clause, trigger, _outermost(inside)))
        for guess in found if allowed.many else found[:1]:
            yield ArgumentSuggestion(trigger.span, role, guess.span, guess.score, guess.reason)


def _outermost(spans: Sequence[Span]) -> list[Span]:
    """Return the spans that lie in no other one of the list, in order."""
    return [one for one in sorted(spans) if not any(other != one and other.covers(one) for other in spans)]


def _locations(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> Iterator[Guess]:
    after = [span for span in spans if span.start >= trigger.span.end and clause.tight(span)]
    if after:
        first = after[0]
        yield Guess(first, 0.6, after_word(reading, first))
        last = first
        for span in after[1:]:
            if between(reading, last, span) <= 2 and before_span(reading, span) not in ("الي", "من"):
                yield Guess(span, 0.52, Phrase(NEAREST))
                last = span
            else:
                break
        return
    before = [span for span in spans if span.end <= trigger.span.start and clause.tight(span)]
    if before:
        yield Guess(before[-1], 0.35, Phrase(NEAREST))


def _nearest(score: float, tight: bool) -> _Finder:
    def find(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> Iterator[Guess]:
        near = [span for span in spans if not tight or clause.tight(span)]
        near.sort(key=lambda span: between(reading, trigger.span, span))
        for place, span in enumerate(near[:1] if tight else near[:2]):
            if between(reading, trigger.span, span) <= _FAR:
                yield Guess(span, score - 0.1 * place, Phrase(NEAREST))

    return find


def _sources(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> Iterator[Guess]:
    for span in spans:
        if says(reading, span):
            yield Guess(span, 0.5, Phrase(_SAID))
            return


_Finder = Callable[[Reading, Clause, Suggestion, list[Span]], Iterator[Guess]]
_FINDERS: dict[str, _Finder] = {
    "initiator": initiators,
    "target": targets,
    "location": _locations,
    "time": _nearest(0.66, True),
    "weapon": _nearest(0.72, True),
    "casualties": _nearest(0.7, True),
    "source": _sources,
}

suggester = Arguments()
