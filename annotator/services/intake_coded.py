"""Bringing in what several people have marked elsewhere: each one's spans become a finished layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from sqlalchemy.orm import Session

from annotator.core.agreement import Coded
from annotator.core.document import Document
from annotator.core.layer import MANUAL
from annotator.core.records import Record, RecordedSpan
from annotator.db.accounts import UserRow
from annotator.db.projects import ProjectRow
from annotator.formats.bytes import first_line
from annotator.formats.coded import read_coded
from annotator.formats.text import MAX_TITLE
from annotator.services.intake import shown_name, write_whole
from annotator.services.intake_writing import Intake, Report


def take_coded(
    session: Session, project: ProjectRow, name: str, stream: BinaryIO, before: str, *, by: UserRow | None = None
) -> Report:
    """Bring in lines with everybody's annotations (:mod:`annotator.formats.coded`), whole or not at all.

    ``before`` stands before each name of the file. A name that nobody has here yet becomes a user who cannot sign in
    until somebody gives them a link. Raises :class:`~annotator.core.records.FileProblem`.
    """
    name = shown_name(name)
    intake = Intake(session, project, name, ())
    return write_whole(session, project.id, intake, list(intake.checked(_records(stream, name, before))), by)


def _records(stream: BinaryIO, name: str, before: str) -> Iterator[Record]:
    for number, coded in enumerate(read_coded(stream, name), 1):
        yield _record(coded, number, before)


def _record(coded: Coded, number: int, before: str) -> Record:
    people = [before + who for who in coded.spans]
    spans = [(before + who, span) for who, several in coded.spans.items() for span in sorted(several)]
    return Record(
        Document(coded.text, first_line(coded.text)[:MAX_TITLE]),
        None if coded.key == str(number) else coded.key,
        number,
        annotators=people,
        finished=people,
        spans=[
            RecordedSpan(f"s{place}", span, {}, MANUAL, who, "") for place, (who, span) in enumerate(spans, 1)
        ],
    )  # fmt: skip
