"""The tokenizer against camel-tools, and its own rules."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.spans import extends_cluster
from annotator.core.tokens import tokenize

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآئؤءabcXYZéß٠١٢٣4567"
MARKS = "\u064b\u064e\u0651\u0652\u0670\u0640\u200c\u200f\u200e\u061c\ufeff\u00ad"
SYMBOLS = ".,،؛؟«»()[]{}!?:;/-–—_\"'%٪+=*#@&$€…~^|<>©®™°"
EMOJI = ("😀", "👍🏽", "👨‍👩‍👧‍👦", "🇸🇾", "🇵🇸", "❤️", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "✈️", "🕊️", "🧑🏿‍🚒", "💥")
SPACES = (" ", "  ", "\n", "\t", "\u00a0", "\r\n", "\u2003")

words = st.builds(
    lambda first, rest: first + rest, st.sampled_from(LETTERS), st.text(alphabet=LETTERS + MARKS, max_size=9)
)
pieces = st.one_of(words, st.sampled_from(SYMBOLS), st.sampled_from(EMOJI), st.sampled_from(SPACES))
texts = st.lists(pieces, max_size=25).map("".join)


def strings(text: str) -> list[str]:
    return [text[start:end] for start, end in tokenize(text)]


@pytest.fixture(scope="module")
def camel():
    from camel_tools.tokenizers.word import simple_word_tokenize

    return simple_word_tokenize


@given(texts)
@settings(max_examples=500, deadline=None)
def test_same_tokens_as_camel_tools(camel, text):
    assert strings(text) == camel(text)


@given(st.one_of(texts, st.text(max_size=40)))
def test_tokens_cover_everything_but_white_space_in_order(text):
    tokens = tokenize(text)
    assert "".join(strings(text)) == "".join(text.split())
    assert all(start < end for start, end in tokens)
    assert all(before.end <= after.start for before, after in pairwise(tokens))


@given(st.text(alphabet=st.sampled_from(LETTERS + MARKS + SYMBOLS + "\u200d\ufe0f\u20e3🏽😀🇸 \n👩"), max_size=30))
@settings(max_examples=500)
def test_no_token_tears_a_cluster(text):
    for start, end in tokenize(text):
        assert not extends_cluster(text, start)
        assert not extends_cluster(text, end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قُتِلَ، ثمّ", ["قُتِلَ", "،", "ثمّ"]),
        ("فبراير/شباط", ["فبراير", "/", "شباط"]),
        ("الـ16 في", ["الـ16", "في"]),
        ("«حلب»–دمشق", ["«", "حلب", "»", "–", "دمشق"]),
        ("ahmad_1@x", ["ahmad", "_", "1", "@", "x"]),
        ("12️⃣", ["1", "2️⃣"]),
        ("حلب💥💥", ["حلب", "💥", "💥"]),
        ("", []),
        (" \u00a0\n", []),
    ],
)
def test_examples(text, expected):
    assert strings(text) == expected


def test_mark_after_symbol_stays_with_it():
    assert strings("،\u064bحلب") == ["،\u064b", "حلب"]


def test_ten_thousand_words_take_less_than_fifty_milliseconds_of_the_processor():
    text = "قالت وكالة الأنباء، إن القوات المسلحة انسحبت من بلدة العيس. " * 1000
    tokenize(text[:100])
    best = min(_seconds(text) for _ in range(9))
    assert best < 0.05


def _seconds(text: str) -> float:
    start = time.process_time()
    tokenize(text)
    return time.process_time() - start
