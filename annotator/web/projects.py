"""Projects: the list, a new one, one with its documents."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from annotator import jobs, labelsets
from annotator.core.phrases import Problem
from annotator.db.base import session
from annotator.services.accounts import all_users
from annotator.services.documents import list_documents
from annotator.services.job_suggest import start_suggesting
from annotator.services.projects import add_members, create_project, people, progress, visible_projects
from annotator.web.forms.projects import ProjectForm
from annotator.web.language import language, say
from annotator.web.permissions import project_for, require_manager

blueprint = Blueprint("projects", __name__)

PAGE = 100
MAX_PAGE = 1_000_000


@blueprint.get("/")
@login_required
def index() -> ResponseReturnValue:
    """The user's projects."""
    rows = visible_projects(session, current_user)
    shown = [(row, progress(session, row, current_user)) for row in rows]
    return render_template("projects/index.html", projects=shown)


@blueprint.route("/projects/new", methods=["GET", "POST"])
@login_required
def new() -> ResponseReturnValue:
    """Make a project from a label set."""
    require_manager()
    form = ProjectForm()
    form.label_set.choices = [(name, labelsets.read(name).title[language()]) for name in labelsets.names()]
    users = [user for user in all_users(session) if not user.manager]
    form.members.choices = [(user.id, user.name) for user in users]
    if form.validate_on_submit():
        try:
            name = form.label_set.data
            project = create_project(
                session, form.name.data or "", labelsets.text(name), f"{name}.toml", by=current_user
            )
        except Problem as problem:
            form.name.errors = [*form.name.errors, say(problem.phrase)]
        else:
            add_members(
                session, project, [user for user in users if user.id in (form.members.data or [])], by=current_user
            )
            return redirect(url_for("intake.files", project_id=project.id))
    return render_template("projects/new.html", form=form), 422 if form.errors or form.name.errors else 200


@blueprint.get("/projects/<int:project_id>")
@login_required
def project(project_id: int) -> ResponseReturnValue:
    """A project's documents, a hundred a page."""
    row = project_for("see-project", project_id)
    page = min(max(1, request.args.get("page", 1, int)), MAX_PAGE)
    listed = list_documents(session, row, current_user, offset=(page - 1) * PAGE, limit=PAGE)
    return render_template(
        "projects/project.html",
        project=row,
        label_set=row.label_set.value(),
        progress=progress(session, row, current_user),
        documents=listed,
        page=page,
        pages=max(1, -(-listed.total // PAGE)),
        people=people(session, row),
    )


@blueprint.post("/projects/<int:project_id>/suggestions")
@login_required
def suggestions(project_id: int) -> ResponseReturnValue:
    """Start the job in which the suggesters propose anew for every document; one at a time is enough."""
    row = project_for("suggest", project_id)
    started = start_suggesting(session, row, current_user)
    jobs.put(current_app._get_current_object(), started)  # type: ignore[attr-defined]  # the proxy has it
    return redirect(url_for("jobs.job", project_id=project_id, job_id=started))
