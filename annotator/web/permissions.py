"""Who may do what, as one table; and the project and document of an address, for those who may see them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort
from flask_login import current_user

from annotator.db.base import session
from annotator.db.documents import DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services.documents import may_annotate
from annotator.services.projects import may_see

MAX_ID = 2**63 - 1
"""The largest number that the database can look up."""

MANAGER, MEMBER = "manager", "member"

PERMISSIONS: Mapping[str, frozenset[str]] = {
    "annotate": frozenset({MANAGER, MEMBER}),
    "see-project": frozenset({MANAGER, MEMBER}),
    "create-project": frozenset({MANAGER}),
    "import": frozenset({MANAGER}),
    "export": frozenset({MANAGER}),
    "suggest": frozenset({MANAGER}),
}


def require(permission: str) -> None:
    """Answer 403 unless the user's role has ``permission``."""
    role = MANAGER if current_user.manager else MEMBER
    if role not in PERMISSIONS[permission]:
        abort(403)


def project_for(permission: str, project_id: int) -> ProjectRow:
    """Return the project if the user may do this in it; 404 for who does not work in it, 403 for who may not."""
    project = session.get(ProjectRow, project_id) if project_id <= MAX_ID else None
    if project is None or not may_see(session, current_user, project):
        abort(404)
    require(permission)
    return project


def document_for(permission: str, project: ProjectRow, document_id: int) -> DocumentRow:
    """Return a document of ``project``; 404 where it belongs elsewhere."""
    document = session.get(DocumentRow, document_id) if document_id <= MAX_ID else None
    if document is None or document.project_id != project.id:
        abort(404)
    require(permission)
    return document


def document_to_annotate(project_id: int, document_id: int) -> tuple[ProjectRow, DocumentRow]:
    """Return the project and the document that the user may annotate; 404 for what is somebody else's."""
    project = project_for("annotate", project_id)
    document = document_for("annotate", project, document_id)
    if not may_annotate(session, current_user, document):
        abort(404)
    return project, document
