"""The address of a project's own server."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import StringField

from annotator.web.forms import Form


class ServerForm(Form):
    """The address as it is shown; a password or token in it is taken and never shown again."""

    address = StringField(
        lazy_gettext("Address of the server"),
        description=lazy_gettext(
            "For example https://models.example.org:9090. Where one signs in there, put https://user:password@… or "
            "https://token@…: these words are kept and never shown. A new address comes without the old ones."
        ),
    )
