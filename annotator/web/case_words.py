"""What the filters of cases are called, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext

from annotator.services.wanted import Among, Side, State
from annotator.web import review_words
from annotator.web.disagreement_shown import KINDS

AGREED, ALL = Among.AGREED.value, Among.ALL.value
WHICH: Mapping[str, Any] = {
    **{kind.value: title for kind, title in KINDS.items()},
    AGREED: lazy_gettext("they agree on the label"),
    ALL: lazy_gettext("all cases, agreed or not"),
}
STATES: Mapping[str, Any] = {
    State.OPEN: lazy_gettext("to be settled"),
    State.SETTLED: lazy_gettext("settled"),
    State.GOLD: lazy_gettext("gold"),
}
SIDES: Mapping[str, Any] = {
    Side.GOLD: lazy_gettext("what the gold has"),
    Side.MINE: lazy_gettext("what was marked"),
}
SUGGESTIONS: Mapping[str, Any] = {"shown": lazy_gettext("with suggestions"), "blind": lazy_gettext("without")}
ANSWERS = lazy_gettext("Answers at cases: a label, or nothing")
NAMED: Mapping[str, Any] = {
    "against": lazy_gettext("Compared with"),
    "measure": lazy_gettext("They lower"),
    "kind": lazy_gettext("Which cases"),
    "label": lazy_gettext("Label"),
    "with": lazy_gettext("and the label"),
    "role": lazy_gettext("Role"),
    "side": lazy_gettext("Only"),
    "one": lazy_gettext("Person"),
    "other": lazy_gettext("and the person"),
    "state": lazy_gettext("State"),
    "document": lazy_gettext("Document"),
    "import": lazy_gettext("Import"),
    "finished": lazy_gettext("Finished documents"),
    "suggestions": lazy_gettext("Suggestions"),
    "of": lazy_gettext("Known answers"),
    "week": lazy_gettext("Week from"),
}
"""What the parts of an address are called, in the order in which they are said."""


def measure_title(name: str) -> Any:
    """Return what a measure is called."""
    return review_words.MEASURES[name].title if name in review_words.MEASURES else ANSWERS
