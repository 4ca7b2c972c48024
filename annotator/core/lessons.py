"""Lessons: finished, checked documents as a learner reads them."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.document import Document
from annotator.core.spans import Span


@dataclass(frozen=True, slots=True)
class LessonEvent:
    """An event by places: its trigger, its kind, and what fills its roles, as (role, span) pairs."""

    trigger: Span
    type: str
    subtype: str | None = None
    arguments: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A document with all that is marked in it: ``spans`` holds the triggers too. Offsets are code points."""

    document: Document
    spans: tuple[Span, ...]
    events: tuple[LessonEvent, ...] = ()
