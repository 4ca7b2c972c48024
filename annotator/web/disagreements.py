"""Disagreements: the cases behind a number, each version in its sentence, with the ways to settle it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required

from annotator.db.base import session
from annotator.db.projects import ProjectRow
from annotator.services.disagreements import GOLD_NAME, Disagreed, disagreements
from annotator.services.naming import to_choose
from annotator.services.places import PAGE, count, places
from annotator.services.review import annotators, compared_ones
from annotator.services.wanted import Place
from annotator.web import case_words as words
from annotator.web.case_filters import Reading, is_id
from annotator.web.case_summary import heading, summary
from annotator.web.disagreement_shown import Showing
from annotator.web.labels import colours_address
from annotator.web.permissions import project_for

blueprint = Blueprint("disagreements", __name__)


@blueprint.get("/projects/<int:project_id>/disagreements")
@login_required
def table(project_id: int) -> ResponseReturnValue:
    """The cases that the address asks for, some a page; ``after`` is where the page before has ended."""
    project = project_for("review", project_id)
    labels, people = project.label_set.value(), annotators(session, compared_ones(session, project.id))
    reading = Reading(session, project.id, labels, people)
    read = reading.read(request.args)
    found = places(session, project.id, read.wanted, _place(request.args.get("after", "")), PAGE + 1)
    shown = disagreements(session, found[:PAGE], read.wanted)
    return render_template(
        "disagreements/table.html",
        project=project,
        heading=heading(read.wanted),
        summary=summary(read.wanted, count(session, project.id, read.wanted)),
        gone=len(found[:PAGE]) - len(shown),
        following=_written(found[PAGE - 1]) if len(found) > PAGE else None,
        parts=read.parts,
        unread=[str(words.NAMED[part]) for part in read.unread],
        chips=reading.chips(read),
        filters=words,
        documents=to_choose(session, project.id),
        settling=_settling(project),
        **_wording(project, reading, shown),
        here=url_for("disagreements.table", project_id=project.id, **{**read.parts, **_after()}),
    )


def _wording(project: ProjectRow, reading: Reading, found: Sequence[Disagreed]) -> dict[str, Any]:
    """Return what the cases are shown with, in the reader's language."""
    named = {**reading.people, GOLD_NAME: gettext("Gold")}
    showing = Showing(reading.labels, named)
    return {
        "shown": [showing.shown(one) for one in found],
        "people": reading.people,
        "label_set": reading.labels,
        "label_name": showing.label,
        "role_name": showing.role,
        "colours": colours_address(reading.labels),
    }


def _after() -> dict[str, Any]:
    return {"after": request.args.get("after") or None}


def _place(text: str) -> Place | None:
    """Return the place that :func:`_written` wrote."""
    match text.split("~", 3):
        case [document, start, user, key] if is_id(document) and all(map(_is_number, (start, user))):
            return Place(int(document), int(start), key, int(user))
    return None


def _is_number(text: str) -> bool:
    return text == "0" or is_id(text)


def _written(place: Place) -> str:
    return f"{place.document}~{place.start}~{place.user}~{place.key}"


def _settling(project: ProjectRow) -> Any:
    """Return what gives the address where a case is settled; ``None`` where there is no such page."""
    if "adjudicate.document" not in current_app.view_functions:
        return None

    def address(place: Place) -> str:
        return url_for("adjudicate.document", project_id=project.id, document_id=place.document, _anchor=place.key)

    return address
