"""The quick way through the lines that a large file has most of: a text and suggested spans of the usual shape.

It never says what is wrong. A line that is in any way unusual is left to :mod:`annotator.formats.jsonl_reading`, which
reads every line that can be read, this one too, and finds the words for the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from annotator.core.records import SuggestedSpan
from annotator.core.spans import Span


class _Span(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    start: int
    end: int
    label: str
    text: str | None = None
    score: float = 1.0
    suggester: str | None = None
    type: str | None = None
    subtype: str | None = None
    attributes: dict[str, str | int | float] | None = None


_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_SPANS = msgspec.json.Decoder(list[_Span])
_VALUE = msgspec.json.Decoder()
_OURS = ("annotators", "layer")
"""What a line may be more than a text with suggestions by."""


def plain_values(raw: bytes) -> tuple[Mapping[str, Any], list[SuggestedSpan]] | None:
    """Return what a line says beside its spans, and the spans; ``None`` where the line is not of the usual shape."""
    try:
        fields = _FIELDS.decode(raw)
        if "spans" not in fields or any(key in fields for key in _OURS):
            return None
        spans = _SPANS.decode(fields.pop("spans"))
        values = {name: _VALUE.decode(value) for name, value in fields.items()}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    text = values.get("text")
    if not isinstance(text, str):
        return None
    suggested = _suggested(spans, text)
    return None if suggested is None else (values, suggested)


def _suggested(spans: Sequence[_Span], text: str) -> list[SuggestedSpan] | None:
    """Return the spans as suggestions; ``None`` where one has no label, or not the words that it says it has."""
    suggested = []
    for one in spans:
        start, end, label, written, score = one.start, one.end, one.label, one.text, one.score
        if not label or (written is not None and not (0 <= start < end and text[start:end] == written)):
            return None
        if not 0.0 <= score <= 1.0:
            score = min(1.0, max(0.0, score))
        place, attributes = Span(start, end, label), one.attributes or {}
        suggested.append(SuggestedSpan(place, one.suggester or "", score, one.type, one.subtype, attributes))
    return suggested
