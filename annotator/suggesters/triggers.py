"""Words that name events, with ACLED's type and sub-event: a lexicon of forms, then the words around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion
from annotator.suggesters.inflection import all_event_words
from annotator.suggesters.lexicon import analyses, grammar_verbs
from annotator.suggesters.reading import Reading, kept, read
from annotator.suggesters.rules import crowds, results
from annotator.suggesters.rules.events import sense
from annotator.suggesters.rules.hits import Hit
from annotator.suggesters.rules.senses import Place, Sense

_LEAST = 0.08


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
    """Return the triggers of a text, each scored by what else its sentence names."""
    found: list[Hit] = []
    earlier: Sense | None = None
    for place in range(len(reading)):
        hit = _hit(reading, place, earlier)
        if hit is not None:
            found.append(hit)
            earlier = hit.sense if hit.violent else earlier
    return [hit for sentence in _by_sentence(reading, found) for hit in _weighed(reading, sentence)]


def _hit(reading: Reading, place: int, earlier: Sense | None) -> Hit | None:
    words = all_event_words()
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


def _weighed(reading: Reading, sentence: Sequence[Hit]) -> list[Hit]:
    return crowds.weighed(reading, results.weighed(reading, sentence))


def _by_sentence(reading: Reading, found: Sequence[Hit]) -> Iterator[list[Hit]]:
    for _number, group in groupby(found, key=lambda hit: reading.sentences[hit.place]):
        yield list(group)


suggester = Triggers()
