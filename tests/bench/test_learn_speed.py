"""How long learning takes, and reading with what was learned: 4,000 sentences of an encyclopaedia, where they are."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest

from annotator.core.document import Document
from annotator.core.tokens import tokenize
from annotator.services.gold import lessons_of, read_gold
from annotator.services.gold_labels import implied_labels
from annotator.suggesters.learned import suggester
from annotator.suggesters.learning.findings import findings, sources

FILE = Path(__file__).parents[3] / "shared" / "data" / "aqmar.jsonl"
HEARD = tuple(sorted(sources()))
SENTENCES = 4000


@pytest.fixture(scope="module")
def taught():
    if not FILE.exists():
        pytest.skip(f"the sentences are not there: {FILE}")
    lessons = lessons_of(read_gold(FILE))
    every = [*lessons, *lessons][:SENTENCES]
    begun, cpu = time.perf_counter(), time.process_time()
    model = suggester.learn(every, implied_labels(lessons))
    print(
        f"\nlearning from {SENTENCES} sentences: {time.perf_counter() - begun:.0f} s "
        f"(processor {time.process_time() - cpu:.0f} s), {len(model.data) / 1e6:.1f} MB"
    )
    return lessons, model


def test_tagging(taught):
    """New words have to be worked out, so the model is a fresh one; what the rules find is given."""
    lessons, model = taught
    fresh, documents = suggester.load(model.data), [lesson.document for lesson in lessons]
    seconds = tokens = 0.0
    for start in range(0, len(documents), 32):
        some = documents[start : start + 32]
        for document in some:
            findings(document, HEARD)
        begun = time.process_time()
        fresh.prepare(some)
        seconds += time.process_time() - begun
        tokens += sum(len(tokenize(document.text)) for document in some)
    print(f"\ntagging: {tokens / seconds:,.0f} tokens a second of the processor")


def test_one_document(taught):
    lessons, model = taught
    labels, times = implied_labels(lessons), []
    for run in range(9):
        some = lessons[run * 25 : run * 25 + 22]  # about 600 words
        document = Document("\n".join(lesson.document.text for lesson in some))
        findings(document, HEARD)
        begun = time.perf_counter()
        list(model.suggest(document, labels))
        times.append(time.perf_counter() - begun)
    print(f"\none document, what the rules find being given: median {statistics.median(times) * 1000:.0f} ms")
