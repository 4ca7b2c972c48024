"""Suggestions: who suggests in a project, what it has learned, what that saves, and whether it bends the labels."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required

from annotator import jobs
from annotator.core.phrases import Problem
from annotator.db.base import now, session
from annotator.db.projects import ProjectRow
from annotator.services import learning, learning_server
from annotator.services.job_count import start_counting
from annotator.services.job_train import LEAST, start_training
from annotator.services.knowledge import shown_again
from annotator.services.models import serve_again
from annotator.web.forms.learning import ServerForm
from annotator.web.language import say
from annotator.web.learning_shown import Names, figures_shown, offers_shown, scores_shown, training_shown
from annotator.web.permissions import MAX_ID, project_for, require_manager

blueprint = Blueprint("learning", __name__)


@blueprint.get("/projects/<int:project_id>/learning")
@login_required
def overview(project_id: int) -> ResponseReturnValue:
    """All of it on one page."""
    project = project_for("suggest", project_id)
    counted = learning.counted(session, project.id)
    names = Names.of(project)
    return render_template(
        "learning/overview.html",
        project=project,
        names=names,
        counted=counted,
        least=LEAST,
        offers=offers_shown(learning.offers(session, project.id, counted.figures)),
        **_server(project),
        **training_shown(project),
        **scores_shown(counted.figures, names, shown_again(session, project.id)),
        **figures_shown(counted.figures),
        now=now(),
    )


def _server(project: ProjectRow) -> dict[str, object]:
    """Return what only who manages the installation may see: the texts of the project go to that server."""
    if not current_user.manager:
        return {"form": None}
    server, form = learning_server.server_of(session, project), ServerForm(formdata=None)
    form.address.data = server.address if server else ""
    return {"form": form, "server": server, "trouble": say(server.trouble) if server and server.trouble else ""}


@blueprint.post("/projects/<int:project_id>/learning/training")
@login_required
def training(project_id: int) -> ResponseReturnValue:
    """Start a training; one at a time is enough."""
    project = project_for("suggest", project_id)
    return _tried(project_id, "learning", lambda: _put(start_training(session, project, current_user)))


@blueprint.post("/projects/<int:project_id>/learning/count")
@login_required
def count(project_id: int) -> ResponseReturnValue:
    """Count anew what suggestions come to."""
    project = project_for("suggest", project_id)
    return _tried(project_id, "outcomes", lambda: _put(start_counting(session, project, current_user)))


@blueprint.post("/projects/<int:project_id>/learning/shown")
@login_required
def shown(project_id: int) -> ResponseReturnValue:
    """Show again what is almost always rejected."""
    project = project_for("suggest", project_id)

    def done() -> str:
        pair = request.form.get("suggester", ""), request.form.get("label", "")
        if not learning.show_again(session, project.id, *pair, current_user):
            return gettext("This is shown already.")
        return gettext("This is shown again, in documents that nobody has begun.")

    return _tried(project_id, "suggesters", done)


@blueprint.post("/projects/<int:project_id>/learning/models/<int:model_id>/serve")
@login_required
def serve(project_id: int, model_id: int) -> ResponseReturnValue:
    """Let an older model suggest again."""
    project = project_for("suggest", project_id)
    row = learning.model_of(session, project.id, model_id) if model_id <= MAX_ID else None
    if row is None:
        abort(404)

    def done() -> str:
        version = row.version
        serve_again(session, row, current_user)
        return gettext("The model %(version)s suggests from now on.", version=version)

    return _tried(project_id, "models", done)


@blueprint.post("/projects/<int:project_id>/learning/server")
@login_required
def server(project_id: int) -> ResponseReturnValue:
    """Keep the address of the project's own server."""
    project, given = _of_installation(project_id), ServerForm().address.data or ""

    def done() -> str:
        if not learning_server.name_server(session, project, given, current_user):
            return gettext("The address is as it was.")
        return gettext("The address is saved. Try it, then let the suggesters propose anew.")

    return _tried(project_id, "server", done)


@blueprint.post("/projects/<int:project_id>/learning/server/removal")
@login_required
def server_removal(project_id: int) -> ResponseReturnValue:
    """Forget the project's own server."""
    project = _of_installation(project_id)

    def done() -> str:
        learning_server.remove_server(session, project, current_user)
        return gettext("The server is removed; nothing goes there any more. What it has suggested stays.")

    return _tried(project_id, "server", done)


@blueprint.post("/projects/<int:project_id>/learning/server/check")
@login_required
def server_check(project_id: int) -> ResponseReturnValue:
    """Ask the project's own server whether it is there."""
    project = _of_installation(project_id)

    def done() -> str:
        learning_server.try_server(session, project)
        return gettext("The server answers, and knows the labels.")

    return _tried(project_id, "server", done)


def _of_installation(project_id: int) -> ProjectRow:
    require_manager()
    return project_for("suggest", project_id)


def _put(job_id: int) -> str:
    jobs.put(current_app._get_current_object(), job_id)  # type: ignore[attr-defined]  # the proxy has it
    return ""


def _tried(project_id: int, part: str, work: Callable[[], str]) -> ResponseReturnValue:
    """Do it, say what came of it or why it cannot be done, and go back to the part of the page that it belongs to."""
    try:
        if said := work():
            flash(said, "success")
    except Problem as problem:
        flash(say(problem.phrase), "error")
    return redirect(url_for("learning.overview", project_id=project_id, _anchor=part), 303)
