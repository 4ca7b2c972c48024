"""Adjudication: what annotators differ on in a document, decided by curators, verdict by verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from annotator.core.cases import Case
from annotator.core.edited import check_edited
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Problem
from annotator.core.provenance import Gold
from annotator.core.verdicts import Choice, Edited, Part, Stale, added, decided, finder, is_stale
from annotator.db.accounts import UserRow
from annotator.db.adjudication import ComparisonRow, GoldRow, OpinionRow, VerdictRow
from annotator.db.base import now, writing
from annotator.db.documents import TextRow
from annotator.db.projects import ProjectRow
from annotator.services.aligned import Aligned, aligned, stamp_now
from annotator.services.gold_content import gold_in_force
from annotator.services.ruling import Ruling
from annotator.services.verdict_rows import choice_to_json, verdict_of

MAX_REASON = 2000
MAX_ID = 64


@dataclass(frozen=True, slots=True)
class Settling:
    """A document under adjudication: its layers side by side, what was decided, and the gold that this comes to.

    ``verdicts`` are all that were ever given, the withdrawn ones too, in the order of time; ``stale`` are those in
    force that no longer fit the layers, ``opinions`` the questions that nobody has answered. The rows are no longer
    the session's: they stay as they were read.
    """

    document: int
    aligned: Aligned
    gold: Gold
    verdicts: Sequence[VerdictRow]
    stale: Sequence[Stale]
    opinions: Sequence[OpinionRow]
    approved: GoldRow | None

    @property
    def cases(self) -> Sequence[Case]:
        """All cases in the order of the text, those that curators added among them."""
        found = [settlement.case for settlement in self.gold.settlements.values()]
        return sorted(found, key=lambda case: _begin(case.key))


def _begin(key: str) -> tuple[int, int]:
    start, end = key.split("-")[:2]
    return int(start), -int(end)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a curator decides: ``part`` of the case ``case`` (``None``: all that is open there).

    ``id`` is the page's own, so that what is sent twice counts once; ``stamp`` names the layers that the page shows.
    """

    id: str
    case: str
    choice: Choice
    stamp: str
    part: Part | None = None
    reason: str = ""


def settling(session: Session, project: ProjectRow, document: int) -> Settling:
    """Return a document as it stands. Where nobody has finished it, it has no layers and no cases."""
    (found,) = settlings(session, project, [document])
    return found


def settlings(session: Session, project: ProjectRow, documents: Sequence[int]) -> Sequence[Settling]:
    """Return documents as they stand, by a handful of queries."""
    there = {one.document: one for one in aligned(session, documents)}
    rows = _by_document(session, VerdictRow, documents)
    opinions = _by_document(session, OpinionRow, documents)
    gold, context = gold_in_force(session, documents), Ruling.of(session, project)
    for row in gold.values():
        session.expunge(row)
    made: list[Settling] = []
    for document in documents:
        verdicts = rows.get(document, [])
        standing = [verdict_of(row) for row in verdicts if row.withdrawn_at is None]
        layers = there.get(document) or _empty(session, document)
        asked = [one for one in opinions.get(document, []) if one.answered_at is None]
        found, stale = context.gold_of(layers.cases, standing), is_stale(standing, layers.cases)
        made.append(Settling(document, layers, found, verdicts, stale, asked, gold.get(document)))
    return made


def _empty(session: Session, document: int) -> Aligned:
    text = session.scalar(select(TextRow.text).filter_by(document_id=document)) or ""
    return Aligned(document, text, {}, {}, [])


def _by_document(session: Session, row: type[Any], documents: Sequence[int]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for one in session.scalars(select(row).where(row.document_id.in_(documents)).order_by(row.id)).all():
        session.expunge(one)
        found.setdefault(one.document_id, []).append(one)
    return found


def decide(session: Session, project: ProjectRow, document: int, given: Decision, by: UserRow) -> Settling:
    """Keep a verdict, and return the document as it stands then.

    Codes: ``stale`` (the layers have changed since the page was loaded), ``case-gone``, ``choice`` (it cannot be said
    of this), ``reason-long``, ``id-long``, and those of :func:`annotator.core.edited.check_edited`.
    """
    author, found = by.id, settling(session, project, document)
    _check(found, given)
    row = _row(found, given, author, project.label_set.value())
    # Aligning a long text takes longer than others should wait for the lock: in it, all that is asked is whether the
    # layers are still the same.
    with writing(session):
        if stamp_now(session, document) != given.stamp:
            raise stale()
        if not session.scalar(_known(document, given.id)):
            session.add(row)
            _answer(session, document, given.case, author)
    return _counted(session, project, document)


def _known(document: int, operation_id: str) -> Select[Any]:
    return select(VerdictRow).filter_by(document_id=document, operation_id=operation_id)


def _counted(session: Session, project: ProjectRow, document: int) -> Settling:
    """Return a document as it stands now, and keep how much of it is left to decide where it has been compared."""
    found = settling(session, project, document)
    counted = update(ComparisonRow).where(ComparisonRow.document_id == document)
    left = len(found.gold.open)
    with writing(session, synced=False):
        session.execute(counted.values(open=left))
    return found


def _check(found: Settling, given: Decision) -> None:
    if given.stamp != found.aligned.stamp:
        raise stale()
    if len(given.reason) > MAX_REASON:
        raise Problem("reason-long", N_("The reason has more than %(most)s characters."), most=MAX_REASON)
    if not 1 <= len(given.id) <= MAX_ID:
        raise Problem("id-long", N_("This decision cannot be read. Load the page anew and decide again."))


def stale() -> Problem:
    """Return what is said where the page shows layers that are no longer so."""
    return Problem("stale", N_("An annotator has changed their work on this document since. It is shown anew now."))


def _row(found: Settling, given: Decision, author: int, labels: LabelSet) -> VerdictRow:
    case = finder(found.cases)(given.case)
    if isinstance(given.choice, Edited):
        check_edited(found.aligned.text, labels, given.choice, {one.key for one in found.cases})
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

    What is so already stays so. Code ``verdict-unknown``.
    """
    author = by.id
    with writing(session):
        row = session.scalar(_known(document, operation_id))
        if row is None:
            raise Problem("verdict-unknown", N_("This decision is not there. Load the page anew."))
        if (row.withdrawn_at is not None) is again:
            row.withdrawn_at, row.withdrawn_by = (None, None) if again else (now(), author)
    return _counted(session, project, document)


def ask_opinion(
    session: Session, project: ProjectRow, document: int, case: str, question: str, by: UserRow
) -> Settling:
    """Ask the other curators about a case; until one of them decides or answers, the document cannot become gold.

    Asking again changes the question. Codes ``case-gone``, ``reason-long``.
    """
    author = by.id
    there = finder(settling(session, project, document).cases)(case)
    if there is None:
        raise Problem("case-gone", N_("What was to be decided is not there any more. It is shown anew now."))
    if len(question) > MAX_REASON:
        raise Problem("reason-long", N_("The question has more than %(most)s characters."), most=MAX_REASON)
    with writing(session):
        row = session.scalar(_unanswered(document, there.key))
        if row is None:
            row = OpinionRow(document_id=document, case_key=there.key, author_id=author)
            session.add(row)
        row.question = question
    return settling(session, project, document)


def _unanswered(document: int, case: str) -> Select[Any]:
    return select(OpinionRow).filter_by(document_id=document, case_key=case, answered_at=None)


def close_opinion(session: Session, project: ProjectRow, document: int, case: str, by: UserRow) -> Settling:
    """Say that a question about a case is answered (by another curator), or no longer asked (by who asked it)."""
    author = by.id
    with writing(session):
        there = (OpinionRow.document_id == document, OpinionRow.case_key == case, OpinionRow.answered_at.is_(None))
        session.execute(update(OpinionRow).where(*there).values(answered_at=now(), answered_by=author))
    return settling(session, project, document)


def _answer(session: Session, document: int, case: str, author: int) -> None:
    """A verdict of somebody else than who asked is the second opinion."""
    asked = session.scalar(_unanswered(document, case))
    if asked is not None and asked.author_id != author:
        asked.answered_at, asked.answered_by = now(), author
