"""Trying on lessons held out: from which likelihood showing pays, and on which labels the model beats the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from annotator.core.labels import LabelSet
from annotator.core.scoring import Counts, Item
from annotator.suggesters.learning.findings import sources
from annotator.suggesters.learning.knowledge import Knowledge
from annotator.suggesters.learning.layers import label_of
from annotator.suggesters.learning.schooling import Prepared
from annotator.suggesters.learning.segments import apart, segments
from annotator.suggesters.learning.tagger import Tagger, kinds_of
from annotator.suggesters.merge import SHOWN, propose

Teach = Callable[[Sequence[Prepared]], Knowledge]

_THRESHOLDS = tuple(step / 100 for step in range(16, 61, 4))
_USUAL, _WORTH = 0.32, 20.0
"""The threshold where little is known, and how many gold spans its word is worth."""
_PARTS, _MANY_PARTS, _FEW = 3, 5, 60
_ENOUGH_UNITS = 40_000
"""Of so many units a third is held out once; of fewer, each part in its turn."""
_LEAST_GOLD = 5


class Guess(NamedTuple):
    """A span that a model proposes with a likelihood, in the document with this number."""

    document: int
    item: Item
    probability: float


def tried(ready: Sequence[Prepared], labels: LabelSet, known: Knowledge, teach: Teach) -> Knowledge:
    """Return ``known`` with the threshold and the labels on which the model's word is to count."""
    held = list(_held_out(ready))
    guesses: list[Guess] = []
    tested: list[int] = []
    for part in held:
        rest = [one for number, one in enumerate(ready) if number not in set(part)]
        if any(one.spans for one in rest):
            guesses += _guesses(teach(rest), ready, part)
            tested += part
    gold = {number: _gold(ready[number], labels) for number in tested}
    if not guesses:
        return replace(known, taken=frozenset())
    threshold = _threshold(guesses, gold)
    rules = {number: _of_rules(ready[number], labels) for number in tested}
    measured = _compared([one for one in guesses if one.probability >= threshold], gold, rules)
    taken = frozenset(
        label
        for label, (ours, theirs) in measured.items()
        if ours.gold >= _LEAST_GOLD and ours.matched and ours.f1 >= theirs.f1
    )
    figures = {
        label: {"gold": a.gold, "learned": a.as_json(), "rules": b.as_json()} for label, (a, b) in measured.items()
    }
    return replace(known, threshold=threshold, taken=taken, measured=figures)


def _held_out(ready: Sequence[Prepared]) -> Iterator[list[int]]:
    """Yield parts of the lessons, each of neighbours: those that lie side by side are often from one source."""
    size = len(ready)
    units = sum(len(one.units.words) for one in ready)
    parts = min(size, _MANY_PARTS if size <= _FEW else _PARTS)
    bounds = [size * part // parts for part in range(parts + 1)]
    every = [list(range(low, high)) for low, high in zip(bounds, bounds[1:], strict=False)]
    yield from every if units < _ENOUGH_UNITS else every[1:2]


def _gold(one: Prepared, labels: LabelSet) -> set[Item]:
    return {Item(span.start, span.end, span.label) for span in one.lesson.spans if labels.offers(span.label)}


def _guesses(known: Knowledge, ready: Sequence[Prepared], part: Sequence[int]) -> Iterator[Guess]:
    for weights in known.layers:
        kinds = kinds_of(weights.tags)
        found = Tagger(weights, known.classes).posteriors([ready[number].sample for number in part])
        for number, posterior in zip(part, found, strict=True):
            units = ready[number].units
            for one in apart(segments(posterior, kinds)):
                item = Item(units.starts[one.first], units.ends[one.last - 1], label_of(one.kind))
                yield Guess(number, item, one.probability)


def _of_rules(one: Prepared, labels: LabelSet) -> set[Item]:
    found = propose(one.lesson.document, labels, sources())
    spans = [proposed.suggestion.span for proposed in found.spans if proposed.suggestion.score >= SHOWN]
    return {Item(span.start, span.end, span.label) for span in spans}


def _threshold(guesses: Sequence[Guess], gold: dict[int, set[Item]]) -> float:
    """Return the likelihood above which the spans agree best with the gold, drawn to the usual one where few are."""
    total = sum(map(len, gold.values()))
    figures = []
    for threshold in _THRESHOLDS:
        kept = [one for one in guesses if one.probability >= threshold]
        right = sum(one.item in gold[one.document] for one in kept)
        figures.append((Counts(total, len(kept), right).f1, -abs(threshold - _USUAL), threshold))
    best = max(figures)[2]
    return round((best * total + _USUAL * _WORTH) / (total + _WORTH), 4)


def _compared(
    guesses: Sequence[Guess], gold: dict[int, set[Item]], rules: dict[int, set[Item]]
) -> dict[str, tuple[Counts, Counts]]:
    """Return, for each label, the counts of the model and of the rules on the lessons held out."""
    ours: dict[int, set[Item]] = {number: set() for number in gold}
    for one in guesses:
        ours[one.document].add(one.item)
    names = sorted({item.label for items in gold.values() for item in items})
    return {name: (_count(name, gold, ours), _count(name, gold, rules)) for name in names}


def _count(label: str, gold: dict[int, set[Item]], found: dict[int, set[Item]]) -> Counts:
    total = Counts()
    for number, items in gold.items():
        right = {one for one in items if one.label == label}
        given = {one for one in found[number] if one.label == label}
        total += Counts(len(right), len(given), len(right & given))
    return total
