"""Sentences for people, kept apart from the language they are shown in.

The core never translates. It names a sentence by its English wording (a gettext message id) and carries the values that
belong in it; the web and the command line translate it for their reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(message: str) -> str:  # noqa: N802  # the name that gettext's tools look for
    """Mark ``message`` for translation without translating it (the extraction keyword of gettext)."""
    return message


@dataclass(frozen=True, slots=True)
class Phrase:
    """A translatable sentence: ``message`` holds ``%(name)s`` places that ``values`` fill."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class Problem(Exception):  # noqa: N818  # it says what the user can mend, not that the program erred
    """What a user did cannot be done; the phrase says where it is wrong and what to do.

    ``code`` is a stable word for programs (an answer's JSON, a test).
    """

    def __init__(self, code: str, message: str, **values: Any) -> None:
        self.code = code
        self.phrase = Phrase(message, values)
        super().__init__(str(self.phrase))
