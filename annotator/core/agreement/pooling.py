"""Measures over all documents, by label, and over groups of documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from annotator.core.agreement import figures, reasons
from annotator.core.agreement.cells import OURS, Measures, facts_of, label_facts, told
from annotator.core.agreement.pairs import chance_of
from annotator.core.agreement.resampling import drawn_for
from annotator.core.agreement.sheet import Floats
from annotator.core.agreement.tables import Tables, column_of
from annotator.core.agreement.values import Measured

_GROUP_ROUNDS = 200
"""There may be many groups: they are resampled less often."""


def pooled(tables: Tables, rounds: int) -> tuple[Measures, Mapping[str, Measures]]:
    """Return the measures over all labels, and those by label."""
    import numpy as np

    many = len(tables.keys)
    value = _weighted(tables, np.ones((1, many)))
    drawn = _weighted(tables, drawn_for([seed for seed, _ in tables.continua], rounds)) if rounds and many > 1 else None
    sums = {name: values.sum(axis=0, dtype=np.float64) for name, values in tables.documents.items()}
    whole = told(0, value[0], drawn and drawn[0], facts_of(sums, many))
    by_label = {
        label: told((0, at), value[1], drawn and drawn[1], label_facts(tables, sums, at))
        for at, label in enumerate(tables.labels)
    }
    return whole, dict(sorted(by_label.items()))


def _weighted(tables: Tables, drawn: Floats) -> tuple[figures.Figures, figures.Figures]:
    """Return the figures over all and by label for each row of ``drawn``, the weights of the documents."""
    import numpy as np

    sums = {name: (drawn @ values).astype(np.float64) for name, values in tables.documents.items()}
    chance = chance_of(tables, drawn)
    columns = [column_of(label, tables.unit_codes) for label in range(len(tables.labels))]
    columns = [None if column is None else column - 1 for column in columns]
    return figures.of_all(sums, chance.over_all), figures.of_labels(sums, chance.by_label, columns)


def grouped(tables: Tables, groups: Mapping[str, Collection[str]], rounds: int) -> Mapping[str, Measures]:
    """Return the measures over the documents of each group, which are named by their keys."""
    return {name: _group(tables, set(keys), min(rounds, _GROUP_ROUNDS)) for name, keys in groups.items()}


def _group(tables: Tables, keys: Collection[str], rounds: int) -> Measures:
    import numpy as np

    here = np.array([key in keys for key in tables.keys], dtype=bool)
    many = int(here.sum())
    if not many:
        return dict.fromkeys(OURS, Measured(None, undefined=reasons.NONE_SHARED))
    drawn = None
    if rounds and many > 1:
        weights = np.zeros((rounds, len(here)))
        weights[:, here] = drawn_for([tables.continua[place][0] for place in np.flatnonzero(here).tolist()], rounds)
        drawn = _weighted(tables, weights)[0]
    sums = {name: values[here].sum(axis=0, dtype=np.float64) for name, values in tables.documents.items()}
    return told(0, _weighted(tables, here[None].astype(np.float64))[0], drawn, facts_of(sums, many))
