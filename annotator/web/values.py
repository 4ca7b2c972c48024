"""The values that the words of a span state, for the page to fill a hand-made span with."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from annotator.core.phrases import Problem
from annotator.core.spans import Span
from annotator.services.values import stated
from annotator.web.permissions import document_to_annotate
from annotator.web.problems import problem_answer

blueprint = Blueprint("values", __name__)


@blueprint.get("/projects/<int:project_id>/documents/<int:document_id>/values")
@login_required
def read(project_id: int, document_id: int) -> ResponseReturnValue:
    """Answer with the attributes that the words from ``start`` to ``end`` state under ``label``."""
    project, document = document_to_annotate(project_id, document_id)
    asked = request.args
    span = Span(asked.get("start", -1, int), asked.get("end", -1, int), asked.get("label", ""))
    try:
        values = stated(document.value(), project.label_set.value(), span)
    except Problem as problem:
        return problem_answer(problem, 400)
    return jsonify(attributes=dict(values))
