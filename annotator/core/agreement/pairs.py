"""Figures of every pair of annotators, and what chance would make all pairs agree on (for Cohen's kappa)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

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
    """Weighted sums of rows, for some documents at a time: pairs who did the same ones share most of the work."""

    def __init__(self, tables: Tables, rounds: int) -> None:
        """Resample the documents of pairs in ``tables`` so often; not at all for 0 ``rounds``."""
        import numpy as np

        self._tables, self._rounds = tables, rounds
        self._names = list(tables.pairs)
        self._pairs = np.concatenate([tables.pairs[name] for name in self._names], axis=1, dtype=np.float64)
        self._documents: bytes | None = None

    def turn_to(self, documents: Ints) -> None:
        """Take up these documents."""
        import numpy as np

        here = documents.tobytes()
        if here == self._documents:
            return
        seeds = [self._tables.continua[place][0] for place in documents.tolist()]
        self._documents, self._kept = here, dict[tuple[str, int], Floats]()
        self._drawn: Floats = drawn_for(seeds, self._rounds) if self._rounds else np.ones((1, len(documents)))

    def draw(self, drawn: Floats, documents: Ints) -> None:
        """Take up these documents, with the weights ``drawn`` (rounds, all documents)."""
        here = documents.tobytes()
        if here != self._documents:
            self._documents, self._kept = here, {}
            self._drawn = drawn if len(documents) == drawn.shape[1] else drawn[:, documents]

    def of_person(self, name: str, person: int, rows: Ints) -> Floats:
        """Return the sums of a person's rows, for each round."""
        if (name, person) not in self._kept:
            self._kept[name, person] = self._drawn @ self._tables.annotators[name][rows]
        return self._kept[name, person]

    def tokens(self, rows: Ints) -> Floats:
        """Return the sums of a pair's tokens, of shape (rounds, 1)."""
        found: Floats = self._drawn @ self._tables.pairs["tokens"][rows].astype(float)
        return found

    def of_pair(self, rows: Ints) -> Mapping[str, Floats]:
        """Return the sums of a pair's rows by name, each of shape (rounds, 1)."""
        sums = self._drawn @ self._pairs[rows]
        return {name: sums[:, at : at + 1] for at, name in enumerate(self._names)}


class Chance(NamedTuple):
    """Tokens on which pairs would agree by chance: over the label set, and for each label on the last axis."""

    over_all: Floats
    by_label: Floats


def chance_of(tables: Tables, drawn: Floats) -> Chance:
    """Return it for each round of ``drawn`` (rounds, documents)."""
    import numpy as np

    over_all, by_label = np.zeros(len(drawn)), np.zeros((len(drawn), len(tables.labels)))
    resampled = Resampled(tables, 0)
    for pair in pairs_of(tables):
        resampled.draw(drawn, pair.documents)
        tokens = resampled.tokens(pair.rows)
        counts = [resampled.of_person("counts", who, rows) for who, rows in _two(pair)]
        yes = [resampled.of_person("yes", who, rows) for who, rows in _two(pair)]
        over_all += figures.chance(counts[0], counts[1], tokens[:, 0])
        by_label += figures.label_chance(yes[0], yes[1], tokens)
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


def pair_figures(pair: Pair, resampled: Resampled) -> figures.Figures:
    """Return the figures of a pair for each round."""
    resampled.turn_to(pair.documents)
    mine, theirs = (
        {name: resampled.of_person(name, who, rows) for name in ("counts", "unit_lengths", "unit_square")}
        for who, rows in _two(pair)
    )
    return figures.of_pair(
        resampled.of_pair(pair.rows),
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
