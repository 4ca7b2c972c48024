"""Figures of every pair of annotators, and what chance would make all pairs agree on (for Cohen's kappa)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from annotator.core.agreement import figures, formulas
from annotator.core.agreement.resampling import drawn_for
from annotator.core.agreement.sheet import Floats, Ints
from annotator.core.agreement.tables import Tables


class Pair(NamedTuple):
    """Two people (``one`` < ``other``), the documents that both did, and their rows in the tables, aligned."""

    one: int
    other: int
    documents: Ints
    rows: Ints
    first: Ints
    second: Ints


def pairs_of(tables: Tables) -> Iterator[Pair]:
    """Yield the pairs who share a document."""
    import numpy as np

    people = len(tables.names)
    row = {(int(who), int(where)): at for at, (who, where) in enumerate(zip(tables.person, tables.owner, strict=True))}
    which = tables.one * people + tables.other
    order = np.argsort(which, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(which[order])) + 1) if len(order) else ():
        one, other = int(tables.one[rows[0]]), int(tables.other[rows[0]])
        documents = tables.place[rows]
        mine = np.array([row[one, place] for place in documents.tolist()])
        theirs = np.array([row[other, place] for place in documents.tolist()])
        yield Pair(one, other, documents, rows, mine, theirs)


class Resampled:
    """Weighted sums of annotators' rows, kept for as long as the same documents come up."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables that the rows are in."""
        self._tables = tables
        self._documents = b""
        self._kept: dict[tuple[str, int], Floats] = {}

    def sums(self, name: str, person: int, rows: Ints, documents: Ints, drawn: Floats) -> Floats:
        """Return the sums of ``rows``, which are those of ``person``, for each round of ``drawn``."""
        here = documents.tobytes()
        if here != self._documents or len(self._kept) > _MOST_KEPT:
            self._documents, self._kept = here, {}
        if (name, person) not in self._kept:
            self._kept[name, person] = drawn @ self._tables.annotators[name][rows]
        return self._kept[name, person]


_MOST_KEPT = 500


class Chance(NamedTuple):
    """Tokens on which pairs would agree by chance: over the label set, and for each label on the last axis."""

    over_all: Floats
    by_label: Floats


def chance_of(tables: Tables, drawn: Floats) -> Chance:
    """Return it for each round of ``drawn`` (rounds, documents)."""
    import numpy as np

    over_all, by_label = np.zeros(len(drawn)), np.zeros((len(drawn), len(tables.labels)))
    resampled = Resampled(tables)
    for pair in pairs_of(tables):
        some = drawn[:, pair.documents]
        tokens = some @ tables.pairs["tokens"][pair.rows]
        both = [
            [resampled.sums(name, who, rows, pair.documents, some) for who, rows in _two(pair)]
            for name in ("counts", "yes")
        ]
        over_all += figures.chance(both[0][0], both[0][1], tokens[:, 0])
        by_label += figures.label_chance(both[1][0], both[1][1], tokens)
    return Chance(over_all, by_label)


def _two(pair: Pair) -> tuple[tuple[int, Ints], tuple[int, Ints]]:
    return (pair.one, pair.first), (pair.other, pair.second)


def document_chance(tables: Tables) -> Chance:
    """Return it for each document alone."""
    import numpy as np

    count, tokens = len(tables.keys), tables.documents["tokens"].astype(np.float64)
    counts, yes = (tables.annotators[name].astype(np.float64) for name in ("counts", "yes"))
    products = _products(counts, tables.owner, count).sum(axis=1)
    no = _products(tokens[tables.owner] - yes, tables.owner, count)
    return Chance(
        np.nan_to_num(formulas.ratio(products, tokens[:, 0])),
        np.nan_to_num(formulas.ratio(_products(yes, tables.owner, count) + no, tokens)),
    )


def _products(values: Floats, owner: Ints, count: int) -> Floats:
    """Return the sum over pairs of annotators of the products of their values, by document."""
    import numpy as np

    sums, squares = np.zeros((count, values.shape[1])), np.zeros((count, values.shape[1]))
    np.add.at(sums, owner, values)
    np.add.at(squares, owner, values**2)
    return (sums**2 - squares) / 2


def pair_figures(tables: Tables, pair: Pair, resampled: Resampled | None, rounds: int) -> Mapping[str, Any]:
    """Return the figures of a pair: of all its documents (shape ()), or of each round of resampling them (rounds,)."""
    import numpy as np

    many = len(pair.documents)
    seeds = [tables.continua[place][0] for place in pair.documents.tolist()]
    drawn = np.ones((1, many)) if resampled is None else drawn_for(seeds, rounds)
    sums = {name: drawn @ values[pair.rows] for name, values in tables.pairs.items()}
    take = resampled or Resampled(tables)
    mine, theirs = (
        {name: take.sums(name, who, rows, pair.documents, drawn) for name in ("counts", "unit_lengths", "unit_square")}
        for who, rows in _two(pair)
    )
    return figures.of_pair(
        {name: values.astype(np.float64) for name, values in sums.items()},
        (mine["counts"], theirs["counts"]),
        (mine["unit_lengths"], theirs["unit_lengths"]),
        (mine["unit_square"] + theirs["unit_square"])[..., 0],
    )


def pair_label_alpha(tables: Tables, pair: Pair) -> float:
    """Return cu-alpha of a pair; NaN where undefined. It gets no interval: that would cost more than all else."""
    import numpy as np

    sums = {name: tables.pairs[name][pair.rows].astype(np.float64).sum() for name in ("met_same", "met_square")}
    met = tables.met[pair.one, pair.other]
    return float(formulas.alpha_cu(sums["met_same"], (met[1:] ** 2).sum(), sums["met_square"], met[1:].sum()))
