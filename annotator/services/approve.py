"""Approving: what rule and verdicts come to becomes the gold of a document, or is opened again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.core.verdicts import approval
from annotator.db.accounts import UserRow
from annotator.db.adjudication import GoldRow, VerdictRow
from annotator.db.base import now, writing
from annotator.db.documents import GOLD, NOT_GOLD, OUTDATED, DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services import audit
from annotator.services.adjudicate import MAX_REASON, refuse_unseen, stale, verdicts_in_force
from annotator.services.gold_content import content_from_json, content_of, content_to_json
from annotator.services.settling import Settling, settling, settlings
from annotator.services.verdict_rows import choice_to_json

MOST_REVIVED = 500
"""So much gold is looked at each half hour whether it counts again: some milliseconds each."""


def approve(
    session: Session,
    project: ProjectRow,
    document: int,
    stamp: str,
    by: UserRow,
    *,
    reason: str = "",
    rest: bool = False,
    known: Collection[str] | None = None,
) -> Settling:
    """Make the document gold as it stands, and return it. What was gold before is withdrawn and kept.

    Gold that is so already stays. ``stamp`` names the layers that the curator has seen. With ``rest``, what is open in
    a document of one annotator is taken as they have it: whoever has looked through all of it approves it so. Codes:
    ``stale``, ``decided-meanwhile``, ``nothing-finished``, ``open-left``, ``opinion-left``, ``reason-long``.
    """
    with writing(session):
        found = settling(session, project, document)
        if found.aligned.stamp != stamp:
            raise stale()
        if _is_so_already(found):
            return found
        refuse_unseen(verdicts_in_force(session, document), known, by.id)
        if len(reason) > MAX_REASON:
            raise Problem("reason-long", N_("The reason has more than %(most)s characters."), most=MAX_REASON)
        if rest and len(found.aligned.layers) == 1:
            found = _take_rest(session, project, found, by.id)
        why_not = obstacle(found)
        if why_not is not None:
            raise why_not
        _keep(session, project, found, by.id, reason)
        # Without its title, which may be the beginning of the text: the log outlives a document that is erased.
        audit.record(session, by, project.id, N_("approved document %(number)s as gold"), number=document)
    return settling(session, project, document)


def _is_so_already(found: Settling) -> bool:
    """Whether the document is gold just as it stands: what is approved twice is gold once."""
    if found.state != GOLD or found.approved is None:
        return False
    return content_of(found.gold) == content_from_json(found.approved.content)


def _take_rest(session: Session, project: ProjectRow, found: Settling, author: int) -> Settling:
    for verdict in approval((case for case in found.cases if case.key in found.gold.open), str(author)):
        row = VerdictRow(
            document_id=found.document,
            operation_id=uuid4().hex,
            author_id=author,
            case_key=verdict.case,
            choice=choice_to_json(verdict.choice),
            seen=dict(verdict.seen),
        )
        session.add(row)
    session.flush()
    return settling(session, project, found.document)


def obstacle(found: Settling) -> Problem | None:
    """Return why a document cannot become gold yet; ``None`` where it can."""
    if not found.aligned.layers:
        return Problem("nothing-finished", N_("Nobody has finished this document yet, so there is nothing to approve."))
    if found.gold.open:
        return Problem("open-left", N_("Not everything is decided yet. Left: %(count)s."), count=len(found.gold.open))
    if found.opinions:
        message = N_("A second opinion is asked for and not given yet. Questions: %(count)s.")
        return Problem("opinion-left", message, count=len(found.opinions))
    return None


def _keep(session: Session, project: ProjectRow, found: Settling, author: int | None, reason: str) -> None:
    _withdraw(session, found.document, author)
    last = session.scalar(select(func.max(GoldRow.number)).filter_by(document_id=found.document)) or 0
    row = GoldRow(
        document_id=found.document,
        number=last + 1,
        author_id=author,
        rule=project.rule,
        stands_on=dict(found.aligned.revisions),
        content=content_to_json(content_of(found.gold)),
        reason=reason,
    )
    session.add(row)
    _mark(session, found.document, GOLD)


def reopen(session: Session, project: ProjectRow, document: int, by: UserRow, *, reason: str = "") -> Settling:
    """Take a document's gold back, and return it; the gold and all verdicts stay in its history.

    Codes ``not-gold``, ``reason-long``; where its answers are known to check others by, ``gold-used``.
    """
    with writing(session):
        row = session.get_one(DocumentRow, document)
        if len(reason) > MAX_REASON:
            raise Problem("reason-long", N_("The reason has more than %(most)s characters."), most=MAX_REASON)
        if row.purpose:
            raise Problem("gold-used", _USED)
        if not _withdraw(session, document, by.id, reason):
            raise Problem("not-gold", N_("This document is not gold."))
        _mark(session, document, NOT_GOLD)
        audit.record(session, by, project.id, N_("opened the gold of document %(number)s again"), number=document)
    return settling(session, project, document)


_USED = N_("Annotators are judged by the gold of this document. Take it out of the documents with known answers first.")


def _withdraw(session: Session, document: int, author: int | None, reason: str = "") -> bool:
    row = session.scalar(select(GoldRow).filter_by(document_id=document, withdrawn_at=None))
    if row is None:
        return False
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = now(), author, reason
    session.flush()
    return True


def _mark(session: Session, document: int, state: str) -> None:
    session.execute(update(DocumentRow).where(DocumentRow.id == document).values(gold=state))


def revive(session: Session, project: ProjectRow, document: int) -> bool:
    """Let gold count as up to date again where the layers came back to what it stands on; whether it does.

    An annotator who opens a document again and finishes it with nothing changed makes gold out of date for no reason.
    """
    if session.scalar(select(DocumentRow.gold).filter_by(id=document)) != OUTDATED:
        return False
    with writing(session):
        found = settling(session, project, document)
        if found.approved is None or obstacle(found) is not None or found.stale:
            return False
        if content_of(found.gold) == content_from_json(found.approved.content):
            session.get_one(GoldRow, found.approved.id).stands_on = dict(found.aligned.revisions)
            _mark(session, document, GOLD)
            return True
    return False


def revive_all(session: Session, project: ProjectRow, most: int = MOST_REVIVED) -> int:
    """Do so with all gold of a project that is out of date, at most with ``most``; return how much counts again."""
    outdated = select(DocumentRow.id).filter_by(project_id=project.id, gold=OUTDATED, binned_at=None)
    documents = session.scalars(outdated.order_by(DocumentRow.id.desc()).limit(most)).all()
    return sum(revive(session, project, document) for document in documents)


def approve_agreed(session: Session, project: ProjectRow, documents: Sequence[int], author: int | None) -> int:
    """Make gold of those among ``documents`` that several people finished and that leave nothing to decide.

    Returns how many; what one person alone has done is approved by looking at it.
    """
    made = 0
    with writing(session):
        for found in settlings(session, project, documents):
            if len(found.aligned.layers) > 1 and obstacle(found) is None:
                _keep(session, project, found, author, "")
                made += 1
    return made
