"""The goals on a real article, where the reference data lies beside the checkout."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from scoring import label_set, lines_of, proposal_for, score

from annotator.suggesters.merge import SHOWN

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT.parent / "shared" / "data" / "article-aleppo.txt"
SENTENCES = ROOT.parent / "shared" / "data" / "gsr-dev.jsonl"
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


def test_assaults_and_protests_are_found():
    if not SENTENCES.exists():
        pytest.skip(f"the sentences on assaults and protests are not there: {SENTENCES}")
    labels, gold, found, shown, lines = label_set(), 0, 0, 0, list(lines_of(SENTENCES))
    for line in lines:
        spans = [one.suggestion for one in proposal_for(line["text"], labels).spans]
        spans = [one.span for one in spans if one.span.label == "EVENT" and one.score >= SHOWN]
        wanted = [span for span in line["gold"] if span["label"] == "EVENT"]
        gold, shown = gold + len(wanted), shown + len(spans)
        found += sum(any(one.start < event["end"] and event["start"] < one.end for one in spans) for event in wanted)
    assert found / gold >= 0.78
    assert shown / len(lines) <= 3
