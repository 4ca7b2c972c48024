"""Who asks in the tests of the web: a manager, a member, a stranger, nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotator import labelsets
from annotator.db.projects import ProjectRow
from annotator.services.accounts import add_user
from annotator.services.projects import create_project

TEXT = "قصفت طائرات بلدة الريحانية أمس"


class Browser(FlaskClient):
    """A client whose requests each have a context of their own, as on a server.

    Inside the context that a test runs in, requests would share ``flask.g``, and with it who is signed in.
    """

    def open(self, *args, **more):
        with self.application.app_context():
            return super().open(*args, buffered=True, **more)


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application, asked as a server is asked."""
    app.test_client_class = Browser
    return app


class Clients(Mapping[str, FlaskClient]):
    """Clients by the kind of visitor; each signs in when it is first asked for, which takes as long as many a test."""

    def __init__(self, ways: Mapping[str, Callable[[], FlaskClient]]) -> None:
        self._ways, self._made = ways, {}

    def __getitem__(self, who: str) -> FlaskClient:
        if who not in self._made:
            self._made[who] = self._ways[who]()
        return self._made[who]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ways)

    def __len__(self) -> int:
        return len(self._ways)


@pytest.fixture
def clients(app, sign_in, manager, annotator, session):
    """Return a client for each kind of visitor: nobody, stranger, member, manager."""
    people = {"stranger": add_user(session, "stranger", None), "member": annotator, "manager": manager}
    return Clients({"nobody": app.test_client} | {who: partial(sign_in, user) for who, user in people.items()})


@pytest.fixture
def all_signed_in(clients) -> None:
    """Everybody is signed in before the test begins: for tests about who is still."""
    dict(clients)


@pytest.fixture
def document(take, annotator, manager) -> int:
    """A document of the member and the manager, with two suggestions."""
    spans = [{"start": 17, "end": 26, "label": "LOCATION"}, {"start": 5, "end": 11, "label": "WEAPON"}]
    line = json.dumps({"text": TEXT, "title": "عنوان", "spans": spans})
    return take("a.jsonl", line, annotators=[annotator, manager]).added[0]


@pytest.fixture
def foreign_project(session, manager) -> ProjectRow:
    """A project in which the member does not work."""
    return create_project(session, "foreign", labelsets.text("conflict"), "conflict.toml")


@pytest.fixture
def page_of():
    """Return the JSON of a script block in a page: ``page_of(answer)["layer"]``."""

    def block(answer, name: str = "payload"):
        found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', answer.text, re.DOTALL)
        return json.loads(found[1])

    return block
