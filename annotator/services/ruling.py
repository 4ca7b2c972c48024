"""By what the differences of a project are settled: its rule, what each annotator's word counts, its labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.cases import Case
from annotator.core.gold import gold_of
from annotator.core.labels import LabelSet
from annotator.core.provenance import Gold
from annotator.core.settlement import Rule, Weights
from annotator.core.verdicts import Verdict
from annotator.db.adjudication import ReviewRow
from annotator.db.projects import ProjectRow


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds in a project now. ``weights`` are by the annotators' ids; who is not in them counts 1."""

    rule: Rule
    labels: LabelSet
    weights: Weights = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, project: ProjectRow) -> Ruling:
        """Return what holds in a project; weights only where its rule asks for them."""
        rule = Rule(project.rule)
        weights = weights_in(session, project.id) if rule is Rule.WEIGHTED else {}
        return cls(rule, project.label_set.value(), weights)

    def gold_of(self, cases: Sequence[Case], verdicts: Iterable[Verdict]) -> Gold:
        """Return the gold of a document."""
        return gold_of(cases, self.rule, self.weights, verdicts, self.labels)


def weights_in(session: Session, project_id: int) -> Weights:
    """Return what each annotator's word counts, by their id, as it was estimated last."""
    known = session.scalar(select(ReviewRow.reliability).filter_by(project_id=project_id)) or {}
    return {who: float(one["weight"]) for who, one in known.items()}
