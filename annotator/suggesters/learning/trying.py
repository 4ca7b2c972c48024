"""Trying on lessons held out: from which likelihood showing pays, and on which labels the model beats the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from annotator.core.labels import LabelSet
from annotator.core.scoring import Counts, Item
from annotator.core.suggestions import Report
from annotator.suggesters.learning.layers import label_of
from annotator.suggesters.learning.school import School
from annotator.suggesters.learning.schooling import Prepared
from annotator.suggesters.learning.segments import apart, segments
from annotator.suggesters.learning.tagger import Tagger, Weights

_THRESHOLDS = tuple(step / 100 for step in range(24, 53, 4))
_USUAL, _WORTH = 0.32, 20.0
"""The threshold where little is known, and how many gold spans its word is worth."""
_PARTS, _MANY_PARTS, _FEW = 3, 5, 60
_ENOUGH_UNITS = 40_000
"""Of so many units a third is held out once; of fewer, each part in its turn."""
_LEAST_GOLD = 5
_STEPS = 25
"""So many steps the search takes where a model is made only to be tried."""


class Guess(NamedTuple):
    """A span that a model proposes with a likelihood, in the document with this number."""

    document: int
    item: Item
    probability: float


class Verdict(NamedTuple):
    """From which likelihood a span is worth showing, on which labels the model's word counts, and the figures."""

    threshold: float
    taken: frozenset[str]
    figures: dict[str, Any]


def tried(school: School, report: Report) -> Verdict:
    """Return what lessons held out say of a model that the others teach."""
    guesses: list[Guess] = []
    tested: list[int] = []
    parts = list(_held_out(school.ready))
    for done, part in enumerate(parts):
        report(done / len(parts))
        rest = sorted(set(range(len(school.ready))) - set(part))
        if any(school.ready[number].spans for number in rest):
            guesses += _guesses(school, school.weights(rest, _STEPS), part)
            tested += part
    gold = {number: _gold(school.ready[number], school.labels) for number in tested}
    threshold = _threshold(guesses, gold)
    rules = {number: _of_rules(school.ready[number]) for number in tested}
    measured = _compared([one for one in guesses if one.probability >= threshold], gold, rules)
    taken = frozenset(label for label, figures in measured.items() if _beats(*figures))
    return Verdict(threshold, taken, {label: _figures(*figures) for label, figures in measured.items()})


def _beats(ours: Counts, theirs: Counts) -> bool:
    return ours.gold >= _LEAST_GOLD and ours.matched > 0 and ours.f1 >= theirs.f1


def _figures(ours: Counts, theirs: Counts) -> dict[str, Any]:
    return {"gold": ours.gold, "learned": ours.as_json(), "rules": theirs.as_json()}


def _held_out(ready: Sequence[Prepared]) -> Iterator[list[int]]:
    """Yield parts of the lessons, each of neighbours: those that lie side by side are often from one source."""
    size = len(ready)
    units = sum(len(one.units.words) for one in ready)
    parts = min(size, _MANY_PARTS if size <= _FEW else _PARTS)
    bounds = [size * part // parts for part in range(parts + 1)]
    every = [list(range(low, high)) for low, high in pairwise(bounds)]
    yield from every if units < _ENOUGH_UNITS else every[1:2]


def _gold(one: Prepared, labels: LabelSet) -> set[Item]:
    return {Item(span.start, span.end, span.label) for span in one.lesson.spans if labels.offers(span.label)}


def _guesses(school: School, weights: Weights, part: Sequence[int]) -> Iterator[Guess]:
    found = Tagger(weights, school.classes).posteriors([school.ready[number].sample for number in part])
    for number, layers in zip(part, found, strict=True):
        units = school.ready[number].units
        for layer, posterior in zip(weights.layers, layers, strict=True):
            for one in apart(segments(posterior, layer.kinds)):
                item = Item(units.starts[one.first], units.ends[one.last - 1], label_of(one.kind))
                yield Guess(number, item, one.probability)


def _of_rules(one: Prepared) -> set[Item]:
    return {Item(span.start, span.end, span.label) for span in one.rules}


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
