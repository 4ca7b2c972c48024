"""Violence against people, and what crowds do."""

from __future__ import annotations

from annotator.suggesters.lexicon import listed, words
from annotator.suggesters.rules.senses import (
    ATTACK,
    CLASH,
    INTERVENTION,
    LOOTING,
    PEACEFUL,
    PROTESTERS,
    SOLDIERS,
    VIOLENT,
    Place,
    Sense,
    among,
    by_weapon,
    named,
)

_POLICE = listed("events", "police")
_MASSES = listed("events", "masses")
_HARM = listed("events", "harm")


def kill(place: Place) -> Sense | None:
    """Tell the event of killing: by whom and whom."""
    following = place.after(3)
    active = place.word.verb and place.stem in ("قتلوا", "قتلت", "يقتل", "تقتل", "قتلهم", "قتلته", "قتله")
    counted = SOLDIERS | among("شخصا اشخاص المدنيين مدنيين مدنيا")
    people = any(form[:1].isdigit() or form in counted for form in place.before(4))
    if active and people and place.stem == "قتلوا":
        return named(ATTACK, 0.1)
    score = 0.6 if active else 0.5
    if active and place.stem in ("يقتل", "تقتل"):
        found = by_weapon(place, 3, 3, None, 0.0)
        if found:
            return found
    soldiers = any(form in SOLDIERS for form in (*following, *place.after(5)))
    return named(CLASH if soldiers else ATTACK, score)


def hurt(place: Place) -> Sense | None:
    """Count a hit on a building; people who were hurt are another event's result."""
    building = (
        place.word.lemma == "اصابه"
        and place.after(1)[:1]
        and place.after(1)[0] in words("kinds", "facility", "definite")
    )
    if building and place.earlier:
        return Sense(place.earlier.type, place.earlier.subtype, 0.55)
    hurt = place.word.lemma in _HARM and not place.near(among("السرطان المرض كورونا"), 4)
    return named(ATTACK, 0.1) if hurt else None


def protest(place: Place) -> Sense | None:
    """Tell the event of protests, by who marches and who steps in."""
    if place.stem in ("مسيره", "المسيره", "مسيرات", "المسيرات"):
        word = place.reading.words[place.at]
        if "ّ" in word or not among("طائره طائرات الطائرات الطائره").isdisjoint(place.before(2)):
            return None
        if place.near(among("استهدفت تستهدف قصفت اسقاط استهدف"), 3, 3):
            return None
    if place.stem == "احتجاجا":
        return named(PEACEFUL, 0.2)
    if place.word.lemma == "احتشد" and not place.near(PROTESTERS, 3):
        return None
    if place.word.weak:
        subject = place.after(3)
        crowd = PROTESTERS - among(
            "مئات الاف عشرات مسيره مظاهره مظاهرات احتجاجات اعتصام تظاهره العشرات المئات الالاف الاهالي اهالي"
        )
        marching = not among("مظاهره مظاهرات تظاهره تظاهرات مسيره احتجاجا تضامنا تنديدا").isdisjoint(place.after(10))
        people = not crowd.isdisjoint(subject[:2]) or (marching and not PROTESTERS.isdisjoint(subject))
        setting = place.near(
            among("لافتات هتافات شعارات الشوارع شوارع المتظاهرين متظاهر المحتجين اعتصام احتجاج مظاهره"), 10, 8
        )
        crowd_near = setting or place.near(crowd, 15, 15)
        return named(PEACEFUL, 0.6) if people else named(PEACEFUL, 0.15) if crowd_near else None
    if place.near(_POLICE - among("الشرطه الامن"), 10, 12):
        return named(INTERVENTION, 0.7)
    return named(PEACEFUL, 0.85)


def disperse(place: Place) -> Sense | None:
    """Tell the event of the breaking up of a protest."""
    return named(INTERVENTION, 0.75) if place.near(PROTESTERS, 14, 6) else None


def clash(place: Place) -> Sense | None:
    """Tell the event of clashes of fighters or of crowds."""
    return named(VIOLENT, 0.65) if place.near(_MASSES, 6) else named(CLASH, 0.93)


def burn(place: Place) -> Sense | None:
    """Tell the event of burning and breaking, in a riot or not."""
    riot = place.near(PROTESTERS | _MASSES | among("ملثمون غاضبون مشاغبون النار"), 6, 6)
    return named(VIOLENT, 0.65) if riot or place.stem.startswith(("اضرم", "حطم")) else named(LOOTING, 0.5)
