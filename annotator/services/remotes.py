"""The servers of projects: the same suggester as long as the address stays, and what is wrong with it, for all to see.

Each process of the server leaves a server alone by itself (``suggesters/backend/circuit.py``): what one has seen fail
costs another a few calls at most. What the last call failed with stands in the project's row, whoever made it.
"""

from __future__ import annotations

from threading import Lock

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from annotator.core.phrases import Phrase
from annotator.db.base import writing
from annotator.db.projects import ProjectRow
from annotator.services.phrasing import phrase_from_json, phrase_to_json
from annotator.suggesters.remote import Remote


def remote_of(session: Session, project_id: int) -> Remote | None:
    """Return the suggester of the project's own server, if it has one.

    It is the same one until the address changes, or somebody asks whether the server is there: then it is a new one in
    every process, which leaves nobody alone. Raises :class:`Problem` where the address cannot be read.
    """
    asked = select(ProjectRow.backend_url, ProjectRow.backend_checks).filter_by(id=project_id)
    row = session.execute(asked).first()
    if row is None or not row.backend_url:
        return None
    place, version = (str(session.get_bind().engine.url), project_id), (row.backend_url, row.backend_checks)
    with _lock:
        held = _held.get(place)
        if held is None or held[0] != version:
            held = _held[place] = version, Remote(row.backend_url, project_id)
        return held[1]


_lock = Lock()
_held: dict[tuple[str, int], tuple[tuple[str, int], Remote]] = {}


def renew(session: Session, project_id: int) -> None:
    """Let the project's server be asked again, whatever has failed before, by every process."""
    with writing(session):
        again = {"backend_checks": ProjectRow.backend_checks + 1, "backend_trouble": None}
        session.execute(update(ProjectRow).where(ProjectRow.id == project_id).values(again))


def trouble_of(session: Session, project_id: int) -> Phrase | None:
    """Return what the last call to the project's server failed with; ``None`` after one that succeeded."""
    kept = session.scalar(select(ProjectRow.backend_trouble).filter_by(id=project_id))
    return phrase_from_json(kept) if kept else None


def note_trouble(session: Session, project_id: int, remote: Remote) -> None:
    """Keep what the last call to ``remote`` failed with, or that it succeeded."""
    trouble = remote.trouble
    if trouble == trouble_of(session, project_id):
        return
    with writing(session, synced=False):
        if remote_of(session, project_id) is remote:  # else the project has another server by now
            value = phrase_to_json(trouble) if trouble else None
            session.execute(update(ProjectRow).where(ProjectRow.id == project_id).values(backend_trouble=value))
