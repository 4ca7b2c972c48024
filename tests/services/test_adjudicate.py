"""Adjudicating a document: verdicts are kept, add up to gold, can be taken back, and never hide that layers changed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from annotator.core.operations import AddSpan, Finish, Resume
from annotator.core.phrases import Problem
from annotator.core.spans import Span
from annotator.core.verdicts import Edited, Nothing, Part, Sort, Taken
from annotator.db.adjudication import ComparisonRow, DifferenceRow, GoldRow, VerdictRow
from annotator.db.audit import AuditRow
from annotator.db.base import data_folder, writing
from annotator.db.documents import GOLD, NOT_GOLD, OUTDATED, DocumentRow
from annotator.db.jobs import DONE, JobRow
from annotator.services import adjudicate
from annotator.services.adjudicate import Decision, decide, withdraw
from annotator.services.annotate import open_layer, save_operations
from annotator.services.approve import approve, approve_agreed, reopen, revive, revive_all
from annotator.services.comparing import compare
from annotator.services.gold_content import approvals, content_from_json
from annotator.services.jobs import add_job
from annotator.services.opinions import ask_opinion, close_opinion
from annotator.services.settling import settling
from annotator.services.settling_queue import listed, next_to_settle, numbers
from annotator.services.work import run
from tests.differing import TEXT, differing_line, members


@pytest.fixture
def people(session, project):
    project.rule = "all"
    session.commit()
    return members(session, project)


@pytest.fixture
def document(take, people) -> int:
    (added,) = take("a.jsonl", differing_line()).added
    return added


@pytest.fixture
def curator(manager):
    return manager


@pytest.fixture
def state(session, project, document):
    return lambda: settling(session, project, document)


@pytest.fixture
def give(session, project, document, curator, state):
    """Decide the case of some words; the id of the decision is theirs."""

    def given(words, choice, part=None, **more):
        key = key_at(state(), words)
        decision = Decision(more.pop("id", f"d-{words}"), key, choice, state().aligned.stamp, part, **more)
        return decide(session, project, document, decision, curator)

    return given


def key_at(found, words):
    place = TEXT.index(words)
    return next(one.key for one in found.cases if any(span.start == place for span in one.places))


def words_of(found):
    return [TEXT[one.span.start : one.span.end] for one in found.gold.spans.values()]


def open_words(found):
    keys = found.gold.open
    return [TEXT[case.places[0].start : case.places[0].end] for case in found.cases if case.key in keys]


def test_what_all_say_is_gold_and_the_rest_is_open(state):
    found = state()
    assert open_words(found) == ["قصفت", "بلدة وادي الحنظل", "مساء الاثنين", "وكالة الميناء", "3 مدنيين"]
    assert words_of(found) == ["قصفت"]  # all marked it so; what the event is and where, is open
    assert [part.sort for part in found.gold.open[key_at(found, "قصفت")]] == [Sort.SUBTYPE, Sort.ARGUMENT]


def test_with_the_rule_of_the_majority_there_is_less_to_decide(session, project, state):
    project.rule = "majority"
    session.commit()
    found = state()
    assert open_words(found) == []
    assert words_of(found) == ["قصفت", "وادي الحنظل", "وكالة الميناء"]
    (event,) = found.gold.events.values()
    assert (event.event.subtype, event.provenance.agreement) == ("Air/drone strike", pytest.approx(2 / 3))


def test_verdicts_settle_a_document_case_by_case(give, people, state):
    give("قصفت", Taken(str(people["layla"].id)))
    give("بلدة", Taken(str(people["layla"].id)), reason="بلدة ليست من الاسم")
    give("مساء", Nothing())
    give("وكالة", Taken(str(people["sami"].id)))
    found = give("3 مدنيين", Taken(str(people["layla"].id)))
    assert found.gold.complete
    assert words_of(found) == ["قصفت", "وادي الحنظل", "وكالة الميناء", "3 مدنيين"]
    (event,) = found.gold.events.values()
    filled = {one.role: found.gold.spans[one.span].span.span for one in event.event.arguments}
    place = TEXT.index("وادي")
    assert filled == {"location": Span(place, place + len("وادي الحنظل"), "LOCATION")}
    assert found.gold.spans[event.event.trigger].provenance.origin == "agreed"
    assert event.provenance.origin == "adjudicated"
    place = next(one for one in found.gold.spans.values() if one.span.label == "LOCATION")
    verdict = place.provenance.verdict
    assert (verdict.reason, verdict.author) == ("بلدة ليست من الاسم", str(found.verdicts[0].author_id))
    assert sorted(place.provenance.sources) == sorted(str(people[name].id) for name in ("layla", "nour"))


def test_the_same_decision_sent_twice_counts_once(give, session):
    give("مساء", Nothing())
    give("مساء", Nothing())
    assert session.query(VerdictRow).count() == 1


def test_what_a_curator_says_again_is_no_new_verdict(give, session):
    give("مساء", Nothing())
    give("مساء", Nothing(), id="again")
    assert session.query(VerdictRow).count() == 1
    give("مساء", Nothing(), id="why", reason="ليس تاريخا")
    assert session.query(VerdictRow).count() == 2


def test_what_another_curator_decided_meanwhile_is_not_overruled_unseen(
    session, project, document, give, people, state, curator
):
    other = members(session, project, ["salma"])["salma"]
    give("مساء", Nothing(), known=[])
    taken = Taken(str(people["nour"].id))
    late = Decision("late", key_at(state(), "مساء"), taken, state().aligned.stamp, known=[])
    with pytest.raises(Problem) as refused:
        decide(session, project, document, late, other)
    assert refused.value.code == "decided-meanwhile"
    seen = Decision("seen", late.case, taken, late.stamp, known=["d-مساء"])
    assert "مساء الاثنين" in words_of(decide(session, project, document, seen, other))
    settle_all(give, people, state)
    with pytest.raises(Problem) as refused:
        approve(session, project, document, state().aligned.stamp, curator, known=["d-مساء"])
    assert refused.value.code == "decided-meanwhile"
    approve(session, project, document, state().aligned.stamp, curator, known=["d-مساء", "seen"])


def test_a_verdict_taken_back_leaves_the_case_open_and_stays_in_the_history(session, project, document, give, curator):
    give("مساء", Nothing())
    found = withdraw(session, project, document, "d-مساء", curator)
    assert "مساء الاثنين" in open_words(found)
    (row,) = found.verdicts
    assert row.withdrawn_by == curator.id
    found = withdraw(session, project, document, "d-مساء", curator, again=True)
    assert "مساء الاثنين" not in open_words(found)
    with pytest.raises(Problem, match="not there"):
        withdraw(session, project, document, "unknown", curator)


def test_a_part_is_decided_by_itself(give, people, state):
    key = key_at(state(), "قصفت")
    part = state().gold.open[key][0]
    found = give("قصفت", Taken(str(people["nour"].id)), Part(Sort.EVENT, part.event))
    (event,) = found.gold.events.values()
    assert event.event.subtype == "Shelling/artillery/missile attack"
    with pytest.raises(Problem, match="cannot be decided by itself"):
        give("وكالة", Nothing(), Part(Sort.LABEL), id="x")


def test_a_curator_edits_and_adds(give, session, project, document, state, curator):
    place = TEXT.index("القصف", 50)
    edited = Edited(Span(place, place + 5, "EVENT"), {}, ())
    decision = Decision("new", "", edited, state().aligned.stamp)
    found = decide(session, project, document, decision, curator)
    assert "القصف" in words_of(found)
    added = next(one for one in found.gold.spans.values() if one.span.start == place)
    assert (added.provenance.origin, added.provenance.sources) == ("adjudicated", ())
    narrower = Edited(Span(place + 2, place + 5, "EVENT"), {}, ())
    found = decide(session, project, document, Decision("n2", added.case, narrower, found.aligned.stamp), curator)
    assert [words for words in words_of(found) if "قصف" in words] == ["قصفت", "قصف"]
    with pytest.raises(Problem, match="edit it or take it back"):
        decide(session, project, document, Decision("n3", added.case, Nothing(), found.aligned.stamp), curator)


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (Edited(Span(0, 10_000, "LOCATION")), "span-outside"),
        (Edited(Span(0, 4, "NOWHERE")), "label-unknown"),
        (Edited(Span(0, 4, "LOCATION"), {"size": 3}), "attribute-unknown"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(give, session, choice, code):
    with pytest.raises(Problem) as refused:
        give("مساء", choice)
    assert refused.value.code == code
    assert session.query(VerdictRow).count() == 0


def test_a_decision_on_layers_that_changed_meanwhile_is_refused(session, project, document, people, state, curator):
    stamp, key = state().aligned.stamp, key_at(state(), "مساء")
    change(session, project, document, people["layla"], AddSpan(id="n", span="n", start=0, end=4, label="WEAPON"))
    with pytest.raises(Problem) as refused:
        decide(session, project, document, Decision("late", key, Nothing(), stamp), curator)
    assert refused.value.code == "stale"


def change(session, project, document, user, *operations):
    """Open the layer of a user again, do something, finish it."""
    row = open_layer(session, document, user)
    every = (Resume(id=f"r{row.revision}"), *operations, Finish(id=f"f{row.revision}"))
    save_operations(session, row, project.label_set.value(), user, row.revision, every)


def settle_all(give, people, state):
    for words in open_words(state()):
        give(words, Taken(str(people["layla"].id)))
    return state()


def test_gold_is_kept_as_it_was_approved(session, project, document, give, people, state, curator):
    with pytest.raises(Problem, match="Left: 5"):
        approve(session, project, document, state().aligned.stamp, curator)
    found = settle_all(give, people, state)
    found = approve(session, project, document, found.aligned.stamp, curator, reason="راجعته")
    assert session.get(DocumentRow, document).gold == GOLD
    content = content_from_json(found.approved.content)
    assert [TEXT[one.start : one.end] for one in content.spans] == [
        "قصفت", "وادي الحنظل", "وكالة الميناء", "3 مدنيين",
    ]  # fmt: skip
    assert found.approved.stands_on == found.aligned.revisions
    assert "approved document" in session.query(AuditRow).order_by(AuditRow.id.desc()).first().message


def test_what_is_approved_twice_is_gold_once(session, project, document, give, people, state, curator):
    stamp = settle_all(give, people, state).aligned.stamp
    first = approve(session, project, document, stamp, curator)
    again = approve(session, project, document, stamp, curator)
    assert again.approved.id == first.approved.id
    assert session.query(GoldRow).count() == 1


def test_the_log_says_nothing_of_what_an_approved_document_holds(
    session, project, document, give, people, state, curator
):
    approve(session, project, document, settle_all(give, people, state).aligned.stamp, curator)
    reopen(session, project, document, curator)
    approved, opened = session.query(AuditRow).order_by(AuditRow.id).all()[-2:]
    assert (approved.values, opened.values) == ({"number": document}, {"number": document})


def test_a_layer_that_changes_later_makes_gold_out_of_date_and_changes_nothing_in_it(
    session, project, document, give, people, state, curator
):
    approve(session, project, document, settle_all(give, people, state).aligned.stamp, curator)
    before = state().approved.content
    new = TEXT.index("قتلوا")
    more = AddSpan(id="n", span="n", start=new, end=new + 5, label="WEAPON")
    change(session, project, document, people["sami"], more)
    session.expire_all()
    assert session.get(DocumentRow, document).gold == OUTDATED
    assert state().approved.content == before
    assert not revive(session, project, document)
    found = approve_anew(session, project, document, give, people, state, curator)
    assert session.get(DocumentRow, document).gold == GOLD
    assert [row.number for row in session.query(GoldRow).order_by(GoldRow.id)] == [1, 2]
    assert [row.withdrawn_at is None for row in session.query(GoldRow).order_by(GoldRow.id)] == [False, True]
    assert found.approved.number == 2


def approve_anew(session, project, document, give, people, state, curator):
    for number, words in enumerate(open_words(state())):
        give(words, Nothing(), id=f"again{number}")
    return approve(session, project, document, state().aligned.stamp, curator)


def test_gold_counts_again_when_a_layer_comes_back_as_it_was(session, project, document, give, people, state, curator):
    approve(session, project, document, settle_all(give, people, state).aligned.stamp, curator)
    change(session, project, document, people["sami"])
    session.expire_all()
    assert session.get(DocumentRow, document).gold == OUTDATED
    assert revive(session, project, document)
    assert session.get(DocumentRow, document).gold == GOLD
    assert state().approved.stands_on == state().aligned.revisions


def test_a_review_lets_gold_count_again(session, project, document, give, people, state, curator):
    approve(session, project, document, settle_all(give, people, state).aligned.stamp, curator)
    change(session, project, document, people["sami"])
    with writing(session):
        job = add_job(session, project.id, "review", {}, None).id
    run(session, job, data_folder(session), lambda: False)
    assert session.get(JobRow, job).state == DONE
    assert session.get(DocumentRow, document).gold == GOLD
    added = AddSpan(id="n", span="n", start=0, end=4, label="WEAPON")
    change(session, project, document, people["sami"], added)
    assert revive_all(session, project) == 0
    session.expire_all()
    assert session.get(DocumentRow, document).gold == OUTDATED


def test_two_decisions_at_once_leave_open_what_both_leave(
    session, project, document, give, people, state, curator, monkeypatch
):
    compare(session, project.id, [document])
    real, late = adjudicate.settled_anew, ["وكالة"]

    def overtaken(*given):
        """Another decides after this one has seen what is left, and before it is kept."""
        found = real(*given)
        while late:
            give(late.pop(), Taken(str(people["layla"].id)))
        return found

    monkeypatch.setattr(adjudicate, "settled_anew", overtaken)
    give("مساء", Nothing())
    left = set(state().gold.open)
    assert session.get_one(ComparisonRow, document).open == len(left) < 4
    rows = select(DifferenceRow.case_key).filter_by(document_id=document, open=True)
    assert set(session.scalars(rows)) == left


def test_gold_is_opened_again_with_its_history(session, project, document, give, people, state, curator):
    stamp = settle_all(give, people, state).aligned.stamp
    approve(session, project, document, stamp, curator, reason="راجعته")
    found = reopen(session, project, document, curator, reason="خطأ في المكان")
    assert (found.approved, session.get(DocumentRow, document).gold) == (None, NOT_GOLD)
    assert found.gold.complete  # the verdicts still stand
    (kept,) = approvals(session, document)
    assert (kept.by, kept.reason) == (curator.id, "راجعته")
    assert (kept.withdrawn_by, kept.withdrawn_reason) == (curator.id, "خطأ في المكان")
    with pytest.raises(Problem, match="not gold"):
        reopen(session, project, document, curator)


def test_gold_that_checks_annotators_cannot_be_opened(session, project, document, give, people, state, curator):
    approve(session, project, document, settle_all(give, people, state).aligned.stamp, curator)
    session.get(DocumentRow, document).purpose = "check"
    session.commit()
    change(session, project, document, people["sami"], AddSpan(id="n", span="n", start=0, end=4, label="WEAPON"))
    session.expire_all()
    assert session.get(DocumentRow, document).gold == GOLD
    with pytest.raises(Problem) as refused:
        reopen(session, project, document, curator)
    assert refused.value.code == "gold-used"


def test_a_second_opinion_holds_gold_up_until_it_is_given(session, project, document, give, people, state, curator):
    found = settle_all(give, people, state)
    key = key_at(found, "وكالة")
    found = ask_opinion(session, project, document, key, "منظمة أم فاعل؟", curator)
    with pytest.raises(Problem, match="Questions: 1"):
        approve(session, project, document, found.aligned.stamp, curator)
    give("وكالة", Taken(str(people["nour"].id)), id="own")
    assert len(state().opinions) == 1  # who asks does not answer
    other = members(session, project, ["salma"])["salma"]
    decide(session, project, document, Decision("o", key, Taken(str(people["sami"].id)), found.aligned.stamp), other)
    assert state().opinions == []
    ask_opinion(session, project, document, key, "متأكد؟", curator)
    close_opinion(session, project, document, key, curator)
    approve(session, project, document, state().aligned.stamp, curator)


def test_an_answer_that_is_taken_back_leaves_the_question_open(
    session, project, document, give, people, state, curator
):
    found = settle_all(give, people, state)
    key = key_at(found, "وكالة")
    ask_opinion(session, project, document, key, "منظمة أم فاعل؟", curator)
    other = members(session, project, ["salma"])["salma"]
    decide(session, project, document, Decision("o", key, Taken(str(people["sami"].id)), found.aligned.stamp), other)
    withdraw(session, project, document, "o", other)
    assert [one.question for one in state().opinions] == ["منظمة أم فاعل؟"]
    withdraw(session, project, document, "o", other, again=True)
    assert state().opinions == []


def test_nobody_changes_what_another_curator_asks(session, project, document, people, state, curator):
    key = key_at(state(), "وكالة")
    ask_opinion(session, project, document, key, "منظمة أم فاعل؟", curator)
    other = members(session, project, ["salma"])["salma"]
    with pytest.raises(Problem, match="Somebody else"):
        ask_opinion(session, project, document, key, "لا أدري", other)
    assert [one.question for one in state().opinions] == ["منظمة أم فاعل؟"]


def test_a_document_of_one_annotator_is_approved_by_looking_at_it(session, project, people, take, curator):
    text = TEXT + " أمس"
    (one,) = take("b.jsonl", differing_line(text, {"layla": [("وادي الحنظل", "LOCATION")]})).added
    (nothing,) = take("c.jsonl", differing_line(text + "2", {"layla": []})).added
    assert approve_agreed(session, project, [one, nothing], curator.id) == 0
    found = settling(session, project, one)
    (case,) = found.cases
    assert found.gold.open
    layla = Taken(str(people["layla"].id))
    found = decide(session, project, one, Decision("d", case.key, layla, found.aligned.stamp), curator)
    approve(session, project, one, found.aligned.stamp, curator)
    found = settling(session, project, nothing)
    approve(session, project, nothing, found.aligned.stamp, curator)
    assert content_from_json(settling(session, project, nothing).approved.content).spans == []


def test_what_is_agreed_becomes_gold_at_once(session, project, document, take, people, curator):
    same = {name: [("وادي الحنظل", "LOCATION")] for name in people}
    (other,) = take("b.jsonl", differing_line(TEXT + " أمس", same)).added
    assert approve_agreed(session, project, [document, other], curator.id) == 1
    assert session.get(DocumentRow, other).gold == GOLD


def test_the_queue_counts_and_goes_on(session, project, document, take, people, give, state, curator):
    same = {name: [("وادي الحنظل", "LOCATION")] for name in people}
    (other,) = take("b.jsonl", differing_line(TEXT + " أمس", same)).added
    take("c.txt", "لم يبدأ أحد هذا النص بعد.")
    found = numbers(session, project.id)
    assert (found.ready, found.underway, found.outdated, found.gold, found.total) == (2, 0, 0, 0, 3)
    assert [one.id for one in listed(session, project.id, "ready")] == [document, other]
    assert next_to_settle(session, project.id) == document
    assert next_to_settle(session, project.id, document) == other
    assert next_to_settle(session, project.id, other) == document
    approve_agreed(session, project, [other], curator.id)
    assert next_to_settle(session, project.id, document) is None
    assert numbers(session, project.id).gold == 1


def test_a_decision_settles_its_case_in_the_list_of_differences(session, project, document, give, curator):
    compare(session, project.id, [document])

    def left():
        session.expire_all()
        rows = session.scalars(select(DifferenceRow).filter_by(document_id=document, open=True)).all()
        return {row.case_key for row in rows}

    before = left()
    found = give("مساء الاثنين", Nothing())
    key = key_at(found, "مساء الاثنين")
    assert left() == before - {key} == set(found.gold.open)
    assert session.get(ComparisonRow, document).open == len(found.gold.open)
    withdraw(session, project, document, "d-مساء الاثنين", curator)
    assert left() == before
