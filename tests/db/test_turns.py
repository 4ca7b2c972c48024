"""Who writes to a database does so in turn, whichever process they are in."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from annotator.db.accounts import UserRow
from annotator.db.turns import turn

TAKE = """
import sys
from annotator.db.turns import turn
print("asks", flush=True)
with turn(sys.argv[1]):
    with open(sys.argv[2], "a") as file:
        file.write("process ")
    print("has", flush=True)
    sys.stdin.readline()
"""
COUNT = """
import sys, threading
from annotator.app import create_app
from annotator.db.accounts import UserRow
from annotator.db.base import session, writing
app, problems = create_app(), []
def count():
    with app.app_context():
        try:
            for _ in range(20):
                with writing(session, synced=False):
                    row = session.get_one(UserRow, 1)
                    row.language = str(int(row.language) + 1)
        except Exception as problem:
            problems.append(repr(problem))
threads = [threading.Thread(target=count) for _ in range(6)]
print("ready", flush=True)
sys.stdin.readline()
for thread in threads: thread.start()
for thread in threads: thread.join()
print(problems)
"""


@pytest.fixture
def python() -> Iterator:
    """Run a piece of Python as a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def begun(code: str, *arguments: str | Path, **changed: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", code, *map(str, arguments)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        started.append(subprocess.Popen(command, **pipes, text=True, env={**os.environ, **changed}))
        return started[-1]

    yield begun
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def log(tmp_path) -> Path:
    """A file that says who had the turn, one after the other."""
    return tmp_path / "log"


def _is_locked(path: str) -> bool:
    file = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(file)


def _go(process) -> None:
    process.stdin.write("go\n")
    process.stdin.flush()


def test_who_asked_first_comes_before_the_other_threads_of_who_had_it(python, tmp_path, log):
    database = str(tmp_path / "d.sqlite3")

    def again() -> None:
        with turn(database), log.open("a") as file:
            file.write("thread ")

    threads = [threading.Thread(target=again) for _ in range(3)]
    with turn(database):
        process = python(TAKE, database, log)
        assert process.stdout.readline() == "asks\n"
        while not _is_locked(f"{database}.queue"):
            pass
        for thread in threads:
            thread.start()
    assert process.stdout.readline() == "has\n"
    _go(process)
    for thread in threads:
        thread.join()
    assert log.read_text() == "process thread thread thread "


def test_the_turn_of_a_process_that_is_killed_is_over(python, tmp_path, log):
    database = str(tmp_path / "d.sqlite3")
    process = python(TAKE, database, log)
    assert [process.stdout.readline() for _ in range(2)] == ["asks\n", "has\n"]
    assert _is_locked(f"{database}.turn")
    process.send_signal(signal.SIGKILL)
    with turn(database):
        assert process.wait() == -signal.SIGKILL


def test_who_has_the_turn_may_ask_again_and_leaves_it_once(tmp_path):
    database = str(tmp_path / "d.sqlite3")
    with turn(database):
        with turn(database), suppress(KeyError):
            raise KeyError
        assert _is_locked(f"{database}.turn")
        assert not _is_locked(f"{database}.queue")
    assert not _is_locked(f"{database}.turn")


@pytest.mark.parametrize("database", [None, "", ":memory:", "no/such/folder/d.sqlite3"])
def test_where_no_file_can_be_locked_threads_still_take_turns(database, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    had = []

    def take() -> None:
        with turn(database):
            had.append("thread")

    thread = threading.Thread(target=take)
    with turn(database):
        thread.start()
        thread.join(0.05)
        had.append("here")
    thread.join()
    assert had == ["here", "thread"]
    assert list(tmp_path.iterdir()) == []


def test_writers_of_two_processes_all_come_through_and_see_one_another(app, session, python):
    session.add(UserRow(id=1, name="layla", language="0"))
    session.commit()
    home = str(app.extensions["settings"].home)
    both = [python(COUNT, ANNOTATOR_HOME=home) for _ in range(2)]
    assert [one.stdout.readline() for one in both] == ["ready\n"] * 2
    for one in both:
        _go(one)
    assert [one.stdout.readline() for one in both] == ["[]\n"] * 2
    session.rollback()
    assert session.scalar(select(UserRow.language)) == str(2 * 6 * 20)
