"""What an export is to hold, and the counts that say what is in it and what is not."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.recorded_gold import LAYER

ALL = "all"
"""The layer name that stands for everybody's."""

GOLD = LAYER
"""The layer name that stands for the gold."""

USER = "user:"
"""Before a name, it says that a user is meant, whatever they are called."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to export: everybody's layers, one user's, or the gold; also unfinished ones or not (gold is finished)."""

    layer: str = ALL
    finished_only: bool = False

    @property
    def is_gold(self) -> bool:
        """Whether the gold is meant."""
        return self.layer == GOLD

    @property
    def annotator(self) -> str | None:
        """The name of the user whose layers are meant, ``None`` where nobody is named."""
        return None if self.layer in (ALL, GOLD) else self.layer.removeprefix(USER)


def layer_of(name: str) -> str:
    """Return the layer name that stands for a user."""
    return USER + name if name in (ALL, GOLD) or name.startswith(USER) else name


@dataclass(slots=True)
class Counts:
    """What an export of layers holds, and what it leaves out."""

    documents: int = 0
    layers: int = 0
    unfinished_layers: int = 0
    spans: int = 0
    events: int = 0
    rejected: int = 0
    refused: int = 0
    notes: int = 0
    documents_left_out: int = 0
    layers_left_out: int = 0
    undecided: int = 0


@dataclass(slots=True)
class GoldCounts:
    """What an export of gold holds, and what it leaves out.

    Of ``documents``, ``outdated`` are out of date. Of the documents that are ``not_gold``, somebody has begun
    ``not_gold_begun``. Spans and events, and what came here out of date, are counted when they are written, not before.
    """

    documents: int = 0
    outdated: int = 0
    not_gold: int = 0
    not_gold_begun: int = 0
    spans: int = 0
    events: int = 0
