"""Signing in, and what people change of their own accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField, PasswordField, StringField

from annotator.web.forms import Form, needed


class SignInForm(Form):
    """Name and password."""

    name = StringField(lazy_gettext("Name"), [needed])
    password = PasswordField(lazy_gettext("Password"), [needed])
    remember = BooleanField(lazy_gettext("Keep me signed in on this computer"))
