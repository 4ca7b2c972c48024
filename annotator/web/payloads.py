"""What the annotation page and the server tell each other, in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from annotator.core.labels import LabelSet
from annotator.core.layer import Layer
from annotator.core.operations import KINDS, Operation
from annotator.core.phrases import N_, Problem
from annotator.core.structure import line_kinds
from annotator.services.annotate import ShownSuggestion, Workplace
from annotator.services.values import readable_labels
from annotator.web.language import say

MAX_OPERATIONS = 10_000
MAX_ID = 64
"""The longest id, in characters."""


class Save(msgspec.Struct, forbid_unknown_fields=True):
    """What the page sends: the revision it stands on, and operations by kind."""

    revision: int
    operations: list[dict[str, Any]]


def page_json(value: Any, **_: Any) -> str:
    """Return ``value`` in JSON as the pages' script blocks hold it: Arabic letters as such, not as escapes."""
    return msgspec.json.encode(value).decode()


def read_save(body: bytes) -> tuple[int, Sequence[Operation]]:
    """Return the revision and the operations of a request; raise :class:`Problem` ``malformed``."""
    try:
        sent = msgspec.json.decode(body, type=Save)
        if len(sent.operations) > MAX_OPERATIONS:
            raise TypeError(f"at most {MAX_OPERATIONS} operations at once")
        return sent.revision, [_operation(dict(values)) for values in sent.operations]
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, RecursionError) as error:
        raise Problem("malformed", N_("This request is malformed: %(detail)s"), detail=str(error)) from error


def _operation(values: dict[str, Any]) -> Operation:
    kind = KINDS[values.pop("kind")]
    values.pop("at", None)
    if unknown := values.keys() - kind.__dataclass_fields__.keys():
        raise KeyError(f"unknown fields: {', '.join(sorted(unknown))}")
    operation = msgspec.convert(values, kind)
    if not all(1 <= len(name) <= MAX_ID for name in _made_ids(operation)) or len(operation.step) > MAX_ID:
        raise TypeError(f"an id has 1 to {MAX_ID} characters")
    return operation


def _made_ids(operation: Operation) -> Sequence[str]:
    made = (getattr(operation, name, None) for name in ("id", "span", "event", "note"))
    return [name for name in made if name is not None]


def layer_payload(layer: Layer, layer_id: int, revision: int, annotator: str) -> dict[str, Any]:
    """Return a layer as the page reads it."""
    return {
        "id": layer_id,
        "revision": revision,
        "state": layer.state,
        "annotator": annotator,
        "spans": _plain(layer.spans.values()),
        "events": _plain(layer.events.values()),
        "decisions": _plain(layer.decisions.values()),
        "notes": _plain(layer.notes.values()),
        "refusals": _plain(layer.refusals.values()),
    }


def suggestion_payload(shown: ShownSuggestion, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return a suggestion as the page reads it; ``titles`` names the suggesters."""
    value = shown.value
    return {
        "id": shown.id,
        "start": value.span.start,
        "end": value.span.end,
        "label": value.span.label,
        "score": round(value.score, 3),
        "suggester": shown.suggester,
        "suggester_title": titles.get(shown.suggester, shown.suggester),
        "reason": say(value.reason),
        "type": value.type,
        "subtype": value.subtype,
        "attributes": dict(value.attributes),
        "arguments": [
            {"role": role, "suggestion": filler, "score": round(score, 3), "reason": say(reason)}
            for role, filler, score, reason in shown.arguments
        ],
    }


def label_set_payload(labels: LabelSet) -> dict[str, Any]:
    """Return a label set as the page reads it: the trigger label is among the labels, marked as such."""
    trigger = labels.trigger.id if labels.trigger else None
    return {
        "labels": [{**label, "trigger": label["id"] == trigger} for label in _plain(labels.by_id.values())],
        "event_types": _plain(labels.event_types),
        "event_attributes": _plain(labels.event_attributes),
        "roles": _plain(labels.roles),
    }


def _plain(values: Iterable[Any]) -> list[dict[str, Any]]:
    """Return dataclasses as JSON values (``asdict`` takes ten times as long)."""
    return msgspec.to_builtins(list(values))


def workplace_payload(place: Workplace, annotator: str, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return all that the page shows of a document."""
    document, row = place.document, place.layer_row
    return {
        "document": {
            "id": document.id,
            "title": document.title,
            "source": document.source,
            "date": document.date.isoformat() if document.date else None,
            "text": document.text,
            "lines": list(line_kinds(document.text, document.title, document.meta).items()),
        },
        "layer": layer_payload(place.layer, row.id, row.revision, annotator),
        "label_set": label_set_payload(place.labels),
        "suggestions": [suggestion_payload(one, titles) for one in place.suggestions],
        "tokens": [offset for token in place.tokens for offset in (token.start, token.end)],
        "cuts": list(place.cuts),
        "values": list(readable_labels(place.labels)),
    }
