"""Comparing documents: the rows, what makes them anew, and that nobody waits for them."""

from __future__ import annotations

from itertools import combinations

import pytest
from sqlalchemy import func, select, update

from annotator.core.differing import Kind, disagreements
from annotator.core.settlement import Rule
from annotator.core.verdicts import Nothing, decided
from annotator.db.adjudication import AgreedRow, ComparisonRow, DifferenceRow, ReviewRow, VerdictRow
from annotator.db.base import writing
from annotator.db.documents import PRACTICE, DocumentRow
from annotator.services import comparison_rows
from annotator.services.aligned import aligned
from annotator.services.annotate import open_layer
from annotator.services.comparing import changed, compare, gone, recount
from annotator.services.verdict_rows import choice_to_json
from tests.reviewed_project import finish, resume, reviewed, span, three


@pytest.fixture
def work(session, project):
    """Three people and three documents, compared: ``people, documents``."""
    people, documents = reviewed(session, project)
    compare(session, project.id, documents)
    return people, documents


def rows(session, document):
    session.expire_all()
    query = select(DifferenceRow).filter_by(document_id=document)
    found = [(one.case_key, one.kind, one.one_id, one.other_id) for one in session.scalars(query)]
    assert len(found) == len(set(found))
    return set(found)


def test_there_is_a_row_for_each_way_in_which_a_pair_differs(session, work):
    _, documents = work
    for document in documents:
        (one,) = aligned(session, [document])
        expected = {
            (found.case.key, kind.value, int(pair[0]), int(pair[1]))
            for pair in combinations(sorted(one.layers, key=int), 2)
            for found in disagreements(one.cases, pair=pair)
            for kind in found.kinds
        }
        assert rows(session, document) == expected
    kinds = set(session.scalars(select(DifferenceRow.kind)))
    assert {Kind.MISSED, Kind.BOUNDARY, Kind.CLITIC, Kind.LABEL, Kind.SUBTYPE, Kind.FILLER} <= kinds


def test_a_row_says_what_each_of_both_marked(session, work):
    (layla, sami, nour), (first, *_) = work
    found = session.scalars(select(DifferenceRow).filter_by(document_id=first, kind="label")).all()
    assert [(one.label, one.other_label, one.one_id, one.other_id) for one in found] == [
        ("WEAPON", "ACTOR", layla.id, sami.id)
    ]
    missed = session.scalars(select(DifferenceRow).filter_by(document_id=first, one_id=sami.id, other_id=nour.id))
    assert {(one.label, one.other_label) for one in missed if one.kind == "missed"} == {("LOCATION", ""), ("ACTOR", "")}


def test_a_document_has_its_numbers(session, work):
    _, (first, second, _) = work
    row = session.get(ComparisonRow, second)
    assert (row.annotators, row.cases, row.differing, row.open) == (2, 5, 5, 5)
    assert row.agreement == pytest.approx(2 / 9)  # one span of nine is the same
    assert session.get(ComparisonRow, first).annotators == 3


def test_one_annotator_leaves_all_open_and_no_agreement(session, project, take):
    (layla, *_) = three(session, project)
    (document,) = take("a.txt", "قصفت حلب").added
    finish(session, project, document, layla, span("s", "حلب", "LOCATION", "قصفت حلب"))
    compare(session, project.id, [document])
    row = session.get(ComparisonRow, document)
    assert (row.annotators, row.cases, row.differing, row.open, row.agreement) == (1, 1, 0, 1, None)


def test_only_what_changed_is_to_be_compared(session, project, work):
    (layla, *_), documents = work
    assert changed(session, documents) == []
    resume(session, project, documents[1], layla)
    assert changed(session, documents) == [documents[1]]
    compare(session, project.id, documents[1:2])
    assert changed(session, documents) == []
    assert session.get(ComparisonRow, documents[1]).annotators == 1
    assert rows(session, documents[1]) == set()


@pytest.mark.parametrize("why", ["binned", "practice", "nobody"])
def test_what_does_not_count_any_more_is_dropped(session, project, manager, work, why):
    people, documents = work
    if why == "binned":
        with writing(session):
            session.get(DocumentRow, documents[0]).binned_at = func.now()
    elif why == "practice":
        with writing(session):
            session.get(DocumentRow, documents[0]).purpose = PRACTICE
    else:
        for person in people:
            resume(session, project, documents[0], person)
    assert gone(session, project.id) == [documents[0]]
    compare(session, project.id, documents)
    assert gone(session, project.id) == []
    assert session.get(ComparisonRow, documents[0]) is None
    assert rows(session, documents[0]) == set()
    assert session.get(ComparisonRow, documents[1]) is not None


def test_another_projects_documents_are_left_alone(session, project, work):
    _, documents = work
    before = rows(session, documents[0])
    compare(session, project.id + 1, documents)
    assert rows(session, documents[0]) == before
    assert session.get(ComparisonRow, documents[0]).project_id == project.id


def test_many_rows_are_written_in_portions_and_nothing_stays_of_the_old(session, project, work, monkeypatch):
    _, documents = work
    before = rows(session, documents[0])
    monkeypatch.setattr(comparison_rows, "PORTION", 3)
    assert len(before) > 9
    for _ in range(2):
        compare(session, project.id, documents)
        assert rows(session, documents[0]) == before
        assert changed(session, documents) == []
    comparison_rows.forget(session, documents[:1])
    assert rows(session, documents[0]) == set()


def test_who_begins_last_writes(session, project, work, monkeypatch):
    _, documents = work
    before = rows(session, documents[0])
    monkeypatch.setattr(comparison_rows, "PORTION", 3)
    real, done = comparison_rows.insert_all, []

    def beside(*values):
        real(*values)
        if not done:
            done.append(True)
            session.commit()  # the other one comes between two portions
            compare(session, project.id, documents[:1])

    monkeypatch.setattr(comparison_rows, "insert_all", beside)
    compare(session, project.id, documents[:1])
    assert rows(session, documents[0]) == before
    assert changed(session, documents) == []


def test_what_was_cut_short_is_compared_again(session, project, work, monkeypatch):
    _, documents = work
    monkeypatch.setattr(comparison_rows, "PORTION", 3)
    real = comparison_rows.insert_all

    def ends(*values):
        raise KeyboardInterrupt

    monkeypatch.setattr(comparison_rows, "insert_all", ends)
    with pytest.raises(KeyboardInterrupt):
        compare(session, project.id, documents[:1])
    assert changed(session, documents) == [documents[0]]
    monkeypatch.setattr(comparison_rows, "insert_all", real)
    compare(session, project.id, documents[:1])
    assert changed(session, documents) == []


def test_what_is_open_follows_rule_weights_and_verdicts(session, project, work):
    (layla, sami, nour), (first, second, _) = work

    def left(document):
        session.expire_all()
        cases = select(DifferenceRow.case_key).filter_by(document_id=document, open=True).distinct()
        found = session.get(ComparisonRow, document).open
        assert len(session.scalars(cases).all()) == found
        return found

    def rule(wanted, **weights):
        with writing(session):
            project.rule = wanted.value
            known = {str(who): {"weight": weight} for who, weight in weights.items()}
            session.merge(ReviewRow(project_id=project.id, report={}, reliability=known))
        recount(session, project.id, [first, second])

    assert left(second) == 5
    heavy = {str(layla.id): 1.9, str(sami.id): 0.1}
    rule(Rule.WEIGHTED, **heavy)
    assert left(second) == 0
    rule(Rule.ALL)
    assert left(second) == 5
    (one,) = aligned(session, [second])
    case = next(case for case in one.cases if case.key.endswith("CASUALTIES"))
    verdict = decided(case, Nothing(), str(nour.id))
    with writing(session):
        values = {"case_key": verdict.case, "choice": choice_to_json(verdict.choice), "seen": dict(verdict.seen)}
        session.add(VerdictRow(document_id=second, operation_id="v", author_id=nour.id, part=None, **values))
    compare(session, project.id, [second])
    assert left(second) == 4
    with writing(session):
        session.execute(update(VerdictRow).values(withdrawn_at=func.now()))
    recount(session, project.id, [second])
    assert left(second) == 5


def test_saving_goes_on_between_two_portions(session, project, work, monkeypatch, manager):
    """A layer is opened, which writes, while a long comparison is half done."""
    _, documents = work
    monkeypatch.setattr(comparison_rows, "PORTION", 3)
    real, opened = comparison_rows._is_mine, []

    def beside(*values):
        if not opened:
            session.rollback()
            opened.append(open_layer(session, documents[2], manager).id)
        return real(*values)

    monkeypatch.setattr(comparison_rows, "_is_mine", beside)
    compare(session, project.id, documents[:1])
    assert opened
    assert changed(session, documents) == []


def test_what_is_agreed_is_kept_by_label(session, project, work):
    (layla, *_), (first, second, _) = work

    def kept(document):
        query = select(AgreedRow.label, AgreedRow.cases, AgreedRow.pairs).filter_by(document_id=document)
        return {label: (cases, pairs) for label, cases, pairs in session.execute(query)}

    assert kept(first) == {"EVENT": (1, 3), "LOCATION": (2, 2)}
    assert kept(second) == {"EVENT": (1, 1), "LOCATION": (2, 2)}
    resume(session, project, second, layla)
    compare(session, project.id, [second])
    assert kept(second) == {}
    comparison_rows.forget(session, [first])
    assert kept(first) == {}
