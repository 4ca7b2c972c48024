"""Annotating: the page of a document, the operations that it sends, the next document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required
from flask_wtf.csrf import generate_csrf

from annotator.core.layer import FINISHED
from annotator.core.operations import Operation
from annotator.core.phrases import N_, Problem
from annotator.db.base import session
from annotator.db.documents import DocumentRow
from annotator.db.log import read_layer
from annotator.db.projects import ProjectRow
from annotator.services.annotate import Refused, Stale, open_layer, save_operations, workplace
from annotator.services.assign import OTHERS, QUOTA, next_document, queue, why_none
from annotator.services.history import finished_lately, known_operations, previous_document
from annotator.services.suggest import suggester_titles
from annotator.web.language import language, page_messages, say
from annotator.web.payloads import layer_payload, read_save, workplace_payload
from annotator.web.permissions import MAX_ID, document_to_annotate, project_for
from annotator.web.problems import problem_answer

blueprint = Blueprint("annotate", __name__)

MAX_BODY = 4_000_000
"""The largest request with operations, in bytes: some ten thousand of them."""


@blueprint.get("/projects/<int:project_id>/documents/<int:document_id>")
@login_required
def document(project_id: int, document_id: int) -> ResponseReturnValue:
    """The annotation page."""
    project, row = document_to_annotate(project_id, document_id)
    place = workplace(session, row, project.label_set.value(), current_user)
    titles = {name: say(title) for name, title in suggester_titles().items()}
    payload = {
        **workplace_payload(place, current_user.name, titles),
        "user": {"id": current_user.id, "name": current_user.name},
        "queue": _queue(project, document_id),
        "today": [_iso(when) for when in finished_lately(session, current_user)],
        "finished_at": _iso(place.layer_row.changed_at) if place.layer.state == FINISHED else None,
        "urls": _urls(row),
        "csrf": generate_csrf(),
        "language": language(),
    }
    return render_template(
        "annotate/annotate.html", project=project, document=row, payload=payload, messages=page_messages()
    )


@blueprint.post("/projects/<int:project_id>/documents/<int:document_id>/operations")
@login_required
def operations(project_id: int, document_id: int) -> ResponseReturnValue:
    """Save operations: all of a request or none."""
    request.max_content_length = MAX_BODY
    project, row = document_to_annotate(project_id, document_id)
    layer = open_layer(session, row.id, current_user)
    if request.headers.get("X-Layer", str(layer.id)) != str(layer.id):
        # Another user has signed in in this browser since the page was opened: their layer is not what it shows.
        return problem_answer(Problem("other-layer", N_("This page belongs to another user’s sign-in.")), 403)
    try:
        revision, sent = read_save(request.get_data())
        new, at = save_operations(session, layer, project.label_set.value(), current_user, revision, sent)
    except Stale as problem:
        return problem_answer(problem, 409, layer=_layer(row), known=_known(layer.id, sent))
    except Refused as problem:
        known = _known(layer.id, sent)
        return problem_answer(problem, 422, operation=problem.operation, layer=_layer(row), known=known)
    except Problem as problem:
        return problem_answer(problem, 400)
    return jsonify(revision=new, saved=[operation.id for operation in sent], at=at)


@blueprint.get("/projects/<int:project_id>/next")
@login_required
def next_one(project_id: int) -> ResponseReturnValue:
    """Go to the next document that the user has not finished; with ``peek`` only if there is one (204 otherwise)."""
    project = project_for("annotate", project_id)
    found = next_document(session, project, current_user, max(-1, min(request.args.get("after", 0, int), MAX_ID)))
    if found is None and "peek" in request.args:
        return "", 204
    if found is None:
        flash(*_why_none(project))
        return redirect(url_for("projects.project", project_id=project_id))
    return redirect(url_for("annotate.document", project_id=project_id, document_id=found))


def _why_none(project: ProjectRow) -> tuple[str, str]:
    """Say why nothing comes, and how that is to be taken (the category of a flashed sentence)."""
    if next_document(session, project, current_user):
        return gettext("No other document waits for you here."), "info"
    why = why_none(session, project, current_user)
    if why == QUOTA:
        return gettext("You have had as many documents of this project as your quota allows. Thank you!"), "success"
    if why == OTHERS:
        text = gettext(
            "Nothing waits for you at the moment: others have the last documents. Some may come back; look in again."
        )
        return text, "info"
    return gettext("You have finished every document of this project that is yours."), "success"


def _iso(when: datetime) -> str:
    return when.isoformat(timespec="seconds")


def _layer(document: DocumentRow) -> dict[str, Any]:
    row = open_layer(session, document.id, current_user)
    return layer_payload(read_layer(session, row), row.id, row.revision, current_user.name)


def _queue(project: ProjectRow, document_id: int) -> dict[str, int]:
    found = queue(session, project, current_user, document_id)
    return asdict(found)


def _known(layer_id: int, sent: Sequence[Operation]) -> list[str]:
    return list(known_operations(session, layer_id, [operation.id for operation in sent]))


def _urls(document: DocumentRow) -> dict[str, str | None]:
    project, here = document.project_id, document.id
    previous = previous_document(session, current_user, document)

    def to(endpoint: str, document_id: int = here) -> str:
        return url_for(endpoint, project_id=project, document_id=document_id)

    return {
        "operations": to("annotate.operations"),
        "history": to("history.log"),
        "values": to("values.read"),
        "next": url_for("annotate.next_one", project_id=project, after=here),
        "peek": url_for("annotate.next_one", project_id=project, after=here, peek=1),
        "previous": None if previous is None else to("annotate.document", previous),
        "project": url_for("projects.project", project_id=project),
        "sign_in": url_for("accounts.sign_in"),
    }
