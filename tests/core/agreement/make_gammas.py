"""Make tests/data/gammas.json: continua with the figures that pygamma-agreement has for them.

Run it where pygamma-agreement is installed (0.5.9 was used; with numba, cvxpy and pandas it is 800 MB, so it is no
dependency of the tests): ``PYTHONPATH=. python tests/core/agreement/make_gammas.py``. Its dissimilarity is
``CombinedCategoricalDissimilarity`` with alpha = beta = delta_empty = 1, its sampler the statistical one, 300 samples.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

import numpy as np
from pyannote.core import Segment
from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum

FILE = Path(__file__).parents[2] / "data" / "gammas.json"
SHAPES = ((2, 6, 0.3), (2, 20, 0.6), (3, 4, 0.5), (3, 12, 0.5), (3, 25, 0.3), (4, 6, 0.5), (5, 5, 0.4))


def units(chance, raters, many, noise):
    """Return what each of ``raters`` people marks: spans they share, moved, relabelled and left out by chance."""
    shared = [(int(at), int(at + chance.integers(4, 20)), int(chance.integers(0, 4)))
              for at in sorted(chance.integers(0, many * 25, many))]  # fmt: skip
    return [sorted({noisy(chance, one, noise) for one in shared if chance.random() > 0.15}) for _ in range(raters)]


def noisy(chance, one, noise):
    start, end, label = one
    if chance.random() < noise:
        start, end = max(0, start + int(chance.integers(-4, 5))), end + int(chance.integers(-4, 5))
    if chance.random() < noise / 3:
        label = int(chance.integers(0, 4))
    return start, max(end, start + 1), label


def continuum_of(people):
    """Return the library's continuum."""
    found = Continuum()
    for number, spans in enumerate(people):
        found.add_annotator(str(number))
        for start, end, label in spans:
            found.add(str(number), Segment(start, end), str(label))
    return found


def main():
    """Write the file."""
    logging.disable(logging.WARNING)
    chance = np.random.default_rng(11)
    np.random.seed(11)  # what the library draws from
    cases = []
    for shape in SHAPES:
        people = units(chance, *shape)
        result = continuum_of(people).compute_gamma(CombinedCategoricalDissimilarity(), n_samples=300)
        drawn = [one.disorder for one in result.chance_alignments]
        cases.append({
            "units": people,
            "gamma": float(result.gamma),
            "observed": float(result.observed_disorder),
            "expected": float(np.mean(drawn)),
            "deviation": float(np.std(drawn)),
        })  # fmt: skip
    FILE.write_text("".join(["[\n", ",\n".join(json.dumps(one) for one in cases), "\n]\n"]), "utf-8")


if __name__ == "__main__":
    main()
