"""Settings: the form in which a manager decides for a whole project."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user, login_required

from annotator.core.phrases import Problem
from annotator.db.base import session
from annotator.services.known_answers import how_many_known
from annotator.services.settings import change_project, settings_of
from annotator.web.forms.settings import SettingsForm
from annotator.web.language import say
from annotator.web.permissions import project_for

blueprint = Blueprint("settings", __name__)


@blueprint.route("/projects/<int:project_id>/settings", methods=["GET", "POST"])
@login_required
def form(project_id: int) -> ResponseReturnValue:
    """The settings; sent, they hold at once."""
    project = project_for("change-project", project_id)
    shown = SettingsForm()
    if not shown.is_submitted():
        shown.show(settings_of(project))
    elif shown.validate():
        try:
            changed = change_project(session, project, shown.value(), by=current_user)
        except Problem as problem:
            shown.name.errors = [*shown.name.errors, say(problem.phrase)]
        else:
            flash(_saved(changed), "success")
            return redirect(url_for("settings.form", project_id=project_id))
    status = 422 if shown.errors or shown.name.errors else 200
    known = any(how_many_known(session, project_id).values())
    return render_template("settings/form.html", project=project, form=shown, any_known=known), status


def _saved(changed: int) -> str:
    saved = gettext("The settings are saved.")
    if not changed:
        return saved
    more = ngettext(
        "The new number holds for %(num)s document.", "The new number holds for %(num)s documents.", changed
    )
    return f"{saved} {more}"
