"""Verdicts, and the rows that count them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from annotator.core.spans import Span
from annotator.suggesters.remembering.names import NamedText

MOST_WORDS, MOST_LETTERS = 12, 120
"""Longer names do not come again, and a memory is to keep no sentences."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A span was accepted (or added by hand), or rejected, somewhere in the project.

    ``name`` is the matching form of its words without clitics, one space between two tokens; ``type`` and ``subtype``
    name the event where the label is that of triggers. ``before`` and ``after`` are the words beside it (empty at a
    line's end), ``inside`` the name of the smallest span around it (empty where there is none).
    """

    name: str
    label: str
    type: str | None
    subtype: str | None
    accepted: bool
    before: str = ""
    after: str = ""
    inside: str = ""


class Row(NamedTuple):
    """How often a name got a label, and how often it was refused; what a table keeps, one row for a key.

    The key is everything but the two counts. ``context`` is empty for the count over all places; else it is one thing
    that stood around the name: ``before:ريف``, ``after:الشمالي``, ``inside:ريف حلب``.
    """

    name: str
    label: str
    type: str | None
    subtype: str | None
    context: str
    accepted: int
    rejected: int


def verdict_on(
    text: str,
    span: Span,
    *,
    accepted: bool,
    type: str | None = None,  # the word of the field, as in a suggestion
    subtype: str | None = None,
    around: Span | None = None,
) -> Verdict:
    """Return the verdict on ``span`` of ``text``; ``around`` is the smallest decided or suggested span that holds it.

    A suggestion that was fixed is two verdicts: its own span rejected, the span that came of it accepted.
    """
    named = NamedText.of(text)
    before, after = named.beside(span.start, span.end)
    inside = named.name(around.start, around.end) if around else ""
    return Verdict(named.name(span.start, span.end), span.label, type, subtype, accepted, before, after, inside)


def rows_of(verdict: Verdict) -> Iterator[Row]:
    """Yield the rows to which a verdict adds one; taking it back takes one from the same rows.

    A table of rows stays right by adding both counts to the row of the same key. Nothing comes of a name without words,
    or with more than :data:`MOST_WORDS` or :data:`MOST_LETTERS`.
    """
    counts = (1, 0) if verdict.accepted else (0, 1)
    is_name = 0 < len(verdict.name) <= MOST_LETTERS and verdict.name.count(" ") < MOST_WORDS
    for context in ("", *contexts(verdict.before, verdict.after, verdict.inside)) if is_name else ():
        yield Row(verdict.name, verdict.label, verdict.type, verdict.subtype, context, *counts)


def contexts(before: str, after: str, inside: str) -> tuple[str, ...]:
    """Return what stands around a name, as rows call it."""
    found = (f"before:{before}", f"after:{after}", *((f"inside:{inside}",) if inside else ()))
    return tuple(context for context in found if len(context) <= 2 * MOST_LETTERS)
