"""Aligning a large document of many annotators: 20 of them with 1,000 spans each, in less than a second."""

from __future__ import annotations

import time
from random import Random

from annotator.core.aligning import align
from annotator.core.gold import gold_of
from annotator.core.layer import Layer, MarkedSpan
from annotator.core.settlement import Rule

WORDS = tuple(
    "قصفت الطائرات بحلب وريفها مدينة القوات السورية المعارضة وقتل مدنيين للجيش كتيبة".split()  # noqa: SIM905  # shorter
)
SPANS = 1000
GOAL = 1.0
"""Seconds of processor time."""


def document(annotators: int) -> tuple[str, dict[str, Layer]]:
    """Return a text with the layers of people who mostly mark the same: a tenth each begins or is called otherwise."""
    random = Random(1)
    words = random.choices(WORDS, k=6 * SPANS)
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)
    true = [(random.randrange(len(words) - 6), random.randint(1, 4), random.choice("ABCDEF")) for _ in range(SPANS)]
    layers = {f"annotator {number}": _layer(random, starts, true) for number in range(annotators)}
    return " ".join(words), layers


def _layer(random: Random, starts: list[int], true: list[tuple[int, int, str]]) -> Layer:
    spans: dict[str, MarkedSpan] = {}
    for number, (first, size, label) in enumerate(true):
        first += random.random() < 0.1
        size += random.random() < 0.15
        label = random.choice("ABCDEF") if random.random() < 0.1 else label
        spans[str(number)] = MarkedSpan(str(number), starts[first], starts[first + size] - 1, label)
    return Layer(spans)


def test_twenty_annotators_are_aligned_in_a_second() -> None:
    import scipy.optimize  # noqa: F401  # the first document of a process pays for it, not each

    for annotators in (2, 20):
        text, layers = document(annotators)
        times = []
        for _ in range(3):
            begun = time.process_time()
            cases = align(text, layers)
            aligned = time.process_time()
            gold_of(cases, Rule.MAJORITY)
            times.append((aligned - begun, time.process_time() - aligned))
        print(f"\n{annotators} annotators, {len(cases)} cases: aligned and made gold in {min(times)} s")
        assert min(times)[0] < GOAL
