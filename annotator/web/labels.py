"""The label set of a project: seen by all, changed by managers in forms or as TOML, with a preview and its versions."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required

from annotator.core.labelchanges import KINDS, SORTS
from annotator.core.labelfile import document_of
from annotator.core.labels import LabelSet
from annotator.core.phrases import Problem
from annotator.db.base import session
from annotator.db.projects import LabelSetRow, ProjectRow
from annotator.services.labels import PAGE, version, versions
from annotator.services.relabel import MOST_COUNTED, change_label_set, preview
from annotator.web.label_drafts import Draft, TextError, draft_of, from_text
from annotator.web.language import language, page_messages, say
from annotator.web.permissions import MAX_ID, project_for

blueprint = Blueprint("labels", __name__)

MOST_COLOURS = 500
_COLOURS = re.compile(r"[0-9a-f]{6}(?:-[0-9a-f]{6})*")


@blueprint.context_processor
def label_words() -> dict[str, object]:
    """Return what templates that show labels need."""
    return {
        "change_kinds": KINDS,
        "change_sorts": SORTS,
        "say": say,
        "in_language": lambda titles: titles.get(language(), ""),
        "colours_address": colours_address,
        "bracketed": bracketed,
        "most_counted": MOST_COUNTED,
    }


def colours_address(label_set: LabelSet) -> str:
    """Return the address of a style sheet that gives the labels their colours: no page may hold styles itself."""
    colours = dict.fromkeys(label.colour.lower().removeprefix("#") for label in label_set.by_id.values())
    return url_for("labels.colours", of="-".join([*colours][:MOST_COLOURS]))


def bracketed(example: str) -> tuple[str, str, str]:
    """Return what stands before the brackets of an example, in them, and after them."""
    found = re.fullmatch(r"([^\[]*)\[([^\]]*)\](.*)", example, re.DOTALL)
    return (found[1], found[2], found[3]) if found else (example, "", "")


@blueprint.get("/label-colours.css")
@login_required
def colours() -> ResponseReturnValue:
    """The rules for the colours ``of``: hexadecimal, with dashes between them."""
    of = request.args.get("of", "")
    if not _COLOURS.fullmatch(of) or len(of) > MOST_COLOURS * 7:
        abort(404)
    rules = "".join(f':root [data-colour="#{one}" i]{{--label:#{one}}}\n' for one in of.split("-"))
    return Response(rules, mimetype="text/css")


@blueprint.get("/projects/<int:project_id>/labels")
@login_required
def editor(project_id: int) -> ResponseReturnValue:
    """The label set in force, to be read and printed."""
    project = project_for("see-labels", project_id)
    row = project.label_set
    return render_template("labels/editor.html", project=project, row=row, label_set=row.value())


@blueprint.get("/projects/<int:project_id>/labels.toml")
@login_required
def download(project_id: int) -> ResponseReturnValue:
    """The file; ``?version=`` asks for an older one."""
    project = project_for("see-labels", project_id)
    row = project.label_set
    number = request.args.get("version", row.number, int)
    if number != row.number:
        row = _version(project, number)
    answer = Response(row.toml, mimetype="application/toml")
    answer.headers["Content-Disposition"] = f'attachment; filename="labels-{project_id}-{row.number}.toml"'
    return answer


@blueprint.route("/projects/<int:project_id>/labels/edit", methods=["GET", "POST"])
@login_required
def form(project_id: int) -> ResponseReturnValue:
    """Edit in forms: the label set in force, or a text that was not saved yet."""
    project = project_for("change-labels", project_id)
    draft = draft_of(project) if request.method == "POST" else _current(project)
    return _form(project, draft) if draft.document is not None else _text(project, draft)


@blueprint.route("/projects/<int:project_id>/labels/toml", methods=["GET", "POST"])
@login_required
def toml(project_id: int) -> ResponseReturnValue:
    """Edit as TOML: the label set in force, or what was changed in the form and not saved yet."""
    project = project_for("change-labels", project_id)
    draft = draft_of(project) if request.method == "POST" else _current(project)
    return _form(project, draft) if draft.errors else _text(project, draft)


@blueprint.post("/projects/<int:project_id>/labels/preview")
@login_required
def show(project_id: int) -> ResponseReturnValue:
    """What a label set would change, and how it would look; nothing is changed yet."""
    project = project_for("change-labels", project_id)
    draft = draft_of(project)
    if draft.label_set is None:
        return _form(project, draft) if draft.errors else _text(project, draft)
    return _preview(project, draft)


@blueprint.post("/projects/<int:project_id>/labels/save")
@login_required
def save(project_id: int) -> ResponseReturnValue:
    """Give the project the label set that was previewed."""
    project = project_for("change-labels", project_id)
    draft = draft_of(project)
    if draft.label_set is None:
        return _text(project, draft)
    try:
        change_label_set(session, project, draft.toml, "TOML", by=current_user, made_from=draft.made_from)
    except Problem as problem:
        project = project_for("change-labels", project_id)
        return _preview(project, draft, say(problem.phrase), 409)
    flash(gettext("The label set is saved. Who is annotating sees it with the next document."), "success")
    return redirect(url_for("labels.editor", project_id=project_id))


@blueprint.get("/projects/<int:project_id>/labels/versions")
@login_required
def history(project_id: int) -> ResponseReturnValue:
    """All versions, each with what it changed."""
    project = project_for("see-labels", project_id)
    before = max(0, min(request.args.get("before", MAX_ID, int), MAX_ID))
    listed = versions(session, project, before=before)
    return render_template("labels/versions.html", project=project, versions=listed, more=len(listed) == PAGE)


@blueprint.get("/projects/<int:project_id>/labels/versions/<int:number>")
@login_required
def old(project_id: int, number: int) -> ResponseReturnValue:
    """One version, to be read, and to be taken back."""
    project = project_for("see-labels", project_id)
    row = _version(project, number)
    newest = project.label_set.number
    return render_template("labels/version.html", project=project, row=row, label_set=row.value(), newest=newest)


def _current(project: ProjectRow) -> Draft:
    row = project.label_set
    return from_text(row.toml, row.number)


def _version(project: ProjectRow, number: int) -> LabelSetRow:
    row = version(session, project, number) if 0 < number <= MAX_ID else None
    if row is None:
        abort(404)
    return row


def _form(project: ProjectRow, draft: Draft) -> ResponseReturnValue:
    current = project.label_set.value()
    payload = {
        "document": draft.document,
        "errors": [{"path": error.path, "sentence": error.sentence} for error in draft.errors],
        "saved": document_of(current),
        "language": language(),
    }
    page = render_template("labels/form.html", project=project, draft=draft, payload=payload, messages=page_messages())
    return page, 422 if draft.errors else 200


def _text(project: ProjectRow, draft: Draft) -> ResponseReturnValue:
    page = render_template("labels/toml.html", project=project, draft=draft, messages=page_messages())
    return page, 422 if draft.line_errors else 200


def _preview(project: ProjectRow, draft: Draft, refused: str = "", status: int = 200) -> ResponseReturnValue:
    if draft.label_set is None:
        raise ValueError("only what can be used has a preview")
    try:
        shown = preview(session, project, draft.label_set)
    except Problem as problem:
        return _text(project, Draft(draft.made_from, draft.toml, line_errors=[TextError(1, say(problem.phrase))]))
    if status == 200 and draft.made_from != shown.number:
        refused, status = _meanwhile(project), 409
    page = render_template("labels/preview.html", project=project, draft=draft, shown=shown, refused=refused)
    return page, status


def _meanwhile(project: ProjectRow) -> str:
    row = project.label_set
    return gettext(
        "%(name)s saved version %(number)s of the label set meanwhile. Yours is below, and not saved yet.",
        name=row.user.name if row.user else "–",
        number=row.number,
    )
