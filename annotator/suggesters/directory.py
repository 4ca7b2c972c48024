"""The names that the lists know: places, parties, organisations, public figures, peoples."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from annotator.core.arabic import matching_form
from annotator.core.phrases import N_
from annotator.suggesters.lexicon import FOLDER, Names, entries, table, words
from annotator.suggesters.reading import Reading

_LARGE, _TOWN = 100_000, 20_000
SMALL = 0.6
"""The score of a village's name of one word, which a preposition before it does not make sure."""
_PEOPLE_SCORE = 0.58
"""The score of the name of a people, which is a party only where it stands by itself."""


class Entry(NamedTuple):
    """What a list knows of a name. ``bare``: it may stand without a kind word before it."""

    label: str
    score: float
    bare: bool
    source: str


@cache
def names() -> Names[Entry]:
    """Return the index of all lists."""
    index: Names[Entry] = Names()
    for name, entry in (*_places(), *_parties(), *_crowds(), *_geonames()):
        index.add(name, entry)
    index.seal()
    return index


def _places() -> Iterator[tuple[str, Entry]]:
    for section in table("places"):
        context = words("places", section, "context") if "context" in table("places")[section] else frozenset()
        for name in entries(table("places")[section]["names"]):
            shaky = _form(name) in context
            yield name, Entry("LOCATION", 0.72 if shaky else 0.93, not shaky, N_("The name is in the list of places."))


def _parties() -> Iterator[tuple[str, Entry]]:
    context = (
        words("organisations", "names", "context") if "context" in table("organisations")["names"] else frozenset()
    )
    for name in entries(table("actors")["names"]["names"]):
        yield (
            name,
            Entry("ACTOR", 0.95 if " " in name else 0.9, True, N_("The name is in the list of parties to conflicts.")),
        )
    for name in entries(table("actors")["alone"]["names"]):
        yield name, Entry("ACTOR", 0.7, True, N_("The name is in the list of parties to conflicts."))
    for name in entries(table("actors")["shaky"]["names"]):
        yield name, Entry("ACTOR", 0.75, False, N_("The name is in the list of parties to conflicts."))
    for name in entries(table("organisations")["names"]["names"]):
        shaky = _form(name) in context
        yield (
            name,
            Entry(
                "ORGANISATION",
                0.95 if shaky or " " in name else 0.9,
                not shaky,
                N_("The name is in the list of organisations."),
            ),
        )
    for name in entries(table("persons")["known"]["names"]):
        yield (
            name,
            Entry("PERSON", 0.9 if " " in name else 0.75, True, N_("The name is in the list of public figures.")),
        )


def _crowds() -> Iterator[tuple[str, Entry]]:
    source = N_("The word names people who act together.")
    for name in entries(table("actors")["crowds"]["names"]):
        yield name, Entry("ACTOR", 0.72, True, source)
    for name in entries(table("actors")["peoples"]["plurals"]):
        yield name, Entry("ACTOR", _PEOPLE_SCORE, False, source)
    for stem in entries(table("actors")["peoples"]["stems"]):
        for ending in ("ون", "ين"):
            yield f"ال{stem}{ending}", Entry("ACTOR", _PEOPLE_SCORE, False, source)


def _geonames() -> Iterator[tuple[str, Entry]]:
    for line in (FOLDER / "geonames.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, _country, population = line.split("\t")
        size, several = int(population), " " in name
        bare = size >= _LARGE or (several and size >= _TOWN)
        score = 0.85 if bare else 0.65 if size >= _TOWN or several else SMALL
        yield name, Entry("LOCATION", score, bare, N_("The name is in the list of places."))


def _form(name: str) -> str:
    return matching_form(name)


def hits(reading: Reading, place: int) -> tuple[tuple[int, int, Entry], ...]:
    """Return (letters cut off, words, entry) of the names that begin at this token; looked up once for a reading."""
    found: tuple[tuple[int, int, Entry], ...] | None = reading.hits.get(place)
    if found is None:
        found = reading.hits[place] = tuple(names().at(reading.forms, place))
    return found


def place_at(reading: Reading, place: int) -> tuple[int, int, Entry] | None:
    """Return (letters cut off, words, entry) of the longest place name that begins at this token."""
    found = [hit for hit in hits(reading, place) if hit[2].label == "LOCATION"]
    return max(found, key=lambda hit: (hit[1], -hit[0], hit[2].score), default=None)


@cache
def _people() -> frozenset[str]:
    return frozenset(matching_form(name) for name, entry in _crowds() if not entry.bare)


def names_a_people(form: str) -> bool:
    """Whether the word is the plural of a people's name (الفرنسيون)."""
    return form in _people()
