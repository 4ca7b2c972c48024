"""Documents shown without suggestions: whether suggestions bend the labels is seen by comparing both kinds.

Which ones they are is drawn when a document comes in, and recorded; annotators know that it happens, not where.
"""

from __future__ import annotations

import random

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from annotator.db.documents import DocumentRow
from annotator.db.layers import LayerRow
from annotator.services.bulk import changed, in_chunks

USUAL_PERCENT = 10
"""The share of a new project, where its maker says nothing else."""
MOST_PERCENT = 50

_random = random.SystemRandom()


def draw(percent: int) -> bool:
    """Return whether a document that comes in is to be shown without suggestions."""
    return _random.randrange(100) < percent


def redraw(session: Session, project_id: int, percent: int) -> int:
    """Draw anew for the documents that nobody has opened: they may be looking at the suggestions right now.

    That is done for some thousand in each transaction, so that others write in between; ended half way, it is done by
    doing it again. Return the highest id of those that were there: :func:`redraw_after` draws for what came meanwhile.
    """
    here = select(DocumentRow.id).filter_by(project_id=project_id)
    last = session.scalar(here.order_by(DocumentRow.id.desc()).limit(1)) or 0
    in_chunks(session, here, lambda ids: _draw_anew(session, percent, DocumentRow.id.in_(ids)))
    return last


def redraw_after(session: Session, project_id: int, percent: int, last: int) -> None:
    """Draw anew for the documents after the one with the id ``last``; runs in the caller's transaction."""
    _draw_anew(session, percent, DocumentRow.project_id == project_id, DocumentRow.id > last)


def _draw_anew(session: Session, percent: int, *those: ColumnElement[bool]) -> int:
    begun = select(LayerRow.id).where(LayerRow.document_id == DocumentRow.id)
    drawn = func.abs(func.random() % 100) < percent
    return changed(session, update(DocumentRow).where(*those, ~begun.exists()).values(blind=drawn))
