"""What crowds do: protests by their names, by verbs of marching, by what is carried and shouted."""

from __future__ import annotations

from annotator.suggesters.lexicon import listed
from annotator.suggesters.rules.senses import (
    INTERVENTION,
    PEACEFUL,
    PROTESTERS,
    THOUGHT,
    VIOLENT,
    Place,
    Sense,
    among,
    named,
)

_POLICE = listed("events", "police")
_GATHERING = frozenset(("تجمع", "تجمهر", "احتشد"))
_MARCHING = listed("protests", "marching")
_BLOCKING = listed("protests", "blocking")
_SHOUTING = listed("protests", "shouting")
_ROADS = listed("protests", "roads")
_FOR_A_CAUSE = listed("protests", "for_a_cause")
_CARRIED = listed("protests", "carried")
_MARCHERS = listed("protests", "crowd")
_AGAINST = among("مندده مناهضه معاديه مناوئه غاضبه")
_STREETS = among("الشوارع الشارع شوارع الميادين الساحات")
_RIOT = listed("protests", "riot")
_PLANES = among("طائره طائرات الطائرات الطائره")
_MARCHES = among("مظاهره مظاهرات تظاهره تظاهرات مسيره احتجاجا تضامنا تنديدا احتجاج")
_MANY = among("مئات الاف عشرات العشرات المئات الالاف الاهالي اهالي الوف")
_CROWD = PROTESTERS - _MANY - among("مسيره مظاهره مظاهرات احتجاجات اعتصام تظاهره مواطنون")


def protest(place: Place) -> Sense | None:
    """Tell the event of protests, by who marches and who steps in."""
    if place.stem in ("مسيره", "المسيره", "مسيرات", "المسيرات") and _is_drone(place):
        return None
    if place.word.lemma == "تحركات" and not place.definite:
        return None
    lemma = place.word.lemma
    if lemma in _FOR_A_CAUSE and (place.stem.endswith("ا") or place.reading.forms[place.at].startswith("لل")):
        return _for_a_cause(place)
    if lemma in ("غضب", "سلسله"):
        return _of_two_words(place)
    if lemma == "خروج" and not _MANY.isdisjoint(place.after(2)) and not _STREETS.isdisjoint(place.after(8)):
        return named(PEACEFUL, 0.6)
    if lemma in _SHOUTING:
        return _shout(place)
    if lemma in _BLOCKING:
        return _block(place)
    if (place.word.verb and lemma in _MARCHING) or place.word.weak:
        return _march(place)
    if place.near(among("عنيفه العنيفه عنيف شغب الشغب"), 2):
        return named(VIOLENT, 0.7)
    if place.near(_POLICE - among("الشرطه الامن"), 10, 12):
        return named(INTERVENTION, 0.7)
    return named(PEACEFUL, 0.85)


def _for_a_cause(place: Place) -> Sense | None:
    """Tell the event of احتجاجا and للمطالبة: what people came together for."""
    if place.near(PROTESTERS | _MARCHES, 8, 14):
        return named(PEACEFUL, THOUGHT)
    purpose = place.reading.forms[place.at].startswith("للاحتجاج")
    return named(PEACEFUL, THOUGHT if purpose else 0.12) if place.word.lemma == "احتجاج" else None


def _of_two_words(place: Place) -> Sense | None:
    """Tell the event of يوم الغضب and سلسلة بشرية."""
    if place.word.lemma == "سلسله":
        return named(PEACEFUL, 0.6) if place.after(1) == ["بشريه"] else None
    called = place.before(1)[:1] in (["يوم"], ["جمعه"], ["ايام"], ["ليوم"], ["بيوم"], ["مسيرات"])
    return named(PEACEFUL, 0.6) if called else None


def _shout(place: Place) -> Sense | None:
    """Tell the event of what a crowd carries and shouts; rules/crowds.py says whether it is shown."""
    carried = place.word.lemma == "ردد" and not _CARRIED.isdisjoint(place.after(12))
    carried = carried or (place.word.lemma in ("ردد", "هتف") and "«" in place.after(8))
    behind = 20 if place.word.lemma == "مطالبين" else 8
    against = place.word.lemma in ("هتافات", "شعارات") and not _AGAINST.isdisjoint(place.after(1))
    return named(PEACEFUL, 0.15) if carried or against or place.near(_CROWD | _MARCHERS, 10, behind) else None


def _is_drone(place: Place) -> bool:
    """Whether مسيرة is a drone: by its vowel, or by what it does."""
    if "ّ" in place.reading.words[place.at] or not _PLANES.isdisjoint(place.before(2)):
        return True
    return place.near(among("استهدفت تستهدف قصفت اسقاط استهدف"), 3, 3)


def _march(place: Place) -> Sense | None:
    """Count a verb of marching where a crowd does it."""
    subject = place.after(4)
    if place.word.lemma in ("احتج", "تظاهر", "اعتصم", "اضرب"):
        return named(PEACEFUL, 0.85)
    behind = 12 if place.word.lemma in _GATHERING else 4
    ahead = 14 if place.stem.endswith(("وا", "ون")) else 2
    crowd = not _CROWD.isdisjoint(place.after(behind)) or not _CROWD.isdisjoint(place.before(ahead))
    many = place.word.lemma in (*_GATHERING, "سار") and not _MANY.isdisjoint(subject[:2])
    if crowd or (many and place.word.verb):
        return named(PEACEFUL, 0.65)
    if place.word.lemma in ("احتشد", "تجمهر"):
        return named(PEACEFUL, 0.5)
    marching = not (_MARCHES | _STREETS).isdisjoint(place.after(10)) and not _MANY.isdisjoint(subject)
    return named(PEACEFUL, 0.6) if marching else named(PEACEFUL, 0.15) if place.near(_CROWD, 12, 12) else None


def _block(place: Place) -> Sense | None:
    """Tell the event of a road that a crowd closes: with fire or stones it is a riot."""
    crowd = not _CROWD.isdisjoint(place.after(3)) or not _CROWD.isdisjoint(place.before(12))
    if not (crowd or place.near(_RIOT, 6)) or not place.near(_ROADS, 6):
        return None
    return named(VIOLENT if place.near(_RIOT, 14, 10) else PEACEFUL, 0.6)


def disperse(place: Place) -> Sense | None:
    """Tell the event of the breaking up of a protest."""
    return named(INTERVENTION, 0.75) if place.near(PROTESTERS, 14, 6) else None
