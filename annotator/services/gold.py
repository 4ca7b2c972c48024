"""Gold files: JSON Lines with the spans and events that are right, as lessons; and the label set that they imply."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from annotator.core.lessons import Lesson, LessonEvent
from annotator.core.phrases import N_, Problem
from annotator.core.records import FileProblem, Record
from annotator.core.spans import Span, check_boundaries
from annotator.formats.jsonl import format as json_lines

TRIGGER = "EVENT"
"""The label of a trigger that a file gives by its place alone: that of the default label set."""


class GoldLine(NamedTuple):
    """One document of a gold file: its id there, its line (from 1), and what is marked in it."""

    key: str
    line: int
    lesson: Lesson


def read_gold(path: Path, renamed: Mapping[str, str] | None = None) -> list[GoldLine]:
    """Return the documents of a gold file, labels renamed by ``renamed``.

    A line is ``{"id", "text", "spans": [{"start", "end", "label"}]}``; ``gold`` may stand for ``spans``, and ``events``
    name their trigger and arguments by place or by the id of a span. Of a line that we exported, all is gold
    where it says so, otherwise what more than half of its annotators marked. Raises :class:`FileProblem` with file and
    line.
    """
    with path.open("rb") as stream:
        found = [_gold(record, path.name, renamed or {}) for record in json_lines.read(stream, path.name, _refuse)]
    if not found:
        raise FileProblem("gold-empty", path.name, 0, N_("there is no document in it."))
    return found


def _refuse(problem: FileProblem) -> None:
    """Stop at the first bad line; a text of white space and unseen marks has nothing to score and is passed over."""
    if problem.code != "text-empty":
        raise problem


def _gold(record: Record, name: str, renamed: Mapping[str, str]) -> GoldLine:
    line = _Line(record, name, renamed)
    events = tuple(line.events())
    spans = {*line.spans, *(event.trigger for event in events)}
    key = record.key or str(record.line)
    return GoldLine(key, record.line, Lesson(record.document, tuple(sorted(spans)), events))


class _Line:
    """One line being read: its spans by their ids, by their places, and in order."""

    def __init__(self, record: Record, name: str, renamed: Mapping[str, str]) -> None:
        self._record, self._name, self._renamed = record, name, renamed
        self._by_id: dict[str, Span] = {}
        self._values: dict[str, Any] = json.loads(record.raw.decode("utf-8-sig"))
        self.spans = sorted(set(self._read_spans()))

    def _read_spans(self) -> Iterator[Span]:
        if self._record.annotators and self._record.gold is None:
            yield from self._of_most()
            return
        listed = self._values.get("spans", self._values.get("gold"))
        for one in self._objects(listed, "spans" if "spans" in self._values else "gold"):
            span = self._span(one, one.get("label"))
            if isinstance(one.get("id"), str | int):
                self._by_id[str(one["id"])] = span
            yield span

    def _of_most(self) -> Iterator[Span]:
        """Yield the spans that more than half of the annotators marked: of those who finished, if anybody did."""
        counted = set(self._record.finished or self._record.annotators)
        votes: Counter[Span] = Counter()
        for one in self._record.spans:
            self._by_id[one.id] = self._checked(one.span.start, one.span.end, one.span.label)
        for span, _ in {(self._by_id[one.id], one.annotator) for one in self._record.spans if one.annotator in counted}:
            votes[span] += 1
        yield from (span for span, count in votes.items() if 2 * count > len(counted))

    def events(self) -> Iterator[LessonEvent]:
        """Yield the events whose trigger is gold, once each."""
        seen: set[tuple[Span, str, str | None]] = set()
        for one in self._objects(self._values.get("events"), "events"):
            trigger, kind, subtype = self._place(one.get("trigger"), TRIGGER), one.get("type"), one.get("subtype")
            if trigger is None or not isinstance(kind, str) or not isinstance(subtype, str | None):
                raise self._problem("gold-event", N_("an event needs “trigger” and “type”: %(event)s"), event=one)
            event = trigger, kind, subtype or None
            if event in seen or (self._record.annotators and trigger not in self.spans):
                continue
            seen.add(event)
            yield LessonEvent(*event, tuple(self._arguments(one)))

    def _arguments(self, event: Mapping[str, Any]) -> Iterator[tuple[str, Span]]:
        for one in self._objects(event.get("arguments"), "arguments"):
            filler = self._place(one.get("span", one), "") if isinstance(one.get("role"), str) else None
            if filler is None:
                raise self._problem("gold-event", N_("an argument needs “role” and a place: %(event)s"), event=one)
            if filler in self.spans:
                yield one["role"], filler

    def _place(self, given: Any, label: str) -> Span | None:
        """Return the span that an id or a place stands for; without a label, the first that has this place."""
        if isinstance(given, str | int):
            return self._by_id.get(str(given))
        if not isinstance(given, dict):
            return None
        span = self._span(given, given.get("label") or label or "?")
        same = [one for one in self.spans if (one.start, one.end) == (span.start, span.end)]
        return span if label else (same[0] if same else span)

    def _span(self, values: Mapping[str, Any], label: Any) -> Span:
        start, end = values.get("start"), values.get("end")
        if type(start) is not int or type(end) is not int or not isinstance(label, str) or not label:
            raise self._problem(
                "span-fields", N_("a span needs “start”, “end” and “label”: %(span)s"), span=dict(values)
            )
        return self._checked(start, end, label)

    def _checked(self, start: int, end: int, label: str) -> Span:
        try:
            check_boundaries(self._record.document.text, start, end)
        except Problem as problem:
            raise self._problem(problem.code, problem.phrase.message, **problem.phrase.values) from problem
        return Span(start, end, self._renamed.get(label, label))

    def _objects(self, found: Any, field: str) -> list[dict[str, Any]]:
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self._problem("field", N_("“%(field)s” must be a list of objects."), field=field)
        return found

    def _problem(self, code: str, message: str, **values: Any) -> FileProblem:
        return FileProblem(code, self._name, self._record.line, message, **values)


def lessons_of(lines: Iterable[GoldLine]) -> Sequence[Lesson]:
    """Return the lessons alone."""
    return [line.lesson for line in lines]
