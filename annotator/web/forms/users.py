"""The people of the installation."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField, StringField

from annotator.web.forms import Form, needed


class PersonForm(Form):
    """Somebody new."""

    name = StringField(
        lazy_gettext("Name"),
        [needed],
        description=lazy_gettext("With it they sign in, and others see it beside their work. It stays."),
    )
    email = StringField(
        lazy_gettext("E-mail address"),
        description=lazy_gettext("For a link when they have forgotten their password. It may stay empty."),
    )
    manager = BooleanField(
        lazy_gettext("Manages the whole installation"),
        description=lazy_gettext(
            "Sees and changes every project, and everybody’s account. Who only annotates, or manages one project, "
            "needs no tick here."
        ),
    )
