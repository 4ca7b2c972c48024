"""Names from lists: places, parties, organisations, public figures. Ordinary words need a kind word before them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase
from annotator.core.suggestions import Suggestion
from annotator.suggesters.directory import SMALL, Entry, hits, names_a_people
from annotator.suggesters.inflection import event_words
from annotator.suggesters.labelling import Found, as_suggestions
from annotator.suggesters.lexicon import function_words, listed, ordinary, words
from annotator.suggesters.reading import Reading, kept, read
from annotator.suggesters.rules.phrase import (
    adjectives_after,
    describes_plural,
    indefinite_adjective,
    is_namesake,
    joint,
)
from annotator.suggesters.rules.states import acts

_RESIDENTS = listed("gazetteer", "residents")
_BEFORE_A_PLACE = listed("gazetteer", "before_a_place")


def find(reading: Reading) -> Iterator[Found]:
    """Yield every name of the lists, the longest at each token."""
    for place in range(len(reading)):
        found = [hit for hit in hits(reading, place) if _stands(reading, place, hit)]
        if found:
            yield from _found(reading, place, max(found, key=lambda hit: (hit[1], -hit[0], hit[2].score)))


def _found(reading: Reading, place: int, hit: tuple[int, int, Entry]) -> Iterator[Found]:
    """Yield the name, and the place inside it that a direction goes on from (القلمون in القلمون الشرقي)."""
    cut, size, entry = hit
    last = place + size - 1
    if not reading.same_line(place, last):
        return
    score = entry.score if not cut or entry.score < 0.8 else entry.score - 0.03
    start, stem = reading.offset(place, cut), reading.forms[place][cut:]
    label = "ACTOR" if entry.label == "LOCATION" and acts(reading, place, cut, size) else entry.label
    end = _party_end(reading, place, hit) if entry.label == "ACTOR" else last
    if entry.label == "ORGANISATION" and size > 1 and stem in words("organisations", "heads", "inside"):
        end = adjectives_after(reading, place + size) - 1
    yield Found(start, reading.end(end), label, score, _reason(entry))
    directed = size > 1 and reading.forms[last] in words("kinds", "place", "directions")
    if directed and entry.label == "LOCATION" and stem not in _NOT_INNER:
        yield Found(start, reading.end(last - 1), entry.label, score - 0.1, _reason(entry))


def _party_end(reading: Reading, place: int, hit: tuple[int, int, Entry]) -> int:
    """Return the last token of a party's name, its adjectives included (الطيران الحربي الروسي, مسلحون صوماليون)."""
    cut, size, _entry = hit
    stem, end = reading.forms[place][cut:], place + size
    if size > 1 or stem in _HEADS:
        return joint(reading, adjectives_after(reading, end)) - 1
    if (stem.startswith("ال") and stem.endswith(("ون", "ين"))) or stem in ("الثوار", "المقاتلين"):
        plural = reading.form(end).startswith("ال") and reading.form(end).endswith(("يون", "يين"))
        return end if plural and reading.same_line(place, end) else end - 1
    if not stem.startswith("ال") and stem not in words("actors", "crowds") and stem.endswith(("ون", "ين")):
        while end < place + 3 and reading.same_line(place, end) and _describes(reading.form(end)):
            end += 1
    return end - 1


def _describes(form: str) -> bool:
    return indefinite_adjective(form) or form in ("مجهولون", "مجهولين", "ملثمون", "ملثمين")


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
    if size == 1 and entry.label == "LOCATION" and _TANWIN in reading.words[place][-2:]:
        return False  # إثيوبيّاً is no country
    if size == 1 and entry.label == "LOCATION" and reading.words[place].endswith("ى") and form[cut:] in ("علي", "عدي"):
        return False
    if entry.label == "LOCATION" and (
        reading.form(place - 1) in _SPORT or reading.form(place - 1).removeprefix("و") in _SPORT
    ):
        return False
    if entry.label == "LOCATION" and reading.form(place - 1) in ("اذان", "صلاه", "هذه", "هذا", "تلك", "ذلك"):
        return False
    if entry.label == "LOCATION" and form[cut:] == "سوريا" and reading.form(place - 1) in _ACCUSATIVE:
        return False  # مواطنا سوريا
    if entry.label == "PERSON" and is_namesake(reading, place):
        return False
    if entry.label == "ACTOR" and form == "المعارضه" and describes_plural(reading, place):
        return False
    if entry.label == "ACTOR" and size == 1 and form[cut:] in _PEOPLE and _counted(reading, place):
        return False
    if entry.label == "LOCATION" and entry.score == SMALL:
        return _after_kind(reading, place)
    return entry.bare or _is_introduced(reading, place, (cut, size), entry.label)


def _stands_alone(reading: Reading, place: int, cut: int) -> bool:
    """Whether the name of a people describes no other noun before it."""
    before = reading.form(place - 1)
    if cut:
        near = reading.forms[max(0, place - 4) : place]
        return reading.forms[place][0] == "و" and any(names_a_people(form) for form in near)
    if not before or not before[0].isalpha():
        return True
    if before.startswith("ال") or before == "من":
        return False
    if before.endswith(("ها", "هم")) and len(before) > 4:
        return True
    verb = before in event_words() and any(word.verb for word in event_words()[before])
    return verb or before in function_words() or before in _CROWD or before.lstrip("وف") in function_words() | _CROWD


def _counted(reading: Reading, place: int) -> bool:
    """Whether the word is the noun of a number of people (عشرات المسلحين), which is no party."""
    before = reading.form(place - 1)
    return (
        before
        in ("من", "صفوف", "عشرات", "مئات", "ثلاثه", "اربعه", "خمسه", "سته", "سبعه", "ثمانيه", "تسعه", "عشره", "عدد")
        or before.isdigit()
    )


def _introduced(reading: Reading, place: int, cut: int, size: int) -> bool:
    """Whether a shaky name follows a preposition of place or a kind word."""
    if _after_kind(reading, place):
        return True
    stem, before = reading.forms[place][cut:], reading.form(place - 1)
    if stem in ordinary() and size == 1:
        return False
    around = before in _BEFORE_A_PLACE or before.removeprefix("و") in _RESIDENTS
    return around or (cut == 1 and reading.forms[place][0] == "ب")


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
_TANWIN = "\u064b"
_NOT_INNER = listed("gazetteer", "not_inner")
_CROWD = listed("gazetteer", "crowd")
_HEADS = frozenset(("الطيران", "القوات", "الجيش", "الشرطه", "الحكومه"))


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
        reading = read(document)
        return list(as_suggestions(document.text, labels, kept(reading, self.id, lambda: find(reading))))


suggester = Gazetteer()
