"""Label sets in the browser: seen by all, changed by managers, with a preview, versions and hostile input."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pytest

from annotator import labelsets
from annotator.core.labelfile import document_of
from annotator.services.relabel import change_label_set

TOML = labelsets.text("conflict")
BLACK = TOML.replace('colour = "#0072b2"', 'colour = "#000000"', 1)
EVIL = "<script>alert(1)</script>\"'\u202e&"


def document(**more):
    return document_of(labelsets.read("conflict")) | more


def hidden(answer, name):
    return re.search(rf'name="{name}" value="([^"]*)"', answer.text)[1]


@pytest.fixture
def address(project):
    number = project.id
    return lambda rest="": f"/projects/{number}/labels{rest}"


@pytest.fixture
def sent(clients, address):
    """Send fields as the manager: ``sent("preview", toml="…")``."""

    def send(step, **fields):
        return clients["manager"].post(address(f"/{step}"), data=fields)

    return send


def test_everybody_in_the_project_sees_the_labels_and_managers_change_them(clients, address):
    def told(method, path, **more):
        return [getattr(client, method)(address(path), **more).status_code for client in clients.values()]

    for path in ("", ".toml", "/versions", "/versions/1"):
        assert told("get", path) == [302, 404, 200, 200]
    for path in ("/edit", "/toml"):
        assert told("get", path) == [302, 404, 403, 200]
        assert told("post", path, data={"toml": TOML}) == [302, 404, 403, 200]
    assert told("post", "/preview", data={"toml": TOML}) == [302, 404, 403, 200]
    assert told("post", "/save", data={"toml": TOML}) == [302, 404, 403, 302]


def test_the_page_shows_examples_with_their_marks(clients, address):
    page = clients["member"].get(address(), headers={"Accept-Language": "en"}).text
    assert '<mark data-colour="#0072b2">سامي الحداد</mark>' in page
    assert "/edit" not in page
    colours = re.search(r'href="(/label-colours.css[^"]*)"', page)[1]
    styles = clients["member"].get(colours)
    assert styles.mimetype == "text/css"
    assert ':root [data-colour="#0072b2" i]{--label:#0072b2}' in styles.text


def test_colours_are_colours(clients):
    for of in ("", "red", "0072b2}body{", "0072b2-", "../../x", "0072b2" * 2000):
        assert clients["member"].get("/label-colours.css", query_string={"of": of}).status_code == 404


def test_a_change_is_previewed_and_then_saved(sent, clients, address, session, project):
    shown = sent("preview", toml=BLACK, made_from=1)
    assert shown.status_code == 200
    assert "#000000" in shown.text
    assert project.label_set.number == 1
    saved = sent("save", toml=BLACK, made_from=hidden(shown, "made_from"))
    assert (saved.status_code, saved.location) == (302, address())
    session.rollback()
    assert (project.label_set.number, project.label_set.toml, project.label_set.user.name) == (2, BLACK, "huda")
    old = clients["member"].get(address("/versions/1"), headers={"Accept-Language": "en"}).text
    assert "#0072b2" in old
    assert "Take this version back" not in old
    assert (
        "colour: #000000, before #0072b2"
        in clients["member"].get(address("/versions"), headers={"Accept-Language": "en"}).text
    )


def test_the_form_sends_a_document(sent, project):
    changed = document(title={"ar": "غيره", "en": "Another"})
    shown = sent("preview", document=json.dumps(changed), made_from=1)
    assert shown.status_code == 200
    assert "Another" in shown.text
    # What the form did not change stays as it was written, comments and all.
    assert "# The default label set" in sent("preview", document=json.dumps(document()), made_from=1).text


def test_errors_of_the_form_come_back_with_their_places_and_nothing_typed_is_lost(sent, page_of):
    wrong = document()
    wrong["labels"][1] |= {"key": "1", "colour": "red"}
    answer = sent("preview", document=json.dumps(wrong), made_from=1)
    assert answer.status_code == 422
    payload = page_of(answer)
    assert [error["path"] for error in payload["errors"]] == [["labels", 1, "colour"], ["labels", 1, "key"]]
    assert payload["document"]["labels"][1]["colour"] == "red"


def test_errors_of_the_text_come_back_with_their_lines(sent):
    answer = sent("preview", toml=TOML + "\ncolour = 7\n", made_from=1)
    assert answer.status_code == 422
    assert f'data-line="{TOML.count(chr(10)) + 2}"' in answer.text
    assert "colour = 7" in answer.text


def test_text_and_form_are_two_ways_to_the_same(sent, page_of):
    changed = document(id="mine")
    text = sent("toml", document=json.dumps(changed), made_from=1)
    assert "id = &#34;mine&#34;" in text.text
    form = sent("edit", toml=BLACK, made_from=1)
    assert page_of(form)["document"]["labels"][0]["colour"] == "#000000"
    assert sent("edit", toml="no toml", made_from=1).status_code == 422
    assert sent("toml", document=json.dumps(document(labels=[])), made_from=1).status_code == 422


def test_a_file_is_previewed_too(sent, project):
    shown = sent("preview", file=(BytesIO(b"\xef\xbb\xbf" + BLACK.encode()), "../../x.toml"), made_from=1)
    assert shown.status_code == 200
    assert sent("preview", file=(BytesIO(b"\xff\xfe"), "x.toml"), made_from=1).status_code == 422


def test_somebody_elses_version_is_not_overwritten_unseen(sent, session, project):
    change_label_set(session, project, TOML.replace('key = "1"', 'key = "0"', 1), "x")
    for step in ("preview", "save"):
        refused = sent(step, toml=BLACK, made_from=1)
        assert refused.status_code == 409
        assert "#000000" in refused.text
        assert hidden(refused, "made_from") == "2"
    session.rollback()
    assert project.label_set.number == 2
    assert sent("save", toml=BLACK, made_from=2).status_code == 302


def test_an_old_version_is_taken_back_by_way_of_the_preview(sent, session, project):
    change_label_set(session, project, BLACK, "x")
    shown = sent("preview", number=1, made_from=2)
    assert shown.status_code == 200
    assert "#0072b2" in shown.text
    assert sent("preview", number=9, made_from=2).status_code == 404
    assert sent("preview", number=2**70, made_from=2).status_code == 404


def test_a_label_in_use_is_said_to_be_retired(sent, document, project):
    text = re.sub(r'\[\[labels\]\]\nid = "LOCATION".*?(?=\n\[\[labels\]\]\n)', "", TOML, flags=re.DOTALL)
    text = text.replace('labels = ["LOCATION", "FACILITY"]', 'labels = ["FACILITY"]')
    shown = sent("preview", toml=text, made_from=1)
    assert shown.status_code == 200
    assert "◌" in shown.text
    assert sent("save", toml=text, made_from=1).status_code == 302


HOSTILE = (
    "",
    "\0",
    EVIL,
    "[" * 100_000,
    "a." * 100_000 + "b = 1",
    "a = " + "[" * 5_000 + "]" * 5_000,
    "a = " + "9" * 10_000,
    'id = "' + "x" * 1_000_000 + '"',
    TOML + f"\n[[labels]]\nid = {json.dumps(EVIL)}\n",
)


@pytest.mark.parametrize("step", ["preview", "save", "edit"])
def test_hostile_text_is_refused_in_words(sent, step):
    for text in HOSTILE:
        answer = sent(step, toml=text, made_from=1)
        assert answer.status_code == 422
        assert "<script>alert" not in answer.text


def test_hostile_documents_are_refused(sent):
    for text in ("", "{", "[]", '"x"', "null", "[" * 100_000, '{"labels":' * 50_000, '{"id":"\\ud800"}', "{}"):
        assert sent("preview", document=text, made_from=1).status_code in {400, 422}


def test_hostile_names_are_shown_as_text(sent, clients, address, session, project):
    hostile = document(title={"ar": EVIL, "en": EVIL})
    hostile["labels"][0] |= {
        "title": {"ar": EVIL, "en": EVIL},
        "guideline": {"ar": EVIL, "en": EVIL},
        "example": f"{EVIL}[{EVIL}]",
        "counter_example": "[" * 10_000,
    }
    hostile["roles"][0] |= {"phrase": {"ar": f"{EVIL} …", "en": f"{EVIL} …"}}
    shown = sent("preview", document=json.dumps(hostile), made_from=1)
    toml = sent("toml", document=json.dumps(hostile), made_from=1)
    assert (shown.status_code, toml.status_code) == (200, 200)
    session.rollback()
    from annotator.core.labelfile import read_document, write_label_set

    assert sent("save", toml=write_label_set(read_document(hostile)), made_from=1).status_code == 302
    pages = [clients["manager"].get(address(path)).text for path in ("", "/edit", "/toml", "/versions", "/versions/2")]
    for page in (shown.text, toml.text, *pages):
        assert "<script>alert" not in page
        assert EVIL not in page or "application/json" in page


def test_versions_that_are_not_there(clients, address):
    for number in ("0", "7", "99999999999999999999999"):
        assert clients["manager"].get(address(f"/versions/{number}")).status_code == 404
        assert clients["manager"].get(address(f".toml?version={number}")).status_code == 404


@pytest.mark.parametrize("before", [-(10**30), -1, 0, 1, 10**30])
def test_a_page_of_versions_may_be_empty(clients, address, before):
    assert clients["manager"].get(address("/versions"), query_string={"before": before}).status_code == 200
