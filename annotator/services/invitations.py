"""Invitations: links that let people into a project, with a new account or with the one they have."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from annotator.core.people import TITLES, may
from annotator.core.phrases import N_, Problem
from annotator.db.accounts import LinkRow, UserRow
from annotator.db.base import now, writing
from annotator.db.projects import MemberRow, ProjectRow
from annotator.services import audit
from annotator.services.accounts import INVITATION, hash_password, insert_user, user_name
from annotator.services.projects import role_of
from annotator.services.sign_ins import digest

MOST_USES = 100
MOST_DAYS = 30
_ENDED = N_("This invitation does not work any more. Ask whoever sent it for a new one.")


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that still lets ``uses_left`` people into a project as ``role``; ``by`` made it."""

    id: int
    project_id: int
    project: str
    role: str
    uses_left: int
    expires_at: datetime
    by: str


def make_invitation(session: Session, project: ProjectRow, role: str, *, uses: int, days: int, by: UserRow) -> str:
    """Return the secret of a new link; nobody can find it out later. Expired ones of the project are cleared away."""
    if not (1 <= uses <= MOST_USES and 1 <= days <= MOST_DAYS):
        raise ValueError
    secret, project_id, maker = secrets.token_urlsafe(32), project.id, by.id
    message = N_("made an invitation as %(role)s; people: %(uses)s, days: %(days)s")
    with writing(session):
        session.execute(delete(LinkRow).where(*_of(project_id), LinkRow.expires_at <= now()))
        row = LinkRow(secret_sha256=digest(secret), kind=INVITATION, project_id=project_id, made_by=maker)
        row.member_role, row.uses_left, row.expires_at = role, uses, now() + timedelta(days=days)
        session.add(row)
        audit.record(session, by, project_id, message, role=TITLES[role], uses=uses, days=days)
    return secret


def open_invitations(session: Session, project: ProjectRow) -> Sequence[Invitation]:
    """Return the invitations into ``project`` that still work, the newest first."""
    rows = session.scalars(select(LinkRow).where(*_of(project.id)).order_by(LinkRow.id.desc()))
    return [one for row in rows if (one := _standing(session, row))]


def revoke_invitation(session: Session, project: ProjectRow, link_id: int, *, by: UserRow) -> bool:
    """End an invitation into ``project``; whether there was such a one."""
    project_id = project.id
    with writing(session):
        row = session.scalar(select(LinkRow).where(*_of(project_id), LinkRow.id == link_id))
        if row is None:
            return False
        role = TITLES[row.member_role or ""]
        session.delete(row)
        audit.record(session, by, project_id, N_("revoked an invitation as %(role)s"), role=role)
    return True


def end_those_of(session: Session, project_id: int, user_id: int) -> None:
    """End the invitations that somebody made for the project; runs in the caller's transaction."""
    session.execute(delete(LinkRow).where(*_of(project_id), LinkRow.made_by == user_id))


def find_invitation(session: Session, secret: str) -> Invitation | None:
    """Return the invitation of this secret; ``None`` where it was used up, is too old, or never was."""
    return _standing(session, _link(session, secret))


def join(session: Session, secret: str, user: UserRow) -> int:
    """Let ``user`` into the project of the invitation, and return its id. Code ``invitation``.

    Who has a part in it already keeps their role, and the invitation its uses.
    """
    user_id = user.id
    with writing(session):
        link, invitation = _needed(session, secret)
        project = session.get_one(ProjectRow, invitation.project_id)
        if role_of(session, user, project) is None:
            _use(session, link, invitation, session.get_one(UserRow, user_id))
        return invitation.project_id


def join_as_new(session: Session, secret: str, name: str, password: str, language: str) -> tuple[UserRow, int]:
    """Make a user, let them into the project of the invitation, and return both. Like :func:`join` and ``add_user``.

    Either all of it happens or nothing: nobody is left with an account that leads nowhere.
    """
    if find_invitation(session, secret) is None:  # before the password is hashed, which is made to cost much
        raise Problem("invitation", _ENDED)
    name, hashed = user_name(name), hash_password(password)
    with writing(session):
        link, invitation = _needed(session, secret)
        user = insert_user(session, UserRow(name=name, password_hash=hashed, language=language))
        _use(session, link, invitation, user)
    return user, invitation.project_id


def _of(project_id: int) -> tuple[ColumnElement[bool], ...]:
    return LinkRow.project_id == project_id, LinkRow.kind == INVITATION


def _link(session: Session, secret: str) -> LinkRow | None:
    return session.scalar(select(LinkRow).filter_by(secret_sha256=digest(secret), kind=INVITATION))


def _standing(session: Session, link: LinkRow | None) -> Invitation | None:
    """Return what a link is worth now: nothing when who made it could not make it any more."""
    if link is None or link.uses_left < 1 or link.expires_at <= now():
        return None
    project, maker = session.get_one(ProjectRow, link.project_id), session.get(UserRow, link.made_by or 0)
    if maker is None or not maker.active or not may(role_of(session, maker, project), "change-people"):
        return None
    return Invitation(
        link.id, project.id, project.name, link.member_role or "", link.uses_left, link.expires_at, maker.name
    )


def _needed(session: Session, secret: str) -> tuple[LinkRow, Invitation]:
    link = _link(session, secret)
    invitation = _standing(session, link)
    if link is None or invitation is None:
        raise Problem("invitation", _ENDED)
    return link, invitation


def _use(session: Session, link: LinkRow, invitation: Invitation, user: UserRow) -> None:
    """Make ``user`` a member, and count it; the last use ends the link."""
    session.add(MemberRow(project_id=invitation.project_id, user_id=user.id, role=invitation.role))
    link.uses_left -= 1
    if not link.uses_left:
        session.delete(link)
    message = N_("joined as %(role)s, invited by %(name)s")
    audit.record(session, user, invitation.project_id, message, role=TITLES[invitation.role], name=invitation.by)
