"""How long a memory of 100,000 names takes: for a text, for a verdict, to be made."""

from __future__ import annotations

import random
import statistics
import time

from annotator.core.document import Document
from annotator.core.spans import Span
from annotator.labelsets import read
from annotator.suggesters.memory import Memory, Row, verdict_on
from tests.bench.test_suggest_speed import SENTENCE

NAMES = 100_000
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def remembered() -> Memory:
    """Names of one to three words that share first words, and those of the sentence, each with its surroundings."""
    chance = random.Random(1)
    pool = ["".join(chance.choices(LETTERS, k=chance.randint(3, 7))) for _ in range(30_000)]
    names = {" ".join(chance.choices(pool, k=chance.randint(1, 3))) for _ in range(NAMES)}
    names |= {"حلب", "ريف حلب", "قوات النظام", "النظام", "حيان", "هاني الخالد", "شبكه شام", "صواريخ غراد"}
    around = ("", "before:في", "after:قال")
    rows = (Row(name, "LOCATION", None, None, context, 3, 1) for name in names for context in around)
    return Memory(rows)


def median_of(runs, work):
    seconds = []
    for run in range(runs):
        start = time.perf_counter()
        work(run)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def test_600_words_take_milliseconds():
    start = time.perf_counter()
    memory = remembered()
    made = time.perf_counter() - start
    labels = read("conflict")
    text = SENTENCE * (600 // len(SENTENCE.split()) + 1)
    assert len(list(memory.suggest(Document(text), labels))) > 100
    texts = [text + " " * (run + 1) for run in range(15)]  # others, so that nothing is kept from the last one
    proposing = median_of(15, lambda run: list(memory.suggest(Document(texts[run]), labels)))
    spans = [one.span for one in memory.suggest(Document(texts[-1]), labels)]
    asking = median_of(5, lambda run: [memory.opinion(texts[-1], span, span.label) for span in spans])
    verdicts = [verdict_on(text, Span(at, at + 4, "ACTOR"), accepted=True) for at in range(0, 400, 5)]
    deciding = median_of(5, lambda run: [memory.add(one) for one in verdicts]) / len(verdicts)
    print(
        f"\n{len(memory):,} names made in {made:.1f} s; 600 words {proposing * 1000:.1f} ms, "
        f"{len(spans)} opinions {asking * 1000:.1f} ms, a verdict {deciding * 1e6:.0f} µs"
    )
    assert proposing < 0.05
