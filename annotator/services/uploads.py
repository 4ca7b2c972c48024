"""Uploads: files that were sent and wait to be brought in. Their bytes lie in a folder, under random keys."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from annotator.db.accounts import UserRow
from annotator.db.base import now, writing
from annotator.db.jobs import RUNNING, WAITING, JobRow, UploadRow
from annotator.db.projects import ProjectRow
from annotator.services.intake import shown_name

KEPT = timedelta(days=1)
"""So long an upload waits for its import."""
REFUSED_KEPT = timedelta(days=30)
"""So long the refused lines of an import can be fetched."""
MOST = 2000
"""So many uploads of one person in one project are listed."""
_PIECE = 1 << 20


def path_of(folder: Path, key: str) -> Path:
    """Return where the bytes of an upload lie. Keys are ours: no name of a user's is ever part of a path."""
    return folder / key


def keep_upload(session: Session, folder: Path, project: ProjectRow, by: UserRow, name: str, stream: BinaryIO) -> str:
    """Keep what ``stream`` holds as an upload of ``by``, and return its key."""
    project_id, user_id = project.id, by.id
    key, size = write_upload(folder, stream)
    with writing(session):
        session.add(UploadRow(key=key, project_id=project_id, user_id=user_id, name=shown_name(name) or "–", size=size))
    return key


def write_upload(folder: Path, stream: BinaryIO) -> tuple[str, int]:
    """Write what ``stream`` holds to a file of its own; return its key and size. Half a file does not stay."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_hex(16)
    unfinished = folder / f"{key}.part"
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            while piece := stream.read(_PIECE):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        unfinished.replace(path_of(folder, key))
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return key, size


def uploads_of(session: Session, project: ProjectRow, user: UserRow) -> Sequence[UploadRow]:
    """Return what ``user`` has sent to ``project`` and not yet brought in, in its order."""
    query = select(UploadRow).filter_by(project_id=project.id, user_id=user.id)
    return session.scalars(query.order_by(UploadRow.created_at, UploadRow.key).limit(MOST)).all()


def find_upload(session: Session, project: ProjectRow, user: UserRow, key: str) -> UploadRow | None:
    """Return an upload of ``user`` in ``project``; somebody else's is not there."""
    row = session.get(UploadRow, key)
    return row if row is not None and (row.project_id, row.user_id) == (project.id, user.id) else None


def remove_upload(session: Session, folder: Path, key: str) -> None:
    """Forget an upload and its bytes."""
    with writing(session):
        session.execute(delete(UploadRow).filter_by(key=key))
    path_of(folder, key).unlink(missing_ok=True)


def keep_refused(folder: Path, key: str, numbers: Collection[int]) -> None:
    """Make of an upload a file of those lines that were refused."""
    unfinished = folder / f"{key}.part"
    with path_of(folder, key).open("rb") as file, unfinished.open("wb") as kept:
        for line in _chosen(file, numbers):
            kept.write(line)
    unfinished.replace(refused_path(folder, key))


def _chosen(file: BinaryIO, numbers: Collection[int]) -> Iterator[bytes]:
    """Yield the lines of these numbers, in pieces that fit into memory."""
    number, ended = 1, True
    while piece := file.readline(_PIECE):
        ended = piece.endswith(b"\n")
        if number in numbers:
            yield piece
            if not ended and len(piece) < _PIECE:
                yield b"\n"
        number += ended


def refused_path(folder: Path, key: str) -> Path:
    """Return where the refused lines of a file lie that was brought in."""
    return folder / f"{key}.refused"


def sweep(session: Session, folder: Path) -> None:
    """Remove the uploads that have waited too long, files that nothing speaks of, and old refused lines."""
    with writing(session):
        session.execute(delete(UploadRow).where(UploadRow.created_at < now() - KEPT))
        known = set(session.scalars(select(UploadRow.key)))
        for fields in session.scalars(select(JobRow.fields).where(JobRow.state.in_((WAITING, RUNNING)))):
            known |= {file["key"] for file in fields.get("files", ())}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in known and _age(path) > (REFUSED_KEPT if path.suffix == ".refused" else KEPT):
            path.unlink(missing_ok=True)


def _age(path: Path) -> timedelta:
    try:
        return timedelta(seconds=now().timestamp() - path.stat().st_mtime)
    except FileNotFoundError:
        return timedelta()
