"""What a project's page asks its manager to do: the steps until it has begun, then what needs attention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext, ngettext

from annotator.db.projects import ProjectRow
from annotator.services.progress import Standing
from annotator.services.projects import Furnished
from annotator.web.language import language
from annotator.web.permissions import may_here


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, why or how it stands, where; whether it is done."""

    title: str
    text: str
    address: str | None
    is_done: bool = False


def steps(project: ProjectRow, standing: Standing, furnished: Furnished) -> Sequence[Step]:
    """Return the steps from an empty project to one that people annotate."""
    labels = project.label_set.value().title[language()]
    people = ngettext("%(num)s person is here.", "%(num)s people are here.", furnished.members)
    documents = ngettext("%(num)s document is here.", "%(num)s documents are here.", standing.documents)
    return [
        Step(
            gettext("Look at the labels"),
            gettext("The label set is “%(title)s”. Fit it to your texts before people begin.", title=labels),
            address("labels.editor", project),
            True,
        ),
        Step(
            gettext("Write the guideline"),
            gettext("There is one; annotators find it beside their documents.")
            if furnished.guideline
            else gettext("What is marked and what is not, with examples. The better it is, the more people agree."),
            address("guideline.page", project),
            furnished.guideline,
        ),
        Step(
            gettext("Invite people"),
            people if furnished.members else gettext("Annotators get a link that lets them in; no mail is needed."),
            address("people.members", project),
            furnished.members > 0,
        ),
        Step(
            gettext("Import documents"),
            documents if standing.documents else gettext("Text files or JSON Lines, thousands at once."),
            address("intake.files", project),
            standing.documents > 0,
        ),
        Step(
            gettext("Check the settings"),
            ngettext(
                "The queue gives each document to %(num)s annotator.",
                "The queue gives each document to %(num)s annotators.",
                project.overlap,
            )
            if project.overlap
            else gettext("The queue gives nothing by itself: you give every document by hand."),
            address("settings.form", project),
            True,
        ),
        Step(
            gettext("Begin"),
            gettext("When your annotators sign in, the queue gives them documents. You can try it yourself first."),
            address("annotate.next_one", project) if standing.documents else None,
        ),
    ]


def attention(project: ProjectRow, standing: Standing, furnished: Furnished, stuck: int, beyond: int) -> Sequence[Step]:
    """Return what needs attention in a project that has begun, the most pressing first."""
    return list(_attention(project, standing, furnished, stuck, beyond))


def _attention(
    project: ProjectRow, standing: Standing, furnished: Furnished, stuck: int, beyond: int
) -> Iterator[Step]:
    if not standing.documents:
        text = gettext("All documents are gone or in the bin. Import some, or put them back.")
        yield Step(gettext("No documents"), text, address("intake.files", project))
    if not furnished.members:
        text = gettext("Nobody is here to annotate but the managers.")
        yield Step(gettext("Nobody is invited yet"), text, address("people.members", project))
    if stuck:
        text = ngettext(
            "%(num)s document is open, and nothing has been done at it for long.",
            "%(num)s documents are open, and nothing has been done at them for long.",
            stuck,
        )
        yield Step(gettext("Stuck"), text, address("progress.overview", project, _anchor="stuck"))
    if beyond:
        text = ngettext(
            "%(num)s document can be given to nobody: all have had it, or their quotas are used up.",
            "%(num)s documents can be given to nobody: all have had them, or their quotas are used up.",
            beyond,
        )
        yield Step(gettext("Out of reach"), text, address("progress.overview", project, _anchor="beyond"))
    if standing.ungiven:
        text = ngettext(
            "%(num)s document waits for you to give it to somebody: the queue does not.",
            "%(num)s documents wait for you to give them to somebody: the queue does not.",
            standing.ungiven,
        )
        yield Step(gettext("Not given"), text, address("documents.table", project, state="new"))


def address(endpoint: str, project: ProjectRow, **more: Any) -> str | None:
    """Return the address of a page of the project, if there is such a page and the reader may see it."""
    needed = {
        "people.members": "change-people",
        "intake.files": "import",
        "settings.form": "change-project",
        "annotate.next_one": "annotate",
        "documents.table": "see-documents",
        "progress.overview": "see-progress",
    }
    if endpoint not in current_app.view_functions or not may_here(needed.get(endpoint, "see-project")):
        return None
    return url_for(endpoint, project_id=project.id, **more)
