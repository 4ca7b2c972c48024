"""The work of the demo's annotators: each sat at an article for a while, some days ago, and saved now and then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.operations import Operation
from annotator.core.suggestions import Suggestion
from annotator.db.base import now
from annotator.db.documents import DocumentRow, SuggestedArgumentRow, SuggestionRow
from annotator.db.projects import ProjectRow
from annotator.services.accounts import find_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.demo_deeds import operations_for
from annotator.services.demo_layers import marks_in, story

PAUSE = 5
"""So many minutes lie between one saving and the next; longer gaps would not count as work."""


def sharers_of(file: str) -> Sequence[str]:
    """Return who is given an article from the start, by name: nobody where one person alone has it from the queue."""
    given = dict.fromkeys(one["who"] for one in story("work")["stint"] if one["file"] == file and not one.get("after"))
    return list(given) if len(given) > 1 else []


def work(session: Session, project: ProjectRow, documents: Mapping[str, int], *, after: bool = False) -> None:
    """Do all that was done before the settling, or what comes ``after`` it; ``documents`` are ids by file name."""
    for stint in story("work")["stint"]:
        if stint.get("after", False) == after:
            _sit(session, project, documents[stint["file"]], stint)


def _sit(session: Session, project: ProjectRow, document_id: int, stint: Mapping[str, Any]) -> None:
    document, user = session.get_one(DocumentRow, document_id), find_user(session, stint["who"])
    labels, layer = project.label_set.value(), open_layer(session, document.id, user)
    trigger = labels.trigger.id if labels.trigger else ""
    suggestions = {} if document.blind else _suggestions(session, document.id)
    arguments = _arguments(session, suggestions)
    marks = marks_in(stint["file"]).of(stint["who"])
    operations = operations_for(marks, trigger, suggestions, arguments, stint.get("until"))
    revision = 0
    for at, some in _savings(operations, stint["days"], stint["minutes"]):
        revision, _ = save_operations(session, layer, labels, user, revision, some, at=at)


Saving = tuple[datetime, Sequence[Operation]]


def _savings(operations: Sequence[Operation], days: int, minutes: int) -> Iterator[Saving]:
    size = -(-len(operations) // (minutes // PAUSE + 1))
    begun = now() - timedelta(days=days, minutes=minutes)
    for first in range(0, len(operations), size):
        end = min(first + size, len(operations))
        yield begun + timedelta(minutes=minutes) * end / len(operations), operations[first:end]


def _suggestions(session: Session, document: int) -> Mapping[int, Suggestion]:
    rows = session.scalars(select(SuggestionRow).filter_by(document_id=document, current=True))
    return {row.id: row.value() for row in rows}


def _arguments(session: Session, suggestions: Mapping[int, Suggestion]) -> Sequence[tuple[int, str, int]]:
    row = SuggestedArgumentRow
    query = select(row.trigger_id, row.role, row.filler_id).where(row.trigger_id.in_(list(suggestions)))
    return [(trigger, role, filler) for trigger, role, filler in session.execute(query)]
