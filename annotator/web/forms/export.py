"""What to export."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField

from annotator.web.forms import Form


class ExportForm(Form):
    """The gold, or whose layers, and which."""

    layer = RadioField(lazy_gettext("Whose annotations"), default="gold")
    finished_only = BooleanField(
        lazy_gettext("Only finished documents"),
        description=lazy_gettext("Gold is always made of finished work."),
    )
