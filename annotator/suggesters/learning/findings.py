"""What the other suggesters find, in the words of the default label set: evidence for the tagger, whatever it learns.

The labels of a project may be others (TARGET), and still depend on what the rules know (a person, a count of victims).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from annotator import labelsets
from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.suggestions import Suggester, Suggestion
from annotator.suggesters import registry
from annotator.suggesters.reading import kept, read


@cache
def _default() -> LabelSet:
    return labelsets.read(labelsets.DEFAULT)


def sources() -> dict[str, Suggester]:
    """Return the suggesters that read the text alone and are ready, by their ids."""
    every = registry.all().items()
    return {
        name: one for name, one in every if one.reads == "text" and not hasattr(one, "learn") and one.ready() is None
    }


def findings(document: Document, heard: Sequence[str]) -> list[tuple[str, Suggestion]]:
    """Return what the suggesters ``heard`` propose on the default label set, with their ids, conflicts and all."""
    return kept(read(document), ("findings", tuple(heard), document.date), lambda: _found(document, heard))


def _found(document: Document, heard: Sequence[str]) -> list[tuple[str, Suggestion]]:
    present = sources()
    return [
        (name, one)
        for name in heard
        if name in present
        for one in present[name].suggest(document, _default())
        if isinstance(one, Suggestion)
    ]
