"""What a word tells by itself: its spelling without marks, stems, affixes, shape, and its class in other texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from annotator.core.arabic import matching_form

EDGE = "<s>"
"""The word before the first and behind the last of a sequence."""

REACH: tuple[int, ...] = (0, -1, 1, -2, 2)
"""The places, from a unit, whose words tell something of it."""

_PROCLITICS = frozenset("وفبلك")
_ENDINGS = ("هما", "ها", "هم", "ات", "ين", "ون", "ان", "يه", "ه", "ي", "ا")
_NEAR = ("w", "s", "r", "h", "p2", "p3", "e2", "e3", "a", "c")
_FAR = ("s", "h", "c")
_SIZES = (1, 2, 3, 4)

Classes = Mapping[str, Sequence[str]]
"""The classes of a matching form, coarse ones first, by what stands around it in unlabelled texts."""


def bare(form: str) -> str:
    """Return a matching form without one proclitic that it may begin with."""
    return form[1:] if len(form) > 3 and form[0] in _PROCLITICS else form


@lru_cache(maxsize=50_000)
def root(form: str) -> str:
    """Return a matching form without what may be a proclitic, the article, and an ending."""
    stem = bare(form)
    if stem.startswith(("ال", "لل")) and len(stem) > 4:
        stem = stem[2:]
    for ending in _ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) >= 3:
            return stem[: -len(ending)]
    return stem


def shape(word: str) -> str:
    """Return what kind of token this is: a number, a year, a Latin word, a sign, an Arabic word of so many letters."""
    if word.isdigit():
        return "4" if len(word) == 4 else "9"
    if word[0].isascii() and word[0].isalpha():
        return "X" if word[0].isupper() else "x"
    if not any(map(str.isalnum, word)):
        return f"p{word[0]}"
    if any(map(str.isdigit, word)):
        return "m"
    return f"a{min(len(word), 8)}"


@lru_cache(maxsize=20_000)
def pattern(stem: str) -> str:
    """Return a stem with its root's letters hidden: most Arabic words follow few patterns, foreign names do not."""
    return stem.translate(_HIDDEN)


class _Hidden(dict[int, str]):
    """Letters that may be added to a root stay; the others are a C."""

    def __missing__(self, point: int) -> str:
        self[point] = letter = chr(point) if chr(point) in "اويمتنسه" else "C"
        return letter


_HIDDEN = _Hidden()


def word_features(unit: str, classes: Classes) -> list[str]:
    """Return the features of a unit; each is a name, ``=`` and a value."""
    if unit == EDGE:
        return ["h=edge", "s=edge"]
    letters = unit if len(unit) == 1 else unit.strip("+") or unit
    form = matching_form(letters) or "_"
    stem, inner = bare(form), root(form)
    found = [
        f"w={form}", f"s={stem}", f"r={inner}", f"h={shape(letters)}", f"b3={stem[:3]}", f"v={pattern(inner)}",
        "a=1" if stem.startswith("ال") or form.startswith("لل") else "a=0",
    ]  # fmt: skip
    found += [f"p{size}={form[:size]}" for size in _SIZES[: len(form)]]
    found += [f"e{size}={form[-size:]}" for size in _SIZES[: len(form)]]
    if letters[-1] in "ةى":
        found.append(f"t={letters[-1]}")
    if letters != unit:
        found.append(f"g={int(unit[0] == '+')}{int(unit[-1] == '+')}")
    if classes:
        known = classes.get("#" if form.isdigit() else form, ())
        found += [f"c{level}={one}" for level, one in enumerate(known)]
    return found


def of_neighbour(features: Sequence[str], distance: int) -> list[str]:
    """Return those of a word's features that tell something of a unit ``distance`` places away."""
    if distance == 0:
        return list(features)
    kinds = _NEAR if abs(distance) == 1 else _FAR
    return [one for one in features if one.startswith(kinds)]
