"""Gamma: the figures of pygamma-agreement (see make_gammas.py), the best alignment by trying all, and its algebra."""

from __future__ import annotations

import json
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.agreement import report
from annotator.core.agreement.alignments import TooMany
from annotator.core.agreement.continua import Continua
from annotator.core.agreement.gamma import best_alignment, disorders
from tests.core.agreement.marks import coded, random_document

CASES = json.loads((Path(__file__).parents[2] / "data" / "gammas.json").read_text("utf-8"))


def continua_of(people):
    rows = [(number, *one) for number, spans in enumerate(people) for one in sorted(spans)]
    rater, start, end, label = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Continua(len(people), 1, rater * 0, rater, start.astype(float), end.astype(float), label)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{len(case['units'])} people, {len(case['units'][0])} units")
def test_it_is_that_of_pygamma_agreement(case):
    one = continua_of(case["units"])
    mean = len(one.start) / one.raters
    assert best_alignment(one)[1] == pytest.approx(case["observed"], abs=1e-4)
    found = disorders([(1, one)], samples=300)
    assert found.observed[0] / mean == pytest.approx(case["observed"], abs=1e-4)
    error = 4 * case["deviation"] * (2 / 300) ** 0.5  # of the difference of two means of 300
    assert found.expected[0] / mean == pytest.approx(case["expected"], abs=error)
    assert 1 - found.observed[0] / found.expected[0] == pytest.approx(
        case["gamma"], abs=error * case["observed"] / case["expected"] ** 2
    )


def disorder(units, raters):
    """Return the disorder of a unitary alignment, as the paper defines it."""
    pairs = list(combinations(units, 2))
    total = 0.0
    for one, other in pairs:
        if one is None or other is None:
            total += 1
            continue
        apart = abs(one[0] - other[0]) + abs(one[1] - other[1])
        total += (apart / (one[1] - one[0] + other[1] - other[0])) ** 2 + (one[2] != other[2])
    return total / (raters * (raters - 1) / 2)


def least(left, raters):
    """Return the least disorder of any alignment of what is left, by trying all."""
    where = next((place for place, spans in enumerate(left) if spans), None)
    if where is None:
        return 0.0
    first, *others = left[where]
    choices = product(*([None, *spans] for spans in left[where + 1 :]))
    found = []
    for choice in choices:
        rest = [
            *([[]] * where), others,
            *([one for one in spans if one != taken] for spans, taken in zip(left[where + 1 :], choice, strict=True)),
        ]  # fmt: skip
        found.append(disorder([*([None] * where), first, *choice], raters) + least(rest, raters))
    return min(found)


places = st.tuples(st.integers(0, 20), st.integers(1, 9), st.integers(0, 1))


@given(st.lists(st.lists(places, max_size=3), min_size=2, max_size=3).filter(any))
@settings(max_examples=60, deadline=None)
def test_no_alignment_is_better_than_the_best(drawn):
    people = [sorted({(start, start + size, label) for start, size, label in spans}) for spans in drawn]
    one = continua_of(people)
    rows, found = best_alignment(one)
    mean = len(one.start) / len(people)
    assert found == pytest.approx(least(people, len(people)) / mean)
    units = list(zip(one.start.tolist(), one.end.tolist(), one.label.tolist(), strict=True))
    told = sum(disorder([units[place] if place >= 0 else None for place in row], len(people)) for row in rows.tolist())
    assert told / mean == pytest.approx(found)
    assert sorted(place for row in rows.tolist() for place in row if place >= 0) == list(range(len(units)))


def gamma(*docs):
    return report(docs, 0).measures["gamma"]


def test_perfect_agreement_is_1_and_none_is_not_above_chance():
    assert gamma(coded("x" * 80, a=["0-9 X", "30-42 Y"], b=["0-9 X", "30-42 Y"])).value == 1
    assert gamma(coded("x" * 80, a=["0-9 X", "30-42 Y"], b=["60-64 X"])).value < 0.3


def test_moving_a_boundary_further_off_never_lowers_disorder():
    people = [[(0, 10, 0), (30, 40, 1)], [(0, 10, 0), (30, 40, 1)], [(2, 10, 0), (31, 40, 1)]]
    found = []
    for end in range(40, 70, 3):
        moved = [people[0], people[1], [people[2][0], (31, end, 1)]]
        found.append(best_alignment(continua_of(moved))[1])
    assert found == sorted(found)


def test_it_depends_on_no_names_and_no_order():
    docs = [random_document(seed, spans=5) for seed in range(4)]
    renamed = [one._replace(spans=dict(zip("zyx", one.spans.values(), strict=True))) for one in docs]
    value = gamma(*docs)
    assert gamma(*reversed(renamed)).value == pytest.approx(value.value)
    assert gamma(*docs) == value


def test_documents_without_spans_say_nothing():
    one = coded("x" * 80, a=["0-9 X", "30-42 Y"], b=["0-7 X", "30-42 Y"])
    assert gamma(one, coded("y" * 80, a=[], b=[])).value == pytest.approx(gamma(one).value, abs=0.1)
    nothing = gamma(coded("x", a=[], b=[]))
    assert nothing.value is None
    assert "nobody marked anything" in str(nothing.undefined)


def test_what_cannot_be_aligned_is_undefined():
    names = "abcdefgh"
    many = random_document(1, people=names, words=200, spans=40)
    found = report([many], 0)
    assert found.measures["gamma"].value is None
    assert "too much to align" in str(found.measures["gamma"].undefined)
    assert found.pairs["a", "b"]["gamma"].value is not None
    crowded = continua_of([[(0, 50 + at, 0) for at in range(60)]] * 6)
    with pytest.raises(TooMany):
        best_alignment(crowded)
