"""Verdicts in and out of their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.events import Argument, Event
from annotator.core.phrases import N_, Problem
from annotator.core.spans import Span
from annotator.core.verdicts import Choice, Edited, Nothing, Part, Sort, Taken, Verdict
from annotator.db.adjudication import VerdictRow


class _Event(msgspec.Struct, forbid_unknown_fields=True):
    type: str
    subtype: str | None = None
    attributes: dict[str, Any] = {}
    arguments: list[tuple[str, str]] = []


class _Edited(msgspec.Struct, forbid_unknown_fields=True):
    start: int
    end: int
    label: str
    attributes: dict[str, Any] = {}
    events: list[_Event] = []


class _Choice(msgspec.Struct, forbid_unknown_fields=True):
    taken: str | None = None
    nothing: bool = False
    edited: _Edited | None = None


def choice_to_json(choice: Choice) -> dict[str, Any]:
    """Return a choice as JSON values: ``{"taken": id}``, ``{"nothing": true}`` or ``{"edited": {…}}``.

    Arguments are pairs of a role and the key of a case.
    """
    match choice:
        case Taken(annotator):
            return {"taken": annotator}
        case Nothing():
            return {"nothing": True}
        case Edited(span, attributes, events):
            told = [
                {
                    "type": one.type,
                    "subtype": one.subtype,
                    "attributes": dict(one.attributes),
                    "arguments": [[argument.role, argument.span] for argument in one.arguments],
                }
                for one in events
            ]
            place = {"start": span.start, "end": span.end, "label": span.label}
            return {"edited": {**place, "attributes": dict(attributes), "events": told}}


def choice_from_json(value: Any) -> Choice:
    """Return the choice that :func:`choice_to_json` wrote; raise :class:`Problem` ``choice`` for anything else."""
    try:
        found = msgspec.convert(value, _Choice)
    except msgspec.ValidationError:
        raise _unclear() from None
    match found:
        case _Choice(taken=str(annotator), nothing=False, edited=None):
            return Taken(annotator)
        case _Choice(taken=None, nothing=True, edited=None):
            return Nothing()
        case _Choice(taken=None, nothing=False, edited=_Edited() as edited):
            events = tuple(_event(one) for one in edited.events)
            return Edited(Span(edited.start, edited.end, edited.label), edited.attributes, events)
    raise _unclear()


def _event(one: _Event) -> Event:
    return Event("", "", one.type, one.subtype, one.attributes, tuple(Argument(*pair) for pair in one.arguments))


def part_from_json(value: Any) -> Part | None:
    """Return the part that four values name, ``None`` for the whole case; raise :class:`Problem` ``choice``."""
    if value is None:
        return None
    try:
        sort, event, what, filler = msgspec.convert(value, tuple[Sort, int, str, str])
    except msgspec.ValidationError:
        raise _unclear() from None
    return Part(sort, event, what, filler)


def _unclear() -> Problem:
    return Problem("choice", N_("This decision cannot be read. Load the page anew and decide again."))


def verdict_of(row: VerdictRow) -> Verdict:
    """Return a row as a core value; its author goes by their id, ``""`` where they are gone."""
    author = "" if row.author_id is None else str(row.author_id)
    part, choice = part_from_json(row.part), choice_from_json(row.choice)
    return Verdict(row.case_key, choice, author, row.at.isoformat(), row.reason, part, row.seen)


def are_others(session: Session, document: int, seen: Sequence[Verdict]) -> bool:
    """Whether other verdicts on a document are in force than those that were ``seen``."""
    return list(verdicts_of(session, [document]).get(document, ())) != list(seen)


def verdicts_of(session: Session, documents: Sequence[int]) -> Mapping[int, Sequence[Verdict]]:
    """Return the verdicts on documents that were not withdrawn, in the order of time; no documents without any."""
    query = select(VerdictRow).where(VerdictRow.document_id.in_(documents), VerdictRow.withdrawn_at.is_(None))
    found: dict[int, list[Verdict]] = {}
    for row in session.scalars(query.order_by(VerdictRow.id)):
        found.setdefault(row.document_id, []).append(verdict_of(row))
    return found
