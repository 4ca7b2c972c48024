"""The log of what managers did, as sentences by day: of a project, and of the whole installation."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import to_user_timezone
from flask_login import login_required
from markupsafe import Markup, escape

from annotator.core.phrases import Phrase
from annotator.db.base import session
from annotator.db.projects import ProjectRow
from annotator.services import audit
from annotator.translations import catalogue
from annotator.web.language import language
from annotator.web.permissions import MAX_ID, project_for, require_manager

blueprint = Blueprint("audit", __name__)

PAGE = 100


@blueprint.get("/projects/<int:project_id>/log")
@login_required
def log(project_id: int) -> ResponseReturnValue:
    """What was done in a project."""
    return _page(project_for("see-audit", project_id))


@blueprint.get("/log")
@login_required
def everything() -> ResponseReturnValue:
    """What was done in the whole installation."""
    require_manager()
    return _page(None)


def _page(project: ProjectRow | None) -> ResponseReturnValue:
    who, before = _number("who"), _number("before")
    project_id = project.id if project else None
    found = audit.entries(session, project_id, user_id=who, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    return render_template(
        "audit/log.html",
        project=project,
        days=[(day, list(entries)) for day, entries in groupby(shown, key=lambda entry: _day(entry))],
        sentence=sentence,
        projects={} if project else audit.project_names(session, shown),
        people=audit.doers(session, project_id),
        who=who,
        before=before,
        older=shown[-1].id if len(found) > PAGE else None,
    )


def _number(name: str) -> int | None:
    """Return a number of the address, where it is one that the database can look up."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 <= number <= MAX_ID else None


def _day(entry: audit.Entry) -> object:
    return to_user_timezone(entry.at).date()


def sentence(phrase: Phrase) -> Markup:
    """Return a sentence of the log in the reader's language; what people have typed is kept apart from its direction.

    A sentence whose values do not fit it, as an earlier version may have written it, is told as it stands.
    """
    message = Markup(escape(catalogue(language()).gettext(phrase.message)))  # noqa: S704  # it is escaped
    values = {name: _value(value) for name, value in phrase.values.items()}
    try:
        return message % values if values else message
    except (KeyError, TypeError, ValueError):
        return escape(phrase.message)


def _value(value: object) -> object:
    if isinstance(value, Phrase):
        return sentence(value)
    return Markup("<bdi>{}</bdi>").format(value) if isinstance(value, str) else value
