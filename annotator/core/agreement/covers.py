"""Who covers what: spans laid over tokens or over stretches of characters.

Where spans overlap or nest, several labels lie on one place. The *value* of a place is then the set of its labels,
taken as one nominal value, as if {ACTOR, LOCATION} were a label of its own; the empty set is "not marked".
"""

from __future__ import annotations

from functools import lru_cache

from annotator.core.agreement.sheet import Floats, Ints, Sheet

EMPTY = 0
"""The code of the empty set of labels."""


def cover(sheet: Sheet, first: Ints, behind: Ints, places: int) -> Ints:
    """Return who covers which place with which label: booleans of shape (A, labels, places).

    Span i covers the places from ``first[i]`` up to, not including, ``behind[i]``.
    """
    import numpy as np

    shape = (sheet.raters, len(sheet.labels), places + 1)
    row = (sheet.annotator * shape[1] + sheet.local) * shape[2]
    size = shape[0] * shape[1] * shape[2]
    steps = np.bincount(row + first, minlength=size) - np.bincount(row + behind, minlength=size)
    covered: Ints = np.cumsum(steps.reshape(shape), axis=2)[:, :, :places] > 0
    return covered


def codes(sheet: Sheet, covered: Ints) -> Ints:
    """Return the value of each place for each annotator as a number, shape (A, places): equal sets, equal numbers.

    A label has a random number of 64 bits and a set the sum of its labels', so that numbers mean the same in all
    documents, however many labels there are.
    """
    import numpy as np

    numbers = np.array([code_of(int(label)) for label in sheet.labels], dtype=np.uint64)
    found: Ints = np.zeros((covered.shape[0], covered.shape[2]), dtype=np.uint64)
    for place, number in enumerate(numbers):
        found += np.where(covered[:, place], number, np.uint64(0))
    return found


@lru_cache(maxsize=4096)
def code_of(label: int) -> int:
    """Return the number of the set that holds this label alone."""
    import numpy as np

    return int(np.random.default_rng(label).integers(1, 2**64 - 1, dtype=np.uint64))


def agreeing(values: Ints, weight: Floats) -> Floats:
    """Return on how much each pair has the same value: the sum of the weights of these places, shape (A, A)."""
    import numpy as np

    return np.array([(values == mine) @ weight for mine in values]).reshape(len(values), len(values))
