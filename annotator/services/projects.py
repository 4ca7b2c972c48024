"""Projects: made from a label set, worked in by members."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.document import text_sha256
from annotator.core.labelfile import read_label_set
from annotator.core.layer import FINISHED
from annotator.core.phrases import N_, Problem
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.documents import DocumentRow, TallyRow
from annotator.db.layers import LayerRow
from annotator.db.projects import LabelSetRow, MemberRow, ProjectRow
from annotator.services.accounts import clean_name


def create_project(session: Session, name: str, toml: str, toml_name: str) -> ProjectRow:
    """Make a project with its own copy of a label set. Codes ``name``, ``project-taken``, ``label-set``."""
    name = clean_name(name)
    read_label_set(toml, toml_name)
    with writing(session):
        if session.scalar(select(ProjectRow).filter_by(name=name)):
            raise Problem("project-taken", N_("There is a project “%(name)s” already."), name=name)
        project = ProjectRow(name=name)
        project.label_sets = [LabelSetRow(number=1, toml=toml, sha256=text_sha256(toml))]
        session.add(project)
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


def may_see(session: Session, user: UserRow, project: ProjectRow) -> bool:
    """Whether ``user`` works in ``project``: managers in all, others where they are members."""
    return user.manager or session.get(MemberRow, (project.id, user.id)) is not None


def visible_projects(session: Session, user: UserRow) -> Sequence[ProjectRow]:
    """Return the projects that ``user`` works in, by name."""
    query = select(ProjectRow).order_by(ProjectRow.name)
    if not user.manager:
        query = query.join(MemberRow, MemberRow.project_id == ProjectRow.id).where(MemberRow.user_id == user.id)
    return session.scalars(query).all()


def add_members(session: Session, project: ProjectRow, users: Collection[UserRow]) -> None:
    """Let ``users`` work in ``project``; who is there already stays."""
    project_id, user_ids = project.id, [user.id for user in users]
    with writing(session):
        for user_id in user_ids:
            session.merge(MemberRow(project_id=project_id, user_id=user_id))


def people(session: Session, project: ProjectRow) -> Sequence[UserRow]:
    """Return who can annotate here: the members, then the managers, each by name."""
    members = select(MemberRow.user_id).where(MemberRow.project_id == project.id)
    query = select(UserRow).where(UserRow.manager | UserRow.id.in_(members)).order_by(UserRow.manager, UserRow.name)
    return session.scalars(query).all()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a user is in a project: of the documents they are to do, how many are finished."""

    documents: int
    assigned: int
    finished: int


def progress(session: Session, project: ProjectRow, user: UserRow) -> Progress:
    """Return the numbers for ``user``."""
    documents = select(func.count(DocumentRow.id)).where(DocumentRow.project_id == project.id)
    tally = session.get(TallyRow, (user.id, project.id))
    finished = documents.join(LayerRow).where(LayerRow.user_id == user.id, LayerRow.state == FINISHED)
    return Progress(session.scalar(documents) or 0, tally.given if tally else 0, session.scalar(finished) or 0)
