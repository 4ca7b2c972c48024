"""Who annotates what: documents given by a manager, and those that the queue hands out by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, func, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from annotator.core.layer import OPEN
from annotator.core.people import may
from annotator.db.accounts import UserRow
from annotator.db.base import insert_all, now, writing
from annotator.db.documents import FREED, AssignmentRow, DocumentRow, TallyRow
from annotator.db.layers import LayerRow
from annotator.db.projects import MemberRow, ProjectRow
from annotator.services.projects import role_of


def assign(session: Session, documents: Collection[int], users: Iterable[UserRow]) -> int:
    """Give every document (all of one project) to every user, and return how many were new; what was given stays.

    They come in the order in which they are given. Runs inside the caller's transaction.
    """
    if not documents:
        return 0
    project_id = session.get_one(DocumentRow, next(iter(documents))).project_id
    return sum(_give(session, project_id, documents, user) for user in users)


def _give(session: Session, project_id: int, documents: Collection[int], user: UserRow) -> int:
    # Only what lies between them is read: a large import gives a batch after the other, and must not read them all.
    among = (min(documents), max(documents))
    mine = select(AssignmentRow.document_id, AssignmentRow.state).filter_by(user_id=user.id, project_id=project_id)
    held = {row[0]: row[1] for row in session.execute(mine.where(AssignmentRow.document_id.between(*among)))}
    states = _states(session, user, project_id, among)
    back = [one for one in documents if held.get(one) == FREED]
    for document in back:
        _take_back(session, document, user.id, states.get(document, OPEN), handed=False)
    last = _last_place(session, project_id, user.id)
    new = [
        {
            "document_id": document,
            "user_id": user.id,
            "project_id": project_id,
            "place": place,
            "state": states.get(document, OPEN),
            "created_at": now(),
        }
        for place, document in enumerate((one for one in documents if one not in held), last + 1)
    ]
    insert_all(session, AssignmentRow, new)
    return len(new) + len(back)


def _last_place(session: Session, project_id: int, user_id: int) -> int:
    query = select(func.max(AssignmentRow.place)).filter_by(user_id=user_id, project_id=project_id)
    return session.scalar(query) or 0


def _states(session: Session, user: UserRow, project_id: int, among: tuple[int, int]) -> Mapping[int, str]:
    """Return the states of what the user has finished or skipped in the project without having been given it.

    ``among`` are the lowest and the highest id of the documents in question.
    """
    query = select(LayerRow.document_id, LayerRow.state).join(DocumentRow, DocumentRow.id == LayerRow.document_id)
    query = query.where(LayerRow.user_id == user.id, LayerRow.state != OPEN, DocumentRow.project_id == project_id)
    query = query.where(LayerRow.document_id.between(*among))
    return {row[0]: row[1] for row in session.execute(query)}


def _take_back(session: Session, document_id: int, user_id: int, state: str, *, handed: bool) -> None:
    given = (AssignmentRow.document_id == document_id, AssignmentRow.user_id == user_id)
    session.execute(update(AssignmentRow).where(*given).values(state=state, handed=handed, created_at=now()))


@dataclass(frozen=True, slots=True)
class Queue:
    """What a user was given in a project, and where a document stands in it (1-based; 0 if it is not among them)."""

    position: int
    total: int
    finished: int
    skipped: int


def next_document(session: Session, project: ProjectRow, user: UserRow, after: int = 0) -> int | None:
    """Return the id of the next document that ``user`` has neither finished nor skipped, that after ``after`` first.

    Where none of theirs is left, the queue hands one out, if it has one for them.
    """
    given = session.get(AssignmentRow, (after, user.id))
    open_ones = (
        select(AssignmentRow.document_id)
        .join(DocumentRow, DocumentRow.id == AssignmentRow.document_id)
        .where(
            AssignmentRow.user_id == user.id,
            AssignmentRow.project_id == project.id,
            AssignmentRow.state == OPEN,
            DocumentRow.binned_at.is_(None),
        )
    )
    place = given.place if given else 0
    found = _first(session, open_ones.where(AssignmentRow.place > place), AssignmentRow.place)
    if found is None and place:
        found = _first(session, open_ones.where(AssignmentRow.place < place), AssignmentRow.place)
    return found or hand_out(session, project, user)


def _first(session: Session, query: Select[int], *order: InstrumentedAttribute[int]) -> int | None:
    return session.scalar(query.order_by(*order).limit(1))


def hand_out(session: Session, project: ProjectRow, user: UserRow) -> int | None:
    """Give ``user`` the first document that still wants somebody, and return its id; ``None`` where none does.

    Of high priority before low, of equal priority in the order they came. Two who ask at the same moment are served
    one after the other, so that no document goes to more people than it wants.
    """
    project_id, user_id = project.id, user.id
    # Looked for before it is locked: most who ask at the end of a project get nothing, and nobody waits for them.
    if not _abandoned(session, project_id) and _waiting(session, project_id, user_id) is None:
        return None
    with writing(session):
        _free_abandoned(session, project_id)
        if not _may_get_more(session, project_id, user_id):
            return None
        document = _waiting(session, project_id, user_id)
        if document is None:
            return None
        _hand(session, document, user_id)
        return document.id


def _waiting(session: Session, project_id: int, user_id: int) -> DocumentRow | None:
    tally = session.get(TallyRow, (user_id, project_id))
    query = select(DocumentRow).where(
        DocumentRow.project_id == project_id,
        DocumentRow.given < DocumentRow.wanted,
        DocumentRow.binned_at.is_(None),
        ~select(AssignmentRow.user_id)
        .where(AssignmentRow.document_id == DocumentRow.id, AssignmentRow.user_id == user_id)
        .exists(),
    )
    if tally is not None and tally.reached_rank is not None:
        reached = tuple_(tally.reached_rank, tally.reached_document)
        query = query.where(tuple_(DocumentRow.rank, DocumentRow.id) > reached)
    return session.scalar(query.order_by(DocumentRow.rank, DocumentRow.id).limit(1))


def _hand(session: Session, document: DocumentRow, user_id: int) -> None:
    project_id, rank = document.project_id, document.rank
    place = _last_place(session, project_id, user_id) + 1
    row = {"document_id": document.id, "user_id": user_id, "project_id": project_id, "place": place}
    insert_all(session, AssignmentRow, [{**row, "state": OPEN, "handed": True, "created_at": now()}])
    tally = (TallyRow.user_id == user_id, TallyRow.project_id == project_id)
    session.execute(update(TallyRow).where(*tally).values(reached_rank=rank, reached_document=document.id))


def _may_get_more(session: Session, project_id: int, user_id: int) -> bool:
    user, project = session.get_one(UserRow, user_id), session.get_one(ProjectRow, project_id)
    if not may(role_of(session, user, project), "annotate"):
        return False
    quota = session.scalar(select(MemberRow.quota).filter_by(project_id=project_id, user_id=user_id))
    tally = session.get(TallyRow, (user_id, project_id))
    return quota is None or (tally.given if tally else 0) < quota


def _abandoned(session: Session, project_id: int) -> list[tuple[int, int]]:
    """Return what was handed out so long ago, and not changed since, that it goes back: (document, user) ids."""
    hours = session.get_one(ProjectRow, project_id).abandon_hours
    if hours is None:
        return []
    limit = now() - timedelta(hours=hours)
    changed = select(LayerRow.id).where(
        LayerRow.document_id == AssignmentRow.document_id,
        LayerRow.user_id == AssignmentRow.user_id,
        LayerRow.changed_at >= limit,
    )
    query = select(AssignmentRow.document_id, AssignmentRow.user_id).where(
        AssignmentRow.project_id == project_id,
        AssignmentRow.handed,
        AssignmentRow.state == OPEN,
        AssignmentRow.created_at < limit,
        ~changed.exists(),
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _free_abandoned(session: Session, project_id: int) -> None:
    for document_id, user_id in _abandoned(session, project_id):
        given = (AssignmentRow.document_id == document_id, AssignmentRow.user_id == user_id)
        session.execute(update(AssignmentRow).where(*given).values(state=FREED))


def claim(session: Session, document_id: int, user_id: int) -> None:
    """Make who begins to work at a document one of those who have it; runs in the caller's transaction.

    What the queue took back from somebody becomes theirs again if it still wants one more; else they go on with their
    layer, and the document counts for those who have it.
    """
    held = session.get(AssignmentRow, (document_id, user_id))
    document = session.get_one(DocumentRow, document_id)
    if held is None:
        place = _last_place(session, document.project_id, user_id) + 1
        row = {"document_id": document_id, "user_id": user_id, "project_id": document.project_id, "place": place}
        insert_all(session, AssignmentRow, [{**row, "state": OPEN, "handed": False, "created_at": now()}])
    elif held.state == FREED and document.given < document.wanted:
        layer = session.scalar(select(LayerRow.state).filter_by(document_id=document_id, user_id=user_id))
        _take_back(session, document_id, user_id, layer or OPEN, handed=True)


def queue(session: Session, project: ProjectRow, user: UserRow, document: int) -> Queue:
    """Return how far the user is in what was given to them."""
    given = session.get(AssignmentRow, (document, user.id))
    tally = session.get(TallyRow, (user.id, project.id))
    if tally is None:
        return Queue(0, 0, 0, 0)
    place = min(given.place, tally.given) if given and given.state != FREED else 0
    return Queue(place, tally.given, tally.finished, tally.skipped)
