"""An event word found in a text, with what it names there."""

from __future__ import annotations

from annotator.suggesters.inflection import EventWord
from annotator.suggesters.rules.events import is_result
from annotator.suggesters.rules.senses import BATTLES, CIVILIANS, REMOTE, Sense

LEADS, ALONE = 0.42, 0.46
"""The scores of second thoughts that are shown: of a clause of its own, and of a sentence with no other word for it."""
_VIOLENT = {BATTLES: ("Armed clash",), REMOTE: None, CIVILIANS: None}


class Hit:
    """A trigger found in a reading."""

    def __init__(self, place: int, cut: int, word: EventWord, found: Sense) -> None:
        """Keep a token's number, the letters cut off in front, the word and its sense."""
        self.place, self.cut, self.word, self.sense = place, cut, word, found

    @property
    def result(self) -> bool:
        """Whether it names only what another event did."""
        return is_result(self.word.lemma)

    @property
    def violent(self) -> bool:
        """Whether it names violence itself, not its result."""
        subtypes = _VIOLENT.get(self.sense.type, ())
        return not self.result and (subtypes is None or self.sense.subtype in subtypes)

    def scored(self, score: float) -> Hit:
        """Return the same with another score."""
        return Hit(self.place, self.cut, self.word, self.sense._replace(score=score))
