"""Intake: files are sent, looked at, and brought in by a job."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from flask import Blueprint, abort, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user, login_required
from werkzeug.datastructures import FileStorage

from annotator import jobs
from annotator.core.phrases import Problem
from annotator.db.accounts import UserRow
from annotator.db.base import session
from annotator.db.jobs import UploadRow
from annotator.db.projects import ProjectRow
from annotator.services.intake import Particulars, suffixes
from annotator.services.job_import import start_import
from annotator.services.previews import Understood, understand
from annotator.services.projects import people
from annotator.services.uploads import find_upload, keep_upload, path_of, remove_upload, uploads_of
from annotator.web.forms.intake import PERSONS, QUEUE, ImportForm
from annotator.web.language import page_messages, say
from annotator.web.permissions import project_for

blueprint = Blueprint("intake", __name__)

LOOK_SECONDS = 0.15
"""So long a page looks into the files that wait; of those left it shows the name and the size."""
MAX_NAME = 4000


@blueprint.route("/projects/<int:project_id>/import", methods=["GET", "POST"])
@login_required
def files(project_id: int) -> ResponseReturnValue:
    """Show what was sent and how it is to be brought in (GET), start the job that does it (POST)."""
    project = project_for("import", project_id)
    form, persons = _form(project)
    if request.method == "POST":
        # Kept first: whatever else of the form is wrong, the files need not be chosen again.
        keys = [*request.form.getlist("uploads"), *_kept(project, form.files.data)]
        if form.validate_on_submit() and (started := _start(project, form, keys, persons)):
            return redirect(url_for("jobs.job", project_id=project_id, job_id=started), 303)
    return _page(project, form)


def _form(project: ProjectRow) -> tuple[ImportForm, Sequence[UserRow]]:
    form, persons = ImportForm(), people(session, project)
    form.who.choices = [(QUEUE, _queue(project.overlap)), (PERSONS, gettext("People whom I name"))]
    form.annotators.choices = [(person.id, person.name) for person in persons]
    return form, persons


def _queue(overlap: int) -> str:
    if not overlap:
        return gettext("Nobody yet: in this project a manager gives them out by hand")
    return ngettext(
        "The queue hands them out, each to %(num)s person", "The queue hands them out, each to %(num)s people", overlap
    )


def _kept(project: ProjectRow, sent: Sequence[FileStorage | str] | None) -> list[str]:
    """Keep the files of a form that was sent without scripts."""
    files = [file for file in sent or [] if isinstance(file, FileStorage) and file.filename]
    return [_keep(project, file.filename or "", cast(BinaryIO, file.stream)) for file in files]


def _keep(project: ProjectRow, name: str, stream: BinaryIO) -> str:
    return keep_upload(session, _folder(), project, current_user, name, stream)


def _start(project: ProjectRow, form: ImportForm, keys: list[str], persons: Sequence[UserRow]) -> int | None:
    text = form.text.data or ""
    if text.strip():
        keys.append(_keep(project, f"{gettext('pasted text')}.txt", BytesIO(text.encode("utf-8", "replace"))))
    if not keys:
        form.files.errors = [*form.files.errors, gettext("Choose a file or paste a text.")]
        return None
    chosen = form.annotators.data or [] if form.who.data == PERSONS else []
    try:
        started = start_import(
            session,
            project,
            current_user,
            keys,
            form=form.form.data or "",
            particulars=Particulars((form.title.data or "").strip(), (form.source.data or "").strip(), form.date.data),
            annotators=[person for person in persons if person.id in chosen],
            suggest=bool(form.suggest.data),
        )
    except Problem as problem:
        form.files.errors = [*form.files.errors, say(problem.phrase)]
        return None
    jobs.put(current_app._get_current_object(), started)  # type: ignore[attr-defined]  # the proxy has it
    return started


def _page(project: ProjectRow, form: ImportForm) -> ResponseReturnValue:
    status = 422 if form.errors or form.files.errors else 200
    form.form.data = form.form.data or secrets.token_urlsafe(12)
    page = render_template(
        "intake/files.html",
        project=project,
        form=form,
        suffixes=suffixes(),
        uploads=list(_looked_into(project, uploads_of(session, project, current_user))),
        largest=current_app.config["MAX_CONTENT_LENGTH"],
        messages=page_messages(),
        say=say,
    )
    return page, status


def _looked_into(project: ProjectRow, waiting: Sequence[UploadRow]) -> Iterator[tuple[UploadRow, Understood | None]]:
    until = time.monotonic() + LOOK_SECONDS
    for upload in waiting:
        yield upload, _understood(project, upload) if time.monotonic() < until else None


def _understood(project: ProjectRow, upload: UploadRow) -> Understood | None:
    try:
        return understand(session, project, path_of(_folder(), upload.key), upload.name)
    except FileNotFoundError:
        return None


@blueprint.post("/projects/<int:project_id>/uploads")
@login_required
def uploads(project_id: int) -> ResponseReturnValue:
    """Keep one file, the body of the request, and tell what was understood of it."""
    project = project_for("import", project_id)
    name = request.args.get("name", "")
    if not name or len(name) > MAX_NAME:
        abort(400)
    key = _keep(project, name, cast(BinaryIO, request.stream))
    upload = find_upload(session, project, current_user, key)
    if upload is None:
        abort(404)
    understood = _understood(project, upload)
    card = render_template(
        "intake/upload.html", project=project, upload=upload, understood=understood, is_open=True, say=say
    )
    return jsonify(key=key, card=card), 201


@blueprint.post("/projects/<int:project_id>/uploads/<key>/removal")
@login_required
def removal(project_id: int, key: str) -> ResponseReturnValue:
    """Take out a file that was sent."""
    project = project_for("import", project_id)
    if find_upload(session, project, current_user, key) is None:
        abort(404)
    remove_upload(session, _folder(), key)
    return redirect(url_for("intake.files", project_id=project_id), 303)


def _folder() -> Path:
    return jobs.uploads_folder(current_app)
