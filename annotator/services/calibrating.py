"""Calibrating: what the scores of suggesters were worth in a project, counted from what people decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from annotator.core.calibration import Calibration, Count
from annotator.core.layer import ACCEPTED
from annotator.db.base import now, writing
from annotator.db.models import CalibrationRow
from annotator.db.projects import ProjectRow
from annotator.services.learning_counting import count_figures

USUAL_AGE = timedelta(minutes=30)
"""So old a count may be before it is made anew beside other work."""
MOST_KEPT = 16

# Each source of a suggestion is judged by what became of it. A decision counts from the first on, finished or not; a
# suggestion with no sources of its own says who proposed it in its columns. Fixing it is not accepting it. Scores that
# a model has judged are counted apart; sources of before that was kept say nothing of it.
_COUNTED = text(
    """
    SELECT suggester, label, verdict, count(*), score, judged FROM (
        SELECT coalesce(json_extract(source.value, '$.suggester'), s.suggester) AS suggester, s.label AS label,
            round(coalesce(json_extract(source.value, '$.score'), s.score), 2) AS score, c.verdict AS verdict,
            coalesce(json_extract(source.value, '$.judged'), 0) AS judged
        FROM document d JOIN layer l ON l.document_id = d.id JOIN decision c ON c.layer_id = l.id
            JOIN suggestion s ON s.id = c.suggestion_id
            LEFT JOIN json_each(s.sources) AS source
        WHERE d.project_id = :project AND d.binned_at IS NULL)
    GROUP BY suggester, label, verdict, score, judged
    """
)


def calibration_of(session: Session, project_id: int) -> Calibration:
    """Return the calibration as it was counted last; without a count, scores stand for themselves."""
    here = select(CalibrationRow.counts).filter_by(project_id=project_id)
    made_at = session.scalar(here.with_only_columns(CalibrationRow.made_at))
    if made_at is None:
        return Calibration()
    # The counts are many: they are read once, not for each document that is opened.
    found = _kept.get((project_id, made_at))
    return found or _keep(project_id, made_at, Calibration(Count(*one) for one in session.scalars(here).one()))


def _keep(project_id: int, made_at: datetime, calibration: Calibration) -> Calibration:
    if len(_kept) > MOST_KEPT:
        _kept.clear()
    _kept[project_id, made_at] = calibration
    return calibration


# What another process counts comes with a time of its own, so what is kept here is never old.
_kept: dict[tuple[int, datetime], Calibration] = {}


def calibrate(session: Session, project_id: int) -> Calibration:
    """Count anew, and with it what the page of the suggestions shows.

    It takes a second for a million decisions, and more for what is shown, so nobody should wait for it.
    """
    rows = session.execute(_COUNTED, {"project": project_id}).all()
    sums: dict[tuple[str, str, float, bool], list[int]] = {}
    for suggester, label, verdict, count, score, judged in rows:
        sums.setdefault((suggester, label, score, bool(judged)), [0, 0])[verdict != ACCEPTED] += count
    found = [Count(*key[:3], both[0], both[1], key[3]) for key, both in sums.items()]
    calibration, made_at = Calibration(found), now()
    figures = count_figures(session, project_id, rows, calibration).as_json()
    counts = [list(one) for one in found]
    with writing(session, synced=False):
        if session.get(ProjectRow, project_id) is not None:
            session.merge(CalibrationRow(project_id=project_id, counts=counts, figures=figures, made_at=made_at))
    _keep(project_id, made_at, calibration)
    return calibration


def is_old(session: Session, project_id: int) -> bool:
    """Whether it is time to count anew."""
    row = session.get(CalibrationRow, project_id)
    return row is None or now() - row.made_at > USUAL_AGE
