"""The documents that a person was given: the list on their own page of a project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, literal_column, select
from sqlalchemy.orm import Session

from annotator.core.layer import COMMENT, FINISHED, FLAG, SKIPPED
from annotator.db.accounts import UserRow
from annotator.db.documents import FREED, AssignmentRow, DocumentRow, RemarkRow
from annotator.db.layers import LayerRow, NoteRow
from annotator.db.projects import ProjectRow
from annotator.services.outcomes import is_shown


@dataclass(frozen=True, slots=True)
class Given:
    """A document that a person was given; ``state`` is ``new``, ``begun``, ``finished`` or ``skipped``.

    ``flags`` and ``comments`` count the person's own notes, ``unread`` the comments for them that they have not read.
    ``outcome`` says that they may see what became of their work.
    """

    document_id: int
    title: str
    source: str
    date: date | None
    state: str
    done_at: datetime | None
    flags: int
    comments: int
    unread: int
    outcome: bool = False


def given_documents(
    session: Session, project: ProjectRow, user: UserRow, *, offset: int, limit: int
) -> tuple[int, Sequence[Given]]:
    """Return how many documents the user was given, and a stretch of them, the last given first."""
    mine = (
        AssignmentRow.user_id == user.id,
        AssignmentRow.project_id == project.id,
        AssignmentRow.state != FREED,
        DocumentRow.binned_at.is_(None),
    )
    of_document = DocumentRow.id == AssignmentRow.document_id
    total = session.scalar(select(func.count()).select_from(AssignmentRow).join(DocumentRow, of_document).where(*mine))
    layer = (LayerRow.document_id == AssignmentRow.document_id) & (LayerRow.user_id == AssignmentRow.user_id)
    query = (
        select(
            DocumentRow.id,
            DocumentRow.title,
            DocumentRow.source,
            DocumentRow.date,
            AssignmentRow.state,
            func.coalesce(LayerRow.revision, literal_column("0")),
            AssignmentRow.done_at,
            DocumentRow.purpose,
            DocumentRow.gold,
        )
        .select_from(AssignmentRow)
        .join(DocumentRow, of_document)
        .outerjoin(LayerRow, layer)
        .where(*mine)
        .order_by(AssignmentRow.place.desc())
        .offset(offset)
        .limit(limit)
    )
    found = session.execute(query).all()
    notes = _notes(session, user.id, [row[0] for row in found])
    return total or 0, [
        Given(
            id_,
            title,
            source,
            when,
            _state(state, revision),
            at,
            notes[id_, FLAG],
            notes[id_, COMMENT],
            notes[id_, ""],
            state == FINISHED and is_shown(purpose, gold, show_outcomes=project.show_outcomes),
        )
        for id_, title, source, when, state, revision, at, purpose, gold in found
    ]


def _state(state: str, revision: int) -> str:
    if state in (FINISHED, SKIPPED):
        return state
    return "begun" if revision else "new"


def _notes(session: Session, user_id: int, documents: Sequence[int]) -> Counter[tuple[int, str]]:
    """Count the user's own flags and comments at the documents, and (as the sort “”) what they have not read."""
    own_notes = (
        select(LayerRow.document_id, NoteRow.sort, func.count())
        .join(NoteRow, NoteRow.layer_id == LayerRow.id)
        .where(LayerRow.user_id == user_id, LayerRow.document_id.in_(documents))
        .group_by(LayerRow.document_id, NoteRow.sort)
    )
    for_them: Select[int, str, int] = (
        select(RemarkRow.document_id, literal_column("''"), func.count())
        .where(RemarkRow.user_id == user_id, RemarkRow.read_at.is_(None), RemarkRow.document_id.in_(documents))
        .group_by(RemarkRow.document_id)
    )
    return Counter({(id_, sort): count for one in (own_notes, for_them) for id_, sort, count in session.execute(one)})
