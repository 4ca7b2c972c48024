"""What one settled case gives for the gold: its span and its events, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from annotator.core.cases import Case
from annotator.core.events import Argument, Event
from annotator.core.layer import MANUAL, MarkedSpan
from annotator.core.provenance import Provenance, id_of
from annotator.core.settlement import ADJUDICATED, AGREED, Settled, Settlement, Weights, share
from annotator.core.spans import Span
from annotator.core.verdicts import Edited, Part, Sort, Verdict

_SPAN = (Part(Sort.MARKED), Part(Sort.BOUNDARIES), Part(Sort.LABEL))


def span_of(settlement: Settlement, weights: Weights) -> tuple[MarkedSpan, Provenance] | None:
    """Return the span that a case comes down to; ``None`` where there is none, or where that is still open."""
    case, edited = settlement.case, settlement.edited
    if edited is not None and isinstance(edited.choice, Edited):
        return _made(case, edited.choice.span, edited.choice.attributes, [edited], weights)
    values = [settlement.value(part) for part in _SPAN]
    if not values[0] or None in values:
        return None
    start, end = values[1]
    span = Span(start, end, values[2])
    parts = [*_SPAN, *_attributes_at(settlement, -1)]
    return _made(case, span, _attributes(settlement, -1), _verdicts(settlement, parts), weights)


def events_of(settlement: Settlement, weights: Weights) -> Iterator[tuple[int, Event, Provenance]]:
    """Yield the events that a case comes down to, with their place. Their arguments name cases, ids are empty."""
    case, edited = settlement.case, settlement.edited
    if edited is not None and isinstance(edited.choice, Edited):
        for number, event in enumerate(edited.choice.events):
            yield number, event, _told(case, event, case.marks, [edited], weights)
        return
    for number, slot in enumerate(case.events):
        found = _event(settlement, number)
        if found is not None:
            parts = [part for part in settlement.parts if part.event == number]
            yield number, found, _told(case, found, slot, _verdicts(settlement, parts), weights)


def _event(settlement: Settlement, number: int) -> Event | None:
    kind, subtype = Part(Sort.TYPE, number), Part(Sort.SUBTYPE, number)
    states = [settlement.parts.get(part) for part in (Part(Sort.EVENT, number), kind, subtype)]
    if not settlement.value(Part(Sort.EVENT, number)) or not all(isinstance(state, Settled) for state in states):
        return None
    arguments = tuple(
        Argument(part.what, part.filler)
        for part in settlement.parts
        if part.sort is Sort.ARGUMENT and part.event == number and settlement.value(part)
    )
    attributes = _attributes(settlement, number)
    return Event("", "", settlement.value(kind), settlement.value(subtype), attributes, arguments)


def _attributes_at(settlement: Settlement, event: int) -> list[Part]:
    return [part for part in settlement.parts if part.sort is Sort.ATTRIBUTE and part.event == event]


def _attributes(settlement: Settlement, event: int) -> dict[str, Any]:
    values = {part.what: settlement.value(part) for part in _attributes_at(settlement, event)}
    return {name: value for name, value in values.items() if value is not None}


def _verdicts(settlement: Settlement, parts: Iterable[Part]) -> list[Verdict]:
    states = (settlement.parts[part] for part in parts)
    return [state.verdict for state in states if isinstance(state, Settled) and state.verdict]


def _made(
    case: Case, span: Span, attributes: Mapping[str, Any], verdicts: Sequence[Verdict], weights: Weights
) -> tuple[MarkedSpan, Provenance]:
    sources = {name: mark.span for name, mark in case.marks.items() if mark.span.span == span}
    provenance = _provenance(case, tuple(sources), verdicts, weights)
    last = provenance.verdict
    at = last.at if last else max((one.decided_at for one in sources.values()), default="")
    id_ = id_of(case.key)
    return MarkedSpan(id_, span.start, span.end, span.label, dict(attributes), MANUAL, None, at), provenance


def _told(case: Case, event: Event, names: Iterable[str], verdicts: Sequence[Verdict], weights: Weights) -> Provenance:
    kind = event.type, event.subtype
    sources = [name for name in names if any((one.type, one.subtype) == kind for one in case.marks[name].events)]
    return _provenance(case, tuple(sources), verdicts, weights)


def _provenance(case: Case, sources: tuple[str, ...], verdicts: Sequence[Verdict], weights: Weights) -> Provenance:
    last = max(verdicts, key=lambda verdict: verdict.at, default=None)
    agreement = share(sources, case.annotators, weights)
    return Provenance(ADJUDICATED if last else AGREED, sources, agreement, last)
