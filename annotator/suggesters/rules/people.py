"""Violence against people, and what crowds do."""

from __future__ import annotations

from annotator.suggesters.lexicon import listed, words
from annotator.suggesters.rules.senses import (
    AIR,
    ATTACK,
    CLASH,
    LOOTING,
    PROTESTERS,
    PROTESTS,
    SHELL_WORDS,
    SHELLING,
    SOLDIERS,
    STRATEGIC,
    VIOLENT,
    Place,
    Sense,
    among,
    by_weapon,
    named,
)

_POLICE = listed("events", "police")
_MASSES = listed("events", "masses")
_SUFFERED = among("في امس جراء اثر خلال اليوم عندما بانفجار بهجوم برصاص بنيران بقصف بغاره بتفجير نتيجه وهم")
_HARM = listed("events", "harm")
_BEATING = listed("assaults", "beating")
_VICTIMS = listed("assaults", "victims")
_SUFFERED_IT = listed("assaults", "suffered")
_MANY = among("مئات الاف عشرات العشرات المئات الالاف الاهالي اهالي الوف")
_CROWD = PROTESTERS - _MANY - among("مسيره مظاهره مظاهرات احتجاجات اعتصام تظاهره مواطنون")


def kill(place: Place) -> Sense | None:
    """Tell the event of killing: by whom and whom."""
    following = place.after(3)
    active = place.word.verb and place.stem in ("قتلوا", "قتلت", "يقتل", "تقتل", "قتلهم", "قتلته", "قتله")
    counted = SOLDIERS | among("شخصا اشخاص المدنيين مدنيين مدنيا")
    people = any(form[:1].isdigit() or form in counted for form in place.before(4))
    suffered = place.stem in ("قتلوا", "قتلا") and place.after(1)[:1] and place.after(1)[0] in _SUFFERED
    active = active and not (people and place.stem == "قتلوا") and not suffered
    score = 0.6 if active else 0.5
    if active and place.stem in ("يقتل", "تقتل"):
        found = by_weapon(place, 3, 3, None, 0.0)
        if found:
            return found
    if place.word.verb and place.near(_CROWD, 6, 6) and place.near(_POLICE, 10, 12):
        return named((PROTESTS, "Excessive force against protesters"), score)
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
    return named(ATTACK, 0.5) if hurt else None


def strike(place: Place) -> Sense | None:
    """Tell the event of ضربة and ضرب: from the air, or a beating of people; much else is struck (مثلا, زلزال)."""
    if place.word.lemma != "ضرب":
        shells = place.near(SHELL_WORDS - among("صواريخ صاروخ"), 2)
        return named(SHELLING, 0.75) if shells else named(AIR, 0.88)
    if place.near(among("مبرح المبرح مبرحا"), 2):
        return named(ATTACK, 0.8)
    suffered = not _SUFFERED_IT.isdisjoint(place.before(5)) and place.reading.forms[place.at].startswith("لل")
    with_it = place.reading.forms[place.at].startswith("بالضرب") or place.stem == "ضربا"
    beaten = place.word.verb and (not _VICTIMS.isdisjoint(place.after(5)) or not _BEATING.isdisjoint(place.after(6)))
    return named(ATTACK, 0.62) if suffered or beaten else named(ATTACK, 0.45 if with_it else 0.35)


def fall_upon(place: Place) -> Sense | None:
    """Tell the event of انهال and تعدى: on people, with blows."""
    following = place.after(9)
    return named(ATTACK, 0.65) if "علي" in following and not _BEATING.isdisjoint(following) else None


def detain(place: Place) -> Sense | None:
    """Tell the event of احتجاز: by the police an arrest, by others an abduction."""
    police = place.near(among("الشرطه السلطات الامن المخابرات الاستخبارات سلطات شرطه الدرك"), 5, 8)
    return Sense(STRATEGIC, "Arrests", 0.7) if police else Sense(place.word.type, place.word.subtype, 0.76)


def violence(place: Place) -> Sense | None:
    """Count أعمال عنف, not violence in general."""
    unrest = not among("اعمال موجه احداث واعمال موجات").isdisjoint(place.before(1))
    return named(VIOLENT, 0.65) if unrest else None


def clash(place: Place) -> Sense | None:
    """Tell the event of clashes of fighters or of crowds."""
    return named(VIOLENT, 0.65) if place.near(_MASSES, 9, 6) or place.near(_CROWD, 14, 14) else named(CLASH, 0.93)


def burn(place: Place) -> Sense | None:
    """Tell the event of burning and breaking, in a riot or not."""
    if place.word.lemma == "كسر" and place.near(among("الحصار الصمت الجمود حصار"), 2):
        return None
    riot = place.near(PROTESTERS | _MASSES | among("ملثمون غاضبون مشاغبون النار النيران"), 8, 10)
    return named(VIOLENT, 0.65) if riot or place.stem.startswith(("اضرم", "حطم")) else named(LOOTING, 0.5)
