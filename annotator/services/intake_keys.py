"""The keys that documents get: the wanted ones, with a number behind those that another text has taken."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.db.documents import DocumentRow

CHUNK = 500


class Keys:
    """Finds free keys for the documents of one file; asks the database for the wanted keys alone.

    For a key that many documents want, it remembers the number behind the last one: of a thousand documents with one
    key, the last would else ask for a thousand.
    """

    def __init__(self, session: Session, project_id: int) -> None:
        self._session, self._project_id = session, project_id
        self._numbers: dict[str, int] = {}

    def free(self, wanted: Sequence[str]) -> list[str]:
        """Return a key for each of at most :data:`CHUNK` wanted ones; runs inside the transaction that takes them."""
        taken, keys = self._taken(wanted), []
        asked: dict[str, int] = {}
        for key in wanted:
            free = key
            if key in taken:
                free = self._numbered(key, taken, asked)
            taken.add(free)
            keys.append(free)
        return keys

    def _numbered(self, key: str, taken: set[str], asked: dict[str, int]) -> str:
        number = self._numbers.get(key, 2)
        while True:
            if number >= asked.get(key, 0):
                asked[key] = number + CHUNK
                taken |= self._taken([f"{key}-{one}" for one in range(number, number + CHUNK)])
            free, number = f"{key}-{number}", number + 1
            if free not in taken:
                self._numbers[key] = number
                return free

    def _taken(self, keys: Collection[str]) -> set[str]:
        query = select(DocumentRow.key).where(DocumentRow.project_id == self._project_id, DocumentRow.key.in_(keys))
        return set(self._session.scalars(query))
