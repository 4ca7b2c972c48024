"""Who may sign in, and how: by password, or by a link that works once."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.db.accounts import LinkRow, UserRow
from annotator.db.base import now, writing
from annotator.services import audit
from annotator.services.sign_ins import digest

OWNER = "owner"
"""The manager that the first start makes, so that one link is all a new user needs."""

EVERYBODY = "all"
"""What stands for everybody where a user is named, as in an export; so nobody may be called that."""

MIN_PASSWORD = 10
LINK_LIFE = timedelta(hours=12)
SIGN_IN, PASSWORD, INVITATION = "sign-in", "password", "invitation"
"""The kinds of links."""

MAX_PASSWORD = 1000
_ADDRESS = re.compile(r"""[^\s@,;:<>()\[\]"\\]{1,64}@[^\s@,;:<>()\[\]"\\.]+(\.[^\s@,;:<>()\[\]"\\.]+)*""")
"""One e-mail address, not a list of them and with no name or comment; a mail will show whether it exists."""

_hasher = PasswordHasher()
_one_at_a_time = Lock()
"""A hash takes 64 MiB while it is made: eight threads that each make one would be half a gigabyte. Each process makes
one at a time."""


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


def clean_email(email: str) -> str | None:
    """Return an e-mail address, ``None`` for an empty one; raise :class:`Problem` ``email`` for what is none."""
    email = unicodedata.normalize("NFC", email).strip()
    if not email:
        return None
    odd = any(unicodedata.category(char).startswith("C") for char in email)
    if odd or len(email) > 254 or not _ADDRESS.fullmatch(email):
        raise Problem("email", N_("This is not an e-mail address: one looks like layla@example.org."))
    return email


def find_user(session: Session, name: str) -> UserRow:
    """Return the user of this name; raise :class:`Problem` ``user-unknown``."""
    found = session.scalar(select(UserRow).filter_by(name=clean_name(name)))
    if found is None:
        raise Problem("user-unknown", N_("There is no user “%(name)s”."), name=name)
    return found


def add_user(
    session: Session,
    name: str,
    password: str | None,
    *,
    manager: bool = False,
    email: str = "",
    by: UserRow | None = None,
) -> UserRow:
    """Make a user; without a password only links let them in.

    Codes ``name``, ``email``, ``user-taken``, ``password-short``, ``password-long``.
    """
    name, address = user_name(name), clean_email(email)
    hashed = hash_password(password) if password is not None else None
    with writing(session):
        user = insert_user(session, UserRow(name=name, password_hash=hashed, manager=manager, email=address))
        done = N_("added %(name)s as a manager of the whole installation") if manager else N_("added %(name)s")
        audit.record(session, by, None, done, name=name)
    return user


def insert_user(session: Session, user: UserRow) -> UserRow:
    """Add a user whose name is checked; runs in the caller's transaction. Code ``user-taken``."""
    if session.scalar(select(UserRow).filter_by(name=user.name)):
        raise Problem("user-taken", N_("There is a user “%(name)s” already."), name=user.name)
    session.add(user)
    session.flush()
    return user


def hash_password(password: str) -> str:
    """Return what is kept of a password; codes ``password-short``, ``password-long``."""
    if len(password) < MIN_PASSWORD:
        raise Problem(
            "password-short",
            N_("A password needs at least %(least)s characters; a sentence of a few words is good."),
            least=MIN_PASSWORD,
        )
    if len(password) > MAX_PASSWORD:
        raise Problem("password-long", N_("A password has at most %(most)s characters."), most=MAX_PASSWORD)
    with _one_at_a_time:
        return _hasher.hash(password)


def is_password(user: UserRow | None, password: str) -> bool:
    """Whether this is the password of ``user``; it takes as long for nobody, and for who has none."""
    known = user.password_hash if user else None
    try:
        with _one_at_a_time:
            _hasher.verify(known or _no_hash(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return known is not None


def check_password(session: Session, name: str, password: str) -> UserRow | None:
    """Return the user whose name and password these are, or ``None``."""
    user = session.scalar(select(UserRow).filter_by(name=unicodedata.normalize("NFC", name).strip()))
    return user if is_password(user, password) and user and user.active else None


@cache
def _no_hash() -> str:
    """Return what is checked where there is no such user, so that the time taken tells nobody which names exist."""
    return _hasher.hash(secrets.token_hex(16))


def make_link(session: Session, user: UserRow, kind: str = SIGN_IN, *, by: UserRow | None = None) -> str:
    """Return the secret of a new link that works once within :data:`LINK_LIFE`; older ones of its kind end.

    ``kind`` is :data:`SIGN_IN` (signs ``user`` in) or :data:`PASSWORD` (lets them choose a new password).
    """
    user_id, maker = user.id, by.id if by else None
    with writing(session):
        end_links(session, user_id, kind)
        return put_link(session, user_id, kind, made_by=maker)


def put_link(session: Session, user_id: int, kind: str, *, made_by: int | None = None) -> str:
    """Return the secret of a new link of a user, made in the caller's transaction."""
    secret = secrets.token_urlsafe(32)
    row = LinkRow(secret_sha256=digest(secret), kind=kind, user_id=user_id, made_by=made_by)
    row.expires_at = now() + LINK_LIFE
    session.add(row)
    return secret


def end_links(session: Session, user_id: int, *kinds: str) -> None:
    """End the links of a user of these kinds, in the caller's transaction."""
    session.execute(delete(LinkRow).where(LinkRow.user_id == user_id, LinkRow.kind.in_(kinds)))


def redeem_link(session: Session, secret: str) -> UserRow | None:
    """Return whom the sign-in link signs in, and end it; ``None`` where it was used, is too old, or never was."""
    with writing(session):
        user = user_of_link(session, secret, SIGN_IN)
        session.execute(delete(LinkRow).where(LinkRow.secret_sha256 == digest(secret), LinkRow.kind == SIGN_IN))
    return user


def user_of_link(session: Session, secret: str, kind: str) -> UserRow | None:
    """Return whose link this is, and leave it; ``None`` where it lets nobody in."""
    link = session.scalar(select(LinkRow).filter_by(secret_sha256=digest(secret), kind=kind))
    user = session.get(UserRow, link.user_id) if link and link.expires_at > now() else None
    return user if user and user.active else None


def first_manager(session: Session) -> UserRow:
    """Return the manager who has been here longest and may sign in, made if there is none."""
    found = session.scalar(select(UserRow).filter_by(manager=True, active=True).order_by(UserRow.id).limit(1))
    return found or add_user(session, OWNER, None, manager=True)


def set_language(session: Session, user_id: int, language: str) -> None:
    """Remember the interface language of a user."""
    with writing(session):
        session.get_one(UserRow, user_id).language = language


def all_users(session: Session) -> Sequence[UserRow]:
    """Return everybody, by name."""
    return session.scalars(select(UserRow).order_by(UserRow.name)).all()
