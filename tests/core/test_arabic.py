"""Matching forms, clitic cuts and clitic-free boundaries."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.arabic import clitic_cuts, clitic_free, document_cuts, fold, matching_form
from annotator.core.spans import extends_cluster
from annotator.core.tokens import tokenize

KNOWN = {"نظام", "حلب", "خان", "بيروت", "وزاره", "لبنان", "بنان", "ريف", "مدينه", "قوات"}
ARABIC = "".join(chr(point) for point in range(0x621, 0x64B))
MIXED = ARABIC + "\u064b\u064e\u0651\u0670\u0654\u0653\u200c\u200f\ufeff١٢٣45 ،.ﷲﷺﻻﺅ😀é"

texts = st.text(alphabet=MIXED, max_size=40)
anything = st.one_of(texts, st.text(max_size=20))


def parts(word: str, cuts: tuple[int, ...]) -> list[str]:
    edges = [0, *cuts, len(word)]
    return [word[start:end] for start, end in pairwise(edges)]


@given(anything)
@settings(max_examples=300)
def test_the_map_back_is_monotone_and_inside(text):
    folded = fold(text)
    assert len(folded.offsets) == len(folded.form) + 1
    assert folded.offsets[-1] == len(text)
    assert all(0 <= offset < len(text) for offset in folded.offsets[:-1])
    assert list(folded.offsets) == sorted(folded.offsets)


@given(anything)
@settings(max_examples=300)
def test_every_character_maps_to_a_piece_of_the_text(text):
    folded = fold(text)
    for place in range(len(folded.form)):
        start, end = folded.original(place, place + 1)
        assert 0 <= start < end <= len(text)
        assert folded.form[place] in matching_form(text[start:end])


@given(anything)
@settings(max_examples=300)
def test_folding_twice_changes_nothing(text):
    form = matching_form(text)
    assert matching_form(form) == form
    assert fold(text).form == form


def test_every_code_point_folds_to_a_fixed_point():
    for point in (*range(0xD800), *range(0xE000, 0x1FFFF)):
        form = matching_form(chr(point))
        assert matching_form(form) == form


@given(st.text(alphabet=ARABIC, max_size=30))
@settings(deadline=None)
def test_arabic_letters_fold_as_camel_tools_folds_them(text):
    from camel_tools.utils.dediac import dediac_ar
    from camel_tools.utils.normalize import (
        normalize_alef_ar,
        normalize_alef_maksura_ar,
        normalize_teh_marbuta_ar,
        normalize_unicode,
    )

    camel = normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(normalize_unicode(text))))
    assert matching_form(text) == dediac_ar(camel).replace("ـ", "")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("الأُولى", "الاولي"),
        ("مدينةُ", "مدينه"),
        ("حلـــب", "حلب"),
        ("ﻻ ﷲ", "لا الله"),
        ("١٢ و34", "12 و34"),
        ("و\u0654", "ؤ"),
        ("ا\u0654", "ا"),
        ("AK-47", "ak-47"),
    ],
)
def test_forms(text, form):
    assert matching_form(text) == form


def test_original_takes_the_marks_along():
    text = "في حَلَبٍ الآن"
    folded = fold(text)
    at = folded.form.index("حلب")
    start, end = folded.original(at, at + 3)
    assert text[start:end] == "حَلَبٍ "[:-1]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("بحلب", ["ب", "حلب"]),
        ("وبحلب", ["وب", "حلب"]),
        ("وخان", ["و", "خان"]),
        ("للنظام", ["لل", "نظام"]),
        ("وللنظام", ["ولل", "نظام"]),
        ("والنظام", ["و", "النظام"]),
        ("ريفها", ["ريف", "ها"]),
        ("وريفها", ["و", "ريف", "ها"]),
        ("مدينته", ["مدينت", "ه"]),
        ("بِحَلَبَ", ["بِ", "حَلَبَ"]),
        ("وقواتهم", ["و", "قوات", "هم"]),
    ],
)
def test_cuts_with_evidence(word, expected):
    assert parts(word, clitic_cuts(word, KNOWN)) == expected


@pytest.mark.parametrize("word", ["بيروت", "وزارة", "لبنان", "سحلب", "الحلب", "لالنظام", "به", "", "كريم", "مدينة"])
def test_no_cut_without_evidence(word):
    assert clitic_cuts(word, KNOWN) == ()


def test_of_two_known_stems_the_longest_is_kept():
    known = {"لبنان", "بنان"}
    assert parts("ولبنان", clitic_cuts("ولبنان", known)) == ["و", "لبنان"]
    assert parts("للبنان", clitic_cuts("للبنان", known)) == ["ل", "ل", "بنان"]


def test_the_stem_elsewhere_in_the_document_is_evidence():
    text = "سيطر الجيش على عندان، وقصف محيط بعندان. بيروت وزارة"
    cuts = document_cuts(text, tokenize(text), ())
    assert [text[cut : cut + 5] for cut in cuts] == ["عندان"]


def test_a_word_of_the_language_is_no_future_verb():
    text = "كان السكان هنا، سكان المدينة"
    assert document_cuts(text, tokenize(text), ()) == ()


@given(st.lists(st.text(alphabet=MIXED.replace(" ", ""), min_size=1, max_size=8), max_size=12).map(" ".join))
@settings(max_examples=300)
def test_cuts_lie_inside_words_and_tear_no_cluster(text):
    tokens = tokenize(text)
    cuts = document_cuts(text, tokens, KNOWN)
    assert list(cuts) == sorted(cuts)
    for cut in cuts:
        assert any(start < cut < end for start, end in tokens)
        assert not extends_cluster(text, cut)


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("هجوم بحلب", "بحلب", "حلب"),
        ("هجوم للنظام", "للنظام", "نظام"),
        ("في ريفها الشرقي", "ريفها الشرقي", "ريفها الشرقي"),
        ("في مدينتهم", "مدينتهم", "مدينت"),
        ("عاد لبيروت", "لبيروت", "بيروت"),
        ("وبيروت", "وبيروت", "بيروت"),
        ("من قوات النظام والمليشيات", "والمليشيات", "المليشيات"),
    ],
)
def test_boundaries_that_differ_by_a_clitic_become_equal(text, one, other):
    first, second = text.index(one), text.rindex(other)
    assert clitic_free(text, first, first + len(one)) == clitic_free(text, second, second + len(other))


def test_different_words_stay_different():
    text = "حلب وإدلب"
    assert clitic_free(text, 0, 3) == (0, 3)
    assert clitic_free(text, 0, 9)[1] == 9
    assert clitic_free(text, 4, 9) == (5, 9)


@given(texts.filter(bool), st.data())
@settings(max_examples=300)
def test_clitic_free_stays_inside_and_is_idempotent(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    free = clitic_free(text, start, end)
    assert start <= free[0] < free[1] <= end
    assert clitic_free(text, *free) == free


def test_a_word_that_is_itself_cut_is_no_stem_of_another():
    text = "حلب ثم بحلب وبحلب"
    assert document_cuts(text, tokenize(text), ()) == (8, 14)
    assert document_cuts(text[4:], tokenize(text[4:]), {"حلب"}) == (4, 10)
