"""Words for what befell people (قتل, مقتل, أصيب): triggers where no word names the violence, or where they lead.

Beside a bombing or an attack the shipped guideline marks the attack. A sentence that leads with the killing (قتل خمسة
في هجوم) says two things, and coders of assaults mark the killing: so it is shown, with a low score. What a clause
tells as its attack's outcome (أسفر الهجوم عن مقتل خمسة) stays a second thought, and so does what happens in battle,
under shelling, from the air.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.suggesters.lexicon import listed
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.hits import ALONE, LEADS, Hit
from annotator.suggesters.rules.senses import CIVILIANS, MINE, SOLDIERS, SUICIDE

HIDDEN = 0.1
"""How sure a result is to be a trigger where the sentence names the violence and tells the result as its outcome."""
_OUTCOME = listed("results", "outcome")
_ASSAULTS = listed("results", "assaults")
_MORE = listed("results", "more")
_ATTACKS = frozenset(("هجوم", "هجمات", "هجومين", "هجومان"))
_FORCES = SOLDIERS | listed("events", "state") | listed("events", "armed_groups")
_NEAR = 8
_HURT = listed("events", "harm") - listed("events", "killing")


def weighed(reading: Reading, sentence: Sequence[Hit]) -> list[Hit]:
    """Return the hits of a sentence, its results scored by what else the sentence names."""
    if not any(hit.result for hit in sentence):
        return list(sentence)
    violent = [hit for hit in sentence if hit.violent and hit.sense.score >= LEADS]
    return [hit.scored(_score(reading, hit, violent, sentence)) if hit.result else hit for hit in sentence]


def _score(reading: Reading, hit: Hit, violent: Sequence[Hit], sentence: Sequence[Hit]) -> float:
    if hit.word.lemma in _HURT and hit.sense.type != CIVILIANS:
        return hit.sense.score  # a building that was hit
    if hit.sense.score <= HIDDEN or (hit.word.lemma in _HURT and _is_only_more(reading, hit, violent, sentence)):
        return min(hit.sense.score, HIDDEN)
    if not violent:
        return min(hit.sense.score, ALONE) if hit.word.lemma in _HURT else hit.sense.score
    if _acts(reading, hit):
        return hit.sense.score
    nearest = min(violent, key=lambda other: abs(other.place - hit.place))
    shown = _is_assault(reading, nearest, hit) and not (_is_outcome(reading, hit) and _is_close(reading, nearest, hit))
    return LEADS if shown else HIDDEN


def _is_only_more(reading: Reading, hit: Hit, violent: Sequence[Hit], sentence: Sequence[Hit]) -> bool:
    """Whether an injury only adds to what the sentence names, or to the sentence before (كما أصيب آخرون)."""
    killed = any(other.result and other.word.lemma not in _HURT for other in sentence)
    told = not violent and any(not other.result and other.sense.score > LEADS for other in sentence)
    counted = hit.word.lemma == "اصابه" and reading.forms[hit.place].endswith("ات")
    return killed or told or counted or _goes_on(reading, hit)


def _acts(reading: Reading, hit: Hit) -> bool:
    """Whether somebody kills here, as an act beside the other (يقتل, أعمال قتل)."""
    active = hit.word.verb and hit.word.lemma == "قتل" and hit.sense.score >= 0.58
    them = hit.cut > 0 and reading.forms[hit.place].endswith(("قتلهم", "قتلتهم", "قتلته", "قتلتها"))
    return active or them or reading.form(hit.place - 1) in ("اعمال", "عمليات")


def _goes_on(reading: Reading, hit: Hit) -> bool:
    """Whether it only adds to what was told (كما أصيب آخرون, فأصيب ثالث)."""
    if hit.cut and reading.forms[hit.place].startswith("ف"):
        return True
    return reading.form(hit.place - 1) == "كما" or any(reading.form(hit.place + ahead) in _MORE for ahead in (1, 2))


def _is_assault(reading: Reading, violence: Hit, result: Hit) -> bool:
    """Whether the violence is an attack or a bombing: no battle, no shelling, no strike from the air."""
    if violence.word.lemma not in _ASSAULTS:
        return False
    known = violence.sense.type == CIVILIANS or violence.sense[:2] in (MINE, SUICIDE)
    return known or (violence.word.lemma in _ATTACKS and reading.form(result.place - 1) not in _FORCES)


def _is_outcome(reading: Reading, hit: Hit) -> bool:
    """Whether it is told as the outcome of what stands before it (أدى الانفجار إلى مقتل)."""
    sentences = reading.sentences
    before = range(hit.place - 1, max(-1, hit.place - 13), -1)
    return any(reading.forms[at] in _OUTCOME for at in before if sentences[at] == sentences[hit.place])


def _is_close(reading: Reading, violence: Hit, result: Hit) -> bool:
    """Whether violence and result stand in one clause: few words between them, and no comma."""
    first, last = sorted((violence.place, result.place))
    return last - first < _NEAR and "،" not in reading.forms[first:last]
