"""Plain text: a file is one document, its first line the title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from annotator.core.document import Document
from annotator.core.phrases import N_
from annotator.core.records import FileProblem, Record, Refused
from annotator.formats.bytes import MAX_FILE, check_kind, check_text, decode, first_line

MAX_TITLE = 300
MAX_PASTED = 2_000_000
"""The longest text that can be pasted into a form, in characters."""


class PlainText:
    """Reads ``.txt``: line ends become LF, a byte order mark goes, nothing else is touched."""

    id = "text"
    title = N_("Plain text")
    suffix = ".txt"
    loses = frozenset({"key", "title", "source", "date", "meta", "layers", "gold", "suggestions"})

    def read(self, stream: BinaryIO, name: str, refused: Refused | None = None) -> Iterator[Record]:
        """Yield the one record of the file; there are no others to go on with."""
        raw = stream.read(MAX_FILE + 1)
        if len(raw) > MAX_FILE:
            raise FileProblem(
                "file-large",
                name,
                0,
                N_("one text may have %(limit)s MB at most. Split it into several files."),
                limit=MAX_FILE // 1_000_000,
            )
        check_kind(raw, name)
        yield record_of(decode(raw, name, 1), name)

    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        """Yield each text, a blank line between two."""
        for number, record in enumerate(records):
            yield (b"\n\n" if number else b"") + record.document.text.encode("utf-8")


def record_of(text: str, name: str) -> Record:
    """Return a plain text as a record: LF line ends, the first line that says something as the title."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    check_text(text, name)
    return Record(Document(text, first_line(text)[:MAX_TITLE]))


format = PlainText()
