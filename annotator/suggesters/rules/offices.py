"""Names after an office with its complement (رئيس الوزراء البريطاني ريشي سوناك), after kin words, before an age."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from annotator.core.phrases import N_, Phrase
from annotator.suggesters.directory import place_at
from annotator.suggesters.inflection import event_words
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import function_words, listed, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.chains import Run, chain, name_at
from annotator.suggesters.rules.namewords import given, particle, speaks_for
from annotator.suggesters.rules.phrase import breaks, conjoined, heads
from annotator.suggesters.rules.surnames import ali, divine, spelled, surname

_OFFICES = listed("persons", "offices")
_QUALIFIERS = listed("persons", "qualifiers")
_KIN = listed("persons", "kin")
_NAMED = listed("persons", "named")
_YEARS = frozenset(("عاما", "سنه", "عام", "سنوات", "اعوام", "ربيعا"))
_WIDEST = 7
_OFFICE = N_("It follows the office or word “%(word)s”.")
_AGED = N_("The age in years stands behind it.")


def find(reading: Reading) -> Iterator[tuple[Found, Run]]:
    """Yield people's names, and the run of tokens of each."""
    yield from _after_office(reading)
    yield from _after_kin(reading)
    yield from _before_age(reading)
    yield from _joined(reading)


def _after_office(reading: Reading) -> Iterator[tuple[Found, Run]]:
    titles = words("kinds", "person", "titles") | _OFFICES
    for place, _cut, stem in heads(reading, titles):
        if speaks_for(reading, place) or (stem == "رجل" and reading.form(place + 1) == "دين"):
            continue
        at = _complement_end(reading, place + 1)
        if not reading.same_line(place, at):
            continue
        run = _given_run(reading, at) if at > place + 1 or stem in _OFFICES else None
        run = run or spelled_run(reading, at, alone=at > place + 1 or stem not in _OFFICES)
        if run is not None:
            score = 0.5 if run[1] == run[0] else 0.88 if given(reading.forms[at]) else 0.8
            yield _built(reading, run, score, Phrase(_OFFICE, {"word": reading.words[place]})), run


def _complement_end(reading: Reading, start: int) -> int:
    """Return the token after the definite words, places and qualifiers that go on with an office."""
    at = start
    while at < min(start + _WIDEST, len(reading)) and reading.same_line(start - 1, at):
        form = reading.forms[at]
        known = place_at(reading, at)
        if ali(reading, at):
            break
        if known and known[0] == 0 and not given(form):
            at += known[1]
        elif form in _QUALIFIERS or (form in _bodies() and at == start) or _definite(reading, at):
            at += 1
        else:
            break
    return at


@cache
def _bodies() -> frozenset[str]:
    """Return the kind words of what an office can be of (بلدية, مستشفى, لجنة)."""
    kinds = words("kinds", "place", "before") | words("kinds", "facility", "heads")
    return kinds | words("organisations", "heads", "inside") | words("actors", "heads", "construct")


def _definite(reading: Reading, place: int) -> bool:
    form = reading.forms[place]
    plain = form.startswith("ال") and len(form) > 4 and form not in function_words() and not given(form)
    return plain or (form.startswith("لل") and len(form) > 4)


def _given_run(reading: Reading, place: int) -> Run | None:
    """Return a name of two words or more that begins with a given name, or with a word before الدين, الحق."""
    if not (given(reading.form(place)) or ali(reading, place) or divine(reading, place)):
        return None
    run = name_at(reading, place, True, False)
    return run if run is not None and run[1] > run[0] else None


def spelled_run(reading: Reading, place: int, alone: bool) -> Run | None:
    """Return a name that Arabic only spells; a single word counts if ``alone``, and no noun or name is behind it."""
    if not (spelled(reading, place) or _two_spelled(reading, place)) or not reading.same_line(place - 1, place):
        return None
    last = place
    while last < place + 3 and _goes_on(reading, last + 1):
        last += 1
    while last > place and particle(reading.forms[last]):
        last -= 1
    behind = reading.form(last + 1)
    ended = not behind.isalpha() or behind in function_words() or behind in event_words() or behind[:1] in "يتو"
    if last > place:
        return place, last, 0
    clitic = reading.forms[place][0] in "بلكف"
    return (place, place, 0) if alone and ended and not clitic else None


def _two_spelled(reading: Reading, place: int) -> bool:
    """Whether two words with a long vowel each stand alone behind the office (غوردن براون)."""
    both = all(spelled(reading, at, 1) and not reading.form(at).endswith("ي") for at in (place, place + 1))
    both = both and reading.form(place)[0] not in "بلكفو"
    behind = reading.form(place + 2)
    return both and (not behind.isalpha() or behind in function_words() or behind in event_words())


def _goes_on(reading: Reading, place: int) -> bool:
    if not reading.same_line(place - 1, place):
        return False
    form = reading.forms[place]
    if given(form) or particle(form):
        return not breaks(reading, place)
    return spelled(reading, place, 1 if _two_spelled(reading, place - 1) else 2) or (
        form.startswith("ال") and form.endswith("ي") and particle(reading.forms[place - 1])
    )


def _after_kin(reading: Reading) -> Iterator[tuple[Found, Run]]:
    """Yield names after زوجته, نجله, يدعى: even a single given name."""
    for place, _cut, stem in heads(reading, _KIN | _NAMED):
        at = _complement_end(reading, place + 1)
        if not reading.same_line(place, at) or conjoined(reading, at):
            continue
        form = reading.form(at)
        if stem.startswith("الملقب") and form[:1] == "ب" and given(form[1:]):
            run = chain(reading, at, 1)
            if run is not None:
                yield _built(reading, run, 0.8, Phrase(_OFFICE, {"word": reading.words[place]})), run
            continue
        run = name_at(reading, at, True, at == place + 1) if given(form) or stem in _NAMED else None
        common = form in words("persons", "given", "ordinary")
        if run is not None and (run[1] > run[0] or stem in _NAMED or not common):
            score = 0.8 if run[1] > run[0] else 0.6
            yield _built(reading, run, score, Phrase(_OFFICE, {"word": reading.words[place]})), run


def _before_age(reading: Reading) -> Iterator[tuple[Found, Run]]:
    """Yield names with an age in brackets or between commas behind them: سليم الراوي (25 عاما)."""
    for place in range(2, len(reading) - 3):
        aged = reading.forms[place] in ("(", "،") and reading.forms[place + 1].isdigit()
        if not aged or reading.forms[place + 2] not in _YEARS:
            continue
        first = place
        for at in range(place - 1, max(-1, place - 6), -1):
            form = reading.forms[at]
            if not form.isalpha() or not reading.same_line(at, place):
                break
            if given(form) and not (breaks(reading, at) and not particle(reading.form(at - 1))):
                first = at
            elif breaks(reading, at) or not (particle(form) or form.startswith("ال") or surname(reading, at)):
                break
        if first < place - 1:
            yield _built(reading, (first, place - 1, 0), 0.86, Phrase(_AGED)), (first, place - 1, 0)


def _joined(reading: Reading) -> Iterator[tuple[Found, Run]]:
    """Yield names with a particle of names between two words that Arabic only spells: روبرتو دي سانتي."""
    for place in range(1, len(reading) - 1):
        if reading.forms[place] not in ("دي", "فان", "فون", "ولد", "دا", "ديل") or not reading.same_line(
            place - 1, place + 1
        ):
            continue
        before, after = _nameable(reading, place - 1), _nameable(reading, place + 1)
        run = chain(reading, place - 1, 0) if before and after else None
        if run is not None and run[1] > place:
            yield _built(reading, run, 0.8, Phrase(_OFFICE, {"word": reading.words[place]})), run


def _nameable(reading: Reading, place: int) -> bool:
    return given(reading.forms[place]) or spelled(reading, place, 1)


def _built(reading: Reading, run: Run, score: float, reason: Phrase) -> Found:
    return Found(reading.offset(run[0], run[2]), reading.end(run[1]), "PERSON", score, reason)
