"""Words that name events, with ACLED's type and sub-event: a lexicon of forms, then the words around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion
from annotator.suggesters.inflection import EventWord, event_words
from annotator.suggesters.lexicon import analyses, grammar_verbs
from annotator.suggesters.reading import Reading, kept, read
from annotator.suggesters.rules.events import is_result, sense
from annotator.suggesters.rules.senses import BATTLES, CIVILIANS, REMOTE, Place, Sense

_VIOLENT = {BATTLES: ("Armed clash",), REMOTE: None, CIVILIANS: None}
_LEAST = 0.08
_RESULT = 0.1
"""How sure a result (مقتل) is to be the trigger where its sentence names the violence itself."""


class Hit:
    """A trigger found in a reading."""

    def __init__(self, place: int, cut: int, word: EventWord, found: Sense) -> None:
        """Keep a token's number, the letters cut off in front, the word and its sense."""
        self.place, self.cut, self.word, self.sense = place, cut, word, found

    @property
    def violent(self) -> bool:
        """Whether it names violence itself, not its result."""
        subtypes = _VIOLENT.get(self.sense.type, ())
        return not is_result(self.word.lemma) and (subtypes is None or self.sense.subtype in subtypes)


class Triggers:
    """Finds the words that name events of ACLED's types, where the label set has these types."""

    id = "triggers"
    title = N_("Event words")
    version = "1"
    reads = "text"

    def ready(self) -> Phrase | None:
        """Return ``None``: the lexicon comes with the program."""
        return None

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Iterable[Suggestion]:
        """Propose triggers with type and subtype."""
        if labels.trigger is None or not labels.offers(labels.trigger.id):
            return []
        reading = read(document)
        found_hits = kept(reading, self.id, lambda: hits(reading))
        return [found for hit in found_hits if (found := _suggestion(reading, hit, labels)) is not None]


def _suggestion(reading: Reading, hit: Hit, labels: LabelSet) -> Suggestion | None:
    kind = labels.types_by_id.get(hit.sense.type)
    if kind is None or kind.retired or labels.trigger is None:
        return None
    subtype = next((one.id for one in kind.subtypes if one.id == hit.sense.subtype and not one.retired), None)
    span = Span(reading.offset(hit.place, hit.cut), reading.end(hit.place), labels.trigger.id)
    reason = Phrase(
        N_("“%(word)s” names an event; its type follows from the words around it."), {"word": reading.words[hit.place]}
    )
    return Suggestion(span, hit.sense.score, reason, type=kind.id, subtype=subtype)


def hits(reading: Reading) -> list[Hit]:
    """Return the triggers of a text; results (مقتل) only where their sentence names no violence itself."""
    found: list[Hit] = []
    earlier: Sense | None = None
    for place in range(len(reading)):
        hit = _hit(reading, place, earlier)
        if hit is not None:
            found.append(hit)
            earlier = hit.sense if hit.violent else earlier
    return list(_without_results(reading, found))


def _hit(reading: Reading, place: int, earlier: Sense | None) -> Hit | None:
    words = event_words()
    if reading.forms[place] in grammar_verbs() and reading.forms[place] not in words:
        return None  # وصفت is one verb, not و with another
    for cut, stem in analyses(reading.forms[place]):
        for word in words.get(stem, ()):
            if cut and word.verb and reading.forms[place][:cut] not in ("و", "ف", "ل", "ول"):
                continue
            if reading.words[place].endswith("ة") and not word.lemma.endswith("ه"):
                continue  # no pronoun, though it folds to one
            found = sense(Place(reading, place, stem, word, earlier))
            if found is not None and found.score >= _LEAST:
                return Hit(place, cut + word.cut, word, found)
        if stem in words:
            return None
    return None


def _without_results(reading: Reading, found: list[Hit]) -> Iterator[Hit]:
    violent = {reading.sentences[hit.place] for hit in found if hit.violent}
    for hit in found:
        active = hit.word.verb and hit.word.lemma == "قتل" and hit.sense.score >= 0.58
        active = active or reading.form(hit.place - 1) in ("اعمال", "عمليات")
        if is_result(hit.word.lemma) and reading.sentences[hit.place] in violent and not active:
            hit.sense = hit.sense._replace(score=_RESULT)
        yield hit


suggester = Triggers()
