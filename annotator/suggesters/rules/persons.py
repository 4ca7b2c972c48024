"""People: names after titles and words of saying, names that begin with a given name, and later mentions."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.phrases import N_, Phrase
from annotator.suggesters.directory import hits, place_at
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import listed, ordinary, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules import offices
from annotator.suggesters.rules.chains import Run, between_signs, chain, name_at
from annotator.suggesters.rules.namewords import given, kunya, lineal, speaks_for, sure, unknown
from annotator.suggesters.rules.phrase import heads, is_adjective, is_namesake
from annotator.suggesters.rules.surnames import OF_STATES, ali, foreign

_KIN = frozenset(("منزل", "شقيق", "نجل", "زوجه", "والد", "مقتل"))
_OWNED = listed("persons", "owned")
_TITLE = N_("It follows the title or word “%(word)s”.")
_GIVEN = N_("It begins with a given name and goes on like a name.")
_AGAIN = N_("The full name stands elsewhere in the text.")


def find(reading: Reading) -> Iterator[Found]:
    """Yield people's names."""
    surnames = _listed_surnames(reading)
    for found, run in (*_titled(reading), *_by_given_name(reading), *_lineages(reading), *offices.find(reading)):
        if is_namesake(reading, run[0]):
            continue
        if run[1] > run[0]:
            last, first = reading.forms[run[1]], reading.forms[run[0]][run[2] :]
            if len(last) > 3 and not given(last) and reading.forms[run[1] - 1] not in ("بن", "ابن"):
                surnames.add(last)
            if "بن" in reading.forms[run[0] : run[1]] and sure(first) and len(first) > 3:
                surnames.add(first)
        yield found
    yield from _speakers(reading)
    yield from _again(reading, surnames)


def _listed_surnames(reading: Reading) -> set[str]:
    """Return the last words of the public figures whom the text names in full."""
    known = ((place, hit) for place in range(len(reading)) for hit in hits(reading, place) if hit[2].label == "PERSON")
    last = {
        reading.forms[place + hit[1] - 1]
        for place, hit in known
        if hit[1] > 1 and "بن" not in reading.forms[place : place + hit[1]]
    }
    return {form for form in last if len(form) > 3 and not given(form)}


def _titled(reading: Reading) -> Iterator[tuple[Found, Run]]:
    titles = words("kinds", "person", "titles")
    speech = words("kinds", "person", "speech")
    for place, _cut, stem in heads(reading, titles | speech | _KIN):
        whole = place_at(reading, place)
        if (whole and whole[1] > 1) or speaks_for(reading, place):
            continue
        at = place + 1
        while stem in titles and at < len(reading) and (is_adjective(reading.forms[at]) or reading.forms[at] in titles):
            if given(reading.forms[at]) or not reading.same_line(place, at):
                break
            at += 1
        kin = stem in _KIN
        run = name_at(reading, at, stem in titles or kin, at == place + 1 and not kin)
        if run is not None and reading.same_line(place, at):
            several = run[1] > run[0]
            score = 0.9 if several and given(reading.forms[at]) else 0.75 if several else 0.55
            yield _built(reading, run, score, Phrase(_TITLE, {"word": reading.words[place]})), run


def _by_given_name(reading: Reading) -> Iterator[tuple[Found, Run]]:
    for place, form in enumerate(reading.forms):
        cut = 0 if given(form) or kunya(reading, place) or form == "علي" else 1
        if form in ("علي", "وعلي") and not ali(reading, place):
            continue
        if cut and form != "وعلي" and (form[:1] not in "وفبل" or not given(form[1:]) or form in ordinary()):
            continue
        if reading.words[place].endswith("ى") and form[cut:] in ("علي", "عدي"):
            continue
        run = chain(reading, place, cut)
        if run == (place, place, cut) and between_signs(reading, place):
            run = (place, place + 1, cut)
        if run is not None and run[1] > run[0]:
            yield _built(reading, run, 0.85 if run[1] > run[0] + 1 else 0.78, Phrase(_GIVEN)), run


def _lineages(reading: Reading) -> Iterator[tuple[Found, Run]]:
    """Yield names with بن between them, whatever their words (طارق بن زياد)."""
    for place, form in enumerate(reading.forms):
        if form not in ("بن", "ابن") or place < 1 or not lineal(reading, place - 1):
            continue
        if form == "ابن" and not _names_a_son(reading, place):
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


def _names_a_son(reading: Reading, place: int) -> bool:
    """Whether a name stands before ابن: elsewhere it opens one (قصة ابن كثير) or is a plain son."""
    before = reading.forms[place - 1]
    return given(before) or given(before[1:]) or reading.form(place - 2) in ("بن", "ابن", "ابي", "ابو", "عبد")


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


def _again(reading: Reading, surnames: set[str]) -> Iterator[Found]:
    for place, form in enumerate(reading.forms):
        cut = 0 if form in surnames else 1 if form[1:] in surnames and form[0] in "وفبل" else None
        if cut is None or place_at(reading, place) is not None or is_namesake(reading, place):
            continue
        if form[cut:] in ordinary() and reading.form(place - 1).lstrip("ولب") not in _OWNED:
            continue
        yield Found(reading.offset(place, cut), reading.end(place), "PERSON", 0.65, Phrase(_AGAIN))


def _built(reading: Reading, run: Run, score: float, reason: Phrase) -> Found:
    return Found(reading.offset(run[0], run[2]), reading.end(run[1]), "PERSON", score, reason)
