"""Making gold: what the rule and the verdicts give for a whole document, so that it fits together.

It is computed from the cases, the rule and the verdicts, and is the same whenever these are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.core.cases import Case
from annotator.core.events import Argument, Event
from annotator.core.gilding import events_of, span_of
from annotator.core.labels import LabelSet
from annotator.core.layer import MarkedSpan
from annotator.core.provenance import Gold, GoldEvent, GoldSpan, Loss, Lost, Provenance, id_of
from annotator.core.settlement import ADJUDICATED, Rule, Settlement, Weights
from annotator.core.settling import settle
from annotator.core.spans import Span
from annotator.core.verdicts import Edited, Part, Sort, Verdict, finder, in_force


def gold_of(
    cases: Sequence[Case],
    rule: Rule,
    weights: Weights | None = None,
    verdicts: Iterable[Verdict] = (),
    labels: LabelSet | None = None,
) -> Gold:
    """Return the gold of a document.

    ``verdicts`` are in the order of time; of those that no longer fit (:func:`annotator.core.verdicts.is_stale`) only
    what is in force counts. A span is gold when it is settled that, where and as what it is marked; an event, when it,
    its type and its subtype are settled and its trigger is gold; an argument, when it is settled and its filler is
    gold. An attribute that is open is left out meanwhile. With ``labels``, events need the trigger label and arguments
    a label that the role takes. What a curator edits into a span that is there already becomes one with it.
    """
    find = finder(cases)
    by_case, extra = _standing(verdicts, find)
    settlements = {case.key: settle(case, rule, weights, by_case.get(case.key, ())) for case in cases}
    nobody = cases[0].annotators if cases else ()
    for key, verdict in extra.items():
        settlements[key] = Settlement(Case(key, nobody, {}), {}, verdict)
    gilding = _Gilding(settlements, weights if rule is Rule.WEIGHTED and weights else {}, labels, find)
    return gilding.gold()


def _standing(
    verdicts: Iterable[Verdict], find: Callable[[str], Case | None]
) -> tuple[Mapping[str, list[Verdict]], Mapping[str, Verdict]]:
    """Return the verdicts in force by the key that their case has now, and what was added where there is no case."""
    by_case: dict[str, list[Verdict]] = {}
    extra: dict[str, Verdict] = {}
    for verdict in verdicts:
        case = find(verdict.case)
        if case is not None and in_force(verdict, case):
            by_case.setdefault(case.key, []).append(verdict)
        elif case is None and not verdict.seen and isinstance(verdict.choice, Edited):
            extra[verdict.case] = verdict
    return by_case, extra


@dataclass(slots=True)
class _Gilding:
    """Gold in the making. ``ids`` of gold spans by the key of their case, ``places`` by what they mark."""

    settlements: Mapping[str, Settlement]
    weights: Weights
    labels: LabelSet | None
    find: Callable[[str], Case | None]
    spans: dict[str, GoldSpan] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    places: dict[Span, str] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)

    def gold(self) -> Gold:
        for key, settlement in self.settlements.items():
            made = span_of(settlement, self.weights)
            if made is not None:
                self._add(key, *made)
        events = {one.event.id: one for key in self.ids for one in self._events(key)}
        return Gold(self.spans, events, self.settlements, self.lost)

    def _add(self, key: str, span: MarkedSpan, provenance: Provenance) -> None:
        there = self.places.get(span.span)
        if there is not None and (self.settlements[key].edited or self.settlements[self.spans[there].case].edited):
            self.ids[key] = there
            old = self.spans[there]
            self.spans[there] = replace(old, provenance=self._both(old.provenance, provenance))
            return
        self.ids[key] = span.id
        self.places.setdefault(span.span, span.id)
        self.spans[span.id] = GoldSpan(span, key, provenance)

    def _both(self, one: Provenance, other: Provenance) -> Provenance:
        sources = tuple(sorted({*one.sources, *other.sources}))
        agreement = max(one.agreement, other.agreement)
        return Provenance(ADJUDICATED, sources, agreement, other.verdict or one.verdict)

    def _events(self, key: str) -> Iterator[GoldEvent]:
        trigger = self.spans[self.ids[key]].span
        fits = self.labels is None or (self.labels.trigger is not None and trigger.label == self.labels.trigger.id)
        for number, event, provenance in events_of(self.settlements[key], self.weights):
            if not fits:
                self.lost.append(Lost(key, number, Loss.TRIGGER))
                continue
            arguments = tuple(sorted(set(self._arguments(key, number, event))))
            made = replace(event, id=id_of(key, number), trigger=trigger.id, arguments=arguments)
            yield GoldEvent(made, key, provenance)

    def _arguments(self, key: str, number: int, event: Event) -> Iterator[Argument]:
        for argument in event.arguments:
            case = self.find(argument.span)
            filler = case.key if case else argument.span
            why = self._loss(argument.role, filler)
            if why is None:
                yield Argument(argument.role, self.ids[filler])
            else:
                self.lost.append(Lost(key, number, why, argument.role, filler))

    def _loss(self, role: str, filler: str) -> Loss | None:
        if filler not in self.ids:
            there = self.settlements.get(filler)
            waits = there is not None and there.open and there.value(Part(Sort.MARKED)) is not False
            return Loss.WAITING if waits else Loss.FILLER
        known = None if self.labels is None else self.labels.roles_by_id.get(role)
        label = self.spans[self.ids[filler]].span.label
        return Loss.ROLE if self.labels is not None and (known is None or label not in known.labels) else None
