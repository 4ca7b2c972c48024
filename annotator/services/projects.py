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
from annotator.db.base import insert_all, now, writing
from annotator.db.documents import TallyRow
from annotator.db.projects import GuidelineRow, LabelSetRow, MemberRow, ProjectRow
from annotator.services import audit
from annotator.services.accounts import clean_name

TAKEN_OVER = (
    "overlap",
    "abandon_hours",
    "blind_percent",
    "work_order",
    "learn_every",
    "rule",
    "show_outcomes",
    "check_every",
    "practice_first",
)
"""The settings that one project can take over from another."""


@dataclass(frozen=True, slots=True)
class Like:
    """What a new project takes over from another one, beside the labels."""

    project_id: int
    guideline: bool = False
    members: bool = False
    settings: bool = False


def create_project(
    session: Session,
    name: str,
    toml: str,
    toml_name: str,
    *,
    description: str = "",
    overlap: int = 1,
    blind_percent: int = 0,
    like: Like | None = None,
    by: UserRow | None = None,
) -> ProjectRow:
    """Make a project with its own copy of a label set. Codes ``name``, ``project-taken``, ``label-set``.

    What ``like`` takes over of the settings outweighs ``overlap`` and ``blind_percent``.
    """
    name = clean_name(name)
    read_label_set(toml, toml_name)
    with writing(session):
        refuse_taken(session, name)
        project = ProjectRow(name=name, description=description, overlap=overlap, blind_percent=blind_percent)
        project.label_sets = [LabelSetRow(number=1, toml=toml, sha256=text_sha256(toml), user_id=by.id if by else None)]
        session.add(project)
        session.flush()
        audit.record(session, by, project.id, N_("made the project “%(name)s”"), name=name)
        if like is not None:
            _take_over(session, project, like, by)
    return project


def refuse_taken(session: Session, name: str, but: int | None = None) -> None:
    """Raise :class:`Problem` ``project-taken`` where a project other than ``but`` has this name."""
    if session.scalar(select(ProjectRow.id).where(ProjectRow.name == name, ProjectRow.id != (but or 0))):
        raise Problem("project-taken", N_("There is a project “%(name)s” already."), name=name)


def _take_over(session: Session, project: ProjectRow, like: Like, by: UserRow | None) -> None:
    source = session.get_one(ProjectRow, like.project_id)
    if like.settings:
        for name in TAKEN_OVER:
            setattr(project, name, getattr(source, name))
    if like.guideline:
        newest = select(GuidelineRow).filter_by(project_id=source.id).order_by(GuidelineRow.number.desc()).limit(1)
        if guideline := session.scalar(newest):
            new = GuidelineRow(project_id=project.id, number=1, text=guideline.text, user_id=by.id if by else None)
            session.add(new)
            audit.record(session, by, project.id, N_("took the guideline from “%(name)s”"), name=source.name)
    if like.members:
        rows = session.scalars(select(MemberRow).filter_by(project_id=source.id)).all()
        columns = ({"user_id": row.user_id, "role": row.role, "quota": row.quota, "created_at": now()} for row in rows)
        insert_all(session, MemberRow, [{"project_id": project.id, **column} for column in columns])
        message = N_("let members of “%(name)s” in: %(count)s")
        audit.record(session, by, project.id, message, count=len(rows), name=source.name)


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
class Furnished:
    """What a project has beside its documents: how many members, whether a guideline, whether anybody has got one."""

    members: int
    guideline: bool
    begun: bool


def furnished(session: Session, project: ProjectRow) -> Furnished:
    """Return what the project has."""
    members = session.scalar(select(func.count()).select_from(MemberRow).filter_by(project_id=project.id))
    guideline = session.scalar(select(GuidelineRow.id).filter_by(project_id=project.id).limit(1))
    begun = session.scalar(
        select(TallyRow.user_id).where(TallyRow.project_id == project.id, TallyRow.given > 0).limit(1)
    )
    return Furnished(members or 0, guideline is not None, begun is not None)


def finished_in_all(session: Session, project: ProjectRow) -> int:
    """Return how often a document of the project was finished, by anybody."""
    return session.scalar(select(func.sum(TallyRow.finished)).filter_by(project_id=project.id)) or 0
