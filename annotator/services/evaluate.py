"""Evaluating: how well suggesters do on gold that they have not seen, after learning from other gold or before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.lessons import Lesson
from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.scoring import WAYS, Item, Scores
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Learner, Suggester, Suggestion
from annotator.core.tokens import tokenize
from annotator.suggesters import registry
from annotator.suggesters.learning.findings import findings, sources
from annotator.suggesters.merge import SHOWN, Proposal, propose

_TOGETHER = 32
"""So many documents are looked at together."""


@dataclass(frozen=True, slots=True)
class Trained:
    """Suggesters, models among them; how long learning took; and who is left out, with the reason."""

    suggesters: Mapping[str, Suggester]
    seconds: float = 0.0
    left_out: Mapping[str, Phrase] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """What came out on ``documents`` documents of gold.

    ``events`` are the counts by way for triggers with their types, with their subtypes, and for arguments;
    ``tokens_per_second`` is that of the models where there are any, of all suggesters together otherwise.
    """

    scores: Scores
    events: Mapping[str, Scores]
    documents: int
    tokens: int
    seconds: float
    tokens_per_second: float

    def as_json(self) -> dict[str, Any]:
        """Return the scores, the counts of events where the gold has any, and the speed."""
        events = {name: _by_way(scores) for name, scores in self.events.items() if scores.micro().gold}
        return {
            **self.scores.as_json(),
            **({"events": events} if events else {}),
            "tokens_per_second": round(self.tokens_per_second),
        }


def _by_way(scores: Scores) -> dict[str, Any]:
    return {way: scores.micro(way).as_json() for way in WAYS}


def trained(lessons: Sequence[Lesson], labels: LabelSet, wanted: Collection[str] = (),
            unlabelled: Sequence[str] = ()) -> Trained:  # fmt: skip
    """Let the learners among the ``wanted`` suggesters (all, where none is named) learn; leave out who is not ready.

    Raises :class:`Problem` ``suggester-unknown``.
    """
    known = registry.all()
    for name in wanted:
        if name not in known:
            raise Problem(
                "suggester-unknown",
                N_("There is no suggester “%(name)s”. Known: %(known)s."), name=name, known=", ".join(known),
            )  # fmt: skip
    begun = perf_counter()
    ours = {name: _taught(one, lessons, labels, unlabelled) for name, one in known.items() if name in (wanted or known)}
    seconds = perf_counter() - begun if lessons else 0.0
    reasons = {name: one.ready() for name, one in ours.items()}
    out = {name: reason for name, reason in reasons.items() if reason is not None}
    return Trained({name: one for name, one in ours.items() if name not in out}, seconds, out)


def _taught(one: Suggester, lessons: Sequence[Lesson], labels: LabelSet, unlabelled: Sequence[str]) -> Suggester:
    if not lessons or not isinstance(one, Learner):
        return one
    return one.learn(lessons, labels, unlabelled=unlabelled)


class Timed:
    """A suggester with a watch: ``seconds`` is how long its answers have taken."""

    def __init__(self, suggester: Suggester) -> None:
        """Watch ``suggester``."""
        self._suggester, self.seconds = suggester, 0.0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._suggester, name)
        return self._watched(found) if name in ("judge", "prepare") else found

    def _watched(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any) -> Any:
            begun = perf_counter()
            try:
                return act(*given)
            finally:
                self.seconds += perf_counter() - begun

        return watched

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Iterable[Suggestion | ArgumentSuggestion]:
        """Propose as the suggester does."""
        found: list[Suggestion | ArgumentSuggestion] = self._watched(
            lambda: list(self._suggester.suggest(document, labels, annotations))
        )()
        return found


def measured(
    gold: Sequence[Lesson], labels: LabelSet, suggesters: Mapping[str, Suggester], only: Collection[str] = ()
) -> Figures:
    """Return how well ``suggesters`` do on ``gold``, counting what annotators would be shown.

    ``only`` names the labels that count; all do where it is empty.
    """
    watched = {name: Timed(one) for name, one in suggesters.items()}
    counting = _Counting(labels, only)
    counting.warm(watched)
    begun = perf_counter()
    for start in range(0, len(gold), _TOGETHER):
        some = gold[start : start + _TOGETHER]
        _look_ahead([lesson.document for lesson in some], watched)
        for lesson in some:
            counting.add(lesson, propose(lesson.document, labels, watched))
    seconds = perf_counter() - begun
    models = [one for name, one in watched.items() if hasattr(suggesters[name], "data")]
    tokens = sum(len(tokenize(lesson.document.text)) for lesson in gold)
    spent = sum(one.seconds for one in models or watched.values())
    return Figures(counting.spans, counting.events, len(gold), tokens, seconds, tokens / spent if spent else 0.0)


def _look_ahead(documents: Sequence[Document], suggesters: Mapping[str, Timed]) -> None:
    """Let models look at documents together, what the rules find there being given."""
    models = [one for one in suggesters.values() if hasattr(one, "prepare")]
    for document in documents if models else ():
        findings(document, tuple(sorted(sources())))
    for one in models:
        one.prepare(documents)


class _Counting:
    """Scores of spans and of events, as documents are added."""

    def __init__(self, labels: LabelSet, only: Collection[str]) -> None:
        self._labels, self._only = labels, only
        self.spans = Scores()
        self.events = {name: Scores() for name in ("types", "subtypes", "arguments")}

    def warm(self, suggesters: Mapping[str, Timed]) -> None:
        """Load word lists before any time is taken."""
        propose(Document("حلب"), self._labels, suggesters)
        for one in suggesters.values():
            one.seconds = 0.0

    def add(self, lesson: Lesson, proposal: Proposal) -> None:
        """Count one document."""
        text = lesson.document.text
        shown = [one.suggestion for one in proposal.spans if one.suggestion.score >= SHOWN]
        self.spans.add(text, self._items(lesson.spans), self._items(one.span for one in shown))
        if lesson.events:
            self._add_events(lesson, shown, proposal)

    def _items(self, spans: Iterable[Span]) -> list[Item]:
        only = self._only
        return [Item(one.start, one.end, one.label) for one in spans if not only or one.label in only]

    def _add_events(self, lesson: Lesson, shown: Sequence[Suggestion], proposal: Proposal) -> None:
        text, places = lesson.document.text, {one.span for one in shown}
        typed = [one for one in shown if one.type is not None]
        ours = [(one.trigger, one.type, one.subtype) for one in lesson.events]
        theirs = [(one.span, str(one.type), one.subtype) for one in typed]
        self.events["types"].add(text, _kinds(ours, False), _kinds(theirs, False))
        self.events["subtypes"].add(text, _kinds(ours, True), _kinds(theirs, True))
        linked = [
            one.suggestion for one in proposal.arguments if {one.suggestion.trigger, one.suggestion.span} <= places
        ]
        self.events["arguments"].add(
            text,
            [_link(event.trigger, role, span) for event in lesson.events for role, span in event.arguments],
            [_link(one.trigger, one.role, one.span) for one in linked],
        )


def _kinds(events: Iterable[tuple[Span, str, str | None]], deep: bool) -> list[Item]:
    return [Item(span.start, span.end, f"{kind}/{subtype}" if deep else kind) for span, kind, subtype in events]


def _link(trigger: Span, role: str, span: Span) -> Item:
    """Return an argument as one item: its filler's place, under its role at its trigger."""
    return Item(span.start, span.end, f"{role} {trigger.start}-{trigger.end}")


def curve(
    gold: Sequence[Lesson], lessons: Sequence[Lesson], labels: LabelSet, sizes: Iterable[int],
    wanted: Collection[str] = (), only: Collection[str] = (), unlabelled: Sequence[str] = (),
) -> list[tuple[int, Trained, Figures]]:  # fmt: skip
    """Return what comes out after the first 50, 100 … lessons, for each of ``sizes`` that there are lessons for."""
    found = []
    for size in sorted({min(size, len(lessons)) for size in sizes}):
        taught = trained(lessons[:size], labels, wanted, unlabelled)
        found.append((size, taught, measured(gold, labels, taught.suggesters, only)))
    return found
