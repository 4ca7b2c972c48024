"""Lessons made up for the tests: news sentences with what no rule knows (a target), events and arguments."""

from __future__ import annotations

from itertools import product

from annotator.core.document import Document
from annotator.core.labels import EventType, Label, LabelSet, Role, Subtype
from annotator.core.lessons import Lesson, LessonEvent
from annotator.core.spans import Span

TITLE = {"en": "x"}
LABELS = LabelSet(
    "made-up",
    TITLE,
    (Label("TARGET", TITLE, "#000000"), Label("ACTOR", TITLE, "#000000"), Label("LOCATION", TITLE, "#000000")),
    Label("EVENT", TITLE, "#000000"),
    (EventType("Raid", TITLE, (Subtype("By day", TITLE), Subtype("By night", TITLE))), EventType("Talk", TITLE)),
    (),
    (Role("whom", TITLE, ("TARGET",)), Role("where", TITLE, ("LOCATION",))),
)
VERBS = {"هاجمت": ("Raid", "By day"), "داهمت": ("Raid", "By night"), "حاورت": ("Talk", None)}
ACTORS = ("قوات النظام", "حركة أحرار الشام", "كتائب السدر")
TARGETS = ("قافلة الزيتون", "مخازن الطحين", "بيوت العمال")
PLACES = ("حلب", "إدلب", "درعا", "الرقة")


def lesson(verb: str, actor: str, target: str, place: str) -> Lesson:
    text = f"{verb} {actor} {target} في مدينة {place} يوم أمس ."

    def span(words: str, label: str) -> Span:
        start = text.index(words)
        return Span(start, start + len(words), label)

    trigger, whom, where = span(verb, "EVENT"), span(target, "TARGET"), span(place, "LOCATION")
    event = LessonEvent(trigger, *VERBS[verb], (("whom", whom), ("where", where)))
    return Lesson(Document(text), tuple(sorted((trigger, whom, where, span(actor, "ACTOR")))), (event,))


EVERY = tuple(lesson(*chosen) for chosen in product(VERBS, ACTORS, TARGETS, PLACES))
LESSONS = EVERY[::2]
UNSEEN = EVERY[1::2]


def poisoned(text: str = "كلمة " * 400) -> Lesson:
    """Return a lesson in which every word is a span, under several labels."""
    starts = [place for place in range(len(text)) if text[place] != " " and (place == 0 or text[place - 1] == " ")]
    spans = [Span(start, start + 4, label) for start in starts for label in ("TARGET", "ACTOR", "LOCATION")]
    return Lesson(Document(text), tuple(spans))
