"""The demo project: its layers fit texts and labels, differ in every way, and come in as real work, settled in part."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from annotator.app import create_app
from annotator.config import Settings
from annotator.core.aligning import align
from annotator.core.differing import Kind, kinds
from annotator.core.edits import apply
from annotator.core.ground import Ground
from annotator.core.layer import ACCEPTED, COMMENT, FINISHED, FIXED, FLAG, MANUAL, REJECTED, UNSURE, Layer
from annotator.core.operations import Accept, AddSpan, Finish, Fix, Reject
from annotator.core.phrases import Phrase, Problem
from annotator.core.planning import plan
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion
from annotator.db.adjudication import GoldRow, OpinionRow, VerdictRow
from annotator.db.base import db, now
from annotator.db.base import session as database_session
from annotator.db.documents import CHECK, GOLD, OUTDATED, PRACTICE, AssignmentRow, DocumentRow, RemarkRow
from annotator.db.jobs import WAITING, JobRow
from annotator.db.layers import DecisionRow, LayerRow, NoteRow, OperationRow, RefusalRow, SpanRow
from annotator.services.accounts import find_user, first_manager
from annotator.services.annotate import replayed
from annotator.services.assign import next_document
from annotator.services.calibrating import calibration_of
from annotator.services.demo import BLIND_PERCENT, CHECK_EVERY, PEOPLE, load_demo
from annotator.services.demo_deeds import operations_for
from annotator.services.demo_layers import FOLDER, Marked, Marks, marks_in, story
from annotator.services.guideline import guideline_of
from annotator.services.job_review import KIND as REVIEW
from annotator.services.quality import by_person
from annotator.services.quality_counting import count_new
from annotator.services.settling import settling
from annotator.services.settling_queue import numbers

FILES = sorted(f"{path.name.removesuffix('.json')}.txt" for path in (FOLDER / "layers").iterdir())
STINTS = story("work")["stint"]
ANNOTATORS = PEOPLE["annotator"]


def text_of(file):
    return (FOLDER / "articles" / file).read_bytes().decode("utf-8")


def layer_of(marks, text, labels):
    """Return the layer that the operations lead to where nothing was suggested."""
    layer, ground = Layer(), Ground(text, labels, {})
    for operation in operations_for(marks, labels.trigger.id, {}):
        layer = apply(layer, plan(operation, layer, ground))
    return layer


# --- The files ---


@pytest.mark.parametrize("file", FILES)
def test_what_is_marked_fits_the_text_and_the_labels(file, conflict):
    marks, text = marks_in(file), text_of(file)
    assert all(text[one.start : one.end] == one.text for one in [*marks.spans, *marks.events])
    assert all(set(line.by.split()) <= set(ANNOTATORS) for line in [*marks.spans, *marks.events, *marks.notes])
    for name in {one["who"] for one in STINTS if one["file"] == file}:
        theirs = marks.of(name)
        layer = layer_of(theirs, text, conflict)
        assert len(layer.events) == len(theirs.events)
        fillers = sum(len(event.arguments) for event in layer.events.values())
        assert fillers == sum(len(told.arguments) for told in theirs.events), name


def test_annotators_differ_in_every_way(conflict):
    found = set()
    for file in FILES:
        text = text_of(file)
        names = [one["who"] for one in STINTS if one["file"] == file and "until" not in one]
        cases = align(text, {name: layer_of(marks_in(file).of(name), text, conflict) for name in names})
        found |= {kind for case in cases for kind in kinds(case)}
    assert found == set(Kind)


def test_agreement_is_neither_perfect_nor_poor():
    shares = []
    for file in FILES:
        marks = marks_in(file)
        spans = {name: {(one.start, one.end, one.label) for one in marks.of(name).spans} for name in ANNOTATORS}
        pairs = [(a, b) for a in ANNOTATORS for b in ANNOTATORS if a < b and spans[a] and spans[b]]
        shares += [2 * len(spans[a] & spans[b]) / (len(spans[a]) + len(spans[b])) for a, b in pairs]
    assert 0.7 < sum(shares) / len(shares) < 0.85


# --- From marks to operations ---


def test_marks_become_decisions_on_what_was_suggested():
    spans = [Span(0, 3, "LOCATION"), Span(4, 9, "ACTOR"), Span(20, 24, "DATE")]
    suggestions = {number: Suggestion(span, 0.5, Phrase("")) for number, span in enumerate(spans, 1)}
    marked = [Marked("a", 0, 3, "LOCATION", ""), Marked("a", 5, 9, "ACTOR", ""), Marked("a", 12, 15, "WEAPON", "")]
    done = operations_for(Marks(marked, [], []), "EVENT", suggestions)
    assert [type(one) for one in done] == [Accept, Fix, AddSpan, Reject, Finish]
    assert (done[1].suggestion, done[1].start, done[1].end) == (2, 5, 9)
    assert [type(one) for one in operations_for(Marks(marked, [], []), "EVENT", suggestions, until=12)] == [Accept, Fix]


# --- The project ---


@pytest.fixture(scope="module")
def demo(blank_database, tmp_path_factory):
    """The demo project, loaded once for all that look at it."""
    home = tmp_path_factory.mktemp("demo")
    settings = Settings(home / "home", home / "exports")
    settings.prepare()
    settings.database.write_bytes(blank_database.read_bytes())
    with create_app(settings, TESTING=True).app_context():
        yield load_demo(database_session)
        db.session.remove()
        db.engine.dispose()


def count(row, **which):
    return database_session.scalar(select(func.count()).select_from(row).filter_by(**which))


def document(title):
    return database_session.scalars(select(DocumentRow).where(DocumentRow.title.startswith(title))).one()


WIRE, LIST, CEASE_FIRE, DRONE = "معارك عنيفة", "حصيلة يوم", "اتفاق في مسقط", "مسيّرة تستهدف"


def test_what_they_did_is_real_work(demo):
    layers = database_session.scalars(select(LayerRow)).all()
    assert len(layers) == len(STINTS)
    finished = {(one.document_id, one.user_id) for one in layers if one.state == FINISHED}
    given = select(AssignmentRow.document_id, AssignmentRow.user_id).filter_by(state=FINISHED)
    assert {tuple(row) for row in database_session.execute(given)} == finished
    for layer in layers:
        assert layer.seconds > 60
        assert len(replayed(database_session, layer).spans) == count(SpanRow, layer_id=layer.id) > 0
    assert min(count(DecisionRow, verdict=one) for one in (ACCEPTED, FIXED, REJECTED)) > 20
    assert min(count(SpanRow, origin=one) for one in (ACCEPTED, FIXED, MANUAL)) > 20
    assert min(count(NoteRow, sort=one) for one in (COMMENT, UNSURE, FLAG)) > 0
    assert count(RefusalRow) > 0


def test_the_work_lies_in_the_last_two_weeks(demo):
    first, last = database_session.execute(select(func.min(OperationRow.at), func.max(OperationRow.at))).one()
    assert 12 <= (now() - first).days <= 14
    assert last <= now()


def test_one_document_was_settled_with_reasons(demo):
    wire = document(WIRE)
    verdicts = database_session.scalars(select(VerdictRow).filter_by(document_id=wire.id)).all()
    assert wire.gold == GOLD
    assert {next(iter(one.choice)) for one in verdicts} == {"taken", "nothing", "edited"}
    assert any(one.reason for one in verdicts)


def test_one_is_gold_since_all_agree_and_one_is_out_of_date(demo):
    assert (document(DRONE).gold, count(VerdictRow, document_id=document(DRONE).id)) == (GOLD, 0)
    late = document(CEASE_FIRE)
    assert late.gold == OUTDATED
    assert settling(database_session, demo, late.id).stale
    assert count(GoldRow, document_id=late.id, withdrawn_at=None) == 1


def test_one_waits_for_a_second_opinion(demo):
    found = settling(database_session, demo, document(LIST).id)
    assert found.gold.open
    assert found.opinions
    assert count(OpinionRow) == 1


def test_there_is_something_to_do_for_everybody(demo):
    here = numbers(database_session, demo.id)
    assert min(here.ready, here.underway, here.outdated, here.gold) > 0
    assert count(RemarkRow) == 2
    for user in [first_manager(database_session), *(find_user(database_session, name) for name in ANNOTATORS)]:
        assert next_document(database_session, demo, user) is not None
    assert guideline_of(database_session, demo).text.startswith("# ")
    assert 0 < count(DocumentRow, blind=True) < count(DocumentRow) / 2
    assert demo.blind_percent == BLIND_PERCENT


def test_what_suggestions_come_to_is_counted(demo):
    assert calibration_of(database_session, demo.id).counts
    layers = select(func.count()).select_from(LayerRow).join(DocumentRow, DocumentRow.id == LayerRow.document_id)
    learned_from = layers.where(DocumentRow.purpose == "")  # known answers teach nothing
    remembered = database_session.scalar(learned_from.where(LayerRow.remembered == LayerRow.revision))
    assert remembered == database_session.scalar(learned_from) > 0
    assert database_session.scalar(layers.where(DocumentRow.purpose != "", LayerRow.remembered != 0)) == 0


def test_people_are_measured_by_known_answers(demo):
    assert (document(WIRE).purpose, document(DRONE).purpose) == (CHECK, PRACTICE)
    assert (demo.show_outcomes, demo.practice_first, demo.check_every) == (True, True, CHECK_EVERY)
    assert count_new(database_session, demo.id) == 0
    for purpose in (CHECK, PRACTICE):
        assert {one.name for one in by_person(database_session, demo.id, purpose)} == set(ANNOTATORS)


def test_the_review_waits_for_the_server(demo):
    assert database_session.scalars(select(JobRow.kind).filter_by(project_id=demo.id, state=WAITING)).all() == [REVIEW]


def test_it_is_loaded_once(demo):
    with pytest.raises(Problem) as refused:
        load_demo(database_session)
    assert refused.value.code == "project-taken"
