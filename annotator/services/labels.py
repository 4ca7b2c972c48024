"""Labels: the versions of a project's label set, and what each changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator import labelsets
from annotator.core.labelchanges import Change, changes
from annotator.core.labels import Titles
from annotator.db.projects import LabelSetRow, ProjectRow

PAGE = 20
"""So many versions are listed at once: each is compared with the one before."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version: when, by whom (empty: on the command line), what it changed; the first one changed nothing."""

    number: int
    at: datetime
    who: str
    changes: Sequence[Change]


def versions(session: Session, project: ProjectRow, *, before: int | None = None) -> Sequence[Version]:
    """Return a page of versions, the newest first; ``before`` is the number where the page before ended."""
    query = select(LabelSetRow).filter_by(project_id=project.id).order_by(LabelSetRow.number.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(LabelSetRow.number < before)
    rows = list(session.scalars(query))
    older: list[LabelSetRow | None] = [*rows[1:], None][: len(rows)]
    return [_version(row, earlier) for row, earlier in zip(rows, older, strict=True)][:PAGE]


def _version(row: LabelSetRow, earlier: LabelSetRow | None) -> Version:
    what = changes(earlier.value(), row.value()) if earlier else []
    return Version(row.number, row.created_at, row.user.name if row.user else "", what)


def version(session: Session, project: ProjectRow, number: int) -> LabelSetRow | None:
    """Return one version."""
    return session.scalar(select(LabelSetRow).filter_by(project_id=project.id, number=number))


def toml_of(project: ProjectRow) -> str:
    """Return the text of the label set in force, such as a copy of the project begins with."""
    return project.label_set.toml


def label_set_choices() -> Sequence[tuple[str, Titles]]:
    """Return the name and the titles of each label set that ships, the default one first."""
    return [(name, labelsets.read(name).title) for name in labelsets.names()]
