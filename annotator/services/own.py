"""What a person has of a project: for the page that they start from. Nothing of it is about others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from annotator.core.layer import FINISHED, OPEN
from annotator.db.accounts import UserRow
from annotator.db.documents import AssignmentRow, DocumentRow, RemarkRow, SuggestionRow, TallyRow
from annotator.db.layers import DecisionRow, LayerRow
from annotator.db.projects import GuidelineRow, MemberRow, ProjectRow
from annotator.services.days import midnight
from annotator.services.outcomes import Practice, practice
from annotator.services.progress import OPEN_LAYER, WEEK


@dataclass(frozen=True, slots=True)
class Left:
    """The document that a person left open: of its ``total`` suggestions ``decided`` are decided."""

    document_id: int
    title: str
    decided: int
    total: int


@dataclass(frozen=True, slots=True)
class Own:
    """How far a person is in a project. ``goal`` is how many documents they are to do, where that is known."""

    given: int
    finished: int
    skipped: int
    today: int
    week: int
    quota: int | None
    goal: int | None
    left: Left | None
    remarks: int
    guideline: bool
    practice: Practice

    @property
    def is_full(self) -> bool:
        """Whether nothing is left, and the queue gives nothing more because of the quota."""
        nothing_left = self.given == self.finished + self.skipped and self.practice.done == self.practice.total
        return self.quota is not None and self.quota <= self.given - self.practice.given and nothing_left

    @property
    def done(self) -> int:
        """How many of the documents of the ``goal`` are finished or skipped: practice counts for no quota."""
        beside = self.practice.done if self.goal == self.quota else 0
        return self.finished + self.skipped - beside


def own(session: Session, project: ProjectRow, user: UserRow) -> Own:
    """Return how far ``user`` is. Nothing is handed out for it."""
    tally = session.get(TallyRow, (user.id, project.id))
    given, finished, skipped = (tally.given, tally.finished, tally.skipped) if tally else (0, 0, 0)
    quota = session.scalar(select(MemberRow.quota).filter_by(project_id=project.id, user_id=user.id))
    by_hand = given > finished + skipped and _given_by_hand(session, project.id, user.id)
    return Own(
        given,
        finished,
        skipped,
        _finished_since(session, project.id, user.id, midnight()),
        _finished_since(session, project.id, user.id, midnight(WEEK - 1)),
        quota,
        given if by_hand else quota,
        _left(session, project.id, user.id),
        unread(session, project.id, user.id),
        session.scalar(select(GuidelineRow.id).filter_by(project_id=project.id).limit(1)) is not None,
        practice(session, project, user.id),
    )


def _finished_since(session: Session, project_id: int, user_id: int, since: datetime) -> int:
    query = select(func.count()).where(
        AssignmentRow.user_id == user_id,
        AssignmentRow.project_id == project_id,
        AssignmentRow.state == FINISHED,
        AssignmentRow.done_at >= since,
    )
    return session.scalar(query) or 0


def _given_by_hand(session: Session, project_id: int, user_id: int) -> bool:
    """Whether a manager has given documents that are still open: then it is known what is to be done."""
    query = select(AssignmentRow.document_id).where(
        AssignmentRow.user_id == user_id,
        AssignmentRow.project_id == project_id,
        AssignmentRow.state == OPEN,
        ~AssignmentRow.handed,
    )
    return session.scalar(query.limit(1)) is not None


def _left(session: Session, project_id: int, user_id: int) -> Left | None:
    """Return the open document that was changed last, or else the first that is theirs, which the queue gives too.

    Not the one that was opened last: the annotation page fetches the one after the one at hand beforehand.
    """
    given = (AssignmentRow.document_id == LayerRow.document_id) & (AssignmentRow.user_id == LayerRow.user_id)
    query = (
        select(LayerRow.id, DocumentRow.id, DocumentRow.title)
        .join(AssignmentRow, given)
        .join(DocumentRow, DocumentRow.id == LayerRow.document_id)
        .where(
            OPEN_LAYER,
            LayerRow.user_id == user_id,
            AssignmentRow.project_id + 0 == project_id,  # by the few open layers, not by the project's documents
            AssignmentRow.state == OPEN,
            DocumentRow.binned_at.is_(None),
        )
        .order_by(
            (LayerRow.revision > 0).desc(),
            case((LayerRow.revision > 0, LayerRow.changed_at)).desc(),
            AssignmentRow.place,
        )
        .limit(1)
    )
    found = session.execute(query).first()
    if found is None:
        return None
    layer_id, document_id, title = found
    return Left(document_id, title, *_decided(session, layer_id, document_id))


def _decided(session: Session, layer_id: int, document_id: int) -> tuple[int, int]:
    """Return how many suggestions are decided, and how many the annotation page shows."""
    mine = (DecisionRow.suggestion_id == SuggestionRow.id) & (DecisionRow.layer_id == layer_id)
    query = select(func.count(DecisionRow.suggestion_id), func.count()).select_from(SuggestionRow)
    query = query.outerjoin(DecisionRow, mine).join(DocumentRow, DocumentRow.id == SuggestionRow.document_id)
    query = query.where(SuggestionRow.document_id == document_id)
    query = query.where(~DocumentRow.blind | DecisionRow.suggestion_id.is_not(None))
    query = query.where(SuggestionRow.current | DecisionRow.suggestion_id.is_not(None))
    decided, total = session.execute(query).one()
    return decided, total


def unread(session: Session, project_id: int, user_id: int) -> int:
    """Return how many comments the user has not read, on documents of the project that are still theirs."""
    theirs = (AssignmentRow.document_id == RemarkRow.document_id) & (AssignmentRow.user_id == RemarkRow.user_id)
    query = select(func.count(RemarkRow.id)).join(DocumentRow, DocumentRow.id == RemarkRow.document_id)
    query = query.join(AssignmentRow, theirs)
    query = query.where(RemarkRow.user_id == user_id, RemarkRow.read_at.is_(None))
    return session.scalar(query.where(DocumentRow.project_id == project_id, DocumentRow.binned_at.is_(None))) or 0
