"""Which documents a filter means, against a filter written in plain Python."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from annotator.db.base import insert_all, now, writing
from annotator.db.documents import EVERYBODY, FREED, PRACTICE, AssignmentRow, DocumentRow, TextRow
from annotator.db.jobs import JobRow
from annotator.db.layers import LayerRow, NoteRow, SpanRow
from annotator.services.accounts import add_user
from annotator.services.bulk import Selection
from annotator.services.comparing import compare
from annotator.services.documents import count, page_of
from annotator.services.filtering import (
    NO_JOB,
    NOTES,
    PRIORITIES,
    SORTS,
    STATES,
    Filter,
    folded_words,
    in_order,
    matching,
)
from annotator.services.intake import found_by
from annotator.services.known_answers import use_for
from annotator.services.quality_counting import count_documents
from tests.gilded import gild
from tests.reviewed_project import finish, reviewed

TITLES = ("قصف على حلب", "اشتباكات في إدلب", "100% صحيح", "a_b", "Aleppo", "O'Brien; DROP TABLE document", "")
SOURCES = ("وكالة", "وكالة الميناء", "")
TEXTS = ("سقط أحمد جريحا", "قصفت طائرات المدينة", "في عام ٢٠١٧ [خبر]", "ALEPPO * fell?")
WORDS = ("", "حلب", "ادلب", "وكاله", "%", "_", "a_b", "aleppo", "احمد", "2017", "*", "?", "[", "'", "\u202e", "x\x00")
LABELS = ("LOCATION", "EVENT")
DAYS = (None, date(2016, 1, 1), date(2017, 6, 1), date(2018, 1, 1))

work = st.tuples(st.sampled_from(["open", "finished", "skipped", FREED]), st.sets(st.sampled_from(LABELS)))
documents = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TITLES),
        "source": st.sampled_from(SOURCES),
        "text": st.sampled_from(TEXTS),
        "date": st.sampled_from(DAYS),
        "wanted": st.sampled_from([0, 1, 2, EVERYBODY]),
        "rank": st.sampled_from([-10, -1, 0, 1]),
        "binned": st.booleans(),
        "job": st.booleans(),
        "work": st.lists(work, max_size=2),
        "notes": st.sets(st.sampled_from(NOTES)),
    }
)
filters = st.fixed_dictionaries(
    {},
    optional={
        "words": st.sampled_from(WORDS),
        "texts": st.booleans(),
        "state": st.sampled_from(STATES),
        "annotator": st.sampled_from([0, 1]),
        "label": st.sampled_from(LABELS),
        "note": st.sampled_from(NOTES),
        "source": st.sampled_from(SOURCES),
        "since": st.sampled_from(DAYS),
        "until": st.sampled_from(DAYS),
        "priority": st.sampled_from(list(PRIORITIES)),
        "calibration": st.booleans(),
        "job": st.just(1),
        "binned": st.booleans(),
    },
).flatmap(
    lambda some: st.sets(st.sampled_from(sorted(some) or ["texts"]), max_size=3).map(
        lambda names: Filter(**{name: some[name] for name in names if name in some})
    )
)
"""Up to three things at once: more seldom mean any document."""


def state_of(wanted: int, states: list[str]) -> str:
    """Return what the documentation of ``STATE`` says."""
    held = [state for state in states if state != FREED]
    finished, opened = held.count("finished"), held.count("open")
    enough = len(held) if wanted in (0, EVERYBODY) else wanted
    if not held:
        return "new"
    if not opened and finished >= enough:
        return "done"
    if "skipped" in held:
        return "skipped"
    return "working" if opened else "waiting"


def means(wanted: Filter, row: dict, users: list[int]) -> bool:
    states = [state for state, _ in row["work"]]
    words = folded_words(wanted.words)
    beside, text = found_by(row["title"], row["source"], row["key"]), found_by(row["text"])
    rank = row["rank"]
    return all(
        [
            row["binned"] == wanted.binned,
            bool(words) or not wanted.words.strip(),
            all(word in beside or (wanted.texts and word in text) for word in words),
            wanted.state in ("", state_of(row["wanted"], states)),
            wanted.annotator is None
            or any(user == wanted.annotator and state != FREED for user, state in zip(users, states, strict=False)),
            not wanted.label or any(wanted.label in labels for _, labels in row["work"]),
            not wanted.note or (bool(row["work"]) and wanted.note in row["notes"]),
            wanted.source in ("", row["source"]),
            not wanted.since or (row["date"] is not None and row["date"] >= wanted.since),
            not wanted.until or (row["date"] is not None and row["date"] <= wanted.until),
            {"": True, "first": rank < 0, "normal": rank == 0, "later": rank > 0}[wanted.priority],
            wanted.calibration is None or (row["wanted"] == EVERYBODY) == wanted.calibration,
            wanted.job is None or row["job"],
        ]
    )


@pytest.fixture
def fill(session, project):
    """Put exactly these documents into the project; those of another stand beside."""
    users = [add_user(session, name, None).id for name in ("one", "two")]
    project_id = project.id
    insert_all(session, JobRow, [{"id": 1, "project_id": project_id, "kind": "import", "state": "done", "done": 0,
        "total": 0, "cancelled": False, "fields": {}, "result": {}, "created_at": now()}])  # fmt: skip
    session.commit()

    def filled(rows: list[dict]) -> list[int]:
        for table in (LayerRow, AssignmentRow, DocumentRow):
            session.execute(delete(table))
        for id_, row in enumerate(rows, 1):
            row["key"] = f"k-{id_}"
            _put(session, project_id, id_, row, users)
        session.commit()
        return users

    return filled


def _put(session, project_id: int, id_: int, row: dict, users: list[int]) -> None:
    insert_all(session, DocumentRow, [{"id": id_, "project_id": project_id, "key": row["key"], "title": row["title"],
        "source": row["source"], "date": row["date"], "meta": {}, "sha256": str(id_), "created_at": now(),
        "characters": len(row["text"]), "found_by": found_by(row["title"], row["source"], row["key"]),
        "wanted": row["wanted"], "rank": row["rank"], "binned_at": now() if row["binned"] else None,
        "job_id": 1 if row["job"] else None}])  # fmt: skip
    insert_all(session, TextRow, [{"document_id": id_, "text": row["text"]}])
    for place, ((state, labels), user) in enumerate(zip(row["work"], users, strict=False)):
        insert_all(session, AssignmentRow, [{"document_id": id_, "user_id": user, "project_id": project_id,
            "place": id_, "state": state, "created_at": now()}])  # fmt: skip
        layer = id_ * 10 + place
        insert_all(session, LayerRow, [{"id": layer, "document_id": id_, "user_id": user, "revision": 1,
            "state": "open", "created_at": now(), "changed_at": now()}])  # fmt: skip
        for label in labels:
            insert_all(session, SpanRow, [{"layer_id": layer, "id": label, "start": 0, "end": 1, "label": label,
                "attributes": {}, "origin": "manual", "decided_at": ""}])  # fmt: skip
        for sort in row["notes"]:
            insert_all(session, NoteRow, [{"layer_id": layer, "id": sort, "sort": sort, "text": "", "noted_at": ""}])


@settings(max_examples=150)
@given(rows=st.lists(documents, max_size=6), wanted=filters)
def test_a_filter_means_what_it_says(session, project, fill, rows, wanted):
    users = fill(rows)
    if wanted.annotator is not None:
        wanted = replace(wanted, annotator=users[wanted.annotator])
    expected = {id_ for id_, row in enumerate(rows, 1) if means(wanted, row, users)}
    assert set(session.scalars(matching(project.id, wanted))) == expected
    page = page_of(session, project.id, wanted, down=False, number=1)
    assert (page.total, {one.id for one in page.documents}) == (len(expected), expected)
    assert {one.id: one.state for one in page.documents} == {
        id_: state_of(rows[id_ - 1]["wanted"], [state for state, _ in rows[id_ - 1]["work"]]) for id_ in expected
    }


@settings(max_examples=30)
@given(rows=st.lists(documents, min_size=1, max_size=8))
def test_every_order_has_each_document_once_and_undated_ones_last(session, project, fill, rows):
    fill(rows)
    here = {id_ for id_, row in enumerate(rows, 1) if not row["binned"]}
    for sort, down in product(SORTS, (False, True)):
        query = matching(project.id, Filter()).order_by(*in_order(Filter(), sort, down=down))
        ids = session.scalars(query).all()
        assert sorted(ids) == sorted(here)
        dates = [rows[id_ - 1]["date"] for id_ in ids]
        if sort == "date":
            known = [one for one in dates if one]
            assert dates == sorted(known, reverse=down) + [None] * (len(dates) - len(known))


@pytest.mark.parametrize("number", [-(10**30), 0, 1, 2, 10**30])
def test_a_page_that_is_not_there_is_the_nearest_one(session, project, take, number):
    take("a.jsonl", "\n".join(f'{{"text": "نص {number}"}}' for number in range(60)))
    page = page_of(session, project.id, Filter(), down=False, number=number)
    assert (page.number, page.last, page.total) == (1 if number < 2 else 2, 2, 60)
    assert len(page.documents) == (50 if page.number == 1 else 10)


def test_a_search_cannot_be_too_long_or_too_strange(session, project, take):
    take("a.txt", "قصف على حلب")
    for words in (
        "a" * 100_000,
        "ا " * 5000,
        "%" * 500,
        "[" * 500,
        "*" * 500,
        '" OR NEAR(x) AND (',
        "\x00",
        "\u202e\u200f",
    ):
        for texts in (False, True):
            assert count(session, project.id, Filter(words=words, texts=texts)) == (0, False)


def test_a_word_is_found_in_a_text_however_it_is_written(session, project, take):
    take("a.jsonl", '{"text": "وصل أحمد إلى المدينةِ عام ٢٠١٧", "title": "خبر"}')
    for words in ("احمد", "أحمد", "الى", "المدينه", "2017", "٢٠١٧", "وصل خبر"):
        assert count(session, project.id, Filter(words=words, texts=True)) == (1, False), words
    assert count(session, project.id, Filter(words="احمد")) == (0, False)


def test_the_pages_that_are_opened_often_go_by_an_index(session, project):
    for sort, down in product(("queue", "date", "title", "length"), (False, True)):
        query = matching(project.id, Filter()).order_by(*in_order(Filter(), sort, down=down)).limit(50)
        text = str(query.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
        plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
        assert len(plan) == 1, plan
        assert "COVERING INDEX ix_document_" in plan[0]


def test_documents_behind_the_numbers_of_the_agreement(session, project, take, manager):
    people, documents = reviewed(session, project)
    line = '{"text": "قصفت طائرات", "spans": [{"start": 0, "end": 4, "label": "EVENT"}]}'
    shown, blind, alone = (take(f"{n}.jsonl", line.replace("طائرات", n)).added[0] for n in ("أ", "ب", "ج"))
    job = JobRow(project_id=project.id, kind="import", state="done", fields={}, result={})
    with writing(session):
        session.add(job)
        session.flush()
        session.get(DocumentRow, documents[0]).job_id = job.id
        session.get(DocumentRow, blind).blind = True
    finish(session, project, alone, people[0])
    compare(session, project.id, [*documents, alone])
    gild(session, documents[0])
    gild(session, documents[1])
    count_documents(session, project.id, documents[:2])
    use_for(session, Selection(project.id, ids=(documents[1],)), PRACTICE, manager)

    def found(**wanted):
        return sorted(session.scalars(matching(project.id, Filter(**wanted))))

    assert found(compared="several") == documents
    assert found(compared="somebody") == [*documents, alone]
    assert found(compared="several", job=NO_JOB) == documents[1:]
    assert found(beside=people[1].id) == [documents[0]]
    assert found(beside=people[1].id, purpose=PRACTICE) == [documents[1]]
    assert found(suggested=True) == [shown, alone]
    assert found(suggested=False) == [blind]
