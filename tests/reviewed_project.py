"""A project in which three people have finished documents, and differ in all the ways there are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.operations import AddEvent, AddSpan, ChangeSpan, Finish, Operation, Resume, SetArgument
from annotator.db.accounts import UserRow
from annotator.db.projects import ProjectRow
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.intake import take_file
from annotator.services.projects import add_members

TEXT = "قصفت طائرات بلدة الريحانية وبحلب سقط 3 قتلى"
WICKED = "<script>alert(1)</script>"


def span(id_: str, word: str, label: str, text: str = TEXT) -> AddSpan:
    """Return the operation that marks a word."""
    start = text.index(word)
    return AddSpan(id=f"add-{id_}", span=id_, start=start, end=start + len(word), label=label)


def finish(session: Session, project: ProjectRow, document: int, user: UserRow, *deeds: Operation) -> None:
    """Let somebody do this to a document, and finish it."""
    row = open_layer(session, document, user)
    deeds = (*deeds, Finish(id=f"finish-{row.revision}"))
    save_operations(session, row, project.label_set.value(), user, row.revision, deeds)


def resume(session: Session, project: ProjectRow, document: int, user: UserRow) -> None:
    """Let somebody take back that they have finished."""
    row = open_layer(session, document, user)
    save_operations(session, row, project.label_set.value(), user, row.revision, [Resume(id=f"resume-{row.revision}")])


def three(session: Session, project: ProjectRow) -> Sequence[UserRow]:
    """Return three members."""
    known = {row.name: row for row in session.scalars(select(UserRow))}
    people = [known.get(name) or add_user(session, name, None) for name in ("layla", "sami", "نور")]
    add_members(session, project, people)
    return people


def documents(session: Session, project: ProjectRow, number: int = 3) -> Sequence[int]:
    """Return so many documents of the same words, with a title each."""
    lines = [{"text": f"{TEXT} {place}", "title": f"{WICKED} {place}"} for place in range(number)]
    raw = "\n".join(json.dumps(line) for line in lines).encode()
    return take_file(session, project, "three.jsonl", BytesIO(raw)).added


def reviewed(session: Session, project: ProjectRow, number: int = 3) -> tuple[Sequence[UserRow], Sequence[int]]:
    """Let three people finish documents; Layla and Sami differ everywhere, Nour does the first only, marking little."""
    people, texts = three(session, project), documents(session, project, number)
    layla, sami, nour = people
    for document in texts:
        finish(
            session, project, document, layla,
            span("s1", "قصفت", "EVENT"), span("s2", "الريحانية", "LOCATION"), span("s3", "حلب", "LOCATION"),
            span("s4", "طائرات", "WEAPON"), span("s5", "3 قتلى", "CASUALTIES"),
            ChangeSpan(id="c1", span="s2", attributes={"precision": "1"}),
            AddEvent(id="e1", event="e1", trigger="s1", type="Battles", subtype="Armed clash"),
            SetArgument(id="a1", event="e1", role="location", span="s2"),
        )  # fmt: skip
        finish(
            session, project, document, sami,
            span("s1", "قصفت", "EVENT"), span("s2", "بلدة الريحانية", "LOCATION"), span("s3", "بحلب", "LOCATION"),
            span("s4", "طائرات", "ACTOR"),
            AddEvent(id="e1", event="e1", trigger="s1", type="Battles"),
            SetArgument(id="a1", event="e1", role="location", span="s3"),
        )  # fmt: skip
    finish(session, project, texts[0], nour, span("s1", "قصفت", "EVENT"))
    return people, texts
