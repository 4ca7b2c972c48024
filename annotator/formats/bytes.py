"""From bytes to text, with a defined answer to everything that is not clean UTF-8."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from annotator.core.phrases import N_
from annotator.core.records import FileProblem, Refused

MAX_LINE = 10_000_000
"""The longest line, in bytes: far above any article, far below what would stall a small machine."""
MAX_FILE = 10_000_000
"""The largest text file that is one document, in bytes."""

_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = (b"\xff\xfe", b"\xfe\xff")
# A text of white space and these shows nothing that could be marked.
_UNSEEN = frozenset("\ufeff\u200b\u200c\u200d\u200e\u200f")


def lines(stream: BinaryIO, name: str, refused: Refused | None = None) -> Iterator[tuple[int, bytes]]:
    """Yield (number, bytes without the line end) of each line that is not blank; a byte order mark is passed over.

    A line that is too long is handed to ``refused``, without its bytes, and passed over too.
    """
    number = 0
    while raw := stream.readline(MAX_LINE + 1):
        number += 1
        if number == 1:
            check_kind(raw, name)
        if len(raw) > MAX_LINE:
            problem = _too_long(name, number)
            if refused is None:
                raise problem
            refused(problem)
            _pass_over(stream, raw)
            continue
        if number == 1:
            raw = raw.removeprefix(_BOM)
        if raw.strip():
            yield number, raw.rstrip(b"\r\n")


def _too_long(name: str, number: int) -> FileProblem:
    return FileProblem(
        "line-long",
        name,
        number,
        N_("this line is longer than %(limit)s MB. Split the text into documents of their own."),
        limit=MAX_LINE // 1_000_000,
    )


def _pass_over(stream: BinaryIO, raw: bytes) -> None:
    """Read on to the end of the line that begins with ``raw``, keeping nothing of it."""
    while raw and not raw.endswith(b"\n"):
        raw = stream.readline(MAX_LINE)


def check_kind(start: bytes, name: str) -> None:
    """Raise :class:`FileProblem` ``encoding`` or ``binary`` where the first bytes are not those of UTF-8 text."""
    if start.startswith(_OTHER_BOMS):
        raise FileProblem("encoding", name, 0, N_("this file is in UTF-16. Save it as UTF-8 and try again."))
    if b"\x00" in start[:8192]:
        raise FileProblem("binary", name, 0, N_("this is not a text file (it holds zero bytes)."))


def decode(raw: bytes, name: str, line: int) -> str:
    """Return ``raw`` as text; ``line`` is the number of its first line. Raise :class:`FileProblem` ``encoding``."""
    raw = raw.removeprefix(_BOM)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileProblem(
            "encoding",
            name,
            line + raw.count(b"\n", 0, error.start),
            N_("byte 0x%(byte)s is not UTF-8. Save the file as UTF-8 (it may be in Windows-1256) and try again."),
            byte=f"{raw[error.start]:02x}",
        ) from error


def check_text(text: str, name: str, line: int | None = None) -> None:
    """Raise :class:`FileProblem` ``text-empty`` or ``text-nul`` where ``text`` cannot be a document.

    ``line`` is where the text stands in its file; ``None`` where it is the file.
    """
    if _blank(text):
        raise FileProblem("text-empty", name, line or 0, N_("there is no text."))
    if "\x00" in text:
        raise FileProblem(
            "text-nul",
            name,
            line or 1 + text.count("\n", 0, text.index("\x00")),
            N_("the text holds a zero character at %(offset)s. Remove it and try again."),
            offset=text.index("\x00"),
        )


def first_line(text: str) -> str:
    """Return the first line that says something, without outer white space: the title of a text that has none."""
    return next(line.strip() for line in text.splitlines() if not _blank(line))


def _blank(text: str) -> bool:
    return all(char.isspace() or char in _UNSEEN for char in text)
