"""Documents, what suggesters propose for them, and who is to annotate them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from annotator.core.document import Document
from annotator.core.layer import OPEN
from annotator.core.phrases import Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion
from annotator.db.base import Model, UtcDateTime, now

EVERYBODY = 1_000_000
"""What ``wanted`` is for a document of the calibration set: more people than there are."""

NOT_GOLD, GOLD, OUTDATED = "", "gold", "outdated"
"""Whether a document has gold, and whether that still stands on the layers as they are."""

CHECK, PRACTICE = "check", "practice"
"""What a document with known answers is for: mixed into the queues unseen, or shown to beginners with feedback."""

FREED = "freed"
"""The state of an assignment that the queue took back. The person's layer stays, and stays theirs."""


_LISTED = {
    "listed": ("rank", "id", "wanted", "given", "finished", "skipped"),
    "date": ("date", "id"),
    "length": ("characters", "id"),
    "source": ("source", "id"),
    "found": ("found_by", "id", "rank"),
}
"""The orders of the table of documents: a page is one step in an index, however many there are.

``listed`` holds all that says the state of a document, ``found`` what a search looks through: filtering reads no rows.
"""


def _listed(name: str, columns: Sequence[str]) -> Index:
    return Index(f"ix_document_{name}", "project_id", *columns, "binned_at", sqlite_where=text("binned_at IS NULL"))


class DocumentRow(Model):
    """A text of a project. ``key`` is its id for the world outside: the one it came with, or one made of its hash.

    ``wanted`` is to how many people the queue gives it by itself, :data:`EVERYBODY` for the calibration set; of two
    documents the one of lower ``rank`` comes first, of equal rank the one of lower ``interest``: 0, or the lower the
    less sure its suggestions are. ``blind`` says that it is shown without suggestions; ``suggested_with`` names what
    last proposed for it, ``None`` where nothing did. ``found_by`` is what a search looks through, in matching form.
    ``given``, ``finished`` and ``skipped`` count its assignments; the database keeps these counts (migration 0004).
    ``gold`` is :data:`NOT_GOLD`, :data:`GOLD` or :data:`OUTDATED`: the database turns it when a layer is finished or
    opened again (migration 0006), not where its answers are known. ``purpose`` is empty but for these.
    The text lies in a table of its own: what lists, counts and hands out documents never reads it.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("project_id", "sha256"),
        Index("uq_document_key", "project_id", "key", unique=True),
        Index(
            "ix_document_waiting",
            "project_id",
            "rank",
            "interest",
            "id",
            sqlite_where=text("given < wanted AND binned_at IS NULL"),
        ),
        *(_listed(name, columns) for name, columns in _LISTED.items()),
        Index(
            "ix_document_settling",
            "project_id",
            "rank",
            "id",
            sqlite_where=text("finished > 0 AND gold <> 'gold' AND binned_at IS NULL"),
        ),
        Index("ix_document_gold", "project_id", "gold", "id", "binned_at"),
        Index("ix_document_purpose", "project_id", "purpose", "id", sqlite_where=text("purpose <> ''")),
        Index("ix_document_binned", "project_id", "binned_at", sqlite_where=text("binned_at IS NOT NULL")),
        # Holds all that the numbers of a project are made of: they are counted without reading the rows.
        Index("ix_document_counts", "project_id", "binned_at", "wanted", "given", "finished", "skipped"),
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
    characters: Mapped[int] = mapped_column(default=0, server_default="0")
    found_by: Mapped[str] = mapped_column(Text, default="", server_default="")
    wanted: Mapped[int] = mapped_column(default=1, server_default="1")
    rank: Mapped[int] = mapped_column(default=0, server_default="0")
    interest: Mapped[int] = mapped_column(default=0, server_default="0")
    blind: Mapped[bool] = mapped_column(default=False, server_default="0")
    suggested_with: Mapped[str | None] = mapped_column(String(120))
    given: Mapped[int] = mapped_column(default=0, server_default="0")
    finished: Mapped[int] = mapped_column(default=0, server_default="0")
    skipped: Mapped[int] = mapped_column(default=0, server_default="0")
    gold: Mapped[str] = mapped_column(String(10), default=NOT_GOLD, server_default="")
    purpose: Mapped[str] = mapped_column(String(10), default="", server_default="")
    binned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"), index=True)
    body: Mapped[TextRow] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def text(self) -> str:
        """The text, as it came."""
        return self.body.text

    @property
    def is_calibration(self) -> bool:
        """Whether everybody annotates it."""
        return self.wanted == EVERYBODY

    def value(self) -> Document:
        """Return the document as a core value."""
        return Document(self.text, self.title, self.source, self.date, self.meta)


HAS_PURPOSE = DocumentRow.purpose != literal_column("''")
"""Written out, so that SQLite knows the index of the documents with known answers to hold what is asked for."""


class TextRow(Model):
    """The text of a document."""

    __tablename__ = "document_text"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class AssignmentRow(Model):
    """This person is to annotate this document.

    ``place`` counts the documents that the person was given in the project, from 1; ``state`` is that of their layer,
    kept by the database (migration 0004), or :data:`FREED`: the queue took it back, since nothing was done for long.
    ``handed`` says that the queue gave it, not a manager; ``done_at`` when it was finished or skipped.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_queue", "user_id", "project_id", "state", "place"),
        Index("ix_assignment_done", "project_id", "done_at", "state", "user_id"),
        Index(
            "ix_assignment_handed",
            "project_id",
            "created_at",
            sqlite_where=text("handed = 1 AND state = 'open'"),
        ),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    place: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default=OPEN)
    handed: Mapped[bool] = mapped_column(default=False, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TallyRow(Model):
    """How many documents of a project a person was given, has finished, has skipped, and the seconds at the finished.

    The database keeps the counts. Up to ``reached_rank``, ``reached_interest`` and ``reached_document``, the order of
    the queue has nothing for this person; the database forgets it when something may have come back there. ``handed``
    counts what the queue has ever handed them beside practice: by it the check documents are mixed in.
    """

    __tablename__ = "tally"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    given: Mapped[int]
    finished: Mapped[int]
    skipped: Mapped[int]
    seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    reached_rank: Mapped[int | None]
    reached_interest: Mapped[int | None]
    reached_document: Mapped[int | None]
    handed: Mapped[int] = mapped_column(default=0, server_default="0")


class SuggestionRow(Model):
    """A proposed span. ``current`` is false when the suggester no longer proposes it but somebody has decided on it.

    ``sources`` are all that proposed it, the best first: its suggester, version, score and reason each, as JSON values.
    Where there is only one, it is empty.
    """

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
    sources: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")

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


class RemarkRow(Model):
    """A comment on a document for the person who annotates it, from a curator or manager."""

    __tablename__ = "remark"
    __table_args__ = (Index("ix_remark_user", "user_id", "read_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
