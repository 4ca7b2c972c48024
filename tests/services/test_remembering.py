"""What a project remembers: in the next document at once, nothing of what was deleted, nothing of a spoilt layer."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, func, select, update

from annotator.core.document import Document
from annotator.core.operations import AddSpan, Undo
from annotator.db import base, turns
from annotator.db.base import writing
from annotator.db.documents import CHECK, PRACTICE, DocumentRow
from annotator.db.layers import LayerRow, OperationRow
from annotator.db.models import RememberedChangeRow, RememberedRow
from annotator.db.projects import ProjectRow
from annotator.services import bulk, erasing, memories, remembering
from annotator.services.annotate import open_layer, save_operations
from annotator.services.bulk import Selection
from annotator.services.erasing import erase
from annotator.services.filtering import Filter
from annotator.services.memories import memory_of
from annotator.services.remembering import remember
from annotator.suggesters.memory import Memory

PLACE = "زعفرانة"
TEXT = f"وصلت القافلة إلى {PLACE} مساء الخميس"


@pytest.fixture
def two(take):
    return take("a.jsonl", "\n".join(json.dumps({"text": one}) for one in (TEXT, "عاد السكان إلى بيوتهم"))).added


@pytest.fixture
def save(session, project, manager):
    def saved(document: int, *operations):
        row = open_layer(session, document, manager)
        save_operations(session, row, project.label_set.value(), manager, row.revision, operations)

    return saved


@pytest.fixture
def proposed(session, project):
    """Return the words that the memory proposes in a text, with their labels."""

    def found(text: str):
        found = memory_of(session, project.id).suggest(Document(text), project.label_set.value())
        spans = [one.span for one in found]
        return [(text[one.start : one.end], one.label) for one in spans]

    return found


def _add(text: str, word: str, label: str = "LOCATION", number: int = 1) -> AddSpan:
    start = text.index(word)
    return AddSpan(id=f"o{number}", span=f"s{number}", start=start, end=start + len(word), label=label)


def test_what_was_marked_is_proposed_in_the_next_text_with_its_clitics(session, project, two, save, proposed):
    assert proposed(f"قرب {PLACE}") == []
    save(two[0], _add(TEXT, PLACE))
    assert remember(session, project.id) == 1
    assert proposed(f"قرب {PLACE}") == [(PLACE, "LOCATION")]
    assert proposed(f"خرجوا من القرية وب{PLACE} ناموا") == [(PLACE, "LOCATION")]


def test_what_is_taken_back_is_forgotten(session, project, two, save, proposed):
    save(two[0], _add(TEXT, PLACE))
    remember(session, project.id)
    save(two[0], Undo(id="u", operations=("o1",)))
    assert remember(session, project.id) == 1
    assert proposed(f"قرب {PLACE}") == []
    assert session.scalar(select(func.count()).select_from(RememberedRow)) == 0


def test_a_layer_in_which_every_word_is_a_span_teaches_nothing(session, project, take, save, proposed):
    words = [f"كلمة{number}" for number in range(30)]
    text = " ".join(words)
    (document,) = take("b.jsonl", json.dumps({"text": text})).added
    save(document, *(_add(text, word, number=number) for number, word in enumerate(words, 1)))
    assert remember(session, project.id) == 1
    assert proposed(text) == []


def test_names_of_a_text_that_was_deleted_for_good_are_gone(session, project, two, save, proposed, manager):
    save(two[0], _add(TEXT, PLACE))
    save(two[1], _add("عاد السكان إلى بيوتهم", "السكان", "ACTOR"))
    remember(session, project.id)
    bulk.put_in_bin(session, Selection(project.id, ids=(two[0],)), manager)
    assert erase(session, Selection(project.id, Filter(binned=True)), 1, manager) == 1
    assert session.scalar(select(func.count()).select_from(RememberedRow)) == 0
    assert remember(session, project.id) == 1
    assert proposed(f"قرب {PLACE} عاد السكان") == [("السكان", "ACTOR")]


@pytest.mark.parametrize("purpose", [CHECK, PRACTICE])
def test_answers_by_which_people_are_judged_are_not_suggested(session, project, two, save, proposed, purpose):
    save(two[0], _add(TEXT, PLACE))
    save(two[1], _add("عاد السكان إلى بيوتهم", "السكان", "ACTOR"))
    remember(session, project.id)
    _use(session, two[0], purpose)
    assert remember(session, project.id) == 1
    assert proposed(f"قرب {PLACE} عاد السكان") == [("السكان", "ACTOR")]
    start = TEXT.index("القافلة")
    save(two[0], AddSpan(id="o2", span="s2", start=start, end=start + 7, label="ACTOR"))
    assert remember(session, project.id) == 0
    _use(session, two[0], "")
    assert remember(session, project.id) == 1
    assert proposed(f"قرب {PLACE} القافلة") == [(PLACE, "LOCATION"), ("القافلة", "ACTOR")]


def _use(session, document, purpose):
    session.execute(update(DocumentRow).where(DocumentRow.id == document).values(purpose=purpose))
    session.commit()


def test_counting_goes_on_in_portions(session, project, take, save):
    texts = [f"{TEXT} {number}" for number in range(5)]
    documents = take("c.jsonl", "\n".join(json.dumps({"text": one}) for one in texts)).added
    for document, text in zip(documents, texts, strict=True):
        save(document, _add(text, PLACE))
    assert [remember(session, project.id, 2) for _ in range(4)] == [2, 2, 1, 0]
    counted = select(RememberedRow.accepted).filter_by(project_id=project.id, context="")
    assert session.scalars(counted).all() == [5]
    assert session.scalar(select(func.count(DocumentRow.id))) == 5


def test_a_layer_that_cannot_be_read_holds_up_no_other(session, project, take, save, caplog):
    texts = [f"{TEXT} {number}" for number in range(3)]
    documents = take("d.jsonl", "\n".join(json.dumps({"text": one}) for one in texts)).added
    save(documents[0], _add(texts[0], PLACE))
    remember(session, project.id)
    for document, text in zip(documents, texts, strict=True):
        save(document, _add(text, "القافلة", "ACTOR", 2))
    with writing(session):
        layer = select(LayerRow.id).filter_by(document_id=documents[0]).scalar_subquery()
        damaged = update(OperationRow).where(OperationRow.layer_id == layer, OperationRow.revision > 1)
        session.execute(damaged.values(edits=[{PLACE: 1}]))
    assert [remember(session, project.id) for _ in range(2)] == [2, 0]
    assert "cannot be counted" in caplog.text
    assert PLACE not in caplog.text


def test_no_name_stays_when_deleting_ends_half_way(session, project, two, save, proposed, manager, monkeypatch):
    def fails(*_args, **_values):
        raise OSError("full")

    for document, text in zip(two, (TEXT, "عاد السكان إلى بيوتهم"), strict=True):
        save(document, _add(text, PLACE if PLACE in text else "السكان"))
    remember(session, project.id)
    bulk.put_in_bin(session, Selection(project.id, ids=tuple(two)), manager)
    monkeypatch.setattr(erasing, "CHUNK", 1)
    monkeypatch.setattr(erasing.audit, "record", fails)
    with pytest.raises(OSError, match="full"):
        erase(session, Selection(project.id, Filter(binned=True)), 2, manager)
    session.rollback()
    left = session.scalar(select(DocumentRow.id).filter_by(project_id=project.id))
    assert left in two
    assert len({(PLACE in one) for one in session.scalars(select(RememberedRow.name))}) == 0


def test_nobody_who_saves_waits_while_it_is_counted(session, project, two, save, proposed, monkeypatch):
    save(two[0], _add(TEXT, PLACE))
    counted = remembering.verdicts

    def counted_beside_a_change(*values):
        remembering.verdicts = counted
        with ThreadPoolExecutor(1) as other:
            assert other.submit(lock_is_free).result(10)
        return counted(*values)

    def lock_is_free() -> bool:
        return turns._threads.acquire(blocking=False) and turns._threads.release() is None

    monkeypatch.setattr(remembering, "verdicts", counted_beside_a_change)
    assert remember(session, project.id) == 1
    assert proposed(f"قرب {PLACE}") == [(PLACE, "LOCATION")]


def test_what_two_count_at_once_counts_once(session, project, two, save, proposed, monkeypatch):
    save(two[0], _add(TEXT, PLACE))
    counted = remembering._counted

    def counted_twice(*values):
        found = counted(*values)
        monkeypatch.setattr(remembering, "_counted", counted)
        remember(session, project.id)
        return found

    monkeypatch.setattr(remembering, "_counted", counted_twice)
    remember(session, project.id)
    session.rollback()
    assert max(session.scalars(select(RememberedRow.accepted))) == 1
    assert memory_of(session, project.id)._memory == Memory(memories._rows(session, project.id))


@pytest.fixture
def elsewhere(session, project, monkeypatch):
    """What the project remembers in another process, and how often all counts were read there."""
    held, read, rows = memories._Memories(), [], memories._rows

    def noted(*values):
        read.append(values)
        return rows(*values)

    def found() -> Memory:
        monkeypatch.setattr(memories, "_rows", noted)
        memory = held.get(session, project.id)._memory
        monkeypatch.setattr(memories, "_rows", rows)
        assert memory == Memory(rows(session, project.id))
        return memory

    found.read = read
    return found


def test_another_process_reads_what_was_added_and_not_all(session, project, two, save, elsewhere):
    assert len(elsewhere()) == 0
    save(two[0], _add(TEXT, PLACE))
    remember(session, project.id)
    save(two[1], _add("عاد السكان إلى بيوتهم", "السكان", "ACTOR"))
    remember(session, project.id)
    assert len(elsewhere()) == 2
    save(two[0], Undo(id="u", operations=("o1",)))
    remember(session, project.id)
    assert len(elsewhere()) == 1
    assert len(elsewhere.read) == 1


@pytest.mark.parametrize(("limit", "value"), [("MOST_TOLD", 1), ("LONGEST_TOLD", 2)])
def test_another_process_that_was_not_told_reads_all(session, project, two, save, elsewhere, monkeypatch, limit, value):
    monkeypatch.setattr(memories, limit, value)
    assert len(elsewhere()) == 0
    save(two[0], _add(TEXT, PLACE))
    remember(session, project.id)
    save(two[1], _add("عاد السكان إلى بيوتهم", "السكان", "ACTOR"))
    remember(session, project.id)
    assert len(elsewhere()) == 2
    assert len(elsewhere.read) == 2
    assert session.scalar(select(func.count()).select_from(RememberedChangeRow)) <= 1


def test_what_was_deleted_for_good_is_told_to_nobody(session, project, two, save, elsewhere, manager):
    save(two[0], _add(TEXT, PLACE))
    remember(session, project.id)
    assert len(elsewhere()) == 1
    bulk.put_in_bin(session, Selection(project.id, ids=(two[0],)), manager)
    erase(session, Selection(project.id, Filter(binned=True)), 1, manager)
    assert session.scalar(select(func.count()).select_from(RememberedChangeRow)) == 0
    assert len(elsewhere()) == 0


def test_a_project_with_the_number_of_another_remembers_nothing_of_it(session, project, two, save, elsewhere):
    save(two[0], _add(TEXT, PLACE))
    remember(session, project.id)
    assert len(elsewhere()) == 1
    with writing(session):
        session.execute(delete(RememberedRow))
        session.execute(update(ProjectRow).values(created_at=base.now()))
    assert len(elsewhere()) == 0
