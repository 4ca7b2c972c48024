"""Parties by their head nouns and by the words for their members: كتائب السدر, مسلحي المعارضة."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.phrases import N_, Phrase
from annotator.suggesters.directory import hits, place_at
from annotator.suggesters.inflection import event_words
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import listed, table, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.numbers import number_at
from annotator.suggesters.rules.phrase import (
    adjectives,
    adjectives_after,
    complement,
    describes_plural,
    heads,
    indefinite_adjective,
    joint,
)

HEAD = N_("It opens with “%(word)s”.")
_MEMBERS = N_("It follows “%(word)s”, which names members of a party.")
_UNARMED = listed("parties_of_words", "unarmed")
_HARMED = frozenset(" ".join(table("rules")["casualty_context"].values()).split())
_VAGUE = listed("parties", "vague")


def find(reading: Reading) -> Iterator[Found]:
    """Yield parties."""
    yield from _parties(reading)
    yield from _troops(reading)
    yield from _definite(reading)
    yield from _members(reading)


def built(reading: Reading, start: tuple[int, int], end: int, label: str, score: float, message: str) -> Found:
    """Return the finding from a token (and the letters cut off it) up to the token ``end``, not included."""
    reason = Phrase(message, {"word": reading.words[start[0]]})
    return Found(reading.offset(*start), reading.end(end - 1), label, score, reason)


def _parties(reading: Reading) -> Iterator[Found]:
    for place, cut, stem in heads(reading, words("actors", "heads", "construct")):
        if stem == "غرفه" and reading.form(place + 1) != "عمليات":
            continue
        known = [hit[1] for hit in hits(reading, place) if hit[2].label == "ACTOR" and hit[1] > 1]
        end = adjectives_after(reading, place + max(known)) if known else complement(reading, place + 1)
        if end == place + 1 or (stem == "غرفه" and end == place + 2):
            continue
        numbered = reading.form(end).isdigit()
        vague = stem in _VAGUE and not (_proper(reading, place + 1) or reading.form(end - 1).startswith("ال"))
        if reading.form(place + 1) in event_words() or (stem == "نظام" and not _of_state(reading, place + 1)):
            continue
        if reading.form(place + 1) in _UNARMED:
            continue
        known_place = place_at(reading, place + 1)
        score = 0.36 if vague else 0.95 if known_place and place + 1 + known_place[1] == end else 0.85
        yield built(reading, (place, cut), _loyal(reading, end + numbered), "ACTOR", score, HEAD)


def _troops(reading: Reading) -> Iterator[Found]:
    for place, cut, _stem in heads(reading, words("actors", "troops")):
        end = place + 1
        while end < place + 3 and indefinite_adjective(reading.form(end)) and reading.same_line(place, end):
            end += 1
        if end > place + 1 and not _victims(reading, place):
            yield built(reading, (place, cut), end, "ACTOR", 0.62, HEAD)


def _victims(reading: Reading, place: int) -> bool:
    """Whether the people are counted right before, and a word for killing or wounding stands near."""
    counted = reading.form(place - 1).isdigit() or number_at(reading, place - 1) is not None
    return counted and not _HARMED.isdisjoint(reading.bare[max(0, place - 7) : place])


def _definite(reading: Reading) -> Iterator[Found]:
    for place, cut, stem in heads(reading, words("actors", "heads", "definite")):
        if reading.form(place + 1) in _UNARMED or (stem == "المعارضه" and describes_plural(reading, place)):
            continue
        end = joint(reading, adjectives_after(reading, place + 1))
        if reading.form(end).isdigit() and stem in ("اللواء", "الفرقه", "الفوج", "الكتيبه", "الفيلق"):
            end += 1
        listed = stem in words("actors", "alone")
        if end > place + 1 or listed:
            score = 0.8 if end > place + 1 else 0.7
            if stem == "الكتيبه" and reading.form(place - 1) in ("علي", "في", "والكتيبه", "دبابات"):
                score = 0.5  # a barracks
            yield built(reading, (place, cut), _loyal(reading, end), "ACTOR", score, HEAD)


def _proper(reading: Reading, place: int) -> bool:
    form = reading.form(place)
    return (
        form.startswith("ال")
        or "ال" + form in adjectives()
        or place_at(reading, place) is not None
        or form.endswith(("يه", "ي"))
    )


def _of_state(reading: Reading, place: int) -> bool:
    """Whether نظام is a government: of a state, a capital or a ruler."""
    ruler = any(hit[2].label in ("PERSON", "LOCATION") for hit in hits(reading, place))
    return ruler or reading.form(place) in ("الاسد", "البشير", "القذافي", "الحكم")


def _loyal(reading: Reading, end: int) -> int:
    """Take along who the party is loyal to (المليشيات الموالية للنظام)."""
    if reading.form(end - 1) == "المواليه" and (
        reading.form(end) in ("له", "لها") or reading.form(end).startswith("لل")
    ):
        return end + 1
    return end


def _members(reading: Reading) -> Iterator[Found]:
    for place, _cut, _stem in heads(reading, words("actors", "heads", "members")):
        start = place + 1 + (reading.form(place + 1) in ("من", "في"))
        form = reading.form(start)
        listed = any(hit[2].label == "ACTOR" for hit in hits(reading, start)) if form else False
        if listed or not form or form in words("actors", "heads", "construct"):
            continue
        definite = form.startswith("ال") and form in words("actors", "heads", "definite")
        if definite and reading.same_line(place, start):
            end = adjectives_after(reading, start + 1)
            yield built(reading, (start, 0), end, "ACTOR", 0.7, _MEMBERS)
