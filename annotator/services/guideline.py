"""The guideline: what a project's annotators are to read first, in Markdown, every version kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.projects import GuidelineRow, ProjectRow
from annotator.services import audit

MAX_TEXT = 100_000
"""Characters: some fifty printed pages."""
PAGE = 50


def guideline_of(session: Session, project: ProjectRow) -> GuidelineRow | None:
    """Return the guideline in force; nothing where none was written."""
    return session.scalar(_versions(project.id).limit(1))


def guideline_version(session: Session, project: ProjectRow, number: int) -> GuidelineRow | None:
    """Return one version."""
    return session.scalar(_versions(project.id).filter_by(number=number))


def guideline_versions(session: Session, project: ProjectRow, *, before: int | None = None) -> Sequence[GuidelineRow]:
    """Return a page of versions, the newest first; ``before`` is the number where the page before ended."""
    query = _versions(project.id).limit(PAGE)
    return session.scalars(query.where(GuidelineRow.number < before) if before is not None else query).all()


def write_guideline(
    session: Session, project: ProjectRow, text: str, *, made_from: int, by: UserRow | None = None
) -> int:
    """Keep a new version and return its number; an unchanged text makes none.

    ``made_from`` is the number of the version that the author saw, 0 for none. Codes ``guideline-long`` and
    ``guideline-stale``.
    """
    text = cleaned(text)
    project_id = project.id
    with writing(session):
        row = session.scalar(_versions(project_id).limit(1))
        _check_still(row, made_from)
        number = row.number if row else 0
        if text == (row.text if row else ""):
            return number
        session.add(GuidelineRow(project_id=project_id, number=number + 1, text=text, user_id=by.id if by else None))
        audit.record(session, by, project_id, N_("changed the guideline (version %(number)s)"), number=number + 1)
    return number + 1


def cleaned(text: str) -> str:
    """Return ``text`` as it is kept: with line feeds, without what no text has. Code ``guideline-long``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").rstrip()
    if len(text) > MAX_TEXT:
        raise Problem(
            "guideline-long",
            N_("A guideline has at most %(most)s characters; this one has %(count)s. Make it shorter."),
            most=MAX_TEXT,
            count=len(text),
        )
    return text


def _check_still(row: GuidelineRow | None, made_from: int) -> None:
    if row and row.number != made_from:
        raise Problem(
            "guideline-stale",
            N_("%(name)s saved version %(number)s of the guideline meanwhile. Your text is below, and not saved yet."),
            name=row.user.name if row.user else "–",
            number=row.number,
        )


def _versions(project_id: int) -> Select[GuidelineRow]:
    return select(GuidelineRow).filter_by(project_id=project_id).order_by(GuidelineRow.number.desc())
