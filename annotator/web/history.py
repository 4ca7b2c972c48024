"""The history of a layer, for undoing beyond a reload and for a page that has fallen behind."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from annotator.db.base import session
from annotator.db.log import read_layer
from annotator.services.annotate import open_layer
from annotator.services.history import Logged, history
from annotator.web.payloads import layer_name, layer_payload
from annotator.web.permissions import document_to_annotate

blueprint = Blueprint("history", __name__)


@blueprint.get("/projects/<int:project_id>/documents/<int:document_id>/history")
@login_required
def log(project_id: int, document_id: int) -> ResponseReturnValue:
    """Answer with the layer and its log; 204 where the layer is not newer than the revision ``after``."""
    _, document = document_to_annotate(project_id, document_id)
    row = open_layer(session, document.id, current_user)
    if request.args.get("after", -1, int) >= row.revision:
        return "", 204
    name = layer_name(row.id, document.sha256)
    layer = layer_payload(read_layer(session, row), name, row.revision, current_user.name)
    return jsonify(layer=layer, log=[_entry(one) for one in history(session, row.id)])


def _entry(logged: Logged) -> dict[str, Any]:
    return {
        "id": logged.id,
        "step": logged.step,
        "kind": logged.kind,
        "operations": logged.operations,
        "edits": [_edit(edit) for edit in logged.edits],
    }


def _edit(edit: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in edit.items() if name != "edit"}
    return {"on": edit["edit"], "id": None, **fields}
