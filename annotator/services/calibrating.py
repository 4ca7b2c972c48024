"""Calibrating: what the scores of suggesters were worth in a project, counted from what people decided."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from annotator.core.calibration import Calibration, Count
from annotator.db.base import now, writing
from annotator.db.models import CalibrationRow

USUAL_AGE = timedelta(minutes=30)
"""So old a count may be before it is made anew beside other work."""

# Each source of a suggestion is judged by what became of it. A decision counts from the first on, finished or not; a
# suggestion with no sources of its own says who proposed it in its columns. Fixing it is not accepting it.
_COUNTED = text(
    """
    SELECT suggester, label, score, sum(verdict = 'accepted'), sum(verdict <> 'accepted') FROM (
        SELECT coalesce(json_extract(source.value, '$.suggester'), s.suggester) AS suggester, s.label AS label,
            round(coalesce(json_extract(source.value, '$.score'), s.score), 2) AS score, c.verdict AS verdict
        FROM document d JOIN layer l ON l.document_id = d.id JOIN decision c ON c.layer_id = l.id
            JOIN suggestion s ON s.id = c.suggestion_id
            LEFT JOIN json_each(s.sources) AS source
        WHERE d.project_id = :project AND d.binned_at IS NULL)
    GROUP BY suggester, label, score
    """
)


def calibration_of(session: Session, project_id: int) -> Calibration:
    """Return the calibration as it was counted last; without a count, scores stand for themselves."""
    row = session.get(CalibrationRow, project_id)
    if row is None:
        return Calibration()
    key = project_id, row.made_at
    if key not in _kept:
        if len(_kept) > 16:
            _kept.clear()
        _kept[key] = Calibration(Count(*one) for one in row.counts)
    return _kept[key]


_kept: dict[object, Calibration] = {}


def calibrate(session: Session, project_id: int) -> Calibration:
    """Count anew; it takes a second for a million decisions, so nobody should wait for it."""
    rows = session.execute(_COUNTED, {"project": project_id}).all()
    counts = [[suggester, label, score, accepted, rejected] for suggester, label, score, accepted, rejected in rows]
    with writing(session, synced=False):
        session.merge(CalibrationRow(project_id=project_id, counts=counts, made_at=now()))
    return calibration_of(session, project_id)


def is_old(session: Session, project_id: int) -> bool:
    """Whether it is time to count anew."""
    row = session.get(CalibrationRow, project_id)
    return row is None or now() - row.made_at > USUAL_AGE
