"""Records: a document with what was marked in it, as files carry it. Readers make them, writers take them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple, Protocol

from annotator.core.document import Document
from annotator.core.events import Event
from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.recorded_gold import RecordedGold
from annotator.core.spans import Span

_NOTHING: Mapping[str, Any] = MappingProxyType({})

MAX_SHOWN = 500
"""So many characters of one value a message shows."""


class SuggestedSpan(NamedTuple):
    """A suggestion as a file carries it; ``type`` and ``subtype`` where it names an event.

    A named tuple, as the other one below: a large file has a million, and they are made in a third of the time.
    """

    span: Span
    suggester: str = ""
    score: float = 1.0
    type: str | None = None
    subtype: str | None = None
    attributes: Mapping[str, Any] = _NOTHING


class RecordedSpan(NamedTuple):
    """A decided span with its provenance: ``suggested`` is what it was accepted or fixed from, if anything.

    A span of gold is nobody's: its ``annotator`` is empty, its ``origin`` is ``agreed`` or ``adjudicated``.
    """

    id: str
    span: Span
    attributes: Mapping[str, Any]
    origin: str
    annotator: str
    decided_at: str
    suggested: SuggestedSpan | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A suggestion that ``annotator`` rejected."""

    suggested: SuggestedSpan
    annotator: str
    decided_at: str = ""


@dataclass(frozen=True, slots=True)
class RefusedArgument:
    """A suggested argument that ``annotator`` rejected: ``filler`` in ``role`` of the event of ``trigger``."""

    trigger: SuggestedSpan
    role: str
    filler: SuggestedSpan
    annotator: str
    decided_at: str = ""


@dataclass(frozen=True, slots=True)
class RecordedNote:
    """What ``annotator`` noted about the span with the id ``span``, about ``suggested``, or (neither) the document."""

    id: str
    sort: str
    text: str
    annotator: str
    noted_at: str = ""
    span: str | None = None
    suggested: SuggestedSpan | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One document. ``key`` is its id in the file; ``line`` says where it stood (1-based, 0 where there are no lines).

    ``annotators`` names all whose layers are in, also those who marked nothing; ``finished`` those who were done,
    ``skipped`` those who left it undone. ``suggestions`` are spans that came without a decision. ``raw`` is the line
    itself where somebody collects those that cannot be used; it is no part of what the record says.

    With ``gold``, spans and events are gold, and ``annotators`` are those whose finished layers it stands on.
    """

    document: Document
    key: str | None = None
    line: int = 0
    annotators: Sequence[str] = ()
    finished: Sequence[str] = ()
    spans: Sequence[RecordedSpan] = ()
    events: Sequence[Event] = ()
    rejected: Sequence[Rejection] = ()
    suggestions: Sequence[SuggestedSpan] = ()
    skipped: Sequence[str] = ()
    refused: Sequence[RefusedArgument] = ()
    notes: Sequence[RecordedNote] = ()
    gold: RecordedGold | None = None
    raw: bytes = field(default=b"", compare=False, repr=False)


class FileProblem(Problem):
    """A file cannot be read; the phrase begins with the file's name and, where there is one, the line.

    ``raw`` holds the bytes of that line where they can be handed back to be mended, without its end.
    """

    def __init__(self, code: str, name: str, line: int, message: str, /, **values: Any) -> None:
        self.file, self.line, self.raw = name, line, b""
        reason = Phrase(message, {key: _short(value) for key, value in values.items()})
        if line:
            super().__init__(code, N_("%(file)s, line %(line)s: %(reason)s"), file=name, line=line, reason=reason)
        else:
            super().__init__(code, N_("%(file)s: %(reason)s"), file=name, reason=reason)


def _short(value: Any) -> Any:
    """Return what a message can show of ``value``: a file may hold a label of a million letters."""
    shown = value if isinstance(value, str) else repr(value) if isinstance(value, dict | list) else None
    return value if shown is None else shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}…"


Refused = Callable[[FileProblem], None]
"""Takes what is wrong with one line, so that reading can go on behind it."""


class Format(Protocol):
    """The contract of all formats; a module in ``formats/`` offers one as its ``format``.

    ``suffix`` begins with a dot; ``loses`` names what of a record the format cannot carry.
    """

    id: str
    title: str
    suffix: str
    loses: frozenset[str]

    def read(self, stream: BinaryIO, name: str, refused: Refused | None = None) -> Iterator[Record]:
        """Yield the records of a file; raise :class:`FileProblem` at the first that cannot be read.

        With ``refused``, that gets the problem of each line that cannot be read, and the others are yielded (each with
        its ``raw`` line); what is wrong with the file as a whole is still raised. One that is a single document, with
        no lines to go on with, has nothing to hand over.
        """

    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        """Yield the file piece by piece."""
