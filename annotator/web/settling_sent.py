"""What the page of adjudication sends."""

from __future__ import annotations

from typing import Any

import msgspec

from annotator.core.phrases import N_, Problem
from annotator.services.adjudicate import Decision
from annotator.services.verdict_rows import choice_from_json, part_from_json


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    """A decision as the page sends it."""

    id: str
    case: str
    choice: dict[str, Any]
    stamp: str
    part: list[Any] | None = None
    reason: str = ""
    known: list[str] | None = None


def read_decision(body: bytes) -> Decision:
    """Return what a request decides; raise :class:`Problem` ``choice``."""
    try:
        sent = msgspec.json.decode(body, type=Sent)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem("choice", N_("This decision cannot be read. Load the page anew and decide again.")) from None
    part = part_from_json(sent.part)
    return Decision(
        sent.id, sent.case, choice_from_json(sent.choice), sent.stamp, part, sent.reason.strip(), sent.known
    )
