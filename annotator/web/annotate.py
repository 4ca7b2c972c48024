"""Annotating: the page of a document, the operations that it sends, the next document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from annotator.core.operations import Operation
from annotator.core.people import may
from annotator.core.phrases import N_, Problem
from annotator.core.structure import HEADLINE
from annotator.db.base import session
from annotator.db.log import read_layer
from annotator.db.projects import ProjectRow
from annotator.services.annotate import Refused, Stale, make_layer, open_layer, save_operations
from annotator.services.assign import OTHERS, QUOTA, next_document, why_none
from annotator.services.history import known_operations
from annotator.services.suggest import refresh
from annotator.services.workplace import Place, workplace
from annotator.web.language import language, page_messages
from annotator.web.payloads import in_script, layer_name, layer_payload, read_save, workplace_payload
from annotator.web.permissions import MAX_ID, part_to_annotate, place_to_annotate
from annotator.web.problems import problem_answer
from annotator.web.skeleton import filled

blueprint = Blueprint("annotate", __name__)

MAX_BODY = 4_000_000
"""The largest request with operations, in bytes: some ten thousand of them."""


@blueprint.get("/projects/<int:project_id>/documents/<int:document_id>")
@login_required
def document(project_id: int, document_id: int) -> ResponseReturnValue:
    """The annotation page."""
    place = place_to_annotate(project_id, document_id)
    # Asked for now: what is written below makes the session forget who is signed in.
    user, reads = {"id": current_user.id, "name": current_user.name}, language()
    if place.is_proposed_for and not (place.blind or (place.layer and place.layer.revision)):
        refresh(session, project_id, document_id)
    found = workplace(session, place)
    urls = _urls(project_id, document_id, found.previous) | _outcome(place)
    payload = {
        **workplace_payload(found, user["name"], reads),
        "user": user,
        "urls": urls,
        "csrf": generate_csrf(),
        "language": reads,
    }
    values = {
        "user_name": user["name"],
        "title": place.title,
        "project_name": place.project_name,
        "project_url": urls["project"],
        "next_url": urls["next"],
        "guideline_url": url_for("guideline.page", project_id=project_id),
        "heading": _heading(place, payload["document"]["lines"]),
        "payload": in_script(payload),
        "messages": in_script(page_messages()),
    }
    return filled("annotate/annotate.html", values)


@blueprint.post("/projects/<int:project_id>/documents/<int:document_id>/operations")
@login_required
def operations(project_id: int, document_id: int) -> ResponseReturnValue:
    """Save operations: all of a request or none."""
    request.max_content_length = MAX_BODY
    place = place_to_annotate(project_id, document_id)
    layer = place.layer or make_layer(session, document_id, place.user_id)
    name = layer_name(layer.id, place.sha256)
    if request.headers.get("X-Layer", name) != name:
        # Another user has signed in in this browser since the page was opened, or another document has the number of
        # one that was deleted for good: their layer is not what the page shows.
        return problem_answer(Problem("other-layer", N_("This page belongs to another user’s sign-in.")), 403)
    try:
        revision, sent = read_save(request.get_data())
        only_given = not may(place.role, "annotate-any")
        new, at = save_operations(session, layer, place.labels, current_user, revision, sent, only_given=only_given)
    except Stale as problem:
        return problem_answer(problem, 409, layer=_layer(place), known=_known(layer.id, sent))
    except Refused as problem:
        known = _known(layer.id, sent)
        return problem_answer(problem, 422, operation=problem.operation, layer=_layer(place), known=known)
    except Problem as problem:
        return problem_answer(problem, 400)
    answer = {"revision": new, "saved": [operation.id for operation in sent], "at": at}
    return Response(msgspec.json.encode(answer), mimetype="application/json")


@blueprint.get("/projects/<int:project_id>/next")
@login_required
def next_one(project_id: int) -> ResponseReturnValue:
    """Go to the next document that the user has not finished; with ``peek`` only if there is one (204 otherwise)."""
    project = part_to_annotate(project_id)
    found = next_document(session, project, current_user, max(-1, min(request.args.get("after", 0, int), MAX_ID)))
    if found is None and "peek" in request.args:
        return "", 204
    if found is None:
        flash(*_why_none(session.get_one(ProjectRow, project_id)))
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


def _layer(place: Place) -> dict[str, Any]:
    row = open_layer(session, place.document_id, current_user)
    name = layer_name(row.id, place.sha256)
    return layer_payload(read_layer(session, row), name, row.revision, current_user.name)


def _known(layer_id: int, sent: Sequence[Operation]) -> list[str]:
    return list(known_operations(session, layer_id, [operation.id for operation in sent]))


def _heading(place: Place, lines: Sequence[tuple[int, str]]) -> Markup:
    """Return what stands above the text: a title that is not among its lines, where it is from, when."""
    title = place.title if HEADLINE not in dict(lines).values() else ""
    if not (title or place.source or place.date):
        return Markup()
    heading = current_app.jinja_env.get_template("annotate/heading.html")
    return Markup(heading.render(title=title, source=place.source, date=place.date))  # noqa: S704  # a template's


def _outcome(place: Place) -> dict[str, str | None]:
    """Return where the finished work is compared with the gold, and where one is led who has just finished it."""
    where = url_for("outcomes.document", project_id=place.project_id, document_id=place.document_id)
    return {"outcome": where if place.outcome else None, "finished": where if place.practice else None}


def _urls(project_id: int, document_id: int, previous: int | None) -> dict[str, Any]:
    project = url_for("projects.project", project_id=project_id)
    here = url_for("annotate.document", project_id=project_id, document_id=document_id)
    following = url_for("annotate.next_one", project_id=project_id, after=document_id)
    return {
        "operations": url_for("annotate.operations", project_id=project_id, document_id=document_id),
        "history": url_for("history.log", project_id=project_id, document_id=document_id),
        "values": url_for("values.read", project_id=project_id, document_id=document_id),
        "next": following,
        "peek": f"{following}&peek=1",
        "previous": None if previous is None else f"{here.removesuffix(str(document_id))}{previous}",
        "project": project,
        "sign_in": url_for("accounts.sign_in"),
    }
