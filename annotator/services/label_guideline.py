"""The guideline of one label: what to mark with it, written without going through the whole label set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.labelfile import document_of, read_document, write_label_set
from annotator.core.labels import Guideline, Label, LabelSet
from annotator.db.accounts import UserRow
from annotator.db.projects import LabelSetRow, ProjectRow
from annotator.services.relabel import change_label_set

MOST = 50
"""So many versions of the label set are looked through for other wordings."""


class Wording(NamedTuple):
    """What the guideline of a label said from a version of the label set on: when that was, and whose it was."""

    number: int
    at: datetime
    who: str
    guideline: Guideline


def wordings(session: Session, project: ProjectRow, label: str) -> Sequence[Wording]:
    """Return the wordings that a label had, the one in force first; of its last versions."""
    query = select(LabelSetRow).filter_by(project_id=project.id).order_by(LabelSetRow.number.desc()).limit(MOST)
    found: list[Wording] = []
    for row in session.scalars(query):
        there = row.value().by_id.get(label)
        if there is None:
            continue
        one = Wording(row.number, row.created_at, row.user.name if row.user else "", there.guideline)
        # The oldest version that says it is the one that brought it.
        if found and found[-1].guideline == there.guideline:
            found.pop()
        found.append(one)
    return found


def write_wording(
    session: Session, project: ProjectRow, label: str, wanted: Guideline, *, made_from: int, by: UserRow | None = None
) -> bool:
    """Give a label another guideline, as a new version of the label set; whether anything was changed.

    ``made_from`` is the number of the version that the author saw. Raises
    :class:`~annotator.core.labelfile.DocumentProblem`, and :class:`Problem` ``label-set-stale``.
    """
    old = project.label_set.value()
    new = read_document(document_of(_with(old, label, wanted)))
    if new == old:
        return False
    change_label_set(session, project, write_label_set(new), "TOML", by=by, made_from=made_from)
    return True


def _with(old: LabelSet, label: str, wanted: Guideline) -> LabelSet:
    def changed(one: Label) -> Label:
        return replace(one, guideline=wanted) if one.id == label else one

    return replace(old, labels=tuple(map(changed, old.labels)), trigger=old.trigger and changed(old.trigger))
