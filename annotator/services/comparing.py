"""Comparing: on what the annotators of a document differ, pair by pair, kept as rows that can be listed and counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.agreement import report
from annotator.core.cases import Case
from annotator.core.differing import kinds
from annotator.core.layer import FINISHED
from annotator.core.verdicts import Verdict
from annotator.db.adjudication import ComparisonRow
from annotator.db.base import writing
from annotator.db.documents import PRACTICE, DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.projects import ProjectRow
from annotator.services.agreement import coded_of
from annotator.services.aligned import Aligned, aligned, stamp_of
from annotator.services.comparison_rows import Compared, forget, write
from annotator.services.ruling import Ruling
from annotator.services.verdict_rows import verdicts_of

WINDOW = 50
"""So many documents are held at a time."""


def compare(session: Session, project_id: int, documents: Sequence[int]) -> None:
    """Compare documents of a project, whatever is kept of them; what is not finished, or for practice, keeps nothing.

    It commits: call it outside a transaction.
    """
    for start in range(0, len(documents), WINDOW):
        window = documents[start : start + WINDOW]
        counting = set(counted(session, project_id, window))
        found = [one for one in aligned(session, window) if one.document in counting]
        keep(session, project_id, found)
        here = select(DocumentRow.id).where(DocumentRow.id.in_(window), DocumentRow.project_id == project_id)
        forget(session, set(session.scalars(here)) - {one.document for one in found})


def keep(session: Session, project_id: int, found: Sequence[Aligned]) -> None:
    """Compare documents whose layers were read, and keep what it comes to."""
    project = session.get(ProjectRow, project_id)
    if project is None or not found:
        return
    ruling = Ruling.of(session, project)
    verdicts = verdicts_of(session, [one.document for one in found])
    agreements = _agreements(found)
    for one in found:
        settled = verdicts.get(one.document, ())
        write(session, project_id, _compared(one, ruling, settled, agreements.get(one.document)))


def counted(session: Session, project_id: int, documents: Sequence[int]) -> Sequence[int]:
    """Return those of the documents that count: somebody has finished them, and they are not for practice."""
    query = select(DocumentRow.id).where(
        DocumentRow.id.in_(documents),
        DocumentRow.project_id == project_id,
        DocumentRow.binned_at.is_(None),
        DocumentRow.finished > 0,
        DocumentRow.purpose != PRACTICE,
    )
    return session.scalars(query.order_by(DocumentRow.id)).all()


def changed(session: Session, documents: Sequence[int]) -> Sequence[int]:
    """Return those whose finished layers are not the ones that were compared."""
    finished: dict[int, dict[str, int]] = {one: {} for one in documents}
    layers = select(LayerRow.document_id, LayerRow.user_id, LayerRow.revision)
    for document, user, revision in session.execute(
        layers.where(LayerRow.document_id.in_(documents), LayerRow.state == FINISHED)
    ):
        finished[document][str(user)] = revision
    stamps = select(ComparisonRow.document_id, ComparisonRow.stamp).where(ComparisonRow.document_id.in_(documents))
    known = {row.document_id: row.stamp for row in session.execute(stamps)}
    return [one for one in documents if known.get(one) != (stamp_of(finished[one]) if finished[one] else None)]


def gone(session: Session, project_id: int) -> Sequence[int]:
    """Return the documents that were compared and do not count any more."""
    counts = DocumentRow.binned_at.is_(None) & (DocumentRow.finished > 0) & (DocumentRow.purpose != PRACTICE)
    query = select(ComparisonRow.document_id).join(DocumentRow, DocumentRow.id == ComparisonRow.document_id)
    return session.scalars(query.where(ComparisonRow.project_id == project_id, ~counts)).all()


def recount(session: Session, project_id: int, documents: Sequence[int]) -> None:
    """Count anew what is left to decide, after the rule or the weights have changed."""
    project = session.get(ProjectRow, project_id)
    if project is None:
        return
    ruling = Ruling.of(session, project)
    for start in range(0, len(documents), WINDOW):
        window = documents[start : start + WINDOW]
        verdicts = verdicts_of(session, window)
        found = {one.document: _open(one, ruling, verdicts.get(one.document, ())) for one in aligned(session, window)}
        with writing(session, synced=False):
            for row in session.scalars(select(ComparisonRow).where(ComparisonRow.document_id.in_(found))):
                row.open = found[row.document_id]


def _agreements(found: Sequence[Aligned]) -> Mapping[int, float | None]:
    """Return the exact span F1 of each document that two or more have finished."""
    measured = report((coded_of(one) for one in found), rounds=0, gamma=False)
    return {int(key): figures["span_f1_exact"].value for key, figures in measured.by_document}


def _compared(one: Aligned, ruling: Ruling, verdicts: Sequence[Verdict], agreement: float | None) -> Compared:
    differing = [case for case in one.cases if kinds(case)]
    numbers = {
        "annotators": len(one.layers),
        "cases": len(one.cases),
        "differing": len(differing),
        "open": _open(one, ruling, verdicts),
        "agreement": agreement,
    }
    rows = [row for case in differing for row in _rows(case)]
    return Compared(one.document, one.stamp, numbers, rows)


def _open(one: Aligned, ruling: Ruling, verdicts: Sequence[Verdict]) -> int:
    return len(ruling.gold_of(one.cases, verdicts).open)


def _rows(case: Case) -> Iterator[Mapping[str, Any]]:
    for pair in combinations(sorted(case.annotators, key=int), 2):
        among = case if len(case.annotators) == 2 else case.among(pair)
        labels = [among.marks[who].span.label if who in among.marks else "" for who in pair]
        for kind in sorted(kinds(among)):
            yield {
                "case_key": case.key,
                "start": case.places[0].start,
                "kind": kind.value,
                "label": labels[0],
                "other_label": labels[1],
                "one_id": int(pair[0]),
                "other_id": int(pair[1]),
            }
