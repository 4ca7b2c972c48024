"""Alpha for unitised continua, against its definition written out character by character."""

from __future__ import annotations

from itertools import groupby, permutations

import pytest
from hypothesis import given, settings

from annotator.core.agreement import report
from tests.core.agreement.marks import coded, documents, random_document


def values(one, name, labels):
    """Return the value of each character, and the segments as (value, start, end)."""
    spans = [mark for mark in one.spans[name] if mark.label in labels]
    cuts = {mark.start for mark in spans} | {mark.end for mark in spans}
    value = [frozenset(m.label for m in spans if m.start <= at < m.end) for at in range(len(one.text))]
    place, number = [], 0
    for at, now in enumerate(value):
        number += at in cuts
        place.append((number, now))
    runs = [(now, [at for at, _ in run]) for (_, now), run in groupby(enumerate(place), key=lambda one: one[1])]
    return value, [(now, places[0], places[-1] + 1) for now, places in runs]


def by_definition(docs, labels):
    """Return u-alpha, |u-alpha and cu-alpha (equations 1, 4–6 and 10–11 of Krippendorff et al. 2016)."""
    observed, total, square = {}, 0, {}
    met, met_square = {}, {}
    for one in docs:
        m = len(one.spans)
        if m < 2:
            continue
        read = {name: values(one, name, labels) for name in one.spans}
        total += m * len(one.text)
        for _, segments in read.values():
            for now, start, end in segments:
                square[now] = square.get(now, 0) + ((end - start) ** 2 if now else end - start)
        for i, j in permutations(read, 2):
            for at in range(len(one.text)):
                pair = read[i][0][at], read[j][0][at]
                observed[pair] = observed.get(pair, 0) + 1 / (m - 1)
            for now, start, end in read[i][1]:
                shared = sum(bool(read[j][0][at]) for at in range(start, end)) if now else 0
                met[now] = met.get(now, 0) + shared / (m - 1)
                met_square[now] = met_square.get(now, 0) + shared**2 / (m - 1)
    names = {now for pair in observed for now in pair}
    margin = {c: sum(observed.get((c, k), 0) for k in names) for c in names}
    below = total**2 - sum(square.values())

    def expected(c, k):
        return total * (margin[c] * margin[k] - (square[c] if c == k else 0)) / below if below else 0

    agreed = sum(observed.get((c, c), 0) for c in names)
    chance = sum(expected(c, c) for c in names)
    gap = frozenset()
    return {
        "alpha_unitised": over(total - agreed, total - chance),
        "alpha_unit_boundaries": over(
            margin.get(gap, 0) - observed.get((gap, gap), 0),
            sum(expected(gap, k) for k in names if k != gap) if gap in names else 0,
        ),
        "alpha_unit_labels": coding(observed, met, met_square),
    }


def coding(observed, met, met_square):
    names = [c for c in met if c]
    total = sum(met[c] for c in names)
    if not total:
        return None
    below = total - sum(met_square[c] for c in names) / total
    agreed = sum(observed.get((c, c), 0) for c in names)
    chance = sum((met[c] ** 2 - met_square[c]) / below for c in names) if below > 1e-9 else total
    return over(total - agreed, total - chance)


def over(observed, expected):
    return None if abs(expected) < 1e-9 else 1 - observed / expected


@given(documents())
@settings(max_examples=40, deadline=None)
def test_it_is_what_the_paper_defines(docs):
    if not any(len(one.spans) > 1 for one in docs):
        return
    found = report(docs, 0, gamma=False)
    for name, value in by_definition(docs, "XY").items():
        assert found.measures[name].value == pytest.approx(value, abs=1e-6)
    for label, measures in found.labels.items():
        assert measures["alpha_unitised"].value == pytest.approx(by_definition(docs, label)["alpha_unitised"], abs=1e-6)


def test_it_is_on_larger_documents_too():
    docs = [random_document(seed, people="abcde"[: 2 + seed % 4]) for seed in range(8)]
    found = report(docs, 0, gamma=False).measures
    for name, value in by_definition(docs, "XYZ").items():
        assert found[name].value == pytest.approx(value, abs=1e-6)


def test_a_pair_is_a_file_of_two():
    docs = [random_document(seed) for seed in range(5)]
    found = report(docs, 0, gamma=False).pairs["a", "b"]
    two = [one._replace(spans={name: one.spans[name] for name in "ab"}) for one in docs]
    for name, value in report(two, 0, gamma=False).measures.items():
        if name != "gamma":
            assert found[name].value == pytest.approx(value.value), name


def test_where_one_person_alone_marks_there_is_no_agreement():
    text = "x" * 100
    measures = report([coded(text, a=["10-20 X", "40-50 Y"], b=[])], gamma=False).measures
    assert measures["alpha_unitised"].value < 0.1
    assert measures["alpha_unit_labels"].value is None
    assert "shares a character" in str(measures["alpha_unit_labels"].undefined)


def test_labels_do_not_change_how_boundaries_agree():
    text = "x" * 60
    one = report([coded(text, a=["0-5 X", "20-30 Y"], b=["0-5 Y", "20-30 X"])], gamma=False).measures
    assert one["alpha_unit_boundaries"].value == 1
    assert one["alpha_unit_labels"].value < 0
    assert one["alpha_unitised"].value < 1


def moved(*ends):
    text = "x" * 100
    docs = [[coded(text, a=["0-10 X", "20-30 Y"], b=[f"0-{end} X"])] for end in ends]
    return [report(one, 0, gamma=False).measures["alpha_unitised"].value for one in docs]


def test_moving_a_boundary_off_into_a_gap_lowers_it():
    found = moved(*range(10, 21))
    assert found == sorted(found, reverse=True)


def test_moving_a_boundary_off_over_another_label_raises_it():
    """It is not monotone, as the help says: as many characters differ as before, but chance would do worse."""
    found = moved(*range(20, 31))
    assert found == sorted(found)
    assert found[0] < found[-1]
