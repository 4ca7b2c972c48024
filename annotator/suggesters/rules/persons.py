"""People: names after titles and words of saying, names that begin with a given name, and later mentions."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.phrases import N_, Phrase
from annotator.suggesters.directory import place_at
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import ordinary, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.namewords import (
    FIRST_HALVES,
    OF_STATES,
    continues,
    family,
    foreign,
    given,
    kunya,
    lineal,
    particle,
    royal_titles,
    ruler,
    surname,
    unknown,
)
from annotator.suggesters.rules.phrase import breaks, heads, is_adjective, is_namesake

_LONGEST = 5
_KIN = frozenset(("منزل", "شقيق", "نجل", "زوجه", "والد", "مقتل"))
_TITLE = N_("It follows the title or word “%(word)s”.")
_GIVEN = N_("It begins with a given name and goes on like a name.")
_AGAIN = N_("The full name stands elsewhere in the text.")
_Run = tuple[int, int, int]


def find(reading: Reading) -> Iterator[Found]:
    """Yield people's names."""
    surnames: dict[str, str] = {}
    for found, run in (*_titled(reading), *_by_given_name(reading), *_lineages(reading)):
        if is_namesake(reading, run[0]):
            continue
        if run[1] > run[0]:
            last = reading.forms[run[1]]
            if last not in ordinary() and len(last) > 3 and not given(last):
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
            if given(reading.forms[at]) or not reading.same_line(place, at):
                break
            at += 1
        kin = stem in _KIN
        run = _name(reading, at, stem in titles or kin, at == place + 1 and not kin)
        if run is not None and reading.same_line(place, at):
            several = run[1] > run[0]
            score = 0.9 if several and given(reading.forms[at]) else 0.75 if several else 0.55
            yield _built(reading, run, score, Phrase(_TITLE, {"word": reading.words[place]})), run


def _by_given_name(reading: Reading) -> Iterator[tuple[Found, _Run]]:
    for place, form in enumerate(reading.forms):
        cut = 0 if given(form) or kunya(reading, place) else 1
        if cut and (form[:1] not in "وفبل" or not given(form[1:]) or form in ordinary()):
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
        if form not in ("بن", "ابن") or place < 1 or not lineal(reading, place - 1):
            continue
        cut = int(reading.forms[place - 1][0] in "ولب" and given(reading.forms[place - 1][1:]))
        last = place
        while (
            reading.form(last) in ("بن", "ابن")
            and reading.form(last + 1).isalpha()
            and reading.same_line(place, last + 1)
        ):
            last += 1 + (reading.form(last + 1) in ("ابي", "ابو", "عبد"))
            last += reading.form(last + 1) in ("بن", "ابن")
        while last > place and not lineal(reading, last):
            last -= 1
        if last > place:
            run = (place - 1, last, cut)
            yield _built(reading, run, 0.82, Phrase(_GIVEN)), run


def _speakers(reading: Reading) -> Iterator[Found]:
    """Yield one word between a verb of saying and what is said, if it is no noun for a speaker (قال شافيز إن)."""
    for place, _cut, stem in heads(reading, words("kinds", "person", "speech")):
        form = reading.form(place + 1)
        if stem in ("زعيم", "مدير", "رئيس", "مختار") or reading.form(place + 2) not in (
            "ان",
            "انه",
            "انها",
            ":",
            "بان",
        ):
            continue
        origin = form.startswith("ال") and len(form) > 5 and form.endswith("ي") and form not in OF_STATES
        if (origin or foreign(form) or unknown(reading, place + 1)) and reading.same_line(place, place + 1):
            yield _built(reading, (place + 1, place + 1, 0), 0.5, Phrase(_TITLE, {"word": reading.words[place]}))


def _between_signs(reading: Reading, place: int) -> bool:
    """Whether a given name and one more word stand alone between commas (an apposition)."""
    signs = not reading.form(place - 1).isalnum() and not reading.form(place + 2).isalnum()
    return signs and bool(reading.form(place - 1)) and surname(reading, place + 1) and reading.form(place + 1).isalpha()


def _chain(reading: Reading, place: int, cut: int) -> _Run | None:
    """Return the run of name words after a given name, each with its own evidence."""
    known = place_at(reading, place)
    if known and known[1] > 1:
        return None
    last = place
    for at in range(place + 1, min(place + _LONGEST, len(reading))):
        form = reading.forms[at]
        if not reading.same_line(place, at) or not continues(reading, at):
            break
        last = at
        compound = reading.forms[at - 1] in FIRST_HALVES
        if form.startswith("ال") and form.endswith("ي") and not given(form) and not compound:
            break
    if last > place and last < len(reading) - 2 and surname(reading, last + 1) and not reading.form(last + 2).isalnum():
        last += not reading.forms[last].startswith("ال")
    elif family(reading, place, cut, last):
        last += 1
    if reading.form(last + 1) in _REGNAL and last == place and ruler(reading, place, cut):
        last += 1
    while last > place and particle(reading.forms[last]):
        last -= 1
    return (place, last, cut)


_REGNAL = frozenset(("الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر"))


def _name(reading: Reading, place: int, titled: bool, close: bool) -> _Run | None:
    """Return the name that begins at a token after a title; an unknown first word needs the title right before."""
    if place >= len(reading):
        return None
    form = reading.forms[place]
    if (given(form) and not reading.words[place].endswith("ى")) or kunya(reading, place):
        run = _chain(reading, place, 0)
        if run is None:
            return None
        last = run[1]
        if last == place and surname(reading, place + 1) and (titled or reading.form(place + 1).startswith("ال")):
            last += 1
        return (place, last, 0) if last > place or titled else None
    usual = breaks(reading, place) or form in ordinary() or form.endswith(("ه", "ات", "ين", "ون")) or len(form) < 3
    if not (titled and close) or usual or form.startswith("ال"):
        return None
    royal = reading.form(place - 1).lstrip("ولب") in royal_titles() and not place_at(reading, place)
    if royal and unknown(reading, place) and not surname(reading, place + 1):
        return (place, place + (reading.form(place + 1) in _REGNAL), 0)
    if royal and reading.form(place + 1) in _REGNAL:
        return (place, place + 1, 0)
    second = reading.form(place + 1)
    common = second.startswith("ال") and not second.endswith(("ي", "ان"))
    if place_at(reading, place) or not surname(reading, place + 1) or common:
        return None
    return (place, place + 1, 0)


def _again(reading: Reading, surnames: dict[str, str]) -> Iterator[Found]:
    for place, form in enumerate(reading.forms):
        cut = 0 if form in surnames else 1 if form[1:] in surnames and form[0] in "وفبل" else None
        if cut is not None and place_at(reading, place) is None:
            yield Found(reading.offset(place, cut), reading.end(place), "PERSON", 0.65, Phrase(_AGAIN))


def _built(reading: Reading, run: _Run, score: float, reason: Phrase) -> Found:
    return Found(reading.offset(run[0], run[2]), reading.end(run[1]), "PERSON", score, reason)
