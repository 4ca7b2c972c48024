"""Countries that act as a party: رفضت روسيا, اتفقت تركيا وإيران."""

from __future__ import annotations

from functools import cache

from annotator.suggesters.inflection import event_words
from annotator.suggesters.lexicon import listed, words
from annotator.suggesters.reading import Reading


@cache
def _states() -> frozenset[str]:
    return words("places", "countries")


def acts(reading: Reading, place: int, cut: int, size: int) -> bool:
    """Whether a country acts as a party here: right behind a verb of state action or one that does it by name."""
    name = " ".join([reading.forms[place][cut:], *reading.forms[place + 1 : place + size]])
    if name not in _states():
        return False
    before = reading.form(place - 1)
    if not cut and _headline(reading, place, place + size):
        return True
    if before == "من" and reading.form(place - 2) in ("كلا", "كل", "كلاً"):
        before = reading.form(place - 3)
    if (cut and reading.forms[place][:cut] == "و") or before == "،":  # رفضت سوريا وروسيا
        return _acts_before(reading, place - 1 - (before == "،"))
    return not cut and (
        _state_verb(before)
        or (before in ("اليه", "اليها", "به", "عليه") and _state_verb(reading.form(place - 2)))
        or (before == "قبل" and reading.form(place - 2) == "من")
    )


def _acts_before(reading: Reading, place: int) -> bool:
    """Whether the country that ends at this token acts."""
    for back in range(3):
        before = reading.form(place - back - 1)
        if before == "من" and reading.form(place - back - 2) in ("كلا", "كل"):
            before = reading.form(place - back - 3)
        if _state_verb(before) or (before in ("اليه", "اليها") and _state_verb(reading.form(place - back - 2))):
            return _named(reading, place - back, place + 1) in _states()
        if before == "،" or reading.form(place - back).startswith("و"):
            joined = _named(reading, place - back, place + 1)
            if joined in _states() or joined.removeprefix("و") in _states():
                return _acts_before(reading, place - back - 1 - (before == "،"))
    return False


def _named(reading: Reading, first: int, end: int) -> str:
    return " ".join(reading.forms[first:end])


def _state_verb(form: str) -> bool:
    return form in _STATE_VERBS or (form[:1] in ("و", "ف") and form[1:] in _STATE_VERBS)


_STATE_VERBS = listed("gazetteer", "state_verbs")


def _headline(reading: Reading, place: int, end: int) -> bool:
    """Whether a country opens a clause and a verb follows (إسرائيل تغتال, ان روسيا قصفت)."""
    opens = not place or reading.sentences[place - 1] != reading.sentences[place]
    following = reading.form(end)
    verb = following in event_words() and all(word.verb for word in event_words()[following])
    return (opens or reading.form(place - 1) in ("ان", "لكن", "*", "-")) and (verb or _state_verb(following))
