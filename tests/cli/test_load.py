"""Fifty annotators at once on the real server: nothing that was acknowledged is lost, nobody gets what is not for them.

Each asks for the next document, reads its page, decides on some of what is suggested there and finishes, until the
queue has nothing left for them; meanwhile the server is killed once, and started anew.
"""

from __future__ import annotations

import json
import os
import random
import signal
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from http.client import HTTPException
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from annotator import labelsets
from annotator.app import create_app
from annotator.config import settings_from
from annotator.db.base import db, session, writing
from annotator.db.documents import AssignmentRow, DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.log import read_layer
from annotator.db.projects import MemberRow, ProjectRow
from annotator.services.accounts import add_user, make_link
from annotator.services.annotate import replayed
from annotator.services.intake import take_file
from annotator.services.projects import add_members, create_project
from tests.bench.serving import Client, Program

ANNOTATORS, DOCUMENTS, OVERLAP, QUOTA = 50, 40, 3, 6
WORDS = ["قصفت", "طائرات", "بلدة", "الريحانية", "أمس", "وسقط", "قتلى", "قرب", "المعبر"]


@dataclass
class Done:
    """What the server has acknowledged, for all annotators: layer by (document, annotator)."""

    spans: dict[tuple[int, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    finished: set[tuple[int, str]] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)


@pytest.fixture
def program(environment):
    made = Program(Path(environment["ANNOTATOR_HOME"]))
    made.environment |= environment
    yield made
    made.stop()


@pytest.fixture
def links(environment) -> dict[str, str]:
    """A project with documents for fifty annotators; the path of a sign-in link for each."""
    app = create_app(settings_from(environment))
    with app.app_context():
        project = create_project(session, "load", labelsets.text("conflict"), "conflict.toml")
        users = [add_user(session, f"annotator-{number}", None) for number in range(ANNOTATORS)]
        add_members(session, project, users)
        with writing(session):
            session.get_one(ProjectRow, project.id).overlap = OVERLAP
            for row in session.scalars(select(MemberRow)):
                row.quota = QUOTA
        take_file(session, project, "load.jsonl", BytesIO(b"\n".join(map(_line, range(DOCUMENTS)))))
        made = {user.name: f"/sign-in/{make_link(session, user)}" for user in users}
        db.session.remove()
        db.engine.dispose()
    return made


def _line(number: int) -> bytes:
    text = " ".join([*WORDS, f"رقم {number}"])
    places = [(text.index(word), text.index(word) + len(word)) for word in WORDS[:6]]
    spans = [{"start": start, "end": end, "label": "LOCATION"} for start, end in places]
    return json.dumps({"id": str(number), "text": text, "spans": spans}).encode()


class Annotator:
    """One of the fifty: goes on until nothing is left, and asks again where the server is away."""

    def __init__(self, port: int, name: str, link: str, done: Done) -> None:
        self.name, self.done, self.chance = name, done, random.Random(name)  # the same each time
        self.client = Client(port, link)

    def work(self) -> None:
        try:
            while (payload := self.client.next(1)) is not None:
                self._decide(payload)
        except Exception as error:  # told by the test, which no error of a thread would fail
            self.done.failures.append(f"{self.name}: {error!r}")

    def _decide(self, payload: dict) -> None:
        document, revision = payload["document"]["id"], payload["layer"]["revision"]
        open_ones = [one["id"] for one in payload["suggestions"]]
        for number, suggestion in enumerate(self.chance.sample(open_ones, 3)):
            span = f"{self.name}-{document}-{number}"
            accept = {"kind": "accept", "id": f"o{number}", "suggestion": suggestion, "span": span}
            revision = self._send(payload, revision, accept)
            self.done.spans[(document, self.name)].add(span)
        self._send(payload, revision, {"kind": "finish", "id": "end"})
        self.done.finished.add((document, self.name))

    def _send(self, payload: dict, revision: int, operation: dict) -> int:
        body = json.dumps({"revision": revision, "operations": [operation]}).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": payload["csrf"]}
        status, _, answer = self.client.request("POST", payload["urls"]["operations"], body, **headers)
        assert status == 200, (status, answer[:200])
        return json.loads(answer)["revision"]


def _work(port: int, links: dict[str, str]) -> Done:
    done = Done()
    annotators = [Annotator(port, name, link, done) for name, link in links.items()]
    threads = [threading.Thread(target=annotator.work) for annotator in annotators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for annotator in annotators:
        annotator.client.connection.close()
        done.failures += [f"{annotator.name}: {annotator.client.failed} failed"] if annotator.client.failed else []
    return done


def test_fifty_annotators_at_once_lose_nothing_and_share_fairly(program, links, environment):
    program.serve()
    done = _work(program.port, links)
    program.stop()
    assert done.failures == []
    assert len(done.finished) == DOCUMENTS * OVERLAP
    _check_export(program, done)
    with create_app(settings_from(environment)).app_context():
        given = session.execute(select(DocumentRow.given, DocumentRow.finished)).all()
        assert {tuple(row) for row in given} == {(OVERLAP, OVERLAP)}
        most = select(func.count()).select_from(AssignmentRow).group_by(AssignmentRow.user_id)
        assert max(session.scalars(most)) <= QUOTA
        for row in session.scalars(select(LayerRow)):
            assert read_layer(session, row) == replayed(session, row)
        db.session.remove()
        db.engine.dispose()


def test_what_was_acknowledged_before_the_server_was_killed_is_there(program, links):
    program.serve()
    done = Done()
    some = dict(list(links.items())[:10])
    annotators = [Annotator(program.port, name, link, done) for name, link in some.items()]
    killed = threading.Event()

    def kill_after(annotator: Annotator) -> None:
        while not killed.is_set() and len(done.finished) < 15:
            payload = annotator.client.next(1)
            if payload is None:
                return
            annotator._decide(payload)
        killed.set()

    def work(annotator: Annotator) -> None:
        try:
            kill_after(annotator)
        except (OSError, HTTPException, AssertionError) as error:
            if not killed.is_set():
                done.failures.append(repr(error))

    threads = [threading.Thread(target=work, args=(annotator,)) for annotator in annotators]
    for thread in threads:
        thread.start()
    killed.wait()
    os.kill(program.process.pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    program.stop()
    for annotator in annotators:
        annotator.client.connection.close()
    assert done.failures == []
    assert len(done.finished) >= 15
    _check_export(program, done)


def _check_export(program: Program, done: Done) -> None:
    path = Path(program.run("export", "load", "--layer", "all").splitlines()[0])
    exported: dict[tuple[int, str], set[str]] = defaultdict(set)
    finished = set()
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        document = int(record["id"]) + 1
        assert len(record["annotators"]) <= OVERLAP
        finished |= {(document, name) for name in record["finished"]}
        for span in record["spans"]:
            exported[(document, span["annotator"])].add(span["id"])
    assert done.finished <= finished
    assert {key: spans - exported[key] for key, spans in done.spans.items() if spans - exported[key]} == {}
