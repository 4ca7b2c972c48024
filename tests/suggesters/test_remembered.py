"""A memory is worth having on texts that nobody tuned it to, where the reference data lies beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from remembered import walk

SENTENCES = Path(__file__).parents[3] / "shared" / "data" / "gsr-dev.jsonl"
MANY = 200


@pytest.fixture(scope="module")
def lines():
    if not SENTENCES.exists():
        pytest.skip(f"the reference sentences are not there: {SENTENCES}")
    read = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()[:MANY]]
    return [_line(line["text"], line["gold"]) for line in read]


def _line(text, gold):
    events = [{"trigger": one, "type": "Battles"} for one in gold if one["label"] == "EVENT"]
    return {"text": text, "spans": [one for one in gold if one["label"] == "ACTOR"], "events": events}


def test_what_was_decided_helps_in_the_next_texts(lines):
    only = {"ACTOR", "EVENT"}
    assert walk(lines, only, remembers=True, calibrates=True)[2] > walk(lines, only)[2] + 0.05
