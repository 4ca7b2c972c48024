"""The count that a phrase states, whatever its boundaries: what befell how many people, at least and at most."""

from __future__ import annotations

from typing import Any

from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.casualties import at_least, find, happened, kind_of
from annotator.suggesters.rules.numbers import number_at

_UP_TO = (("ما", "يصل", "الي"), ("لا", "يزيد", "عن"), ("لا", "يتجاوز"), ("اقل", "من"))
_JOINS = frozenset(("الي", "او", "حتي", "-", "–"))


def read(reading: Reading, start: int, end: int) -> dict[str, Any]:
    """Return ``kind``, ``low`` and ``high`` as far as the words from ``start`` to ``end`` (code points) state them.

    The numbers inside are read, two of them joined by a word such as إلى as the ends of a range. Where there is none
    (قتيلان), what the rules say of a phrase that ends there is taken.
    """
    places = [at for at, token in enumerate(reading.tokens) if token.start < end and start < token.end]
    if not places:
        return {}
    numbers = _numbers(reading, places)
    if not numbers:
        ending = (found for found in find(reading) if found.end == end and found.start >= start)
        if (found := next(ending, None)) is not None:
            return dict(found.attributes)
    inside = (kind_of(reading.forms[at]) for at in (*places, places[-1] + 1) if at < len(reading))
    kind = next(filter(None, inside), None) or happened(reading, places[0], places[-1])
    return {**({"kind": kind} if kind else {}), **_bounds(reading, numbers)}


def _bounds(reading: Reading, numbers: list[tuple[int, int, int]]) -> dict[str, int]:
    if not numbers:
        return {}
    (first, after, value), *more = numbers
    if more and _joined(reading, after, more[0][0]):
        return {"low": min(value, more[0][2]), "high": max(value, more[0][2])}
    if at_least(reading, first):
        return {"low": value}
    if any(tuple(reading.forms[max(0, first - len(words)) : first]) == words for words in _UP_TO):
        return {"high": value}
    return {"low": value, "high": value}


def _numbers(reading: Reading, places: list[int]) -> list[tuple[int, int, int]]:
    """Return (token, token after it, value) of every number in the places."""
    found: list[tuple[int, int, int]] = []
    for place in places:
        if found and place < found[-1][1]:
            continue
        cuts = (cut for cut in (0, 1) if not cut or reading.forms[place][:1] in ("و", "ب", "ل", "ف"))
        number = next(filter(None, (number_at(reading, place, cut) for cut in cuts)), None)
        if number and number[0] <= places[-1] + 1:
            found.append((place, *number))
    return found


def _joined(reading: Reading, after: int, second: int) -> bool:
    """Whether two numbers are the ends of a range: 10 إلى 15, بين 10 و15."""
    between = reading.forms[after:second]
    if len(between) == 1:
        return between[0] in _JOINS
    return not between and reading.forms[second].startswith("و") and "بين" in reading.forms[max(0, after - 3) : after]
