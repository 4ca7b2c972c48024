"""The goals on a real article, where the reference data lies beside the checkout, and on the demo articles."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from annotator.core.document import Document
from annotator.core.lessons import Lesson, LessonEvent
from annotator.core.scoring import Counts
from annotator.core.spans import Span
from annotator.labelsets import read
from annotator.services.evaluate import measured
from annotator.suggesters import registry
from annotator.suggesters.merge import SHOWN, propose

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT.parent / "shared" / "data" / "article-aleppo.txt"
SENTENCES = ROOT.parent / "shared" / "data" / "gsr-dev.jsonl"
GOLD = ROOT / "tests" / "data" / "aleppo-gold.json"
CONFLICT = read("conflict")


def lesson(text, spans, triggers):
    entities = [Span(*span) for span in spans]
    events = [LessonEvent(Span(start, end, "EVENT"), kind, subtype) for start, end, kind, subtype in triggers]
    return Lesson(Document(text), tuple(entities + [event.trigger for event in events]), tuple(events))


def f1(figures, row):
    """Return the clitic-free F1 of all entities, or of triggers with their types."""
    if row == "typed":
        return figures.events["types"].micro("clitic_free").f1
    entities = (label for label in figures.scores.labels if label != "EVENT")
    return sum((figures.scores.of(label, "clitic_free") for label in entities), Counts()).f1


@pytest.fixture(scope="module")
def figures():
    if not ARTICLE.exists():
        pytest.skip(f"the reference article is not there: {ARTICLE}")
    raw = ARTICLE.read_bytes()
    gold = json.loads(GOLD.read_text(encoding="utf-8"))
    assert hashlib.sha256(raw).hexdigest() == gold["sha256"]
    return measured([lesson(raw.decode("utf-8"), gold["spans"], gold["triggers"])], CONFLICT, registry.all())


def test_entities_reach_the_goal(figures):
    assert f1(figures, "entities") >= 0.93


def test_typed_triggers_reach_the_goal(figures):
    assert f1(figures, "typed") >= 0.95


def test_demo_articles_reach_the_goal():
    lessons = []
    for file in sorted((ROOT / "tests" / "data" / "demo-gold").glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        text = (ROOT / "annotator" / "demo" / "articles" / gold["file"]).read_bytes().decode("utf-8")
        spans = [(one["start"], one["end"], one["label"]) for one in gold["spans"]]
        triggers = [(*(e["trigger"][key] for key in ("start", "end")), e["type"], e["subtype"]) for e in gold["events"]]
        lessons.append(lesson(text, spans, triggers))
    figures = measured(lessons, CONFLICT, registry.all())
    assert f1(figures, "entities") >= 0.9
    assert f1(figures, "typed") >= 0.85


def test_assaults_and_protests_are_found():
    if not SENTENCES.exists():
        pytest.skip(f"the sentences on assaults and protests are not there: {SENTENCES}")
    lines = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    gold, found, triggers = 0, 0, 0
    for line in lines:
        proposed = [one.suggestion for one in propose(Document(line["text"]), CONFLICT, registry.all()).spans]
        shown = [one.span for one in proposed if one.span.label == "EVENT" and one.score >= SHOWN]
        wanted = [Span(one["start"], one["end"], "EVENT") for one in line["gold"] if one["label"] == "EVENT"]
        gold, triggers = gold + len(wanted), triggers + len(shown)
        found += sum(any(one.overlaps(event) for one in shown) for event in wanted)
    assert found / gold >= 0.78
    assert triggers / len(lines) <= 3
