"""Making an invitation, and taking it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import PasswordField, RadioField, StringField, validators

from annotator.core.people import ANNOTATOR
from annotator.services.accounts import MIN_PASSWORD
from annotator.services.invitations import MOST_DAYS, MOST_USES
from annotator.web.forms import Form, needed
from annotator.web.forms.people import WholeNumberField, role_choices


class InvitationForm(Form):
    """For whom a link is, and how long it works."""

    role = RadioField(lazy_gettext("Their role in the project"), [needed], default=ANNOTATOR)
    uses = WholeNumberField(
        lazy_gettext("For how many people"),
        [
            validators.InputRequired(lazy_gettext("Write how many people the link lets in.")),
            validators.NumberRange(1, MOST_USES, lazy_gettext("A link lets in 1 to 100 people.")),
        ],
        default=1,
        description=lazy_gettext("From 1 to 100. Each person who joins counts once."),
    )
    days = WholeNumberField(
        lazy_gettext("For how many days"),
        [
            validators.InputRequired(lazy_gettext("Write for how many days the link works.")),
            validators.NumberRange(1, MOST_DAYS, lazy_gettext("A link works for 1 to 30 days.")),
        ],
        default=7,
        description=lazy_gettext("From 1 to 30. After that nobody can join with it any more."),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.role.choices = role_choices()


class JoinForm(Form):
    """The account that somebody chooses who was invited."""

    name = StringField(
        lazy_gettext("Name"),
        [needed, validators.Length(max=200)],
        description=lazy_gettext("You sign in with it, and the others of the project see it."),
    )
    password = PasswordField(
        lazy_gettext("Password"),
        [needed, validators.Length(max=1000)],
        description=lazy_gettext(
            "At least %(least)s characters; a sentence of a few words is good.", least=MIN_PASSWORD
        ),
    )
