"""Projects: the page that one starts from, a new project, a project's own page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from annotator import jobs
from annotator.core.people import may
from annotator.db.base import now, session
from annotator.db.projects import ProjectRow
from annotator.services import progress
from annotator.services.given import given_documents
from annotator.services.job_suggest import start_suggesting
from annotator.services.own import own
from annotator.services.projects import finished_in_all, furnished, role_of, visible_projects
from annotator.services.remarks import remarks_for
from annotator.services.stuck import SHOWN, lying, out_of_reach
from annotator.web.checklist import address, attention, steps
from annotator.web.forms.projects import NewProjectForm
from annotator.web.making import choose, make
from annotator.web.permissions import may_here, project_for, require_manager
from annotator.web.progress import range_of

blueprint = Blueprint("projects", __name__)

PAGE = 50
CARDS = 24
MAX_PAGE = 1_000_000


@blueprint.get("/")
@login_required
def index() -> ResponseReturnValue:
    """The user's projects, a card each."""
    rows = visible_projects(session, current_user)
    page, pages = _page(len(rows), CARDS)
    cards = [_card(row) for row in rows[(page - 1) * CARDS : page * CARDS]]
    return render_template("projects/index.html", cards=cards, page=page, pages=pages)


def _card(project: ProjectRow) -> dict[str, Any]:
    role = role_of(session, current_user, project)
    return {
        "project": project,
        "own": own(session, project, current_user),
        "annotates": may(role, "annotate"),
        "in_all": finished_in_all(session, project) if may(role, "see-progress") else None,
    }


@blueprint.route("/projects/new", methods=["GET", "POST"])
@login_required
def new() -> ResponseReturnValue:
    """Make a project: from a label set, from another project, from a file."""
    require_manager()
    form = NewProjectForm()
    choose(form)
    if form.validate_on_submit():
        made = make(form)
        if made is not None:
            return redirect(url_for("projects.project", project_id=made.id))
    return render_template("projects/new.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/projects/<int:project_id>")
@login_required
def project(project_id: int) -> ResponseReturnValue:
    """A project: for annotators what is theirs, for the others how it stands as well."""
    row = project_for("see-project", project_id)
    mine = _mine(row)
    if not may_here("see-progress"):
        return render_template("projects/mine.html", project=row, **mine)
    return render_template("projects/overview.html", project=row, **mine, **_overview(row))


def _mine(project: ProjectRow) -> dict[str, Any]:
    page = min(max(1, request.args.get("page", 1, int)), MAX_PAGE)
    total, documents = given_documents(session, project, current_user, offset=(page - 1) * PAGE, limit=PAGE)
    return {
        "card": _card(project),
        "documents": documents,
        "page": page,
        "pages": max(1, -(-total // PAGE)),
        "remarks": remarks_for(session, current_user, project),
        "guideline": address("guideline.page", project),
        "now": now(),
    }


def _overview(project: ProjectRow) -> dict[str, Any]:
    standing, found = progress.standing(session, project.id), furnished(session, project)
    days = progress.lately(session, project.id)
    team = [person for person in progress.team(session, project.id, days) if person.last]
    stuck, beyond = len(lying(session, project)), out_of_reach(session, project).count
    return {
        "standing": standing,
        "label_set": project.label_set.value(),
        "range": range_of(standing.left, days),
        "team": sorted(team, key=lambda person: person.last or now(), reverse=True)[:5],
        "jobs": progress.running_jobs(session, project.id),
        "steps": steps(project, standing, found) if not found.begun and may_here("change-project") else [],
        "attention": attention(project, standing, found, stuck, beyond) if found.begun else [],
        "most_stuck": SHOWN,
    }


def _page(total: int, size: int) -> tuple[int, int]:
    pages = max(1, -(-total // size))
    return min(max(1, request.args.get("page", 1, int)), pages), pages


@blueprint.post("/projects/<int:project_id>/suggestions")
@login_required
def suggestions(project_id: int) -> ResponseReturnValue:
    """Start the job in which the suggesters propose anew for every document; one at a time is enough."""
    row = project_for("suggest", project_id)
    started = start_suggesting(session, row, current_user)
    jobs.put(current_app._get_current_object(), started)  # type: ignore[attr-defined]  # the proxy has it
    return redirect(url_for("jobs.job", project_id=project_id, job_id=started))
