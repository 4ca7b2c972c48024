"""Agreement: how far the annotators of a project agree, where they differ, whether it is enough, what to do."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required

from annotator import jobs
from annotator.db.base import now, session
from annotator.db.jobs import JobRow
from annotator.db.projects import ProjectRow
from annotator.services import learning
from annotator.services.job_review import start_review
from annotator.services.review import Reviewed, annotators, most_differing, reviewed
from annotator.services.review_figures import Batch, Review
from annotator.web import review_shown as shown
from annotator.web.language import say
from annotator.web.learning_shown import Names
from annotator.web.permissions import project_for
from annotator.web.review_words import EXACT, MEASURES, OF_EVENTS, OF_LABELS, OF_PAIRS, OF_TIME

blueprint = Blueprint("review", __name__)

MOST_DIFFERING = 20


@blueprint.get("/projects/<int:project_id>/review")
@login_required
def agreement(project_id: int) -> ResponseReturnValue:
    """All of it on one page; ``measure`` names the one that the table of pairs shows."""
    project = project_for("review", project_id)
    found = reviewed(session, project.id)
    measure = request.args.get("measure", "")
    context = _figures(project, found, measure if measure in OF_PAIRS else EXACT) if found.figures else {}
    return render_template("review/agreement.html", project=project, found=found, now=now(), **context)


@blueprint.post("/projects/<int:project_id>/review/count")
@login_required
def count(project_id: int) -> ResponseReturnValue:
    """Count anew."""
    project = project_for("review", project_id)
    jobs.put(current_app._get_current_object(), start_review(session, project, current_user))  # type: ignore[attr-defined]  # the proxy has it
    if reviewed(session, project_id).running is not None:
        flash(gettext("The agreement is being counted. Come back in a moment."), "success")
    return redirect(url_for("review.agreement", project_id=project_id), 303)


def _figures(project: ProjectRow, found: Reviewed, measure: str) -> dict[str, Any]:
    review = found.figures
    if review is None:
        return {}
    names, labels = Names.of(project), list(project.label_set.value().by_id)
    people = annotators(session, _everybody(review))
    listed = {who: people[who] for who in people if who in review.annotators}
    return {
        "review": review,
        "names": names,
        "people": people,
        "measures": MEASURES,
        "measure": measure,
        "of_pairs": OF_PAIRS,
        "of_labels": OF_LABELS,
        "of_events": OF_EVENTS,
        "of_time": OF_TIME,
        "headline": shown.headline(review, names.label),
        "whole": {name: shown.cell(review.figures.get(name) or review.events.get(name)) for name in MEASURES},
        "matrix": shown.matrix(review, listed, measure),
        "label_rows": shown.label_rows(review.labels, labels, OF_LABELS),
        "role_rows": shown.label_rows(review.roles, [], ("argument_f1",)),
        "confusions": shown.confusions(review, labels),
        "differing": most_differing(session, project.id, MOST_DIFFERING),
        "plot": shown.over_time(review.time),
        "time_rows": shown.time_rows(review.time),
        "batches": [_batch(one) for one in review.batches],
        "cell": shown.cell,
        "kinds": learning.counted(session, project.id).figures,
        "roles": {one.id: one.title for one in project.label_set.value().roles},
        "reasons": shown.reasons,
        "say": say,
        "number": shown.number,
    }


def _everybody(review: Review) -> list[str]:
    return sorted({*review.annotators, *(one.annotator for one in review.outcomes)})


def _batch(one: Batch) -> tuple[Batch, Any, list[shown.Cell]]:
    row = session.get(JobRow, one.job) if one.job is not None else None
    return one, row.created_at if row else None, [shown.cell(one.figures.get(name)) for name in OF_TIME]
