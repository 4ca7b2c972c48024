"""Relabelling a project: a new version of its label set, in which nothing that is in use gets lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Text, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from annotator.core.colours import ColourWarning, colour_warnings
from annotator.core.document import text_sha256
from annotator.core.labelchanges import LABEL, RETIRED, ROLE, SUBTYPE, TRIGGER, TYPE, Change, changes
from annotator.core.labelfile import read_label_set, with_retired, write_label_set
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Problem
from annotator.db.accounts import UserRow
from annotator.db.adjudication import GoldRow, VerdictRow
from annotator.db.base import writing
from annotator.db.documents import DocumentRow, SuggestionRow
from annotator.db.layers import ArgumentRow, EventRow, LayerRow, SpanRow
from annotator.db.projects import LabelSetRow, ProjectRow
from annotator.services import audit

MOST_COUNTED = 1000
"""So many uses of a part are counted; more are told as more than that."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a new label set would do to a project, before it does.

    ``number`` is the version that it was compared with. With each change comes how many spans, events or arguments
    have what it retires: 0 where at most suggestions do, and for every other change.
    """

    number: int
    label_set: LabelSet
    changes: Sequence[tuple[Change, int]]
    warnings: Sequence[ColourWarning]


def preview(session: Session, project: ProjectRow, wanted: LabelSet) -> Preview:
    """Return what ``change_label_set`` would do. Code ``label-set-trigger``."""
    row = project.label_set
    old = row.value()
    new = _kept(session, project.id, old, wanted)
    found = [(one, _count(session, project.id, one) if one.kind == RETIRED else 0) for one in changes(old, new)]
    return Preview(row.number, new, found, list(colour_warnings(list(new.by_id.values()))))


def change_label_set(
    session: Session,
    project: ProjectRow,
    toml: str,
    toml_name: str,
    *,
    by: UserRow | None = None,
    made_from: int | None = None,
) -> LabelSet:
    """Give ``project`` a new label set and return it; what the old one had and somebody uses comes along retired.

    ``made_from`` is the number of the version that the author saw: where another one is in force by now, nothing is
    changed. The older versions stay in the table. Codes ``label-set``, ``label-set-trigger``, ``label-set-stale``.
    """
    wanted = read_label_set(toml, toml_name)
    project_id = project.id
    with writing(session):
        row = session.get_one(ProjectRow, project_id).label_set
        _check_still(row, made_from)
        old = row.value()
        new = _kept(session, project_id, old, wanted)
        # Where nothing had to be kept, the file stays as its author wrote it, comments and all.
        text = toml if new == wanted else write_label_set(new)
        if text != row.toml:
            _add_version(session, row, text, changes(old, new), by)
    return new


def _check_still(row: LabelSetRow, made_from: int | None) -> None:
    if made_from is not None and made_from != row.number:
        raise Problem(
            "label-set-stale",
            N_("%(name)s saved version %(number)s of the label set meanwhile. Yours is below, and not saved yet."),
            name=row.user.name if row.user else "–",
            number=row.number,
        )


def _add_version(session: Session, old: LabelSetRow, text: str, what: Sequence[Change], by: UserRow | None) -> None:
    number = old.number + 1
    new = LabelSetRow(
        project_id=old.project_id, number=number, toml=text, sha256=text_sha256(text), user_id=by.id if by else None
    )
    session.add(new)
    message = N_("changed the label set (version %(number)s, changes: %(count)s)")
    audit.record(session, by, old.project_id, message, number=number, count=len(what))


def _kept(session: Session, project_id: int, old: LabelSet, wanted: LabelSet) -> LabelSet:
    """Return ``wanted`` with what it lacks of ``old`` and is in use. Only what it lacks is looked for."""
    lacking = _lacking(old, wanted)
    return with_retired(old, in_use(session, project_id, lacking) if lacking else set(), wanted)


def _lacking(old: LabelSet, new: LabelSet) -> set[str]:
    """Return the ids of labels, types, subtypes and roles that ``new`` lacks; of subtypes, in its type."""
    lacking = (old.by_id.keys() - new.by_id.keys()) | (old.roles_by_id.keys() - new.roles_by_id.keys())
    for kind in old.event_types:
        after = new.types_by_id.get(kind.id)
        lacking |= {kind.id} if after is None else set()
        lacking |= {one.id for one in kind.subtypes} - {one.id for one in (after.subtypes if after else ())}
    return lacking


_USES = (SpanRow.label, EventRow.type, EventRow.subtype, ArgumentRow.role)
_SUGGESTED = (SuggestionRow.label, SuggestionRow.type, SuggestionRow.subtype)


def in_use(session: Session, project_id: int, among: set[str]) -> set[str]:
    """Return those of the ids that spans, events, gold, verdicts and current suggestions of the project carry."""
    used: set[str | None] = set()
    for column in _USES:
        query = select(column).where(column.in_(among), column.class_.layer_id.in_(_layers(project_id)))
        used |= set(session.scalars(query.distinct()))
    # One walk through the suggestions, not one a column, nor a search for each document: there are millions. A sum is
    # looked up in no index, so the labels are compared first.
    some: ColumnElement[bool] = or_(*(column.in_(among) for column in _SUGGESTED))
    suggested = select(*_SUGGESTED).where(
        some, SuggestionRow.current, (SuggestionRow.document_id + 0).in_(_documents(project_id))
    )
    for row in session.execute(suggested.distinct()):
        used |= set(row)
    used |= {one for one in among - used if _is_decided(session, project_id, one)}
    return {one for one in used if one in among}


def _is_decided(session: Session, project_id: int, one: str) -> bool:
    """Whether gold or a verdict has the id, which no layer needs to have: they keep it as a string of JSON."""
    for column in (GoldRow.content, VerdictRow.choice):
        there = func.instr(type_coerce(column, Text), json.dumps(one)) > 0
        query = select(column.class_.id).where(column.class_.document_id.in_(_documents(project_id)), there)
        if session.scalar(query.limit(1)) is not None:
            return True
    return False


_COUNTED = {
    LABEL: SpanRow.label,
    TRIGGER: SpanRow.label,
    TYPE: EventRow.type,
    SUBTYPE: EventRow.subtype,
    ROLE: ArgumentRow.role,
}


def _count(session: Session, project_id: int, change: Change) -> int:
    """Return how many spans, events or arguments have the label, type, subtype or role that changed."""
    column = _COUNTED[change.sort]
    some = select(column).where(column == change.id, column.class_.layer_id.in_(_layers(project_id)))
    if change.within:
        some = some.where(EventRow.type == change.within.id)
    return session.scalar(select(func.count()).select_from(some.limit(MOST_COUNTED + 1).subquery())) or 0


def _documents(project_id: int) -> Select[int]:
    return select(DocumentRow.id).filter_by(project_id=project_id)


def _layers(project_id: int) -> Select[int]:
    return select(LayerRow.id).where(LayerRow.document_id.in_(_documents(project_id)))
