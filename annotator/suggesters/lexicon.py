"""The word lists of ``lexicons/`` as matching forms, and an index that finds names by their first word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from annotator.core.arabic import matching_form

FOLDER = Path(__file__).parent / "lexicons"
_SEPARATOR = re.compile("[،\n]")
_PROCLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")


@cache
def table(name: str) -> dict[str, Any]:
    """Return the TOML file ``lexicons/<name>.toml``."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def entries(text: str) -> Iterator[str]:
    """Yield the names of a list that commas or line ends separate."""
    return (entry.strip() for entry in _SEPARATOR.split(text) if entry.strip())


@cache
def words(name: str, section: str, key: str = "names") -> frozenset[str]:
    """Return a list of a lexicon as matching forms (of one or more words, one space between them)."""
    return frozenset(matching_form(entry) for entry in entries(table(name)[section][key]))


@cache
def listed(section: str, key: str) -> frozenset[str]:
    """Return the words that ``rules.toml`` lists under a rule and a key."""
    return frozenset(table("rules")[section][key].split())


@cache
def ordinary() -> frozenset[str]:
    """Return the words that are also names, but rarely (``ordinary.txt``)."""
    lines = (FOLDER / "ordinary.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(matching_form(word) for line in lines if not line.startswith("#") for word in line.split())


@cache
def function_words() -> frozenset[str]:
    """Return the particles, prepositions, pronouns and common verbs that end a name."""
    return words("grammar", "function") | words("grammar", "verbs")


@cache
def grammar_verbs() -> frozenset[str]:
    """Return the common verbs of news Arabic that name no event, or hardly."""
    return words("grammar", "verbs")


@lru_cache(maxsize=200_000)
def analyses(form: str) -> tuple[tuple[int, str], ...]:
    """Return (letters cut off in front, stem) for the word as it stands and for every proclitic it may begin with.

    After لل the stem is given with the article that the spelling swallows, and without.
    """
    found = [(0, form)]
    for clitic in _PROCLITICS:
        if form.startswith(clitic) and len(form) - len(clitic) >= 2:
            found.append((len(clitic), form[len(clitic) :]))
            if clitic.endswith("ل") and form.startswith("ل", len(clitic)):
                rest = form[len(clitic) + 1 :]
                found += [(len(clitic) + 1, "ال" + rest), (len(clitic) + 1, rest)]
    return tuple(found)


Payload = TypeVar("Payload")


class Names(Generic[Payload]):
    """Names of one or more words, found by their first word: no search through thousands of alternatives."""

    def __init__(self) -> None:
        """Make an empty index."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], Payload]]] = {}
        self.stems: set[str] = set()
        self.first_words: set[str] = set()

    def add(self, name: str, payload: Payload) -> None:
        """Add a name; the longest is found first, and of two equal names the one added first."""
        first, *rest = matching_form(name).split()
        self._by_first.setdefault(first, []).append((tuple(rest), payload))
        (self.first_words if rest else self.stems).add(first)

    def seal(self) -> None:
        """Order the names; call it once after the last :meth:`add`."""
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def at(self, forms: Sequence[str], place: int) -> Iterator[tuple[int, int, Payload]]:
        """Yield (letters cut off in front, words taken, payload) of the longest names for each analysis of the word."""
        for cut, stem in analyses(forms[place]) if 0 <= place < len(forms) else ():
            longest = 0
            for rest, payload in self._by_first.get(stem, ()):
                if len(rest) < longest:
                    break
                if not rest or tuple(forms[place + 1 : place + 1 + len(rest)]) == rest:
                    longest = len(rest)
                    yield cut, len(rest) + 1, payload
            if cut == 0 and stem in self.stems:
                return  # a word that is a name as it stands is not taken apart


def names_of(lists: Iterable[tuple[str, str]]) -> Names[str]:
    """Return an index of (name, payload) pairs."""
    index: Names[str] = Names()
    for name, payload in lists:
        index.add(name, payload)
    index.seal()
    return index
