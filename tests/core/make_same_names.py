"""Makes ``tests/data/same_names.json``: where the core finds a name again, for the JavaScript page to be held to.

Run ``python tests/core/make_same_names.py`` after a change of ``core/propagating.py``, and look at the difference. The
texts are random but seeded: the same program always makes the same file.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.core.arabic import matching_form
from annotator.core.propagating import Words, name_cuts, occurrences
from annotator.core.spans import Span
from annotator.core.tokens import tokenize

FILE = Path(__file__).parents[1] / "data" / "same_names.json"
ROUNDS = 150
LABELS = ("PLACE", "PARTY")
KNOWN = frozenset(("حلب", "نظام", "النظام", "لبنان", "مدينه", "خان", "وزاره", "بيروت"))

PIECES = (
    "حلب", "بحلب", "وبحَلَب", "حـلب", "حلبنا", "لحلب", "النظام", "للنظام", "وللنظام", "نظام", "لبنان", "للبنان",
    "مدينة", "مدينتهم", "بمدينتها", "مدينه", "خان طومان", "وبخان  طومان", "خان\nطومان", "خان\u00a0طُومان", "بيروت",
    "وزارة", "أحمد", "إحمد", "شؤون", "شو\u0654ون", "AK-47", "AK", "85%", "١٢", "12", "@حلب", "(حلب)", "«حلب»", "،", ".",
    "\n", "🚗", "👩‍🚒", "ﺣﻠﺐ", "ﷲ", "الله", "حلب\u200f", "كم", "بيوتكم", "۱۲", "é", "e\u0301", "Ali", "ALI",
)  # fmt: skip
"""What the texts are made of: spellings and clitics of a few names, and what stands around them."""

CHOSEN = (
    ("حلب ثم بحلب، وبحَلَب ولحلب لا حلبي ولا حلبجة", "حلب"),
    ("النظام قال. ردّ للنظام، وللنظام؛ نظام جديد", "النظام"),
    ("في مدينة أخرى وبمدينتهم ومدينتنا", "مدينة"),
    ("خان طومان وبخان  طومان، خان\nطومان", "خان طومان"),
    ("بيروت روت", "روت"),
    ("AK ثم AK-47 ثم AK", "AK"),
    ("تل تل تل تل تل", "تل تل"),
)

FORMS = (
    "أإآٱىةـیک",
    "ؤئ و\u0654 ي\u0654 ا\u0654",
    "ﷲ ﷺ ﻻ ﺣﻠﺐ",
    "١٢ ۳۴ ५६ 𝟗",
    "İstanbul ÉCOLE ß ﬁ",
    "ح\u064eل\u0651ب\u200c\u200f\ufeff",
    "½ Ⅳ ㎏",
)


def shared_cases() -> dict[str, Any]:
    """Return everything that the file holds."""
    return {
        "forms": [{"text": text, "form": matching_form(text)} for text in FORMS],
        "cases": [*map(_chosen, CHOSEN), *_random_cases()],
    }


def _chosen(case: tuple[str, str]) -> dict[str, Any]:
    text, words = case
    start = text.index(words)
    return _case(text, Span(start, start + len(words), "PLACE"), random.Random(0))


def _random_cases() -> Iterator[dict[str, Any]]:
    for seed in range(ROUNDS):
        chance = random.Random(seed)
        few = chance.sample(PIECES, 9)  # so that some come again
        text = chance.choice((" ", " ", "")).join(chance.choices(few, k=chance.randint(2, 18)))
        tokens = tokenize(text)
        if tokens:
            first = chance.randrange(len(tokens))
            last = min(first + chance.randrange(2), len(tokens) - 1)
            yield _case(text, Span(tokens[first].start, tokens[last].end, chance.choice(LABELS)), chance)


def _case(text: str, span: Span, chance: random.Random) -> dict[str, Any]:
    """Return a case: now and then the name begins inside its word, and some of its places need no offer."""
    cuts = name_cuts(text, span, KNOWN)
    inside = [cut for cut in cuts if span.start < cut < span.end]
    if inside and chance.random() < 0.5:
        span = Span(inside[0], span.end, span.label)
    everywhere = occurrences(text, span, cuts)
    without = [*chance.sample(everywhere, len(everywhere) // 3), Span(span.start, span.end, chance.choice(LABELS))]
    if everywhere:
        without.append(Span(everywhere[0].start, everywhere[0].end, "OTHER"))
    return {
        "text": text,
        "tokens": [offset for token in tokenize(text) for offset in token],
        "cuts": list(cuts),
        "span": _plain(span),
        "name": Words(text, cuts).name(span.start, span.end),
        "without": [_plain(one) for one in without],
        "found": [_plain(one) for one in occurrences(text, span, cuts, without)],
    }


def _plain(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "label": span.label}


def encoded_file() -> str:
    """Return the file: one case a line, so that a difference can be read."""
    made = shared_cases()
    parts = (f'"{name}": [\n' + ",\n".join(map(_line, cases)) + "\n]" for name, cases in made.items())
    return "{" + ",\n".join(parts) + "}\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    FILE.write_text(encoded_file(), encoding="utf-8")
