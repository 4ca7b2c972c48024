"""Files and pasted texts."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, DateField, StringField, TextAreaField, validators

from annotator.formats.text import MAX_PASTED
from annotator.web.forms import Form, TickBoxesField


class ImportForm(Form):
    """Files or a pasted text, and who annotates them."""

    files = MultipleFileField(lazy_gettext("Files"))
    text = TextAreaField(lazy_gettext("Or paste an article"), [validators.Length(max=MAX_PASTED)])
    title = StringField(lazy_gettext("Title"), [validators.Length(max=300)])
    source = StringField(lazy_gettext("Source"), [validators.Length(max=500)])
    date = DateField(lazy_gettext("Date"), [validators.Optional()])
    annotators = TickBoxesField(lazy_gettext("Who annotates these documents"), coerce=int)
    suggest = BooleanField(lazy_gettext("Suggest spans and events at once"), default=True)
