"""Who may sign in, and how: by password, or by a link that works once."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.db.accounts import LinkRow, UserRow
from annotator.db.base import now, writing
from annotator.services.sign_ins import digest

OWNER = "owner"
"""The manager that the first start makes, so that one link is all a new user needs."""

EVERYBODY = "all"
"""What stands for everybody where a user is named, as in an export; so nobody may be called that."""

MIN_PASSWORD = 10
LINK_LIFE = timedelta(hours=12)
SIGN_IN, PASSWORD, INVITATION = "sign-in", "password", "invitation"
"""The kinds of links."""

_hasher = PasswordHasher()


def clean_name(name: str) -> str:
    """Return a user's name in NFC without outer space; raise :class:`Problem` ``name`` where it cannot be one."""
    name = unicodedata.normalize("NFC", name).strip()
    if not 1 <= len(name) <= 80 or any(unicodedata.category(char).startswith("C") for char in name):
        raise Problem("name", N_("A name has 1 to 80 characters, and no control characters."))
    return name


def user_name(name: str) -> str:
    """Return a new user's name; raise :class:`Problem` ``name`` where it cannot be one."""
    name = clean_name(name)
    if name.casefold() == EVERYBODY:
        raise Problem("name", N_("“%(name)s” stands for everybody: choose another name."), name=name)
    return name


def find_user(session: Session, name: str) -> UserRow:
    """Return the user of this name; raise :class:`Problem` ``user-unknown``."""
    found = session.scalar(select(UserRow).filter_by(name=clean_name(name)))
    if found is None:
        raise Problem("user-unknown", N_("There is no user “%(name)s”."), name=name)
    return found


def add_user(session: Session, name: str, password: str | None, *, manager: bool = False) -> UserRow:
    """Make a user; without a password only links let them in. Codes ``name``, ``user-taken``, ``password-short``."""
    name = user_name(name)
    hashed = hash_password(password) if password is not None else None
    with writing(session):
        user = insert_user(session, name, hashed, manager=manager)
    return user


def hash_password(password: str) -> str:
    """Return what is kept of a new password. Code ``password-short``. It costs much, so no lock may be held."""
    if len(password) < MIN_PASSWORD:
        raise Problem(
            "password-short",
            N_("A password needs at least %(least)s characters; a sentence is good."),
            least=MIN_PASSWORD,
        )
    return _hasher.hash(password)


def insert_user(session: Session, name: str, password_hash: str | None, *, manager: bool = False) -> UserRow:
    """Add a user whose name is checked; runs in the caller's transaction. Code ``user-taken``."""
    if session.scalar(select(UserRow).filter_by(name=name)):
        raise Problem("user-taken", N_("There is a user “%(name)s” already."), name=name)
    user = UserRow(name=name, password_hash=password_hash, manager=manager)
    session.add(user)
    session.flush()
    return user


def check_password(session: Session, name: str, password: str) -> UserRow | None:
    """Return the user whose name and password these are, or ``None``."""
    user = session.scalar(select(UserRow).filter_by(name=unicodedata.normalize("NFC", name).strip()))
    try:
        _hasher.verify((user and user.password_hash) or _no_hash(), password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return user if user and user.password_hash and user.active else None


@cache
def _no_hash() -> str:
    """Return what is checked where there is no such user, so that the time taken tells nobody which names exist."""
    return _hasher.hash(secrets.token_hex(16))


def make_link(session: Session, user: UserRow, kind: str = SIGN_IN, *, by: UserRow | None = None) -> str:
    """Return the secret of a new link that works once within :data:`LINK_LIFE`; older ones of its kind end.

    ``kind`` is :data:`SIGN_IN` (signs ``user`` in) or :data:`PASSWORD` (lets them choose a new password).
    """
    secret, user_id, maker = secrets.token_urlsafe(32), user.id, by.id if by else None
    with writing(session):
        session.execute(delete(LinkRow).where(LinkRow.user_id == user_id, LinkRow.kind == kind))
        row = LinkRow(secret_sha256=digest(secret), kind=kind, user_id=user_id, made_by=maker)
        row.expires_at = now() + LINK_LIFE
        session.add(row)
    return secret


def redeem_link(session: Session, secret: str) -> UserRow | None:
    """Return whom the sign-in link signs in, and end it; ``None`` where it was used, is too old, or never was."""
    with writing(session):
        link = session.scalar(select(LinkRow).filter_by(secret_sha256=digest(secret), kind=SIGN_IN))
        if link is None:
            return None
        user = session.get(UserRow, link.user_id) if link.expires_at > now() else None
        session.delete(link)
    return user if user and user.active else None


def first_manager(session: Session) -> UserRow:
    """Return the manager who has been here longest, made if there is none."""
    found = session.scalar(select(UserRow).filter_by(manager=True).order_by(UserRow.id).limit(1))
    return found or add_user(session, OWNER, None, manager=True)


def set_language(session: Session, user_id: int, language: str) -> None:
    """Remember the interface language of a user."""
    with writing(session):
        session.get_one(UserRow, user_id).language = language


def all_users(session: Session) -> Sequence[UserRow]:
    """Return everybody, by name."""
    return session.scalars(select(UserRow).order_by(UserRow.name)).all()
