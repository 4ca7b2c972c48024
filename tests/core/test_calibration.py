"""From scores to shares: what the curves promise."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.calibration import Calibration, Count, Outcome
from annotator.core.hushing import upper_bound
from annotator.core.phrases import Problem
from annotator.core.reliability import binned

SUGGESTERS, LABELS = ("lists", "rules"), ("PLACE", "PARTY")
scores = st.one_of(st.sampled_from([0.0, 0.4, 0.72, 0.93, 1.0]), st.floats(0, 1))
outcomes = st.builds(Outcome, st.sampled_from(SUGGESTERS), st.sampled_from(LABELS), scores, st.booleans())
several = st.lists(outcomes, max_size=40)
asked = st.tuples(st.sampled_from([*SUGGESTERS, "new"]), st.sampled_from([*LABELS, "NEW"]))


@given(asked, scores)
def test_without_outcomes_a_score_stays(key, raw):
    assert Calibration().score(*key, raw) == raw


@given(several, asked, scores, scores)
@settings(max_examples=300)
def test_a_score_lies_between_0_and_1_and_never_falls(found, key, one, other):
    calibration = Calibration.of(found)
    low, high = (calibration.score(*key, raw) for raw in sorted((one, other)))
    assert 0 <= low <= high + 1e-12 <= 1 + 1e-12


@given(several, st.randoms(use_true_random=False), asked, scores)
def test_the_order_of_the_outcomes_does_not_matter(found, chance, key, raw):
    mixed = chance.sample(found, len(found))
    assert Calibration.of(mixed) == Calibration.of(found)
    assert Calibration.of(mixed).score(*key, raw) == Calibration.of(found).score(*key, raw)


@given(several, outcomes, asked, scores)
@settings(max_examples=300)
def test_one_more_accepted_never_lowers_one_more_rejected_never_raises(found, more, key, raw):
    before = Calibration.of([*found, Outcome("lists", "PLACE", 0.5, True)])
    found = [*found, Outcome("lists", "PLACE", 0.5, True)]
    after = Calibration.of([*found, more]).score(*key, raw)
    if more.accepted:
        assert after >= before.score(*key, raw) - 1e-12
    else:
        assert after <= before.score(*key, raw) + 1e-12


@given(several, asked, scores)
def test_what_is_written_as_json_is_read_again(found, key, raw):
    calibration = Calibration.of(found)
    again = Calibration.from_json(json.loads(json.dumps(calibration.to_json())))
    assert again == calibration
    assert again.score(*key, raw) == calibration.score(*key, raw)


@pytest.mark.parametrize(
    "value",
    [None, [], {}, {"format": 2, "counts": []}, {"format": 1, "counts": [["a", "b", 2, 1, 1]]},
     {"format": 1, "counts": [["a", "b", 0.5, -1, 1]]}, {"format": 1, "counts": [["a", "b", 0.5, 1]]},
     {"format": 1, "counts": [["a", "b", float("nan"), 1, 1]]}],
)  # fmt: skip
def test_what_is_no_calibration_is_refused(value):
    with pytest.raises(Problem) as refused:
        Calibration.from_json(value)
    assert refused.value.code == "calibration-damaged"


def test_many_outcomes_outweigh_the_score_and_few_do_not():
    def after(accepted, rejected):
        return Calibration([Count("lists", "PLACE", 0.9, accepted, rejected)]).score("lists", "PLACE", 0.9)

    assert after(100, 300) == pytest.approx(0.25, abs=0.03)
    assert 0.9 > after(0, 1) > 0.6 > after(0, 4) > after(0, 20) > after(0, 100)
    assert after(0, 100) < 0.1
    assert after(1, 0) > 0.9


def test_a_new_label_leans_on_its_suggester_and_a_new_suggester_on_all():
    calibration = Calibration([Count("lists", "PLACE", 0.9, 1, 60), Count("rules", "PLACE", 0.9, 60, 1)])
    lists, rules = (calibration.score(one, "NEW", 0.9) for one in ("lists", "rules"))
    assert lists < calibration.score("new", "NEW", 0.9) < rules


def test_calibrating_brings_scores_near_the_shares_of_new_outcomes():
    chance = random.Random(1)

    def sample(number):
        for _ in range(number):
            raw = round(chance.random(), 2)
            yield Outcome("rules", "PLACE", raw, chance.random() < raw**3)

    calibration = Calibration.of(sample(2000))
    fresh = [(calibration.score("rules", "PLACE", one.score), one.score, one.accepted) for one in sample(2000)]
    errors = [
        sum(one.n * abs(one.mean - one.rate) for one in binned((pair[way], pair[2], not pair[2]) for pair in fresh))
        for way in (0, 1)
    ]
    assert errors[0] < errors[1] / 5
    assert calibration.error() < 0.03 < calibration.error(calibrated=False)
    assert calibration.brier() < calibration.brier(calibrated=False)


@given(several)
def test_the_bins_hold_all_outcomes(found):
    calibration = Calibration.of(found)
    for calibrated in (True, False):
        bins = calibration.reliability(calibrated=calibrated)
        assert sum(one.n for one in bins) == len(found)
        assert all(one.low - 1e-9 <= one.mean <= one.high + 1e-9 and 0 <= one.rate <= 1 for one in bins)
        assert 0 <= calibration.error(calibrated=calibrated) <= 1
    one = calibration.reliability("lists", "PLACE")
    assert sum(bin_.n for bin_ in one) == sum((each.suggester, each.label) == ("lists", "PLACE") for each in found)


def test_what_is_almost_always_rejected_is_hushed_with_its_numbers():
    counts = [
        Count("rules", "PARTY", 0.6, 0, 40),
        Count("rules", "PLACE", 0.6, 0, 19),
        Count("lists", "PARTY", 0.6, 10, 60),
    ]
    (only,) = Calibration(counts).hushed().values()
    assert (only.suggester, only.label, only.accepted, only.rejected) == ("rules", "PARTY", 0, 40)
    assert only.upper < 0.1
    assert ("rules", "PLACE") in Calibration(counts).hushed(below=0.2, least=10)


@pytest.mark.parametrize(
    ("accepted", "rejected", "upper"), [(0, 20, 0.1329), (0, 58, 0.0495), (0, 0, 0.95), (3, 3, 0.7747)]
)
def test_the_upper_bound_is_the_quantile_of_the_beta_distribution(accepted, rejected, upper):
    assert upper_bound(accepted, rejected) == pytest.approx(upper, abs=0.0002)


@pytest.mark.parametrize(("accepted", "least"), [(0, 28), (1, 45), (2, 60)])
def test_the_smallest_numbers_that_hush(accepted, least):
    assert upper_bound(accepted, least - accepted) < 0.1 < upper_bound(accepted, least - accepted - 1)


def test_what_a_model_has_judged_and_what_it_has_not_know_nothing_of_each_other():
    rules = Calibration([Count("m", "LOCATION", 0.9, 2, 40)])
    assert rules.score("m", "LOCATION", 0.9) < 0.5
    assert rules.score("m", "LOCATION", 0.9, judged=True) == 0.9
    both = Calibration([*rules.counts, Count("m", "LOCATION", 0.9, 40, 0, True)])
    assert both.score("m", "LOCATION", 0.9) == rules.score("m", "LOCATION", 0.9)
    assert both.score("m", "LOCATION", 0.9, judged=True) > 0.9
    assert Calibration.from_json(both.to_json()) == both
    assert Calibration.from_json({"format": 1, "counts": [["m", "LOCATION", 0.9, 2, 40]]}) == rules


def test_what_is_hushed_counts_both():
    half = Count("m", "WEAPON", 0.5, 0, 20)
    assert not Calibration([half]).hushed()
    assert set(Calibration([half, half._replace(judged=True)]).hushed()) == {("m", "WEAPON")}
