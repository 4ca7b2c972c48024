"""The start page, a project's page, a new project."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import func, select

from annotator import labelsets
from annotator.core.operations import Finish
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.documents import RemarkRow
from annotator.db.jobs import RUNNING, JobRow
from annotator.db.projects import GuidelineRow, MemberRow, ProjectRow
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.assign import assign
from annotator.services.projects import add_members

EN = {"Accept-Language": "en"}
WICKED = "<script>alert(1)</script>\"'{{ 7*7 }}"


@pytest.fixture
def viewer(sign_in, session, project):
    user = add_user(session, "viewer", None)
    add_members(session, project, [user], "viewer")
    return sign_in(user)


@pytest.fixture
def curator(sign_in, session, project):
    user = add_user(session, "curator", None)
    add_members(session, project, [user], "curator")
    return sign_in(user)


def _finish(session, project, document, user):
    row = open_layer(session, document, user)
    save_operations(session, row, project.label_set.value(), user, row.revision, [Finish(id="f")])


def test_the_start_page_of_an_annotator_tells_of_nobody_else(
    session, project, clients, document, manager, take, annotator
):
    take("b.jsonl", '{"text": "نص آخر", "title": "ليس لها"}')
    _finish(session, project, document, manager)
    for where in ("/", f"/projects/{project.id}"):
        said = clients["member"].get(where, headers=EN).text
        assert "Begin annotating" not in said
        assert "Go on annotating" in said
        assert "everybody" not in said
        assert "huda" not in said
        assert "ليس لها" not in said
        assert '/progress"' not in said
    assert "Finished by everybody: 1" in clients["manager"].get("/", headers=EN).text


def test_the_document_that_was_left_is_the_first_thing(session, clients, project, document, annotator):
    open_layer(session, document, annotator)
    said = clients["member"].get("/", headers=EN).text
    assert f'href="/projects/{project.id}/documents/{document}"' in said
    assert "0 of 2 decided" in said


def test_comments_are_shown_as_texts(session, clients, project, document, annotator, manager):
    with writing(session):
        session.add(RemarkRow(document_id=document, user_id=annotator.id, author_id=manager.id, text=WICKED))
    assert "1 comment for you" in clients["member"].get("/", headers=EN).text
    said = clients["member"].get(f"/projects/{project.id}", headers=EN).text
    assert "&lt;script&gt;alert(1)" in said
    assert "<script>alert" not in said
    assert "{{ 7*7 }}" in said


def test_a_quota_is_told(session, clients, project, document, annotator):
    with writing(session):
        session.get_one(MemberRow, (project.id, annotator.id)).quota = 12
    assert "0 of the 1 that you were given are done" in clients["member"].get("/", headers=EN).text
    _finish(session, project, document, annotator)
    assert "1 done; your quota is 12" in clients["member"].get("/", headers=EN).text


def test_a_stranger_has_no_projects_and_is_told_whom_to_ask(clients):
    assert "Ask a manager" in clients["stranger"].get("/", headers=EN).text


def test_viewers_and_curators_see_the_overview(viewer, curator, project, document):
    seen, led = (one.get(f"/projects/{project.id}", headers=EN).text for one in (viewer, curator))
    assert "1 document" in seen
    assert "1 document" in led
    assert ("Begin annotating" in seen, "Begin annotating" in led) == (False, True)
    assert ("/suggestions" in seen, "/suggestions" in led) == (False, False)


def test_an_empty_project_teaches_the_way(session, clients, project):
    with writing(session):
        for member in session.scalars(select(MemberRow)):
            session.delete(member)
    said = clients["manager"].get(f"/projects/{project.id}", headers=EN).text
    assert said.count('<li class="done"') == 2
    assert "Until people can begin" in said
    assert f'href="/projects/{project.id}/import"' in said
    assert f'href="/projects/{project.id}/settings"' in said


def test_the_steps_are_ticked_off(session, clients, project, take):
    take("a.txt", "نص")
    with writing(session):
        session.add(GuidelineRow(project_id=project.id, number=1, text="x"))
    said = clients["manager"].get(f"/projects/{project.id}", headers=EN).text
    assert said.count('<li class="done"') == 5
    assert f'href="/projects/{project.id}/next"' in said


def test_what_needs_attention_is_told_once_it_has_begun(session, clients, project, document):
    with writing(session):
        for member in session.scalars(select(MemberRow)):
            session.delete(member)
        session.add(JobRow(project_id=project.id, kind="suggest", state=RUNNING, done=1, total=3))
    said = clients["manager"].get(f"/projects/{project.id}", headers=EN).text
    assert "Until people can begin" not in said
    assert "Nobody is invited yet" in said
    assert "1 of 3" in said


def test_a_list_of_any_length_has_pages(session, clients, project, take, annotator):
    lines = "\n".join(f'{{"text": "نص {n}", "title": "title {n:03}"}}' for n in range(60))
    take("a.jsonl", lines, annotators=[annotator])
    first, second = (clients["member"].get(f"/projects/{project.id}?page={n}", headers=EN).text for n in (1, 2))
    assert ("title 059" in first, "title 009" in first) == (True, False)
    assert ("title 059" in second, "title 009" in second) == (False, True)
    for page in ("0", "-1", "x", "9" * 30):
        assert clients["member"].get(f"/projects/{project.id}?page={page}").status_code == 200
        assert clients["member"].get(f"/?page={page}").status_code == 200


# --- A new project ----------------------------------------------------------------------------------------------------


@pytest.fixture
def create(session, clients):
    def created(**fields):
        answer = clients["manager"].post("/projects/new", data=fields, headers=EN, content_type="multipart/form-data")
        session.rollback()
        return answer

    return created


def _named(session, name):
    return session.scalar(select(ProjectRow).filter_by(name=name))


def test_a_project_is_made_from_a_shipped_set(session, create):
    answer = create(name="new", label_set="wojood", overlap="3", description="one\r\ntwo ")
    row = _named(session, "new")
    assert answer.location == f"/projects/{row.id}"
    assert (row.label_set.value().id, row.overlap, row.description) == ("wojood", 3, "one\ntwo")
    assert row.label_set.user_id == session.scalar(select(UserRow.id).filter_by(name="huda"))


def test_a_project_is_made_from_another_one(session, create, project, annotator):
    create(name="new", source="copy", copy_of=str(project.id), with_members="y", overlap="2")
    row = _named(session, "new")
    assert row.label_set.toml == project.label_set.toml
    assert (row.overlap, session.scalar(select(func.count()).select_from(MemberRow))) == (2, 2)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_project_is_made_from_a_file(session, create, mark):
    toml = labelsets.text("ace")
    create(name="new", source="own", file=(BytesIO(mark + toml.encode()), "../<b>.toml"))
    assert _named(session, "new").label_set.toml == toml


def test_a_project_is_made_from_what_was_pasted(session, create):
    toml = labelsets.text("ace")
    create(name="new", source="own", toml=toml.replace("\n", "\r\n"))
    assert _named(session, "new").label_set.toml.strip() == toml.strip()


def test_a_file_with_mistakes_lists_them_all_and_can_be_mended_in_place(session, create):
    toml = labelsets.text("conflict").replace("#0072b2", "blue", 1).replace("#009e73", WICKED.replace('"', ""), 1)
    answer = create(name="new", source="own", overlap="4", file=(BytesIO(toml.encode()), "a.toml"))
    assert answer.status_code == 422
    assert answer.text.count("Line ") == 2
    assert "A colour is written" in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "<script>alert" not in answer.text
    assert 'value="4"' in answer.text
    assert 'value="new"' in answer.text
    assert _named(session, "new") is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"source": "own"}, "Choose a file, or paste a label set."),
        ({"source": "own", "toml": "  \r\n"}, "Choose a file, or paste a label set."),
        ({"source": "own", "toml": "[" * 5000}, "Line 1"),
        ({"source": "own", "file": (BytesIO(b"\xff\xfe\x00a"), "a.toml")}, "not text in UTF-8"),
        ({"source": "copy"}, "Not a valid choice"),
        ({"source": "copy", "copy_of": "999"}, "Not a valid choice"),
        ({"source": "copy", "copy_of": WICKED}, "could not coerce"),
        ({"source": "nowhere"}, "Not a valid choice"),
        ({"overlap": "21"}, "between 0 and 20"),
        ({"overlap": "-1"}, "between 0 and 20"),
        ({"overlap": "9" * 5000}, "Not a valid integer"),
        ({"overlap": WICKED}, "Not a valid integer"),
        ({"name": WICKED * 9}, "cannot be longer"),
        ({"name": "a\u202eb"}, "no control characters"),
        ({"name": "مشروع"}, "There is a project"),
        ({"description": "x" * 5001}, "cannot be longer"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(session, create, project, fields, said):
    answer = create(**{"name": "kept", "description": "typed"} | fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert "<script>alert" not in answer.text
    assert session.scalar(select(func.count(ProjectRow.id))) == 1
    if "name" not in fields:
        assert 'value="kept"' in answer.text


def test_a_label_set_of_any_size_is_refused_in_words(clients):
    fields = {"name": "new", "source": "own", "toml": "#" * 1_000_001}
    answer = clients["manager"].post("/projects/new", data=fields, headers=EN)
    assert answer.status_code == 422
    assert "larger than" in answer.text


def test_without_a_project_there_is_none_to_copy(sign_in, session):
    boss = sign_in(add_user(session, "boss", None, manager=True))
    assert 'value="copy"' not in boss.get("/projects/new").text


# --- Why nothing comes ------------------------------------------------------------------------------------------------


def test_nothing_comes_and_the_page_says_why(session, clients, project, document, annotator, take):
    def told():
        clients["member"].get(f"/projects/{project.id}/next", headers=EN)
        return clients["member"].get(f"/projects/{project.id}", headers=EN).text

    _finish(session, project, document, annotator)
    assert "You have finished every document" in told()
    (other,) = take("b.jsonl", '{"text": "نص آخر"}').added
    sami = add_user(session, "sami", None)
    add_members(session, project, [sami])
    assert clients["manager"].get(f"/projects/{project.id}/next").location.endswith(f"/{document}")
    with writing(session):
        session.get_one(MemberRow, (project.id, annotator.id)).quota = 1
    assert "your quota allows" in told()
    with writing(session):
        assign(session, [other], [annotator])
    assert "/documents/" in clients["member"].get(f"/projects/{project.id}/next").location
