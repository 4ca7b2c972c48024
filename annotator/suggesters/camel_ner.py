"""Names by camel-tools' neural recognizer, where somebody has its model: from the catalogue, or a folder of one's own.

Nothing is imported or loaded before the first text that it reads. What is missing is said by ``ready`` in one sentence.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from threading import Lock

from annotator.config import camel_ner_folder
from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase
from annotator.core.suggestions import Suggestion
from annotator.suggesters.camel.inputs import Word, cut, lines
from annotator.suggesters.camel.loading import MOST_PIECES, Tagger, libraries_are_there, load
from annotator.suggesters.camel.places import downloaded, fingerprint, is_model
from annotator.suggesters.camel.tags import entities, starts
from annotator.suggesters.labelling import Found, as_suggestions, offered
from annotator.suggesters.reading import Reading, read

SCORE = 0.7
"""The one score of all its proposals, as the recognizer gives none. Above what is shown and above the guesses that
rest on a context alone (0.6), since such models are right more often than not on news; below the names of the lists
(from 0.85), which are right nearly always. What a project's annotators decide moves it from there."""

_REASON = N_("camel-tools' model takes it for a name.")

Tagged = tuple[Sequence[Word], Sequence[str]]
"""The words of one input, and the tag of each."""


class CamelNer:
    """Runs the recognizer over a text; one model for all threads, and one text at a time."""

    id = "camel_ner"
    title = N_("Names by camel-tools")
    reads = "text"
    loads_late = True
    """What it needs takes seconds to load: it is not warmed up with the word lists."""

    def __init__(self, folder: Path | None = None) -> None:
        """Take the model from ``folder``; without one, from ANNOTATOR_CAMEL_NER or camel-tools' catalogue."""
        self._given = folder
        self._lock = Lock()
        self._tagger: Tagger | None = None
        self._broken: Phrase | None = None
        self._version = ""

    @property
    def version(self) -> str:
        """The model's; known before it is loaded, so that loading it makes nothing look new."""
        folder = None if self._version else self._folder()
        if folder is not None and is_model(folder):
            self._version = f"1-{fingerprint(folder)}"
        return self._version or "1"

    def ready(self) -> Phrase | None:
        """Return what is missing and the command that helps; loads nothing."""
        if self._tagger is not None or self._broken is not None:
            return self._broken
        if not libraries_are_there():
            return Phrase(N_("torch and transformers are not installed: the command “make neural” installs them."))
        return self._model_missing()

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Iterable[Suggestion]:
        """Propose the names that the model finds, with the labels that the label set has for them."""
        reading = read(document)
        tagged = self._tagged(reading) if self.ready() is None else []
        # A model of one's own may tag triggers; it cannot say of what type they are.
        trigger = labels.trigger.id if labels.trigger else ""
        found = (one for one in _find(reading, tagged) if offered(labels, one.label) != trigger)
        return list(as_suggestions(reading.text, labels, found))

    def _model_missing(self) -> Phrase | None:
        folder = self._folder()
        if folder is None:
            message = N_("The model is not there: the command “camel_data -i ner-arabert” downloads it.")
            return Phrase(message)
        if not is_model(folder):
            message = N_("ANNOTATOR_CAMEL_NER names %(folder)s, where no config.json, vocab.txt and weights lie.")
            return Phrase(message, {"folder": str(folder)})
        return None

    def _folder(self) -> Path | None:
        return self._given or camel_ner_folder(os.environ) or downloaded()

    def _tagged(self, reading: Reading) -> list[Tagged]:
        """Return the runs of words that the model was given, with its tags; nothing where it cannot work."""
        with self._lock:
            folder = self._folder()
            if self._broken is not None or folder is None:
                return []
            try:
                return _tag(self._loaded(folder), reading)
            except Exception as error:  # whatever four libraries may raise for a model that is not as they wish
                self._broken, self._tagger = _cannot_use(folder, error), None
                return []

    def _loaded(self, folder: Path) -> Tagger:
        if self._tagger is None:
            self._tagger = load(folder)
        return self._tagger


def _tag(tagger: Tagger, reading: Reading) -> list[Tagged]:
    runs = list(chain.from_iterable(cut(line, MOST_PIECES) for line in lines(reading, tagger.pieces)))
    # A tag too few would move all others to the wrong words.
    return [(run, tags) for run, tags in zip(runs, tagger.tag(runs), strict=True) if len(run) == len(tags)]


def _find(reading: Reading, tagged: Iterable[Tagged]) -> Iterator[Found]:
    heads: dict[int, int] | None = None
    for run, tags in tagged:
        for one in entities(tags):
            heads = starts(reading) if heads is None else heads
            first, last = run[one.first].place, run[one.last].place
            start = heads.get(first, reading.tokens[first].start)
            yield Found(start, reading.end(last), one.label, SCORE, Phrase(_REASON))


def _cannot_use(folder: Path, error: Exception) -> Phrase:
    lines_said = str(error).strip().splitlines()
    said = lines_said[0][:200] if lines_said else type(error).__name__
    message = N_("The model in %(folder)s cannot be used (%(error)s). Download it again, or name another folder.")
    return Phrase(message, {"folder": str(folder), "error": said})


suggester = CamelNer()
