"""Outcomes: what became of one person's work on a document, which is compared with the gold and with nobody else's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from annotator.core.layer import FINISHED, OPEN
from annotator.core.outcomes import Point, compare
from annotator.core.verdicts import finder
from annotator.db.documents import FREED, GOLD, HAS_PURPOSE, PRACTICE, AssignmentRow, DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.projects import ProjectRow
from annotator.services.aligned import layer_from
from annotator.services.gold_content import Content, content_from_json, gold_in_force
from annotator.services.layer_rows import Rows
from annotator.services.verdict_rows import verdicts_of


@dataclass(frozen=True, slots=True)
class Compared:
    """A finished layer beside the gold. ``reasons`` are the curator's, by the key of the case."""

    document_id: int
    title: str
    text: str
    points: Sequence[Point]
    reasons: Mapping[str, str]


def is_shown(purpose: str, gold: str, *, show_outcomes: bool) -> bool:
    """Whether an annotator may see what became of their finished work: after practice, or where the project shows it.

    Never of a check document: that there is something to be seen would tell of it.
    """
    return gold == GOLD and (purpose == PRACTICE or (show_outcomes and not purpose))


def outcome(session: Session, project: ProjectRow, document: DocumentRow, user_id: int) -> Compared | None:
    """Return what became of the user's work; ``None`` where it is not finished or not to be seen.

    The reasons are told of practice documents only: elsewhere they may speak of others' work.
    """
    if document.binned_at or not is_shown(document.purpose, document.gold, show_outcomes=project.show_outcomes):
        return None
    return compared(session, document, user_id, with_reasons=document.purpose == PRACTICE)


def compared(session: Session, document: DocumentRow, user_id: int, *, with_reasons: bool) -> Compared | None:
    """Return anybody's finished layer beside the gold in force; ``None`` where there is no such layer or gold."""
    query = select(LayerRow.id).filter_by(document_id=document.id, user_id=user_id, state=FINISHED)
    layer, gold = session.scalar(query), gold_in_force(session, [document.id]).get(document.id)
    if layer is None or gold is None:
        return None
    content = content_from_json(gold.content)
    mine = layer_from(Rows(session, [document.id], [layer]), layer)
    points = compare(document.text, mine, content.layer())
    reasons = _reasons(session, document.id, content, points) if with_reasons else {}
    return Compared(document.id, document.title, document.text, points, reasons)


def _reasons(session: Session, document_id: int, content: Content, points: Sequence[Point]) -> Mapping[str, str]:
    """Return why the gold is what it is: what its spans say, and verdicts on what it does not have."""
    find = finder([point.case for point in points])
    verdicts = verdicts_of(session, [document_id]).get(document_id, ())
    said = {here.key: one.reason for one in verdicts if one.reason and (here := find(one.case))}
    of_spans = {one.id: one.source.verdict.reason for one in content.spans if one.source.verdict}
    return {**said, **{key: reason for key, reason in _of_gold(points, of_spans) if reason}}


def _of_gold(points: Sequence[Point], of_spans: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    return [(one.case.key, of_spans.get(one.gold.span.id, "")) for one in points if one.gold]


@dataclass(frozen=True, slots=True)
class Practice:
    """How far somebody is with the practice documents: ``given`` are theirs, ``done`` of them finished or skipped.

    ``total`` counts those that are to come as well.
    """

    given: int
    done: int
    total: int


def practice(session: Session, project: ProjectRow, user_id: int) -> Practice:
    """Return how far the user is; what the queue will hand them counts only where the project begins with practice."""
    theirs = and_(AssignmentRow.document_id == DocumentRow.id, AssignmentRow.user_id == user_id)
    has = and_(AssignmentRow.state.is_not(None), AssignmentRow.state != FREED)
    done = and_(has, AssignmentRow.state != OPEN)
    to_come = and_(AssignmentRow.state.is_(None), DocumentRow.gold == GOLD)
    counted = or_(has, to_come) if project.practice_first else has
    query = select(func.count().filter(has), func.count().filter(done), func.count().filter(counted))
    query = query.select_from(DocumentRow).outerjoin(AssignmentRow, theirs).where(*_practice_of(project.id))
    given, finished, total = session.execute(query).one()
    return Practice(given, finished, total)


def _practice_of(project_id: int) -> tuple[ColumnElement[bool], ...]:
    here = (DocumentRow.project_id == project_id, DocumentRow.purpose == PRACTICE, HAS_PURPOSE)
    return (*here, DocumentRow.binned_at.is_(None))
