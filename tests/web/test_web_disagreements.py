"""The disagreements: filters in the address, versions side by side, and what can be done from there."""

from __future__ import annotations

import re

import pytest

from annotator.db.documents import RemarkRow
from annotator.services import places as service
from annotator.services.comparing import compare
from annotator.services.guideline import guideline_of
from annotator.web import disagreements as web
from tests.reviewed_project import resume, reviewed


@pytest.fixture
def work(session, project):
    people, documents = reviewed(session, project)
    compare(session, project.id, documents)
    return people, documents


@pytest.fixture
def page(sign_in, manager, project):
    """The page, in English: ``page(kind="label")``."""
    client = sign_in(manager)
    client.post("/language", data={"language": "en"})

    def shown(**query):
        answer = client.get(f"/projects/{project.id}/disagreements", query_string=query)
        assert answer.status_code == 200
        return answer.text

    shown.client = client
    return shown


def cases(html):
    return re.findall(r'<li id="case-([^"]+)"', html)


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_without_any_it_says_when_there_will_be(page):
    assert "No disagreements" in page()


def test_all_of_them_are_there_page_by_page(work, page, monkeypatch):
    monkeypatch.setattr(web, "PAGE", 4)
    monkeypatch.setattr(service, "PAGE", 4)
    found, html = [], page()
    assert "Cases: 15." in html
    while True:
        found += cases(html)
        following = re.search(r'href="([^"]*after=[^"]*)">The next ones', html)
        if not following:
            break
        html = page.client.get(following[1].replace("&amp;", "&")).text
    assert len(found) == len(set(found)) == 15


def test_filters_narrow_and_can_be_taken_off(work, page):
    (layla, sami, _), documents = work
    html = page(kind="label", label="ACTOR", **{"with": "WEAPON"}, one=sami.id, other=layla.id, document=documents[1])
    assert len(cases(html)) == 1
    assert html.count('class="chip"') == 6
    assert len(cases(page(kind="clitic"))) == 3
    assert "No case matches" in page(label="DATE")


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "x"}, {"label": "<b>"}, {"one": "99"}, {"other": "a"}, {"document": "-1"}, {"document": "9" * 30},
        {"after": "x~y~z"}, {"after": "~~"}, {"after": "1~0"}, {"import": "١"}, {"_external": "1"}, {"project_id": "7"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_narrows_nothing(work, page, query):
    assert len(cases(page(**query))) == 15


def test_both_versions_stand_side_by_side_with_the_clitic_set_off(work, page):
    _, documents = work
    html = page(kind="clitic", document=documents[1])
    assert '<span class="clitic">ب</span>حلب</mark>' in html
    assert re.search(r"<mark[^>]*>حلب</mark>", html)
    assert "clitics alone" in html
    said = text_of(html)
    assert "layla : «حلب»" in said
    assert "sami : «بحلب»" in said


def test_what_differs_is_said_in_words(work, page):
    _, documents = work
    said = text_of(page(document=documents[1]))
    for phrase in (
        "another label : layla : Weapon · sami : Actor",
        "layla : marked it · sami : marked nothing",
        "another subtype : layla : Armed clash · sami : no subtype",
        "a role filled or not «بلدة الريحانية» : layla : Location · sami : no role",
    ):
        assert phrase in said, phrase


def test_who_has_the_same_shares_a_version(work, page):
    _, documents = work
    html = page(label="CASUALTIES", document=documents[0])
    assert html.count('<section class="version">') == 2
    assert "sami , نور" in text_of(html)


def test_what_changed_since_is_left_out_and_said(session, project, work, page):
    (layla, *_), documents = work
    resume(session, project, documents[1], layla)
    html = page(document=documents[1], kind="label")
    assert cases(html) == []
    html = page(kind="label")
    assert len(cases(html)) == 2
    assert "left out here: 1." in html


def test_a_comment_goes_to_the_annotator_and_back_here(session, work, page):
    (layla, *_), documents = work
    html = page(kind="label", document=documents[1])
    back = re.search(r'name="next" value="([^"]+)"', html)[1].replace("&amp;", "&")
    data = {"person": layla.id, "text": "«طائرات» سلاح", "next": back}
    answer = page.client.post(f"/projects/1/documents/{documents[1]}/remarks", data=data)
    assert answer.status_code == 302
    assert answer.location == back
    session.rollback()
    assert session.query(RemarkRow).one().user_id == layla.id
    data["next"] = "https://example.org/"
    elsewhere = page.client.post(f"/projects/1/documents/{documents[1]}/remarks", data=data)
    assert elsewhere.location == "/"


def test_the_guideline_is_edited_from_here_and_one_comes_back(session, project, work, page):
    html = page(kind="label")
    edit = re.search(r'href="(/projects/1/guideline/edit\?next=[^"]+)"', html)[1].replace("&amp;", "&")
    form = page.client.get(edit).text
    assert "Leave without saving" in form
    answer = page.client.post(edit, data={"text": "# سلاح أم فاعل", "made_from": "0", "save": "1"})
    assert answer.location.startswith("/projects/1/disagreements?kind=label")
    assert "#case-" in answer.location
    session.rollback()
    assert guideline_of(session, project).text.startswith("# سلاح")


def test_titles_are_no_html(work, page):
    html = page()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_a_case_leads_to_where_it_is_settled(app, work, page):
    assert ("Settle it" in page()) == ("adjudicate.document" in app.view_functions)
