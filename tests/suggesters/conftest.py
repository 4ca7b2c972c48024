"""What the suggesters that come with the program show in a text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from annotator.core.document import Document
from annotator.labelsets import read
from annotator.suggesters import registry
from annotator.suggesters.merge import SHOWN, propose

# The lab's server beside these tests is a module of their own.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def found():
    """Return the words that are shown with a label: ``found(text, "PERSON")``."""
    labels = read("conflict")

    def shown(text: str, label: str) -> list[str]:
        spans = [one.suggestion for one in propose(Document(text), labels, registry.all()).spans]
        return [text[one.span.start : one.span.end] for one in spans if one.span.label == label and one.score >= SHOWN]

    return shown
