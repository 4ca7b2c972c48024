"""Comparing: on what the annotators of a document differ, pair by pair, kept as rows that can be listed and counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from math import comb
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from annotator.core.agreement import report
from annotator.core.cases import Case
from annotator.core.differing import kinds
from annotator.core.layer import FINISHED
from annotator.core.lowering import lowered
from annotator.core.verdicts import Verdict
from annotator.db.adjudication import ComparisonRow, DifferenceRow
from annotator.db.base import writing
from annotator.db.documents import PRACTICE, DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.projects import ProjectRow
from annotator.services.agreement import coded_of
from annotator.services.aligned import Aligned, aligned, stamp_of
from annotator.services.comparison_rows import Compared, forget, write
from annotator.services.ruling import Ruling
from annotator.services.verdict_rows import are_others, verdicts_of

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
            for document, keys in found.items():
                left_open(session, document, keys, verdicts.get(document, ()))


def left_open(session: Session, document: int, keys: Collection[str], seen: Sequence[Verdict]) -> None:
    """Keep which cases of a document the verdicts ``seen`` leave to decide, where it has been compared.

    Where others are in force by now, nothing is kept: whoever gave them counts what they leave. It writes, and does not
    commit.
    """
    if are_others(session, document, seen):
        return
    session.execute(update(ComparisonRow).where(ComparisonRow.document_id == document).values(open=len(keys)))
    row, here = DifferenceRow, update(DifferenceRow).where(DifferenceRow.document_id == document)
    session.execute(here.where(row.open, row.case_key.not_in(keys)).values(open=False))
    session.execute(here.where(~row.open, row.case_key.in_(keys)).values(open=True))


def _agreements(found: Sequence[Aligned]) -> Mapping[int, float | None]:
    """Return the exact span F1 of each document that two or more have finished."""
    measured = report((coded_of(one) for one in found), rounds=0, gamma=False)
    return {int(key): figures["span_f1_exact"].value for key, figures in measured.by_document}


def _compared(one: Aligned, ruling: Ruling, verdicts: Sequence[Verdict], agreement: float | None) -> Compared:
    differing, left = {case.key for case in one.cases if kinds(case)}, _open(one, ruling, verdicts)
    numbers = {
        "annotators": len(one.layers),
        "cases": len(one.cases),
        "differing": len(differing),
        "open": len(left),
        "agreement": agreement,
        "done_at": one.done_at,
    }
    # Where all have the same, only the words in the roles of an event can still lower a measure.
    unlike = [case for case in one.cases if case.key in differing or case.events]
    rows = [{**row, "open": case.key in left} for case in unlike for row in _rows(case)]
    return Compared(one.document, one.stamp, numbers, rows, _agreed(one.cases), verdicts)


def _open(one: Aligned, ruling: Ruling, verdicts: Sequence[Verdict]) -> Collection[str]:
    return ruling.gold_of(one.cases, verdicts).open


def _rows(case: Case) -> Iterator[Mapping[str, Any]]:
    for pair in combinations(sorted(case.annotators, key=int), 2):
        ids, start = {"one_id": int(pair[0]), "other_id": int(pair[1])}, case.places[0].start
        for row in rows_of(case if len(case.annotators) == 2 else case.among(pair), pair):
            yield {**row, **ids, "start": start}


def rows_of(case: Case, pair: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Yield what the tables say of each way in which two differ at a case, the first of ``pair`` being the one."""
    there = kinds(case)
    bits, roles = lowered(case, there)
    labels = [case.marks[who].span.label if who in case.marks else "" for who in pair]
    told = "".join(f"\n{role}" for role in sorted(roles))
    for kind in [kind.value for kind in sorted(there)] or ([""] if bits else []):
        yield {
            "case_key": case.key,
            "start": min(place.start for place in case.places),
            "kind": kind,
            "label": labels[0],
            "other_label": labels[1],
            "lowers": int(bits),
            "roles": f"{told}\n" if told else "",
        }


def _agreed(cases: Sequence[Case]) -> Sequence[Mapping[str, Any]]:
    """Return by label the cases to which two or more gave it."""
    keys: dict[str, list[str]] = defaultdict(list)
    pairs: Counter[str] = Counter()
    for case in cases:
        for label, number in Counter(mark.span.label for mark in case.marks.values()).items():
            if number > 1:
                keys[label].append(case.key)
                pairs[label] += comb(number, 2)
    return [
        {"label": label, "cases": len(found), "pairs": pairs[label], "keys": "\n".join(found)}
        for label, found in keys.items()
    ]
