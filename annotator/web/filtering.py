"""Filters in addresses: read from one, written into one, said to the reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from flask_babel import format_date, format_datetime, gettext, lazy_gettext
from sqlalchemy.orm import Session

from annotator.core.layer import COMMENT, FLAG
from annotator.db.documents import CHECK, PRACTICE
from annotator.db.projects import ProjectRow
from annotator.services import documents, filtering
from annotator.services.filtering import MAX_WORDS, NO_JOB, PRIORITIES, STATES, Filter
from annotator.services.projects import people
from annotator.web.language import language
from annotator.web.permissions import MAX_ID

STATE_NAMES = dict(
    zip(
        STATES,
        (
            lazy_gettext("new"),
            lazy_gettext("waits for somebody"),
            lazy_gettext("in work"),
            lazy_gettext("skipped by somebody"),
            lazy_gettext("done"),
        ),
        strict=True,
    )
)
PRIORITY_NAMES = {"first": lazy_gettext("first"), "normal": lazy_gettext("normal"), "later": lazy_gettext("later")}
NOTE_NAMES = {FLAG: lazy_gettext("with a flag"), COMMENT: lazy_gettext("with a comment")}
CALIBRATION_NAMES = {"yes": lazy_gettext("in the calibration set"), "no": lazy_gettext("not in the calibration set")}
GOLD_NAMES = {
    "gold": lazy_gettext("has gold"),
    "outdated": lazy_gettext("its gold is out of date"),
    "none": lazy_gettext("has no gold yet"),
}
PURPOSE_NAMES = {CHECK: lazy_gettext("check document"), PRACTICE: lazy_gettext("practice document")}
COMPARED_NAMES = {
    "somebody": lazy_gettext("somebody has finished it"),
    "several": lazy_gettext("two or more have finished it"),
}
SUGGESTION_NAMES = {"shown": lazy_gettext("shown with suggestions"), "blind": lazy_gettext("shown without suggestions")}
_SAID = {
    "q": lazy_gettext("Words"),
    "state": lazy_gettext("State"),
    "annotator": lazy_gettext("Given to"),
    "label": lazy_gettext("Label"),
    "note": lazy_gettext("Notes"),
    "source": lazy_gettext("Source"),
    "from": lazy_gettext("Date from"),
    "to": lazy_gettext("Date to"),
    "priority": lazy_gettext("Priority"),
    "calibration": lazy_gettext("Calibration"),
    "gold": lazy_gettext("Gold"),
    "purpose": lazy_gettext("Known answers"),
    "import": lazy_gettext("Import"),
    "compared": lazy_gettext("Compared"),
    "beside": lazy_gettext("Compared with the gold"),
    "suggestions": lazy_gettext("Suggestions"),
}
_FIELDS = {
    "q": "words",
    "texts": "texts",
    "state": "state",
    "annotator": "annotator",
    "label": "label",
    "note": "note",
    "source": "source",
    "from": "since",
    "to": "until",
    "priority": "priority",
    "calibration": "calibration",
    "gold": "gold",
    "purpose": "purpose",
    "import": "job",
    "compared": "compared",
    "beside": "beside",
    "suggestions": "suggested",
    "bin": "binned",
}
"""What a part of the address is called in a filter."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from in a project, each with what it is called."""

    annotators: Mapping[int, str]
    labels: Mapping[str, str]
    sources: Sequence[str]
    imports: Mapping[int, datetime]


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on: what it says, how many documents it alone means, the parts of the address to drop."""

    text: str
    value: str
    count: int | None
    more: bool
    parts: Sequence[str]


def choices_of(session: Session, project: ProjectRow) -> Choices:
    """Return the choices of a project."""
    everybody = [*people(session, project), *documents.holders(session, project.id)]
    return Choices(
        {person.id: person.name for person in everybody},
        {label.id: label.title[language()] for label in project.label_set.value().by_id.values()},
        documents.sources(session, project.id),
        dict(documents.imports(session, project.id)),
    )


def read_filter(parts: Mapping[str, str], choices: Choices) -> tuple[Filter, Sequence[str]]:
    """Return the filter of an address, and the parts that say nothing that can be understood; they narrow nothing."""
    found: dict[str, Any] = {}
    unread = []
    for part, name in _FIELDS.items():
        text = parts.get(part, "")
        if not text.strip():
            continue
        value = _READERS[part](text, choices)
        if value is None:
            unread.append(part)
        else:
            found[name] = value
    return Filter(**found), unread


def _one_of(known: Callable[[Choices], Any]) -> Callable[[str, Choices], str | None]:
    return lambda text, choices: text if text in known(choices) else None


def _id_of(known: Callable[[Choices], Any]) -> Callable[[str, Choices], int | None]:
    def read(text: str, choices: Choices) -> int | None:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else MAX_ID
        return number if number in known(choices) else None

    return read


def _day(text: str, _: Choices) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _switch(text: str, _: Choices) -> bool | None:
    return True if text == "1" else None


_import = _id_of(lambda choices: choices.imports)
NO_IMPORT = "none"
_READERS: Mapping[str, Callable[[str, Choices], Any]] = {
    "q": lambda text, _: text[:MAX_WORDS],
    "texts": _switch,
    "state": _one_of(lambda _: STATES),
    "annotator": _id_of(lambda choices: choices.annotators),
    "label": _one_of(lambda choices: choices.labels),
    "note": _one_of(lambda _: filtering.NOTES),
    "source": lambda text, _: text[:500],
    "from": _day,
    "to": _day,
    "priority": _one_of(lambda _: PRIORITIES),
    "calibration": lambda text, _: {"yes": True, "no": False}.get(text),
    "gold": _one_of(lambda _: filtering.GOLDS),
    "purpose": _one_of(lambda _: filtering.PURPOSES),
    "import": lambda text, choices: NO_JOB if text == NO_IMPORT else _import(text, choices),
    "compared": _one_of(lambda _: filtering.COMPARED),
    "beside": _id_of(lambda choices: choices.annotators),
    "suggestions": lambda text, _: {"shown": True, "blind": False}.get(text),
    "bin": _switch,
}


def parts_of(wanted: Filter) -> dict[str, Any]:
    """Return the parts of an address that :func:`read_filter` reads as ``wanted``."""
    written: dict[str, Any] = {}
    for part, name in _FIELDS.items():
        value = getattr(wanted, name)
        if value == _DEFAULTS[name]:
            continue
        if part in _WRITTEN:
            written[part] = _WRITTEN[part][value]
        elif part == "import":
            written[part] = NO_IMPORT if value == NO_JOB else str(value)
        else:
            written[part] = "1" if value is True else str(value)
    return written


_WRITTEN: Mapping[str, Mapping[Any, str]] = {
    "calibration": {True: "yes", False: "no"},
    "suggestions": {True: "shown", False: "blind"},
}
_DEFAULTS = {one.name: one.default for one in fields(Filter)}


def chips_of(session: Session, project: ProjectRow, wanted: Filter, choices: Choices) -> Sequence[Chip]:
    """Return the filters that are on, but the bin: that is a place of its own."""
    parts = [part for part in parts_of(wanted) if part in _SAID]
    return [_chip(session, project.id, wanted, choices, part, alone=len(parts) == 1) for part in parts]


def _chip(session: Session, project_id: int, wanted: Filter, choices: Choices, part: str, *, alone: bool) -> Chip:
    name = _FIELDS[part]
    more = [other for other in ("texts",) if part == "q" and wanted.texts]
    only = replace(Filter(), **{one: getattr(wanted, one) for one in (name, "binned", *more)})
    # Alone it means what the table shows; and a search in the texts is not made twice.
    known = not alone and not documents.looks_through_texts(only)
    number, cut = documents.count(session, project_id, only) if known else (None, False)
    return Chip(str(_SAID[part]), _value(part, wanted, choices), number, cut, [part, *more])


def _value(part: str, wanted: Filter, choices: Choices) -> str:
    value = getattr(wanted, _FIELDS[part])
    names: Mapping[str, Mapping[Any, Any]] = {
        "state": STATE_NAMES,
        "annotator": choices.annotators,
        "label": choices.labels,
        "note": NOTE_NAMES,
        "priority": PRIORITY_NAMES,
        "gold": GOLD_NAMES,
        "purpose": PURPOSE_NAMES,
        "calibration": {True: gettext("yes"), False: gettext("no")},
        "compared": COMPARED_NAMES,
        "beside": choices.annotators,
        "suggestions": {True: SUGGESTION_NAMES["shown"], False: SUGGESTION_NAMES["blind"]},
    }
    if part in ("from", "to"):
        return str(format_date(value, "medium"))
    if part == "import" and value == NO_JOB:
        return gettext("By the command line")
    if part == "import":
        return str(format_datetime(choices.imports[value], "short"))
    return str(names[part][value]) if part in names else str(value)
