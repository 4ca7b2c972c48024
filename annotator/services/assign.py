"""Who annotates what: documents given by a manager, and those that the queue hands out by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import Integer, Select, Update, and_, bindparam, case, func, literal_column, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from annotator.core.layer import FINISHED, OPEN, SKIPPED
from annotator.core.people import MANAGER, may
from annotator.db.accounts import UserRow
from annotator.db.base import UtcDateTime, insert_all, now, table_of, writing
from annotator.db.documents import FREED, PRACTICE, AssignmentRow, DocumentRow, TallyRow
from annotator.db.layers import LayerRow
from annotator.db.projects import MemberRow, ProjectRow
from annotator.services.mixing import is_check_due, known_answers, mixed_in, practised


class HasId(Protocol):
    """Something that is known by its id."""

    @property
    def id(self) -> Any: ...  # noqa: D102  # a row's, or a plain value's


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
    asked = {"user": user_id, "project": project_id}
    last: int = session.connection().execute(_LAST_PLACE, asked).scalar_one()
    return last


def _asks_last_place() -> Select[Any]:
    """Return what asks for the last of a person's places: the last of each state is one step in the index."""
    given = table_of(AssignmentRow)
    mine = (given.c.user_id == bindparam("user"), given.c.project_id == bindparam("project"))
    last = [
        func.coalesce(select(func.max(given.c.place)).where(*mine, given.c.state == state).scalar_subquery(), 0)
        for state in (OPEN, FINISHED, SKIPPED, FREED)
    ]
    return select(func.max(*last))


_LAST_PLACE = _asks_last_place()


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
    values = {"state": state, "handed": handed, "created_at": now(), "done_at": when_done(document_id, user_id)}
    session.execute(update(AssignmentRow).where(*given).values(values))


def when_done(document_id: Any, user_id: Any) -> Any:
    """Return what asks when the user finished or skipped the document: with a layer that is open, never."""
    done = select(LayerRow.changed_at).where(LayerRow.state != OPEN)
    return done.where(LayerRow.document_id == document_id, LayerRow.user_id == user_id).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Queue:
    """What a user was given in a project, and where a document stands in it (1-based).

    The position is 0 where the document is not among them, or was handed out by the queue: then it would always be the
    last one.
    """

    position: int
    total: int
    finished: int
    skipped: int


def next_document(session: Session, project: HasId, user: HasId, after: int = 0) -> int | None:
    """Return the id of the next document that ``user`` has neither finished nor skipped, that after ``after`` first.

    Where none of theirs is left, the queue hands one out, if it has one for them.
    """
    asked = {"user": user.id, "project": project.id, "after": after}
    connection = session.connection()
    found: int | None = connection.execute(_LATER, asked).scalar()
    if found is None and after:
        found = connection.execute(_EARLIER, asked).scalar()
    return found or hand_out(session, project, user)


def _open_ones(*, later: bool) -> Select[Any]:
    """Return what asks for the first open document after the one at hand, or for the first before it."""
    given, document = table_of(AssignmentRow), table_of(DocumentRow)
    here, user = given.alias(), bindparam("user", type_=Integer)
    place = select(here.c.place).where(here.c.document_id == bindparam("after"), here.c.user_id == user)
    place_here = func.coalesce(place.scalar_subquery(), 0)
    found = select(given.c.document_id).select_from(given.join(document, document.c.id == given.c.document_id))
    return (
        found.where(
            given.c.user_id == user,
            given.c.project_id == bindparam("project"),
            given.c.state == OPEN,
            given.c.place > place_here if later else given.c.place < place_here,
            document.c.binned_at.is_(None),
        )
        .order_by(given.c.place)
        .limit(1)
    )


# Made once: with every document that is finished, one of them is asked.
_LATER, _EARLIER = _open_ones(later=True), _open_ones(later=False)


def hand_out(session: Session, project: HasId, user: HasId) -> int | None:
    """Give ``user`` the first document that still wants somebody, and return its id; ``None`` where none does.

    Of high priority before low, of equal priority in the order they came; those with known answers come before, where
    one is due (:mod:`annotator.services.mixing`). Two who ask at the same moment are served one after the other, so
    that no document goes to more people than it wants.
    """
    project_id, user_id = project.id, user.id
    # Looked for before it is locked: most who ask at the end of a project get nothing, and nobody waits for them.
    asks = _asker(session, project_id, user_id)
    waits = _mixed(session, project_id, user_id, asks) or _waiting(session, project_id, user_id, asks)
    waits = waits or _given_up(session, project_id, user_id)
    if not waits and not _abandoned(session, project_id, asks):
        return None
    # Nobody waits for the disk: it is there with the first of what is done in the document.
    with writing(session, synced=False):
        asks = _asker(session, project_id, user_id)
        if _free_abandoned(session, project_id, asks):
            asks = _asker(session, project_id, user_id)
        if (known := _mixed(session, project_id, user_id, asks)) is not None:
            _hand_mixed(session, project_id, user_id, known)
            return int(known.id)
        if not _may_get_more(asks):
            return None
        found = _waiting(session, project_id, user_id, asks)
        if found is not None:
            _hand(session, project_id, user_id, found)
            return int(found.id)
        # What was freed and nobody else took comes to the same person again, when nothing new is left for them.
        while (back := _given_up(session, project_id, user_id)) is not None:
            state = _state_of(session, back, user_id)
            _take_back(session, back, user_id, state, handed=True)
            if state == OPEN:
                return back
        return None


def _given_up(session: Session, project_id: int, user_id: int) -> int | None:
    """Return the first document that was freed from this person and still wants somebody."""
    return session.scalar(
        select(AssignmentRow.document_id)
        .join(DocumentRow, DocumentRow.id == AssignmentRow.document_id)
        .where(
            AssignmentRow.user_id == user_id,
            AssignmentRow.project_id == project_id,
            AssignmentRow.state == FREED,
            DocumentRow.given < DocumentRow.wanted,
            DocumentRow.binned_at.is_(None),
        )
        .order_by(AssignmentRow.place)
        .limit(1)
    )


def _state_of(session: Session, document_id: int, user_id: int) -> str:
    found = session.scalar(select(LayerRow.state).filter_by(document_id=document_id, user_id=user_id))
    return found or OPEN


def _asks_asker() -> Select[Any]:
    project, user, member, tally = map(table_of, (ProjectRow, UserRow, MemberRow, TallyRow))
    joined = (
        project.join(user, user.c.id == bindparam("user", type_=Integer))
        .outerjoin(member, and_(member.c.project_id == project.c.id, member.c.user_id == user.c.id))
        .outerjoin(tally, and_(tally.c.project_id == project.c.id, tally.c.user_id == user.c.id))
    )
    columns = (project.c.abandon_hours, user.c.manager, member.c.role, member.c.quota, tally.c.given)
    # Asked only of those who have a quota.
    beside = case((member.c.quota.is_not(None), practised(project.c.id, user.c.id)), else_=0).label("practised")
    mixing = (project.c.practice_first, project.c.check_every, tally.c.handed, beside)
    reached = (tally.c.reached_rank, tally.c.reached_interest, tally.c.reached_document)
    return select(*columns, *mixing, *reached).select_from(joined).where(project.c.id == bindparam("project"))


def _asks_waiting(*, beyond: bool) -> Select[Any]:
    document, given = table_of(DocumentRow), table_of(AssignmentRow)
    order = (document.c.rank, document.c.interest, document.c.id)
    theirs = select(given.c.user_id).where(given.c.document_id == document.c.id, given.c.user_id == bindparam("user"))
    query = select(document.c.id, document.c.rank, document.c.interest).where(
        document.c.project_id == bindparam("project"),
        document.c.given < document.c.wanted,
        document.c.binned_at.is_(None),
        ~theirs.exists(),
    )
    if beyond:
        reached = tuple_(*(bindparam(name, type_=Integer) for name in ("rank", "interest", "document")))
        query = query.where(tuple_(*order) > reached)
    return query.order_by(*order).limit(1)


_ASKER, _WAITING, _WAITING_BEYOND = _asks_asker(), _asks_waiting(beyond=False), _asks_waiting(beyond=True)


def _asker(session: Session, project_id: int, user_id: int) -> Any:
    """Return what the queue has to know of who asks: their part, their quota, how much they have, how far they are."""
    return session.connection().execute(_ASKER, {"project": project_id, "user": user_id}).one()


def _waiting(session: Session, project_id: int, user_id: int, asks: Any) -> Any:
    """Return the id and the rank of the first document that waits for this person; ``None`` where there is none."""
    asked = {"project": project_id, "user": user_id}
    if asks.reached_rank is None:
        return session.connection().execute(_WAITING, asked).first()
    beyond = {"rank": asks.reached_rank, "interest": asks.reached_interest, "document": asks.reached_document}
    return session.connection().execute(_WAITING_BEYOND, asked | beyond).first()


def _mixed(session: Session, project_id: int, user_id: int, asks: Any) -> Any:
    """Return the id and the purpose of the document with known answers that is due; ``None`` where none is."""
    practice = bool(asks.practice_first) and _annotates(asks)
    check = bool(asks.check_every) and _may_get_more(asks)
    check = check and is_check_due(project_id, user_id, asks.check_every, asks.handed or 0)
    return mixed_in(session, project_id, user_id, practice=practice, check=check)


def _hand_mixed(session: Session, project_id: int, user_id: int, known: Any) -> None:
    _put(session, project_id, user_id, known.id)
    if known.purpose != PRACTICE:
        session.connection().execute(_HANDED, {"user": user_id, "project": project_id})


def _put(session: Session, project_id: int, user_id: int, document_id: int) -> None:
    place = _last_place(session, project_id, user_id) + 1
    row = {"document_id": document_id, "user_id": user_id, "project_id": project_id, "place": place}
    insert_all(session, AssignmentRow, [{**row, "state": OPEN, "handed": True, "created_at": now()}])
    # They open it in a moment: so the page only reads.
    put_layer(session, document_id, user_id)


def _hand(session: Session, project_id: int, user_id: int, found: Any) -> None:
    _put(session, project_id, user_id, found.id)
    reached = {"rank": found.rank, "interest": found.interest, "document": found.id}
    session.connection().execute(_REACHED, {"user": user_id, "project": project_id} | reached)


def _counts_handed(*names: str) -> Update:
    tally = table_of(TallyRow)
    theirs = (tally.c.user_id == bindparam("user"), tally.c.project_id == bindparam("project"))
    reached: dict[str, Any] = {f"reached_{name}": bindparam(name) for name in names}
    return update(tally).where(*theirs).values({"handed": tally.c.handed + 1, **reached})


_REACHED, _HANDED = _counts_handed("rank", "interest", "document"), _counts_handed()


def put_layer(session: Session, document_id: int, user_id: int) -> None:
    """Make the layer of the user on the document, if there is none; runs in the caller's transaction."""
    at = now()
    made = {"document_id": document_id, "user_id": user_id, "revision": 0, "state": OPEN, "seconds": 0}
    session.connection().execute(_PUT_LAYER, {**made, "created_at": at, "changed_at": at})


_PUT_LAYER = insert(table_of(LayerRow)).on_conflict_do_nothing()


def _may_get_more(asks: Any) -> bool:
    # A check document counts like any other: a quota that grew by them would tell of them.
    return _annotates(asks) and (asks.quota is None or (asks.given or 0) - asks.practised < asks.quota)


def _annotates(asks: Any) -> bool:
    return may(MANAGER if asks.manager else asks.role, "annotate")


QUOTA, OTHERS, DONE = "quota", "others", "done"


def why_none(session: Session, project: ProjectRow, user: UserRow) -> str:
    """Return why ``user`` gets no document any more.

    :data:`QUOTA`: they have had as many as their quota says; :data:`OTHERS`: others are at the last ones, and what they
    leave may come back; :data:`DONE`: there is nothing more for them.
    """
    if not _may_get_more(_asker(session, project.id, user.id)):
        return QUOTA
    at_others = select(AssignmentRow.document_id).where(
        AssignmentRow.project_id == project.id,
        AssignmentRow.handed,
        AssignmentRow.state == literal_column("'open'"),
        AssignmentRow.user_id != user.id,
    )
    had = select(AssignmentRow.document_id).filter_by(project_id=project.id, user_id=user.id)
    coming_back = (AssignmentRow.document_id.not_in(had), ~known_answers(AssignmentRow.document_id))
    at_others = at_others.where(*coming_back).limit(1)
    return OTHERS if project.abandon_hours is not None and session.scalar(at_others) is not None else DONE


def _asks_abandoned() -> Select[Any]:
    given, layer = table_of(AssignmentRow), table_of(LayerRow)
    limit = bindparam("limit", type_=UtcDateTime)
    theirs = (layer.c.document_id == given.c.document_id, layer.c.user_id == given.c.user_id)
    changed = select(layer.c.id).where(*theirs, layer.c.changed_at >= limit)
    return select(given.c.document_id, given.c.user_id).where(
        given.c.project_id == bindparam("project"),
        # In the words of the index, which SQLite would not take otherwise.
        literal_column("assignment.handed = 1"),
        literal_column("assignment.state = 'open'"),
        given.c.created_at < limit,
        ~changed.exists(),
        # Nobody else waits for these.
        ~known_answers(given.c.document_id),
    )


_ABANDONED = _asks_abandoned()


def _abandoned(session: Session, project_id: int, asks: Any) -> list[tuple[int, int]]:
    """Return what was handed out so long ago, and not changed since, that it goes back: (document, user) ids."""
    if asks.abandon_hours is None:
        return []
    asked = {"project": project_id, "limit": now() - timedelta(hours=asks.abandon_hours)}
    return [(row[0], row[1]) for row in session.connection().execute(_ABANDONED, asked)]


def _free_abandoned(session: Session, project_id: int, asks: Any) -> bool:
    found = _abandoned(session, project_id, asks)
    for document_id, user_id in found:
        given = (AssignmentRow.document_id == document_id, AssignmentRow.user_id == user_id)
        session.execute(update(AssignmentRow).where(*given).values(state=FREED))
    return bool(found)


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
    elif held.state == FREED and (document.given < document.wanted or document.purpose):
        layer = session.scalar(select(LayerRow.state).filter_by(document_id=document_id, user_id=user_id))
        _take_back(session, document_id, user_id, layer or OPEN, handed=True)


def queue(session: Session, project: ProjectRow, user: UserRow, document: int) -> Queue:
    """Return how far the user is in what was given to them."""
    given = session.get(AssignmentRow, (document, user.id))
    tally = session.get(TallyRow, (user.id, project.id))
    if tally is None:
        return Queue(0, 0, 0, 0)
    place = min(given.place, tally.given) if given and given.state != FREED and not given.handed else 0
    return Queue(place, tally.given, tally.finished, tally.skipped)
