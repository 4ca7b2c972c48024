"""What a project has learned: the models that were trained, and what is remembered of decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from annotator.db.base import Model, UtcDateTime, now

SERVING, KEPT, BEATEN, BROKEN = "serving", "kept", "beaten", "broken"
"""A model proposes now; has done so until a better one came; was not better than the one before; cannot be read."""
ASIDE = "aside"
"""A model was better than the one before, and does not propose: a manager has chosen another while it was trained."""


class ModelRow(Model):
    """A trained model. Its bytes lie in the data folder, in ``file``; ``lessons_sha256`` names the data it saw.

    ``documents`` are those it learned from, ``held_out`` those by which it was judged; ``report`` says how well it did
    there, how well what was there before, and how long the training took.
    """

    __tablename__ = "model"
    __table_args__ = (Index("ix_model_project", "project_id", "suggester", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    suggester: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    file: Mapped[str] = mapped_column(String(200))
    label_set_id: Mapped[int | None] = mapped_column(ForeignKey("label_set.id", ondelete="SET NULL"), index=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"), index=True)
    documents: Mapped[int]
    held_out: Mapped[int]
    lessons_sha256: Mapped[str] = mapped_column(String(64))
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class RememberedRow(Model):
    """How often a name was accepted with a label, and rejected, in all and by what stood around it.

    See :class:`annotator.suggesters.remembering.verdicts.Row`; what is ``None`` there is empty here.
    """

    __tablename__ = "remembered"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[str] = mapped_column(String(100), primary_key=True)
    type: Mapped[str] = mapped_column(String(100), primary_key=True)
    subtype: Mapped[str] = mapped_column(String(100), primary_key=True)
    context: Mapped[str] = mapped_column(Text, primary_key=True)
    accepted: Mapped[int]
    rejected: Mapped[int]


class RememberedChangeRow(Model):
    """What was added to the counts of a project when they became those of ``version`` (``ProjectRow.memories``).

    ``counts`` are values of :class:`annotator.suggesters.remembering.verdicts.Row`. Another process that holds the
    counts of a version shortly before reads these instead of all. It is not there for each version.
    """

    __tablename__ = "remembered_change"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    counts: Mapped[list[Any]] = mapped_column(JSON)


class CalibrationRow(Model):
    """What became of suggestions, counted at ``made_at``: suggester, label, score, accepted, rejected each.

    ``figures`` is what else was counted then: see :class:`annotator.services.learning_figures.Figures`.
    """

    __tablename__ = "calibration"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    counts: Mapped[list[Any]] = mapped_column(JSON)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
