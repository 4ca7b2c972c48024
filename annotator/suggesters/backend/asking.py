"""What a server is sent: the label set as Label Studio writes it, texts as tasks, finished work as annotations.

A span is a region of the type ``labels``; the type of an event stands in a ``taxonomy`` result with the id of its
trigger; an argument is a ``relation`` from the trigger to what fills the role.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol
from xml.etree.ElementTree import Element, SubElement, tostring

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.spans import Span

LABELS, TEXT, TYPES = "label", "text", "event"
"""The names of the parts of the label configuration: the labels, the text, the types of events."""


class Event(Protocol):
    """An event of a finished document (:class:`annotator.core.lessons.LessonEvent` is one)."""

    @property
    def trigger(self) -> Span:
        """The span that names the event."""

    @property
    def type(self) -> str:
        """The id of its type."""

    @property
    def subtype(self) -> str | None:
        """The id of its subtype."""

    @property
    def arguments(self) -> Sequence[tuple[str, Span]]:
        """Each role with what fills it."""


def label_config(labels: LabelSet, *, events: bool = False) -> str:
    """Return the label set as the XML of Label Studio's labelling configuration; what is retired is left out.

    Types and roles are only told where the model knows ``events``: many a server for names takes one part only.
    """
    view = Element("View")
    if events and labels.trigger and labels.roles:
        relations = SubElement(view, "Relations")
        for role in labels.roles:
            if not role.retired:
                SubElement(relations, "Relation", value=role.id)
    choices = SubElement(view, "Labels", name=LABELS, toName=TEXT)
    for label in labels.by_id.values():
        if not label.retired:
            SubElement(choices, "Label", value=label.id, background=label.colour)
    SubElement(view, "Text", name=TEXT, value="$text")
    if events and labels.trigger and not labels.trigger.retired and labels.event_types:
        _types(view, labels, labels.trigger.id)
    return tostring(view, encoding="unicode")


def _types(view: Element, labels: LabelSet, trigger: str) -> None:
    shown = {"perRegion": "true", "visibleWhen": "region-selected", "whenTagName": LABELS, "whenLabelValue": trigger}
    types = SubElement(view, "Taxonomy", {"name": TYPES, "toName": TEXT, **shown})
    for kind in labels.event_types:
        if not kind.retired:
            choice = SubElement(types, "Choice", value=kind.id)
            for subtype in kind.subtypes:
                if not subtype.retired:
                    SubElement(choice, "Choice", value=subtype.id)


def task(document: Document) -> dict[str, Any]:
    """Return a text as a task. Its id is made from the text, so that the same text is always the same task."""
    return {"id": int(document.sha256[:12], 16), "data": {TEXT: document.text}}


def prediction_request(project: int, config: str, documents: Sequence[Document]) -> dict[str, Any]:
    """Return the body of ``POST /predict``."""
    return {
        "tasks": [task(document) for document in documents],
        "model_version": None,
        "project": _project(project),
        "label_config": config,
        "params": {"login": None, "password": None, "context": None},
    }


def setup_request(project: int, config: str) -> dict[str, Any]:
    """Return the body of ``POST /setup``. No Label Studio can be called back: its address and token are empty."""
    return {"project": _project(project), "schema": config, "hostname": "", "access_token": ""}


def _project(project: int) -> str:
    return f"{project}.0"  # servers read what stands before the point


def webhook_request(
    project: int, config: str, document: Document, spans: Sequence[Span], events: Sequence[Event], *, again: bool
) -> dict[str, Any]:
    """Return the body of ``POST /webhook`` for a document that is finished, or (``again``) was changed afterwards."""
    one = task(document)
    annotation = {
        "id": one["id"],
        "task": one["id"],
        "project": project,
        "was_cancelled": False,
        "ground_truth": False,
        "result": regions(document.text, spans, events),
    }
    return {
        "action": "ANNOTATION_UPDATED" if again else "ANNOTATION_CREATED",
        "project": {"id": project, "label_config": config},
        "task": one,
        "annotation": annotation,
    }


def regions(text: str, spans: Sequence[Span], events: Sequence[Event]) -> list[dict[str, Any]]:
    """Return spans, types of events and arguments as results; offsets in code points, as Label Studio has them."""
    every = {*spans, *(event.trigger for event in events), *(span for event in events for _, span in event.arguments)}
    ids = {span: f"r{number}" for number, span in enumerate(sorted(every), 1)}
    found = [_region(text, span, name) for span, name in ids.items()]
    for event in events:
        path = [event.type, event.subtype] if event.subtype else [event.type]
        place = {"start": event.trigger.start, "end": event.trigger.end, "taxonomy": [path]}
        found.append(
            {"id": ids[event.trigger], "from_name": TYPES, "to_name": TEXT, "type": "taxonomy", "value": place}
        )
        for role, filler in event.arguments:
            ends = {"from_id": ids[event.trigger], "to_id": ids[filler], "direction": "right"}
            found.append({"type": "relation", **ends, "labels": [role]})
    return found


def _region(text: str, span: Span, name: str) -> dict[str, Any]:
    value = {"start": span.start, "end": span.end, "text": text[span.start : span.end], "labels": [span.label]}
    return {"id": name, "from_name": LABELS, "to_name": TEXT, "type": "labels", "value": value}
