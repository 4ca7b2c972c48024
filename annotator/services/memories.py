"""Memories: what projects remember, ready for the suggester ``memory``, in each process of the server.

Each process holds the memories of some projects. A project's row says the version of its counts; who holds an older one
reads what was added since, as long as it is told, else all counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import RLock

from sqlalchemy import Delete, delete, insert, select
from sqlalchemy.orm import Session

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion
from annotator.db.base import table_of
from annotator.db.models import RememberedChangeRow, RememberedRow
from annotator.db.projects import ProjectRow
from annotator.services.verdicts import Changes
from annotator.suggesters.memory import Memory, Row

MOST_HELD = 8
"""So many projects' memories are kept ready."""
MOST_TOLD = 50
"""So many changes of a project are told; who is further behind reads all counts."""
LONGEST_TOLD = 10_000
"""A change of more rows than this is not told."""


def memory_of(session: Session, project_id: int) -> SharedMemory:
    """Return what a project remembers."""
    return _memories.get(session, project_id)


def tell(session: Session, project_id: int, version: int, changes: Changes) -> None:
    """Keep what has made the counts those of ``version``; runs in the caller's transaction."""
    session.execute(_changes_of(project_id).where(_changes.c.version <= version - MOST_TOLD))
    counts = [list(row) for row in changes.rows()]
    if len(counts) <= LONGEST_TOLD:
        session.execute(insert(_changes), {"project_id": project_id, "version": version, "counts": counts})


def untell(session: Session, project_id: int) -> None:
    """Remove what is told, as it holds names; runs in the caller's transaction."""
    session.execute(_changes_of(project_id))


_counts, _changes = table_of(RememberedRow), table_of(RememberedChangeRow)


def _changes_of(project_id: int) -> Delete:
    return delete(_changes).where(_changes.c.project_id == project_id)


class SharedMemory:
    """A memory that several threads read while one counts: the suggester ``memory`` of one project."""

    id, title, reads = Memory.id, Memory.title, Memory.reads

    def __init__(self, memory: Memory) -> None:
        self._memory, self._lock = memory, RLock()
        self.version = memory.version

    def ready(self) -> Phrase | None:
        """Return why it proposes nothing."""
        return self._memory.ready()

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Sequence[Suggestion]:
        """Propose the remembered names."""
        with self._lock:
            return self._memory.propose(document, labels)

    def opinion(self, text: str, span: Span, label: str, type: str | None = None) -> float | None:
        """Return how likely such a span is accepted, as :meth:`Memory.opinion` does."""
        with self._lock:
            return self._memory.opinion(text, span, label, type)

    def rows(self) -> Sequence[Row]:
        """Return all that is known."""
        with self._lock:
            return list(self._memory.rows())

    def count(self, changes: Iterable[Row]) -> None:
        """Count what has changed."""
        with self._lock:
            self._memory.count(changes)
            self.version = self._memory.version


@dataclass(slots=True)
class _Held:
    """A memory, and the version of the counts that it was made from, or brought up to."""

    version: int
    memory: SharedMemory

    def catch_up(self, session: Session, project_id: int, version: int) -> bool:
        """Count what was added up to ``version``; whether that could be told."""
        if version <= self.version:  # what the session reads may be older than what another has read
            return True
        told = select(_changes.c.version, _changes.c.counts).where(
            _changes.c.project_id == project_id, _changes.c.version > self.version, _changes.c.version <= version
        )
        found = session.execute(told.order_by(_changes.c.version)).all()
        if [row.version for row in found] != list(range(self.version + 1, version + 1)):
            return False
        self.memory.count(Row(*one) for row in found for one in row.counts)
        self.version = version
        return True


class _Memories:
    """The memories of some projects. Another project may come to have the number of one that is gone, at another time;
    and tests open many databases in one process.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._held: dict[tuple[str, int, datetime], _Held] = {}

    def get(self, session: Session, project_id: int) -> SharedMemory:
        with self._lock:
            asked = select(ProjectRow.created_at, ProjectRow.memories).filter_by(id=project_id)
            made_at, version = session.execute(asked).one()
            key = str(session.get_bind().engine.url), project_id, made_at
            held = self._held.pop(key, None)
            if held is None or not held.catch_up(session, project_id, version):
                held = _Held(version, SharedMemory(Memory(_rows(session, project_id))))
            while len(self._held) >= MOST_HELD:
                self._held.pop(next(iter(self._held)))
            self._held[key] = held
            return held.memory


def _rows(session: Session, project_id: int) -> Iterator[Row]:
    query = select(*(_counts.c[name] for name in Row._fields)).where(_counts.c.project_id == project_id)
    for row in session.execute(query):
        values = row._asdict()
        yield Row(**{**values, "type": values["type"] or None, "subtype": values["subtype"] or None})


_memories = _Memories()
