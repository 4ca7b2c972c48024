"""A line of gold: spans and events as in a line of layers, each with where it comes from.

The line says ``"layer": "gold"``. ``annotators`` and ``finished`` are those whose layers it stands on, ``approved``
says who approved it, ``rule`` by which rule, ``outdated`` (where it is) that layers came or changed since. A span
belongs to nobody: ``annotator``, ``suggester`` and ``score`` are null. It and an event have ``origin`` (``agreed`` or
``adjudicated``), ``sources`` (who marked just this), ``agreement`` (their share, 0 to 1), and ``verdict`` where a
curator decided: ``{"annotator", "at", "reason"}``. Gold from elsewhere needs no more than ``text`` and ``spans``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator.core.recorded_gold import LAYER, Approval, GoldSource, RecordedGold
from annotator.core.records import Record, RecordedSpan, SuggestedSpan
from annotator.core.settlement import ADJUDICATED
from annotator.formats.jsonl_reading import Line


def is_gold(values: Mapping[str, Any]) -> bool:
    """Whether a line says that its spans are gold."""
    return values.get("layer") == LAYER and "spans" in values


def with_gold(line: dict[str, Any], gold: RecordedGold) -> dict[str, Any]:
    """Return the line of a record with what it says as gold."""
    for part, sources in (("spans", gold.spans), ("events", gold.events)):
        for one in line[part]:
            _add_source(one, sources[one["id"]])
    outdated = {"outdated": True} if gold.outdated else {}
    return {**line, "layer": LAYER, **outdated, "rule": gold.rule, "approved": gold.approved._asdict()}


def _add_source(line: dict[str, Any], source: GoldSource) -> None:
    line["origin"], line["sources"], line["agreement"], verdict = source
    if verdict is not None:
        line["verdict"] = verdict._asdict()


class GoldLine(Line):
    """One line of gold being read. What has no id gets one, what has no origin was decided by somebody."""

    known = frozenset({*Line.known, "layer", "outdated", "rule", "approved"})

    def record(self, suggestions: Sequence[SuggestedSpan] | None = None) -> Record:
        """Return the line's document with its gold; raise :class:`~annotator.core.records.FileProblem`."""
        record = self._decided_record(self._text())
        gold = RecordedGold(
            {one["id"]: self._source(one) for one in self._spans()},
            {one["id"]: self._source(one) for one in self._events()},
            self._take(self.values, "rule", str) or "",
            self._approval(self._take(self.values, "approved", dict) or {}),
            bool(self._take(self.values, "outdated", bool)),
        )
        return replace(record, gold=gold)

    def _spans(self) -> list[dict[str, Any]]:
        return [{"id": f"g{number}", **one} for number, one in enumerate(super()._spans(), 1)]

    def _events(self) -> list[dict[str, Any]]:
        return [{"id": f"g{number}", **one} for number, one in enumerate(super()._events(), 1)]

    def _recorded(self, values: dict[str, Any], text: str) -> RecordedSpan:
        span = self._span(values)
        self._check_quote(values, span, text)
        attributes, at = self._take(values, "attributes", dict) or {}, self._take(values, "decided_at", str) or ""
        return RecordedSpan(self._needed(values, "id"), span, attributes, self._origin(values), "", at)

    def _origin(self, values: dict[str, Any]) -> str:
        return self._take(values, "origin", str) or ADJUDICATED

    def _source(self, values: dict[str, Any]) -> GoldSource:
        verdict = self._take(values, "verdict", dict)
        return GoldSource(
            self._origin(values),
            tuple(self._names_in(values, "sources")),
            self._take(values, "agreement", float) or 0.0,
            None if verdict is None else self._approval(verdict),
        )

    def _approval(self, values: dict[str, Any]) -> Approval:
        return Approval(*(self._take(values, field, str) or "" for field in Approval._fields))
