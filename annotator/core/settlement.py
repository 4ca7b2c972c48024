"""A settled case as a value: the state of its parts, by the project's rule and the verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from annotator.core.cases import Case
from annotator.core.verdicts import Part, Verdict

AGREED, ADJUDICATED = "agreed", "adjudicated"


class Rule(StrEnum):
    """What counts as agreed: what all say, what more than half say, or clearly more than half of the weight."""

    ALL = "all"
    MAJORITY = "majority"
    WEIGHTED = "weighted"


@dataclass(frozen=True, slots=True)
class Settled:
    """A part with its value. ``sources`` say so, ``agreement`` is their share of those who have a say, by weight.

    The values: ``MARKED``, ``EVENT``, ``ARGUMENT``: whether it is there; ``BOUNDARIES``: (start, end); ``LABEL``,
    ``TYPE``: the id; ``SUBTYPE``: the id or ``None``; ``ATTRIBUTE``: the value or ``None`` for none.
    """

    value: Any
    sources: tuple[str, ...]
    agreement: float
    verdict: Verdict | None = None

    @property
    def origin(self) -> str:
        """``adjudicated`` where a verdict decided it, else ``agreed``."""
        return ADJUDICATED if self.verdict else AGREED


@dataclass(frozen=True, slots=True)
class Open:
    """A part that has to be decided, with what each annotator says who has a say in it."""

    answers: Mapping[str, Any]


State = Settled | Open
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Settlement:
    """A case with the state of its parts. What depends on something that is not there has no part.

    ``edited`` is the verdict that says it whole: then there is nothing but it.
    """

    case: Case
    parts: Mapping[Part, State]
    edited: Verdict | None = None

    @property
    def open(self) -> tuple[Part, ...]:
        """The parts to be decided."""
        return tuple(part for part, state in self.parts.items() if isinstance(state, Open))

    def value(self, part: Part) -> Any:
        """Return a part's value; ``None`` where it is open or not asked."""
        state = self.parts.get(part)
        return state.value if isinstance(state, Settled) else None


def share(sources: Iterable[str], names: Iterable[str], weights: Weights) -> float:
    """Return how much of the weight of ``names`` their part ``sources`` has; 0 where they weigh nothing."""
    total = sum(weights.get(name, 1.0) for name in names)
    return sum(weights.get(name, 1.0) for name in sources) / total if total else 0.0
