"""The goals on a real article, where the reference data lies beside the checkout."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from scoring import score

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT.parent / "shared" / "data" / "article-aleppo.txt"
GOLD = ROOT / "tests" / "data" / "aleppo-gold.json"


@pytest.fixture(scope="module")
def figures():
    if not ARTICLE.exists():
        pytest.skip(f"the reference article is not there: {ARTICLE}")
    raw = ARTICLE.read_bytes()
    gold = json.loads(GOLD.read_text(encoding="utf-8"))
    assert hashlib.sha256(raw).hexdigest() == gold["sha256"]
    spans = [{"start": start, "end": end, "label": label} for start, end, label in gold["spans"]]
    events = [
        {"trigger": {"start": start, "end": end}, "type": kind, "subtype": subtype}
        for start, end, kind, subtype in gold["triggers"]
    ]
    return score([{"id": "aleppo", "text": raw.decode("utf-8"), "spans": spans, "events": events}])


def test_entities_reach_the_goal(figures):
    assert figures.f1("entities") >= 0.93


def test_typed_triggers_reach_the_goal(figures):
    assert figures.f1("typed") >= 0.95


def test_demo_articles_reach_the_goal():
    folder = ROOT / "annotator" / "demo"
    lines = []
    for file in sorted((ROOT / "tests" / "data" / "demo-gold").glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        text = (folder / "articles" / gold["file"]).read_bytes().decode("utf-8")
        lines.append({"text": text, "spans": gold["spans"], "events": gold["events"]})
    figures = score(lines)
    assert figures.f1("entities") >= 0.9
    assert figures.f1("typed") >= 0.85
