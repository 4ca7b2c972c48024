"""The clause of a trigger, and what stands between it and a span."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.core.arabic import matching_form
from annotator.core.spans import Span
from annotator.suggesters.lexicon import listed
from annotator.suggesters.reading import Reading

SAYING = listed("clauses", "saying")
_WINDOW = 45


@dataclass(frozen=True, slots=True)
class Clause:
    """Where the arguments of a trigger are looked for: its sentence, and closer in, up to the triggers beside it."""

    start: int
    end: int
    left: int
    right: int
    agentive: bool
    """Whether the word right behind the trigger may be who does it (هجوم النظام, انسحاب التنظيم)."""

    def holds(self, span: Span) -> bool:
        """Whether the span lies in the sentence."""
        return self.start <= span.start and span.end <= self.end

    def tight(self, span: Span) -> bool:
        """Whether no other trigger stands between the span and this one."""
        return self.left <= span.start and span.end <= self.right


def clause_of(reading: Reading, trigger: Span, triggers: Sequence[Span]) -> Clause:
    """Return the clause of a trigger."""
    place = _token(reading, trigger.start)
    sentences = reading.sentences
    first, last = bisect_left(sentences, sentences[place]), bisect_right(sentences, sentences[place]) - 1
    start = max(reading.tokens[first].start, reading.tokens[max(0, place - _WINDOW)].start)
    end = min(reading.end(last), reading.end(min(len(reading) - 1, place + _WINDOW)))
    left = max((other.end for other in triggers if other.end <= trigger.start), default=start)
    right = min((other.start for other in triggers if other.start >= trigger.end), default=end)
    if right - trigger.end < 12:  # two triggers in one breath (غارات وقصف) share what follows
        right = min((other.start for other in triggers if other.start > right), default=end)
    return Clause(start, end, max(start, left), min(end, right), True)


def _token(reading: Reading, offset: int) -> int:
    low, high = 0, len(reading.tokens) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if reading.tokens[middle].start <= offset else (low, middle - 1)
    return low


def before_span(reading: Reading, span: Span) -> str:
    """Return the matching form of the proclitic or word before a span (kind words and signs passed over)."""
    place = _token(reading, span.start)
    clitic = _proclitic(reading, place, span)
    if clitic:
        return matching_form(clitic).lstrip("وف")[:1]
    at = _word_before(reading, place)
    return "" if at is None else reading.forms[at]


def quoted_before(reading: Reading, span: Span) -> str:
    """Return the proclitic or word before a span as it stands in the text."""
    place = _token(reading, span.start)
    at = _word_before(reading, place)
    return _proclitic(reading, place, span) or ("" if at is None else reading.words[at])


def _proclitic(reading: Reading, place: int, span: Span) -> str:
    """Return the letters of its first word before a span, a conjunction alone not counting."""
    letters = reading.text[reading.tokens[place].start : span.start]
    return "" if matching_form(letters) in ("و", "ف", "") else letters


def _word_before(reading: Reading, place: int) -> int | None:
    return next((place - back for back in range(1, 4) if len(reading.form(place - back)) > 1), None)


def between(reading: Reading, one: Span, other: Span) -> int:
    """Return how many tokens stand between two spans."""
    first, second = sorted((one, other))
    return max(0, _token(reading, second.start) - _token(reading, max(first.start, first.end - 1)) - 1)


def is_passive(reading: Reading, trigger: Span) -> bool:
    """Whether the trigger is marked as passive by its vowel (شُن, قُتل) or by تعرض, تم before it."""
    word = reading.text[trigger.start : trigger.end]
    place = _token(reading, trigger.start)
    return "\u064f" in word[:3] or reading.form(place - 1) in ("تم", "يتم", "جري", "تمت")
