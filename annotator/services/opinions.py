"""Second opinions: a curator asks the others about a case; until it is answered, the document cannot become gold."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.core.verdicts import finder
from annotator.db.accounts import UserRow
from annotator.db.adjudication import OpinionRow
from annotator.db.base import now, writing
from annotator.db.projects import ProjectRow
from annotator.services.settling import Settling, settling

MAX_QUESTION = 2000


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
    if len(question) > MAX_QUESTION:
        raise Problem("reason-long", N_("The question has more than %(most)s characters."), most=MAX_QUESTION)
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


def answer(session: Session, document: int, case: str, author: int) -> None:
    """A verdict of somebody else than who asked is the second opinion."""
    asked = session.scalar(_unanswered(document, case))
    if asked is not None and asked.author_id != author:
        asked.answered_at, asked.answered_by = now(), author
