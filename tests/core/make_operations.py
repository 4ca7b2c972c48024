"""Makes ``tests/data/operations.json``: what the core plans, for the JavaScript page to be held to.

Run ``python tests/core/make_operations.py`` after a change of the core's operations, and look at the difference. The
walks are random but seeded: the same program always makes the same file.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from annotator.core.edits import (
    DecisionEdit,
    Edit,
    EventEdit,
    NoteEdit,
    RefusalEdit,
    SpanEdit,
    StateEdit,
    apply,
)
from annotator.core.ground import Ground
from annotator.core.labels import Attribute, Choice, EventType, Label, LabelSet, Role, Subtype
from annotator.core.layer import Layer
from annotator.core.operations import KINDS, Operation
from annotator.core.phrases import Phrase, Problem
from annotator.core.planning import plan
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion

FILE = Path(__file__).parents[1] / "data" / "operations.json"
TEXT = "وصلَ الوفدُ إلى حلب 🚗 يوم 3/4،\nثم قُصِف السوقُ بـAK-47 👩‍🚒\u00a0 وعاد"
WALKS = 20
STEPS = 50

WEIGHTS = {
    **dict.fromkeys(KINDS, 4),
    **{"accept": 8, "fix": 8, "add_span": 8, "change_span": 10, "add_event": 8, "change_event": 10, "set_argument": 14},
    **{"remove_span": 2, "remove_event": 2, "finish": 2, "resume": 1, "skip": 1, "undo": 12},
    **{"refuse_argument": 10, "reopen_argument": 6, "add_note": 12},
}

LABELS = LabelSet(
    "shared",
    {"en": "Shared"},
    labels=(
        Label("PLACE", {"en": "Place"}, "#117733", "1"),
        Label(
            "COUNT",
            {"en": "Count"},
            "#0072b2",
            "2",
            attributes=(
                Attribute("kind", {"en": "Kind"}, "choice", (Choice("dead", {"en": "D"}), Choice("hurt", {"en": "H"}))),
                Attribute("low", {"en": "Low"}, "number"),
                Attribute("day", {"en": "Day"}, "date"),
            ),
        ),
        Label("OLD", {"en": "Old"}, "#999933", retired=True),
    ),
    trigger=Label("EVENT", {"en": "Event"}, "#ee6677", "3"),
    event_types=(
        EventType("Battle", {"en": "Battle"}, (Subtype("Clash", {"en": "Clash"}), Subtype("Siege", {"en": "Siege"}))),
        EventType("Talks", {"en": "Talks"}),
    ),
    event_attributes=(Attribute("status", {"en": "Status"}, "choice", (Choice("planned", {"en": "Planned"}),)),),
    roles=(Role("where", {"en": "Where"}, ("PLACE",), many=False), Role("who", {"en": "Who"}, ("PLACE", "COUNT"))),
)

SUGGESTIONS = {
    1: Suggestion(Span(5, 11, "PLACE"), 0.9, Phrase("one")),
    2: Suggestion(Span(16, 19, "PLACE"), 0.8, Phrase("two")),
    3: Suggestion(Span(0, 4, "EVENT"), 0.7, Phrase("three"), type="Battle", subtype="Clash"),
    4: Suggestion(Span(26, 29, "COUNT"), 0.6, Phrase("four"), attributes={"kind": "dead", "low": 3}),
    5: Suggestion(Span(16, 19, "EVENT"), 0.5, Phrase("five"), type="Talks"),
    6: Suggestion(Span(5, 11, "PLACE"), 0.4, Phrase("six")),
}


EDITS = {
    SpanEdit: "span",
    EventEdit: "event",
    DecisionEdit: "decision",
    NoteEdit: "note",
    RefusalEdit: "refusal",
    StateEdit: "state",
}


def encoded_edit(edit: Edit) -> dict[str, Any]:
    """Return an edit as the page has it: ``on`` says of what."""
    return {"on": EDITS[type(edit)], "id": None, **asdict(edit)}


def encoded_ground() -> dict[str, Any]:
    """Return the text, the label set and the suggestions as the page is sent them."""
    return {
        "text": TEXT,
        "label_set": {
            "labels": [{**asdict(one), "trigger": one == LABELS.trigger} for one in LABELS.by_id.values()],
            "event_types": [asdict(one) for one in LABELS.event_types],
            "event_attributes": [asdict(one) for one in LABELS.event_attributes],
            "roles": [asdict(one) for one in LABELS.roles],
        },
        "suggestions": [
            {
                "id": number,
                **asdict(one.span),
                "score": one.score,
                "type": one.type,
                "subtype": one.subtype,
                "attributes": dict(one.attributes),
            }
            for number, one in SUGGESTIONS.items()
        ],
    }


class Walk:
    """One random walk: operations that often can be done and sometimes cannot."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.layer = Layer()
        self.log: dict[str, tuple[Edit, ...]] = {}
        self.made = 0

    def steps(self) -> Iterator[dict[str, Any]]:
        """Yield the cases of the walk."""
        for number in range(STEPS):
            kind, at = self.kind(), f"2024-01-01T00:00:{number:02}"
            yield self.case({"kind": kind, "id": f"o{number}", "at": at, **self.fields(kind)})

    def kind(self) -> str:
        """Return the kind of the next operation; a closed layer is mostly opened again."""
        if self.layer.state != "open":
            return self.random.choice(["resume", "resume", "undo", "reject"])
        kind = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        needs_event = kind.endswith(("_event", "_argument")) and kind != "add_event"
        if kind in ("change_note", "remove_note") and not self.layer.notes and self.random.random() < 0.9:
            return "add_note"
        return "accept" if needs_event and not self.layer.events and self.random.random() < 0.9 else kind

    def case(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Plan an operation, go on from what it leads to, and return it as a case."""
        case: dict[str, Any] = {"operation": dict(sent)}
        operation = decoded(sent)
        try:
            edits = plan(operation, self.layer, Ground(TEXT, LABELS, SUGGESTIONS, self.log.get))
        except Problem as problem:
            return {**case, "problem": problem.code}
        self.layer = apply(self.layer, edits)
        self.log[operation.id] = edits
        return {**case, "edits": [encoded_edit(edit) for edit in edits]}

    def fields(self, kind: str) -> dict[str, Any]:
        """Return the fields that an operation of this kind has beside its id."""
        builders: Mapping[str, Callable[[], dict[str, Any]]] = {
            "accept": self.taken,
            "fix": lambda: {
                **self.taken(),
                **self.place(),
                **self.maybe(self.event_type(), {}),
            },
            "reject": lambda: {"suggestion": self.suggestion()},
            "reopen": lambda: {"suggestion": self.rejected()},
            "add_span": lambda: {"span": self.new("s"), **self.place(), "attributes": self.attributes()},
            "change_span": self.changed_span,
            "remove_span": lambda: {"span": self.span()},
            "add_event": lambda: {
                "event": self.new("e"),
                "trigger": self.trigger(),
                **self.event_type(),
                "attributes": self.event_attributes(),
            },
            "change_event": lambda: {
                "event": self.event(),
                **self.maybe(self.event_type(), {}),
                **self.maybe({"attributes": self.event_attributes()}, {}),
            },
            "remove_event": lambda: {"event": self.event()},
            "set_argument": lambda: {"event": self.event(), "role": self.role(), "span": self.span()},
            "unset_argument": self.unset,
            "refuse_argument": lambda: self.maybe(self.suggested_argument(), self.refused_argument()),
            "reopen_argument": self.refused_argument,
            "add_note": self.new_note,
            "change_note": lambda: {"note": self.note(), "text": self.text()},
            "remove_note": lambda: {"note": self.note()},
            "skip": lambda: {"note": self.new("n"), "reason": self.text()},
            "finish": dict,
            "resume": dict,
            "undo": lambda: {"operations": self.earlier()},
        }
        return builders[kind]()

    def maybe(self, value: Any, otherwise: Any = None) -> Any:
        return value if self.random.random() < 0.7 else otherwise

    def new(self, prefix: str) -> str:
        self.made += 1
        taken = list({"s": self.layer.spans, "e": self.layer.events, "n": self.layer.notes}[prefix])
        return f"{prefix}{self.made}" if not taken or self.random.random() < 0.85 else taken[0]

    def taken(self) -> dict[str, Any]:
        return {"suggestion": self.suggestion(), "span": self.new("s"), "event": self.maybe(self.new("e"))}

    def suggestion(self) -> int:
        undecided = [number for number in SUGGESTIONS if number not in self.layer.decisions]
        return self.random.choice(undecided * 3 + [*SUGGESTIONS, 99])

    def rejected(self) -> int:
        rejected = [one.suggestion for one in self.layer.decisions.values() if one.verdict == "rejected"]
        return self.random.choice([*rejected * 2, self.suggestion()])

    def place(self) -> dict[str, Any]:
        spans = [one.span for one in SUGGESTIONS.values()]
        if self.random.random() < 0.5:
            return asdict(self.random.choice(spans)) | self.maybe({}, {"label": self.label()})
        start = self.random.randrange(-1, len(TEXT))
        return {"start": start, "end": start + self.random.randrange(0, 8), "label": self.label()}

    def label(self) -> str:
        return self.random.choice(["PLACE", "COUNT", "EVENT", "PLACE", "COUNT", "EVENT", "OLD", "NONE"])

    def attributes(self) -> dict[str, Any]:
        return self.random.choice(
            [
                {},
                {},
                {},
                {"low": 2},
                {"low": 2**60},
                {"kind": "hurt", "day": "2024"},
                {"kind": "lost"},
                {"low": "2"},
                {"high": 1},
            ]
        )

    def event_attributes(self) -> dict[str, Any]:
        return self.random.choice([{}, {"status": "planned"}, {"status": "over"}])

    def event_type(self) -> dict[str, Any]:
        kinds = {"Battle": ["Clash", "Siege", None], "Talks": [None, None, "Clash"], "War": [None]}
        kind = self.random.choice([*kinds, *list(kinds)[:2]])
        subtype = self.random.choice(kinds[kind])
        return {"type": kind, "subtype": subtype}

    def span(self) -> str:
        return self.random.choice([*self.layer.spans] * 6 + ["gone"])

    def trigger(self) -> str:
        triggers = [span.id for span in self.layer.spans.values() if span.label == "EVENT"]
        return self.random.choice([*triggers, *triggers, self.span()])

    def event(self) -> str:
        return self.random.choice([*self.layer.events] * 9 + ["gone"])

    def role(self) -> str:
        return self.random.choice(["where", "who", "where", "who", "why"])

    def changed_span(self) -> dict[str, Any]:
        place = self.place()
        kept = {name: value for name, value in place.items() if self.random.random() < 0.5}
        return {"span": self.span(), **kept, **self.maybe({}, {"attributes": self.attributes()})}

    def unset(self) -> dict[str, Any]:
        filled = [(event.id, one.role, one.span) for event in self.layer.events.values() for one in event.arguments]
        event, role, span = self.random.choice(filled or [(self.event(), self.role(), self.span())])
        return {"event": event, "role": role, "span": span}

    def suggested_argument(self) -> dict[str, Any]:
        trigger = self.random.choice([3, 5, 3, 5, 3, 5, 1, 99])
        return {"trigger": trigger, "role": self.role(), "filler": self.random.choice([1, 2, 2, 4, 99])}

    def refused_argument(self) -> dict[str, Any]:
        refused = [asdict(one) for one in self.layer.refusals.values()]
        found = self.random.choice([*refused * 2, self.suggested_argument()])
        return {name: found[name] for name in ("trigger", "role", "filler")}

    def new_note(self) -> dict[str, Any]:
        sort = self.random.choice(["comment", "comment", "unsure", "unsure", "unsure", "unsure", "flag", "skip"])
        return {"note": self.new("n"), "sort": sort, **self.target(), **self.maybe({"text": self.text()}, {})}

    def target(self) -> dict[str, Any]:
        manual = [span.id for span in self.layer.spans.values() if span.suggestion is None]
        places = [{}, {}, {"suggestion": 1}, {"suggestion": 2}, {"suggestion": 99}, {"span": self.span()}]
        places += [{"span": span} for span in manual] + [{"span": self.span(), "suggestion": 2}]
        return self.random.choice(places)

    def note(self) -> str:
        return self.random.choice([*self.layer.notes] * 9 + ["gone"])

    def text(self) -> str:
        return self.random.choice(["تاريخ النشر؟", "👩‍🚒 sure?", "", " \u00a0\n"])

    def earlier(self) -> list[str]:
        last = list(self.log)[-3:]
        count = self.random.randrange(1, 3)
        return last[-count:] if last and self.random.random() < 0.8 else [self.random.choice([*self.log, "gone"])]


def _note(note: str, sort: str, **more: Any) -> dict[str, Any]:
    return {"kind": "add_note", "note": note, "sort": sort, **more}


def _undo(*operations: str) -> dict[str, Any]:
    return {"kind": "undo", "operations": list(operations)}


CHOSEN: Sequence[Mapping[str, Any]] = (
    {"kind": "add_span", "span": "s1", "start": 20, "end": 21, "label": "COUNT"},
    _note("n1", "comment", text="😀" * 4000, span="s1"),
    {"kind": "change_note", "note": "n1", "text": "س" * 4001},
    _undo("c0"),  # its note would be left behind
    _note("n2", "unsure", span="s1"),
    {"kind": "remove_note", "note": "n2"},
    _note("n3", "unsure", span="s1"),
    _undo("c5"),  # unsure twice
    {"kind": "remove_span", "span": "s1"},
    _undo("c6"),
    _undo("c8"),
    _undo("c10"),
    {"kind": "accept", "suggestion": 1, "span": "s2"},
    _note("n4", "flag", span="s2"),
    _note("n4", "unsure", suggestion=1),
    {"kind": "remove_span", "span": "s2"},
    {"kind": "skip", "note": "n5", "reason": "س" * 4001},
    {"kind": "skip", "note": "n5", "reason": ""},
    _note("n6", "flag"),
    _undo("c14"),
    {"kind": "change_note", "note": "n5", "text": "…"},
    _undo("c17"),
    _undo("c21"),
    {"kind": "resume"},
    _undo("c23"),
    {"kind": "resume"},
    _undo("c14"),
    {"kind": "refuse_argument", "trigger": 3, "role": "where", "filler": 2},
    {"kind": "refuse_argument", "trigger": 3, "role": "where", "filler": 2},
    {"kind": "reopen_argument", "trigger": 3, "role": "where", "filler": 2},
    _undo("c27"),
    _undo("c29"),
)
"""A walk of hand: what chance seldom meets. The operation at index 3 has the id ``c3``."""


def chosen_cases() -> Iterator[dict[str, Any]]:
    """Yield the cases of the walk of hand."""
    walk = Walk(0)
    for number, fields in enumerate(CHOSEN):
        yield walk.case({"id": f"c{number}", "at": f"2024-01-02T00:00:{number:02}", **fields})


def decoded(sent: Mapping[str, Any]) -> Operation:
    """Return the operation that ``sent`` stands for."""
    values = {name: tuple(value) if name == "operations" else value for name, value in sent.items() if name != "kind"}
    return KINDS[sent["kind"]](**values)


def shared_cases() -> dict[str, Any]:
    """Return everything that the file holds: each walk begins with an empty layer, each case goes on from the last."""
    return {
        "ground": encoded_ground(),
        "walks": [list(chosen_cases()), *(list(Walk(seed).steps()) for seed in range(WALKS))],
    }


def encoded_file() -> str:
    """Return the file: one case a line, so that a difference can be read."""
    made = shared_cases()
    walks = ["[\n" + ",\n".join(_line(case) for case in walk) + "\n]" for walk in made["walks"]]
    return f'{{"ground": {_line(made["ground"])},\n"walks": [{", ".join(walks)}]}}\n'


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(encoded_file(), encoding="utf-8")
