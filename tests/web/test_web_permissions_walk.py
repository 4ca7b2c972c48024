"""Every address of the program for every kind of visitor: who may not is told so, who may is never told so.

One table says which permission of ``core.people`` an address needs; the test derives the rest, and fails for an address
that is not in the table.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest

from annotator.core.people import PERMISSIONS, ROLES
from annotator.db.accounts import LinkRow
from annotator.db.base import now, writing
from annotator.db.jobs import JobRow
from annotator.db.models import ModelRow
from annotator.db.projects import ProjectRow
from annotator.services.accounts import add_user
from annotator.services.export import Choice, export_project
from annotator.services.guideline import write_guideline
from annotator.services.projects import add_members
from annotator.web.bulk import DEEDS
from annotator.web.joined import ENDPOINTS

OPEN = "anybody"
SIGNED_IN = "anybody who is signed in"
INSTALLATION = "who manages the installation"

PROJECT = "/projects/<int:project_id>"
DOCUMENT = f"{PROJECT}/documents/<int:document_id>"
GUIDELINE, LABELS, JOB = f"{PROJECT}/guideline", f"{PROJECT}/labels", f"{PROJECT}/jobs/<int:job_id>"
PERSON, ACCOUNT = "/people/<int:user_id>", "/account"
BULK = f"{PROJECT}/documents/bulk/<name>"
BOTH: dict[str, str] = {
    "/sign-in": OPEN,
    "/forgotten": OPEN,
    "/reset/<secret>": OPEN,
    "/join/<secret>": OPEN,
    "/people/new": INSTALLATION,
    "/projects/new": INSTALLATION,
    BULK: "change-documents",  # and "assign" for some: see below
    f"{PROJECT}/export": "export",
    f"{PROJECT}/import": "import",
    f"{PROJECT}/people": "change-people",
    f"{PROJECT}/invitations": "change-people",
    f"{PROJECT}/settings": "change-project",
    f"{GUIDELINE}/edit": "change-labels",
    f"{LABELS}/edit": "change-labels",
    f"{LABELS}/toml": "change-labels",
}
GET: dict[str, str] = BOTH | {
    "/": SIGNED_IN,
    "/sign-in/<secret>": OPEN,
    ACCOUNT: SIGNED_IN,
    "/label-colours.css": SIGNED_IN,
    "/log": INSTALLATION,
    "/people": INSTALLATION,
    PERSON: INSTALLATION,
    PROJECT: "see-project",
    f"{PROJECT}/documents": "see-documents",
    f"{PROJECT}/exports/<name>": "export",
    f"{PROJECT}/jobs": "import",
    f"{PROJECT}/log": "see-audit",
    f"{PROJECT}/next": "annotate",
    f"{PROJECT}/progress": "see-progress",
    f"{PROJECT}/quality": "review",
    f"{PROJECT}/quality/<int:user_id>": "review",
    f"{PROJECT}/quality/<int:user_id>/documents/<int:document_id>": "review",
    DOCUMENT: "annotate",
    f"{DOCUMENT}/history": "annotate",
    f"{DOCUMENT}/outcome": "annotate",
    f"{DOCUMENT}/values": "annotate",
    f"{DOCUMENT}/text": "read-document",
    GUIDELINE: "see-labels",
    f"{GUIDELINE}/compare": "see-labels",
    f"{GUIDELINE}/versions": "see-labels",
    f"{GUIDELINE}/versions/<int:number>": "see-labels",
    f"{PROJECT}/learning": "suggest",
    f"{PROJECT}/review": "review",
    f"{PROJECT}/disagreements": "review",
    f"{PROJECT}/decisions/<int:user_id>": "review",
    f"{PROJECT}/quality/works": "review",
    f"{PROJECT}/adjudication": "adjudicate",
    f"{PROJECT}/adjudication/next": "adjudicate",
    f"{DOCUMENT}/adjudication": "adjudicate",
    LABELS: "see-labels",
    f"{PROJECT}/labels.toml": "see-labels",
    f"{LABELS}/guideline": "see-labels",
    f"{LABELS}/versions": "see-labels",
    f"{LABELS}/versions/<int:number>": "see-labels",
    JOB: "import",
    f"{JOB}/state": "import",
    f"{JOB}/refused.jsonl": "import",
    f"{JOB}/report.csv": "import",
}
SETTLING: dict[str, str] = {
    f"{DOCUMENT}/verdicts/<verdict_id>/withdrawal": "adjudicate",
    f"{DOCUMENT}/opinions": "adjudicate",
    f"{DOCUMENT}/gold": "adjudicate",
}
DELETE = SETTLING
POST: dict[str, str] = (
    BOTH
    | SETTLING
    | {
        "/language": OPEN,
        f"{ACCOUNT}/email": SIGNED_IN,
        f"{ACCOUNT}/password": SIGNED_IN,
        f"{ACCOUNT}/sign-ins/<int:sign_in_id>/end": SIGNED_IN,
        f"{ACCOUNT}/sign-ins/end-others": SIGNED_IN,
        f"{PERSON}/active": INSTALLATION,
        f"{PERSON}/links": INSTALLATION,
        f"{PERSON}/manager": INSTALLATION,
        f"{PROJECT}/documents/undo/<int:deed_id>": "change-documents",
        f"{LABELS}/guideline": "change-labels",
        f"{PROJECT}/suggestions": "suggest",
        f"{PROJECT}/learning/training": "suggest",
        f"{PROJECT}/learning/count": "suggest",
        f"{PROJECT}/review/count": "review",
        f"{PROJECT}/learning/shown": "suggest",
        f"{PROJECT}/learning/models/<int:model_id>/serve": "suggest",
        f"{PROJECT}/learning/server": INSTALLATION,
        f"{PROJECT}/learning/server/removal": INSTALLATION,
        f"{PROJECT}/learning/server/check": INSTALLATION,
        f"{PROJECT}/uploads": "import",
        f"{PROJECT}/uploads/<key>/removal": "import",
        f"{PROJECT}/people/<int:user_id>": "change-people",
        f"{PROJECT}/people/<int:user_id>/removal": "change-people",
        f"{PROJECT}/invitations/<int:link_id>/revocation": "change-people",
        f"{PROJECT}/progress/back": "assign",
        f"{PROJECT}/remarks/<int:remark_id>/read": "annotate",
        f"{DOCUMENT}/operations": "annotate",
        f"{DOCUMENT}/remarks": "comment",
        f"{DOCUMENT}/verdicts": "adjudicate",
        f"{PROJECT}/adjudication/agreed": "adjudicate",
        f"{GUIDELINE}/versions/<int:number>/restore": "change-labels",
        f"{LABELS}/preview": "change-labels",
        f"{LABELS}/save": "change-labels",
        f"{JOB}/bin": "change-documents",
        f"{JOB}/cancellation": "import",
        f"{JOB}/restoration": "change-documents",
        "/sign-out": OPEN,  # the last: it ends what the others need
    }
)
ONLY_ONES_OWN = {
    "/reset/<secret>",
    "/join/<secret>",
    "/label-colours.css",
    f"{ACCOUNT}/sign-ins/<int:sign_in_id>/end",
    f"{PROJECT}/documents/undo/<int:deed_id>",
    f"{PROJECT}/uploads/<key>/removal",
    f"{JOB}/refused.jsonl",
    f"{DOCUMENT}/outcome",
    f"{PROJECT}/quality/<int:user_id>/documents/<int:document_id>",
    f"{PROJECT}/decisions/<int:user_id>",
}
"""Where 404 is right also for who may: what is named there is nobody's, or somebody else's."""
ASKED = {f"{GUIDELINE}/compare": "?old=1&new=1", f"{LABELS}/guideline": "?label=LOCATION"}
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
def fill(app, session, project, take, visitors, manager):
    """Fill the places of an address with what is there: people, links and jobs anew each time, since they may go."""
    exported = export_project(session, project, Choice(), "jsonl", app.extensions["settings"].exports)
    (document,) = take("a.jsonl", json.dumps({"text": "نص", "title": "عنوان"})).added
    write_guideline(session, project, "# نص", made_from=0, by=manager)
    numbers = count()
    project_id = project.id

    def person() -> int:
        user = add_user(session, f"person {next(numbers)}", None)
        add_members(session, session.get_one(ProjectRow, project_id), [user])
        return user.id

    def row(made) -> int:
        with writing(session):
            session.add(made)
            session.flush()
            return made.id

    made = {
        "<int:project_id>": lambda: project_id,
        "<int:document_id>": lambda: document,
        "<int:user_id>": person,
        "<int:job_id>": lambda: row(JobRow(project_id=project_id, kind="suggest", state="done")),
        "<int:model_id>": lambda: row(_model(project_id)),
        "<int:link_id>": lambda: row(_invitation(project_id, next(numbers))),
        "<int:remark_id>": lambda: 1,
        "<int:number>": lambda: 1,
        "<int:sign_in_id>": lambda: 10**6,
        "<int:deed_id>": lambda: 10**6,
        "<name>": lambda: exported.path.name,
        "<key>": lambda: "x",
        "<verdict_id>": lambda: "x",
        "<secret>": lambda: "x",
    }

    def filled(rule: str) -> str:
        for place, value in made.items():
            if place in rule:
                rule = rule.replace(place, str(value()))
        assert "<" not in rule, rule
        return rule

    return filled


def _invitation(project_id: int, number: int) -> LinkRow:
    until = now() + timedelta(days=1)
    return LinkRow(
        secret_sha256=f"{number}", kind="invitation", project_id=project_id, member_role="annotator", expires_at=until
    )


def _model(project_id: int) -> ModelRow:
    names = dict.fromkeys(("version", "file", "lessons_sha256"), "x")
    return ModelRow(project_id=project_id, suggester="learned", state="kept", documents=9, held_out=1, **names)


def _rules(app, method: str) -> set[str]:
    rules = app.url_map.iter_rules()
    return {rule.rule for rule in rules if method in rule.methods and rule.endpoint not in ELSEWHERE}


@pytest.mark.parametrize(("method", "table"), [("GET", GET), ("POST", POST), ("DELETE", DELETE)])
def test_every_address_is_in_the_table(app, method, table):
    assert _rules(app, method) == set(table)


@pytest.mark.parametrize(("method", "table"), [("GET", GET), ("POST", POST), ("DELETE", DELETE)])
def test_every_address_lets_in_who_may_and_nobody_else(visitors, fill, method, table):
    wrong = {}
    for rule, needed in table.items():
        for name, visitor in visitors.items():
            for address, permission in _addresses(rule, needed):
                status = visitor.client.open(fill(address) + ASKED.get(rule, ""), method=method).status_code
                if not _is_right(visitor, rule, permission, status):
                    wrong[(method, address, permission, name)] = status
    assert wrong == {}


def _addresses(rule: str, needed: str) -> list[tuple[str, str]]:
    if rule != BULK:
        return [(rule, needed)]
    return [(rule.replace("<name>", name), deed.permission) for name, deed in DEEDS.items()]


def _is_right(visitor: Visitor, rule: str, needed: str, status: int) -> bool:
    if rule == "/sign-out":
        return status == 302
    if not visitor.may(needed):
        return status in _refusals(visitor, needed)
    if status == 404 and rule in ONLY_ONES_OWN:
        return True
    if needed == "annotate" and rule.startswith(DOCUMENT) and visitor.role == "annotator":
        return status == 404  # it is not theirs
    return status not in {401, 403, 404, 405} and status < 500


def _refusals(visitor: Visitor, needed: str) -> set[int]:
    if not visitor.signed_in:
        return {302, 401}
    if needed == INSTALLATION:
        return {403}
    # That there is such a project is not told to who has no part in it.
    return {404} if visitor.role is None else {403}


def test_the_table_of_permissions_is_what_the_issue_of_roles_says():
    """A change of who may do what is a change of this test, too."""
    may = {role: {name for name, roles in PERMISSIONS.items() if role in roles} for role in ROLES}
    assert may["manager"] == set(PERMISSIONS)
    looks_on = {"see-project", "see-labels", "see-documents", "read-document", "see-progress"}
    assert may["viewer"] == looks_on
    assert may["annotator"] == {"see-project", "see-labels", "annotate"}
    assert may["curator"] == looks_on | {"annotate", "annotate-any", "comment", "review", "adjudicate", "export"}
