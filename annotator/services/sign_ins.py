"""Sign-ins: the browsers in which somebody is signed in, each of which can be signed out from elsewhere."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from annotator.db.accounts import SignInRow, UserRow
from annotator.db.base import now, writing

SEEN_EVERY = timedelta(minutes=10)
"""How exactly a sign-in knows when it was last used: a write for each request would cost too much."""

LIFE = timedelta(days=30)
"""A sign-in that was not used for so long has ended."""


def begin(session: Session, user: UserRow, browser: str = "") -> None:
    """Sign ``user`` in: a new secret, which ``user.get_id()`` returns from then on."""
    secret, user_id = secrets.token_urlsafe(32), user.id
    with writing(session):
        session.execute(delete(SignInRow).where(SignInRow.user_id == user_id, SignInRow.seen_at < now() - LIFE))
        session.add(SignInRow(secret_sha256=digest(secret), user_id=user_id, browser=browser[:80]))
        session.get_one(UserRow, user_id).seen_at = now()
    user.sign_in = secret


# Made once: every request asks it.
_WHO = (
    select(UserRow, SignInRow.id, SignInRow.seen_at)
    .join(SignInRow, SignInRow.user_id == UserRow.id)
    .where(SignInRow.secret_sha256 == bindparam("secret"))
)


def who(session: Session, secret: str) -> UserRow | None:
    """Return who is signed in with this secret; ``None`` where nobody is, or may be any longer."""
    found = session.execute(_WHO, {"secret": digest(secret)}).first()
    if found is None:
        return None
    user, row_id, seen_at = found
    since = now() - seen_at
    if not user.active or since > LIFE:
        return None
    user.sign_in = secret
    if since > SEEN_EVERY:
        user_id = user.id
        with writing(session):
            # By statements: it may have been ended between the reading and this.
            session.execute(update(SignInRow).where(SignInRow.id == row_id).values(seen_at=now()))
            session.execute(update(UserRow).where(UserRow.id == user_id).values(seen_at=now()))
    return user


def sign_ins_of(session: Session, user: UserRow) -> Sequence[SignInRow]:
    """Return where ``user`` is signed in, the one used last first."""
    query = select(SignInRow).where(SignInRow.user_id == user.id, SignInRow.seen_at >= now() - LIFE)
    return session.scalars(query.order_by(SignInRow.seen_at.desc(), SignInRow.id.desc())).all()


def end(session: Session, secret: str) -> None:
    """Sign this browser out."""
    with writing(session):
        session.execute(delete(SignInRow).where(SignInRow.secret_sha256 == digest(secret)))


def end_one(session: Session, user: UserRow, sign_in_id: int) -> bool:
    """Sign ``user`` out of one browser; whether there was such a sign-in of theirs."""
    user_id = user.id
    with writing(session):
        ended = session.execute(delete(SignInRow).where(SignInRow.id == sign_in_id, SignInRow.user_id == user_id))
        return bool(getattr(ended, "rowcount", 0))


def end_others(session: Session, user: UserRow) -> None:
    """Sign ``user`` out everywhere but in the browser at hand."""
    user_id, kept = user.id, user.sign_in
    with writing(session):
        end_all(session, user_id, but=kept)


def is_this(row: SignInRow, user: UserRow) -> bool:
    """Whether it is the sign-in that ``user`` uses right now."""
    return row.secret_sha256 == digest(user.sign_in)


def end_all(session: Session, user_id: int, *, but: str | None = None) -> None:
    """Sign a user out everywhere, ``but`` in the browser with this secret; runs in the caller's transaction."""
    query = delete(SignInRow).where(SignInRow.user_id == user_id)
    session.execute(query.where(SignInRow.secret_sha256 != digest(but)) if but else query)


def digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
