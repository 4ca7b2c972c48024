"""The likelihood and its gradient, and what a tagger makes of the weights."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.suggesters.learning.clues import Sample
from annotator.suggesters.learning.design import design
from annotator.suggesters.learning.segments import apart, likelihood, segments
from annotator.suggesters.learning.tagger import Tagger, tags_for
from annotator.suggesters.learning.training import Likelihood, train

SAMPLES = [
    Sample(("وصل", "الوفد", "إلى", "حلب"), [(2, "x")], (4,)),
    Sample(("زار", "حلب", "أمس", "ثم", "زار", "إدلب"), [(0, "x"), (4, "x")], (3, 3)),
]
TAGS = tags_for(["0 A"])
GOLD = [0, 0, 0, 1, 0, 1, 2, 0, 0, 1]


def test_the_gradient_is_that_of_the_likelihood():
    function = Likelihood(design(SAMPLES, {}), TAGS, np.array(GOLD))
    point = np.random.default_rng(1).normal(size=function.length) / 10
    _, gradient = function(point)
    for place in range(0, function.length, 7):
        step = np.zeros(function.length)
        step[place] = 1e-4
        slope = (function(point + step)[0] - function(point - step)[0]) / 2e-4
        assert slope == pytest.approx(gradient[place], abs=1e-4)


def test_what_was_trained_is_read_again():
    weights = train(design(SAMPLES, {}), [TAGS], [GOLD], steps=30)
    tagger = Tagger(weights, {})
    both = tagger.posteriors(SAMPLES)
    assert [found.tags.argmax(axis=1).tolist() for (found,) in both] == [GOLD[:4], GOLD[4:]]
    alone = [tagger.posteriors([sample])[0][0] for sample in SAMPLES]
    for (one,), other in zip(both, alone, strict=True):
        np.testing.assert_allclose(one.tags, other.tags)
        np.testing.assert_allclose(one.from_begin, other.from_begin)
    np.testing.assert_allclose(both[1][0].tags.sum(axis=1), 1.0)


def test_a_text_without_words_has_no_posteriors():
    tagger = Tagger(train(design(SAMPLES, {}), [TAGS], [GOLD], steps=3), {})
    empty = Sample((), [], ())
    found = tagger.posteriors([empty, SAMPLES[0], empty])
    assert [len(one.tags) for (one,) in found] == [0, 4, 0]
    assert len(tagger.posteriors([empty])) == 1


def test_the_likelihoods_of_spans_are_those_of_the_tags():
    (found,) = Tagger(train(design(SAMPLES, {}), [TAGS], [GOLD], steps=4), {}).posteriors(SAMPLES[1:])[0]
    every = segments(found, ["0 A"], 0.0001)
    for place in range(len(found.tags)):
        total = sum(one.probability for one in every if one.first == place)
        assert total == pytest.approx(found.tags[place, 1], abs=0.01)
    for one in every:
        assert likelihood(found, 0, one.first, one.last) == pytest.approx(one.probability)
    assert not any(one.first <= 2 < one.last - 1 for one in every)  # nothing goes on from one sequence to the next
    assert likelihood(found, 0, 3, 99) == 0.0
    kept = apart(every)
    assert all(a.last <= b.first or b.last <= a.first for a in kept for b in kept if a is not b)


def test_some_samples_train_as_they_would_alone():
    whole = design([*SAMPLES, *SAMPLES], {})
    some = train(whole.only([0, 1]), [TAGS], [GOLD], steps=20)
    alone = train(design(SAMPLES * 2, {}).only([2, 3]), [TAGS], [GOLD], steps=20)
    for one, other in zip(Tagger(some, {}).posteriors(SAMPLES), Tagger(alone, {}).posteriors(SAMPLES), strict=True):
        np.testing.assert_allclose(one[0].tags, other[0].tags, atol=1e-4)
