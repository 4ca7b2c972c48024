"""Known answers: documents whose gold people are measured by, unseen (check), or from which they learn (practice)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.db.accounts import UserRow
from annotator.db.documents import CHECK, GOLD, HAS_PURPOSE, PRACTICE, DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services.bulk import Selection, how_many, set_columns

NONE = "none"
USED_FOR = {
    CHECK: N_("made documents check documents: %(count)s"),
    PRACTICE: N_("made documents practice documents: %(count)s"),
    NONE: N_("made documents with known answers ordinary ones: %(count)s"),
}


def use_for(session: Session, chosen: Selection, purpose: str, by: UserRow) -> int:
    """Let documents be for checks or for practice, or with :data:`NONE` for neither; return how many that changed.

    The queue does not give them as it gives others (they want nobody), but beside the others. As ordinary documents
    they become as new ones are, and their gold stays as it is. Code ``no-gold`` where one has no gold in force.
    """
    if purpose == NONE:
        overlap = session.get_one(ProjectRow, chosen.project_id).overlap
        after = {"purpose": "", "wanted": overlap, "rank": 0}
        return set_columns(session, chosen, by, USED_FOR[NONE], after, HAS_PURPOSE)
    without = how_many(session, chosen, DocumentRow.gold != GOLD)
    if without:
        raise _no_gold(without)
    after = {"purpose": purpose, "wanted": 0, "rank": 0}
    known = (DocumentRow.purpose != purpose, DocumentRow.gold == GOLD)
    return set_columns(session, chosen, by, USED_FOR[purpose], after, *known)


def _no_gold(count: int) -> Problem:
    message = N_(
        "Nothing was changed: some of these documents have no gold that is up to date, so their answers are not known "
        "(their number: %(count)s). Settle them first, or choose with the filter “Gold” those that have it."
    )
    return Problem("no-gold", message, count=count)


def how_many_known(session: Session, project_id: int) -> Mapping[str, int]:
    """Return how many documents of the project are for checks and how many for practice."""
    query = select(DocumentRow.purpose, func.count()).where(DocumentRow.project_id == project_id, HAS_PURPOSE)
    found = dict(session.execute(query.where(DocumentRow.binned_at.is_(None)).group_by(DocumentRow.purpose)).all())
    return {purpose: found.get(purpose, 0) for purpose in (CHECK, PRACTICE)}
