"""What a layer stands on: the text, the label set, the suggestions, the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.core.edits import Edit
from annotator.core.labels import LabelSet
from annotator.core.layer import Layer
from annotator.core.suggestions import Suggestion


@dataclass(frozen=True, slots=True)
class Ground:
    """What a layer stands on. ``edits_of`` gives the logged edits of an operation of this layer, or ``None``."""

    text: str
    labels: LabelSet
    suggestions: Mapping[int, Suggestion]
    edits_of: Callable[[str], Sequence[Edit] | None] = field(default=lambda operation: None)

    def is_trigger(self, label: str) -> bool:
        """Whether spans with this label name events."""
        return self.labels.trigger is not None and self.labels.trigger.id == label


Plan = Callable[[Any, Layer, Ground], list[Edit]]
"""What operations of one kind change: given the operation, the layer and its ground, the edits, or a ``Problem``."""
