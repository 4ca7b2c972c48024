"""The people on the command line: the list, links, who may sign in no longer; and what a proxy may say."""

from __future__ import annotations

import re
from contextlib import closing
from http.client import HTTPConnection

import pytest

from annotator.app import create_app
from annotator.config import settings_from
from annotator.db.base import session
from annotator.services import audit
from annotator.services.accounts import PASSWORD, find_user, user_of_link
from annotator.services.sign_ins import begin, who
from annotator.translations import said


@pytest.fixture
def within(environment):
    """The application on the database of the command line."""
    with create_app(settings_from(environment)).app_context():
        yield session
        session.remove()


def test_the_list_is_a_line_for_each(run, within):
    run("user", "add", "huda", "--manager")
    run("user", "add", "ليلى")
    begin(within, find_user(within, "huda"))
    run("user", "deactivate", "ليلى")
    lines = [line.split("\t") for line in run("user", "list").stdout.splitlines()]
    assert [line[:3] for line in lines] == [["huda", "manager", "0"], ["ليلى", "deactivated", "0"]]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", lines[0][3])
    assert lines[1][3:] == ["–", "–"]


def test_nobody_is_an_empty_list(run):
    told = run("user", "list")
    assert (told.exit_code, told.stdout) == (0, "")


@pytest.mark.parametrize(("command", "path"), [("reset", "/reset/"), ("link", "/sign-in/")])
def test_a_link_begins_with_the_address_asked_for_else_with_the_setting(run, within, command, path):
    run("user", "add", "layla")
    assert run("user", command, "layla").stdout.startswith(f"http://127.0.0.1:5000{path}")
    there = {"ANNOTATOR_URL": "https://a.example/"}
    assert run("user", command, "layla", **there).stdout.startswith(f"https://a.example{path}")
    assert run("user", command, "layla", "--address", "http://x:1/", **there).stdout.startswith(f"http://x:1{path}")


def test_a_reset_link_works_once_the_server_runs_and_is_in_the_log(run, within):
    run("user", "add", "layla")
    secret = run("user", "reset", "layla").stdout.strip().rsplit("/", 1)[1]
    assert user_of_link(within, secret, PASSWORD).name == "layla"
    (entry, _) = audit.entries(within)
    assert (entry.who, said(entry.phrase, str)) == ("", "made a link for a new password for layla")


def test_who_is_deactivated_is_signed_out_and_may_come_back(run, within):
    run("user", "add", "huda", "--manager")
    run("user", "add", "layla")
    layla = find_user(within, "layla")
    begin(within, layla)
    secret = layla.sign_in
    assert "is deactivated" in run("user", "deactivate", "layla").stdout
    within.rollback()
    assert who(within, secret) is None
    told = run("user", "link", "layla")
    assert (told.exit_code, "deactivated" in told.stderr) == (1, True)
    assert "may sign in again" in run("user", "deactivate", "layla", "--undo").stdout
    assert run("user", "link", "layla").exit_code == 0


def test_the_last_manager_is_not_deactivated(run):
    run("user", "add", "huda", "--manager")
    told = run("user", "deactivate", "huda")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "only manager" in told.stderr


@pytest.mark.parametrize("name", ["URL", "SMTP"])
def test_a_wrong_setting_ends_with_one_sentence_and_no_password(run, name):
    told = run("user", "list", **{f"ANNOTATOR_{name}": "http://u:hidden@x/y"})
    assert (told.exit_code, f"ANNOTATOR_{name}" in told.stderr) == (1, True)
    assert "hidden" not in told.stderr


# --- Behind a proxy ---


@pytest.mark.parametrize(("proxy", "secure"), [("127.0.0.1", True), ("10.9.8.7", False), ("", False)])
def test_only_the_proxy_of_the_settings_says_that_it_was_https(start, proxy, secure):
    program = start("serve", "--port", "0", ANNOTATOR_PROXY=proxy)
    link = next(found for line in program.stdout if (found := re.search(r"http://([^/]+)(/sign-in/\S+)", line)))
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    with closing(HTTPConnection(link[1])) as connection:
        connection.request("GET", link[2], headers=told)
        cookies = connection.getresponse().headers.get_all("Set-Cookie")
    assert [("secure" in one.lower()) for one in cookies] == [secure] * 2
