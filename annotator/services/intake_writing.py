"""Intake, the second half: records that were read and checked become rows, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.arabic import matching_form
from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.records import FileProblem, Record, Refused, SuggestedSpan
from annotator.db.accounts import UserRow
from annotator.db.base import insert_all, now
from annotator.db.documents import DocumentRow, TextRow
from annotator.db.projects import LabelSetRow, ProjectRow
from annotator.services.assign import assign
from annotator.services.blind import draw
from annotator.services.intake_keys import Keys
from annotator.services.learning_counting import IMPORTED
from annotator.services.phrasing import phrase_to_json
from annotator.services.recorded_checks import Checks
from annotator.services.restore import restore_layers
from annotator.services.restore_gold import gold_state, restore_gold

BATCH = 500
"""The most documents of one batch: few enough for one query to name them all."""


@dataclass(frozen=True, slots=True)
class Double:
    """A text that the project has already: where it stood in the file, the document that has it, if that is binned.

    ``gold``: the line was gold, which was left out with it.
    """

    line: int
    document: int
    title: str
    binned: bool = False
    gold: bool = False


@dataclass(slots=True)
class Report:
    """What came in from one file: counts, and the ids and doubles that they count (of a large file the first ones)."""

    name: str
    added: list[int] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)
    suggestions: int = 0
    layers: int = 0
    gold: int = 0
    documents: int = 0
    doubled: int = 0
    refused: int = 0


class New(NamedTuple):
    """A record with the id that its document gets, and the hash of its text."""

    id: int
    sha256: str
    record: Record


class Intake:
    """Brings the records of one file into a project: checks them while they are read, writes them batch by batch.

    ``kept`` is how many ids and doubles the report keeps; ``None``: all.
    """

    def __init__(
        self,
        session: Session,
        project: ProjectRow,
        name: str,
        annotators: Iterable[UserRow],
        *,
        job_id: int | None = None,
        kept: int | None = None,
    ) -> None:
        self.report = Report(name)
        self._session, self._project_id, self._name = session, project.id, name
        self._checks, self._label_set_id = Checks(project.label_set.value()), project.label_set.id
        self._annotators, self._job_id, self._kept = list(annotators), job_id, kept
        self._keys = Keys(session, project.id)

    def checked(self, records: Iterable[Record], refused: Refused | None = None) -> Iterator[Record]:
        """Yield the records that fit the label set; raise what is wrong with the others, or hand it to ``refused``."""
        for record in records:
            try:
                self._checks.check(record)
            except Problem as problem:
                phrase = problem.phrase
                found = FileProblem(problem.code, self._name, record.line, phrase.message, **phrase.values)
                if refused is None:
                    raise found from problem
                found.raw = record.raw
                refused(found)
            else:
                yield record

    def write(self, records: Sequence[Record], refused: Refused | None = None) -> None:
        """Write a batch of at most :data:`BATCH` checked records inside the caller's transaction."""
        records = self._checked_again(records, refused)
        new = self._without_doubles(records)
        if not new:
            return
        # What a manager gives to persons goes to them alone; the rest is for the queue to hand out.
        project = self._session.get_one(ProjectRow, self._project_id)
        wanted = 0 if self._annotators else project.overlap
        self._add_documents(new, wanted, project.blind_percent)
        self.report.suggestions += self._add_suggestions(new)
        self.report.gold += restore_gold(self._session, {one.id: one.record for one in new})
        self.report.layers += sum(restore_layers(self._session, one.id, one.record) for one in new)
        assign(self._session, [one.id for one in new], self._annotators)
        self._count(new)

    def _checked_again(self, records: Sequence[Record], refused: Refused | None) -> Sequence[Record]:
        """Return the records that fit the label set of this moment: somebody may have changed it since it was read."""
        query = select(LabelSetRow).filter_by(project_id=self._project_id).order_by(LabelSetRow.number.desc()).limit(1)
        newest = self._session.scalars(query).one()
        if newest.id == self._label_set_id:
            return records
        self._checks, self._label_set_id = Checks(newest.value()), newest.id
        return list(self.checked(records, refused))

    def _without_doubles(self, records: Sequence[Record]) -> list[New]:
        """Give each new text its document id; note those that the project, or the file further up, has already."""
        digests = [record.document.sha256 for record in records]
        known = self._known(digests)
        next_id = (self._session.scalar(select(func.max(DocumentRow.id))) or 0) + 1
        new: list[New] = []
        for record, sha256 in zip(records, digests, strict=True):
            if sha256 in known:
                self._note_double(Double(record.line, *known[sha256], gold=record.gold is not None))
                continue
            known[sha256] = (next_id, record.document.title, False)
            new.append(New(next_id, sha256, record))
            next_id += 1
        return new

    def _known(self, digests: Sequence[str]) -> dict[str, tuple[int, str, bool]]:
        rows = self._session.execute(
            select(DocumentRow.sha256, DocumentRow.id, DocumentRow.title, DocumentRow.binned_at.is_not(None))
            .where(DocumentRow.project_id == self._project_id, DocumentRow.sha256.in_(digests))
        )  # fmt: skip
        return {sha256: (document, title, binned) for sha256, document, title, binned in rows}

    def _note_double(self, double: Double) -> None:
        self.report.doubled += 1
        if self._kept is None or len(self.report.doubles) < self._kept:
            self.report.doubles.append(double)

    def _count(self, new: Sequence[New]) -> None:
        self.report.documents += len(new)
        room = len(new) if self._kept is None else max(0, self._kept - len(self.report.added))
        self.report.added += [one.id for one in new[:room]]

    def _add_documents(self, new: Sequence[New], wanted: int, blind_percent: int) -> None:
        keys = self._keys.free([one.record.key or f"d-{one.sha256[:12]}" for one in new])
        moment = now()
        rows = [
            {
                "id": one.id,
                "project_id": self._project_id,
                "key": key,
                "title": one.record.document.title,
                "source": one.record.document.source,
                "date": one.record.document.date,
                "meta": _meta(one.record, key),
                "sha256": one.sha256,
                "created_at": moment,
                "characters": len(one.record.document.text),
                "found_by": found_by(one.record.document.title, one.record.document.source, key),
                # Nobody needs to annotate what is gold; it can be given by hand.
                "wanted": wanted if one.record.gold is None else 0,
                "gold": gold_state(one.record),
                "blind": draw(blind_percent),
                "job_id": self._job_id,
            }
            for one, key in zip(new, keys, strict=True)
        ]
        insert_all(self._session, DocumentRow, rows)
        texts = [{"document_id": one.id, "text": one.record.document.text} for one in new]
        insert_all(self._session, TextRow, texts)

    def _add_suggestions(self, new: Sequence[New]) -> int:
        rows = [row for one in new for row in _rows(one.id, one.record.suggestions)]
        # Most say nothing but a place, a label and a score.
        self._insert(_BARE, [row[:5] for row in rows if row[5:] == _SAID_NOTHING])
        self._insert(_FULL, [row for row in rows if row[5:] != _SAID_NOTHING])
        return len(rows)

    def _insert(self, values: str, rows: Sequence[tuple[Any, ...]]) -> None:
        connection, whole = self._session.connection(), len(rows) // _TOGETHER * _TOGETHER
        together = [tuple(chain(*rows[start : start + _TOGETHER])) for start in range(0, whole, _TOGETHER)]
        if together:
            connection.exec_driver_sql(_INSERT + ", ".join([values] * _TOGETHER), together)
        if rows[whole:]:
            connection.exec_driver_sql(_INSERT + values, list(rows[whole:]))


def found_by(*texts: str) -> str:
    """Return what a search for words in ``texts`` looks through: matching form, small letters."""
    return matching_form(" ".join(filter(None, texts))).casefold()


def _meta(record: Record, key: str) -> Mapping[str, Any]:
    meta = dict(record.document.meta)
    if record.key is not None and record.key != key:
        meta["id"] = record.key
    return meta


_REASON = phrase_to_json(Phrase(N_("came with the file")))
# There are forty for each document: many at a time, with what they have in common in the statement itself.
_TOGETHER = 40
_INSERT = """INSERT INTO suggestion
    (suggester, reason, current, document_id, start, "end", label, score, version, type, subtype, attributes) VALUES """
_FULL = f"('{IMPORTED}', '{msgspec.json.encode(_REASON).decode()}', 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_BARE = f"('{IMPORTED}', '{msgspec.json.encode(_REASON).decode()}', 1, ?, ?, ?, ?, ?, '', NULL, NULL, '{{}}')"

_Row = tuple[int, int, int, str, float, str, str | None, str | None, str]
_SAID_NOTHING = ("", None, None, "{}")


def _rows(document_id: int, suggestions: Sequence[SuggestedSpan]) -> Iterable[_Row]:
    """Return a row for each suggestion, for the first one where a file names the same place, label and kind again."""
    rows: dict[Any, _Row] = {}
    for one in suggestions:
        span, kind, subtype = one.span, one.type, one.subtype
        start, end, label = span.start, span.end, span.label
        place = (start, end, label, kind, subtype)
        if place not in rows:
            attributes = msgspec.json.encode(one.attributes).decode() if one.attributes else "{}"
            rows[place] = (document_id, start, end, label, one.score, one.suggester[:40], kind, subtype, attributes)
    return rows.values()
