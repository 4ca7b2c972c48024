"""First guesses at who, whom, where, when, with what and who says so, for each proposed trigger.

Guesses go by place: the clause of the trigger, what stands between, the preposition before a span, the order of verb
and subject, active or passive. They only link spans that were proposed, and keep to the labels that each role takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from annotator.core.arabic import matching_form
from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.suggesters.lexicon import listed
from annotator.suggesters.merge import SHOWN
from annotator.suggesters.reading import Reading, read
from annotator.suggesters.rules.clauses import SAYING, Clause, before_span, between, clause_of, is_passive

_FAR = 28
_SAME_CLAUSE = N_("It stands in the same clause, after “%(word)s”.")
_SAID = N_("It stands beside a word of saying.")
_NEAREST = N_("It is the nearest one in the same sentence.")
_AGAINST = listed("arguments", "against")
_BETWEEN = frozenset(("بين", "مع"))


class _Guess(NamedTuple):
    span: Span
    score: float
    reason: Phrase


class Arguments:
    """Links proposed triggers with proposed spans in the roles of the label set."""

    id = "arguments"
    title = N_("Arguments of events")
    version = "1"
    reads = "annotations"

    def ready(self) -> Phrase | None:
        """Return ``None``: nothing else is needed."""
        return None

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Iterable[ArgumentSuggestion]:
        """Propose arguments between the spans given."""
        if labels.trigger is None or not labels.roles:
            return []
        reading = read(document)
        triggers = [one for one in annotations if one.span.label == labels.trigger.id and one.score >= SHOWN]
        spans = [one.span for one in annotations if one.span.label != labels.trigger.id]
        return [found for trigger in triggers for found in _arguments(reading, labels, trigger, triggers, spans)]


def _arguments(
    reading: Reading, labels: LabelSet, trigger: Suggestion, triggers: Sequence[Suggestion], spans: Sequence[Span]
) -> Iterator[ArgumentSuggestion]:
    clause = clause_of(reading, trigger.span, [one.span for one in triggers])
    for role, finder in _FINDERS.items():
        allowed = labels.roles_by_id.get(role)
        if allowed is None:
            continue
        inside = [span for span in spans if span.label in allowed.labels and clause.holds(span)]
        found = list(finder(reading, clause, trigger, _outermost(inside)))
        for guess in found if allowed.many else found[:1]:
            yield ArgumentSuggestion(trigger.span, role, guess.span, guess.score, guess.reason)


def _outermost(spans: Sequence[Span]) -> list[Span]:
    """Return the spans that lie in no other one of the list, in order."""
    return [one for one in sorted(spans) if not any(other != one and other.covers(one) for other in spans)]


def _reason(reading: Reading, span: Span) -> Phrase:
    return Phrase(_SAME_CLAUSE, {"word": before_span(reading, span) or "…"})


def _initiators(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> Iterator[_Guess]:
    both = _pair(reading, clause, trigger, spans)
    if both:
        yield from both
        return
    if is_passive(reading, trigger.span):
        return
    after = [span for span in spans if span.start >= trigger.span.end and clause.tight(span)]
    for span in after:
        word = before_span(reading, span)
        gap = between(reading, trigger.span, span)
        if word in ("من", "نفذه", "نفذته", "نفذها", "نفذتها", "شنته", "شنه", "شنتها", "قبل", "يد"):
            yield _Guess(span, 0.65, _reason(reading, span))
            return
        if gap <= 1 and word not in _AGAINST and clause.agentive:
            yield _Guess(span, 0.72, _reason(reading, span))
            yield from _and(reading, span, spans, 0.6)
            return
    before = [
        span for span in spans if span.end <= trigger.span.start and clause.tight(span) and not _says(reading, span)
    ]
    if before:
        span = before[-1]
        if before_span(reading, span) not in _AGAINST | {"من", "تعرض", "تعرضت"}:
            yield _Guess(span, 0.5, Phrase(_NEAREST))


def _pair(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> list[_Guess]:
    """Return both sides of بين س وص, where the event is one between two parties."""
    for place, span in enumerate(spans):
        if span.start < trigger.span.end or before_span(reading, span) not in _BETWEEN:
            continue
        rest = [one for one in spans[place + 1 :] if between(reading, span, one) <= 12][:3]
        return [_Guess(one, 0.72, _reason(reading, one)) for one in (span, *rest)]
    return []


def _and(reading: Reading, span: Span, spans: list[Span], score: float) -> Iterator[_Guess]:
    """Yield the spans that و joins to this one."""
    last = span
    for other in spans:
        joined = other.start > last.end and reading.text[last.end : other.start].strip(" ،") in ("و", "")
        if joined and other.start - last.end <= 3:
            last = other
            yield _Guess(other, score, Phrase(_NEAREST))


def _targets(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> Iterator[_Guess]:
    if trigger.type in ("Protests", "Strategic developments") and trigger.subtype in ("Peaceful protest", "Agreement"):
        return
    if _pair(reading, clause, trigger, [span for span in spans if span.label == "ACTOR"]):
        return
    after = [span for span in spans if span.start >= trigger.span.end and clause.tight(span)]
    for span in after:
        word, gap = before_span(reading, span), between(reading, trigger.span, span)
        if word in _AGAINST or (word == "علي" and span.label != "ACTOR"):
            yield _Guess(span, 0.6, _reason(reading, span))
            yield from _and(reading, span, spans, 0.5)
            return
        if span.label == "FACILITY" and word in ("علي", "") and gap <= 6:
            yield _Guess(span, 0.55, _reason(reading, span))
            return
    if is_passive(reading, trigger.span) and after:
        yield _Guess(after[0], 0.5, Phrase(_NEAREST))


def _locations(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> Iterator[_Guess]:
    after = [span for span in spans if span.start >= trigger.span.end and clause.tight(span)]
    if after:
        first = after[0]
        yield _Guess(first, 0.6, _reason(reading, first))
        last = first
        for span in after[1:]:
            if between(reading, last, span) <= 2 and before_span(reading, span) not in ("الي", "من"):
                yield _Guess(span, 0.52, Phrase(_NEAREST))
                last = span
            else:
                break
        return
    before = [span for span in spans if span.end <= trigger.span.start and clause.tight(span)]
    if before:
        yield _Guess(before[-1], 0.35, Phrase(_NEAREST))


def _nearest(score: float, tight: bool) -> _Finder:
    def find(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> Iterator[_Guess]:
        near = [span for span in spans if not tight or clause.tight(span)]
        near.sort(key=lambda span: between(reading, trigger.span, span))
        for place, span in enumerate(near[:1] if tight else near[:2]):
            if between(reading, trigger.span, span) <= _FAR:
                yield _Guess(span, score - 0.1 * place, Phrase(_NEAREST))

    return find


def _sources(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> Iterator[_Guess]:
    for span in spans:
        if _says(reading, span):
            yield _Guess(span, 0.5, Phrase(_SAID))
            return


def _says(reading: Reading, span: Span) -> bool:
    """Whether a word of saying stands right before the span (or a kind word between them)."""
    words = reading.text[max(0, span.start - 40) : span.start].split()[-3:]
    return any(matching_form(word).lstrip("و") in SAYING for word in words)


_Finder = Callable[[Reading, Clause, Suggestion, list[Span]], Iterator[_Guess]]
_FINDERS: dict[str, _Finder] = {
    "initiator": _initiators,
    "target": _targets,
    "location": _locations,
    "time": _nearest(0.66, True),
    "weapon": _nearest(0.72, True),
    "casualties": _nearest(0.7, True),
    "source": _sources,
}

suggester = Arguments()
