"""A forgotten password: by a manager's link, and by mail from a real server."""

from __future__ import annotations

import logging
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from annotator.config import MailServer
from annotator.db.accounts import LinkRow
from annotator.services.accounts import PASSWORD, add_user, check_password, make_link
from annotator.services.throttle import Throttle
from annotator.services.users import set_active
from tests.smtp import Postbox, free_port, mail_server

NEW = "another long password"
ENGLISH = {"Accept-Language": "en"}


# --- The link ---


def test_a_link_lets_one_choose_a_password_and_signs_in(app, session, sign_in, manager):
    before = sign_in(manager)
    secret = make_link(session, manager, PASSWORD)
    client = app.test_client()
    for _ in range(3):
        page = client.get(f"/reset/{secret}")
        assert (page.status_code, "huda" in page.text) == (200, True)
    client.head(f"/reset/{secret}")
    answer = client.post(f"/reset/{secret}", data={"new": NEW, "again": NEW})
    assert answer.location == "/"
    assert client.get("/").status_code == 200
    assert before.get("/").status_code == 302
    session.rollback()
    assert check_password(session, "huda", NEW) is not None
    assert client.get(f"/reset/{secret}").status_code == 404
    assert client.post(f"/reset/{secret}", data={"new": NEW, "again": NEW}).status_code == 404


@pytest.mark.parametrize(("new", "again"), [("", ""), ("short", "short"), (NEW, NEW + "x"), ("x" * 2000, "x" * 2000)])
def test_a_password_that_cannot_be_leaves_the_link(app, session, manager, new, again):
    secret = make_link(session, manager, PASSWORD)
    answer = app.test_client().post(f"/reset/{secret}", data={"new": new, "again": again})
    assert answer.status_code == 422
    assert new not in answer.text or not new
    assert app.test_client().post(f"/reset/{secret}", data={"new": NEW, "again": NEW}).status_code == 302


@pytest.mark.parametrize("secret", ["x", "\x00", "%2e%2e", "x" * 5000, "😀", "' OR 1=1"])
def test_what_is_no_link_is_told_so(app, secret):
    answer = app.test_client().get(f"/reset/{secret}", headers=ENGLISH)
    assert answer.status_code == 404
    assert "This link has ended" in answer.text


def test_a_sign_in_link_is_no_password_link_and_the_other_way_round(app, session, manager):
    door, key = make_link(session, manager), make_link(session, manager, PASSWORD)
    assert app.test_client().get(f"/reset/{door}").status_code == 404
    assert app.test_client().get(f"/sign-in/{key}").location == "/sign-in"
    assert app.test_client().get(f"/reset/{key}").status_code == 200


def test_the_link_of_who_was_deactivated_has_ended(app, session, manager, annotator):
    secret = make_link(session, annotator, PASSWORD)
    annotator.active = False
    session.commit()
    sent = {"new": NEW, "again": NEW}
    assert app.test_client().post(f"/reset/{secret}", data=sent).status_code == 404


# --- Without mail ---


def test_without_a_mail_server_the_page_says_whom_to_ask(app, manager):
    for answer in (app.test_client().get("/forgotten", headers=ENGLISH),
                   app.test_client().post("/forgotten", data={"who": "huda"}, headers=ENGLISH)):  # fmt: skip
        assert answer.status_code == 200
        assert "Ask a manager" in answer.text
        assert 'name="who"' not in answer.text
    assert "/forgotten" in app.test_client().get("/sign-in").text


# --- With mail ---


@pytest.fixture
def postbox(app):
    with mail_server(Postbox()) as box:
        _send_through(app, box.port)
        yield box


def _send_through(app, port: int) -> None:
    server = MailServer("smtp", "127.0.0.1", port, "annotator@a.example")
    app.extensions["settings"] = replace(app.extensions["settings"], mail=server, url="https://a.example")


@pytest.fixture
def ask(app):
    """Ask for a mail; return the answer when the outbox is empty again."""

    def asked(who, **more):
        answer = app.test_client().post("/forgotten", data={"who": who}, headers=ENGLISH, **more)
        app.extensions["outbox"].join()
        return answer

    return asked


@pytest.fixture
def layla(session):
    return add_user(session, "ليلى", None, email="layla@b.example")


def test_a_mail_brings_a_link_in_the_persons_language(app, session, postbox, ask, layla):
    layla.language = "ar"
    session.commit()
    assert ask("ليلى").status_code == 200
    (mail,) = postbox.mails
    assert mail["To"] == "layla@b.example"
    assert mail["Content-Language"] == "ar"
    link = re.search(r"https://a\.example(/reset/\S+)", mail.get_content())[1]
    client = app.test_client()
    assert client.post(link, data={"new": NEW, "again": NEW}).location == "/"
    assert client.get("/").status_code == 200
    ask("LAYLA@b.example")
    assert len(postbox.mails) == 2


def test_who_chose_no_language_gets_the_one_of_the_page(postbox, ask, layla):
    ask("ليلى")
    assert postbox.mails[0]["Content-Language"] == "en"


def test_the_link_does_not_lead_where_the_request_says(postbox, ask, layla):
    ask("ليلى", base_url="https://evil.example")
    assert "evil" not in str(postbox.mails[0])
    assert "https://a.example/reset/" in postbox.mails[0].get_content()


def test_the_answer_is_the_same_whoever_exists(app, session, postbox, ask, layla):
    gone = add_user(session, "gone", None, email="gone@b.example")
    set_active(session, gone, False)
    add_user(session, "nowhere", None)
    answers = {who: ask(who) for who in ("ليلى", "layla@b.example", "gone", "nowhere", "unknown", "x@y.example")}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert len({re.sub(r'value="[^"]*"', "", answer.text) for answer in answers.values()}) == 1
    assert len(postbox.mails) == 2


def test_nothing_is_looked_up_before_the_answer(app, session, postbox, layla, monkeypatch):
    """What the answer waits for is the same for everybody: a place in the outbox."""
    jobs = []
    monkeypatch.setattr(app.extensions["outbox"], "put", jobs.append)
    for who in ("ليلى", "unknown"):
        assert app.test_client().post("/forgotten", data={"who": who}).status_code == 200
    assert len(jobs) == 2
    assert session.scalar(select(func.count(LinkRow.id))) == 0
    for job in jobs:
        job()
    session.rollback()
    assert session.scalar(select(func.count(LinkRow.id))) == 1
    assert len(postbox.mails) == 1


@pytest.mark.parametrize("who", ["", "   "])
def test_nobody_is_asked_for(postbox, ask, who):
    assert ask(who).status_code in (200, 422)
    assert postbox.mails == []


@pytest.mark.parametrize(
    "who", ["\x00", "layla@b.example\nBcc: c@d.example", "%", "_@b.example", "x" * 100_000, "<script>alert(1)</script>"]
)
def test_hostile_names_send_nothing(postbox, ask, layla, caplog, who):
    answer = ask(who)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert postbox.mails == []
    assert not [one for one in caplog.records if one.name.startswith("annotator")]


def test_asking_is_throttled_by_name_and_by_address(app, postbox, ask, layla):
    now = [0.0]
    app.extensions["throttle"] = Throttle(lambda: now[0])
    where = [{"REMOTE_ADDR": f"10.0.0.{number}"} for number in range(20)]
    assert [ask("ليلى", environ_base=where[number]).status_code for number in range(4)] == [200, 200, 200, 429]
    assert len(postbox.mails) == 3
    assert [ask("unknown", environ_base=where[number]).status_code for number in range(4)] == [200, 200, 200, 429]
    codes = [ask(f"name {number}", environ_base=where[9]).status_code for number in range(11)]
    assert codes == [200] * 10 + [429]
    now[0] += 3600
    assert ask("ليلى", environ_base=where[9]).status_code == 200


def test_a_mail_server_that_refuses_changes_no_answer_and_no_secret_is_logged(app, ask, layla, caplog):
    with mail_server(Postbox(refuses="554 No {link}")) as box, caplog.at_level(logging.INFO):
        _send_through(app, box.port)
        answer = ask("ليلى")
    told = "\n".join(one.getMessage() for one in caplog.records if one.name.startswith("annotator"))
    assert answer.status_code == 200
    assert "SMTPDataError 554" in told
    assert "reset/" not in told


def test_a_mail_server_that_is_not_there_changes_no_answer(app, ask, layla, caplog):
    _send_through(app, free_port())
    assert ask("ليلى").status_code == 200
    assert "ConnectionRefusedError" in caplog.text
