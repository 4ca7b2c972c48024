"""The project and document of an address, for those who may see them. Who may what is one table: ``core.people``."""

from __future__ import annotations

from typing import TypeVar

from flask import abort, g
from flask_login import current_user

from annotator.core.people import may
from annotator.db.base import session
from annotator.db.documents import DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services.documents import may_annotate
from annotator.services.projects import role_of
from annotator.services.workplace import Part, Place, find_part, find_place

Found = TypeVar("Found", Part, Place)

MAX_ID = 2**63 - 1
"""The largest number that the database can look up."""


def require_manager() -> None:
    """Answer 403 unless the user manages the whole installation."""
    if not current_user.manager:
        abort(403)


def project_for(permission: str, project_id: int) -> ProjectRow:
    """Return the project if the user may do this in it; 404 for who has no part in it, 403 for who may not."""
    project = session.get(ProjectRow, project_id) if project_id <= MAX_ID else None
    role = role_of(session, current_user, project) if project is not None else None
    if project is None or role is None:
        abort(404)
    if not may(role, permission):
        abort(403)
    g.role = role
    return project


def may_here(permission: str) -> bool:
    """Whether the user has ``permission`` in the project of this request."""
    return may(g.get("role"), permission)


def document_of(project: ProjectRow, document_id: int) -> DocumentRow:
    """Return a document of ``project``; 404 where it belongs elsewhere."""
    document = session.get(DocumentRow, document_id) if document_id <= MAX_ID else None
    if document is None or document.project_id != project.id:
        abort(404)
    return document


def document_to_annotate(project_id: int, document_id: int) -> tuple[ProjectRow, DocumentRow]:
    """Return the project and the document that the user may annotate; 404 for what is somebody else's."""
    project = project_for("annotate", project_id)
    document = document_of(project, document_id)
    if not may_annotate(session, current_user, g.role, document):
        abort(404)
    return project, document


def part_to_annotate(project_id: int) -> Part:
    """Return the part of the user, who may annotate, in the project, from one statement."""
    part = find_part(session, project_id, current_user) if project_id <= MAX_ID else None
    return _working(part)


def place_to_annotate(project_id: int, document_id: int) -> Place:
    """Return the same as :func:`document_to_annotate`, with all that the page and saving need, from one statement."""
    known = document_id if document_id <= MAX_ID else 0
    place = find_place(session, project_id, known, current_user) if project_id <= MAX_ID else None
    found = _working(place)
    if not found.is_theirs:
        abort(404)
    return found


def _working(found: Found | None) -> Found:
    if found is None or found.role is None:
        abort(404)
    if not may(found.role, "annotate"):
        abort(403)
    g.role = found.role
    return found
