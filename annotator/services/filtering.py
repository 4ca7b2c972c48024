"""Filtering: which documents of a project are meant, said as a value, and the question that it becomes."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, UnaryExpression, and_, case, false, func, or_, select
from sqlalchemy.sql.operators import custom_op

from annotator.core.arabic import matching_form
from annotator.core.layer import COMMENT, FINISHED, FLAG, OPEN, SKIPPED
from annotator.db.adjudication import ComparisonRow, ScoreRow
from annotator.db.documents import (
    CHECK,
    EVERYBODY,
    GOLD,
    HAS_PURPOSE,
    NOT_GOLD,
    OUTDATED,
    PRACTICE,
    AssignmentRow,
    DocumentRow,
    SuggestionRow,
    TextRow,
)
from annotator.db.layers import LayerRow, NoteRow, SpanRow

NEW, WAITING, WORKING, SOME_SKIPPED, DONE = "new", "waiting", "working", "skipped", "done"
STATES = (NEW, WAITING, WORKING, SOME_SKIPPED, DONE)
PRIORITIES = {"first": -1, "normal": 0, "later": 1}
"""What a manager calls a priority, and its rank in the queue. Any lower rank is “first” too."""
NOTES = (FLAG, COMMENT)
GOLDS = {"gold": GOLD, "outdated": OUTDATED, "none": NOT_GOLD}
"""What the gold of a document is called in a filter, and in its row."""
PURPOSES = (CHECK, PRACTICE)
SORTS = ("queue", "date", "title", "state", "length")
COMPARED = {"somebody": 1, "several": 2}
"""By how many a document is finished that was compared for the review; those for practice are not."""
NO_JOB = 0
"""The import of documents that came by the command line or one by one."""
MAX_WORDS = 200
"""So many characters of a search are looked at."""

_held = DocumentRow.given - DocumentRow.finished - DocumentRow.skipped
_enough = case((DocumentRow.wanted.in_([0, EVERYBODY]), DocumentRow.given), else_=DocumentRow.wanted)
STATE = case(
    (DocumentRow.given == 0, STATES.index(NEW)),
    (and_(_held == 0, DocumentRow.finished >= _enough), STATES.index(DONE)),
    (DocumentRow.skipped > 0, STATES.index(SOME_SKIPPED)),
    (_held > 0, STATES.index(WORKING)),
    else_=STATES.index(WAITING),
)
"""The state of a document in the project, as its place in :data:`STATES`. Here alone stands what it means.

``new``: nobody has it. ``done``: nobody who has it is still at it, and as many have finished it as wanted; where no
number is wanted (given by hand, or to everybody), all who have it. Else ``skipped``: somebody has skipped it;
``working``: it lies with somebody who has not finished; ``waiting``: those who have it are through, it wants more.
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents of a project; what is left as it is here narrows nothing. All that is given must hold.

    ``words`` are looked for in title, source and id, with ``texts`` in the texts too. ``label`` is that of a span in
    anybody's layer, ``note`` the sort of a note in it; ``gold`` is one of :data:`GOLDS`, ``purpose`` one of
    :data:`PURPOSES`. ``compared`` is one of :data:`COMPARED`; ``beside`` is whose finished work was compared with the
    gold (without a purpose: not for practice); ``suggested`` says whether suggestions were shown, of documents that
    have any. ``binned`` are those in the bin instead of the others.
    """

    words: str = ""
    texts: bool = False
    state: str = ""
    annotator: int | None = None
    label: str = ""
    note: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None
    priority: str = ""
    calibration: bool | None = None
    gold: str = ""
    purpose: str = ""
    job: int | None = None
    compared: str = ""
    beside: int | None = None
    suggested: bool | None = None
    binned: bool = False


def matching(project_id: int, wanted: Filter) -> Select[int]:
    """Return the question for the ids of the documents that ``wanted`` means, in no order."""
    # An import is found by its own index; without this the database would take the first that begins with the project.
    project = _unindexed(DocumentRow.project_id) if wanted.job else DocumentRow.project_id
    here = (project == project_id, is_binned(wanted.binned))
    return select(DocumentRow.id).where(*here, *_facts(wanted), *_work(project_id, wanted), *_words(wanted))


def _unindexed(column: Any) -> ColumnElement[Any]:
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def is_binned(binned: bool) -> ColumnElement[bool]:
    """Return the condition that a document is in the bin, or is not."""
    return DocumentRow.binned_at.is_not(None) if binned else DocumentRow.binned_at.is_(None)


def _facts(wanted: Filter) -> Sequence[ColumnElement[bool]]:
    """What the document's own row says."""
    found: list[ColumnElement[bool]] = []
    if wanted.state:
        found.append(STATE.is_(STATES.index(wanted.state)))
    if wanted.source:
        found.append(DocumentRow.source == wanted.source)
    few = _leaves_few(wanted)
    day, rank = (_unindexed(one) if few else one for one in (DocumentRow.date, DocumentRow.rank))
    if wanted.since:
        found.append(day >= wanted.since)
    if wanted.until:
        found.append(day <= wanted.until)
    if wanted.priority:
        found.append(_priority(rank, PRIORITIES[wanted.priority]))
    if wanted.calibration is not None:
        inside = DocumentRow.wanted == EVERYBODY
        found.append(inside if wanted.calibration else ~inside)
    if wanted.job is not None:
        found.append(came_with(wanted.job))
    if wanted.suggested is not None:
        found.append(was_shown(wanted.suggested))
    if wanted.purpose:
        found += [DocumentRow.purpose == wanted.purpose, HAS_PURPOSE]
    if wanted.gold:
        found.append((_unindexed(DocumentRow.gold) if few else DocumentRow.gold) == GOLDS[wanted.gold])
    return found


def _leaves_few(wanted: Filter) -> bool:
    """Whether few are left, which an index of their own finds: that of the order or of a rank would lead past all."""
    return bool(wanted.source or wanted.purpose or wanted.words.strip()) or bool(wanted.job)


def came_with(job: int) -> ColumnElement[bool]:
    """Return the condition that a document came with an import, or with none."""
    return DocumentRow.job_id.is_(None) if job == NO_JOB else DocumentRow.job_id == job


def was_shown(shown: bool) -> ColumnElement[bool]:
    """Return the condition that a document has suggestions, and was given with them or without."""
    there = select(SuggestionRow.id).where(SuggestionRow.document_id == DocumentRow.id).exists()
    return and_(~DocumentRow.blind if shown else DocumentRow.blind, there)


def _priority(rank: Any, wanted: int) -> ColumnElement[bool]:
    here: ColumnElement[bool] = rank == 0 if wanted == 0 else rank < 0 if wanted < 0 else rank > 0
    return here


def _work(project_id: int, wanted: Filter) -> Sequence[ColumnElement[bool]]:
    """What people have of it, and hold in their layers."""
    found: list[ColumnElement[bool]] = []
    if wanted.annotator is not None:
        theirs = select(AssignmentRow.document_id).where(
            AssignmentRow.user_id == wanted.annotator,
            AssignmentRow.project_id == project_id,
            AssignmentRow.state.in_([OPEN, FINISHED, SKIPPED]),
        )
        found.append(DocumentRow.id.in_(theirs))
    if wanted.compared:
        found.append(DocumentRow.id.in_(_compared(project_id, COMPARED[wanted.compared])))
    if wanted.beside is not None:
        theirs = select(ScoreRow.document_id).filter_by(project_id=project_id, label="", user_id=wanted.beside)
        found += [DocumentRow.id.in_(theirs), *([] if wanted.purpose else [DocumentRow.purpose != PRACTICE])]
    if wanted.label:
        found.append(_in_layers(select(SpanRow.layer_id).where(SpanRow.label == wanted.label)))
    if wanted.note:
        found.append(_in_layers(select(NoteRow.layer_id).where(NoteRow.sort == wanted.note)))
    return found


def _compared(project_id: int, least: int) -> Select[int]:
    row = ComparisonRow
    return select(row.document_id).where(row.project_id == project_id, row.annotators >= least)


def _in_layers(layers: Select[int]) -> ColumnElement[bool]:
    return DocumentRow.id.in_(select(LayerRow.document_id).where(LayerRow.id.in_(layers)))


def _words(wanted: Filter) -> Sequence[ColumnElement[bool]]:
    if not wanted.words.strip():
        return []
    words = folded_words(wanted.words)
    # What was asked for has no letters (a vowel sign, a mark of direction): everything would be a strange answer.
    return [_word(word, wanted.texts) for word in words] if words else [false()]


def folded_words(text: str) -> Sequence[str]:
    """Return the words of a search in matching form."""
    plain = "".join(" " if unicodedata.category(one) == "Cc" else one for one in text[:MAX_WORDS])
    return list(dict.fromkeys(matching_form(plain).casefold().split()))


def _word(word: str, texts: bool) -> ColumnElement[bool]:
    beside = DocumentRow.found_by.contains(word, autoescape=True)
    if not texts:
        return beside
    there, spelled = TextRow.document_id == DocumentRow.id, TextRow.text.op("GLOB")(f"*{_any_spelling(word)}*")
    return or_(beside, select(TextRow.document_id).where(there, *_certain(word), spelled).exists())


def _any_spelling(word: str) -> str:
    """Return a GLOB pattern that finds a word in matching form in a text as it came, however its letters are written.

    The database does it alone, without Python for every text. It does not look past vowel signs inside a word.
    """
    return "".join(_spelled(letter) for letter in word)


def _spelled(letter: str) -> str:
    ways = _spellings().get(letter, letter)
    return f"[{ways}]" if len(ways) > 1 or letter in "*?[" else letter


def _certain(word: str) -> Sequence[ColumnElement[bool]]:
    """Return what is quickly looked for first: the longest part of the word that is written in one way only."""
    ways = _spellings()
    if word.isdecimal():
        written = (word.translate(digits) for digits in _DIGITS)
        return [or_(*(func.instr(TextRow.text, one) > 0 for one in written))]
    kept = "".join(one if len(ways.get(one, one)) == 1 or (one.isascii() and one.isalpha()) else " " for one in word)
    part = max(kept.split(), key=len, default="")
    if not part:
        return []
    return [TextRow.text.contains(part, autoescape=True) if part.isascii() else func.instr(TextRow.text, part) > 0]


_DIGITS = [{ord("0") + n: first + n for n in range(10)} for first in (0x30, 0x660, 0x6F0)]


@lru_cache
def _spellings() -> Mapping[str, str]:
    """Return how each letter of the matching form may be written in a text."""
    found: dict[str, str] = {}
    for point in (*range(0x21, 0x7F), *range(0x600, 0x700)):
        form = matching_form(chr(point)).casefold()
        if len(form) == 1 and form.isalnum():
            found[form] = found.get(form, "") + chr(point)
    return found


def in_order(wanted: Filter, sort: str, *, down: bool) -> Sequence[ColumnElement[Any]]:
    """Return what to sort by; equal ones come in the order in which they came, what has no date comes last."""
    column, last = _ORDERS[sort], DocumentRow.id.desc() if down else DocumentRow.id.asc()
    if _leaves_few(wanted):
        column = _unindexed(column)
    if down:
        return column.desc(), last
    return (column.asc().nulls_last() if sort == "date" else column.asc()), last


_ORDERS: Mapping[str, Any] = {
    "queue": DocumentRow.rank,
    "date": DocumentRow.date,
    "title": DocumentRow.found_by,
    "state": STATE,
    "length": DocumentRow.characters,
}
