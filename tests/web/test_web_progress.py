"""The page of a project's progress."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from annotator.db.base import now, writing
from annotator.db.documents import FREED, AssignmentRow, DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.projects import MemberRow
from annotator.services.accounts import add_user
from annotator.services.projects import add_members

EN = {"Accept-Language": "en"}


@pytest.fixture
def lain(session, project, document, annotator):
    """The document of the member has been open for a week."""
    then = now() - timedelta(days=6)
    with writing(session):
        mine = (AssignmentRow.document_id == document, AssignmentRow.user_id == annotator.id)
        session.execute(update(AssignmentRow).where(*mine).values(created_at=then, handed=True))
    return document


@pytest.fixture
def viewer(sign_in, session, project):
    user = add_user(session, "viewer", None)
    add_members(session, project, [user], "viewer")
    return sign_in(user)


def test_who_may_see_it(clients, viewer, project):
    where = f"/projects/{project.id}/progress"
    told = {who: clients[who].get(where).status_code for who in clients}
    assert told == {"nobody": 302, "stranger": 404, "member": 403, "manager": 200}
    assert viewer.get(where).status_code == 200


def test_an_empty_project_has_nothing_to_see(session, clients, foreign_project):
    assert "Nothing to see yet" in clients["manager"].get(f"/projects/{foreign_project.id}/progress", headers=EN).text


def test_what_is_stuck_can_be_given_back_by_who_assigns(session, clients, viewer, project, lain, annotator):
    where = f"/projects/{project.id}/progress"
    said, seen = (one.get(where, headers=EN).text for one in (clients["manager"], viewer))
    assert ("Give back" in said, "Give back" in seen) == (True, False)
    assert ("layla" in seen, f"/documents/{lain}" in seen) == (True, False)
    fields = {"document": lain, "user": annotator.id}
    back = f"{where}/back"
    for who, code in (("nobody", 302), ("stranger", 404), ("member", 403)):
        assert clients[who].post(back, data=fields).status_code == code
    assert viewer.post(back, data=fields).status_code == 403
    session.rollback()
    assert session.get_one(AssignmentRow, (lain, annotator.id)).state == "open"
    assert clients["manager"].post(back, data=fields, headers=EN).status_code == 302
    assert "What layla did at it is kept" in clients["manager"].get(where, headers=EN).text
    session.rollback()
    assert session.get_one(AssignmentRow, (lain, annotator.id)).state == FREED
    clients["manager"].post(back, data=fields, headers=EN)
    assert "does not have this document open any more" in clients["manager"].get(where, headers=EN).text


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 40, "<script>"])
def test_no_such_document_is_given_back(clients, project, value):
    back = f"/projects/{project.id}/progress/back"
    assert clients["manager"].post(back, data={"document": value, "user": value}, headers=EN).status_code == 302
    assert "Nothing was changed" in clients["manager"].get(f"/projects/{project.id}/progress", headers=EN).text


def test_what_nobody_can_get_is_told(session, clients, project, document, take, annotator):
    take("b.jsonl", '{"text": "آخر", "title": "<b>title</b>"}')
    with writing(session):
        session.get_one(MemberRow, (project.id, annotator.id)).quota = 1
    said = clients["manager"].get(f"/projects/{project.id}/progress", headers=EN).text
    assert "What can nobody get any more?" in said
    assert "&lt;b&gt;title" in said
    assert "1 of 1" in said


@pytest.mark.parametrize(("language", "first"), [("en", 20), ("ar", 580)])
def test_the_bars_run_as_one_reads_and_are_a_table_too(session, clients, project, document, annotator, language, first):
    with writing(session):
        session.execute(
            update(LayerRow).where(LayerRow.document_id == document).values(state="finished", changed_at=now())
        )
        mine = (AssignmentRow.document_id == document, AssignmentRow.user_id == annotator.id)
        ago = now() - timedelta(days=14)
        session.execute(update(AssignmentRow).where(*mine).values(state="finished", done_at=ago))
    page = clients["manager"].get(f"/projects/{project.id}/progress", headers={"Accept-Language": language}).text
    assert f'x="{first}"' in page
    assert page.count('class="chart-bar"') == 1
    assert "<details>" in page
    assert "style=" not in page


def test_what_is_by_now_in_the_bin_is_not_given(session, clients, project, lain):
    with writing(session):
        session.get_one(DocumentRow, lain).binned_at = now()
    assert "Give back" not in clients["manager"].get(f"/projects/{project.id}/progress", headers=EN).text
