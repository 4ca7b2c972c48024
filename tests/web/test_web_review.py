"""The page of the agreement: what it says, where its numbers lead, that it is quick and safe."""

from __future__ import annotations

import json
import re
from html import unescape as html_unescape

import pytest
from sqlalchemy import select

from annotator.core.operations import Fix
from annotator.db.adjudication import ReviewRow
from annotator.db.base import writing
from annotator.db.documents import SuggestionRow
from annotator.db.jobs import JobRow
from annotator.services.accounts import add_user
from annotator.services.projects import add_members
from annotator.web.review_words import MEASURES, OF_PAIRS
from tests.reviewed_project import finish, reviewed


@pytest.fixture
def people(session, project):
    """Three who differ, and the documents: ``people, documents``."""
    return reviewed(session, project)


@pytest.fixture
def page(app, sign_in, manager, project):
    """The page, in English: ``page("?measure=…")``."""
    client = sign_in(manager)
    client.post("/language", data={"language": "en"})

    def shown(query="", count=True):
        if count:
            client.post(f"/projects/{project.id}/review/count")
        answer = client.get(f"/projects/{project.id}/review{query}")
        assert answer.status_code == 200
        return answer.text

    shown.client = client
    return shown


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_before_anything_was_counted_it_says_so(page):
    assert "Nothing was counted yet" in page(count=False)


def test_without_two_people_it_says_what_to_do(page):
    found = text_of(page())
    assert "there are no annotations" in found
    assert "Let a second person annotate some of the same documents." in found


def test_the_headline_says_how_far_and_what_to_do(people, page):
    found = text_of(page())
    assert "agree too little to build on: of their spans, 2" in found
    assert "Documents that somebody has finished: 3 ; that two or more have: 3 . Annotators: 3 ." in found


def test_every_part_is_there_with_its_table(people, page):
    html = html_unescape(page())
    for part in ("measures", "pairs", "labels", "confusion", "documents", "time", "gold", "suggestions", "anchoring"):
        assert f'id="{part}"' in html
    for name, words in MEASURES.items():
        if name in OF_PAIRS:
            assert f">{words.title._args[0]}<" in html, name


def test_numbers_lead_to_the_cases_behind_them(people, page):
    (layla, sami, _), documents = people
    html = page().replace("&amp;", "&")
    where = "/projects/1/disagreements"
    assert f'{where}?one={layla.id}&other={sami.id}&measure=span_f1_exact"' in html
    assert f'{where}?label=LOCATION"' in html
    assert f'{where}?kind=label&label=ACTOR&with=WEAPON"' in html
    assert f'{where}?kind=missed&label=CASUALTIES"' in html
    assert f'{where}?document={documents[1]}"' in html
    for address in sorted(set(re.findall(rf'href="({where}[^"]*)"', html))):
        assert page.client.get(address).status_code == 200, address


def test_another_measure_can_be_chosen(people, page):
    html = page("?measure=event_type")
    assert '<option value="event_type" selected>' in html
    assert "<caption>Same type of event</caption>" in html
    assert '<option value="span_f1_exact" selected>' in page("?measure=nonsense", count=False)


def test_what_is_undefined_says_why(people, page):
    html = page("?measure=event_attributes")
    assert "nobody marked anything of this kind in the documents compared" in html


def test_titles_and_names_are_no_html(session, project, people, page):
    html = page()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_what_another_version_has_counted_asks_to_count_anew(session, people, page):
    page()
    with writing(session):
        session.scalars(select(ReviewRow)).one().report = {"rule": "all"}
    assert "comes from another version of the program" in page(count=False)


def test_counting_is_a_job_with_a_name(session, project, people, page):
    page()
    session.rollback()
    row = session.scalars(select(JobRow).filter_by(kind="review")).one()
    assert row.state == "done"
    assert f"Agreement, job {row.id}" in page.client.get(f"/projects/{project.id}/jobs").text


def test_an_annotator_does_not_see_it_and_a_curator_does(session, project, people, sign_in):
    (layla, *_), _ = people
    assert sign_in(layla).get(f"/projects/{project.id}/review").status_code == 403
    curator = add_user(session, "curator", None)
    add_members(session, project, [curator], "curator")
    assert sign_in(curator).get(f"/projects/{project.id}/review").status_code == 200


def test_decisions_can_be_read_and_titles_are_no_html(session, project, people, page, take):
    (layla, *_), _ = people
    place = {"start": 0, "end": 4, "label": "EVENT"}
    line = {"text": "قصفت طائرات", "title": "<script>alert(1)</script>", "spans": [place]}
    (document,) = take("s.jsonl", json.dumps(line)).added
    suggestion = session.scalar(select(SuggestionRow.id).filter_by(document_id=document))
    mended = Fix(id="f", suggestion=suggestion, span="n", start=0, end=11, label="WEAPON")
    finish(session, project, document, layla, mended)
    address = f"/projects/{project.id}/decisions/{layla.id}?verdict=fixed"
    assert f'href="{address}"' in page()
    html = page.client.get(address).text
    assert "Decisions: 1." in html
    assert "<script>alert" not in html
    assert "«قصفت طائرات»" in html
    assert "No such decision" in page.client.get(address.replace("fixed", "rejected")).text
    for odd in ("?verdict=%00", "?after=x~1~2", "?after=99999999999999999999~1~1", "?after=9223372036854775807~1~1"):
        assert page.client.get(address.partition("?")[0] + odd).status_code == 200
    assert page.client.get(f"/projects/{project.id}/decisions/{10**30}").status_code == 404
