"""Random histories: operations that a person could send next, most of them possible, some not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from annotator.core.layer import Layer
from annotator.core.operations import KINDS, Operation

TEXT = "قصفَت طائرات بلدة حلب 👩‍👧 و3 قتلى"
STRIKE = {"label": "EVENT", "type": "Explosions/Remote violence", "subtype": "Air/drone strike"}
SUGGESTED: Sequence[dict[str, Any]] = (
    {"start": 0, "end": 5, **STRIKE},
    {"start": 0, "end": 12, "label": "EVENT", "type": "Battles"},
    {"start": 6, "end": 12, "label": "WEAPON"},
    {"start": 18, "end": 21, "label": "LOCATION", "attributes": {"precision": "1"}},
    {"start": 13, "end": 21, "label": "LOCATION", "score": 0.5},
    {"start": 27, "end": 33, "label": "CASUALTIES"},
)
KINDS_OF_EVENTS = [("Battles", None), ("Battles", "Armed clash"), (STRIKE["type"], STRIKE["subtype"]), ("War", None)]
ATTRIBUTES = [{}, {}, {"precision": "2"}, {"kind": "killed", "low": 3}, {"iso": "2016-02"}, {"nothing": 1}]
LABELS = ["EVENT", "EVENT", "LOCATION", "LOCATION", "PERSON", "CASUALTIES", "DATE", "NOTHING"]
ROLES_OF = {"EVENT": None, "LOCATION": "location", "CASUALTIES": "casualties", "DATE": "time", "PERSON": "target"}
TEXTS = ["غير واضح 😀", "", "x"]
ROLES = ["location", "location", "casualties", "time", "weapon", "where"]


def line(text: str = TEXT) -> bytes:
    """Return the document as a line of a file, with its suggestions."""
    return json.dumps({"text": text, "spans": SUGGESTED}, ensure_ascii=False).encode()


def place(draw: Any) -> tuple[int, int]:
    """Draw boundaries; some of them cannot be."""
    known = st.sampled_from([(one["start"], one["end"]) for one in SUGGESTED])
    anything = st.tuples(st.integers(-1, len(TEXT) + 1), st.integers(-1, len(TEXT) + 1))
    return draw(known | known | anything)


def next_operation(draw: Any, number: int, layer: Layer, suggestions: Sequence[int], done: Sequence[str]) -> Operation:
    """Draw the ``number``-th operation of a history that has led to ``layer`` by the operations ``done``."""
    if number <= len(OPENING) and len(done) == number - 1 and draw(st.integers(0, 3)):
        return opening(number, suggestions)
    fields = likely(number, layer, suggestions, done)
    if draw(st.integers(0, 5)):
        kind = draw(st.sampled_from(sorted({kind for kind, _ in fields})))
        values = draw(st.sampled_from([values for name, values in fields if name == kind]))
    else:
        kind, values = draw(st.sampled_from(sorted(KINDS))), anything(draw, number, layer, suggestions, done)
    taken = KINDS[kind].__dataclass_fields__.keys()
    given = {field: value for field, value in values.items() if field in taken}
    if kind in ("refuse_argument", "reopen_argument"):
        # Here the trigger is a suggestion.
        given["trigger"] = given["trigger"] if isinstance(given["trigger"], int) else suggestions[0]
    return KINDS[kind](id=f"o{number}", at=f"2016-02-01T10:00:{number:02}.000+00:00", **given)


OPENING: Sequence[tuple[str, dict[str, Any]]] = (
    ("accept", {"suggestion": 0, "span": "s1", "event": "e1"}),
    ("accept", {"suggestion": 3, "span": "s2"}),
    ("set_argument", {"event": "e1", "role": "location", "span": "s2"}),
    ("unset_argument", {"event": "e1", "role": "location", "span": "s2"}),
)
"""How many histories begin, so that what comes then has something to stand on."""


def opening(number: int, suggestions: Sequence[int]) -> Operation:
    """Return the ``number``-th operation of the usual beginning."""
    kind, values = OPENING[number - 1]
    if "suggestion" in values:
        values = {**values, "suggestion": suggestions[values["suggestion"]]}
    return KINDS[kind](id=f"o{number}", at=f"2016-02-01T10:00:{number:02}.000+00:00", **values)


def likely(
    number: int, layer: Layer, suggestions: Sequence[int], done: Sequence[str]
) -> list[tuple[str, dict[str, Any]]]:
    """Return operations that mostly can be done, as (kind, fields)."""
    new = {"span": f"s{number}", "event": f"e{number}"}
    places = [{"start": one["start"], "end": one["end"]} for one in SUGGESTED]
    found: list[tuple[str, dict[str, Any]]] = [
        ("add_span", {**new, **at, "label": label}) for at in places for label in ROLES_OF
    ]
    undo = [("undo", {"operations": (one,)}) for one in done]
    if layer.state != "open":
        return [("resume", {}), *undo]
    closing = [("finish", {}), ("skip", {"note": f"n{number}", "reason": TEXTS[number % len(TEXTS)]})]
    found += [*undo, *(closing if number % 5 == 0 else []), *beside(number, layer, suggestions)]
    for one in suggestions:
        decided = layer.decisions.get(one)
        if decided is None:
            found += [(kind, {**new, "suggestion": one}) for kind in ("accept", "accept", "reject")]
            found += [("fix", {**new, **places[0], "label": label, "suggestion": one}) for label in ROLES_OF]
        elif decided.verdict == "rejected":
            found.append(("reopen", {"suggestion": one}))
    for span in layer.spans.values():
        found.append(("remove_span", {"span": span.id}))
        found += [("change_span", {"span": span.id, "label": label}) for label in ROLES_OF]
        found += [("change_span", {"span": span.id, **at}) for at in places]
        if span.label == "EVENT":
            found.append(("add_event", {"trigger": span.id, "event": new["event"], "type": "Battles"}))
        for event in layer.events:
            role = ROLES_OF.get(span.label, "time")
            found += [("set_argument", {"event": event, "role": role, "span": span.id})] if role else []
    for event in layer.events.values():
        found.append(("remove_event", {"event": event.id}))
        found += [("change_event", {"event": event.id, "type": one, "subtype": two}) for one, two in KINDS_OF_EVENTS]
        for argument in event.arguments:
            found += [("unset_argument", {"event": event.id, "role": argument.role, "span": argument.span})] * 2
    return found


def beside(number: int, layer: Layer, suggestions: Sequence[int]) -> list[tuple[str, dict[str, Any]]]:
    """Return what can mostly be said beside deciding, and of suggested arguments, as (kind, fields)."""
    note = {"note": f"n{number}", "text": TEXTS[0]}
    targets = [{}, *({"suggestion": one} for one in suggestions)]
    targets += [{"span": span.id} for span in layer.spans.values() if span.suggestion is None]
    found = [("add_note", {**note, "sort": sort, **at}) for at in targets for sort in ("comment", "unsure", "flag")]
    for one in layer.notes:
        found += [("change_note", {"note": one, "text": text}) for text in TEXTS] + [("remove_note", {"note": one})]
    for argument in [{"trigger": suggestions[0], "role": "location", "filler": one} for one in suggestions[2:4]]:
        found += [("refuse_argument", argument)] * 3
    for one in layer.refusals.values():
        found += [("reopen_argument", {"trigger": one.trigger, "role": one.role, "filler": one.filler})] * 3
    return found


def anything(draw: Any, number: int, layer: Layer, suggestions: Sequence[int], done: Sequence[str]) -> dict[str, Any]:
    """Draw values for all fields that an operation may have, whether they make sense or not."""
    spans, events = [*sorted(layer.spans), "none"], [*sorted(layer.events), "none"]
    start, end = place(draw)
    type_, subtype = draw(st.sampled_from(KINDS_OF_EVENTS))
    return {
        "note": draw(st.sampled_from([*sorted(layer.notes), "none", f"n{number}"])),
        "sort": draw(st.sampled_from(["comment", "unsure", "flag", "skip", "praise"])),
        "text": draw(st.sampled_from(TEXTS)),
        "reason": draw(st.sampled_from(TEXTS)),
        "filler": draw(st.sampled_from([*suggestions, -1])),
        "suggestion": draw(st.sampled_from([*suggestions, -1])),
        "span": draw(st.sampled_from([*spans, f"s{number}"])),
        "event": draw(st.sampled_from([*events, f"e{number}"])),
        "trigger": draw(st.sampled_from(spans)),
        "start": start,
        "end": end,
        "label": draw(st.sampled_from(LABELS)),
        "type": type_,
        "subtype": subtype,
        "role": draw(st.sampled_from(ROLES)),
        "attributes": draw(st.sampled_from(ATTRIBUTES)),
        "operations": tuple(draw(st.lists(st.sampled_from([*done, "none"]), min_size=1, max_size=3))),
    }
