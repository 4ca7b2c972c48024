"""What the lists offer as evidence for a clitic cut."""

from __future__ import annotations

from annotator.core.arabic import clitic_cuts
from annotator.suggesters.stems import stems


def test_the_first_word_of_a_longer_name_is_evidence():
    assert clitic_cuts("وخان", stems()) == (1,)


def test_function_words_and_ordinary_words_are_none():
    assert "من" not in stems()
    assert "بين" not in stems()


def test_names_of_one_word_are():
    assert {"حلب", "لبنان"} <= set(stems())
