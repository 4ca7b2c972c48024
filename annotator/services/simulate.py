"""Simulating: a perfect annotator works through gold in order; what does each document cost with which help?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.core.labels import LabelSet
from annotator.core.lessons import Lesson
from annotator.core.phrases import Problem
from annotator.core.suggestions import Suggester
from annotator.services.effort import Acts, cost, work
from annotator.services.evaluate import trained
from annotator.suggesters.merge import SHOWN, propose

WAYS = ("scratch", "rules", "learning")
"""Without suggestions; with those of the rules; with those of rules and of what was learned on the way."""

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
    helped: Mapping[str, Suggester] = rules
    due = FIRST
    for done, lesson in enumerate(lessons):
        if done == due:
            helped = _learned(lessons, done, labels, wanted) or helped
            due = max(due + 1, round(due * GROWTH))
        by_rules = _helped(lesson, labels, rules)
        by_both = by_rules if helped is rules else _helped(lesson, labels, helped)
        yield Step({"scratch": work(lesson), "rules": by_rules, "learning": by_both})


def _learned(
    lessons: Sequence[Lesson], done: int, labels: LabelSet, wanted: Collection[str]
) -> Mapping[str, Suggester] | None:
    """Return who helps after ``done`` documents; the texts of the others are in the project already."""
    texts = [lesson.document.text for lesson in lessons[done:]]
    try:
        return trained(lessons[:done], labels, wanted, texts).suggesters
    except Problem as problem:
        if problem.code != "lessons-empty":
            raise
        return None


def _helped(lesson: Lesson, labels: LabelSet, suggesters: Mapping[str, Suggester]) -> Acts:
    proposal = propose(lesson.document, labels, suggesters)
    shown = [one.suggestion for one in proposal.spans if one.suggestion.score >= SHOWN]
    places = {one.span for one in shown}
    linked = [one.suggestion for one in proposal.arguments]
    return work(lesson, shown, [one for one in linked if {one.trigger, one.span} <= places])


def mean(steps: Sequence[Step], way: str) -> float:
    """Return the keys and clicks that a document of ``steps`` costs on average; 0 where there are none."""
    return sum(step.cost(way) for step in steps) / len(steps) if steps else 0.0


def all_acts(steps: Sequence[Step], way: str) -> Acts:
    """Return the acts of all steps together."""
    return sum((step.acts[way] for step in steps), Counter())
