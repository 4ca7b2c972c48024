"""Hostile input in every field of every form that a manager can see: never a mistake of the program, never markup.

The forms are those that the pages really show: each page is opened, its forms are read, and each is sent with one
wicked value in all of its fields, those that are hidden or chosen from a list too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from tests.web.test_web_permissions_walk import BULK, GET, fill, visitors  # noqa: F401  # fixtures

WICKED = [
    '"><script>alert(1)</script><img src=x onerror=alert(2)>',
    "' OR 1=1; DROP TABLE user; --",
    "{{ 7*7 }}${7*7}%(name)s%s{0}",
    '=HYPERLINK("http://x")\t\r\n\x00\u202e\u2066\ud800',
    "../../../etc/passwd",
    "9" * 400,
    "-1",
    "",
    "ا\u0301" * 12_000,  # longer than any field takes
]
LONGEST_ADDRESS = 40_000
"""Characters, six bytes each when they are quoted: the server takes no more than 256 kB of headers."""
SPARED = {"/sign-out", "/account/password"}
"""What ends the sign-in with which all this is sent."""


@dataclass
class Found:
    """A form of a page: where it goes, how, and its fields with what they hold."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    has_file: bool = False


class Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where, self.forms = where, []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            action = values.get("action") or self.where
            self.forms.append(Found(action, (values.get("method") or "get").upper()))
        elif tag in {"input", "select", "textarea", "button"} and self.forms and values.get("name"):
            form = self.forms[-1]
            form.has_file |= values.get("type") == "file"
            if values.get("type") != "file":
                form.fields.setdefault(str(values["name"]), values.get("value") or "")


@pytest.fixture
def forms(request, manager, reach) -> list[Found]:
    """The forms of all pages; whatever they are about is there."""

    def make() -> list[Found]:
        client = request.getfixturevalue("visitors")["chief"].client
        return _forms(client, request.getfixturevalue("fill"))

    return reach("forms", make)


@pytest.fixture
def client(forms, manager, sign_in) -> FlaskClient:
    """Who may see them all, signed in once the forms are there: who was before is not any longer."""
    signed_in = sign_in(manager)
    assert signed_in.get("/people").status_code == 200
    return signed_in


def _forms(client: FlaskClient, filled: Callable[[str], str]) -> list[Found]:
    found = {}
    for rule in GET:
        if rule == BULK or rule.endswith(("/next", ".toml", ".csv", ".jsonl", ".css")):
            continue
        where = filled(rule)
        reader = Forms(where)
        reader.feed(client.get(where).text)
        for form in reader.forms:
            found[(form.action.split("?")[0], form.method, tuple(sorted(form.fields)))] = form
    return [form for form in found.values() if form.action not in SPARED]


def test_there_are_forms_to_be_tried(forms):
    assert len(forms) > 30
    assert sum(len(form.fields) for form in forms) > 100


@pytest.mark.parametrize("value", WICKED, ids=range(len(WICKED)))
def test_no_field_takes_markup_or_breaks_the_program(client, forms, value):
    wrong = []
    sent = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    for form in forms:
        values = {name: held if name == "csrf_token" else sent for name, held in form.fields.items()}
        if form.method == "GET":
            most = LONGEST_ADDRESS // max(1, len(values))
            values = {name: one[:most] for name, one in values.items()}
            answer = client.get(form.action.split("?")[0], query_string=values)
        else:
            answer = client.post(form.action, data=values)
        if answer.status_code in (302, 303):
            answer = client.get(answer.location)
        if answer.status_code >= 500 or "<script>alert" in answer.text or "<img src=x" in answer.text:
            wrong.append((form.method, form.action, answer.status_code, json.dumps(sorted(values))))
    assert wrong == []
