"""Documents shown without suggestions: whether suggestions bend the labels is seen by comparing both kinds.

Which ones they are is drawn when a document comes in, and recorded; annotators know that it happens, not where.
"""

from __future__ import annotations

import random

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from annotator.db.documents import DocumentRow
from annotator.db.layers import LayerRow

USUAL_PERCENT = 10
"""The share of a new project, where its maker says nothing else."""
MOST_PERCENT = 50

_random = random.SystemRandom()


def draw(percent: int) -> bool:
    """Return whether a document that comes in is to be shown without suggestions."""
    return _random.randrange(100) < percent


def redraw(session: Session, project_id: int, percent: int) -> None:
    """Draw anew for the documents that nobody has opened: they may be looking at the suggestions right now.

    Runs in the caller's transaction.
    """
    begun = select(LayerRow.id).where(LayerRow.document_id == DocumentRow.id)
    drawn = func.abs(func.random() % 100) < percent
    here = update(DocumentRow).where(DocumentRow.project_id == project_id, ~begun.exists())
    session.execute(here.values(blind=drawn), execution_options={"synchronize_session": False})
