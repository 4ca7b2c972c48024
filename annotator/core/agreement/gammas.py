"""Gamma for everything, by label, by pair and by document, with intervals over documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from annotator.core.agreement import reasons
from annotator.core.agreement.alignments import TooMany
from annotator.core.agreement.continua import Continua
from annotator.core.agreement.formulas import beyond_chance
from annotator.core.agreement.gamma import Disorder, disorders, samples_for
from annotator.core.agreement.pairs import pairs_of
from annotator.core.agreement.resampling import drawn_for, interval
from annotator.core.agreement.sheet import Floats, Ints
from annotator.core.agreement.tables import Tables
from annotator.core.agreement.values import Measured
from annotator.core.phrases import Phrase

_MOST_UNITS = 3_000_000
"""So many units, sampled ones among them, are aligned for one figure, and for the figures of all pairs together."""
_MOST_RATERS = 6


class Gammas(NamedTuple):
    """``pairs`` by the numbers of two people who share documents, ``documents`` in the order of the tables."""

    whole: Measured
    labels: Mapping[str, Measured]
    pairs: Mapping[tuple[int, int], Measured]
    documents: Sequence[Measured]


def gammas(tables: Tables, rounds: int) -> Gammas:
    """Return gamma of all."""
    found = _disorders(tables.continua)
    labels = {
        name: _of([(seed, one.of_label(at)) for seed, one in tables.continua], rounds)
        for at, name in enumerate(tables.labels)
    }
    documents = [_measured(_one(found, place), 0) for place in range(len(tables.keys))]
    whole = _measured(found, rounds, [seed for seed, _ in tables.continua])
    return Gammas(whole, labels, _pairs(tables, rounds), documents)


def _of(continua: Sequence[tuple[int, Continua]], rounds: int) -> Measured:
    return _measured(_disorders(continua), rounds, [seed for seed, _ in continua])


def _pairs(tables: Tables, rounds: int) -> Mapping[tuple[int, int], Measured]:
    import numpy as np

    first = np.searchsorted(tables.owner, np.arange(len(tables.keys)))
    several = {}
    for pair in pairs_of(tables):
        seated = zip(pair.documents.tolist(), pair.first.tolist(), pair.second.tolist(), strict=True)
        several[pair.one, pair.other] = [
            (tables.continua[place][0], tables.continua[place][1].of_raters(one - first[place], other - first[place]))
            for place, one, other in seated
        ]
    work = sum(_work(continua) for continua in several.values())
    if work > _MOST_UNITS:
        return {pair: _measured(reasons.TOO_MANY, 0) for pair in several}
    return {pair: _of(continua, rounds) for pair, continua in several.items()}


def _work(continua: Sequence[tuple[int, Continua]]) -> int:
    return sum(len(one.start) for _, one in continua) * (samples_for(len(continua)) + 1)


def _disorders(continua: Sequence[tuple[int, Continua]]) -> Disorder | Phrase:
    if any(one.raters > _MOST_RATERS for _, one in continua) or _work(continua) > _MOST_UNITS:
        return reasons.TOO_MANY
    try:
        return disorders(continua)
    except TooMany:
        return reasons.TOO_MANY


def _one(found: Disorder | Phrase, place: int) -> Disorder | Phrase:
    if isinstance(found, Phrase):
        return found
    return Disorder(*(column[place : place + 1] for column in found))


def _measured(found: Disorder | Phrase, rounds: int, seeds: Sequence[int] = ()) -> Measured:
    if isinstance(found, Phrase):
        return Measured(None, undefined=found)
    documents, units = len(found.units), int(found.units.sum())
    value = _gamma(found, None)
    if value != value:
        why = reasons.NO_VARIATION if units else reasons.NOTHING_MARKED
        return Measured(None, n=units, undefined=why, documents=documents)
    low = high = None
    if rounds and documents > 1:
        ends = interval(_gamma(found, drawn_for(seeds, rounds)))
        low, high = (None if end != end else float(end) for end in ends)
    return Measured(float(value), low, high, units, documents=documents)


def _gamma(found: Disorder, drawn: Ints | None) -> Floats:
    if drawn is None:
        return beyond_chance(found.observed.sum(), found.expected.sum())
    return beyond_chance(drawn @ found.observed, drawn @ found.expected)
