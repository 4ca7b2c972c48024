"""What suggestions come to, counted: every number by hand."""

from __future__ import annotations

import json
from datetime import timedelta
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from annotator.core.calibration import Calibration, Count
from annotator.core.operations import Accept, AddSpan, Finish, Fix, Reject
from annotator.core.phrases import Problem
from annotator.db.audit import AuditRow
from annotator.db.base import now, writing
from annotator.db.documents import DocumentRow, SuggestionRow
from annotator.db.jobs import CANCELLED, DONE, FAILED, RUNNING, WAITING, JobRow
from annotator.db.layers import LayerRow
from annotator.db.models import CalibrationRow, ModelRow
from annotator.db.projects import ProjectRow
from annotator.services import learning, learning_server, work
from annotator.services.annotate import open_layer, save_operations
from annotator.services.audit import entries
from annotator.services.calibrating import calibrate, calibration_of
from annotator.services.job_count import start_counting
from annotator.services.knowledge import knowledge_of
from annotator.services.learning_counting import MOST_GROUPS, portions, scores_of
from annotator.services.learning_figures import Error, Found, Kind, Memory, Outcome, Portion
from annotator.services.models import serve_again

TEXT = "حلب حمص أمس ليلا"
SPANS = [
    {"start": 0, "end": 3, "label": "LOCATION", "score": 0.9},
    {"start": 4, "end": 7, "label": "LOCATION", "score": 0.6},
    {"start": 8, "end": 11, "label": "WEAPON", "score": 0.5},
]


@pytest.fixture
def documents(take):
    """Five documents, each with three suggestions."""
    lines = [json.dumps({"text": f"{TEXT} {number}", "spans": SPANS}) for number in range(5)]
    return take("a.jsonl", "\n".join(lines)).added


@pytest.fixture
def save(session, project):
    """Save operations: ``save(user, document, "accept 0", …, seconds=60)``."""

    def saved(user, document, *deeds, seconds=0):
        row = open_layer(session, document, user)
        save_operations(session, row, project.label_set.value(), user, row.revision, deeds)
        with writing(session):
            here = (LayerRow.document_id == document, LayerRow.user_id == user.id)
            session.execute(update(LayerRow).where(*here).values(seconds=seconds))

    return saved


@pytest.fixture
def suggested(session):
    def ids(document):
        rows = session.scalars(select(SuggestionRow).filter_by(document_id=document).order_by(SuggestionRow.start))
        return [row.id for row in rows]

    return ids


@pytest.fixture
def counted(session, project, manager, annotator, documents, save, suggested):
    """The figures of a project in which two people have worked."""
    first, second, blind, begun, _untouched = documents
    a, b, c = suggested(first)
    save(
        manager, first,
        Accept(id="1", suggestion=a, span="s1"),
        Fix(id="2", suggestion=b, span="s2", start=4, end=11, label="LOCATION"),
        Reject(id="3", suggestion=c),
        AddSpan(id="4", span="s3", start=12, end=16, label="DATE"),
        Finish(id="5"), seconds=120,
    )  # fmt: skip
    a, b, c = suggested(second)
    together = [Accept(id="1", suggestion=a, span="s1", step="x"), Accept(id="2", suggestion=b, span="s2", step="x")]
    save(manager, second, *together, Finish(id="3"), seconds=60)
    save(annotator, second, Finish(id="1"), seconds=0)
    with writing(session):
        session.get_one(DocumentRow, blind).blind = True
    save(manager, blind, AddSpan(id="1", span="s1", start=0, end=3, label="LOCATION"), Finish(id="2"), seconds=300)
    save(annotator, begun, Reject(id="1", suggestion=suggested(begun)[0]), seconds=40)
    calibrate(session, project.id)
    return learning.counted(session, project.id).figures


def test_what_became_of_suggestions_is_counted_by_suggester_and_label(counted):
    assert counted.outcomes == [Outcome("import", "LOCATION", 3, 1, 1), Outcome("import", "WEAPON", 0, 0, 1)]
    assert [one.share for one in counted.outcomes] == [0.6, 0.0]


def test_the_calibration_is_as_it_was_without_the_figures(session, project, counted):
    counts = {one[1:5] for one in calibration_of(session, project.id).counts}
    assert counts == {("LOCATION", 0.9, 2, 1), ("LOCATION", 0.6, 1, 1), ("WEAPON", 0.5, 0, 1)}


def test_scores_that_a_model_has_judged_are_counted_apart(session, project, counted, documents):
    with writing(session):
        here = update(SuggestionRow).where(SuggestionRow.document_id == documents[0], SuggestionRow.start == 0)
        source = {"suggester": "import", "version": "1", "score": 0.9, "judged": True}
        session.execute(here.values(sources=[source]))
    calibrate(session, project.id)
    with writing(session):  # as if read anew
        session.get_one(CalibrationRow, project.id).made_at = now()
    found = {one[2:] for one in calibration_of(session, project.id).counts if one.score == 0.9}
    assert found == {(0.9, 1, 1, False), (0.9, 1, 0, True)}


def test_what_was_counted_before_they_were_told_apart_stays_readable(session, project):
    with writing(session):
        counts = [["gazetteer", "WEAPON", 0.5, 1, 60]]
        session.add(CalibrationRow(project_id=project.id, counts=counts, figures={}, made_at=now()))
    assert calibration_of(session, project.id).counts == (Count("gazetteer", "WEAPON", 0.5, 1, 60),)


def test_what_the_scores_were_worth_is_counted(counted):
    scores = counted.scores
    # 0.9 is accepted twice of three times, 0.6 once of two (it was fixed once), 0.5 never of one.
    found = [(one.low, one.mean, one.rate, one.n) for one in scores.raw]
    assert found == [(0.5, 0.5, 0.0, 1), (0.6, 0.6, 0.5, 2), (0.9, 0.9, 2 / 3, 3)]
    assert isclose(scores.error.raw, (0.5 + 2 * 0.1 + 3 * (0.9 - 2 / 3)) / 6)
    assert scores.errors == [Error("import", 6, scores.error.raw, scores.error.calibrated)]
    assert scores.hushed == []


def test_what_is_hushed_is_counted_with_its_numbers():
    scores = scores_of(Calibration([Count("m", "WEAPON", 0.5, 2, 58), Count("m", "LOCATION", 0.5, 3, 3)]))
    (one,) = scores.hushed
    assert (one.suggester, one.label, one.accepted, one.rejected) == ("m", "WEAPON", 2, 58)


def test_spans_of_a_file_are_not_said_to_be_hidden():
    assert scores_of(Calibration([Count("import", "WEAPON", 0.5, 0, 60)])).hushed == []


def test_what_was_missed_is_counted_in_finished_work_with_suggestions(counted):
    assert counted.found == [Found("DATE", 0, 0, 1), Found("LOCATION", 3, 1, 0)]
    assert [one.share for one in counted.found] == [0.0, 1.0]


def test_documents_with_suggestions_and_without_are_compared(counted):
    assert counted.shown == Kind(2, 3, 5, 9 + 4 + 0, 2, 180, {"DATE": 1, "LOCATION": 4})
    assert counted.blind == Kind(1, 1, 1, 1, 1, 300, {"LOCATION": 1})
    assert (counted.shown.mean, counted.shown.pace, counted.blind.pace) == (5 / 3, 90.0, 300.0)
    # 3, 2 and 0 spans: the variance is 7/3, the standard error its root over the root of 3.
    assert isclose(counted.shown.error, sqrt(7 / 3) / sqrt(3))
    assert counted.blind.error is None
    assert (counted.shown.each("DATE"), counted.shown.each("WEAPON")) == (1 / 3, 0.0)


def test_time_and_actions_are_medians_of_the_work_with_suggestions_whose_time_is_known(counted):
    (one,) = counted.work
    today = now().date().isoformat()
    # Five operations in one document, in the other three of which two were one deed.
    assert one == Portion(1, 2, today, today, 90.0, 3.5, 18.0)


def test_documents_in_the_bin_do_not_count(session, project, counted, documents):
    with writing(session):
        session.execute(update(DocumentRow).values(binned_at=now()))
    calibrate(session, project.id)
    figures = learning.counted(session, project.id).figures
    assert (figures.outcomes, figures.found, figures.work) == ([], [], [])
    assert (figures.shown, figures.blind) == (Kind(), Kind())


def test_the_job_that_counts_remembers_first_and_is_one(session, project, counted, tmp_path):
    job = start_counting(session, project)
    assert start_counting(session, session.get_one(ProjectRow, project.id)) == job
    assert learning.lately(session, project.id).counting.id == job
    work.run(session, job, tmp_path)
    session.rollback()
    assert session.get_one(JobRow, job).state == DONE
    assert learning.lately(session, project.id).counting is None
    # Accepted or added: six spans; rejected: two, and what was fixed into another span. Five different names.
    memory = learning.counted(session, project.id).figures.memory
    assert memory == Memory(5, 6, 3)
    offers = {one.id: one for one in learning.offers(session, project.id, None)}
    assert offers["memory"].why_not is not None
    figures = learning.counted(session, project.id).figures
    assert {one.id: one.why_not for one in learning.offers(session, project.id, figures)}["memory"] is None


def test_the_figures_of_another_version_are_none(session, project):
    calibrate(session, project.id)
    for value in ({}, {"outcomes": 1}, [], "x"):
        with writing(session):
            session.get_one(CalibrationRow, project.id).figures = value
        assert learning.counted(session, project.id).figures is None
        assert learning.counted(session, project.id).at is not None


def test_of_a_project_that_is_gone_nothing_is_kept(session, project):
    calibrate(session, 10**6)
    assert session.get(CalibrationRow, 10**6) is None


@given(st.integers(0, 5_000))
def test_portions_hold_everything_once_in_its_order(number):
    found = portions([(60, 100, "2026-11-27", 5)] * number)
    assert [one.first for one in found] == ([1] if number else []) + [one.last + 1 for one in found[:-1]]
    assert (found[-1].last if found else 0) == number
    assert len(found) <= MOST_GROUPS + 1
    sizes = [one.last - one.first + 1 for one in found]
    assert all(size == sizes[0] for size in sizes[:-1])
    if len(sizes) > 1:
        assert sizes[0] // 2 <= sizes[-1] < sizes[0] * 1.5


@pytest.mark.parametrize(
    ("number", "ends"),
    [(0, []), (3, [3]), (14, [14]), (15, [10, 15]), (24, [10, 24]), (201, [*range(20, 200, 20), 201])],
)
def test_portions_are_of_tens_and_more(number, ends):
    assert [one.last for one in portions([(60, 100, "2026-11-27", 5)] * number)] == ends


def _figures(f1: float) -> dict:
    return {"micro": {"clitic_free": {"f1": f1}}}


@pytest.fixture
def keep(session, project):
    def kept(state, **report):
        with writing(session):
            row = ModelRow(project_id=project.id, suggester="learned", version="0123456789ab", state=state,
                           file="none.model", documents=30, held_out=6, lessons_sha256="", report=report)  # fmt: skip
            session.add(row)
        return row

    return kept


def test_a_model_says_what_it_did_better_than(session, project, keep):
    keep("beaten", rules=_figures(0.5), before=None, after=_figures(0.4), training_seconds=1.5)
    keep("kept", rules=_figures(0.5), before=_figures(0.6), after=_figures(0.7), training_seconds=2)
    keep("broken", problem={"message": "It is broken.", "values": {}})
    keep("kept", rules="x", before=[], after={"micro": 3}, problem=None)
    odd, broken, better, worse = learning.trained(session, project.id)
    assert (worse.rules, worse.before, worse.after, worse.seconds) == (0.5, 0.5, 0.4, 1.5)
    assert (better.rules, better.before, better.after) == (0.5, 0.6, 0.7)
    assert (str(broken.problem), broken.after, broken.usable) == ("It is broken.", None, False)
    assert (odd.rules, odd.before, odd.after, odd.usable) == (None, None, None, False)


def test_a_model_without_its_file_does_not_serve_again(session, project, keep):
    row = keep("kept")
    with pytest.raises(Problem, match="not there any more"):
        serve_again(session, row)
    session.rollback()
    assert session.get_one(ModelRow, row.id).state == "kept"
    assert learning.model_of(session, project.id + 1, row.id) is None


def test_when_it_learned_last_and_whether_it_does(session, project):
    def job(state, kind="train", **result):
        with writing(session):
            session.add(JobRow(project_id=project.id, kind=kind, state=state, result=result))

    lately = learning.lately(session, project.id)
    assert (lately.finished, lately.running, lately.last, lately.outcome) == (0, None, None, None)
    job(DONE, better=True, report={"before": None, "rules": _figures(0.5), "after": _figures(0.75)})
    job(DONE, "suggest")
    assert "F1 75 % instead of 50 %" in str(learning.lately(session, project.id).outcome)
    job(FAILED, problem={"message": "It has failed.", "values": {}})
    assert str(learning.lately(session, project.id).outcome) == "It has failed."
    job(CANCELLED)
    assert learning.lately(session, project.id).outcome is None
    job(RUNNING)
    job(WAITING, "count")
    lately = learning.lately(session, project.id)
    assert (lately.running.state, lately.counting.state, lately.last.state) == (RUNNING, WAITING, CANCELLED)


SECRET = "geheim-9"
ADDRESS = f"https://lab:{SECRET}@models.example.org:9090/ner"
SHOWN = "https://models.example.org:9090/ner"


def _named(session, project, given):
    changed = learning_server.name_server(session, session.get_one(ProjectRow, project.id), given)
    session.rollback()
    row = session.get_one(ProjectRow, project.id)
    return changed, row.backend_url, learning_server.server_of(session, row)


def _log(session) -> list[str]:
    return [str(one.phrase) for one in reversed(entries(session)) if "server" in str(one.phrase)]


def test_a_server_is_named_kept_changed_and_removed_and_its_secrets_are_nowhere(session, project):
    changed, kept, server = _named(session, project, f"  {ADDRESS} ")
    assert (changed, kept, server) == (True, ADDRESS, learning_server.Server(SHOWN, signs_in=True, private=True))
    assert _named(session, project, SHOWN)[:2] == (False, ADDRESS)
    assert _named(session, project, ADDRESS)[:2] == (False, ADDRESS)
    other = ADDRESS.replace(SECRET, "another")
    assert _named(session, project, other)[:2] == (True, other)
    changed, kept, server = _named(session, project, "http://models.example.org")
    assert (changed, kept, server.signs_in, server.private) == (True, "http://models.example.org", False, False)
    learning_server.remove_server(session, session.get_one(ProjectRow, project.id))
    learning_server.remove_server(session, session.get_one(ProjectRow, project.id))
    session.rollback()
    assert learning_server.server_of(session, session.get_one(ProjectRow, project.id)) is None
    assert _log(session) == [
        f"named the server {SHOWN}, which suggests in this project from now on",
        f"changed how the program signs in at the server {SHOWN}",
        "named the server http://models.example.org, which suggests in this project from now on",
        "removed the server http://models.example.org of the project",
    ]
    rows = session.scalars(select(AuditRow)).all()
    assert not [row for row in rows if SECRET in repr(row.values) or "another" in repr(row.values)]


@pytest.mark.parametrize("given", ["", "models", "ftp://x", f"https://u:{SECRET}@", "https://x?y=1", "https://x" * 100])
def test_what_is_no_address_is_refused_without_being_repeated(session, project, given):
    _named(session, project, ADDRESS)
    with pytest.raises(Problem) as told:
        _named(session, project, given)
    assert SECRET not in str(told.value)
    session.rollback()
    assert session.get_one(ProjectRow, project.id).backend_url == ADDRESS


def test_an_address_that_cannot_be_read_is_trouble_and_nothing_worse(session, project):
    with writing(session):
        session.get_one(ProjectRow, project.id).backend_url = f"nonsense {SECRET}"
    row = session.get_one(ProjectRow, project.id)
    server = learning_server.server_of(session, row)
    assert (server.address, SECRET in str(server.trouble)) == ("", False)
    assert {one.id: one.why_not for one in learning.offers(session, project.id, None)}["remote"] is not None
    assert _named(session, project, SHOWN)[0]


def test_without_a_server_there_is_none_to_try(session, project):
    with pytest.raises(Problem, match="No server"):
        learning_server.try_server(session, project)


def test_who_is_ready_comes_first_and_each_says_what_it_is_for(session, project):
    found = learning.offers(session, project.id, None)
    assert [one.why_not is None for one in found] == sorted((one.why_not is None for one in found), reverse=True)
    assert all(one.purpose for one in found)
    assert {"memory", "learned", "remote"} <= {one.id for one in found if one.why_not}


def test_an_age_is_known(session, project):
    calibrate(session, project.id)
    assert now() - learning.counted(session, project.id).at < timedelta(minutes=1)


def test_what_is_hushed_can_be_shown_again(session, project, manager):
    with writing(session):
        counts = [["gazetteer", "WEAPON", 0.5, 0, 60]]
        session.add(CalibrationRow(project_id=project.id, counts=counts, figures={}, made_at=now()))
    before = knowledge_of(session, project.id)
    assert ("gazetteer", "WEAPON") in before.hushed
    assert learning.show_again(session, project.id, "gazetteer", "WEAPON", manager)
    after = knowledge_of(session, project.id)
    assert after.hushed == set()
    assert after.stamp != before.stamp
    assert not learning.show_again(session, project.id, "gazetteer", "WEAPON", manager)
    assert not learning.show_again(session, project.id, "gazetteer", "nothing", manager)
    said = str(entries(session, project.id)[0].phrase)
    assert said == "let suggestions of “Lists of names” with the label “WEAPON” be shown again"
