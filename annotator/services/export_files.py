"""The files of exports: each appears under its name only when it is whole and on the disk."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import msgspec

from annotator.db.projects import ProjectRow

MANIFEST = ".manifest.json"


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


def written_counts(project: ProjectRow, folder: Path, name: str) -> Mapping[str, int] | None:
    """Return the counts in the manifest of an export; ``None`` where there is none that can be read."""
    try:
        raw = exported_file(project, folder, name + MANIFEST).read_bytes()
        return msgspec.json.decode(raw, type=_Manifest).counts
    except (OSError, msgspec.DecodeError):
        return None


class _Manifest(msgspec.Struct):
    counts: dict[str, int]


def _written(project: ProjectRow, folder: Path) -> Iterator[Path]:
    """Yield the files that were written for the project, also under a name that it had before."""
    return folder.glob(f"{project.id}-*/[!.]*")


def folder_of(project: ProjectRow, folder: Path) -> Path:
    """Return the folder of a project's exports."""
    # The number keeps two projects apart whose names differ only in what a file name cannot hold.
    return folder / f"{project.id}-{slug(project.name)}"


def slug(name: str) -> str:
    """Return ``name`` as a part of a file name: letters and digits of any script, hyphens for the rest."""
    return re.sub(r"[^\w]+", "-", name).strip("-_")[:60] or "project"


def claim(path: Path) -> tuple[Path, Path]:
    """Return ``path`` and the unfinished file that takes its place when it is whole; what is there is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path, path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")


def claim_free(folder: Path, name: str, suffix: str) -> tuple[Path, Path]:
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


def write(path: Path, unfinished: Path, pieces: Iterable[bytes]) -> str:
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
