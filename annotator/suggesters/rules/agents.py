"""Who did it and to whom: by verb and word order, by active and passive, by the words before a span.

In Arabic a verb comes first, then who does it, then to whom (قصفت القوات المطار); a party right before a verb does it
too (ان القوات قتلت). A noun of an event takes who does it (هجوم النظام) or, if its verb takes an object, whom
(خطف العمال).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.core.arabic import matching_form
from annotator.core.phrases import N_, Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion
from annotator.suggesters.inflection import event_words
from annotator.suggesters.lexicon import listed, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.clauses import SAYING, Clause, before_span, between, is_passive, quoted_before

NEAREST = N_("It is the nearest one in the same sentence.")
_SAME_CLAUSE = N_("It stands in the same clause, after “%(word)s”.")
_ORDER = N_("The order of the words shows it: the verb, who does it, to whom.")
_AGAINST = listed("arguments", "against")
_BY = listed("arguments", "by")
_OBJECT_NOUNS = listed("arguments", "object_nouns")
_BETWEEN = frozenset(("بين", "مع"))
_UNAGREED = ("Protests", "Riots")


class Guess(NamedTuple):
    """A span in a role, how sure that is (0 to 1), and why."""

    span: Span
    score: float
    reason: Phrase


def after_word(reading: Reading, span: Span) -> Phrase:
    """Return the reason that quotes the word before a span."""
    return Phrase(_SAME_CLAUSE, {"word": quoted_before(reading, span) or "…"})


def initiators(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> Iterator[Guess]:
    """Guess who did it."""
    both = pair(reading, clause, trigger, spans)
    if both:
        yield from both
        return
    after = [span for span in spans if span.start >= trigger.span.end and clause.tight(span)]
    named = next((span for span in after if _by(reading, span)), None)
    if named is not None:
        yield Guess(named, 0.68, after_word(reading, named))
    elif not is_passive(reading, trigger.span):
        verb = _is_verb(reading, trigger.span)
        yield from (_of_verb if verb else _of_noun)(reading, clause, trigger, spans)


def _by(reading: Reading, span: Span) -> bool:
    """Whether the words before say that it was done by this one (من قبل, على يد, نفذه)."""
    return before_span(reading, span) in _BY


def _of_verb(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> Iterator[Guess]:
    subject = _subject(reading, clause, trigger, spans)
    if subject is not None:
        yield Guess(subject, 0.66, Phrase(_ORDER))
        if subject.start > trigger.span.start:
            yield from joined(reading, subject, spans, 0.55)
        return
    before = [span for span in spans if span.end <= trigger.span.start and not says(reading, span)]
    if before and before_span(reading, before[-1]) not in _AGAINST:
        yield Guess(before[-1], 0.45, Phrase(NEAREST))


def _subject(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> Span | None:
    """Return the party right before a verb, or the first one behind it that no preposition introduces."""
    before = [span for span in spans if span.end <= trigger.span.start]
    if before and not between(reading, before[-1], trigger.span) and not says(reading, before[-1]):
        return before[-1]
    if matching_form(reading.text[trigger.span.start : trigger.span.end]).endswith("وا"):
        return None  # the subject is the ending, and stands before
    for span in spans:
        if span.start >= trigger.span.end and clause.tight(span):
            near = between(reading, trigger.span, span) <= 2
            return span if near and not _introduced(reading, span) else None
    return None


def _introduced(reading: Reading, span: Span) -> bool:
    word = before_span(reading, span)
    return word in _AGAINST or word in ("في", "من", "الي", "عن", "مع", "ب", "بين", "ان", "قرب")


def _of_noun(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> Iterator[Guess]:
    after = [span for span in spans if span.start >= trigger.span.end and clause.tight(span)]
    takes_object = _form(reading, trigger.span).removeprefix("ال") in _OBJECT_NOUNS
    crowds = trigger.type in _UNAGREED
    for span in after[:1] if not takes_object else ():
        if between(reading, trigger.span, span) <= 1 and before_span(reading, span) not in _AGAINST:
            yield Guess(span, 0.7, after_word(reading, span))
            yield from joined(reading, span, spans, 0.6)
            return
    near = [span for span in spans if span.end <= trigger.span.start and not says(reading, span)]
    if crowds:
        near = [span for span in spans if _form(reading, span) in words("actors", "crowds")] or near
    elif near and not clause.tight(near[-1]) and not takes_object:
        return
    if near and before_span(reading, near[-1]) not in _AGAINST | {"من", "تعرض", "تعرضت"}:
        yield Guess(near[-1], 0.48, Phrase(NEAREST))


def targets(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> Iterator[Guess]:
    """Guess to whom or what it was done."""
    if trigger.subtype in ("Peaceful protest", "Agreement", "Armed clash") and _pairs(reading, clause, trigger, spans):
        return
    if trigger.subtype in ("Peaceful protest", "Agreement"):
        return
    after = [span for span in spans if span.start >= trigger.span.end and clause.tight(span) and not _by(reading, span)]
    for span in after:
        word = before_span(reading, span)
        if word in _AGAINST or (word == "علي" and span.label != "ACTOR"):
            yield Guess(span, 0.6, after_word(reading, span))
            yield from joined(reading, span, spans, 0.5)
            return
    found = _object(reading, clause, trigger, after, spans)
    if found is not None:
        yield Guess(found, 0.55, Phrase(_ORDER))


def _object(reading: Reading, clause: Clause, trigger: Suggestion, after: list[Span], spans: list[Span]) -> Span | None:
    if is_passive(reading, trigger.span):
        return after[0] if after else None
    if not _is_verb(reading, trigger.span):
        takes = _form(reading, trigger.span).removeprefix("ال") in _OBJECT_NOUNS
        close = [span for span in after[:1] if between(reading, trigger.span, span) <= 1]
        return close[0] if close and (takes or close[0].label == "FACILITY") else None
    subject = _subject(reading, clause, trigger, [span for span in spans if span.label == "ACTOR"])
    rest = [span for span in after if span != subject and not (subject and subject.covers(span))]
    start = subject if subject is not None and subject.start > trigger.span.start else trigger.span
    for span in rest[:1]:
        if between(reading, start, span) <= 3 and not _introduced(reading, span):
            return span
    return None


def pair(reading: Reading, clause: Clause, trigger: Suggestion, spans: list[Span]) -> list[Guess]:
    """Return both sides of بين س وص, where the event is one between two parties."""
    for place, span in enumerate(spans):
        if span.start < trigger.span.end or before_span(reading, span) not in _BETWEEN or not clause.tight(span):
            continue
        rest = [one for one in spans[place + 1 :] if between(reading, span, one) <= 8][:1]
        return [Guess(one, 0.72, after_word(reading, one)) for one in (span, *rest)]
    return []


def _pairs(reading: Reading, clause: Clause, trigger: Suggestion, spans: Sequence[Span]) -> bool:
    return bool(pair(reading, clause, trigger, [span for span in spans if span.label == "ACTOR"]))


def joined(reading: Reading, span: Span, spans: list[Span], score: float) -> Iterator[Guess]:
    """Yield the spans that و joins to this one."""
    last = span
    for other in spans:
        between_them = reading.text[last.end : other.start].strip(" ،") if other.start > last.end else "…"
        if between_them in ("و", "") and other.start - last.end <= 3:
            last = other
            yield Guess(other, score, Phrase(NEAREST))


def says(reading: Reading, span: Span) -> bool:
    """Whether a word of saying stands right before the span (or a kind word between them)."""
    before = reading.text[max(0, span.start - 40) : span.start].split()[-3:]
    if before and matching_form(before[-1]) in ("ان", "بان", "انه"):
        return False  # what was said begins here
    return any(matching_form(word).lstrip("و") in SAYING for word in before)


def _form(reading: Reading, span: Span) -> str:
    return matching_form(reading.text[span.start : span.end])


def _is_verb(reading: Reading, span: Span) -> bool:
    """Whether the trigger is a verb and no noun of the same spelling."""
    known = event_words().get(_form(reading, span), ())
    return bool(known) and all(word.verb for word in known)
