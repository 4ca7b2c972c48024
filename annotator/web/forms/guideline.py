"""The text of the guideline."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import SubmitField, TextAreaField, validators
from wtforms.widgets import HiddenInput

from annotator.web.forms import Form, NumberField


class GuidelineForm(Form):
    """The text, the version that it was made from, and the two buttons."""

    text = TextAreaField(lazy_gettext("Text of the guideline"))
    made_from = NumberField(validators=[validators.NumberRange(min=0)], widget=HiddenInput())
    preview = SubmitField(lazy_gettext("Preview"))
    save = SubmitField(lazy_gettext("Save"))
