"""Jobs of `annotator serve`: they are done in the background, and outlive a kill."""

from __future__ import annotations

import json
import signal
import sqlite3
from pathlib import Path

import pytest

from annotator import labelsets
from annotator.app import create_app
from annotator.config import settings_from
from annotator.db.base import session
from annotator.services.projects import create_project
from tests.cli.client import Client

COUNT, SPANS = 2000, 5


@pytest.fixture
def home(environment) -> Path:
    """A data folder with a project."""
    with create_app(settings_from(environment)).app_context():
        create_project(session, "p", labelsets.text("conflict"), "conflict.toml")
    return Path(environment["ANNOTATOR_HOME"])


def _lines(count: int) -> bytes:
    spans = [{"start": 4 * at, "end": 4 * at + 3, "label": "LOCATION"} for at in range(SPANS)]
    return b"".join(
        json.dumps({"text": "حلب " * 20 + str(number), "spans": spans}).encode() + b"\n" for number in range(count)
    )


def _asked(home: Path, query: str):
    connection = sqlite3.connect(home / "annotator.sqlite3")
    try:
        return connection.execute(query).fetchone()
    finally:
        connection.close()


def test_a_job_goes_on_after_the_server_was_killed(start, home):
    first = start("serve", "--port", "0")
    client = Client(first)
    path = client.begin_import("a.jsonl", _lines(COUNT) + b"{}\n")
    client.until(path, lambda found: found["share"] > 0)
    first.kill()
    first.wait()
    assert _asked(home, "SELECT state FROM job") == ("running",)
    assert 0 < _asked(home, "SELECT count(*) FROM document")[0] < COUNT
    again = Client(start("serve", "--port", "0"))
    found = again.until(path, lambda found: found["ended"])
    assert (found["state"], found["share"]) == ("done", 100)
    assert _asked(home, "SELECT count(*), count(DISTINCT sha256) FROM document") == (COUNT, COUNT)
    assert _asked(home, "SELECT count(*) FROM suggestion") == (COUNT * SPANS,)
    result = json.loads(_asked(home, "SELECT result FROM job")[0])["files"][0]
    counts = [result[name] for name in ("added", "doubles", "refused", "suggestions")]
    assert counts == [COUNT, 0, 1, COUNT * SPANS]


def test_a_server_that_stops_leaves_its_job_to_the_next(start, home):
    first = start("serve", "--port", "0")
    client = Client(first)
    path = client.begin_import("a.jsonl", _lines(COUNT))
    client.until(path, lambda found: found["share"] > 0)
    first.send_signal(signal.SIGINT)
    out, err = first.communicate(timeout=30)
    assert (first.returncode in (0, 130), "Stopped." in out, err) == (True, True, "")
    assert _asked(home, "SELECT state FROM job") == ("waiting",)
    again = Client(start("serve", "--port", "0"))
    again.until(path, lambda found: found["ended"])
    assert _asked(home, "SELECT count(*) FROM document") == (COUNT,)
