"""Jobs: what works in the background, how far it is, what came of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user, login_required

from annotator import jobs
from annotator.core.phrases import N_
from annotator.db.base import session
from annotator.db.jobs import DOUBLE, REFUSED, RUNNING, WAITING, JobRow
from annotator.db.projects import ProjectRow
from annotator.services.job_report import Line, bin_documents, binned, first_document, lines_of, restore_documents
from annotator.services.jobs import cancel, find_job, jobs_of, phrase_of
from annotator.services.uploads import refused_path
from annotator.web.language import page_messages, say
from annotator.web.pace import job_name, pace_of
from annotator.web.permissions import MAX_ID, project_for

blueprint = Blueprint("jobs", __name__)

PAGE = 50
SHOWN = 100
"""So many of the lines that were not taken stand on the page; the file has them all."""
_PIECE = 1 << 16
# What begins a formula in some spreadsheet program; also in its full width, which some of them take for the same.
_DANGEROUS = frozenset("=+-@|%\uff1d\uff0b\uff0d\uff20")
_CONTROL = frozenset("\t\r\n")


@blueprint.get("/projects/<int:project_id>/jobs")
@login_required
def overview(project_id: int) -> ResponseReturnValue:
    """The jobs of a project, newest first."""
    project = project_for("import", project_id)
    before = request.args.get("before", type=int)
    if before is not None and not 0 < before <= MAX_ID:
        before = None
    rows = jobs_of(session, project, before=before, limit=PAGE + 1)
    shown = [(row, job_name(row), pace_of(row)) for row in rows[:PAGE]]
    return render_template("jobs/overview.html", project=project, jobs=shown, more=len(rows) > PAGE)


@blueprint.get("/projects/<int:project_id>/jobs/<int:job_id>")
@login_required
def job(project_id: int, job_id: int) -> ResponseReturnValue:
    """How far a job is, and at its end what came of it."""
    project, row = _job(project_id, job_id)
    lines = {kind: [_shown(row, one) for one in lines_of(session, row.id, kind, SHOWN)] for kind in (REFUSED, DOUBLE)}
    problem = row.result.get("problem")
    return render_template(
        "jobs/job.html",
        project=project,
        job=row,
        name=job_name(row),
        pace=pace_of(row),
        lines=lines,
        problem=say(phrase_of(problem)) if problem else "",
        first=first_document(session, row.id),
        binned=binned(session, row.id),
        refused_kept=any(refused_path(jobs.uploads_folder(current_app), key).is_file() for key in _keys(row)),
        messages=page_messages(),
    )


@blueprint.get("/projects/<int:project_id>/jobs/<int:job_id>/state")
@login_required
def state(project_id: int, job_id: int) -> ResponseReturnValue:
    """How far a job is, for its page to draw."""
    _, row = _job(project_id, job_id)
    pace = pace_of(row)
    return jsonify(
        state=row.state,
        ended=row.state not in (WAITING, RUNNING),
        share=pace.share,
        sentence=pace.sentence,
        progress=render_template("jobs/progress.html", job=row, pace=pace),
    )


@blueprint.post("/projects/<int:project_id>/jobs/<int:job_id>/cancellation")
@login_required
def cancellation(project_id: int, job_id: int) -> ResponseReturnValue:
    """Cancel a job; what it has done by then stays."""
    _, row = _job(project_id, job_id)
    cancel(session, row.id, current_user)
    return _back(project_id, job_id)


@blueprint.post("/projects/<int:project_id>/jobs/<int:job_id>/bin")
@login_required
def to_bin(project_id: int, job_id: int) -> ResponseReturnValue:
    """Put all that an import brought in into the bin."""
    _, row = _job(project_id, job_id, "change-documents")
    if row.state in (WAITING, RUNNING):
        abort(409)
    count = bin_documents(session, row, current_user)
    flash(ngettext("%(num)s document is in the bin now.", "%(num)s documents are in the bin now.", count), "success")
    return _back(project_id, job_id)


@blueprint.post("/projects/<int:project_id>/jobs/<int:job_id>/restoration")
@login_required
def restoration(project_id: int, job_id: int) -> ResponseReturnValue:
    """Take what went into the bin together out of it again."""
    _, row = _job(project_id, job_id, "change-documents")
    count = restore_documents(session, row, current_user)
    flash(ngettext("%(num)s document is back.", "%(num)s documents are back.", count), "success")
    return _back(project_id, job_id)


@blueprint.get("/projects/<int:project_id>/jobs/<int:job_id>/report.csv")
@login_required
def report(project_id: int, job_id: int) -> ResponseReturnValue:
    """The lines that were not taken, as a table for spreadsheet programs."""
    _, row = _job(project_id, job_id)
    return Response(stream_with_context(_table(row)), mimetype="text/csv", headers=_attachment(f"import-{job_id}.csv"))


@blueprint.get("/projects/<int:project_id>/jobs/<int:job_id>/refused.jsonl")
@login_required
def refused(project_id: int, job_id: int) -> ResponseReturnValue:
    """The refused lines themselves, to be mended and sent again."""
    _, row = _job(project_id, job_id)
    folder = jobs.uploads_folder(current_app)
    paths = [path for path in (refused_path(folder, key) for key in _keys(row)) if path.is_file()]
    if not paths:
        abort(404)

    def pieces() -> Iterator[bytes]:
        for path in paths:
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    yield piece

    name = f"import-{job_id}-refused.jsonl"
    return Response(pieces(), mimetype="application/x-ndjson", headers=_attachment(name))


def _job(project_id: int, job_id: int, permission: str = "import") -> tuple[ProjectRow, JobRow]:
    project = project_for(permission, project_id)
    row = find_job(session, project, job_id) if job_id <= MAX_ID else None
    if row is None:
        abort(404)
    return project, row


def _back(project_id: int, job_id: int) -> ResponseReturnValue:
    return redirect(url_for("jobs.job", project_id=project_id, job_id=job_id), 303)


def _keys(row: JobRow) -> list[str]:
    return [file["key"] for file in row.fields.get("files", ())]


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _shown(row: JobRow, line: Line) -> dict[str, Any]:
    return {
        "file": row.fields["files"][line.file]["name"],
        "line": line.line,
        "reason": say(line.reason) if line.reason else "",
        "document": line.document,
        "title": line.title,
    }


def _table(row: JobRow) -> Iterator[str]:
    """Yield the CSV table; the byte order mark tells spreadsheet programs that it is UTF-8."""
    head = (N_("File"), N_("Line"), N_("What came of it"), N_("Reason"), N_("Document"), N_("Title"))
    yield "\ufeff" + _cells(*map(gettext, head))
    for file in row.result.get("files", ()):
        counts = gettext(
            "added: %(added)s, there already: %(doubles)s, refused: %(refused)s",
            added=file["added"], doubles=file["doubles"], refused=file["refused"],
        )  # fmt: skip
        yield _cells(file["name"], "", counts)
    said = {REFUSED: gettext("refused"), DOUBLE: gettext("there already")}
    for kind in (REFUSED, DOUBLE):
        for one in lines_of(session, row.id, kind):
            shown = _shown(row, one)
            yield _cells(shown["file"], one.line or "", said[kind], shown["reason"], one.document or "", shown["title"])


def _cells(*values: object) -> str:
    line = StringIO()
    csv.writer(line).writerow([harmless(str(value)) for value in values])
    return line.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.lstrip()[:1] in _DANGEROUS or cell[:1] in _CONTROL else cell
