"""The order of work: as imported, or the most informative document first."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from annotator.core.document import Document
from annotator.core.informing import informative
from annotator.core.tokens import tokenize
from annotator.db.documents import DocumentRow
from annotator.db.projects import INFORMATIVE
from annotator.services.bulk import changed, in_chunks
from annotator.suggesters.merge import Proposal


def interest_of(document: Document, proposal: Proposal, work_order: str) -> int:
    """Return the place of a document among those of its rank: the lower, the sooner it comes."""
    if work_order != INFORMATIVE:
        return 0
    return -informative((one.suggestion.score for one in proposal.spans), len(tokenize(document.text)))


def forget_interest(session: Session, project_id: int) -> None:
    """Let the documents of a project come as they were imported, some thousand in each transaction.

    Others write in between; ended half way, it is done by doing it again.
    """
    told = select(DocumentRow.id).where(DocumentRow.project_id == project_id, DocumentRow.interest != 0)
    forgotten = update(DocumentRow).values(interest=0)
    in_chunks(session, told, lambda ids: changed(session, forgotten.where(DocumentRow.id.in_(ids))))
