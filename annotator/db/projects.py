"""Projects, their copies of a label set, and who works in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from annotator.core.labelfile import read_label_set
from annotator.core.labels import LabelSet
from annotator.core.people import ANNOTATOR
from annotator.core.settlement import Rule
from annotator.db.accounts import UserRow
from annotator.db.base import Model, UtcDateTime, now

AS_IMPORTED, INFORMATIVE = "imported", "informative"
ORDERS = (AS_IMPORTED, INFORMATIVE)
"""In which order the queue hands out documents of one rank: as they came, or where suggestions are least sure first."""


class ProjectRow(Model):
    """A corpus with one label set. The newest of its label sets is in force.

    ``overlap`` is how many annotators the queue gives a new document to; 0 where a manager gives all of them by hand.
    After ``abandon_hours`` without a change, what the queue has handed out goes back to it; ``None``: never.
    ``blind_percent`` of the documents are shown without suggestions; ``work_order`` is one of :data:`ORDERS`; after
    every ``learn_every`` finished documents a model is trained, 0: only when asked. ``backend_url`` is where a model of
    the project's own answers, with what it is to be shown; ``backend_trouble`` is what the last call to it failed with,
    and ``backend_checks`` counts how often somebody has asked whether it is there, and ended its being left alone.
    ``memories`` counts the changes of what the project remembers.
    ``shown_again`` are those (suggester, label) that a manager has shown although they are almost always rejected.
    ``rule`` says what counts as agreed (:class:`annotator.core.settlement.Rule`); ``show_outcomes``, whether annotators
    see what became of their spans. Each ``check_every``-th document that the queue hands somebody is one with known
    answers (0: none); with ``practice_first`` it hands the documents for practice before all others.
    """

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    description: Mapped[str] = mapped_column(Text, default="", server_default="")
    overlap: Mapped[int] = mapped_column(default=1, server_default="1")
    abandon_hours: Mapped[int | None] = mapped_column(default=168, server_default="168")
    blind_percent: Mapped[int] = mapped_column(default=0, server_default="0")
    work_order: Mapped[str] = mapped_column(String(20), default=AS_IMPORTED, server_default=AS_IMPORTED)
    learn_every: Mapped[int] = mapped_column(default=20, server_default="20")
    memories: Mapped[int] = mapped_column(default=0, server_default="0")
    backend_url: Mapped[str | None] = mapped_column(String(500))
    backend_trouble: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    backend_checks: Mapped[int] = mapped_column(default=0, server_default="0")
    shown_again: Mapped[list[list[str]]] = mapped_column(JSON, default=list, server_default="[]")
    rule: Mapped[str] = mapped_column(String(20), default=Rule.MAJORITY.value, server_default=Rule.MAJORITY.value)
    show_outcomes: Mapped[bool] = mapped_column(default=False, server_default="0")
    check_every: Mapped[int] = mapped_column(default=0, server_default="0")
    practice_first: Mapped[bool] = mapped_column(default=False, server_default="0")
    label_sets: Mapped[list[LabelSetRow]] = relationship(order_by="LabelSetRow.number", back_populates="project")

    @property
    def label_set(self) -> LabelSetRow:
        """The label set in force. The older ones stay where they are: there may be hundreds."""
        session = object_session(self)
        if session is None or self.id is None:
            return self.label_sets[-1]
        newest = select(LabelSetRow).filter_by(project_id=self.id).order_by(LabelSetRow.number.desc()).limit(1)
        return session.scalars(newest).one()


class LabelSetRow(Model):
    """One version of a project's label set: the TOML text as it was given, and its hash."""

    __tablename__ = "label_set"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    number: Mapped[int]
    toml: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    project: Mapped[ProjectRow] = relationship(back_populates="label_sets")
    user: Mapped[UserRow | None] = relationship()

    def value(self) -> LabelSet:
        """Return the label set as a core value (read once for each text)."""
        return _parsed(self.toml)


class GuidelineRow(Model):
    """One version of what a project's annotators are to read first, in Markdown. The newest is in force."""

    __tablename__ = "guideline"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    user: Mapped[UserRow | None] = relationship()


class MemberRow(Model):
    """What a person is in a project (``core.people``). Who manages the installation needs no row here.

    ``quota`` is how many documents the queue gives them at most.
    """

    __tablename__ = "member"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(20), default=ANNOTATOR, server_default=ANNOTATOR)
    quota: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    user: Mapped[UserRow] = relationship()


def label_set_value(session: Session, label_set_id: int, sha256: str) -> LabelSet:
    """Return the label set with this id and hash; its text is read from the database at the first time only."""
    found = _by_sha256.get(sha256)
    if found is None:
        if len(_by_sha256) > 64:
            _by_sha256.clear()
        toml = session.execute(select(LabelSetRow.toml).where(LabelSetRow.id == label_set_id)).scalar_one()
        found = _by_sha256[sha256] = _parsed(toml)
    return found


# By what they are made from, which never changes: so every process may keep its own.
_by_sha256: dict[str, LabelSet] = {}
_cache: dict[str, LabelSet] = {}


def _parsed(toml: str) -> LabelSet:
    if toml not in _cache:
        if len(_cache) > 64:
            _cache.clear()
        _cache[toml] = read_label_set(toml, "label set")
    return _cache[toml]
