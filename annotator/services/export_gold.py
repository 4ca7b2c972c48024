"""Gold for an export: how many documents have it, and the records that it makes."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.collecting import without_collecting
from annotator.core.recorded_gold import Approval, GoldSource, RecordedGold
from annotator.core.records import Record
from annotator.db.documents import GOLD, NOT_GOLD, OUTDATED, DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.projects import ProjectRow
from annotator.services.export_choice import GoldCounts
from annotator.services.gold_records import gold_records_of

WINDOW = 200
"""So many documents an export reads at a time."""


def gold_counts(session: Session, project: ProjectRow) -> GoldCounts:
    """Return how many documents are gold and how many are not; spans and events are not counted."""
    kinds = select(DocumentRow.gold, func.count()).where(*_of(project)).group_by(DocumentRow.gold)
    found: dict[str, int] = {row[0]: row[1] for row in session.execute(kinds)}
    begun = select(LayerRow.id).where(LayerRow.document_id == DocumentRow.id, LayerRow.revision > 0).exists()
    not_gold = select(func.count(DocumentRow.id)).where(*_of(project), DocumentRow.gold == NOT_GOLD, begun)
    return GoldCounts(
        documents=found.get(GOLD, 0) + found.get(OUTDATED, 0),
        outdated=found.get(OUTDATED, 0),
        not_gold=found.get(NOT_GOLD, 0),
        not_gold_begun=session.scalar(not_gold) or 0,
    )


def _of(project: ProjectRow) -> Sequence[Any]:
    return DocumentRow.project_id == project.id, DocumentRow.binned_at.is_(None)


def gold_records(session: Session, project: ProjectRow) -> Iterator[Record]:
    """Yield a record for each document with gold in force, in the order of the documents."""
    query = select(DocumentRow.id).where(*_of(project), DocumentRow.gold.in_((GOLD, OUTDATED)))
    documents = array("q", sorted(session.scalars(query)))
    for start in range(0, len(documents), WINDOW):
        with without_collecting():
            found = gold_records_of(session, documents[start : start + WINDOW])
        yield from found


@dataclass(slots=True)
class GoldTally:
    """What is written as gold, counted on the way: what the manifest says of it."""

    documents: int = 0
    outdated: int = 0
    spans: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    curators: set[str] = field(default_factory=set)

    def counted(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the records, counting them."""
        for record in records:
            if record.gold is not None:
                self._count(record, record.gold)
            yield record

    def _count(self, record: Record, gold: RecordedGold) -> None:
        self.documents += 1
        self.outdated += gold.outdated
        self.rules[gold.rule] += 1
        self.labels.update(one.span.label for one in record.spans)
        for sources, counts in ((gold.spans, self.spans), (gold.events, self.events)):
            counts.update(one.origin for one in sources.values())
            self.curators.update(_decided(sources.values()))
        self.curators.update(_known([gold.approved]))

    def told(self) -> dict[str, Any]:
        """Return what the manifest says beside the counts: by rule and label, by origin, and who decided."""
        origins = {"spans": dict(sorted(self.spans.items())), "events": dict(sorted(self.events.items()))}
        return {
            "rules": dict(sorted(self.rules.items())),
            "curators": sorted(self.curators),
            "origins": origins,
            "labels": dict(sorted(self.labels.items())),
        }


def _decided(sources: Iterable[GoldSource]) -> Iterator[str]:
    return _known(one.verdict for one in sources if one.verdict is not None)


def _known(approvals: Iterable[Approval]) -> Iterator[str]:
    return (one.annotator for one in approvals if one.annotator)
