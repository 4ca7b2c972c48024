"""What is known of the agreement in a project, as it was counted last. Annotators go by their ids, as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from annotator.core.agreement import Measured, reasons
from annotator.core.phrases import Phrase
from annotator.services.jobs import kept, phrase_of


class Figure(msgspec.Struct, frozen=True, omit_defaults=True):
    """A figure as :class:`annotator.core.agreement.Measured` tells it."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    documents: int = 0
    undefined: dict[str, Any] | None = None

    @property
    def why(self) -> Phrase | None:
        """Why there is no value."""
        return phrase_of(self.undefined) if self.undefined else None


Figures = dict[str, Figure]
"""Figures by the name of the measure."""


class Pair(msgspec.Struct, frozen=True):
    """Two annotators, with the figures of the documents that both have finished."""

    one: str
    other: str
    figures: Figures


class Stretch(msgspec.Struct, frozen=True):
    """Documents number ``first`` to ``last``, by the time when the last of their annotators finished (days of UTC)."""

    first: int
    last: int
    since: str
    until: str
    figures: Figures


class Batch(msgspec.Struct, frozen=True):
    """The documents that came in with one job; ``None`` for those that came by the command line or one by one."""

    job: int | None
    documents: int
    figures: Figures


class Against(msgspec.Struct, frozen=True):
    """An annotator beside the gold of ``documents`` that they have finished, over all labels and by label."""

    annotator: str
    documents: int
    figures: Figures
    labels: dict[str, Figure]


class Outcome(msgspec.Struct, frozen=True):
    """What an annotator made of the suggestions that they have decided on."""

    annotator: str
    accepted: int
    fixed: int
    rejected: int

    @property
    def share(self) -> float:
        """The share accepted as it was."""
        return self.accepted / max(1, self.accepted + self.fixed + self.rejected)


class Confused(msgspec.Struct, frozen=True):
    """How often of two annotators one said ``one`` and the other ``other`` of the same case; empty for nothing."""

    one: str
    other: str
    count: int


class Review(msgspec.Struct, frozen=True):
    """All of it. ``documents`` somebody has finished, ``shared`` two or more; ``golden`` are those with gold.

    ``shown`` and ``blind`` are the shared documents with and without suggestions, where something is suggested.
    """

    rule: str
    documents: int
    shared: int
    annotators: list[str]
    figures: Figures
    events: Figures
    labels: dict[str, Figures]
    roles: dict[str, Figures]
    pairs: list[Pair]
    confusion: list[Confused]
    time: list[Stretch]
    batches: list[Batch]
    shown: Figures
    blind: Figures
    golden: int
    against: list[Against]
    outcomes: list[Outcome]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        value: dict[str, Any] = msgspec.to_builtins(self)
        return value


def review_from(value: Any) -> Review | None:
    """Return what :meth:`Review.as_json` gave; ``None`` for what another version of the program has counted."""
    try:
        return msgspec.convert(value, Review)
    except msgspec.ValidationError:
        return None


def figure_of(one: Measured) -> Figure:
    """Return a figure as it is kept."""
    value, low, high = (None if end is None else round(end, 4) for end in (one.value, one.low, one.high))
    why = reasons.TOO_MANY if one.undefined == reasons.NOT_ASKED else one.undefined
    return Figure(value, low, high, one.n, one.documents, kept(why) if why else None)


def figures_of(measures: Mapping[str, Measured]) -> Figures:
    """Return figures as they are kept."""
    return {name: figure_of(one) for name, one in measures.items()}
