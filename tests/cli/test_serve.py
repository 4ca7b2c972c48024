"""`annotator serve` as a program of its own: it starts, says where, keeps what it acknowledged, and stops."""

from __future__ import annotations

import json
import re
import signal
import socket
import time
from http.cookiejar import CookieJar
from io import BytesIO
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

from annotator import labelsets
from annotator.app import create_app
from annotator.config import settings_from
from annotator.db.base import session
from annotator.services.intake import take_file
from annotator.services.projects import create_project

TEXT = "قصفت طائرات بلدة الريحانية أمس"


def _link(program) -> str:
    """Read what the program says until it names its link."""
    for line in program.stdout:
        if found := re.search(r"http://\S+/sign-in/\S+", line):
            return found[0]
    raise AssertionError(program.stderr.read())


def _browser() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


def _stopped(program, by: int) -> tuple[int, str, str]:
    program.send_signal(by)
    out, err = program.communicate(timeout=30)
    return program.returncode, out, err


@pytest.fixture
def document(environment) -> str:
    """A document in the data folder; return its path on the server."""
    with create_app(settings_from(environment)).app_context():
        project = create_project(session, "p", labelsets.text("conflict"), "conflict.toml")
        take_file(session, project, "a.txt", BytesIO(TEXT.encode()))
    return "/projects/1/documents/1"


def _page(browser: OpenerDirector, where: str) -> dict:
    with browser.open(where) as answer:
        page = answer.read().decode()
    return json.loads(re.search(r'id="payload">(.*?)</script>', page, re.DOTALL)[1])


def test_the_printed_link_signs_in_once(start):
    program = start("serve", "--port", "0")
    link = _link(program)
    with _browser().open(link) as answer:
        assert answer.status == 200
        assert answer.url.removeprefix(link.split("/sign-in")[0]) == "/"
    with _browser().open(link) as answer:
        assert answer.url.endswith("/sign-in")


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_and_says_so(start, by):
    program = start("serve", "--port", "0")
    _link(program)
    program.stdout.readline(), program.stdout.readline()
    code, out, err = _stopped(program, by)
    assert code in (0, 130)
    assert out.count("Stopped.") == 1
    assert err == ""


def test_a_second_interrupt_does_not_break_the_end(start):
    program = start("serve", "--port", "0")
    _link(program)
    program.send_signal(signal.SIGINT)
    code, out, err = _stopped(program, signal.SIGINT)
    assert code in (0, 130)
    assert "Stopped." in out
    assert "Traceback" not in err


def test_what_was_acknowledged_outlives_a_kill(start, document):
    program = start("serve", "--port", "0")
    link = _link(program)
    address, browser = link.split("/sign-in")[0], _browser()
    browser.open(link).close()
    payload = _page(browser, address + document)
    for number in range(5):
        span = {
            "kind": "add_span",
            "id": f"o{number}",
            "span": f"s{number}",
            "start": number,
            "end": 11,
            "label": "DATE",
        }
        if number == 4:
            span["start"] = 5
        body = json.dumps({"revision": number, "operations": [span]}).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": payload["csrf"]}
        with browser.open(Request(address + payload["urls"]["operations"], body, headers)) as answer:
            assert json.load(answer)["revision"] == number + 1
    program.kill()
    program.wait()
    again = start("serve", "--port", "0")
    link, browser = _link(again), _browser()
    browser.open(link).close()
    layer = _page(browser, link.split("/sign-in")[0] + document)["layer"]
    assert (layer["revision"], len(layer["spans"])) == (5, 5)


def test_signed_in_people_stay_so_over_a_restart(start, environment):
    first = start("serve", "--port", "0")
    link, browser = _link(first), _browser()
    browser.open(link).close()
    port = link.split("/sign-in")[0].rsplit(":", 1)[1]
    _stopped(first, signal.SIGINT)
    _link(start("serve", "--port", port))
    with browser.open(f"http://127.0.0.1:{port}/") as answer:
        assert answer.url == f"http://127.0.0.1:{port}/"


def test_a_port_in_use_is_told_and_the_running_servers_link_still_works(start):
    first = start("serve", "--port", "0")
    link = _link(first)
    port = link.split("/sign-in")[0].rsplit(":", 1)[1]
    second = start("serve", "--port", port)
    out, err = second.communicate(timeout=60)
    assert (second.returncode, "sign-in" in out) == (1, False)
    assert f"127.0.0.1:{port}" in err
    assert "--port" in err
    assert "Traceback" not in err
    with _browser().open(link) as answer:
        assert not answer.url.endswith("/sign-in")


def test_the_port_may_come_from_the_environment(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    assert f":{port}/" in _link(start("serve", PORT=str(port)))


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0"])
def test_other_addresses_can_be_listened_on(start, host):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    program = start("serve", "--host", host, "--port", port)
    with _browser().open(_link(program)) as answer:
        assert answer.status == 200
    assert _stopped(program, signal.SIGINT)[0] == 0


def test_an_address_that_is_none_is_told(start):
    program = start("serve", "--host", "nowhere.invalid", "--port", "0")
    out, err = program.communicate(timeout=60)
    assert (program.returncode, out) == (1, "")
    assert "nowhere.invalid" in err
    assert "Traceback" not in err


def test_a_start_is_quick_once_the_data_is_there(start, document):
    began = time.monotonic()
    link = _link(start("serve", "--port", "0"))
    with _browser().open(link) as answer:
        assert answer.status == 200
    # The goal is 2 s on a machine that does nothing else; other tests run beside this one.
    assert time.monotonic() - began < 15


def test_a_fresh_folder_gets_its_database_and_key_for_its_owner_alone(start, tmp_path):
    home = tmp_path / "new" / "data"
    _link(start("serve", "--port", "0", ANNOTATOR_HOME=str(home)))
    assert (home.stat().st_mode & 0o777, (home / "secret-key").stat().st_mode & 0o777) == (0o700, 0o600)
    assert len((home / "secret-key").read_text()) == 64
    assert (home / "annotator.sqlite3").is_file()


def test_a_request_for_another_sites_name_gets_no_private_page(start):
    address = _link(start("serve", "--port", "0")).split("/sign-in")[0]
    with pytest.raises(HTTPError) as raised:
        _browser().open(Request(address + "/nothing", headers={"Host": "evil.example"}))
    assert raised.value.code == 404
    raised.value.close()
