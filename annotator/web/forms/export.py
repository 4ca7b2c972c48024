"""What to export."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField

from annotator.web.forms import Form


class ExportForm(Form):
    """Whose layers, and which."""

    layer = RadioField(lazy_gettext("Whose annotations"), default="all")
    finished_only = BooleanField(lazy_gettext("Only finished documents"))
