"""Spans are counted in code points and never tear a letter from its marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.phrases import Problem
from annotator.core.spans import Span, check_boundaries, extends_cluster, trimmed

LETTERS = st.sampled_from("حلب \n\r\t\u00a0\u2028\u064e\u0651\u0670\u0640\u200c\u200d\u200f\ufe0f👩👧👍\U0001f3fd🇸🇾a1،")
texts = st.text(LETTERS, max_size=20)
MARKS = "\u064e\u0651\u0670"


@given(texts, st.integers(-2, 22), st.integers(-2, 22))
def test_boundaries_are_refused_for_exactly_one_reason_or_hold_text(text, start, end):
    reasons = {
        "span-outside": start < 0 or end > len(text),
        "span-empty": start >= end,
        "span-blank": not text[max(0, start) : max(0, end)].strip(),
        "span-cluster": extends_cluster(text, start) or extends_cluster(text, end),
    }
    expected = next((code for code, holds in reasons.items() if holds), None)
    if expected is None:
        check_boundaries(text, start, end)
        assert 0 <= start < end <= len(text)
        assert text[end : end + 1] not in tuple(MARKS)
    else:
        with pytest.raises(Problem) as raised:
            check_boundaries(text, start, end)
        assert raised.value.code == expected


@given(texts)
def test_what_lies_between_clusters_puts_the_text_together_again(text):
    cuts = [offset for offset in range(len(text) + 1) if not extends_cluster(text, offset)]
    pieces = [text[start:end] for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    assert "".join(pieces) == text
    assert {0, len(text)} <= set(cuts)


@given(texts, st.integers(0, 20), st.integers(0, 20))
def test_trimming_takes_white_space_and_nothing_else(text, start, end):
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    inner = trimmed(text, start, end)
    assert start <= inner[0] <= inner[1] <= end
    assert text[slice(*inner)] == text[start:end].strip()
    assert trimmed(text, *inner) == inner


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("حَلَب", {1, 3}),
        ("حَّ", {1, 2}),
        ("a\r\nb", {2}),
        ("👩\u200d👧", {1, 2}),
        ("👍\U0001f3fd", {1}),
        ("❤\ufe0f", {1}),
        ("هـٰذا", {2}),
        ("لا\u200cحل", set()),
        ("\u064eب", set()),
        (" \u064eب", set()),
        ("e\u0301", {1}),
    ],
)
def test_clusters_of_news_hold_together(text, torn):
    assert {offset for offset in range(len(text) + 1) if extends_cluster(text, offset)} == torn


@given(*[st.tuples(st.integers(0, 9), st.integers(1, 9))] * 2)
def test_overlap_and_cover_are_those_of_the_characters(one, other):
    first, second = (Span(start, start + length, "X") for start, length in (one, other))
    places = [set(range(span.start, span.end)) for span in (first, second)]
    assert first.overlaps(second) == second.overlaps(first) == bool(places[0] & places[1])
    assert first.covers(second) == (places[1] <= places[0])
