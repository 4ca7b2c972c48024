"""Disagreements: every filter gives what going through the cases gives, page by page."""

from __future__ import annotations

from itertools import combinations

import pytest

from annotator.core.differing import Kind
from annotator.core.differing import disagreements as found_in
from annotator.db.base import now, writing
from annotator.db.documents import DocumentRow
from annotator.services.aligned import aligned
from annotator.services.comparing import compare
from annotator.services.disagreements import disagreements
from annotator.services.places import count, places
from annotator.services.wanted import Place, Wanted
from tests.reviewed_project import finish, resume, reviewed


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
