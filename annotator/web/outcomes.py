"""Outcomes: the page on which annotators see what became of their work on a document."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from annotator.db.base import session
from annotator.db.documents import PRACTICE
from annotator.services.outcomes import outcome
from annotator.web.labels import colours_address
from annotator.web.outcomes_shown import groups
from annotator.web.permissions import document_to_annotate

blueprint = Blueprint("outcomes", __name__)


@blueprint.get("/projects/<int:project_id>/documents/<int:document_id>/outcome")
@login_required
def document(project_id: int, document_id: int) -> ResponseReturnValue:
    """The user's own work beside the gold; 404 where that is not to be seen (yet)."""
    project, row = document_to_annotate(project_id, document_id)
    found = outcome(session, project, row, current_user.id) or abort(404)
    labels = project.label_set.value()
    return render_template(
        "outcomes/document.html",
        project=project,
        document=row,
        is_practice=row.purpose == PRACTICE,
        groups=groups(found, labels),
        in_gold=sum(point.gold is not None for point in found.points),
        colours=colours_address(labels),
    )
