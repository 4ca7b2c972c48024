"""Progress: who is where, what is finished, what is stuck, how long documents take, when it will be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext
from flask_login import current_user, login_required

from annotator.core.forecast import Forecast
from annotator.core.people import TITLES
from annotator.core.phrases import Problem
from annotator.db.base import now, session
from annotator.services import progress
from annotator.services.days import today
from annotator.services.stuck import give_back, lying, out_of_reach, stuck_hours
from annotator.web.charts import Bars, bars
from annotator.web.language import direction, say
from annotator.web.permissions import MAX_ID, project_for

blueprint = Blueprint("progress", __name__)


@dataclass(frozen=True, slots=True)
class Range:
    """A forecast as days of the calendar."""

    forecast: Forecast
    soonest: date
    latest: date | None


@blueprint.get("/projects/<int:project_id>/progress")
@login_required
def overview(project_id: int) -> ResponseReturnValue:
    """How the project stands."""
    project = project_for("see-progress", project_id)
    days = progress.lately(session, project.id)
    standing = progress.standing(session, project.id)
    return render_template(
        "progress/overview.html",
        project=project,
        standing=standing,
        team=progress.team(session, project.id, days),
        titles={role: say(title) for role, title in TITLES.items()},
        lying=lying(session, project),
        stuck_hours=stuck_hours(project),
        beyond=out_of_reach(session, project),
        days=days,
        chart=_chart(days.days, days.finished),
        range=range_of(standing.left, days),
        now=now(),
    )


@blueprint.post("/projects/<int:project_id>/progress/back")
@login_required
def back(project_id: int) -> ResponseReturnValue:
    """Take a document back from somebody who has it open, for the next one to get it."""
    project = project_for("assign", project_id)
    document, user = (min(max(0, request.form.get(name, 0, int)), MAX_ID) for name in ("document", "user"))
    try:
        name = give_back(session, project, document, user, by=current_user)
    except Problem as problem:
        flash(say(problem.phrase), "error")
    else:
        flash(gettext("The document goes back to the queue. What %(name)s did at it is kept.", name=name), "success")
    return redirect(url_for("progress.overview", project_id=project_id, _anchor="stuck"))


def range_of(left: int, days: progress.Days) -> Range | None:
    """Return between which days all will be worked through; ``None`` where that is not to be said yet."""
    found = progress.when_done(left, days)
    if found is None:
        return None
    latest = today() + timedelta(days=found.latest) if found.latest is not None else None
    return Range(found, today() + timedelta(days=found.soonest), latest)


def _chart(days: Sequence[date], finished: progress.Counts) -> Bars:
    def month(place: int, day: date) -> str:
        return format_date(day, "MMM") if place == 0 or day.day == 1 else ""

    values = [(finished.get(day, 0), format_date(day, "d"), month(place, day)) for place, day in enumerate(days)]
    return bars(values, mirrored=direction() == "rtl")
