"""Colours of labels: can they be seen on the page, and told apart, also by eyes that lack a kind of cone?

The measures are those of ``labelsets/conflict.toml``: contrast after WCAG, distance after CIE76 in the Lab space.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import dist

from annotator.core.labels import Label
from annotator.core.phrases import N_, Phrase

Triple = tuple[float, float, float]

LEAST_CONTRAST = 3.0
"""WCAG 2.2 (1.4.11): what a mark must have against the ground it lies on."""
LEAST_DISTANCE = 10.0
"""CIE76: below it two underlines are easily taken for one another."""
GROUNDS = {"light": "#ffffff", "dark": "#111111"}
MOST_COMPARED = 60
"""So many labels are compared with one another; more colours than that no eye tells apart anyway."""

_SAME = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light.
_EYES: Mapping[str, tuple[Triple, Triple, Triple]] = {
    "all": _SAME,
    "red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_ALIKE = {
    "all": N_("The colours of %(one)s and %(other)s are hard to tell apart. Give one of them another colour."),
    "red": N_("The colours of %(one)s and %(other)s are hard to tell apart for people who see no red."),
    "green": N_("The colours of %(one)s and %(other)s are hard to tell apart for people who see no green."),
    "blue": N_("The colours of %(one)s and %(other)s are hard to tell apart for people who see no blue."),
}
_FAINT = {
    "light": N_("The colour of %(label)s is hard to see on white. Choose a darker one."),
    "dark": N_("The colour of %(label)s is hard to see on black. Choose a lighter one."),
}


@dataclass(frozen=True, slots=True)
class ColourWarning:
    """Something that makes colours hard to read: the labels it is about, and the sentence that says it.

    The sentence has places for the names of the labels: %(label)s, or %(one)s and %(other)s.
    """

    labels: tuple[Label, ...]
    message: str

    def phrase(self, language: str) -> Phrase:
        """Return the sentence with the names of the labels in ``language``."""
        names = ("label",) if len(self.labels) == 1 else ("one", "other")
        titles = (f"“{label.title[language]}”" for label in self.labels)
        return Phrase(self.message, dict(zip(names, titles, strict=True)))


def colour_warnings(labels: Sequence[Label]) -> Iterator[ColourWarning]:
    """Yield what is hard to see among the labels that are offered; of a pair the most general warning alone."""
    offered = [label for label in labels if not label.retired]
    for label in offered:
        for name, ground in GROUNDS.items():
            if contrast(label.colour, ground) < LEAST_CONTRAST:
                yield ColourWarning((label,), _FAINT[name])
    for one, other in combinations(offered[:MOST_COMPARED], 2):
        if eyes := next((eyes for eyes in _EYES if distance(one.colour, other.colour, eyes) < LEAST_DISTANCE), None):
            yield ColourWarning((one, other), _ALIKE[eyes])


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def distance(one: str, other: str, eyes: str = "all") -> float:
    """Return the distance (CIE76) of two colours for ``all`` eyes or those that see no ``red``, ``green``, ``blue``."""
    return dist(_lab(one, eyes), _lab(other, eyes))


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=1024)
def _linear(colour: str) -> Triple:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return _light(red), _light(green), _light(blue)


def _light(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


@lru_cache(maxsize=1024)
def _lab(colour: str, eyes: str) -> Triple:
    red, green, blue = (min(max(value, 0.0), 1.0) for value in _through(_EYES[eyes], _linear(colour)))
    x = _root((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
    y = _root(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue)
    z = _root((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _through(matrix: tuple[Triple, Triple, Triple], light: Triple) -> Triple:
    one, two, three = (sum(part * value for part, value in zip(row, light, strict=True)) for row in matrix)
    return one, two, three


def _root(value: float) -> float:
    return float(value ** (1 / 3)) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
