"""Trying what was learned of events on lessons held out: do the types, do the arguments beat those of the rules?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.core.scoring import Counts
from annotator.core.spans import Span
from annotator.suggesters.learning.classifier import Classifier
from annotator.suggesters.learning.findings import findings
from annotator.suggesters.learning.linking import NO_ROLE
from annotator.suggesters.learning.school import School
from annotator.suggesters.learning.senses import sense_of

Link = tuple[int, Span, str, Span]
"""In the document with this number, a trigger has in this role this span."""

_THRESHOLDS = tuple(step / 100 for step in range(30, 71, 5))
_USUAL, _WORTH = 0.5, 20.0
_CHANCE = 0.5
"""What the model does better may be chance up to this, divided by the root of the number of cases."""


class EventVerdict(NamedTuple):
    """Whether the learned types are used, whether the arguments are, and from which likelihood on."""

    senses: bool
    roles: bool
    threshold: float


class _Tally:
    """What came out on the lessons held out: right types, and links with their likelihoods."""

    def __init__(self) -> None:
        self.events = self.ours = self.rules = 0
        self.gold: set[Link] = set()
        self.guessed: set[Link] = set()
        self.likely: list[tuple[float, Link]] = []

    def links_from(self, threshold: float) -> Counts:
        """Return the counts of the links that are so likely or more."""
        kept = {link for chance, link in self.likely if chance >= threshold}
        return Counts(len(self.gold), len(kept), len(kept & self.gold))


def events_tried(school: School, parts: Sequence[Sequence[int]]) -> EventVerdict:
    """Return what lessons held out say of the types and arguments that the others teach."""
    tally, every = _Tally(), range(len(school.ready))
    for part in parts:
        if any(school.ready[number].lesson.events for number in part):
            rest = sorted(set(every) - set(part))
            _count_types(school, school.senses(rest), part, tally)
            _count_links(school, school.roles(rest), part, tally)
    rules = Counts(len(tally.gold), len(tally.guessed), len(tally.guessed & tally.gold))
    threshold = max(_THRESHOLDS, key=lambda one: (tally.links_from(one).f1, -abs(one - _USUAL)))
    found = tally.links_from(threshold).f1
    drawn = (threshold * rules.gold + _USUAL * _WORTH) / (rules.gold + _WORTH)
    better = tally.ours - tally.rules > _CHANCE * tally.events**0.5
    return EventVerdict(better, rules.gold > 0 and found > rules.f1 + _CHANCE / rules.gold**0.5, round(drawn, 4))


def _count_types(school: School, senses: Classifier | None, part: Sequence[int], tally: _Tally) -> None:
    for number in part:
        lesson = school.ready[number].lesson
        found = findings(lesson.document, school.heard) if lesson.events else []
        for event in lesson.events:
            gold = event.type, event.subtype
            tally.events += 1
            tally.ours += sense_of(lesson.document, event.trigger, found, school.labels, senses) == gold
            tally.rules += sense_of(lesson.document, event.trigger, found, school.labels, None) == gold


def _count_links(school: School, roles: Classifier | None, part: Sequence[int], tally: _Tally) -> None:
    for number in part:
        events = school.ready[number].lesson.events
        tally.gold |= {(number, event.trigger, role, span) for event in events for role, span in event.arguments}
        pairs = list(school.pairs(number))
        tally.guessed |= {(number, one.trigger, role, one.span) for one in pairs for role in one.guessed}
        if roles is not None and pairs:
            chances = roles.probabilities([one.features for one in pairs])
            for pair, row in zip(pairs, chances.tolist(), strict=True):
                tally.likely += [
                    (chance, (number, pair.trigger, role, pair.span)) for role, chance in _named(roles, row)
                ]


def _named(roles: Classifier, row: Sequence[float]) -> Iterator[tuple[str, float]]:
    return ((role, chance) for role, chance in zip(roles.classes, row, strict=True) if role != NO_ROLE)
