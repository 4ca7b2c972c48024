"""Suggestions are proposed anew without disturbing what people have decided on."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from annotator.core.document import Document
from annotator.core.operations import Accept, AddSpan, Reject
from annotator.core.phrases import Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.db.base import writing
from annotator.db.documents import DocumentRow, SuggestedArgumentRow, SuggestionRow
from annotator.db.projects import ProjectRow
from annotator.services import knowledge, suggest
from annotator.services.annotate import open_layer, save_operations
from annotator.services.bulk import Selection, put_in_bin
from annotator.services.erasing import erase
from annotator.services.relabel import change_label_set
from annotator.services.suggest import refresh, suggest_documents, suggester_titles
from annotator.services.workplace import find_place, workplace
from annotator.suggesters import registry
from annotator.suggesters.remote import Remote

TEXT = "قصفت طائرات بلدة الريحانية أمس"
STRIKE, PLACE, WEAPON = Span(0, 4, "EVENT"), Span(17, 26, "LOCATION"), Span(5, 11, "WEAPON")


class Fake:
    """A suggester that proposes what a test says."""

    id, title, version, reads = "fake", "Fake", "1", "text"

    def __init__(self) -> None:
        self.spans: list[Span] = [STRIKE, PLACE]
        self.arguments = [(STRIKE, "location", PLACE)]
        self.score = 0.5

    def ready(self):
        return None

    def suggest(self, document, labels, annotations=()):
        reason = Phrase("because of %(word)s", {"word": "x"})
        for span in self.spans:
            kind = ("Battles", "Armed clash") if span.label == "EVENT" else (None, None)
            yield Suggestion(span, self.score, reason, *kind)
        for trigger, role, span in self.arguments:
            yield ArgumentSuggestion(trigger, role, span, 0.25, reason)


class Offered(dict):
    """A registry of these suggesters and no others."""

    def all(self) -> dict[str, Fake]:
        return self


@pytest.fixture
def fake(monkeypatch) -> Fake:
    made = Fake()
    monkeypatch.setattr(knowledge, "registry", Offered({"fake": made}))
    return made


@pytest.fixture
def desk(session, project, manager, take):
    """A document without suggestions of its own: propose, look, decide."""

    class Desk:
        (document,) = take("a.txt", TEXT).added

        def propose(self) -> dict[int, int]:
            found = dict(suggest_documents(session, project))
            session.expire_all()
            return found

        def rows(self, *, current: bool = True) -> dict[Span, SuggestionRow]:
            rows = session.scalars(select(SuggestionRow).filter_by(document_id=self.document, current=current))
            return {row.value().span: row for row in rows}

        def decide(self, operation) -> None:
            row = open_layer(session, self.document, manager)
            save_operations(session, row, project.label_set.value(), manager, row.revision, [operation])

        def shown(self):
            place = find_place(session, project.id, self.document, manager)
            return {one.span: one for one in workplace(session, place).suggestions}

    return Desk()


def test_what_is_proposed_is_kept_with_its_source_and_reason(desk, fake):
    assert desk.propose() == {desk.document: 2}
    row = desk.rows()[STRIKE]
    assert (row.suggester, row.version, row.score, row.type, row.subtype) == (
        "fake",
        "1",
        0.5,
        "Battles",
        "Armed clash",
    )
    assert str(row.phrase()) == "because of x"
    ((role, filler, score, _),) = desk.shown()[STRIKE].arguments
    assert (role, filler, score) == ("location", desk.rows()[PLACE].id, 0.25)


def test_proposing_again_changes_nothing(desk, fake):
    desk.propose()
    before = {span: row.id for span, row in desk.rows().items()}
    assert desk.propose() == {desk.document: 2}
    assert {span: row.id for span, row in desk.rows().items()} == before


def test_what_is_no_longer_proposed_disappears_unless_somebody_decided_on_it(desk, fake):
    fake.spans = [STRIKE, PLACE, WEAPON]
    desk.propose()
    desk.decide(Reject(id="o1", suggestion=desk.rows()[WEAPON].id))
    fake.spans, fake.arguments = [STRIKE], []
    desk.propose()
    assert set(desk.rows()) == {STRIKE}
    assert set(desk.rows(current=False)) == {PLACE, WEAPON}
    assert set(desk.shown()) == {STRIKE, WEAPON}
    assert not desk.shown()[STRIKE].arguments


def test_a_decision_stands_when_its_suggestion_is_proposed_again(desk, fake, session, project, manager):
    desk.propose()
    desk.decide(Accept(id="o1", suggestion=desk.rows()[PLACE].id, span="s1"))
    desk.propose()
    found = workplace(session, find_place(session, project.id, desk.document, manager))
    assert set(found.layer.decisions) == {desk.rows()[PLACE].id}


def test_spans_of_a_file_stay_and_are_not_proposed_twice(session, project, take, fake):
    given = {"text": TEXT, "spans": [{"start": 17, "end": 26, "label": "LOCATION", "score": 0.75}]}
    (document,) = take("b.jsonl", json.dumps(given)).added
    list(suggest_documents(session, project, [document]))
    session.expire_all()
    rows = session.scalars(select(SuggestionRow).filter_by(document_id=document, current=True)).all()
    assert {(row.suggester, row.label) for row in rows} == {("import", "LOCATION"), ("fake", "EVENT")}
    (argument,) = session.scalars(select(SuggestedArgumentRow)).all()
    assert session.get_one(SuggestionRow, argument.filler_id).suggester == "import"


def test_what_somebody_decided_on_keeps_the_score_that_they_saw(desk, fake, session):
    desk.propose()
    desk.decide(Accept(id="o1", suggestion=desk.rows()[PLACE].id, span="s1"))
    fake.version, fake.score = "2", 0.9
    desk.propose()
    rows = desk.rows()
    assert (rows[PLACE].version, rows[PLACE].score) == ("1", 0.5)
    assert (rows[STRIKE].version, rows[STRIKE].score) == ("2", 0.9)


def test_the_same_argument_from_two_sides_is_kept_once_with_the_better_score(desk, fake, session):
    fake.arguments *= 2
    desk.propose()
    assert len(session.scalars(select(SuggestedArgumentRow)).all()) == 1


def test_a_suggester_that_is_not_ready_is_passed_over(desk, fake):
    fake.ready = lambda: Phrase("no word list here")
    assert desk.propose() == {desk.document: 0}


def test_no_suggesters_propose_nothing(desk, monkeypatch):
    monkeypatch.setattr(knowledge, "registry", Offered())
    assert desk.propose() == {desk.document: 0}


def test_every_suggester_has_a_name_for_people():
    titles = suggester_titles()
    assert {"import", *registry.all()} <= set(titles)
    assert all(str(title) for title in titles.values())


def test_the_same_text_gets_the_same_json_twice(conflict):
    document = Document(TEXT)
    first, second = (
        suggest.proposal_to_json(document, conflict, suggest.propose_for(document, conflict)) for _ in "ab"
    )
    assert first == second
    assert first["text"] == TEXT
    assert all(span["label"] != "EVENT" for span in first["spans"])
    assert document == Document(TEXT)


def test_documents_erased_and_labels_changed_meanwhile(session, project, take, manager):
    first, second, third = take(
        "many.jsonl", "\n".join(f'{{"text": "قصفت طائرات بلدة الريحانية مساء {number}"}}' for number in range(3))
    ).added
    going = suggest_documents(session, project, [first, second, third])
    assert next(going)[1] > 0
    chosen = Selection(project.id, ids=(second,))
    put_in_bin(session, chosen, manager)
    erase(session, chosen, 1, manager)
    small = 'id = "small"\ntitle = "Small"\n[[labels]]\nid = "PLACE"\ntitle = "Place"\ncolour = "#117733"\nkey = "1"\n'
    change_label_set(session, project, small, "small.toml")
    known = project.label_set.value().by_id
    assert [number for number, _ in going] == [second, third]
    labels = set(session.scalars(select(SuggestionRow.label).filter_by(document_id=third, current=True)))
    assert labels <= {label.id for label in known.values() if not label.retired}


def test_what_was_decided_comes_into_the_next_document_when_it_is_opened(desk, fake, session, project, manager, take):
    fake.spans, fake.arguments = [PLACE], []
    (other,) = take("b.txt", "عادت الريحانية إلى الهدوء أمس").added
    desk.propose()
    assert _spans(session, other) == {PLACE}
    desk.decide(Reject(id="o1", suggestion=desk.rows()[PLACE].id))
    refresh(session, project.id, other)
    assert _spans(session, other) == {PLACE}  # other words than those that were rejected
    desk.decide(AddSpan(id="o2", span="s", start=17, end=26, label="ACTOR"))
    refresh(session, project.id, other)
    assert _spans(session, other) == {PLACE, Span(5, 14, "ACTOR")}


def test_a_document_opens_as_it_was_when_remembering_fails(desk, fake, session, project, monkeypatch, caplog):
    def fails(*_args, **_values):
        raise ValueError(TEXT)

    desk.propose()
    fake.version, fake.spans = "2", [WEAPON]
    monkeypatch.setattr(suggest, "remember", fails)
    refresh(session, project.id, desk.document)
    assert set(desk.rows()) == {STRIKE, PLACE}
    assert "ValueError" in caplog.text
    assert TEXT not in caplog.text


def test_once_somebody_has_begun_everybody_sees_the_same(desk, fake, session, project, manager, take):
    fake.arguments = []
    desk.propose()
    desk.decide(Reject(id="o1", suggestion=desk.rows()[PLACE].id))
    fake.spans = [WEAPON]
    refresh(session, project.id, desk.document)
    assert set(desk.rows()) == {STRIKE, PLACE}


def test_where_nothing_was_ever_proposed_nothing_is_when_it_is_opened(fake, session, project, take):
    (document,) = take("c.txt", TEXT).added
    refresh(session, project.id, document)
    assert _spans(session, document) == set()


def test_what_a_server_suggested_stays_when_its_address_is_gone_or_cannot_be_read(desk, fake, session, project):
    remote = Remote()
    fake.id, fake.arguments = "remote", []
    desk.propose()
    for address in (None, "nonsense"):
        with writing(session):
            session.get_one(ProjectRow, project.id).backend_url = address
        knowledge.registry.clear()
        knowledge.registry["remote"] = remote
        with writing(session):
            session.get_one(DocumentRow, desk.document).suggested_with = "old"
        refresh(session, project.id, desk.document)
        session.expire_all()
        assert set(desk.rows()) == {STRIKE, PLACE}


def _spans(session, document: int) -> set[Span]:
    session.expire_all()
    rows = session.scalars(select(SuggestionRow).filter_by(document_id=document, current=True))
    return {row.value().span for row in rows}
