"""What a memory and a calibration are worth: ``python tests/suggesters/remembered.py FILE.jsonl [LABEL …]``.

A perfect annotator works through the gold lines in order; the second half is scored, exact, with what was decided
until then and without it. Lines are those of scoring.py; with labels given, only these count.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scoring import gold_of, label_set, lines_of

from annotator.core.calibration import Calibration, Outcome
from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.spans import Span
from annotator.suggesters import registry
from annotator.suggesters.memory import Memory, verdict_on
from annotator.suggesters.merge import Proposed, propose

Gold = dict[Span, str | None]
"""The spans of a text, and of triggers the type."""
RECOUNTED = 10
"""After so many texts the calibration is made anew."""


@dataclass
class Annotator:
    """Decides as the gold says; remembers if asked to."""

    labels: LabelSet
    only: Collection[str]
    remembers: bool
    calibrates: bool
    memory: Memory = field(default_factory=Memory)
    outcomes: list[Outcome] = field(default_factory=list)
    calibration: Calibration = field(default_factory=Calibration)

    def shown(self, text: str) -> list[Proposed]:
        suggesters = {**registry.all(), "memory": self.memory} if self.remembers else registry.all()
        hushed = self.calibration.hushed()
        found = propose(Document(text), self.labels, suggesters, calibration=self.calibration, hushed=hushed).spans
        return [one for one in found if one.shown and one.suggestion.span.label in self.only]

    def decide(self, text: str, shown: Sequence[Proposed], gold: Gold) -> None:
        seen = {one.suggestion.span for one in shown}
        for one in shown:
            span = one.suggestion.span
            self.outcomes += [Outcome(by.suggester, span.label, by.score, span in gold) for by in one.sources]
            self.memory.add(verdict_on(text, span, accepted=span in gold, type=one.suggestion.type))
        for span, kind in gold.items():
            if span not in seen:
                self.memory.add(verdict_on(text, span, accepted=True, type=kind))


def gold_spans(line: dict[str, Any], labels: LabelSet, only: Collection[str]) -> Gold:
    spans, events = gold_of(line)
    trigger = labels.trigger.id if labels.trigger else ""
    gold: Gold = {Span(*span): None for span in spans}
    gold |= {Span(start, end, trigger): kind for start, end, kind, _subtype in events}
    return {span: kind for span, kind in gold.items() if span.label in only}


def walk(
    lines: Sequence[dict[str, Any]], only: Collection[str] = (), *, remembers: bool = False, calibrates: bool = False
) -> tuple[float, float, float]:
    """Return precision, recall and F1 of what is shown in the second half."""
    labels = label_set()
    annotator = Annotator(labels, only or set(labels.by_id), remembers, calibrates)
    right = proposed = wanted = 0
    for number, line in enumerate(lines):
        if calibrates and number % RECOUNTED == 0:
            annotator.calibration = Calibration.of(annotator.outcomes)
        gold = gold_spans(line, labels, annotator.only)
        shown = annotator.shown(line["text"])
        annotator.decide(line["text"], shown, gold)
        if number >= len(lines) // 2:
            right += sum(one.suggestion.span in gold for one in shown)
            proposed, wanted = proposed + len(shown), wanted + len(gold)
    return right / max(1, proposed), right / max(1, wanted), 2 * right / max(1, proposed + wanted)


if __name__ == "__main__":
    lines = list(lines_of(Path(sys.argv[1])))
    for remembers in (False, True):
        for calibrates in (False, True):
            figures = walk(lines, sys.argv[2:], remembers=remembers, calibrates=calibrates)
            name = f"{'memory' if remembers else '-':8}{'calibration' if calibrates else '-':13}"
            print(name + "precision {:.3f}  recall {:.3f}  F1 {:.3f}".format(*figures))
