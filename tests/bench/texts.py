"""Texts for measuring: Arabic words in the order that a seeded generator draws, with spans over some of them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

PLAIN = [
    "قال",
    "أضاف",
    "أوضح",
    "ذكر",
    "أشار",
    "أكد",
    "نقل",
    "وصل",
    "عاد",
    "خرج",
    "دخل",
    "بقي",
    "أصبح",
    "كان",
    "في",
    "من",
    "إلى",
    "على",
    "عن",
    "مع",
    "منذ",
    "خلال",
    "بعد",
    "قبل",
    "قرب",
    "حول",
    "بين",
    "لكن",
    "حيث",
    "أن",
    "التي",
    "الذي",
    "هذه",
    "هذا",
    "كما",
    "ثم",
    "أيضا",
    "صباح",
    "مساء",
    "ليل",
    "طريق",
    "سوق",
    "شارع",
    "بيت",
    "مدرسة",
    "سيارة",
    "أهالي",
    "سكان",
    "عائلة",
    "مصدر",
    "شاهد",
    "بيان",
    "خبر",
    "تقرير",
    "صورة",
    "مساعدة",
    "غذاء",
    "ماء",
    "كهرباء",
    "جسر",
    "نهر",
    "جبل",
    "وادي",
    "شمال",
    "جنوب",
    "شرق",
    "غرب",
    "وسط",
    "أطراف",
    "محيط",
    "كثيف",
    "شديد",
    "كبير",
    "صغير",
]  # a list of words is read more easily than one of quotes
NAMES = (
    ("PERSON", "سالم الحارثي"),
    ("PERSON", "مها الراوي"),
    ("ACTOR", "كتيبة الوادي"),
    ("ACTOR", "قوات السهل"),
    ("ORGANISATION", "وكالة الميناء"),
    ("ORGANISATION", "جمعية أهل الضفة"),
    ("LOCATION", "وادي الحنظل"),
    ("LOCATION", "الريحانية"),
    ("LOCATION", "تل الزعفران"),
    ("FACILITY", "مشفى الضفة"),
    ("WEAPON", "قذيفة هاون"),
    ("CASUALTIES", "ثلاثة جرحى"),
    ("DATE", "ظهر الثلاثاء"),
)
TRIGGERS = (
    ("غارة", "Explosions/Remote violence", "Air/drone strike"),
    ("قصف", "Explosions/Remote violence", "Shelling/artillery/missile attack"),
    ("اشتباك", "Battles", "Armed clash"),
    ("اعتقال", "Strategic developments", "Arrests"),
    ("مظاهرة", "Protests", "Peaceful protest"),
)
PARAGRAPH = 60
"""The words of a paragraph, about: it is a line of the text."""


def line_of(words: int, spans: int, seed: int = 7) -> str:
    """Return a line of JSON: a text of so many words, with so many suggestions spread evenly over it.

    About one in six is a trigger with its type, one in nine lies inside another; half of them have a score of 0.95, the
    others of 0.6.
    """
    drawn = random.Random(seed)
    parts: list[str] = []
    found: list[dict[str, Any]] = []
    at = written = 0
    breaks = PARAGRAPH

    def write(part: str) -> int:
        nonlocal at, written
        parts.append(part)
        at += len(part)
        written += len(part.split())
        return at - len(part)

    for place, kind in enumerate(_kinds(spans, drawn)):
        while written < (place + 0.3) * words / spans:
            write(drawn.choice(PLAIN) + " ")
        found += _span(kind, write, drawn)
        end = "\n\n" if written >= breaks else drawn.choice((" ", " ", "، ", ". "))
        breaks += PARAGRAPH if end == "\n\n" else 0
        write(end)
    while written < words:
        write(drawn.choice(PLAIN) + " ")
    assert len(found) >= spans
    text = "".join(parts)
    return json.dumps({"text": text, "title": f"{words} كلمة", "spans": found[:spans]}, ensure_ascii=False)


def _kinds(spans: int, drawn: random.Random) -> Iterator[str]:
    made = 0
    while made < spans:
        kind = drawn.choices(("trigger", "nested", "name"), (4, 3, 17))[0]
        made += 2 if kind == "nested" else 1
        yield kind


def _span(kind: str, write: Any, drawn: random.Random) -> Iterator[dict[str, Any]]:
    score = drawn.choice((0.95, 0.6))
    if kind == "trigger":
        word, type_, subtype = drawn.choice(TRIGGERS)
        start = write(word)
        more = {"type": type_, "subtype": subtype, "score": score}
        yield {"start": start, "end": start + len(word), "label": "EVENT", **more}
        return
    if kind == "nested":
        outer = write("مشفى ")
        start = write("الريحانية")
        end = start + len("الريحانية")
        yield {"start": outer, "end": end, "label": "FACILITY", "score": score}
        yield {"start": start, "end": end, "label": "LOCATION", "score": score}
        return
    label, words = drawn.choice(NAMES)
    start = write(words)
    yield {"start": start, "end": start + len(words), "label": label, "score": score}
