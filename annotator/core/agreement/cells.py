"""From figures to what is told: a value, its interval, what it rests on, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.core.agreement import figures, reasons
from annotator.core.agreement.figures import SPANS, TOKENS, UNITS
from annotator.core.agreement.resampling import interval
from annotator.core.agreement.sheet import Floats
from annotator.core.agreement.tables import Tables, column_of
from annotator.core.agreement.values import Measured

Measures = Mapping[str, Measured]
OURS = (*SPANS, *TOKENS, *UNITS)
"""The measures that are made of the tables' sums: all but gamma."""


@dataclass(frozen=True, slots=True)
class Facts:
    """How many spans, tokens and characters were compared in how many documents, and how much of spans meets."""

    documents: int
    spans: int
    tokens: int
    chars: int
    met: float

    def units(self, measure: str) -> int:
        """Return how much of what it compares a measure has compared."""
        return self.spans if measure in SPANS else self.tokens if measure in TOKENS else self.chars


def facts_of(sums: Mapping[str, Any], many: int) -> Facts:
    """Return them from the sums over ``many`` documents."""
    spans, tokens, chars = (round(float(sums[name].sum())) for name in ("spans", "rated", "unit_rated"))
    return Facts(many, spans, tokens, chars, float(sums["met"].sum()))


def label_facts(tables: Tables, sums: Mapping[str, Any], at: int) -> Facts:
    """Return those of one label."""
    whole = facts_of(sums, len(tables.keys))
    column = column_of(at, tables.unit_codes)
    met = 0.0 if column is None else float(sums["met"][column])
    return Facts(whole.documents, round(float(sums["spans"][at])), whole.tokens, whole.chars, met)


def told(at: Any, value: figures.Figures, drawn: figures.Figures | None, facts: Facts) -> Measures:
    """Return the measures at one place of the figures' last axes; ``drawn`` has the rounds on its first axis."""
    import numpy as np

    found = {}
    ends = {name: interval(_at_rest(rounds, at)) for name, rounds in (drawn or {}).items()}
    for name in OURS:
        figure = float(value[name][at]) if name in value else np.nan
        low, high = (_number(end) for end in ends.get(name, (np.nan, np.nan)))
        found[name] = _measured(name, figure, low, high, facts)
    return found


def _at_rest(rounds: Floats, at: Any) -> Floats:
    """Return the rounds at a place, of which the first axis of ``at`` is the only row of the value."""
    for place in at[1:] if isinstance(at, tuple) else ():
        rounds = rounds[:, place]
    return rounds


def _measured(name: str, figure: float, low: float | None, high: float | None, facts: Facts) -> Measured:
    units = facts.units(name)
    if figure != figure:  # NaN
        return Measured(
            None, n=units, undefined=reasons.reason(name, facts.spans, facts.met), documents=facts.documents
        )
    return Measured(figure, low, high, units, documents=facts.documents)


def _number(value: Any) -> float | None:
    return None if value != value else float(value)
