"""What kind of event a word names here: by the words beside it, by who does it, by the event named before."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from annotator.suggesters.inflection import EventWord
from annotator.suggesters.lexicon import listed, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.calendar import DAYS

BATTLES, REMOTE = "Battles", "Explosions/Remote violence"
CIVILIANS, PROTESTS, RIOTS, STRATEGIC = "Violence against civilians", "Protests", "Riots", "Strategic developments"
CLASH = (BATTLES, "Armed clash")
OVERTAKES = (BATTLES, "Non-state actor overtakes territory")
REGAINS = (BATTLES, "Government regains territory")
SHELLING = (REMOTE, "Shelling/artillery/missile attack")
AIR = (REMOTE, "Air/drone strike")
MINE = (REMOTE, "Remote explosive/landmine/IED")
SUICIDE = (REMOTE, "Suicide bomb")
CHEMICAL = (REMOTE, "Chemical weapon")
GRENADE = (REMOTE, "Grenade")
ATTACK = (CIVILIANS, "Attack")
PEACEFUL = (PROTESTS, "Peaceful protest")
INTERVENTION = (PROTESTS, "Protest with intervention")
VIOLENT = (RIOTS, "Violent demonstration")
OTHER = (STRATEGIC, "Other")
LOOTING = (STRATEGIC, "Looting/property destruction")


class Sense(NamedTuple):
    """The type and subtype of an event, and how sure that is (0 to 1)."""

    type: str
    subtype: str
    score: float


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AIR = listed("events", "air")
_SHELLS = listed("events", "shells")
_MINES = listed("events", "mines")
_SUICIDE = listed("events", "suicide")
_CHEMICAL = listed("events", "chemical")
_FIRE = listed("events", "fire")
_CASUALTIES = listed("events", "casualties")
_STATE = listed("events", "state")
_ARMED_GROUPS = listed("events", "armed_groups")
_PROTESTERS = listed("events", "protesters")
_POLICE = listed("events", "police")
_MASSES = listed("events", "masses")
_AS_SOLDIERS = listed("events", "as_soldiers")
_UNREAL = listed("events", "unreal")
_FEARED = listed("events", "feared")
_UNDER = listed("events", "under")
_CAUSES = listed("events", "causes")
_KILLING = listed("events", "killing")
_HARM = listed("events", "harm")


class Place(NamedTuple):
    """A word in its surroundings."""

    reading: Reading
    at: int
    stem: str
    word: EventWord
    earlier: Sense | None
    """The last violent event named before it."""

    def after(self, size: int) -> list[str]:
        """Return the words after it in its sentence."""
        sentences, forms = self.reading.sentences, self.reading.forms
        return [
            forms[place]
            for place in range(self.at + 1, min(self.at + 1 + size, len(forms)))
            if sentences[place] == sentences[self.at]
        ]

    def before(self, size: int) -> list[str]:
        """Return the words before it in its sentence, the nearest first."""
        sentences, forms = self.reading.sentences, self.reading.forms
        return [
            forms[place]
            for place in range(self.at - 1, max(-1, self.at - 1 - size), -1)
            if sentences[place] == sentences[self.at]
        ]

    def near(self, words: frozenset[str], after: int, before: int = 0) -> bool:
        """Whether one of the words stands near in the same sentence."""
        return not words.isdisjoint(self.after(after)) or not words.isdisjoint(self.before(before))

    @property
    def definite(self) -> bool:
        """Whether the word has its article."""
        return self.stem.startswith("ال")


def sense(place: Place) -> Sense | None:
    """Return what the word names here, or ``None`` where it names no event."""
    nearest = place.before(2)
    if not _FEARED.isdisjoint(nearest) or nearest[:1] in (["اجهزه"], ["صاعق"], ["فتيل"]):
        return None
    if nearest[:1] == ["ان"] and place.word.verb and place.word.type != STRATEGIC:
        return None  # what was to happen, or nearly did
    rule = _RULES.get(place.word.lemma)
    found = rule(place) if rule else _default(place)
    return found and _doubted(place, found)


def _doubted(place: Place, found: Sense) -> Sense:
    negated = not _set("لم لن لا نفي نفت ينفي عدم دون").isdisjoint(place.before(4))
    score = round(found.score * (0.75 if negated else 1.0), 3)
    return found._replace(score=0.38 if score < 0.47 else score) if found.score >= 0.47 else found._replace(score=score)


def _as(kind: tuple[str, str], score: float) -> Sense:
    return Sense(*kind, score)


def _default(place: Place) -> Sense | None:
    if place.word.weak:
        return None
    return Sense(place.word.type, place.word.subtype, 0.8 if not place.word.verb else 0.76)


def _weapon(place: Place, after: int, before: int, fallback: tuple[str, str] | None, score: float) -> Sense | None:
    """Return the sense that the weapon words near it give, the closest window first."""
    for kind, clues in ((SUICIDE, _SUICIDE), (CHEMICAL, _CHEMICAL), (AIR, _AIR), (SHELLING, _SHELLS), (MINE, _MINES)):
        if place.near(clues, 3):
            return _as(kind, 0.9)
    for kind, clues in ((SUICIDE, _SUICIDE), (CHEMICAL, _CHEMICAL), (AIR, _AIR), (MINE, _MINES), (SHELLING, _SHELLS)):
        if place.near(clues, after, before):
            return _as(kind, 0.75)
    return _as(fallback, score) if fallback else None


def _bombard(place: Place) -> Sense | None:
    if place.near(_SHELLS, 2):
        return _as(SHELLING, 0.92)
    if place.near(_AIR, 3) or place.near(_AIR - _set("غارات"), 0, 5):
        return _as(AIR, 0.88)
    return _as(SHELLING, 0.85)


def _target(place: Place) -> Sense | None:
    named = not _CAUSES.isdisjoint(place.before(7)) and place.before(7)[:1] != ["،"]
    if place.word.verb and (named or not _CAUSES.isdisjoint(place.after(1))):
        return None  # the attack itself is the trigger
    if not place.word.verb and place.stem.endswith("ات"):
        return None
    return _weapon(place, 10, 5, SHELLING, 0.6)


def _attack(place: Place) -> Sense | None:
    if place.near(_set("يدويه"), 4):
        return _as(GRENADE, 0.88)
    found = _weapon(place, 4, 0, None, 0.0)
    if found:
        return found
    if place.near(_set("مدنيين المدنيين قريه كنيسه مسجد سفينه مصلين طلاب سياح"), 5):
        return _as(ATTACK, 0.6)
    if place.definite and place.earlier and place.earlier.type in (REMOTE, CIVILIANS):
        return Sense(place.earlier.type, place.earlier.subtype, 0.65)
    return _as(CLASH, 0.75)


def _blast(place: Place) -> Sense | None:
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
    if place.near(_SUICIDE, 4):
        return _as(SUICIDE, 0.9)
    return _as(MINE, 0.85)


def _launch(place: Place) -> Sense | None:
    following = place.after(4)
    if following[:1] and following[0] in ("سراح", "سراحه", "سراحهم", "سراحها"):
        return _as(OTHER, 0.7) if not place.word.verb else None
    if not _SHELLS.isdisjoint(place.after(7)):
        air = not _AIR.isdisjoint(place.before(12)) or not _AIR.isdisjoint(place.after(7))
        return _as(AIR if air else SHELLING, 0.8)
    if not _FIRE.isdisjoint(following):
        if place.near(_PROTESTERS, 12, 8):
            return _as((PROTESTS, "Excessive force against protesters"), 0.6)
        shells = place.near(_set("دبابه دبابات مدفعيه الدبابات"), 0, 4)
        fight = place.near(_set("قواتها قواته دوريه جنود الجنود القوات"), 4, 4)
        return _as(SHELLING if shells else CLASH if fight else ATTACK, 0.6)
    return None


def _fall(place: Place) -> Sense | None:
    following = place.after(4)
    if not _SHELLS.isdisjoint(place.after(6)):
        return _as(SHELLING, 0.85)
    if place.word.verb or not _CASUALTIES.isdisjoint(following) or any(form[:1].isdigit() for form in following[:2]):
        return None
    if following and (
        following[0] in _set("بلده مدينه قريه حي مطار قاعده") or {"بيد", "يد", "ايدي"} & set(place.after(5))
    ):
        return _as(OVERTAKES, 0.7)
    return None


def _hit(place: Place) -> Sense | None:
    if place.near(_set("صاروخ صاروخان صاروخين صواريخ قذيفه قذائف غاره طائره"), 4, 3) and not place.near(_CASUALTIES, 3):
        if place.earlier and place.earlier[:2] == AIR:
            return _as(AIR, 0.55)
        return _weapon(place, 4, 4, SHELLING, 0.55) if place.word.verb else None
    return None


def _use(place: Place) -> Sense | None:
    return _as(CHEMICAL, 0.85) if place.near(_CHEMICAL, 5) else None


def _throw(place: Place) -> Sense | None:
    if place.near(_set("يدويه"), 4):
        return _as(GRENADE, 0.85)
    if place.near(_set("براميل برميلا برميلين قنابل صواريخ"), 4):
        return _as(AIR, 0.75)
    return _as(VIOLENT, 0.6) if place.near(_set("حجاره الحجاره مولوتوف حارقه"), 4) else None


def _control(place: Place) -> Sense | None:
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
    return _as(REGAINS if _by_state(place) else OVERTAKES, 0.82)


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


def _regain(place: Place) -> Sense | None:
    if not _UNREAL.isdisjoint(place.before(6)) or place.reading.forms[place.at].startswith("ل"):
        return None
    groups = any(form in _ARMED_GROUPS for form in place.before(4)[:4])
    return _as(OVERTAKES if groups and not _by_state(place) else REGAINS, 0.75)


def _advance(place: Place) -> Sense | None:
    if place.word.verb or not place.definite or not _UNREAL.isdisjoint(place.before(5)):
        return None
    return _as(REGAINS if _by_state(place) else OVERTAKES, 0.55)


def _lose(place: Place) -> Sense | None:
    attached = place.stem.endswith(("ته", "تها", "ها", "وه")) or place.near(
        _set("بلده مدينه قريه مواقع مناطق السيطره"), 3
    )
    return _as(OVERTAKES, 0.65) if attached else None


def _kill(place: Place) -> Sense | None:
    following = place.after(3)
    active = place.word.verb and place.stem in ("قتلوا", "قتلت", "يقتل", "تقتل", "قتلهم", "قتلته", "قتله")
    counted = _AS_SOLDIERS | _set("شخصا اشخاص المدنيين مدنيين مدنيا")
    people = any(form[:1].isdigit() or form in counted for form in place.before(4))
    if active and people and place.stem == "قتلوا":
        return _as(ATTACK, 0.32)
    score = 0.6 if active else 0.5
    if active and place.stem in ("يقتل", "تقتل"):
        found = _weapon(place, 3, 3, None, 0.0)
        if found:
            return found
    soldiers = any(form in _AS_SOLDIERS for form in (*following, *place.after(5)))
    return _as(CLASH if soldiers else ATTACK, score)


def _hurt(place: Place) -> Sense | None:
    """Count a hit on a building; people who were hurt are another event's result."""
    building = (
        place.word.lemma == "اصابه"
        and place.after(1)[:1]
        and place.after(1)[0] in words("kinds", "facility", "definite")
    )
    if building and place.earlier:
        return Sense(place.earlier.type, place.earlier.subtype, 0.55)
    hurt = place.word.lemma in _HARM and not place.near(_set("السرطان المرض كورونا"), 4)
    return _as(ATTACK, 0.3) if hurt else None


def _leave(place: Place) -> Sense | None:
    return (
        _as(OTHER, 0.6)
        if place.near(_set("عائلات العائلات سكان السكان مدنيون مدنيين الاهالي اهالي اسر نازحين"), 3)
        else None
    )


def _protest(place: Place) -> Sense | None:
    if place.stem in ("مسيره", "المسيره", "مسيرات", "المسيرات"):
        word = place.reading.words[place.at]
        if "ّ" in word or not _set("طائره طائرات الطائرات الطائره").isdisjoint(place.before(2)):
            return None
        if place.near(_set("استهدفت تستهدف قصفت اسقاط استهدف"), 3, 3):
            return None
    if place.stem == "احتجاجا":
        return _as(PEACEFUL, 0.35)
    if place.word.lemma == "احتشد" and not place.near(_PROTESTERS, 3):
        return None
    if place.word.weak:
        subject = place.after(3)
        crowd = _PROTESTERS - _set(
            "مئات الاف عشرات مسيره مظاهره مظاهرات احتجاجات اعتصام تظاهره العشرات المئات الالاف الاهالي اهالي"
        )
        marching = not _set("مظاهره مظاهرات تظاهره تظاهرات مسيره احتجاجا تضامنا تنديدا").isdisjoint(place.after(10))
        people = not crowd.isdisjoint(subject[:2]) or (marching and not _PROTESTERS.isdisjoint(subject))
        setting = place.near(
            _set("لافتات هتافات شعارات الشوارع شوارع المتظاهرين متظاهر المحتجين اعتصام احتجاج مظاهره"), 10, 8
        )
        crowd_near = setting or place.near(crowd, 15, 15)
        return _as(PEACEFUL, 0.6) if people else _as(PEACEFUL, 0.32) if crowd_near else None
    if place.near(_POLICE - _set("الشرطه الامن"), 10, 12):
        return _as(INTERVENTION, 0.7)
    return _as(PEACEFUL, 0.85)


def _disperse(place: Place) -> Sense | None:
    return _as(INTERVENTION, 0.75) if place.near(_PROTESTERS, 14, 6) else None


def _clash(place: Place) -> Sense | None:
    return _as(VIOLENT, 0.65) if place.near(_MASSES, 6) else _as(CLASH, 0.93)


def _burn(place: Place) -> Sense | None:
    riot = place.near(_PROTESTERS | _MASSES | _set("ملثمون غاضبون مشاغبون النار"), 6, 6)
    return _as(VIOLENT, 0.65) if riot or place.stem.startswith(("اضرم", "حطم")) else _as(LOOTING, 0.5)


def _strike(place: Place) -> Sense | None:
    if place.word.lemma == "ضرب":
        beaten = place.near(_set("مبرح المبرح مبرحا"), 2)
        return _as(ATTACK, 0.8) if beaten else _as(ATTACK, 0.35)
    if place.near(_SHELLS - _set("صواريخ صاروخ"), 2):
        return _as(SHELLING, 0.75)
    return _as(AIR, 0.88)


def _occupy(place: Place) -> Sense | None:
    return (
        _as(OVERTAKES, 0.55) if place.word.verb and place.near(_set("مدينه بلده قريه مدينتي"), 4) else _as(OTHER, 0.4)
    )


def _seize(place: Place) -> Sense | None:
    goods = place.near(_set("ذخائر ذخيره اسلحه عتاد سيارات اموال اليات دبابه معدات"), 4)
    return _as(LOOTING if goods else OVERTAKES, 0.75)


def _ruin(place: Place) -> Sense | None:
    armour = place.near(_set("دبابه دبابتين دبابات اليه اليات عربه مدرعه رشاش"), 3)
    if not place.word.verb and place.stem.endswith(("هم", "ه")):
        return None
    return _as(CLASH, 0.6) if armour and place.word.verb else _as(LOOTING, 0.7)


def _agree(place: Place) -> Sense | None:
    if (
        place.stem in ("توقيع", "التوقيع")
        and not place.definite
        and not place.near(_set("اتفاق الاتفاق اتفاقيه الاتفاقيه هدنه"), 3)
    ):
        return None
    return _as((STRATEGIC, "Agreement"), 0.8)


def _answer(place: Place) -> Sense | None:
    return _as(CLASH, 0.5) if place.stem == "الرد" and place.after(1) == ["علي"] else None


def _arrest(place: Place) -> Sense | None:
    if (
        place.word.lemma in ("توقيف", "اوقف")
        and not place.near(_set("شخصا اشخاص رجلين شابا مطلوبا مشتبها متظاهرا مدنيين عنصرا"), 6)
        and place.word.verb
    ):
        return None
    return _as((STRATEGIC, "Arrests"), 0.82)


def _fend_off(place: Place) -> Sense | None:
    return None if place.near(_CAUSES, 3) else _as(CLASH, 0.6)


def _hand_over(place: Place) -> Sense | None:
    return (
        _as((STRATEGIC, "Non-violent transfer of territory"), 0.55)
        if place.near(_set("مواقع مناطق بلده مدينه قريه المدينه معبر مطار"), 4)
        else None
    )


def _storm(place: Place) -> Sense | None:
    return _as(OTHER, 0.62) if place.word.verb else _as(CLASH, 0.5)


_Rule = Callable[[Place], Sense | None]
_BY_RULE: tuple[tuple[_Rule, str], ...] = (
    (_bombard, "قصف قذف رمايه رمايات دك"),
    (_target, "استهداف استهدف"),
    (_attack, "هجوم هجمات هجومين هجومان هاجم هجم"),
    (_blast, "انفجار انفجارات انفجارين انفجاران تفجير تفجيرات تفجيرين تفجيران انفجر فجر"),
    (_launch, "اطلاق اطلق"),
    (_fall, "سقوط سقط"),
    (_hit, "اصاب"),
    (_use, "استخدام استخدم"),
    (_throw, "القاء القي رمي"),
    (_control, "سيطره سيطر احكام"),
    (_regain, "استعاده استعاد استرداد استرد تحرير حرر طهر"),
    (_advance, "تقدم زحف"),
    (_lose, "خسر خساره"),
    (_kill, "قتل مقتل استشهاد استشهد قتله"),
    (_hurt, "اصيب جرح اصابه مصرع وفاه هدد دخل"),
    (
        _protest,
        "مظاهره مظاهرات تظاهره تظاهرات احتجاج احتجاجات اعتصام اعتصامات مسيره مسيرات تظاهر وقفه حراك اضراب اضرابات خرج هتف تجمع رفع انطلق ردد شارك اغلق قطع وقف طالب نزل توافد سار تحركات تدفق هتافات لافتات تجمعات اعتصم تظاهر احتج حمل نظم",
    ),
    (_disperse, "تفريق فرق فض قمع منع"),
    (_clash, "اشتباك اشتباكات مواجهه مواجهات مصادمات صدامات صدام"),
    (_burn, "احرق احراق اضرم حطم كسر حرق خرب تخريب"),
    (_strike, "ضربه ضربات ضربتين ضربتان ضرب طلعه طلعات"),
    (_occupy, "احتل احتلال"),
    (_seize, "استيلاء استولي"),
    (_ruin, "تدمير دمر هدم"),
    (_agree, "اتفاق اتفاقا اتفاقيه اتفاقيات هدنه توقيع تفاهم"),
    (_answer, "رد الرد"),
    (_arrest, "اعتقال اعتقل توقيف اوقف"),
    (_leave, "غادر فر هرب"),
    (_fend_off, "صد تصد تصدي"),
    (_hand_over, "تسليم سلم اخلاء اخلي"),
    (_storm, "اقتحام اقتحم"),
)
_RULES: dict[str, _Rule] = {lemma: rule for rule, lemmas in _BY_RULE for lemma in lemmas.split()}


def is_result(lemma: str) -> bool:
    """Whether the word names what another event did (مقتل, تدمير): it counts where no violent event stands beside it."""
    return lemma in _KILLING or lemma in ("تدمير", "دمر", "هدم")
