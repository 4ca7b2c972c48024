"""Adding people to a project, and what they are there."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, TextAreaField, validators, widgets

from annotator.core.people import ANNOTATOR, ROLES, TITLES
from annotator.web.forms import MAX_NUMBER, Form, NumberField, TickBoxesField, needed
from annotator.web.language import say

MOST_DOCUMENTS = 1_000_000


class WholeNumberField(NumberField):
    """A number that may be written in any digits; what is none is told with what to do."""

    widget = widgets.TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:  # noqa: D102  # what WTForms asks for
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            try:
                self.data = int(text)
                if abs(self.data) > MAX_NUMBER:
                    raise ValueError
            except ValueError:
                self.data = None
                raise ValueError(gettext("Write a whole number in digits, such as 40.")) from None


def role_choices() -> list[tuple[str, str]]:
    """Return the roles with what they are called in the reader's language."""
    return [(role, say(TITLES[role])) for role in ROLES]


class MemberForm(Form):
    """What a member is and how much they get."""

    role = SelectField(lazy_gettext("Role in the project"))
    quota = WholeNumberField(
        lazy_gettext("Quota"),
        [
            validators.Optional(),
            validators.NumberRange(0, MOST_DOCUMENTS, lazy_gettext("A quota is between 0 and 1,000,000.")),
        ],
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.role.choices = role_choices()


class AddForm(Form):
    """Who is to be added: chosen from the list ``outsiders``, or, where that is ``None``, named one a line."""

    people = TickBoxesField(lazy_gettext("Who"))
    names = TextAreaField(
        lazy_gettext("Names"),
        [validators.Length(max=20_000)],
        description=lazy_gettext("The exact names under which they sign in, one a line."),
    )
    role = SelectField(lazy_gettext("As"), [needed], default=ANNOTATOR)

    def __init__(self, outsiders: list[str] | None, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.role.choices = role_choices()
        self.is_named = outsiders is None
        self.people.choices = [(name, name) for name in outsiders or ()]

    @property
    def wanted(self) -> list[str]:
        """The names that were chosen or written."""
        lines = (line.strip() for line in (self.names.data or "").splitlines())
        return [*(self.people.data or ()), *(line for line in lines if line)]
