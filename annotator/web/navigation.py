"""The pages of a project, as its frame lists them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import lazy_gettext

from annotator.db.projects import ProjectRow
from annotator.web.permissions import may_here

PAGES = (
    ("projects.project", lazy_gettext("Overview"), "see-project"),
    ("documents.table", lazy_gettext("Documents"), "see-documents"),
    ("progress.overview", lazy_gettext("Progress"), "see-progress"),
    ("review.agreement", lazy_gettext("Agreement"), "review"),
    ("adjudicate.queue", lazy_gettext("Adjudication"), "adjudicate"),
    ("quality.overview", lazy_gettext("Quality"), "review"),
    ("people.members", lazy_gettext("People"), "change-people"),
    ("labels.editor", lazy_gettext("Labels"), "see-labels"),
    ("guideline.page", lazy_gettext("Guidelines"), "see-labels"),
    ("learning.overview", lazy_gettext("Suggestions"), "suggest"),
    ("intake.files", lazy_gettext("Import"), "import"),
    ("export.layers", lazy_gettext("Export"), "export"),
    ("settings.form", lazy_gettext("Settings"), "change-project"),
    ("audit.log", lazy_gettext("Log"), "see-audit"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: what it is called, where it is, whether it is the one being shown."""

    title: str
    address: str
    is_here: bool


def project_pages(project: ProjectRow) -> list[Entry]:
    """Return the pages of ``project`` that the user may see, in their order."""
    return [
        Entry(str(title), url_for(endpoint, project_id=project.id), _stage(request.endpoint) == _stage(endpoint))
        for endpoint, title, permission in PAGES
        if endpoint in current_app.view_functions and may_here(permission)
    ]


UNDER = {
    "invitations": "people",
    "jobs": "intake",
    "decisions": "review",
    "disagreements": "review",
    "label_guideline": "labels",
}
"""Stages whose pages are reached from the page of another."""


def _stage(endpoint: str | None) -> str:
    stage = (endpoint or "").split(".")[0]
    return UNDER.get(stage, stage)
