"""The guideline of a project: read by all, written by managers, with its history."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required

from annotator.core.linechanges import line_changes
from annotator.core.phrases import Problem
from annotator.db.base import session
from annotator.db.projects import GuidelineRow, ProjectRow
from annotator.services.guideline import (
    PAGE,
    cleaned,
    guideline_of,
    guideline_version,
    guideline_versions,
    write_guideline,
)
from annotator.web.forms.guideline import GuidelineForm
from annotator.web.language import say
from annotator.web.markdown import rendered
from annotator.web.permissions import MAX_ID, project_for
from annotator.web.signing_in import inside

blueprint = Blueprint("guideline", __name__)


@blueprint.get("/projects/<int:project_id>/guideline")
@login_required
def page(project_id: int) -> ResponseReturnValue:
    """The guideline in force."""
    project = project_for("see-labels", project_id)
    row = guideline_of(session, project)
    shown = rendered(row.text) if row else ""
    return render_template("guideline/page.html", project=project, row=row, shown=shown)


@blueprint.route("/projects/<int:project_id>/guideline/edit", methods=["GET", "POST"])
@login_required
def edit(project_id: int) -> ResponseReturnValue:
    """Write it; with a preview where that button was pressed."""
    project = project_for("change-labels", project_id)
    row = guideline_of(session, project)
    form = GuidelineForm(text=row.text if row else "", made_from=row.number if row else 0)
    if not form.validate_on_submit():
        return _editor(project, form, status=422 if form.errors else 200)
    try:
        if form.save.data:
            return _saved(project, form)
        return _editor(project, form, shown=rendered(cleaned(form.text.data or "")))
    except Problem as problem:
        form.text.errors = [say(problem.phrase)]
        return _refused(project, form, problem.code)


def _saved(project: ProjectRow, form: GuidelineForm) -> ResponseReturnValue:
    before, project_id = form.made_from.data or 0, project.id
    number = write_guideline(session, project, form.text.data or "", made_from=before, by=current_user)
    unchanged = number == before
    flash(gettext("Nothing was changed.") if unchanged else gettext("The guideline is saved."), "success")
    return redirect(_back(project_id))


def _back(project_id: int) -> str:
    """Return where who came from another page goes back to; the guideline, where nobody says."""
    target = request.args.get("next")
    return inside(target) if target else url_for("guideline.page", project_id=project_id)


def _refused(project: ProjectRow, form: GuidelineForm, code: str) -> ResponseReturnValue:
    """Show the form again with what was written. Saving once more then takes the place of what the others saved."""
    theirs = guideline_of(session, project) if code == "guideline-stale" else None
    if theirs is None:
        return _editor(project, form, status=422)
    form.made_from.data = theirs.number
    form.made_from.raw_data = None
    lines = line_changes(theirs.text, cleaned(form.text.data or ""))
    return _editor(project, form, status=409, theirs=theirs, lines=lines)


def _editor(project: ProjectRow, form: GuidelineForm, status: int = 200, **more: object) -> ResponseReturnValue:
    return render_template("guideline/edit.html", project=project, form=form, back=_back(project.id), **more), status


@blueprint.get("/projects/<int:project_id>/guideline/versions")
@login_required
def versions(project_id: int) -> ResponseReturnValue:
    """All versions, and the form that compares two."""
    project = project_for("see-labels", project_id)
    before = max(0, min(request.args.get("before", MAX_ID, int), MAX_ID))
    rows = guideline_versions(session, project, before=before)
    return render_template("guideline/versions.html", project=project, rows=rows, more=len(rows) == PAGE)


@blueprint.get("/projects/<int:project_id>/guideline/versions/<int:number>")
@login_required
def version(project_id: int, number: int) -> ResponseReturnValue:
    """One version, and what it changed."""
    project = project_for("see-labels", project_id)
    row = _version(project, number)
    return render_template(
        "guideline/version.html",
        project=project,
        row=row,
        shown=rendered(row.text),
        lines=line_changes(_text(project, number - 1), row.text),
        newest=guideline_of(session, project),
    )


@blueprint.get("/projects/<int:project_id>/guideline/compare")
@login_required
def compare(project_id: int) -> ResponseReturnValue:
    """What changed between two versions."""
    project = project_for("see-labels", project_id)
    old, new = sorted(request.args.get(name, 0, int) for name in ("old", "new"))
    rows = _version(project, old), _version(project, new)
    lines = line_changes(rows[0].text, rows[1].text)
    return render_template("guideline/compare.html", project=project, old=rows[0], new=rows[1], lines=lines)


@blueprint.post("/projects/<int:project_id>/guideline/versions/<int:number>/restore")
@login_required
def restore(project_id: int, number: int) -> ResponseReturnValue:
    """Take an old version back: it becomes the newest."""
    project = project_for("change-labels", project_id)
    row = _version(project, number)
    try:
        made_from = request.form.get("made_from", 0, int)
        write_guideline(session, project, row.text, made_from=made_from, by=current_user)
    except Problem as problem:
        flash(say(problem.phrase), "error")
        return redirect(url_for("guideline.versions", project_id=project_id))
    flash(gettext("Version %(number)s is in force again, as a new version.", number=number), "success")
    return redirect(url_for("guideline.page", project_id=project_id))


def _version(project: ProjectRow, number: int) -> GuidelineRow:
    row = guideline_version(session, project, number) if 0 < number <= MAX_ID else None
    if row is None:
        abort(404)
    return row


def _text(project: ProjectRow, number: int) -> str:
    row = guideline_version(session, project, number) if number else None
    return row.text if row else ""
