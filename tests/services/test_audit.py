"""What managers did, as sentences."""

from __future__ import annotations

import pytest
from sqlalchemy import select

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
