"""Several people's annotations of the same texts: JSON Lines to measure agreement on.

A line is ``{"text", "annotations": [{"start", "end", "label", "annotator"}]}``. ``annotators`` may list all who did the
line, also those who marked nothing; names count within the file. A line that we exported is read too: of it, the layers
that are finished. Offsets are code points, 0-based, end exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import msgspec

from annotator.core.agreement.values import Coded, CodedEvent
from annotator.core.phrases import N_
from annotator.core.records import FileProblem, Record
from annotator.core.spans import Span
from annotator.formats.bytes import decode, lines
from annotator.formats.jsonl_gold import is_gold
from annotator.formats.jsonl_reading import Line

_OURS = ("annotators", "spans", "events", "rejected")


def read_coded(stream: BinaryIO, name: str) -> Iterator[Coded]:
    """Yield the documents of a file; raise :class:`FileProblem`, with file and line, at the first that is wrong."""
    number = 0
    for number, raw in lines(stream, name):
        yield _Line(_object(raw, name, number), name, number).coded()
    if not number:
        raise FileProblem("coded-empty", name, 0, N_("there is no document in it."))


def _object(raw: bytes, name: str, number: int) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        decode(raw, name, number)
        raise FileProblem(
            "json", name, number, N_("this is not valid JSON (%(detail)s)."), detail=str(error)
        ) from error
    if not isinstance(found, dict):
        raise FileProblem("json", name, number, N_("a line must be a JSON object with a “text”."))
    return found


class _Line:
    """One line being read."""

    def __init__(self, values: Mapping[str, Any], name: str, number: int) -> None:
        self._values, self._name, self._number = values, name, number

    def coded(self) -> Coded:
        """Return the document with everybody's spans."""
        if "annotations" not in self._values and is_gold(self._values):
            raise self._problem(
                N_("this is gold: it does not say what each annotator marked. Export all layers instead.")
            )
        if "annotations" not in self._values and all(key in self._values for key in _OURS):
            return coded_of(Line(self._values, self._name, self._number).record())
        text = self._values.get("text")
        if not isinstance(text, str) or not text:
            raise self._problem(N_("there is no “text”."))
        spans: dict[str, list[Span]] = {name: [] for name in self._annotators()}
        for one in self._annotations():
            spans.setdefault(self._annotator(one.get("annotator"), one), []).append(self._span(one, text))
        return Coded(text, spans, key=str(self._values.get("id") or self._number))

    def _annotators(self) -> Sequence[str]:
        listed = self._values.get("annotators", [])
        if not isinstance(listed, list):
            raise self._problem(N_("“%(field)s” must be a list of names."), field="annotators")
        return [self._annotator(one, listed) for one in listed]

    def _annotator(self, given: Any, part: Any) -> str:
        if type(given) not in (str, int) or given == "":
            raise self._problem(N_("“%(field)s” is missing in %(part)s."), field="annotator", part=part)
        return str(given)

    def _annotations(self) -> Sequence[Mapping[str, Any]]:
        if "annotations" not in self._values:
            raise self._problem(N_("there are no “annotations”: a list of start, end, label and annotator is needed."))
        listed = self._values["annotations"]
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise self._problem(N_("“%(field)s” must be a list of objects."), field="annotations")
        return listed

    def _span(self, one: Mapping[str, Any], text: str) -> Span:
        start, end, label = one.get("start"), one.get("end"), one.get("label")
        if type(start) is not int or type(end) is not int or not isinstance(label, str) or not label:
            raise self._problem(N_("an annotation needs “start”, “end” and “label”: %(part)s"), part=one)
        if not 0 <= start < end <= len(text):
            raise self._problem(
                N_("the annotation %(start)s–%(end)s is empty, or outside the text of %(length)s characters."),
                start=start, end=end, length=len(text),
            )  # fmt: skip
        return Span(start, end, label)

    def _problem(self, message: str, **values: Any) -> FileProblem:
        return FileProblem("coded", self._name, self._number, message, **values)


def coded_of(record: Record) -> Coded:
    """Return what the finished layers of a record hold."""
    spans: dict[str, list[Span]] = {name: [] for name in record.finished}
    events: dict[str, list[CodedEvent]] = {name: [] for name in record.finished}
    owner = {one.id: one for one in record.spans if one.annotator in spans}
    for one in owner.values():
        spans[one.annotator].append(one.span)
    for event in record.events:
        trigger = owner.get(event.trigger)
        if trigger is None:
            continue
        arguments = tuple((one.role, owner[one.span].span) for one in event.arguments if one.span in owner)
        coded = CodedEvent(trigger.span, event.type, event.subtype, event.attributes, arguments)
        events[trigger.annotator].append(coded)
    return Coded(record.document.text, spans, events, record.key or str(record.line))
