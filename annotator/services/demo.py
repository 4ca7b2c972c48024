"""The demo project: our own articles, three annotators, documents shared among them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator import labelsets
from annotator.db.accounts import UserRow
from annotator.db.projects import ProjectRow
from annotator.services.accounts import add_user
from annotator.services.intake import Particulars, take_file
from annotator.services.projects import add_members, create_project
from annotator.services.suggest import suggest_documents

NAME = "demo"
ANNOTATORS = ("layla", "sami", "nour")
SHARED = 3
"""So many documents go to every annotator, so that there is something to compare; of the rest each goes to two."""


def load_demo(session: Session) -> ProjectRow:
    """Make the demo project with its annotators, documents and suggestions; code ``project-taken`` if it is there."""
    project = create_project(session, NAME, labelsets.text(labelsets.DEFAULT), f"{labelsets.DEFAULT}.toml")
    annotators = [_annotator(session, name) for name in ANNOTATORS]
    add_members(session, project, annotators)
    folder = files("annotator") / "demo"
    articles = tomllib.loads((folder / "articles.toml").read_text(encoding="utf-8"))["article"]
    for number, article in enumerate(articles):
        given = Particulars(article["title"], article["source"], date.fromisoformat(str(article["date"])))
        stream = BytesIO((folder / "articles" / article["file"]).read_bytes())
        take_file(session, project, article["file"], stream, particulars=given, annotators=_sharers(annotators, number))
    list(suggest_documents(session, project))
    return project


def _annotator(session: Session, name: str) -> UserRow:
    found = session.scalar(select(UserRow).filter_by(name=name))
    return found or add_user(session, name, None)


def _sharers(annotators: Sequence[UserRow], number: int) -> Sequence[UserRow]:
    if number < SHARED:
        return annotators
    spared = annotators[number % len(annotators)]
    return [annotator for annotator in annotators if annotator is not spared]
