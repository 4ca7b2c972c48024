"""Which lines of a text are not running text: headline, sub-headings, captions, lines that say who and where.

A line is what stands between two line feeds, counted from 0, blank ones too. Where the source of a document said what
its lines are (``meta["structure"]``: a list of ``{"start", "end", "kind"}``, offsets in code points, end exclusive), it
holds for the lines that begin in there; a kind that is none of :data:`KINDS` says that a line is running text. All
other lines are judged by their shape:

- **headline**: the first line that is the title, or else the first line of all, if it is short and no sentence;
- **byline**: a source, an author, a time or a date by itself (“المصدر: …”, “بقلم …”); a place, a dash and who reports,
  before the running text begins;
- **caption**: a short line that ends in its source in brackets (“… (رويترز)”) and is no sentence, and the short lines
  that stand in one block with it;
- **sub-heading**: a short line without an end mark, after running text or what belongs to it, before running text.

What is doubtful is running text: a line that is shown too plainly costs less than one that shouts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

HEADLINE = "headline"
SUBHEADING = "subheading"
CAPTION = "caption"
BYLINE = "byline"
KINDS = (HEADLINE, SUBHEADING, CAPTION, BYLINE)

MOST_WORDS = {HEADLINE: 22, SUBHEADING: 10, CAPTION: 30, BYLINE: 12}
"""The longest line of each kind, in words."""

_STOP = re.compile(r"[.…:؛،;,][\"'»”)\]]*$")
"""Ends a line that is, or is part of, a sentence. A question can be a heading."""
_SENTENCE = re.compile(r"[.؟?!…][\"'»”)\]]*(\s|$)")
_LISTED = re.compile(r"[-–—•*·▪#@]|\d+\s*[.)\-–:/]|\(?[\dأ-ي]\)")
_BRACKETS = re.compile(r"(?P<said>.+\S)\s*[(\[]\s*(?P<source>[^()\[\]\d]{2,60}?)\s*[)\]]\s*\.?$")
_CREDIT = re.compile(r"(تعليق )?(ال)?(صورة|صور|تصوير|فيديو)\s*[:–-]|(photo|image|video)\s*:", re.IGNORECASE)
_SAID = re.compile(
    r"(ال)?(مصدر|مصادر|كاتب|مراسل|محرر|تاريخ|source)\s*:|(بقلم|إعداد|كتب|كتبت|كتبه|ترجمة|تحرير|تقرير)\s*[:/]|"
    r"(بقلم|إعداد)\s|(آخر تحديث|تاريخ النشر|نُ?شرت? (في|بتاريخ|يوم))|by\s+\S+\s+\S+$|last updated",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?P<place>[^.:؛،]{2,40}?)\s+[-–—]+\s+(?P<who>\S.*)")
_DAYS = "السبت الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة"
_MONTHS = (
    "يناير فبراير مارس أبريل إبريل مايو يونيو يونيه يوليو يوليه أغسطس سبتمبر أكتوبر نوفمبر ديسمبر "
    "كانون الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين الأول "
    "محرم صفر ربيع الآخر جمادى الأولى الآخرة رجب شعبان رمضان شوال ذو القعدة الحجة"
)
_DATE_WORDS = frozenset(f"{_DAYS} {_MONTHS} يوم الساعة مساء صباحا بتوقيت غرينتش م هـ".split())
_NUMBER = re.compile(r"\d+(م|هـ)?")


@dataclass(frozen=True, slots=True)
class _Line:
    index: int
    start: int
    text: str

    @property
    def words(self) -> Sequence[str]:
        return self.text.split()

    def at_most(self, kind: str) -> bool:
        return len(self.words) <= MOST_WORDS[kind]

    @property
    def is_heading(self) -> bool:
        """Whether it has the shape of a heading of any size: words, but no sentence and no entry of a list."""
        return any(map(str.isalpha, self.text)) and not _STOP.search(self.text) and not _LISTED.match(self.text)

    @property
    def is_running(self) -> bool:
        """Whether it has the shape of running text."""
        return bool(_STOP.search(self.text)) or len(self.words) > MOST_WORDS[HEADLINE]


def line_kinds(text: str, title: str = "", meta: Mapping[str, Any] | None = None) -> Mapping[int, str]:
    """Return the kind of each line of ``text`` that is not running text, by the line's index, in order."""
    lines = _lines(text)
    said = _said(lines, (meta or {}).get("structure"))
    guessed = _guessed(lines, " ".join(title.split()))
    return {index: kind for index, kind in sorted({**guessed, **said}.items()) if kind in KINDS}


def _lines(text: str) -> Sequence[_Line]:
    found, start = [], 0
    for index, line in enumerate(text.split("\n")):
        if stripped := line.strip():
            found.append(_Line(index, start, stripped))
        start += len(line) + 1
    return found


def _said(lines: Iterable[_Line], structure: object) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for part in structure if isinstance(structure, list) else []:
        match part:
            case {"start": int(start), "end": int(end), "kind": str(kind)}:
                found.update({line.index: kind for line in lines if start <= line.start < end})
    return found


def _guessed(lines: Sequence[_Line], title: str) -> Mapping[int, str]:
    found: dict[int, str] = {}
    if headline := _headline(lines, title):
        found[headline.index] = HEADLINE
    begun = False  # the running text
    for line in lines:
        if line.index in found:
            continue
        if _is_byline(line, begun):
            found[line.index] = BYLINE
        elif _is_caption(line):
            found[line.index] = CAPTION
        else:
            begun = begun or line.is_running
    _spread_captions(lines, found)
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if line.index not in found and _is_subheading(before, line, after, found):
            found[line.index] = SUBHEADING
    return found


def _headline(lines: Sequence[_Line], title: str) -> _Line | None:
    for line in lines:
        if title and " ".join(line.words) == title:
            return line
    if len(lines) < 2:
        return None
    first = lines[0]
    is_headline = first.is_heading and first.at_most(HEADLINE) and len(first.words) > 1
    return first if is_headline and not _is_caption(first) and not _is_byline(first, begun=True) else None


def _is_caption(line: _Line) -> bool:
    if not line.at_most(CAPTION):
        return False
    if _CREDIT.match(line.text):
        return True
    found = _BRACKETS.match(line.text)
    return bool(found and len(found["source"].split()) <= 5 and not _SENTENCE.search(found["said"]))


def _is_byline(line: _Line, begun: bool) -> bool:
    if not line.at_most(BYLINE):
        return False
    if _SAID.match(line.text) or _is_date(line.text):
        return True
    return not begun and line.is_heading and bool(_PLACE.fullmatch(line.text))


def _is_date(text: str) -> bool:
    words = [word for word in re.split(r"[\s/.:،,|()–-]+", text) if word]
    numbers = [word for word in words if _NUMBER.fullmatch(word)]
    return bool(numbers) and all(word in numbers or word in _DATE_WORDS for word in words)


def _spread_captions(lines: Sequence[_Line], found: dict[int, str]) -> None:
    """Make captions of the headings that touch one: of two pictures that follow one another one may have no source."""
    for some in (lines, lines[::-1]):
        for line, other in pairwise(some):
            touches = abs(line.index - other.index) == 1 and found.get(line.index) == CAPTION
            if touches and other.index not in found and other.is_heading and other.at_most(CAPTION):
                found[other.index] = CAPTION


def _is_subheading(before: _Line, line: _Line, after: _Line, found: Mapping[int, str]) -> bool:
    if not line.is_heading or not line.at_most(SUBHEADING):
        return False
    # In a text with hard line ends a line may end anywhere: it is a heading only after what ends by itself.
    ended = line.index - before.index > 1 or before.is_running or before.index in found
    return ended and after.index not in found and after.is_running
