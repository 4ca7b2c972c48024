"""All measures on spans at once: for everything, by label, by pair of annotators, by document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.core.agreement import figures, reasons
from annotator.core.agreement.figures import SPANS, TOKENS, UNITS
from annotator.core.agreement.pairs import (
    Pair,
    Resampled,
    chance_of,
    document_chance,
    pair_figures,
    pair_label_alpha,
    pairs_of,
)
from annotator.core.agreement.resampling import ROUNDS, interval, weights
from annotator.core.agreement.sheet import Floats
from annotator.core.agreement.tables import Tables, column_of, tabled
from annotator.core.agreement.values import Coded, Measured
from annotator.core.phrases import Phrase

Measures = Mapping[str, Measured]
MEASURES = (*SPANS, *TOKENS, *UNITS, "gamma")


@dataclass(frozen=True, slots=True)
class Report:
    """``measures`` over all labels and pairs, ``labels`` by label, ``pairs`` by two names, each by the measure's name.

    ``documents`` counts all that were given; ``annotators`` and labels are sorted. ``by_document`` are the measures of
    each document that two or more did, by its key, without intervals.
    """

    documents: int
    annotators: Sequence[str]
    measures: Measures
    labels: Mapping[str, Measures]
    pairs: Mapping[tuple[str, str], Measures]
    by_document: Mapping[str, Measures]


def report(documents: Iterable[Coded], rounds: int = ROUNDS) -> Report:
    """Measure agreement on spans; see :mod:`annotator.core.agreement.formulas` for what each figure is.

    ``rounds`` is how often documents are resampled for the intervals; 0 for none.
    """
    tables = tabled(documents)
    whole, labels = _pooled(tables, rounds)
    return Report(
        tables.counts,
        tuple(sorted(tables.names)),
        whole,
        labels,
        dict(sorted(_pairs(tables, rounds))),
        _documents(tables),
    )


def _undefined(tables: Tables) -> Phrase | None:
    if not tables.names:
        return reasons.NOBODY
    if len(tables.names) == 1:
        return reasons.ONE_RATER
    return None if tables.keys else reasons.NONE_SHARED


def _pooled(tables: Tables, rounds: int) -> tuple[Measures, Mapping[str, Measures]]:
    import numpy as np

    why = _undefined(tables)
    if why is not None:
        nothing = {name: Measured(None, undefined=why) for name in MEASURES}
        return nothing, dict.fromkeys(sorted(tables.labels), nothing)
    many = len(tables.keys)
    value = _weighted(tables, np.ones((1, many)))
    drawn = _weighted(tables, weights(many, rounds)) if rounds and many > 1 else None
    sums = {name: values.sum(axis=0, dtype=np.float64) for name, values in tables.documents.items()}
    whole = _told(0, value[0], drawn and drawn[0], _facts(sums, many))
    by_label = {
        label: _told((0, at), value[1], drawn and drawn[1], _label_facts(tables, sums, at))
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


@dataclass(frozen=True, slots=True)
class _Facts:
    """How many spans, tokens and characters were compared in how many documents, and how much of spans meets."""

    documents: int
    spans: int
    tokens: int
    chars: int
    met: float

    def units(self, measure: str) -> int:
        return self.spans if measure in SPANS else self.tokens if measure in TOKENS else self.chars


def _facts(sums: Mapping[str, Any], many: int) -> _Facts:
    spans, tokens, chars = (round(float(sums[name].sum())) for name in ("spans", "rated", "unit_rated"))
    return _Facts(many, spans, tokens, chars, float(sums["met"].sum()))


def _label_facts(tables: Tables, sums: Mapping[str, Any], at: int) -> _Facts:
    whole = _facts(sums, len(tables.keys))
    column = column_of(at, tables.unit_codes)
    met = 0.0 if column is None else float(sums["met"][column])
    return _Facts(whole.documents, round(float(sums["spans"][at])), whole.tokens, whole.chars, met)


def _told(at: Any, value: figures.Figures, drawn: figures.Figures | None, facts: _Facts) -> Measures:
    """Return the measures at one place of the figures' last axes; ``drawn`` has the rounds on its first axis."""
    import numpy as np

    found = {}
    ends = {name: interval(_at_rest(rounds, at)) for name, rounds in (drawn or {}).items()}
    for name in MEASURES:
        figure = float(value[name][at]) if name in value else np.nan
        low, high = (_number(end) for end in ends.get(name, (np.nan, np.nan)))
        found[name] = _measured(name, figure, low, high, facts)
    return found


def _at_rest(rounds: Floats, at: Any) -> Floats:
    """Return the rounds at a place, of which the first axis of ``at`` is the only row of the value."""
    for place in at[1:] if isinstance(at, tuple) else ():
        rounds = rounds[:, place]
    return rounds


def _measured(name: str, figure: float, low: float | None, high: float | None, facts: _Facts) -> Measured:
    units = facts.units(name)
    if figure != figure:  # NaN
        return Measured(
            None, n=units, undefined=reasons.reason(name, facts.spans, facts.met), documents=facts.documents
        )
    return Measured(figure, low, high, units, documents=facts.documents)


def _number(value: Any) -> float | None:
    return None if value != value else float(value)


def _pairs(tables: Tables, rounds: int) -> Iterator[tuple[tuple[str, str], Measures]]:
    shared = {(pair.one, pair.other): pair for pair in pairs_of(tables)}
    resampled = Resampled(tables)
    for one in range(len(tables.names)):
        for other in range(one + 1, len(tables.names)):
            first, second = sorted((tables.names[one], tables.names[other]))
            pair = shared.get((one, other))
            yield (first, second), _pair(tables, pair, resampled, rounds)


def _pair(tables: Tables, pair: Pair | None, resampled: Resampled, rounds: int) -> Measures:
    import numpy as np

    if pair is None:
        return {name: Measured(None, undefined=reasons.NOT_SHARED) for name in MEASURES}
    value = dict(pair_figures(tables, pair, None, 0))
    value["alpha_unit_labels"] = np.array([pair_label_alpha(tables, pair)])
    drawn = pair_figures(tables, pair, resampled, rounds) if rounds and len(pair.documents) > 1 else None
    sums = {name: float(tables.pairs[name][pair.rows].sum(dtype=np.float64)) for name in ("total", "tokens", "chars")}
    met = float(tables.met[pair.one, pair.other].sum())
    many = len(pair.documents)
    facts = _Facts(many, round(sums["total"]), 2 * round(sums["tokens"]), 2 * round(sums["chars"]), met)
    return _told(0, value, drawn, facts)


def _documents(tables: Tables) -> Mapping[str, Measures]:
    import numpy as np

    if not tables.keys:
        return {}
    sums = {name: values.astype(np.float64) for name, values in tables.documents.items()}
    value = figures.of_all(sums, document_chance(tables).over_all)
    found = {}
    for at, key in enumerate(tables.keys):
        found[key] = _told(at, value, None, _facts({name: values[at] for name, values in sums.items()}, 1))
    return found
