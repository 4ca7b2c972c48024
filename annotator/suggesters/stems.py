"""The words that the lists know: evidence for a clitic cut on the page."""

from __future__ import annotations

from collections.abc import Container

from annotator.suggesters.gazetteer import names


def stems() -> Container[str]:
    """Return the names of one word that any list has, in their matching form."""
    return names().stems
