"""Trying on lessons held out: from which likelihood showing pays, and on which labels the model beats the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from annotator.core.labels import LabelSet
from annotator.core.scoring import Counts, Item
from annotator.core.suggestions import Report
from annotator.suggesters.learning.events_tried import EventVerdict, events_tried
from annotator.suggesters.learning.layers import label_of
from annotator.suggesters.learning.school import School
from annotator.suggesters.learning.schooling import Prepared
from annotator.suggesters.learning.segments import apart, segments
from annotator.suggesters.learning.tagger import Posterior, Tagger

_THRESHOLDS = tuple(step / 100 for step in range(18, 51, 4))
_USUAL, _WORTH = 0.28, 30.0
"""The threshold where little is known, and how many gold spans its word is worth."""
_PARTS, _MANY_PARTS, _FEW = 3, 5, 60
_MANY_UNITS = 40_000
"""From so many units on there are only two parts, and fewer steps: the answers differ little, and time counts."""
_LEAST_GOLD = 5
_CHANCE = 0.4
"""What the model does better may be chance up to this, divided by the root of the number of spans."""
_MORE, _MANY_GOLD = 0.05, 200
"""What a model gains that learns from all lessons, and how many spans there must be to count on it."""
_STRIPES = 4
"""Each part is made of so many stretches of lessons, so that no part lacks a whole subject."""
_STEPS, _FEW_STEPS = 25, 15
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
    events: EventVerdict


class Apart(NamedTuple):
    """What models say of lessons that they have not seen: for each lesson the posteriors of the layers.

    ``parts`` are the numbers of the lessons that were held out together.
    """

    parts: Sequence[Sequence[int]]
    kinds: Sequence[Sequence[str]]
    posteriors: Sequence[Sequence[Posterior]]


def read_apart(school: School, report: Report) -> Apart:
    """Let each part of the lessons be read by a model that the other parts teach."""
    size = len(school.ready)
    parts, steps = _held_out(school.ready)
    found: list[Sequence[Posterior]] = [()] * size
    for done, part in enumerate(parts):
        report(done / len(parts))
        rest = sorted(set(range(size)) - set(part))
        weights = school.weights(rest if any(school.ready[number].spans for number in rest) else range(size), steps)
        samples = [school.ready[number].sample for number in part]
        for number, layers in zip(part, Tagger(weights, school.classes).posteriors(samples), strict=True):
            found[number] = layers
    return Apart(parts, school.kinds, found)


def tried(school: School, apart_read: Apart) -> Verdict:
    """Return what lessons held out say of a model that the others teach."""
    every = range(len(school.ready))
    guesses = [guess for number in every for guess in _guesses(school, apart_read, number)]
    gold = {number: _gold(school.ready[number], school.labels) for number in every}
    threshold = _threshold(guesses, gold)
    rules = {number: _of_rules(school.ready[number]) for number in every}
    measured = _compared([one for one in guesses if one.probability >= threshold], gold, rules)
    taken = frozenset(label for label, figures in measured.items() if _beats(*figures))
    figures = {label: _figures(*counts) for label, counts in measured.items()}
    return Verdict(threshold, taken, figures, events_tried(school, apart_read.parts))


def _beats(ours: Counts, theirs: Counts) -> bool:
    """Whether the model does better, by more than chance may make of few spans.

    Of many it may do a little worse: the one that will serve has learned from more than the one that was tried.
    """
    if ours.gold < _LEAST_GOLD or not ours.matched:
        return False
    needed: float = _CHANCE / ours.gold**0.5 - _MORE * min(1.0, ours.gold / _MANY_GOLD)
    return ours.f1 > theirs.f1 + needed


def _figures(ours: Counts, theirs: Counts) -> dict[str, Any]:
    return {"gold": ours.gold, "learned": ours.as_json(), "rules": theirs.as_json()}


def _held_out(ready: Sequence[Prepared]) -> tuple[list[list[int]], int]:
    """Return parts of the lessons, made of stretches of neighbours, and how many steps a search may take.

    Lessons side by side are often from one source: in different parts, they would tell too much of one another.
    """
    size = len(ready)
    many = sum(len(one.units.words) for one in ready) >= _MANY_UNITS
    parts = min(size, _MANY_PARTS if size <= _FEW else 2 if many else _PARTS)
    stretches = min(size, parts * _STRIPES)
    bounds = [size * number // stretches for number in range(stretches + 1)]
    every = [range(low, high) for low, high in pairwise(bounds)]
    found = [[number for stretch in every[part::parts] for number in stretch] for part in range(parts)]
    return found, _FEW_STEPS if many else _STEPS


def _gold(one: Prepared, labels: LabelSet) -> set[Item]:
    return {Item(span.start, span.end, span.label) for span in one.lesson.spans if labels.offers(span.label)}


def _guesses(school: School, found: Apart, number: int) -> Iterator[Guess]:
    units = school.ready[number].units
    for kinds, posterior in zip(found.kinds, found.posteriors[number], strict=True):
        for one in apart(segments(posterior, kinds)):
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
