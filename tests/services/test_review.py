"""Reviewing a project: what is counted, what is left out, and when it is counted anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from annotator.core.settlement import Rule
from annotator.db.adjudication import ComparisonRow, DifferenceRow, GoldRow, ReviewRow
from annotator.db.base import now, writing
from annotator.db.documents import GOLD, PRACTICE, AssignmentRow, DocumentRow
from annotator.db.jobs import DONE, JobRow
from annotator.services import upkeep, work
from annotator.services.agreement import project_agreement
from annotator.services.comparing import changed
from annotator.services.job_review import is_due, start_review
from annotator.services.review import annotators, most_differing, reviewed
from annotator.services.review_figures import review_from
from tests.reviewed_project import TEXT, finish, resume, span
from tests.reviewed_project import reviewed as reviewed_project


@pytest.fixture
def review(session, project, tmp_path):
    """Review the project: ``review()``."""

    def run():
        job = start_review(session, project)
        work.run(session, job, tmp_path)
        session.expire_all()
        assert session.get(JobRow, job).state == DONE, session.get(JobRow, job).result
        return reviewed(session, project.id)

    return run


@pytest.fixture
def team(session, project):
    return reviewed_project(session, project)


def test_a_project_without_work_has_reasons_instead_of_figures(session, project, review):
    assert reviewed(session, project.id).figures is None
    assert not is_due(session, project)
    found = review().figures
    assert (found.documents, found.shared, found.annotators) == (0, 0, [])
    assert "no annotations" in str(found.figures["span_f1_exact"].why)


def test_the_figures_are_those_of_agreement(session, project, team, review):
    (layla, sami, nour), documents = team
    found, expected = review().figures, project_agreement(session, project)
    names = annotators(session, found.annotators)
    assert names == {str(one.id): one.name for one in (layla, sami, nour)}
    assert (found.documents, found.shared) == (3, 3)
    for name, one in expected.measures.items():
        assert found.figures[name].value == (one.value and pytest.approx(one.value, abs=1e-4))
    # One of four spans is the same but for clitics, three times; beside Nour, who marked none, none of four.
    assert found.labels["LOCATION"]["span_f1_clitic_free"].value == pytest.approx(6 / 16)
    pairs = {tuple(sorted((names[one.one], names[one.other]))): one.figures for one in found.pairs}
    for pair, measures in expected.pairs.items():
        assert pairs[pair]["span_f1_exact"].value == pytest.approx(measures["span_f1_exact"].value, abs=1e-4)
    assert found.events["event_type"].value == 1
    assert found.roles["location"]["argument_f1"].value == 0
    assert changed(session, documents) == []


def test_answers_are_counted_by_pairs(team, review):
    found = {(one.one, one.other): one.count for one in review().figures.confusion}
    # Layla and Sami in three documents, both with Nour in one of them.
    assert found[("ACTOR", "WEAPON")] == 3
    assert found[("EVENT", "EVENT")] == 3 + 2
    assert found[("", "CASUALTIES")] == 3 + 1
    assert found[("LOCATION", "LOCATION")] == 6
    assert found[("", "LOCATION")] == 4


def test_practice_and_the_bin_are_left_out(session, project, team, review):
    _, documents = team
    review()
    with writing(session):
        session.get(DocumentRow, documents[0]).purpose = PRACTICE
        session.get(DocumentRow, documents[1]).binned_at = now()
    found = review().figures
    assert (found.documents, found.shared, len(found.annotators)) == (1, 1, 2)
    assert session.scalars(select(ComparisonRow.document_id)).all() == [documents[2]]
    assert set(session.scalars(select(DifferenceRow.document_id))) == {documents[2]}
    assert project_agreement(session, project).documents == 1


def test_reliability_is_kept_where_it_can_be_told(team, review):
    found = review()
    assert [one.annotator for one in found.reliability] == sorted(found.figures.annotators, key=int)
    assert all(one.accuracy is not None and one.weight > 0 for one in found.reliability)


def test_two_alone_cannot_be_weighed(session, project, review):
    people, documents = reviewed_project(session, project)
    for document in documents:
        resume(session, project, document, people[2])
    found = review()
    assert all(one.undefined for one in found.reliability)


def _gold(session, project, document, *spans):
    content = [
        {"id": f"g{place}", "start": one.start, "end": one.end, "label": one.label, "attributes": {}, "decided_at": "",
         "source": {"case": "", "origin": "agreed", "sources": [], "agreement": 1.0, "verdict": None}}
        for place, one in enumerate(spans)
    ]  # fmt: skip
    with writing(session):
        values = {"rule": "all", "stands_on": {}, "content": {"spans": content, "events": []}}
        session.add(GoldRow(document_id=document, number=1, **values))
        session.get(DocumentRow, document).gold = GOLD


def test_each_is_put_beside_the_gold(session, project, team, review):
    (layla, _, nour), documents = team
    _gold(session, project, documents[0], span("a", "قصفت", "EVENT"), span("b", "حلب", "LOCATION"))
    found = review().figures
    assert found.golden == 1
    against = {one.annotator: one for one in found.against}
    assert len(against) == 3
    assert against[str(layla.id)].figures["span_f1_exact"].value == pytest.approx(4 / 7, abs=1e-4)
    assert against[str(nour.id)].figures["span_f1_exact"].value == pytest.approx(2 / 3, abs=1e-4)
    assert against[str(nour.id)].labels["LOCATION"].value == 0
    assert against[str(layla.id)].documents == 1


def test_documents_are_listed_by_how_far_they_differ(session, project, team, review):
    _, documents = team
    review()
    found = most_differing(session, project.id)
    assert [one.id for one in found] == [documents[1], documents[2], documents[0]]
    assert found[0].agreement == pytest.approx(2 / 9)
    assert (found[0].cases, found[0].differing) == (5, 5)


def test_what_another_version_has_counted_is_not_shown(session, project, team, review):
    assert review_from({"documents": 3}) is None
    review()
    with writing(session):
        session.execute(update(ReviewRow).values(report={"rule": "all"}))
    assert reviewed(session, project.id).figures is None


def _age(session, minutes):
    with writing(session):
        row = session.scalars(select(ReviewRow)).one()
        row.made_at = row.made_at - timedelta(minutes=minutes)


def test_it_is_due_when_it_is_old_and_something_changed(session, project, team, review):
    (layla, *_), documents = team
    assert is_due(session, project)
    review()
    assert not is_due(session, project)
    resume(session, project, documents[0], layla)
    finish(session, project, documents[0], layla)
    assert not is_due(session, project)  # it is young
    _age(session, 31)
    assert is_due(session, project)


@pytest.mark.parametrize("what", ["rule", "gold"])
def test_rule_and_gold_make_it_due(session, project, team, review, what):
    _, documents = team
    review()
    with writing(session):
        session.scalars(select(ReviewRow)).one().made_at = now() - timedelta(hours=1)
        session.execute(update(AssignmentRow).values(done_at=now() - timedelta(days=1)))
    assert not is_due(session, project)
    if what == "rule":
        with writing(session):
            project.rule = Rule.ALL.value
    else:
        _gold(session, project, documents[0])
    assert is_due(session, project)


def test_what_is_left_to_decide_follows_a_new_rule(session, project, team, review):
    (_, _, nour), documents = team
    extra = documents[1]
    finish(session, project, extra, nour, span("s3", "حلب", "LOCATION"))
    review()
    before = session.get(ComparisonRow, extra).open
    with writing(session):
        project.rule = Rule.ALL.value
    review()
    assert session.get(ComparisonRow, extra).open > before


def test_upkeep_starts_it_once(session, project, team):
    first = upkeep.look_after(session, lambda: False)
    kinds = [session.get(JobRow, one).kind for one in first]
    assert kinds == ["review"]
    assert upkeep.look_after(session, lambda: False) == first
    assert reviewed(session, project.id).running == first[0]


def test_shown_and_blind_are_told_apart(session, project, take, manager, review):
    line = f'{{"text": "{TEXT} x", "spans": [{{"start": 0, "end": 4, "label": "EVENT"}}]}}'
    (document,) = take("s.jsonl", line).added
    people, _ = reviewed_project(session, project, 1)
    for person in people[:2]:
        finish(session, project, document, person, span("s", "حلب", "LOCATION"))
    found = review().figures
    assert found.shown["span_f1_exact"].value == 1
    assert found.blind["span_f1_exact"].undefined
    assert len(found.time) == 1
    assert (found.time[0].first, found.time[0].last) == (1, 2)
