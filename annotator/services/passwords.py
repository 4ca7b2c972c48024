"""Choosing a password: a first one, another one, one in the place of a forgotten one."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.services.accounts import (
    PASSWORD,
    SIGN_IN,
    clean_email,
    end_links,
    hash_password,
    is_password,
    put_link,
    user_of_link,
)
from annotator.services.sign_ins import end_all

MOST_MAILS = 5
"""So many people at most may share an e-mail address and get a link there."""


def must_know(user: UserRow, current: str) -> None:
    """Raise :class:`Problem` ``password-wrong`` unless this is the user's password, where there is one."""
    if user.password_hash and not is_password(user, current):
        raise Problem("password-wrong", N_("This is not your password."))


def set_password(session: Session, user: UserRow, password: str) -> None:
    """Give ``user`` a new password and sign them out everywhere; their links end too.

    Codes ``password-short``, ``password-long``.
    """
    hashed, user_id = hash_password(password), user.id
    with writing(session):
        _put_password(session, user_id, hashed)


def reset_password(session: Session, secret: str, password: str) -> UserRow | None:
    """Give whose link it is a new password; ``None`` where the link lets nobody in. Codes as :func:`set_password`."""
    hashed = hash_password(password)
    with writing(session):
        user = user_of_link(session, secret, PASSWORD)
        if user is not None:
            _put_password(session, user.id, hashed)
    return user


def _put_password(session: Session, user_id: int, hashed: str) -> None:
    session.get_one(UserRow, user_id).password_hash = hashed
    end_all(session, user_id)
    end_links(session, user_id, PASSWORD, SIGN_IN)


def set_email(session: Session, user: UserRow, email: str) -> None:
    """Change where mails for ``user`` go; empty is nowhere. Code ``email``."""
    address, user_id = clean_email(email), user.id
    with writing(session):
        row = session.get_one(UserRow, user_id)
        if row.email != address:
            # A link that went to the old address must not outlive it.
            end_links(session, user_id, PASSWORD)
        row.email = address


def links_by_mail(session: Session, who: str) -> Sequence[tuple[UserRow, str]]:
    """Return a password link for each active person of this name or e-mail address who can be reached by mail.

    Older links stay: whoever asks in another's name must not end the link that a manager gave them.
    """
    who = unicodedata.normalize("NFC", who).strip()
    same = (UserRow.name == who) | (func.lower(UserRow.email) == who.lower())
    query = select(UserRow).where(same, UserRow.active, UserRow.email.is_not(None)).limit(MOST_MAILS)
    with writing(session):
        made = [(user, put_link(session, user.id, PASSWORD)) for user in session.scalars(query).all()]
    return made
