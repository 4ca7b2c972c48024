"""The forms of the pages: what they share here, each stage's own in a module beside."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, validators, widgets

from annotator.core.phrases import N_


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

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Read what a form has sent and nothing else: JSON, which Flask-WTF would take too, comes from no page."""
            return None if request.is_json else super().wrap_formdata(form, formdata)


MAX_NUMBER = 10**60
"""What is larger is no number that anybody means."""


class NumberField(IntegerField):
    """A whole number that a computer can reckon with: WTForms' own ranges break on four hundred digits."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:  # noqa: D102  # what WTForms asks for
        super().process_formdata(valuelist)
        if self.data is not None and abs(self.data) > MAX_NUMBER:
            self.data = None
            raise ValueError(self.gettext("Not a valid integer value."))


class TickBoxesField(SelectMultipleField):
    """Several tick boxes under one legend."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


needed = validators.InputRequired(lazy_gettext("This is needed."))


# What WTForms itself may say in these forms, so that the catalogue has it.
WTFORMS_MESSAGES = (
    N_("Field must be between %(min)d and %(max)d characters long."),
    N_("Field cannot be longer than %(max)d characters."),
    N_("Not a valid choice."),
    N_("Not a valid date value."),
    N_("Not a valid integer value."),
    N_("Number must be between %(min)s and %(max)s."),
    N_("Number must be at least %(min)s."),
    N_("Invalid Choice: could not coerce."),
    N_("'%(value)s' is not a valid choice for this field."),
    N_("'%(value)s' are not valid choices for this field."),
    N_("CSRF token missing."),
)
