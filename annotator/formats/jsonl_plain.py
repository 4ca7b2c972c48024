"""The quick way through the lines that a large file has most of: a text and suggested spans of the usual shape.

It never says what is wrong. A line that is in any way unusual is left to :mod:`annotator.formats.jsonl_reading`, which
reads every line that can be read, this one too, and finds the words for the others.
"""

from __future__ import annotations

from collections.abc import Mapping
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
_OURS = "annotators"


def plain_values(raw: bytes) -> tuple[Mapping[str, Any], list[SuggestedSpan]] | None:
    """Return what a line says beside its spans, and the spans; ``None`` where the line is not of the usual shape."""
    try:
        fields = _FIELDS.decode(raw)
        if _OURS in fields or "spans" not in fields:
            return None
        spans = _SPANS.decode(fields.pop("spans"))
        values = {name: _VALUE.decode(value) for name, value in fields.items()}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    text = values.get("text")
    if not isinstance(text, str):
        return None
    suggested = [_suggested(span) for span in spans if _holds(span, text)]
    return (values, suggested) if len(suggested) == len(spans) else None


def _holds(span: _Span, text: str) -> bool:
    """Whether the span has a label, and the words that it says it has."""
    written = span.text
    return bool(span.label) and (
        written is None or (0 <= span.start < span.end and text[span.start : span.end] == written)
    )


def _suggested(span: _Span) -> SuggestedSpan:
    score = span.score
    return SuggestedSpan(
        Span(span.start, span.end, span.label),
        span.suggester or "",
        score if 0.0 <= score <= 1.0 else min(1.0, max(0.0, score)),
        span.type,
        span.subtype,
        span.attributes or {},
    )
