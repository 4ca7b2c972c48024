"""Which span fills which role of which event: features of a trigger and a span, learned from the lessons' arguments.

The rules' own guesses (``arguments``) are among the features, so what is learned begins where they end.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.suggesters import arguments
from annotator.suggesters.learning.words import bare, root
from annotator.suggesters.reading import Reading, read

FARTHEST = 60
"""So many tokens a filler may be away from its trigger."""
MOST = 60
"""So many spans are looked at for each trigger, the nearest first."""
_STEPS = (0, 1, 2, 3, 5, 8, 13, 21, 34)


class Trigger(NamedTuple):
    """The word that names an event, with its type (empty where none is known)."""

    span: Span
    type: str


class Pair(NamedTuple):
    """A trigger with a span that may fill one of its roles, and what tells whether it does."""

    trigger: Span
    span: Span
    features: tuple[str, ...]


class Scene:
    """A text with its triggers and spans, seen as pairs."""

    def __init__(
        self, document: Document, labels: LabelSet, triggers: Sequence[Trigger], spans: Sequence[Span]
    ) -> None:
        self._reading: Reading = read(document)
        self._ends = [token.end for token in self._reading.tokens]
        self._triggers, self._spans = sorted(set(triggers)), sorted(set(spans))
        self._places = {one: self._place(one) for one in (*(t.span for t in self._triggers), *self._spans)}
        self._guessed = _guesses(document, labels, self._triggers, self._spans)

    def _place(self, span: Span) -> tuple[int, int]:
        """Return the numbers of a span's first token and of the one behind its last."""
        return bisect_left(self._ends, span.start + 1), bisect_left(self._ends, span.end) + 1

    def pairs(self) -> Iterator[Pair]:
        """Yield each trigger with each span near it."""
        for trigger in self._triggers:
            near = [(self._distance(trigger.span, span), span) for span in self._spans if span != trigger.span]
            near = sorted((step, span) for step, span in near if step <= FARTHEST)[:MOST]
            seen: dict[tuple[str, bool], int] = {}
            for step, span in near:
                side = span.label, span.start > trigger.span.start
                seen[side] = rank = seen.get(side, -1) + 1
                yield Pair(trigger.span, span, tuple(self._features(trigger, span, step, rank)))

    def _distance(self, one: Span, other: Span) -> int:
        (first, last), (begin, end) = self._places[one], self._places[other]
        return max(begin - last, first - end, 0)

    def _features(self, trigger: Trigger, span: Span, step: int, rank: int) -> Iterator[str]:
        label, reading = span.label, self._reading
        first, begin = self._places[trigger.span][0], self._places[span][0]
        side = "after" if span.start > trigger.span.start else "before"
        near = f"{side} {bisect_left(_STEPS, step)}"
        word, before = reading.form(first), reading.form(begin - 1)
        clitic = reading.form(begin)[:1] if span.start > reading.tokens[begin].start else ""
        yield from (f"label {label}", f"near {label} {near}", f"rank {label} {side} {min(rank, 3)}")
        yield from (f"type {label} {trigger.type}", f"type {label} {trigger.type} {side} {min(rank, 1)}")
        yield from (f"root {label} {side} {root(word)}", f"start {label} {side} {word[:2]}")
        yield from (f"prep {label} {before}", f"clitic {label} {clitic}", f"bare {label} {side} {bare(before)}")
        yield f"sentence {label} {min(abs(reading.sentences[first] - reading.sentences[begin]), 2)}"
        yield from self._between(trigger.span, span, label)
        for role in self._guessed.get((trigger.span, span), ()):
            yield from (f"guess {role}", f"guess {role} {label}")

    def _between(self, trigger: Span, span: Span, label: str) -> Iterator[str]:
        """Yield what stands between the two: other triggers, other spans of the label, signs; who else is nearer."""
        low, high = min(trigger.end, span.end), max(trigger.start, span.start)
        others = sum(low <= one.span.start < high for one in self._triggers if one.span != trigger)
        same = sum(low <= one.start < high and one.label == label for one in self._spans if one != span)
        first, last = bisect_left(self._ends, low + 1), bisect_left(self._ends, high)
        signs = {form for form in self._reading.forms[first:last] if form in ("،", ",", ":", "و", ".", "؛")}
        closest = min((self._distance(one.span, span), one.span) for one in self._triggers)[1] == trigger
        yield from (f"others {label} {min(others, 2)}", f"same {label} {min(same, 2)}", f"closest {label} {closest}")
        yield from (f"sign {label} {sign}" for sign in sorted(signs))


def _guesses(
    document: Document, labels: LabelSet, triggers: Sequence[Trigger], spans: Sequence[Span]
) -> Mapping[tuple[Span, Span], list[str]]:
    """Return the roles that the rules give to pairs."""
    if labels.trigger is None:
        return {}
    given = [Suggestion(one, 1.0, Phrase("")) for one in spans]
    given += [Suggestion(one.span, 1.0, Phrase(""), type=one.type or None) for one in triggers]
    found: dict[tuple[Span, Span], list[str]] = {}
    for one in arguments.suggester.suggest(document, labels, given):
        if isinstance(one, ArgumentSuggestion):
            found.setdefault((one.trigger, one.span), []).append(one.role)
    return found
