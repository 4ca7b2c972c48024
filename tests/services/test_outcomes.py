"""What an annotator may see of what became of their work, and what never."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from annotator.core.operations import AddSpan, Finish, Resume
from annotator.core.outcomes import Outcome
from annotator.db.adjudication import VerdictRow
from annotator.db.base import now, writing
from annotator.db.documents import CHECK, PRACTICE, DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services.annotate import open_layer, save_operations
from annotator.services.assign import next_document
from annotator.services.bulk import Selection
from annotator.services.given import given_documents
from annotator.services.known_answers import use_for
from annotator.services.outcomes import Practice, outcome, practice
from annotator.services.own import own
from tests.gilded import gild, span

TEXT = "قصفت طائرات بلدة الريحانية وبحلب سقط 3 قتلى أمس"


@pytest.fixture
def work(session, project, annotator, manager, take):
    """A document with gold that the annotator has finished: ``work.of(purpose)`` gives it a purpose."""
    (document,) = take("a.txt", TEXT, annotators=[annotator]).added
    place = TEXT.index("الريحانية")
    row = open_layer(session, document, annotator)
    marks = [
        AddSpan(id="o1", span="s1", start=place, end=place + 9, label="LOCATION"),
        AddSpan(id="o2", span="s2", start=0, end=4, label="EVENT"),
    ]
    save_operations(session, row, project.label_set.value(), annotator, 0, [*marks, Finish(id="f")])
    gold = [span(TEXT, "الريحانية", "LOCATION", "g1"), span(TEXT, "حلب", "LOCATION", "g2", reason="اسم المدينة")]
    gild(session, document, gold)

    def of(purpose: str) -> DocumentRow:
        if purpose:
            use_for(session, Selection(project.id, ids=(document,)), purpose, manager)
        return session.get_one(DocumentRow, document)

    return SimpleNamespace(document=document, of=of)


def _shown(session, project, document: DocumentRow, user, **settings):
    with writing(session):
        row = session.get_one(ProjectRow, project.id)
        for name, value in settings.items():
            setattr(row, name, value)
    session.expire_all()
    return outcome(session, row, session.get_one(DocumentRow, document.id), user.id)


def test_after_practice_one_sees_what_was_right_and_why(session, project, work, annotator):
    document = work.of(PRACTICE)
    with writing(session):
        verdict = {"choice": {"nothing": True}, "seen": {}, "part": None, "reason": "لا يُوسم الفعل وحده"}
        row = VerdictRow(document_id=document.id, operation_id="v", case_key="0-4-EVENT", at=now(), **verdict)
        session.add(row)
    found = _shown(session, project, document, annotator)
    assert [point.outcome for point in found.points] == [Outcome.EXTRA, Outcome.RIGHT, Outcome.MISSED]
    reasons = [found.reasons.get(point.case.key, "") for point in found.points]
    assert reasons == ["لا يُوسم الفعل وحده", "", "اسم المدينة"]


@pytest.mark.parametrize(
    ("purpose", "shows", "seen"),
    [(PRACTICE, False, True), (PRACTICE, True, True), ("", False, False), ("", True, True), (CHECK, True, False)],
)
def test_it_is_seen_after_practice_or_where_the_project_shows_it_and_never_of_a_check(
    session, project, work, annotator, purpose, shows, seen
):
    found = _shown(session, project, work.of(purpose), annotator, show_outcomes=shows)
    assert (found is not None) == seen
    assert found is None or bool(found.reasons) == (purpose == PRACTICE)
    (given,) = given_documents(session, session.get_one(ProjectRow, project.id), annotator, offset=0, limit=9)[1]
    assert given.outcome == seen


@pytest.mark.parametrize("lost", [{"gold": "outdated"}, {"gold": ""}, {"binned_at": now()}])
def test_it_is_not_seen_without_gold_in_force_or_in_the_bin(session, project, work, annotator, lost):
    document = work.of(PRACTICE)
    with writing(session):
        for name, value in lost.items():
            setattr(session.get_one(DocumentRow, document.id), name, value)
    assert _shown(session, project, document, annotator) is None


def test_nothing_is_seen_before_one_has_finished(session, project, work, annotator, manager):
    document = work.of(PRACTICE)
    assert _shown(session, project, document, manager) is None
    row = open_layer(session, document.id, annotator)
    save_operations(session, row, project.label_set.value(), annotator, row.revision, [Resume(id="r")])
    assert _shown(session, project, document, annotator) is None


def test_an_ordinary_document_opened_again_makes_its_gold_out_of_date(session, project, work, annotator):
    document = work.of("")
    row = open_layer(session, document.id, annotator)
    save_operations(session, row, project.label_set.value(), annotator, row.revision, [Resume(id="r"), Finish(id="g")])
    assert _shown(session, project, document, annotator, show_outcomes=True) is None


def test_the_start_page_tells_how_far_practice_is(session, project, work, annotator, manager):
    document = work.of(PRACTICE)
    assert practice(session, project, annotator.id) == Practice(1, 1, 1)
    assert practice(session, project, manager.id) == Practice(0, 0, 0)
    with writing(session):
        session.get_one(ProjectRow, project.id).practice_first = True
    assert practice(session, project, manager.id) == Practice(0, 0, 1)
    assert next_document(session, project, manager) == document.id
    assert own(session, project, manager).practice == Practice(1, 0, 1)
