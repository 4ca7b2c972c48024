"""A new project made from what its form holds."""

from __future__ import annotations

from flask_babel import gettext
from flask_login import current_user

from annotator import labelsets
from annotator.core.labelfile import LabelSetProblem
from annotator.core.labelfile.read import LARGEST
from annotator.core.phrases import Problem
from annotator.db.base import session
from annotator.db.projects import ProjectRow
from annotator.services.projects import Like, create_project, visible_projects
from annotator.web.forms.projects import COPY, OWN, NewProjectForm
from annotator.web.language import language, say

MOST_ERRORS = 100
"""So many errors of a label set are shown at once."""


def choose(form: NewProjectForm) -> None:
    """Put what there is to choose from into the form."""
    form.label_set.choices = [(name, labelsets.read(name).title[language()]) for name in labelsets.names()]
    form.copy_of.choices = [(row.id, row.name) for row in visible_projects(session, current_user)]
    form.copy_of.validate_choice = form.source.data == COPY
    if not form.copy_of.choices:
        form.source.choices = [choice for choice in form.source.choices if choice.value != COPY]


def make(form: NewProjectForm) -> ProjectRow | None:
    """Make the project; ``None`` where that cannot be, and the form says why."""
    labels = _labels(form)
    if labels is None:
        return None
    toml, name, like = labels
    try:
        return create_project(
            session,
            form.name.data or "",
            toml,
            name,
            description=(form.description.data or "").replace("\r\n", "\n").strip(),
            overlap=form.overlap.data,
            blind_percent=form.blind_percent.data or 0,
            like=like,
            by=current_user,
        )
    except LabelSetProblem as problem:
        _tell(form, problem)
    except Problem as problem:
        form.name.errors = [say(problem.phrase)]
    return None


def _labels(form: NewProjectForm) -> tuple[str, str, Like | None] | None:
    """Return the label set's text, what it is called, and what else is taken over."""
    if form.source.data == OWN:
        return _own(form)
    if form.source.data != COPY:
        return labelsets.text(form.label_set.data), f"{form.label_set.data}.toml", None
    source = session.get(ProjectRow, form.copy_of.data)
    if source is None:
        form.copy_of.errors = [gettext("This project is not there any more.")]
        return None
    like = Like(source.id, form.with_guideline.data, form.with_members.data, form.with_settings.data)
    return source.label_set.toml, source.name, like


def _own(form: NewProjectForm) -> tuple[str, str, None] | None:
    sent = form.file.data
    if not sent and not (form.toml.data or "").strip():
        form.toml.errors = [gettext("Choose a file, or paste a label set.")]
        return None
    if not sent:
        return form.toml.data.replace("\r\n", "\n"), gettext("label set"), None
    raw = sent.read(LARGEST + 1)
    sent.close()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        form.file.errors = [gettext("This file is not text in UTF-8. Save it as UTF-8, or choose another one.")]
        return None
    form.toml.data = text  # a page cannot hold on to a chosen file: it is mended here
    return text, sent.filename or gettext("label set"), None


def _tell(form: NewProjectForm, problem: LabelSetProblem) -> None:
    """Every error with its line, beside the text that has it."""
    lines = [
        gettext("Line %(line)s: %(error)s", line=error.line, error=say(error.phrase))
        for error in problem.errors[:MOST_ERRORS]
    ]
    form.toml.errors = [say(problem.phrase), *lines]
