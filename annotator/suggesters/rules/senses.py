"""What a word may name, and how the rules look at the words around it."""

from __future__ import annotations

from typing import NamedTuple

from annotator.suggesters.inflection import EventWord
from annotator.suggesters.lexicon import listed
from annotator.suggesters.reading import Reading

BATTLES, REMOTE = "Battles", "Explosions/Remote violence"
CIVILIANS, PROTESTS, RIOTS, STRATEGIC = "Violence against civilians", "Protests", "Riots", "Strategic developments"
CLASH = (BATTLES, "Armed clash")
OVERTAKES = (BATTLES, "Non-state actor overtakes territory")
REGAINS = (BATTLES, "Government regains territory")
SHELLING = (REMOTE, "Shelling/artillery/missile attack")
AIR = (REMOTE, "Air/drone strike")
MINE = (REMOTE, "Remote explosive/landmine/IED")
SUICIDE = (REMOTE, "Suicide bomb")
CHEMICAL = (REMOTE, "Chemical weapon")
GRENADE = (REMOTE, "Grenade")
ATTACK = (CIVILIANS, "Attack")
PEACEFUL = (PROTESTS, "Peaceful protest")
INTERVENTION = (PROTESTS, "Protest with intervention")
VIOLENT = (RIOTS, "Violent demonstration")
OTHER = (STRATEGIC, "Other")
LOOTING = (STRATEGIC, "Looting/property destruction")
AIR_WORDS = listed("events", "air")
SHELL_WORDS = listed("events", "shells")
MINE_WORDS = listed("events", "mines")
SUICIDE_WORDS = listed("events", "suicide")
CHEMICAL_WORDS = listed("events", "chemical")
PROTESTERS = listed("events", "protesters")
SOLDIERS = listed("events", "as_soldiers")
_TEAR_GAS = frozenset(("للدموع", "الدموع", "مسيل", "المسيل", "مسيله", "المسيله", "المدمع"))
CAUSES = listed("events", "causes")
THOUGHT = 0.2
"""The highest score of a word that tells of a protest without naming it; rules/crowds.py may raise it."""


class Sense(NamedTuple):
    """The type and subtype of an event, and how sure that is (0 to 1)."""

    type: str
    subtype: str
    score: float


class Place(NamedTuple):
    """A word in its surroundings."""

    reading: Reading
    at: int
    stem: str
    word: EventWord
    earlier: Sense | None
    """The last violent event named before it."""

    def after(self, size: int) -> list[str]:
        """Return the words after it in its sentence."""
        sentences, forms = self.reading.sentences, self.reading.forms
        return [
            forms[place]
            for place in range(self.at + 1, min(self.at + 1 + size, len(forms)))
            if sentences[place] == sentences[self.at]
        ]

    def before(self, size: int) -> list[str]:
        """Return the words before it in its sentence, the nearest first."""
        sentences, forms = self.reading.sentences, self.reading.forms
        return [
            forms[place]
            for place in range(self.at - 1, max(-1, self.at - 1 - size), -1)
            if sentences[place] == sentences[self.at]
        ]

    def near(self, words: frozenset[str], after: int, before: int = 0) -> bool:
        """Whether one of the words stands near in the same sentence, with a proclitic or without."""
        first, last = self._window(after, before)
        forms, bare = self.reading.forms, self.reading.bare
        return not (
            words.isdisjoint(forms[first : self.at])
            and words.isdisjoint(forms[self.at + 1 : last])
            and words.isdisjoint(bare[first : self.at])
            and words.isdisjoint(bare[self.at + 1 : last])
        )

    def _window(self, after: int, before: int) -> tuple[int, int]:
        """Return the tokens of its sentence that lie at most so far away, as a range."""
        sentences, first, last = self.reading.sentences, self.at, self.at + 1
        own = sentences[self.at]
        while first > 0 and self.at - first < before and sentences[first - 1] == own:
            first -= 1
        while last < len(sentences) and last - self.at <= after and sentences[last] == own:
            last += 1
        return first, last

    @property
    def definite(self) -> bool:
        """Whether the word has its article."""
        return self.stem.startswith("ال")


def among(text: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(text.split())


def named(kind: tuple[str, str], score: float) -> Sense:
    """Return the sense of a kind of event with its score."""
    return Sense(*kind, score)


def tear_gas(place: Place) -> bool:
    """Whether the gas that is spoken of is the police's."""
    return place.near(_TEAR_GAS, 8, 8)


def by_weapon(place: Place, after: int, before: int, fallback: tuple[str, str] | None, score: float) -> Sense | None:
    """Return the sense that the weapon words near it give, the closest window first."""
    for kind, clues in (
        (SUICIDE, SUICIDE_WORDS),
        (CHEMICAL, CHEMICAL_WORDS),
        (AIR, AIR_WORDS),
        (SHELLING, SHELL_WORDS),
        (MINE, MINE_WORDS),
    ):
        if place.near(clues, 3) and not (kind == CHEMICAL and tear_gas(place)):
            return named(kind, 0.9)
    for kind, clues in (
        (SUICIDE, SUICIDE_WORDS),
        (CHEMICAL, CHEMICAL_WORDS),
        (AIR, AIR_WORDS),
        (MINE, MINE_WORDS),
        (SHELLING, SHELL_WORDS),
    ):
        if place.near(clues, after, before) and not (kind == CHEMICAL and tear_gas(place)):
            return named(kind, 0.75)
    return named(fallback, score) if fallback else None
