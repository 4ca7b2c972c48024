"""Documents, what suggesters propose for them, and who is to annotate them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.document import Document
from annotator.core.layer import OPEN
from annotator.core.phrases import Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion
from annotator.db.base import Model, UtcDateTime, now


class DocumentRow(Model):
    """A text of a project. ``key`` is its id for the world outside: the one it came with, or one made of its hash.

    ``given`` counts the people who are to annotate it; the database keeps the count (migration 0003).
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("project_id", "sha256"),
        Index("uq_document_key", "project_id", "key", unique=True),
        Index("ix_document_given", "project_id", "given", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(500), default="")
    source: Mapped[str] = mapped_column(String(500), default="")
    date: Mapped[date | None]
    meta: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    text: Mapped[str] = mapped_column(Text)
    given: Mapped[int] = mapped_column(default=0, server_default="0")

    def value(self) -> Document:
        """Return the document as a core value."""
        return Document(self.text, self.title, self.source, self.date, self.meta)


class AssignmentRow(Model):
    """This person is to annotate this document.

    ``place`` counts the documents that the person was given in the project, from 1; ``state`` is that of their layer,
    kept by the database (migration 0003).
    """

    __tablename__ = "assignment"
    __table_args__ = (Index("ix_assignment_queue", "user_id", "project_id", "state", "place"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    place: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default=OPEN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class TallyRow(Model):
    """How many documents of a project a person was given, has finished, has skipped. The database keeps the count."""

    __tablename__ = "tally"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    given: Mapped[int]
    finished: Mapped[int]
    skipped: Mapped[int]


class SuggestionRow(Model):
    """A proposed span. ``current`` is false when the suggester no longer proposes it but somebody has decided on it."""

    __tablename__ = "suggestion"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    suggester: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(40))
    start: Mapped[int]
    end: Mapped[int]
    label: Mapped[str] = mapped_column(String(100))
    score: Mapped[float]
    reason: Mapped[dict[str, Any]] = mapped_column(JSON)
    type: Mapped[str | None] = mapped_column(String(100))
    subtype: Mapped[str | None] = mapped_column(String(100))
    attributes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    current: Mapped[bool] = mapped_column(default=True)

    def phrase(self) -> Phrase:
        """Return the reason as a translatable sentence."""
        return Phrase(self.reason["message"], self.reason["values"])

    def value(self) -> Suggestion:
        """Return the suggestion as a core value."""
        span = Span(self.start, self.end, self.label)
        return Suggestion(span, self.score, self.phrase(), self.type, self.subtype, self.attributes)


class SuggestedArgumentRow(Model):
    """A proposed argument: the suggestion ``filler_id`` in ``role`` of the event that ``trigger_id`` names."""

    __tablename__ = "suggested_argument"

    trigger_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(100), primary_key=True)
    filler_id: Mapped[int] = mapped_column(
        ForeignKey("suggestion.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    score: Mapped[float]
    reason: Mapped[dict[str, Any]] = mapped_column(JSON)

    def phrase(self) -> Phrase:
        """Return the reason as a translatable sentence."""
        return Phrase(self.reason["message"], self.reason["values"])
