"""Aligning, differing and gold on real sentences that two to four people annotated (../shared/data/README.md)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from annotator.core.aligning import align
from annotator.core.differing import Kind, kinds
from annotator.core.gold import gold_of
from annotator.core.layer import Layer, MarkedSpan
from annotator.core.settlement import Rule
from annotator.core.spans import Span

SENTENCES = Path(__file__).parents[3] / "shared" / "data" / "gsr-dev.jsonl"


@pytest.fixture(scope="module")
def documents():
    if not SENTENCES.exists():
        pytest.skip(f"{SENTENCES.name} is not here (../shared/data): real annotations cannot be tried")
    rows = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    return [(row, align(row["text"], {name: _layer(row, name) for name in row["annotators"]})) for row in rows]


def _layer(row, name):
    theirs = [one for one in row["annotations"] if one["annotator"] == name]
    return Layer({f"s{i}": MarkedSpan(f"s{i}", one["start"], one["end"], one["label"]) for i, one in enumerate(theirs)})


def test_real_cases_by_kind(documents):
    """Counted on 2026-11-27: what changes these figures changes what leads see."""
    counts = Counter(kind for _row, cases in documents for case in cases for kind in kinds(case))
    assert sum(len(cases) for _row, cases in documents) == 1334
    assert counts == {Kind.MISSED: 703, Kind.BOUNDARY: 282, Kind.LABEL: 8}


def test_the_majority_is_the_gold_that_was_published(documents):
    """The published gold is a majority by tokens: what we call agreed is in it, but for a hundredth."""
    found = agreed = 0
    for row, cases in documents:
        gold = {Span(one["start"], one["end"], one["label"]) for one in row["gold"]}
        spans = {one.span.span for one in gold_of(cases, Rule.MAJORITY).spans.values()}
        found, agreed = found + len(spans & gold), agreed + len(spans)
    assert found / agreed > 0.99
    assert agreed > 650
