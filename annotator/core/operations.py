"""What a person can do to a layer. ``planning`` says what each deed changes.

An operation is a person's intention, with an id of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """``id`` is made where the operation is made: sending it twice does it once. ``at`` is set when it is received.

    ``step`` names the undo step that it belongs to; it is empty where that is not known.
    """

    id: str
    at: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(Operation):
    """Take a suggestion as it is, as the new span ``span`` (and, for a trigger, the new event ``event``)."""

    suggestion: int
    span: str
    event: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix(Operation):
    """Take a suggestion with other boundaries, another label, or another event type."""

    suggestion: int
    span: str
    start: int
    end: int
    label: str
    event: str | None = None
    type: str | None = None
    subtype: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Operation):
    """Say that a suggestion is wrong."""

    suggestion: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Operation):
    """Make a rejected suggestion undecided again."""

    suggestion: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSpan(Operation):
    """Mark what no suggester proposed."""

    span: str
    start: int
    end: int
    label: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSpan(Operation):
    """Give a decided span other boundaries, another label or other attributes; what is ``None`` stays."""

    span: str
    start: int | None = None
    end: int | None = None
    label: str | None = None
    attributes: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSpan(Operation):
    """Take a decided span away, with its events and its places as an argument. Its suggestion counts as rejected."""

    span: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddEvent(Operation):
    """Say that a trigger span reports an event."""

    event: str
    trigger: str
    type: str
    subtype: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEvent(Operation):
    """Give an event another type, subtype or other attributes. Type and subtype go together."""

    event: str
    type: str | None = None
    subtype: str | None = None
    attributes: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveEvent(Operation):
    """Take an event away; its trigger stays a span."""

    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetArgument(Operation):
    """Let a span fill a role. In a role that holds one span only, it takes the other's place."""

    event: str
    role: str
    span: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsetArgument(Operation):
    """Take a span out of a role."""

    event: str
    role: str
    span: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseArgument(Operation):
    """Say that a suggested argument is wrong: the suggestion ``filler`` in ``role`` of the event of ``trigger``."""

    trigger: int
    role: str
    filler: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenArgument(Operation):
    """Make a refused argument undecided again."""

    trigger: int
    role: str
    filler: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Operation):
    """Note something about a span added by hand, a suggestion, or (without either) the document."""

    note: str
    sort: str
    text: str = ""
    span: str | None = None
    suggestion: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNote(Operation):
    """Give a note another text."""

    note: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveNote(Operation):
    """Take a note away."""

    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip(Operation):
    """Leave the document undone; the reason becomes a note."""

    note: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish(Operation):
    """Say that the document is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Operation):
    """Open a finished or skipped document again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Operation):
    """Take earlier operations back, the last one first. Undoing an undo does them again."""

    operations: tuple[str, ...]


KINDS: Mapping[str, type[Operation]] = {
    "accept": Accept,
    "fix": Fix,
    "reject": Reject,
    "reopen": Reopen,
    "add_span": AddSpan,
    "change_span": ChangeSpan,
    "remove_span": RemoveSpan,
    "add_event": AddEvent,
    "change_event": ChangeEvent,
    "remove_event": RemoveEvent,
    "set_argument": SetArgument,
    "unset_argument": UnsetArgument,
    "refuse_argument": RefuseArgument,
    "reopen_argument": ReopenArgument,
    "add_note": AddNote,
    "change_note": ChangeNote,
    "remove_note": RemoveNote,
    "skip": Skip,
    "finish": Finish,
    "resume": Resume,
    "undo": Undo,
}
"""Every operation by the word that names it in JSON and in the log."""
