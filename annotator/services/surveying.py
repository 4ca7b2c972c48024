"""Surveying: one way through the finished documents of a project, which leaves all that a review is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from annotator.core.agreement import Coded
from annotator.core.mace import Pattern
from annotator.core.weighing import answers
from annotator.db.documents import PRACTICE, DocumentRow
from annotator.services.agreement import coded_of
from annotator.services.aligned import aligned
from annotator.services.comparing import WINDOW, changed, keep
from annotator.services.learning_counting import cuts

MOST_BATCHES = 20
"""So many imports are told apart, the newest ones."""
SHOWN, BLIND = "shown", "blind"

_SHARED = text(
    """
    SELECT d.id AS id, d.job_id AS job, d.blind AS blind, max(l.changed_at) AS at,
        EXISTS (SELECT 1 FROM suggestion s WHERE s.document_id = d.id) AS suggested
    FROM document d JOIN layer l ON l.document_id = d.id
    WHERE d.project_id = :project AND d.binned_at IS NULL AND d.purpose <> 'practice' AND l.state = 'finished'
    GROUP BY d.id HAVING count(*) > 1
    ORDER BY at, d.id
    """
)


@dataclass(frozen=True, slots=True)
class Stretched:
    """A stretch of time: its documents' numbers, its days, and the keys of the documents."""

    first: int
    last: int
    since: str
    until: str
    keys: Sequence[str]


@dataclass(slots=True)
class Survey:
    """Which documents there are, in which groups they are looked at, and (after the way through) all answers.

    Documents go by their id, as text; ``kinds`` are those with and without suggestions, where something is suggested.
    """

    session: Session
    project_id: int
    documents: Sequence[int] = ()
    time: Sequence[Stretched] = ()
    batches: Mapping[int | None, Sequence[str]] = field(default_factory=dict)
    kinds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    answers: Counter[Pattern] = field(default_factory=Counter)

    @classmethod
    def of(cls, session: Session, project_id: int) -> Survey:
        """Return it as it is before the way through. Documents for practice are left out."""
        query = select(DocumentRow.id).where(
            DocumentRow.project_id == project_id,
            DocumentRow.binned_at.is_(None),
            DocumentRow.finished > 0,
            DocumentRow.purpose != PRACTICE,
        )
        documents = session.scalars(query.order_by(DocumentRow.id)).all()
        shared = [tuple(row) for row in session.execute(_SHARED, {"project": project_id})]
        kinds: dict[str, list[str]] = {SHOWN: [], BLIND: []}
        batches: dict[int | None, list[str]] = {}
        for id_, job, blind, _, suggested in shared:
            batches.setdefault(job, []).append(str(id_))
            if suggested:
                kinds[BLIND if blind else SHOWN].append(str(id_))
        newest = sorted(batches, key=lambda job: -(job or 0))[:MOST_BATCHES]
        few = {job: batches[job] for job in newest} if len(batches) > 1 else {}
        return cls(session, project_id, documents, _stretches([(row[0], row[3]) for row in shared]), few, kinds)

    @property
    def groups(self) -> Mapping[str, Sequence[str]]:
        """The groups that agreement is measured in, by a name for each."""
        return {
            **{f"time {place}": one.keys for place, one in enumerate(self.time)},
            **{f"batch {job}": keys for job, keys in self.batches.items()},
            **self.kinds,
        }

    def codings(self, step: Callable[[int], None]) -> Iterator[Coded]:
        """Yield the documents; meanwhile compare what has changed, and count the answers."""
        for start in range(0, len(self.documents), WINDOW):
            step(start)
            window = self.documents[start : start + WINDOW]
            stale = set(changed(self.session, window))
            found = list(aligned(self.session, window))
            keep(self.session, self.project_id, [one for one in found if one.document in stale])
            for one in found:
                self.answers.update(answers(case) for case in one.cases)
                yield coded_of(one)


def _stretches(shared: Sequence[tuple[int, str]]) -> list[Stretched]:
    """Return documents (id, time), in their order, in portions of a round number."""
    return [
        Stretched(
            start + 1, end, shared[start][1][:10], shared[end - 1][1][:10], [str(id_) for id_, _ in shared[start:end]]
        )
        for start, end in pairwise(cuts(len(shared)))
    ]
