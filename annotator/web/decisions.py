"""Decisions: what an annotator made of the suggestions, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import login_required

from annotator.core.excerpt import excerpt
from annotator.core.layer import FIXED, REJECTED
from annotator.db.base import session
from annotator.services.decisions import PAGE, VERDICTS, Decided, Place, count, decisions
from annotator.services.review import annotators, compared_ones
from annotator.web.case_filters import is_id
from annotator.web.disagreement_shown import Showing
from annotator.web.labels import colours_address
from annotator.web.permissions import project_for

blueprint = Blueprint("decisions", __name__)

NAMES = {
    "accepted": lazy_gettext("Accepted"),
    "fixed": lazy_gettext("Fixed"),
    "rejected": lazy_gettext("Rejected"),
    "other": lazy_gettext("Fixed or rejected"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A decision for the page: the words before the suggestion, its own and those behind; what it became.

    ``became`` are its words and ``label`` its label, where they are others; ``note`` says what else has become of it.
    """

    found: Decided
    before: str
    words: str
    behind: str
    became: str
    label: str
    note: str


@blueprint.get("/projects/<int:project_id>/decisions/<int:user_id>")
@login_required
def table(project_id: int, user_id: int) -> ResponseReturnValue:
    """Those of one person; ``verdict`` in the address says which, ``after`` where the page before has ended."""
    project = project_for("review", project_id)
    person = annotators(session, compared_ones(session, project.id)).get(str(user_id)) or abort(404)
    which = request.args.get("verdict", "")
    which = which if which in VERDICTS else ""
    found = decisions(session, project.id, user_id, which, _place(request.args.get("after", "")), PAGE + 1)
    number, more = count(session, project.id, user_id, which)
    labels = project.label_set.value()
    following = _written(found[PAGE - 1].place) if len(found) > PAGE else ""
    return render_template(
        "review/decisions.html",
        project=project,
        user_id=user_id,
        person=person,
        which=which,
        names=NAMES,
        shown=[_shown(one) for one in found[:PAGE]],
        number=number,
        more=more,
        following=following,
        label_set=labels,
        label_name=Showing(labels, {}).label,
        colours=colours_address(labels),
    )


def _shown(found: Decided) -> Shown:
    span, text = found.suggested, found.text
    begin, stop = excerpt(text, span.start, span.end)
    became = found.became or span
    words = text[became.start : became.end] if (became.start, became.end) != (span.start, span.end) else ""
    label = became.label if became.label != span.label else ""
    pieces = (text[begin : span.start], text[span.start : span.end], text[span.end : stop])
    return Shown(found, *pieces, words, label, _note(found))


def _note(found: Decided) -> str:
    """Return what is said where neither words nor label tell what became of it."""
    if found.became is None:
        return "" if found.verdict == REJECTED else gettext("removed again")
    return gettext("Other details") if found.verdict == FIXED and found.became == found.suggested else ""


def _place(text: str) -> Place | None:
    """Return the place that :func:`_written` wrote."""
    match text.split("~"):
        case [at, layer, suggestion] if is_id(at) and is_id(layer) and is_id(suggestion) and int(at) < _LATEST:
            return Place(datetime.fromtimestamp(int(at) // 10**6, UTC).replace(microsecond=int(at) % 10**6),
                         int(layer), int(suggestion))  # fmt: skip
    return None


_LATEST = 253_402_300_800 * 10**6
"""The end of the year 9999, in microseconds."""


def _written(place: Place) -> str:
    at = int(place.at.replace(microsecond=0).timestamp()) * 10**6 + place.at.microsecond
    return f"{at}~{place.layer}~{place.suggestion}"
