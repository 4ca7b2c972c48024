"""Who may sign in, where they are signed in, the links that let people in, and tries that failed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from annotator.db.base import Model, UtcDateTime, now


class UserRow(Model):
    """A person. Without a password hash, only a link lets them in. A ``manager`` manages the whole installation."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    manager: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    email: Mapped[str | None] = mapped_column(String(254))
    active: Mapped[bool] = mapped_column(default=True, server_default="1")
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    # What flask-login asks of a user.
    is_authenticated = True
    is_anonymous = False
    sign_in = ""
    """The secret of the sign-in that this request came with; see ``services.sign_ins``."""

    @property
    def is_active(self) -> bool:  # noqa: D102  # flask-login asks for it
        return self.active

    def get_id(self) -> str:  # noqa: D102  # flask-login asks for it, and keeps the answer in the cookie
        return self.sign_in


class SignInRow(Model):
    """A browser in which somebody is signed in. Deleting the row signs it out; only the secret's hash is kept."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    browser: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class LinkRow(Model):
    """A link that lets somebody in: ``sign-in`` and ``password`` for a user, ``invitation`` into a project.

    Only the hash of its secret is kept. ``uses_left`` counts down; at 0 the link is gone.
    """

    __tablename__ = "link"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    member_role: Mapped[str | None] = mapped_column(String(20))
    uses_left: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AttemptRow(Model):
    """A try that failed (``services.throttle``), counted under ``key`` until ``ends``; times are seconds since 1970."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key", "key", "at"), Index("ix_attempt_ends", "ends"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160))
    at: Mapped[float]
    ends: Mapped[float]
