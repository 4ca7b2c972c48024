"""Agreement on events: over all, by type, by role, by pair, with intervals over documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from annotator.core.agreement import reasons
from annotator.core.agreement.event_counts import ALL, EVENTS, PAIR, ROLE, TYPE, Cell, event_counts
from annotator.core.agreement.formulas import f1
from annotator.core.agreement.resampling import interval, weights
from annotator.core.agreement.sheet import Floats, Ints
from annotator.core.agreement.values import Coded, Measured

Measures = Mapping[str, Measured]


@dataclass(frozen=True, slots=True)
class EventReport:
    """By the measure's name (:data:`~annotator.core.agreement.event_counts.EVENTS`).

    ``types`` has no triggers (a trigger is marked whatever its type), ``roles`` has the arguments alone. ``n`` of a
    figure counts triggers, types, attributes or arguments, once for each annotator of each pair.
    """

    measures: Measures = field(default_factory=dict)
    types: Mapping[str, Measures] = field(default_factory=dict)
    roles: Mapping[str, Measures] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], Measures] = field(default_factory=dict)


class EventCollector:
    """Takes documents one by one and keeps their counts."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._counts: dict[Cell, list[tuple[int, int, int]]] = defaultdict(list)
        self._shared: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._documents = 0

    def add(self, coded: Coded) -> None:
        """Count one document; one that fewer than two people did has nothing to compare."""
        names = sorted(coded.spans)
        if len(names) < 2:
            return
        for at, one in enumerate(names):
            for other in names[at + 1 :]:
                self._shared[one, other].append(self._documents)
        if any(coded.events.values()):
            for cell, (matches, total) in event_counts(coded).items():
                self._counts[cell].append((self._documents, matches, total))
        self._documents += 1

    def report(self, rounds: int, rank: Ints) -> EventReport:
        """Return all figures; ``rank`` is the order of the documents that resampling follows."""
        import numpy as np

        drawn = weights(self._documents, rounds)[:, rank] if rounds and self._documents > 1 else None
        scopes: dict[str, dict[object, dict[str, Measured]]] = defaultdict(lambda: defaultdict(dict))
        for cell in sorted(self._counts, key=repr):
            rows = np.array(self._counts[cell], dtype=np.int64)
            scopes[cell.scope][cell.name][cell.measure] = self._measured(cell, rows, drawn)
        nothing = Measured(None, undefined=reasons.NO_EVENTS, documents=self._documents)
        return EventReport(
            {name: scopes[ALL][None].get(name, nothing) for name in EVENTS},
            {str(name): found for name, found in scopes[TYPE].items() if name},
            {str(name): found for name, found in scopes[ROLE].items()},
            {
                pair: {name: scopes[PAIR][pair].get(name, nothing) for name in EVENTS}
                for pair in sorted(self._shared)
            },
        )  # fmt: skip

    def _measured(self, cell: Cell, rows: Ints, drawn: Floats | None) -> Measured:
        place, matches, total = rows.T
        shared = self._documents if cell.scope != PAIR else len(self._shared[cast("tuple[str, str]", cell.name)])
        value, units = float(f1(matches.sum(), total.sum())), int(total.sum())
        if drawn is None or shared < 2:
            return Measured(value, n=units, documents=shared)
        low, high = interval(f1(drawn[:, place] @ matches, drawn[:, place] @ total))
        return Measured(value, _number(low), _number(high), units, documents=shared)


def _number(end: Floats) -> float | None:
    return None if end != end else float(end)
