"""Sentences as the tables keep them: the message and its values, to be said in any language later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.core.phrases import Phrase


def phrase_to_json(phrase: Phrase) -> dict[str, Any]:
    """Return a sentence as the tables keep it."""
    return {"message": phrase.message, "values": dict(phrase.values)}


def phrase_from_json(value: Mapping[str, Any]) -> Phrase:
    """Return the sentence that :func:`phrase_to_json` wrote."""
    return Phrase(value["message"], value["values"])
