"""What was done to many documents at once, and what they were before: the way back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.phrases import Phrase
from annotator.db.base import Model, UtcDateTime, now


class DeedRow(Model):
    """One change of many documents: a translatable sentence, how many it changed, and what the changed columns became.

    ``after`` holds ``rank``, ``wanted``, ``purpose`` or ``binned_at`` (ISO 8601). A deed that is undone is deleted.
    """

    __tablename__ = "deed"
    __table_args__ = (Index("ix_deed_user", "user_id", "project_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    message: Mapped[str] = mapped_column(String(500))
    count: Mapped[int] = mapped_column(default=0)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    def phrase(self) -> Phrase:
        """Return what was done, as a translatable sentence."""
        return Phrase(self.message, {"count": self.count, **self.after})


class DeedDocumentRow(Model):
    """What one document was before a deed."""

    __tablename__ = "deed_document"

    deed_id: Mapped[int] = mapped_column(ForeignKey("deed.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    rank: Mapped[int]
    wanted: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(10), default="", server_default="")
    binned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
