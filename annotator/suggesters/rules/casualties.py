"""Phrases that state killed, wounded, missing or displaced people: the number, the noun and who they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotator.core.phrases import N_, Phrase
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import function_words, listed, table
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.numbers import approximated, lone, number_at
from annotator.suggesters.rules.phrase import adjectives_after, breaks, complement
from annotator.suggesters.rules.victims import is_group, who

_KINDS: dict[str, str] = table("rules")["casualty_nouns"]
_NOUNS = {noun: kind for kind, several in _KINDS.items() for noun in several.split()}
_CONTEXT: dict[str, str] = table("rules")["casualty_context"]
_BY_CONTEXT = {word: kind for kind, several in _CONTEXT.items() for word in several.split()}
_PEOPLE = listed("casualties", "people")
_VAGUE = listed("casualties", "vague")
_REST = listed("casualties", "rest")
_TAKEN = listed("casualties", "taken")
_BOTH = frozenset(("قتلا", "اصيبا", "جرحا", "استشهدا", "قتلتا", "لقيا"))
_ABOUT = listed("numbers", "about") | listed("numbers", "than")
_REASON = N_("A number of people, with a word for what happened to them.")


def find(reading: Reading) -> Iterator[Found]:
    """Yield the phrases; each stands by itself (سقوط 18 قتيلا وسبعين جريحا are two)."""
    place = 0
    while place < len(reading):
        found = _numbered(reading, place) or _vague(reading, place) or _few(reading, place)
        if found is None:
            place += 1
            continue
        yield found[0]
        place = max(found[1], place + 1)


def _numbered(reading: Reading, place: int) -> tuple[Found, int] | None:
    for cut in (0, 1):
        if cut and reading.forms[place][:1] not in ("و", "ب", "ل", "ف"):
            break
        number = number_at(reading, place, cut)
        if number is None or (
            lone(reading.forms[place][cut:])
            and number[0] == place + 1
            and reading.form(place + 1) not in ("من", *_NOUNS)
        ):
            continue
        at, value = number
        noun = reading.form(at)
        kind, plain = _NOUNS.get(noun), _event_kind(reading, place, at)
        if kind:
            return _built(reading, (place, cut), who(reading, at + 1), kind, 0.93, value)
        if noun in _PEOPLE and plain and reading.form(at + 1) not in _TAKEN:
            return _built(reading, (place, cut), who(reading, at + 1), plain, 0.85, value)
        if noun == "من" and plain and is_group(reading, at + 1):
            return _built(reading, (place, cut), who(reading, at), plain, 0.85, value)
        if plain and noun in ("منهم", "منها") and 1 < value < 5000:
            return _built(reading, (place, cut), at + 1, plain, 0.6, value)
        if plain and _bare(reading, place, cut) and 1 < value < 1900:
            return _built(reading, (place, cut), at, plain, 0.7, value)
    return None


def kind_of(form: str) -> str | None:
    """Return what a noun, or the noun behind its proclitic or article, says happened to the people counted."""
    bare = form.removeprefix("ال")
    return _NOUNS.get(form) or _NOUNS.get(bare) or (_NOUNS.get(form[1:]) if form[:1] in ("و", "ف", "ب", "ل") else None)


def happened(reading: Reading, first: int, last: int) -> str | None:
    """Return what the words around the tokens ``first`` to ``last`` say happened to the people named there."""
    inside = next(filter(None, (_context(form) for form in reading.forms[first : last + 1])), None)
    return inside or _event_kind(reading, first, last)


def _bare(reading: Reading, place: int, cut: int) -> bool:
    """Whether the word for the event stands right before a number without a noun (أصيب 22)."""
    before = reading.form(approximated(reading, place) - 1)
    after = number_at(reading, place, cut)
    following = reading.form(after[0]) if after else ""
    counts = following[:1].isalpha() and following not in function_words() and following[:1] not in ("و", "ب")
    return not cut and not counts and (_context(before) is not None or before in ("نحو", "حوالي"))


def _event_kind(reading: Reading, place: int, at: int) -> str | None:
    """Return what happened to people named at ``place``: by the words before in the sentence, or right behind."""
    sentence = reading.sentences[place]
    noun = reading.form(at) in _PEOPLE or reading.form(at) == "من"
    for step in range(1, 26 if noun else 9):
        if place - step < 0 or reading.sentences[place - step] != sentence:
            break
        form = reading.forms[place - step]
        kind = _context(form) or _NOUNS.get(form) or (step > 8 and _NOUNS.get(form[1:]))
        if kind:
            return kind
    for form in reading.forms[at : at + 6]:
        if form in (".", "،") and form == ".":
            break
        if form in (
            "قتلوا",
            "قتلا",
            "قتل",
            "لقوا",
            "اصيبوا",
            "جرحوا",
            "مصرعهم",
            "حتفهم",
            "اصيبا",
            "استشهدوا",
            "بجروح",
            "اعدموا",
        ):
            return _BY_CONTEXT.get(form, "wounded" if form in ("اصيبا", "بجروح") else "killed")
    return None


def _context(form: str) -> str | None:
    """Return what a word, or the word behind its proclitic, says happened to people."""
    return _BY_CONTEXT.get(form) or (_BY_CONTEXT.get(form[1:]) if form[:1] in ("و", "ف", "ب", "ل") else None)


def _vague(reading: Reading, place: int) -> tuple[Found, int] | None:
    form = reading.forms[place]
    cut = 0 if form in _VAGUE else 1
    if form[cut:] not in _VAGUE or (cut and form[0] not in "وبل"):
        return None
    at = place + 1
    small = form[cut:] in ("عدد", "عددا", "عناصر")
    if reading.form(at) == "من":
        at += 1
    elif small:
        return None
    noun = reading.form(at)
    kind = _NOUNS.get(noun) or _NOUNS.get(noun.removeprefix("ال"))
    near = _adjacent(reading, place)
    if not kind and (near is None or not noun or breaks(reading, at)):
        return None
    if kind and small is False:
        return _built(reading, (place, cut), who(reading, adjectives_after(reading, at + 1)), kind, 0.82, None)
    end = at + 1 if kind or noun.startswith("ال") or noun.endswith(("ه", "ها")) else complement(reading, at + 1, 2)
    return _built(reading, (place, cut), end, kind or str(near), 0.75 if small else 0.82, None)


def _adjacent(reading: Reading, place: int) -> str | None:
    for form in reading.forms[max(0, place - 2) : place][::-1]:
        if kind := _context(form):
            return kind
    return None


def _few(reading: Reading, place: int) -> tuple[Found, int] | None:
    """One or two people without a number: مقتل طفل, قتيلان, جنديين عراقيين قتلا."""
    form = reading.forms[place]
    kind = _NOUNS.get(form)
    two = form.endswith(("ان", "ين"))
    if kind and two and form in ("قتيلان", "قتيلين", "جريحان", "جريحين", "شهيدان", "شهيدين"):
        return _built(reading, (place, 0), place + 1, kind, 0.85, 2)
    if form in ("قتلي", "جرحي") and reading.form(place + 1) in ("وجرحي", "وقتلي", "وضحايا"):
        return _built(reading, (place, 0), who(reading, place + 2), "killed", 0.65, None)
    before = reading.form(place - 1)
    if form in ("ضحايا", "قتلي", "جرحي") and before in ("سقوط", "وقوع", "سقط", "بسقوط", "وسقوط"):
        return _built(reading, (place, 0), who(reading, place + 1), str(kind), 0.7, None)
    if form in _REST and before in ("اصابه", "واصابه", "مقتل", "ومقتل", "وجرح", "جرح"):
        return _built(reading, (place, 0), place + 1, str(_context(before)), 0.65, 1)
    near = _context(before) or (_context(reading.form(place + 1)) if before in ("ان", "وان", "بان") else None)
    if not near and two and reading.form(place + 2) in _BOTH:
        near = _context(reading.form(place + 2))
    if not near and before in ("بينهم", "بينها", "منهم") and two:
        near = _event_kind(reading, place, place + 1)
    if form not in _PEOPLE or not near or form in ("الف", "شرطه", "افراد", "اخر"):
        return None
    end = who(reading, place + 1 + (reading.form(place + 1) in ("اثنين", "اثنان")))
    more = number_at(reading, end, 1) if reading.form(end).startswith("و") else None
    if more and reading.form(more[0]) == "من":
        return _built(reading, (place, 0), who(reading, more[0]), near, 0.72, more[1] + 1)
    return _built(reading, (place, 0), end, near, 0.72, 2 if two and form[:-2] in _PEOPLE else 1)


def _built(
    reading: Reading, start: tuple[int, int], end: int, kind: str, score: float, value: int | None
) -> tuple[Found, int]:
    attributes: dict[str, Any] = {"kind": kind}
    if value is not None:
        attributes |= {"low": value} if at_least(reading, start[0]) else {"low": value, "high": value}
    first = start[0] if start[1] else approximated(reading, start[0])
    begin = reading.offset(*start) if first == start[0] else _begin(reading, first)
    return Found(begin, reading.end(end - 1), "CASUALTIES", score, Phrase(_REASON), attributes), end


def _begin(reading: Reading, place: int) -> int:
    """Return where a word of approximation begins, behind its conjunction or preposition."""
    form = reading.forms[place]
    return reading.offset(place, 0 if form in _ABOUT else 1)


def at_least(reading: Reading, place: int) -> bool:
    """Whether the number at ``place`` is the least: ما لا يقل عن, أكثر من."""
    before = reading.forms[max(0, place - 4) : place]
    return before[-4:] == ["ما", "لا", "يقل", "عن"] or before[-2:] == ["اكثر", "من"]
