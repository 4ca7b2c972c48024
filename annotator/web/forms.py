"""The forms of the pages."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    PasswordField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
    widgets,
)

from annotator.core.phrases import N_
from annotator.formats.text import MAX_PASTED


class _Messages:
    """WTForms' own messages through the application's catalogue."""

    def gettext(self, string: str) -> str:
        return gettext(string)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return gettext(singular if number == 1 else plural)


class Form(FlaskForm):
    """A form with CSRF protection in the reader's language."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> _Messages:  # noqa: D102  # what WTForms asks for
            return _Messages()


class TickBoxesField(SelectMultipleField):
    """Several tick boxes under one legend."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


_needed = validators.InputRequired(lazy_gettext("This is needed."))


class SignInForm(Form):
    """Name and password."""

    name = StringField(lazy_gettext("Name"), [_needed])
    password = PasswordField(lazy_gettext("Password"), [_needed])
    remember = BooleanField(lazy_gettext("Keep me signed in on this computer"))


class ProjectForm(Form):
    """A new project."""

    name = StringField(lazy_gettext("Name of the project"), [_needed, validators.Length(max=80)])
    label_set = RadioField(lazy_gettext("Label set"), default="conflict")
    members = TickBoxesField(lazy_gettext("Who annotates here, beside the managers"), coerce=int)


class ImportForm(Form):
    """Files or a pasted text, and who annotates them."""

    files = MultipleFileField(lazy_gettext("Files"))
    text = TextAreaField(lazy_gettext("Or paste an article"), [validators.Length(max=MAX_PASTED)])
    title = StringField(lazy_gettext("Title"), [validators.Length(max=300)])
    source = StringField(lazy_gettext("Source"), [validators.Length(max=500)])
    date = DateField(lazy_gettext("Date"), [validators.Optional()])
    annotators = TickBoxesField(lazy_gettext("Who annotates these documents"), coerce=int)
    suggest = BooleanField(lazy_gettext("Suggest spans and events at once"), default=True)


class ExportForm(Form):
    """Whose layers, and which."""

    layer = RadioField(lazy_gettext("Whose annotations"), default="all")
    finished_only = BooleanField(lazy_gettext("Only finished documents"))


# What WTForms itself may say in these forms, so that the catalogue has it.
WTFORMS_MESSAGES = (
    N_("Field must be between %(min)d and %(max)d characters long."),
    N_("Field cannot be longer than %(max)d characters."),
    N_("Not a valid choice."),
    N_("Not a valid date value."),
    N_("Invalid Choice: could not coerce."),
    N_("'%(value)s' is not a valid choice for this field."),
    N_("'%(value)s' are not valid choices for this field."),
    N_("CSRF token missing."),
)
