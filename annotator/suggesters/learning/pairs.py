"""Which span fills which role of which event: features of a trigger and a span, learned from the lessons' arguments.

The rules' own guesses (``arguments``) are among the features, so what is learned begins where they end.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
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

FARTHEST = 40
"""So many tokens a filler may be away from its trigger."""
MOST = 24
"""So many spans are looked at for each trigger, the nearest first."""
_STEPS = (0, 1, 2, 3, 5, 8, 13, 21, 34)
_SIGNS = ("،", ",", ":", "و", ".", "؛")
Place = tuple[int, int]
"""The number of a span's first token, and of the one behind its last."""


class Trigger(NamedTuple):
    """The word that names an event, with its type (empty where none is known)."""

    span: Span
    type: str


class Pair(NamedTuple):
    """A trigger with a span that may fill one of its roles, what tells whether it does, and what the rules guess."""

    trigger: Span
    span: Span
    features: tuple[str, ...]
    guessed: tuple[str, ...]


class Scene:
    """A text with its triggers and spans, seen as pairs."""

    def __init__(
        self, document: Document, labels: LabelSet, triggers: Sequence[Trigger], spans: Sequence[Span]
    ) -> None:
        """``triggers`` are not among the ``spans``."""
        self._reading: Reading = read(document)
        self._ends = [token.end for token in self._reading.tokens]
        self._triggers, self._spans = sorted(set(triggers)), sorted(set(spans))
        self._places = {span: self._place(span) for span in (*(one.span for one in self._triggers), *self._spans)}
        self._trigger_places = sorted(self._places[one.span][0] for one in self._triggers)
        self._starts: defaultdict[str, list[int]] = defaultdict(list)
        for span in self._spans:
            self._starts[span.label].append(self._places[span][0])
        self._guessed = _guesses(document, labels, self._triggers, self._spans)
        self._heads = {one.span: self._head(one) for one in self._triggers}
        self._fronts = {span: self._front(span) for span in self._spans}

    def _place(self, span: Span) -> Place:
        return bisect_left(self._ends, span.start + 1), bisect_left(self._ends, span.end) + 1

    def _head(self, trigger: Trigger) -> tuple[str, str, str]:
        form = self._reading.form(self._places[trigger.span][0])
        return trigger.type, root(form), form[:2]

    def _front(self, span: Span) -> tuple[str, ...]:
        """Return what stands before a span: the word, and the clitic at its first word."""
        reading, begin, label = self._reading, self._places[span][0], span.label
        before = reading.form(begin - 1)
        clitic = reading.form(begin)[:1] if span.start > reading.tokens[begin].start else ""
        return f"prep {label} {before}", f"clitic {label} {clitic}", f"bare {label} {bare(before)}"

    def pairs(self) -> Iterator[Pair]:
        """Yield each trigger with each span near it."""
        for trigger in self._triggers:
            place = self._places[trigger.span]
            ranks: defaultdict[tuple[str, bool], int] = defaultdict(int)
            for step, span in self._near(place):
                side = span.label, self._places[span][0] >= place[0]
                features = self._features(trigger, span, step, ranks[side])
                ranks[side] += 1
                yield Pair(trigger.span, span, tuple(features), self._guessed.get((trigger.span, span), ()))

    def _near(self, place: Place) -> list[tuple[int, Span]]:
        found = [(_distance(place, self._places[span]), span) for span in self._spans]
        return sorted((step, span) for step, span in found if step <= FARTHEST)[:MOST]

    def _features(self, trigger: Trigger, span: Span, step: int, rank: int) -> Iterator[str]:
        label, (kind, stem, start) = span.label, self._heads[trigger.span]
        first, begin = self._places[trigger.span][0], self._places[span][0]
        side = "after" if begin >= first else "before"
        yield from self._fronts[span]
        yield from (f"label {label}", f"near {label} {side} {bisect_left(_STEPS, step)}")
        yield from (f"rank {label} {side} {min(rank, 3)}", f"type {label} {kind}")
        yield f"kind {label} {kind} {side} {min(rank, 1)}"
        yield from (f"root {label} {side} {stem}", f"start {label} {side} {start}")
        sentences = self._reading.sentences
        yield f"sentence {label} {side} {min(abs(sentences[first] - sentences[begin]), 2)}"
        yield from self._between(self._places[trigger.span], self._places[span], label)
        for role in self._guessed.get((trigger.span, span), ()):
            yield from (f"guess {role}", f"guess {role} {label}")

    def _between(self, trigger: Place, span: Place, label: str) -> Iterator[str]:
        """Yield what stands between the two: other triggers, other spans of the label, signs; who else is nearer."""
        low, high = min(trigger[1], span[1]), max(trigger[0], span[0])
        others = _count(self._trigger_places, low, high)
        yield from (
            f"others {label} {min(others, 2)}",
            f"same {label} {min(_count(self._starts[label], low, high), 2)}",
        )
        yield f"closest {label} {self._is_closest(trigger, span)}"
        if high - low <= FARTHEST:
            forms = self._reading.forms[low:high]
            yield from (f"sign {label} {sign}" for sign in _SIGNS if sign in forms)

    def _is_closest(self, trigger: Place, span: Place) -> bool:
        places = self._trigger_places
        at = bisect_left(places, span[0])
        beside = [places[number] for number in (at - 1, at) if 0 <= number < len(places)]
        return min(beside, key=lambda place: _distance((place, place + 1), span)) == trigger[0]


def _distance(one: Place, other: Place) -> int:
    return max(other[0] - one[1], one[0] - other[1], 0)


def _count(places: Sequence[int], low: int, high: int) -> int:
    """Return how many of the places, which are in order, lie from ``low`` to before ``high``."""
    return max(bisect_left(places, high) - bisect_right(places, low - 1), 0)


def _guesses(
    document: Document, labels: LabelSet, triggers: Sequence[Trigger], spans: Sequence[Span]
) -> Mapping[tuple[Span, Span], tuple[str, ...]]:
    """Return the roles that the rules give to pairs."""
    if labels.trigger is None:
        return {}
    given = [Suggestion(one, 1.0, Phrase("")) for one in spans]
    given += [Suggestion(one.span, 1.0, Phrase(""), type=one.type or None) for one in triggers]
    found: dict[tuple[Span, Span], tuple[str, ...]] = {}
    for one in arguments.suggester.suggest(document, labels, given):
        if isinstance(one, ArgumentSuggestion):
            found[one.trigger, one.span] = (*found.get((one.trigger, one.span), ()), one.role)
    return found
