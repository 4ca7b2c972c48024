"""How far a name goes on: complements and adjectives after a head noun, until a word that cannot belong to it."""

from __future__ import annotations

from functools import cache

from annotator.suggesters.inflection import event_words
from annotator.suggesters.lexicon import function_words, listed, words
from annotator.suggesters.reading import Reading

_OPENING, _CLOSING = frozenset('«"“('), frozenset('»"”)')
_REALLY_W = listed("phrase", "really_w")
_HONOURS = frozenset(("«", '"', "“", "(", "الشهيد", "الامام", "الشيخ", "الملك", "السلطان", "الفاروق"))
_NO_CLITIC = listed("phrase", "no_clitic")
_PLAIN = listed("phrase", "plain")
_BEARERS = listed("phrase", "bearers")
_NOUNS_IN_Y = listed("phrase", "nouns_in_y")
_ORIGIN = ("ي", "يه", "يين", "يون", "يات", "يتين", "يتان", "يان")


@cache
def adjectives() -> frozenset[str]:
    """Return adjectives that go on with a party's name though they do not end in the ي of origin."""
    return (
        words("actors", "adjectives") | words("kinds", "place", "directions") | words("kinds", "facility", "adjectives")
    )


def origin(reading: Reading, place: int) -> bool:
    """Whether the word can be an adjective of origin: its last letter is ي, not the ى that folds to it (القتلى)."""
    return is_adjective(reading.form(place)) and not reading.words[place].endswith("ى")


def is_adjective(form: str) -> bool:
    """Whether a word with its article can be an adjective after a name."""
    if form in _NOUNS_IN_Y:
        return False
    return form in adjectives() or (form.startswith("ال") and len(form) > 4 and form.endswith(_ORIGIN))


def conjoined(reading: Reading, place: int) -> bool:
    """Whether the word begins with the conjunction و (or stands for it)."""
    form = reading.form(place)
    return form == "و" or (
        len(form) > 2 and form[0] == "و" and form not in _REALLY_W and not form.startswith("وال" + "ي ")
    )


def breaks(reading: Reading, place: int) -> bool:
    """Whether no name goes on over this token: a particle, a verb, a sign, a number, a clitic before the article."""
    form = reading.form(place)
    if not form or not form[0].isalpha() or form in function_words() or form in _PLAIN:
        return True
    if reading.words[place][-1] == "ى" and form in ("علي", "الي"):
        return True
    if form.startswith(("بال", "كال", "فال", "لل", "وال")) and len(form) > 4 and form not in _NO_CLITIC:
        return True
    if reading.words[place].startswith(("لإ", "لاست")):
        return True  # ل with a verbal noun: لإنقاذ, لاستكمال
    return conjoined(reading, place) or _verb(form) or _after_clitic(form)


def _verb(form: str) -> bool:
    if form.endswith("وا") and len(form) > 3:
        return True
    if form[0] in "يت" and form.endswith(("ها", "هم")) and len(form) > 4:
        return True
    past = (
        form.endswith("ت")
        and not form.endswith("ات")
        and not (form.endswith("وت") and len(form) > 5)
        and len(form) > 3
        and not form.startswith("ال")
    )
    return past and form not in (
        "بيروت",
        "تكريت",
        "الكويت",
        "كويت",
        "انترنت",
        "بنت",
        "بيت",
        "وقت",
        "سرت",
        "هيت",
        "الكوت",
    )


def _after_clitic(form: str) -> bool:
    """Whether the word is ب or ل with a noun that this project's lists know (بريف, بمدينة)."""
    if form[0] not in "بلف" or len(form) < 4:
        return False
    rest = form[1:]
    return rest in words("kinds", "place", "before") or rest in _nouns() or rest in function_words()


@cache
def _nouns() -> frozenset[str]:
    facility = words("kinds", "facility", "heads") | words("kinds", "weapon", "single")
    around = words("kinds", "place", "around") | words("kinds", "place", "inside") | words("kinds", "place", "dual")
    return facility | around | words("actors", "heads", "construct") | words("organisations", "heads", "inside")


def complement(reading: Reading, start: int, nouns: int = 3) -> int:
    """Return the token after the last one that continues a name whose head stands before ``start``."""
    quoted = quotation(reading, start)
    if quoted:
        return quoted
    if indefinite_adjective(reading.form(start)) and reading.form(start) not in words(
        "organisations", "heads", "outside"
    ):
        return _indefinite(reading, start)
    place, definite, plain = start, False, 0
    while place < len(reading) and reading.same_line(start - 1, place) and not breaks(reading, place):
        form = reading.forms[place]
        if form.startswith("ال") and len(form) > 3:
            if definite and not origin(reading, place):
                break
            definite = True
        elif definite or plain >= nouns or _event_verb(form):
            break
        else:
            plain += 1
        place += 1
    return place


def _event_verb(form: str) -> bool:
    """Whether the word is only a verb of an event (خطفتهم), no noun besides."""
    return all(word.verb for word in event_words().get(form, ())) if form in event_words() else False


def indefinite_adjective(form: str) -> bool:
    """Whether a word without article is an adjective after a head without one (قوة إسرائيلية)."""
    listed = "ال" + form in adjectives() and not form.startswith("ال")
    return listed or (len(form) > 4 and form.endswith(("يه", "يين", "يون")) and not form.startswith(("ال", "و", "ب")))


def _indefinite(reading: Reading, start: int) -> int:
    place = start
    while place < start + 2 and reading.same_line(start - 1, place) and indefinite_adjective(reading.form(place)):
        place += 1
    return place


def adjectives_after(reading: Reading, start: int) -> int:
    """Return the token after the adjectives that follow a head with its article."""
    place = start
    while place < len(reading) and reading.same_line(start - 1, place) and origin(reading, place):
        if breaks(reading, place) and reading.forms[place] not in adjectives():
            break
        place += 1
    return place


def joint(reading: Reading, end: int) -> int:
    """Take along a second nationality of the same forces (القوات الروسية والسورية)."""
    form, before = reading.form(end), reading.form(end - 1)
    second = form.startswith("وال") and len(form) > 5 and form.endswith("يه") and before.endswith("يه")
    return end + 1 if second and reading.form(end - 2) == "القوات" and reading.same_line(end - 1, end) else end


def describes_plural(reading: Reading, place: int) -> bool:
    """Whether المعارضة only describes the definite plural before it (الاحتجاجات المعارضة)."""
    before = reading.form(place - 1)
    plural = (before.startswith("ال") and before.endswith("ات")) or before == "الاحزاب"
    return plural and before not in words("actors", "heads", "definite")


def quotation(reading: Reading, start: int) -> int:
    """Return the token after a name in quotation marks (at most five tokens) that opens at ``start``, else 0."""
    if reading.form(start) not in _OPENING - {"("}:
        return 0
    for place in range(start + 2, min(start + 7, len(reading))):
        if reading.forms[place] in _CLOSING:
            return place + 1
    return 0


def is_namesake(reading: Reading, place: int) -> bool:
    """Whether a building, a street or a brigade bears the name (جامع عمر بن الخطاب), or a name this is a part of."""
    for back in range(1, 6):
        form = reading.form(place - back)
        if form in _BEARERS or (form[:1] in ("و", "ب", "ل", "ف") and form[1:] in _BEARERS):
            return reading.same_line(place - back, place)
        if form not in _HONOURS and form not in words("persons", "given", "particles"):
            named = back > 1 or reading.form(place) in words("persons", "given", "particles")
            if not (named and form in words("persons", "given")):
                return False
    return False


def heads(reading: Reading, wanted: frozenset[str], clitics: str = "وفبلك") -> list[tuple[int, int, str]]:
    """Return (token, letters cut off, stem) of every word that is one of ``wanted``, with or without a proclitic."""
    best: dict[int, tuple[int, str]] = {}
    for stem in reading.stems.keys() & wanted:
        for place, cut in reading.stems[stem]:
            if all(letter in clitics for letter in reading.forms[place][:cut]) and cut <= best.get(place, (cut, ""))[0]:
                best[place] = cut, stem
    return [(place, *best[place]) for place in sorted(best)]
