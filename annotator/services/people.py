"""People: who works in a project, as what, and how much the queue gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from annotator.core.layer import OPEN
from annotator.core.people import ROLES, TITLES, may
from annotator.core.phrases import N_, Problem
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.documents import AssignmentRow, TallyRow
from annotator.db.projects import MemberRow, ProjectRow
from annotator.services import audit, invitations
from annotator.services.accounts import clean_name
from annotator.services.last_active import last_active
from annotator.services.projects import add_members

MOST_NAMES = 200
"""So many people are added at once."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a project: their role, and how far they are.

    ``handed`` counts what the queue has handed to them and is still open; ``last_active`` is ``None`` where they have
    not worked here yet. Who is not ``active`` cannot sign in.
    """

    user_id: int
    name: str
    active: bool
    role: str
    quota: int | None
    given: int
    finished: int
    handed: int
    last_active: datetime | None


def members(session: Session, project: ProjectRow) -> Sequence[Member]:
    """Return who has a role in ``project``, by role and name; the managers of the installation are not among them."""
    query = (
        select(MemberRow, UserRow, TallyRow)
        .join(UserRow, UserRow.id == MemberRow.user_id)
        .outerjoin(TallyRow, (TallyRow.user_id == UserRow.id) & (TallyRow.project_id == MemberRow.project_id))
        .where(MemberRow.project_id == project.id, ~UserRow.manager)
    )
    handed, seen = _handed(session, project.id), last_active(session, project.id)
    found = [
        Member(
            user_id=user.id,
            name=user.name,
            active=user.active,
            role=member.role,
            quota=member.quota,
            given=tally.given if tally else 0,
            finished=tally.finished if tally else 0,
            handed=handed.get(user.id, 0),
            last_active=seen.get(user.id),
        )
        for member, user, tally in session.execute(query)
    ]
    return sorted(found, key=lambda one: (ROLES.index(one.role), one.name))


def _handed(session: Session, project_id: int) -> dict[int, int]:
    query = select(AssignmentRow.user_id, func.count()).where(
        AssignmentRow.project_id == project_id, AssignmentRow.handed, AssignmentRow.state == OPEN
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(AssignmentRow.user_id))}


def installation_managers(session: Session) -> Sequence[str]:
    """Return the names of those who manage the whole installation, and so every project."""
    query = select(UserRow.name).where(UserRow.manager, UserRow.active)
    return session.scalars(query.order_by(UserRow.name)).all()


def outsiders(session: Session, project: ProjectRow, most: int) -> Sequence[str]:
    """Return the names of those who could be added to ``project``, ``most`` at most."""
    there = select(MemberRow.user_id).filter_by(project_id=project.id)
    query = select(UserRow.name).where(UserRow.active, ~UserRow.manager, UserRow.id.not_in(there))
    return session.scalars(query.order_by(UserRow.name).limit(most)).all()


def add_people(
    session: Session, project: ProjectRow, names: Iterable[str], role: str, *, by: UserRow | None = None
) -> Sequence[str]:
    """Let the users of these names in as ``role``, all or none, and return who is new; the others stay what they are.

    Codes ``name``, ``users-unknown`` (naming all who are), ``too-many``.
    """
    wanted = list(dict.fromkeys(clean_name(name) for name in names))
    if len(wanted) > MOST_NAMES:
        raise Problem("too-many", N_("Add at most %(most)s people at once."), most=MOST_NAMES)
    found = session.scalars(select(UserRow).where(UserRow.name.in_(wanted), UserRow.active)).all()
    unknown = [name for name in wanted if name not in {user.name for user in found}]
    if unknown:
        raise Problem(
            "users-unknown",
            N_("Nobody was added, since no user is called so: %(names)s. Mend the names, or send an invitation."),
            names=", ".join(unknown),
        )
    return add_members(session, project, [user for user in found if not user.manager], role, by=by)


def change_member(
    session: Session, project: ProjectRow, user_id: int, role: str, quota: int | None, *, by: UserRow | None = None
) -> str:
    """Set a member's role and quota, and return their name. Code ``member-unknown``.

    Who may not annotate any more gives back what the queue has handed to them.
    """
    project_id = project.id
    with writing(session):
        row = _member(session, project_id, user_id)
        name, before = row.user.name, row.role
        if role != before:
            row.role = role
            audit.record(
                session,
                by,
                project_id,
                N_("changed the role of %(name)s from %(old)s to %(role)s"),
                name=name,
                old=TITLES[before],
                role=TITLES[role],
            )
            _lose(session, project_id, user_id, role)
        if quota != row.quota:
            row.quota = quota
            _tell_quota(session, by, project_id, name, quota)
    return name


def _tell_quota(session: Session, by: UserRow | None, project_id: int, name: str, quota: int | None) -> None:
    if quota is None:
        audit.record(session, by, project_id, N_("took away the quota of %(name)s"), name=name)
    else:
        audit.record(session, by, project_id, N_("set the quota of %(name)s to %(quota)s"), name=name, quota=quota)


def remove_member(session: Session, project: ProjectRow, user_id: int, *, by: UserRow | None = None) -> str:
    """Take a person out of the project, and return their name; their work stays. Code ``member-unknown``.

    What the queue had handed to them and is open goes back to it; their invitations end.
    """
    project_id = project.id
    with writing(session):
        row = _member(session, project_id, user_id)
        name = row.user.name
        _lose(session, project_id, user_id, None)
        session.delete(row)
        audit.record(session, by, project_id, N_("removed %(name)s from the project"), name=name)
    return name


def _member(session: Session, project_id: int, user_id: int) -> MemberRow:
    row = session.get(MemberRow, (project_id, user_id))
    if row is None or row.user.manager:
        raise Problem("member-unknown", N_("This person is no member of the project any more. Load the page again."))
    return row


def _lose(session: Session, project_id: int, user_id: int, role: str | None) -> None:
    """End what somebody who is only ``role`` now may not have any more."""
    if not may(role, "annotate"):
        session.execute(
            delete(AssignmentRow).where(
                AssignmentRow.user_id == user_id,
                AssignmentRow.project_id == project_id,
                AssignmentRow.state == OPEN,
                AssignmentRow.handed,
            )
        )
    if not may(role, "change-people"):
        invitations.end_those_of(session, project_id, user_id)
