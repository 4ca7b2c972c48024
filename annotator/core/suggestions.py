"""What a suggester proposes: spans, triggers, arguments. A suggestion is never a span: people decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.lessons import Lesson
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


@runtime_checkable
class Judge(Protocol):
    """Who gives the proposals of other suggesters new scores, knowing how such ones fared.

    ``replaces`` are the ids of suggesters whose arguments its own stand for.
    """

    replaces: frozenset[str]

    def judge(
        self, document: Document, labels: LabelSet, proposed: Sequence[tuple[str, Suggestion]]
    ) -> Sequence[Suggestion]:
        """Return the proposals, given with their suggesters' ids, in the same order: with other scores or the same,
        triggers with other types or the same.
        """


Report = Callable[[float], None]
"""Is told the share of a work that is done, in [0, 1]; may raise, which ends the work."""


def unheard(share: float) -> None:
    """Take a report and do nothing with it."""


@runtime_checkable
class Model(Suggester, Protocol):
    """What a learner made of its lessons: a suggester with the same id.

    ``data`` is all of it as bytes: data, never code, and self-describing, so that ``load`` can tell a damaged file and
    one of another version. ``version`` is 12 hexadecimal digits of its hash.
    """

    data: bytes


@runtime_checkable
class Learner(Suggester, Protocol):
    """A suggester that learns. By itself it knows nothing, and ``ready`` says so; its models suggest."""

    def learn(
        self,
        lessons: Sequence[Lesson],
        labels: LabelSet,
        *,
        unlabelled: Sequence[str] = (),
        report: Report = unheard,
    ) -> Model:
        """Return what can be learned from ``lessons`` about ``labels``; the same lessons give the same model.

        ``unlabelled`` are other texts of the same kind. Lessons that cannot be used are passed over; where none is
        left, raises :class:`~annotator.core.phrases.Problem` with the code ``lessons-empty``.
        """

    def load(self, data: bytes) -> Model:
        """Return the model of ``data``; codes ``model-damaged`` and ``model-version`` where it is none of ours."""
