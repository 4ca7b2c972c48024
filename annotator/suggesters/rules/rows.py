"""Places in a row with known ones: جوبا وواو وملكال, الزعفرانة، المكرمية والرستن."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from annotator.core.phrases import N_, Phrase
from annotator.suggesters.directory import hits
from annotator.suggesters.inflection import event_words
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import analyses, ordinary
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.namewords import given
from annotator.suggesters.rules.phrase import breaks, is_adjective
from annotator.suggesters.rules.placenames import nameable

_IN_A_ROW = N_("It stands in a row with known places.")
_LISTED, _UNKNOWN = 0.68, 0.5


class _Member(NamedTuple):
    """One name of a row: its tokens, the letters cut off the first, and how well it is known (2 sure, 1 listed, 0)."""

    first: int
    last: int
    cut: int
    known: int


def find(reading: Reading) -> Iterator[Found]:
    """Yield the places that the lists doubt or do not know.

    A row has at least three names, two of them sure; or a preposition of place before it, and then only the names that
    the lists doubt are taken.
    """
    place = 0
    while place < len(reading):
        row = _row(reading, place)
        place = row[-1].last + 1 if row else place + 1
        sure = sum(member.known == 2 for member in row)
        long = len(row) > 2 and sure > 1
        if not sure or not (long or _opens(reading, row[0].first)):
            continue
        for member in row:
            if member.known == 1 or (long and not member.known):
                score = _LISTED if member.known else _UNKNOWN
                where = reading.offset(member.first, member.cut), reading.end(member.last)
                yield Found(*where, "LOCATION", score, Phrase(_IN_A_ROW))


def _row(reading: Reading, place: int) -> list[_Member]:
    """Return the names from a token on that commas and و join."""
    row: list[_Member] = []
    joined = False
    while place < len(reading) and (member := _member(reading, place, joined)) is not None:
        row.append(member)
        place = member.last + 1
        joined = True
        if reading.form(place) in ("،", ",", "و"):
            place, joined = place + 1, reading.form(place) != "و"
        elif not reading.form(place).startswith("و"):
            break
    return row


def _opens(reading: Reading, place: int) -> bool:
    return reading.form(place - 1) in ("في", "الي", "من", "بين", "نحو", "قرب", "باتجاه")


def _member(reading: Reading, place: int, joined: bool) -> _Member | None:
    """Return the name at a token: one of the lists, or a single word of none between signs or before و."""
    conjunction = int(joined and reading.forms[place].startswith("و") and len(reading.forms[place]) > 2)
    listed = [hit for hit in hits(reading, place) if hit[0] in (0, conjunction) or not joined]
    if joined and listed and not conjunction and reading.form(place - 1) not in ("،", ",", "و"):
        return None
    if listed:
        cut, size, entry = max(listed, key=lambda hit: (hit[1], -hit[0], hit[2].score))
        if entry.label != "LOCATION":
            return None
        return _Member(place, place + size - 1, cut, 2 if entry.bare else 1)
    if not joined and reading.form(place - 1).isalpha() and not _opens(reading, place):
        return None
    return _unknown(reading, place, conjunction)


def _unknown(reading: Reading, place: int, cut: int) -> _Member | None:
    form, behind = reading.forms[place][cut:], reading.form(place + 1)
    ended = not behind.isalnum() or behind.startswith("و")
    plain = form.isalpha() and len(form) > 3 and ended and nameable(form)
    usual = form in ordinary() or given(form) or is_adjective(form) or form.endswith(("ون", "ين", "ات"))
    usual = usual or any(stem in event_words() for _cut, stem in analyses(form))
    if not plain or usual or (not cut and breaks(reading, place)):
        return None
    return _Member(place, place, cut, 0)
