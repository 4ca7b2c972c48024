"""The workplace: all that the annotation page shows of a document to one person, read in a handful of statements.

This is what is asked for most, so columns are selected and not rows, by statements that are made once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, String, and_, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from annotator.core.arabic import document_cuts
from annotator.core.labels import LabelSet
from annotator.core.layer import Layer
from annotator.core.people import MANAGER, may
from annotator.core.spans import Span
from annotator.core.tokens import Token, tokenize
from annotator.db.accounts import UserRow
from annotator.db.base import iso_moment, table_of
from annotator.db.documents import (
    FREED,
    GOLD,
    PRACTICE,
    AssignmentRow,
    DocumentRow,
    SuggestedArgumentRow,
    SuggestionRow,
    TallyRow,
    TextRow,
)
from annotator.db.layers import LayerRow
from annotator.db.log import read_layer
from annotator.db.projects import LabelSetRow, MemberRow, ProjectRow, label_set_value
from annotator.services.annotate import HeldLayer, make_layer
from annotator.services.assign import Queue
from annotator.services.history import finished_lately, previous_document
from annotator.services.outcomes import is_shown
from annotator.services.suggest import known_stems


class Place(NamedTuple):
    """A document as one person finds it: what it is, what they are there, how far their layer and their queue are.

    ``role`` is ``None`` for who has no part in the project; ``is_theirs`` is false too where there is no such document.
    ``layer`` is ``None`` before the first visit. A ``blind`` document shows no suggestions;
    suggesters have proposed for one that ``is_proposed_for``. With ``outcome``, their finished work may be compared
    with the gold; with ``practice``, that is done at once.
    """

    project_id: int
    project_name: str
    document_id: int
    user_id: int
    role: str | None
    is_theirs: bool
    labels: LabelSet
    labels_sha256: str
    sha256: str
    blind: bool
    is_proposed_for: bool
    title: str
    source: str
    date: date | None
    meta: Mapping[str, Any]
    text: str
    layer: HeldLayer | None
    queue: Queue
    outcome: bool = False
    practice: bool = False


def _place() -> Select[Any]:
    project, document, body = table_of(ProjectRow), table_of(DocumentRow), table_of(TextRow)
    member, given, layer, tally = table_of(MemberRow), table_of(AssignmentRow), table_of(LayerRow), table_of(TallyRow)
    labels, user = table_of(LabelSetRow), bindparam("user", type_=Integer)
    every = labels.alias()
    newest = (
        select(every.c.id)
        .where(every.c.project_id == project.c.id)
        .order_by(every.c.number.desc())
        .limit(1)
        .correlate(project)
        .scalar_subquery()
    )
    joined = (
        project.join(labels, labels.c.id == newest)
        .outerjoin(member, and_(member.c.project_id == project.c.id, member.c.user_id == user))
        .outerjoin(document, and_(document.c.id == bindparam("document"), document.c.project_id == project.c.id))
        .outerjoin(body, body.c.document_id == document.c.id)
        .outerjoin(given, and_(given.c.document_id == document.c.id, given.c.user_id == user))
        .outerjoin(layer, and_(layer.c.document_id == document.c.id, layer.c.user_id == user))
        .outerjoin(tally, and_(tally.c.project_id == project.c.id, tally.c.user_id == user))
    )
    columns = (
        project.c.name,
        project.c.show_outcomes,
        member.c.role,
        labels.c.id.label("labels_id"),
        labels.c.sha256,
        document.c.id.label("document_id"),
        document.c.sha256.label("text_sha256"),
        document.c.blind,
        document.c.suggested_with,
        document.c.title,
        document.c.source,
        document.c.date,
        document.c.meta,
        document.c.binned_at,
        document.c.gold,
        document.c.purpose,
        body.c.text,
        given.c.place,
        given.c.state.label("given_state"),
        given.c.handed,
        layer.c.id.label("layer_id"),
        layer.c.revision,
        layer.c.state,
        type_coerce(layer.c.changed_at, String).label("changed_at"),
        tally.c.given,
        tally.c.finished,
        tally.c.skipped,
    )
    return select(*columns).select_from(joined).where(project.c.id == bindparam("project"))


_PLACE = _place()


def find_place(session: Session, project_id: int, document_id: int, user: UserRow) -> Place | None:
    """Return the document as ``user`` finds it; ``None`` where there is no such project."""
    asked = {"project": project_id, "document": document_id, "user": user.id}
    one = session.connection().execute(_PLACE, asked).first()
    if one is None:
        return None
    role = MANAGER if user.manager else one.role
    theirs = may(role, "annotate-any") or one.given_state is not None
    held = None
    if one.layer_id is not None:
        held = HeldLayer(one.layer_id, one.revision, one.state, iso_moment(one.changed_at))
    return Place(
        project_id,
        one.name,
        document_id,
        asked["user"],
        role,
        one.document_id is not None and one.binned_at is None and theirs,
        label_set_value(session, one.labels_id, one.sha256),
        one.sha256,
        one.text_sha256 or "",
        bool(one.blind),
        one.suggested_with is not None,
        one.title or "",
        one.source or "",
        one.date,
        one.meta or {},
        one.text or "",
        held,
        _queue(one),
        is_shown(one.purpose or "", one.gold or "", show_outcomes=one.show_outcomes),
        one.purpose == PRACTICE and one.gold == GOLD,
    )


def _queue(one: Any) -> Queue:
    if one.given is None:
        return Queue(0, 0, 0, 0)
    held = one.place is not None and one.given_state != FREED and not one.handed
    return Queue(min(one.place, one.given) if held else 0, one.given, one.finished, one.skipped)


class Part(NamedTuple):
    """What somebody is in a project; ``role`` is ``None`` for who has no part in it."""

    id: int
    role: str | None


def _part() -> Select[Any]:
    project, member = table_of(ProjectRow), table_of(MemberRow)
    mine = and_(member.c.project_id == project.c.id, member.c.user_id == bindparam("user"))
    found = select(project.c.id, member.c.role).select_from(project.outerjoin(member, mine))
    return found.where(project.c.id == bindparam("project"))


_PART = _part()


def find_part(session: Session, project_id: int, user: UserRow) -> Part | None:
    """Return what ``user`` is in the project; ``None`` where there is no such project."""
    asked = {"project": project_id, "user": user.id}
    one = session.connection().execute(_PART, asked).first()
    return None if one is None else Part(one.id, MANAGER if user.manager else one.role)


class Shown(NamedTuple):
    """A suggestion as the page shows it. ``reason``, ``attributes`` and ``sources`` are JSON.

    ``arguments`` are those that it proposes: (role, suggestion id, score, reason in JSON).
    """

    id: int
    suggester: str
    start: int
    end: int
    label: str
    score: float
    reason: str
    type: str | None
    subtype: str | None
    attributes: str
    sources: str
    current: bool
    arguments: Sequence[tuple[str, int, float, str]] = ()

    @property
    def span(self) -> Span:
        """The place and the label alone."""
        return Span(self.start, self.end, self.label)


@dataclass(frozen=True, slots=True)
class Workplace:
    """All that the annotation page shows, beside the place itself. ``finished_lately`` are times in ISO 8601."""

    place: Place
    held: HeldLayer
    layer: Layer
    suggestions: Sequence[Shown]
    tokens: Sequence[Token]
    cuts: Sequence[int]
    finished_lately: Sequence[str]
    previous: int | None


def workplace(session: Session, place: Place) -> Workplace:
    """Return what the page needs to show the document of ``place``, which is theirs."""
    # Nothing has been done in a layer that has no revision yet.
    layer = read_layer(session, place.layer) if place.layer and place.layer.revision else Layer()
    shown = _shown(session, place.document_id, _decided(layer), blind=place.blind)
    lately = finished_lately(session, place.user_id)
    previous = previous_document(session, place.user_id, place.project_id, place.document_id)
    held = place.layer or make_layer(session, place.document_id, place.user_id)
    if held.revision and place.layer is None:
        # Made and worked in since: another page of the same person was faster.
        return workplace(session, place._replace(layer=held))
    tokens = tokenize(place.text)
    cuts = document_cuts(place.text, tokens, known_stems())
    return Workplace(place, held, layer, shown, tokens, cuts, lately, previous)


def _decided(layer: Layer) -> Set[int]:
    """Return the suggestions that the layer says something about: they are shown also when proposed no longer."""
    noted = {note.suggestion for note in layer.notes.values() if note.suggestion is not None}
    refused = {suggestion for one in layer.refusals.values() for suggestion in (one.trigger, one.filler)}
    return layer.decisions.keys() | noted | refused


def _suggestions() -> Select[Any]:
    table = table_of(SuggestionRow)
    columns = [
        type_coerce(table.c[name], String).label(name) if name in ("reason", "attributes", "sources") else table.c[name]
        for name in Shown._fields[:-1]
    ]
    of_document = select(*columns).where(table.c.document_id == bindparam("document"))
    return of_document.order_by(table.c.start, table.c.end, table.c.id)


def _arguments() -> Select[Any]:
    table, trigger = table_of(SuggestedArgumentRow), table_of(SuggestionRow)
    columns = (table.c.trigger_id, table.c.role, table.c.filler_id, table.c.score, type_coerce(table.c.reason, String))
    joined = trigger.join(table, table.c.trigger_id == trigger.c.id)
    found = select(*columns).select_from(joined).where(trigger.c.document_id == bindparam("document"))
    return found.order_by(table.c.score.desc())


_SUGGESTIONS, _ARGUMENTS = _suggestions(), _arguments()


def _shown(session: Session, document_id: int, held: Set[int], *, blind: bool) -> Sequence[Shown]:
    if blind and not held:
        return []
    connection, asked = session.connection(), {"document": document_id}
    found = [Shown(*one) for one in connection.execute(_SUGGESTIONS, asked)]
    shown = [one for one in found if (one.current and not blind) or one.id in held]
    if all(one.type is None for one in shown):
        return shown  # only an event has arguments
    ids = {one.id for one in shown}
    arguments: dict[int, list[tuple[str, int, float, str]]] = {}
    for trigger, role, filler, score, reason in connection.execute(_ARGUMENTS, asked):
        if trigger in ids and filler in ids:
            arguments.setdefault(trigger, []).append((role, filler, score, reason))
    return [one._replace(arguments=arguments[one.id]) if one.id in arguments else one for one in shown]
