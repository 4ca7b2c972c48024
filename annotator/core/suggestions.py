"""What a suggester proposes: spans, triggers, arguments. A suggestion is never a span: people decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import Phrase
from annotator.core.spans import Span


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed span.

    ``score`` lies in [0, 1]; ``reason`` is one line for the annotator. Where the label is that of triggers, ``type``
    (and, if known, ``subtype``) name the event; otherwise both are ``None``.
    """

    span: Span
    score: float
    reason: Phrase
    type: str | None = None
    subtype: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArgumentSuggestion:
    """A proposed argument: ``span`` fills ``role`` of the event that ``trigger`` names. Both are suggested spans."""

    trigger: Span
    role: str
    span: Span
    score: float
    reason: Phrase


@runtime_checkable
class Suggester(Protocol):
    """The one contract of all suggesters; a module in ``suggesters/`` offers one as its ``suggester``.

    ``id`` is the module's name; ``title`` a translatable name; ``version`` changes whenever its answers may;
    ``reads`` is ``"text"`` or ``"annotations"``: the latter is run last and is given the spans that the others propose.
    """

    id: str
    title: str
    version: str
    reads: str

    def ready(self) -> Phrase | None:
        """Return ``None``, or one sentence that says why it cannot work now and what helps. Never raises."""

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Iterable[Suggestion | ArgumentSuggestion]:
        """Propose spans inside ``document.text`` with labels of ``labels`` that are not retired.

        The same document always gets the same answer, and is not changed.
        """
