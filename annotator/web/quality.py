"""Quality: how well annotators do on documents with known answers, all of them and one by one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from annotator.core.quality import f1, precision, recall
from annotator.db.accounts import UserRow
from annotator.db.base import session
from annotator.db.documents import CHECK, GOLD, PRACTICE
from annotator.db.projects import ProjectRow
from annotator.services import quality
from annotator.services.known_answers import how_many_known
from annotator.services.outcomes import compared
from annotator.services.quality_counting import count_new
from annotator.web.filtering import GOLD_NAMES, PURPOSE_NAMES
from annotator.web.labels import colours_address
from annotator.web.language import language, say
from annotator.web.outcomes_shown import groups
from annotator.web.permissions import MAX_ID, document_of, project_for
from annotator.web.quality_shown import over_time

blueprint = Blueprint("quality", __name__)


@blueprint.get("/projects/<int:project_id>/quality")
@login_required
def overview(project_id: int) -> ResponseReturnValue:
    """How well everybody does, and which documents that is judged by."""
    project = project_for("review", project_id)
    left, counts, purpose = _begin(project)
    return render_template(
        "quality/overview.html",
        **_shared(project, left, purpose),
        counts=counts,
        people=quality.by_person(session, project_id, purpose),
        known=quality.known_documents(session, project_id),
    )


@blueprint.get("/projects/<int:project_id>/quality/<int:user_id>")
@login_required
def person(project_id: int, user_id: int) -> ResponseReturnValue:
    """How well one annotator does: by label, over time, document by document."""
    project = project_for("review", project_id)
    user = _user(user_id)
    left, counts, purpose = _begin(project)
    everybody = {one.id: one for one in quality.by_person(session, project_id, purpose)}
    return render_template(
        "quality/person.html",
        **_shared(project, left, purpose, user.id),
        counts=counts,
        user=user,
        judged=everybody[user.id].judged if user.id in everybody else None,
        done=quality.done_by(session, project_id, purpose, user.id),
    )


@blueprint.get("/projects/<int:project_id>/quality/<int:user_id>/documents/<int:document_id>")
@login_required
def comparison(project_id: int, user_id: int, document_id: int) -> ResponseReturnValue:
    """What one annotator marked in a document, beside the known answers."""
    project = project_for("review", project_id)
    document, user = document_of(project, document_id), _user(user_id)
    found = compared(session, document, user.id, with_reasons=True) if document.purpose else None
    if found is None:
        abort(404)
    labels = project.label_set.value()
    return render_template(
        "quality/comparison.html",
        project=project,
        document=document,
        user=user,
        groups=groups(found, labels),
        colours=colours_address(labels),
    )


def _user(user_id: int) -> UserRow:
    user = session.get(UserRow, user_id) if user_id <= MAX_ID else None
    return user or abort(404)


def _begin(project: ProjectRow) -> tuple[int, Any, str]:
    """Return how much is left to be counted, how many documents there are for what, and which of them are looked at."""
    counts = how_many_known(session, project.id)
    usual = PRACTICE if counts[PRACTICE] and not counts[CHECK] else CHECK
    asked = request.args.get("of", usual)
    return count_new(session, project.id), counts, asked if asked in counts else usual


def _shared(project: ProjectRow, left: int, purpose: str, user_id: int | None = None) -> dict[str, Any]:
    labels = quality.by_label(session, project.id, purpose, user_id)
    weeks = quality.by_week(session, project.id, purpose, user_id)
    titles = {label.id: label.title[language()] for label in project.label_set.value().by_id.values()}
    return {
        "project": project,
        "left": left,
        "purpose": purpose,
        "labels": [(titles[one], labels[one]) for one in titles if one in labels]
        + [(one, judged) for one, judged in labels.items() if one not in titles],
        "weeks": weeks,
        "plot": over_time(weeks),
        "figures": {"f1": f1, "precision": precision, "recall": recall},
        "purposes": PURPOSE_NAMES,
        "golds": GOLD_NAMES,
        "in_force": GOLD,
        "say": say,
    }
