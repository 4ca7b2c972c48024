"""Simulating: a perfect annotator works through gold in order; what does each document cost with which help?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.core.labels import LabelSet
from annotator.core.lessons import Lesson
from annotator.core.phrases import Problem
from annotator.core.suggestions import Suggester, Suggestion
from annotator.services.effort import Acts, cost, work
from annotator.services.evaluate import trained
from annotator.services.verdicts import smallest_around
from annotator.suggesters.memory import Memory, verdict_on
from annotator.suggesters.merge import Proposal, propose

WAYS = ("scratch", "rules", "learning")
"""Without suggestions; with those of the rules; with those of rules, memory and model, which learn on the way."""

FIRST, GROWTH = 5, 1.5
"""After so many documents is learned for the first time, and again when there are so many times as many."""


@dataclass(frozen=True, slots=True)
class Step:
    """The acts of one document in each way."""

    acts: Mapping[str, Acts]

    def cost(self, way: str) -> int:
        """Return the keys and clicks."""
        return cost(self.acts[way])


def simulated(lessons: Sequence[Lesson], labels: LabelSet, wanted: Collection[str] = ()) -> Iterator[Step]:
    """Yield what each document costs, in order; what is learned is learned from the documents before it."""
    rules = trained([], labels, wanted).suggesters
    memory, models = Memory(), dict[str, Suggester]()
    due = FIRST
    for done, lesson in enumerate(lessons):
        if done == due:
            models = _learned(lessons, done, labels, wanted) or models
            due = max(due + 1, round(due * GROWTH))
        by_rules = propose(lesson.document, labels, rules)
        helping: dict[str, Any] = {**rules, **models, memory.id: memory}
        by_both = propose(lesson.document, labels, helping)
        yield Step({"scratch": work(lesson), "rules": _done(lesson, by_rules), "learning": _done(lesson, by_both)})
        _remember(memory, lesson, _shown(by_both))


def _learned(
    lessons: Sequence[Lesson], done: int, labels: LabelSet, wanted: Collection[str]
) -> dict[str, Suggester] | None:
    """Return the models after ``done`` documents; the texts of the others are in the project already."""
    texts = [lesson.document.text for lesson in lessons[done:]]
    try:
        helping = trained(lessons[:done], labels, wanted, texts).suggesters
    except Problem as problem:
        if problem.code != "lessons-empty":
            raise
        return None
    return {name: one for name, one in helping.items() if hasattr(one, "data")}


def _remember(memory: Memory, lesson: Lesson, shown: Sequence[Suggestion]) -> None:
    """Let the memory know what was marked in a document, and what was rejected."""
    text, kinds = lesson.document.text, {event.trigger: (event.type, event.subtype) for event in lesson.events}
    for span in lesson.spans:
        kind, subtype = kinds.get(span, (None, None))
        around = smallest_around(lesson.spans, span)
        memory.add(verdict_on(text, span, accepted=True, type=kind, subtype=subtype, around=around))
    for one in shown:
        if one.span not in lesson.spans:
            around = smallest_around(lesson.spans, one.span)
            memory.add(verdict_on(text, one.span, accepted=False, type=one.type, subtype=one.subtype, around=around))


def _shown(proposal: Proposal) -> list[Suggestion]:
    return [one.suggestion for one in proposal.spans if one.shown]


def _done(lesson: Lesson, proposal: Proposal) -> Acts:
    shown = _shown(proposal)
    places = {one.span for one in shown}
    linked = [one.suggestion for one in proposal.arguments]
    return work(lesson, shown, [one for one in linked if {one.trigger, one.span} <= places])


def mean(steps: Sequence[Step], way: str) -> float:
    """Return the keys and clicks that a document of ``steps`` costs on average; 0 where there are none."""
    return sum(step.cost(way) for step in steps) / len(steps) if steps else 0.0


def all_acts(steps: Sequence[Step], way: str) -> Acts:
    """Return the acts of all steps together."""
    return sum((step.acts[way] for step in steps), Counter())
