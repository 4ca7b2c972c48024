"""Files and pasted texts."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, DateField, HiddenField, RadioField, StringField, TextAreaField, validators

from annotator.formats.text import MAX_PASTED
from annotator.web.forms import Form, TickBoxesField

QUEUE, PERSONS = "queue", "persons"


class ImportForm(Form):
    """Files or a pasted text, what is known of them, and who annotates them. ``form`` is the name of this very form."""

    form = HiddenField(validators=[validators.Length(max=64)])
    files = MultipleFileField(lazy_gettext("Files"))
    text = TextAreaField(lazy_gettext("Or paste an article"), [validators.Length(max=MAX_PASTED)])
    title = StringField(
        lazy_gettext("Title"),
        [validators.Length(max=300)],
        description=lazy_gettext("Used where there is one document only; else each has its own, or its first line."),
    )
    source = StringField(
        lazy_gettext("Source"),
        [validators.Length(max=500)],
        description=lazy_gettext("Where the texts come from: a newspaper, an agency. Goes before what the file says."),
    )
    date = DateField(lazy_gettext("Date"), [validators.Optional()])
    who = RadioField(lazy_gettext("Who annotates these documents"), default=QUEUE)
    annotators = TickBoxesField(lazy_gettext("These people"), coerce=int)
    suggest = BooleanField(
        lazy_gettext("Suggest spans and events afterwards"),
        default=True,
        description=lazy_gettext("In the background; documents can be annotated meanwhile."),
    )

    def validate_annotators(self, field: TickBoxesField) -> None:
        """Refuse named people without a name."""
        if self.who.data == PERSONS and not field.data:
            raise validators.ValidationError(gettext("Choose at least one person, or let the queue hand them out."))
