"""Documents shown without suggestions: drawn by lot, recorded, and without any."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select, update

from annotator.db.base import writing
from annotator.db.documents import DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services.annotate import open_layer
from annotator.services.blind import MOST_PERCENT, draw, redraw
from annotator.services.workplace import find_place, workplace

SPANS = [{"start": 0, "end": 3, "label": "LOCATION"}]


@pytest.fixture
def hundred(take):
    """Documents with a suggestion each."""
    return take(
        "a.jsonl", "\n".join(json.dumps({"text": f"حلب {number}", "spans": SPANS}) for number in range(400))
    ).added


def _blind(session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(DocumentRow).where(DocumentRow.blind))


def test_the_share_that_is_drawn_is_about_the_share_that_is_wanted():
    assert not any(draw(0) for _ in range(1000))
    # Eight standard deviations on either side: it fails once in a million billion runs.
    assert 250 < sum(draw(MOST_PERCENT) for _ in range(1000)) * 50 / MOST_PERCENT < 750


def test_what_comes_in_is_drawn_by_the_setting_of_the_project(session, project, take):
    with writing(session):
        session.get_one(ProjectRow, project.id).blind_percent = 50
    take("b.jsonl", "\n".join(json.dumps({"text": f"نص {number}"}) for number in range(400)))
    assert 100 < _blind(session) < 300


def test_a_new_share_is_drawn_for_what_nobody_has_opened(session, project, hundred, manager):
    open_layer(session, hundred[0], manager)
    with writing(session):
        session.execute(update(DocumentRow).values(blind=True))
    redraw(session, project.id, 0)
    assert session.scalars(select(DocumentRow.id).where(DocumentRow.blind)).all() == [hundred[0]]
    redraw(session, project.id, 50)
    assert 100 < _blind(session) < 300


def test_a_blind_document_is_shown_without_what_is_suggested(session, project, hundred, manager):
    place = find_place(session, project.id, hundred[0], manager)
    assert len(workplace(session, place).suggestions) == 1
    with writing(session):
        session.execute(update(DocumentRow).values(blind=True))
    place = find_place(session, project.id, hundred[0], manager)
    assert place.blind
    assert workplace(session, place).suggestions == []
