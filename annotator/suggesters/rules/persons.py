"""People: names after titles and words of saying, names that begin with a given name, and later mentions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from annotator.core.phrases import N_, Phrase
from annotator.suggesters.gazetteer import names, place_at
from annotator.suggesters.inflection import event_words
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import function_words, listed, ordinary, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.phrase import breaks, heads, is_adjective, is_namesake

_LONGEST = 5
_KIN = frozenset(("منزل", "شقيق", "نجل", "زوجه", "والد", "مقتل"))
_TITLE = N_("It follows the title or word “%(word)s”.")
_GIVEN = N_("It begins with a given name and goes on like a name.")
_AGAIN = N_("The full name stands elsewhere in the text.")
_Run = tuple[int, int, int]


@cache
def _names() -> frozenset[str]:
    return (words("persons", "given") | words("persons", "given", "more")) - function_words()


def _given(form: str) -> bool:
    return form in _names()


def _sure(form: str) -> bool:
    """Whether the given name is no ordinary word."""
    return form in _names() and form not in words("persons", "given", "ordinary")


def _particle(form: str) -> bool:
    return form in words("persons", "given", "particles")


def find(reading: Reading) -> Iterator[Found]:
    """Yield people's names."""
    surnames: dict[str, str] = {}
    for found, run in (*_titled(reading), *_by_given_name(reading), *_lineages(reading)):
        if is_namesake(reading, run[0]):
            continue
        if run[1] > run[0]:
            last = reading.forms[run[1]]
            if last not in ordinary() and len(last) > 3 and not _given(last):
                surnames.setdefault(last, found.label)
        yield found
    yield from _speakers(reading)
    yield from _again(reading, surnames)


def _titled(reading: Reading) -> Iterator[tuple[Found, _Run]]:
    titles = words("kinds", "person", "titles")
    speech = words("kinds", "person", "speech")
    for place, _cut, stem in heads(reading, titles | speech | _KIN):
        whole = place_at(reading, place)
        if (whole and whole[1] > 1) or reading.form(place + 1) == "باسم":
            continue
        at = place + 1
        while stem in titles and at < len(reading) and (is_adjective(reading.forms[at]) or reading.forms[at] in titles):
            if _given(reading.forms[at]) or not reading.same_line(place, at):
                break
            at += 1
        kin = stem in _KIN
        run = _name(reading, at, stem in titles or kin, at == place + 1 and not kin)
        if run is not None and reading.same_line(place, at):
            several = run[1] > run[0]
            score = 0.9 if several and _given(reading.forms[at]) else 0.75 if several else 0.55
            yield _built(reading, run, score, Phrase(_TITLE, {"word": reading.words[place]})), run


def _by_given_name(reading: Reading) -> Iterator[tuple[Found, _Run]]:
    for place, form in enumerate(reading.forms):
        cut = 0 if _given(form) or _kunya(reading, place) else 1
        if cut and (form[:1] not in "وفبل" or not _given(form[1:]) or form in ordinary()):
            continue
        if reading.words[place].endswith("ى") and form[cut:] in ("علي", "عدي"):
            continue
        run = _chain(reading, place, cut)
        if run == (place, place, cut) and _between_signs(reading, place):
            run = (place, place + 1, cut)
        if run is not None and run[1] > run[0]:
            yield _built(reading, run, 0.85 if run[1] > run[0] + 1 else 0.78, Phrase(_GIVEN)), run


def _lineages(reading: Reading) -> Iterator[tuple[Found, _Run]]:
    """Yield names with بن between them, whatever their words (طارق بن زياد)."""
    for place, form in enumerate(reading.forms):
        if form not in ("بن", "ابن") or place < 1 or not _lineal(reading, place - 1):
            continue
        cut = int(reading.forms[place - 1][0] in "ولب" and _given(reading.forms[place - 1][1:]))
        last = place
        while reading.form(last) in ("بن", "ابن") and reading.form(last + 1).isalpha() and reading.same_line(place, last + 1):
            last += 1 + (reading.form(last + 1) in ("ابي", "ابو", "عبد"))
            last += reading.form(last + 1) in ("بن", "ابن")
        while last > place and not _lineal(reading, last):
            last -= 1
        if last > place:
            run = (place - 1, last, cut)
            yield _built(reading, run, 0.82, Phrase(_GIVEN)), run


def _lineal(reading: Reading, place: int) -> bool:
    form = reading.forms[place]
    return form.isalpha() and len(form) > 1 and form not in function_words() and form not in ("بن", "ابن")


def _speakers(reading: Reading) -> Iterator[Found]:
    """Yield one word between a verb of saying and what is said, if it is no noun for a speaker (قال شافيز إن)."""
    for place, _cut, stem in heads(reading, words("kinds", "person", "speech")):
        form = reading.form(place + 1)
        if stem in ("زعيم", "مدير", "رئيس", "مختار") or reading.form(place + 2) not in ("ان", "انه", "انها", ":", "بان"):
            continue
        origin = form.startswith("ال") and len(form) > 5 and form.endswith("ي") and form not in _OF_STATES
        if (origin or _foreign(form) or _unknown(reading, place + 1)) and reading.same_line(place, place + 1):
            yield _built(reading, (place + 1, place + 1, 0), 0.5, Phrase(_TITLE, {"word": reading.words[place]}))


def _unknown(reading: Reading, place: int) -> bool:
    """Whether the word is in no list: neither a common noun of news nor any other name."""
    form = reading.forms[place]
    usual = form in _SAYERS or form in ordinary() or breaks(reading, place) or form in event_words()
    return (
        len(form) > 3
        and not usual
        and not form.startswith(("ال", "ي", "ت", "ن", "م"))
        and not form.endswith(("ه", "ون", "ات", "ين"))
        and not any(names().at(reading.forms, place))
    )


def _between_signs(reading: Reading, place: int) -> bool:
    """Whether a given name and one more word stand alone between commas (an apposition)."""
    signs = not reading.form(place - 1).isalnum() and not reading.form(place + 2).isalnum()
    return (
        signs and bool(reading.form(place - 1)) and _surname(reading, place + 1) and reading.form(place + 1).isalpha()
    )


def _kunya(reading: Reading, place: int) -> bool:
    return reading.forms[place] in ("ابو", "ابي") and reading.form(place + 1) not in (
        "ظبي",
        "غريب",
        "ديس",
        "الظهور",
        "الخصيب",
        "سليم",
        "كمال",
    )


def _chain(reading: Reading, place: int, cut: int) -> _Run | None:
    """Return the run of name words after a given name, each with its own evidence."""
    known = place_at(reading, place)
    if known and known[1] > 1:
        return None
    last = place
    for at in range(place + 1, min(place + _LONGEST, len(reading))):
        form = reading.forms[at]
        if not reading.same_line(place, at) or not _continues(reading, at):
            break
        last = at
        compound = reading.forms[at - 1] in _FIRST_HALVES
        if form.startswith("ال") and form.endswith("ي") and not _given(form) and not compound:
            break
    if (
        last > place
        and last < len(reading) - 2
        and _surname(reading, last + 1)
        and not reading.form(last + 2).isalnum()
    ):
        last += not reading.forms[last].startswith("ال")
    elif _family(reading, place, cut, last):
        last += 1
    if reading.form(last + 1) in _REGNAL and last == place and _ruler(reading, place, cut):
        last += 1
    while last > place and _particle(reading.forms[last]):
        last -= 1
    return (place, last, cut)


def _ruler(reading: Reading, place: int, cut: int) -> bool:
    """Whether an ordinal behind the given name counts rulers (سليم الأول)."""
    titled = any(reading.form(place - back).lstrip("ولب") in words("kinds", "person", "titles") for back in (1, 2))
    return titled or _sure(reading.forms[place][cut:])


def _family(reading: Reading, place: int, cut: int, last: int) -> bool:
    """Whether the word behind a sure given name, or behind two names, can be a surname though no list has it."""
    form = reading.form(last + 1)
    if not form or not (_sure(reading.forms[place][cut:]) or last > place) or not _surname(reading, last + 1):
        return False
    before = reading.forms[last]
    compound = before in words("persons", "given", "second") and reading.forms[last - 1] in _FIRST_HALVES
    if (before.startswith("ال") and last > place and not compound) or _foreign(before) or not form.isalpha():
        return False
    if reading.forms[last - 1] in ("ابو", "ابي", "ام"):
        return False
    usual = form in _SAYERS or form in event_words()
    usual = usual or (form in words("kinds", "person", "titles") and _given(reading.form(last + 2)))
    kinds = words("kinds", "place", "before") | words("kinds", "facility", "definite") | words("actors", "heads", "definite")
    return not usual and form not in kinds and not form.endswith(("ون", "وا", "ات")) and not _sayer_clitic(form)


def _sayer_clitic(form: str) -> bool:
    return form[:1] in ("ل", "ب", "ف", "س", "ت", "ن") and (form[1:] in function_words() or form.startswith(("لل", "بال")))


def _continues(reading: Reading, place: int) -> bool:
    form, before = reading.forms[place], reading.forms[place - 1]
    if _given(form) and not breaks(reading, place):
        return True
    if _particle(form) or (_particle(before) and not breaks(reading, place)):
        return True
    if form in words("persons", "given", "second") and before in _FIRST_HALVES:
        return True
    origin = form.startswith("ال") and len(form) > 4 and form not in _OF_STATES and form.endswith(("ي", "ان", "اوي"))
    origin = origin and not reading.words[place].endswith("ى")
    return (origin or _foreign(form)) and not breaks(reading, place)


_FIRST_HALVES = listed("persons", "first_halves")
_SAYERS = listed("persons", "sayers")
_REGNAL = frozenset(("الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر"))
_OF_STATES = listed("persons", "of_states")


def _foreign(form: str) -> bool:
    """Whether the word looks like a surname that Arabic only spells (أوباما, ميستورا, كلينتون)."""
    endings = (
        "وف",
        "سكي",
        "تون",
        "سون",
        "ستون",
        "فيتش",
        "مان",
        "اما",
        "ورا",
        "رغ",
        "شتاين",
        "يلي",
        "ينو",
        "وغلو",
        "زاده",
    )
    return len(form) > 4 and form.endswith(endings) and not form.startswith("ال") and form not in ordinary()


@cache
def _royal() -> frozenset[str]:
    return words("kinds", "person", "royal")


def _name(reading: Reading, place: int, titled: bool, close: bool) -> _Run | None:
    """Return the name that begins at a token after a title; an unknown first word needs the title right before."""
    if place >= len(reading):
        return None
    form = reading.forms[place]
    if (_given(form) and not reading.words[place].endswith("ى")) or _kunya(reading, place):
        run = _chain(reading, place, 0)
        if run is None:
            return None
        last = run[1]
        if last == place and _surname(reading, place + 1) and (titled or reading.form(place + 1).startswith("ال")):
            last += 1
        return (place, last, 0) if last > place or titled else None
    usual = breaks(reading, place) or form in ordinary() or form.endswith(("ه", "ات", "ين", "ون")) or len(form) < 3
    if not (titled and close) or usual or form.startswith("ال"):
        return None
    royal = reading.form(place - 1).lstrip("ولب") in _royal() and not place_at(reading, place)
    if royal and _unknown(reading, place) and not _surname(reading, place + 1):
        return (place, place + (reading.form(place + 1) in _REGNAL), 0)
    if royal and reading.form(place + 1) in _REGNAL:
        return (place, place + 1, 0)
    second = reading.form(place + 1)
    common = second.startswith("ال") and not second.endswith(("ي", "ان"))
    if place_at(reading, place) or not _surname(reading, place + 1) or common:
        return None
    return (place, place + 1, 0)


def _surname(reading: Reading, place: int) -> bool:
    form = reading.form(place)
    listed = (
        any(hit[2].label != "PERSON" and hit[2].bare and not hit[0] for hit in names().at(reading.forms, place))
        if form
        else True
    )
    hinted = form[:1] in ("ب", "ل") and (form[1:] in function_words() or form[1:3] == "ال")
    good = (
        len(form) > 2
        and not (listed or hinted or reading.words[place].endswith("ى"))
        and not breaks(reading, place)
        and form not in ordinary()
        and form not in _OF_STATES
    )
    return good and reading.same_line(place - 1, place) and form[0] != "ي"


def _again(reading: Reading, surnames: dict[str, str]) -> Iterator[Found]:
    for place, form in enumerate(reading.forms):
        cut = 0 if form in surnames else 1 if form[1:] in surnames and form[0] in "وفبل" else None
        if cut is not None and place_at(reading, place) is None:
            yield Found(reading.offset(place, cut), reading.end(place), "PERSON", 0.65, Phrase(_AGAIN))


def _built(reading: Reading, run: _Run, score: float, reason: Phrase) -> Found:
    return Found(reading.offset(run[0], run[2]), reading.end(run[1]), "PERSON", score, reason)
