"""How well annotators do on known answers: counted once, by person, label and week, and right after every change."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, func, select, update

from annotator.core.operations import AddSpan, Finish, Resume
from annotator.core.quality import NOTHING_AT_ALL, NOTHING_KNOWN, NOTHING_MARKED, f1, precision, recall
from annotator.core.scoring import Counts
from annotator.db.adjudication import GoldRow, ScoreRow
from annotator.db.base import now, writing
from annotator.db.documents import CHECK, PRACTICE
from annotator.db.layers import LayerRow
from annotator.services import quality, quality_counting
from annotator.services.annotate import open_layer, save_operations
from annotator.services.bulk import Selection, put_in_bin
from annotator.services.known_answers import NONE, use_for
from annotator.services.places import count
from annotator.services.quality import Which
from annotator.services.quality_counting import count_new
from annotator.services.wanted import Among, Side, Wanted
from tests.gilded import gild, span

TEXT = "قصفت طائرات بلدة الريحانية وبحلب سقط 3 قتلى أمس رقم "


@pytest.fixture
def three(take):
    return take("a.jsonl", "\n".join(f'{{"text": "{TEXT}{number}"}}' for number in range(3))).added


@pytest.fixture
def mark(session, project):
    """Mark words of a document and finish it: ``mark(document, user, ("حلب", "LOCATION"))``."""

    def marked(document, user, *words) -> None:
        row = open_layer(session, document, user)
        adding = [
            AddSpan(id=f"o{n}", span=f"s{n}", start=TEXT.index(one), end=TEXT.index(one) + len(one), label=label)
            for n, (one, label) in enumerate(words)
        ]
        labels = project.label_set.value()
        save_operations(session, row, labels, user, row.revision, [*adding, Finish(id=f"f{row.revision}")])

    return marked


@pytest.fixture
def known(session, project, manager, three):
    """Three documents with known answers: two places and a weapon, one place, nothing."""
    places = [span(TEXT, "الريحانية", "LOCATION", "g1"), span(TEXT, "حلب", "LOCATION", "g2")]
    gild(session, three[0], [*places, span(TEXT, "طائرات", "WEAPON", "g3")])
    gild(session, three[1], places[:1])
    gild(session, three[2])
    use_for(session, Selection(project.id), CHECK, manager)
    return three


def _one(session, project, purpose: str = CHECK):
    (person,) = quality.by_person(session, project.id, purpose)
    return person.judged


def test_what_was_marked_is_counted_just_so_and_without_clitics(session, project, known, mark, annotator):
    mark(known[0], annotator, ("وبحلب", "LOCATION"), ("طائرات", "WEAPON"), ("أمس", "DATE"))
    assert count_new(session, project.id) == 0
    judged = _one(session, project)
    assert (judged.documents, judged.exact, judged.free) == (1, Counts(3, 3, 1), Counts(3, 3, 2))
    assert (judged.missed, judged.added) == (1, 1)
    labels = quality.by_label(session, project.id, CHECK)
    assert {label: (one.free.gold, one.free.proposed, one.free.matched) for label, one in labels.items()} == {
        "DATE": (0, 1, 0),
        "LOCATION": (2, 1, 1),
        "WEAPON": (1, 1, 1),
    }


def test_nothing_is_said_where_nothing_can_be(session, project, known, mark, annotator):
    mark(known[2], annotator)
    count_new(session, project.id)
    judged = _one(session, project)
    assert judged.documents == 1
    assert [one(judged.free).undefined for one in (f1, precision, recall)] == [
        NOTHING_AT_ALL,
        NOTHING_MARKED,
        NOTHING_KNOWN,
    ]
    assert (f1(Counts(2, 0, 0)).value, precision(Counts(2, 0, 0)).undefined) == (0.0, NOTHING_MARKED)


def test_what_changes_is_counted_anew_and_nothing_twice(session, project, known, mark, annotator, manager):
    mark(known[0], annotator, ("حلب", "LOCATION"))
    mark(known[1], manager, ("الريحانية", "LOCATION"))
    count_new(session, project.id)
    assert len(quality.by_person(session, project.id, CHECK)) == 2
    row = open_layer(session, known[0], annotator)
    save_operations(session, row, project.label_set.value(), annotator, row.revision, [Resume(id="r")])
    count_new(session, project.id)
    assert [one.id for one in quality.by_person(session, project.id, CHECK)] == [manager.id]
    mark(known[0], annotator)
    with writing(session):
        session.execute(update(GoldRow).where(GoldRow.document_id == known[1]).values(withdrawn_at=now()))
    count_new(session, project.id)
    assert [(one.id, one.judged.free) for one in quality.by_person(session, project.id, CHECK)] == [
        (annotator.id, Counts(3, 1, 1))
    ]


def test_only_documents_of_this_purpose_count_and_none_in_the_bin(session, project, known, mark, annotator, manager):
    for document in known:
        mark(document, annotator)
    use_for(session, Selection(project.id, ids=(known[0],)), PRACTICE, manager)
    use_for(session, Selection(project.id, ids=(known[1],)), NONE, manager)
    count_new(session, project.id)
    assert (_one(session, project).documents, _one(session, project, PRACTICE).documents) == (1, 1)
    put_in_bin(session, Selection(project.id, ids=(known[2],)), manager)
    assert quality.by_person(session, project.id, CHECK) == []


def test_a_few_are_counted_at_once_and_the_rest_is_told(session, project, known, mark, annotator, manager, monkeypatch):
    monkeypatch.setattr(quality_counting, "AT_ONCE", 2)
    for user in (annotator, manager):
        for document in known:
            mark(document, user)
    assert [count_new(session, project.id) for _ in range(4)] == [4, 2, 0, 0]
    assert session.scalar(select(func.count()).select_from(ScoreRow).where(ScoreRow.label == "")) == 6


def test_weeks_begin_on_mondays(session, project, known, mark, annotator):
    days = [datetime(2026, 11, day, 12, tzinfo=UTC) for day in (1, 2, 8)]  # a Sunday, the Monday after, the next Sunday
    for document, day in zip(known, days, strict=True):
        mark(document, annotator)
        with writing(session):
            session.execute(update(LayerRow).where(LayerRow.document_id == document).values(changed_at=day))
    count_new(session, project.id)
    weeks = quality.by_week(session, project.id, CHECK, annotator.id)
    assert [(one.begins, one.judged.documents) for one in weeks] == [(date(2026, 10, 26), 1), (date(2026, 11, 2), 2)]
    assert [one.document_id for one in quality.works(session, project.id, Which(CHECK, annotator.id))] == known[::-1]


def test_the_page_walks_through_no_table(session, project, known, mark, annotator):
    mark(known[0], annotator, ("حلب", "LOCATION"))
    asked: list[tuple[str, tuple]] = []
    engine = session.get_bind()

    def note(_, __, statement, parameters, ___, many) -> None:
        asked.append((statement, parameters[0] if many else parameters))

    event.listen(engine, "before_cursor_execute", note)
    count_new(session, project.id)
    for user in (None, annotator.id):
        quality.by_label(session, project.id, CHECK, user)
        quality.by_week(session, project.id, CHECK, user)
        quality.works(session, project.id, Which(CHECK, user, "LOCATION", date(2026, 11, 2)))
        quality.how_many(session, project.id, Which(CHECK, user))
    quality.by_person(session, project.id, CHECK)
    quality.known_documents(session, project.id)
    event.remove(engine, "before_cursor_execute", note)
    for statement, parameters in asked:
        if statement.split()[0] not in ("SELECT", "DELETE"):
            continue
        plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        walked = [step for step in plan if step.startswith("SCAN") and "CONSTANT ROW" not in step]
        assert not [step for step in walked if "anon" not in step and "subquery" not in step], (statement, plan)


def test_what_was_missed_and_what_is_too_much_can_be_listed(session, project, known, mark, annotator, manager):
    mark(known[0], annotator, ("وبحلب", "LOCATION"), ("طائرات", "WEAPON"), ("أمس", "DATE"))
    mark(known[1], annotator, ("حلب", "LOCATION"))
    mark(known[0], manager, ("حلب", "WEAPON"))
    count_new(session, project.id)

    def listed(**wanted):
        wanted = Wanted(among=Among.GOLD, purpose=CHECK, measure="span_f1_clitic_free", **wanted)
        return count(session, project.id, wanted).cases

    for one in quality.by_person(session, project.id, CHECK):
        assert listed(one=one.id, side=Side.GOLD) == one.judged.missed
        assert listed(one=one.id, side=Side.MINE) == one.judged.added
    for label, judged in quality.by_label(session, project.id, CHECK).items():
        assert listed(label=label, side=Side.GOLD) == judged.missed
        assert listed(label=label, side=Side.MINE) == judged.added
    (week,) = quality.by_week(session, project.id, CHECK)
    assert listed(week=week.begins, side=Side.GOLD) == week.judged.missed > 0
    assert listed(week=date(2020, 1, 6)) == 0


def test_the_work_behind_a_figure_can_be_listed(session, project, known, mark, annotator, manager):
    mark(known[0], annotator, ("حلب", "LOCATION"), ("أمس", "DATE"))
    mark(known[1], manager, ("حلب", "LOCATION"))
    count_new(session, project.id)
    for label, judged in quality.by_label(session, project.id, CHECK).items():
        which = Which(CHECK, label=label)
        assert quality.how_many(session, project.id, which) == judged.documents
        assert len(quality.works(session, project.id, which)) == judged.documents
    (week,) = quality.by_week(session, project.id, CHECK)
    assert quality.how_many(session, project.id, Which(CHECK, week=week.begins)) == 2
    assert [one.name for one in quality.works(session, project.id, Which(CHECK, manager.id))] == [manager.name]
