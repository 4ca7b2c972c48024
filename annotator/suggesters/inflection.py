"""The forms of event words: nouns with article, plural, dual and pronouns; verbs by person, tense and object."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from annotator.core.arabic import matching_form
from annotator.suggesters.lexicon import entries, table

_KEYS = ("nouns", "verbs", "weak_nouns", "weak_verbs")
_SHY = ("shy_nouns", "shy_verbs")
_PRONOUNS = ("ه", "ها", "هم", "هما", "نا", "هن")
_PERSONS = ("ي", "ت")
"""The first person (نقتل) stands in slogans and speech, hardly in a report of an event."""


class EventWord(NamedTuple):
    """What the lexicon knows of a form. ``cut``: letters in front that are no part of it (the future س);
    ``shy``: it names an event in rare company only."""

    lemma: str
    type: str
    subtype: str
    verb: bool
    weak: bool
    cut: int = 0
    shy: bool = False


@cache
def event_words() -> dict[str, tuple[EventWord, ...]]:
    """Return every inflected form (as matching form, without proclitics) with its meanings, the first one first.

    Words that are events in rare company only (عملية انتحارية) are left out: they say little against a name.
    """
    shy = {form for form, found in all_event_words().items() if found[-1].shy}
    kept = {form: found for form, found in all_event_words().items() if form not in shy}
    plain = {form: tuple(word for word in all_event_words()[form] if not word.shy) for form in sorted(shy)}
    return kept | {form: found for form, found in plain.items() if found}


@cache
def all_event_words() -> dict[str, tuple[EventWord, ...]]:
    """Return the same with the words that are events in rare company only, whose meanings come last."""
    found: dict[str, list[EventWord]] = {}
    for shy in (False, True):
        for event in table("events")["event"]:
            for key in _SHY if shy else _KEYS:
                word = EventWord("", event["type"], event["subtype"], "verbs" in key, key[0] in "ws", shy=shy)
                for entry in entries(event.get(key, "")):
                    _add(found, entry, word)
    return {form: tuple(words) for form, words in found.items()}


def _add(found: dict[str, list[EventWord]], entry: str, word: EventWord) -> None:
    if not word.verb:
        lemma = matching_form(entry)
        if " " not in lemma:
            noun = word._replace(lemma=lemma)
            for form in _noun_forms(lemma):
                _put(found, form, noun)
        return
    past, _, present = (matching_form(part) for part in entry.partition("|"))
    verb = word._replace(lemma=past)
    for form in (*_past_forms(past), *_present_forms(present)):
        _put(found, form, verb)
    future = verb._replace(cut=1)
    for form in _present_forms(present):
        _put(found, "س" + form, future)


def _put(found: dict[str, list[EventWord]], form: str, word: EventWord) -> None:
    known = found.setdefault(form, [])
    if word not in known:
        known.append(word)


def _noun_forms(noun: str) -> Iterator[str]:
    bare = noun.removeprefix("ال") if len(noun) > 4 else noun
    yield from (bare, "ال" + bare)
    if bare.endswith("ه"):
        stem = bare[:-1]
        plural, joined = stem + "ات", stem + "ت"
    else:
        stem, plural, joined = bare, bare + "ات", bare
        if not bare.endswith(("ا", "ات", "ين", "ان", "ء")):
            yield bare + "ا"
    yield from (joined + pronoun for pronoun in _PRONOUNS)
    if not bare.endswith(("ات", "ين", "ان")):
        yield from (plural, "ال" + plural, joined + "ين", joined + "ان", "ال" + joined + "ين", "ال" + joined + "ان")
        yield from (plural + pronoun for pronoun in _PRONOUNS)


def _past_forms(past: str) -> Iterator[str]:
    weak = past.endswith("ي")
    stem = past[:-1] if weak else past
    subjects = (
        past,
        stem + "ت",
        stem + "وا",
        stem + ("يا" if weak else "ا"),
        stem + ("ين" if weak else "ن"),
        stem + "تا",
    )
    yield from subjects
    base = stem + "ا" if weak else stem
    for pronoun in _PRONOUNS:
        yield from (base + pronoun, stem + "ت" + pronoun, stem + "و" + pronoun)


def _present_forms(present: str) -> Iterator[str]:
    rest = present[1:]
    short = rest[:-1] if rest.endswith("ي") else rest
    for person in _PERSONS:
        yield from (
            person + rest,
            person + short + "ون",
            person + short + "وا",
            person + short + "ان",
            person + rest + "ن",
        )
        yield from (person + rest + pronoun for pronoun in _PRONOUNS)
