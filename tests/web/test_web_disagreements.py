"""The disagreements: filters in the address, versions side by side, and what can be done from there."""

from __future__ import annotations

import re

import pytest

from annotator.db.base import writing
from annotator.db.documents import GOLD, DocumentRow, RemarkRow
from annotator.services import places as service
from annotator.services.comparing import compare
from annotator.services.quality_counting import count_documents
from annotator.web import disagreements as web
from tests.gilded import gild, span
from tests.reviewed_project import TEXT, resume, reviewed


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
        {"after": "x~y~z"}, {"role": "x"}, {"measure": "f1"}, {"state": "done"}, {"finished": "9-1"}, {"of": "check"},
        {"week": "soon"}, {"side": "gold"}, {"against": "silver"}, {"suggestions": "1"}, {"import": "some"},
        {"document": "no such words"}, {"with": "WEAPON"}, {"finished": "0-3"}, {"week": "2026-11-23"},
        {"after": "~~"}, {"after": "1~0"}, {"import": "١"}, {"_external": "1"}, {"project_id": "7"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_narrows_nothing(work, page, query):
    assert len(cases(page(**query))) == 15


def test_a_week_at_the_end_of_all_calendars_is_left_out(work, page):
    last, unclear = page(against="gold", week="9999-12-31"), page(against="gold", week="soon")
    assert "week" in unclear
    assert last.count("week") == unclear.count("week")


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


def test_the_guideline_of_a_label_is_edited_from_here_and_one_comes_back(session, project, work, page):
    html = page(kind="label")
    edit = re.search(r'href="(/projects/1/labels/guideline\?label=WEAPON&amp;[^"]+)"', html)[1].replace("&amp;", "&")
    form = page.client.get(edit).text
    assert "Leave without saving" in form
    answer = page.client.post(edit, data={"arabic": "سلاح أم فاعل", "english": "Weapon or actor", "made_from": "1"})
    assert answer.location.startswith("/projects/1/disagreements?kind=label")
    assert "#case-" in answer.location
    session.rollback()
    assert project.label_set.value().by_id["WEAPON"].guideline.text["ar"] == "سلاح أم فاعل"


def test_titles_are_no_html(work, page):
    html = page()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_a_case_leads_to_where_it_is_settled(app, work, page):
    assert ("Settle it" in page()) == ("adjudicate.document" in app.view_functions)


def chips(html):
    return re.findall(r'<a class="chip"[^>]*><span>(.*?)</span>', html)


def test_every_filter_says_in_words_what_it_is(work, page):
    _, documents = work
    parts = {"measure": "argument_f1", "role": "location", "state": "open", "import": "none", "finished": "1-3"}
    html = page(**parts, document=documents[1])
    assert [re.sub("</?bdi>", "", one) for one in chips(html)] == [
        "They lower: F1 of roles",
        "Role: Location",
        "State: to be settled",
        "Document: &lt;script&gt;alert(1)&lt;/script&gt; 1",
        "Import: By the command line",
        "Finished documents: 1 to 3",
    ]
    assert "Cases that lower “\u2068F1 of roles\u2069”: 1." in html
    assert cases(html) == [f"{documents[1]}-0-4-EVENT"]


def test_what_was_not_understood_is_said(work, page):
    assert "not understood" not in page(kind="label")
    assert re.search(r'role="alert">[^<]*left out:\s*<bdi>Role</bdi>', page(role="x"))
    html = page(kind="agreed", label="EVENT", state="open")
    assert re.search(r'role="alert">[^<]*left out:\s*<bdi>State</bdi>', html)
    assert len(cases(html)) == 3


def test_a_document_is_found_by_title_or_number(session, work, page):
    _, documents = work
    title = session.get(DocumentRow, documents[1]).title
    for text in (title, str(documents[1]), f"{documents[1]} · anything", f"{documents[1]} · {title}"):
        assert {one.split("-")[0] for one in cases(page(document=text))} == {str(documents[1])}
    assert len(cases(page(document="script"))) == 15  # it could be any of them


def test_what_is_agreed_has_its_own_heading(work, page):
    html = page(kind="agreed", label="EVENT")
    assert "<h1>Agreed cases</h1>" in html
    assert "Cases to which two or more gave the same label: 3. Counted once for every two annotators: 5." in html
    html = page(kind="all")
    assert "Cases in documents that two or more have finished: 15." in html
    assert len(cases(html)) == 15


def test_the_state_stands_on_each_case(session, work, page):
    _, documents = work
    with writing(session):
        session.get(DocumentRow, documents[2]).gold = GOLD
    html = page(document=documents[2])
    assert html.count('class="case-state gold small">gold') == 5
    assert "How it was settled" in html
    assert page(document=documents[1]).count('class="case-state open small">to be settled') == 5


def test_beside_the_gold_both_versions_stand_and_no_comment_goes_to_it(session, project, work, page):
    (layla, *_), documents = work
    gild(session, documents[0], [span(TEXT, "حلب", "LOCATION", "g1")])
    count_documents(session, project.id, documents[:1])
    html = page(against="gold", one=layla.id, measure="span_f1_exact", side="mine")
    assert "<h1>Differences from the gold</h1>" in html
    assert "beside the gold: 4." in html
    assert len(cases(html)) == 4
    assert "layla : marked it · Gold : marked nothing" in text_of(html)
    assert '<option value="gold">Gold' not in html
