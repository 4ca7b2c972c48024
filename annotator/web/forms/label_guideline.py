"""The guideline of one label."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from wtforms import StringField, SubmitField, TextAreaField, validators
from wtforms.widgets import HiddenInput

from annotator.web.forms import Form, NumberField

_TEXT, _EXAMPLE = validators.Length(max=10_000), validators.Length(max=1_000)
"""Every page of an annotation carries them."""


class _WithTheOther:
    """A field that is needed where its twin in the other language is filled: a label set speaks both or neither."""

    def __init__(self, other: str) -> None:
        self._other = other

    def __call__(self, form: Form, field: TextAreaField) -> None:
        """Raise where this language alone is missing."""
        if (form[self._other].data or "").strip() and not (field.data or "").strip():
            raise validators.ValidationError(gettext("Say it in this language, too."))


class LabelGuidelineForm(Form):
    """What to mark and what not, in both languages, with an example for each, and the version it was made from."""

    arabic = TextAreaField(lazy_gettext("In Arabic"), [_WithTheOther("english"), _TEXT])
    english = TextAreaField(lazy_gettext("In English"), [_WithTheOther("arabic"), _TEXT])
    example = StringField(
        lazy_gettext("A right example"),
        [_EXAMPLE],
        description=lazy_gettext("A sentence with the span in square brackets."),
    )
    counter_example = StringField(
        lazy_gettext("A wrong example"), [_EXAMPLE], description=lazy_gettext("What might be marked, and is not to be.")
    )
    made_from = NumberField(validators=[validators.NumberRange(min=0)], widget=HiddenInput())
    save = SubmitField(lazy_gettext("Save"))
