"""The review of a project as it was counted last, and the documents by how far their annotators differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from annotator.core.phrases import Phrase
from annotator.db.accounts import UserRow
from annotator.db.adjudication import ComparisonRow, ReviewRow
from annotator.db.documents import GOLD, DocumentRow, TallyRow
from annotator.db.jobs import RUNNING, WAITING, JobRow
from annotator.services.job_review import KIND
from annotator.services.jobs import phrase_of
from annotator.services.review_figures import Review, review_from


@dataclass(frozen=True, slots=True)
class Reliable:
    """How far an annotator can be relied on; see :class:`annotator.core.weighing.Reliability`."""

    annotator: str
    weight: float
    accuracy: float | None
    cases: int
    undefined: Phrase | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What was counted ``at`` a time; ``figures`` are ``None`` where nothing (or by another version) was counted.

    ``running`` is the id of the job that counts now, or waits to.
    """

    at: datetime | None
    figures: Review | None
    reliability: Sequence[Reliable]
    running: int | None


def reviewed(session: Session, project_id: int) -> Reviewed:
    """Return the last review of a project."""
    # The plus sign leaves the search to the index of the states: few jobs wait.
    waits = (JobRow.state.in_((WAITING, RUNNING)), JobRow.project_id + 0 == project_id, JobRow.kind == KIND)
    running = session.scalar(select(JobRow.id).where(*waits, ~JobRow.cancelled))
    row = session.get(ReviewRow, project_id)
    if row is None:
        return Reviewed(None, None, [], running)
    known = sorted(row.reliability.items(), key=lambda one: int(one[0]))
    return Reviewed(row.made_at, review_from(row.report), [_reliable(*one) for one in known], running)


def _reliable(who: str, one: Mapping[str, Any]) -> Reliable:
    why = one.get("undefined")
    return Reliable(who, one["weight"], one.get("accuracy"), one.get("cases", 0), phrase_of(why) if why else None)


def annotators(session: Session, ids: Sequence[str]) -> Mapping[str, str]:
    """Return what annotators are called, by their ids, in the order of their names."""
    query = select(UserRow.id, UserRow.name).where(UserRow.id.in_([int(one) for one in ids]))
    return {str(row.id): row.name for row in session.execute(query.order_by(func.lower(UserRow.name), UserRow.id))}


@dataclass(frozen=True, slots=True)
class Differing:
    """A document with what comparing its layers came to; ``agreement`` is ``None`` where it is undefined."""

    id: int
    title: str
    key: str
    annotators: int
    cases: int
    differing: int
    open: int
    agreement: float | None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.title or self.key


def most_differing(session: Session, project_id: int, limit: int = 10) -> Sequence[Differing]:
    """Return the documents whose annotators agree least."""
    row = ComparisonRow
    query = (
        select(
            DocumentRow.id, DocumentRow.title, DocumentRow.key,
            row.annotators, row.cases, row.differing,
            # Where a document is gold, nothing is left to decide, whatever came later.
            case((DocumentRow.gold == GOLD, 0), else_=row.open).label("open"), row.agreement,
        )
        .join(DocumentRow, DocumentRow.id == row.document_id)
        .where(row.project_id == project_id, row.agreement.is_not(None), DocumentRow.binned_at.is_(None))
        .order_by(row.agreement, row.document_id)
        .limit(limit)
    )  # fmt: skip
    return [Differing(*one) for one in session.execute(query)]


def compared_ones(session: Session, project_id: int) -> Sequence[str]:
    """Return the ids of those whose work was compared, as text."""
    given = select(TallyRow.user_id).filter_by(project_id=project_id)
    return [str(one) for one in session.scalars(given)]
