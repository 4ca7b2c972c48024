"""The people of the installation: who they are, who manages it, who may sign in at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.projects import MemberRow, ProjectRow
from annotator.services import audit
from annotator.services.accounts import PASSWORD, SIGN_IN, end_links, put_link
from annotator.services.sign_ins import end_all

GAVE: Mapping[str, str] = {
    SIGN_IN: N_("made a sign-in link for %(name)s"),
    PASSWORD: N_("made a link for a new password for %(name)s"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A user and in how many projects they are a member."""

    user: UserRow
    projects: int


def everybody(session: Session) -> Sequence[Person]:
    """Return all users with their projects counted: who may sign in first, each by name."""
    projects = func.count(MemberRow.project_id)
    query = select(UserRow, projects).outerjoin(MemberRow, MemberRow.user_id == UserRow.id).group_by(UserRow.id)
    rows = session.execute(query.order_by(UserRow.active.desc(), UserRow.name))
    return [Person(user, count) for user, count in rows]


def memberships(session: Session, user: UserRow) -> Sequence[tuple[ProjectRow, str]]:
    """Return the projects that ``user`` is a member of, with their role, by name."""
    query = select(ProjectRow, MemberRow.role).join(MemberRow, MemberRow.project_id == ProjectRow.id)
    rows = session.execute(query.where(MemberRow.user_id == user.id).order_by(ProjectRow.name))
    return [(project, role) for project, role in rows]


def set_manager(session: Session, user: UserRow, manager: bool, *, by: UserRow | None = None) -> None:
    """Let ``user`` manage the whole installation, or no longer. Code ``last-manager``."""
    user_id = user.id
    with writing(session):
        row = session.get_one(UserRow, user_id)
        if row.manager == manager:
            return
        if not manager:
            _leave_a_manager(session, row)
        row.manager = manager
        done = (
            N_("made %(name)s a manager of the whole installation")
            if manager
            else N_("took the management of the whole installation from %(name)s")
        )
        audit.record(session, by, None, done, name=row.name)


def set_active(session: Session, user: UserRow, active: bool, *, by: UserRow | None = None) -> None:
    """Let ``user`` sign in, or sign them out everywhere for good; their work stays. Code ``last-manager``."""
    user_id = user.id
    with writing(session):
        row = session.get_one(UserRow, user_id)
        if row.active == active:
            return
        if not active:
            _leave_a_manager(session, row)
            end_all(session, user_id)
            end_links(session, user_id, PASSWORD, SIGN_IN)
        row.active = active
        done = N_("let %(name)s sign in again") if active else N_("deactivated %(name)s")
        audit.record(session, by, None, done, name=row.name)


def _leave_a_manager(session: Session, row: UserRow) -> None:
    query = select(UserRow.id).where(UserRow.manager, UserRow.active, UserRow.id != row.id).limit(1)
    if row.manager and row.active and session.scalar(query) is None:
        raise Problem(
            "last-manager",
            N_("“%(name)s” is the only manager who can sign in. Make somebody else a manager first."),
            name=row.name,
        )


def give_link(session: Session, user: UserRow, kind: str, *, by: UserRow | None = None) -> str:
    """Return the secret of a new link for ``user``; older ones of its ``kind`` end. Code ``user-inactive``."""
    user_id, maker = user.id, by.id if by else None
    with writing(session):
        row = session.get_one(UserRow, user_id)
        if not row.active:
            message = N_("“%(name)s” is deactivated: let them sign in again first.")
            raise Problem("user-inactive", message, name=row.name)
        end_links(session, user_id, kind)
        audit.record(session, by, None, GAVE[kind], name=row.name)
        return put_link(session, user_id, kind, made_by=maker)
