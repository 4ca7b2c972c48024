"""What a document costs a perfect annotator, in keys and clicks on the annotation page."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from annotator.core.lessons import Lesson, LessonEvent
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.core.tokens import tokenize

COSTS: Mapping[str, int] = {
    "accept": 1,  # A; the focus goes on by itself
    "reject": 1,  # X: each wrong suggestion is rejected, so that it is known to be wrong
    "relabel": 2,  # the label's key; J to go on
    "boundary": 1,  # [ or ] with or without ⇧, for each word that a boundary moves
    "go on": 1,  # J after boundaries were moved
    "add": 3,  # a click on the first word, one on the last, the label's key
    "cut": 1,  # Alt with [ or ]: a boundary inside a word
    "type": 4,  # T, two letters, ↵
    "roles": 1,  # E: the roles of an event that has any to fill or to empty
    "fill": 2,  # going to a role, a digit
    "agree": 1,  # A on an argument that is suggested rightly
    "empty": 1,  # X on one that is suggested wrongly
    "finish": 1,  # Ctrl ↵
    "click": 1,  # on what is to be decided, where the rest is decided at once
    "reject all": 1,  # the button above the list: all that is still open
    "accept all": 1,  # as above
}
"""The keys of one act; ARCHITECTURE.md has the table of keys."""

Acts = Counter[str]
"""How often each act is done."""


def cost(acts: Acts) -> int:
    """Return the keys and clicks of acts."""
    return sum(COSTS[name] * count for name, count in acts.items())


def work(lesson: Lesson, shown: Sequence[Suggestion] = (), arguments: Sequence[ArgumentSuggestion] = ()) -> Acts:
    """Return what has to be done until the document is as the lesson has it, when ``shown`` is suggested."""
    return _Work(lesson, shown, arguments).acts


class _Work:
    """One document being worked through: first the suggestions, each in the cheapest way, then what is left."""

    def __init__(self, lesson: Lesson, shown: Sequence[Suggestion], arguments: Sequence[ArgumentSuggestion]) -> None:
        self.acts: Acts = Counter(finish=1)
        self._tokens = tokenize(lesson.document.text)
        self._starts = [token.start for token in self._tokens]
        self._ends = [token.end for token in self._tokens]
        self._events = {event.trigger: event for event in lesson.events}
        self._left = set(lesson.spans)
        offered = {one.span: one for one in shown}
        wrong = [self._take(one) for one in offered.values()]
        for span in [one for one in wrong if one is not None]:
            self._mend(span)
        self._decide_at_once()
        for span in sorted(self._left):
            self._add(span)
        for event in lesson.events:
            self._link(event, arguments)

    def _decide_at_once(self) -> None:
        """Decide by one click on what is open once all that goes another way was clicked on, where that is less."""
        acts = self.acts
        mended = acts["relabel"] + acts["go on"]
        rejecting = Counter({"click": acts["accept"] + mended, "accept": acts["accept"], "reject all": 1})
        accepting = Counter({"click": acts["reject"] + mended, "reject": acts["reject"], "accept all": 1})
        one_by_one = Counter({"accept": acts["accept"], "reject": acts["reject"]})
        del acts["accept"], acts["reject"]
        self.acts = acts + min((one_by_one, rejecting, accepting), key=cost)

    def _take(self, one: Suggestion) -> Span | None:
        """Accept what is right, and return what is not."""
        if one.span not in self._left:
            return one.span
        self._left.remove(one.span)
        self.acts["accept"] += 1
        event = self._events.get(one.span)
        if event is not None and (one.type, one.subtype) != (event.type, event.subtype):
            self.acts["type"] += 1
        return None

    def _mend(self, span: Span) -> None:
        """Relabel, move boundaries, or reject: whichever costs least in the end."""
        entities = [one for one in self._left if one not in self._events and span not in self._events]
        same = [one for one in entities if (one.start, one.end) == (span.start, span.end)]
        if same:
            self._left.remove(same[0])
            self.acts["relabel"] += 1
            return
        near = [(self._moves(span, one), one) for one in self._left if one.label == span.label and one.overlaps(span)]
        steps, other = min(near, default=(0, span))
        if near and COSTS["boundary"] * steps + COSTS["go on"] < COSTS["reject"] + COSTS["add"]:
            self._left.remove(other)
            self.acts += Counter({"boundary": steps, "go on": 1, "type": int(other in self._events)})
            return
        self.acts["reject"] += 1

    def _moves(self, span: Span, other: Span) -> int:
        """Return by how many words the boundaries move, a part of a word being a word."""
        words = abs(self._place(self._starts, span.start) - self._place(self._starts, other.start))
        words += abs(self._place(self._ends, span.end) - self._place(self._ends, other.end))
        return max(words, 1) + int(self._inside(other))

    @staticmethod
    def _place(bounds: Sequence[int], offset: int) -> int:
        return bisect_left(bounds, offset)

    def _inside(self, span: Span) -> bool:
        return span.start not in self._starts or span.end not in self._ends

    def _add(self, span: Span) -> None:
        self.acts += Counter({"add": 1, "cut": int(self._inside(span)), "type": int(span in self._events)})

    def _link(self, event: LessonEvent, arguments: Iterable[ArgumentSuggestion]) -> None:
        """Fill the roles of an event: what is suggested rightly is agreed to, what is wrong emptied."""
        wanted = set(event.arguments)
        offered = {(one.role, one.span) for one in arguments if one.trigger == event.trigger}
        right = len(wanted & offered)
        if wanted or offered:
            self.acts += Counter(
                {"roles": 1, "agree": right, "empty": len(offered) - right, "fill": len(wanted) - right}
            )
