"""Suggesting: every suggester that is ready proposes; one merged list is kept with the document."""

from __future__ import annotations

import gc
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.db.base import insert_all, writing
from annotator.db.documents import DocumentRow, SuggestedArgumentRow, SuggestionRow
from annotator.db.layers import DecisionRow
from annotator.db.projects import ProjectRow
from annotator.suggesters import registry
from annotator.suggesters.merge import Proposal, propose
from annotator.suggesters.stems import stems

IMPORTED = "import"
"""The suggester id of spans that came with a file."""

Key = tuple[str, int, int, str, str | None, str | None]


def suggester_titles() -> Mapping[str, Phrase]:
    """Return what each suggester is called, by its id; spans from a file have a name too."""
    titles = {suggester.id: Phrase(suggester.title) for suggester in registry.all().values()}
    return {**titles, IMPORTED: Phrase(N_("Imported file"))}


def known_stems() -> Container[str]:
    """Return the words, in their matching form, that a clitic may stand in front of or behind."""
    return stems()


def propose_for(document: Document, labels: LabelSet) -> Proposal:
    """Return what the suggesters propose for a text, less what is more likely wrong than right; needs no database."""
    proposal = propose(document, labels, registry.all())
    spans = tuple(one for one in proposal.spans if one.shown)
    shown = {one.suggestion.span for one in spans}
    arguments = (one for one in proposal.arguments if {one.suggestion.trigger, one.suggestion.span} <= shown)
    return Proposal(spans, tuple(arguments))


def warm() -> None:
    """Load word lists and camel-tools before the first text needs them."""
    from annotator import labelsets

    propose_for(Document("حلب"), labelsets.read(labelsets.DEFAULT))
    # They stay for good. Else the collector looks through them all from time to time, and a page waits for 0.1 s.
    gc.collect()
    gc.freeze()


def proposal_to_json(document: Document, labels: LabelSet, proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as one JSON object: entity spans, and events with their trigger and arguments by place."""
    trigger = labels.trigger.id if labels.trigger else None
    arguments: dict[Any, list[dict[str, Any]]] = {}
    for one in (proposed.suggestion for proposed in proposal.arguments):
        place = {"role": one.role, "start": one.span.start, "end": one.span.end}
        arguments.setdefault(one.trigger, []).append(place)
    spans, events = [], []
    for proposed in proposal.spans:
        value = proposed.suggestion
        place = {"start": value.span.start, "end": value.span.end}
        made = {"score": round(value.score, 3), "suggester": proposed.suggester}
        if value.span.label != trigger:
            spans.append({**place, "label": value.span.label, **made})
            continue
        kind = {"type": value.type, "subtype": value.subtype}
        events.append({"trigger": place, **kind, "arguments": arguments.get(value.span, []), **made})
    return {"text": document.text, "spans": spans, "events": events}


def suggest_documents(
    session: Session, project: ProjectRow, documents: Sequence[int] | None = None
) -> Iterator[tuple[int, int]]:
    """Propose anew for ``documents`` (or all of ``project``); yield (document id, suggestions) as each is done.

    What was proposed and is no longer stays in the table as not current: somebody may be deciding on it right now.
    """
    project_id = project.id
    if documents is None:
        query = select(DocumentRow.id).filter_by(project_id=project_id, binned_at=None).order_by(DocumentRow.id)
        documents = session.scalars(query).all()
    for document_id in documents:
        yield document_id, _suggest(session, project_id, document_id)


def _suggest(session: Session, project_id: int, document_id: int) -> int:
    """Propose by the label set of the moment of writing; for what was erased meanwhile, nothing."""
    while (row := session.get(DocumentRow, document_id)) is not None:
        labels = session.get_one(ProjectRow, project_id).label_set
        number, proposal = labels.number, propose_for(row.value(), labels.value())
        with writing(session):
            is_there = session.get(DocumentRow, document_id) is not None
            if is_there and session.get_one(ProjectRow, project_id).label_set.number == number:
                return _store(session, document_id, proposal)
    return 0


def _store(session: Session, document_id: int, proposal: Proposal) -> int:
    imported, known = _known(session, document_id)
    own = [one for one in proposal.spans if _place(one.suggestion) not in imported]
    session.execute(
        update(SuggestionRow)
        .where(SuggestionRow.document_id == document_id, SuggestionRow.suggester != IMPORTED)
        .values(current=False)
    )
    ids, decided = dict(imported), _decided(session, document_id)
    for one in own:
        key: Key = (one.suggester, *_place(one.suggestion), one.suggestion.type, one.suggestion.subtype)
        values = _values(document_id, one.suggester, one.version, one.suggestion)
        # What somebody has decided on stays as they saw it.
        values = {"current": True} if known.get(key) in decided else values
        ids[_place(one.suggestion)] = _put(session, known.get(key), values)
    _store_arguments(session, document_id, proposal, ids)
    return len(own)


def _known(session: Session, document_id: int) -> tuple[dict[tuple[int, int, str], int], dict[Key, int]]:
    imported: dict[tuple[int, int, str], int] = {}
    known: dict[Key, int] = {}
    for row in session.scalars(select(SuggestionRow).filter_by(document_id=document_id)):
        if row.suggester == IMPORTED and row.current:
            imported[(row.start, row.end, row.label)] = row.id
        known[(row.suggester, row.start, row.end, row.label, row.type, row.subtype)] = row.id
    return imported, known


def _decided(session: Session, document_id: int) -> Container[int]:
    query = select(DecisionRow.suggestion_id).join(SuggestionRow, SuggestionRow.id == DecisionRow.suggestion_id)
    return set(session.scalars(query.where(SuggestionRow.document_id == document_id)))


def _place(suggestion: Suggestion) -> tuple[int, int, str]:
    return suggestion.span.start, suggestion.span.end, suggestion.span.label


def _put(session: Session, known: int | None, values: dict[str, Any]) -> int:
    if known is not None:
        session.execute(update(SuggestionRow).where(SuggestionRow.id == known).values(values))
        return known
    row = SuggestionRow(**values)
    session.add(row)
    session.flush()
    return row.id


def _values(document_id: int, suggester: str, version: str, suggestion: Suggestion) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "suggester": suggester,
        "version": version,
        **asdict(suggestion.span),
        "score": suggestion.score,
        "reason": phrase_to_json(suggestion.reason),
        "type": suggestion.type,
        "subtype": suggestion.subtype,
        "attributes": dict(suggestion.attributes),
        "current": True,
    }


def phrase_to_json(phrase: Phrase) -> dict[str, Any]:
    """Return a sentence as the tables keep it."""
    return {"message": phrase.message, "values": dict(phrase.values)}


def _store_arguments(
    session: Session, document_id: int, proposal: Proposal, ids: dict[tuple[int, int, str], int]
) -> None:
    of_document = select(SuggestionRow.id).where(SuggestionRow.document_id == document_id)
    session.execute(delete(SuggestedArgumentRow).where(SuggestedArgumentRow.trigger_id.in_(of_document)))
    # The same argument from two suggesters is one, with the better score.
    best = {(one.trigger, one.role, one.span): one for one in sorted(_arguments(proposal), key=lambda one: one.score)}
    rows = [
        {
            "trigger_id": ids[(one.trigger.start, one.trigger.end, one.trigger.label)],
            "role": one.role,
            "filler_id": ids[(one.span.start, one.span.end, one.span.label)],
            "score": one.score,
            "reason": phrase_to_json(one.reason),
        }
        for one in best.values()
    ]
    insert_all(session, SuggestedArgumentRow, rows)


def _arguments(proposal: Proposal) -> Sequence[ArgumentSuggestion]:
    return [proposed.suggestion for proposed in proposal.arguments]
