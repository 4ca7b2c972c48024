"""Who holds what: territory, property, prisoners, agreements."""

from __future__ import annotations

from annotator.suggesters.lexicon import listed
from annotator.suggesters.rules.senses import (
    AIR_WORDS,
    CAUSES,
    CLASH,
    LOOTING,
    OTHER,
    OVERTAKES,
    PEACEFUL,
    PROTESTERS,
    REGAINS,
    REMOTE,
    STRATEGIC,
    VIOLENT,
    Place,
    Sense,
    among,
    named,
)

_STATE = listed("events", "state")
_ARMED_GROUPS = listed("events", "armed_groups")
_UNREAL = listed("events", "unreal")
_CROWD = among(
    "متظاهرون متظاهرين المتظاهرون المتظاهرين محتجون محتجين المحتجون المحتجين طلاب طالبا الطلاب غاضبون مشاغبون"
)
_UNDER = listed("events", "under")


def control(place: Place) -> Sense | None:
    """Tell the event of who takes control of a place."""
    nearest = place.before(1)[:1]
    if (
        not _UNDER.isdisjoint(place.before(2))
        or nearest == ["استعاده"]
        or nearest == ["فرض"]
        or not _UNREAL.isdisjoint(place.before(6))
    ):
        return None
    full = place.reading.forms[place.at]
    if full.startswith("لسيطر") or (full.startswith("بسيطر")):
        return None
    if not place.word.verb and "علي" not in place.after(6):
        return None
    return named(REGAINS if _by_state(place) else OVERTAKES, 0.82)


def _by_state(place: Place) -> bool:
    """Whether a government's side does it: the first party after the word, or the nearest before."""
    order = [*place.after(4)] if not place.definite or place.word.verb else []
    for form in (*order, *place.before(10)):
        stem = form.lstrip("و") if form not in _STATE | _ARMED_GROUPS else form
        if stem in _ARMED_GROUPS:
            return False
        if stem in _STATE:
            return True
    return False


def regain(place: Place) -> Sense | None:
    """Tell the event of who takes a place back."""
    if not _UNREAL.isdisjoint(place.before(6)) or place.reading.forms[place.at].startswith("ل"):
        return None
    if place.near(among("رهينه رهائن الرهائن رهينتين المخطوفين مخطوفين الاسري اسري"), 2):
        return None
    groups = any(form in _ARMED_GROUPS for form in place.before(4)[:4])
    return named(OVERTAKES if groups and not _by_state(place) else REGAINS, 0.75)


def advance(place: Place) -> Sense | None:
    """Tell the event of an advance that was made."""
    if place.word.verb or not place.definite or not _UNREAL.isdisjoint(place.before(5)):
        return None
    return named(REGAINS if _by_state(place) else OVERTAKES, 0.55)


def lose(place: Place) -> Sense | None:
    """Tell the event of a place that was lost."""
    attached = place.stem.endswith(("ته", "تها", "ها", "وه")) or place.near(
        among("بلده مدينه قريه مواقع مناطق السيطره"), 3
    )
    return named(OVERTAKES, 0.65) if attached else None


def occupy(place: Place) -> Sense | None:
    """Tell the event of the taking of a place or a building."""
    return (
        named(OVERTAKES, 0.55)
        if place.word.verb and place.near(among("مدينه بلده قريه مدينتي"), 4)
        else named(OTHER, 0.4)
    )


def seize(place: Place) -> Sense | None:
    """Tell the event of the seizing of goods or of places."""
    goods = place.near(among("ذخائر ذخيره اسلحه عتاد سيارات اموال اليات دبابه معدات"), 4)
    return named(LOOTING if goods else OVERTAKES, 0.75)


def ruin(place: Place) -> Sense | None:
    """Tell the event of the destruction of arms or of property."""
    armour = place.near(among("دبابه دبابتين دبابات اليه اليات عربه مدرعه رشاش"), 3)
    if not place.word.verb and place.earlier and place.earlier.type == REMOTE:
        return Sense(place.earlier.type, place.earlier.subtype, 0.55)
    if not place.word.verb and place.stem.endswith(("هم", "ه")):
        return None
    return named(CLASH, 0.6) if armour and place.word.verb else named(LOOTING, 0.7)


def hand_over(place: Place) -> Sense | None:
    """Tell the event of a place that is handed over."""
    if place.word.lemma == "تسلم" and place.word.verb:
        office = place.near(among("مقاليد جائزه مهام منصب رساله نسخه السلطه الحكم خلافه رئاسه دعوه تقرير"), 3)
        return None if office else named((STRATEGIC, "Non-violent transfer of territory"), 0.5)
    return (
        named((STRATEGIC, "Non-violent transfer of territory"), 0.55)
        if place.near(among("مواقع مناطق بلده مدينه قريه المدينه معبر مطار"), 4)
        else None
    )


def storm(place: Place) -> Sense | None:
    """Tell the event of the storming of a place."""
    if place.near(_CROWD, 3, 3):
        return named(VIOLENT, 0.6)
    return named(OTHER, 0.62) if place.word.verb else named(CLASH, 0.5)


def fend_off(place: Place) -> Sense | None:
    """Tell the event of an attack that is fended off and not itself named."""
    return None if place.near(CAUSES, 3) else named(CLASH, 0.6)


def shoot_down(place: Place) -> Sense | None:
    """Tell the event of an aircraft or a missile that is brought down."""
    known = place.near(AIR_WORDS | among("صاروخ صواريخ صاروخا منطاد"), 4)
    return named((STRATEGIC, "Disrupted weapons use"), 0.75) if known else None


def confiscate(place: Place) -> Sense | None:
    """Tell the event of the seizing of weapons; صادر عن is what someone issued."""
    issued = place.after(1)[:1] and place.after(1)[0].startswith("عن")
    return None if issued else Sense(place.word.type, place.word.subtype, 0.76)


def besiege(place: Place) -> Sense | None:
    """Tell the event of a siege, by fighters or by a crowd."""
    return named(PEACEFUL if place.near(PROTESTERS, 4) else OTHER, 0.7)


def answer(place: Place) -> Sense | None:
    """Tell the event of الرد على."""
    return named(CLASH, 0.5) if place.stem == "الرد" and place.after(1) == ["علي"] else None


def agree(place: Place) -> Sense | None:
    """Tell the event of agreements and their signing."""
    if (
        place.stem in ("توقيع", "التوقيع")
        and not place.definite
        and not place.near(among("اتفاق الاتفاق اتفاقيه الاتفاقيه هدنه"), 3)
    ):
        return None
    return named((STRATEGIC, "Agreement"), 0.8)


def arrest(place: Place) -> Sense | None:
    """Tell the event of arrests."""
    if (
        place.word.lemma in ("توقيف", "اوقف")
        and not place.near(among("شخصا اشخاص رجلين شابا مطلوبا مشتبها متظاهرا مدنيين عنصرا"), 6)
        and place.word.verb
    ):
        return None
    return named((STRATEGIC, "Arrests"), 0.82)


def leave(place: Place) -> Sense | None:
    """Tell the event of people who leave their homes."""
    return (
        named(OTHER, 0.6)
        if place.near(among("عائلات العائلات سكان السكان مدنيون مدنيين الاهالي اهالي اسر نازحين"), 3)
        else None
    )
