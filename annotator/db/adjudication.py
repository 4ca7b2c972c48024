"""Adjudication: what curators decided at the cases of a document, the gold that it led to, and how far people differ.

Annotators stand in these tables by their id, as a text where it is a key of JSON: a name may change.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from annotator.db.base import Model, UtcDateTime, now


class VerdictRow(Model):
    """One decision of a curator (:class:`annotator.core.verdicts.Verdict`), never changed but for its withdrawal.

    ``part`` is the four values of a part, ``None`` for the whole case. ``operation_id`` is the page's own: what is sent
    twice is kept once. What was withdrawn stays: it is the history of the document.
    """

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("document_id", "operation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    operation_id: Mapped[str] = mapped_column(String(64))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    case_key: Mapped[str] = mapped_column(String(160))
    part: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    choice: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")
    seen: Mapped[dict[str, str]] = mapped_column(JSON)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


class OpinionRow(Model):
    """A curator asks for a second opinion on a case; the document cannot become gold until somebody has answered."""

    __tablename__ = "opinion"
    __table_args__ = (Index("ix_opinion_document", "document_id", "answered_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    case_key: Mapped[str] = mapped_column(String(160))
    question: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)


class GoldRow(Model):
    """The gold of a document as a curator approved it. Later layers do not change it; they make it out of date.

    ``stands_on`` holds the revisions of the finished layers by their annotators; ``content`` is what
    :mod:`annotator.services.gold_content` writes and reads. Re-opened gold is withdrawn and stays; the last one that is
    not is in force.
    """

    __tablename__ = "gold"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index("ix_gold_in_force", "document_id", unique=True, sqlite_where=text("withdrawn_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    number: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    rule: Mapped[str] = mapped_column(String(20))
    stands_on: Mapped[dict[str, int]] = mapped_column(JSON)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="", server_default="")


class ComparisonRow(Model):
    """What comparing the finished layers of a document came to; ``stamp`` names these layers and their revisions.

    ``cases`` is what somebody marked, ``differing`` where they differ, ``open`` what the project's rule and the
    verdicts leave to decide. ``agreement`` is the exact span F1 over all pairs, ``None`` where it is undefined;
    ``done_at`` when the last of its annotators has finished it: by that and the id, finished documents have an order.
    """

    __tablename__ = "comparison"
    __table_args__ = (
        Index("ix_comparison_agreement", "project_id", "agreement", "document_id"),
        Index("ix_comparison_open", "project_id", "open", "document_id"),
        Index(
            "ix_comparison_done", "project_id", "done_at", "document_id", "annotators",
            sqlite_where=text("annotators > 1"),
        ),
        Index("ix_comparison_project", "project_id", "document_id", "annotators", "cases"),
    )  # fmt: skip

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    stamp: Mapped[str] = mapped_column(String(64))
    annotators: Mapped[int]
    cases: Mapped[int]
    differing: Mapped[int]
    open: Mapped[int]
    agreement: Mapped[float | None]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class DifferenceRow(Model):
    """Two annotators differ at a case, in one way (:class:`annotator.core.differing.Kind`): a row for each pair.

    ``label`` is what the first marked there, ``other_label`` what the second did; empty for nothing. ``one_id`` is the
    lower of both ids. ``lowers`` holds the bits of :class:`annotator.core.lowering.Lowers`, ``roles`` those in which
    their arguments differ, each between line ends (both the same in all rows of a case and pair); ``kind`` is empty
    where a measure is lowered and nothing else differs. ``open`` says that the case is left to decide.
    """

    __tablename__ = "difference"
    __table_args__ = (
        Index("ix_difference_document", "document_id", "start", "case_key"),
        Index("ix_difference_project", "project_id", "document_id", "start", "case_key", "kind", "lowers"),
        Index("ix_difference_kind", "project_id", "kind", "document_id", "start", "case_key"),
        Index("ix_difference_label", "project_id", "label", "document_id", "start", "case_key"),
        Index("ix_difference_other_label", "project_id", "other_label", "document_id", "start", "case_key"),
        Index("ix_difference_one", "project_id", "one_id", "document_id", "start", "case_key"),
        Index("ix_difference_other", "project_id", "other_id", "document_id", "start", "case_key"),
        Index("ix_difference_pair", "project_id", "one_id", "other_id", "document_id", "start", "case_key"),
        Index(
            "ix_difference_roles", "project_id", "document_id", "start", "case_key", "roles",
            sqlite_where=text("roles <> ''"),
        ),
        Index(
            "ix_difference_open", "project_id", "document_id", "start", "case_key", sqlite_where=text("open = 1")
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    case_key: Mapped[str] = mapped_column(String(160))
    start: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(100))
    other_label: Mapped[str] = mapped_column(String(100))
    one_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    lowers: Mapped[int] = mapped_column(default=0, server_default="0")
    roles: Mapped[str] = mapped_column(Text, default="", server_default="")
    open: Mapped[bool] = mapped_column(default=False, server_default="0")


class AgreedRow(Model):
    """The cases of a document to which two or more annotators gave the same label.

    A row for each label, not for each case: most cases are agreed on, and are seldom looked at. ``keys`` are those of
    the cases in the order of the text, one a line; ``pairs`` counts them once for each two who agree.
    """

    __tablename__ = "agreed"
    __table_args__ = (
        Index("ix_agreed_label", "project_id", "label", "document_id", "cases", "pairs"),
        Index("ix_agreed_project", "project_id", "document_id", "cases", "pairs"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    label: Mapped[str] = mapped_column(String(100), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    cases: Mapped[int]
    pairs: Mapped[int]
    keys: Mapped[str] = mapped_column(Text)


class GoldDifferenceRow(Model):
    """An annotator's finished layer differs from the gold in force at a case, in one way, as a :class:`DifferenceRow`.

    ``label`` is what the annotator marked there, ``other_label`` what the gold has. It holds as long as the
    :class:`ScoreRow` of the layer does; ``done_at`` is the same.
    """

    __tablename__ = "gold_difference"
    __table_args__ = (
        Index("ix_gold_difference_layer", "document_id", "user_id"),
        Index("ix_gold_difference_project", "project_id", "document_id", "start", "case_key", "user_id"),
        Index("ix_gold_difference_user", "project_id", "user_id", "document_id", "start", "case_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    case_key: Mapped[str] = mapped_column(String(160))
    start: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(100))
    other_label: Mapped[str] = mapped_column(String(100))
    lowers: Mapped[int]
    roles: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReviewRow(Model):
    """How far a project's annotators agree, as it was counted at ``made_at`` in the background.

    ``report`` is what the page shows, ``reliability`` what is known of each annotator, by their id.
    """

    __tablename__ = "review"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seconds: Mapped[float] = mapped_column(default=0.0)
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    reliability: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class ScoreRow(Model):
    """How a finished layer of a document with known answers compares with these, by label; ``""``: all labels together.

    So many spans has the gold, so many were ``marked``, so many are the same in both (``exact``); the same without
    clitics, where two spans may become one (``free_gold``, ``free_marked``, ``free``). The row of all labels is always
    there. It holds as long as the layer has ``revision`` and the gold ``gold_id`` is in force.
    """

    __tablename__ = "score"
    __table_args__ = (Index("ix_score_project", "project_id", "label", "user_id", "document_id"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True)
    label: Mapped[str] = mapped_column(String(100), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    gold_id: Mapped[int] = mapped_column(ForeignKey("gold.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int]
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    gold: Mapped[int]
    marked: Mapped[int]
    exact: Mapped[int]
    free_gold: Mapped[int]
    free_marked: Mapped[int]
    free: Mapped[int]
