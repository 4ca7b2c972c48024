"""What is asked before something is done to many documents."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import RadioField, TextAreaField, validators

from annotator.db.documents import CHECK, PRACTICE
from annotator.services.bulk import MOST_WANTED
from annotator.services.remarks import MAX_REMARK
from annotator.web.forms import Form, NumberField, TickBoxesField, needed


class BulkForm(Form):
    """Nothing but the yes."""


class GiveForm(Form):
    """To whom."""

    people = TickBoxesField(
        lazy_gettext("Give to"),
        [validators.InputRequired(lazy_gettext("Tick somebody."))],
        coerce=int,
        description=lazy_gettext("Each of them gets all of these documents. What somebody has already stays as it is."),
    )


class WithdrawForm(Form):
    """From whom, and how far."""

    person = RadioField(
        lazy_gettext("Withdraw from"), [validators.InputRequired(lazy_gettext("Choose somebody."))], coerce=int
    )
    reach = RadioField(
        lazy_gettext("Which of theirs"),
        default="untouched",
        description=lazy_gettext(
            "What they have marked stays in their layer and in the export. Documents that want somebody go back to the "
            "queue, which may give them to the same person again. What is finished or skipped stays theirs."
        ),
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.reach.choices = [
            ("untouched", lazy_gettext("only what they have not begun")),
            ("begun", lazy_gettext("also what they have begun and not finished")),
        ]


class PriorityForm(Form):
    """Before, among or after the others."""

    priority = RadioField(
        lazy_gettext("Priority"),
        default="first",
        description=lazy_gettext("In which order the queue hands them out. What somebody has already stays theirs."),
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.priority.choices = [
            ("first", lazy_gettext("first: before all others")),
            ("normal", lazy_gettext("normal: in the order they came")),
            ("later", lazy_gettext("later: after all others")),
        ]


class WantedForm(Form):
    """How many."""

    wanted = NumberField(
        lazy_gettext("Number of annotators"),
        [needed, validators.NumberRange(0, MOST_WANTED)],
        description=lazy_gettext(
            "To how many people the queue gives each of these documents by itself, from 0 to 20. With 0 it gives them "
            "to nobody: you give them out by hand."
        ),
    )


class PurposeForm(Form):
    """For what."""

    purpose = RadioField(lazy_gettext("Use for"), default=CHECK)

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.purpose.choices = [
            (CHECK, lazy_gettext("checks: mixed into the work unseen, to know how well people do")),
            (PRACTICE, lazy_gettext("practice: for beginners, who see afterwards what was right")),
            ("none", lazy_gettext("neither: ordinary documents again")),
        ]


class EraseForm(Form):
    """The number, typed."""

    typed = NumberField(
        lazy_gettext("Type the number of documents to delete"),
        [needed],
        description=lazy_gettext("So that nothing is deleted by a slip."),
    )


class RemarkForm(Form):
    """For whom, and what."""

    person = RadioField(lazy_gettext("For"), [validators.InputRequired(lazy_gettext("Choose somebody."))], coerce=int)
    text = TextAreaField(
        lazy_gettext("Comment"),
        [needed, validators.Length(max=MAX_REMARK)],
        description=lazy_gettext("They find it on their start page; nobody else who annotates sees it."),
    )
