"""The settings of a project."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField, validators

from annotator.core.settlement import Rule
from annotator.db.projects import AS_IMPORTED, INFORMATIVE
from annotator.services.blind import MOST_PERCENT
from annotator.services.settings import (
    LEAST_CHECKED,
    MAX_DESCRIPTION,
    MOST_CHECKED,
    MOST_EVERY,
    MOST_HOURS,
    MOST_OVERLAP,
    Settings,
)
from annotator.web.forms import Form, NumberField, needed
from annotator.web.forms.projects import BLIND, BLIND_HELP, OVERLAP, OVERLAP_HELP

HOURS_OF = {"hours": 1, "days": 24}


class SettingsForm(Form):
    """What a project is called, how its documents are handed out, what counts as agreed, how its quality is seen."""

    name = StringField(
        lazy_gettext("Name of the project"),
        [needed, validators.Length(max=80)],
        description=lazy_gettext("Exports and the command line name the project so; addresses stay the same."),
    )
    description = TextAreaField(
        lazy_gettext("Description"),
        [validators.Length(max=MAX_DESCRIPTION)],
        description=lazy_gettext("Everybody in the project sees it on the project’s page."),
    )
    overlap = NumberField(OVERLAP, [validators.NumberRange(0, MOST_OVERLAP)], description=OVERLAP_HELP)
    blind_percent = NumberField(BLIND, [validators.NumberRange(0, MOST_PERCENT)], description=BLIND_HELP)
    work_order = RadioField(
        lazy_gettext("Which document comes next"),
        choices=[
            SelectChoice(AS_IMPORTED, lazy_gettext("As they were imported")),
            SelectChoice(INFORMATIVE, lazy_gettext("The most informative one first")),
        ],
        description=lazy_gettext(
            "The most informative document is the one whose suggestions are least sure: what is decided there teaches "
            "the program most. Priorities come before this order."
        ),
    )
    learn_every = NumberField(
        lazy_gettext("Learn anew after so many finished documents"),
        [validators.NumberRange(0, MOST_EVERY)],
        description=lazy_gettext(
            "The program then trains a model in the background, and uses it only if it does better than the one before "
            "on documents that it has not seen. 0: only when you ask for it."
        ),
    )
    rule = RadioField(
        lazy_gettext("What counts as agreed"),
        choices=[
            SelectChoice(Rule.ALL.value, lazy_gettext("What all annotators of the document say alike")),
            SelectChoice(Rule.MAJORITY.value, lazy_gettext("What more than half of them say alike")),
            SelectChoice(
                Rule.WEIGHTED.value,
                lazy_gettext("What most of them say, each weighted by how reliable the data show them to be"),
            ),
        ],
        description=lazy_gettext(
            "What is agreed becomes gold by itself; the rest a curator decides. The stricter the rule, the more there "
            "is to decide. Gold that was approved before stays as it is."
        ),
    )
    show_outcomes = BooleanField(
        lazy_gettext("Annotators see what became of their spans"),
        description=lazy_gettext(
            "When a document has gold, its annotators can compare their own work with it. They never see the work of "
            "others, and never that a document is a check document."
        ),
    )
    check_every = NumberField(
        lazy_gettext("Of so many documents, one is a check document"),
        description=lazy_gettext(
            "Check documents are documents with known answers. The queue mixes them in unseen: with 10, one of every "
            "ten documents that it hands somebody, at a place drawn by lot. From 2 to 200; 0: none."
        ),
    )
    practice_first = BooleanField(
        lazy_gettext("Annotators begin with the practice documents"),
        description=lazy_gettext(
            "Before all others, the queue hands everybody the practice documents that they have not had. When one is "
            "finished, its annotator sees at once what was right, with the reasons. They do not count for a quota."
        ),
    )
    abandons = RadioField(
        lazy_gettext("When nothing was done at a document for long"),
        choices=[
            SelectChoice("after", lazy_gettext("It goes back to the queue, after the time below")),
            SelectChoice("never", lazy_gettext("It stays with who has it")),
        ],
        description=lazy_gettext(
            "Only what the queue has handed out goes back, never what you gave by hand, and the work that was done at "
            "it is kept. Example: with 7 days, a document that somebody opened on a Monday and never touched again is "
            "given to the next annotator who asks from the Monday after."
        ),
    )
    time = NumberField(lazy_gettext("Time without a change"), [validators.Optional(), validators.NumberRange(1)])
    unit = SelectField(
        lazy_gettext("Unit of the time"),
        choices=[SelectChoice("hours", lazy_gettext("hours")), SelectChoice("days", lazy_gettext("days"))],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A time is needed where documents go back; where they do not, nobody sees what stands there."""
        if self.abandons.data == "never":
            self.time.raw_data, self.time.process_errors = [], []
        is_right = super().validate(extra_validators)
        if self.abandons.data == "after" and self.time.data is None and not self.time.errors:
            self.time.errors = [lazy_gettext("This is needed.")]
            return False
        return is_right

    def validate_time(self, field: NumberField) -> None:
        """A year at most."""
        if self.abandons.data == "after" and (field.data or 0) * HOURS_OF.get(self.unit.data, 1) > MOST_HOURS:
            raise validators.ValidationError(lazy_gettext("At most a year: 365 days, or 8760 hours."))

    def validate_check_every(self, field: NumberField) -> None:
        """None, or a share that leaves other work."""
        if field.data and not LEAST_CHECKED <= field.data <= MOST_CHECKED:
            raise validators.ValidationError(lazy_gettext("0 for none, or from 2 to 200."))

    def show(self, settings: Settings) -> None:
        """Fill in the settings as they are."""
        self.name.data, self.description.data = settings.name, settings.description
        self.overlap.data = settings.overlap
        self.blind_percent.data, self.work_order.data = settings.blind_percent, settings.work_order
        self.learn_every.data = settings.learn_every
        self.rule.data, self.show_outcomes.data = settings.rule, settings.show_outcomes
        self.check_every.data, self.practice_first.data = settings.check_every, settings.practice_first
        hours = settings.abandon_hours
        self.abandons.data = "never" if hours is None else "after"
        self.unit.data = "hours" if hours and hours % 24 else "days"
        self.time.data = hours // HOURS_OF[self.unit.data] if hours else 7

    def value(self) -> Settings:
        """Return the settings that were put in."""
        hours = self.time.data * HOURS_OF[self.unit.data] if self.abandons.data == "after" else None
        description = (self.description.data or "").replace("\r\n", "\n").strip()
        return Settings(
            self.name.data or "",
            description,
            self.overlap.data or 0,
            hours,
            self.blind_percent.data or 0,
            self.work_order.data,
            self.learn_every.data or 0,
            self.rule.data,
            self.show_outcomes.data,
            self.check_every.data or 0,
            self.practice_first.data,
        )
