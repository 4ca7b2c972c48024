"""Intake: files and pasted texts from the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO, cast

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required
from werkzeug.datastructures import FileStorage

from annotator.core.phrases import Problem
from annotator.db.accounts import UserRow
from annotator.db.base import session
from annotator.db.projects import ProjectRow
from annotator.services.intake import Particulars, Report, suffixes, take_file, take_text
from annotator.services.projects import people
from annotator.services.suggest import suggest_documents
from annotator.web.forms.intake import ImportForm
from annotator.web.language import say
from annotator.web.permissions import project_for

blueprint = Blueprint("intake", __name__)


@blueprint.route("/projects/<int:project_id>/import", methods=["GET", "POST"])
@login_required
def files(project_id: int) -> ResponseReturnValue:
    """Take files and a pasted text in, each whole or not at all, and report on each."""
    project = project_for("import", project_id)
    persons = people(session, project)
    form = ImportForm()
    form.annotators.choices = [(person.id, person.name) for person in persons]
    if request.method == "GET":
        form.annotators.data = [current_user.id]
    if not form.validate_on_submit():
        return _page(project, form, 422 if form.errors else 200)
    takers = _takers(project, form, [person for person in persons if person.id in (form.annotators.data or [])])
    if not takers:
        form.files.errors = [*form.files.errors, gettext("Choose a file or paste a text.")]
        return _page(project, form, 422)
    reports, problems = _take(takers)
    added = [document for report in reports for document in report.added]
    if form.suggest.data:
        list(suggest_documents(session, project, added))
    status = 422 if problems and not reports else 200
    return render_template(
        "intake/report.html", project=project, reports=reports, problems=problems, added=added
    ), status


def _page(project: ProjectRow, form: ImportForm, status: int) -> ResponseReturnValue:
    return render_template("intake/files.html", project=project, form=form, suffixes=suffixes()), status


def _takers(project: ProjectRow, form: ImportForm, annotators: Sequence[UserRow]) -> list[Callable[[], Report]]:
    """Return one call for each file and for the pasted text."""
    given = Particulars((form.title.data or "").strip(), (form.source.data or "").strip(), form.date.data)
    sent = [file for file in form.files.data or [] if isinstance(file, FileStorage) and file.filename]
    # A title belongs to one document; with several files it would belong to none.
    shared = given if len(sent) == 1 and not form.text.data else Particulars("", given.source, given.date)

    def taker(file: FileStorage) -> Callable[[], Report]:
        name, stream = file.filename or "", cast(BinaryIO, file.stream)
        return lambda: take_file(session, project, name, stream, particulars=shared, annotators=annotators)

    takers = [taker(file) for file in sent]
    text = form.text.data or ""
    if text.strip():
        name = gettext("pasted text")
        takers.append(lambda: take_text(session, project, text, particulars=given, annotators=annotators, name=name))
    return takers


def _take(takers: Sequence[Callable[[], Report]]) -> tuple[list[Report], list[str]]:
    reports: list[Report] = []
    problems: list[str] = []
    for taker in takers:
        try:
            reports.append(taker())
        except Problem as problem:
            problems.append(say(problem.phrase))
    return reports, problems
