"""Work that goes on in the background, and the files that wait for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from annotator.db.base import Model, UtcDateTime, now

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"


class JobRow(Model):
    """A job: what is to be done (``kind`` and ``fields``), how far it is (``done`` of ``total``), what came of it.

    ``cancelled`` is the wish; the state says whether it was heard.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_project", "project_id", "id"), Index("ix_job_state", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20), default=WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[bool] = mapped_column(default=False)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


REFUSED, DOUBLE = "refused", "double"


class JobLineRow(Model):
    """A line of a file that an import has not taken, and why: it was refused, or the project has its text already.

    ``file`` is the place of the file among those of the job; ``document_id`` and ``title`` say which document has the
    text, ``reason`` what is wrong.
    """

    __tablename__ = "job_line"
    __table_args__ = (Index("ix_job_line", "job_id", "kind", "file", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"))
    file: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    line: Mapped[int]
    document_id: Mapped[int | None]
    title: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class UploadRow(Model):
    """A file that was sent and not yet brought in. Its bytes lie in the data folder under ``key``."""

    __tablename__ = "upload"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
