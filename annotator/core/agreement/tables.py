"""What all documents come to: sums of which every measure and every resampling is made.

A table has a row for each document (of two or more annotators), for each document and annotator, and for each document
and pair of annotators. Sums over rows are sufficient for all measures: a resampled set of documents is a weighted sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from zlib import crc32

from annotator.core.agreement.continua import Continua, observed
from annotator.core.agreement.covers import EMPTY, code_of
from annotator.core.agreement.rows import Counted, Rows, counted
from annotator.core.agreement.sheet import Floats, Ints, Names, sheet_of
from annotator.core.agreement.values import Coded

Sums = Mapping[str, Floats]
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Tables:
    """``documents``, ``annotators`` and ``pairs`` map a name to an array (rows, columns); see the module.

    ``keys`` are the documents' keys, ``counts`` how many documents there were, of one annotator too. ``person`` and
    ``owner`` (rows of annotators) say who, and in which document; ``one``, ``other`` (people, ``one`` before ``other``)
    and ``place`` (rows of pairs) the two, and in which document. ``codes`` and ``unit_codes`` are the values of the
    columns. ``met`` is, for each pair, the sum of what its units share, by value.
    """

    names: Sequence[str]
    labels: Sequence[str]
    keys: Sequence[str]
    counts: int
    documents: Sums
    annotators: Sums
    pairs: Sums
    person: Ints
    owner: Ints
    one: Ints
    other: Ints
    place: Ints
    codes: Sequence[int]
    unit_codes: Sequence[int]
    met: Mapping[tuple[int, int], Floats] = field(repr=False)
    continua: Sequence[tuple[int, Continua]] = field(repr=False)


class _Numbers(dict[_Key, int]):
    def __missing__(self, key: _Key) -> int:
        self[key] = number = len(self)
        return number


class _Columns:
    """The rows of one kind, put together at the end, when it is known how many columns there are."""

    def __init__(self) -> None:
        self._kept: dict[str, list[tuple[Floats, Ints | None]]] = {}
        self._kinds: dict[str, str] = {}

    def add(self, rows: Rows, columns: Mapping[str, Ints]) -> None:
        import numpy as np

        for name, (kind, values) in rows.items():
            self._kinds[name] = kind
            self._kept.setdefault(name, []).append((values.astype(np.float32), columns.get(kind)))

    def whole(self, widths: Mapping[str, int]) -> Sums:
        return {name: self._put(name, widths[kind]) for name, kind in self._kinds.items()}

    def _put(self, name: str, width: int) -> Floats:
        import numpy as np

        kept = self._kept.pop(name)
        found = np.zeros((sum(len(values) for values, _ in kept), width), dtype=np.float32)
        row = 0
        for values, columns in kept:
            found[row : row + len(values), slice(None) if columns is None else columns] = values
            row += len(values)
        return found


class Collector:
    """Takes documents one by one and keeps their sums, nothing else."""

    def __init__(self) -> None:
        """Begin with nothing."""
        import numpy as np

        self._labels, self._names, self._seen = Names(), Names(), 0
        self._codes: _Numbers[int] = _Numbers({EMPTY: 0})
        self._unit_codes: _Numbers[int] = _Numbers({EMPTY: 0})
        self._documents, self._annotators, self._pairs = _Columns(), _Columns(), _Columns()
        self._keys: list[str] = []
        self._people: list[list[int]] = []
        self._continua: list[tuple[int, Continua]] = []
        self._pair_numbers: _Numbers[tuple[int, int]] = _Numbers()
        self._met: Floats = np.zeros((0, 0))

    def add(self, coded: Coded) -> None:
        """Count one document; of one that fewer than two people did, their names and its labels alone."""
        import numpy as np

        sheet = sheet_of(coded, self._labels)
        people = [self._names[name] for name in sheet.names]
        self._seen += 1
        if sheet.raters < 2:
            return
        found = counted(sheet)
        columns = {
            "label": sheet.labels,
            "value": np.array([self._codes[code] for code in found.values.tolist()], dtype=np.int64),
            "unit": np.array([self._unit_codes[code] for code in found.unit_values.tolist()], dtype=np.int64),
        }
        self._documents.add(found.document, columns)
        self._annotators.add(found.annotators, columns)
        self._pairs.add(found.pairs, columns)
        self._keys.append(coded.key)
        self._people.append(people)
        self._continua.append((crc32(coded.text.encode()), observed(sheet)))
        self._meet(people, found, columns["unit"])

    def _meet(self, people: Sequence[int], found: Counted, columns: Ints) -> None:
        """Add what the units of each pair share, by value."""
        import numpy as np

        pairs = np.array([
            self._pair_numbers[min(one, other), max(one, other)]
            for place, one in enumerate(people)
            for other in people[place + 1 :]
        ])  # fmt: skip
        rows, width = self._met.shape
        if len(self._pair_numbers) > rows or len(self._unit_codes) > width:
            grown = np.zeros((2 * len(self._pair_numbers), 2 * len(self._unit_codes)))
            grown[:rows, :width] = self._met
            self._met = grown
        a, b = np.triu_indices(len(people), 1)
        self._met[pairs[:, None], columns] += found.met[a, :, b] + found.met[b, :, a]

    def tables(self) -> Tables:
        """Return all that was counted; the collector is used up."""
        import numpy as np

        widths = {"one": 1, "label": len(self._labels), "value": len(self._codes), "unit": len(self._unit_codes)}
        upper = [np.triu_indices(len(people), 1) for people in self._people]
        numbered = [np.array(people) for people in self._people]
        nobody = [np.zeros(0, dtype=np.int64)]
        one = np.concatenate([people[a] for people, (a, _) in zip(numbered, upper, strict=True)] or nobody)
        other = np.concatenate([people[b] for people, (_, b) in zip(numbered, upper, strict=True)] or nobody)
        return Tables(
            tuple(self._names),
            tuple(self._labels),
            tuple(self._keys),
            self._seen,
            self._documents.whole(widths),
            self._annotators.whole(widths),
            self._pairs.whole(widths),
            np.concatenate(numbered or nobody),
            np.repeat(np.arange(len(numbered)), [len(people) for people in numbered]),
            np.minimum(one, other),
            np.maximum(one, other),
            np.repeat(np.arange(len(upper)), [len(a) for a, _ in upper]),
            tuple(self._codes),
            tuple(self._unit_codes),
            {pair: self._met[at, : len(self._unit_codes)] for pair, at in self._pair_numbers.items()},
            self._continua,
        )


def tabled(documents: Iterable[Coded]) -> Tables:
    """Count all documents."""
    collector = Collector()
    for coded in documents:
        collector.add(coded)
    return collector.tables()


def column_of(label: int, codes: Sequence[int]) -> int | None:
    """Return the column of the value that holds this label alone."""
    code = code_of(label)
    return codes.index(code) if code in codes else None
