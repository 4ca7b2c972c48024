"""Knowledge: the suggesters as they are in one project, with what it remembers, has learned, and makes of scores."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.calibration import Calibration
from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import Phrase, Problem
from annotator.core.suggestions import Suggester, Suggestion
from annotator.db.documents import SuggestionRow
from annotator.db.projects import ProjectRow
from annotator.services.calibrating import calibration_of
from annotator.services.loading import LEARNER
from annotator.services.memories import memory_of
from annotator.services.models import serving_model
from annotator.services.phrasing import phrase_from_json
from annotator.services.remotes import remote_of
from annotator.suggesters import registry
from annotator.suggesters.remote import Remote


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What proposes in a project. ``stamp`` changes whenever the proposals may."""

    suggesters: Mapping[str, Suggester]
    calibration: Calibration = field(default_factory=Calibration)
    hushed: Container[tuple[str, str]] = ()
    stamp: str = ""

    @property
    def has_model(self) -> bool:
        """Whether a model of the project proposes, and judges what others propose."""
        return LEARNER in self.suggesters and self.suggesters[LEARNER].ready() is None


def knowledge_of(session: Session, project_id: int) -> Knowledge:
    """Return what proposes in the project."""
    suggesters: dict[str, Suggester] = {**registry.all()}
    if (model := serving_model(session, project_id)) is not None:
        suggesters[model.id] = model
    with suppress(Problem):  # an address that cannot be read, which the page of the suggestions tells
        if (remote := remote_of(session, project_id)) is not None:
            suggesters[remote.id] = remote
    memory, calibration = memory_of(session, project_id), calibration_of(session, project_id)
    suggesters[memory.id] = memory
    hushed = calibration.silenced.keys() - shown_again(session, project_id)
    stamp = _stamp(session, project_id, suggesters, (calibration.digest, sorted(hushed)))
    return Knowledge(suggesters, calibration, hushed, stamp)


def shown_again(session: Session, project_id: int) -> Set[tuple[str, str]]:
    """Return the (suggester, label) pairs that a manager has shown again."""
    return {(suggester, label) for suggester, label in session.get_one(ProjectRow, project_id).shown_again}


def _stamp(session: Session, project_id: int, suggesters: Mapping[str, Suggester], weighed: object) -> str:
    labels = session.get_one(ProjectRow, project_id).label_set.sha256
    # The project's server is asked in jobs only, and its version is known when it has answered: it dates nothing.
    known = [(one.id, one.version, one.ready() is None) for one in suggesters.values() if one.id != Remote.id]
    return hashlib.sha256(repr((labels, known, weighed)).encode()).hexdigest()[:32]


class Standing:
    """What a suggester has proposed for one document, as the table has it."""

    reads = "text"

    def __init__(self, suggester: Suggester, found: Sequence[Suggestion]) -> None:
        self.id, self.title, self.version = suggester.id, suggester.title, suggester.version
        self._found = found

    def ready(self) -> Phrase | None:
        """Return ``None``: nobody is asked."""
        return None

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Sequence[Suggestion]:
        """Return what was proposed, as far as the label set still offers it."""
        return [one for one in self._found if _fits(one, labels)]


def standing(session: Session, document_id: int, suggester: Suggester) -> Standing:
    """Return what ``suggester`` has proposed for a document."""
    rows = session.scalars(select(SuggestionRow).filter_by(document_id=document_id, current=True))
    found = [
        Suggestion(one.span, source["score"], phrase_from_json(source["reason"]), one.type, one.subtype, one.attributes)
        for row in rows
        for one in [row.value()]
        for source in row.sources
        if source["suggester"] == suggester.id
    ]
    return Standing(suggester, found)


def with_standing(session: Session, known: Knowledge, document_id: int, *, begun: bool, waited_for: bool) -> Knowledge:
    """Return what is known, less what is not to be asked anew for this document: what it has proposed stands.

    Where somebody has ``begun``, that is what learns from people: else what one did would come to the next as a
    suggestion. Where somebody is ``waited_for``, it is what takes long (a server, a neural model).
    """
    kept: dict[str, Suggester] = {}
    for one in known.suggesters.values():
        learns, is_slow = one.id in _LEARNING, bool(getattr(one, "loads_late", False))
        # A server that is left alone for now, or removed, is not asked either: what it has suggested stays.
        is_asked = one.id == Remote.id or (is_slow and one.ready() is None)
        if (begun and learns) or (waited_for and is_asked):
            kept[one.id] = standing(session, document_id, one)
    return replace(known, suggesters={**known.suggesters, **kept})


_LEARNING = ("memory", LEARNER)


def _fits(one: Suggestion, labels: LabelSet) -> bool:
    try:
        if one.type is not None:
            labels.check_event_type(one.type, one.subtype, new=True)
    except Problem:
        return False
    return labels.offers(one.span.label)
