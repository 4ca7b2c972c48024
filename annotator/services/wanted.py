"""Which cases are asked for, said as a value: those behind a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from annotator.core.differing import Kind
from annotator.core.lowering import MEASURES, Lowers


class Place(NamedTuple):
    """Where a case is: its document, the first character, its key. Cases stand in this order.

    ``user`` is whose layer is beside the gold there; 0 where annotators are beside one another.
    """

    document: int
    start: int
    key: str
    user: int = 0


class Among(StrEnum):
    """Among which cases: those at which annotators differ, to which two gave the same label, all; beside the gold."""

    DIFFERENT = "different"
    AGREED = "agreed"
    ALL = "all"
    GOLD = "gold"


class State(StrEnum):
    """The state of a case: left to decide; decided by rule or curator; its document is gold."""

    OPEN = "open"
    SETTLED = "settled"
    GOLD = "gold"


class Side(StrEnum):
    """Whose marks beside the gold: those of the known answers (what was missed) or of the annotator (too much)."""

    GOLD = "gold"
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: those at which two annotators (or ``one`` and anybody) differ in this way, marked with this label.

    ``other_label``: one of the two has ``label`` there, the second this one. ``measure`` is one that they lower
    (:data:`annotator.core.lowering.MEASURES`), ``role`` one in which their arguments differ. ``job`` is the import that
    the document came with (or :data:`annotator.services.filtering.NO_JOB`), ``stretch`` the first and the last of the
    finished documents in their order, ``suggested`` whether suggestions were shown, of documents that have any. What is
    ``None`` does not narrow.

    Beside the gold, ``one`` is the annotator; ``purpose`` is what the documents are for (without: all but practice),
    ``side`` whose marks are meant (with ``label``: theirs), ``week`` the Monday of the week in which the layer was
    finished. Among the agreed, ``label`` is what both gave; among all, ``one`` has finished the document.
    """

    kind: Kind | None = None
    label: str | None = None
    other_label: str | None = None
    one: int | None = None
    other: int | None = None
    document: int | None = None
    job: int | None = None
    measure: str | None = None
    role: str | None = None
    state: State | None = None
    stretch: tuple[int, int] | None = None
    suggested: bool | None = None
    among: Among = Among.DIFFERENT
    purpose: str | None = None
    side: Side | None = None
    week: date | None = None

    @property
    def lowers(self) -> Lowers:
        """What the cases lower; nothing where no measure is asked for."""
        return MEASURES[self.measure] if self.measure else Lowers(0)
