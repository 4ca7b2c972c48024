"""Adjudication: what annotators differ on in a document, decided by curators, verdict by verdict."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotator.core.cases import Case
from annotator.core.edited import check_edited, standing
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Problem
from annotator.core.verdicts import Choice, Edited, Part, added, decided, finder
from annotator.db.accounts import UserRow
from annotator.db.adjudication import VerdictRow
from annotator.db.base import now, writing
from annotator.db.documents import GOLD, DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services.aligned import stamp_now
from annotator.services.comparing import left_open
from annotator.services.opinions import answer, unanswer
from annotator.services.settling import Settling, settled_anew, settling
from annotator.services.verdict_rows import choice_to_json

MAX_REASON = 2000
MAX_ID = 64


@dataclass(frozen=True, slots=True)
class Decision:
    """What a curator decides: ``part`` of the case ``case`` (``None``: all that is open there).

    ``id`` is the page's own, so that what is sent twice counts once; ``stamp`` names the layers that the page shows,
    ``known`` the verdicts in force on the case that it shows (``None``: it does not say).
    """

    id: str
    case: str
    choice: Choice
    stamp: str
    part: Part | None = None
    reason: str = ""
    known: Collection[str] | None = None


def decide(session: Session, project: ProjectRow, document: int, given: Decision, by: UserRow) -> Settling:
    """Keep a verdict, and return the document as it stands then.

    Where the same curator says the same again, nothing is kept anew. Codes: ``stale`` (the layers have changed since
    the page was loaded), ``decided-meanwhile`` (by somebody else), ``case-gone``, ``choice`` (it cannot be said of
    this), ``is-gold``, ``reason-long``, ``id-long``; those of :func:`annotator.core.edited.check_edited`.
    """
    author, found = by.id, settling(session, project, document)
    _check(found, given)
    row = _row(found, given, author, project.label_set.value())
    # Aligning a long text takes longer than others should wait for the lock: in it, all that is asked is whether the
    # layers are still the same.
    with writing(session):
        if stamp_now(session, document) != given.stamp:
            raise stale()
        _refuse_gold(session, document)
        in_force = session.scalars(_in_force(document).where(VerdictRow.case_key == row.case_key)).all()
        if not session.scalar(_known(document, given.id)) and not _says_so(in_force, row):
            refuse_unseen(in_force, given.known, author)
            session.add(row)
            answer(session, document, given.case, author)
    return _counted(session, settled_anew(session, project, found))


def _in_force(document: int) -> Select[Any]:
    return select(VerdictRow).filter_by(document_id=document, withdrawn_at=None).order_by(VerdictRow.id)


def _says_so(in_force: Sequence[VerdictRow], row: VerdictRow) -> bool:
    """Whether the last verdict on the case is this very one, of the same curator."""
    told = [(one.author_id, one.part, one.choice, one.reason, one.seen) for one in (*in_force[-1:], row)]
    return len(told) == 2 and told[0] == told[1]


def verdicts_in_force(session: Session, document: int) -> Sequence[VerdictRow]:
    """Return the verdicts on a document that were not taken back, in the order of time."""
    return session.scalars(_in_force(document)).all()


def refuse_unseen(in_force: Sequence[VerdictRow], known: Collection[str] | None, author: int) -> None:
    """Raise :class:`Problem` ``decided-meanwhile`` where somebody else has decided what the page does not show."""
    if known is None:
        return
    if any(one.author_id != author and one.operation_id not in known for one in in_force):
        raise Problem("decided-meanwhile", N_("Another curator has decided this meanwhile. It is shown anew now."))


def _known(document: int, operation_id: str) -> Select[Any]:
    return select(VerdictRow).filter_by(document_id=document, operation_id=operation_id)


def _counted(session: Session, found: Settling) -> Settling:
    """Keep how much of a document is left to decide, where it has been compared; return the document."""
    with writing(session, synced=False):
        left_open(session, found.document, found.gold.open, found.in_force)
    return found


def _check(found: Settling, given: Decision) -> None:
    if given.stamp != found.aligned.stamp:
        raise stale()
    if len(given.reason) > MAX_REASON:
        raise Problem("reason-long", N_("The reason has more than %(most)s characters."), most=MAX_REASON)
    if not 1 <= len(given.id) <= MAX_ID:
        raise Problem("id-long", N_("This decision cannot be read. Load the page anew and decide again."))


def _refuse_gold(session: Session, document: int) -> None:
    if session.scalar(select(DocumentRow.gold).filter_by(id=document)) == GOLD:
        raise Problem("is-gold", N_("This document is gold. Open it again to change it."))


def stale() -> Problem:
    """Return what is said where the page shows layers that are no longer so."""
    return Problem("stale", N_("An annotator has changed their work on this document since. It is shown anew now."))


def _row(found: Settling, given: Decision, author: int, labels: LabelSet) -> VerdictRow:
    case = finder(found.cases)(given.case)
    if isinstance(given.choice, Edited):
        there = _standing(found, case)
        check_edited(found.aligned.text, labels, given.choice, {one.key for one in found.cases}, there)
    if case is None and isinstance(given.choice, Edited) and given.part is None:
        verdict = added(given.choice, str(author), reason=given.reason)
    elif case is None:
        raise Problem("case-gone", N_("What was to be decided is not there any more. It is shown anew now."))
    elif case.marks:
        try:
            verdict = decided(case, given.choice, str(author), reason=given.reason, part=given.part)
        except ValueError:
            raise Problem("choice", N_("This part cannot be decided by itself: decide the whole case.")) from None
    else:
        verdict = _of_added(case, given, author)
    return VerdictRow(
        document_id=found.document,
        operation_id=given.id,
        author_id=author,
        case_key=verdict.case,
        part=None if verdict.part is None else list(verdict.part),
        choice=choice_to_json(verdict.choice),
        reason=verdict.reason,
        seen=dict(verdict.seen),
    )


def _standing(found: Settling, case: Case | None) -> Collection[str]:
    """Return what stands at a case already, the edit in force included."""
    edited = found.gold.settlements[case.key].edited if case else None
    choice = edited.choice if edited else None
    return standing(case, choice if isinstance(choice, Edited) else None)


def _of_added(case: Case, given: Decision, author: int) -> Any:
    """Return the verdict on a case that only a curator has marked: it is edited again; to take it back, withdraw it."""
    if not isinstance(given.choice, Edited) or given.part is not None:
        raise Problem("choice", N_("Nobody but a curator has marked this: edit it or take it back."))
    verdict = added(given.choice, str(author), reason=given.reason)
    # It keeps the key of its case, wherever it is moved to: so it takes the place of what was said before.
    return type(verdict)(case.key, verdict.choice, verdict.author, "", verdict.reason)


def withdraw(
    session: Session, project: ProjectRow, document: int, operation_id: str, by: UserRow, *, again: bool = False
) -> Settling:
    """Take a verdict back (``again``: put one in force again), and return the document as it stands then.

    What is so already stays so. Codes ``verdict-unknown``, ``is-gold``.
    """
    author = by.id
    with writing(session):
        row = session.scalar(_known(document, operation_id))
        if row is None:
            raise Problem("verdict-unknown", N_("This decision is not there. Load the page anew."))
        _refuse_gold(session, document)
        if (row.withdrawn_at is not None) is again:
            row.withdrawn_at, row.withdrawn_by = (None, None) if again else (now(), author)
            if again:
                answer(session, document, row.case_key, row.author_id)
            else:
                unanswer(session, row)
    return _counted(session, settling(session, project, document))
