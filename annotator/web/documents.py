"""Documents: the table of a project's documents, and one to be read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required

from annotator.core.phrases import Problem
from annotator.db.accounts import UserRow
from annotator.db.base import session
from annotator.db.documents import EVERYBODY, DocumentRow
from annotator.services import bulk, remarks
from annotator.services.documents import page_of
from annotator.services.filtering import SORTS
from annotator.web import filtering
from annotator.web.filtering import chips_of, choices_of, parts_of, read_filter
from annotator.web.forms.bulk import RemarkForm
from annotator.web.language import say
from annotator.web.permissions import MAX_ID, document_of, may_here, project_for
from annotator.web.signing_in import inside

blueprint = Blueprint("documents", __name__)

MAX_PAGE = 1_000_000
_LINE_END = re.compile(r"\r\n|\r|\n")


@blueprint.get("/projects/<int:project_id>/documents")
@login_required
def table(project_id: int) -> ResponseReturnValue:
    """The documents that the address asks for, fifty a page."""
    project = project_for("see-documents", project_id)
    choices = choices_of(session, project)
    wanted, unread = read_filter(request.args, choices)
    sort, down = _sort(request.args.get("sort", ""))
    number = min(max(1, request.args.get("page", 1, int)), MAX_PAGE)
    here = parts_of(wanted) | ({"sort": f"-{sort}" if down else sort} if (sort, down) != ("queue", False) else {})

    def to(*without: str, **parts: Any) -> str:
        kept = {name: value for name, value in here.items() if name not in without}
        return url_for("documents.table", project_id=project_id, **(kept | parts))

    return render_template(
        "documents/table.html",
        project=project,
        page=page_of(session, project_id, wanted, sort, down=down, number=number),
        wanted=wanted,
        unread=unread,
        choices=choices,
        chips=chips_of(session, project, wanted, choices),
        parts=here,
        to=to,
        sort=sort,
        down=down,
        names=filtering,
        everybody=EVERYBODY,
        last=_last_deed(project_id),
        say=say,
    )


def _last_deed(project_id: int) -> Any:
    return bulk.last_deed(session, project_id, current_user) if may_here("change-documents") else None


def _sort(text: str) -> tuple[str, bool]:
    name = text.removeprefix("-")
    return (name, text.startswith("-")) if name in SORTS else ("queue", False)


@blueprint.get("/projects/<int:project_id>/documents/<int:document_id>/text")
@login_required
def text(project_id: int, document_id: int) -> ResponseReturnValue:
    """A document to be read: nothing is opened, nothing changes."""
    project = project_for("read-document", project_id)
    return _reading(project_id, document_of(project, document_id), RemarkForm(formdata=None))


def _reading(project_id: int, document: DocumentRow, form: RemarkForm) -> ResponseReturnValue:
    holders = remarks.holders_of(session, document)
    form.person.choices = [(holder.user.id, holder.user.name) for holder in holders]
    if len(holders) == 1 and form.person.data is None:
        form.person.data = holders[0].user.id
    page = render_template(
        "documents/text.html",
        project=project_for("read-document", project_id),
        document=document,
        lines=_LINE_END.split(document.text),
        meta=_said_meta(document.meta),
        holders=holders,
        remarks=remarks.remarks_on(session, document),
        form=form,
    )
    return page, 422 if form.errors else 200


def _said_meta(meta: Mapping[str, Any]) -> Mapping[str, str]:
    return {
        str(key): value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for key, value in meta.items()
    }


@blueprint.post("/projects/<int:project_id>/documents/<int:document_id>/remarks")
@login_required
def remark(project_id: int, document_id: int) -> ResponseReturnValue:
    """Say something about the document to one of those who have it."""
    project = project_for("comment", project_id)
    document = document_of(project, document_id)
    form = RemarkForm()
    form.person.choices = [(holder.user.id, holder.user.name) for holder in remarks.holders_of(session, document)]
    if form.validate_on_submit():
        try:
            user = session.get_one(UserRow, form.person.data)
            name = user.name
            remarks.add_remark(session, document, user, form.text.data or "", by=current_user)
        except Problem as problem:
            form.text.errors = [*form.text.errors, say(problem.phrase)]
        else:
            flash(gettext("%(name)s will find your comment on their start page.", name=name), "success")
            target = request.form.get("next")
            here = url_for("documents.text", project_id=project_id, document_id=document_id)
            return redirect(inside(target) if target else here)
    return _reading(project_id, document, form)


@blueprint.post("/projects/<int:project_id>/remarks/<int:remark_id>/read")
@login_required
def read(project_id: int, remark_id: int) -> ResponseReturnValue:
    """Note that the user has read what was said to them."""
    project_for("annotate", project_id)
    if remark_id <= MAX_ID:
        remarks.mark_read(session, current_user, [remark_id])
    return redirect(url_for("projects.project", project_id=project_id))
