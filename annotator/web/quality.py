"""Quality: how well annotators do on documents with known answers, all of them and one by one."""

from __future__ import annotations

from datetime import date
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
from annotator.services.quality import Which
from annotator.services.quality_counting import count_new
from annotator.web.case_filters import is_id
from annotator.web.disagreement_shown import Showing
from annotator.web.filtering import GOLD_NAMES, PURPOSE_NAMES
from annotator.web.labels import colours_address
from annotator.web.language import say
from annotator.web.outcomes_shown import groups
from annotator.web.permissions import MAX_ID, document_of, project_for
from annotator.web.quality_shown import over_time

blueprint = Blueprint("quality", __name__)

FIGURES = {"f1": f1, "precision": precision, "recall": recall}


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
        done=quality.works(session, project_id, Which(purpose, user.id)),
    )


@blueprint.get("/projects/<int:project_id>/quality/works")
@login_required
def works(project_id: int) -> ResponseReturnValue:
    """The work that a figure is made of: whose, on which label, of which week stands in the address."""
    project = project_for("review", project_id)
    purpose = PRACTICE if request.args.get("of") == PRACTICE else CHECK
    labels, whose = project.label_set.value().by_id, request.args.get("one", "")
    user = _user(int(whose)) if is_id(whose) else None
    label, week = request.args.get("label"), _day(request.args.get("week", ""))
    which = Which(purpose, user.id if user else None, label if label in labels else None, week)
    return render_template(
        "quality/works.html",
        project=project,
        purpose=purpose,
        user=user,
        label=Showing(project.label_set.value(), {}).label(which.label) if which.label else "",
        which=which,
        number=quality.how_many(session, project_id, which),
        done=quality.works(session, project_id, which),
        figures=FIGURES,
        say=say,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


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
    showing = Showing(project.label_set.value(), {})
    known = [*showing.labels.by_id, *(one for one in labels if one not in showing.labels.by_id)]
    return {
        "project": project,
        "left": left,
        "purpose": purpose,
        "labels": [(one, showing.label(one), labels[one]) for one in known if one in labels],
        "weeks": weeks,
        "plot": over_time(weeks),
        "figures": FIGURES,
        "purposes": PURPOSE_NAMES,
        "golds": GOLD_NAMES,
        "in_force": GOLD,
        "say": say,
    }
