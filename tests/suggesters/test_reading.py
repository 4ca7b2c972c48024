"""A document as the suggesters read it, and the lists they look names up in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.arabic import matching_form
from annotator.core.document import Document
from annotator.core.spans import extends_cluster
from annotator.suggesters.directory import names
from annotator.suggesters.lexicon import analyses, names_of
from annotator.suggesters.lexicons.geonames import rows, spellings, wanted
from annotator.suggesters.reading import Reading, read

ALPHABET = "ابتحدرسعفقكلمنهويةىأآ\u064e\u0651ـ،. \n١2\u200f💥"


@given(st.text(alphabet=ALPHABET, max_size=40))
def test_forms_are_the_cores_matching_forms(text):
    reading = Reading(text)
    assert reading.forms == [matching_form(word) for word in reading.words]


@given(st.text(alphabet=ALPHABET, max_size=40))
def test_offsets_of_letters_lie_in_their_token_and_tear_nothing(text):
    reading = Reading(text)
    for place, (start, end) in enumerate(reading.tokens):
        for letters in range(4):
            offset = reading.offset(place, letters)
            assert start <= offset < end
            assert not extends_cluster(text, offset)


def test_sentences_end_at_full_stops_and_lines_but_not_in_abbreviations():
    reading = Reading("قصف حلب. ثم هدأ\nعنوان: أ. ف. ب هنا")
    numbers = dict(zip(reading.words, reading.sentences, strict=False))
    assert (numbers["قصف"], numbers["ثم"], numbers["عنوان"]) == (0, 1, 2)
    assert numbers["ب"] == numbers["عنوان"]


def test_the_last_document_is_read_once():
    document = Document("في حلب")
    assert read(document) is read(Document("في حلب"))


def test_analyses_give_the_word_and_what_follows_each_proclitic():
    assert (2, "حلب") in analyses("وبحلب")
    assert {(2, "النظام"), (2, "نظام")} <= set(analyses("للنظام"))
    assert analyses("حلب") == ((0, "حلب"),)


def test_the_longest_name_is_found_and_a_name_is_not_taken_apart():
    index = names_of([("حلب", "city"), ("حلب الجديدة", "quarter"), ("لبنان", "country"), ("بنان", "person")])
    assert [hit[1:] for hit in index.at(["حلب", "الجديده", "هنا"], 0)] == [(2, "quarter")]
    assert [hit[1:] for hit in index.at(["وحلب", "هنا"], 0)] == [(1, "city")]
    assert [hit[2] for hit in index.at(["لبنان"], 0)] == ["country"]
    assert list(index.at(["حلب"], 5)) == []


def test_the_lists_know_places_parties_and_media():
    labels = {hit[2].label for form in ("حلب", "داعش", "رويترز") for hit in names().at([form], 0)}
    assert labels == {"LOCATION", "ACTOR", "ORGANISATION"}


def test_geonames_keeps_small_places_only_near():
    assert wanted("SY", 500)
    assert not wanted("FR", 50_000)
    assert wanted("FR", 200_000)


def test_geonames_drops_spellings_without_their_article_and_ordinary_words():
    assert list(spellings(["الرقة", "رقه", "مدينة الرقة", "Raqqa", "رق"], frozenset())) == ["الرقة"]
    assert list(spellings(["الباب"], frozenset({matching_form("الباب")}))) == []


def test_geonames_keeps_the_largest_place_of_a_name():
    small = {"geonameid": 1, "countrycode": "SY", "population": 10, "alternatenames": ["قرطانا"]}
    large = {"geonameid": 2, "countrycode": "IQ", "population": 90, "alternatenames": ["قرطانا"]}
    assert rows([small, large]) == [("قرطانا", "IQ", 90)]
