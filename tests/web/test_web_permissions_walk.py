"""Every address of the program for every kind of visitor: who may not is told so, who may is never told so.

One table says which permission of ``core.people`` an address needs; the test derives the rest, and fails for an address
that is not in the table.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from annotator.core.people import PERMISSIONS, ROLES
from annotator.services.accounts import add_user
from annotator.services.export import Choice, export_project
from annotator.services.projects import add_members
from annotator.web.joined import ENDPOINTS

OPEN = "anybody"
SIGNED_IN = "anybody who is signed in"
INSTALLATION = "who manages the installation"

PROJECT = "/projects/<int:project_id>"
DOCUMENT = f"{PROJECT}/documents/<int:document_id>"
GET: dict[str, str] = {
    "/": SIGNED_IN,
    "/sign-in": OPEN,
    "/sign-in/<secret>": OPEN,
    "/projects/new": INSTALLATION,
    PROJECT: "see-project",
    f"{PROJECT}/import": "import",
    f"{PROJECT}/export": "export",
    f"{PROJECT}/exports/<name>": "export",
    f"{PROJECT}/next": "annotate",
    DOCUMENT: "annotate",
    f"{DOCUMENT}/history": "annotate",
    f"{DOCUMENT}/values": "annotate",
}
POST: dict[str, str] = {
    "/sign-in": OPEN,
    "/language": OPEN,
    "/projects/new": INSTALLATION,
    f"{PROJECT}/import": "import",
    f"{PROJECT}/export": "export",
    f"{PROJECT}/suggestions": "suggest",
    f"{DOCUMENT}/operations": "annotate",
    "/sign-out": OPEN,  # the last: it ends what the others need
}
ELSEWHERE = {"static", *ENDPOINTS}


@dataclass(frozen=True)
class Visitor:
    """``role`` is what they are in the project; ``chief`` manages the installation."""

    client: object
    role: str | None = None
    signed_in: bool = True
    chief: bool = False

    def may(self, needed: str) -> bool:
        if needed == OPEN:
            return True
        if needed == SIGNED_IN:
            return self.signed_in
        return self.chief or (needed != INSTALLATION and self.role in PERMISSIONS[needed])


@pytest.fixture
def visitors(app, session, sign_in, project, manager) -> dict[str, Visitor]:
    found = {"nobody": Visitor(app.test_client(), signed_in=False), "chief": Visitor(sign_in(manager), chief=True)}
    found["stranger"] = Visitor(sign_in(add_user(session, "a stranger", None)))
    for role in ROLES:
        user = add_user(session, f"a {role}", None)
        add_members(session, project, [user], role)
        found[role] = Visitor(sign_in(user), role)
    return found


@pytest.fixture
def fill(app, session, project, take, visitors):
    """Fill the places of an address with what is there."""
    exported = export_project(session, project, Choice(), "jsonl", app.extensions["settings"].exports)
    (document,) = take("a.jsonl", json.dumps({"text": "نص", "title": "عنوان"})).added
    values = {
        "<int:project_id>": project.id,
        "<int:document_id>": document,
        "<name>": exported.path.name,
        "<secret>": "x",
    }

    def filled(rule: str) -> str:
        for place, value in values.items():
            rule = rule.replace(place, str(value))
        assert "<" not in rule, rule
        return rule

    return filled


def _rules(app, method: str) -> set[str]:
    rules = app.url_map.iter_rules()
    return {rule.rule for rule in rules if method in rule.methods and rule.endpoint not in ELSEWHERE}


@pytest.mark.parametrize(("method", "table"), [("GET", GET), ("POST", POST)])
def test_every_address_is_in_the_table(app, method, table):
    assert _rules(app, method) == set(table)


@pytest.mark.parametrize(("method", "table"), [("GET", GET), ("POST", POST)])
def test_every_address_lets_in_who_may_and_nobody_else(visitors, fill, method, table):
    wrong = {}
    for rule, needed in table.items():
        for name, visitor in visitors.items():
            status = visitor.client.open(fill(rule), method=method).status_code
            if not _is_right(visitor, rule, needed, status):
                wrong[(rule, needed, name)] = status
    assert wrong == {}


def _is_right(visitor: Visitor, rule: str, needed: str, status: int) -> bool:
    if rule == "/sign-out":
        return status == 302
    if not visitor.may(needed):
        return status in _refusals(visitor, rule, needed)
    if needed == "annotate" and rule.startswith(DOCUMENT) and visitor.role == "annotator":
        return status == 404  # it is not theirs
    return status not in {401, 403, 404, 405} and status < 500


def _refusals(visitor: Visitor, rule: str, needed: str) -> set[int]:
    if not visitor.signed_in:
        return {302, 401}
    if needed == INSTALLATION:
        return {403}
    # That there is such a project is not told to who has no part in it.
    return {404} if visitor.role is None else {403}
