"""Explosions and remote violence: shelling, air strikes, bombs, mines, gas."""

from __future__ import annotations

from annotator.suggesters.lexicon import listed
from annotator.suggesters.rules.calendar import DAYS
from annotator.suggesters.rules.senses import (
    AIR,
    AIR_WORDS,
    ATTACK,
    CAUSES,
    CHEMICAL,
    CHEMICAL_WORDS,
    CIVILIANS,
    CLASH,
    GRENADE,
    MINE,
    OTHER,
    OVERTAKES,
    PROTESTERS,
    PROTESTS,
    REMOTE,
    SHELL_WORDS,
    SHELLING,
    SOLDIERS,
    SUICIDE,
    SUICIDE_WORDS,
    VIOLENT,
    Place,
    Sense,
    among,
    by_weapon,
    named,
    tear_gas,
)

_CIVILIAN = listed("events", "civilian")
_CROWD = among("متظاهرون متظاهرين المتظاهرون المتظاهرين محتجون محتجين المحتجون المحتجين غاضبون مشاغبون")
_COUNTED = among("عنصر عنصرا عناصر قائد")
_FIRED = among("قذيفه قذائف هاون القذائف القذيفه")
_FIRE = listed("events", "fire")
_ATTEMPTS = among("اغتيال اعتداء الاعتداء محاوله")
_CASUALTIES = listed("events", "casualties")


def bombard(place: Place) -> Sense | None:
    """Tell the event of shelling and bombing."""
    if place.near(SHELL_WORDS, 2):
        return named(SHELLING, 0.92)
    if place.near(AIR_WORDS, 3) or place.near(AIR_WORDS - among("غارات"), 0, 5):
        return named(AIR, 0.88)
    return named(SHELLING, 0.85)


def target(place: Place) -> Sense | None:
    """Tell the event of استهداف: by the weapon beside it."""
    named = not (CAUSES | _ATTEMPTS).isdisjoint(place.before(7)) and place.before(7)[:1] != ["،"]
    if place.word.verb and (named or not CAUSES.isdisjoint(place.after(1))):
        return None  # the attack itself is the trigger
    if not place.word.verb and place.stem.endswith("ات"):
        return None
    return by_weapon(place, 10, 5, SHELLING, 0.6)


def attack(place: Place) -> Sense | None:
    """Tell the event of هجوم: by its adjective, its weapon, its target."""
    if place.near(among("يدويه"), 4):
        return named(GRENADE, 0.88)
    found = by_weapon(place, 4, 0, None, 0.0)
    if found:
        return found
    if place.word.verb and place.near(_CROWD, 3, 15 if place.stem.endswith("وا") else 3):
        return named(VIOLENT, 0.6)
    if place.near(_CIVILIAN, 7, 5) and not place.near(SOLDIERS - _COUNTED, 5):
        return named(ATTACK, 0.6)
    if place.definite or place.stem.startswith("هجوم"):
        found = by_weapon(place, 10, 8, None, 0.0) if place.definite else None
        if found and found.type == REMOTE and found.subtype in (SUICIDE[1], CHEMICAL[1]):
            return found._replace(score=0.65)
    if place.definite and place.earlier and place.earlier.type in (REMOTE, CIVILIANS):
        return Sense(place.earlier.type, place.earlier.subtype, 0.65)
    return named(CLASH, 0.75)


def blast(place: Place) -> Sense | None:
    """Tell the event of انفجار and تفجير; فجر is mostly dawn."""
    if place.stem in ("فجر", "الفجر", "فجرا"):
        following = place.after(1)
        dawn = (
            not following or following[0] in DAYS or following[0] in ("اليوم", "امس", "يوم", "،", ".") or place.definite
        )
        if (
            dawn
            or place.stem == "فجرا"
            or place.before(1)[:1] in (["منذ"], ["مع"], ["حتي"], ["صلاه"], ["عند"], ["ساعات"])
        ):
            return None
    if place.near(SUICIDE_WORDS, 4, 8 if place.word.verb else 0):
        return named(SUICIDE, 0.9)
    if place.near(_FIRED, 3, 2):
        return named(SHELLING, 0.75)
    return named(MINE, 0.85)


def launch(place: Place) -> Sense | None:
    """Tell the event of إطلاق: of missiles, of fire, of prisoners."""
    following = place.after(8 if place.word.verb else 4)
    if place.word.lemma == "فتح":
        return named(ATTACK, 0.65) if not _FIRE.isdisjoint(following[:4]) else None
    if following[:1] and following[0] in ("سراح", "سراحه", "سراحهم", "سراحها"):
        return named(OTHER, 0.7) if not place.word.verb else None
    if not SHELL_WORDS.isdisjoint(place.after(14 if place.word.verb else 7)):
        air = not AIR_WORDS.isdisjoint(place.before(12)) or not AIR_WORDS.isdisjoint(place.after(7))
        return named(AIR if air else SHELLING, 0.8)
    if not _FIRE.isdisjoint(following):
        if place.near(PROTESTERS, 12, 8):
            return named((PROTESTS, "Excessive force against protesters"), 0.6)
        shells = place.near(among("دبابه دبابات مدفعيه الدبابات"), 0, 4)
        fight = place.near(among("قواتها قواته دوريه جنود الجنود القوات"), 4, 4)
        return named(SHELLING if shells else CLASH if fight else ATTACK, 0.6)
    return None


def fall(place: Place) -> Sense | None:
    """Tell the event of سقوط: of shells, of a place."""
    following = place.after(4)
    fallen = place.word.verb and not _FIRED.isdisjoint(place.before(3))
    if not SHELL_WORDS.isdisjoint(place.after(6)) or fallen:
        return named(SHELLING, 0.85)
    if place.word.verb or not _CASUALTIES.isdisjoint(following) or any(form[:1].isdigit() for form in following[:2]):
        return None
    if following and (
        following[0] in among("بلده مدينه قريه حي مطار قاعده") or {"بيد", "يد", "ايدي"} & set(place.after(5))
    ):
        return named(OVERTAKES, 0.7)
    return None


def hit(place: Place) -> Sense | None:
    """Tell the event of a missile that hits."""
    if place.near(among("صاروخ صاروخان صاروخين صواريخ قذيفه قذائف غاره طائره"), 4, 3) and not place.near(
        _CASUALTIES, 3
    ):
        if place.earlier and place.earlier[:2] == AIR:
            return named(AIR, 0.55)
        return by_weapon(place, 4, 4, SHELLING, 0.55) if place.word.verb else None
    return None


def use(place: Place) -> Sense | None:
    """Tell the event of the use of a chemical weapon."""
    return named(CHEMICAL, 0.85) if place.near(CHEMICAL_WORDS, 5, 6) and not tear_gas(place) else None


def throw(place: Place) -> Sense | None:
    """Tell the event of what is thrown: a grenade, barrels, stones."""
    if place.near(_CROWD, 4, 14) and place.near(among("قنابل القنابل زجاجات الزجاجات احجار الاحجار حارقه الحارقه"), 4):
        return named(VIOLENT, 0.65)
    if place.near(among("يدويه"), 4):
        return named(GRENADE, 0.85)
    if place.near(among("براميل برميلا برميلين قنابل صواريخ"), 4):
        return named(AIR, 0.75)
    return named(VIOLENT, 0.6) if place.near(among("حجاره الحجاره مولوتوف حارقه زجاجات"), 4) else None


def operation(place: Place) -> Sense | None:
    """Tell the event of عملية by its adjective: a suicide attack, an attack; most operations are none."""
    behind = place.after(1)[:1]
    if behind and behind[0] in ("انتحاريه", "الانتحاريه", "انتحاريتين", "استشهاديه", "تفجيريه"):
        return named(SUICIDE, 0.8)
    return named(ATTACK, 0.6) if behind and behind[0] in ("ارهابيه", "فدائيه", "الارهابيه", "الفدائيه") else None
