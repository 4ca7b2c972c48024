"""The people of a project: who they are, what they may do, how much they get."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user, login_required

from annotator.core.people import MEANINGS, may
from annotator.core.phrases import Problem
from annotator.db.base import session
from annotator.db.projects import ProjectRow
from annotator.services import people
from annotator.services.projects import role_of
from annotator.web.forms.people import AddForm, MemberForm, role_choices
from annotator.web.language import say
from annotator.web.permissions import MAX_ID, project_for

blueprint = Blueprint("people", __name__)

MOST_LISTED = 500
"""Of more people than that no list can be made sense of: then they are named."""


@blueprint.get("/projects/<int:project_id>/people")
@login_required
def members(project_id: int) -> ResponseReturnValue:
    """Who works in the project."""
    return _page(project_for("change-people", project_id))


@blueprint.post("/projects/<int:project_id>/people")
@login_required
def add(project_id: int) -> ResponseReturnValue:
    """Add users of the installation."""
    project = project_for("change-people", project_id)
    form = _add_form(project)
    if not form.validate():
        return _page(project, adding=form)
    if not form.wanted:
        form.names.errors = [*form.names.errors, gettext("Name or tick somebody first.")]
        return _page(project, adding=form)
    try:
        added = people.add_people(session, project, form.wanted, form.role.data, by=current_user)
    except Problem as problem:
        form.names.errors = [*form.names.errors, say(problem.phrase)]
        return _page(project, adding=form)
    if added:
        flash(ngettext("%(num)s person was added.", "%(num)s people were added.", len(added)), "success")
    else:
        flash(gettext("They were in the project already; nothing was changed."), "info")
    return redirect(url_for("people.members", project_id=project_id))


@blueprint.post("/projects/<int:project_id>/people/<int:user_id>")
@login_required
def change(project_id: int, user_id: int) -> ResponseReturnValue:
    """Set a member's role and quota."""
    project = project_for("change-people", project_id)
    form = MemberForm()
    if not form.validate():
        return _page(project, changing=(user_id, form))
    try:
        name = people.change_member(
            session, project, min(user_id, MAX_ID), form.role.data, form.quota.data, by=current_user
        )
    except Problem as problem:
        flash(say(problem.phrase), "error")
    else:
        flash(gettext("Saved for %(name)s.", name=name), "success")
    return _back(project_id)


@blueprint.post("/projects/<int:project_id>/people/<int:user_id>/removal")
@login_required
def remove(project_id: int, user_id: int) -> ResponseReturnValue:
    """Take a person out of the project."""
    project = project_for("change-people", project_id)
    try:
        name = people.remove_member(session, project, min(user_id, MAX_ID), by=current_user)
    except Problem as problem:
        flash(say(problem.phrase), "error")
    else:
        flash(gettext("%(name)s is not in the project any more. Their work is kept.", name=name), "success")
    return _back(project_id)


def _page(
    project: ProjectRow, *, adding: AddForm | None = None, changing: tuple[int, MemberForm] | None = None
) -> ResponseReturnValue:
    page = render_template(
        "people/members.html",
        project=project,
        members=people.members(session, project),
        managers=people.installation_managers(session),
        roles=role_choices(),
        meanings={role: say(meaning) for role, meaning in MEANINGS.items()},
        form=adding or _add_form(project),
        changing=changing,
    )
    return page, 422 if adding or changing else 200


def _add_form(project: ProjectRow) -> AddForm:
    """Return the form; who manages only this project is not told who else works in the installation."""
    if not current_user.manager:
        return AddForm(None)
    listed = people.outsiders(session, project, MOST_LISTED + 1)
    return AddForm(list(listed) if len(listed) <= MOST_LISTED else None)


def _back(project_id: int) -> ResponseReturnValue:
    """Go back to the people, or, for who has just given up their own role, to what they may still see."""
    role = role_of(session, current_user, session.get_one(ProjectRow, project_id))
    if may(role, "change-people"):
        return redirect(url_for("people.members", project_id=project_id))
    return redirect(url_for("projects.project", project_id=project_id) if role else url_for("projects.index"))
