"""Documents to measure agreement on, made up: by hand, by chance, and by hypothesis."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from annotator.core.agreement import Coded
from annotator.core.spans import Span

LETTERS = "ابتدرسعفقكلمنهوي"


def coded(text, key="", **spans):
    """``coded(text, a=["0-4 X", …], b=[])``"""
    return Coded(text, {name: [span(one) for one in listed] for name, listed in spans.items()}, key=key)


def span(written):
    place, label = written.split()
    start, end = place.split("-")
    return Span(int(start), int(end), label)


def text_of(words, seed=1):
    chance = random.Random(seed)
    return " ".join("".join(chance.choices(LETTERS, k=chance.randint(2, 7))) for _ in range(words))


def random_document(seed, people=("a", "b", "c"), words=30, spans=8, labels=("X", "Y", "Z"), agree=0.7):
    """People who take over most of the same spans, with some of their own; spans may nest."""
    chance = random.Random(seed)
    text = text_of(words, seed)

    def one():
        start = chance.randrange(len(text) - 1)
        return Span(start, min(len(text), start + chance.randint(1, 15)), chance.choice(labels))

    shared = [one() for _ in range(spans)]
    held = {name: [mark if chance.random() < agree else one() for mark in shared] for name in people}
    return Coded(text, {name: [mark for mark in marks if chance.random() < 0.9] for name, marks in held.items()})


@st.composite
def documents(draw, most=4, people="abcd"):
    """Up to ``most`` documents of a few words, done by some of the people, with spans of two labels."""
    return [draw(document(people)) for _ in range(draw(st.integers(1, most)))]


@st.composite
def document(draw, people="abcd"):
    text = draw(st.sampled_from(["قصفت قوات النظام مدينة حلب أمس", "وبحلب، والنظام. وصل", "خبر"]))
    names = draw(st.lists(st.sampled_from(people), min_size=1, unique=True))
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 8), st.sampled_from("XY"))
    return Coded(
        text,
        {
            name: [
                Span(start, min(len(text), start + size), label)
                for start, size, label in draw(st.lists(places, max_size=4))
            ]
            for name in names
        },
    )
