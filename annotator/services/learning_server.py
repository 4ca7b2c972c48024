"""A project's own server of suggestions: where it is, whether it answers. What is secret in its address stays."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Phrase, Problem
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.projects import ProjectRow
from annotator.services import audit
from annotator.services.remotes import note_trouble, remote_of, renew, trouble_of
from annotator.suggesters.backend.address import parse

MOST_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Server:
    """The server as people may see it. ``signs_in``: its address holds a password or a token.

    ``private``: nobody on the way can read the texts. ``trouble`` is what the last call failed with.
    """

    address: str
    signs_in: bool
    private: bool
    trouble: Phrase | None = None


def server_of(session: Session, project: ProjectRow) -> Server | None:
    """Return the project's server, or ``None``. One whose address cannot be read has that as its trouble."""
    if not project.backend_url:
        return None
    try:
        address = parse(project.backend_url)
    except Problem as problem:
        return Server("", signs_in=False, private=True, trouble=problem.phrase)
    return Server(str(address), bool(address.authorization), address.private, trouble_of(session, project.id))


def name_server(session: Session, project: ProjectRow, given: str, by: UserRow | None = None) -> bool:
    """Keep the address of the project's server, and return whether anything changed.

    What is given as it is shown, without the password or token that is kept, changes nothing; any other address
    comes without the old secrets. Codes ``backend-address``, ``backend-long``.
    """
    given = given.strip()
    if len(given) > MOST_CHARACTERS:
        raise Problem("backend-long", N_("The address has more than %(most)s characters."), most=MOST_CHARACTERS)
    shown, project_id = str(parse(given)), project.id
    with writing(session):
        row = session.get_one(ProjectRow, project_id)
        before = _shown(row)
        if given == row.backend_url or given == before:
            return False
        row.backend_url, row.backend_trouble = given, None
        message = N_("named the server %(address)s, which suggests in this project from now on")
        if shown == before:
            message = N_("changed how the program signs in at the server %(address)s")
        audit.record(session, by, project_id, message, address=shown)
    return True


def remove_server(session: Session, project: ProjectRow, by: UserRow | None = None) -> None:
    """Forget the server and its secrets; what it has suggested stays."""
    project_id = project.id
    with writing(session):
        row = session.get_one(ProjectRow, project_id)
        before = _shown(row)
        if not row.backend_url:
            return
        row.backend_url = row.backend_trouble = None
        audit.record(session, by, project_id, N_("removed the server %(address)s of the project"), address=before)


def try_server(session: Session, project: ProjectRow) -> None:
    """Ask the server whether it is there, and tell it the labels; raises the :class:`Problem` that it has."""
    project_id, labels = project.id, project.label_set.value()
    renew(session, project_id)
    remote = remote_of(session, project_id)
    session.rollback()  # nobody is kept waiting for as long as it takes
    if remote is None:
        raise Problem("backend-none", N_("No server is set up for this project."))
    try:
        remote.check(labels)
    finally:
        note_trouble(session, project_id, remote)


def _shown(row: ProjectRow) -> str:
    try:
        return str(parse(row.backend_url)) if row.backend_url else ""
    except Problem:
        return ""
