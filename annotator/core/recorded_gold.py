"""Gold as files carry it: where each span and event comes from. People go by their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

LAYER = "gold"
"""What a line of gold says its layer is, and what the layer of an export is called that holds it."""


class Approval(NamedTuple):
    """Who decided or approved, when (ISO 8601, ``""`` where that is not known), and why; ``""`` for nobody we know."""

    annotator: str = ""
    at: str = ""
    reason: str = ""


NOBODY = Approval()


class GoldSource(NamedTuple):
    """Where a span or event comes from; see :class:`annotator.core.provenance.Provenance`."""

    origin: str
    sources: tuple[str, ...] = ()
    agreement: float = 0.0
    verdict: Approval | None = None


@dataclass(frozen=True, slots=True)
class RecordedGold:
    """What a record of gold says beside its spans and events: where each of them comes from, by its id.

    ``rule`` is the project's rule it was made by, ``""`` where none is told; ``outdated`` that layers came or changed
    since it was approved.
    """

    spans: Mapping[str, GoldSource]
    events: Mapping[str, GoldSource]
    rule: str = ""
    approved: Approval = NOBODY
    outdated: bool = False
