"""Export: layers leave as a file, with a manifest that says what is in it and what is not."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import CTE, Select, func, select
from sqlalchemy.orm import Session

from annotator.core.collecting import without_collecting
from annotator.core.layer import FINISHED, REJECTED
from annotator.core.phrases import N_, Problem
from annotator.core.records import Format, Record
from annotator.db.accounts import UserRow
from annotator.db.base import now
from annotator.db.documents import DocumentRow, SuggestionRow
from annotator.db.layers import DecisionRow, EventRow, LayerRow, NoteRow, RefusalRow, SpanRow
from annotator.db.projects import ProjectRow
from annotator.formats import registry
from annotator.services.accounts import find_user
from annotator.services.layer_records import Held, layers_record
from annotator.services.layer_rows import Rows
from annotator.version import __version__

MANIFEST = ".manifest.json"

WINDOW = 200
"""So many documents an export reads at a time: few enough for little memory, and for one query to name them all."""

ALL = "all"
"""The layer name that stands for everybody's."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to export: everybody's layers or one user's, also unfinished ones or not."""

    layer: str = ALL
    finished_only: bool = False


@dataclass(slots=True)
class Counts:
    """What an export holds, and what it leaves out."""

    documents: int = 0
    layers: int = 0
    unfinished_layers: int = 0
    spans: int = 0
    events: int = 0
    rejected: int = 0
    refused: int = 0
    notes: int = 0
    documents_left_out: int = 0
    layers_left_out: int = 0
    undecided: int = 0


@dataclass(frozen=True, slots=True)
class Exported:
    """A written export: the file, its manifest, and the counts."""

    path: Path
    manifest: Path
    counts: Counts = field(default_factory=Counts)


def preview(session: Session, project: ProjectRow, choice: Choice) -> Counts:
    """Return the counts that an export of this choice would have, without writing anything."""
    # All in one statement: the layers are looked for once.
    held = _layers(session, project, choice).with_only_columns(LayerRow.id, LayerRow.document_id, LayerRow.state)
    held = held.cte("held").prefix_with("MATERIALIZED")
    parts = {
        "documents": select(func.count(held.c.document_id.distinct())),
        "layers": select(func.count()).select_from(held),
        "unfinished_layers": select(func.count()).select_from(held).where(held.c.state != FINISHED),
        "spans": _of(held, SpanRow),
        "events": _of(held, EventRow),
        "rejected": _of(held, DecisionRow).where(DecisionRow.verdict == REJECTED),
        "refused": _of(held, RefusalRow),
        "notes": _of(held, NoteRow),
        "undecided": _undecided(held),
    }
    found = session.execute(select(*(part.scalar_subquery().label(name) for name, part in parts.items()))).one()
    counts = Counts(**found._mapping)
    total = session.scalar(select(func.count(DocumentRow.id)).filter_by(project_id=project.id, binned_at=None)) or 0
    counts.documents_left_out = total - counts.documents
    if choice.finished_only:
        begun = _layers(session, project, Choice(choice.layer)).with_only_columns(func.count(LayerRow.id))
        counts.layers_left_out = (session.scalar(begun) or 0) - counts.layers
    return counts


def _of(held: CTE, table: type[SpanRow | EventRow | DecisionRow | RefusalRow | NoteRow]) -> Select[int]:
    return select(func.count()).select_from(table).where(table.layer_id.in_(select(held.c.id)))


def _undecided(held: CTE) -> Select[int]:
    decided = (DecisionRow.layer_id == held.c.id) & (DecisionRow.suggestion_id == SuggestionRow.id)
    return (
        select(func.count())
        .select_from(SuggestionRow)
        .join(held, held.c.document_id == SuggestionRow.document_id)
        .outerjoin(DecisionRow, decided)
        .where(SuggestionRow.current, DecisionRow.verdict.is_(None))
    )


def export_project(
    session: Session, project: ProjectRow, choice: Choice, format_id: str, folder: Path, out: Path | None = None
) -> Exported:
    """Write an export to ``out``, or under ``folder`` with a name of its own, and its manifest beside it.

    The file appears under its name only when it is whole and on the disk.
    """
    form = format_named(format_id)
    counts = preview(session, project, choice)
    name = f"{now():%Y-%m-%dT%H%M%S}-{_slug(choice.layer)}"
    path, unfinished = _claim(out) if out else _claim_free(_folder(project, folder), name, form.suffix)
    sha256 = _write(path, unfinished, form.write(records(session, project, choice)))
    manifest, unfinished = _claim(path.with_name(path.name + MANIFEST))
    _write(manifest, unfinished, [_manifest(project, choice, format_id, path, counts, sha256)])
    return Exported(path, manifest, counts)


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """An export that lies in the exports folder: its name, its size in bytes, and when it was written."""

    name: str
    size: int
    written_at: datetime


def exports_of(project: ProjectRow, folder: Path) -> Sequence[WrittenFile]:
    """Return the exports of ``project``, the newest first."""
    found = [path for path in _written(project, folder) if not path.name.endswith(MANIFEST)]
    files = [(path, path.stat()) for path in found if path.is_file()]
    return [
        WrittenFile(path.name, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))
        for path, facts in sorted(files, key=lambda file: (file[1].st_mtime_ns, file[0].name), reverse=True)
    ]


def exported_file(project: ProjectRow, folder: Path, name: str) -> Path:
    """Return the path of an export or its manifest; raise :class:`FileNotFoundError` for any other name."""
    for path in _written(project, folder):
        if path.name == name and path.is_file():
            return path
    raise FileNotFoundError(name)


def _written(project: ProjectRow, folder: Path) -> Iterator[Path]:
    """Yield the files that were written for the project, also under a name that it had before."""
    return folder.glob(f"{project.id}-*/[!.]*")


def _folder(project: ProjectRow, folder: Path) -> Path:
    # The number keeps two projects apart whose names differ only in what a file name cannot hold.
    return folder / f"{project.id}-{_slug(project.name)}"


def format_named(format_id: str) -> Format:
    """Return the format; raise :class:`Problem` ``format-unknown`` with the ones there are."""
    found: Format | None = registry.all().get(format_id)
    if found is None:
        raise Problem(
            "format-unknown",
            N_("There is no format “%(format)s”. There are: %(known)s."),
            format=format_id,
            known=", ".join(registry.all()),
        )
    return found


def records(session: Session, project: ProjectRow, choice: Choice) -> Iterator[Record]:
    """Yield a record for each document with a layer of the choice, in the order of the documents."""
    layers = _layers(session, project, choice).with_only_columns(
        LayerRow.id, LayerRow.document_id, LayerRow.state, UserRow.name
    )
    for window in _windows(session, layers):
        with without_collecting():
            rows = Rows(session, list(window), [one.id for held in window.values() for one in held])
            found = [layers_record(rows, document, held) for document, held in window.items()]
        yield from found


def _windows(session: Session, layers: Any) -> Iterator[Mapping[int, Sequence[Held]]]:
    """Yield the layers by their document, :data:`WINDOW` documents at a time."""
    # One look through all of them, which keeps a number for each: no index has a project's documents in order.
    every = session.scalars(layers.with_only_columns(LayerRow.document_id).distinct())
    documents = array("q", sorted(every))
    for start in range(0, len(documents), WINDOW):
        window: dict[int, list[Held]] = {}
        these = layers.where(LayerRow.document_id.in_(documents[start : start + WINDOW]))
        for row in session.execute(these.order_by(LayerRow.document_id, LayerRow.id)):
            window.setdefault(row.document_id, []).append(Held(*row))
        yield window


def _layers(session: Session, project: ProjectRow, choice: Choice) -> Any:
    """Return a select of (layer row, annotator's name); a layer that was opened and never touched is none."""
    # The sum keeps the database from beginning with the documents: most of a large project's have no layer yet.
    query = (
        select(LayerRow, UserRow.name)
        .join(UserRow, UserRow.id == LayerRow.user_id)
        .join(DocumentRow, DocumentRow.id == LayerRow.document_id)
        .where(DocumentRow.project_id + 0 == project.id, DocumentRow.binned_at.is_(None), LayerRow.revision > 0)
    )
    if choice.layer != ALL:
        query = query.where(LayerRow.user_id == find_user(session, choice.layer).id)
    return query.where(LayerRow.state == FINISHED) if choice.finished_only else query


def _claim(path: Path) -> tuple[Path, Path]:
    """Return ``path`` and the unfinished file that takes its place when it is whole; what is there is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path, path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")


def _claim_free(folder: Path, name: str, suffix: str) -> tuple[Path, Path]:
    """Return a path that is nobody's, and its unfinished file: two exports of one second get two numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}{suffix}"
        unfinished = path.with_name(f".{path.name}.part")
        with suppress(FileExistsError):
            # Whoever makes this file has the name; only then is it certain that nobody finishes one meanwhile.
            unfinished.touch(exist_ok=False)
            if not path.exists():
                return path, unfinished
            unfinished.unlink()
    raise AssertionError("numbers do not end")


def _write(path: Path, unfinished: Path, pieces: Iterable[bytes]) -> str:
    """Write a file whole or not at all, and return its SHA-256."""
    digest = hashlib.sha256()
    try:
        with unfinished.open("wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        # Only where it failed: once it has its name, the unfinished one may be the claim of another export.
        unfinished.unlink(missing_ok=True)
        raise
    return digest.hexdigest()


def _manifest(project: ProjectRow, choice: Choice, format_id: str, path: Path, counts: Counts, sha256: str) -> bytes:
    values = {
        "file": path.name,
        "sha256": sha256,
        "format": format_id,
        "offset_unit": "codepoint",
        "offsets": "0-based, end exclusive, logical order",
        "project": project.name,
        "layer": choice.layer,
        "finished_only": choice.finished_only,
        "label_set": {"id": project.label_set.value().id, "sha256": project.label_set.sha256},
        "counts": counts,
        "created_at": _iso(now()),
        "version": __version__,
    }
    return msgspec.json.format(msgspec.json.encode(values), indent=2) + b"\n"


def _iso(time: datetime) -> str:
    return time.isoformat(timespec="seconds")


def _slug(name: str) -> str:
    """Return ``name`` as a part of a file name: letters and digits of any script, hyphens for the rest."""
    return re.sub(r"[^\w]+", "-", name).strip("-_")[:60] or "project"


def label_counts(session: Session, project: ProjectRow, choice: Choice) -> Mapping[str, int]:
    """Return how many spans of each label the choice holds."""
    ids = _layers(session, project, choice).with_only_columns(LayerRow.id)
    query = select(SpanRow.label, func.count()).where(SpanRow.layer_id.in_(ids)).group_by(SpanRow.label)
    return {row[0]: row[1] for row in session.execute(query)}
