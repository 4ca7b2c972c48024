"""Documents under adjudication as they stand: layers side by side, what was decided, what that comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.cases import Case
from annotator.core.provenance import Gold
from annotator.core.verdicts import Stale, Verdict, is_stale
from annotator.db.adjudication import GoldRow, OpinionRow, VerdictRow
from annotator.db.documents import NOT_GOLD, DocumentRow, TextRow
from annotator.db.projects import ProjectRow
from annotator.services.aligned import Aligned, aligned
from annotator.services.gold_content import gold_in_force
from annotator.services.ruling import Ruling
from annotator.services.verdict_rows import verdict_of


@dataclass(frozen=True, slots=True)
class Settling:
    """A document under adjudication: its layers side by side, what was decided, and the gold that this comes to.

    ``state`` is that of its gold (:data:`annotator.db.documents.GOLD` …), ``approved`` the gold in force, if any.
    ``verdicts`` are all that were ever given, the withdrawn ones too, in the order of time; ``stale`` are those in
    force that no longer fit the layers, ``opinions`` the questions that nobody has answered. The rows are no longer
    the session's: they stay as they were read.
    """

    document: int
    state: str
    aligned: Aligned
    gold: Gold
    verdicts: Sequence[VerdictRow]
    stale: Sequence[Stale]
    opinions: Sequence[OpinionRow]
    approved: GoldRow | None

    @property
    def in_force(self) -> Sequence[Verdict]:
        """The verdicts that were not taken back, in the order of time."""
        return [verdict_of(row) for row in self.verdicts if row.withdrawn_at is None]

    @property
    def cases(self) -> Sequence[Case]:
        """All cases in the order of the text, those that curators added among them."""
        found = [settlement.case for settlement in self.gold.settlements.values()]
        return sorted(found, key=lambda case: _begin(case.key))


def _begin(key: str) -> tuple[int, int]:
    start, end = key.split("-")[:2]
    return int(start), -int(end)


def settling(session: Session, project: ProjectRow, document: int) -> Settling:
    """Return a document as it stands. Where nobody has finished it, it has no layers and no cases."""
    (found,) = settlings(session, project, [document])
    return found


def settled_anew(session: Session, project: ProjectRow, before: Settling) -> Settling:
    """Return a document as it stands after other verdicts on the same layers: they are not aligned again."""
    known = {before.document: before.aligned} if before.aligned.layers else {}
    (found,) = _settlings(session, project, [before.document], known)
    return found


def settlings(session: Session, project: ProjectRow, documents: Sequence[int]) -> Sequence[Settling]:
    """Return documents as they stand, by a handful of queries."""
    return _settlings(session, project, documents, {one.document: one for one in aligned(session, documents)})


def _settlings(
    session: Session, project: ProjectRow, documents: Sequence[int], there: Mapping[int, Aligned]
) -> Sequence[Settling]:
    rows = _by_document(session, VerdictRow, documents)
    opinions = _by_document(session, OpinionRow, documents)
    states = dict(session.execute(select(DocumentRow.id, DocumentRow.gold).where(DocumentRow.id.in_(documents))).all())
    gold, context = gold_in_force(session, documents), Ruling.of(session, project)
    for row in gold.values():
        session.expunge(row)
    made: list[Settling] = []
    for document in documents:
        verdicts = rows.get(document, [])
        standing = [verdict_of(row) for row in verdicts if row.withdrawn_at is None]
        layers = there.get(document) or _empty(session, document)
        asked = [one for one in opinions.get(document, []) if one.answered_at is None]
        found, stale = context.gold_of(layers.cases, standing), is_stale(standing, layers.cases)
        made.append(
            Settling(
                document, states.get(document, NOT_GOLD), layers, found, verdicts, stale, asked, gold.get(document)
            )
        )
    return made


def _empty(session: Session, document: int) -> Aligned:
    text = session.scalar(select(TextRow.text).filter_by(document_id=document)) or ""
    return Aligned(document, text, {}, {}, [])


def _by_document(session: Session, row: type[Any], documents: Sequence[int]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for one in session.scalars(select(row).where(row.document_id.in_(documents)).order_by(row.id)).all():
        session.expunge(one)
        found.setdefault(one.document_id, []).append(one)
    return found
