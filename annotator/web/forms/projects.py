"""A new project."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import RadioField, StringField, validators

from annotator.web.forms import Form, TickBoxesField, needed


class ProjectForm(Form):
    """A new project."""

    name = StringField(lazy_gettext("Name of the project"), [needed, validators.Length(max=80)])
    label_set = RadioField(lazy_gettext("Label set"), default="conflict")
    members = TickBoxesField(lazy_gettext("Who annotates here, beside the managers"), coerce=int)
