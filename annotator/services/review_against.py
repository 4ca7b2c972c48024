"""Each annotator beside the gold, and beside the suggestions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from annotator.core.agreement import Coded, report
from annotator.core.layer import ACCEPTED, FIXED, REJECTED
from annotator.core.spans import Span
from annotator.db.documents import NOT_GOLD, PRACTICE, DocumentRow
from annotator.services.aligned import aligned
from annotator.services.comparing import WINDOW
from annotator.services.gold_content import content_from_json, gold_in_force
from annotator.services.quality_counting import count_documents
from annotator.services.review_figures import Against, Outcome, figure_of, figures_of

MOST_GOLD = 1_000
"""So many documents with gold are looked at, the newest ones."""
MEASURES = ("span_f1_exact", "span_f1_clitic_free", "span_f1_overlap")
_GOLD = "gold"
_ROUNDS = 200

_OUTCOMES = text(
    """
    SELECT l.user_id, c.verdict, count(*)
    FROM document d JOIN layer l ON l.document_id = d.id JOIN decision c ON c.layer_id = l.id
    WHERE d.project_id = :project AND d.binned_at IS NULL AND d.purpose <> 'practice'
    GROUP BY l.user_id, c.verdict
    """
)


def outcomes(session: Session, project_id: int) -> list[Outcome]:
    """Return what each annotator made of the suggestions, in finished and unfinished documents."""
    counts: dict[int, Counter[str]] = {}
    for user, verdict, count in session.execute(_OUTCOMES, {"project": project_id}):
        counts.setdefault(user, Counter())[verdict] = count
    return [Outcome(str(who), one[ACCEPTED], one[FIXED], one[REJECTED]) for who, one in sorted(counts.items())]


def against_gold(session: Session, project_id: int) -> list[Against]:
    """Return how far each annotator has what the gold has; who has finished no document with gold is not in it.

    Meanwhile the cases at which they differ from it are kept. It commits: call it outside a transaction.
    """
    beside: dict[str, list[Coded]] = {}
    for who, coded in _codings(session, project_id):
        beside.setdefault(who, []).append(coded)
    return [_against(who, documents) for who, documents in sorted(beside.items(), key=lambda one: int(one[0]))]


def _against(who: str, documents: list[Coded]) -> Against:
    found = report(documents, _ROUNDS, gamma=False)
    labels = {label: figure_of(measures[MEASURES[0]]) for label, measures in found.labels.items()}
    return Against(who, len(documents), figures_of({name: found.measures[name] for name in MEASURES}), labels)


def _codings(session: Session, project_id: int) -> Iterator[tuple[str, Coded]]:
    """Yield each annotator's work on a document with the gold as that of a second one."""
    query = select(DocumentRow.id).where(
        DocumentRow.project_id == project_id,
        DocumentRow.gold > NOT_GOLD,
        DocumentRow.binned_at.is_(None),
        DocumentRow.purpose != PRACTICE,
    )
    documents = session.scalars(query.order_by(DocumentRow.id.desc()).limit(MOST_GOLD)).all()
    count_documents(session, project_id, documents)
    for start in range(0, len(documents), WINDOW):
        window = documents[start : start + WINDOW]
        golds = _golds(session, window)
        for one in aligned(session, window):
            if one.document not in golds:
                continue
            for who, layer in one.layers.items():
                mine = [mark.span for mark in layer.spans.values()]
                yield who, Coded(one.text, {who: mine, _GOLD: golds[one.document]}, key=str(one.document))


def _golds(session: Session, documents: Sequence[int]) -> Mapping[int, list[Span]]:
    rows = gold_in_force(session, documents)
    contents = {document: content_from_json(row.content) for document, row in rows.items()}
    return {
        document: [Span(one.start, one.end, one.label) for one in content.spans]
        for document, content in contents.items()
    }
