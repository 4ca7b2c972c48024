"""What the program understands of a file before it is brought in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.phrases import Phrase
from annotator.core.records import FileProblem, Record
from annotator.core.spans import Span
from annotator.db.documents import DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services.intake import format_for
from annotator.services.intake_writing import Intake

LOOKED = 200
"""So many documents of a file are looked at; of a longer one only the number of lines is counted."""
SHOWN, REFUSED_SHOWN = 3, 5
BEGINNING = 240
"""So many characters of a text are shown."""
PORTION = 8_000_000
"""Looking ends after so many bytes, however few documents they were."""
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and the labels of the spans that cover it."""

    text: str
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a document begins; ``cut`` says that it goes on."""

    title: str
    pieces: Sequence[Piece]
    cut: bool


@dataclass(slots=True)
class Understood:
    """What was understood of a file.

    ``lines`` is 0 where a file is one document. Where it is longer than what was looked at, ``more`` is true, and all
    counts but that of the lines are those of its beginning. ``problem`` says why it cannot be read (on).
    """

    title: Phrase | None = None
    lines: int = 0
    documents: int = 0
    more: bool = False
    beginnings: list[Beginning] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    unknown: Sequence[str] = ()
    gold: int = 0
    doubles: int = 0
    refused: int = 0
    first_refused: list[tuple[int, Phrase]] = field(default_factory=list)
    problem: Phrase | None = None

    def refuse(self, problem: FileProblem) -> None:
        """Count a line that cannot be taken."""
        self.refused += 1
        if len(self.first_refused) < REFUSED_SHOWN:
            self.first_refused.append((problem.line, reason_of(problem)))


def reason_of(problem: FileProblem) -> Phrase:
    """Return what is wrong, without the file and the line."""
    reason = problem.phrase.values["reason"]
    return reason if isinstance(reason, Phrase) else problem.phrase


def understand(session: Session, project: ProjectRow, path: Path, name: str) -> Understood:
    """Look at a file that is to be brought into ``project``; nothing is changed. A problem is told, not raised."""
    found, labels, seen = Understood(), project.label_set.value(), []
    try:
        form = format_for(name)
        found.title = Phrase(form.title)
        found.lines = _lines(path) if any_lines(form.suffix) else 0
        with path.open("rb") as file:
            stream = _Portion(file, PORTION)
            records = _counted(form.read(cast(BinaryIO, stream), name, found.refuse), found)
            fit = Intake(session, project, name, ()).checked(records, found.refuse)
            for record in islice(fit, LOOKED):
                _look(record, found)
                seen.append(record.document.sha256)
            found.more = bool(file.read(1))
    except FileProblem as problem:
        found.problem = problem.phrase
    known = set(labels.by_id)
    found.unknown = [label for label in found.labels if label not in known]
    found.doubles = _doubles(session, project.id, seen)
    return found


def any_lines(suffix: str) -> bool:
    """Whether a file with this ending has a document a line."""
    return suffix != ".txt"


class _Portion:
    """A file that ends with the line in which the first so many bytes end."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left, self._inside = file, size, False

    def readline(self, size: int = -1) -> bytes:
        if self._left <= 0 and not self._inside:
            return b""
        found = self._file.readline(size)
        self._left -= len(found)
        self._inside = bool(found) and not found.endswith(b"\n")
        return found

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)


def _counted(records: Iterable[Record], found: Understood) -> Iterator[Record]:
    """Yield the records; the labels of those that will be refused count too: most are refused for a label."""
    for record in records:
        found.labels.update(span.label for span in _spans(record))
        yield record


def _spans(record: Record) -> Sequence[Span]:
    return [*(one.span for one in record.suggestions), *(one.span for one in record.spans)]


def _look(record: Record, found: Understood) -> None:
    found.documents += 1
    found.gold += record.gold is not None
    if len(found.beginnings) < SHOWN:
        document = record.document
        found.beginnings.append(
            Beginning(
                document.title, pieces_of(document.text[:BEGINNING], _spans(record)), len(document.text) > BEGINNING
            )
        )


def pieces_of(text: str, spans: Sequence[Span]) -> Sequence[Piece]:
    """Cut ``text`` at the edges of ``spans``; what lies behind its end is left out."""
    inside = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    edges = sorted({0, len(text), *(span.start for span in inside), *(span.end for span in inside)})
    return [
        Piece(text[start:end], sorted({span.label for span in inside if span.start <= start and end <= span.end}))
        for start, end in pairwise(edges)
    ]


def _doubles(session: Session, project_id: int, seen: Sequence[str]) -> int:
    query = select(DocumentRow.sha256).where(DocumentRow.project_id == project_id, DocumentRow.sha256.in_(set(seen)))
    known = set(session.scalars(query))
    return sum(count - (sha256 not in known) for sha256, count in Counter(seen).items())


def _lines(path: Path) -> int:
    count, last = 0, b"\n"
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            count, last = count + piece.count(b"\n"), piece[-1:]
    return count + (last != b"\n")
