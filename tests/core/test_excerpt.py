"""The words around a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.excerpt import excerpt


def cut(text, word, most=160):
    start = text.index(word)
    begin, stop = excerpt(text, start, start + len(word), most)
    return text[begin:stop]


@pytest.mark.parametrize(
    ("text", "word", "shown"),
    [
        ("سقط قتيل. قصفت طائرات حلب. ثم هدأ", "طائرات", "قصفت طائرات حلب."),
        ("عنوان\nقصفت حلب\r\nثم", "حلب", "قصفت حلب"),
        ("هل سقطت حلب؟ لا", "لا", "لا"),
        ("بلغ 3.5 قتلى", "قتلى", "بلغ 3.5 قتلى"),
        ("حلب", "حلب", "حلب"),
    ],
)
def test_it_is_the_sentence(text, word, shown):
    assert cut(text, word) == shown


def test_a_long_sentence_is_cut_between_words():
    text = "كلمة " * 30 + "هنا " + "كلمة " * 30
    assert cut(text, "هنا", 13) == "كلمة كلمة هنا كلمة كلمة"


@given(st.text("اب \n.؟\u064e", max_size=60), st.data())
def test_the_place_is_always_inside(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    begin, stop = excerpt(text, start, end, 5)
    assert 0 <= begin <= start <= end <= stop <= len(text)
