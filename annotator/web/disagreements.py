"""Disagreements: the cases at which annotators differ, each version in its sentence, with the ways to settle it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from annotator.core.differing import Kind
from annotator.db.base import session
from annotator.db.documents import DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services import disagreements
from annotator.services.disagreements import PAGE, Place, Wanted
from annotator.services.review import annotators, compared_ones
from annotator.web.disagreement_shown import KINDS, Showing
from annotator.web.labels import colours_address
from annotator.web.permissions import MAX_ID, project_for

blueprint = Blueprint("disagreements", __name__)


@blueprint.get("/projects/<int:project_id>/disagreements")
@login_required
def table(project_id: int) -> ResponseReturnValue:
    """The cases that the address asks for, some a page; ``after`` is where the page before has ended."""
    project = project_for("review", project_id)
    labels, people = project.label_set.value(), annotators(session, compared_ones(session, project.id))
    wanted, parts = read_wanted(request.args, labels.by_id, people)
    places = disagreements.places(session, project.id, wanted, _place(request.args.get("after", "")), PAGE + 1)
    showing = Showing(labels, people)
    found = disagreements.disagreements(session, places[:PAGE], wanted)
    number, more = disagreements.count(session, project.id, wanted)
    address: dict[str, Any] = {**parts, "after": request.args.get("after") or None}
    return render_template(
        "disagreements/table.html",
        project=project,
        shown=[showing.shown(one) for one in found],
        gone=len(places[:PAGE]) - len(found),
        following=_written(places[PAGE - 1]) if len(places) > PAGE else None,
        number=number,
        more=more,
        parts=parts,
        kinds={kind.value: title for kind, title in KINDS.items()},
        people=people,
        label_set=labels,
        colours=colours_address(labels),
        label_name=showing.label,
        document=_title(project, wanted.document),
        here=url_for("disagreements.table", project_id=project.id, **address),
        settling=_settling(project),
    )


def read_wanted(
    parts: Mapping[str, str], labels: Mapping[str, Any], people: Mapping[str, str]
) -> tuple[Wanted, dict[str, str]]:
    """Return which cases an address asks for, and the parts of it that were understood; others narrow nothing."""
    known = {
        "kind": [kind.value for kind in Kind],
        "label": labels,
        "with": labels,
        "one": people,
        "other": people,
    }
    read = {name: parts[name] for name, allowed in known.items() if parts.get(name) in allowed}
    read |= {name: parts[name] for name in ("document", "import") if _is_id(parts.get(name, ""))}
    if read.get("one") == read.get("other"):
        read.pop("other", None)
    numbers = {name: int(read[name]) for name in ("one", "other", "document", "import") if name in read}
    wanted = Wanted(
        Kind(read["kind"]) if "kind" in read else None,
        read.get("label"),
        read.get("with"),
        numbers.get("one"),
        numbers.get("other"),
        numbers.get("document"),
        numbers.get("import"),
    )
    return wanted, read


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and 0 < int(text) <= MAX_ID


def _place(text: str) -> Place | None:
    """Return the place that :func:`_written` wrote."""
    match text.split("~", 2):
        case [document, start, key] if _is_id(document) and (start == "0" or _is_id(start)):
            return Place(int(document), int(start), key)
    return None


def _written(place: Place) -> str:
    return f"{place.document}~{place.start}~{place.key}"


def _title(project: ProjectRow, document_id: int | None) -> str:
    row = session.get(DocumentRow, document_id) if document_id else None
    return (row.title or row.key) if row is not None and row.project_id == project.id else ""


def _settling(project: ProjectRow) -> Any:
    """Return what gives the address where a case is settled; ``None`` where there is no such page."""
    if "adjudicate.document" not in current_app.view_functions:
        return None

    def address(place: Place) -> str:
        return url_for("adjudicate.document", project_id=project.id, document_id=place.document, _anchor=place.key)

    return address
