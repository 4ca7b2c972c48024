"""What kind of event a word names here: by the words beside it, by who does it, by the event named before."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from annotator.suggesters.lexicon import listed
from annotator.suggesters.rules import ground, people, protests, remote
from annotator.suggesters.rules.senses import STRATEGIC, Place, Sense, among

_FEARED = listed("events", "feared")
_RAISED = among("تصعيد بتصعيد تشديد بتشديد لتصعيد")
_KILLING = listed("events", "killing")
_HARM = listed("events", "harm")
_NOT_YET = among("قبل كاد كادت يكاد كادوا لولا دون بدون من")
_SQUARES = among("ساحه ميدان شارع دوار")
"""What bears the name of an event (ساحة التحرير, ميدان الاعتصام)."""
_Rule = Callable[[Place], Sense | None]
_BY_RULE: dict[str, _Rule] = {
    "bombard": remote.bombard,
    "target": remote.target,
    "attack": remote.attack,
    "blast": remote.blast,
    "launch": remote.launch,
    "operation": remote.operation,
    "fall": remote.fall,
    "fall_upon": people.fall_upon,
    "hit": remote.hit,
    "use": remote.use,
    "throw": remote.throw,
    "control": ground.control,
    "regain": ground.regain,
    "advance": ground.advance,
    "lose": ground.lose,
    "kill": people.kill,
    "hurt": people.hurt,
    "protest": protests.protest,
    "disperse": protests.disperse,
    "violence": people.violence,
    "detain": people.detain,
    "clash": people.clash,
    "burn": people.burn,
    "strike": people.strike,
    "occupy": ground.occupy,
    "seize": ground.seize,
    "ruin": ground.ruin,
    "agree": ground.agree,
    "answer": ground.answer,
    "arrest": ground.arrest,
    "leave": ground.leave,
    "fend_off": ground.fend_off,
    "hand_over": ground.hand_over,
    "storm": ground.storm,
    "shoot_down": ground.shoot_down,
    "besiege": ground.besiege,
    "confiscate": ground.confiscate,
}


@cache
def _rules() -> dict[str, _Rule]:
    return {lemma: rule for key, rule in _BY_RULE.items() for lemma in listed("lemmas", key)}


def sense(place: Place) -> Sense | None:
    """Return what the word names here, or ``None`` where it names no event."""
    nearest = place.before(2)
    if (
        not _FEARED.isdisjoint(nearest)
        or (nearest[:1] and nearest[0] in _RAISED)
        or nearest[:1] in (["اجهزه"], ["واجهزه"], ["صاعق"], ["فتيل"])
    ):
        return None
    if _unreal(place, nearest) or (nearest[:1] and place.definite and nearest[0].lstrip("وبل") in _SQUARES):
        return None
    rule = _rules().get(place.word.lemma)
    found = rule(place) if rule else _default(place)
    return found and _doubted(place, found)


def _unreal(place: Place, nearest: list[str]) -> bool:
    """Whether أن before the verb says that it was to happen, or nearly did; after بعد أن it did."""
    if nearest[:1] != ["ان"] or not place.word.verb or place.word.type == STRATEGIC:
        return False
    past = place.stem[0] not in "ين" and not (place.stem[0] == "ت" and place.word.lemma[0] != "ت")
    return not past or bool(nearest[1:] and nearest[1] in _NOT_YET)


def _doubted(place: Place, found: Sense) -> Sense:
    negated = not among("لم لن لا نفي نفت ينفي عدم دون").isdisjoint(place.before(4))
    score = round(found.score * (0.75 if negated else 1.0), 3)
    return found._replace(score=0.38 if score < 0.47 else score) if found.score >= 0.47 else found._replace(score=score)


def _default(place: Place) -> Sense | None:
    if place.word.weak:
        return None
    return Sense(place.word.type, place.word.subtype, 0.8 if not place.word.verb else 0.76)


def is_result(lemma: str) -> bool:
    """Whether the word names what another event did (مقتل, تدمير): it counts where no violence stands beside it."""
    return lemma in _KILLING or lemma in _HARM or lemma in ("تدمير", "دمر", "هدم")
