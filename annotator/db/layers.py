"""Layers: the log of operations, and the rows that the log has led to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.layer import OPEN
from annotator.db.base import Model, UtcDateTime, now


class LayerRow(Model):
    """What one person holds of one document. ``revision`` counts the operations in its log.

    ``seconds`` is the time spent at it: the gaps between one request with changes and the next, the long ones cut. The
    project's memory has what was decided up to the revision ``remembered``.
    """

    __tablename__ = "layer"
    __table_args__ = (
        UniqueConstraint("document_id", "user_id"),
        Index("ix_layer_open", "user_id", "changed_at", sqlite_where=text("state = 'open'")),
        # What a person finished today and changed last is asked with every page, and they may have thousands.
        Index("ix_layer_user", "user_id", "changed_at"),
        Index("ix_layer_unremembered", "document_id", "id", sqlite_where=text("revision <> remembered")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    revision: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(20), default=OPEN)
    seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    remembered: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class OperationRow(Model):
    """One entry of a layer's log, never changed: who did what when, and every edit it made."""

    __tablename__ = "operation"
    __table_args__ = (UniqueConstraint("layer_id", "operation_id"), UniqueConstraint("layer_id", "revision"))

    id: Mapped[int] = mapped_column(primary_key=True)
    layer_id: Mapped[int] = mapped_column(ForeignKey("layer.id", ondelete="CASCADE"))
    revision: Mapped[int]
    operation_id: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(40))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    edits: Mapped[list[Any]] = mapped_column(JSON)


class SpanRow(Model):
    """A decided span. Its id is unique in its layer: an exported layer comes back with its ids."""

    __tablename__ = "span"
    __table_args__ = (Index("ix_span_label", "label", "layer_id"),)

    layer_id: Mapped[int] = mapped_column(ForeignKey("layer.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    start: Mapped[int]
    end: Mapped[int]
    label: Mapped[str] = mapped_column(String(100))
    attributes: Mapped[dict[str, Any]] = mapped_column(JSON)
    origin: Mapped[str] = mapped_column(String(20))
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"), index=True)
    decided_at: Mapped[str] = mapped_column(String(40))


class EventRow(Model):
    """An event and the span that triggers it."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_trigger", "layer_id", "trigger_id"),)

    layer_id: Mapped[int] = mapped_column(ForeignKey("layer.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    trigger_id: Mapped[str] = mapped_column(String(64))
    type: Mapped[str] = mapped_column(String(100))
    subtype: Mapped[str | None] = mapped_column(String(100))
    attributes: Mapped[dict[str, Any]] = mapped_column(JSON)


class ArgumentRow(Model):
    """A span in a role of an event; ``place`` keeps their order."""

    __tablename__ = "argument"
    __table_args__ = (
        ForeignKeyConstraint(["layer_id", "event_id"], ["event.layer_id", "event.id"], ondelete="CASCADE"),
    )

    layer_id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(100), primary_key=True)
    span_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    place: Mapped[int]


class DecisionRow(Model):
    """What became of a suggestion in this layer."""

    __tablename__ = "decision"

    layer_id: Mapped[int] = mapped_column(ForeignKey("layer.id", ondelete="CASCADE"), primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), primary_key=True, index=True)
    verdict: Mapped[str] = mapped_column(String(20))
    decided_at: Mapped[str] = mapped_column(String(40))


class NoteRow(Model):
    """A note: about a span added by hand, about a suggestion, or (without either) about the document."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_sort", "sort", "layer_id"),)

    layer_id: Mapped[int] = mapped_column(ForeignKey("layer.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sort: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    span_id: Mapped[str | None] = mapped_column(String(64))
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"), index=True)
    noted_at: Mapped[str] = mapped_column(String(40))


class RefusalRow(Model):
    """A suggested argument that was rejected in this layer."""

    __tablename__ = "refusal"

    layer_id: Mapped[int] = mapped_column(ForeignKey("layer.id", ondelete="CASCADE"), primary_key=True)
    trigger_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), primary_key=True, index=True)
    filler_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(100), primary_key=True)
    decided_at: Mapped[str] = mapped_column(String(40))
