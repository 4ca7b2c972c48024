"""What is agreed at a case by the project's rule, part by part, and what a verdict adds to it.

Each part is decided among those who have a say in it: whether something is there, by all who did the document; its
boundaries and label, by those who marked it; attributes and events, by those who marked it with the label that is
agreed; a subtype, by those who told the type that is agreed. More than half is needed, never just the most. So any two
agreed parts have an annotator in common, and no span comes out that nobody marked. By weight, it has to be more by half
an annotator: of two people, one who is a little more reliable does not always win unseen.

A document of one annotator has nobody to agree with: all is open until a curator approves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.core.cases import Case
from annotator.core.events import Argument, Event
from annotator.core.settlement import Open, Rule, Settled, Settlement, State, Weights, share
from annotator.core.verdicts import Edited, Nothing, Part, Sort, Taken, Verdict

_LEAD = 0.5
"""The weight for an answer must exceed the weight against it by so many annotators of mean weight, or it is a tie."""


def settle(case: Case, rule: Rule, weights: Weights | None = None, verdicts: Iterable[Verdict] = ()) -> Settlement:
    """Return what is agreed at a case by the rule, what ``verdicts`` decide of the rest, and what is open.

    The verdicts are those on this case that are in force, the latest last. One on the whole case decides what is open:
    “as A has it” leaves alone what is agreed, except that place and label, and an event's type and subtype, are taken
    together. One on a part decides it even where it is agreed. ``weights`` (not negative) matter for the rule
    ``weighted`` only; who is not in them weighs 1.
    """
    listed = list(verdicts)
    whole = max((place for place, verdict in enumerate(listed) if verdict.part is None), default=-1)
    last = listed[whole] if whole >= 0 else None
    if last is not None and isinstance(last.choice, Edited):
        return Settlement(case, {}, last)
    by_part = {one.part.together: one for one in listed[whole + 1 :] if one.part is not None}
    settling = _Settling(case, rule, weights if rule is Rule.WEIGHTED and weights else {}, last, by_part)
    return Settlement(case, dict(settling.parts()))


_Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Settling:
    case: Case
    rule: Rule
    weights: Weights
    whole: Verdict | None
    by_part: Mapping[tuple[object, ...], Verdict]

    def parts(self) -> Iterator[tuple[Part, State]]:
        marks = self.case.marks
        labels = {name: mark.span.label for name, mark in marks.items()}
        found = self._together(
            {
                Part(Sort.MARKED): {name: name in marks for name in self.case.annotators},
                Part(Sort.BOUNDARIES): {name: (mark.span.start, mark.span.end) for name, mark in marks.items()},
                Part(Sort.LABEL): labels,
            }
        )
        yield from found.items()
        if len(found) == 1:
            return
        alike = _saying(found[Part(Sort.LABEL)], labels)
        yield from self._attributes({name: marks[name].span.attributes for name in alike}, -1)
        for number, slot in enumerate(self.case.events):
            yield from self._event(number, alike, {name: slot[name] for name in alike if name in slot})

    def _event(self, number: int, names: Sequence[str], slot: Mapping[str, Event]) -> Iterator[tuple[Part, State]]:
        if not slot:  # told by those alone who gave another label
            return
        found = self._together(
            {
                Part(Sort.EVENT, number): {name: name in slot for name in names},
                Part(Sort.TYPE, number): {name: event.type for name, event in slot.items()},
                Part(Sort.SUBTYPE, number): {name: event.subtype for name, event in slot.items()},
            }
        )
        yield from found.items()
        if len(found) > 1:
            yield from self._attributes({name: event.attributes for name, event in slot.items()}, number)
            yield from self._arguments(number, slot)

    def _attributes(self, by_name: Mapping[str, _Answers], event: int) -> Iterator[tuple[Part, State]]:
        for attribute in sorted({one for attributes in by_name.values() for one in attributes}):
            answers = {name: attributes.get(attribute) for name, attributes in by_name.items()}
            part = Part(Sort.ATTRIBUTE, event, attribute)
            yield part, self._alone(part, answers)

    def _arguments(self, number: int, slot: Mapping[str, Event]) -> Iterator[tuple[Part, State]]:
        told = {name: self.case.marks[name].arguments(event) for name, event in slot.items()}
        every: set[Argument] = set().union(*told.values())
        for argument in sorted(every):
            answers = {name: argument in arguments for name, arguments in told.items()}
            part = Part(Sort.ARGUMENT, number, argument.role, argument.span)
            yield part, self._alone(part, answers)

    def _alone(self, part: Part, answers: _Answers) -> State:
        state = self._by_rule(answers)
        verdict = self._verdict(part, isinstance(state, Open))
        if verdict is None:
            return state
        if isinstance(verdict.choice, Taken):
            name = verdict.choice.annotator
            return self._settled(answers[name], answers, verdict) if name in answers else state
        return self._settled(None if part.sort is Sort.ATTRIBUTE else False, answers, verdict)

    def _together(self, asked: Mapping[Part, _Answers]) -> dict[Part, State]:
        """Return the states of parts that are taken together; the first says whether the rest is asked at all."""
        states: dict[Part, State] = {}
        for part, answers in asked.items():
            kind = states.get(Part(Sort.TYPE, part.event)) if part.sort is Sort.SUBTYPE else None
            alike = answers if kind is None else _saying(kind, asked[Part(Sort.TYPE, part.event)])
            states[part] = state = self._by_rule({name: answers[name] for name in alike})
            if isinstance(state, Settled) and state.value is False:
                break
        first = next(iter(asked))
        verdict = self._verdict(first, any(isinstance(state, Open) for state in states.values()))
        return states if verdict is None else self._taken(verdict, first, asked)

    def _taken(self, verdict: Verdict, first: Part, asked: Mapping[Part, _Answers]) -> dict[Part, State]:
        name = verdict.choice.annotator if isinstance(verdict.choice, Taken) else None
        if name is None or not asked[first].get(name):
            return {first: self._settled(False, asked[first], verdict)}
        return {part: self._settled(answers[name], answers, verdict) for part, answers in asked.items()}

    def _verdict(self, part: Part, is_open: bool) -> Verdict | None:
        """Return the verdict that decides a part, if any does."""
        whole = self.whole
        nothing = whole is not None and isinstance(whole.choice, Nothing) and part.sort is Sort.MARKED
        return self.by_part.get(part.together) or (whole if is_open or nothing else None)

    def _by_rule(self, answers: _Answers) -> State:
        if len(self.case.annotators) == 1:
            return Open(dict(answers))
        values = list(answers.values())
        for value in values:
            found = self._settled(value, answers, None)
            if len(found.sources) == len(values):
                return found
            if self.rule is not Rule.ALL and found.agreement > 0.5 + _LEAD / 2 / len(values):
                return found
        return Open(dict(answers))

    def _settled(self, value: Any, answers: _Answers, verdict: Verdict | None) -> Settled:
        sources = tuple(name for name, answer in answers.items() if answer == value)
        return Settled(value, sources, share(sources, answers, self.weights), verdict)


def _saying(state: State, answers: _Answers) -> list[str]:
    """Return who gave the answer that is settled; everybody who gave one where none is."""
    return [name for name, answer in answers.items() if isinstance(state, Open) or answer == state.value]
