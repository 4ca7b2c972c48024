"""Words for what befell people (قتل, مقتل, أصيب): triggers where no other word names the violence, or where they lead.

Beside a bombing or an attack the shipped guideline marks the attack. A sentence that leads with the killing (قتل خمسة في
هجوم) says two things, and coders of assaults mark the killing: so it is shown, with a low score. What is told as the
attack's outcome (أسفر عن مقتل خمسة) stays a second thought, and so does what happens in battle, under shelling, from the air.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.suggesters.lexicon import listed
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.hits import Hit
from annotator.suggesters.rules.senses import BATTLES, CIVILIANS, MINE, SUICIDE

HIDDEN = 0.1
"""How sure a result is to be a trigger where the sentence names the violence and tells the result as its outcome."""
_LEADS = 0.42
"""The same where the sentence leads with it: just enough to be shown."""
_ALONE = 0.46
"""How sure an injury is where nothing else names what happened."""
_OUTCOME = listed("results", "outcome")
_ASSAULTS = listed("results", "assaults")
_MORE = listed("results", "more")
_FIGHTERS = listed("results", "fighters")
_HURT = listed("events", "harm") - listed("events", "killing")


def weighed(reading: Reading, sentence: Sequence[Hit]) -> list[Hit]:
    """Return the hits of a sentence, its results scored by what else the sentence names."""
    if not any(hit.result for hit in sentence):
        return list(sentence)
    violent = [hit for hit in sentence if hit.violent]
    return [hit.scored(_score(reading, hit, violent, sentence)) if hit.result else hit for hit in sentence]


def _score(reading: Reading, hit: Hit, violent: Sequence[Hit], sentence: Sequence[Hit]) -> float:
    if hit.sense.score <= HIDDEN or (hit.word.lemma in _HURT and _is_only_more(reading, hit, violent, sentence)):
        return min(hit.sense.score, HIDDEN)
    if not violent:
        return min(hit.sense.score, _ALONE) if hit.word.lemma in _HURT else hit.sense.score
    if _acts(reading, hit):
        return hit.sense.score
    nearest = min(violent, key=lambda other: abs(other.place - hit.place))
    return _LEADS if _is_assault(reading, nearest) and not _is_outcome(reading, hit) else HIDDEN


def _is_only_more(reading: Reading, hit: Hit, violent: Sequence[Hit], sentence: Sequence[Hit]) -> bool:
    """Whether an injury only adds to what the sentence names, or to the sentence before (كما أصيب آخرون)."""
    killed = any(other.result and other.word.lemma not in _HURT for other in sentence)
    told = not violent and any(not other.result and other.sense.score > _LEADS for other in sentence)
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


def _is_assault(reading: Reading, hit: Hit) -> bool:
    """Whether the violence is an attack or a bombing: no battle, no shelling, no strike from the air."""
    if hit.word.lemma not in _ASSAULTS:
        return False
    kind = hit.sense[:2]
    return hit.sense.type == CIVILIANS or kind in (MINE, SUICIDE) or reading.form(hit.place + 1) in ("مسلح", "مسلحه")


def _is_outcome(reading: Reading, hit: Hit) -> bool:
    """Whether it is told as the outcome of what stands before it (أدى الانفجار إلى مقتل)."""
    sentences = reading.sentences
    before = range(hit.place - 1, max(-1, hit.place - 13), -1)
    return any(reading.forms[at] in _OUTCOME for at in before if sentences[at] == sentences[hit.place])
