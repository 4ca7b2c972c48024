"""How well proposals agree with gold: precision, recall and F1, by label and over all, in three ways of counting.

Exact: the same boundaries and label. Clitic-free: the same after :func:`~annotator.core.arabic.clitic_free` on both
sides. Overlap: any shared character and the same label, each gold item matched with at most one proposal, as many as
can be (a maximum matching of a bipartite graph; Hopcroft and Karp 1973). Offsets are code points, ends exclusive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from annotator.core.arabic import clitic_free

WAYS = ("exact", "clitic_free", "overlap")
"""The ways of counting."""


class Item(NamedTuple):
    """``text[start:end]`` under a label: a span, or what else has a place and a name (a trigger with its type)."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Counts:
    """So many items are gold, so many were proposed, so many of both are matched with one another."""

    gold: int = 0
    proposed: int = 0
    matched: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return the counts of both together."""
        return Counts(self.gold + other.gold, self.proposed + other.proposed, self.matched + other.matched)

    @property
    def precision(self) -> float:
        """The share of the proposals that are right; 0 where nothing was proposed."""
        return self.matched / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold that was found; 0 where there is none."""
        return self.matched / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both: 2 · matched / (gold + proposed)."""
        total = self.gold + self.proposed
        return 2 * self.matched / total if total else 0.0

    def as_json(self) -> dict[str, float]:
        """Return the three figures, rounded to four places."""
        return {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}


class Scores:
    """The counts of each label in each way, summed over documents."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._labels: dict[str, dict[str, Counts]] = defaultdict(lambda: dict.fromkeys(WAYS, Counts()))

    def add(self, text: str, gold: Iterable[Item], proposed: Iterable[Item]) -> None:
        """Count one document. An item that is given twice counts once."""
        ours, theirs = _by_label(gold), _by_label(proposed)
        for label in sorted(ours.keys() | theirs.keys()):
            counts = self._labels[label]
            for way, found in _count(text, ours[label], theirs[label]):
                counts[way] += found

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that are in the gold or were proposed, sorted."""
        return tuple(sorted(self._labels))

    def of(self, label: str, way: str = "exact") -> Counts:
        """Return the counts of one label; nothing where it never occurred."""
        return self._labels[label][way] if label in self._labels else Counts()

    def micro(self, way: str = "exact") -> Counts:
        """Return the counts of all labels together."""
        return sum((counts[way] for counts in self._labels.values()), Counts())

    def as_json(self) -> dict[str, Any]:
        """Return ``{"micro": {way: figures}, "labels": {label: {way: figures}}}``."""
        return {
            "micro": {way: self.micro(way).as_json() for way in WAYS},
            "labels": {label: {way: self.of(label, way).as_json() for way in WAYS} for label in self.labels},
        }


def _by_label(items: Iterable[Item]) -> defaultdict[str, set[Item]]:
    found: defaultdict[str, set[Item]] = defaultdict(set)
    for item in items:
        found[item.label].add(Item(*item))
    return found


def _count(text: str, gold: Collection[Item], proposed: Collection[Item]) -> Iterator[tuple[str, Counts]]:
    yield "exact", _same(set(gold), set(proposed))
    yield "clitic_free", _same(_free(text, gold), _free(text, proposed))
    yield "overlap", Counts(len(gold), len(proposed), most_overlapping(sorted(gold), sorted(proposed)))


def _same(gold: set[Item], proposed: set[Item]) -> Counts:
    return Counts(len(gold), len(proposed), len(gold & proposed))


def _free(text: str, items: Iterable[Item]) -> set[Item]:
    return {Item(*clitic_free(text, item.start, item.end), item.label) for item in items}


def most_overlapping(gold: Sequence[Item], proposed: Sequence[Item]) -> int:
    """Return how many of two sorted lists can be paired, each item once, with one that shares a character with it."""
    return sum(_paired(ours, theirs) for ours, theirs in _groups(gold, proposed))


def _groups(gold: Sequence[Item], proposed: Sequence[Item]) -> Iterator[tuple[list[Item], list[Item]]]:
    """Yield the items of both sides by stretches of the text that no item reaches beyond."""
    ours: list[Item] = []
    theirs: list[Item] = []
    reach = 0
    sides = sorted([(item, 0) for item in gold] + [(item, 1) for item in proposed])
    for item, side in sides:
        if item.start >= reach:
            yield ours, theirs
            ours, theirs = [], []
        (theirs if side else ours).append(item)
        reach = max(reach, item.end)
    yield ours, theirs


def _paired(ours: Sequence[Item], theirs: Sequence[Item]) -> int:
    """Return the size of the maximum matching of one stretch: nearly always at most one item stands on either side."""
    if not ours or not theirs:
        return 0
    if len(ours) == len(theirs) == 1:
        return int(_touch(ours[0], theirs[0]))
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    pairs = [(i, j) for i, one in enumerate(ours) for j, other in enumerate(theirs) if _touch(one, other)]
    if not pairs:
        return 0
    rows, columns = zip(*pairs, strict=True)
    graph = csr_array(([1] * len(pairs), (rows, columns)), shape=(len(ours), len(theirs)))
    return int((maximum_bipartite_matching(graph, perm_type="column") >= 0).sum())


def _touch(one: Item, other: Item) -> bool:
    return one.start < other.end and other.start < one.end
