"""What suggestions come to in a project, as it was counted last."""

from __future__ import annotations

from math import sqrt
from typing import Any

import msgspec

from annotator.core.hushing import Hushed
from annotator.core.reliability import Bin


class Outcome(msgspec.Struct, frozen=True):
    """What became of what ``suggester`` proposed with ``label``, in all layers. One proposed by two counts for both."""

    suggester: str
    label: str
    accepted: int
    fixed: int
    rejected: int

    @property
    def share(self) -> float:
        """The share accepted as it was."""
        return self.accepted / (self.accepted + self.fixed + self.rejected)


class Found(msgspec.Struct, frozen=True):
    """The spans of ``label`` in finished work with suggestions: accepted, fixed, and ``missed``: added by hand."""

    label: str
    accepted: int
    fixed: int
    missed: int

    @property
    def share(self) -> float:
        """The share that a suggestion led to."""
        return (self.accepted + self.fixed) / (self.accepted + self.fixed + self.missed)


class Portion(msgspec.Struct, frozen=True):
    """Finished work number ``first`` to ``last``, by the time when it was finished (days of UTC).

    ``seconds`` and ``actions`` are medians for one document, ``characters`` the mean length of the texts.
    """

    first: int
    last: int
    since: str
    until: str
    seconds: float
    actions: float
    characters: float


class Kind(msgspec.Struct, frozen=True):
    """Finished work of one kind: at documents shown with suggestions, or without. ``works``: each person's counts once.

    ``squares`` is the sum of the squared numbers of spans; ``seconds`` those of the ``timed`` works.
    """

    documents: int = 0
    works: int = 0
    spans: int = 0
    squares: int = 0
    timed: int = 0
    seconds: int = 0
    labels: dict[str, int] = {}

    @property
    def mean(self) -> float:
        """Spans a document."""
        return self.spans / self.works if self.works else 0.0

    @property
    def error(self) -> float | None:
        """The standard error of the spans a document; ``None`` where there is only one."""
        if self.works < 2:
            return None
        spread = max(0.0, self.squares - self.spans * self.mean) / (self.works - 1)
        return sqrt(spread / self.works)

    @property
    def pace(self) -> float | None:
        """Seconds a document, of those whose time is known."""
        return self.seconds / self.timed if self.timed else None

    def each(self, label: str) -> float:
        """Spans of ``label`` a document."""
        return self.labels.get(label, 0) / self.works if self.works else 0.0


class Memory(msgspec.Struct, frozen=True):
    """So many names are remembered, with so many decisions on them."""

    names: int = 0
    accepted: int = 0
    rejected: int = 0


class Error(msgspec.Struct, frozen=True):
    """How far the scores are from the shares accepted, in the mean over ``judged`` suggestions, before and after."""

    suggester: str
    judged: int
    raw: float
    calibrated: float


class Scores(msgspec.Struct, frozen=True):
    """What scores are worth, as suggesters give them (``raw``) and ``calibrated``: bins, and errors over all.

    ``hushed`` is what is no longer shown.
    """

    raw: list[Bin] = []
    calibrated: list[Bin] = []
    error: Error = Error("", 0, 0.0, 0.0)
    errors: list[Error] = []
    hushed: list[Hushed] = []


class Figures(msgspec.Struct, frozen=True):
    """All that was counted; ``shown`` and ``blind`` are the documents with and without suggestions."""

    outcomes: list[Outcome]
    found: list[Found]
    work: list[Portion]
    shown: Kind
    blind: Kind
    memory: Memory
    scores: Scores

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        value: dict[str, Any] = msgspec.to_builtins(self)
        return value


def figures_from(value: Any) -> Figures | None:
    """Return what :meth:`Figures.as_json` gave; ``None`` for what another version of the program has counted."""
    try:
        return msgspec.convert(value, Figures)
    except msgspec.ValidationError:
        return None
