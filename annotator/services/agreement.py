"""Agreement: how far the people of a project, or of a file, agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.agreement import Coded, CodedEvent, Report, report
from annotator.core.layer import FINISHED, Layer
from annotator.core.spans import Span
from annotator.db.accounts import UserRow
from annotator.db.documents import PRACTICE, DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.projects import ProjectRow
from annotator.formats.coded import read_coded
from annotator.services.aligned import Aligned
from annotator.services.layer_rows import Rows, decoded

_WINDOW = 100


def file_agreement(path: Path) -> Report:
    """Measure the agreement within a file (see :mod:`annotator.formats.coded`); raise ``FileProblem``."""
    with path.open("rb") as stream:
        return report(read_coded(stream, path.name))


def project_agreement(session: Session, project: ProjectRow) -> Report:
    """Measure the agreement within a project, on the documents that several people have finished."""
    return report(finished_codings(session, project.id))


def finished_codings(session: Session, project_id: int) -> Iterator[Coded]:
    """Yield the documents that somebody has finished, with the finished layers, in the order of their ids.

    Some are held at a time; documents in the bin and those for practice are left out.
    """
    query = (
        select(DocumentRow.id)
        .where(
            DocumentRow.project_id == project_id,
            DocumentRow.binned_at.is_(None),
            DocumentRow.finished > 0,
            DocumentRow.purpose != PRACTICE,
        )
        .order_by(DocumentRow.id)
    )
    documents = session.scalars(query).all()
    for start in range(0, len(documents), _WINDOW):
        yield from _window(session, documents[start : start + _WINDOW])


def coded_of(one: Aligned) -> Coded:
    """Return a document as agreement is measured on it; its annotators go by their ids, as text."""
    spans = {who: [mark.span for mark in layer.spans.values()] for who, layer in one.layers.items()}
    events = {who: list(_told(layer)) for who, layer in one.layers.items()}
    return Coded(one.text, spans, events, str(one.document))


def _told(layer: Layer) -> Iterator[CodedEvent]:
    for event in layer.events.values():
        if event.trigger in layer.spans:
            known = [one for one in event.arguments if one.span in layer.spans]
            arguments = tuple((one.role, layer.spans[one.span].span) for one in known)
            trigger = layer.spans[event.trigger].span
            yield CodedEvent(trigger, event.type, event.subtype, event.attributes, arguments)


def _window(session: Session, documents: Sequence[int]) -> Iterator[Coded]:
    query = (
        select(LayerRow.id, LayerRow.document_id, UserRow.name)
        .join(UserRow, UserRow.id == LayerRow.user_id)
        .where(LayerRow.document_id.in_(documents), LayerRow.state == FINISHED)
        .order_by(LayerRow.id)
    )
    layers: dict[int, list[tuple[int, str]]] = {}
    for layer, document, name in session.execute(query):
        layers.setdefault(document, []).append((layer, name))
    rows = Rows(session, documents, [layer for several in layers.values() for layer, _ in several])
    for document in documents:
        if document in layers and document in rows.documents:
            yield _coded(rows, document, layers[document])


def _coded(rows: Rows, document: int, layers: Sequence[tuple[int, str]]) -> Coded:
    spans = {name: [Span(*row[2:5]) for row in rows.spans.get(layer, ())] for layer, name in layers}
    events = {name: _events(rows, layer) for layer, name in layers}
    return Coded(rows.documents[document].text, spans, events, str(document))


def _events(rows: Rows, layer: int) -> Sequence[CodedEvent]:
    spans = {row[1]: Span(*row[2:5]) for row in rows.spans.get(layer, ())}
    arguments: dict[str, list[tuple[str, Span]]] = {}
    for _, event, role, span in rows.arguments.get(layer, ()):
        if span in spans:
            arguments.setdefault(event, []).append((role, spans[span]))
    return [
        CodedEvent(spans[trigger], kind, subtype, decoded(attributes), tuple(arguments.get(id_, ())))
        for _, id_, trigger, kind, subtype, attributes in rows.events.get(layer, ())
        if trigger in spans
    ]
