"""`annotator serve` by several processes: they share the requests, and what one of them knows or loses harms nobody."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from http.cookiejar import CookieJar
from io import BytesIO
from itertools import combinations_with_replacement
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from annotator import labelsets
from annotator.app import create_app
from annotator.cli import processes
from annotator.config import settings_from
from annotator.db.base import db, session
from annotator.db.turns import _locked
from annotator.services.intake import take_file
from annotator.services.projects import create_project
from tests.bench.serving import processes_of
from tests.cli.client import Client

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
DOCUMENTS, WORDS = 3, 40
MANY, LONG = 1000, 8000
"""So many lines a file has whose import is not over before a test has killed who does it, or cancelled it."""


@pytest.fixture
def database(environment) -> str:
    """The database file of a data folder with a project, whose documents nobody has begun."""
    with create_app(settings_from(environment)).app_context():
        project = create_project(session, "p", labelsets.text("conflict"), "conflict.toml")
        lines = [json.dumps({"text": "حلب " * WORDS + str(number)}) for number in range(DOCUMENTS)]
        take_file(session, project, "a.jsonl", BytesIO("\n".join(lines).encode()))
        db.session.remove()
        db.engine.dispose()
    return str(Path(environment["ANNOTATOR_HOME"], "annotator.sqlite3"))


@pytest.fixture
def program(start, database):
    return start("serve", "--port", "0", "--processes", "2")


def _state(process: int) -> str:
    """Return the letter of a process's state, Z for one that has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"


def _serving(program) -> list[int]:
    """Return the ids of the two processes that serve, once there are two."""
    while len(found := [one for one in processes_of(program.pid)[1:] if _state(one) != "Z"]) != 2:
        pass
    return found


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Have a database file of its own for a moment."""
    connection = sqlite3.connect(file, timeout=30, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        connection.close()


@contextmanager
def _halted(process: int, database: str) -> Iterator[None]:
    """Halt a process, at a moment in which it has neither the turn to write nor the file of the queue of jobs."""
    with _locked(f"{database}.queue"), _locked(f"{database}.turn"), _alone(Path(database).with_name("jobs.sqlite3")):
        os.kill(process, signal.SIGSTOP)
        while _state(process) != "T":
            pass
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def _lines(name: str, count: int) -> bytes:
    return b"".join(json.dumps({"text": f"{'حلب ' * 20}{name} {number}"}).encode() + b"\n" for number in range(count))


def _sign_in(address: str) -> int:
    """Try to sign in with a wrong password; return the status."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{address}/sign-in") as answer:
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', answer.read().decode())[1]
    sent = urlencode({"name": "owner", "password": "wrong", "csrf_token": token}).encode()
    with pytest.raises(HTTPError) as raised:
        browser.open(Request(f"{address}/sign-in", sent, {"Referer": address}))
    raised.value.close()
    return raised.value.code


def test_each_process_answers_and_what_it_does_counts_in_the_other(program, database):
    client = Client(program)
    first, second = _serving(program)
    with _halted(first, database):
        assert [_sign_in(client.address) for _ in range(3)] == [422] * 3
    with _halted(second, database):
        assert [_sign_in(client.address) for _ in range(3)] == [422, 422, 429]
    # One of them does the jobs; either starts and cancels them.
    for name, process in (("a", first), ("b", second)):
        with _halted(process, database):
            path = client.begin_import(f"{name}.jsonl", _lines(name, LONG))
        client.until(path, lambda found: found["share"] > 0)
        with _halted(process, database):
            assert client.cancel(path) == path
        found = client.until(path, lambda found: found["ended"])
        assert found["state"] == "cancelled"


def _kill_all(program) -> set[int]:
    """Kill the processes that serve, and return their ids once others have taken their place."""
    before = set(_serving(program))
    for process in before:
        os.kill(process, signal.SIGKILL)
    while before & set(_serving(program)):
        pass
    return before


def _asked(database: str, query: str) -> tuple:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(query).fetchone()
    finally:
        connection.close()


class Annotator:
    """Adds spans to a document until it is told that it is over, and sends again what was not answered."""

    def __init__(self, address: str, cookies: CookieJar, document: int, over: threading.Event) -> None:
        self._opener = build_opener(HTTPCookieProcessor(cookies))
        self._address, self._document, self._over = address, document, over
        self.acknowledged: list[str] = []
        self.problems: list[BaseException] = []

    def work(self) -> None:
        """Begin; what goes wrong is kept, as no error of a thread would fail the test."""
        try:
            payload = self.page()
            for number, (first, last) in enumerate(combinations_with_replacement(range(WORDS), 2)):
                while not self._sent(payload, number, {"start": 4 * first, "end": 4 * last + 3}):
                    pass
                self.acknowledged.append(str(number))
                if self._over.is_set():
                    return
        except BaseException as problem:
            self.problems.append(problem)

    def page(self) -> dict:
        """Return what the page of the document holds, of any process that answers."""
        address = f"{self._address}/projects/1/documents/{self._document}"
        while True:
            with suppress(URLError, HTTPException, ConnectionError), self._opener.open(address) as answer:
                return json.loads(re.search(r'id="payload">(.*?)</script>', answer.read().decode(), re.DOTALL)[1])

    def _sent(self, payload: dict, number: int, place: dict) -> bool:
        name = str(number)
        operation = {"kind": "add_span", "id": name, "span": name, "label": "LOCATION", **place}
        body = json.dumps({"revision": number, "operations": [operation]}).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": payload["csrf"]}
        try:
            with self._opener.open(Request(self._address + payload["urls"]["operations"], body, headers)) as answer:
                return json.load(answer)["revision"] == number + 1
        except HTTPError:
            raise
        except (URLError, HTTPException, ConnectionError):
            return False


def test_killed_processes_are_replaced_and_nothing_acknowledged_nor_any_job_is_lost(program, database):
    client, over = Client(program), threading.Event()
    annotators = [Annotator(client.address, client.cookies, 1 + number, over) for number in range(DOCUMENTS)]
    threads = [threading.Thread(target=annotator.work, daemon=True) for annotator in annotators]
    for thread in threads:
        thread.start()
    path = client.begin_import("a.jsonl", _lines("a", MANY))
    client.until(path, lambda found: found["share"] > 0)
    before = _kill_all(program)
    over.set()
    found = client.until(path, lambda found: found["ended"])
    assert (found["state"], found["share"]) == ("done", 100)
    assert _asked(database, "SELECT json_extract(result, '$.starts') FROM job") == (1,)
    assert _asked(database, "SELECT count(*) FROM document") == (DOCUMENTS + MANY,)
    for thread in threads:
        thread.join()
    assert [annotator.problems for annotator in annotators] == [[]] * DOCUMENTS
    for annotator in annotators:
        kept = [span["id"] for span in annotator.page()["layer"]["spans"]]
        assert sorted(kept) == sorted(annotator.acknowledged)
    assert before.isdisjoint(_serving(program))


def test_when_the_one_that_started_them_is_killed_the_processes_end(program):
    address = Client(program).address
    serving = _serving(program)
    program.kill()
    program.communicate(timeout=30)  # which waits for all that hold its output
    assert [_state(process) for process in serving] == ["Z", "Z"]
    with pytest.raises(URLError, match="refused"):
        build_opener().open(address)


QUICK = """
import os, signal
from annotator.cli import processes
processes.REST_SECONDS = 0
try:
    processes.Processes(2, lambda number: os._exit(3) if number else signal.pause()).run()
except Exception as problem:
    print(problem.message)
"""


def test_a_process_that_ends_at_its_start_again_and_again_is_given_up():
    environment = {**os.environ, "LANG": "en_GB.UTF-8"}
    command = [sys.executable, "-c", QUICK]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert "ends as soon as it has begun" in done.stdout
    assert done.stderr.count("(exit code 3)") == processes.MOST_QUICK


def test_two_processes_are_usual_where_there_are_two_cores(monkeypatch):
    for system, cores, expected in (("linux", 1, 1), ("linux", 2, 2), ("linux", 64, 2), ("darwin", 8, 1)):
        monkeypatch.setattr(sys, "platform", system)
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, cores=cores: set(range(cores)))
        assert processes.usual_number() == expected


def test_where_there_are_no_forks_several_processes_are_refused(run, monkeypatch):
    monkeypatch.delattr(os, "fork")
    result = run("serve", "--port", "0", "--processes", "2")
    assert (result.exit_code, "one process only" in result.output) == (1, True)
