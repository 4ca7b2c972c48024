"""The demo project: our own articles, three annotators who have worked for two weeks, a curator, a first gold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from annotator import labelsets
from annotator.core.people import ANNOTATOR, CURATOR, VIEWER
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.documents import DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services.accounts import add_user, first_manager
from annotator.services.bulk import Selection
from annotator.services.calibrating import calibrate
from annotator.services.demo_gold import settle
from annotator.services.demo_layers import FOLDER, story
from annotator.services.demo_work import sharers_of, work
from annotator.services.guideline import write_guideline
from annotator.services.intake import Particulars, take_file
from annotator.services.job_review import start_review
from annotator.services.known_answers import use_for
from annotator.services.projects import add_members, create_project
from annotator.services.remembering import remember
from annotator.services.settings import change_project, settings_of
from annotator.services.suggest import suggest_documents

NAME = "demo"
PEOPLE: Mapping[str, Sequence[str]] = {ANNOTATOR: ("layla", "sami", "nour"), CURATOR: ("salma",), VIEWER: ("huda",)}
OVERLAP = 2
BLIND_PERCENT = 20
CHECK_EVERY = 5


def load_demo(session: Session) -> ProjectRow:
    """Make the demo project with its people, documents and suggestions, and what they have done in it.

    Some articles are left for whoever looks at it. Code ``project-taken`` if it is there.
    """
    toml = labelsets.text(labelsets.DEFAULT)
    project = create_project(session, NAME, toml, f"{labelsets.DEFAULT}.toml", overlap=OVERLAP)
    users = {name: _user(session, name) for names in PEOPLE.values() for name in names}
    for role, names in PEOPLE.items():
        add_members(session, project, [users[name] for name in names], role)
    write_guideline(session, project, (FOLDER / "guideline.md").read_text(encoding="utf-8"), made_from=0)
    articles = story("articles")["article"]
    documents = {one["file"]: _take(session, project, one, users) for one in articles}
    _hide_suggestions(session, project, [documents[one["file"]] for one in articles if one.get("blind")])
    list(suggest_documents(session, project))
    work(session, project, documents)
    settle(session, project, documents)
    work(session, project, documents, after=True)
    _measure(session, project, documents)
    _count(session, project)
    return project


def _user(session: Session, name: str) -> UserRow:
    found = session.scalar(select(UserRow).filter_by(name=name))
    return found or add_user(session, name, None)


def _take(session: Session, project: ProjectRow, article: Mapping[str, Any], users: Mapping[str, UserRow]) -> int:
    file = article["file"]
    given = Particulars(article["title"], article["source"], date.fromisoformat(str(article["date"])))
    stream = BytesIO((FOLDER / "articles" / file).read_bytes())
    sharers = [users[name] for name in sharers_of(file)]
    (document,) = take_file(session, project, file, stream, particulars=given, annotators=sharers).added
    return document


def _hide_suggestions(session: Session, project: ProjectRow, documents: Sequence[int]) -> None:
    """Say which articles are shown without suggestions: drawn, it would be others each time, or begun ones."""
    project_id = project.id
    with writing(session):
        session.execute(update(DocumentRow).where(DocumentRow.id.in_(documents)).values(blind=True))
        session.get_one(ProjectRow, project_id).blind_percent = BLIND_PERCENT


def _measure(session: Session, project: ProjectRow, documents: Mapping[str, int]) -> None:
    """Let people be measured by some of the gold, learn from some, and see what became of their work."""
    manager = first_manager(session)
    for one in story("settling")["known"]:
        use_for(session, Selection(project.id, ids=(documents[one["file"]],)), one["purpose"], manager)
    new = replace(settings_of(project), check_every=CHECK_EVERY, practice_first=True, show_outcomes=True)
    change_project(session, project, new, by=manager)


def _count(session: Session, project: ProjectRow) -> None:
    """Do at once what is done beside other work later; the review takes longer and waits for the server to run."""
    project_id = project.id
    while remember(session, project_id):
        pass
    calibrate(session, project_id)
    start_review(session, project)
