"""Reading a line of JSON Lines: what it must hold, what it may, and what is said where it does not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from annotator.core.document import Document
from annotator.core.events import Argument, Event
from annotator.core.phrases import N_, Phrase
from annotator.core.records import (
    FileProblem,
    Record,
    RecordedNote,
    RecordedSpan,
    RefusedArgument,
    Rejection,
    SuggestedSpan,
)
from annotator.core.spans import Span
from annotator.formats.bytes import check_text, first_line
from annotator.formats.text import MAX_TITLE

MAX_KEY = 200
MAX_SOURCE = 500

_OURS = ("annotators", "spans", "events", "rejected")
_OURS_NOW = ("finished", "skipped", "refused", "notes")
"""What lines of ours have too, but not those that earlier versions wrote."""
_KNOWN = {"id", "text", "title", "sha256", "meta", "source", "date", "spans"}


class Line:
    """One line being read: ``values`` are its JSON, ``name`` and ``number`` its place for the errors.

    ``raw`` are its bytes where they are to be kept with the record.
    """

    known: Collection[str] = frozenset({*_OURS, *_OURS_NOW})
    """The keys of a line that is ours, beside those that any line may have."""

    def __init__(self, values: Mapping[str, Any], name: str, number: int, raw: bytes = b"") -> None:
        self.values, self.name, self.number, self.raw = values, name, number, raw

    def record(self, suggestions: Sequence[SuggestedSpan] | None = None) -> Record:
        """Return the line's document, with layers if it is ours; raise :class:`FileProblem`.

        ``suggestions`` are given where the spans of a line that is not ours have been read already.
        """
        text = self._text()
        if isinstance(self.values.get("annotators"), list) and all(key in self.values for key in _OURS):
            return self._decided_record(text)
        if suggestions is None:
            suggestions = [self._quoted(span, text) for span in self._spans()]
        document, key = self._document(text, ours=False), _key(self.values.get("id"))
        return Record(document, key, self.number, suggestions=suggestions, raw=self.raw)

    def _text(self) -> str:
        text = self._take(self.values, "text", str)
        if text is None:
            raise self._problem("text-missing", N_("there is no “text”."))
        check_text(text, self.name, self.number)
        return str(text)

    def _decided_record(self, text: str) -> Record:
        return Record(
            self._document(text, ours=True),
            _key(self.values.get("id")),
            self.number,
            annotators=self._names("annotators"),
            finished=self._names("finished"),
            spans=[self._recorded(span, text) for span in self._spans()],
            events=[self._event(event) for event in self._events()],
            rejected=[self._rejection(item) for item in self._list(self.values, "rejected")],
            skipped=self._names("skipped"),
            refused=[self._refused(item) for item in self._list(self.values, "refused")],
            notes=[self._note(item) for item in self._list(self.values, "notes")],
            raw=self.raw,
        )

    def _document(self, text: str, *, ours: bool) -> Document:
        given = self.values.get("meta")
        meta = dict(given) if isinstance(given, dict) else {}
        known = _KNOWN.union(self.known if ours else ())
        meta |= {key: value for key, value in self.values.items() if key not in known}
        if given is not None and not isinstance(given, dict):
            meta["meta"] = given
        title, source, when = (self._particular(meta, key) for key in ("title", "source", "date"))
        if self.values.get("id") is not None and _key(self.values["id"]) is None:
            meta["id"] = self.values["id"]
        title = title if title and not title.isspace() else first_line(text)
        return Document(text, title[:MAX_TITLE], source[:MAX_SOURCE], day_of(when), meta)

    def _particular(self, meta: dict[str, Any], key: str) -> str:
        """Return what the line or its metadata says of the text; what we cannot keep as it came stays metadata."""
        given = self.values.get(key)
        if given is None:
            given = meta.pop(key, None)
        day = day_of(given) if key == "date" else None
        if given is not None and (not isinstance(given, str) or (key == "date" and given != str(day))):
            meta[key] = given
        return str(given) if isinstance(given, str | int) else ""

    def _spans(self) -> list[dict[str, Any]]:
        return self._list(self.values, "spans")

    def _events(self) -> list[dict[str, Any]]:
        return self._list(self.values, "events")

    def _span(self, values: dict[str, Any]) -> Span:
        start, end = self._take(values, "start", int), self._take(values, "end", int)
        label = self._take(values, "label", str)
        if start is None or end is None or not label:
            raise self._problem("span-fields", N_("a span needs “start”, “end” and “label”: %(span)s"), span=values)
        return Span(start, end, label)

    def _quoted(self, values: dict[str, Any], text: str) -> SuggestedSpan:
        suggested = self._suggested(values)
        self._check_quote(values, suggested.span, text)
        return suggested

    def _check_quote(self, values: dict[str, Any], span: Span, text: str) -> None:
        """Where a span says what it holds, it must hold it: offsets counted in bytes or UTF-16 are found out here."""
        written = self._take(values, "text", str)
        if written is None or not 0 <= span.start < span.end <= len(text) or written == text[span.start : span.end]:
            return
        raise self._problem(
            "span-text", N_("the span %(start)s–%(end)s is not the text “%(written)s”."), start=span.start,
            end=span.end, written=written,
        )  # fmt: skip

    def _suggested(self, values: dict[str, Any]) -> SuggestedSpan:
        score = self._take(values, "score", float)
        return SuggestedSpan(
            self._span(values),
            self._take(values, "suggester", str) or "",
            1.0 if score is None else min(1.0, max(0.0, score)),
            self._take(values, "type", str),
            self._take(values, "subtype", str),
            self._take(values, "attributes", dict) or {},
        )

    def _recorded(self, values: dict[str, Any], text: str) -> RecordedSpan:
        span = self._span(values)
        self._check_quote(values, span, text)
        origin = self._take(values, "origin", str) or "manual"
        suggested = None
        if origin != "manual":
            first = self._take(values, "suggested", dict) or {}
            suggested = self._suggested({**values, "attributes": {}, **first})
        return RecordedSpan(
            self._needed(values, "id"),
            span,
            self._take(values, "attributes", dict) or {},
            origin,
            self._needed(values, "annotator"),
            self._take(values, "decided_at", str) or "",
            suggested,
        )

    def _event(self, values: dict[str, Any]) -> Event:
        return Event(
            self._needed(values, "id"),
            self._needed(values, "trigger"),
            self._needed(values, "type"),
            self._take(values, "subtype", str),
            self._take(values, "attributes", dict) or {},
            tuple(
                Argument(self._needed(item, "role"), self._needed(item, "span"))
                for item in self._list(values, "arguments")
            ),
        )

    def _rejection(self, values: dict[str, Any]) -> Rejection:
        annotator = self._needed(values, "annotator")
        return Rejection(self._suggested(values), annotator, self._take(values, "decided_at", str) or "")

    def _refused(self, values: dict[str, Any]) -> RefusedArgument:
        trigger, filler = (self._needed(values, key, dict) for key in ("trigger", "filler"))
        return RefusedArgument(
            self._suggested(trigger),
            self._needed(values, "role"),
            self._suggested(filler),
            self._needed(values, "annotator"),
            self._take(values, "decided_at", str) or "",
        )

    def _note(self, values: dict[str, Any]) -> RecordedNote:
        suggested = self._take(values, "suggested", dict)
        return RecordedNote(
            self._needed(values, "id"),
            self._needed(values, "sort"),
            self._take(values, "text", str) or "",
            self._needed(values, "annotator"),
            self._take(values, "noted_at", str) or "",
            self._take(values, "span", str),
            None if suggested is None else self._suggested(suggested),
        )

    def _names(self, key: str) -> list[str]:
        return self._names_in(self.values, key)

    def _names_in(self, values: Mapping[str, Any], key: str) -> list[str]:
        found = values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(name, str) and name for name in found):
            raise self._problem("field", N_("“%(field)s” must be a list of names."), field=key)
        return found

    def _list(self, values: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
        found = values.get(key) or []
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise self._problem("field", N_("“%(field)s” must be a list of objects."), field=key)
        return found

    def _needed(self, values: dict[str, Any], key: str, kind: type[Any] = str) -> Any:
        found = self._take(values, key, kind)
        if not found:
            raise self._problem("field", N_("“%(field)s” is missing in %(part)s."), field=key, part=values)
        return found

    def _take(self, values: Mapping[str, Any], key: str, kind: type[Any]) -> Any:
        found = values.get(key)
        if kind is float and type(found) is int:
            found = float(found)
        if found is None or type(found) is kind:
            return found
        raise self._problem(
            "field", N_("“%(field)s” must be %(kind)s, not %(value)s."), field=key, kind=_KINDS[kind], value=repr(found)
        )

    def _problem(self, code: str, message: str, **values: Any) -> FileProblem:
        return FileProblem(code, self.name, self.number, message, **values)


_KINDS: Mapping[type[Any], Phrase] = {
    str: Phrase(N_("a string")),
    int: Phrase(N_("a whole number")),
    float: Phrase(N_("a number")),
    bool: Phrase(N_("true or false")),
    dict: Phrase(N_("an object")),
}


def _key(value: Any) -> str | None:
    """Return the id that a document can have from a line's ``id``; ``None`` where it can have none from it."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    return str(value) if 0 < len(str(value)) <= MAX_KEY else None


def day_of(value: Any) -> date | None:
    """Return the day of an ISO date or time; ``None`` where it is none, so that the caller keeps it as it came."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
