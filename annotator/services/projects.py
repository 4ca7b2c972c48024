"""Projects: made from a label set, worked in by members."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.document import text_sha256
from annotator.core.labelfile import read_label_set
from annotator.core.people import ANNOTATOR, MANAGER, TITLES, VIEWER
from annotator.core.phrases import N_, Problem
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.documents import DocumentRow, TallyRow
from annotator.db.projects import LabelSetRow, MemberRow, ProjectRow
from annotator.services import audit
from annotator.services.accounts import clean_name


def create_project(session: Session, name: str, toml: str, toml_name: str, *, by: UserRow | None = None) -> ProjectRow:
    """Make a project with its own copy of a label set. Codes ``name``, ``project-taken``, ``label-set``."""
    name = clean_name(name)
    read_label_set(toml, toml_name)
    with writing(session):
        if session.scalar(select(ProjectRow).filter_by(name=name)):
            raise Problem("project-taken", N_("There is a project “%(name)s” already."), name=name)
        project = ProjectRow(name=name)
        project.label_sets = [LabelSetRow(number=1, toml=toml, sha256=text_sha256(toml))]
        session.add(project)
        session.flush()
        audit.record(session, by, project.id, N_("made the project “%(name)s”"), name=name)
    return project


def find_project(session: Session, name: str) -> ProjectRow:
    """Return the project of this name; raise :class:`Problem` ``project-unknown`` with the names there are."""
    found = session.scalar(select(ProjectRow).filter_by(name=unicodedata.normalize("NFC", name).strip()))
    if found is None:
        known = session.scalars(select(ProjectRow.name).order_by(ProjectRow.name)).all()
        raise Problem(
            "project-unknown",
            N_("There is no project “%(name)s”. There are: %(known)s."),
            name=name,
            known=", ".join(known) or "–",
        )
    return found


def any_project(session: Session) -> bool:
    """Whether there is a project at all."""
    return session.scalar(select(ProjectRow.id).limit(1)) is not None


def role_of(session: Session, user: UserRow, project: ProjectRow) -> str | None:
    """Return what ``user`` is in ``project`` (``core.people``); ``None`` where they have no part in it."""
    if user.manager:
        return MANAGER
    return session.scalar(select(MemberRow.role).filter_by(project_id=project.id, user_id=user.id))


def visible_projects(session: Session, user: UserRow) -> Sequence[ProjectRow]:
    """Return the projects that ``user`` has a part in, by name."""
    query = select(ProjectRow).order_by(ProjectRow.name)
    if not user.manager:
        query = query.join(MemberRow, MemberRow.project_id == ProjectRow.id).where(MemberRow.user_id == user.id)
    return session.scalars(query).all()


def add_members(
    session: Session,
    project: ProjectRow,
    users: Collection[UserRow],
    role: str = ANNOTATOR,
    *,
    by: UserRow | None = None,
) -> Sequence[str]:
    """Let ``users`` into ``project`` as ``role``, and return who was let in; who was there stays what they are."""
    project_id, wanted = project.id, {user.id: user.name for user in users}
    with writing(session):
        there = set(session.scalars(select(MemberRow.user_id).filter_by(project_id=project_id)))
        new = {user_id: name for user_id, name in wanted.items() if user_id not in there}
        for user_id, name in new.items():
            session.add(MemberRow(project_id=project_id, user_id=user_id, role=role))
            audit.record(session, by, project_id, N_("let %(name)s in as %(role)s"), name=name, role=TITLES[role])
    return list(new.values())


def people(session: Session, project: ProjectRow) -> Sequence[UserRow]:
    """Return who can annotate here: the members but those who only look on, then the managers, each by name."""
    members = select(MemberRow.user_id).where(MemberRow.project_id == project.id, MemberRow.role != VIEWER)
    query = select(UserRow).where(UserRow.manager | UserRow.id.in_(members), UserRow.active)
    return session.scalars(query.order_by(UserRow.manager, UserRow.name)).all()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a user is in a project: of the documents they are to do, how many are finished."""

    documents: int
    assigned: int
    finished: int


def progress(session: Session, project: ProjectRow, user: UserRow) -> Progress:
    """Return the numbers for ``user``."""
    documents = select(func.count(DocumentRow.id)).where(
        DocumentRow.project_id == project.id, DocumentRow.binned_at.is_(None)
    )
    tally = session.get(TallyRow, (user.id, project.id))
    return Progress(session.scalar(documents) or 0, tally.given if tally else 0, tally.finished if tally else 0)
