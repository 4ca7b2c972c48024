"""Lessons: what a project's finished documents teach."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.document import Document
from annotator.core.layer import FINISHED
from annotator.core.lessons import Lesson, LessonEvent
from annotator.core.spans import Span
from annotator.db.documents import DocumentRow, TextRow
from annotator.db.layers import LayerRow
from annotator.services.layer_rows import Rows
from annotator.services.verdicts import is_overdone

MOST = 2_000
"""So many documents teach, those that were finished last."""
MOST_UNLABELLED = 2_000
WINDOW = 100
_HELD_OUT = 5
"""One document in so many is kept to judge models by; its text alone says which, so that it is always the same."""

_DAY: Any = date | None
_Mark = TypeVar("_Mark", bound=Hashable)


def finished_documents(session: Session, project_id: int) -> int:
    """Return how many documents of a project at least one person has finished, without those with known answers."""
    query = select(func.count(DocumentRow.id)).filter_by(project_id=project_id, binned_at=None, purpose="")
    return session.scalar(query.where(DocumentRow.finished > 0)) or 0


def lessons_of(session: Session, project_id: int, most: int = MOST) -> Iterator[Lesson]:
    """Yield a lesson for each document that somebody has finished, of the last ones first.

    Documents with known answers teach nothing: who is judged by them is not to find the answers among the suggestions.

    Where several have, it holds what at least half of them have marked. A layer in which nearly every word is marked
    teaches nothing and is left out.
    """
    last = func.max(LayerRow.changed_at)
    query = (
        select(LayerRow.document_id)
        .join(DocumentRow, DocumentRow.id == LayerRow.document_id)
        .where(DocumentRow.project_id == project_id, DocumentRow.binned_at.is_(None), LayerRow.state == FINISHED)
        .where(DocumentRow.purpose == "")
        .group_by(LayerRow.document_id)
        .order_by(last.desc(), LayerRow.document_id)
        .limit(most)
    )
    documents = session.scalars(query).all()
    for start in range(0, len(documents), WINDOW):
        yield from lessons_at(session, documents[start : start + WINDOW])


def unlabelled(session: Session, project_id: int, most: int = MOST_UNLABELLED) -> Sequence[str]:
    """Return texts of the project that nobody has finished."""
    query = select(TextRow.text).join(DocumentRow, DocumentRow.id == TextRow.document_id)
    here = query.where(DocumentRow.project_id == project_id, DocumentRow.binned_at.is_(None), DocumentRow.finished == 0)
    return session.scalars(here.order_by(DocumentRow.id).limit(most)).all()


def is_held_out(lesson: Lesson) -> bool:
    """Whether models are judged by this document instead of learning from it."""
    return int(lesson.document.sha256[:8], 16) % _HELD_OUT == 0


def lessons_sha256(lessons: Iterable[Lesson]) -> str:
    """Return what names the data: a hash of all lessons in their order."""
    digest = hashlib.sha256()
    for lesson in lessons:
        digest.update(msgspec.json.encode(to_json(lesson)) + b"\n")
    return digest.hexdigest()


class Task(msgspec.Struct):
    """What a training is about: the learner's id, the label set's TOML, the lessons as :func:`to_json` writes them."""

    suggester: str
    labels: str
    lessons: list[dict[str, Any]]
    unlabelled: list[str]


class _Content(NamedTuple):
    """What one layer marks: spans, the kinds of events, the arguments of events of a kind."""

    spans: frozenset[Span]
    kinds: frozenset[tuple[Span, str, str | None]]
    arguments: frozenset[tuple[tuple[Span, str, str | None], str, Span]]


def lessons_at(session: Session, documents: Sequence[int]) -> Iterator[Lesson]:
    """Yield the lesson of each of some documents, as :func:`lessons_of` does; nothing where there is none."""
    finished = select(LayerRow.id, LayerRow.document_id).filter_by(state=FINISHED)
    layers: dict[int, list[int]] = {}
    for layer, document in session.execute(finished.where(LayerRow.document_id.in_(documents)).order_by(LayerRow.id)):
        layers.setdefault(document, []).append(layer)
    rows = Rows(session, documents, [one for several in layers.values() for one in several])
    for document in documents:
        row = rows.documents.get(document)
        if row is None:
            continue
        value = Document(row.text, row.title, row.source, row.date)
        contents = [_content(rows, layer) for layer in layers.get(document, ())]
        usable = [one for one in contents if not is_overdone(value.text, sorted(one.spans))]
        if usable:
            yield _lesson(value, usable)


def _content(rows: Rows, layer: int) -> _Content:
    spans = {row[1]: Span(row[2], row[3], row[4]) for row in rows.spans.get(layer, ())}
    kinds = {row[1]: (spans[row[2]], row[3], row[4]) for row in rows.events.get(layer, ()) if row[2] in spans}
    arguments = {
        (kinds[event], role, spans[span])
        for _, event, role, span in rows.arguments.get(layer, ())
        if event in kinds and span in spans
    }
    return _Content(frozenset(spans.values()), frozenset(kinds.values()), frozenset(arguments))


def _lesson(document: Document, contents: Sequence[_Content]) -> Lesson:
    spans = _by_half([one.spans for one in contents])
    held = set(spans)
    kinds = [kind for kind in _by_half([one.kinds for one in contents], key=repr) if kind[0] in held]
    arguments = _by_half([one.arguments for one in contents], key=repr)
    events = [
        LessonEvent(*kind, tuple((role, span) for owner, role, span in arguments if owner == kind and span in held))
        for kind in kinds
    ]
    return Lesson(document, tuple(spans), tuple(events))


def _by_half(marked: Sequence[frozenset[_Mark]], key: Any = None) -> list[_Mark]:
    """Return what at least half of the layers have, in an order of its own."""
    counts = Counter(one for layer in marked for one in layer)
    return sorted((one for one, count in counts.items() if 2 * count >= len(marked)), key=key)


def to_json(lesson: Lesson) -> dict[str, Any]:
    """Return a lesson as JSON values; :func:`from_json` is its inverse (``meta`` teaches nothing and is left out)."""
    document = lesson.document
    return {
        "text": document.text,
        "title": document.title,
        "source": document.source,
        "date": document.date.isoformat() if document.date else None,
        "spans": [_place(span) for span in lesson.spans],
        "events": [
            [_place(one.trigger), one.type, one.subtype, [[role, _place(span)] for role, span in one.arguments]]
            for one in lesson.events
        ],
    }


def from_json(value: dict[str, Any]) -> Lesson:
    """Return the lesson that :func:`to_json` wrote."""
    day = msgspec.convert(value["date"], type=_DAY)
    events = tuple(
        LessonEvent(Span(*trigger), type_, subtype, tuple((role, Span(*span)) for role, span in arguments))
        for trigger, type_, subtype, arguments in value["events"]
    )
    document = Document(value["text"], value["title"], value["source"], day)
    return Lesson(document, tuple(Span(*one) for one in value["spans"]), events)


def _place(span: Span) -> tuple[int, int, str]:
    return span.start, span.end, span.label
