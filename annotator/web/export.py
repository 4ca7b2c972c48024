"""Export from the page: what would be in and what not, then the file."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required

from annotator.config import Settings
from annotator.db.base import session
from annotator.db.projects import ProjectRow
from annotator.services.export import (
    ALL,
    GOLD,
    Choice,
    export_project,
    exported_file,
    exports_of,
    label_counts,
    layer_of,
    preview,
    written_counts,
)
from annotator.services.projects import people
from annotator.web.forms.export import ExportForm
from annotator.web.permissions import may_here, project_for

blueprint = Blueprint("export", __name__)


@blueprint.route("/projects/<int:project_id>/export", methods=["GET", "POST"])
@login_required
def layers(project_id: int) -> ResponseReturnValue:
    """Show the counts of a choice (GET), write the file (POST)."""
    project = project_for("export", project_id)
    form = ExportForm(request.form if request.method == "POST" else request.args)
    form.layer.choices = _layers(project)
    known = {layer for layer, _ in form.layer.choices}
    choice = Choice(form.layer.data if form.layer.data in known else GOLD, bool(form.finished_only.data))
    if form.validate_on_submit():
        exported = export_project(session, project, choice, "jsonl", _settings().exports, by=current_user)
        return redirect(url_for("export.layers", project_id=project_id, written=exported.path.name))
    refused = bool(form.errors)
    form.layer.data = choice.layer
    written = request.args.get("written")
    page = render_template(
        "export/layers.html",
        project=project,
        form=form,
        choice=choice,
        counts=preview(session, project, choice),
        labels=label_counts(session, project, choice),
        label_set=project.label_set.value(),
        adjudication=_adjudication(project_id),
        written=written,
        written_counts=written_counts(project, _settings().exports, written) if written else None,
        files=exports_of(project, _settings().exports),
    )
    return page, 422 if refused else 200


def _adjudication(project_id: int) -> str | None:
    """Return where gold is made, for those who may."""
    there = "adjudicate.queue" in current_app.view_functions and may_here("adjudicate")
    return url_for("adjudicate.queue", project_id=project_id) if there else None


def _layers(project: ProjectRow) -> list[tuple[str, str]]:
    """Return the layers that can be chosen, and what they are called."""
    names = [person.name for person in people(session, project)]
    return [(GOLD, gettext("Gold")), (ALL, gettext("Everybody’s")), *((layer_of(name), name) for name in names)]


@blueprint.get("/projects/<int:project_id>/exports/<name>")
@login_required
def file(project_id: int, name: str) -> Response:
    """Download a written export or its manifest."""
    project: ProjectRow = project_for("export", project_id)
    try:
        path = exported_file(project, _settings().exports, name)
    except FileNotFoundError:
        abort(404)
    return send_file(path, as_attachment=True, download_name=name)


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
