"""What a memory and a calibration are worth: ``python tests/suggesters/remembered.py FILE.jsonl [LABEL …]``.

A perfect annotator works through the gold lines in order; the second half is scored, exact, with what was decided
until then and without it. A line is {"text", "spans": [{start, end, label}], "events": [{"trigger": {start, end},
"type"}]}; with labels given, only these count.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.core.calibration import Calibration, Outcome
from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.spans import Span
from annotator.labelsets import read
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
    trigger = labels.trigger.id if labels.trigger else ""
    gold: Gold = {Span(one["start"], one["end"], one["label"]): None for one in line["spans"]}
    for event in line.get("events", ()):
        gold[Span(event["trigger"]["start"], event["trigger"]["end"], trigger)] = event["type"]
    return {span: kind for span, kind in gold.items() if span.label in only}


def walk(
    lines: Sequence[dict[str, Any]], only: Collection[str] = (), *, remembers: bool = False, calibrates: bool = False
) -> tuple[float, float, float]:
    """Return precision, recall and F1 of what is shown in the second half."""
    labels = read("conflict")
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
    lines = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    for remembers in (False, True):
        for calibrates in (False, True):
            figures = walk(lines, sys.argv[2:], remembers=remembers, calibrates=calibrates)
            name = f"{'memory' if remembers else '-':8}{'calibration' if calibrates else '-':13}"
            print(name + "precision {:.3f}  recall {:.3f}  F1 {:.3f}".format(*figures))
