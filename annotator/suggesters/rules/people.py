"""Violence against people, and what crowds do."""

from __future__ import annotations

from annotator.suggesters.lexicon import listed, words
from annotator.suggesters.rules.senses import (
    AIR,
    ATTACK,
    CLASH,
    INTERVENTION,
    LOOTING,
    PEACEFUL,
    PROTESTERS,
    PROTESTS,
    SHELL_WORDS,
    SHELLING,
    SOLDIERS,
    STRATEGIC,
    THOUGHT,
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
    against = place.word.lemma in ("هتافات", "شعارات") and not _AGAINST.isdisjoint(place.after(1))
    return named(PEACEFUL, 0.15) if carried or against or place.near(_CROWD | _MARCHERS, 10, 8) else None


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
