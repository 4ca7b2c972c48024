"""Export: layers or gold leave as a file, with a manifest that says what is in it and what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.core.records import Format, Record
from annotator.db.accounts import UserRow
from annotator.db.base import now, writing
from annotator.db.projects import ProjectRow
from annotator.formats import registry
from annotator.services import audit
from annotator.services.export_choice import ALL, GOLD, USER, Choice, Counts, GoldCounts, layer_of
from annotator.services.export_files import (
    MANIFEST,
    WrittenFile,
    claim,
    claim_free,
    exported_file,
    exports_of,
    folder_of,
    slug,
    write,
    written_counts,
)
from annotator.services.export_gold import GoldTally, gold_counts, gold_records
from annotator.services.export_layers import layer_counts, layer_labels, layer_records
from annotator.version import __version__

__all__ = [
    "ALL",
    "GOLD",
    "USER",
    "Choice",
    "Counts",
    "Exported",
    "GoldCounts",
    "WrittenFile",
    "export_project",
    "exported_file",
    "exports_of",
    "format_named",
    "label_counts",
    "layer_of",
    "preview",
    "records",
    "written_counts",
]


@dataclass(frozen=True, slots=True)
class Exported:
    """A written export: the file, its manifest, and the counts."""

    path: Path
    manifest: Path
    counts: Counts | GoldCounts = field(default_factory=Counts)


def preview(session: Session, project: ProjectRow, choice: Choice) -> Counts | GoldCounts:
    """Return the counts that an export of this choice would have, without writing anything."""
    return gold_counts(session, project) if choice.is_gold else layer_counts(session, project, choice)


def label_counts(session: Session, project: ProjectRow, choice: Choice) -> Mapping[str, int]:
    """Return how many spans of each label the choice holds; nothing of gold, whose manifest tells it."""
    return {} if choice.is_gold else layer_labels(session, project, choice)


def records(session: Session, project: ProjectRow, choice: Choice) -> Iterator[Record]:
    """Yield a record for each document that the choice holds something of, in the order of the documents."""
    return gold_records(session, project) if choice.is_gold else layer_records(session, project, choice)


def export_project(
    session: Session,
    project: ProjectRow,
    choice: Choice,
    format_id: str,
    folder: Path,
    out: Path | None = None,
    by: UserRow | None = None,
) -> Exported:
    """Write an export to ``out``, or under ``folder`` with a name of its own, and its manifest beside it.

    The file appears under its name only when it is whole and on the disk.
    """
    form = format_named(format_id)
    counts, tally = preview(session, project, choice), GoldTally()
    name = f"{now():%Y-%m-%dT%H%M%S}-{slug(choice.layer)}"
    path, unfinished = claim(out) if out else claim_free(folder_of(project, folder), name, form.suffix)
    sha256 = write(path, unfinished, form.write(tally.counted(records(session, project, choice))))
    if isinstance(counts, GoldCounts):
        counts.documents, counts.outdated = tally.documents, tally.outdated
        counts.spans, counts.events = tally.spans.total(), tally.events.total()
    values = _manifest(project, choice, form, path, counts, sha256)
    told = values | tally.told() if choice.is_gold else values
    manifest, unfinished = claim(path.with_name(path.name + MANIFEST))
    write(manifest, unfinished, [msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"])
    _note(session, project, choice, counts.documents, by)
    return Exported(path, manifest, counts)


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


def _manifest(
    project: ProjectRow, choice: Choice, form: Format, path: Path, counts: Counts | GoldCounts, sha256: str
) -> dict[str, Any]:
    return {
        "file": path.name,
        "sha256": sha256,
        "format": form.id,
        "offset_unit": "codepoint",
        "offsets": "0-based, end exclusive, logical order",
        "project": project.name,
        "layer": choice.layer,
        "finished_only": choice.finished_only,
        "label_set": {"id": project.label_set.value().id, "sha256": project.label_set.sha256},
        "counts": counts,
        "created_at": now().isoformat(timespec="seconds"),
        "version": __version__,
    }


def _note(session: Session, project: ProjectRow, choice: Choice, documents: int, by: UserRow | None) -> None:
    """Write the export into the log of the project."""
    project_id, name = project.id, choice.annotator
    with writing(session):
        if choice.is_gold:
            audit.record(session, by, project_id, N_("exported the gold; documents: %(count)s"), count=documents)
        elif name is None:
            everybody = N_("exported everybody’s annotations; documents: %(count)s")
            audit.record(session, by, project_id, everybody, count=documents)
        else:
            somebody = N_("exported the annotations of %(name)s; documents: %(count)s")
            audit.record(session, by, project_id, somebody, count=documents, name=name)
