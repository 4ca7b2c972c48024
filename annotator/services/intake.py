"""Intake: files and pasted texts become documents. A file comes in whole or not at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath
from typing import Any, BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.arabic import matching_form
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.records import FileProblem, Format, Record, SuggestedSpan
from annotator.db.accounts import UserRow
from annotator.db.base import insert_all, now, writing
from annotator.db.documents import DocumentRow, SuggestionRow, TextRow
from annotator.db.projects import ProjectRow
from annotator.formats import registry
from annotator.formats.text import record_of
from annotator.services.assign import assign
from annotator.services.recorded import check_layers, check_suggested
from annotator.services.recorded_notes import check_notes
from annotator.services.restore import restore_layers
from annotator.services.suggest import IMPORTED, phrase_to_json

MAX_NAME = 120
# Control characters, overrides of the writing direction, half surrogates of a name that is not UTF-8, line ends.
_DISTURBING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Double:
    """A text that the project has already: where it stood in the file, and the document that has it."""

    line: int
    document: int
    title: str


@dataclass(slots=True)
class Report:
    """What came in from one file: document ids, texts that were there already, and counts."""

    name: str
    added: list[int] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)
    suggestions: int = 0
    layers: int = 0


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
) -> Report:
    """Bring one file in and give its documents to ``annotators``. Raises :class:`FileProblem`; then nothing came in."""
    form, name = _format_for(name), shown_name(name)
    records = list(form.read(stream, name))
    if not records:
        raise FileProblem("file-empty", name, 0, N_("the file is empty."))
    if len(records) > 1:
        # A title belongs to one document; with several it would belong to none.
        particulars = replace(particulars, title="")
    return _take(session, project, name, records, particulars, annotators)


def take_text(
    session: Session,
    project: ProjectRow,
    text: str,
    *,
    particulars: Particulars = Particulars(),  # a frozen value
    annotators: Iterable[UserRow] = (),
    name: str = "text",
) -> Report:
    """Bring a pasted text in. Raises :class:`FileProblem`."""
    return _take(session, project, name, [record_of(text, name)], particulars, annotators)


def shown_name(name: str) -> str:
    """Return a file's name as people may be shown it: no folder, and nothing that could disturb the line around it."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join("\ufffd" if unicodedata.category(char) in _DISTURBING else char for char in last)
    return clean if len(clean) <= MAX_NAME else f"{clean[: MAX_NAME - 20]}…{clean[-19:]}"


def suffixes() -> Sequence[str]:
    """Return the file suffixes that can be read."""
    return [one.suffix for one in registry.all().values()]


def _format_for(name: str) -> Format:
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


def _take(
    session: Session,
    project: ProjectRow,
    name: str,
    records: Sequence[Record],
    particulars: Particulars,
    annotators: Iterable[UserRow],
) -> Report:
    labels, project_id, annotators = project.label_set.value(), project.id, list(annotators)
    for record in records:
        _check(record, labels, name)
    records = [_with(record, particulars) for record in records]
    with writing(session):
        report, new = _without_doubles(session, project_id, name, records)
        # What a manager gives to persons goes to them alone; the rest is for the queue to hand out.
        wanted = 0 if annotators else session.get_one(ProjectRow, project_id).overlap
        _add_documents(session, project_id, new, wanted)
        report.suggestions = _add_suggestions(session, new)
        report.layers = sum(restore_layers(session, document, record) for document, record in new)
        assign(session, report.added, annotators)
    return report


def _check(record: Record, labels: LabelSet, name: str) -> None:
    try:
        for suggested in record.suggestions:
            labels.check_label(suggested.span.label)
            check_suggested(suggested, record, labels)
        check_layers(record, labels)
        check_notes(record, labels)
    except Problem as problem:
        phrase = problem.phrase
        raise FileProblem(problem.code, name, record.line, phrase.message, **phrase.values) from problem


def _with(record: Record, given: Particulars) -> Record:
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


def _without_doubles(
    session: Session, project_id: int, name: str, records: Sequence[Record]
) -> tuple[Report, list[tuple[int, Record]]]:
    """Give each new text its document id; list those that the project, or the file itself further up, has already."""
    report, new = Report(name), []
    known = _known(session, project_id, {record.document.sha256 for record in records})
    next_id = (session.scalar(select(func.max(DocumentRow.id))) or 0) + 1
    for record in records:
        sha256 = record.document.sha256
        if sha256 in known:
            report.doubles.append(Double(record.line, *known[sha256]))
            continue
        known[sha256] = (next_id, record.document.title)
        report.added.append(next_id)
        new.append((next_id, record))
        next_id += 1
    return report, new


def _known(session: Session, project_id: int, wanted: Collection[str]) -> dict[str, tuple[int, str]]:
    query = select(DocumentRow.sha256, DocumentRow.id, DocumentRow.title).filter_by(project_id=project_id)
    if len(wanted) <= 500:
        query = query.where(DocumentRow.sha256.in_(wanted))
    return {sha256: (document, title) for sha256, document, title in session.execute(query)}


def _add_documents(session: Session, project_id: int, new: Sequence[tuple[int, Record]], wanted: int) -> None:
    keys = _keys(session, project_id, [record.key or f"d-{record.document.sha256[:12]}" for _, record in new])
    rows = [
        {
            "id": document_id,
            "project_id": project_id,
            "key": key,
            "title": record.document.title,
            "source": record.document.source,
            "date": record.document.date,
            "meta": _meta(record, key),
            "sha256": record.document.sha256,
            "created_at": now(),
            "characters": len(record.document.text),
            "found_by": found_by(record.document.title, record.document.source, key),
            "wanted": wanted,
        }
        for (document_id, record), key in zip(new, keys, strict=True)
    ]
    insert_all(session, DocumentRow, rows)
    texts = [{"document_id": document_id, "text": record.document.text} for document_id, record in new]
    insert_all(session, TextRow, texts)


def found_by(*texts: str) -> str:
    """Return what a search for words in ``texts`` looks through: matching form, small letters."""
    return matching_form(" ".join(filter(None, texts))).casefold()


def _keys(session: Session, project_id: int, wanted: Sequence[str]) -> list[str]:
    """Return the document keys: the wanted ones, with a number behind those that another text has taken."""
    query = select(DocumentRow.key).filter_by(project_id=project_id)
    if len(wanted) == 1:
        query = query.where(DocumentRow.key.startswith(wanted[0], autoescape=True))
    taken, keys = set(session.scalars(query)), []
    for key in wanted:
        free, number = key, 2
        while free in taken:
            free, number = f"{key}-{number}", number + 1
        taken.add(free)
        keys.append(free)
    return keys


def _meta(record: Record, key: str) -> Mapping[str, Any]:
    meta = dict(record.document.meta)
    if record.key is not None and record.key != key:
        meta["id"] = record.key
    return meta


_REASON = phrase_to_json(Phrase(N_("came with the file")))


def _add_suggestions(session: Session, new: Sequence[tuple[int, Record]]) -> int:
    rows = [_row(document_id, one) for document_id, record in new for one in _once(record.suggestions)]
    insert_all(session, SuggestionRow, rows)
    return len(rows)


def _once(suggestions: Sequence[SuggestedSpan]) -> Iterable[SuggestedSpan]:
    """Return each suggestion once, the first one where a file names the same place, label and kind again."""
    return {(one.span, one.type, one.subtype): one for one in reversed(suggestions)}.values()


def _row(document_id: int, one: SuggestedSpan) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "suggester": IMPORTED,
        "version": one.suggester[:40],
        "start": one.span.start,
        "end": one.span.end,
        "label": one.span.label,
        "score": one.score,
        "reason": _REASON,
        "type": one.type,
        "subtype": one.subtype,
        "attributes": dict(one.attributes),
        "current": True,
    }
