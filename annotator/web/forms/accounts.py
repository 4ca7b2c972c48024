"""Signing in, and what people change of their own accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField, PasswordField, StringField, validators

from annotator.services.accounts import MIN_PASSWORD
from annotator.web.forms import Form, needed


class SignInForm(Form):
    """Name and password."""

    name = StringField(lazy_gettext("Name"), [needed])
    password = PasswordField(lazy_gettext("Password"), [needed])
    remember = BooleanField(lazy_gettext("Keep me signed in on this computer"))


class ForgottenForm(Form):
    """Who has forgotten their password."""

    who = StringField(
        lazy_gettext("Name or e-mail address"),
        [needed],
        description=lazy_gettext("The name with which you sign in, or the address where you get mails."),
    )


class NewPasswordForm(Form):
    """A new password, twice; whether it is long enough is for the service to say."""

    new = PasswordField(
        lazy_gettext("New password"),
        [needed],
        description=lazy_gettext(
            "At least %(least)s characters. A sentence of a few words is easy to remember and hard to guess.",
            least=MIN_PASSWORD,
        ),
    )
    again = PasswordField(
        lazy_gettext("New password once more"),
        [needed, validators.EqualTo("new", lazy_gettext("The two are not the same. Type both anew."))],
    )


class _Current(Form):
    current = PasswordField(
        lazy_gettext("Present password"),
        description=lazy_gettext("So that nobody else can do this while you are away from the screen."),
    )


class EmailForm(_Current):
    """Where mails go."""

    email = StringField(
        lazy_gettext("E-mail address"),
        description=lazy_gettext("For a link when you have forgotten your password. It may stay empty."),
    )


class PasswordForm(_Current, NewPasswordForm):
    """Another password."""
