"""What managers did, as sentences."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from annotator.core.phrases import Phrase
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.services import audit
from annotator.services.accounts import add_user
from annotator.services.projects import add_members
from annotator.translations import catalogue, said


def _sentences(session, project_id=None, language="en"):
    gettext = catalogue(language).gettext
    return [(one.who, said(one.phrase, gettext)) for one in audit.entries(session, project_id)]


def test_what_was_done_reads_as_a_sentence_in_either_language(session, project, manager):
    layla = add_user(session, "layla", None)
    add_members(session, project, [layla], "curator", by=manager)
    assert _sentences(session)[0] == ("huda", "let layla in as curator")
    assert "layla" in _sentences(session, language="ar")[0][1]
    assert "curator" not in _sentences(session, language="ar")[0][1]


def test_the_log_is_in_the_transaction_that_it_tells_of(session, project, manager):
    def fail() -> None:
        with writing(session):
            audit.record(session, manager, project.id, "did something")
            raise RuntimeError

    before = len(audit.entries(session))
    with pytest.raises(RuntimeError):
        fail()
    assert len(audit.entries(session)) == before


def test_a_project_has_its_own_log_page_by_page(session, project, manager):
    with writing(session):
        for number in range(5):
            audit.record(session, manager, project.id, "did %(number)s", number=number)
        audit.record(session, None, None, "did something elsewhere")
    first = audit.entries(session, project.id, limit=2)
    assert [one.phrase.values["number"] for one in first] == [4, 3]
    second = audit.entries(session, project.id, before=first[-1].id, limit=2)
    assert [one.phrase.values["number"] for one in second] == [2, 1]
    assert _sentences(session)[0] == ("", "did something elsewhere")


def test_who_is_gone_is_named_all_the_same(session, project, manager):
    other = add_user(session, "sami", None, manager=True)
    with writing(session):
        audit.record(session, other, project.id, "did something")
        session.delete(session.scalar(select(UserRow).filter_by(name="sami")))
    assert _sentences(session, project.id)[0] == ("sami", "did something")


def test_a_value_of_any_length_is_kept_short(session, project, manager):
    with writing(session):
        audit.record(session, manager, project.id, "named %(name)s", name="x" * 10_000, inner=Phrase("y"))
    (entry,) = audit.entries(session, project.id, limit=1)
    assert len(entry.phrase.values["name"]) == audit.MAX_VALUE + 1
    assert entry.phrase.values["inner"] == Phrase("y")


def test_the_log_of_one_person_and_who_is_in_it(session, project, manager):
    sami = add_user(session, "sami", None)
    add_user(session, "idle", None)
    with writing(session):
        audit.record(session, sami, project.id, "did %(number)s", number=1)
        audit.record(session, manager, None, "did %(number)s", number=2)
        audit.record(session, sami, None, "did %(number)s", number=3)
    theirs = audit.entries(session, project.id, user_id=sami.id)
    assert [one.phrase.values["number"] for one in theirs] == [1]
    theirs = audit.entries(session, user_id=sami.id)
    assert [one.phrase.values["number"] for one in theirs] == [3, 1]
    assert {one.user_id for one in theirs} == {sami.id}
    assert audit.doers(session, project.id) == [(sami.id, "sami")]
    assert [name for _, name in audit.doers(session)] == ["huda", "sami"]
    assert audit.project_names(session, theirs) == {project.id: project.name}


def test_the_log_is_read_by_its_indexes(session, project, manager):
    statements = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: statements.append(given[2:4]))
    audit.entries(session, project.id, before=9)
    audit.entries(session, project.id, user_id=manager.id, before=9)
    audit.entries(session, user_id=manager.id)
    audit.entries(session)
    audit.doers(session, project.id)
    audit.doers(session)
    read = [(sql, values) for sql, values in statements if "audit" in sql]
    assert len(read) == 6
    for sql, values in read:
        plan = [row[-1] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert not [step for step in plan if "TEMP B-TREE" in step and "user" not in sql], (sql, plan)
        # Without a condition, the newest rows are read from the end of the table.
        assert not [step for step in plan if step == "SCAN audit" and "WHERE" in sql], (sql, plan)
