"""All measures on spans at once: for everything, by label, by pair of annotators, by document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from annotator.core.agreement import figures, reasons
from annotator.core.agreement.cells import OURS, Facts, Measures, facts_of, told
from annotator.core.agreement.event_counts import EVENTS
from annotator.core.agreement.event_report import EventCollector, EventReport
from annotator.core.agreement.gammas import gammas
from annotator.core.agreement.pairs import (
    Pair,
    Resampled,
    document_chance,
    pair_figures,
    pair_label_alpha,
    pairs_of,
)
from annotator.core.agreement.pooling import grouped, pooled
from annotator.core.agreement.resampling import ROUNDS, ranked
from annotator.core.agreement.tables import Tables, tabled
from annotator.core.agreement.values import Coded, Measured
from annotator.core.phrases import Phrase

MEASURES = (*OURS, "gamma")


@dataclass(frozen=True, slots=True)
class Report:
    """``measures`` over all labels and pairs, ``labels`` by label, ``pairs`` by two names, each by the measure's name.

    ``documents`` counts all that were given; ``annotators`` and labels are sorted. ``by_document`` are the measures of
    each document that two or more did, with its key, without intervals; ``groups`` those over the documents of each
    group that was asked for, by its name, without gamma.
    """

    documents: int
    annotators: Sequence[str]
    measures: Measures
    labels: Mapping[str, Measures]
    pairs: Mapping[tuple[str, str], Measures]
    by_document: Sequence[tuple[str, Measures]]
    events: EventReport
    groups: Mapping[str, Measures] = field(default_factory=dict)


def report(
    documents: Iterable[Coded],
    rounds: int = ROUNDS,
    *,
    gamma: bool = True,
    groups: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Report:
    """Measure agreement on spans; see :mod:`annotator.core.agreement.formulas` for what each figure is.

    ``rounds`` is how often documents are resampled for the intervals; 0 for none. Gamma takes longer than all else, and
    is left out where it is not wanted. ``groups`` are names with the keys of documents (batches, weeks) that are
    measured by themselves, too.
    """
    events = EventCollector()
    tables = tabled(_counting(documents, events))
    why = _undefined(tables)
    if why is not None:
        return _nothing(tables, why, groups)
    found = gammas(tables, rounds) if gamma else None
    whole, labels = pooled(tables, rounds)
    return Report(
        tables.counts,
        tuple(sorted(tables.names)),
        _with(whole, found and found.whole),
        {label: _with(measures, found and found.labels[label]) for label, measures in labels.items()},
        dict(sorted(_pairs(tables, rounds, found and found.pairs))),
        [(key, _with(one, found and found.documents[at])) for at, (key, one) in enumerate(_documents(tables))],
        events.report(rounds, ranked([seed for seed, _ in tables.continua])),
        {name: _with(measures, None) for name, measures in grouped(tables, groups, rounds).items()},
    )


def _counting(documents: Iterable[Coded], events: EventCollector) -> Iterator[Coded]:
    for coded in documents:
        events.add(coded)
        yield coded


def _with(measures: Measures, gamma: Measured | None) -> Measures:
    return {**measures, "gamma": gamma or Measured(None, undefined=reasons.NOT_ASKED)}


def _nothing(tables: Tables, why: Phrase, groups: Iterable[str]) -> Report:
    nothing = Measured(None, undefined=why)
    measures = dict.fromkeys(MEASURES, nothing)
    names = sorted(tables.names)
    pairs = {(one, other): measures for at, one in enumerate(names) for other in names[at + 1 :]}
    labels = dict.fromkeys(sorted(tables.labels), measures)
    events = EventReport(dict.fromkeys(EVENTS, nothing))
    return Report(tables.counts, names, measures, labels, pairs, [], events, dict.fromkeys(groups, measures))


def _undefined(tables: Tables) -> Phrase | None:
    if not tables.names:
        return reasons.NOBODY
    if len(tables.names) == 1:
        return reasons.ONE_RATER
    return None if tables.keys else reasons.NONE_SHARED


def _pairs(
    tables: Tables, rounds: int, gamma: Mapping[tuple[int, int], Measured] | None
) -> Iterator[tuple[tuple[str, str], Measures]]:
    shared = {(pair.one, pair.other): pair for pair in pairs_of(tables)}
    once, often = Resampled(tables, 0), Resampled(tables, rounds)
    for one in range(len(tables.names)):
        for other in range(one + 1, len(tables.names)):
            first, second = sorted((tables.names[one], tables.names[other]))
            pair = shared.get((one, other))
            measures = _pair(tables, pair, once, often if rounds else None)
            if pair is None:
                yield (first, second), measures
            else:
                yield (first, second), _with(measures, None if gamma is None else gamma[one, other])


def _pair(tables: Tables, pair: Pair | None, once: Resampled, often: Resampled | None) -> Measures:
    import numpy as np

    if pair is None:
        return dict.fromkeys(MEASURES, Measured(None, undefined=reasons.NOT_SHARED))
    value = dict(pair_figures(pair, once))
    value["alpha_unit_labels"] = np.array([pair_label_alpha(tables, pair)])
    drawn = pair_figures(pair, often) if often is not None and len(pair.documents) > 1 else None
    sums = {name: float(tables.pairs[name][pair.rows].sum(dtype=np.float64)) for name in ("total", "tokens", "chars")}
    met = float(tables.met[pair.one, pair.other].sum())
    many = len(pair.documents)
    facts = Facts(many, round(sums["total"]), 2 * round(sums["tokens"]), 2 * round(sums["chars"]), met)
    return told(0, value, drawn, facts)


def _documents(tables: Tables) -> Iterator[tuple[str, Measures]]:
    import numpy as np

    sums = {name: values.astype(np.float64) for name, values in tables.documents.items()}
    value = figures.of_all(sums, document_chance(tables).over_all)
    for at, key in enumerate(tables.keys):
        yield key, told(at, value, None, facts_of({name: values[at] for name, values in sums.items()}, 1))
