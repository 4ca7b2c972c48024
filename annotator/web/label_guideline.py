"""The guideline of one label: read by all, mended by managers on the spot, with its history."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required

from annotator.core.labelfile import DocumentProblem
from annotator.core.labelfile.lines import Path
from annotator.core.labels import Guideline, Label
from annotator.core.phrases import Phrase, Problem
from annotator.db.base import session
from annotator.db.projects import ProjectRow
from annotator.services.label_guideline import wordings, write_wording
from annotator.web.forms.label_guideline import LabelGuidelineForm
from annotator.web.labels import label_words
from annotator.web.language import say
from annotator.web.permissions import project_for
from annotator.web.signing_in import inside

blueprint = Blueprint("label_guideline", __name__)
blueprint.context_processor(label_words)


@blueprint.get("/projects/<int:project_id>/labels/guideline")
@login_required
def page(project_id: int) -> ResponseReturnValue:
    """What a label is for; with the form, for those who may change it."""
    project = project_for("see-labels", project_id)
    label = _label(project)
    return _page(project, label, _form_of(project, label.guideline))


@blueprint.post("/projects/<int:project_id>/labels/guideline")
@login_required
def write(project_id: int) -> ResponseReturnValue:
    """Keep another wording."""
    project = project_for("change-labels", project_id)
    label, form = _label(project), LabelGuidelineForm()
    if not form.validate_on_submit():
        return _page(project, label, form), 422
    try:
        made_from = form.made_from.data or 0
        changed = write_wording(session, project, label.id, _wanted(form), made_from=made_from, by=current_user)
    except DocumentProblem as problem:
        _tell(form, problem.errors)
        return _page(project, label, form), 422
    except Problem as problem:
        return _meanwhile(project_for("change-labels", project_id), form, problem)
    flash(gettext("The guideline is saved.") if changed else gettext("Nothing was changed."), "success")
    return redirect(_back(project_id))


def _label(project: ProjectRow) -> Label:
    label = project.label_set.value().by_id.get(request.args.get("label", ""))
    if label is None:
        abort(404)
    return label


def _form_of(project: ProjectRow, guideline: Guideline) -> LabelGuidelineForm:
    return LabelGuidelineForm(
        arabic=guideline.text.get("ar", ""),
        english=guideline.text.get("en", ""),
        example=guideline.example,
        counter_example=guideline.counter_example,
        made_from=project.label_set.number,
    )


def _wanted(form: LabelGuidelineForm) -> Guideline:
    texts = {"ar": _cleaned(form.arabic.data), "en": _cleaned(form.english.data)}
    return Guideline(
        texts if any(texts.values()) else {}, _cleaned(form.example.data), _cleaned(form.counter_example.data)
    )


def _cleaned(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def _tell(form: LabelGuidelineForm, errors: Iterable[tuple[Path, Phrase]]) -> None:
    """Put each error at its field; what is about something else, at the first one."""
    for path, phrase in errors:
        name = str(path[-1]) if path else ""
        field = form[name] if name in ("example", "counter_example") else form.arabic
        field.errors = [*field.errors, say(phrase)]


def _meanwhile(project: ProjectRow, form: LabelGuidelineForm, problem: Problem) -> ResponseReturnValue:
    """Show the form again with what was written. Saving once more then takes the place of what the others saved."""
    form.made_from.data, form.made_from.raw_data = project.label_set.number, None
    form.arabic.errors = [say(problem.phrase)]
    return _page(project, _label(project), form), 409


def _page(project: ProjectRow, label: Label, form: LabelGuidelineForm) -> str:
    found = wordings(session, project, label.id)
    return render_template(
        "labels/guideline.html", project=project, label=label, form=form, wordings=found, back=_back(project.id)
    )


def _back(project_id: int) -> str:
    """Return where who came from another page goes back to; the labels, where nobody says."""
    target = request.args.get("next")
    return inside(target) if target else url_for("labels.editor", project_id=project_id)
