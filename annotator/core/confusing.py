"""What is taken for what: the answers of two annotators at the same case, counted over all pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations

from annotator.core.mace import Pattern


def confusion(patterns: Mapping[Pattern, int]) -> Mapping[tuple[str, str], int]:
    """Return how often one said the first and the other the second, in the order of the labels.

    ``patterns`` are the answers at cases (:func:`annotator.core.weighing.answers`) with how often there were just
    these. A case of three annotators counts three times, once for each pair; of a pair that both marked nothing nobody
    says anything here.
    """
    found: Counter[tuple[str, str]] = Counter()
    for pattern, times in patterns.items():
        for pair, count in _pairs(answer for _, answer in pattern):
            found[pair] += count * times
    return {pair: count for pair, count in sorted(found.items()) if any(pair) and count}


def _pairs(answers: Iterable[str]) -> Iterable[tuple[tuple[str, str], int]]:
    counts = Counter(answers)
    for answer, count in counts.items():
        yield (answer, answer), count * (count - 1) // 2
    for one, other in combinations(sorted(counts), 2):
        yield (one, other), counts[one] * counts[other]
