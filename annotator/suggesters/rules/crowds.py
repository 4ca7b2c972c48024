"""Words for what a crowd carries, shouts or demands: triggers where no other word names the protest.

«رفع المتظاهرون لافتات» names a protest and has no other word for it. Beside مظاهرة or اعتصام such a word only tells
more; there it is shown as a verb with the crowd right behind it, the act of a clause of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.suggesters.lexicon import listed
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.hits import ALONE, LEADS, Hit
from annotator.suggesters.rules.senses import PROTESTS, RIOTS, THOUGHT

_VAGUE = 0.12
"""The score of what may be no protest of people at all (قاطعت الجلسة احتجاجا)."""
_CROWD = listed("protests", "crowd")
_CARRIED = listed("protests", "carried")
_NAMING = listed("protests", "naming")


def weighed(reading: Reading, sentence: Sequence[Hit]) -> list[Hit]:
    """Return the hits of a sentence, second thoughts about protests scored by what else the sentence names."""
    thoughts = [hit for hit in sentence if _is_thought(hit)]
    if not thoughts:
        return list(sentence)
    others = [hit for hit in sentence if hit.sense.type in (PROTESTS, RIOTS) and not _is_thought(hit)]
    return [hit.scored(_score(reading, hit, others)) if _is_thought(hit) else hit for hit in sentence]


def _is_thought(hit: Hit) -> bool:
    return hit.sense.type == PROTESTS and hit.sense.score <= THOUGHT


def _score(reading: Reading, hit: Hit, others: Sequence[Hit]) -> float:
    if reading.form(hit.place - 1) in _CARRIED and hit.word.verb and not hit.cut:
        return hit.sense.score  # what the signs say (لافتات تندد بالحرب)
    if not others:
        return ALONE if hit.sense.score > _VAGUE else hit.sense.score
    led = hit.word.verb and (_crowd_behind(reading, hit) or reading.forms[hit.place].endswith(("رددوا", "هتفوا")))
    named = any(other.word.lemma in _NAMING for other in others)
    cause = hit.word.lemma in ("احتجاج", "مطالبين") and (not named or reading.forms[hit.place].startswith("للاحتجاج"))
    return LEADS if led or cause else hit.sense.score


def _crowd_behind(reading: Reading, hit: Hit) -> bool:
    """Whether the crowd is the verb's subject: one of the two words behind it."""
    return any(reading.form(hit.place + ahead) in _CROWD for ahead in (1, 2))
