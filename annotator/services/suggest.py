"""Suggesting: every suggester that is ready proposes; one merged list is kept with the document."""

from __future__ import annotations

import gc
import logging
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.suggestions import ArgumentSuggestion, Suggester, Suggestion
from annotator.db.base import insert_all, writing
from annotator.db.documents import DocumentRow, SuggestedArgumentRow, SuggestionRow
from annotator.db.layers import DecisionRow, LayerRow
from annotator.db.projects import ProjectRow
from annotator.services.informing import interest_of
from annotator.services.knowledge import Knowledge, knowledge_of, standing, with_standing
from annotator.services.learning_counting import IMPORTED
from annotator.services.phrasing import phrase_to_json
from annotator.services.remembering import remember
from annotator.services.remotes import note_trouble
from annotator.suggesters import registry
from annotator.suggesters.merge import Proposal, Proposed, propose
from annotator.suggesters.remote import Remote
from annotator.suggesters.stems import stems

_log = logging.getLogger(__name__)

REMOTE = Remote.id
FEW = 8
"""So many layers are counted before a document is opened; the rest is, beside other work."""

Key = tuple[int, int, str, str | None, str | None]


def suggester_titles() -> Mapping[str, Phrase]:
    """Return what each suggester is called, by its id; spans from a file have a name too."""
    titles = {suggester.id: Phrase(suggester.title) for suggester in registry.all().values()}
    return {**titles, IMPORTED: Phrase(N_("Imported file"))}


def known_stems() -> Container[str]:
    """Return the words, in their matching form, that a clitic may stand in front of or behind."""
    return stems()


def propose_for(document: Document, labels: LabelSet, known: Knowledge | None = None) -> Proposal:
    """Return what the suggesters propose for a text, less what is more likely wrong than right; needs no database.

    Without what a project has ``known``, those that come with the program propose.
    """
    return shown_of(_propose(document, labels, known or Knowledge(registry.all())))


def _propose(document: Document, labels: LabelSet, known: Knowledge) -> Proposal:
    return propose(document, labels, known.suggesters, calibration=known.calibration, hushed=known.hushed)


def shown_of(proposal: Proposal) -> Proposal:
    """Return what is more likely right than wrong: the rest is not worth an annotator's time."""
    spans = tuple(one for one in proposal.spans if one.shown)
    shown = {one.suggestion.span for one in spans}
    arguments = (one for one in proposal.arguments if {one.suggestion.trigger, one.suggestion.span} <= shown)
    return Proposal(spans, tuple(arguments))


def warm() -> None:
    """Load word lists and camel-tools before the first text needs them; large models wait for a text."""
    from annotator import labelsets

    early = {name: one for name, one in registry.all().items() if not getattr(one, "loads_late", False)}
    propose(Document("حلب"), labelsets.read(labelsets.DEFAULT), early)
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
    while remember(session, project_id):
        pass
    for document_id in documents:
        yield document_id, _suggest(session, project_id, document_id)


def refresh(session: Session, project_id: int, document_id: int) -> None:
    """Propose anew for a document that somebody opens and nobody has begun, if more is known by now.

    Once somebody has begun, all who come after see the same suggestions: else what one person did would come to the
    next as a suggestion, and how far they agree would say little. Documents for which nothing was ever proposed are
    left alone: nobody wanted suggestions there.
    """
    stamp = session.scalar(select(DocumentRow.suggested_with).filter_by(id=document_id))
    if stamp is None or _is_begun(session, document_id):
        return
    if _has_remembered(session, project_id):
        _suggest(session, project_id, document_id, waited_for=True)


def _has_remembered(session: Session, project_id: int) -> bool:
    """Remember a little; where that fails, the document opens as it was, and the work beside it tries again."""
    try:
        remember(session, project_id, most=FEW)
    except Exception as error:
        # What an error says may quote a user's text; its kind never does.
        _log.error("remembering in project %s failed: %s", project_id, type(error).__name__)
        session.rollback()
        return False
    return True


def _is_begun(session: Session, document_id: int) -> bool:
    begun = select(LayerRow.id).where(LayerRow.document_id == document_id, LayerRow.revision > 0)
    return session.scalar(begun.limit(1)) is not None


def _suggest(session: Session, project_id: int, document_id: int, *, waited_for: bool = False) -> int:
    """Propose by the label set of the moment of writing; for what was erased meanwhile, nothing."""
    while (row := session.get(DocumentRow, document_id)) is not None:
        project = session.get_one(ProjectRow, project_id)
        labels, work_order, document, before = project.label_set, project.work_order, row.value(), row.suggested_with
        number, value = labels.number, labels.value()
        known = knowledge_of(session, project_id)
        if waited_for and known.stamp == before:
            return 0
        begun = _is_begun(session, document_id)
        if begun and before is not None and known.has_model:
            # What a model has judged cannot stand without it, and must not be judged anew: all stays as people saw it.
            return _current(session, document_id)
        known = with_standing(session, known, document_id, begun=begun, waited_for=waited_for)
        proposal = _propose(document, value, _asked(session, project_id, document_id, document, value, known))
        interest = interest_of(document, proposal, work_order)
        with writing(session, synced=not waited_for):
            row_now = session.get(DocumentRow, document_id)
            if _is_begun(session, document_id) != begun:
                continue  # somebody has begun meanwhile: they and all who come after see what they saw
            project_now = session.get_one(ProjectRow, project_id)
            if row_now is not None and project_now.label_set.number == number:
                # The order of work may have changed meanwhile, and all interest be forgotten.
                is_still = project_now.work_order == work_order
                row_now.suggested_with, row_now.interest = known.stamp, interest if is_still else 0
                return _store(session, document_id, shown_of(proposal))
    return 0


def _current(session: Session, document_id: int) -> int:
    query = select(func.count(SuggestionRow.id)).filter_by(document_id=document_id, current=True)
    return session.scalar(query.where(SuggestionRow.suggester != IMPORTED)) or 0


def _asked(
    session: Session, project_id: int, document_id: int, document: Document, labels: LabelSet, known: Knowledge
) -> Knowledge:
    """Return what is known, with the answer of the project's own server; where it fails, what it said before stands."""
    remote = known.suggesters.get(REMOTE)
    if not isinstance(remote, Remote) or not remote.has_address:
        return known
    try:
        answer: Suggester = remote.fetch([document], labels)
    except Problem:
        answer = standing(session, document_id, remote)
    note_trouble(session, project_id, remote)
    return replace(known, suggesters={**known.suggesters, REMOTE: answer})


def _store(session: Session, document_id: int, proposal: Proposal) -> int:
    decided = _decided(session, document_id)
    imported, known = _known(session, document_id, decided)
    own = [one for one in proposal.spans if _place(one.suggestion) not in imported]
    session.execute(
        update(SuggestionRow)
        .where(SuggestionRow.document_id == document_id, SuggestionRow.suggester != IMPORTED)
        .values(current=False)
    )
    ids = dict(imported)
    for one in own:
        key: Key = (*_place(one.suggestion), one.suggestion.type, one.suggestion.subtype)
        values = _values(document_id, one)
        # What somebody has decided on stays as they saw it.
        values = {"current": True} if known.get(key) in decided else values
        ids[_place(one.suggestion)] = _put(session, known.get(key), values)
    _store_arguments(session, document_id, proposal, ids)
    return len(own)


def _known(
    session: Session, document_id: int, decided: Container[int]
) -> tuple[dict[tuple[int, int, str], int], dict[Key, int]]:
    """Return the suggestions of a file that stand, and all others: of equal ones that which somebody decided on."""
    imported: dict[tuple[int, int, str], int] = {}
    known: dict[Key, int] = {}
    for row in session.scalars(select(SuggestionRow).filter_by(document_id=document_id).order_by(SuggestionRow.id)):
        if row.suggester == IMPORTED:
            if row.current:
                imported[(row.start, row.end, row.label)] = row.id
        else:
            key: Key = (row.start, row.end, row.label, row.type, row.subtype)
            if key not in known or (row.id in decided and known[key] not in decided):
                known[key] = row.id
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


def _values(document_id: int, proposed: Proposed) -> dict[str, Any]:
    suggestion = proposed.suggestion
    return {
        "document_id": document_id,
        "suggester": proposed.suggester,
        "version": proposed.version,
        "sources": [{**one._asdict(), "reason": phrase_to_json(one.reason)} for one in proposed.sources],
        **asdict(suggestion.span),
        "score": suggestion.score,
        "reason": phrase_to_json(suggestion.reason),
        "type": suggestion.type,
        "subtype": suggestion.subtype,
        "attributes": dict(suggestion.attributes),
        "current": True,
    }


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
