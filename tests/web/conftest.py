"""Who asks in the tests of the web: a manager, a member, a stranger, nobody."""

from __future__ import annotations

import json
import re

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


@pytest.fixture
def clients(app, sign_in, manager, annotator, session):
    """Return a client for each kind of visitor: nobody, stranger, member, manager."""
    stranger = add_user(session, "stranger", None)
    return {
        "nobody": app.test_client(),
        "stranger": sign_in(stranger),
        "member": sign_in(annotator),
        "manager": sign_in(manager),
    }


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
