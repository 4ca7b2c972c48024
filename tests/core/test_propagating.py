"""The same name elsewhere in one text."""

from __future__ import annotations

import json
import runpy
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.core.propagating import Words, name_cuts, occurrences
from annotator.core.spans import Span, check_boundaries
from annotator.core.tokens import tokenize

MAKER = Path(__file__).with_name("make_same_names.py")
KNOWN = frozenset(("حلب", "لبنان", "وزاره", "بيروت"))
NAMES = ["حلب", "بحلب", "وبحَلَب", "للنظام", "النظام", "نظام", "خان طومان", "وخان  طومان"]
PIECES = [*NAMES, "مدينة", "مدينتهم", "AK-47", "AK"]
OTHERS = ["\n", "،", "🚗", "\u00a0", "\u200f", "و", "ـ", "ةه", "\u0654"]

texts = st.lists(st.sampled_from(PIECES + OTHERS), min_size=1, max_size=14).flatmap(
    lambda words: st.sampled_from([" ".join(words), "".join(words)])
)


def elsewhere(text, words, known=KNOWN, **more):
    start = text.index(words)
    span = Span(start, start + len(words), "X")
    found = occurrences(text, span, name_cuts(text, span, known), **more)
    return [(text[one.start - 1] if one.start else "") + text[one.start : one.end] for one in found]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("حلب ثم بحلب ووبحلب وحَلَب", "حلب", ["بحلب", "وحَلَب"]),
        ("العيس ثم بالعيس والعيس", "العيس", ["بالعيس", "والعيس"]),
        ("بالعيس ثم العيس", "العيس", [" العيس"]),
        ("النظام ثم للنظام ونظام", "النظام", ["لنظام"]),
        ("مدينة ومدينتهم", "مدينة", ["ومدينت"]),
        ("أحمد احمد إحـمد", "أحمد", [" احمد", " إحـمد"]),
        ("خان طومان وخان   طومان خان\nطومان", "خان طومان", ["وخان   طومان"]),
        ("روت بيروت", "روت", []),
        ("AK AK-47 @AK", "AK", []),
        ("بنان للبنان لبنان", "بنان", []),
    ],
)
def test_a_name_is_found_with_its_clitics_and_spellings(text, words, expected):
    assert elsewhere(text, words) == expected


def test_what_is_there_with_the_same_label_is_left_out():
    text = "حلب حلب حلب"
    assert occurrences(text, Span(0, 3, "X"), (), [Span(4, 7, "X"), Span(8, 11, "Y")]) == [Span(8, 11, "X")]


@st.composite
def texts_with_a_name(draw):
    text = draw(texts)
    tokens = tokenize(text)
    assume(tokens)
    first = draw(st.integers(0, len(tokens) - 1))
    last = draw(st.integers(first, min(first + 2, len(tokens) - 1)))
    span = Span(tokens[first].start, tokens[last].end, "X")
    cuts = name_cuts(text, span, KNOWN)
    starts = [cut for cut in cuts if span.start < cut < tokens[first].end and cut < span.end]
    start = draw(st.sampled_from([span.start, *starts]))
    return text, Span(start, span.end, "X"), cuts


@given(texts_with_a_name())
@settings(max_examples=300, deadline=None)
def test_places_are_spans_apart_on_one_line_that_say_the_name(given_name):
    text, span, cuts = given_name
    found = occurrences(text, span, cuts)
    words = Words(text, cuts)
    name = words.name(span.start, span.end)
    for one in found:
        check_boundaries(text, one.start, one.end)
        assert not one.overlaps(span)
        assert text.count("\n", one.start, one.end) == text.count("\n", span.start, span.end)
        # ت before a pronoun is read as ة: alone it may be either.
        assert words.name(one.start, one.end) in (name, f"{name[:-1]}ه", f"{name[:-1]}ت")
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(texts_with_a_name())
@settings(max_examples=200, deadline=None)
def test_the_way_back_finds_the_first_place_or_one_that_overlaps_it(given_name):
    text, span, cuts = given_name
    for one in occurrences(text, span, cuts):
        back = occurrences(text, one, cuts)
        assert any(other.overlaps(span) for other in back)


@given(texts_with_a_name())
@settings(max_examples=200, deadline=None)
def test_leaving_out_takes_away_just_that(given_name):
    text, span, cuts = given_name
    found = occurrences(text, span, cuts)
    for one in found:
        assert occurrences(text, span, cuts, {one}) == [other for other in found if other != one]
    assert occurrences(text, span, cuts, found) == []


def test_the_shared_file_is_what_the_core_finds_now():
    maker = runpy.run_path(str(MAKER), run_name="make_same_names")
    kept = maker["FILE"].read_text(encoding="utf-8")
    assert kept == maker["encoded_file"](), "run `python tests/core/make_same_names.py`, and look at what changed"


def test_the_shared_file_has_places_left_out_and_clitics():
    maker = runpy.run_path(str(MAKER), run_name="make_same_names")
    cases = json.loads(maker["FILE"].read_text(encoding="utf-8"))["cases"]
    assert sum(bool(case["found"]) for case in cases) > 40
    assert sum(len(case["without"]) > 2 for case in cases) > 10
    assert any(set(case["cuts"]) & {one["start"] for one in case["found"]} for case in cases)
