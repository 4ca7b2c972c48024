"""Decisions on suggestions, one by one: those that a number counts, with what became of them."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from annotator.core.operations import Accept, Fix, Reject, RemoveSpan
from annotator.core.spans import Span
from annotator.db.base import writing
from annotator.db.documents import PRACTICE, DocumentRow, SuggestionRow
from annotator.services.decisions import VERDICTS, count, decisions
from annotator.services.review_against import outcomes
from tests.reviewed_project import finish, three

TEXT = "قصفت طائرات بلدة الريحانية"


@pytest.fixture
def work(session, project, take):
    """Layla has accepted, fixed and rejected in two documents, Sami has accepted one and taken it away again."""
    layla, sami, _ = three(session, project)
    places = [(0, 4, "EVENT"), (5, 11, "WEAPON"), (17, 26, "LOCATION")]
    spans = [{"start": start, "end": end, "label": label} for start, end, label in places]
    lines = [json.dumps({"text": f"{TEXT} {number}", "spans": spans}) for number in range(2)]
    documents = take("a.jsonl", "\n".join(lines)).added
    for document in documents:
        here = select(SuggestionRow.id).filter_by(document_id=document).order_by(SuggestionRow.start)
        one, two, three_ = session.scalars(here).all()
        mended = Fix(id="f", suggestion=three_, span="n2", start=12, end=26, label="LOCATION")
        deeds = Accept(id="a", suggestion=one, span="n1"), mended, Reject(id="r", suggestion=two)
        finish(session, project, document, layla, *deeds)
    finish(session, project, documents[0], sami, Accept(id="a", suggestion=one - 3, span="n1"),
           RemoveSpan(id="x", span="n1"))  # fmt: skip
    return (layla, sami), documents


def test_there_are_as_many_as_the_figures_say(session, project, work):
    (layla, _), _ = work
    for one in outcomes(session, project.id):
        for verdict in ("accepted", "fixed", "rejected"):
            assert count(session, project.id, int(one.annotator), verdict) == (getattr(one, verdict), False)
        assert count(session, project.id, int(one.annotator), "other")[0] == one.fixed + one.rejected
    assert count(session, project.id, layla.id) == (6, False)


def test_each_has_its_words_and_what_became_of_them(session, project, work):
    (layla, _), documents = work
    found = decisions(session, project.id, layla.id, "fixed")
    assert [one.document for one in found] == documents[::-1]
    assert {(one.suggested, one.became) for one in found} == {(Span(17, 26, "LOCATION"), Span(12, 26, "LOCATION"))}
    assert {one.became for one in decisions(session, project.id, layla.id, "rejected")} == {None}


@pytest.mark.parametrize("which", ["", *VERDICTS])
def test_pages_follow_one_another(session, project, work, which):
    (layla, _), _ = work
    whole = decisions(session, project.id, layla.id, which, limit=100)
    paged, after = [], None
    while page := decisions(session, project.id, layla.id, which, after, limit=1):
        paged, after = [*paged, *page], page[-1].place
    assert paged == whole
    assert len(whole) == count(session, project.id, layla.id, which)[0]


def test_practice_is_left_out(session, project, work):
    (layla, _), documents = work
    with writing(session):
        session.get(DocumentRow, documents[0]).purpose = PRACTICE
    assert {one.document for one in decisions(session, project.id, layla.id)} == {documents[1]}
