"""Intake: files and pasted texts become documents, a file whole or not at all, or each of its lines that can."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from pathlib import PurePath
from typing import BinaryIO

from sqlalchemy.orm import Session

from annotator.core.collecting import without_collecting
from annotator.core.phrases import N_
from annotator.core.records import FileProblem, Format, Record, Refused
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.projects import ProjectRow
from annotator.formats import registry
from annotator.formats.text import record_of
from annotator.services import audit
from annotator.services.intake_writing import BATCH, Double, Intake, Report, found_by

__all__ = [
    "Double",
    "Particulars",
    "Report",
    "found_by",
    "shown_name",
    "suffixes",
    "take_batches",
    "take_file",
    "take_text",
    "write_whole",
]

KEPT = 1000
"""So many ids and doubles the report of :func:`take_batches` keeps."""
MAX_NAME = 120
_MAX_CHARACTERS = 4_000_000
"""A batch that has grown so long is written, however few its documents."""
# Control characters, overrides of the writing direction, half surrogates of a name that is not UTF-8, line ends.
_DISTURBING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is known of a text beside the file; an empty one leaves what the file says."""

    title: str = ""
    source: str = ""
    date: date | None = None


def take_file(
    session: Session,
    project: ProjectRow,
    name: str,
    stream: BinaryIO,
    *,
    particulars: Particulars = Particulars(),  # a frozen value
    annotators: Iterable[UserRow] = (),
    by: UserRow | None = None,
) -> Report:
    """Bring one file in and give its documents to ``annotators``. Raises :class:`FileProblem`; then nothing came in."""
    form, name = format_for(name), shown_name(name)
    intake = Intake(session, project, name, annotators)
    with without_collecting():
        records = list(_with(intake.checked(form.read(stream, name)), particulars))
        if not records:
            raise _empty(name)
        return write_whole(session, project.id, intake, records, by)


def take_text(
    session: Session,
    project: ProjectRow,
    text: str,
    *,
    particulars: Particulars = Particulars(),  # a frozen value
    annotators: Iterable[UserRow] = (),
    name: str = "text",
    by: UserRow | None = None,
) -> Report:
    """Bring a pasted text in. Raises :class:`FileProblem`."""
    intake = Intake(session, project, name, annotators)
    records = list(_with([record_of(text, name)], particulars))
    return write_whole(session, project.id, intake, records, by)


def take_batches(
    session: Session,
    project: ProjectRow,
    name: str,
    stream: BinaryIO,
    *,
    refused: Refused,
    particulars: Particulars = Particulars(),  # a frozen value
    annotators: Iterable[UserRow] = (),
    batch: int = BATCH,
    job_id: int | None = None,
    by: UserRow | None = None,
) -> Iterator[Report]:
    """Bring in what can be used of a file, in batches of one short transaction each.

    Hand each line that cannot be used to ``refused`` (with its ``raw`` bytes), and a file that cannot be read or holds
    nothing as one problem without a line. Yield the report, always the same one, after each batch and at the end. Who
    stops iterating, or raises in ``refused``, keeps the batches that are in.
    """
    shown = shown_name(name)
    intake = Intake(session, project, shown, annotators, job_id=job_id, kept=KEPT)
    report, project_id = intake.report, project.id

    def refuse(problem: FileProblem) -> None:
        report.refused += 1
        refused(problem)

    def take_next(portions: Iterator[list[Record]]) -> bool:
        unfit: list[FileProblem] = []
        with without_collecting():
            portion = next(portions, None)
            if portion is None:
                return False
            with writing(session):
                first = not report.documents
                intake.write(portion, unfit.append)
                if first and report.documents:
                    audit.record(session, by, project_id, N_("began to bring documents in from “%(file)s”"), file=shown)
        for problem in unfit:
            refuse(problem)
        return True

    try:
        records = intake.checked(format_for(name).read(stream, shown, refuse), refuse)
        portions = _portions(_with(records, particulars), min(batch, BATCH))
        while take_next(portions):
            yield report
    except FileProblem as problem:
        refuse(problem)
    if not (report.documents or report.doubled or report.refused):
        refuse(_empty(shown))
    yield report


def shown_name(name: str) -> str:
    """Return a file's name as people may be shown it: no folder, and nothing that could disturb the line around it."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join("\ufffd" if unicodedata.category(char) in _DISTURBING else char for char in last)
    return clean if len(clean) <= MAX_NAME else f"{clean[: MAX_NAME - 20]}…{clean[-19:]}"


def suffixes() -> Sequence[str]:
    """Return the file suffixes that can be read."""
    return [one.suffix for one in registry.all().values()]


def format_for(name: str) -> Format:
    """Return the format that reads files of this name; raise :class:`FileProblem` ``file-kind`` where none does."""
    suffix = PurePath(name).suffix.lower()
    for one in registry.all().values():
        if one.suffix == suffix:
            found: Format = one
            return found
    raise FileProblem(
        "file-kind",
        shown_name(name),
        0,
        N_("files ending in “%(suffix)s” cannot be read. Known endings: %(known)s."),
        suffix=shown_name(suffix) or "–",
        known=", ".join(suffixes()),
    )


def _empty(name: str) -> FileProblem:
    return FileProblem("file-empty", name, 0, N_("the file is empty."))


def write_whole(
    session: Session, project_id: int, intake: Intake, records: Sequence[Record], by: UserRow | None
) -> Report:
    """Write all records of a file in one transaction."""
    report = intake.report
    with writing(session):
        for start in range(0, len(records), BATCH):
            intake.write(records[start : start + BATCH])
        if report.documents:
            message = N_("brought documents in from “%(file)s”: %(count)s")
            audit.record(session, by, project_id, message, count=report.documents, file=report.name)
    return report


def _with(records: Iterable[Record], given: Particulars) -> Iterator[Record]:
    """Yield the records with what is known beside the file."""
    records = iter(records)
    first = list(islice(records, 2))
    if len(first) > 1:
        # A title belongs to one document; with several it would belong to none.
        given = replace(given, title="")
    for record in chain(first, records):
        yield _told(record, given) if given != Particulars() else record


def _told(record: Record, given: Particulars) -> Record:
    document = record.document
    return replace(
        record,
        document=replace(
            document,
            title=given.title or document.title,
            source=given.source or document.source,
            date=given.date or document.date,
        ),
    )


def _portions(records: Iterable[Record], most: int) -> Iterator[list[Record]]:
    portion: list[Record] = []
    characters = 0
    for record in records:
        portion.append(record)
        characters += len(record.document.text)
        if len(portion) >= most or characters >= _MAX_CHARACTERS:
            yield portion
            portion, characters = [], 0
    if portion:
        yield portion
