"""The text that people annotate. It is never changed once it is in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


def text_sha256(text: str) -> str:
    """Return the SHA-256 of ``text`` in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what is known of where it comes from.

    ``text`` is stored as it came (only the line ends and the byte order mark of a file are settled at intake): every
    offset in the program counts its code points. ``meta`` keeps whatever else the source said, as JSON values.
    """

    text: str
    title: str = ""
    source: str = ""
    date: date | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The identity of the text: two documents with the same one are the same text."""
        return text_sha256(self.text)
