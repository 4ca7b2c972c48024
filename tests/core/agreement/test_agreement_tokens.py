"""Kappa and alpha on tokens: worked examples from the papers, and the libraries krippendorff and nltk.

The figures of scikit-learn are its ``cohen_kappa_score`` on the tokens of each pair (1.9.1, computed once).
"""

from __future__ import annotations

from itertools import combinations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings

from annotator.core.agreement import report
from annotator.core.tokens import tokenize
from tests.core.agreement.marks import coded, documents, random_document


def of_words(*columns, people="abcdefghijklmn"):
    """One document a word; a column holds what each person says of it, a dot standing for who did not do it."""
    return [
        coded("كلمة", **{name: [f"0-4 {value}"] for name, value in zip(people, column, strict=False) if value != "."})
        for column in columns
    ]


def of_nltk(data):
    from nltk.metrics.agreement import AnnotationTask  # late: it brings all of scipy's statistics with it

    return AnnotationTask(data=data)


def measured(docs):
    return {name: one.value for name, one in report(docs, 0, gamma=False).measures.items()}


def test_krippendorffs_example_with_missing_raters():
    """Four observers, twelve units: nominal alpha 0.743 (Computing Krippendorff's Alpha-Reliability, 2011, part C)."""
    observers = "1233214 1 2 . . .", "1233224 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1233244 1 2 5 1 ."
    rows = [one.replace(" ", "") for one in observers]
    docs = of_words(*zip(*rows, strict=True))
    assert measured(docs)["alpha_tokens"] == pytest.approx(0.743, abs=0.0005)


def test_fleiss_kappa_of_the_textbook():
    """Fourteen raters, ten subjects, five categories: kappa 0.210."""
    counts = ("00 0 0 14", "0 2 6 4 2", "0 0 3 5 6", "0 3 9 2 0", "2 2 8 1 1", "7 7 0 0 0", "3 2 6 3 0", "2 5 3 2 2",
              "6 5 2 1 0", "0 2 2 3 7")  # fmt: skip
    columns = [
        "".join(str(value) * int(count) for value, count in enumerate(row.replace("00 ", "0 0 ").split()))
        for row in counts
    ]
    assert measured(of_words(*columns))["kappa_fleiss"] == pytest.approx(0.210, abs=0.0005)


def test_cohens_kappa_of_the_textbook():
    """Fifty proposals, two readers, 20 yes–yes, 5 yes–no, 10 no–yes, 15 no–no: kappa 0.4."""
    columns = ["yy"] * 20 + ["yn"] * 5 + ["ny"] * 10 + ["nn"] * 15
    assert measured(of_words(*columns))["kappa_cohen"] == pytest.approx(0.4)


def values(one, label=None):
    """Return what each person says of each token: its labels, or whether it has the label."""
    return {
        name: [
            str(
                sorted(
                    {
                        mark.label
                        for mark in marks
                        if mark.start < end and start < mark.end and label in (None, mark.label)
                    }
                )
            )
            for start, end in tokenize(one.text)
        ]
        for name, marks in one.spans.items()
    }


def triples(docs, label=None, people=None):
    return [
        (name, (number, token), value)
        for number, one in enumerate(docs)
        if len(one.spans) > 1
        for name, said in values(one, label).items()
        if people is None or name in people
        for token, value in enumerate(said)
    ]


def krippendorffs(docs, label=None):
    data = triples(docs, label)
    people, units, codes = (sorted({row[at] for row in data}) for at in range(3))
    if len(codes) < 2:
        return None
    table = np.full((len(people), len(units)), np.nan)
    for name, unit, code in data:
        table[people.index(name), units.index(unit)] = codes.index(code)
    return krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")


@given(documents())
@settings(max_examples=40, deadline=None)
def test_alpha_is_that_of_krippendorff_the_library(docs):
    found = report(docs, 0, gamma=False)
    if not triples(docs):
        return
    assert found.measures["alpha_tokens"].value == pytest.approx(krippendorffs(docs), abs=1e-6)
    for label, measures in found.labels.items():
        assert measures["alpha_tokens"].value == pytest.approx(krippendorffs(docs, label), abs=1e-6)


@pytest.fixture(scope="module")
def several():
    return [random_document(seed, agree=0.6) for seed in range(6)]


def test_kappas_are_those_of_nltk(several):
    found = report(several, 0, gamma=False)
    task = of_nltk(data=triples(several))
    assert found.measures["kappa_cohen"].value == pytest.approx(task.multi_kappa(), abs=1e-6)
    assert found.measures["alpha_tokens"].value == pytest.approx(task.alpha(), abs=1e-6)
    assert found.measures["token_agreement"].value == pytest.approx(task.avg_Ao(), abs=1e-6)
    for one, other in combinations("abc", 2):
        pair = of_nltk(data=triples(several, people=one + other))
        assert found.pairs[one, other]["kappa_cohen"].value == pytest.approx(pair.kappa(), abs=1e-6)
        assert found.pairs[one, other]["kappa_fleiss"].value == pytest.approx(pair.pi(), abs=1e-6)


def test_labels_are_binary(several):
    found = report(several, 0, gamma=False).labels["X"]
    task = of_nltk(data=triples(several, "X"))
    assert found["kappa_cohen"].value == pytest.approx(task.multi_kappa(), abs=1e-6)
    assert found["alpha_tokens"].value == pytest.approx(task.alpha(), abs=1e-6)


def test_cohens_kappa_is_that_of_scikit_learn(several):
    found = report(several, 0, gamma=False).pairs
    assert [found[pair]["kappa_cohen"].value for pair in found] == pytest.approx(SCIKIT_LEARN, abs=1e-6)


SCIKIT_LEARN = [0.27023375, 0.19219329, 0.23635785]


def test_a_nested_label_does_not_disturb_the_outer_one():
    docs = [coded("قصفت قوات النظام", a=["0-16 X", "5-9 Y"], b=["0-16 X"])]
    found = report(docs, 0, gamma=False)
    assert found.labels["X"]["token_agreement"].value == 1
    assert found.measures["token_agreement"].value == pytest.approx(2 / 3)


def test_full_agreement_without_variation_is_undefined():
    found = report([coded("كلمة", a=["0-4 X"], b=["0-4 X"])], 0).measures
    for name in ("kappa_cohen", "kappa_fleiss", "alpha_tokens", "alpha_unitised"):
        assert found[name].value is None
        assert "same value everywhere" in str(found[name].undefined)
    assert found["span_f1_exact"].value == found["token_agreement"].value == 1
