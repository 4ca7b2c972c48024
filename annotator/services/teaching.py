"""Teaching: a project's own server is told of finished documents, so that it may train; beside all other work.

How far it was told stands in a file of the data folder, by the number of an operation: the log only grows.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.phrases import Problem
from annotator.db.base import data_folder
from annotator.db.documents import DocumentRow
from annotator.db.layers import LayerRow, OperationRow
from annotator.db.projects import ProjectRow
from annotator.services.lessons import lessons_at
from annotator.services.remotes import note_trouble, remote_of
from annotator.suggesters.remote import Remote

MOST_SECONDS = 10.0
"""So long a server is told of one document after the other; then others have their turn, and the rest the next time."""
MOST_TRIES = 5
"""So often a server may answer that it has failed at one document; then that is left out. One that is away may come."""
ANSWERED = "backend-error"
STRETCH = 20_000
"""So many operations of the log are looked through at once."""

_log = logging.getLogger(__name__)


class _Reached(msgspec.Struct):
    """Up to which operation a ``server`` (a hash of its address) was told, and how often the next one failed."""

    server: str
    operation: int = 0
    tries: int = 0


def teach(session: Session, project_id: int, is_stopping: Callable[[], bool]) -> int:
    """Tell the project's server, if it has one, of documents that were finished since; return of how many.

    What fails is the server's trouble, and logged; it is tried again the next time.
    """
    server = _server(session, project_id)
    if server is None:
        return 0
    remote, reached = server
    before = msgspec.structs.replace(reached)
    told, begun, is_asked = set[int](), time.monotonic(), False
    for operation, document in _finished(session, project_id, reached.operation):
        if is_stopping() or time.monotonic() - begun > MOST_SECONDS:
            break
        if document is not None and document not in told:
            is_asked, problem = True, _tell(session, project_id, remote, operation, document)
            if problem is not None and _is_tried_again(reached, problem):
                break
            told |= {document} if problem is None else set()
        reached.operation, reached.tries = operation, 0
    if is_asked:  # else it is not known here whether what somebody else had trouble with is over
        note_trouble(session, project_id, remote)
    if reached != before:
        _put(_path(session, project_id), reached)
    return len(told)


def _server(session: Session, project_id: int) -> tuple[Remote, _Reached] | None:
    """Return the server, if it can be asked now, and how far it was told: another server is told of all."""
    try:
        remote = remote_of(session, project_id)
    except Problem:  # an address that cannot be read, which the page of the suggestions tells
        return None
    if remote is None or remote.ready() is not None:
        return None
    address = session.scalars(select(ProjectRow.backend_url).filter_by(id=project_id)).one() or ""
    server = sha256(address.encode()).hexdigest()[:16]
    path = _path(session, project_id)
    reached = msgspec.json.decode(path.read_bytes(), type=_Reached) if path.exists() else None
    return remote, reached if reached is not None and reached.server == server else _Reached(server)


def _finished(session: Session, project_id: int, after: int) -> Iterator[tuple[int, int | None]]:
    """Yield (operation, document) of each that was finished, in the order of the log; without one, a stretch's end."""
    last = session.scalar(select(func.max(OperationRow.id))) or 0
    query = (
        select(OperationRow.id, LayerRow.document_id)
        .join(LayerRow, LayerRow.id == OperationRow.layer_id)
        .join(DocumentRow, DocumentRow.id == LayerRow.document_id)
        # The plus sign leaves the search to the log: few of its operations are new, and documents are many.
        .where(OperationRow.kind == "finish", DocumentRow.project_id + 0 == project_id, DocumentRow.binned_at.is_(None))
        # Those with known answers are what people are judged by: nobody is to learn them.
        .where(DocumentRow.purpose == "")
        .order_by(OperationRow.id)
    )
    for first in range(after, last, STRETCH):
        until = min(first + STRETCH, last)
        rows = session.execute(query.where(OperationRow.id > first, OperationRow.id <= until)).all()
        yield from ((row.id, row.document_id) for row in rows)
        yield until, None


def _tell(session: Session, project_id: int, remote: Remote, operation: int, document: int) -> Problem | None:
    """Tell of one document as it is now, if it is still finished; return what was wrong."""
    labels = session.get_one(ProjectRow, project_id).label_set.value()
    again, found = _was_finished(session, document, operation), list(lessons_at(session, [document]))
    session.rollback()  # nobody is kept waiting for as long as it takes
    for lesson in found:
        try:
            remote.learned_from(lesson.document, lesson.spans, labels, lesson.events, again=again)
        except Problem as problem:
            _log.warning("the server of project %s was not told of document %s: %s", project_id, document, problem.code)
            return problem
    return None


def _was_finished(session: Session, document: int, before: int) -> bool:
    layers = select(LayerRow.id).filter_by(document_id=document)
    query = select(OperationRow.id).where(OperationRow.layer_id.in_(layers), OperationRow.kind == "finish")
    return session.scalar(query.where(OperationRow.id < before).limit(1)) is not None


def _is_tried_again(reached: _Reached, problem: Problem) -> bool:
    if problem.code == ANSWERED:
        reached.tries += 1
    return reached.tries < MOST_TRIES


def _path(session: Session, project_id: int) -> Path:
    return data_folder(session) / "taught" / f"{project_id}.json"


def _put(path: Path, reached: _Reached) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(msgspec.json.encode(reached))
    unfinished.replace(path)
