"""Score the shipped suggesters against gold: ``python tests/suggesters/scoring.py FILE.jsonl``.

A line is {"id", "text", "spans": [{start, end, label}], "events": [{"trigger": {start, end}, "type", "subtype"}]}.
Exact: same boundaries and label. Clitic-free: the same after :func:`clitic_free` on both sides. Overlap: at least one
common character and the same label (each gold and each proposal counted once, as matched or not).
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.core.arabic import clitic_free
from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.suggesters import registry
from annotator.suggesters.merge import SHOWN, Proposal, propose

Item = tuple[int, int, str]
WAYS = ("exact", "clitic-free", "overlap")


@dataclass
class Tally:
    """Counts of one label: what was found of the gold, and what of the proposals was right."""

    gold: int = 0
    proposed: int = 0
    found: int = 0
    right: int = 0

    def add(self, gold: list[Item], proposed: list[Item], same: Callable[[Item, Item], bool]) -> None:
        self.gold += len(gold)
        self.proposed += len(proposed)
        self.found += sum(any(same(item, other) for other in proposed) for item in gold)
        self.right += sum(any(same(item, other) for other in gold) for item in proposed)

    @property
    def figures(self) -> tuple[float, float, float]:
        precision = self.right / self.proposed if self.proposed else 0.0
        recall = self.found / self.gold if self.gold else 0.0
        total = precision + recall
        return precision, recall, 2 * precision * recall / total if total else 0.0


@dataclass
class Scores:
    """The tallies by way of counting and by row: a label, ``entities``, ``triggers``, ``typed`` or ``subtyped``."""

    rows: dict[str, dict[str, Tally]] = field(default_factory=lambda: {way: defaultdict(Tally) for way in WAYS})

    def add(self, text: str, row: str, gold: list[Item], proposed: list[Item]) -> None:
        free_gold, free_proposed = _free(text, gold), _free(text, proposed)
        self.rows["exact"][row].add(sorted(set(gold)), sorted(set(proposed)), lambda one, other: one == other)
        self.rows["clitic-free"][row].add(free_gold, free_proposed, lambda one, other: one == other)
        self.rows["overlap"][row].add(gold, proposed, _overlap)

    def f1(self, row: str, way: str = "clitic-free") -> float:
        return self.rows[way][row].figures[2]


def _free(text: str, items: Iterable[Item]) -> list[Item]:
    return sorted({(*clitic_free(text, start, end), label) for start, end, label in items})


def _overlap(one: Item, other: Item) -> bool:
    return one[2] == other[2] and one[0] < other[1] and other[0] < one[1]


def label_set() -> LabelSet:
    """Return the label set that ships as the default."""
    from annotator.labelsets import read

    return read("conflict")


def gold_of(line: dict[str, Any]) -> tuple[list[Item], list[tuple[int, int, str, str]]]:
    """Return the spans and the typed triggers of a gold line."""
    spans = [(span["start"], span["end"], span["label"]) for span in line["spans"]]
    events = [
        (event["trigger"]["start"], event["trigger"]["end"], event["type"], event.get("subtype") or "")
        for event in line.get("events", ())
    ]
    return spans, events


def proposal_for(text: str, labels: LabelSet) -> Proposal:
    """Return what the registered suggesters propose for a text."""
    return propose(Document(text), labels, registry.all())


def score(lines: Iterable[dict[str, Any]], labels: LabelSet | None = None, least: float = SHOWN) -> Scores:
    """Return the scores of the registered suggesters on gold lines, counting proposals that score ``least`` or more."""
    labels = labels or label_set()
    trigger = labels.trigger.id if labels.trigger else ""
    scores = Scores()
    for line in lines:
        text = line["text"]
        spans, events = gold_of(line)
        proposal = [one.suggestion for one in proposal_for(text, labels).spans if one.suggestion.score >= least]
        entities = [(one.span.start, one.span.end, one.span.label) for one in proposal if one.span.label != trigger]
        triggers = [one for one in proposal if one.span.label == trigger]
        for label in {item[2] for item in (*spans, *entities)}:
            scores.add(text, label, [s for s in spans if s[2] == label], [e for e in entities if e[2] == label])
        scores.add(text, "entities", spans, entities)
        for row, of_gold, of_proposed in (
            ("triggers", lambda event: "", lambda one: ""),
            ("typed", lambda event: event[2], lambda one: one.type),
            ("subtyped", lambda event: f"{event[2]}/{event[3]}", lambda one: f"{one.type}/{one.subtype or ''}"),
        ):
            gold = [(event[0], event[1], of_gold(event)) for event in events]
            scores.add(text, row, gold, [(one.span.start, one.span.end, of_proposed(one)) for one in triggers])
    return scores


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the gold lines of a JSON Lines file."""
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def table(scores: Scores) -> str:
    """Return the scores as a table: precision, recall and F1 three times, and the number of gold items."""
    rows = [f"{'':14}" + "".join(f"{way:>21}" for way in WAYS) + f"{'gold':>7}{'prop':>7}"]
    for row in sorted(scores.rows["exact"], key=lambda name: (name.islower(), name)):
        cells = ["  {:5.2f} {:5.2f} {:6.3f}".format(*scores.rows[way][row].figures) for way in WAYS]
        tally = scores.rows["exact"][row]
        rows.append(f"{row:14}" + "".join(cells) + f"{tally.gold:7}{tally.proposed:7}")
    return "\n".join(rows)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for least in (SHOWN, 0.0):
            print(f"{name}, proposals that score {least} or more")
            print(table(score(lines_of(Path(name)), least=least)))
