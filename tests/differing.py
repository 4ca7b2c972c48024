"""A document that several people have finished, each in their own way, as a line of JSON that an import restores."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from annotator.db.accounts import UserRow
from annotator.db.projects import ProjectRow
from annotator.services.accounts import add_user
from annotator.services.projects import add_members

TEXT = "قصفت طائرات بلدة وادي الحنظل مساء الاثنين وقالت وكالة الميناء إن 3 مدنيين قتلوا في القصف"
ATTACK = ("Explosions/Remote violence", "Air/drone strike")

# What each marks: words and label; with a kind of event, its type, subtype and arguments (role, words) too.
LAYERS = {
    "layla": [
        ("قصفت", "EVENT", ATTACK, [("location", "وادي الحنظل")]),
        ("وادي الحنظل", "LOCATION"),
        ("وكالة الميناء", "ORGANISATION"),
        ("3 مدنيين", "CASUALTIES"),
    ],
    "sami": [
        ("قصفت", "EVENT", ATTACK, [("location", "بلدة وادي الحنظل")]),
        ("بلدة وادي الحنظل", "LOCATION"),
        ("وكالة الميناء", "ORGANISATION"),
    ],
    "nour": [
        ("قصفت", "EVENT", (ATTACK[0], "Shelling/artillery/missile attack"), []),
        ("وادي الحنظل", "LOCATION"),
        ("وكالة الميناء", "ACTOR"),
        ("مساء الاثنين", "DATE"),
    ],
}
"""With the rule of the majority nothing is left to decide; with that of all, everything but the trigger."""


def differing_line(text: str = TEXT, layers: Mapping[str, Iterable[tuple]] = LAYERS, title: str = "غارة") -> str:
    """Return the line; every one of ``layers`` is finished."""
    spans, events = [], []
    for name, marks in layers.items():
        for words, label, *kind in marks:
            start = text.index(words)
            ids = {one[0]: f"{name}-{one[0]}" for one in marks}
            span = {"id": ids[words], "start": start, "end": start + len(words), "label": label, "annotator": name}
            spans.append(span | {"attributes": {}, "origin": "manual", "decided_at": "2026-01-01T00:00:00+00:00"})
            if kind:
                (type_, subtype), filled = kind
                arguments = [{"role": role, "span": ids[filler]} for role, filler in filled]
                event = {"id": f"{name}-e-{words}", "trigger": ids[words], "type": type_, "subtype": subtype}
                events.append(event | {"attributes": {}, "arguments": arguments})
    names = list(layers)
    line = {"text": text, "title": title, "annotators": names, "finished": names, "spans": spans}
    line |= {"events": events, "rejected": []}
    return json.dumps(line, ensure_ascii=False)


def members(session: Session, project: ProjectRow, names: Iterable[str] = LAYERS) -> dict[str, UserRow]:
    """Make annotators of these names, and let them into the project."""
    made = {name: add_user(session, name, None) for name in names}
    add_members(session, project, list(made.values()))
    return made
