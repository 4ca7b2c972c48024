"""Reviewing a project: comparing what has changed, and counting how far its annotators agree."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.agreement import Report, report
from annotator.core.confusing import confusion
from annotator.core.settlement import Rule
from annotator.core.weighing import Reliability, weigh_answers
from annotator.db.adjudication import ReviewRow
from annotator.db.base import now, writing
from annotator.db.documents import NOT_GOLD, DocumentRow
from annotator.db.layers import LayerRow, SpanRow
from annotator.db.projects import ProjectRow
from annotator.services.comparing import gone, recount
from annotator.services.comparison_rows import forget
from annotator.services.jobs import kept
from annotator.services.review_against import against_gold, outcomes
from annotator.services.review_figures import Batch, Confused, Pair, Review, Stretch, figures_of
from annotator.services.ruling import weights_in
from annotator.services.surveying import BLIND, SHOWN, Survey

MOST_FOR_GAMMA = 5_000
"""With more spans than this, gamma is left out: for 2,600 it takes ten seconds of the processor, other work waiting."""
_MOVED = 0.005
"""So far a weight may move before what is left to decide is counted anew."""


def review(session: Session, survey: Survey, step: Callable[[int], None] = lambda done: None) -> None:
    """Go through the documents of a project and keep what they come to; ``step`` hears how many are done.

    It commits: call it outside a transaction.
    """
    project_id, began, started = survey.project_id, now(), time.monotonic()
    forget(session, gone(session, project_id))
    found = report(survey.codings(step), gamma=_is_small(session, project_id), groups=survey.groups)
    reliability = {who: _kept(one) for who, one in weigh_answers(survey.answers).items()}
    made, last = _review(session, project_id, survey, found), last_review(session, project_id)
    moved = made.rule == Rule.WEIGHTED and _is_moved(weights_in(session, project_id), reliability)
    _keep(session, project_id, made, reliability, ReviewRow(made_at=began, seconds=time.monotonic() - started))
    if moved or (last is not None and last.rule != made.rule):
        recount(session, project_id, survey.documents)


_LAST = select(
    ReviewRow.made_at,
    ReviewRow.report["rule"].as_string().label("rule"),
    ReviewRow.report["golden"].as_integer().label("golden"),
)


def last_review(session: Session, project_id: int) -> Any:
    """Return when a project was reviewed last, by which rule, and with how many gold documents; ``None`` for never."""
    return session.execute(_LAST.where(ReviewRow.project_id == project_id)).first()


def golden(session: Session, project_id: int) -> int:
    """Return how many documents of a project have gold, up to date or not."""
    query = select(func.count()).where(DocumentRow.project_id == project_id, DocumentRow.gold > NOT_GOLD)
    return session.scalar(query) or 0


def _keep(session: Session, project_id: int, made: Review, reliability: dict[str, Any], row: ReviewRow) -> None:
    with writing(session, synced=False):
        if session.get(ProjectRow, project_id) is not None:
            row.project_id, row.report, row.reliability = project_id, made.as_json(), reliability
            session.merge(row)


def _is_small(session: Session, project_id: int) -> bool:
    """Whether gamma can be had in a while."""
    some = (
        select(SpanRow.id)
        .join(LayerRow, LayerRow.id == SpanRow.layer_id)
        .join(DocumentRow, DocumentRow.id == LayerRow.document_id)
        .where(DocumentRow.project_id == project_id)
        .limit(MOST_FOR_GAMMA + 1)
    )
    return (session.scalar(select(func.count()).select_from(some.subquery())) or 0) <= MOST_FOR_GAMMA


def _is_moved(before: Mapping[str, float], reliability: Mapping[str, Any]) -> bool:
    """Whether somebody's word counts more or less than it did."""
    weights = {who: float(one["weight"]) for who, one in reliability.items()}
    return any(abs(weights.get(who, 1.0) - before.get(who, 1.0)) > _MOVED for who in {*weights, *before})


def _kept(one: Reliability) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(one)
    return {**values, "undefined": kept(one.undefined) if one.undefined else None}


def _review(session: Session, project_id: int, survey: Survey, found: Report) -> Review:
    groups = {name: figures_of(measures) for name, measures in found.groups.items()}
    return Review(
        session.get_one(ProjectRow, project_id).rule,
        len(survey.documents),
        len(found.by_document),
        list(found.annotators),
        figures_of(found.measures),
        figures_of(found.events.measures),
        {label: figures_of(measures) for label, measures in found.labels.items()},
        {role: figures_of(measures) for role, measures in found.events.roles.items()},
        [
            Pair(*pair, figures_of({**measures, **found.events.pairs.get(pair, {})}))
            for pair, measures in found.pairs.items()
        ],
        [Confused(*pair, count) for pair, count in confusion(survey.answers).items()],
        [
            Stretch(one.first, one.last, one.since, one.until, groups[f"time {place}"])
            for place, one in enumerate(survey.time)
        ],
        [Batch(job, len(keys), groups[f"batch {job}"]) for job, keys in survey.batches.items()],
        groups[SHOWN],
        groups[BLIND],
        golden(session, project_id),
        against_gold(session, project_id),
        outcomes(session, project_id),
    )
