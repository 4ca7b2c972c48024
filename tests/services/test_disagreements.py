"""Disagreements: every filter gives what going through the cases gives, page by page."""

from __future__ import annotations

from itertools import combinations

import pytest

from annotator.core.differing import Kind, kinds
from annotator.core.differing import disagreements as found_in
from annotator.core.lowering import MEASURES, lowered
from annotator.db.adjudication import ComparisonRow, DifferenceRow
from annotator.db.base import now, writing
from annotator.db.documents import GOLD, PRACTICE, DocumentRow
from annotator.services.aligned import aligned
from annotator.services.comparing import compare
from annotator.services.disagreements import disagreements
from annotator.services.filtering import NO_JOB
from annotator.services.places import count, places
from annotator.services.quality_counting import count_documents
from annotator.services.wanted import Among, Place, Side, State, Wanted
from tests.gilded import gild
from tests.gilded import span as gold_span
from tests.reviewed_project import TEXT, finish, resume, reviewed


@pytest.fixture
def work(session, project):
    people, documents = reviewed(session, project)
    compare(session, project.id, documents)
    return people, documents


def expected(session, documents, *, kind=None, label=None, pairs=None, other=None):
    found = set()
    for one in aligned(session, documents):
        for pair in pairs or combinations(one.layers, 2):
            for each in found_in(one.cases, pair=pair, label=label, kind=kind):
                labels = {mark.span.label for mark in each.case.marks.values()}
                if other is None or labels == {label, other}:
                    whole = next(case for case in one.cases if case.key == each.case.key)
                    found.add(Place(one.document, whole.places[0].start, whole.key))
    return sorted(found)


def test_all_of_them_stand_in_the_order_of_the_texts(session, project, work):
    _, documents = work
    found = places(session, project.id, Wanted(), limit=100)
    assert found == expected(session, documents)
    assert len(found) == 15


def test_each_filter_narrows(session, project, work):
    (layla, sami, nour), documents = work

    def keys(**wanted):
        return [one.key for one in places(session, project.id, Wanted(**wanted), limit=100)]

    def told(**how):
        return [one.key for one in expected(session, documents, **how)]

    for kind in Kind:
        assert keys(kind=kind) == told(kind=kind), kind
    assert keys(label="LOCATION") == told(label="LOCATION")
    assert keys(label="ACTOR", other_label="WEAPON") == told(label="ACTOR", other="WEAPON")
    assert len(keys(label="WEAPON", other_label="ACTOR")) == 3
    pair = (str(sami.id), str(nour.id))
    assert keys(one=nour.id, other=sami.id) == told(pairs=[pair])
    with_nour = [pair, (str(layla.id), str(nour.id))]
    assert keys(one=nour.id) == told(pairs=with_nour)
    assert keys(document=documents[1]) == [one.key for one in expected(session, documents[1:2])]
    assert keys(job=99) == []
    assert keys(kind=Kind.MISSED, label="LOCATION", one=layla.id, other=nour.id) == told(
        kind=Kind.MISSED, label="LOCATION", pairs=[(str(layla.id), str(nour.id))]
    )


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(label="LOCATION"), Wanted(kind=Kind.MISSED)])
def test_pages_follow_one_another(session, project, work, wanted):
    whole = places(session, project.id, wanted, limit=100)
    paged, after = [], None
    while page := places(session, project.id, wanted, after, limit=2):
        paged += page
        after = page[-1]
    assert paged == whole
    assert (found := count(session, project.id, wanted)).cases == len(whole)
    assert not found.more


def test_a_case_is_shown_as_it_is_now(session, project, work):
    (layla, sami, nour), documents = work
    wanted = Wanted(one=layla.id, other=sami.id, document=documents[0])
    found = places(session, project.id, wanted)
    shown = disagreements(session, found, wanted)
    assert [one.place for one in shown] == found
    assert all(str(nour.id) not in one.case.annotators for one in shown)
    assert all(one.differences for one in shown)
    resume(session, project, documents[0], layla)
    assert disagreements(session, found, wanted) == []
    finish(session, project, documents[0], layla)
    assert [one.place for one in disagreements(session, found, wanted)] == found


def test_the_bin_is_left_out(session, project, work):
    _, documents = work
    with writing(session):
        session.get(DocumentRow, documents[0]).binned_at = now()
    assert {one.document for one in places(session, project.id, Wanted(), limit=100)} == set(documents[1:])


def keys(session, project, **wanted):
    return [(one.document, one.key) for one in places(session, project.id, Wanted(**wanted), limit=100)]


def pairs_of(session, documents):
    """Yield each case as each two of its annotators have it: ``document, key, case``."""
    for one in aligned(session, documents):
        for case in one.cases:
            for pair in combinations(case.annotators, 2):
                yield one.document, case.key, case.among(pair)


def test_measures_and_roles_narrow_to_the_cases_that_lower_them(session, project, work):
    _, documents = work
    every = list(pairs_of(session, documents))
    for measure, bits in MEASURES.items():
        expected = {(document, key) for document, key, case in every if lowered(case)[0] & bits}
        assert set(keys(session, project, measure=measure)) == expected, measure
    expected = {(document, key) for document, key, case in every if "location" in lowered(case)[1]}
    assert set(keys(session, project, role="location")) == expected
    assert len(expected) == 3
    assert keys(session, project, role="weapon") == []
    wanted = Wanted(measure="argument_f1", role="location")
    assert len(disagreements(session, places(session, project.id, wanted), wanted)) == 3


def test_a_case_whose_role_has_other_words_is_listed_for_its_measure_alone(session, project, work):
    _, (_, second, _) = work
    with writing(session):
        row = session.query(DifferenceRow).filter_by(document_id=second, kind="clitic").one()
        row.kind = ""
    assert len(keys(session, project, document=second)) == 4
    assert len(keys(session, project, document=second, measure="span_f1_exact", label="LOCATION")) == 2


def test_pairs_are_counted_beside_cases(session, project, work):
    _, documents = work
    every = list(pairs_of(session, documents))
    found = count(session, project.id, Wanted())
    assert (found.cases, found.pairs) == (15, sum(bool(case.marks) and bool(kinds(case)) for *_, case in every))
    assert found.pairs > 15


def test_states_are_those_of_the_cases(session, project, work):
    _, (first, second, third) = work
    with writing(session):
        session.get(DocumentRow, third).gold = GOLD
    open_ = keys(session, project, state=State.OPEN)
    assert {document for document, _ in open_} == {first, second}
    assert len([one for one in open_ if one[0] == second]) == session.get(ComparisonRow, second).open
    assert len(keys(session, project, state=State.GOLD)) == 5
    settled = keys(session, project, state=State.SETTLED)
    both = [one for document in (first, second) for one in keys(session, project, document=document)]
    assert sorted(open_ + settled) == sorted(both)
    wanted = Wanted()
    shown = disagreements(session, places(session, project.id, wanted, limit=100), wanted)
    by_state = {state: [(one.place.document, one.place.key) for one in shown if one.state is state] for state in State}
    assert (by_state[State.OPEN], by_state[State.SETTLED]) == (open_, settled)
    assert len(by_state[State.GOLD]) == 5


def test_documents_narrow_by_import_time_and_suggestions(session, project, work):
    (layla, *_), documents = work
    assert len(keys(session, project, job=NO_JOB)) == 15
    resume(session, project, documents[0], layla)
    finish(session, project, documents[0], layla)  # it is the last one now
    compare(session, project.id, documents)
    assert {document for document, _ in keys(session, project, stretch=(1, 2))} == set(documents[1:])
    assert {document for document, _ in keys(session, project, stretch=(3, 3))} == {documents[0]}
    assert keys(session, project, stretch=(4, 9)) == []
    assert keys(session, project, suggested=True) == keys(session, project, suggested=False) == []


def test_what_is_agreed_and_all_cases_can_be_listed(session, project, work):
    (layla, _, nour), documents = work
    cases = {(one.document, case.key): case for one in aligned(session, documents) for case in one.cases}
    labels = {key: [mark.span.label for mark in case.marks.values()] for key, case in cases.items()}
    agreed = [key for key in sorted(labels) if labels[key].count("EVENT") > 1]
    found = keys(session, project, among=Among.AGREED, label="EVENT")
    assert found == agreed
    counted = count(session, project.id, Wanted(among=Among.AGREED, label="EVENT"))
    assert (counted.cases, counted.pairs) == (3, 2 + 3)
    every = Wanted(among=Among.ALL)
    assert sorted(keys(session, project, among=Among.ALL)) == sorted(cases)
    assert count(session, project.id, every).cases == len(cases)
    paged, after = [], None
    while page := places(session, project.id, every, after, limit=2):
        assert len(disagreements(session, page, every)) == len(page)
        paged, after = [*paged, *page], page[-1]
    assert len(paged) == len(set(paged)) == len(cases)
    of_nour = {document for document, _ in keys(session, project, among=Among.ALL, one=nour.id)}
    assert of_nour == {documents[0]}
    assert count(session, project.id, Wanted(among=Among.ALL, one=nour.id)).cases == 5
    assert len(keys(session, project, among=Among.ALL, one=layla.id)) == len(cases)


@pytest.fixture
def gilded(session, project, work):
    """The first document is gold, and everybody is put beside it."""
    _, (first, *_) = work
    gild(session, first, [gold_span(TEXT, "قصفت", "EVENT", "g1"), gold_span(TEXT, "حلب", "LOCATION", "g2")])
    count_documents(session, project.id, [first])
    return first


def test_each_annotator_stands_beside_the_gold(session, project, work, gilded):
    (layla, sami, nour), _ = work

    def beside(**wanted):
        return keys(session, project, among=Among.GOLD, **wanted)

    assert len(beside(one=nour.id, measure="span_f1_exact")) == 1  # حلب is missing
    assert beside(one=nour.id, side=Side.MINE, measure="span_f1_exact") == []
    assert len(beside(one=layla.id, measure="span_f1_exact", side=Side.MINE)) == 3
    # بحلب is حلب but for the clitic.
    free = beside(one=sami.id, measure="span_f1_clitic_free", label="LOCATION", side=Side.GOLD)
    exact = beside(one=sami.id, measure="span_f1_exact", label="LOCATION", side=Side.GOLD)
    assert (len(free), len(exact)) == (0, 1)
    wanted = Wanted(among=Among.GOLD, measure="span_f1_exact")
    found = places(session, project.id, wanted, limit=100)
    assert {one.user for one in found} == {layla.id, sami.id, nour.id}
    assert count(session, project.id, wanted).cases == len(found)
    shown = disagreements(session, found, wanted)
    assert [one.place for one in shown] == found
    assert all(set(one.case.annotators) == {str(one.place.user), "gold"} for one in shown)
    resume(session, project, gilded, nour)
    assert {one.place.user for one in disagreements(session, found, wanted)} == {layla.id, sami.id}
    count_documents(session, project.id, [gilded])
    assert beside(one=nour.id) == []
    with writing(session):
        session.get(DocumentRow, gilded).purpose = PRACTICE
    assert beside() == []
    assert beside(purpose=PRACTICE) != []


def test_gold_that_is_older_than_what_is_looked_at_is_forgotten(session, project, work, gilded):
    _, documents = work
    gild(session, documents[1])
    count_documents(session, project.id, [documents[1]])
    assert {document for document, _ in keys(session, project, among=Among.GOLD)} == {documents[1]}
