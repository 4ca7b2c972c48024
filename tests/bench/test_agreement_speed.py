"""How long agreement takes on a million spans, and gamma beside pygamma-agreement where that is installed."""

from __future__ import annotations

import random
import resource
import time

import numpy as np
import pytest

from annotator.core.agreement import Coded, report
from annotator.core.agreement.continua import Continua
from annotator.core.agreement.gamma import disorders
from annotator.core.spans import Span

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
PEOPLE, DOCUMENTS, SPANS, WORDS = 20, 1000, 50, 400


def made(agree=0.8):
    """Documents of 400 words in which each of 20 people marks 50 spans, of which they share most."""
    chance = random.Random(1)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(2, 8))) for _ in range(5000)]
    for _ in range(DOCUMENTS):
        chosen = chance.choices(words, k=WORDS)
        ends = np.cumsum([len(word) + 1 for word in chosen]).tolist()
        places = [(end - len(word) - 1, end - 1) for end, word in zip(ends, chosen, strict=True)]

        def one(places=places):
            first = chance.randrange(WORDS - 3)
            return Span(places[first][0], places[first + chance.randint(0, 2)][1], chance.choice("ABCDE"))

        shared = [one() for _ in range(SPANS)]
        marks = {f"p{who}": [mark if chance.random() < agree else one() for mark in shared] for who in range(PEOPLE)}
        yield Coded(" ".join(chosen), marks)


def test_a_million_spans():
    report([Coded("كلمة", {"a": [Span(0, 4, "A")], "b": []})])  # what is imported on the way is not timed
    docs = list(made())
    begun, started = time.process_time(), time.perf_counter()
    found = report(docs, gamma=False)
    used, took = time.process_time() - begun, time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{PEOPLE * DOCUMENTS * SPANS:,} spans: {used:.1f} s of processor, {took:.1f} s, {memory:.0f} MB at most")
    assert found.measures["span_f1_exact"].n > 900_000
    assert memory < 1024
    assert used < 20


def continuum(raters, units, seed=5):
    chance = np.random.default_rng(seed)
    shared = [(int(at), int(at + chance.integers(4, 20)), int(chance.integers(0, 4)))
              for at in sorted(chance.integers(0, units * 30, units))]  # fmt: skip
    people = []
    for _ in range(raters):
        kept = [one for one in shared if chance.random() > 0.15]
        moved = [(max(0, start + int(chance.integers(-2, 3))), end + int(chance.integers(0, 3)), label)
                 for start, end, label in kept]  # fmt: skip
        people.append(sorted(set(moved)))
    return people


def arrays(people):
    rater, start, end, label = np.array([(who, *one) for who, spans in enumerate(people) for one in spans]).T
    return Continua(len(people), 1, rater * 0, rater, start.astype(float), end.astype(float), label)


@pytest.mark.parametrize(("raters", "units"), [(2, 20), (2, 60), (3, 12), (3, 40), (4, 12), (5, 8)])
def test_gamma_takes_a_tenth_of_pygamma_agreements_time(raters, units):
    library = pytest.importorskip("pygamma_agreement", reason="pygamma-agreement is not installed (800 MB)")
    segment = pytest.importorskip("pyannote.core").Segment
    people = continuum(raters, units)
    theirs = library.Continuum()
    for who, spans in enumerate(people):
        for start, end, label in spans:
            theirs.add(str(who), segment(start, end), str(label))
    dissimilarity = library.CombinedCategoricalDissimilarity()
    ours = arrays(people)
    disorders([(1, ours)], samples=2)
    theirs.compute_gamma(dissimilarity, n_samples=2)
    begun = time.perf_counter()
    found = disorders([(1, ours)], samples=30)
    middle = time.perf_counter()
    result = theirs.compute_gamma(dissimilarity, n_samples=30)
    took, takes = middle - begun, time.perf_counter() - middle
    gamma = 1 - found.observed[0] / found.expected[0]
    print(f"\n{raters} people, {units} units: {gamma:.3f} in {took:.3f} s; {result.gamma:.3f} in {takes:.2f} s, "
          f"{takes / took:.0f} times")  # fmt: skip
    assert gamma == pytest.approx(result.gamma, abs=0.05)
    assert takes > 10 * took
