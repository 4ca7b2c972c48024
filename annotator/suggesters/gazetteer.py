"""Names from lists: places, parties, organisations, public figures. Ordinary words need a kind word before them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from annotator.core.arabic import matching_form
from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase
from annotator.core.suggestions import Suggestion
from annotator.suggesters.labelling import Found, as_suggestions
from annotator.suggesters.inflection import event_words
from annotator.suggesters.lexicon import FOLDER, Names, entries, function_words, listed, ordinary, table, words
from annotator.suggesters.reading import Reading, read
from annotator.suggesters.rules.phrase import adjectives_after, is_namesake

_LARGE, _TOWN = 100_000, 20_000
_SMALL = 0.6
"""The score of a village's name of one word, which a preposition before it does not make sure."""
_PEOPLE_SCORE = 0.58
"""The score of the name of a people, which is a party only where it stands by itself."""
_BEFORE_A_PLACE = listed("gazetteer", "before_a_place")


class Entry(NamedTuple):
    """What a list knows of a name. ``bare``: it may stand without a kind word before it."""

    label: str
    score: float
    bare: bool
    source: str


@cache
def names() -> Names[Entry]:
    """Return the index of all lists."""
    index: Names[Entry] = Names()
    for name, entry in (*_places(), *_parties(), *_crowds(), *_geonames()):
        index.add(name, entry)
    index.seal()
    return index


def _places() -> Iterator[tuple[str, Entry]]:
    for section in table("places"):
        context = words("places", section, "context") if "context" in table("places")[section] else frozenset()
        for name in entries(table("places")[section]["names"]):
            shaky = _form(name) in context
            yield name, Entry("LOCATION", 0.72 if shaky else 0.93, not shaky, N_("The name is in the list of places."))


def _parties() -> Iterator[tuple[str, Entry]]:
    context = (
        words("organisations", "names", "context") if "context" in table("organisations")["names"] else frozenset()
    )
    for name in entries(table("actors")["names"]["names"]):
        yield name, Entry("ACTOR", 0.9, True, N_("The name is in the list of parties to conflicts."))
    for name in entries(table("actors")["alone"]["names"]):
        yield name, Entry("ACTOR", 0.7, True, N_("The name is in the list of parties to conflicts."))
    for name in entries(table("actors")["shaky"]["names"]):
        yield name, Entry("ACTOR", 0.75, False, N_("The name is in the list of parties to conflicts."))
    for name in entries(table("organisations")["names"]["names"]):
        shaky = _form(name) in context
        yield (
            name,
            Entry("ORGANISATION", 0.72 if shaky else 0.9, not shaky, N_("The name is in the list of organisations.")),
        )
    for name in entries(table("persons")["known"]["names"]):
        yield (
            name,
            Entry("PERSON", 0.9 if " " in name else 0.75, True, N_("The name is in the list of public figures.")),
        )


def _crowds() -> Iterator[tuple[str, Entry]]:
    source = N_("The word names people who act together.")
    for name in entries(table("actors")["crowds"]["names"]):
        yield name, Entry("ACTOR", 0.72, True, source)
    for name in entries(table("actors")["peoples"]["plurals"]):
        yield name, Entry("ACTOR", _PEOPLE_SCORE, False, source)
    for stem in entries(table("actors")["peoples"]["stems"]):
        for ending in ("ون", "ين"):
            yield f"ال{stem}{ending}", Entry("ACTOR", _PEOPLE_SCORE, False, source)


def _geonames() -> Iterator[tuple[str, Entry]]:
    for line in (FOLDER / "geonames.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, _country, population = line.split("\t")
        size, several = int(population), " " in name
        bare = size >= _LARGE or (several and size >= _TOWN)
        score = 0.85 if bare else 0.65 if size >= _TOWN or several else _SMALL
        yield name, Entry("LOCATION", score, bare, N_("The name is in the list of places."))


def _form(name: str) -> str:
    return matching_form(name)


def place_at(reading: Reading, place: int) -> tuple[int, int, Entry] | None:
    """Return (letters cut off, words, entry) of the longest place name that begins at this token."""
    found = [hit for hit in names().at(reading.forms, place) if hit[2].label == "LOCATION"]
    return max(found, key=lambda hit: (hit[1], -hit[0], hit[2].score), default=None)


def find(reading: Reading) -> Iterator[Found]:
    """Yield every name of the lists, the longest at each token."""
    index = names()
    for place in range(len(reading)):
        hits = [hit for hit in index.at(reading.forms, place) if _stands(reading, place, hit)]
        if not hits:
            continue
        cut, size, entry = max(hits, key=lambda hit: (hit[1], -hit[0], hit[2].score))
        last = place + size - 1
        if reading.same_line(place, last):
            score = entry.score if not cut or entry.score < 0.8 else entry.score - 0.03
            label = "ACTOR" if entry.label == "LOCATION" and _acts(reading, place, cut, size) else entry.label
            if label == "ACTOR" and size > 1 or (label == entry.label == "ACTOR" and reading.forms[place][cut:] in _HEADS):
                last = adjectives_after(reading, place + size) - 1
            yield Found(reading.offset(place, cut), reading.end(last), label, score, _reason(entry))
            if size > 1 and entry.label == "LOCATION" and reading.forms[last] in words("kinds", "place", "directions"):
                yield Found(reading.offset(place, cut), reading.end(last - 1), entry.label, score - 0.1, _reason(entry))


def _stands(reading: Reading, place: int, hit: tuple[int, int, Entry]) -> bool:
    cut, size, entry = hit
    form = reading.forms[place]
    if size == 1 and entry.label == "LOCATION":
        if cut and (form in ordinary() or len(form) - cut < 3):
            return False
        if form[cut:] in ordinary() and entry.bare and entry.score < 0.9:
            return False
    if size == 1 and len(form) - cut < 3:
        return False
    if size == 1 and entry.label == "LOCATION" and reading.words[place].endswith("ى") and form[cut:] in ("علي", "عدي"):
        return False
    if entry.label == "LOCATION" and (
        reading.form(place - 1) in _SPORT or reading.form(place - 1).removeprefix("و") in _SPORT
    ):
        return False
    if entry.label == "LOCATION" and reading.form(place - 1) in ("هذه", "هذا", "تلك", "ذلك"):
        return False
    if entry.label == "LOCATION" and form[cut:] == "سوريا" and reading.form(place - 1) in _ACCUSATIVE:
        return False  # مواطنا سوريا
    if entry.label == "PERSON" and is_namesake(reading, place):
        return False
    if entry.label == "ACTOR" and size == 1 and form[cut:] in _PEOPLE and _counted(reading, place):
        return False
    if entry.label == "LOCATION" and entry.score == _SMALL:
        return _after_kind(reading, place)
    return entry.bare or _is_introduced(reading, place, (cut, size), entry.label)


@cache
def _states() -> frozenset[str]:
    return words("places", "countries")


def _acts(reading: Reading, place: int, cut: int, size: int) -> bool:
    """Whether a country acts as a party here: right behind a verb of state action or one that does it by name."""
    name = " ".join([reading.forms[place][cut:], *reading.forms[place + 1 : place + size]])
    if name not in _states():
        return False
    before = reading.form(place - 1)
    if cut and reading.forms[place][:cut] == "و":  # رفضت سوريا وروسيا
        return _acts_before(reading, place - 1)
    return not cut and (_state_verb(before) or before == "قبل" and reading.form(place - 2) == "من")


def _acts_before(reading: Reading, place: int) -> bool:
    """Whether the country that ends at this token acts."""
    for back in range(3):
        before = reading.form(place - back - 1)
        if _state_verb(before):
            name = " ".join(reading.forms[place - back : place + 1])
            return name in _states()
        if before in ("من", "كل", "كلا"):
            continue
    return False


def _state_verb(form: str) -> bool:
    return form in _STATE_VERBS or (form[:1] in ("و", "ف") and form[1:] in _STATE_VERBS)


def _stands_alone(reading: Reading, place: int, cut: int) -> bool:
    """Whether the name of a people describes no other noun before it."""
    before = reading.form(place - 1)
    if cut or not before or not before[0].isalpha():
        return True
    if before.startswith("ال"):
        return False
    verb = before in event_words() and any(word.verb for word in event_words()[before])
    return verb or before in function_words() or before in _CROWD or before.lstrip("وف") in function_words() | _CROWD


def _counted(reading: Reading, place: int) -> bool:
    """Whether the word is the noun of a number of people (عشرات المسلحين), which is no party."""
    before = reading.form(place - 1)
    return before in ("من", "صفوف", "عشرات", "مئات", "ثلاثه", "اربعه", "خمسه", "سته", "سبعه", "عدد") or before.isdigit()


def _introduced(reading: Reading, place: int, cut: int, size: int) -> bool:
    """Whether a shaky name follows a preposition of place or a kind word."""
    if _after_kind(reading, place):
        return True
    stem, before = reading.forms[place][cut:], reading.form(place - 1)
    if stem in ordinary() and size == 1:
        return False
    return before in _BEFORE_A_PLACE or (cut == 1 and reading.forms[place][0] == "ب")


def _after_kind(reading: Reading, place: int) -> bool:
    before = reading.form(place - 1)
    kinds = words("kinds", "place", "before") | words("kinds", "place", "inside")
    return before in kinds or (before[:1] in ("و", "ف", "ب", "ل") and before[1:] in kinds)


def _member_introduced(reading: Reading, place: int, cut: int) -> bool:
    before = reading.form(place - 1)
    known = words("actors", "heads", "members") | words("actors", "heads", "construct")
    return (
        (cut == 1 and reading.forms[place][0] == "ل") or before in known or before[1:] in known or before in ("(", "«")
    )


def _source_introduced(reading: Reading, place: int, size: int) -> bool:
    """Whether a shaky name of a medium stands where sources stand."""
    before = reading.form(place - 1)
    return (before in ("(", ":", "«", "+") and reading.form(place + size) in (")", "»", "+", "", "-")) or (
        before.removeprefix("و").removeprefix("ل") in _SOURCES
    )


_SOURCES = listed("gazetteer", "sources")
_SPORT = listed("gazetteer", "sport")
_ACCUSATIVE = listed("gazetteer", "accusative")
_PEOPLE = listed("gazetteer", "people")
_STATE_VERBS = listed("gazetteer", "state_verbs")
_CROWD = listed("gazetteer", "crowd")
_HEADS = frozenset(("الطيران", "القوات", "الجيش", "الشرطه", "الحكومه"))


@cache
def _people() -> frozenset[str]:
    return frozenset(matching_form(name) for name, entry in _crowds() if not entry.bare)


def names_a_people(form: str) -> bool:
    """Whether the word is the plural of a people's name (الفرنسيون)."""
    return form in _people()


def _is_introduced(reading: Reading, place: int, taken: tuple[int, int], label: str) -> bool:
    """Whether the words before a shaky name show that it is one."""
    if label == "LOCATION":
        return _introduced(reading, place, *taken)
    if label == "ACTOR" and names_a_people(reading.forms[place][taken[0] :]):
        return _stands_alone(reading, place, taken[0])
    if label == "ACTOR":
        return _member_introduced(reading, place, taken[0])
    return _source_introduced(reading, place, taken[1])


def _reason(entry: Entry) -> Phrase:
    return Phrase(entry.source)


class Gazetteer:
    """Finds the names of the lists, whatever clitics stand in front."""

    id = "gazetteer"
    title = N_("Lists of names")
    version = "1"
    reads = "text"

    def ready(self) -> Phrase | None:
        """Return ``None``: the lists come with the program."""
        return None

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Iterable[Suggestion]:
        """Propose the names of the lists that occur in the text."""
        return list(as_suggestions(document.text, labels, find(read(document))))


suggester = Gazetteer()
