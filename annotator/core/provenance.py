"""Gold as a value: what holds of a document after adjudication, each span and event with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from annotator.core.events import Event
from annotator.core.layer import FINISHED, OPEN, Layer, MarkedSpan
from annotator.core.settlement import Settlement
from annotator.core.verdicts import Part, Verdict


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a span or event comes from. ``origin`` is ``agreed`` or ``adjudicated`` (some part of it was decided).

    ``sources`` are the annotators who marked just this (of a span: place and label; of an event: type and subtype of
    that trigger), ``agreement`` is their share of all who did the document, weighted where the rule is. ``verdict`` is
    the last one that decided a part of it.
    """

    origin: str
    sources: tuple[str, ...]
    agreement: float
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A span of the gold, and the key of its case."""

    span: MarkedSpan
    case: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """An event of the gold, and the key of its trigger's case. Its ids are those of the gold."""

    event: Event
    case: str
    provenance: Provenance


class Loss(StrEnum):
    """Why something that was agreed or decided is not in the gold.

    ``FILLER``: nothing is gold where the argument's span was; ``WAITING``: that is still open; ``ROLE``: the span's
    label cannot fill the role; ``TRIGGER``: the span's label is not that of triggers.
    """

    FILLER = "filler"
    WAITING = "waiting"
    ROLE = "role"
    TRIGGER = "trigger"


class Lost(NamedTuple):
    """Something that the gold leaves out: of the case with the key ``case``, the event at ``event``, an argument of it.

    ``role`` and ``filler`` (the key of a case) are empty where the whole event is left out.
    """

    case: str
    event: int
    why: Loss
    role: str = ""
    filler: str = ""


@dataclass(frozen=True, slots=True)
class Gold:
    """The gold of one document: spans and events by id, like a layer's, and what there is still to do.

    Ids are made from the case's key: they stay the same from one computation to the next. ``settlements`` hold by the
    key of the case what each part comes from. ``lost`` is what was left out so that the rest fits together.
    """

    spans: Mapping[str, GoldSpan]
    events: Mapping[str, GoldEvent]
    settlements: Mapping[str, Settlement]
    lost: Sequence[Lost] = field(default_factory=list)

    @property
    def open(self) -> Mapping[str, tuple[Part, ...]]:
        """The parts to be decided, by the key of the case, in the order of the cases; no cases without any."""
        return {key: settlement.open for key, settlement in self.settlements.items() if settlement.open}

    @property
    def complete(self) -> bool:
        """Whether nothing is left to decide. A document in which nobody marked anything has no cases, so it is."""
        return not self.open

    def layer(self) -> Layer:
        """Return spans and events as a layer, finished where the gold is complete."""
        return Layer(
            spans={id_: one.span for id_, one in self.spans.items()},
            events={id_: one.event for id_, one in self.events.items()},
            state=FINISHED if self.complete else OPEN,
        )


def id_of(*key: object) -> str:
    """Return the id of a gold span or event from the key of its case (and the event's place): ``g`` and 16 letters."""
    return "g" + blake2b(repr(key).encode(), digest_size=8).hexdigest()
