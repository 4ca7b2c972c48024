"""What the annotation page and the server tell each other, in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import msgspec
from markupsafe import Markup

from annotator.core.labels import LabelSet
from annotator.core.layer import FINISHED, Layer
from annotator.core.operations import KINDS, Operation
from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.structure import line_kinds
from annotator.services.suggest import suggester_titles
from annotator.services.values import readable_labels
from annotator.services.workplace import Place, Shown, Workplace
from annotator.translations import catalogue, said
from annotator.web.language import LANGUAGES

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


def layer_name(layer_id: int, sha256: str) -> str:
    """Return what the page calls a layer on the text with this hash.

    The number alone would not do: the number of what was deleted for good may come to another document's layer, and a
    page that was open meanwhile must not save into that.
    """
    return f"{layer_id}-{sha256[:12]}"


def layer_payload(layer: Layer, name: str, revision: int, annotator: str) -> dict[str, Any]:
    """Return a layer as the page reads it; ``name`` is that of :func:`layer_name`."""
    return {
        "id": name,
        "revision": revision,
        "state": layer.state,
        "annotator": annotator,
        "spans": _plain(layer.spans.values()),
        "events": _plain(layer.events.values()),
        "decisions": _plain(layer.decisions.values()),
        "notes": _plain(layer.notes.values()),
        "refusals": _plain(layer.refusals.values()),
    }


@lru_cache(maxsize=4096)
def _reason(kept: str, language: str) -> str:
    """Return a reason, as the table keeps it, in a language; most are those of a thousand other suggestions."""
    reason = msgspec.json.decode(kept)
    return said(Phrase(reason["message"], reason["values"]), catalogue(language).gettext)


@lru_cache(maxsize=len(LANGUAGES))
def _titles(language: str) -> Mapping[str, str]:
    """Return what each suggester is called."""
    return {name: said(title, catalogue(language).gettext) for name, title in suggester_titles().items()}


def suggestion_payload(shown: Shown, language: str) -> dict[str, Any]:
    """Return a suggestion as the page reads it."""
    return {
        "id": shown.id,
        "start": shown.start,
        "end": shown.end,
        "label": shown.label,
        "score": round(shown.score, 3),
        "suggester": shown.suggester,
        "suggester_title": _titles(language).get(shown.suggester, shown.suggester),
        "reason": _reason(shown.reason, language),
        "type": shown.type,
        "subtype": shown.subtype,
        "attributes": msgspec.Raw(shown.attributes.encode()),
        "others": _others(shown.sources, language),
        "arguments": [
            {"role": role, "suggestion": filler, "score": round(score, 3), "reason": _reason(reason, language)}
            for role, filler, score, reason in shown.arguments
        ],
    }


def _others(kept: str, language: str) -> list[dict[str, Any]]:
    """Return who proposes it beside the suggester that is named first."""
    if kept.count('"suggester"') < 2:
        return []
    return [
        {
            "suggester": one["suggester"],
            "suggester_title": _titles(language).get(one["suggester"], one["suggester"]),
            "score": round(one["score"], 3),
            "reason": said(Phrase(one["reason"]["message"], one["reason"]["values"]), catalogue(language).gettext),
        }
        for one in msgspec.json.decode(kept)[1:]
    ]


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


# By the hash of what they are made from: so every process may keep its own.
_label_sets: dict[str, msgspec.Raw] = {}


def _label_set_json(place: Place) -> msgspec.Raw:
    """Return the label set in JSON; it is made once for each."""
    found = _label_sets.get(place.labels_sha256)
    if found is None:
        if len(_label_sets) > 64:
            _label_sets.clear()
        found = _label_sets[place.labels_sha256] = msgspec.Raw(msgspec.json.encode(label_set_payload(place.labels)))
    return found


def workplace_payload(found: Workplace, annotator: str, language: str) -> dict[str, Any]:
    """Return all that the page shows of a document."""
    place = found.place
    name = layer_name(found.held.id, place.sha256)
    return {
        "document": {
            "id": place.document_id,
            "title": place.title,
            "source": place.source,
            "date": place.date.isoformat() if place.date else None,
            "text": place.text,
            "lines": list(line_kinds(place.text, place.title, place.meta).items()),
        },
        "layer": layer_payload(found.layer, name, found.held.revision, annotator),
        "label_set": _label_set_json(place),
        "suggestions": [suggestion_payload(one, language) for one in found.suggestions],
        "tokens": list(chain.from_iterable(found.tokens)),
        "cuts": found.cuts,
        "values": readable_labels(place.labels),
        "queue": place.queue,
        "today": found.finished_lately,
        "finished_at": found.held.changed_at if found.layer.state == FINISHED else None,
    }


def in_script(payload: Any) -> Markup:
    """Return ``payload`` in JSON for a script block of a page: nothing in it can end the block."""
    raw = msgspec.json.encode(payload)
    for letter, escape in _ESCAPES:
        raw = raw.replace(letter, escape)
    return Markup(raw.decode())  # noqa: S704  # what could end the block is escaped


_ESCAPES = ((b"<", b"\\u003c"), (b">", b"\\u003e"), (b"&", b"\\u0026"), (b"'", b"\\u0027"))
