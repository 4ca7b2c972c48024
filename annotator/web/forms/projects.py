"""A new project."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    validators,
)

from annotator.services.blind import MOST_PERCENT, USUAL_PERCENT
from annotator.services.settings import MAX_DESCRIPTION, MOST_OVERLAP
from annotator.web.forms import Form, NumberField, needed

SHIPPED, COPY, OWN = "shipped", "copy", "own"

OVERLAP = lazy_gettext("How many annotators a document gets")
OVERLAP_HELP = lazy_gettext(
    "The queue gives every document to so many people, never to more. Example: with 2, each document is annotated "
    "twice, so that you can compare. With 0 the queue gives nothing by itself: you give every document to people by "
    "hand."
)

BLIND = lazy_gettext("Documents in a hundred that are shown without suggestions")
BLIND_HELP = lazy_gettext(
    "Suggestions can bend what people mark. To see whether they do, some documents are shown without any: which ones "
    "is drawn by lot. Annotators are told that it happens, not where. With 0, all documents have their suggestions."
)


class NewProjectForm(Form):
    """What a project is called, where its labels come from, how many annotate a document."""

    name = StringField(lazy_gettext("Name of the project"), [needed, validators.Length(max=80)])
    description = TextAreaField(
        lazy_gettext("Description"),
        [validators.Length(max=MAX_DESCRIPTION)],
        description=lazy_gettext(
            "A few words for those who work here: what is annotated, and what for. May stay empty."
        ),
    )
    source = RadioField(
        lazy_gettext("Where the labels come from"),
        choices=[
            SelectChoice(SHIPPED, lazy_gettext("A label set that comes with the program")),
            SelectChoice(COPY, lazy_gettext("Another project")),
            SelectChoice(OWN, lazy_gettext("A file of your own (TOML)")),
        ],
        default=SHIPPED,
    )
    label_set = RadioField(lazy_gettext("Label set"), default="conflict")
    copy_of = SelectField(
        lazy_gettext("Project"),
        coerce=int,
        description=lazy_gettext("Its newest labels are copied; what is changed there later changes nothing here."),
    )
    with_guideline = BooleanField(lazy_gettext("Its guideline too"))
    with_members = BooleanField(lazy_gettext("Its members too, with their roles and quotas"))
    with_settings = BooleanField(lazy_gettext("Its settings too, instead of the number below"))
    file = FileField(lazy_gettext("Label set file"))
    toml = TextAreaField(
        lazy_gettext("Or paste the label set"),
        description=lazy_gettext("Every mistake is shown with its line, and you can mend it here."),
    )
    overlap = NumberField(OVERLAP, [validators.NumberRange(0, MOST_OVERLAP)], default=1, description=OVERLAP_HELP)
    blind_percent = NumberField(
        BLIND, [validators.NumberRange(0, MOST_PERCENT)], default=USUAL_PERCENT, description=BLIND_HELP
    )
