"""Bulk: what is done to many documents. First it is said what would be done; a second request does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_login import current_user, login_required

from annotator.core.phrases import Problem
from annotator.db.accounts import UserRow
from annotator.db.base import session
from annotator.db.deeds import DeedRow
from annotator.db.projects import ProjectRow
from annotator.services import bulk, erasing, giving, known_answers
from annotator.services.bulk import Selection
from annotator.services.filtering import PRIORITIES
from annotator.services.projects import people
from annotator.web.asking import facts_before, fill
from annotator.web.filtering import choices_of, parts_of, read_filter
from annotator.web.forms import Form
from annotator.web.forms.bulk import BulkForm, EraseForm, GiveForm, PriorityForm, PurposeForm, WantedForm, WithdrawForm
from annotator.web.language import say
from annotator.web.permissions import MAX_ID, project_for

blueprint = Blueprint("bulk", __name__)

MOST_TICKED = 500


def _give(chosen: Selection, form: Any) -> int:
    project = session.get_one(ProjectRow, chosen.project_id)
    users = [user for user in people(session, project) if user.id in form.people.data]
    total = giving.give(session, chosen, users, current_user)
    flash(ngettext("%(num)s assignment was made.", "%(num)s assignments were made.", total), "success")
    return total


def _withdraw(chosen: Selection, form: Any) -> int:
    user = session.get_one(UserRow, form.person.data)
    name = user.name
    total = giving.withdraw(session, chosen, user, current_user, begun=form.reach.data == "begun")
    said = ngettext(
        "%(num)s document was withdrawn from %(name)s.",
        "%(num)s documents were withdrawn from %(name)s.",
        total,
        name=name,
    )
    flash(said, "success")
    return total


def _erase(chosen: Selection, form: Any) -> int:
    total = erasing.erase(session, chosen, form.typed.data, current_user)
    flash(
        ngettext("%(num)s document was deleted for good.", "%(num)s documents were deleted for good.", total), "success"
    )
    return total


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to be done: who may, what it is called, what is asked, and the service that does it."""

    permission: str
    title: Any
    button: Any
    do: Callable[[Selection, Any], int]
    form: type[Form] = BulkForm
    help: Any = ""
    in_bin: bool = False


DEEDS: Mapping[str, Deed] = {
    "give": Deed("assign", lazy_gettext("Give to annotators"), lazy_gettext("Give them"), _give, GiveForm),
    "withdraw": Deed(
        "assign", lazy_gettext("Withdraw from an annotator"), lazy_gettext("Withdraw them"), _withdraw, WithdrawForm
    ),
    "priority": Deed(
        "change-documents",
        lazy_gettext("Set the priority"),
        lazy_gettext("Set the priority"),
        lambda chosen, form: bulk.set_priority(session, chosen, PRIORITIES[form.priority.data], current_user),
        PriorityForm,
    ),
    "wanted": Deed(
        "change-documents",
        lazy_gettext("Set the number of annotators"),
        lazy_gettext("Set the number"),
        lambda chosen, form: bulk.set_wanted(session, chosen, form.wanted.data, current_user),
        WantedForm,
    ),
    "calibrate": Deed(
        "change-documents",
        lazy_gettext("Put into the calibration set"),
        lazy_gettext("Put them into the calibration set"),
        lambda chosen, form: bulk.calibrate(session, chosen, current_user),
        help=lazy_gettext(
            "Everybody who annotates here gets these documents, before all others: so you see whether all mark alike."
        ),
    ),
    "end-calibration": Deed(
        "change-documents",
        lazy_gettext("Take out of the calibration set"),
        lazy_gettext("Take them out of the calibration set"),
        lambda chosen, form: bulk.end_calibration(session, chosen, current_user),
        help=lazy_gettext(
            "They go to as many annotators as new documents of this project do. Who has one already keeps it."
        ),
    ),
    "purpose": Deed(
        "change-documents",
        lazy_gettext("Use as documents with known answers"),
        lazy_gettext("Use them so"),
        lambda chosen, form: known_answers.use_for(session, chosen, form.purpose.data, current_user),
        PurposeForm,
        help=lazy_gettext(
            "The gold of these documents is taken as the right answer, and what people mark in them is compared with "
            "it. The queue hands them out beside the others, as the settings say; who has one already keeps it."
        ),
    ),
    "bin": Deed(
        "change-documents",
        lazy_gettext("Move to the bin"),
        lazy_gettext("Move them to the bin"),
        lambda chosen, form: bulk.put_in_bin(session, chosen, current_user),
        help=lazy_gettext(
            "Nobody gets them any more, and no export holds them. Nothing is lost: from the bin they "
            "come back as they were."
        ),
    ),
    "restore": Deed(
        "change-documents",
        lazy_gettext("Take out of the bin"),
        lazy_gettext("Take them out of the bin"),
        lambda chosen, form: bulk.restore(session, chosen, current_user),
        help=lazy_gettext("They come back as they were, with all that was done at them."),
        in_bin=True,
    ),
    "erase": Deed(
        "change-documents",
        lazy_gettext("Delete for good"),
        lazy_gettext("Delete them for good"),
        _erase,
        EraseForm,
        help=lazy_gettext(
            "The texts go, and with them every suggestion, annotation and comment. There is no way back. Exports that "
            "were written before and copies of the database still hold them: delete those yourself."
        ),
        in_bin=True,
    ),
}


@blueprint.route("/projects/<int:project_id>/documents/bulk/<name>", methods=["GET", "POST"])
@login_required
def deed(project_id: int, name: str) -> ResponseReturnValue:
    """Say what would be done to the documents that are ticked or that the address asks for, or do it."""
    kind = DEEDS.get(name) or abort(404)
    project = project_for(kind.permission, project_id)
    wanted, unread = read_filter(request.args, choices_of(session, project))
    table = url_for("documents.table", project_id=project_id, **parts_of(wanted))
    if request.method == "GET":
        return redirect(table)
    # A filter that is not understood would mean more documents than its reader thinks.
    if unread or wanted.binned != kind.in_bin:
        abort(400)
    chosen = Selection(project_id, wanted, None if request.form.get("scope") == "all" else _ticked())
    if chosen.ids == ():
        flash(gettext("Tick the documents first."), "info")
        return redirect(table)
    return _ask_or_do(project, name, kind, chosen, table)


def _ticked() -> tuple[int, ...]:
    ids = request.form.getlist("document", int)
    return tuple(one for one in ids[:MOST_TICKED] if 0 < one <= MAX_ID)


def _ask_or_do(project: ProjectRow, name: str, kind: Deed, chosen: Selection, table: str) -> ResponseReturnValue:
    confirmed = "confirmed" in request.form
    form: Any = kind.form() if confirmed else kind.form(formdata=None)
    fill(session, project, chosen, form)
    if confirmed and form.validate():
        try:
            if not kind.do(chosen, form):
                flash(gettext("Nothing had to be changed."), "info")
            return redirect(table)
        except Problem as problem:
            field = next(one for one in form if one.name not in ("csrf_token",))
            field.errors = [*field.errors, say(problem.phrase)]
    page = render_template(
        "documents/ask.html",
        project=project,
        name=name,
        kind=kind,
        form=form,
        number=bulk.how_many(session, chosen),
        facts=facts_before(session, chosen, name),
        chosen=chosen,
        parts=parts_of(chosen.filter),
        back=table,
    )
    return page, 422 if confirmed else 200


@blueprint.post("/projects/<int:project_id>/documents/undo/<int:deed_id>")
@login_required
def undo(project_id: int, deed_id: int) -> ResponseReturnValue:
    """Take back what the user did to many documents."""
    project = project_for("change-documents", project_id)
    row = session.get(DeedRow, deed_id) if deed_id <= MAX_ID else None
    if row is None or (row.project_id, row.user_id) != (project.id, current_user.id):
        abort(404)
    wanted, _ = read_filter(request.args, choices_of(session, project))
    total = bulk.undo(session, row, current_user)
    flash(ngettext("Taken back for %(num)s document.", "Taken back for %(num)s documents.", total), "success")
    return redirect(url_for("documents.table", project_id=project_id, **parts_of(wanted)))
